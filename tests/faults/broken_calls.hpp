// Calls of the C library that fail or kill at the Nth time: this program's own `pwrite`, `fsync`, `rename`
// and so on stand before the C library's, for libplazo, SQLite and libstdc++ alike.
#pragma once

#include <filesystem>

namespace plazo::faults {

/// What is done to the calls while it lives. One at a time, for a program with one thread.
struct Breaking {
  enum class What {
    everything,  ///< reading, writing, syncing, cutting, opening, renaming, removing
    syncs,       ///< `fsync` and `fdatasync` only
  };
  /// From the `nth` call on, counted from 1; none when 0. Only names below `folder` count as opened.
  Breaking(const std::filesystem::path& folder, long nth, bool sticky, int error, bool kills = false,
           What = What::everything);
  ~Breaking();
  Breaking(const Breaking&) = delete;

  long met() const;     ///< calls so far
  long broken() const;  ///< of them failed
};

/// What the disk holds of a folder's files, kept as copies in another folder: what was written gets there
/// with the next sync of the file that succeeds. One that fails drops it, as kernels do, who then show to
/// readers what is not on the disk and have nothing left to write. For this process and those that it forks.
class Disk {
 public:
  /// The copies must be there already, of files that are synced.
  Disk(const std::filesystem::path& folder, const std::filesystem::path& copies);
  ~Disk();
  Disk(const Disk&) = delete;
};

}  // namespace plazo::faults
