#include "core/base/random.hpp"

#include <sodium.h>

#include "core/base/error.hpp"

namespace plazo {
namespace {

// Initialised at the first use, not at load: a library that is loaded must not touch anything.
void ensure_ready() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw Error(Category::internal, "crypto.unavailable", "libsodium could not be initialised");
}

}  // namespace

std::uint32_t random_below(std::uint32_t below) {
  ensure_ready();
  return randombytes_uniform(below);
}

void random_bytes(std::span<std::byte> out) {
  ensure_ready();
  randombytes_buf(out.data(), out.size());
}

}  // namespace plazo
