// The master key's file: made once, private, whole, the same for everybody; and what is no such file.
#include "core/vault/master_key.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include "tests/core/vault/support.hpp"

namespace plazo::vault {
namespace {

using testing::code_of;

class MasterKeyFile : public ::testing::Test {
 protected:
  std::string load_code() const {
    return code_of([&] { static_cast<void>(MasterKey::load(path)); });
  }
  testing::Folder folder;
  std::filesystem::path path = folder / "desk.db.key";
};

TEST_F(MasterKeyFile, V74_IsMadePrivateUnderAnyUmaskAndFoundAgain) {
  for (const mode_t mask : {0000u, 0022u, 0777u}) {
    std::filesystem::remove(path);
    EXPECT_FALSE(MasterKey::load(path));
    const testing::Umask umask(mask);
    const auto id = MasterKey::load_or_create(path).id();
    EXPECT_EQ(testing::mode_of(path), 0600u) << mask;
    EXPECT_EQ(std::filesystem::file_size(path), 32u);
    EXPECT_EQ(MasterKey::load_or_create(path).id(), id);
    EXPECT_EQ(MasterKey::load(path)->id(), id);
  }
  const auto entries = std::distance(std::filesystem::directory_iterator(folder.path()), {});
  EXPECT_EQ(entries, 1) << "something was left beside the key";
}

TEST_F(MasterKeyFile, ProcessesThatMakeItAtOnceGetOneKey) {
  for (int round = 0; round < 10; ++round) {
    std::filesystem::remove(path);
    int ends[2], gate[2];
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(::pipe(gate), 0);
    constexpr int processes = 6;
    for (int i = 0; i < processes; ++i)
      if (::fork() == 0) {
        char go;
        ::close(gate[1]);
        static_cast<void>(!::read(gate[0], &go, 1));  // ends when the parent lets all go
        try {
          const auto id = MasterKey::load_or_create(path).id();
          static_cast<void>(!::write(ends[1], id.data(), id.size()));
        } catch (...) {
        }
        ::_exit(0);
      }
    ::close(gate[0]);
    ::close(gate[1]);
    ::close(ends[1]);
    std::vector<json::Bytes> ids;
    json::Bytes id(16);
    while (::read(ends[0], id.data(), id.size()) == 16) ids.push_back(id);
    ::close(ends[0]);
    while (::wait(nullptr) > 0) {
    }
    EXPECT_THAT(ids, ::testing::SizeIs(processes));
    EXPECT_THAT(ids, ::testing::Each(MasterKey::load(path)->id()));
  }
}

TEST_F(MasterKeyFile, V89_WhatIsNoKeyIsAnErrorAndIsLeftAsItIs) {
  for (const std::string contents :
       {"", "short", "0123456789abcdef0123456789abcde", "0123456789abcdef0123456789abcdef\n"}) {
    testing::write(path, testing::as_bytes(contents));
    EXPECT_EQ(load_code(), "vault.key_damaged") << contents;
    EXPECT_EQ(code_of([&] { MasterKey::load_or_create(path); }), "vault.key_damaged");
    EXPECT_EQ(testing::read(path), contents);
  }
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(load_code(), "vault.key_damaged");
  std::filesystem::remove(path);
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(load_code(), "vault.key_damaged") << "or it waits for ever";
}

TEST_F(MasterKeyFile, AKeyThatOthersMayReadIsRefused) {
  MasterKey::load_or_create(path);
  for (const mode_t mode : {0604u, 0602u, 0620u, 0666u, 0777u}) {
    ::chmod(path.c_str(), mode);
    EXPECT_EQ(load_code(), "vault.key_exposed") << std::oct << mode;
  }
  // As systemd hands out credentials.
  for (const mode_t mode : {0400u, 0440u, 0600u, 0640u}) {
    ::chmod(path.c_str(), mode);
    EXPECT_TRUE(MasterKey::load(path)) << std::oct << mode;
  }
}

TEST_F(MasterKeyFile, WhatItWrappedOpensWithItForThatFileOnly) {
  const auto key = MasterKey::load_or_create(path), other = MasterKey::load_or_create(folder / "other.key");
  Blob blob{}, another{};
  another[0] = std::byte{1};
  const Key file_key = Key::drawn();
  auto wrapped = key.wrap(file_key, blob);
  EXPECT_EQ(std::memcmp(key.unwrap(wrapped, key.id(), blob).data(), file_key.data(), Key::size), 0);
  EXPECT_NE(key.wrap(file_key, blob), wrapped) << "the nonce is drawn each time";
  EXPECT_EQ(code_of([&] { other.unwrap(wrapped, key.id(), blob); }), "vault.key_wrong");
  EXPECT_EQ(code_of([&] { other.unwrap(wrapped, other.id(), blob); }), "attachment.damaged");
  EXPECT_EQ(code_of([&] { key.unwrap(wrapped, key.id(), another); }), "attachment.damaged");
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    auto flipped = wrapped;
    flipped[i] ^= std::byte{1};
    EXPECT_EQ(code_of([&] { key.unwrap(flipped, key.id(), blob); }), "attachment.damaged") << i;
    EXPECT_EQ(code_of([&] { key.unwrap(std::span(wrapped).first(i), key.id(), blob); }), "attachment.damaged")
        << i;
  }
}

}  // namespace
}  // namespace plazo::vault
