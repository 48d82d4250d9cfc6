// Circumstances of a ticket: facts that its customer or staff declare, when it is opened and while it goes
// on.
#pragma once

#include "core/tickets/work.hpp"

namespace plazo::tickets {

/// Keys of what is declared of it, in the order in which it came.
const std::vector<std::string>& circumstances_of(const TicketRow&);

/// From now on these are declared, by this author. What the customer takes back is remembered.
void set_circumstances(TicketRow&, std::vector<std::string> declared, timeline::AuthorKind by);

/// What is known of the ticket, and what its customer declared and took back: a limit of fair use that counts
/// declarations is not to be lowered by whom it limits.
policy::Facts facts_that_count(const TicketRow&);

/// Declares these and no others, with an event that the customer sees. Its place in the queue and those
/// clocks whose target hangs on them follow; what is declared already is no event.
void declare(Writing&, TicketRow&, std::vector<std::string> circumstances);

}  // namespace plazo::tickets
