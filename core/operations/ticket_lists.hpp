// Shared by the operations on one ticket and those on lists of them.
#pragma once

#include "core/operations/operation.hpp"
#include "core/tickets/views.hpp"

namespace plazo::operations {

tickets::Reader reader_of(Call&);
/// The ticket with its clocks and its customer's key looked up.
tickets::TicketView view_of(Call&, const tickets::TicketRow&);

std::vector<Operation> ticket_list_operations();

}  // namespace plazo::operations
