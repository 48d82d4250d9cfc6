// conduct.flag, conduct.withdraw, conduct.list, ticket.end_demotion
#include "core/customers/conduct.hpp"

#include "core/operations/admission.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/consequences.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/flagging.hpp"
#include "core/operations/suggestions.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/demotion.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using customers::Conduct;
using customers::ConductRow;
using customers::Permission;

struct ConductFlag : Writing {
  std::string customer;
  Conduct conduct = Conduct::documented;
  std::optional<Id> ticket;
  std::optional<std::string> note;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "the panel's key of the account", .min = 1, .max = 64},
      {.field = "conduct",
       .meaning =
           "what it was, as limits of the policy's `fair_use` count it; messages, tickets and sessions "
           "are counted from what is recorded, and nobody flags them"},
      {.field = "ticket", .meaning = "id of the account's ticket in which it was; absent: in none"},
      {.field = "note",
       .meaning = "what staff note of it among themselves; customers never see it",
       .min = 1,
       .max = 1000,
       .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(ConductFlag, (Writing), (customer, conduct, ticket, note))

struct ConductWithdraw : Writing {
  Id flag;
  std::string reason;

  static constexpr json::Note notes[] = {
      {.field = "flag", .meaning = "id of the flag"},
      {.field = "reason", .meaning = "why, as the customer reads it", .min = 1, .max = 1000, .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(ConductWithdraw, (Writing), (flag, reason))

struct ConductList {
  std::optional<std::string> customer;
  std::optional<Id> ticket;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "customer",
       .meaning = "only of this account; customers see their own",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
      {.field = "ticket", .meaning = "only in this ticket"},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "flags",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ConductList, (), (customer, ticket, after, limit))

struct TicketEndDemotion : Writing {
  Id ticket;
  static constexpr json::Note notes[] = {{.field = "ticket", .meaning = "id of the ticket"}};
};
BOOST_DESCRIBE_STRUCT(TicketEndDemotion, (Writing), (ticket))

struct ConductWithdrawn {
  FlagView flag;
  static constexpr json::Note notes[] = {{.field = "flag", .meaning = "the flag as it is now"}};
};
BOOST_DESCRIBE_STRUCT(ConductWithdrawn, (), (flag))

struct ConductListReply {
  std::vector<FlagView> flags;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "flags", .meaning = "the newest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(ConductListReply, (), (flags, next))

Error not_found() {
  return {Category::not_found, "conduct.not_found", "there is no such flag, or it is not yours to see"};
}

/// The flag, when its ticket is one that the caller sees.
ConductRow find(Call& call, Id flag) {
  auto row = customers::find_conduct(call.tx, flag);
  if (!row) throw not_found();
  try {
    if (row->ticket) tickets::find(call.tx, *row->ticket, tickets::scope_of(call.actor));
  } catch (const Error& error) {
    if (error.category == Category::not_found) throw not_found();
    throw;
  }
  return std::move(*row);
}

/// Whether the provider has written to them: in the ticket, or without one in any of theirs. Before that
/// nobody has said that it is being followed, and asking is no pressure.
bool told(Call& call, const customers::CustomerRow& customer, const std::optional<Id>& ticket) {
  constexpr std::string_view in_ticket =
      "SELECT 1 FROM message WHERE ticket = ? AND kind = 'reply' "
      "AND author_kind IN ('staff', 'panel') LIMIT 1";
  constexpr std::string_view in_any =
      "SELECT 1 FROM ticket t JOIN message m ON m.ticket = t.id WHERE t.customer = ? AND m.kind = 'reply' "
      "AND m.author_kind IN ('staff', 'panel') LIMIT 1";
  return ticket ? call.tx.query(in_ticket, *ticket).next() : call.tx.query(in_any, customer.id).next();
}

ConductFlagged flag(Call& call, const ConductFlag& request) {
  // Before anything is looked up, which would tell whether there is such an account.
  check_permission(call.actor, Permission::customers_read);
  std::optional<tickets::TicketRow> ticket;
  if (request.ticket) ticket = tickets::find(call.tx, *request.ticket, tickets::scope_of(call.actor));
  auto customer = *account_of(call, request.customer);
  // Another account's ticket is none of this one's.
  if (ticket) tickets::find(call.tx, ticket->id, {.customer = customer.id});
  if (request.conduct == Conduct::pressure && !told(call, customer, request.ticket))
    throw Error(Category::conflict, "conduct.not_told",
                "nobody has told them yet that it is being followed; reply first");
  return make_flag(
      call,
      {.customer = customer.id, .conduct = request.conduct, .ticket = request.ticket, .note = request.note},
      customer, ticket ? &*ticket : nullptr);
}

ConductWithdrawn withdrawn_again(Call& call) { return {flagged_again(call).flag}; }

ConductWithdrawn withdraw(Call& call, const ConductWithdraw& request) {
  auto row = find(call, request.flag);
  if (row.withdrawn_at) throw Error(Category::conflict, "conduct.withdrawn", "the flag is withdrawn already");
  auto customer = flagged_account(call, row.customer);
  customers::withdraw(call.tx, row, request.reason, writing_as_actor(call).author_name, call.now);
  std::optional<tickets::TicketRow> ticket;
  if (row.ticket) ticket = tickets::find(call.tx, *row.ticket, {});
  record_flag(call, row, customer, ticket ? &*ticket : nullptr, "conduct.withdrawn");
  take_back(call, row, customer);
  call.made = {row.id};
  return {view(row, customer.reference)};
}

ConductListReply list(Call& call, const ConductList& request) {
  const auto scope = tickets::scope_of(call.actor);
  if (request.ticket) tickets::find(call.tx, *request.ticket, scope);
  const auto customer = account_of(call, request.customer);
  Id before{INT64_MAX};
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) {
      Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
      throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
    }
    before = cursor->id;
  }
  ConductListReply reply;
  for (const auto& row : customers::conduct_of(call.tx,
                                               {.customer = customer ? customer->id : Id{},
                                               .ticket = request.ticket.value_or(Id{}),
                                               .staff = scope.staff},
                                               before, request.limit + 1)) {
    if (static_cast<std::int32_t>(reply.flags.size()) == request.limit) {
      const Id last = reply.flags.back().id;
      reply.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    reply.flags.push_back(view(row, flagged_account(call, row.customer).reference));
  }
  return reply;
}

TicketReply end_demotion(Call& call, const TicketEndDemotion& request) {
  auto ticket = tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor));
  auto writing = writing_as_actor(call);
  tickets::restore(writing, ticket);
  call.made = {ticket.id};
  return {view_of(call, ticket)};
}

constexpr ErrorNote no_ticket{"ticket.not_found",
                              "there is no such ticket of this account, or it is not the caller's to see"};
constexpr ErrorNote no_customer{"customer.not_found", "there is no such customer"};

}  // namespace

std::vector<Operation> conduct_operations() {
  std::vector<Operation> all = {
      writing<end_demotion, ticket_again>(
          {.name = "ticket.end_demotion",
           .summary = "Let a demoted ticket stand among the others again",
           .details =
               "At once, where it would have stood all along; it is not demoted a second time. By itself "
               "that "
               "happens at the age that the policy states, and when the flags are withdrawn for which it was "
               "demoted. A ticket that is not demoted stays as it is.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::tickets_change},
           .errors = {{"ticket.not_found", "there is no such ticket, or it is not the caller's to see"}}}),
      writing<flag, flagged_again>(
          {.name = "conduct.flag",
           .summary = "Flag what goes against fair use",
           .details = "It counts for the limits of the policy's `fair_use` that are `suggested` or "
                      "`flagged`, within "
                      "their window. In a ticket, what the policy says follows at once, and the reply tells "
                      "it; else "
                      "with the account's next request. The customer sees the flag, without the note. "
                      "`pressure` takes an earlier reply of the provider's: in the ticket, or without one in "
                      "any of theirs. Staff also need `customers_read`.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::conduct},
           .errors = {{"conduct.not_told", "`pressure`, and the provider has not replied to them yet"},
                      {"policy.none", "no policy is in force"},
                      no_customer,
                      no_ticket}}),
      writing<withdraw, withdrawn_again>(
          {.name = "conduct.withdraw",
           .summary = "Withdraw a flag",
           .details = "It counts no more and stays on record. Notices, warnings and demotions that there "
                      "would not be "
                      "without it are taken back; a suspension ends by support.lift.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::conduct},
           .errors = {{"conduct.not_found", "there is no such flag, or it is not the caller's to see"},
                      {"conduct.withdrawn", "it is withdrawn already"}}}),
      reading<list>({.name = "conduct.list",
                     .summary = "What was flagged against fair use, withdrawn flags too",
                     .details = "Customers see those of their own account, without what staff noted. Staff "
                                "see those without a "
                                "ticket, and those in tickets that they see.",
                     .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel},
                                 Permission::customers_read,
                                 true},
                     .errors = {no_customer, no_ticket}}),
  };
  for (auto& op : suggestion_operations()) all.push_back(std::move(op));
  return all;
}

}  // namespace plazo::operations
