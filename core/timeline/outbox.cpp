#include "core/timeline/outbox.hpp"

#include <algorithm>
#include <array>

namespace plazo::timeline {
namespace {

Error fenced() {
  return {Category::conflict, "outbox.fenced",
          "the task has been given to another worker since, or was given back; leave it and claim the next"};
}

/// Tasks of one kind that are due and have no undone predecessor among the kinds asked for.
std::vector<OutboxRow> due_of_kind(storage::Transaction& tx, std::string_view kind,
                                   const std::vector<std::string>& kinds, int limit, Instant now) {
  static const std::string sql = outbox().select(
      "WHERE state = 'waiting' AND kind = ? AND due_at <= ? AND NOT EXISTS (SELECT 1 FROM outbox e WHERE "
      "e.subject = outbox.subject AND e.state = 'waiting' AND (e.sequence < outbox.sequence OR (e.sequence = "
      "outbox.sequence AND e.id < outbox.id)) AND e.kind IN (?, ?, ?, ?, ?, ?, ?, ?)) "
      "ORDER BY due_at, id LIMIT ?");
  std::array<storage::Value, most_kinds + 3> values;
  values[0] = kind;
  values[1] = storage::value_of(now);
  for (std::size_t i = 0; i < most_kinds; ++i)
    values[i + 2] = storage::value_of(kinds[std::min(i, kinds.size() - 1)]);
  values.back() = storage::value_of(limit);
  std::vector<OutboxRow> found;
  auto rows = tx.query(sql, std::span<const storage::Value>(values));
  while (rows.next()) found.push_back(outbox().read(rows));
  return found;
}

}  // namespace

const storage::TableOf<OutboxRow>& outbox() {
  static const storage::TableOf<OutboxRow> table(
      "outbox", {"id"}, {{{"state", "kind", "due_at", "id"}}, {{"subject", "sequence", "id"}}});
  return table;
}

const storage::TableOf<DoneRow>& done_tasks() {
  static const storage::TableOf<DoneRow> table("outbox_done", {"task"}, {{{"at"}}});
  return table;
}

std::vector<OutboxRow> claim(storage::Transaction& tx, const std::vector<std::string>& kinds, int limit,
                             Instant now, Duration lease) {
  std::vector<OutboxRow> found;
  for (const auto& kind : kinds) {
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.begin() + (&kind - kinds.data())) continue;
    for (auto& row : due_of_kind(tx, kind, kinds, limit, now)) found.push_back(std::move(row));
  }
  std::sort(found.begin(), found.end(), [](const OutboxRow& a, const OutboxRow& b) {
    return std::pair(a.due_at, a.id) < std::pair(b.due_at, b.id);
  });
  if (static_cast<int>(found.size()) > limit) found.resize(static_cast<std::size_t>(limit));
  for (auto& row : found) {
    const std::int64_t before = row.fence++;
    row.due_at = now + lease;
    ++row.attempts;
    if (tx.run("UPDATE outbox SET fence = ?, due_at = ?, attempts = ? WHERE id = ? AND fence = ?", row.fence,
               row.due_at, row.attempts, row.id, before) != 1)
      throw storage::Busy(Category::unavailable, "storage.busy",
                          "the task was claimed at the same time, try again");
  }
  return found;
}

std::optional<OutboxRow> look_for_task(storage::Transaction& tx, Id task) {
  static const std::string sql = outbox().select("WHERE id = ?");
  auto rows = tx.query(sql, task);
  if (!rows.next()) return std::nullopt;
  return outbox().read(rows);
}

OutboxRow held_task(storage::Transaction& tx, Id task, std::int64_t fence) {
  {
    auto rows = tx.query("SELECT 1 FROM outbox_done WHERE task = ?", task);
    if (rows.next()) throw fenced();
  }
  auto row = look_for_task(tx, task);
  if (!row) throw Error(Category::not_found, "outbox.not_found", "there is no such task");
  if (row->fence != fence || row->state != TaskState::waiting) throw fenced();
  return std::move(*row);
}

void finish(storage::Transaction& tx, Id task, std::int64_t fence, Instant now) {
  {
    auto rows = tx.query("SELECT fence FROM outbox_done WHERE task = ?", task);
    if (rows.next() && rows.integer(0) == fence) return;
  }
  held_task(tx, task, fence);
  tx.run("DELETE FROM outbox WHERE id = ?", task);
  done_tasks().insert(tx, {task, fence, now});
}

OutboxRow fail(storage::Transaction& tx, Id task, std::int64_t fence, std::string_view reason,
               std::optional<Instant> again_at) {
  auto row = held_task(tx, task, fence);
  ++row.fence;
  row.reason = std::string(reason);
  if (again_at)
    row.due_at = *again_at;
  else
    row.state = TaskState::dead;
  tx.run("UPDATE outbox SET fence = ?, reason = ?, due_at = ?, state = ? WHERE id = ?", row.fence,
         *row.reason, row.due_at, again_at ? "waiting" : "dead", row.id);
  return row;
}

std::vector<OutboxRow> list_tasks(storage::Transaction& tx, TaskState state, Id after, int limit) {
  static const std::string sql = outbox().select("WHERE id > ? AND state = ? ORDER BY id LIMIT ?");
  std::vector<OutboxRow> found;
  auto rows = tx.query(sql, after, state == TaskState::dead ? "dead" : "waiting", limit);
  while (rows.next()) found.push_back(outbox().read(rows));
  return found;
}

Backlog backlog(storage::Transaction& tx) {
  Backlog out;
  const auto count = [&](std::string_view state) {
    auto rows = tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = ? LIMIT ?) AS counted",
                         state, Backlog::counted);
    return rows.next() ? rows.integer(0) : 0;
  };
  out.waiting = count("waiting");
  out.dead = count("dead");
  // Ids are made of the instant; what lies before the oldest that waits are dead ones, which are few.
  auto rows = tx.query("SELECT at FROM outbox WHERE state <> 'dead' ORDER BY id LIMIT 1");
  if (rows.next()) out.oldest = rows.instant(0);
  return out;
}

int forget_done_tasks(storage::Transaction& tx, Instant before, int limit) {
  return static_cast<int>(
      tx.run("DELETE FROM outbox_done WHERE task IN (SELECT task FROM outbox_done WHERE at < ? ORDER BY at "
             "LIMIT ?)",
             before, limit));
}

}  // namespace plazo::timeline
