/* For the tests under AddressSanitizer: PHP loads extensions with RTLD_DEEPBIND, so that they would miss the
 * sanitizer's own functions, which it refuses to go on with. This stands before both and takes the flag
 * away. */
#define _GNU_SOURCE
#include <dlfcn.h>

typedef void* opening(const char*, int);

__attribute__((visibility("default"))) void* dlopen(const char* name, int flags) {
  /* POSIX has a function come as a pointer to data. */
  void* const found = dlsym(RTLD_NEXT, "dlopen");
  opening* next;
  __builtin_memcpy(&next, &found, sizeof next);
  return next(name, flags & ~RTLD_DEEPBIND);
}
