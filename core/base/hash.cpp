#include "core/base/hash.hpp"

#include <sodium.h>

#include <new>

namespace plazo {
namespace {
crypto_generichash_state* state_in(std::byte* memory) {
  return std::launder(reinterpret_cast<crypto_generichash_state*>(memory));
}
}  // namespace

Hasher::Hasher(std::size_t size, std::span<const std::byte> key) : size_(size) {
  static_assert(sizeof(crypto_generichash_state) <= sizeof(state_));
  crypto_generichash_init(new (state_) crypto_generichash_state,
                          reinterpret_cast<const unsigned char*>(key.data()), key.size(), size);
}

void Hasher::put(const void* data, std::size_t size) {
  crypto_generichash_update(state_in(state_), static_cast<const unsigned char*>(data), size);
}

Hasher& Hasher::add(std::span<const std::byte> part) {
  unsigned char length[8];
  for (int i = 0; i < 8; ++i)
    length[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(part.size()) >> (8 * i));
  put(length, sizeof length);
  put(part.data(), part.size());
  return *this;
}

Hasher& Hasher::add(std::string_view part) { return add(std::as_bytes(std::span(part))); }

Hasher& Hasher::add(std::int64_t number) {
  std::byte bytes[8];
  for (int i = 0; i < 8; ++i)
    bytes[i] = static_cast<std::byte>(static_cast<std::uint64_t>(number) >> (8 * i));
  return add(std::span<const std::byte>(bytes));
}

std::vector<std::byte> Hasher::finish() {
  std::vector<std::byte> out(size_);
  crypto_generichash_final(state_in(state_), reinterpret_cast<unsigned char*>(out.data()), size_);
  return out;
}

std::string Hasher::finish_as_text() {
  const auto bytes = finish();
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string out(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  out.pop_back();  // the zero behind it
  return out;
}

}  // namespace plazo
