#include "core/tickets/tickets.hpp"

#include "core/base/random.hpp"
#include "core/json/encode.hpp"

namespace plazo::tickets {
namespace {

using timeline::AuthorKind;

/// Eight characters that cannot be misread aloud (Crockford's base 32): 40 bits.
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

/// Urgent first, then who has waited longest; lowest first.
std::int64_t queue_key(const TicketRow& ticket, Instant waiting_since) {
  constexpr std::int64_t most_urgent = 1 << 10;
  return ((most_urgent - ticket.priority_rank) << 48) | (waiting_since.ms & ((std::int64_t{1} << 48) - 1));
}

void customer_waits(TicketRow& ticket, Instant since) {
  ticket.status = Status::open;
  ticket.closed_at.reset();
  if (ticket.waiting_since) return;
  ticket.waiting_since = since;
  ticket.queue_key = queue_key(ticket, since);
}

void nobody_waits(TicketRow& ticket, Status status) {
  ticket.status = status;
  ticket.waiting_since.reset();
  ticket.queue_key.reset();
}

template <class T>
storage::Value nullable(const std::optional<T>& value) {
  return value ? storage::value_of(*value) : storage::Value(nullptr);
}

std::string_view name_of(Status status) {
  return json::type_of<Status>().enumerators[static_cast<std::size_t>(status)].name;
}

void require_unchanged(std::int64_t rows) {
  if (rows != 1)
    throw storage::Busy(Category::unavailable, "storage.busy",
                        "the ticket was changed at the same time, try again");
}

/// Writes the changed parts of the row; the version guards against a change made in between.
void update(storage::Transaction& tx, TicketRow& ticket) {
  const std::int64_t read_version = ticket.version++;
  require_unchanged(
      tx.run("UPDATE ticket SET status = ?, updated_at = ?, closed_at = ?, waiting_since = ?, queue_key = ?, "
             "version = ?, sequence = ?, chain = ? WHERE id = ? AND version = ?",
             name_of(ticket.status), ticket.updated_at, nullable(ticket.closed_at),
             nullable(ticket.waiting_since), nullable(ticket.queue_key), ticket.version, ticket.sequence,
             storage::Blob(ticket.chain), ticket.id, read_version));
}

/// The same when only the timeline went on. Naming a column that stands in an index makes SQLite write the
/// index anew, also when the value stays: three of them, more than all the rest.
void update_timeline(storage::Transaction& tx, TicketRow& ticket) {
  const std::int64_t read_version = ticket.version++;
  require_unchanged(
      tx.run("UPDATE ticket SET version = ?, sequence = ?, chain = ? WHERE id = ? AND version = ?",
             ticket.version, ticket.sequence, storage::Blob(ticket.chain), ticket.id, read_version));
}

void record(storage::Transaction& tx, TicketRow& ticket, Instant at, std::string_view kind,
            const timeline::Author& author, json::Audience audience, std::string body) {
  timeline::Head head{ticket.sequence, std::move(ticket.chain)};
  timeline::append(tx, head,
                   {.subject = ticket.id,
                    .at = at,
                    .kind = kind,
                    .author = author,
                    .audience = audience,
                    .body = std::move(body)});
  ticket.sequence = head.sequence;
  ticket.chain = std::move(head.hash);
}

/// Writes a message with its attachments and its event; the message takes the event's place in the
/// timeline.
MessageRow write_message(Writing& w, TicketRow& ticket, MessageKind kind, std::string_view event,
                         std::string_view body, const Uploads& attachments,
                         std::string_view particulars = {}) {
  MessageRow message{.id = w.ids.next(w.now),
                     .ticket = ticket.id,
                     .kind = kind,
                     .author_kind = w.author.kind,
                     .author = w.author.id,
                     .author_name = w.author_name,
                     .at = w.now,
                     .body = std::string(body)};
  std::string event_body = "{\"message\":\"" + to_text(message.id) + "\"";
  for (const auto& attachment : attachments)
    event_body += (&attachment == &attachments.front() ? ",\"attachments\":[\"" : ",\"") +
                  to_text(attachment.id) + "\"";
  if (!attachments.empty()) event_body += "]";
  event_body.append(particulars).append("}");
  record(w.tx, ticket, w.now, event, w.author,
         kind == MessageKind::note ? json::Audience::staff : json::Audience::customer, std::move(event_body));
  message.sequence = ticket.sequence;
  messages().insert(w.tx, message);
  for (std::size_t i = 0; i < attachments.size(); ++i)
    vault::attach(w.tx, attachments[i], message.id, static_cast<std::int32_t>(i));
  unindexed().insert(w.tx, {message.id});
  return message;
}

void start_clock(storage::Transaction& tx, const ClockRow& clock) {
  clocks().insert(tx, clock);
  agenda().insert(tx, {clock.due_at, clock.ticket, clock.kind});
}

/// Ends the first-response clock, if it still runs.
void end_first_response(Writing& w, Id ticket, bool met) {
  static const std::string sql = clocks().select("WHERE ticket = ? AND kind = 'first_response'");
  std::optional<ClockRow> clock;
  {
    auto rows = w.tx.query(sql, ticket);
    if (rows.next()) clock = clocks().read(rows);
  }
  if (!clock || clock->met_at || clock->cancelled_at) return;
  w.tx.run(met ? "UPDATE clock SET met_at = ? WHERE ticket = ? AND kind = 'first_response'"
               : "UPDATE clock SET cancelled_at = ? WHERE ticket = ? AND kind = 'first_response'",
           w.now, ticket);
  w.tx.run("DELETE FROM agenda WHERE due_at = ? AND ticket = ? AND clock = 'first_response'", clock->due_at,
           ticket);
}

}  // namespace

Scope scope_of(const Actor& actor) {
  Scope scope;
  if (actor.customer) scope.customer = actor.customer->id;
  if (actor.kind == customers::ActorKind::staff) {
    scope.notes = true;
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
                   .policy = policy.number,
                   .opened_at = w.now,
                   .updated_at = w.now};
  std::vector<ClockRow> clocks;
  if (const auto promised = policy.document().first_response)
    clocks.push_back({.ticket = ticket.id,
                      .kind = ClockKind::first_response,
                      .target = *promised,
                      .started_at = w.now,
                      .due_at = w.now + *promised,
                      .policy = policy.number});
  customer_waits(ticket, w.now);
  std::string particulars = ",\"department\":";
  json::append_text(particulars, ticket.department);
  particulars += ",\"priority\":";
  json::append_text(particulars, ticket.priority);
  particulars += ",\"policy\":" + std::to_string(policy.number);
  for (const auto& clock : clocks)
    particulars += ",\"first_response\":{\"target\":" + std::to_string(clock.target.ms) + ",\"due_at\":\"" +
                   to_text(clock.due_at) + "\"}";
  MessageRow message = write_message(w, ticket, MessageKind::reply, "ticket.opened", wanted.body,
                                     wanted.attachments, particulars);
  tickets().insert(w.tx, ticket);
  for (const auto& clock : clocks) start_clock(w.tx, clock);
  return {std::move(ticket), std::move(message), std::move(clocks)};
}

MessageRow reply(Writing& w, TicketRow& ticket, std::string_view body, const Uploads& attachments) {
  const bool by_staff = w.author.kind == AuthorKind::staff || w.author.kind == AuthorKind::panel;
  const bool reopened = !by_staff && ticket.status == Status::closed;
  MessageRow message = write_message(w, ticket, MessageKind::reply, "ticket.replied", body, attachments,
                                     reopened ? ",\"reopened\":true" : std::string_view());
  ticket.updated_at = w.now;
  if (by_staff) {
    if (ticket.status != Status::closed) nobody_waits(ticket, Status::answered);
    end_first_response(w, ticket.id, true);
  } else {
    customer_waits(ticket, w.now);
  }
  update(w.tx, ticket);
  return message;
}

MessageRow note(Writing& w, TicketRow& ticket, std::string_view body, const Uploads& attachments) {
  MessageRow message = write_message(w, ticket, MessageKind::note, "ticket.noted", body, attachments);
  update_timeline(w.tx, ticket);
  return message;
}

void close(Writing& w, TicketRow& ticket) {
  if (ticket.status == Status::closed)
    throw Error(Category::conflict, "ticket.closed", "the ticket is closed already");
  record(w.tx, ticket, w.now, "ticket.closed", w.author, json::Audience::customer, "{}");
  nobody_waits(ticket, Status::closed);
  ticket.closed_at = ticket.updated_at = w.now;
  end_first_response(w, ticket.id, false);
  update(w.tx, ticket);
}

std::vector<ClockRow> clocks_of(storage::Transaction& tx, Id ticket) {
  static const std::string sql = clocks().select("WHERE ticket = ?");
  std::vector<ClockRow> found;
  auto rows = tx.query(sql, ticket);
  while (rows.next()) found.push_back(clocks().read(rows));
  return found;
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

int act_on_agenda(storage::Transaction& tx, Instant now, int limit) {
  static const std::string due = agenda().select("WHERE due_at < ? ORDER BY due_at, ticket, clock LIMIT ?");
  static const std::string by_id = tickets().select("WHERE id = ?");
  std::vector<AgendaRow> entries;
  {
    auto rows = tx.query(due, now, limit);
    while (rows.next()) entries.push_back(agenda().read(rows));
  }
  for (const auto& entry : entries) {
    tx.run("DELETE FROM agenda WHERE due_at = ? AND ticket = ? AND clock = 'first_response'", entry.due_at,
           entry.ticket);
    // Looked at again now: the promise may have been kept or dropped since the entry was written.
    bool running = false;
    {
      auto rows = tx.query(
          "SELECT 1 FROM clock WHERE ticket = ? AND kind = 'first_response' AND due_at = ? AND met_at IS "
          "NULL AND "
          "cancelled_at IS NULL",
          entry.ticket, entry.due_at);
      running = rows.next();
    }
    if (!running) continue;
    std::optional<TicketRow> ticket;
    {
      auto rows = tx.query(by_id, entry.ticket);
      if (rows.next()) ticket = tickets().read(rows);
    }
    if (!ticket) continue;
    record(tx, *ticket, now, "clock.missed", {AuthorKind::clock, {}}, json::Audience::customer,
           "{\"clock\":\"first_response\",\"due_at\":\"" + to_text(entry.due_at) + "\"}");
    update_timeline(tx, *ticket);
  }
  return static_cast<int>(entries.size());
}

}  // namespace plazo::tickets
