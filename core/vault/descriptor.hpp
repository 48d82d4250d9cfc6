// An open file of the vault. Paths are made of the operator's folder and of random names only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>

namespace plazo::vault {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  /// For reading; an empty one when there is no such file.
  static Descriptor open(const std::filesystem::path&);
  /// A new file for writing, with mode 0600 under any umask. The name must be new.
  static Descriptor create_private(const std::filesystem::path&);

  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }

  void write(std::span<const std::byte>) const;
  /// As many bytes as there are, up to the size of `out`.
  std::size_t read_at(std::int64_t offset, std::span<std::byte> out) const;
  void sync() const;
  std::int64_t size() const;

 private:
  int number_ = -1;
};

/// Lower-case hexadecimal digits.
std::string to_hex(std::span<const std::byte>);

/// Throws what a failed system call on a file of the vault means (`number` is its errno).
[[noreturn]] void throw_file_error(int number);

}  // namespace plazo::vault
