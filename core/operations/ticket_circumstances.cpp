// ticket.set_circumstances
#include "core/operations/declaring.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/circumstances.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct TicketSetCircumstances : Writing {
  Id ticket;
  std::vector<std::string> circumstances;
  bool from_customer = false;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "circumstances",
       .meaning =
           "keys of circumstances of the policy that the ticket stands under: all that hold now; an empty "
           "list takes back what is the caller's to declare",
       .max = 100},
      {.field = "from_customer",
       .meaning = "the customer has said so, on the phone for instance, and it is only put in here: what "
                  "customers may declare is meant. For staff and the panel only",
       .defaulted = true,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(TicketSetCircumstances, (Writing), (ticket, circumstances, from_customer))

TicketReply set_circumstances(Call& call, const TicketSetCircumstances& request) {
  auto ticket = tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor));
  tickets::must_stand_alone(call.tx, ticket);
  if (ticket.status == tickets::Status::closed)
    throw Error(Category::conflict, "ticket.closed", "the ticket is closed, reply to it to open it again");
  auto writing = writing_as_actor(call);
  const bool customers = call.actor.kind == ActorKind::customer || request.from_customer;
  const auto party = customers ? policy::Party::customer : policy::Party::staff;
  tickets::declare(writing, ticket,
                   declared_after(tickets::standing_under(writing, ticket).document(), party,
                                  tickets::circumstances_of(ticket), request.circumstances));
  call.made = {ticket.id};
  return {view_of(call, ticket)};
}

}  // namespace

std::vector<Operation> ticket_circumstance_operations() {
  return {writing<set_circumstances, ticket_again>(
      {.name = "ticket.set_circumstances",
       .summary = "Declare what circumstances hold for a ticket, or take them back",
       .details = "Circumstances are facts that the policy asks about, such as that the client area cannot "
                  "be reached. "
                  "Each side speaks of those that the policy's `declared_by` gives it: afterwards exactly "
                  "the ones that it "
                  "names hold. What only the other side declares stays, whether it is named or not, and what "
                  "the policy no "
                  "longer knows goes. Panel and staff are one side, and with `from_customer` put in what the "
                  "customer has "
                  "said. The ticket's place in the queue follows, "
                  "and so does a "
                  "clock whose target hangs on them, as the policy's `clocks.changed` says; every other "
                  "clock stays as it "
                  "is. Both sides see it in `ticket.explain`. What customers take back goes on counting for "
                  "limits of fair "
                  "use. On a merged ticket declare it where that goes on.",
       .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel},
                   Permission::tickets_change,
                   true},
       .errors = {
           {"ticket.not_found", "there is no such ticket, or it is not the caller's to see"},
           {"ticket.closed", "it is closed; a reply by the customer opens it again"},
           {"ticket.merged", "it goes on in another ticket; details `ticket` and `reference` name that"},
           {"policy.unknown_key", "the policy knows no such circumstance; the problems name all of them"},
           {"policy.not_yours_to_declare",
            "the policy gives a circumstance to the other side to declare; the problems name all that "
            "cannot be declared"}}})};
}

}  // namespace plazo::operations
