#include "core/tickets/importing.hpp"

#include "core/json/encode.hpp"

namespace plazo::tickets {
namespace {

using timeline::AuthorKind;

/// What the ticket was when it was opened, as the event of that tells.
std::string particulars_of(const TicketRow& ticket) {
  std::string out;
  append_member(out, "department", ticket.department);
  append_member(out, "priority", ticket.priority);
  if (ticket.topic) append_member(out, "topic", *ticket.topic);
  if (ticket.channel) append_member(out, "channel", *ticket.channel);
  if (ticket.facts) out += ",\"facts\":" + json::encode(*ticket.facts);
  return out + ",\"policy\":" + std::to_string(ticket.policy);
}

/// Moves the course on by a message after the first; gives further members of its event.
std::string_view play(Work& work, const PastMessage& message) {
  if (message.kind == MessageKind::note) return {};
  switch (message.author.kind) {
    case AuthorKind::staff:
      policy::staff_wrote(work.course, work.policy(), false, message.at);
      return {};
    case AuthorKind::panel:
      policy::staff_wrote(work.course, work.policy(), true, message.at);
      return ",\"automatic\":true";
    default:
      policy::customer_wrote(work.course, work.policy(), message.at);
      return {};
  }
}

}  // namespace

std::optional<Id> imported_as(storage::Transaction& tx, std::string_view external) {
  auto rows = tx.query("SELECT ticket FROM ticket_import WHERE external = ?", external);
  if (!rows.next()) return std::nullopt;
  return rows.id(0);
}

Opened import_ticket(Writing& w, const policy::InForce& policy, const PastTicket& past) {
  const Instant opened_at = past.messages.front().at;
  TicketRow ticket{.id = w.ids.next(opened_at),
                   .reference = new_reference(),
                   .customer = past.customer,
                   .requester = past.requester,
                   .department = past.department,
                   .priority = past.priority,
                   .priority_rank = past.priority_rank,
                   .subject = past.subject,
                   .topic = past.topic,
                   .channel = past.channel,
                   .facts = past.facts,
                   .assignee = past.assignee,
                   .policy = policy.number,
                   .opened_at = opened_at,
                   .updated_at = past.closed_at.value_or(past.messages.back().at)};
  if (!past.tags.empty()) ticket.tags = past.tags;
  Work work(w, ticket, policy);
  std::optional<MessageRow> first;
  for (const auto& message : past.messages) {
    Writing then{w.tx, w.ids, message.at, message.author, message.author_name, w.policies};
    const bool note = message.kind == MessageKind::note;
    std::string particulars;
    if (first) {
      particulars = play(work, message);
    } else {
      policy::opened(work.course, policy, message.at);
      particulars = particulars_of(ticket);
    }
    auto row = write_message(then, ticket, message.kind,
                             !first ? "ticket.opened"
                             : note ? "ticket.noted"
                                    : "ticket.replied",
                             message.body, {}, particulars);
    if (!first) first = std::move(row);
  }
  if (past.closed_at) {
    policy::closed(work.course, policy, *past.closed_at);
    record(w.tx, ticket, *past.closed_at, "ticket.closed", w.author, json::Audience::customer, "{}");
  }
  policy::imported(work.course, policy, w.now);
  work.take_course();
  ticket.closed_at = past.closed_at;
  std::string particulars;
  append_member(particulars, "external", past.external);
  if (ticket.assignee) append_member(particulars, "assignee", to_text(*ticket.assignee));
  if (ticket.tags) particulars += ",\"tags\":" + json::encode(*ticket.tags);
  record(w.tx, ticket, w.now, "ticket.imported", w.author, json::Audience::staff,
         event_body(particulars + work.changes()));
  tickets().insert(w.tx, ticket);
  work.save();
  imports().insert(w.tx, {past.external, ticket.id, w.now});
  return {std::move(ticket), std::move(*first), work.clocks()};
}

}  // namespace plazo::tickets
