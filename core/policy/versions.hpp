// The installed versions of the policy.
#pragma once

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
  Document document;
  std::int64_t sequence = 0;
  json::Bytes chain;

  static constexpr json::Note notes[] = {
      {.field = "number", .meaning = "counts the versions from 1"},
      {.field = "id", .meaning = "id of the version"},
      {.field = "installed_at", .meaning = "when it was installed"},
      {.field = "document", .meaning = "the policy"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(VersionRow, (), (number, id, installed_at, document, sequence, chain))

const storage::TableOf<VersionRow>& versions();

/// A version ready for use.
struct InForce : Compiled {
  std::int64_t number;
  Id id;
  Instant installed_at;
};

/// The newest version. Its number alone does not name it for good: a restored backup counts on from its
/// own last one.
struct Newest {
  std::int64_t number = 0;  ///< 0 when none was installed
  Id id;
};
Newest newest(storage::Transaction&);
InForce load(storage::Transaction&, std::int64_t number);

VersionRow install(storage::Transaction&, const IdSource&, const Document&, const timeline::Author&,
                   Instant now);

}  // namespace plazo::policy
