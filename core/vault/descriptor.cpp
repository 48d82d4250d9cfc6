#include "core/vault/descriptor.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/storage/sqlite_error.hpp"

namespace plazo::vault {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Descriptor Descriptor::open(const std::filesystem::path& path) {
  // A pipe put in the file's place must not make us wait.
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!file && errno != ENOENT && errno != ENOTDIR) throw_file_error(errno);
  return file;
}

Descriptor Descriptor::create_private(const std::filesystem::path& path) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) throw_file_error(errno);
  // A umask like 0777 takes rights that the owner needs.
  if (::fchmod(file.get(), 0600) != 0) {
    const int number = errno;
    ::unlink(path.c_str());
    throw_file_error(number);
  }
  return file;
}

void Descriptor::write(std::span<const std::byte> data) const {
  while (!data.empty()) {
    const ssize_t written = ::write(number_, data.data(), data.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_file_error(errno);
    data = data.subspan(static_cast<std::size_t>(written));
  }
}

std::size_t Descriptor::read_at(std::int64_t offset, std::span<std::byte> out) const {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t got = ::pread(number_, out.data() + done, out.size() - done,
                                static_cast<off_t>(offset + static_cast<std::int64_t>(done)));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_file_error(errno);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void Descriptor::sync() const {
  if (::fsync(number_) != 0) throw_file_error(errno);
}

std::int64_t Descriptor::size() const {
  struct stat s;
  if (::fstat(number_, &s) != 0) throw_file_error(errno);
  return s.st_size;
}

std::string to_hex(std::span<const std::byte> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const std::byte b : bytes) {
    out += digits[std::to_integer<unsigned>(b) >> 4];
    out += digits[std::to_integer<unsigned>(b) & 15];
  }
  return out;
}

void throw_file_error(int number) {
  // To the storage a missing file is a missing database; here it is a folder that somebody took away.
  storage::throw_system(number == ENOENT || number == ENOTDIR ? EIO : number);
}

}  // namespace plazo::vault
