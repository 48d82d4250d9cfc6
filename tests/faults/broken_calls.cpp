#include "tests/faults/broken_calls.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

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

/// Not what is read elsewhere, such as zone data.
bool breaks_on(int fd, bool is_sync = false) {
  if (!plan.active) return false;
  char link[32], path[sizeof plan.folder + 1] = {};
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return ::syscall(SYS_readlink, link, path, sizeof path - 1) > 0 &&
         std::string_view(path).starts_with(plan.folder) && breaks(is_sync);
}

}  // namespace

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
  return breaks_on(fd) ? -1 : ::syscall(SYS_pwrite64, fd, from, size, at);
}
STANDS_BEFORE ssize_t pwrite64(int fd, const void* from, size_t size, off64_t at) {
  return breaks_on(fd) ? -1 : ::syscall(SYS_pwrite64, fd, from, size, at);
}
STANDS_BEFORE int fsync(int fd) {
  return breaks_on(fd, true) ? -1 : static_cast<int>(::syscall(SYS_fsync, fd));
}
STANDS_BEFORE int fdatasync(int fd) {
  return breaks_on(fd, true) ? -1 : static_cast<int>(::syscall(SYS_fdatasync, fd));
}
STANDS_BEFORE int ftruncate(int fd, off_t size) noexcept {
  return breaks_on(fd) ? -1 : static_cast<int>(::syscall(SYS_ftruncate, fd, size));
}
STANDS_BEFORE int ftruncate64(int fd, off64_t size) noexcept {
  return breaks_on(fd) ? -1 : static_cast<int>(::syscall(SYS_ftruncate, fd, size));
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
