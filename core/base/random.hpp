// Randomness, from libsodium only: safe after fork and good enough for secrets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace plazo {

/// A number from 0 to `below` - 1, every one equally likely.
std::uint32_t random_below(std::uint32_t below);
void random_bytes(std::span<std::byte> out);
/// Prepares libsodium. Whoever calls it directly calls this first; throws `crypto.unavailable`.
void ensure_random();

}  // namespace plazo
