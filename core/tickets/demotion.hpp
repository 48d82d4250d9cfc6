// Demotion: a ticket stands behind the others for a while, as fair use says, and then where it would have
// stood all along.
#pragma once

#include <string_view>

#include "core/tickets/work.hpp"

namespace plazo::tickets {

/// Puts it behind all tickets that are not demoted, until `until`, by a rule of fair use. A ticket is demoted
/// once: one that was demoted before, whatever became of that, is left alone, and so is one whose `until` has
/// come. Returns whether it was.
bool demote(Writing&, TicketRow&, std::string_view rule, Instant until);

/// Ends it before its time; a ticket that is not demoted stays as it is. Returns whether it was.
bool restore(Writing&, TicketRow&);

}  // namespace plazo::tickets
