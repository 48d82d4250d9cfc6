// Sealed files in a private folder: `FOLDER/ab/abcdef…`, where the name is random and says nothing,
// `FOLDER/unfinished/` for what is being written, and `FOLDER/leftover/` for what no row names. A file
// appears whole and durable, or not at all; the row that names it is written afterwards, so that no row
// is ever without its file.
//
// What no row names is set aside before it is removed: a database that was brought back from an older
// backup does not know the newer files, and may be exchanged for the newer one again.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/vault/descriptor.hpp"
#include "core/vault/master_key.hpp"

namespace plazo::vault {

/// A file that is unfinished, or that no row names, for longer than this is left over. By the machine's
/// clock, which dates files.
inline constexpr Duration leftover_after = days(1);
/// How long it is kept aside.
inline constexpr Duration leftover_kept = days(30);

class Files;

/// A file that is being written. Goes away with this object unless it was published, or the process is
/// another one by then (a forked child leaves its parent's files alone).
class NewFile {
 public:
  NewFile(NewFile&&) = default;
  NewFile(const NewFile&) = delete;
  ~NewFile();
  const Blob& blob() const { return blob_; }
  void write(std::span<const std::byte> data) const { file_.write(data); }
  /// Puts the file in its place, durably.
  void publish();

 private:
  friend class Files;
  NewFile(const Files&, const Blob&);
  std::filesystem::path unfinished_, target_;
  Blob blob_;
  Descriptor file_;
  pid_t process_;
};

class Files {
 public:
  /// Nothing is touched before the first file is begun.
  explicit Files(std::filesystem::path folder) : folder_(std::move(folder)) {}

  NewFile begin() const;
  /// The file of this name, also one set aside; an empty descriptor when there is none.
  Descriptor open(const Blob&) const;
  /// Size of the file on disk; nothing when there is none.
  std::optional<std::int64_t> size(const Blob&) const;
  void remove(const Blob&) const;

  static constexpr int shards = 256;
  /// Removes leftovers of uploads that were cut off; returns how many.
  std::int64_t sweep_unfinished() const;
  /// Sets aside files of one shard (0 to 255) that lie there for longer than `leftover_after` and that
  /// `known` does not list; returns how many. `known` gives the names that rows hold, of all whose first
  /// byte is the shard.
  std::int64_t sweep(int shard, const std::function<std::set<Blob>()>& known) const;
  /// Of the files set aside, removes those that lie there for longer than `leftover_kept`, and puts back
  /// those that a row names; returns how many it removed.
  std::int64_t sweep_leftover(const std::function<bool(const Blob&)>& known) const;

 private:
  friend class NewFile;
  std::filesystem::path shard_of(const Blob&) const;
  std::filesystem::path path_of(const Blob&) const;
  std::filesystem::path leftover_of(const Blob&) const;
  std::filesystem::path folder_;
};

}  // namespace plazo::vault
