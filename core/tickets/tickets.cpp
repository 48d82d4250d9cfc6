#include "core/tickets/tickets.hpp"

#include <algorithm>

#include "core/base/random.hpp"
#include "core/json/encode.hpp"
#include "core/tickets/charges.hpp"
#include "core/tickets/conversations.hpp"
#include "core/tickets/evidence.hpp"
#include "core/tickets/incidents.hpp"
#include "core/tickets/queue.hpp"

namespace plazo::tickets {
namespace {

using timeline::AuthorKind;

Error closed_error() { return {Category::conflict, "ticket.closed", "the ticket is closed already"}; }

}  // namespace

std::string new_reference() {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::byte drawn[8];
  random_bytes(drawn);
  std::string reference;
  for (const std::byte one : drawn) {
    if (reference.size() == 4) reference += '-';
    reference += alphabet[static_cast<std::size_t>(one & std::byte{31})];
  }
  return reference;
}

MessageRow write_message(Writing& w, TicketRow& ticket, MessageKind kind, std::string_view event,
                         std::string_view body, const Uploads& attachments, std::string_view particulars) {
  MessageRow message{.id = w.ids.next(w.now),
                     .ticket = ticket.id,
                     .kind = kind,
                     .author_kind = w.author.kind,
                     .author = w.author.id,
                     .author_name = w.author_name,
                     .at = w.now,
                     .body = std::string(body),
                     .salt = json::Bytes(salt_size)};
  random_bytes(message.salt);
  std::string told = "{\"message\":\"" + to_text(message.id) + "\"";
  for (const auto& attachment : attachments)
    told += (&attachment == &attachments.front() ? ",\"attachments\":[\"" : ",\"") + to_text(attachment.id) +
            "\"";
  if (!attachments.empty()) told += "]";
  if (w.put_in) {
    message.put_in_by = w.put_in->name;
    append_member(told, "put_in_by", w.put_in->by);
  }
  append_member(told, "digest", digest_of(message, attachments));
  if (event == "ticket.opened") append_member(told, "ticket_digest", digest_of(ticket, message.salt));
  told.append(particulars).append("}");
  record(w.tx, ticket, w.now, event, w.author,
         kind == MessageKind::note ? json::Audience::staff : json::Audience::customer, std::move(told));
  message.sequence = ticket.sequence;
  messages().insert(w.tx, message);
  for (std::size_t i = 0; i < attachments.size(); ++i)
    vault::attach(w.tx, attachments[i], message.id, static_cast<std::int32_t>(i));
  unindexed().insert(w.tx, {message.id});
  return message;
}

std::string event_body(std::string members) {
  if (members.starts_with(',')) members.front() = '{';
  return (members.empty() ? "{" : std::move(members)) + "}";
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out.append(",\"").append(name).append("\":");
  json::append_text(out, value);
}

namespace {

/// What was given back is had no longer: a priority that hung on it becomes the least urgent one, so that
/// opening the ticket again does not bring it back for nothing.
void lose_unanswered(Work& work, Writing& w, TicketRow& ticket,
                     const std::vector<std::string>& entitlements) {
  const auto& priorities = work.policy().document().priorities;
  const auto* const priority = policy::entry_of(priorities, ticket.priority);
  if (!priority || !priority->entitlement ||
      std::find(entitlements.begin(), entitlements.end(), *priority->entitlement) == entitlements.end())
    return;
  std::string because;
  append_member(because, "because", "given_back");
  change(work, w, ticket, {.priority = priorities.front().first}, std::move(because));
}

}  // namespace

Scope scope_of(const Actor& actor) {
  Scope scope;
  if (actor.customer) scope.customer = actor.customer->id;
  if (actor.kind == customers::ActorKind::staff) {
    scope.notes = true;
    scope.sessions = actor.may(customers::Permission::sessions);
    if (!actor.staff->all_departments) scope.staff = actor.staff->id;
  }
  if (actor.kind == customers::ActorKind::panel) scope.notes = true;
  return scope;
}

TicketRow find(storage::Transaction& tx, Id ticket, const Scope& scope) {
  static const std::string sql = tickets().select(
      "WHERE id = ? AND (? = 0 OR customer = ?) AND "
      "(? = 0 OR department IN (SELECT department FROM staff_department WHERE staff = ?))");
  auto rows = tx.query(sql, ticket, scope.customer, scope.customer, scope.staff, scope.staff);
  if (!rows.next())
    throw Error(Category::not_found, "ticket.not_found",
                "there is no such ticket, or it is not yours to see");
  return tickets().read(rows);
}

Opened open(Writing& w, const policy::InForce& policy, const NewTicket& wanted) {
  TicketRow ticket{.id = w.ids.next(w.now),
                   .reference = new_reference(),
                   .customer = wanted.customer,
                   .requester = wanted.requester,
                   .department = wanted.department,
                   .priority = wanted.priority,
                   .priority_rank = wanted.priority_rank,
                   .subject = wanted.subject,
                   .topic = wanted.topic,
                   .channel = wanted.channel,
                   .facts = wanted.facts,
                   .policy = policy.number,
                   .opened_at = w.now,
                   .updated_at = w.now,
                   .resembles = wanted.resembles};
  Work work(w, ticket, policy);
  policy::opened(work.course, policy, w.now);
  work.take_course();
  std::string particulars;
  append_member(particulars, "department", ticket.department);
  append_member(particulars, "priority", ticket.priority);
  if (ticket.topic) append_member(particulars, "topic", *ticket.topic);
  if (ticket.channel) append_member(particulars, "channel", *ticket.channel);
  if (ticket.facts) particulars += ",\"facts\":" + json::encode(*ticket.facts);
  if (ticket.resembles) append_member(particulars, "resembles", to_text(*ticket.resembles));
  particulars += ",\"policy\":" + std::to_string(policy.number) + wanted.particulars + work.changes();
  MessageRow message = write_message(w, ticket, MessageKind::reply, "ticket.opened", wanted.body,
                                     wanted.attachments, particulars);
  suspect_incidents(w, policy, ticket);
  tickets().insert(w.tx, ticket);
  work.save();
  return {std::move(ticket), std::move(message), work.clocks()};
}

MessageRow reply(Writing& w, TicketRow& ticket, std::string_view body, const Uploads& attachments,
                 bool automatic, std::string_view more) {
  Work work(w, ticket);
  const bool by_staff = w.author.kind == AuthorKind::staff || w.author.kind == AuthorKind::panel;
  const bool reopened = !by_staff && ticket.status == Status::closed;
  give_back_broken(w, ticket, work.course.clocks);
  if (by_staff)
    policy::staff_wrote(work.course, work.policy(), automatic, w.now);
  else
    policy::customer_wrote(work.course, work.policy(), w.now);
  work.take_course();
  ticket.updated_at = w.now;
  std::string particulars = work.changes();
  if (reopened) particulars = ",\"reopened\":true" + particulars;
  if (automatic) particulars = ",\"automatic\":true" + particulars;
  particulars += more;
  MessageRow message =
      write_message(w, ticket, MessageKind::reply, "ticket.replied", body, attachments, particulars);
  work.save();
  update(w.tx, ticket);
  return message;
}

MessageRow note(Writing& w, TicketRow& ticket, std::string_view body, const Uploads& attachments) {
  MessageRow message = write_message(w, ticket, MessageKind::note, "ticket.noted", body, attachments);
  update_timeline(w.tx, ticket);
  return message;
}

void close(Writing& w, TicketRow& ticket) {
  if (ticket.status == Status::closed) throw closed_error();
  Work work(w, ticket);
  give_back_broken(w, ticket, work.course.clocks);
  policy::closed(work.course, work.policy(), w.now);
  work.take_course();
  ticket.closed_at = ticket.updated_at = w.now;
  record(w.tx, ticket, w.now, "ticket.closed", w.author, json::Audience::customer,
         event_body(work.changes()));
  lose_unanswered(work, w, ticket, give_back_unanswered(w, ticket));
  ask_for_callbacks(w, ticket);
  work.save();
  update(w.tx, ticket);
}

void change(Work& work, Writing& w, TicketRow& ticket, const Changes& wanted, std::string particulars) {
  const auto& document = work.policy().document();
  std::string changed;
  const auto set = [&](std::string_view name, std::string& now, const std::optional<std::string>& to) {
    if (!to || *to == now) return;
    now = *to;
    append_member(changed, name, now);
  };
  std::string topic = ticket.topic.value_or("");
  const auto rank = ticket.priority_rank;
  set("department", ticket.department, wanted.department);
  set("priority", ticket.priority, wanted.priority);
  set("topic", topic, wanted.topic);
  if (changed.empty()) return;
  give_back_broken(w, ticket, work.course.clocks);
  if (!topic.empty()) ticket.topic = std::move(topic);
  ticket.priority_rank = policy::rank_of(document, ticket.priority).value_or(ticket.priority_rank);
  policy::changed(work.course, work.policy(), facts_of(ticket), w.now);
  work.take_course();
  ticket.updated_at = w.now;
  record(w.tx, ticket, w.now, "ticket.changed", w.author, json::Audience::customer,
         event_body(changed + particulars + work.changes()));
  if (ticket.priority_rank < rank) give_back_lowered(w, ticket, document, wanted.keeps);
}

void change(Writing& w, TicketRow& ticket, const Changes& wanted) {
  Work work(w, ticket);
  change(work, w, ticket, wanted, {});
  work.save();
  update(w.tx, ticket);
}

void pause(Writing& w, TicketRow& ticket, policy::PauseReason reason, std::optional<Instant> until,
           std::string_view rule) {
  if (ticket.status == Status::closed) throw closed_error();
  Work work(w, ticket);
  policy::paused(work.course, work.policy(), reason, w.now);
  ticket.paused_until = until;
  work.take_course();
  ticket.updated_at = w.now;
  std::string particulars;
  append_member(particulars, "reason", name_of(reason));
  if (!rule.empty()) append_member(particulars, "rule", rule);
  if (until) append_member(particulars, "until", to_text(*until));
  record(w.tx, ticket, w.now, "ticket.paused", w.author, json::Audience::customer,
         event_body(particulars + work.changes()));
  work.save();
  update(w.tx, ticket);
}

void resume(Writing& w, TicketRow& ticket) {
  Work work(w, ticket);
  if (work.course.paused) {
    policy::resumed(work.course, work.policy(), w.now);
    work.take_course();
    ticket.updated_at = w.now;
    record(w.tx, ticket, w.now, "ticket.resumed", w.author, json::Audience::customer,
           event_body(work.changes()));
  }
  work.save();
  update(w.tx, ticket);
}

void assign(Writing& w, TicketRow& ticket, std::optional<Id> staff) {
  must_stand_alone(w.tx, ticket);
  if (ticket.assignee == staff) return;
  ticket.assignee = staff;
  record(w.tx, ticket, w.now, "ticket.assigned", w.author, json::Audience::staff,
         staff ? "{\"assignee\":\"" + to_text(*staff) + "\"}" : "{\"assignee\":null}");
  update(w.tx, ticket);
}

std::vector<MessageRow> messages_of(storage::Transaction& tx, Id ticket, const Scope& scope,
                                    std::int64_t after, int limit) {
  static const std::string sql = messages().select(
      "WHERE ticket = ? AND sequence > ? AND (? OR kind = 'reply') ORDER BY sequence LIMIT ?");
  std::vector<MessageRow> found;
  auto rows = tx.query(sql, ticket, after, scope.notes, limit);
  while (rows.next()) found.push_back(messages().read(rows));
  return found;
}

std::optional<MessageRow> find_message(storage::Transaction& tx, Id message) {
  static const std::string sql = messages().select("WHERE id = ?");
  auto rows = tx.query(sql, message);
  if (!rows.next()) return std::nullopt;
  return messages().read(rows);
}

}  // namespace plazo::tickets
