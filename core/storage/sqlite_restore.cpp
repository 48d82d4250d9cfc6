#include "core/storage/sqlite_restore.hpp"

#include <unistd.h>

#include <cerrno>
#include <thread>

#include "core/storage/sqlite_database.hpp"

namespace plazo::storage {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr Duration lock_wait = seconds(10);

Error unusable(const Error& reason) {
  Error error(Category::invalid, "restore.unusable", "the backup cannot be used: " + reason.message);
  return error.with("reason", reason.code);
}

// What is wrong with the file itself. A full disk or a lock says nothing about the backup.
bool is_about_the_file(const Error& error) {
  return error.code == "storage.missing" || error.code == "storage.foreign" ||
         error.code == "storage.corrupt" || error.code == "storage.newer" ||
         error.code == "storage.read_only";
}

// For reading only: the backup may lie on a read-only disk, and must not change anyway.
SqliteHandle open_backup(const fs::path& path) {
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, nullptr);
  SqliteHandle db(raw);
  if (!db) throw_sqlite(SQLITE_NOMEM, nullptr);
  if (code != SQLITE_OK) throw_sqlite(sqlite3_extended_errcode(raw), raw);
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  run_plain(raw, "PRAGMA cell_size_check = ON");
  return db;
}

void stage(const fs::path& backup, const fs::path& target, const fs::path& copy) {
  try {
    const fs::path source = resolve(backup);
    const Hold hold(source, false);
    if (identity_of(target) == hold.identity())
      throw Error(Category::conflict, "restore.same_file",
                  "the backup is the database itself; choose another one");
    if (judge(hold.descriptor(), source) == Contents::empty)
      throw Error(Category::unavailable, "storage.foreign", "the file is empty");
    const SqliteHandle db = open_backup(source);
    if (const auto problems = integrity_problems(db.get()); !problems.empty()) {
      Error damaged(Category::invalid, "restore.damaged", "the backup is damaged, nothing was restored");
      for (const auto& problem : problems) damaged.with(Problem{"", "damaged", "database: " + problem});
      throw damaged;
    }
    vacuum_into(db.get(), copy);
  } catch (const Busy& busy) {
    throw Error(busy);
  } catch (const Error& error) {
    if (is_about_the_file(error)) throw unusable(error);
    throw;
  }
}

// SQLite's backup, whole in one step.
class Copying {
 public:
  Copying(sqlite3* from, sqlite3* to) : to_(to), backup_(sqlite3_backup_init(to, "main", from, "main")) {
    if (!backup_) throw_sqlite(sqlite3_extended_errcode(to), to);
  }
  ~Copying() { sqlite3_backup_finish(backup_); }  // unfinished: rolls back
  Copying(const Copying&) = delete;

  /// Takes the target's write lock and keeps it until the end.
  void lock(Deadline deadline) {
    int code;
    while ((code = sqlite3_backup_step(backup_, 0)) == SQLITE_BUSY || code == SQLITE_LOCKED) {
      if (steady_clock::now() >= deadline) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (code != SQLITE_OK) throw_sqlite(code, to_);
  }
  void finish() {
    const int code = sqlite3_backup_step(backup_, -1);
    if (code != SQLITE_DONE) throw_sqlite(code == SQLITE_OK ? SQLITE_INTERNAL : code, to_);
  }

 private:
  sqlite3* to_;
  sqlite3_backup* backup_;
};

// `desk.db.before-restore-20260302T090000Z`, with a number when that is taken.
template <class Take>
fs::path take_aside_name(const fs::path& target, Instant now, const Take& take) {
  std::string at = to_text(now).substr(0, 19) + "Z";
  std::erase_if(at, [](char c) { return c == '-' || c == ':'; });
  for (int number = 1;; ++number) {
    const fs::path name =
        beside(target, ".before-restore-" + at + (number > 1 ? "-" + std::to_string(number) : ""));
    if (take(name)) return name;
  }
}

// The log belongs to the file of its name only: left behind, SQLite would replay it into the next one.
void move_log_aside(const fs::path& target, const fs::path& kept) {
  for (const char* suffix : {"-wal", "-journal"}) {
    const fs::path from = beside(target, suffix);
    if (::access(from.c_str(), F_OK) == 0 && ::rename(from.c_str(), beside(kept, suffix).c_str()) != 0)
      throw_system(errno);
  }
  ::unlink(beside(target, "-shm").c_str());
  sync_folder(target.parent_path());
}

Error in_use() {
  return Error(Category::unavailable, "restore.in_use",
               "another process has this database open, and it cannot be replaced while it is in use; stop "
               "whatever uses it and restore again")
      .retry();
}

Restored put_as_new_file(const StagedBackup& staged, Instant now) {
  const fs::path& target = staged.target();
  // Complete and under a name of its own before anything that stands there is touched.
  Unfinished ready(target.parent_path(), "restored");
  {
    SqliteDatabase verified({.path = staged.path()});
    ::unlink(ready.path().c_str());
    verified.backup(ready.path());
  }
  Restored result;
  std::error_code ignored;
  if (fs::exists(fs::symlink_status(target, ignored))) {
    const Alone alone(target);
    if (!alone) throw in_use();
    result.kept = take_aside_name(target, now, [&](const fs::path& name) { return publish(target, name); });
    move_log_aside(target, result.kept);
  } else if (::access(beside(target, "-wal").c_str(), F_OK) == 0 ||
             ::access(beside(target, "-journal").c_str(), F_OK) == 0) {
    const fs::path kept = take_aside_name(target, now, [&](const fs::path& name) {
      return ::access(name.c_str(), F_OK) != 0 && ::access(beside(name, "-wal").c_str(), F_OK) != 0;
    });
    move_log_aside(target, kept);
  }
  if (!ready.publish_as(target)) throw in_use();
  return result;
}

}  // namespace

StagedBackup::StagedBackup(const fs::path& backup, const fs::path& target)
    : target_(resolve(target)), copy_(target_.parent_path(), "restore") {
  stage(backup, target_, copy_.path());
}

fs::path SqliteDatabase::replace_contents(SqliteDatabase& with, Instant now) {
  const Deadline until = deadline();
  const Lease from(with), to(*this), reader(*this);
  to->wait_for_locks_until(until);
  Copying restoring(from->handle(), to->handle());
  restoring.lock(until);
  // Page by page, so that damage does not stop it; nobody can write meanwhile.
  Unfinished aside(path_.parent_path(), "aside");
  {
    const SqliteHandle old = open_handle(aside.path(), nullptr);
    Copying keeping(reader->handle(), old.get());
    keeping.finish();
  }
  const fs::path kept =
      take_aside_name(path_, now, [&](const fs::path& name) { return aside.publish_as(name); });
  restoring.finish();
  return kept;
}

Restored put_in_place(const StagedBackup& staged, Instant now) {
  try {
    const bool empty = identity_of(staged.target()) && size_of(staged.target()) == 0;
    SqliteDatabase target({.path = staged.target(), .create = empty, .busy_timeout = lock_wait});
    SqliteDatabase verified({.path = staged.path()});
    Restored result{target.replace_contents(verified, now), true};
    target.trim_log(0);
    return result;
  } catch (const Busy& busy) {
    throw Error(busy);
  } catch (const Error& error) {
    if (error.code != "storage.missing" && error.code != "storage.corrupt" && error.code != "storage.newer")
      throw;
  }
  return put_as_new_file(staged, now);
}

}  // namespace plazo::storage
