#include "core/storage/sqlite_database.hpp"

#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "core/base/clock.hpp"
#include "core/base/process.hpp"
#include "core/base/random.hpp"
#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t most_idle = 16;

[[noreturn]] void throw_missing() {
  throw Error(Category::unavailable, "storage.missing",
              "there is no database at this place; create it first");
}

// What this thread writes to. A second write transaction on the same database would wait for the first.
thread_local const SqliteDatabase* writing = nullptr;

class Writing {
 public:
  explicit Writing(const SqliteDatabase* database) : before_(std::exchange(writing, database)) {
    if (before_ != database) return;
    throw Error(Category::internal, "storage.nested", "a transaction is running; report this");
  }
  ~Writing() { writing = before_; }
  Writing(const Writing&) = delete;

 private:
  const SqliteDatabase* before_;
};

// Rolls back whatever way the scope is left, unless committed.
class Scope {
 public:
  Scope(SqliteConnection& connection, Mode mode, Deadline deadline) : connection_(connection) {
    connection.begin(mode, deadline);
  }
  ~Scope() { connection_.rollback(); }  // nothing to do after a commit
  Scope(const Scope&) = delete;

 private:
  SqliteConnection& connection_;
};

/// Runs it, and once more with the connection's temporary tables where it asks for them.
template <class Work>
void with_tables_at_need(SqliteConnection& connection, const Work& work) {
  try {
    return work();
  } catch (const SqliteConnection::NoTemporaryTables&) {
  }
  connection.make_temporary_tables();
  work();
}

}  // namespace

// One per process: after a fork the child makes its own and never looks into its parent's, whose
// mutex another thread may have held and whose connections SQLite forbids even to close.
struct SqliteDatabase::Pool {
  pid_t process;
  Pool* parent;
  std::mutex mutex;
  std::vector<std::unique_ptr<SqliteConnection>> idle;
};

SqliteDatabase::SqliteDatabase(const Options& options, const Seams& seams)
    : path_(resolve(options.path)),
      mark_of_doubt_(beside(path_, "-unsynced")),
      allow_network_(options.allow_network),
      busy_timeout_(options.busy_timeout),
      migrations_(options.migrations),
      temporary_tables_(options.temporary_tables),
      seams_(seams) {
  try {
    const Lease lease(*this, connect(options.create));
  } catch (const Busy& busy) {
    throw Error(busy);  // `Busy` itself is between the driver and `transact`
  }
}

SqliteDatabase::~SqliteDatabase() {
  static std::atomic<Pool*> abandoned{nullptr};  // so that a leak checker sees them as reachable
  Pool* pool = pool_.load();
  if (pool && pool->process == process_id()) {
    Pool* parent = pool->parent;
    delete pool;
    pool = parent;
  }
  while (pool) {
    Pool* parent = pool->parent;
    pool->parent = abandoned.load();
    while (!abandoned.compare_exchange_weak(pool->parent, pool)) {
    }
    pool = parent;
  }
}

SqliteDatabase::Pool& SqliteDatabase::pool() {
  Pool* found = pool_.load(std::memory_order_acquire);
  const pid_t process = process_id();
  while (!found || found->process != process) {
    auto fresh = std::unique_ptr<Pool>(new Pool{process, found, {}, {}});
    fresh->idle.reserve(most_idle);  // giving a connection back must not fail
    if (pool_.compare_exchange_strong(found, fresh.get(), std::memory_order_acq_rel)) return *fresh.release();
  }
  return *found;
}

Deadline SqliteDatabase::deadline() const { return steady_clock::now() + milliseconds(busy_timeout_.ms); }

// Where the definitions of tables are damaged, statements of ours are refused, as if they were wrong.
template <class Work>
void SqliteDatabase::blame_damage(SqliteConnection& connection, const Work& work) const {
  try {
    work();
  } catch (const Error& error) {
    if (error.category == Category::internal &&
        (error.code == "storage.statement" || error.code == "storage.constraint" ||
         error.code == "storage.denied"))
      must_have_schema(connection);
    throw;
  }
}

// Each new connection judges the file again: it may have been replaced by a restored backup, or
// migrated by a newer library.
std::unique_ptr<SqliteConnection> SqliteDatabase::connect(bool create) {
  auto hold = std::make_unique<Hold>(path_, create);
  hold->set_at_work(true);
  refuse_unsuitable(hold->descriptor(), path_, allow_network_, seams_.file_system);
  const Contents contents = judge(hold->descriptor(), path_);
  if (contents == Contents::empty && !create) throw_missing();
  if (contents != Contents::ready) {
    try {
      finish_creation(create, deadline());
    } catch (const Error& error) {
      if (error.code == "storage.statement")
        throw_sqlite(SQLITE_CORRUPT, nullptr);  // it asks nothing of ours
      throw;
    }
  }

  Seams seams = seams_;
  if (allow_network_) seams.guard = false;  // these locks would become locks of the server
  auto connection =
      std::make_unique<SqliteConnection>(path_, std::move(hold), busy_timeout_, seams, temporary_tables_);
  blame_damage(*connection, [&] {
    if (!needs_migration(*connection, migrations_)) return;
    const SqliteConnection::Unlocked unlocked(*connection);
    apply_migrations(*connection, migrations_, SystemClock().now(), seams_.migration_step);
  });
  return connection;
}

// Makes an empty file, or one whose creation was cut off, a marked database in WAL mode. The mark
// comes first and in one step, so that a file with contents but without it is never ours. Any number
// of processes may do this at once, and any may die at any point.
void SqliteDatabase::finish_creation(bool create, Deadline deadline) {
  const SqliteHandle handle = open_handle(path_, seams_.vfs);
  sqlite3* db = handle.get();
  sqlite3_busy_timeout(db, 50);
  while (true) {
    try {
      run_plain(db, "PRAGMA synchronous = FULL");
      run_plain(db, "BEGIN IMMEDIATE");
      if (run_plain(db, "PRAGMA application_id") != std::to_string(application_id)) {
        // Still empty on disk, also after SQLite has rolled back what another creation left?
        if (size_of(path_) > 0) throw_sqlite(SQLITE_NOTADB, db);
        if (!create) throw_missing();
        run_plain(db, ("PRAGMA application_id = " + std::to_string(application_id)).c_str());
      }
      run_plain(db, "COMMIT");
      // Fails softly, with the old mode as its answer, when others have the file open.
      if (run_plain(db, "PRAGMA journal_mode = WAL") == "wal") return;
    } catch (const Busy&) {
      if (!sqlite3_get_autocommit(db)) run_plain(db, "ROLLBACK");
      if (steady_clock::now() >= deadline) throw;
    }
    if (steady_clock::now() >= deadline) throw_sqlite(SQLITE_BUSY, nullptr);
    std::this_thread::sleep_for(milliseconds(1 + random_below(10)));
  }
}

SqliteDatabase::Lease::Lease(SqliteDatabase& database) : pool_(database.pool()) {
  while (true) {
    {
      const std::lock_guard lock(pool_.mutex);
      if (pool_.idle.empty()) break;
      connection_ = std::move(pool_.idle.back());
      pool_.idle.pop_back();
    }
    if (connection_->current()) break;
    connection_.reset();
  }
  if (!connection_) connection_ = database.connect(false);
  connection_->set_at_work(true);
}

SqliteDatabase::Lease::Lease(SqliteDatabase& database, std::unique_ptr<SqliteConnection> connection)
    : pool_(database.pool()), connection_(std::move(connection)) {}

SqliteDatabase::Lease::~Lease() {
  if (pool_.process != process_id()) {
    // Forked while it was leased: it stays the parent's.
    static_cast<void>(connection_.release());
    return;
  }
  connection_->set_at_work(false);
  if (!connection_->idle()) return;
  const std::lock_guard lock(pool_.mutex);
  if (pool_.idle.size() < most_idle) pool_.idle.push_back(std::move(connection_));
}

// Runs `attempt` until it passes: again after `Busy` and `Clash`, with pauses that grow and differ.
template <class Attempt>
void SqliteDatabase::attempt(const Attempt& attempt) {
  const Deadline until = deadline();
  for (int tries = 1;; ++tries) {
    const bool last = tries >= seams_.tries;
    try {
      return attempt(until);
    } catch (const Busy& busy) {
      if (last || steady_clock::now() >= until) throw Error(busy);
    } catch (const Clash& clash) {
      if (last) throw Error(clash);
    }
    const std::uint32_t ceiling = 5u << std::min(tries, 6);
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    const auto pause = milliseconds(random_below(ceiling));
    if (left > milliseconds(0)) std::this_thread::sleep_for(std::min(pause, left));
  }
}

void SqliteDatabase::transact(const std::function<void(Transaction&)>& body) {
  const Writing mark(this);
  attempt([&](Deadline until) {
    const Lease connection(*this);
    blame_damage(*connection, [&] {
      if (log_is_doubtful()) settle_log(*connection, until);
      with_tables_at_need(*connection, [&] {
        const Scope scope(*connection, Mode::write, until);
        Transaction transaction(*connection);
        body(transaction);
        try {
          connection->commit();
        } catch (const CommitUnknown&) {
          if (connection->sync_failed()) doubt_log();
          throw;
        }
      });
    });
  });
}

// After a sync that failed, the kernel may have dropped what it could not write, still show it to readers,
// and let the next sync succeed. Whoever opens the database as the first may then find the commit in the log
// and take it for durable. So every process that is about to write looks for a mark of such a failure, which
// need not outlast a loss of power: after one, the log is what the disk has.
bool SqliteDatabase::log_is_doubtful() const {
  return sync_failed_ || ::access(mark_of_doubt_.c_str(), F_OK) == 0;
}

void SqliteDatabase::doubt_log() noexcept {
  sync_failed_ = true;
  try {
    if (const int descriptor = create_private(mark_of_doubt_); descriptor >= 0) ::close(descriptor);
  } catch (const std::exception&) {  // then this process alone knows
  }
}

// The log is written once more, so that a sync has something to write, before anything is built on it. What
// stands in it behind the last commit that readers know of goes: it must not come back one day.
void SqliteDatabase::settle_log(SqliteConnection& connection, Deadline until) {
  sync_failed_ = true;
  {
    const Scope nobody_else_writes(connection, Mode::write, until);
    write_again(beside(path_, "-wal"));
    ::unlink(mark_of_doubt_.c_str());
  }
  connection.wait_for_locks_until(until);
  const int code =
      sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  if (code != SQLITE_OK) connection.fail(code);
  sync_failed_ = false;
}

void SqliteDatabase::make_lasting() {
  try {
    sync_contents(beside(path_, "-wal"));
  } catch (const Error&) {
    doubt_log();
    throw commit_unknown();
  }
}

void SqliteDatabase::read(const std::function<void(Transaction&)>& body) {
  attempt([&](Deadline until) {
    const Lease connection(*this);
    blame_damage(*connection, [&] {
      with_tables_at_need(*connection, [&] {
        // The only step that can meet a lock: the snapshot is taken here, so no lock makes `body` run again.
        const Scope scope(*connection, Mode::read, until);
        Transaction transaction(*connection);
        body(transaction);
      });
    });
  });
}

std::unique_ptr<Database> open_sqlite(const Options& options) {
  return std::make_unique<SqliteDatabase>(options);
}

}  // namespace plazo::storage
