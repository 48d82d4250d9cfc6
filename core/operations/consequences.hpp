// What the desk does by itself because the policy decided so: that somebody is told or warned, that a ticket
// is demoted or waits for what is missing, that support is suspended. Only for what customers do themselves,
// in a session of their own or as staff and panel put it in; what these do on their own is advised, and
// nothing follows.
#pragma once

#include "core/customers/conduct.hpp"
#include "core/customers/suspensions.hpp"
#include "core/operations/operation.hpp"
#include "core/policy/decide.hpp"
#include "core/tickets/conversations.hpp"

namespace plazo::operations {

/// A question of a customer's and what the policy decided.
struct Judged {
  const policy::Question& question;
  const policy::Decision& decision;
  const customers::CustomerRow& customer;
  /// The flag for which it is asked: only limits that count it are carried out.
  const customers::ConductRow* flag = nullptr;

  bool concerns(const policy::Limit& limit) const {
    return !flag || limit.counts == customers::counted_as(flag->conduct);
  }
};

/// Carries it out on the ticket in which it was asked, each thing with an event, a row where it is to be read
/// again, and a task in the outbox where somebody is to be told. What is counted by the software follows once
/// a window, what staff flag once for each that they flag. True: the ticket's clocks have changed.
bool carry_out(Call&, tickets::TicketRow&, const Judged&);

/// The same for what a call or chat begins with. There is no queue in which it could be demoted, and nothing
/// in it waits; so nobody is told of either. Its row is written with what has come into its timeline.
void carry_out(Call&, tickets::ConversationRow&, const Judged&);

/// The suspension that the policy begins by itself; none where `automatic` does not say so.
std::optional<customers::SuspensionRow> suspension_by_policy(Call&, const Judged&);

/// Begins it, unless one is in force.
void suspend_by_policy(storage::Transaction&, const IdSource&, customers::SuspensionRow);

/// After a flag was withdrawn: takes back what followed since it was made and would not follow without it.
void take_back(Call&, const customers::ConductRow& flag, const customers::CustomerRow&);

/// The open ticket that a new one resembles, where the policy wants duplicates to be suggested.
std::optional<Id> resembled(Call&, const customers::CustomerRow&, const policy::Decision&,
                            std::string_view subject, std::string_view body);

}  // namespace plazo::operations
