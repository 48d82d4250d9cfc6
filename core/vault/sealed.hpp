// The form of a sealed file: encrypted and authenticated in chunks, so that any size passes through
// little memory and nothing is given out before its chunk is verified.
//
//   file    = "PZF" ‖ 1 ‖ commitment (32) ‖ secretstream header (24) ‖ chunk …
//   chunk   = crypto_secretstream_xchacha20poly1305 of 64 KiB, the last one of what is left (also 0):
//             plain size + 17 bytes. Tag MESSAGE, the last one FINAL.
//   additional data of each chunk = "plazo.file" ‖ 1 (version) ‖ 1 (algorithm) ‖ blob (16),
//             in the last one followed by the size of the whole plain text, 8 bytes, little-endian
//   stream key = crypto_kdf(key of the file, "pz_chunk", 1), 32 bytes
//   commitment = crypto_kdf(key of the file, "pz_comit", 1), 32 bytes
//
// The commitment is there because Poly1305 does not bind the key: without it one file could be made
// that opens under two keys to two texts. The size ends the file as surely as the FINAL tag does.
#pragma once

#include <sodium.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.hpp"
#include "core/vault/master_key.hpp"

namespace plazo::vault {

/// How a file is sealed; stands in its record. A file of any other algorithm does not open.
enum class Algorithm { secretstream_xchacha20poly1305 };
BOOST_DESCRIBE_ENUM(Algorithm, secretstream_xchacha20poly1305)

inline constexpr std::size_t chunk_size = 64 * 1024;
inline constexpr std::size_t chunk_overhead = crypto_secretstream_xchacha20poly1305_ABYTES;
inline constexpr std::size_t header_size = 4 + 32 + crypto_secretstream_xchacha20poly1305_HEADERBYTES;

/// Chunks of a text of this size; at least one.
constexpr std::int64_t chunks_of(std::int64_t size) {
  constexpr auto full = static_cast<std::int64_t>(chunk_size);
  return size <= full ? 1 : (size + full - 1) / full;
}
/// Size of the sealed file.
constexpr std::int64_t sealed_size(std::int64_t size) {
  return static_cast<std::int64_t>(header_size) + size +
         chunks_of(size) * static_cast<std::int64_t>(chunk_overhead);
}

/// `attachment.damaged`: the file is not what was sealed.
Error damaged();
/// `vault.key_missing`.
Error key_missing();

class Sealer {
 public:
  Sealer(const Key& file_key, const Blob&);
  ~Sealer();
  Sealer(const Sealer&) = delete;
  std::span<const std::byte> header() const { return header_; }
  /// The next chunk: `chunk_size` bytes, the last one 0 to `chunk_size`. Valid until the next call.
  std::span<const std::byte> seal(std::span<const std::byte> plain, bool last);

 private:
  crypto_secretstream_xchacha20poly1305_state state_;
  Blob blob_;
  std::array<std::byte, header_size> header_;
  std::vector<std::byte> out_;
  std::int64_t size_ = 0;
};

class Opener {
 public:
  /// For a text of `size` bytes. Throws `damaged()` when the header is none or commits to another key.
  Opener(const Key& file_key, const Blob&, std::int64_t size, std::span<const std::byte> header);
  ~Opener();
  Opener(const Opener&) = delete;
  /// Size of the next sealed chunk; 0 when all of it was opened and verified.
  std::size_t next_size() const;
  /// The text of the next chunk, verified; valid until the next call. Throws `damaged()`, and then again
  /// at each further call.
  std::span<const std::byte> open(std::span<const std::byte> sealed);

 private:
  crypto_secretstream_xchacha20poly1305_state state_;
  Blob blob_;
  std::int64_t size_, opened_ = 0;
  bool ended_ = false, failed_ = false;
  std::vector<std::byte> out_;
};

}  // namespace plazo::vault
