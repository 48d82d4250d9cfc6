// Entitlements on the desk: what customers have had of them, and what a decision grants to a ticket.
#pragma once

#include <string>
#include <vector>

#include "core/customers/customers.hpp"
#include "core/operations/operation.hpp"
#include "core/policy/question.hpp"
#include "core/tickets/charges.hpp"
#include "core/tickets/views.hpp"

namespace plazo::operations {

/// Adds what the account has had of each entitlement that has a quota, in the current calendar month or year
/// of the policy's zone; where the action may use entitlements at all.
void add_use(Call&, policy::Question&, const customers::CustomerRow&);
/// Adds which of them the ticket has already: those are neither charged nor counted again.
void add_use(Call&, policy::Question&, const tickets::TicketRow&);
/// Likewise the call or chat that goes on in a ticket.
void add_use(Call&, policy::Question&, const tickets::ConversationRow&);

/// Notes what a taken decision grants to a ticket, and what it charges, in this transaction. True: something
/// was charged.
bool record_grant(tickets::Writing&, tickets::TicketRow&, const policy::InForce&, const policy::Decision&);

/// A ticket's charges, the oldest first. `customer` is the panel's key of the account.
std::vector<tickets::ChargeView> charges_in_view(Call&, Id ticket, const std::string& customer);
/// Those of a call or chat.
std::vector<tickets::ChargeView> session_charges_in_view(Call&, Id session, const std::string& customer);

}  // namespace plazo::operations
