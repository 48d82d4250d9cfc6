// The outbox: what is to be done outside the database, by a plug-in or the worker. A row is written in the
// transaction of what it follows from, so it is there exactly when that has happened.
//
// Whoever does tasks claims them for a while. Each claim raises the task's fence, and only the holder of the
// last fence can say that it is done, or that it failed; so however many work at once, and whatever becomes
// of them, each task is acknowledged once. One whose claim has run out is given to the next who asks. It may
// then be *done* twice, as nobody can tell a worker that died before from one that died after; whoever cannot
// bear that keeps the fence with what it does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/storage/tables.hpp"

namespace plazo::timeline {

enum class TaskState {
  waiting,  ///< to be done from `due_at` on, or claimed until then
  dead,     ///< given up
};
BOOST_DESCRIBE_ENUM(TaskState, waiting, dead)

struct OutboxRow {
  Id id;
  Instant at;
  std::string kind;
  Id subject;
  std::string body;
  std::int64_t sequence = 0;
  TaskState state = TaskState::waiting;
  Instant due_at = {};
  std::int64_t fence = 0;
  std::int32_t attempts = 0;
  std::optional<std::string> reason = {};

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the task"},
      {.field = "at", .meaning = "when it was written"},
      {.field = "kind", .meaning = "what is to be done: `clock.warning`", .max = 64},
      {.field = "subject", .meaning = "what it is about, such as a ticket"},
      {.field = "body", .meaning = "the particulars as JSON"},
      {.field = "sequence", .meaning = "the event of the subject that it follows from"},
      {.field = "state", .meaning = "whether it is still to be done"},
      {.field = "due_at", .meaning = "from when on it can be claimed"},
      {.field = "fence", .meaning = "grows with each claim and each failure"},
      {.field = "attempts", .meaning = "how often it was claimed"},
      {.field = "reason", .meaning = "why the last attempt failed", .max = 500},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (),
                      (id, at, kind, subject, body, sequence, state, due_at, fence, attempts, reason))

/// A task that was done, kept for a while, so that who repeats itself is understood.
struct DoneRow {
  Id task;
  std::int64_t fence = 0;
  Instant at;
  static constexpr json::Note notes[] = {
      {.field = "task", .meaning = "id of the task"},
      {.field = "fence", .meaning = "under which it was done"},
      {.field = "at", .meaning = "when"},
  };
};
BOOST_DESCRIBE_STRUCT(DoneRow, (), (task, fence, at))

const storage::TableOf<OutboxRow>& outbox();
const storage::TableOf<DoneRow>& done_tasks();

/// At most so many kinds in one claim.
inline constexpr std::size_t most_kinds = 8;

/// Claims tasks of these kinds (1 to `most_kinds`) that are due, those due longest first, until `now +
/// lease`. Of the kinds asked for, the tasks of one subject come in order: one whose predecessor is not done
/// is not given.
std::vector<OutboxRow> claim(storage::Transaction&, const std::vector<std::string>& kinds, int limit,
                             Instant now, Duration lease);

/// None: there is no such task, or it was done.
std::optional<OutboxRow> look_for_task(storage::Transaction&, Id task);

/// The task, as long as it is held under this fence. Throws `outbox.not_found`, and `conflict`
/// `outbox.fenced` when it has another fence by now, or was done or given up.
OutboxRow held_task(storage::Transaction&, Id task, std::int64_t fence);

/// Takes a task from the outbox. Saying it again under the same fence changes nothing. Throws like
/// `held_task`.
void finish(storage::Transaction&, Id task, std::int64_t fence, Instant now);

/// Gives a task back: to be tried again at `again_at`, or, without one, for nobody any more. Throws like
/// `held_task`.
OutboxRow fail(storage::Transaction&, Id task, std::int64_t fence, std::string_view reason,
               std::optional<Instant> again_at);

/// The oldest first, those after `after`.
std::vector<OutboxRow> list_tasks(storage::Transaction&, TaskState, Id after, int limit);

/// What an operator looks at.
struct Backlog {
  std::int64_t waiting = 0, dead = 0;  ///< each counted up to `counted`
  std::optional<Instant> oldest;       ///< when the oldest waiting one was written
  static constexpr int counted = 1000;
};
Backlog backlog(storage::Transaction&);

/// Forgets at most `limit` of the done tasks that were done before `before`; returns how many.
int forget_done_tasks(storage::Transaction&, Instant before, int limit);

}  // namespace plazo::timeline
