// A SQLite file driver over the default one that fails the Nth write or sync, once or from then on.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <string_view>

namespace plazo::storage::testing {

struct FaultPlan {
  enum class Call { none, write, sync, truncate };
  std::atomic<Call> call{Call::none};
  std::atomic<int> countdown{0};  // 1: the next one fails
  std::atomic<bool> sticky{false};
  std::atomic<int> code{SQLITE_IOERR};
  std::atomic<int> failed{0};

  void arm(Call which, int nth, int with, bool stays = false) {
    failed = 0;
    countdown = nth;
    code = with;
    sticky = stays;
    call = which;
  }
  void disarm() { call = Call::none; }
  bool due(Call which) {
    if (call != which) return false;
    const int left = --countdown;
    if (left != 0 && !(sticky && left < 0)) return false;
    ++failed;
    return true;
  }
};

inline FaultPlan fault_plan;

namespace vfs_detail {

struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  static sqlite3_file* of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real(); }
};

inline sqlite3_vfs* real_vfs() { return sqlite3_vfs_find(nullptr); }

inline const sqlite3_io_methods* methods() {
  using F = sqlite3_file;
  static const sqlite3_io_methods table = {
      3,
      [](F* f) {
        const int code = File::of(f)->pMethods->xClose(File::of(f));
        f->pMethods = nullptr;
        return code;
      },
      [](F* f, void* data, int size, sqlite3_int64 at) {
        return File::of(f)->pMethods->xRead(File::of(f), data, size, at);
      },
      [](F* f, const void* data, int size, sqlite3_int64 at) {
        if (fault_plan.due(FaultPlan::Call::write))
          return fault_plan.code == SQLITE_IOERR ? SQLITE_IOERR_WRITE : fault_plan.code.load();
        return File::of(f)->pMethods->xWrite(File::of(f), data, size, at);
      },
      [](F* f, sqlite3_int64 size) {
        if (fault_plan.due(FaultPlan::Call::truncate)) return SQLITE_IOERR_TRUNCATE;
        return File::of(f)->pMethods->xTruncate(File::of(f), size);
      },
      [](F* f, int flags) {
        if (fault_plan.due(FaultPlan::Call::sync)) return SQLITE_IOERR_FSYNC;
        return File::of(f)->pMethods->xSync(File::of(f), flags);
      },
      [](F* f, sqlite3_int64* size) { return File::of(f)->pMethods->xFileSize(File::of(f), size); },
      [](F* f, int level) { return File::of(f)->pMethods->xLock(File::of(f), level); },
      [](F* f, int level) { return File::of(f)->pMethods->xUnlock(File::of(f), level); },
      [](F* f, int* out) { return File::of(f)->pMethods->xCheckReservedLock(File::of(f), out); },
      [](F* f, int op, void* arg) { return File::of(f)->pMethods->xFileControl(File::of(f), op, arg); },
      [](F* f) { return File::of(f)->pMethods->xSectorSize(File::of(f)); },
      [](F* f) { return File::of(f)->pMethods->xDeviceCharacteristics(File::of(f)); },
      [](F* f, int page, int size, int extend, void volatile** out) {
        return File::of(f)->pMethods->xShmMap(File::of(f), page, size, extend, out);
      },
      [](F* f, int offset, int n, int flags) {
        return File::of(f)->pMethods->xShmLock(File::of(f), offset, n, flags);
      },
      [](F* f) { File::of(f)->pMethods->xShmBarrier(File::of(f)); },
      [](F* f, int remove) { return File::of(f)->pMethods->xShmUnmap(File::of(f), remove); },
      [](F* f, sqlite3_int64 at, int size, void** out) {
        return File::of(f)->pMethods->xFetch(File::of(f), at, size, out);
      },
      [](F* f, sqlite3_int64 at, void* data) {
        return File::of(f)->pMethods->xUnfetch(File::of(f), at, data);
      },
  };
  return &table;
}

}  // namespace vfs_detail

/// Registers the driver and returns its name for `Seams::vfs`.
inline const char* failing_vfs() {
  using vfs_detail::File;
  static sqlite3_vfs vfs;
  static const bool registered = [] {
    vfs = *vfs_detail::real_vfs();
    vfs.zName = "plazo-failing";
    vfs.pNext = nullptr;
    vfs.szOsFile += static_cast<int>(sizeof(File));
    vfs.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
      auto* wrapped = reinterpret_cast<File*>(file);
      sqlite3_vfs* real = vfs_detail::real_vfs();
      const int code = real->xOpen(real, name, wrapped->real(), flags, out);
      file->pMethods = wrapped->real()->pMethods ? vfs_detail::methods() : nullptr;
      return code;
    };
    return sqlite3_vfs_register(&vfs, 0) == SQLITE_OK;
  }();
  return registered ? vfs.zName : nullptr;
}

}  // namespace plazo::storage::testing
