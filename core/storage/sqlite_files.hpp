// The database as a file: finding it, making it, judging it before SQLite touches it, and putting a
// finished file in place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "core/base/time.hpp"

namespace plazo::storage {

/// Marks our files (`PRAGMA application_id`): "PLZO".
inline constexpr std::uint32_t application_id = 0x504C5A4F;

/// What makes two paths the same file.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  friend bool operator==(FileIdentity, FileIdentity) = default;
};

std::optional<FileIdentity> identity_of(const std::filesystem::path&);
std::optional<FileIdentity> identity_of(int descriptor);
/// 0 when there is none.
std::int64_t size_of(const std::filesystem::path&);

/// The path with a suffix appended to the file's name, e.g. `-wal`.
std::filesystem::path beside(const std::filesystem::path&, std::string_view suffix);

/// Absolute, all symbolic links resolved, so that every process names the log files alike. The file
/// itself need not exist, its folder must (`storage.missing`).
std::filesystem::path resolve(const std::filesystem::path&);

/// Makes the empty file with mode 0600 under any umask and returns its descriptor, which only
/// reads; -1 when somebody was faster.
int create_private(const std::filesystem::path&);

/// Makes a new name in a folder survive a power loss.
void sync_folder(const std::filesystem::path& folder);

/// Makes the contents survive a power loss. A missing file needs nothing.
void sync_contents(const std::filesystem::path&);
/// Writes the same contents once more and syncs them. A missing file needs nothing. The file must be none on
/// which this process holds record locks.
void write_again(const std::filesystem::path&);

/// Renames within a folder, durably. False when the target exists; it is never replaced.
bool publish(const std::filesystem::path& from, const std::filesystem::path& to);

/// Name of a file system that other machines may write too or that has no dependable locks and
/// shared memory; empty for a local one. `magic` is `statfs::f_type`.
std::string_view network_file_system(std::uint64_t magic);

/// What the first bytes of the file say.
enum class Contents {
  empty,
  undecided,   ///< a rollback journal lies beside it: only SQLite knows, after rolling back
  unfinished,  ///< ours, but not yet in WAL mode: a creation that was cut off, or a backup
  ready,
};
/// Throws `storage.foreign` or `storage.corrupt`. Reads through the descriptor given: opening and
/// closing the file here would drop the locks that SQLite holds on it in this process.
Contents judge(int descriptor, const std::filesystem::path&);

/// Throws `storage.linked`, `storage.read_only`, `storage.foreign` (no regular file) or
/// `storage.network_file_system`; `file_system` overrides the answer of the system in tests.
void refuse_unsuitable(int descriptor, const std::filesystem::path&, bool allow_network,
                       std::optional<std::uint64_t> file_system);

}  // namespace plazo::storage
