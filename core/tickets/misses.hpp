// The promises on a ticket that were missed, as its timeline tells them, also those whose clocks have gone.
#pragma once

#include <vector>

#include "core/policy/clock.hpp"
#include "core/storage/port.hpp"

namespace plazo::tickets {

/// A binding promise that was not kept, with the places in the timeline that prove it.
struct Miss {
  policy::PromiseClock
      clock;  ///< kind, target, start, deadline, end, and the versions it was worked out from
  std::int64_t set_sequence = 0;  ///< the event that set this deadline
  std::optional<std::int64_t>
      missed_sequence;  ///< the event that noted the breach; none: nobody had looked by then
  std::optional<std::int64_t> ended_sequence;  ///< the event that ended it; none: it is not done yet
  std::optional<Instant> ended_at;
};

/// One on a ticket of the account.
struct AccountMiss : Miss {
  Id ticket;
  std::string reference;
  std::string department;
};

/// In the order of their deadlines. Only what the timeline says: of an erased event nothing is known.
std::vector<Miss> misses_of(storage::Transaction&, Id ticket, Instant now);

/// Those on all tickets of an account whose deadline lies from `from` on and before `until`, in the order of
/// their deadlines, those of one deadline by ticket.
std::vector<AccountMiss> misses_of_account(storage::Transaction&, Id customer, Instant from, Instant until,
                                           Instant now);

}  // namespace plazo::tickets
