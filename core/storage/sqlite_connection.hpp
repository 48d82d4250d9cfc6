// One SQLite connection behind the port.
#pragma once

#include <sqlite3.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/storage/port.hpp"
#include "core/storage/sqlite_files.hpp"
#include "core/storage/sqlite_guard.hpp"

namespace plazo::storage {

/// What only tests change, so that their negative controls can lose. Nothing in a host's environment
/// or configuration reaches it.
struct Seams {
  bool guard = true;                         ///< hold the locks of sqlite_guard.hpp
  bool detect = true;                        ///< compare the log's identity after each COMMIT
  bool immediate = true;                     ///< write transactions take the lock at once
  std::function<void()> migration_step;      ///< called after each statement of a migration
  int tries = 8;                             ///< runs of one transaction
  const char* vfs = nullptr;                 ///< SQLite's default when null
  std::optional<std::uint64_t> file_system;  ///< instead of what `statfs` says
};

struct CloseSqlite {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using SqliteHandle = std::unique_ptr<sqlite3, CloseSqlite>;

/// Opens the file and sets everything that is safe in any journal mode.
SqliteHandle open_handle(const std::filesystem::path&, const char* vfs);
/// Runs one statement without parameters and gives the first column of its first row, as text.
std::string run_plain(sqlite3*, const char* sql);

class SqliteStatement;

class SqliteConnection final : public Connection {
 public:
  /// The file is in WAL mode, else `Busy`: somebody is about to switch it.
  SqliteConnection(const std::filesystem::path&, std::unique_ptr<Hold>, Duration busy_timeout, const Seams&,
                   std::span<const std::string_view> temporary_tables);
  ~SqliteConnection() override;

  Statement& prepare(std::string_view sql) override;
  void begin(Mode mode) override;
  void begin(Mode, Deadline);
  void commit() override;
  void rollback() noexcept override;
  std::int64_t changes() const override;
  void need_temporary_tables() override;
  /// What `need_temporary_tables` breaks a transaction off with.
  struct NoTemporaryTables {};
  void make_temporary_tables();

  /// No transaction is open and no I/O error happened.
  bool idle() const { return !poisoned_ && !transaction_; }
  /// The commit that failed last failed in syncing the log.
  bool sync_failed() const { return sync_failed_; }
  /// The paths still lead to the database and the log that were opened.
  bool current() const;
  /// For what runs outside of `begin`.
  void wait_for_locks_until(Deadline deadline) { deadline_ = deadline; }
  [[noreturn]] void fail(int code);
  bool guarding() const { return hold_->guarding(); }
  void set_at_work(bool at_work) { hold_->set_at_work(at_work); }
  int foreign_descriptors() const { return hold_->foreign_descriptors(); }
  sqlite3* handle() const { return db_.get(); }

  /// Lifts the ban on table definitions, PRAGMA, ATTACH for migrations and maintenance. Foreign keys
  /// rest too, because rebuilding a table takes several statements.
  class Unlocked {
   public:
    explicit Unlocked(SqliteConnection&);
    ~Unlocked();
    Unlocked(const Unlocked&) = delete;

   private:
    SqliteConnection& connection_;
  };

 private:
  friend class SqliteStatement;
  static int authorize(void* self, int action, const char* first, const char* second, const char* database,
                       const char* trigger);
  static int wait(void* self, int count);

  void configure();
  void set_limits(bool unlocked);
  int run_own(const char* sql);
  void finish_all() noexcept;
  void require_own_process() const;

  std::unique_ptr<Hold> hold_;  // outlives the handle
  SqliteHandle db_;
  std::filesystem::path path_;
  std::filesystem::path log_path_;
  FileIdentity log_;
  std::map<std::string, std::unique_ptr<SqliteStatement>, std::less<>> statements_;
  std::map<std::string, sqlite3_stmt*, std::less<>> own_;  // BEGIN, COMMIT, ROLLBACK, …
  std::span<const std::string_view> temporary_tables_;
  bool has_temporary_tables_ = false;
  Duration busy_timeout_;
  Deadline deadline_{};
  std::optional<Mode> transaction_;
  int running_ = 0;
  pid_t process_;
  bool immediate_;
  bool detect_;
  bool poisoned_ = false;
  bool sync_failed_ = false;
  bool unlocked_ = true;          // until set up
  bool prepared_writes_ = false;  // whether the statement being prepared changes more than temporary tables
};

}  // namespace plazo::storage
