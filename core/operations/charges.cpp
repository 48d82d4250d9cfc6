// charge.list, charge.get, charge.settle
#include "core/operations/admission.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/charge_views.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;
using tickets::ChargeView;

struct ChargeGet {
  Id charge;
  static constexpr json::Note notes[] = {{.field = "charge", .meaning = "id of the charge"}};
};
BOOST_DESCRIBE_STRUCT(ChargeGet, (), (charge))

struct ChargeReply {
  ChargeView charge;
  static constexpr json::Note notes[] = {{.field = "charge", .meaning = "the charge as it is now"}};
};
BOOST_DESCRIBE_STRUCT(ChargeReply, (), (charge))

struct ChargeSettle : Writing {
  Id charge;
  tickets::Settlement settlement = tickets::Settlement::paid;
  std::optional<std::string> invoice;

  static constexpr json::Note notes[] = {
      {.field = "charge", .meaning = "id of the charge"},
      {.field = "settlement",
       .meaning = "what the panel has done: `paid`, `refunded`, or `waived` where nothing was paid"},
      {.field = "invoice",
       .meaning = "the panel's own reference of the invoice; of a refund, of the credit note",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(ChargeSettle, (Writing), (charge, settlement, invoice))

struct ChargeList {
  std::optional<std::string> customer;
  std::optional<Id> ticket;
  std::optional<tickets::ChargeState> state;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "customer",
       .meaning = "only of this account; customers see their own",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
      {.field = "ticket", .meaning = "only of this ticket"},
      {.field = "state", .meaning = "only in this state: what is `due` or `refund_due` waits for the panel"},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "charges",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ChargeList, (), (customer, ticket, state, after, limit))

struct ChargeListReply {
  std::vector<ChargeView> charges;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "charges", .meaning = "the newest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(ChargeListReply, (), (charges, next))

ChargeView view_of(Call& call, const tickets::ChargeRow& row) {
  const auto customer = customers::find(call.tx, row.customer);
  return view(reader_of(call), row, customer ? customer->reference : std::string());
}

ChargeReply get(Call& call, const ChargeGet& request) {
  return {view_of(call, tickets::find_charge(call.tx, request.charge, tickets::scope_of(call.actor)))};
}

ChargeReply settled_again(Call& call) { return get(call, {call.made.at(0)}); }

ChargeReply settle(Call& call, const ChargeSettle& request) {
  auto row = tickets::find_charge(call.tx, request.charge, tickets::scope_of(call.actor));
  auto writing = writing_as_actor(call);
  if (row.session) {
    auto session = tickets::find_conversation(call.tx, *row.session, row.customer);
    tickets::settle(writing, row, session, request.settlement, request.invoice);
    tickets::update(call.tx, session);
  } else {
    auto ticket = tickets::find(call.tx, *row.ticket, tickets::scope_of(call.actor));
    const auto before = ticket.sequence;
    tickets::settle(writing, row, ticket, request.settlement, request.invoice);
    if (ticket.sequence != before) tickets::update_timeline(call.tx, ticket);
  }
  call.made = {row.id};
  return {view_of(call, row)};
}

ChargeListReply list(Call& call, const ChargeList& request) {
  // Before anything is looked up, which would tell whether there is such an account.
  if (request.customer) check_permission(call.actor, Permission::customers_read);
  const auto scope = tickets::scope_of(call.actor);
  tickets::ChargeFilter filter{.state = request.state};
  if (request.ticket) filter.ticket = tickets::find(call.tx, *request.ticket, scope).id;
  if (const auto customer = account_of(call, request.customer)) filter.customer = customer->id;
  Id before{INT64_MAX};
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) {
      Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
      throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
    }
    before = cursor->id;
  }
  ChargeListReply reply;
  for (const auto& row : tickets::list_charges(call.tx, filter, scope, before, request.limit + 1)) {
    if (static_cast<std::int32_t>(reply.charges.size()) == request.limit) {
      const Id last = reply.charges.back().id;
      reply.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    reply.charges.push_back(view_of(call, row));
  }
  return reply;
}

constexpr ErrorNote not_found{"charge.not_found",
                              "there is no such charge, or it is not the caller's to see"};
constexpr Few<ActorKind, 4> all_parties{ActorKind::customer, ActorKind::staff, ActorKind::panel};

}  // namespace

std::vector<Operation> charge_operations() {
  return {
      reading<get>({.name = "charge.get",
                    .summary = "One charge",
                    .details = "What is charged for a ticket, a call or chat, and what has become of it.",
                    .callers = {all_parties, Permission::tickets_read, true},
                    .errors = {not_found}}),
      reading<list>(
          {.name = "charge.list",
           .summary = "Charges of an account, of a ticket, or all",
           .details =
               "Customers see those of their own account. Staff see those of the tickets that they see, "
               "and with `sessions` those of calls and chats; they need `customers_read` to name an "
               "account.",
           .callers = {all_parties, Permission::tickets_read, true},
           .errors = {{"customer.not_found", "there is no such customer"},
                      {"ticket.not_found", "there is no such ticket, or it is not the caller's to see"}}}),
      writing<settle, settled_again>(
          {.name = "charge.settle",
           .summary = "Say that a charge was paid, refunded or waived",
           .details =
               "Plazo takes no money: the panel charges and gives back, and says so here. Saying it again "
               "changes nothing. A charge that is to be given back and turns out to be paid stays "
               "`refund_due`; one that is paid may be refunded for other reasons too. The customer reads it "
               "among the `charges` of the ticket, call or chat.",
           .callers = {{ActorKind::panel}},
           .errors = {not_found,
                      {"charge.settled",
                       "it does not go with what is known of the charge; the message says what does"}}}),
  };
}

}  // namespace plazo::operations
