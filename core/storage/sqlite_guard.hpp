// The guard against silent loss. SQLite's own locks are POSIX record locks, and closing *any*
// descriptor of a file drops all record locks that the process holds on it: the host's `copy()` or a
// second copy of the SQLite library is enough. Another process then believes to be the last user and
// deletes the write-ahead log under us; what we commit afterwards goes into a file without a name.
//
// The guard holds open-file-description locks on the same bytes (Linux `F_OFD_SETLK`), which belong to
// a descriptor instead of the process and survive. docs/decisions.md has the measurements.
//
// Three rules follow from the same property of `close`:
//  - a descriptor of a database is opened once per process and file and never closed while the file
//    has a name, because closing it would do exactly what it guards against;
//  - so it also serves to read the header: nothing else here opens the file;
//  - after `fork` the locks are shared with the parent, and unlocking in the child would unlock the
//    parent. The child forgets the inherited descriptors and opens its own.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "core/storage/sqlite_files.hpp"

namespace plazo::storage {

using Deadline = std::chrono::steady_clock::time_point;

struct GuardedFile;    // one file in one process
struct GuardRegistry;  // all files of one process

/// One connection's share in the guard of a file.
class Hold {
 public:
  /// Finds the file or opens it; with `create` it is made when missing, else `storage.missing`.
  /// Throws `storage.forked` when the process was forked while a connection to this file was at work:
  /// SQLite's memory then holds locks that nobody will ever release.
  Hold(const std::filesystem::path&, bool create);
  ~Hold();
  Hold(const Hold&) = delete;
  Hold& operator=(const Hold&) = delete;

  int descriptor() const;
  FileIdentity identity() const;

  /// Keeps every other process from being the last user. To be called before SQLite opens the file,
  /// and only once it is in WAL mode: the switch needs an exclusive lock. `Busy` after the deadline.
  void lock_database(Deadline);
  /// Keeps other processes from resetting the log's index (-shm). To be called after SQLite's first
  /// read: the first user of an index must be able to clear what a crash left in it.
  void lock_index(const std::filesystem::path&);
  /// False when the system knows no such locks or the file system refuses them.
  bool guarding() const;

  /// While a transaction runs; what a forked child asks for.
  void set_at_work(bool);

  /// Descriptors of the file that are open in this process beyond those of Plazo, e.g. of the host.
  int foreign_descriptors() const;

 private:
  void find_or_open(const std::filesystem::path&, bool create);

  GuardRegistry* registry_;
  GuardedFile* file_ = nullptr;
  bool locked_ = false;
  bool at_work_ = false;
};

/// Proves that no process, this one included, has the database open, and keeps it so: connections hold
/// their shared lock as long as they live, so an exclusive one is had only without them.
class Alone {
 public:
  explicit Alone(const std::filesystem::path&);
  ~Alone();
  Alone(const Alone&) = delete;
  /// False: somebody has it open.
  explicit operator bool() const { return locked_; }

 private:
  int descriptor_ = -1;
  bool locked_ = false;
};

}  // namespace plazo::storage
