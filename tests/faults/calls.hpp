// Every writing operation of the catalogue, each with a request that succeeds on a furnished desk. Made as
// the tests of rights make them, so that a new operation is covered without anybody remembering.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/faults/desk.hpp"

struct sqlite3;

namespace plazo::faults {

/// A call that the furnished desk accepts once.
struct Furnished {
  std::string operation;
  Who who;
  std::string request;  ///< without an idempotency key
  bool writes;

  /// The same with the idempotency key `k`.
  std::string with_key() const;
};

/// A desk that is the same each time: one file, a clock that stands still, and the calls that it accepts.
class Stage {
 public:
  explicit Stage(std::filesystem::path folder);

  const std::vector<Furnished>& calls() const { return calls_; }  ///< reading and writing ones
  /// Puts the file in place as it was furnished, with nothing beside it. Nobody may have it open.
  void set() const;
  /// The same with a log beside it that has just not been moved into the file yet.
  void set_with_full_log() const;
  Opened open() const;
  std::filesystem::path database() const { return folder_ / "desk.db"; }
  const std::filesystem::path& folder() const { return folder_; }
  const std::string& image() const { return image_; }

 private:
  void clear() const;

  std::filesystem::path folder_;
  std::string image_;
  mutable std::string log_, image_of_log_;
  std::vector<Furnished> calls_;
};

/// How many rows each table holds, and the sum of the versions: what a write changes. Read past the library.
using Effect = std::map<std::string, long>;
Effect effect_of(const std::filesystem::path& database);
/// Whether anybody has committed since it was made: cheaper than to count.
class Watch {
 public:
  explicit Watch(const std::filesystem::path& database);
  bool changed() const;

 private:
  long version() const;
  std::shared_ptr<sqlite3> db_;
  long first_ = 0;
};
/// What the second has more than the first.
Effect operator-(const Effect&, const Effect&);

std::string contents(const std::filesystem::path&);

}  // namespace plazo::faults
