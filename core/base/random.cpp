#include "core/base/random.hpp"

#include <sodium.h>

#include "core/base/error.hpp"

namespace plazo {

// Initialised at the first use, not at load: a library that is loaded must not touch anything.
void ensure_random() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw Error(Category::internal, "crypto.unavailable", "libsodium could not be initialised");
}

std::uint32_t random_below(std::uint32_t below) {
  ensure_random();
  return randombytes_uniform(below);
}

void random_bytes(std::span<std::byte> out) {
  ensure_random();
  randombytes_buf(out.data(), out.size());
}

}  // namespace plazo
