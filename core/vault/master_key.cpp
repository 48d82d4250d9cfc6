#include "core/vault/master_key.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>

#include "core/base/error.hpp"
#include "core/base/random.hpp"
#include "core/storage/sqlite_files.hpp"
#include "core/vault/descriptor.hpp"
#include "core/vault/sealed.hpp"

namespace plazo::vault {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t wrapped_size = nonce_size + Key::size + crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr mode_t not_for_keys = 0027;  // writable by the group, or anything for others

std::array<unsigned char, 31> additional_data(const Blob& blob) {
  constexpr std::string_view purpose = "plazo.file.key\1";
  std::array<unsigned char, 31> data{};
  static_assert(purpose.size() + sizeof(Blob) == sizeof data);
  std::memcpy(data.data(), purpose.data(), purpose.size());
  std::memcpy(data.data() + purpose.size(), blob.data(), blob.size());
  return data;
}

void create(const fs::path& path) {
  std::array<std::byte, 8> random;
  random_bytes(random);
  const fs::path unfinished = storage::beside(path, ".new-" + to_hex(random));
  {
    const Descriptor file = Descriptor::create_private(unfinished);
    try {
      Key key = Key::drawn();
      file.write(key.bytes());
      file.sync();
    } catch (...) {
      ::unlink(unfinished.c_str());
      throw;
    }
  }
  // Somebody was faster: theirs is the key, and this one has sealed nothing yet.
  if (!storage::publish(unfinished, path)) ::unlink(unfinished.c_str());
}

}  // namespace

Key::Key() {
  ensure_random();
  bytes_ = static_cast<unsigned char*>(sodium_malloc(size));
  if (!bytes_) throw std::bad_alloc();
  sodium_memzero(bytes_, size);
}

Key::~Key() { sodium_free(bytes_); }

Key Key::drawn() {
  Key key;
  random_bytes(key.bytes());
  return key;
}

MasterKey::MasterKey(const Key& master) : id_(16) {
  crypto_kdf_derive_from_key(wrapping_.data(), Key::size, 1, "pz_blob_", master.data());
  crypto_kdf_derive_from_key(reinterpret_cast<unsigned char*>(id_.data()), id_.size(), 1, "pz_keyid",
                             master.data());
}

std::optional<MasterKey> MasterKey::load(const fs::path& path) {
  const Descriptor file = Descriptor::open(path);
  if (!file) return std::nullopt;
  struct stat s;
  if (::fstat(file.get(), &s) != 0) throw_file_error(errno);
  if (S_ISREG(s.st_mode) && (s.st_mode & not_for_keys) != 0)
    throw Error(Category::unavailable, "vault.key_exposed",
                "the key file may be read or written by others; take these rights away (chmod 600)");
  Key master;
  std::byte more;
  if (!S_ISREG(s.st_mode) || file.read_at(0, master.bytes()) != Key::size ||
      file.read_at(Key::size, {&more, 1}) != 0)
    throw Error(Category::unavailable, "vault.key_damaged",
                "the key file does not hold a key of 32 bytes; put the copy of the key back");
  return MasterKey(master);
}

MasterKey MasterKey::load_or_create(const fs::path& path) {
  if (auto key = load(path)) return std::move(*key);
  create(path);
  if (auto key = load(path)) return std::move(*key);
  throw key_missing();  // taken away at this very moment
}

json::Bytes MasterKey::wrap(const Key& file_key, const Blob& blob) const {
  json::Bytes wrapped(wrapped_size);
  random_bytes(std::span(wrapped).first(nonce_size));
  const auto data = additional_data(blob);
  auto* const out = reinterpret_cast<unsigned char*>(wrapped.data());
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_size, nullptr, file_key.data(), Key::size,
                                             data.data(), data.size(), nullptr, out, wrapping_.data());
  return wrapped;
}

Key MasterKey::unwrap(std::span<const std::byte> wrapped, std::span<const std::byte> key_id,
                      const Blob& blob) const {
  if (!std::ranges::equal(key_id, id_))
    throw Error(Category::unavailable, "vault.key_wrong",
                "this file was sealed with another key than the one in the key file; put that key back");
  Key key;
  const auto data = additional_data(blob);
  const auto* const in = reinterpret_cast<const unsigned char*>(wrapped.data());
  if (wrapped.size() != wrapped_size ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(key.data(), nullptr, nullptr, in + nonce_size,
                                                 wrapped_size - nonce_size, data.data(), data.size(), in,
                                                 wrapping_.data()) != 0)
    throw damaged();
  return key;
}

}  // namespace plazo::vault
