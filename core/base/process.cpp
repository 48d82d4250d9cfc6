#include "core/base/process.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <new>

namespace plazo {
namespace {

using Kept = std::atomic<pid_t>;

Kept* make_page() noexcept {
  const auto size = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  void* const page = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return nullptr;
  if (::madvise(page, size, MADV_WIPEONFORK) == 0) return new (page) Kept(0);
  ::munmap(page, size);
  return nullptr;
}

}  // namespace

pid_t process_id() noexcept {
  static Kept* const page = make_page();
  if (!page) return ::getpid();
  const pid_t kept = page->load(std::memory_order_relaxed);
  if (kept != 0) return kept;
  const pid_t own = ::getpid();
  page->store(own, std::memory_order_relaxed);
  return own;
}

}  // namespace plazo
