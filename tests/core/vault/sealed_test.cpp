// The form of sealed files and wrapped keys, and what happens to one that is not as it was sealed.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/vault/sealed.hpp"
#include "tests/core/vault/support.hpp"

namespace plazo::vault {
namespace {

using testing::as_bytes;
using testing::code_of;

Key key_of(int first) {
  Key key;
  for (std::size_t i = 0; i < Key::size; ++i)
    key.data()[i] = static_cast<unsigned char>(first + static_cast<int>(i));
  return key;
}

Blob blob_of(int first) {
  Blob blob;
  for (std::size_t i = 0; i < blob.size(); ++i) blob[i] = static_cast<std::byte>(first + static_cast<int>(i));
  return blob;
}

std::vector<std::byte> from_hex(std::string_view hex) {
  std::vector<std::byte> out;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    out.push_back(static_cast<std::byte>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  return out;
}

std::vector<std::byte> seal(const Key& key, const Blob& blob, std::span<const std::byte> plain) {
  Sealer sealer(key, blob);
  std::vector<std::byte> file(sealer.header().begin(), sealer.header().end());
  while (true) {
    const bool last = plain.size() <= chunk_size;
    const auto chunk = sealer.seal(plain.first(std::min(plain.size(), chunk_size)), last);
    file.insert(file.end(), chunk.begin(), chunk.end());
    if (last) return file;
    plain = plain.subspan(chunk_size);
  }
}

struct Opened {
  std::vector<std::byte> text;  ///< what was given out
  bool whole = false;           ///< to the verified end
};

/// As a reader does it that trusts the size in the record and nothing else.
Opened open(const Key& key, const Blob& blob, std::int64_t size, std::span<const std::byte> file) {
  Opened out;
  try {
    Opener opener(key, blob, size, file.first(std::min(file.size(), header_size)));
    file = file.subspan(header_size);
    while (const std::size_t wanted = opener.next_size()) {
      const auto chunk = file.first(std::min(wanted, file.size()));
      const auto text = opener.open(chunk);
      out.text.insert(out.text.end(), text.begin(), text.end());
      file = file.subspan(chunk.size());
    }
    out.whole = true;
  } catch (const Error& error) {
    EXPECT_EQ(error.code, "attachment.damaged");
  }
  return out;
}

std::vector<std::byte> noise(std::size_t size) {
  std::vector<std::byte> out(size);
  if (size) random_bytes(out);
  return out;
}

// Made by a script that calls libsodium by itself, from the description in the headers.
constexpr std::string_view known_id = "e228306511611bfa41649cb3aa8f77ad";
constexpr std::string_view known_wrapped =
    "000102030405060708090a0b0c0d0e0f10111213141516177d3c10b5463b7096a1f690992cd401b2bf08b9c5a7d68720d07802d2"
    "6564"
    "0b77073dd176e3cd27655a9797dffd53ceba";
constexpr std::string_view known_file =
    "505a46019641e4b4f548930de73484173e583a82b9257e0053557e5337711fd7c7016d1b463089872953303d03142adcedfeb0b8"
    "17fe"
    "e7a2a8c4b54eda926bf0ccb231cb746e20ebaefad57f235c5eed0a356113daca7f708b1f552abcec58381bde1f2cdd";
constexpr std::string_view known_text = "Factura 2026-03, pagada.";

TEST(Sealed, V91_TheKnownRecordOpens) {
  const testing::Folder folder;
  Key master = key_of(0);
  testing::write(folder / "known.key", master.bytes());
  const auto key = MasterKey::load(folder / "known.key");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->id(), from_hex(known_id));
  const Key file_key = key->unwrap(from_hex(known_wrapped), from_hex(known_id), blob_of(200));
  EXPECT_EQ(std::memcmp(file_key.data(), key_of(100).data(), Key::size), 0);
  const auto opened =
      open(file_key, blob_of(200), static_cast<std::int64_t>(known_text.size()), from_hex(known_file));
  EXPECT_TRUE(opened.whole);
  EXPECT_TRUE(std::ranges::equal(opened.text, as_bytes(known_text)));
}

// The other way round: what we seal opens with plain libsodium calls.
TEST(Sealed, WhatWeSealOpensByTheDescription) {
  const auto text = noise(chunk_size + 5);
  const auto file = seal(key_of(7), blob_of(9), text);
  ASSERT_EQ(static_cast<std::int64_t>(file.size()), sealed_size(chunk_size + 5));
  const auto* raw = reinterpret_cast<const unsigned char*>(file.data());
  EXPECT_EQ(std::memcmp(raw, "PZF\1", 4), 0);
  unsigned char key[32], commitment[32];
  crypto_kdf_derive_from_key(key, 32, 1, "pz_chunk", key_of(7).data());
  crypto_kdf_derive_from_key(commitment, 32, 1, "pz_comit", key_of(7).data());
  EXPECT_EQ(std::memcmp(raw + 4, commitment, 32), 0);
  crypto_secretstream_xchacha20poly1305_state state;
  ASSERT_EQ(crypto_secretstream_xchacha20poly1305_init_pull(&state, raw + 36, key), 0);
  std::string data("plazo.file\1\1", 12);
  for (const std::byte b : blob_of(9)) data += static_cast<char>(b);
  std::vector<unsigned char> out(chunk_size);
  unsigned char tag = 9;
  const auto pull = [&](std::size_t offset, std::size_t size) {
    return crypto_secretstream_xchacha20poly1305_pull(
        &state, out.data(), nullptr, &tag, raw + 60 + offset, size,
        reinterpret_cast<const unsigned char*>(data.data()), data.size());
  };
  ASSERT_EQ(pull(0, 65'536 + 17), 0);
  EXPECT_EQ(tag, 0);
  EXPECT_EQ(std::memcmp(out.data(), text.data(), chunk_size), 0);
  data += std::string("\x05\x00\x01\x00\x00\x00\x00\x00", 8);  // 65,541
  ASSERT_EQ(pull(65'536 + 17, 5 + 17), 0);
  EXPECT_EQ(tag, 3);
  EXPECT_EQ(std::memcmp(out.data(), text.data() + chunk_size, 5), 0);
}

TEST(Sealed, EverySizeAroundTheChunksComesBack) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, chunk_size - 1, chunk_size, chunk_size + 1,
                                 2 * chunk_size, 3 * chunk_size - 1}) {
    const auto text = noise(size);
    const auto file = seal(key_of(1), blob_of(1), text);
    EXPECT_EQ(static_cast<std::int64_t>(file.size()), sealed_size(static_cast<std::int64_t>(size)));
    const auto opened = open(key_of(1), blob_of(1), static_cast<std::int64_t>(size), file);
    EXPECT_TRUE(opened.whole) << size;
    EXPECT_EQ(opened.text, text) << size;
  }
}

TEST(Sealed, F09_ACutOrAFlippedBitAtEveryChunkBoundaryIsFound) {
  constexpr std::size_t size = 3 * chunk_size + 100;
  const auto text = noise(size);
  const auto file = seal(key_of(1), blob_of(1), text);
  std::vector<std::size_t> places{0, 3, 4, 35, 36, header_size - 1, file.size() - 1};
  for (std::size_t at = header_size; at < file.size(); at += chunk_size + chunk_overhead)
    for (const std::size_t near : {at - 1, at, at + 1, at + chunk_overhead}) places.push_back(near);
  const auto genuine_before = [&](std::size_t place, const Opened& opened) {
    // Nothing from the damaged chunk on is given out, and what is, is genuine.
    const std::size_t chunks =
        place < header_size ? 0 : (place - header_size) / (chunk_size + chunk_overhead);
    EXPECT_LE(opened.text.size(), chunks * chunk_size) << place;
    EXPECT_TRUE(std::equal(opened.text.begin(), opened.text.end(), text.begin())) << place;
  };
  for (const std::size_t place : places) {
    for (int bit = 0; bit < 8; ++bit) {
      auto flipped = file;
      flipped[place] ^= static_cast<std::byte>(1 << bit);
      const auto opened = open(key_of(1), blob_of(1), size, flipped);
      EXPECT_FALSE(opened.whole) << "bit " << bit << " of byte " << place;
      genuine_before(place, opened);
    }
    const auto opened = open(key_of(1), blob_of(1), size, std::span(file).first(place));
    EXPECT_FALSE(opened.whole) << "cut at " << place;
    genuine_before(place, opened);
  }
  EXPECT_TRUE(open(key_of(1), blob_of(1), size, file).whole);
}

TEST(Sealed, ARecordThatLiesAboutTheFileIsFound) {
  constexpr std::size_t size = 2 * chunk_size;
  const auto file = seal(key_of(1), blob_of(1), noise(size));
  for (const std::size_t lie : {std::size_t{0}, chunk_size, size - 1, size + 1, 3 * chunk_size})
    EXPECT_FALSE(open(key_of(1), blob_of(1), static_cast<std::int64_t>(lie), file).whole) << lie;
  EXPECT_FALSE(open(key_of(1), blob_of(2), size, file).whole) << "the file of another record";
  EXPECT_FALSE(open(key_of(2), blob_of(1), size, file).whole) << "another key";
  auto swapped = file;
  std::swap_ranges(swapped.begin() + header_size, swapped.begin() + header_size + chunk_size + chunk_overhead,
                   swapped.begin() + header_size + chunk_size + chunk_overhead);
  EXPECT_FALSE(open(key_of(1), blob_of(1), size, swapped).whole) << "chunks in another order";
}

TEST(Sealed, AFailedStreamGivesNothingMore) {
  auto file = seal(key_of(1), blob_of(1), noise(10));
  Opener opener(key_of(1), blob_of(1), 10, std::span(file).first(header_size));
  auto bad = file;
  bad.back() ^= std::byte{1};
  EXPECT_EQ(code_of([&] { opener.open(std::span(bad).subspan(header_size)); }), "attachment.damaged");
  EXPECT_EQ(code_of([&] { opener.open(std::span(file).subspan(header_size)); }), "attachment.damaged");
}

}  // namespace
}  // namespace plazo::vault
