// outbox.claim, outbox.done, outbox.fail, outbox.list
#include "core/timeline/outbox.hpp"

#include <algorithm>

#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using timeline::OutboxRow;

struct OutboxClaim : Writing {
  std::vector<std::string> kinds;
  std::int32_t limit = 10;
  Duration lease = minutes(1);

  static constexpr json::Note notes[] = {
      {.field = "kinds",
       .meaning = "what the caller can do, such as `clock.step`; tasks of other kinds are left to others",
       .min = 1,
       .max = timeline::most_kinds},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "tasks",
       .min = 1,
       .max = 100,
       .defaulted = true},
      {.field = "lease",
       .meaning = "for how long nobody else is given them; longer than doing them takes",
       .min = 1000,
       .max = 3'600'000,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxClaim, (Writing), (kinds, limit, lease))

struct OutboxTask {
  Id id;
  std::string kind;
  Id subject;
  Instant at;
  std::string body;
  std::int64_t fence = 0;
  std::int32_t attempts = 0;
  Instant due_at;
  std::optional<std::string> reason;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the task"},
      {.field = "kind", .meaning = "what is to be done"},
      {.field = "subject", .meaning = "id of the ticket that it is about"},
      {.field = "at", .meaning = "when it was written"},
      {.field = "body", .meaning = "the particulars, a JSON object as text"},
      {.field = "fence",
       .meaning = "proves the claim to `outbox.done` and `outbox.fail`; grows with each claim and failure"},
      {.field = "attempts", .meaning = "how often it was claimed, this time included"},
      {.field = "due_at", .meaning = "until when it is claimed; when nobody has it, from when it can be"},
      {.field = "reason", .meaning = "why the last attempt failed"},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxTask, (), (id, kind, subject, at, body, fence, attempts, due_at, reason))

struct OutboxTasks {
  std::vector<OutboxTask> tasks;
  static constexpr json::Note notes[] = {
      {.field = "tasks", .meaning = "those due longest first; of one subject at most one"}};
};
BOOST_DESCRIBE_STRUCT(OutboxTasks, (), (tasks))

struct OutboxDone : Writing {
  Id task;
  std::int64_t fence = 0;
  static constexpr json::Note notes[] = {
      {.field = "task", .meaning = "id of the task"},
      {.field = "fence", .meaning = "as the claim gave it", .min = 1},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxDone, (Writing), (task, fence))

struct OutboxFail : Writing {
  Id task;
  std::int64_t fence = 0;
  std::string reason;
  std::optional<Duration> again_in;
  std::int32_t most_attempts = 10;

  static constexpr json::Note notes[] = {
      {.field = "task", .meaning = "id of the task"},
      {.field = "fence", .meaning = "as the claim gave it", .min = 1},
      {.field = "reason", .meaning = "what went wrong, for whoever looks", .min = 1, .max = 500},
      {.field = "again_in",
       .meaning = "when it is to be tried again; absent: a minute after the first attempt, and twice as long "
                  "after each further one, at most six hours",
       .min = 0,
       .max = 604'800'000},
      {.field = "most_attempts",
       .meaning = "after so many it is given up; 1: at once",
       .unit = "attempts",
       .min = 1,
       .max = 1000,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxFail, (Writing), (task, fence, reason, again_in, most_attempts))

/// Without fences: who looks has claimed nothing.
struct OutboxEntry {
  Id id;
  std::string kind;
  Id subject;
  Instant at;
  std::string body;
  timeline::TaskState state = timeline::TaskState::waiting;
  std::int32_t attempts = 0;
  Instant due_at;
  std::optional<std::string> reason;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the task"},
      {.field = "kind", .meaning = "what is to be done"},
      {.field = "subject", .meaning = "id of the ticket that it is about"},
      {.field = "at", .meaning = "when it was written"},
      {.field = "body", .meaning = "the particulars, a JSON object as text"},
      {.field = "state", .meaning = "`waiting`, also while it is claimed, or given up: `dead`"},
      {.field = "attempts", .meaning = "how often it was claimed"},
      {.field = "due_at", .meaning = "from when on it can be claimed"},
      {.field = "reason", .meaning = "why the last attempt failed"},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxEntry, (), (id, kind, subject, at, body, state, attempts, due_at, reason))

struct OutboxFailed {
  std::optional<OutboxEntry> task;
  static constexpr json::Note notes[] = {
      {.field = "task",
       .meaning =
           "the task as it is now: given up, or due again at `due_at`; absent in a repeat, when it was "
           "done since"},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxFailed, (), (task))

struct OutboxList {
  timeline::TaskState state = timeline::TaskState::dead;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "state",
       .meaning = "tasks that were given up, or that wait or are claimed",
       .defaulted = true},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "tasks",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxList, (), (state, after, limit))

struct OutboxPage {
  std::vector<OutboxEntry> tasks;
  std::optional<std::string> next;
  static constexpr json::Note notes[] = {
      {.field = "tasks", .meaning = "the oldest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxPage, (), (tasks, next))

OutboxTask task_of(OutboxRow row) {
  return {row.id,       std::move(row.kind), row.subject,          row.at, std::move(row.body), row.fence,
          row.attempts, row.due_at,          std::move(row.reason)};
}

/// Those that the first attempt was given and still holds: the fence tells.
OutboxTasks claimed_again(Call& call) {
  OutboxTasks reply;
  for (std::size_t i = 0; i + 1 < call.made.size(); i += 2)
    if (auto row = timeline::look_for_task(call.tx, call.made[i]);
        row && row->fence == call.made[i + 1].value)
      reply.tasks.push_back(task_of(std::move(*row)));
  return reply;
}

OutboxTasks claim(Call& call, const OutboxClaim& request) {
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < request.kinds.size(); ++i)
    if (request.kinds[i].empty() || request.kinds[i].size() > 64)
      problems.push_back({"/kinds/" + std::to_string(i), "out_of_range", "must have 1 to 64 characters"});
  if (!problems.empty()) {
    Error error(Category::invalid, "request.invalid",
                "`" + problems.front().path + "` " + problems.front().message);
    error.problems = std::move(problems);
    throw error;
  }
  OutboxTasks reply;
  for (auto& row : timeline::claim(call.tx, request.kinds, request.limit, call.now, request.lease)) {
    call.made.push_back(row.id);
    call.made.push_back({row.fence});
    reply.tasks.push_back(task_of(std::move(row)));
  }
  return reply;
}

Empty done_again(Call&) { return {}; }

Empty done(Call& call, const OutboxDone& request) {
  timeline::finish(call.tx, request.task, request.fence, call.now);
  return {};
}

OutboxEntry entry_of(OutboxRow row) {
  return {row.id,       std::move(row.kind), row.subject,          row.at, std::move(row.body), row.state,
          row.attempts, row.due_at,          std::move(row.reason)};
}

OutboxFailed failed_again(Call& call) {
  auto row = timeline::look_for_task(call.tx, call.made.at(0));
  if (!row) return {};
  return {entry_of(std::move(*row))};
}

Duration backoff(std::int32_t attempts) {
  return std::min(hours(6), Duration{minutes(1).ms << std::clamp(attempts - 1, 0, 16)});
}

OutboxFailed fail(Call& call, const OutboxFail& request) {
  std::optional<Instant> again_at;
  const auto attempts = timeline::held_task(call.tx, request.task, request.fence).attempts;
  if (attempts < request.most_attempts) again_at = call.now + request.again_in.value_or(backoff(attempts));
  call.made = {request.task};
  return {entry_of(timeline::fail(call.tx, request.task, request.fence, request.reason, again_at))};
}

OutboxPage list(Call& call, const OutboxList& request) {
  Id after;
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) {
      Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
      throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
    }
    after = cursor->id;
  }
  OutboxPage page;
  for (auto& row : timeline::list_tasks(call.tx, request.state, after, request.limit + 1)) {
    if (static_cast<std::int32_t>(page.tasks.size()) == request.limit) {
      const Id last = page.tasks.back().id;
      page.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    page.tasks.push_back(entry_of(std::move(row)));
  }
  return page;
}

constexpr ErrorNote not_found{"outbox.not_found", "there is no such task"};
constexpr ErrorNote fenced{"outbox.fenced",
                           "it has been given to another worker since, or was given back: leave it"};

}  // namespace

std::vector<Operation> outbox_operations() {
  return {
      writing<claim, claimed_again>(
          {.name = "outbox.claim",
           .summary = "Take tasks to be done outside the database",
           .details =
               "Whatever is to be told or done for what has happened on tickets. Each task is given to one "
               "worker at a time, with a fence that proves it; when the lease runs out before it is done, "
               "the next who asks is given it under a higher fence. Of the kinds asked for, the tasks of one "
               "ticket come in order, the next when the one before is done or given up.",
           .callers = {{ActorKind::panel}}}),
      writing<done, done_again>(
          {.name = "outbox.done",
           .summary = "Acknowledge a task",
           .details = "Once: only the holder of the last fence can. Saying it again changes nothing.",
           .callers = {{ActorKind::panel}},
           .errors = {not_found, fenced}}),
      writing<fail, failed_again>({.name = "outbox.fail",
                                   .summary = "Give a task back that could not be done",
                                   .details = "It is tried again later, and given up after `most_attempts`.",
                                   .callers = {{ActorKind::panel}},
                                   .errors = {not_found, fenced}}),
      reading<list>({.name = "outbox.list",
                     .summary = "Tasks that were given up, or that wait",
                     .details = "For whoever looks after the desk.",
                     .callers = {{ActorKind::panel}}}),
  };
}

}  // namespace plazo::operations
