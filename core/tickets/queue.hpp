// The place of a ticket in the staff queue.
#pragma once

#include "core/policy/compiled.hpp"
#include "core/tickets/rows.hpp"

namespace plazo::tickets {

/// What the policy is asked about: everything known of the ticket.
policy::Facts facts_of(const TicketRow&);

/// Lowest first: by the class of the policy's `order`, without one by priority, and within it by the age of
/// the oldest unanswered message. A class is judged at `now`.
std::int64_t queue_key(const policy::Compiled&, const TicketRow&, Instant waiting_since, Instant now);

}  // namespace plazo::tickets
