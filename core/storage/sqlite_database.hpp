// A SQLite database: opening, the pool of connections, and the transactions.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/storage/database.hpp"
#include "core/storage/sqlite_connection.hpp"

namespace plazo::storage {

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const Options&, const Seams& = {});
  ~SqliteDatabase() override;

  void transact(const std::function<void(Transaction&)>& body) override;
  void read(const std::function<void(Transaction&)>& body) override;
  void make_lasting() override;

  // sqlite_maintenance.cpp
  void backup(const std::filesystem::path& target) override;
  std::vector<std::string> check_integrity() override;
  void trim_log(std::int64_t above_bytes) override;
  Status status() override;

  /// sqlite_restore.cpp: all contents become those of `with`, in one transaction, also while other
  /// processes have this one open. Gives the path of the copy of the old contents.
  std::filesystem::path replace_contents(SqliteDatabase& with, Instant now);

 private:
  struct Pool;
  class Lease;

  Pool& pool();
  std::unique_ptr<SqliteConnection> connect(bool create);
  void finish_creation(bool create, Deadline);
  template <class Attempt>
  void attempt(const Attempt&);
  Deadline deadline() const;
  template <class Work>
  void blame_damage(SqliteConnection&, const Work&) const;
  bool log_is_doubtful() const;
  void doubt_log() noexcept;
  void settle_log(SqliteConnection&, Deadline);
  void must_have_schema(SqliteConnection&) const;
  void check_schema(sqlite3*, std::vector<std::string>& problems) const;

  std::filesystem::path path_;
  std::filesystem::path mark_of_doubt_;  // beside it while a sync of the log has failed
  bool allow_network_;
  Duration busy_timeout_;
  std::span<const Migration> migrations_;
  std::span<const std::string_view> temporary_tables_;
  Seams seams_;
  std::atomic<Pool*> pool_{nullptr};
  std::atomic<bool> sync_failed_{false};  // of the log, in this process, since it was settled last
};

/// A connection of the pool for one scope. Opens one when none is idle.
class SqliteDatabase::Lease {
 public:
  explicit Lease(SqliteDatabase&);
  Lease(SqliteDatabase&, std::unique_ptr<SqliteConnection>);
  ~Lease();
  Lease(const Lease&) = delete;
  SqliteConnection* operator->() const { return connection_.get(); }
  SqliteConnection& operator*() const { return *connection_; }

 private:
  Pool& pool_;
  std::unique_ptr<SqliteConnection> connection_;
};

}  // namespace plazo::storage
