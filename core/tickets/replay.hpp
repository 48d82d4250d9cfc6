// A ticket's course played again from its timeline, and what differs from what is stored.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/tickets/work.hpp"

namespace plazo::tickets {

using VersionOf = std::function<const policy::Compiled&(std::int64_t number)>;

struct Replay {
  policy::Course course;
  /// The row as far as the timeline tells: not its id, reference, account, requester and subject, its places
  /// in the policy's priorities and in the queue, and what counts its changes.
  TicketRow ticket;
  /// The staff member whom a step of escalation gave it to last, by their key; `ticket.assignee` is older.
  std::optional<std::string> assigned;
  Instant last_message_at;
  bool same_zone_data = true;  ///< every deadline was worked out with the zone data of now
};
/// Empty when a part of the timeline has been erased.
std::optional<Replay> replay(storage::Transaction&, Id ticket, const VersionOf&);

/// Where the row of a ticket, its messages and its clocks are not what its timeline makes of them, one line
/// each. Clocks that were worked out with other zone data cannot be compared; of a timeline that was erased
/// in part, only the messages are.
std::vector<std::string> differences(storage::Transaction&, const TicketRow&, const VersionOf&);

/// An open deadline that would lie elsewhere if it were worked out anew.
struct Moved {
  TicketRow ticket;
  ClockRow clock;
  std::optional<Instant> would_be;  ///< none: the clock would have no deadline
  bool calendar = false;            ///< the hours are others; else the zone data alone
};
struct Affected {
  std::vector<Moved> moved;
  std::optional<Id> next;  ///< the last ticket looked at, when there may be more
};
/// Open deadlines of tickets after `after` that would move with the zone data of now and the calendars of
/// `with` that have the same keys; looks at `looked_at` tickets with open deadlines at most.
Affected affected(storage::Transaction&, Policies&, const policy::Compiled& with, Id staff_scope, Id after,
                  int looked_at);

}  // namespace plazo::tickets
