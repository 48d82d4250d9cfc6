#include "core/storage/sqlite_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/base/error.hpp"
#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {
namespace {

namespace fs = std::filesystem;

FileIdentity identity(const struct stat& s) { return {s.st_dev, s.st_ino}; }

[[noreturn]] void throw_foreign() {
  throw Error(Category::unavailable, "storage.foreign",
              "this file is no Plazo database; choose another path");
}

struct NetworkFileSystem {
  std::uint64_t magic;
  std::string_view name;
};
// From linux/magic.h and the sources of the file systems that have no entry there. Cluster file
// systems are here too: their locks may reach other nodes, the log's shared memory does not.
constexpr NetworkFileSystem network_file_systems[] = {
    {0x6969, "nfs"},        {0x517B, "smb"},          {0xFF534D42, "cifs"},   {0xFE534D42, "smb2"},
    {0x01021997, "9p"},     {0x65735546, "fuse"},     {0x5346414F, "afs"},    {0x6B414653, "kafs"},
    {0x00C36400, "ceph"},   {0x0BD00BD0, "lustre"},   {0x73757245, "coda"},   {0x564C, "ncp"},
    {0x7461636F, "ocfs2"},  {0x01161970, "gfs2"},     {0x47504653, "gpfs"},   {0xAAD7AAEA, "panfs"},
    {0x013111A8, "ibrix"},  {0x19830326, "beegfs"},   {0x786F4256, "vboxsf"}, {0x7C7C6673, "prl_fs"},
    {0xBACBACBC, "vmhgfs"}, {0x20030528, "orangefs"}, {0xA501FCF5, "vxfs"},   {0x61636673, "acfs"},
    {0xBEEFDEAD, "snfs"},   {0x6E667364, "nfsd"},
};

}  // namespace

std::optional<FileIdentity> identity_of(const fs::path& path) {
  struct stat s;
  if (::stat(path.c_str(), &s) != 0) return std::nullopt;
  return identity(s);
}

std::optional<FileIdentity> identity_of(int descriptor) {
  struct stat s;
  if (::fstat(descriptor, &s) != 0) return std::nullopt;
  return identity(s);
}

std::int64_t size_of(const fs::path& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 ? s.st_size : 0;
}

fs::path beside(const fs::path& path, std::string_view suffix) {
  fs::path result = path;
  result += suffix;
  return result;
}

fs::path resolve(const fs::path& path) {
  if (!path.has_filename() || path.native().find('\0') != std::string::npos)
    throw Error(Category::invalid, "storage.path", "the path of the database names no file; give one");
  std::error_code failed;
  fs::path whole = fs::canonical(path, failed);
  if (!failed) return whole;
  if (failed.value() != ENOENT) throw_system(failed.value());
  // A link that leads nowhere is more likely a missing mount than a wish for a new file.
  if (fs::is_symlink(fs::symlink_status(path, failed))) throw_system(ENOENT);
  const fs::path folder = fs::canonical(path.has_parent_path() ? path.parent_path() : ".", failed);
  if (failed) throw_system(failed.value());
  return folder / path.filename();
}

int create_private(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0) {
    if (errno == EEXIST) return -1;
    throw_system(errno);
  }
  // A umask like 0777 takes rights that the owner needs. SQLite gives -wal and -shm the same mode.
  if (::fchmod(descriptor, 0600) != 0) {
    const int number = errno;
    ::close(descriptor);  // nobody else can have opened it as a database yet
    ::unlink(path.c_str());
    throw_system(number);
  }
  return descriptor;
}

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) throw_system(errno);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed != 0 && failed != EINVAL) throw_system(failed);  // EINVAL: this file system has no such need
}

namespace {

class Descriptor {
 public:
  /// Of a missing file it is none.
  Descriptor(const fs::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW)) {
    if (number_ < 0 && errno != ENOENT) throw_system(errno);
  }
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  explicit operator bool() const { return number_ >= 0; }
  int number() const { return number_; }
  void sync() const {
    if (::fdatasync(number_) != 0) throw_system(errno);
  }

 private:
  int number_;
};

}  // namespace

void sync_contents(const fs::path& path) {
  if (const Descriptor file(path, O_RDONLY); file) file.sync();
}

void write_again(const fs::path& path) {
  const Descriptor file(path, O_RDWR);
  if (!file) return;
  std::array<char, 1 << 16> block;
  for (off_t at = 0;;) {
    const ssize_t length = ::pread(file.number(), block.data(), block.size(), at);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) throw_system(errno);
    if (length == 0) break;
    for (ssize_t done = 0; done < length;) {
      const auto left = static_cast<std::size_t>(length - done);
      const ssize_t written = ::pwrite(file.number(), block.data() + done, left, at + done);
      if (written < 0 && errno != EINTR) throw_system(errno);
      if (written > 0) done += written;
    }
    at += length;
  }
  file.sync();
}

bool publish(const fs::path& from, const fs::path& to) {
  constexpr unsigned no_replace = 1;  // RENAME_NOREPLACE
  if (::syscall(SYS_renameat2, AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), no_replace) != 0) {
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) throw_system(errno);
    // Old file systems: a second name, then away with the first.
    if (::link(from.c_str(), to.c_str()) != 0) {
      if (errno == EEXIST) return false;
      throw_system(errno);
    }
    ::unlink(from.c_str());
  }
  sync_folder(to.parent_path());
  return true;
}

std::string_view network_file_system(std::uint64_t magic) {
  for (const NetworkFileSystem& known : network_file_systems)
    if (known.magic == magic) return known.name;
  return {};
}

Contents judge(int descriptor, const fs::path& path) {
  std::array<unsigned char, 100> header{};
  ssize_t length;
  do length = ::pread(descriptor, header.data(), header.size(), 0);
  while (length < 0 && errno == EINTR);
  if (length < 0) throw_system(errno);
  if (length == 0) return Contents::empty;
  const bool journal = size_of(beside(path, "-journal")) > 0;
  const bool sqlite = length == 100 && std::memcmp(header.data(), "SQLite format 3", 16) == 0;
  const std::uint32_t id = std::uint32_t{header[68]} << 24 | std::uint32_t{header[69]} << 16 |
                           std::uint32_t{header[70]} << 8 | std::uint32_t{header[71]};
  if (journal) return Contents::undecided;
  if (id != application_id) throw_foreign();
  if (!sqlite)  // the start is overwritten, but our mark still stands
    throw Error(Category::unavailable, "storage.corrupt",
                "the database is damaged; restore the last good backup");
  return header[18] == 2 && header[19] == 2 ? Contents::ready : Contents::unfinished;
}

void refuse_unsuitable(int descriptor, const fs::path& path, bool allow_network,
                       std::optional<std::uint64_t> file_system) {
  struct stat s;
  if (::fstat(descriptor, &s) != 0) throw_system(errno);
  if (!S_ISREG(s.st_mode)) throw_foreign();
  if (s.st_nlink > 1)
    throw Error(
        Category::unavailable, "storage.linked",
        "the database file has several names (hard links), so its log could be missed; remove the others");
  if (!allow_network) {
    if (!file_system) {
      struct statfs answer;
      if (::fstatfs(descriptor, &answer) != 0) throw_system(errno);
      // A signed word whose upper half is sign extension for some magics.
      file_system = static_cast<std::uint32_t>(answer.f_type);
    }
    if (const std::string_view name = network_file_system(*file_system); !name.empty())
      throw Error(
          Category::unavailable, "storage.network_file_system",
          "the database lies on a network file system, where its log cannot be shared safely; move it to "
          "a local disk")
          .with("file_system", std::string(name));
  }
  for (const fs::path& place : {path, path.parent_path()})
    if (::faccessat(AT_FDCWD, place.c_str(), W_OK | (place == path ? R_OK : X_OK), AT_EACCESS) != 0)
      throw_system(errno);
}

}  // namespace plazo::storage
