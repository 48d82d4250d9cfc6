// The installed versions of the policy, and which of them decides what happens at an instant.
//
// A version is in force from its `in_force_at` on: when it was installed, or at the later date that it
// states. Of those that are, the one that came into force last decides; when one ends (`until`), the one
// before it decides again. So what was decided once never comes under another version afterwards.
//
// For instants before the first version came into force (imported history), the dates that the versions
// themselves state decide.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "core/policy/compiled.hpp"
#include "core/storage/tables.hpp"
#include "core/timeline/timeline.hpp"

namespace plazo::policy {

struct VersionRow {
  std::int64_t number = 0;
  Id id;
  Instant installed_at;
  Instant effective_at;
  Instant in_force_at;
  std::optional<Instant> until;
  Document document;
  std::int64_t sequence = 0;
  json::Bytes chain;

  static constexpr json::Note notes[] = {
      {.field = "number", .meaning = "counts the versions from 1"},
      {.field = "id", .meaning = "id of the version"},
      {.field = "installed_at", .meaning = "when it was installed"},
      {.field = "effective_at", .meaning = "since when it says that it holds; else when it was installed"},
      {.field = "in_force_at", .meaning = "since when it decides: the later of the two"},
      {.field = "until", .meaning = "when it ends"},
      {.field = "document", .meaning = "the policy"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(VersionRow, (),
                      (number, id, installed_at, effective_at, in_force_at, until, document, sequence, chain))

const storage::TableOf<VersionRow>& versions();

/// A version ready for use.
struct InForce : Compiled {
  std::int64_t number;
  Id id;
  Instant installed_at;
  Instant effective_at;
  std::optional<Instant> until;

  /// Since when it decides.
  Instant in_force_at() const { return std::max(installed_at, effective_at); }
};

/// A version by its number and its id. The number alone does not name it for good: a restored backup
/// counts on from its own last one.
struct Named {
  std::int64_t number = 0;  ///< 0: there is none
  Id id;
};
/// The version that decides at an instant.
Named in_force(storage::Transaction&, Instant at);
/// The version that decides now. Where the clock lies behind the last installation, as that of another
/// machine may, time has come at least as far as that.
Named in_force_now(storage::Transaction&, Instant now);
/// The one installed last, whether in force or not.
Named newest(storage::Transaction&);
/// The version of a number; none when there is no such.
Named named(storage::Transaction&, std::int64_t number);
InForce load(storage::Transaction&, std::int64_t number);

/// The document must be without errors (`errors_in`).
VersionRow install(storage::Transaction&, const IdSource&, const Document&, const timeline::Author&,
                   Instant now);

/// Whether a version's row is what the event of its installation says. Of an erased event nothing is said.
bool as_installed(storage::Transaction&, std::int64_t number);

}  // namespace plazo::policy
