#include "core/customers/attempts.hpp"

namespace plazo::customers {
namespace {

template <class E>
std::string_view name_of(E value) {
  return json::type_of<E>().enumerators[static_cast<std::size_t>(value)].name;
}

}  // namespace

const storage::TableOf<AttemptRow>& attempts() {
  static const storage::TableOf<AttemptRow> table("attempt", {"id"},
                                                  {{{"customer", "person", "last_at"}}, {{"last_at"}}});
  return table;
}

void record_attempt(storage::Transaction& tx, const IdSource& ids, AttemptRow row) {
  const std::int64_t repeated = tx.run(
      "UPDATE attempt SET times = times + 1, last_at = ?, notice_shown = (notice_shown OR ?) "
      "WHERE customer = ? AND person = ? AND last_at > ? AND first_at > ? AND action = ? AND topic = ? AND "
      "channel = ? AND department = ? AND effect = ? AND code = ? AND rule = ? AND policy = ?",
      row.last_at, row.notice_shown, row.customer, row.person, row.last_at - hours(1), row.last_at - hours(1),
      name_of(row.action), row.topic, row.channel, row.department, name_of(row.effect), name_of(row.code),
      row.rule, row.policy);
  if (repeated > 0) return;
  row.id = ids.next(row.last_at);
  attempts().insert(tx, row);
}

std::vector<std::string> notices_shown(storage::Transaction& tx, Id customer, Id person, Instant now) {
  std::vector<std::string> rules;
  auto rows = tx.query(
      "SELECT DISTINCT rule FROM attempt WHERE customer = ? AND person = ? AND last_at > ? AND first_at > ? "
      "AND "
      "notice_shown ORDER BY rule LIMIT 500",
      customer, person, now - notices_remembered, now - notices_remembered);
  while (rows.next()) rules.emplace_back(rows.text(0));
  return rules;
}

std::vector<AttemptRow> attempts_of(storage::Transaction& tx, Id customer, Id before, int limit) {
  static const std::string sql =
      attempts().select("WHERE id < ? AND (? = 0 OR customer = ?) ORDER BY id DESC LIMIT ?");
  std::vector<AttemptRow> found;
  auto rows = tx.query(sql, before, customer, customer, limit);
  while (rows.next()) found.push_back(attempts().read(rows));
  return found;
}

int forget_attempts(storage::Transaction& tx, Instant now, int limit) {
  return static_cast<int>(
      tx.run("DELETE FROM attempt WHERE id IN (SELECT id FROM attempt WHERE last_at < ? ORDER BY last_at "
             "LIMIT ?)",
             now - attempts_kept, limit));
}

}  // namespace plazo::customers
