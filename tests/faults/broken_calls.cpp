#include "tests/faults/broken_calls.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace plazo::faults {
namespace {

// Plain data: these functions are called before and after everything else in the program.
struct {
  bool active = false, sticky = false, kills = false, syncs_only = false;
  long nth = 0, met = 0, broken = 0;
  int error = EIO;
  char folder[256] = {};
} plan;

bool breaks(bool is_sync = false) {
  if (!plan.active || (plan.syncs_only && !is_sync)) return false;
  ++plan.met;
  if (plan.nth == 0 || !(plan.met == plan.nth || (plan.sticky && plan.met > plan.nth))) return false;
  if (plan.kills) ::kill(::getpid(), SIGKILL);
  ++plan.broken;
  errno = plan.error;
  return true;
}

bool breaks_at(const char* path) {
  return plan.active && path && std::string_view(path).starts_with(plan.folder) && breaks();
}

/// The path of an open file within the folder; empty for others.
struct Place {
  char path[sizeof plan.folder + 64] = {};
  Place(int fd, const char* folder) {
    char link[32];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    if (::syscall(SYS_readlink, link, path, sizeof path - 1) <= 0 ||
        !std::string_view(path).starts_with(folder))
      path[0] = 0;
  }
  explicit operator bool() const { return path[0] != 0; }
  const char* name() const { return std::strrchr(path, '/') + 1; }
};

/// Not what is read elsewhere, such as zone data.
bool breaks_on(int fd, bool is_sync = false) {
  return plan.active && Place(fd, plan.folder) && breaks(is_sync);
}

// Shared with the processes that are forked.
struct Unsynced {
  char folder[sizeof plan.folder], copies[sizeof plan.folder];
  struct Change {
    char name[64];
    off_t at;
    std::size_t size;  // 0: the file was cut there
  } changes[8192];
  std::size_t count;

  void note(int fd, off_t at, std::size_t size) {
    const Place place(fd, folder);
    if (!place) return;
    if (count == std::size(changes)) std::abort();
    Change& change = changes[count++];
    std::snprintf(change.name, sizeof change.name, "%s", place.name());
    change.at = at;
    change.size = size;
  }
  void settle(int fd, bool written) {
    const Place place(fd, folder);
    if (!place) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (std::strcmp(changes[i].name, place.name()) != 0)
        changes[kept++] = changes[i];
      else if (written)
        copy(fd, changes[i]);
    count = kept;
  }
  void copy(int fd, const Change& change) const {
    char path[2 * sizeof copies];
    std::snprintf(path, sizeof path, "%s/%s", copies, change.name);
    const int to = static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT, 0600));
    if (to < 0) std::abort();
    if (change.size == 0) ::syscall(SYS_ftruncate, to, change.at);
    static thread_local char block[1 << 16];
    for (std::size_t done = 0; done < change.size;) {
      const std::size_t wanted = std::min(sizeof block, change.size - done);
      const off_t at = change.at + static_cast<off_t>(done);
      const long length = ::syscall(SYS_pread64, fd, block, wanted, at);
      if (length <= 0) break;  // cut since
      if (::syscall(SYS_pwrite64, to, block, length, at) != length) std::abort();
      done += static_cast<std::size_t>(length);
    }
    ::syscall(SYS_close, to);
  }
};
Unsynced* unsynced = nullptr;

ssize_t wrote(int fd, off_t at, ssize_t size) {
  if (unsynced && size > 0) unsynced->note(fd, at, static_cast<std::size_t>(size));
  return size;
}
int cut(int fd, off_t size, int result) {
  if (unsynced && result == 0) unsynced->note(fd, size, 0);
  return result;
}
int sync_by(long call, int fd) {
  const bool broken = breaks_on(fd, true);
  const int result = broken ? -1 : static_cast<int>(::syscall(call, fd));
  if (unsynced) unsynced->settle(fd, result == 0);
  return result;
}

}  // namespace

Disk::Disk(const std::filesystem::path& folder, const std::filesystem::path& copies) {
  void* const memory =
      ::mmap(nullptr, sizeof(Unsynced), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (unsynced || memory == MAP_FAILED) std::abort();
  auto* const made = new (memory) Unsynced{};
  std::snprintf(made->folder, sizeof made->folder, "%s", folder.c_str());
  std::snprintf(made->copies, sizeof made->copies, "%s", copies.c_str());
  unsynced = made;
}
Disk::~Disk() { ::munmap(std::exchange(unsynced, nullptr), sizeof(Unsynced)); }

Breaking::Breaking(const std::filesystem::path& folder, long nth, bool sticky, int error, bool kills,
                   What what) {
  const std::string name = folder.string();
  if (plan.active || name.size() >= sizeof plan.folder) std::abort();
  plan = {.active = false,
          .sticky = sticky,
          .kills = kills,
          .syncs_only = what == What::syncs,
          .nth = nth,
          .error = error};
  name.copy(plan.folder, name.size());
  plan.active = true;
}
Breaking::~Breaking() { plan.active = false; }
long Breaking::met() const { return plan.met; }
long Breaking::broken() const { return plan.broken; }

}  // namespace plazo::faults

using plazo::faults::breaks_at;
using plazo::faults::breaks_on;
using plazo::faults::cut;
using plazo::faults::sync_by;
using plazo::faults::wrote;

// The system calls themselves, as nothing else is below.
#define STANDS_BEFORE extern "C" __attribute__((visibility("default")))

STANDS_BEFORE ssize_t read(int fd, void* to, size_t size) {
  return breaks_on(fd) ? -1 : ::syscall(SYS_read, fd, to, size);
}
STANDS_BEFORE ssize_t write(int fd, const void* from, size_t size) {
  return breaks_on(fd) ? -1 : ::syscall(SYS_write, fd, from, size);
}
STANDS_BEFORE ssize_t pread(int fd, void* to, size_t size, off_t at) {
  return breaks_on(fd) ? -1 : ::syscall(SYS_pread64, fd, to, size, at);
}
STANDS_BEFORE ssize_t pread64(int fd, void* to, size_t size, off64_t at) {
  return breaks_on(fd) ? -1 : ::syscall(SYS_pread64, fd, to, size, at);
}
STANDS_BEFORE ssize_t pwrite(int fd, const void* from, size_t size, off_t at) {
  return breaks_on(fd) ? -1 : wrote(fd, at, ::syscall(SYS_pwrite64, fd, from, size, at));
}
STANDS_BEFORE ssize_t pwrite64(int fd, const void* from, size_t size, off64_t at) {
  return breaks_on(fd) ? -1 : wrote(fd, at, ::syscall(SYS_pwrite64, fd, from, size, at));
}
STANDS_BEFORE int fsync(int fd) { return sync_by(SYS_fsync, fd); }
STANDS_BEFORE int fdatasync(int fd) { return sync_by(SYS_fdatasync, fd); }
STANDS_BEFORE int ftruncate(int fd, off_t size) noexcept {
  return breaks_on(fd) ? -1 : cut(fd, size, static_cast<int>(::syscall(SYS_ftruncate, fd, size)));
}
STANDS_BEFORE int ftruncate64(int fd, off64_t size) noexcept {
  return breaks_on(fd) ? -1 : cut(fd, size, static_cast<int>(::syscall(SYS_ftruncate, fd, size)));
}
STANDS_BEFORE int rename(const char* from, const char* to) noexcept {
  return breaks_at(from) ? -1 : static_cast<int>(::syscall(SYS_rename, from, to));
}
STANDS_BEFORE int link(const char* from, const char* to) noexcept {
  return breaks_at(from) ? -1 : static_cast<int>(::syscall(SYS_link, from, to));
}
STANDS_BEFORE int unlink(const char* path) noexcept {
  return breaks_at(path) ? -1 : static_cast<int>(::syscall(SYS_unlink, path));
}
STANDS_BEFORE int mkdir(const char* path, mode_t mode) noexcept {
  return breaks_at(path) ? -1 : static_cast<int>(::syscall(SYS_mkdir, path, mode));
}

namespace {
int open_at(int folder, const char* path, int flags, va_list more) {
  const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
  return breaks_at(path) ? -1 : static_cast<int>(::syscall(SYS_openat, folder, path, flags, mode));
}
}  // namespace

#define OPENS(name)                                          \
  STANDS_BEFORE int name(const char* path, int flags, ...) { \
    va_list more;                                            \
    va_start(more, flags);                                   \
    const int fd = open_at(AT_FDCWD, path, flags, more);     \
    va_end(more);                                            \
    return fd;                                               \
  }
#define OPENS_AT(name)                                                   \
  STANDS_BEFORE int name(int folder, const char* path, int flags, ...) { \
    va_list more;                                                        \
    va_start(more, flags);                                               \
    const int fd = open_at(folder, path, flags, more);                   \
    va_end(more);                                                        \
    return fd;                                                           \
  }
OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)
