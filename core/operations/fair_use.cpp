#include "core/operations/fair_use.hpp"

#include "core/operations/desk.hpp"

namespace plazo::operations {
namespace {

using policy::Counted;

struct Count {
  std::int64_t times = 0;
  std::optional<Instant> oldest;
};

Count first_of(storage::Rows rows) {
  Count count;
  if (!rows.next()) return count;
  count.times = rows.integer(0);
  if (count.times > 0 && !rows.is_null(1)) count.oldest = rows.instant(1);
  return count;
}

/// Tickets change when their customer writes, so those that have not changed since hold nothing that counts.
Count counted(storage::Transaction& tx, Counted what, Id customer, Instant since) {
  switch (what) {
    case Counted::messages:
      return first_of(tx.query(
          "SELECT COUNT(*), MIN(m.at) FROM ticket t JOIN message m ON m.ticket = t.id WHERE t.customer = ? "
          "AND t.updated_at > ? AND m.at > ? AND m.kind = 'reply' AND m.author_kind IN ('customer', "
          "'contact')",
          customer, since, since));
    case Counted::tickets:
      return first_of(
          tx.query("SELECT COUNT(*), MIN(opened_at) FROM ticket WHERE customer = ? AND updated_at > ? AND "
                   "opened_at > ?",
                   customer, since, since));
    case Counted::sessions:
      return first_of(
          tx.query("SELECT COUNT(*), MIN(started_at) FROM conversation WHERE customer = ? AND started_at > ?",
                   customer, since));
    default:
      return {};
  }
}

}  // namespace

void add_conduct(Call& call, policy::Question& question, const customers::CustomerRow& customer) {
  const auto& rules = call.policy().document().fair_use;
  if (!rules) return;
  for (const auto& limit : rules->limits) {
    if (!limit.window || limit.noticed != policy::Noticed::counted) continue;
    const Count count = counted(call.tx, limit.counts, customer.id, call.now - *limit.window);
    if (count.times > 0)
      question.occurrences.push_back(
          {.rule = limit.id, .counted = static_cast<std::int32_t>(count.times), .oldest_at = count.oldest});
  }
}

}  // namespace plazo::operations
