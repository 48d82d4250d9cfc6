#include "core/vault/sealed.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace plazo::vault {
namespace {

constexpr std::string_view magic = "PZF\1";
constexpr std::string_view purpose = "plazo.file\1\1";

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }

struct AdditionalData {
  AdditionalData(const Blob& blob, bool last, std::int64_t total) {
    std::memcpy(bytes, purpose.data(), purpose.size());
    std::memcpy(bytes + purpose.size(), blob.data(), blob.size());
    if (!last) return;
    for (int i = 0; i < 8; ++i)
      bytes[size++] = static_cast<unsigned char>(static_cast<std::uint64_t>(total) >> (8 * i));
  }
  unsigned char bytes[purpose.size() + sizeof(Blob) + 8];
  std::size_t size = purpose.size() + sizeof(Blob);
};

Key derived(const Key& file_key, const char (&context)[9]) {
  Key key;
  crypto_kdf_derive_from_key(key.data(), Key::size, 1, context, file_key.data());
  return key;
}

}  // namespace

Error damaged() {
  return Error(Category::unavailable, "attachment.damaged",
               "the attachment is damaged; put its file back from a copy");
}

Error key_missing() {
  return Error(Category::unavailable, "vault.key_missing",
               "the key file is missing, and without it no attachment opens; put the copy of the key back");
}

Sealer::Sealer(const Key& file_key, const Blob& blob) : blob_(blob) {
  const Key stream = derived(file_key, "pz_chunk"), commitment = derived(file_key, "pz_comit");
  std::memcpy(header_.data(), magic.data(), magic.size());
  std::memcpy(header_.data() + magic.size(), commitment.data(), Key::size);
  crypto_secretstream_xchacha20poly1305_init_push(&state_, raw(header_.data() + magic.size() + Key::size),
                                                  stream.data());
}

Sealer::~Sealer() { sodium_memzero(&state_, sizeof state_); }

std::span<const std::byte> Sealer::seal(std::span<const std::byte> plain, bool last) {
  size_ += static_cast<std::int64_t>(plain.size());
  const AdditionalData data(blob_, last, size_);
  out_.resize(plain.size() + chunk_overhead);
  crypto_secretstream_xchacha20poly1305_push(&state_, raw(out_.data()), nullptr, raw(plain.data()),
                                             plain.size(), data.bytes, data.size,
                                             last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                                  : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  return out_;
}

Opener::Opener(const Key& file_key, const Blob& blob, std::int64_t size, std::span<const std::byte> header)
    : blob_(blob), size_(size) {
  const Key stream = derived(file_key, "pz_chunk"), commitment = derived(file_key, "pz_comit");
  if (header.size() != header_size || std::memcmp(header.data(), magic.data(), magic.size()) != 0 ||
      sodium_memcmp(header.data() + magic.size(), commitment.data(), Key::size) != 0 ||
      crypto_secretstream_xchacha20poly1305_init_pull(&state_, raw(header.data() + magic.size() + Key::size),
                                                      stream.data()) != 0)
    throw damaged();
}

Opener::~Opener() {
  sodium_memzero(&state_, sizeof state_);
  sodium_memzero(out_.data(), out_.size());
}

std::size_t Opener::next_size() const {
  if (ended_) return 0;
  return static_cast<std::size_t>(std::min<std::int64_t>(size_ - opened_, chunk_size)) + chunk_overhead;
}

std::span<const std::byte> Opener::open(std::span<const std::byte> sealed) {
  const std::size_t expected = next_size();
  if (failed_ || expected == 0 || sealed.size() != expected) {
    failed_ = true;
    throw damaged();
  }
  const std::int64_t after = opened_ + static_cast<std::int64_t>(expected - chunk_overhead);
  const bool last = after == size_;
  const AdditionalData data(blob_, last, size_);
  out_.resize(expected - chunk_overhead);
  unsigned char tag = 0;
  // In the order of the stream: the state moves on only when the chunk is genuine.
  const bool genuine =
      crypto_secretstream_xchacha20poly1305_pull(&state_, raw(out_.data()), nullptr, &tag, raw(sealed.data()),
                                                 sealed.size(), data.bytes, data.size) == 0;
  const unsigned char wanted = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                    : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
  if (!genuine || tag != wanted) {
    failed_ = true;
    sodium_memzero(out_.data(), out_.size());
    throw damaged();
  }
  opened_ = after;
  ended_ = last;
  return out_;
}

}  // namespace plazo::vault
