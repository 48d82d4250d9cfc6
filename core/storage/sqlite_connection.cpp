#include "core/storage/sqlite_connection.hpp"

#include <algorithm>
#include <string_view>
#include <thread>

#include "core/base/process.hpp"
#include "core/base/random.hpp"
#include "core/storage/sqlite_error.hpp"
#include "core/storage/sqlite_statement.hpp"

namespace plazo::storage {
namespace {

constexpr std::size_t cached_statements = 300;

// A statement that is lost keeps its connection from ever closing, with its locks and descriptors.
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using OwnedStatement = std::unique_ptr<sqlite3_stmt, Finalize>;

void set_option(sqlite3* db, int option, int value) {
  if (const int code = sqlite3_db_config(db, option, value, nullptr); code != SQLITE_OK)
    throw_sqlite(code, db);
}

/// What is right in any database: where it is refused, it is the file that is damaged.
std::string ask_file(sqlite3* db, const char* sql) {
  try {
    return run_plain(db, sql);
  } catch (const Error& error) {
    if (error.code == "storage.statement") throw_sqlite(SQLITE_CORRUPT, nullptr);
    throw;
  }
}

}  // namespace

SqliteHandle open_handle(const std::filesystem::path& path, const char* vfs) {
  // Below these the library lacks what the schema needs (STRICT tables) or what keeps it safe.
  if (sqlite3_libversion_number() < 3'037'000)
    throw Error(Category::unavailable, "storage.engine",
                "SQLite 3.37 or later is needed; update the library");
  if (!sqlite3_threadsafe())
    throw Error(Category::unavailable, "storage.engine",
                "SQLite was built without threads; use another build");
  sqlite3* raw = nullptr;
  // The path is absolute, so it can never be taken for a URI. Each connection is used by one thread.
  const int code = sqlite3_open_v2(path.c_str(), &raw,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, vfs);
  SqliteHandle db(raw);
  if (!db) throw_sqlite(SQLITE_NOMEM, nullptr);
  if (code != SQLITE_OK) throw_sqlite(sqlite3_extended_errcode(raw), raw);
  sqlite3_extended_result_codes(raw, 1);
  // The last one to leave would copy the log and delete it: 15 times the price of a short request.
  set_option(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1);
  set_option(raw, SQLITE_DBCONFIG_DEFENSIVE, 1);
  set_option(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
  set_option(raw, SQLITE_DBCONFIG_DQS_DDL, 0);
  set_option(raw, SQLITE_DBCONFIG_DQS_DML, 0);
  set_option(raw, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
  return db;
}

std::string run_plain(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
  OwnedStatement owned(statement);
  std::string result;
  if (code == SQLITE_OK) {
    code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
      if (const unsigned char* text = sqlite3_column_text(statement, 0))
        result = reinterpret_cast<const char*>(text);
      while (code == SQLITE_ROW) code = sqlite3_step(statement);
    }
    owned.reset();
  }
  if (code != SQLITE_OK && code != SQLITE_DONE) throw_sqlite(code, db);
  return result;
}

SqliteConnection::SqliteConnection(const std::filesystem::path& path, std::unique_ptr<Hold> hold,
                                   Duration busy_timeout, const Seams& seams,
                                   std::span<const std::string_view> temporary_tables)
    : hold_(std::move(hold)),
      path_(path),
      log_path_(beside(path, "-wal")),
      temporary_tables_(temporary_tables),
      busy_timeout_(busy_timeout),
      process_(process_id()),
      immediate_(seams.immediate),
      detect_(seams.detect) {
  random_below(2);  // the first call may throw, which `wait` must not
  deadline_ = std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout.ms);
  if (seams.guard) hold_->lock_database(deadline_);
  db_ = open_handle(path, seams.vfs);
  configure();
  if (seams.guard) hold_->lock_index(path);
  // With the database locked nobody can have deleted the log since SQLite opened it just now.
  const std::optional<FileIdentity> log = identity_of(log_path_);
  if (!log) throw_system(ENOENT);
  log_ = *log;
  sqlite3_set_authorizer(handle(), authorize, this);
  unlocked_ = false;
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  for (auto& [text, statement] : own_) sqlite3_finalize(statement);
}

void SqliteConnection::configure() {
  sqlite3* db = handle();
  sqlite3_busy_handler(db, wait, this);
  set_limits(false);
  for (const char* pragma :
       {"PRAGMA mmap_size = 0",        // else an I/O error kills the host with SIGBUS
        "PRAGMA temp_store = MEMORY",  // no data in files elsewhere
        "PRAGMA cell_size_check = ON", "PRAGMA journal_size_limit = 67108864", "PRAGMA cache_size = -8000"})
    ask_file(db, pragma);
  set_option(db, SQLITE_DBCONFIG_ENABLE_FKEY, 1);
  // Who finds so many pages in the log moves them into the database. With SQLite's own 1000 that takes as
  // long as twenty commits, once in sixty; with few at a time nobody notices, and little is written twice.
  sqlite3_wal_autocheckpoint(db, 200);
  // The first read. The pragma that switches the mode fails softly, so the word is what counts.
  if (ask_file(db, "PRAGMA journal_mode") != "wal") throw_sqlite(SQLITE_BUSY, nullptr);
  ask_file(db, "PRAGMA synchronous = FULL");
  ask_file(db, "SELECT count(*) FROM sqlite_schema");
}

void SqliteConnection::set_limits(bool unlocked) {
  sqlite3* db = handle();
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 32'000'000);
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, unlocked ? 1'000'000 : 100'000);
  sqlite3_limit(db, SQLITE_LIMIT_COLUMN, 200);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 250);
  sqlite3_limit(db, SQLITE_LIMIT_COMPOUND_SELECT, 50);
  sqlite3_limit(db, SQLITE_LIMIT_FUNCTION_ARG, 100);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, unlocked ? 1 : 0);  // VACUUM INTO attaches its target
  sqlite3_limit(db, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1'000);
  sqlite3_limit(db, SQLITE_LIMIT_VARIABLE_NUMBER, 10'000);
  sqlite3_limit(db, SQLITE_LIMIT_TRIGGER_DEPTH, 20);  // cascades count as triggers
  sqlite3_limit(db, SQLITE_LIMIT_WORKER_THREADS, 0);
}

// What a statement may do at run time: read and change rows. Asked when a statement is prepared, also
// when SQLite prepares it anew after a change of the schema.
int SqliteConnection::authorize(void* self, int action, const char* first, const char* second,
                                const char* database, const char*) {
  auto* const connection = static_cast<SqliteConnection*>(self);
  // When a connection uses a virtual table for the first time, SQLite parses its declaration and asks
  // for an update of the schema table that it then does not make. Nothing else can name that table.
  const bool declaring = action == SQLITE_UPDATE && first && std::string_view(first) == "sqlite_master";
  if (!declaring && (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE))
    connection->prepared_writes_ |= !database || std::string_view(database) != "temp";
  if (connection->unlocked_) return SQLITE_OK;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
    case SQLITE_RECURSIVE:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      return second && std::string_view(second) == "load_extension" ? SQLITE_DENY : SQLITE_OK;
    case SQLITE_PRAGMA:  // FTS5 asks for the data version of its schema before it trusts its cache
      return first && std::string_view(first) == "data_version" && !second ? SQLITE_OK : SQLITE_DENY;
    default:
      return SQLITE_DENY;
  }
}

// SQLite's own busy handler sleeps up to 100 ms in fixed steps; shorter and uneven pauses are fairer
// among many processes, and the deadline covers all waits of a transaction together.
int SqliteConnection::wait(void* self, int count) {
  const auto now = std::chrono::steady_clock::now();
  const Deadline deadline = static_cast<SqliteConnection*>(self)->deadline_;
  if (now >= deadline) return 0;
  const std::uint32_t ceiling = 500u << std::min(count, 5);
  const auto pause = std::chrono::microseconds(100 + random_below(ceiling));
  std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(pause, deadline - now));
  return 1;
}

Statement& SqliteConnection::prepare(std::string_view sql) {
  require_own_process();
  if (const auto found = statements_.find(sql); found != statements_.end()) return *found->second;
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  prepared_writes_ = false;
  const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, &rest);
  if (code != SQLITE_OK) fail(code);
  OwnedStatement owned(raw);
  auto statement = std::make_unique<SqliteStatement>(*this, raw, prepared_writes_);
  static_cast<void>(owned.release());
  const std::string_view tail = sql.substr(static_cast<std::size_t>(rest - sql.data()));
  if (!raw || tail.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    throw Error(Category::internal, "storage.statement", "exactly one statement is expected; report this");
  return *statements_.emplace(sql, std::move(statement)).first->second;
}

void SqliteConnection::begin(Mode mode) {
  begin(mode, std::chrono::steady_clock::now() + std::chrono::milliseconds(busy_timeout_.ms));
}

void SqliteConnection::begin(Mode mode, Deadline deadline) {
  require_own_process();
  if (transaction_)
    throw Error(Category::internal, "storage.nested", "a transaction is running; report this");
  // Here no statement can be in use.
  if (statements_.size() > cached_statements) statements_.clear();
  deadline_ = deadline;
  // The last rollback found no memory; until it has succeeded nothing else can begin.
  if (!sqlite3_get_autocommit(handle()))
    if (const int code = run_own("ROLLBACK"); code != SQLITE_DONE) fail(code);
  if (const int code = run_own(mode == Mode::write && immediate_ ? "BEGIN IMMEDIATE" : "BEGIN");
      code != SQLITE_DONE)
    fail(code);
  transaction_ = mode;
  if (mode == Mode::read) {
    // A deferred transaction has no snapshot before its first read. Taken here, it is the moment of
    // `begin`, and the body cannot meet a lock any more.
    const int code = run_own("SELECT 1 FROM sqlite_schema LIMIT 1");
    if (code != SQLITE_DONE && code != SQLITE_ROW) {
      rollback();
      fail(code);
    }
  }
}

void SqliteConnection::commit() {
  require_own_process();
  if (!transaction_)
    throw Error(Category::internal, "storage.no_transaction", "no transaction is running; report this");
  finish_all();
  const bool wrote = *transaction_ == Mode::write;
  // Made before: after COMMIT no lack of memory may turn "unknown" into "nothing was written".
  CommitUnknown unknown = commit_unknown();
  const auto fail_commit = [&](int code, sqlite3* db) {
    try {
      throw_commit(code, db);
    } catch (const std::bad_alloc&) {
      throw std::move(unknown);
    }
  };
  const int code = run_own("COMMIT");
  if (code != SQLITE_DONE) {
    // Then it failed before it wrote anything, for instance because it could not be prepared.
    const bool untouched = (code & 0xff) == SQLITE_NOMEM && !sqlite3_get_autocommit(handle());
    sync_failed_ = code == SQLITE_IOERR_FSYNC;
    try {
      if (!wrote || untouched) fail(code);
      fail_commit(code, handle());
    } catch (const CommitUnknown&) {
      poisoned_ = true;
      rollback();
      throw;
    } catch (...) {  // certainly not committed
      rollback();
      throw;
    }
  }
  transaction_.reset();
  // A log that is still the one at its path is safe: whoever deletes it later moves it into the
  // database first. The guard prevents the other case; this notices where the guard does not reach.
  if (wrote && detect_ && identity_of(log_path_) != log_) {
    poisoned_ = true;
    fail_commit(SQLITE_IOERR, nullptr);
  }
}

void SqliteConnection::rollback() noexcept {
  if (process_ != process_id() || !transaction_) return;
  finish_all();
  transaction_.reset();
  // Some errors make SQLite roll back by itself.
  if (sqlite3_get_autocommit(handle())) return;
  try {
    if (run_own("ROLLBACK") != SQLITE_DONE) poisoned_ = true;
  } catch (...) {
    poisoned_ = true;
  }
  if (!sqlite3_get_autocommit(handle())) poisoned_ = true;
}

std::int64_t SqliteConnection::changes() const { return sqlite3_changes64(handle()); }

void SqliteConnection::need_temporary_tables() {
  if (!has_temporary_tables_) throw NoTemporaryTables();
}

// In a transaction of their own, as a reader rolls everything back.
void SqliteConnection::make_temporary_tables() {
  const Unlocked unlocked(*this);
  begin(Mode::read);
  try {
    Transaction tx(*this);
    for (const auto sql : temporary_tables_) tx.run(sql);
    commit();
  } catch (...) {
    rollback();
    throw;
  }
  has_temporary_tables_ = true;
}

bool SqliteConnection::current() const {
  return identity_of(path_) == hold_->identity() && (!detect_ || identity_of(log_path_) == log_);
}

// Runs one of the connection's own statements; returns the result code of the step.
int SqliteConnection::run_own(const char* sql) {
  auto found = own_.find(sql);
  const bool was_unlocked = std::exchange(unlocked_, true);
  int code = SQLITE_OK;
  if (found == own_.end()) {
    found = own_.emplace(sql, nullptr).first;
    code = sqlite3_prepare_v3(handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &found->second, nullptr);
    if (code != SQLITE_OK) own_.erase(found);
  }
  if (code == SQLITE_OK) {
    code = sqlite3_step(found->second);
    sqlite3_reset(found->second);
  }
  unlocked_ = was_unlocked;
  if (poisons(code)) poisoned_ = true;
  return code;
}

void SqliteConnection::finish_all() noexcept {
  if (running_ == 0) return;
  for (auto& [text, statement] : statements_) statement->finish();
}

// A fork in the middle of a transaction: the child must not touch what belongs to the parent.
void SqliteConnection::require_own_process() const {
  if (process_ != process_id())
    throw Error(Category::unavailable, "storage.forked",
                "the process was forked while the database was in use; fork earlier or run a new program");
}

void SqliteConnection::fail(int code) {
  if (poisons(code)) poisoned_ = true;
  throw_sqlite(code, handle());
}

SqliteConnection::Unlocked::Unlocked(SqliteConnection& connection) : connection_(connection) {
  connection_.unlocked_ = true;
  connection_.set_limits(true);
  sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
}

SqliteConnection::Unlocked::~Unlocked() {
  connection_.statements_.clear();  // what was prepared here is not for everybody
  sqlite3_db_config(connection_.handle(), SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  connection_.set_limits(false);
  connection_.unlocked_ = false;
}

}  // namespace plazo::storage
