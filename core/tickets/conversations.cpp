#include "core/tickets/conversations.hpp"

#include <algorithm>

#include "core/timeline/outbox.hpp"

namespace plazo::tickets {
namespace {

template <class T>
storage::Value nullable(const std::optional<T>& value) {
  return value ? storage::value_of(*value) : storage::Value(nullptr);
}

}  // namespace

const storage::TableOf<ConversationRow>& conversations() {
  static const storage::TableOf<ConversationRow> table("conversation", {"id"},
                                                       {{{"customer", "started_at"}},
                                                        {{"ended_at", "id"}},
                                                        {{"ticket"}},
                                                        {{"callback", "called_back_at", "id"}}});
  return table;
}

ConversationRow find_conversation(storage::Transaction& tx, Id conversation, Id customer) {
  static const std::string sql = conversations().select("WHERE id = ? AND (? = 0 OR customer = ?)");
  auto rows = tx.query(sql, conversation, customer, customer);
  if (!rows.next())
    throw Error(Category::not_found, "session.not_found",
                "there is no such call or chat, or it is not yours to see");
  return conversations().read(rows);
}

void begin(Writing& w, ConversationRow& row, std::string_view particulars) {
  row.id = w.ids.next(row.started_at);
  std::string told;
  if (!row.channel.empty()) append_member(told, "channel", row.channel);
  if (!row.topic.empty()) append_member(told, "topic", row.topic);
  if (row.about) append_member(told, "about", to_text(*row.about));
  told += ",\"policy\":" + std::to_string(row.policy);
  record(w.tx, row, w.now, "session.started", w.author, json::Audience::customer,
         event_body(std::move(told.append(particulars))));
  conversations().insert(w.tx, row);
}

void record(storage::Transaction& tx, ConversationRow& row, Instant at, std::string_view kind,
            const timeline::Author& author, json::Audience audience, std::string body) {
  timeline::Head head{row.sequence, std::move(row.chain)};
  timeline::append(tx, head,
                   {.subject = row.id,
                    .at = at,
                    .kind = kind,
                    .author = author,
                    .audience = audience,
                    .body = std::move(body)});
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
}

void put_into_outbox(Writing& w, const ConversationRow& row, std::string_view kind, std::string body) {
  timeline::outbox().insert(
      w.tx, {.id = w.ids.next(w.now),
             .at = w.now,
             .kind = std::string(kind),
             .subject = row.id,
             .body = std::move(body.append(",\"session\":\"").append(to_text(row.id)).append("\"}")),
             .sequence = row.sequence,
             .due_at = w.now});
}

std::optional<Duration> time_of_staff(const ConversationRow& row) {
  if (!row.ended_at) return std::nullopt;
  return row.joined_at ? std::max(Duration{}, *row.ended_at - *row.joined_at) : Duration{};
}

void update(storage::Transaction& tx, const ConversationRow& row) {
  tx.run(
      "UPDATE conversation SET customer = ?, joined_at = ?, joined_by = ?, ended_at = ?, ticket = ?, "
      "callback = ?, "
      "called_back_at = ?, sequence = ?, chain = ? WHERE id = ?",
      row.customer, nullable(row.joined_at), nullable(row.joined_by), nullable(row.ended_at),
      nullable(row.ticket), row.callback, nullable(row.called_back_at), row.sequence,
      storage::Blob(row.chain), row.id);
}

void ask_for_callbacks(Writing& w, const TicketRow& ticket) {
  static const std::string due =
      conversations().select("WHERE callback = 1 AND called_back_at IS NULL AND ticket = ? ORDER BY id");
  std::vector<Id> sessions;
  {
    auto rows = w.tx.query(due, ticket.id);
    while (rows.next()) sessions.push_back(conversations().read(rows).id);
  }
  for (const Id session : sessions) {
    std::string body = "{\"session\":\"" + to_text(session) + "\",\"to\":[\"department\"]}";
    {
      // Opened again and closed again before anybody has called: once is enough.
      auto told = w.tx.query(
          "SELECT 1 FROM outbox WHERE subject = ? AND kind = 'session.callback' AND state = 'waiting' AND "
          "body = ?",
          ticket.id, body);
      if (told.next()) continue;
    }
    put_into_outbox(w, ticket, "session.callback", std::move(body));
  }
}

void move_callbacks(storage::Transaction& tx, Id from, Id to) {
  tx.run("UPDATE conversation SET ticket = ? WHERE callback = 1 AND called_back_at IS NULL AND ticket = ?",
         to, from);
}

std::vector<ConversationRow> list_conversations(storage::Transaction& tx, ConversationFilter filter, Id after,
                                                int limit) {
  static const std::string under_way =
      conversations().select("WHERE ended_at IS NULL AND id > ? ORDER BY id LIMIT ?");
  static const std::string due = conversations().select(
      "WHERE callback = 1 AND called_back_at IS NULL AND id > ? AND ticket IN (SELECT id FROM ticket WHERE "
      "status = 'closed') ORDER BY id LIMIT ?");
  std::vector<ConversationRow> found;
  auto rows = filter == ConversationFilter::under_way ? tx.query(under_way, after, limit)
                                                      : tx.query(due, after, limit);
  while (rows.next()) found.push_back(conversations().read(rows));
  return found;
}

}  // namespace plazo::tickets
