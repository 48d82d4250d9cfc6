// history.export
#include "core/tickets/history.hpp"

#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct HistoryExport {
  std::optional<std::string> after;
  std::int32_t limit = 100;

  static constexpr json::Note notes[] = {
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 80},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "tickets, calls and chats",
       .min = 1,
       .max = 500,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(HistoryExport, (), (after, limit))

struct HistoryExportReply {
  std::vector<policy::PastTicket> history;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "history",
       .meaning = "this page of tickets, calls and chats, ordered by account and within it by `opened_at`"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(HistoryExportReply, (), (history, next))

HistoryExportReply exported(Call& call, const HistoryExport& request) {
  tickets::HistoryCursor after;
  if (request.after) {
    const auto cursor = tickets::parse_history_cursor(*request.after);
    if (!cursor) {
      Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
      throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
    }
    after = *cursor;
  }
  auto page =
      tickets::history(call.tx, call.policies, tickets::scope_of(call.actor), after, request.limit, call.now);
  HistoryExportReply reply{.history = std::move(page.tickets)};
  if (page.next) reply.next = tickets::to_text(*page.next);
  return reply;
}

}  // namespace

std::vector<Operation> history_operations() {
  return {reading<exported>(
      {.name = "history.export",
       .summary = "The desk's tickets, calls and chats as a history that a policy can be tried on",
       .details =
           "What was known when each was opened, and when it was answered, paused, changed and closed, from "
           "its timeline; of a call or chat how long staff were there. No subject, message, note or value of "
           "a field is in it. One object of `history` is "
           "one line of what `policy.simulate` reads. Pages end early where tickets are long. Staff "
           "get those of the departments that they see, and calls and chats with `sessions`. Each guest is "
           "an "
           "account of its own.",
       .callers = {{ActorKind::staff, ActorKind::panel}, Permission::tickets_read}})};
}

}  // namespace plazo::operations
