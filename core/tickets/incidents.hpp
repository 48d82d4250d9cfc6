// Suspected mass failures: what a new ticket shows together with fresh ones of other accounts.
#pragma once

#include "core/tickets/work.hpp"

namespace plazo::tickets {

/// Looks at the newest tickets within the windows of the policy's `incidents`, five hundred at most. For each
/// suspicion the ticket gets the tag `incident:RULE` and an event, and the first ticket that shows it writes
/// the task `incident.suspected`. The row is still to be written.
void suspect_incidents(Writing&, const policy::InForce&, TicketRow&);

}  // namespace plazo::tickets
