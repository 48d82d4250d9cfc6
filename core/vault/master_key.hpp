// The master key: 32 random bytes in a file of their own, never in the database. It wraps the keys of
// files; what it wraps it also names, so that another key is told from damage.
//
//   id of the key          crypto_kdf(master, "pz_keyid", 1), 16 bytes; tells nothing of the key
//   key-encryption key     crypto_kdf(master, "pz_blob_", 1), 32 bytes
//   wrapped key of a file  nonce (24) ‖ XChaCha20-Poly1305 (IETF) of the 32 bytes, under the
//                          key-encryption key, with "plazo.file.key" ‖ 1 ‖ blob (16) as additional data
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

#include "core/json/describe.hpp"

namespace plazo::vault {

/// Random name of a sealed file.
using Blob = std::array<std::byte, 16>;

/// 32 secret bytes: kept out of swap and core dumps where the system lets us, wiped at the end.
class Key {
 public:
  static constexpr std::size_t size = 32;
  Key();  ///< all zero
  Key(Key&& other) noexcept : bytes_(std::exchange(other.bytes_, nullptr)) {}
  Key(const Key&) = delete;
  Key& operator=(Key&&) = delete;
  ~Key();
  static Key drawn();  ///< at random

  unsigned char* data() { return bytes_; }
  const unsigned char* data() const { return bytes_; }
  std::span<std::byte> bytes() { return std::as_writable_bytes(std::span(bytes_, size)); }

 private:
  unsigned char* bytes_;
};

class MasterKey {
 public:
  /// The key in this file; nothing when there is no such file. Throws, category `unavailable`:
  /// `vault.key_exposed` (others may read it or the group write it), `vault.key_damaged` (no regular
  /// file of 32 bytes), `storage.io`.
  static std::optional<MasterKey> load(const std::filesystem::path&);
  /// The same, and makes the file (mode 0600 under any umask) when it is missing. The file appears whole
  /// or not at all; of several processes that make it at once, all get the key of the fastest.
  static MasterKey load_or_create(const std::filesystem::path&);

  const json::Bytes& id() const { return id_; }

  json::Bytes wrap(const Key& file_key, const Blob&) const;
  /// Throws `vault.key_wrong` when `key_id` names another key, `attachment.damaged` when the wrapped
  /// key is not what was wrapped for this blob.
  Key unwrap(std::span<const std::byte> wrapped, std::span<const std::byte> key_id, const Blob&) const;

 private:
  explicit MasterKey(const Key& master);
  Key wrapping_;  // only what is derived is kept
  json::Bytes id_;
};

}  // namespace plazo::vault
