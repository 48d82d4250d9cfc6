// Backup, checks and the state of a SQLite database.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/random.hpp"
#include "core/storage/sqlite_database.hpp"
#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t large_log = 64 << 20;
constexpr int most_problems = 100;

// Removes an unfinished backup.
class Temporary {
 public:
  explicit Temporary(fs::path path) : path_(std::move(path)) {}
  ~Temporary() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  Temporary(const Temporary&) = delete;
  void keep() { path_.clear(); }

 private:
  fs::path path_;
};

void sync_file(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_system(errno);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed) throw_system(failed);
}

class Finalize {
 public:
  explicit Finalize(sqlite3_stmt* statement) : statement_(statement) {}
  ~Finalize() { sqlite3_finalize(statement_); }
  Finalize(const Finalize&) = delete;

 private:
  sqlite3_stmt* statement_;
};

// Calls `row` for each row of a pragma.
template <class Row>
void each_row(sqlite3* db, const char* sql, const Row& row) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
  const Finalize finalize(statement);
  if (code != SQLITE_OK) throw_sqlite(code, db);
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) row(statement);
  if (code != SQLITE_DONE) throw_sqlite(code, db);
}

std::string column(sqlite3_stmt* statement, int number) {
  const unsigned char* text = sqlite3_column_text(statement, number);
  return text ? reinterpret_cast<const char*>(text) : "";
}

// The WAL-reset bug (3.7.0 to 3.51.2) is fixed in 3.51.3; 3.52.0 was withdrawn. Back-ports to older
// branches are said to exist, but we found no source that names them, so they count as not fixed.
bool has_wal_reset_bug(int version) { return version < 3'051'003 || version == 3'052'000; }

bool open_to_others(const fs::path& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 && (s.st_mode & 077) != 0;
}

}  // namespace

// VACUUM INTO reads one snapshot, so writers neither wait nor make it start again, and it leaves out
// what was deleted. A kill leaves at most a `.plazo-backup-*` behind. The copy has a rollback journal;
// opening it switches it to WAL.
void SqliteDatabase::backup(const fs::path& wanted) {
  const fs::path target = resolve(wanted);
  std::error_code ignored;
  const auto exists = [] {
    return Error(Category::conflict, "backup.exists", "the target of the backup exists; choose another name");
  };
  if (fs::exists(fs::symlink_status(target, ignored))) throw exists();
  const Lease connection(*this);
  fs::path unfinished;
  int descriptor = -1;
  while (descriptor < 0) {
    unfinished = target.parent_path() / (".plazo-backup-" + std::to_string(::getpid()) + "-" +
                                         std::to_string(random_below(1'000'000'000)));
    descriptor = create_private(unfinished);
  }
  ::close(descriptor);
  Temporary temporary(unfinished);
  {
    const SqliteConnection::Unlocked unlocked(*connection);
    sqlite3* db = connection->handle();
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(db, "VACUUM INTO ?", -1, &statement, nullptr);
    const Finalize finalize(statement);
    if (code == SQLITE_OK) code = sqlite3_bind_text(statement, 1, unfinished.c_str(), -1, SQLITE_STATIC);
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) throw_sqlite(code, db);
  }
  sync_file(unfinished);
  if (!publish(unfinished, target)) throw exists();
  temporary.keep();
}

std::vector<std::string> SqliteDatabase::check_integrity() {
  std::vector<std::string> problems;
  const Lease connection(*this);
  const SqliteConnection::Unlocked unlocked(*connection);
  sqlite3* db = connection->handle();
  try {
    each_row(db, "PRAGMA integrity_check(100)", [&](sqlite3_stmt* row) {
      if (std::string text = column(row, 0); text != "ok") problems.push_back(std::move(text));
    });
    each_row(db, "PRAGMA foreign_key_check", [&](sqlite3_stmt* row) {
      if (problems.size() < most_problems)
        problems.push_back("a row of `" + column(row, 0) + "` refers to a missing row of `" + column(row, 2) +
                           "`");
    });
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
