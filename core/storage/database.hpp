// A database behind the port: opening, migrating, pooling connections, and the one way to write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/storage/migrations.hpp"
#include "core/storage/port.hpp"

namespace plazo::storage {

struct Options {
  std::filesystem::path path;           ///< the database file (SQLite)
  bool create = false;                  ///< make the file when it is missing; else a missing file is an error
  bool allow_network = false;           ///< open on a network file system all the same
  Duration busy_timeout = seconds(10);  ///< for all waits of one transaction together
  std::span<const Migration> migrations = built_in_migrations();  ///< other lists are for tests
  /// Statements that make the temporary tables of a connection, which only it ever sees. They outlive the
  /// database.
  std::span<const std::string_view> temporary_tables = {};
};

/// What `desk.status` and `plazo doctor` report about the storage.
struct Status {
  std::string engine;               ///< `sqlite`
  std::string engine_version;       ///< `3.40.1`
  std::int32_t schema_version = 0;  ///< number of the last applied migration
  std::int64_t database_bytes = 0;
  std::int64_t wal_bytes = 0;
  std::vector<std::string> warnings;  ///< codes such as `wal_reset_bug`, `foreign_descriptor`
};

/// One per desk; may be used by all threads. Connections are opened on first use in each process, so
/// that a handle which crossed a `fork` opens anew and leaves its parent's connections alone.
class Database {
 public:
  virtual ~Database() = default;

  /// Runs `body` in a write transaction and commits. Runs it again, from the start and with jittered
  /// pauses, after `Busy` and `Clash` (at most 8 times and 10 s in all), so `body` does nothing
  /// outside the database. What `body` throws rolls back and is passed on. Then `storage.busy`
  /// (retryable) or `storage.clash` (internal); `storage.nested` when `body` begins another one here.
  ///
  /// When the COMMIT itself fails, its outcome is unknown: the connection is dropped and
  /// `CommitUnknown` is thrown; a caller that holds an idempotency key calls again.
  virtual void transact(const std::function<void(Transaction&)>& body) = 0;

  /// Runs `body` once, on a consistent snapshot of the moment it begins, without taking a write lock.
  /// A statement that would write is refused.
  virtual void read(const std::function<void(Transaction&)>& body) = 0;

  /// Makes whatever is committed outlast a loss of power, also what another process committed and was killed
  /// before it was synced. For a caller who is about to vouch for what it found and did not write. Throws
  /// `CommitUnknown`.
  virtual void make_lasting() = 0;

  /// Copies the whole database, consistent, while others write. The target must not exist; it is
  /// created with mode 0600 and appears complete or not at all. Throws `backup.exists` (conflict).
  virtual void backup(const std::filesystem::path& target) = 0;

  /// Problems of the file itself (`PRAGMA integrity_check`, foreign keys); empty when sound.
  virtual std::vector<std::string> check_integrity() = 0;

  /// Keeps the write-ahead log small: moves it into the database and truncates it once it is above
  /// `above_bytes`. Never waits for readers or writers.
  virtual void trim_log(std::int64_t above_bytes) = 0;

  virtual Status status() = 0;
};

/// Opens (and with `create` makes) a SQLite database, checks that it is Plazo's and sound enough to
/// use, and applies missing migrations. Errors, category `unavailable` unless said:
/// `storage.missing`, `storage.foreign` (not a Plazo database), `storage.corrupt`, `storage.newer`
/// (made by a newer Plazo), `storage.read_only`, `storage.full`, `storage.busy` (retryable),
/// `storage.network_file_system`, `storage.linked` (the file has several names), `storage.io`,
/// `storage.schema_changed` (a half-applied migration was another text), `storage.engine` (SQLite too
/// old), `memory.exhausted` (retryable); `invalid` `storage.path`. No message contains a path.
///
/// Later calls throw the same, and `storage.forked` in a child that was forked while a transaction ran
/// on the same file in its parent: SQLite's memory then holds locks that nobody will ever release.
std::unique_ptr<Database> open_sqlite(const Options&);

}  // namespace plazo::storage
