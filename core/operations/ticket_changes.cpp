// ticket.set_priority, ticket.set_department, ticket.pause, ticket.resume, ticket.assign, ticket.merge
#include <algorithm>

#include "core/base/text.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/entitlements.hpp"
#include "core/operations/ticket_lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct TicketSetPriority : Writing {
  Id ticket;
  std::string priority;
  std::vector<std::string> entitlements;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "priority",
       .meaning = "key of a priority of the policy that the ticket stands under",
       .min = 1,
       .max = 64},
      {.field = "entitlements",
       .meaning = "keys of entitlements that the customer wants to use for it; where one has a price, naming "
                  "it says that the customer agrees to the price",
       .max = 50,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(TicketSetPriority, (Writing), (ticket, priority, entitlements))

struct TicketSetDepartment : Writing {
  Id ticket;
  std::string department;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "department",
       .meaning = "key of a department of the policy that the ticket stands under",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(TicketSetDepartment, (Writing), (ticket, department))

struct TicketPause : Writing {
  Id ticket;
  policy::PauseReason reason = policy::PauseReason::customer;
  std::optional<Instant> until;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "reason", .meaning = "what is waited for"},
      {.field = "until",
       .meaning = "when it goes on by itself, later than now; absent: when somebody resumes it"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketPause, (Writing), (ticket, reason, until))

struct TicketResume : Writing {
  Id ticket;
  static constexpr json::Note notes[] = {{.field = "ticket", .meaning = "id of the ticket"}};
};
BOOST_DESCRIBE_STRUCT(TicketResume, (Writing), (ticket))

struct TicketAssign : Writing {
  Id ticket;
  std::optional<std::string> assignee;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "assignee",
       .meaning = "the panel's key of a staff member who sees the ticket's department; absent: nobody",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(TicketAssign, (Writing), (ticket, assignee))

struct TicketMerge : Writing {
  Id ticket;
  Id into;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket that is closed for it"},
      {.field = "into", .meaning = "id of the open ticket of the same account in which it goes on"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketMerge, (Writing), (ticket, into))

struct TicketMerged {
  tickets::TicketView ticket;
  tickets::TicketView merged;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket in which it goes on, as it is now"},
      {.field = "merged", .meaning = "the ticket that was merged"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketMerged, (), (ticket, merged))

/// The ticket that is written to, and with what.
struct Subject {
  tickets::TicketRow ticket;
  tickets::Writing writing;
};
Subject subject_of(Call& call, Id ticket) {
  return {tickets::find(call.tx, ticket, tickets::scope_of(call.actor)), writing_as_actor(call)};
}

TicketReply reply_of(Call& call, const tickets::TicketRow& ticket) {
  call.made = {ticket.id};
  return {view_of(call, ticket)};
}

/// Asks the policy about a change to what it knows of; throws its refusal, where it has one.
policy::Decision judge(Call& call, const tickets::TicketRow& ticket, policy::Action action,
                       const tickets::Changes& wanted, const std::vector<std::string>& entitlements = {}) {
  const auto customer = customers::find(call.tx, ticket.customer);
  Told told;
  told.entitlements = entitlements;
  auto question = question_of(call, action, customer ? &*customer : nullptr, told);
  question.facts.department = wanted.department.value_or("");
  question.facts.priority = wanted.priority.value_or("");
  ask_about(call, question, ticket);
  auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision, customer.value_or(customers::CustomerRow{}));
  return decision;
}

TicketReply set_priority(Call& call, const TicketSetPriority& request) {
  auto [ticket, writing] = subject_of(call, request.ticket);
  const auto& document = tickets::standing_under(writing, ticket).document();
  if (!policy::rank_of(document, request.priority))
    throw unknown_key("/priority", request.priority, "priority", policy::keys_of(document.priorities));
  if (policy::rank_of(call.policy().document(), request.priority)) {
    const auto decision = judge(call, ticket, policy::Action::set_priority, {.priority = request.priority},
                                request.entitlements);
    tickets::change(writing, ticket,
                    {.priority = request.priority,
                     .keeps = {decision.entitlements.begin(), decision.entitlements.end()}});
    record_grant(writing, ticket, call.policy(), decision);
  } else {
    tickets::change(writing, ticket, {.priority = request.priority});
  }
  return reply_of(call, ticket);
}

TicketReply set_department(Call& call, const TicketSetDepartment& request) {
  auto [ticket, writing] = subject_of(call, request.ticket);
  const auto& document = tickets::standing_under(writing, ticket).document();
  if (!policy::has_department(document, request.department))
    throw unknown_key("/department", request.department, "department", policy::keys_of(document.departments));
  if (policy::has_department(call.policy().document(), request.department))
    judge(call, ticket, policy::Action::set_department, {.department = request.department});
  tickets::change(writing, ticket, {.department = request.department});
  return reply_of(call, ticket);
}

TicketReply pause(Call& call, const TicketPause& request) {
  auto [ticket, writing] = subject_of(call, request.ticket);
  if (request.until && *request.until <= call.now) {
    Error error(Category::invalid, "request.invalid", "`/until` must be later than now");
    throw error.with(Problem{"/until", "out_of_range", "must be later than now"});
  }
  tickets::pause(writing, ticket, request.reason, request.until);
  return reply_of(call, ticket);
}

TicketReply resume(Call& call, const TicketResume& request) {
  auto [ticket, writing] = subject_of(call, request.ticket);
  tickets::resume(writing, ticket);
  return reply_of(call, ticket);
}

Error wrong_assignee(std::string code, std::string message) {
  Error error(Category::invalid, "request.invalid", "`/assignee` " + message);
  return error.with(Problem{"/assignee", std::move(code), std::move(message)});
}

/// Somebody who is there and sees the department.
Id assignee_of(Call& call, const std::string& key, const std::string& department) {
  const auto staff = customers::find_staff(call.tx, key);
  if (!staff) throw wrong_assignee("unknown_value", shown(key) + " is no staff member, put them first");
  if (!staff->active) throw wrong_assignee("not_active", shown(key) + " has left, take somebody else");
  const auto seen = customers::departments_of(call.tx, staff->id);
  if (!staff->all_departments && std::find(seen.begin(), seen.end(), department) == seen.end())
    throw wrong_assignee("other_department", shown(key) + " does not see the department " +
                                                 shown(department) +
                                                 ", move the ticket first or take somebody else");
  return staff->id;
}

TicketReply assign(Call& call, const TicketAssign& request) {
  auto [ticket, writing] = subject_of(call, request.ticket);
  std::optional<Id> assignee;
  if (request.assignee) assignee = assignee_of(call, *request.assignee, ticket.department);
  tickets::assign(writing, ticket, assignee);
  return reply_of(call, ticket);
}

TicketMerged merged_again(Call& call) {
  const auto scope = tickets::scope_of(call.actor);
  return {view_of(call, tickets::find(call.tx, call.made.at(0), scope)),
          view_of(call, tickets::find(call.tx, call.made.at(1), scope))};
}

TicketMerged merge(Call& call, const TicketMerge& request) {
  auto [ticket, writing] = subject_of(call, request.ticket);
  auto into = tickets::find(call.tx, request.into, tickets::scope_of(call.actor));
  // One of another account is not there for this ticket.
  if (into.customer != ticket.customer)
    throw Error(Category::not_found, "ticket.not_found",
                "there is no such ticket, or it is not yours to see");
  tickets::merge(writing, ticket, into);
  call.made = {into.id, ticket.id};
  return {view_of(call, into), view_of(call, ticket)};
}

constexpr ErrorNote not_found{"ticket.not_found",
                              "there is no such ticket, or it is not the caller's to see"};
constexpr ErrorNote closed{"ticket.closed", "the ticket is closed"};
constexpr ErrorNote merged_away{"ticket.merged",
                                "it goes on in another ticket; details `ticket` and `reference` name that"};
constexpr Few<ActorKind, 4> staff_and_panel{ActorKind::staff, ActorKind::panel};

}  // namespace

std::vector<Operation> ticket_change_operations() {
  return {
      writing<assign, ticket_again>(
          {.name = "ticket.assign",
           .summary = "Give a ticket to a staff member",
           .details = "Or, without `assignee`, to nobody. Customers see nothing of it; `ticket.queue` gives "
                      "everybody their own.",
           .callers = {staff_and_panel, Permission::tickets_change},
           .errors = {not_found, merged_away}}),
      writing<merge, merged_again>(
          {.name = "ticket.merge",
           .summary = "Let a ticket go on in another of the same account",
           .details =
               "It is closed, its clocks are cancelled, and each of the two names the other. Its messages "
               "stay "
               "where they are; replies to it go to the other from now on. The other takes over the oldest "
               "message that nobody has answered: its place in the queue and the answer that is owed count "
               "from it. Merging again into the same ticket changes nothing.",
           .callers = {staff_and_panel, Permission::tickets_change},
           .errors = {{"ticket.not_found",
                       "there is no such ticket, or it is not the caller's to see, or "
                       "they are of two accounts"},
                      {"ticket.merged_itself", "both are the same ticket"},
                      {"ticket.closed", "the ticket in which it would go on is closed"},
                      {"ticket.too_many_merged", "a hundred go on in that one already"},
                      merged_away}}),
      writing<pause, ticket_again>(
          {.name = "ticket.pause",
           .summary = "Let a ticket wait for somebody",
           .details =
               "It leaves the queue, and what the policy lets stand still for this reason does so, to the "
               "millisecond. It goes on at `until`, when somebody resumes it, or, when it waits for the "
               "customer, with their next message. Pausing a paused ticket changes reason and end.",
           .callers = {staff_and_panel, Permission::tickets_change},
           .errors = {not_found, closed}}),
      writing<resume, ticket_again>(
          {.name = "ticket.resume",
           .summary = "End a ticket's pause",
           .details =
               "Deadlines have moved on by what would have counted in between. A ticket that is not paused "
               "stays as it is.",
           .callers = {staff_and_panel, Permission::tickets_change},
           .errors = {not_found}}),
      writing<set_department, ticket_again>(
          {.name = "ticket.set_department",
           .summary = "Move a ticket to another department",
           .details =
               "Clocks that run keep on, are carried over with the time used, or begin anew, as the policy's "
               "`clocks.changed` says. Staff may move a ticket to where they do not see it. The policy is "
               "asked "
               "as for any request; of departments it binds nobody among staff.",
           .callers = {staff_and_panel, Permission::tickets_change},
           .errors = {not_found,
                      {"policy.refused", "the policy does not take it; `details.decision` says why"}}}),
      writing<set_priority, ticket_again>(
          {.name = "ticket.set_priority",
           .summary = "Change a ticket's priority",
           .details = "Clocks that run keep on, are carried over with the time used, or begin anew, as the "
                      "policy's `clocks.changed` says. A priority that has a price is set once the customer "
                      "has agreed, and charged once for the ticket: `ticket.charges`. One that is lowered "
                      "before staff have "
                      "answered is paid back or not charged, unless the policy never gives it back; raised "
                      "again, the same charge stands again.",
           .callers = {staff_and_panel, Permission::tickets_change},
           .errors = {not_found,
                      {"policy.refused",
                       "the policy gives this priority to others to set, or its price is not agreed to; "
                       "`details.decision`"},
                      {"policy.unknown_key", "the policy knows no such entitlement"}}}),
  };
}

}  // namespace plazo::operations
