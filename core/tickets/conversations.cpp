#include "core/tickets/conversations.hpp"

namespace plazo::tickets {
namespace {

template <class T>
storage::Value nullable(const std::optional<T>& value) {
  return value ? storage::value_of(*value) : storage::Value(nullptr);
}

}  // namespace

const storage::TableOf<ConversationRow>& conversations() {
  static const storage::TableOf<ConversationRow> table(
      "conversation", {"id"},
      {{{"customer", "started_at"}}, {{"ended_at", "id"}}, {{"callback", "called_back_at", "id"}}});
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

void begin(storage::Transaction& tx, const IdSource& ids, ConversationRow& row) {
  row.id = ids.next(row.started_at);
  conversations().insert(tx, row);
}

void update(storage::Transaction& tx, const ConversationRow& row) {
  tx.run(
      "UPDATE conversation SET joined_at = ?, joined_by = ?, ended_at = ?, ticket = ?, callback = ?, "
      "called_back_at = ? WHERE id = ?",
      nullable(row.joined_at), nullable(row.joined_by), nullable(row.ended_at), nullable(row.ticket),
      row.callback, nullable(row.called_back_at), row.id);
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
