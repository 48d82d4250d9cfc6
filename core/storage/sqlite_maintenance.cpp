// Backup, checks and the state of a SQLite database.
#include <sys/stat.h>

#include <map>

#include "core/storage/sqlite_copy.hpp"
#include "core/storage/sqlite_database.hpp"
#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t large_log = 64 << 20;
constexpr int most_problems = 100;

// The WAL-reset bug (3.7.0 to 3.51.2) is fixed in 3.51.3; 3.52.0 was withdrawn. Back-ports to older
// branches are said to exist, but we found no source that names them, so they count as not fixed.
bool has_wal_reset_bug(int version) { return version < 3'051'003 || version == 3'052'000; }

bool open_to_others(const fs::path& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && (s.st_mode & 077) != 0;
}

}  // namespace

// A kill leaves at most a `.plazo-backup-*` behind.
void SqliteDatabase::backup(const fs::path& wanted) {
  const fs::path target = resolve(wanted);
  std::error_code ignored;
  const auto exists = [] {
    return Error(Category::conflict, "backup.exists", "the target of the backup exists; choose another name");
  };
  if (fs::exists(fs::symlink_status(target, ignored))) throw exists();
  const Lease connection(*this);
  Unfinished copy(target.parent_path(), "backup");
  {
    const SqliteConnection::Unlocked unlocked(*connection);
    vacuum_into(connection->handle(), copy.path());
  }
  if (!copy.publish_as(target)) throw exists();
}

// What a schema holds: the definitions by kind and name. The note of the migrations themselves is no
// migration's, and names of SQLite's own vary.
static std::map<std::string, std::string> definitions(sqlite3* db) {
  std::map<std::string, std::string> result;
  each_row(db,
           "SELECT type || ' `' || name || '`', sql FROM sqlite_schema "
           "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND (type <> 'table' OR name <> 'schema_migration')",
           [&](sqlite3_stmt* row) { result[column(row, 0)] = column(row, 1); });
  return result;
}

// Against what the migrations make in an empty database. A trigger or view that somebody slipped into a
// backup would run with every write, so what is too much counts as well as what is missing.
void SqliteDatabase::check_schema(sqlite3* db, std::vector<std::string>& problems) const {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const SqliteHandle fresh(raw);
  if (!fresh) throw_sqlite(SQLITE_NOMEM, nullptr);
  if (code != SQLITE_OK) throw_sqlite(code, raw);
  for (const Migration& migration : migrations_)
    for (const std::string& statement : statements_of(migration.sql)) run_plain(raw, statement.c_str());
  const auto wanted = definitions(raw);
  const auto found = definitions(db);
  const auto report = [&](const std::string& name, const char* what) {
    if (problems.size() < most_problems) problems.push_back(name + what);
  };
  for (const auto& [name, sql] : wanted)
    if (const auto at = found.find(name); at == found.end())
      report(name, " is missing");
    else if (at->second != sql)
      report(name, " is defined otherwise than the migrations do");
  for (const auto& [name, sql] : found)
    if (!wanted.contains(name)) report(name, " is no part of the schema");
}

// Throws when the definitions are not those of the migrations, or are while the note of the migrations says
// that some are missing. Where some are missing indeed, nothing is said.
void SqliteDatabase::must_have_schema(SqliteConnection& connection) const {
  connection.rollback();
  bool some_missing = false;
  try {
    some_missing = needs_migration(connection, migrations_);
  } catch (const Error& error) {
    if (error.code == "storage.statement") throw_sqlite(SQLITE_CORRUPT, nullptr);
    throw;
  }
  std::vector<std::string> problems;
  try {
    check_schema(connection.handle(), problems);
  } catch (const Error& error) {
    if (error.code == "storage.statement") return;  // it is a migration that is wrong
    throw;
  }
  if (some_missing == problems.empty()) throw_sqlite(SQLITE_CORRUPT, nullptr);
}

std::vector<std::string> SqliteDatabase::check_integrity() {
  std::vector<std::string> problems;
  const Lease connection(*this);
  const SqliteConnection::Unlocked unlocked(*connection);
  sqlite3* db = connection->handle();
  try {
    problems = integrity_problems(db);
    each_row(db, "PRAGMA foreign_key_check", [&](sqlite3_stmt* row) {
      if (problems.size() < most_problems)
        problems.push_back("a row of `" + column(row, 0) + "` refers to a missing row of `" + column(row, 2) +
                           "`");
    });
    check_schema(db, problems);
  } catch (const Error& error) {
    if (error.code != "storage.corrupt" && error.code != "storage.foreign") throw;
    problems.push_back(error.message);
  }
  return problems;
}

void SqliteDatabase::trim_log(std::int64_t above_bytes) {
  if (size_of(beside(path_, "-wal")) <= above_bytes) return;
  const Lease connection(*this);
  sqlite3* db = connection->handle();
  // The first step copies without disturbing writers; the second finds little left to do while it
  // keeps them waiting. Readers and writers that stand in the way make both give up, not wait.
  for (const int mode : {SQLITE_CHECKPOINT_PASSIVE, SQLITE_CHECKPOINT_TRUNCATE}) {
    connection->wait_for_locks_until({});
    const int code = sqlite3_wal_checkpoint_v2(db, nullptr, mode, nullptr, nullptr);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return;
    if (code != SQLITE_OK) connection->fail(code);
  }
}

Status SqliteDatabase::status() {
  Status status;
  const Lease connection(*this);
  status.engine = "sqlite";
  status.engine_version = sqlite3_libversion();
  status.schema_version = applied_migration(*connection);
  const fs::path log = beside(path_, "-wal");
  status.database_bytes = size_of(path_);
  status.wal_bytes = size_of(log);
  const auto warn_if = [&](bool condition, const char* code) {
    if (condition) status.warnings.emplace_back(code);
  };
  warn_if(has_wal_reset_bug(sqlite3_libversion_number()), "wal_reset_bug");
  warn_if(connection->foreign_descriptors() > 0, "foreign_descriptor");
  warn_if(open_to_others(path_) || open_to_others(log) || open_to_others(beside(path_, "-shm")),
          "group_or_world_access");
  warn_if(seams_.guard && !connection->guarding(), "guard_unavailable");
  warn_if(status.wal_bytes > large_log, "large_log");
  return status;
}

}  // namespace plazo::storage
