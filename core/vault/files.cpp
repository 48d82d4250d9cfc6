#include "core/vault/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

#include "core/base/random.hpp"
#include "core/storage/sqlite_files.hpp"

namespace plazo::vault {
namespace {

namespace fs = std::filesystem;

constexpr const char* unfinished_folder = "unfinished";
constexpr const char* leftover_folder = "leftover";

/// Makes the folder with mode 0700 under any umask, unless it is there.
void make_private_folder(const fs::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) {
    if (::chmod(folder.c_str(), 0700) != 0) throw_file_error(errno);
    storage::sync_folder(folder.parent_path());
  } else if (errno != EEXIST) {
    throw_file_error(errno);
  }
}

std::optional<Blob> parse_hex(std::string_view text) {
  Blob blob{};
  if (text.size() != 2 * blob.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
    blob[i / 2] = (blob[i / 2] << 4) | static_cast<std::byte>(digit ? c - '0' : c - 'a' + 10);
  }
  return blob;
}

// By the clock that also dates files, whatever the desk's clock says.
bool older_than(Duration age, const fs::path& path) {
  struct stat s;
  if (::lstat(path.c_str(), &s) != 0 || !S_ISREG(s.st_mode)) return false;
  return (std::time(nullptr) - s.st_mtime) * 1000 > age.ms;
}

/// Calls `each` with the names of our form in a folder, which may be missing.
template <class Each>
void each_file(const fs::path& folder, const Each& each) {
  std::error_code failed;
  fs::directory_iterator entries(folder, failed);
  if (failed.value() == ENOENT) return;
  // Listed first: `each` may change the folder.
  std::vector<std::pair<fs::path, Blob>> found;
  for (; !failed && entries != fs::directory_iterator(); entries.increment(failed))
    if (const auto blob = parse_hex(entries->path().filename().native()))
      found.emplace_back(entries->path(), *blob);
  if (failed) throw_file_error(failed.value());
  for (const auto& [path, blob] : found) each(path, blob);
}

}  // namespace

NewFile::NewFile(const Files& files, const Blob& blob)
    : unfinished_(files.folder_ / unfinished_folder / to_hex(blob)),
      target_(files.path_of(blob)),
      blob_(blob),
      file_(Descriptor::create_private(unfinished_)),
      process_(::getpid()) {}

NewFile::~NewFile() {
  if (file_ && process_ == ::getpid()) ::unlink(unfinished_.c_str());
}

void NewFile::publish() {
  make_private_folder(target_.parent_path());
  // Counts as fresh from now on, however long the upload took: the row is still to come.
  if (::futimens(file_.get(), nullptr) != 0) throw_file_error(errno);
  file_.sync();
  if (!storage::publish(unfinished_, target_)) throw_file_error(EIO);  // 128 random bits do not clash
  file_ = Descriptor();
}

fs::path Files::shard_of(const Blob& blob) const { return folder_ / to_hex(std::span(blob).first(1)); }
fs::path Files::path_of(const Blob& blob) const { return shard_of(blob) / to_hex(blob); }

NewFile Files::begin() const {
  make_private_folder(folder_);
  make_private_folder(folder_ / unfinished_folder);
  Blob blob;
  random_bytes(blob);
  return NewFile(*this, blob);
}

fs::path Files::leftover_of(const Blob& blob) const { return folder_ / leftover_folder / to_hex(blob); }

Descriptor Files::open(const Blob& blob) const {
  Descriptor file = Descriptor::open(path_of(blob));
  return file ? std::move(file) : Descriptor::open(leftover_of(blob));
}

std::optional<std::int64_t> Files::size(const Blob& blob) const {
  const Descriptor file = open(blob);
  if (!file) return std::nullopt;
  return file.size();
}

void Files::remove(const Blob& blob) const {
  if (::unlink(path_of(blob).c_str()) != 0 && errno != ENOENT) throw_file_error(errno);
}

std::int64_t Files::sweep_unfinished() const {
  std::int64_t removed = 0;
  each_file(folder_ / unfinished_folder, [&](const fs::path& path, const Blob&) {
    if (older_than(leftover_after, path) && ::unlink(path.c_str()) == 0) ++removed;
  });
  return removed;
}

std::int64_t Files::sweep(int shard, const std::function<std::set<Blob>()>& known) const {
  std::vector<std::pair<fs::path, Blob>> old;
  Blob first{};
  first[0] = static_cast<std::byte>(shard);
  each_file(shard_of(first), [&](const fs::path& path, const Blob& blob) {
    if (older_than(leftover_after, path)) old.emplace_back(path, blob);
  });
  if (old.empty()) return 0;
  std::int64_t moved = 0;
  const std::set<Blob> kept = known();
  for (const auto& [path, blob] : old) {
    if (kept.contains(blob)) continue;
    make_private_folder(folder_ / leftover_folder);
    ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // its time aside begins now
    if (::rename(path.c_str(), leftover_of(blob).c_str()) == 0) ++moved;
  }
  return moved;
}

std::int64_t Files::sweep_leftover(const std::function<bool(const Blob&)>& known) const {
  std::int64_t removed = 0;
  each_file(folder_ / leftover_folder, [&](const fs::path& path, const Blob& blob) {
    if (known(blob))
      ::rename(path.c_str(), path_of(blob).c_str());
    else if (older_than(leftover_kept, path) && ::unlink(path.c_str()) == 0)
      ++removed;
  });
  return removed;
}

}  // namespace plazo::vault
