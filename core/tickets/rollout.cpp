#include "core/tickets/rollout.hpp"

namespace plazo::tickets {
namespace {

struct Next {
  std::int64_t version = 0;  ///< 0: none
  Id last;
  bool begun = false;
};

/// Of the versions in force that have not reached everybody, the one that took effect first.
Next next_version(storage::Transaction& tx, Instant now) {
  auto rows = tx.query(
      "SELECT v.number, r.last FROM policy_version v LEFT JOIN policy_rollout r ON r.version = v.number "
      "WHERE r.finished_at IS NULL AND v.in_force_at <= ? ORDER BY v.in_force_at, v.number LIMIT 1",
      now);
  if (!rows.next()) return {};
  return {rows.integer(0), rows.is_null(1) ? Id{} : rows.id(1), !rows.is_null(1)};
}

}  // namespace

const storage::TableOf<RolloutRow>& rollouts() {
  static const storage::TableOf<RolloutRow> table("policy_rollout", {"version"});
  return table;
}

RolledOut roll_out(Writing& w, int limit) {
  static const std::string by_id = tickets().select("WHERE id > ? ORDER BY id LIMIT ?");
  RolledOut out;
  const auto next = next_version(w.tx, w.now);
  if (next.version == 0) return out;
  const auto& policy = w.policies.version(w.tx, next.version);
  RolloutRow row{.version = next.version, .last = next.last};
  // The first version finds nobody under an earlier one.
  if (next.version > 1 && policy.document().clocks.new_version != policy::NewVersion::pin) {
    std::vector<TicketRow> found;
    {
      auto rows = w.tx.query(by_id, row.last, limit);
      while (rows.next()) found.push_back(tickets().read(rows));
    }
    out.looked_at = static_cast<int>(found.size());
    for (auto& ticket : found) {
      row.last = ticket.id;
      if (ticket.status == Status::closed || !w.policies.successor(w.tx, ticket.policy, w.now)) continue;
      Work work(w, ticket);
      work.save();
      update(w.tx, ticket);
      ++out.moved;
    }
  }
  if (out.looked_at < limit) row.finished_at = w.now;
  if (!next.begun)
    rollouts().insert(w.tx, row);
  else
    w.tx.run("UPDATE policy_rollout SET last = ?, finished_at = ? WHERE version = ?", row.last,
             row.finished_at ? storage::value_of(*row.finished_at) : storage::Value(nullptr), row.version);
  // Another version may be waiting behind this one.
  if (row.finished_at) out.looked_at = limit;
  return out;
}

}  // namespace plazo::tickets
