// Bringing a backup back, without ever leaving half of one behind and without losing what stood there.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/time.hpp"
#include "core/storage/sqlite_copy.hpp"

namespace plazo::storage {

/// A private copy of a backup beside the database that it is to become. The caller opens it as a
/// desk's database (which brings an older schema up to date) and verifies it; the backup itself is only
/// ever read. Removed with this object.
class StagedBackup {
 public:
  /// Throws `conflict` `restore.same_file`, `invalid` `restore.unusable` (detail `reason`: a storage
  /// code such as `storage.corrupt`), or what the target's folder gives: `storage.full`, `storage.io`…
  StagedBackup(const std::filesystem::path& backup, const std::filesystem::path& target);
  const std::filesystem::path& path() const { return copy_.path(); }
  const std::filesystem::path& target() const { return target_; }

 private:
  std::filesystem::path target_;
  Unfinished copy_;
};

struct Restored {
  std::filesystem::path kept;  ///< the database that stood there before; empty when there was none
  bool live = false;           ///< through SQLite into the open file, so other processes may have it open
};

/// Puts the verified copy in the target's place.
///
/// A sound target is overwritten by SQLite in one transaction, while others may have it open: under the
/// write lock, which keeps every writer out, the old contents are copied aside first. So whatever was
/// acknowledged to anybody is either in the copy aside or came after the restore. Whoever has the
/// database open goes on with the restored one from the next transaction on.
///
/// A target that cannot be opened (damaged, or made by a newer Plazo) is renamed, after locks have
/// proven that no process has it open; else `unavailable` `restore.in_use`. A file that is no Plazo
/// database is left alone: `storage.foreign`.
Restored put_in_place(const StagedBackup&, Instant now);

}  // namespace plazo::storage
