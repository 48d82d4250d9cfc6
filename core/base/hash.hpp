// BLAKE2b over length-prefixed parts, so that no two lists of parts hash alike by being joined.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plazo {

class Hasher {
 public:
  /// `size` is that of the result in bytes, 16 to 64; `key` may be empty or 16 to 64 bytes.
  explicit Hasher(std::size_t size, std::span<const std::byte> key = {});
  Hasher& add(std::string_view part);
  Hasher& add(std::span<const std::byte> part);
  Hasher& add(std::int64_t number);
  std::vector<std::byte> finish();
  /// The same as base64 for URLs without padding: 43 characters for 32 bytes.
  std::string finish_as_text();

 private:
  void put(const void* data, std::size_t size);
  alignas(64) std::byte state_[384];  // crypto_generichash_state
  std::size_t size_;
};

}  // namespace plazo
