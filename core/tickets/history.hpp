// Tickets, calls and chats of the desk as a history: what was known and what happened when, without a word of
// what was written. What `policy.simulate` reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/history.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

/// A place in a history: the last ticket, call or chat that was read.
struct HistoryCursor {
  Id customer = {};
  Instant opened_at = {};
  Id last = {};
};
/// Opaque text for callers: `h1.CUSTOMER.OPENED.ID`.
std::string to_text(const HistoryCursor&);
std::optional<HistoryCursor> parse_history_cursor(std::string_view);

struct HistoryPage {
  std::vector<policy::PastTicket> tickets;
  std::optional<HistoryCursor> next;  ///< set when there may be more
};

/// Tickets, calls and chats by account and within an account by their opening, from their timelines: at most
/// `limit`, and no more than a few thousand events beyond the first. Each guest's is an account of its own.
/// The scope narrows to the departments of a staff member, and leaves out calls and chats. Of what was erased
/// only instants are left.
HistoryPage history(storage::Transaction&, Policies&, const Scope&, const HistoryCursor& after, int limit,
                    Instant now);

}  // namespace plazo::tickets
