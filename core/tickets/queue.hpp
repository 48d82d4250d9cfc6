// The place of a ticket in the staff queue.
#pragma once

#include "core/policy/compiled.hpp"
#include "core/tickets/rows.hpp"

namespace plazo::tickets {

/// What is known of a ticket that has no facts of its own: that a customer who was signed in opened it.
policy::Facts usual_facts();
/// What the policy is asked about: everything known of the ticket.
policy::Facts facts_of(const TicketRow&);

/// Lowest first: what is demoted behind everything that is not, then by the class of the policy's `order`,
/// without one by priority, and within it by the age of the oldest unanswered message. A class is judged at
/// `now`. A demoted ticket's key is the one that it would have, and one bit: taken away, it stands where it
/// would have stood all along.
std::int64_t queue_key(const policy::Compiled&, const TicketRow&, Instant waiting_since, Instant now);

/// Above every class: `order` and priorities take fewer than 2^13 places.
inline constexpr std::int64_t demoted_bit = std::int64_t{1} << 61;
constexpr bool demoted(std::int64_t key) { return (key & demoted_bit) != 0; }
/// The age of the oldest unanswered message that a key holds.
constexpr Instant waiting_since_of(std::int64_t key) { return {key & ((std::int64_t{1} << 48) - 1)}; }

}  // namespace plazo::tickets
