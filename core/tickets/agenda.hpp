// The agenda: what becomes due on tickets is done, each thing once and in order on its ticket, however many
// processes look at it at once.
#pragma once

#include "core/tickets/work.hpp"

namespace plazo::tickets {

/// Takes what is due by `w.now`, at most `limit` entries in the order of their instants, and does all that is
/// due on their tickets: warnings, breaches, steps of escalation, ends of pauses and of demotions,
/// each with its original due
/// time, also long after it. Whether it still has to be done is judged now. Returns how many entries there
/// were.
int act_on_agenda(Writing&, int limit);

}  // namespace plazo::tickets
