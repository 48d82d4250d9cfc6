// conduct.confirm, conduct.dismiss
#include "core/operations/suggestions.hpp"

#include "core/json/encode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/flagging.hpp"
#include "core/operations/ticket_lists.hpp"

namespace plazo::operations {
namespace {

using customers::conduct_of;
using customers::Permission;
using customers::SuggestionRow;

struct ConductConfirm : Writing {
  Id suggestion;
  std::optional<std::string> note;

  static constexpr json::Note notes[] = {
      {.field = "suggestion", .meaning = "id of the suggestion"},
      {.field = "note",
       .meaning = "what staff note of it among themselves; customers never see it",
       .min = 1,
       .max = 1000,
       .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(ConductConfirm, (Writing), (suggestion, note))

struct ConductDismiss : Writing {
  Id suggestion;
  static constexpr json::Note notes[] = {{.field = "suggestion", .meaning = "id of the suggestion"}};
};
BOOST_DESCRIBE_STRUCT(ConductDismiss, (Writing), (suggestion))

Error not_found() {
  return {Category::not_found, "suggestion.not_found",
          "there is no such suggestion, or it is not yours to see"};
}

/// The suggestion with its ticket, when nobody has judged it and the ticket is one that the caller sees.
std::pair<SuggestionRow, tickets::TicketRow> find_open(Call& call, Id suggestion) {
  auto row = customers::find_suggestion(call.tx, suggestion);
  if (!row) throw not_found();
  try {
    auto ticket = tickets::find(call.tx, row->ticket, tickets::scope_of(call.actor));
    if (row->settled_at)
      throw Error(Category::conflict, "suggestion.settled", "somebody has confirmed or dismissed it already");
    return {std::move(*row), std::move(ticket)};
  } catch (const Error& error) {
    if (error.category == Category::not_found) throw not_found();
    throw;
  }
}

ConductFlagged confirm(Call& call, const ConductConfirm& request) {
  auto [row, ticket] = find_open(call, request.suggestion);
  auto customer = flagged_account(call, row.customer);
  auto reply = make_flag(
      call, {.customer = row.customer, .conduct = row.conduct, .ticket = row.ticket, .note = request.note},
      customer, &ticket);
  customers::settle(call.tx, row, writing_as_actor(call).author_name, reply.flag.id, call.now);
  return reply;
}

TicketReply dismiss(Call& call, const ConductDismiss& request) {
  auto [row, ticket] = find_open(call, request.suggestion);
  customers::settle(call.tx, row, writing_as_actor(call).author_name, {}, call.now);
  std::string body = "{\"suggestion\":\"" + to_text(row.id) + "\",\"conduct\":\"" +
                     std::string(customers::name_of(row.conduct)) + "\",\"rule\":";
  json::append_text(body, row.rule);
  tickets::record(call.tx, ticket, call.now, "conduct.dismissed", call.actor.author(), json::Audience::staff,
                  body + "}");
  tickets::update_timeline(call.tx, ticket);
  call.made = {ticket.id};
  return {view_of(call, ticket)};
}

constexpr ErrorNote unknown{"suggestion.not_found",
                            "there is no such suggestion, or it is not the caller's to see"};
constexpr ErrorNote settled{"suggestion.settled", "somebody has confirmed or dismissed it already"};

}  // namespace

std::string suggested_member(const policy::Decision& decision) {
  std::string out;
  for (const auto& one : decision.suggestions) {
    out.append(out.empty() ? ",\"suggested\":[" : ",").append("{\"conduct\":\"");
    out.append(customers::name_of(conduct_of(one.counts))).append("\",\"rule\":");
    json::append_text(out, one.rule);
    out += ",\"found\":";
    json::append_text(out, one.found);
    out += '}';
  }
  return out.empty() ? out : out + "]";
}

void keep_suggestions(Call& call, const tickets::TicketRow& ticket, Id message,
                      const policy::Decision& decision) {
  for (const auto& one : decision.suggestions)
    customers::suggestions().insert(call.tx, {.id = call.ids.next(call.now),
                                              .customer = ticket.customer,
                                              .ticket = ticket.id,
                                              .message = message,
                                              .conduct = conduct_of(one.counts),
                                              .rule = std::string(one.rule),
                                              .found = std::string(one.found),
                                              .answer = std::string(one.answer),
                                              .at = call.now,
                                              .policy = call.policy().number});
}

std::vector<tickets::SuggestionView> suggestions_in_view(Call& call, Id ticket) {
  std::vector<tickets::SuggestionView> out;
  if (call.actor.audience() == json::Audience::customer) return out;
  for (const auto& row : customers::open_suggestions(call.tx, ticket))
    out.push_back(tickets::view(call.locale(), row));
  return out;
}

std::vector<Operation> suggestion_operations() {
  return {
      writing<confirm, flagged_again>(
          {.name = "conduct.confirm",
           .summary = "Confirm that a suggestion is right",
           .details = "Flags it, as conduct.flag does, in the ticket in which it was found: from then on it "
                      "counts, and what the policy says follows at once. The customer sees the flag, and not "
                      "that it was suggested.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::conduct},
           .errors = {unknown, settled, {"policy.none", "no policy is in force"}}}),
      writing<dismiss, ticket_again>(
          {.name = "conduct.dismiss",
           .summary = "Dismiss a suggestion",
           .details =
               "It is shown no more, and nothing follows from it. A later message with the same word is "
               "suggested anew.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::conduct},
           .errors = {unknown, settled}}),
  };
}

}  // namespace plazo::operations
