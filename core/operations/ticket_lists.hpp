// Shared by the operations on one ticket and those on lists of them.
#pragma once

#include "core/operations/operation.hpp"
#include "core/tickets/tickets.hpp"
#include "core/tickets/views.hpp"

namespace plazo::operations {

struct TicketReply {
  tickets::TicketView ticket;
  static constexpr json::Note notes[] = {{.field = "ticket", .meaning = "the ticket as it is now"}};
};
BOOST_DESCRIBE_STRUCT(TicketReply, (), (ticket))

tickets::Writing writing_as_actor(Call&);
tickets::Reader reader_of(Call&);
/// The ticket that an earlier attempt wrote to, the first of `call.made`.
TicketReply ticket_again(Call&);
/// What is known beyond a customer who is signed in; none: nothing.
std::optional<policy::Facts> known_facts(const policy::Facts&);
/// `invalid`: the policy has no such key; names the one that was probably meant.
Error unknown_key(std::string path, std::string_view given, std::string_view what,
                  const std::vector<std::string_view>& known);
/// The ticket with its clocks and its customer's key looked up.
tickets::TicketView view_of(Call&, const tickets::TicketRow&);

std::vector<Operation> ticket_change_operations();
std::vector<Operation> ticket_circumstance_operations();
std::vector<Operation> ticket_import_operations();
std::vector<Operation> ticket_list_operations();

}  // namespace plazo::operations
