// ticket.closed_unanswered, ticket.list, ticket.queue, ticket.search
#include "core/operations/ticket_lists.hpp"

#include "core/base/text.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct TicketList {
  std::optional<tickets::Status> status;
  std::optional<std::string> after;
  std::int32_t limit = 25;

  static constexpr json::Note notes[] = {
      {.field = "status", .meaning = "only tickets in this state"},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "tickets",
       .min = 1,
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(TicketList, (), (status, after, limit))

struct TicketQueue {
  std::optional<std::string> department;
  std::optional<std::string> assignee;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "department", .meaning = "only this department", .min = 1, .max = 64},
      {.field = "assignee",
       .meaning = "only tickets that this staff member has, by the panel's key; `me`: the caller, `none`: "
                  "tickets that nobody has",
       .min = 1,
       .max = 64},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "tickets",
       .min = 1,
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(TicketQueue, (), (department, assignee, after, limit))

struct TicketSearch {
  std::string query;
  std::optional<std::string> after;
  std::int32_t limit = 25;

  static constexpr json::Note notes[] = {
      {.field = "query",
       .meaning = "words that all must be in the subject or the message; accents and case do not matter. The "
                  "last one may be a beginning, which counts where whole words do not fill a page",
       .min = 1,
       .max = 200},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "hits",
       .min = 1,
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(TicketSearch, (), (query, after, limit))

struct TicketListReply {
  std::vector<tickets::TicketView> tickets;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "tickets", .meaning = "this page of tickets, in order"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketListReply, (), (tickets, next))

struct TicketClosedUnanswered {
  std::optional<std::string> department;
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "department", .meaning = "only this department", .min = 1, .max = 64},
      {.field = "from", .meaning = "opened at this instant or later; absent: thirty days before `until`"},
      {.field = "until", .meaning = "opened before this instant; absent: up to now"},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "tickets",
       .min = 1,
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(TicketClosedUnanswered, (), (department, from, until, after, limit))

struct UnansweredTicket {
  tickets::TicketView ticket;
  std::optional<tickets::AuthorView> closed_by;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket"},
      {.field = "closed_by",
       .meaning = "who closed it: a customer who did so has withdrawn it; absent when no event tells"},
  };
};
BOOST_DESCRIBE_STRUCT(UnansweredTicket, (), (ticket, closed_by))

struct TicketClosedUnansweredReply {
  std::vector<UnansweredTicket> tickets;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "tickets", .meaning = "this page of tickets, the last opened first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketClosedUnansweredReply, (), (tickets, next))

struct TicketHit {
  tickets::TicketView ticket;
  Id message;
  std::string excerpt;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket"},
      {.field = "message", .meaning = "id of the message that holds the words"},
      {.field = "excerpt", .meaning = "the beginning of that message, at most 200 characters"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketHit, (), (ticket, message, excerpt))

struct TicketSearchReply {
  std::vector<TicketHit> hits;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "hits", .meaning = "messages that match, newest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketSearchReply, (), (hits, next))

std::optional<tickets::Cursor> cursor_of(const std::optional<std::string>& after) {
  if (!after) return std::nullopt;
  const auto cursor = tickets::parse_cursor(*after);
  if (cursor) return cursor;
  Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
  throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
}

TicketListReply reply_of(Call& call, const tickets::Page& page) {
  TicketListReply reply;
  const auto reader = reader_of(call);
  reply.tickets.reserve(page.tickets.size());
  for (const auto& listed : page.tickets)
    reply.tickets.push_back(view(reader, listed.ticket, listed.customer, listed.clocks));
  if (page.next) reply.next = tickets::to_text(*page.next);
  return reply;
}

TicketListReply list(Call& call, const TicketList& request) {
  return reply_of(call, tickets::list(call.tx, call.actor.customer->id, request.status,
                                      cursor_of(request.after), request.limit));
}

TicketListReply queue(Call& call, const TicketQueue& request) {
  std::vector<std::string> departments;
  if (!call.actor.staff->all_departments)
    departments = customers::departments_of(call.tx, call.actor.staff->id);
  const bool restricted = !call.actor.staff->all_departments;
  if (request.department) {
    // A department that the staff member does not see has an empty queue, like one that does not exist.
    if (restricted &&
        std::find(departments.begin(), departments.end(), *request.department) == departments.end())
      return {};
    departments = {*request.department};
  } else if (restricted && departments.empty()) {
    return {};
  }
  std::optional<Id> assignee;
  if (request.assignee == "me") {
    assignee = call.actor.staff->id;
  } else if (request.assignee == "none") {
    assignee = Id{};
  } else if (request.assignee) {
    const auto staff = customers::find_staff(call.tx, *request.assignee);
    if (!staff) return {};  // nobody of that key has any
    assignee = staff->id;
  }
  return reply_of(call, tickets::queue(call.tx, {std::move(departments), assignee}, cursor_of(request.after),
                                       request.limit));
}

std::string name_of_person(storage::Transaction& tx, Id person) {
  auto rows = tx.query("SELECT name FROM person WHERE id = ?", person);
  return rows.next() ? std::string(rows.text(0)) : std::string();
}

std::optional<tickets::AuthorView> closer_of(Call& call, Id ticket) {
  using timeline::AuthorKind;
  const auto author = tickets::closed_by(call.tx, ticket);
  if (!author) return std::nullopt;
  switch (author->kind) {
    case AuthorKind::staff: {
      const auto staff = customers::find_staff(call.tx, author->id.value_or(Id{}));
      return tickets::AuthorView{tickets::AuthorRole::staff, staff ? staff->name : std::string()};
    }
    case AuthorKind::customer: {
      const auto customer = customers::find(call.tx, author->id.value_or(Id{}));
      return tickets::AuthorView{tickets::AuthorRole::customer, customer ? customer->name : std::string()};
    }
    case AuthorKind::contact:
      return tickets::AuthorView{tickets::AuthorRole::customer,
                                 name_of_person(call.tx, author->id.value_or(Id{}))};
    default:
      return tickets::AuthorView{tickets::AuthorRole::system, call.policy_for_reading().document().provider};
  }
}

TicketClosedUnansweredReply closed_unanswered(Call& call, const TicketClosedUnanswered& request) {
  const Instant until = request.until.value_or(call.now + milliseconds(1));  // this instant is in it
  const auto page =
      tickets::closed_unanswered(call.tx,
                                 {.opened_from = request.from.value_or(until - days(30)),
                                  .opened_until = until,
                                  .department = request.department.value_or("")},
                                 tickets::scope_of(call.actor), cursor_of(request.after), request.limit);
  TicketClosedUnansweredReply reply;
  const auto reader = reader_of(call);
  for (const auto& one : page.tickets)
    reply.tickets.push_back(
        {view(reader, one.ticket, one.customer, one.clocks), closer_of(call, one.ticket.id)});
  if (page.next) reply.next = tickets::to_text(*page.next);
  return reply;
}

TicketSearchReply search(Call& call, const TicketSearch& request) {
  const auto found = tickets::search(call.tx, request.query, tickets::scope_of(call.actor),
                                     cursor_of(request.after), request.limit);
  TicketSearchReply reply;
  const auto reader = reader_of(call);
  reply.hits.reserve(found.hits.size());
  for (const auto& hit : found.hits)
    reply.hits.push_back({view(reader, hit.ticket.ticket, hit.ticket.customer, hit.ticket.clocks),
                          hit.message.id, std::string(first_characters(hit.message.body, 200))});
  if (found.next) reply.next = tickets::to_text(*found.next);
  return reply;
}

}  // namespace

std::vector<Operation> ticket_list_operations() {
  return {
      reading<closed_unanswered>(
          {.name = "ticket.closed_unanswered",
           .summary = "Tickets that were closed without an answer",
           .details = "Closed as they are now, and never answered by staff: automatic replies count where "
                      "the policy says "
                      "so. Tickets that go on in another one are not among them. `closed_by` tells who "
                      "withdrew theirs "
                      "from what was dropped. Narrowed to the departments that the staff member sees. With "
                      "the policy's "
                      "`answer_before_closing` only customers close tickets so.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::tickets_read}}),
      reading<list>(
          {.name = "ticket.list",
           .summary = "The customer's own tickets",
           .details =
               "The last changed comes first. All contacts with access to tickets see all of the account's.",
           .callers = {{ActorKind::customer}, {}, true}}),
      reading<queue>(
          {.name = "ticket.queue",
           .summary = "Tickets that wait for staff",
           .details =
               "In the order in which they are to be answered: by the classes of the policy's `order`, "
               "without one the most urgent priority first, and within each whoever has waited longest. "
               "Paused tickets are not among them. `assignee` gives one's own, or those that nobody has. "
               "Narrowed to the departments that the staff "
               "member sees.",
           .callers = {{ActorKind::staff}, Permission::tickets_read}}),
      reading<search>(
          {.name = "ticket.search",
           .summary = "Find messages by their words",
           .details =
               "Customers search their own tickets, staff those of the departments that they see, notes "
               "included. What was written a moment ago is found. Nothing in the query is syntax.",
           .callers = {{ActorKind::customer, ActorKind::staff}, Permission::tickets_read, true}}),
  };
}

}  // namespace plazo::operations
