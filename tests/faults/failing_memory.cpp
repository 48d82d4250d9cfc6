#include "tests/faults/failing_memory.hpp"

#include <cerrno>
#include <cstddef>

extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void* __libc_memalign(std::size_t, std::size_t);
void __libc_free(void*);
}

namespace plazo::faults {
namespace {

struct {
  bool active = false, sticky = false;
  long nth = 0, met = 0;
} plan;
long in_use = 0;

bool fails() {
  if (!plan.active) return false;
  ++plan.met;
  if (plan.nth == 0 || !(plan.met == plan.nth || (plan.sticky && plan.met > plan.nth))) return false;
  errno = ENOMEM;
  return true;
}

void* counted(void* made) {
  in_use += made != nullptr;
  return made;
}

}  // namespace

FailingMemory::FailingMemory(long nth, bool sticky) {
  plan = {.sticky = sticky, .nth = nth};
  plan.active = true;
}
FailingMemory::~FailingMemory() { plan.active = false; }
long FailingMemory::met() const { return plan.met; }

long blocks_in_use() { return in_use; }

}  // namespace plazo::faults

using plazo::faults::counted;
using plazo::faults::fails;

#define STANDS_BEFORE extern "C" __attribute__((visibility("default")))

STANDS_BEFORE void* malloc(std::size_t size) { return fails() ? nullptr : counted(__libc_malloc(size)); }
STANDS_BEFORE void* calloc(std::size_t count, std::size_t size) {
  return fails() ? nullptr : counted(__libc_calloc(count, size));
}
STANDS_BEFORE void* realloc(void* old, std::size_t size) {
  if (fails()) return nullptr;
  void* const made = __libc_realloc(old, size);
  if (!old) counted(made);
  if (old && size == 0) --plazo::faults::in_use;
  return made;
}
STANDS_BEFORE void* memalign(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : counted(__libc_memalign(alignment, size));
}
STANDS_BEFORE void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return memalign(alignment, size);
}
STANDS_BEFORE int posix_memalign(void** out, std::size_t alignment, std::size_t size) {
  void* const made = memalign(alignment, size);
  if (!made) return ENOMEM;
  *out = made;
  return 0;
}
STANDS_BEFORE void free(void* old) {
  plazo::faults::in_use -= old != nullptr;
  __libc_free(old);
}
