// A new version of the policy reaches the tickets that are open.
#pragma once

#include "core/tickets/work.hpp"

namespace plazo::tickets {

/// How far a version has come. Tickets are looked at in the order of their ids; who writes to one before its
/// turn finds it under the new version all the same.
struct RolloutRow {
  std::int64_t version = 0;
  Id last;
  std::optional<Instant> finished_at;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "number of the policy version"},
      {.field = "last", .meaning = "the last ticket looked at"},
      {.field = "finished_at", .meaning = "when all had been looked at"},
  };
};
BOOST_DESCRIBE_STRUCT(RolloutRow, (), (version, last, finished_at))

const storage::TableOf<RolloutRow>& rollouts();

struct RolledOut {
  int looked_at = 0;
  int moved = 0;
};
/// Looks at the next tickets, at most `limit`, and brings open ones under the versions in force that ask for
/// it, as of the instants at which these took effect. Nothing is looked at when every version has reached
/// everybody.
RolledOut roll_out(Writing&, int limit);

}  // namespace plazo::tickets
