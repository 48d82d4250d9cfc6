// entitlement.usage, ticket.log_time
#include "core/operations/entitlements.hpp"

#include <algorithm>

#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/work_times.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

/// Quotas without a unit of time are monthly, as the policy's default is.
policy::Period period_of(const policy::Entitlement& entitlement) {
  return entitlement.quota ? entitlement.quota->per : policy::Period::month;
}
policy::PeriodSpan current(const policy::Compiled& policy, const policy::Entitlement& entitlement,
                           Instant now) {
  return policy::period_of(policy.zone(), period_of(entitlement), now);
}

bool has_without_paying(const policy::Entitlement& entitlement, const customers::CustomerRow& customer) {
  return std::any_of(entitlement.included_for.begin(), entitlement.included_for.end(), [&](const auto& kind) {
    return kind == policy::kind_customer ||
           std::find(customer.groups.begin(), customer.groups.end(), kind) != customer.groups.end();
  });
}

bool uses_entitlements(policy::Action action) {
  using policy::Action;
  return action == Action::open || action == Action::escalate || action == Action::contact ||
         action == Action::session_start || action == Action::set_priority;
}

struct EntitlementUsage {
  std::string entitlement;
  std::string name;
  bool included = false;
  policy::Period period = policy::Period::month;
  Instant from;
  Instant until;
  std::int64_t tickets = 0;
  std::optional<std::int64_t> tickets_included;
  std::optional<std::int64_t> tickets_left;
  Duration time;
  std::optional<Duration> time_included;
  std::optional<Duration> time_left;
  std::optional<Duration> task_cap;
  std::optional<std::int64_t> price;
  std::optional<std::string> currency;

  static constexpr json::Note notes[] = {
      {.field = "entitlement", .meaning = "key of the entitlement in the policy"},
      {.field = "name", .meaning = "its name in the session's language"},
      {.field = "included", .meaning = "the account has it without paying, within what is included"},
      {.field = "period", .meaning = "what the figures are of"},
      {.field = "from", .meaning = "beginning of the current month or year in the policy's zone"},
      {.field = "until", .meaning = "its end, that instant not included"},
      {.field = "tickets",
       .meaning = "tickets, calls and chats that have had it, charged ones too; one that went on in a ticket "
                  "which has it counts with that",
       .unit = "tickets"},
      {.field = "tickets_included",
       .meaning = "tickets included in it; absent: not limited by tickets",
       .unit = "tickets"},
      {.field = "tickets_left", .meaning = "those still to be had, 0 when it is used up", .unit = "tickets"},
      {.field = "time",
       .meaning = "time of staff that was logged for it, and spent in calls and chats that have had it"},
      {.field = "time_included", .meaning = "time of staff included in it; absent: not limited by time"},
      {.field = "time_left", .meaning = "what is left of that, 0 when it is used up"},
      {.field = "task_cap", .meaning = "most time of staff for one ticket; absent: no limit"},
      {.field = "price",
       .meaning = "price each time beyond what is included, in minor units; absent: not to be had beyond"},
      {.field = "currency", .meaning = "ISO 4217 code of the price"},
  };
};
BOOST_DESCRIBE_STRUCT(EntitlementUsage, (),
                      (entitlement, name, included, period, from, until, tickets, tickets_included,
                       tickets_left, time, time_included, time_left, task_cap, price, currency))

EntitlementUsage usage_of(Call& call, const policy::InForce& policy, const std::string& key,
                          const policy::Entitlement& entitlement, const customers::CustomerRow& customer) {
  const auto span = current(policy, entitlement, call.now);
  const auto had = tickets::had(call.tx, customer.id, key, span);
  EntitlementUsage out{.entitlement = key,
                       .name = policy::in(call.locale(), entitlement.name, key),
                       .included = has_without_paying(entitlement, customer),
                       .period = period_of(entitlement),
                       .from = span.from,
                       .until = span.until,
                       .tickets = had.tickets,
                       .time = had.time,
                       .task_cap = entitlement.task_cap,
                       .price = entitlement.price};
  if (entitlement.price) out.currency = policy.document().currency;
  if (!out.included || !entitlement.quota) return out;
  if (const auto most = entitlement.quota->tickets) {
    out.tickets_included = *most;
    out.tickets_left = std::max<std::int64_t>(0, *most - had.tickets);
  }
  if (const auto most = entitlement.quota->time) {
    out.time_included = *most;
    out.time_left = std::max(Duration{}, *most - had.time);
  }
  return out;
}

struct EntitlementUsageOf {
  std::optional<std::string> customer;
  static constexpr json::Note notes[] = {
      {.field = "customer",
       .meaning = "the panel's key of the account; required of staff and panel",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(EntitlementUsageOf, (), (customer))

struct EntitlementUsageReply {
  std::vector<EntitlementUsage> entitlements;
  static constexpr json::Note notes[] = {
      {.field = "entitlements", .meaning = "every entitlement of the policy in force, in its order"}};
};
BOOST_DESCRIBE_STRUCT(EntitlementUsageReply, (), (entitlements))

EntitlementUsageReply usage(Call& call, const EntitlementUsageOf& request) {
  const auto customer = account_of(call, request.customer);
  if (!customer) {
    Error error(Category::invalid, "request.invalid", "`/customer` is required: whose account it is");
    throw error.with(Problem{"/customer", "missing_field", "is required: whose account it is"});
  }
  const auto& policy = call.policy();
  EntitlementUsageReply reply;
  for (const auto& [key, entitlement] : policy.document().entitlements)
    reply.entitlements.push_back(usage_of(call, policy, key, entitlement, *customer));
  return reply;
}

struct TicketLogTime : Writing {
  Id ticket;
  Duration time;
  std::string note;
  std::optional<std::string> entitlement;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "time", .meaning = "how long was worked on it", .min = 1'000, .max = 604'800'000},
      {.field = "note", .meaning = "what was done, for staff", .min = 1, .max = 1000, .lines = true},
      {.field = "entitlement",
       .meaning = "key of the entitlement of the policy that it counts for; absent: the one that the ticket "
                  "has, if it has any",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(TicketLogTime, (Writing), (ticket, time, note, entitlement))

struct WorkTime {
  Id id;
  Id ticket;
  Duration time;
  std::string note;
  std::optional<std::string> entitlement;
  std::string author;
  Instant at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the entry"},
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "time", .meaning = "how long was worked on it"},
      {.field = "note", .meaning = "what was done"},
      {.field = "entitlement", .meaning = "key of the entitlement that it counts for; absent: for none"},
      {.field = "author", .meaning = "name of who logged it"},
      {.field = "at", .meaning = "when it was logged, and so the month that it counts in"},
  };
};
BOOST_DESCRIBE_STRUCT(WorkTime, (), (id, ticket, time, note, entitlement, author, at))

struct TaskTime {
  Duration used;
  std::optional<Duration> cap;
  std::optional<Duration> left;
  static constexpr json::Note notes[] = {
      {.field = "used", .meaning = "time of staff on this ticket for the entitlement"},
      {.field = "cap", .meaning = "most time of staff for one ticket; absent: no limit"},
      {.field = "left", .meaning = "what is left of that, 0 when it is passed"},
  };
};
BOOST_DESCRIBE_STRUCT(TaskTime, (), (used, cap, left))

struct TimeLogged {
  WorkTime entry;
  std::optional<TaskTime> task;
  std::optional<EntitlementUsage> usage;
  bool quota_passed = false;
  bool cap_passed = false;

  static constexpr json::Note notes[] = {
      {.field = "entry", .meaning = "what was logged"},
      {.field = "task", .meaning = "the ticket's time so far; absent without an entitlement"},
      {.field = "usage", .meaning = "what the account has had of the entitlement in the current period"},
      {.field = "quota_passed", .meaning = "more time than the period includes has been used"},
      {.field = "cap_passed", .meaning = "more time than the policy allows for one ticket has been used"},
  };
};
BOOST_DESCRIBE_STRUCT(TimeLogged, (), (entry, task, usage, quota_passed, cap_passed))

/// The entitlement for which time on a ticket counts: that of its priority, else the first it has.
std::optional<std::string> entitlement_of(Call& call, const tickets::TicketRow& ticket) {
  const auto had = tickets::entitlements_of(call.tx, ticket.id);
  if (had.empty()) return std::nullopt;
  const auto* const priority =
      policy::entry_of(call.policy_for_reading().document().priorities, ticket.priority);
  if (priority && priority->entitlement &&
      std::find(had.begin(), had.end(), *priority->entitlement) != had.end())
    return priority->entitlement;
  return had.front();
}

/// The reply, from what is recorded.
TimeLogged time_logged(Call& call, const tickets::WorkTimeRow& row) {
  TimeLogged reply{
      .entry = {row.id, row.ticket, row.time, row.note, row.entitlement, row.author_name, row.at}};
  if (!row.entitlement) return reply;
  const auto& policy = call.policy_for_reading();
  const auto* const entitlement = policy::entry_of(policy.document().entitlements, *row.entitlement);
  const auto customer = customers::find(call.tx, row.customer);
  if (!entitlement || !customer) return reply;
  reply.task =
      TaskTime{.used = tickets::time_on(call.tx, row.ticket, *row.entitlement), .cap = entitlement->task_cap};
  if (reply.task->cap) {
    reply.task->left = std::max(Duration{}, *reply.task->cap - reply.task->used);
    reply.cap_passed = reply.task->used > *reply.task->cap;
  }
  reply.usage = usage_of(call, policy, *row.entitlement, *entitlement, *customer);
  reply.quota_passed = reply.usage->time_included && reply.usage->time > *reply.usage->time_included;
  return reply;
}

TimeLogged logged_again(Call& call) {
  const auto row = tickets::find_work_time(call.tx, call.made.at(0));
  if (!row) throw Error(Category::internal, "ticket.time_missing", "an entry of time is missing");
  return time_logged(call, *row);
}

/// What an entry makes of a limit that is passed with more than `included`.
std::optional<tickets::Passed> passed(Duration before, Duration more,
                                      const std::optional<Duration>& included) {
  if (!included) return std::nullopt;
  return tickets::Passed{before + more, *included, before <= *included && before + more > *included};
}

TimeLogged log_time(Call& call, const TicketLogTime& request) {
  auto ticket = tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor));
  const auto& policy = call.policy_for_reading();
  const auto& entitlements = policy.document().entitlements;
  const auto key = request.entitlement ? request.entitlement : entitlement_of(call, ticket);
  const auto* const entitlement = key ? policy::entry_of(entitlements, *key) : nullptr;
  if (request.entitlement && !entitlement)
    throw unknown_key("/entitlement", *request.entitlement, "entitlement", policy::keys_of(entitlements));
  auto writing = writing_as_actor(call);
  tickets::WorkTimeRow row{.ticket = ticket.id,
                           .customer = ticket.customer,
                           .entitlement = key,
                           .time = request.time,
                           .note = request.note,
                           .author_name = writing.author_name,
                           .at = call.now};
  if (call.actor.staff) row.staff = call.actor.staff->id;
  std::optional<tickets::Passed> quota, cap;
  const auto customer = customers::find(call.tx, ticket.customer);
  if (entitlement && customer) {
    if (entitlement->quota && has_without_paying(*entitlement, *customer))
      quota =
          passed(tickets::had(call.tx, ticket.customer, *key, current(policy, *entitlement, call.now)).time,
                 request.time, entitlement->quota->time);
    cap = passed(tickets::time_on(call.tx, ticket.id, *key), request.time, entitlement->task_cap);
  }
  tickets::log_time(writing, ticket, row, quota, cap);
  tickets::update_timeline(call.tx, ticket);
  call.made = {row.id, ticket.id};
  return time_logged(call, row);
}

}  // namespace

void add_use(Call& call, policy::Question& question, const customers::CustomerRow& customer) {
  if (!uses_entitlements(question.action)) return;
  const auto& policy = call.policy();
  for (const auto& [key, entitlement] : policy.document().entitlements) {
    if (!entitlement.quota || !has_without_paying(entitlement, customer)) continue;
    const auto had = tickets::had(call.tx, customer.id, key, current(policy, entitlement, call.now));
    if (had.tickets > 0 || had.time.ms > 0)
      question.used.push_back(
          {.entitlement = key, .tickets = static_cast<std::int32_t>(had.tickets), .time = had.time});
  }
}

namespace {

bool may_have_any(Call& call, const policy::Question& question) {
  return !call.policy().document().entitlements.empty() && uses_entitlements(question.action);
}

void add_had(Call& call, policy::Question& question, const std::vector<std::string>& had) {
  const auto& entitlements = call.policy().document().entitlements;
  for (const auto& key : had) {
    if (!policy::entry_of(entitlements, key)) continue;
    const auto known = std::find_if(question.used.begin(), question.used.end(),
                                    [&](const auto& use) { return use.entitlement == key; });
    if (known == question.used.end())
      question.used.push_back({.entitlement = key, .paid = true});
    else
      known->paid = true;
  }
}

}  // namespace

void add_use(Call& call, policy::Question& question, const tickets::TicketRow& ticket) {
  if (!may_have_any(call, question)) return;
  add_had(call, question, tickets::entitlements_of(call.tx, ticket.id));
  // What its call was charged for is not paid once more.
  add_had(call, question, tickets::entitlements_of_calls(call.tx, ticket.id));
}

void add_use(Call& call, policy::Question& question, const tickets::ConversationRow& session) {
  if (may_have_any(call, question)) add_had(call, question, tickets::entitlements_of(call.tx, session.id));
}

bool record_grant(tickets::Writing& writing, tickets::TicketRow& ticket, const policy::InForce& policy,
                  const policy::Decision& decision) {
  if (decision.entitlements.empty()) return false;
  if (!tickets::grant(writing, ticket, policy, decision)) return false;
  tickets::update_timeline(writing.tx, ticket);
  return true;
}

namespace {

std::vector<tickets::ChargeView> in_view(Call& call, const std::vector<tickets::ChargeRow>& rows,
                                         const std::string& customer) {
  std::vector<tickets::ChargeView> out;
  if (rows.empty()) return out;
  const auto reader = reader_of(call);
  for (const auto& row : rows) out.push_back(tickets::view(reader, row, customer));
  return out;
}

}  // namespace

std::vector<tickets::ChargeView> charges_in_view(Call& call, Id ticket, const std::string& customer) {
  return in_view(call, tickets::charges_of(call.tx, ticket), customer);
}

std::vector<tickets::ChargeView> session_charges_in_view(Call& call, Id session,
                                                         const std::string& customer) {
  return in_view(call, tickets::charges_in(call.tx, session), customer);
}

std::vector<Operation> entitlement_operations() {
  return {
      reading<usage>(
          {.name = "entitlement.usage",
           .summary = "What an account has had of each entitlement, and what is left",
           .details = "Counted from tickets, calls and chats, and from the time of staff, of the current "
                      "calendar month or year in the policy's zone. Customers see their own account's.",
           .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::customers_read},
           .errors = {{"customer.not_found", "there is no such customer"},
                      {"policy.none", "no policy is in force"}}}),
      writing<log_time, logged_again>(
          {.name = "ticket.log_time",
           .summary = "Log time of staff on a ticket",
           .details = "It counts for an entitlement: its quota of hours, and the most time for one ticket. "
                      "The reply has the figures and says when one of them is passed; work is never stopped "
                      "by it. Only staff and the panel see entries.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::tickets_reply},
           .errors = {{"ticket.not_found", "there is no such ticket, or it is not the caller's to see"}}}),
  };
}

}  // namespace plazo::operations
