// What the tests of the vault share.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.hpp"

namespace plazo::vault::testing {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "plazo-vault-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// For the time of a scope.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  ~Umask() { ::umask(before_); }
  Umask(const Umask&) = delete;

 private:
  mode_t before_;
};

inline std::span<const std::byte> as_bytes(std::string_view text) { return std::as_bytes(std::span(text)); }

inline void write(const std::filesystem::path& path, std::span<const std::byte> data) {
  {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(data.data()), static_cast<std::streamsize>(data.size()));
  }
  ::chmod(path.c_str(), 0600);
}

inline std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

inline mode_t mode_of(const std::filesystem::path& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : 0;
}

/// The code of the error that `body` must throw.
template <class Body>
std::string code_of(const Body& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code;
  }
  ADD_FAILURE() << "nothing was thrown";
  return "none";
}

}  // namespace plazo::vault::testing
