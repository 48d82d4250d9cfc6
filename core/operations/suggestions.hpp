// What the words of the policy point to in what customers write: kept with the message, shown to staff, and
// settled by them.
#pragma once

#include <string>
#include <vector>

#include "core/operations/operation.hpp"
#include "core/policy/decide.hpp"
#include "core/tickets/views.hpp"

namespace plazo::operations {

/// `,"suggested":[…]`, a member of the message's own event: one of its own would leave a gap in the sequence
/// of messages, and so tell the customer. Empty when there is nothing.
std::string suggested_member(const policy::Decision&);
/// Keeps them for staff to judge.
void keep_suggestions(Call&, const tickets::TicketRow&, Id message, const policy::Decision&);
/// Those that nobody has judged yet; none for customers, and for who looks through their eyes.
std::vector<tickets::SuggestionView> suggestions_in_view(Call&, Id ticket);

std::vector<Operation> suggestion_operations();

}  // namespace plazo::operations
