#include "core/policy/course.hpp"

#include <algorithm>
#include <utility>

#include "core/policy/actions.hpp"

namespace plazo::policy {
namespace {

constexpr ClockKind all_kinds[] = {ClockKind::first_response, ClockKind::next_response, ClockKind::resolution,
                                   ClockKind::update};

void drop(Course& course, ClockKind kind) {
  std::erase_if(course.clocks, [kind](const PromiseClock& clock) { return clock.kind == kind; });
}

/// A fresh clock in place of an earlier one of its kind; held from the start while the ticket is.
void begin(Course& course, const Compiled& policy, ClockKind kind, Instant at) {
  auto fresh = start(policy, course.version, kind, course.facts, at);
  PromiseClock* const before = course.find(kind);
  if (!fresh) {
    // An ended one stays to be read; one that runs no longer has a promise behind it.
    if (before && before->running()) drop(course, kind);
    return;
  }
  if (course.paused) pause(policy, *fresh, *course.paused, at);
  if (before)
    *before = std::move(*fresh);
  else
    course.clocks.push_back(std::move(*fresh));
}

void finish(Course& course, const Compiled& policy, ClockKind kind, Ending ending, Instant at) {
  auto* const clock = course.find(kind);
  if (!clock || !clock->running()) return;
  end(policy, *clock, ending, at);
  if (ending == Ending::met) course.met.push_back(*clock);
}

/// Whether somebody is owed what a clock of this kind times.
bool owed(const Course& course, ClockKind kind) {
  switch (kind) {
    case ClockKind::first_response:
      return !course.answered_at;
    case ClockKind::next_response:
      return course.answered_at && course.waiting_since;
    case ClockKind::resolution:
      return true;
    case ClockKind::update:
      return course.answered_at.has_value();
  }
  return false;
}

/// After the clock's target or the reason of the pause may have become another one: whether it is held.
void hold_as_asked(const Course& course, const Compiled& policy, PromiseClock& clock, Instant at) {
  if (!course.paused || !clock.running()) return;
  const bool held = pauses_for(policy, clock, *course.paused);
  if (clock.paused_at && !held) resume(policy, clock, at);
  if (!clock.paused_at && held) pause(policy, clock, *course.paused, at);
}

/// Carries a running clock over to what is promised now, or starts one that is promised for the first time.
void carry_one(Course& course, const Compiled& before, const Compiled& after, ClockKind kind, Instant at) {
  auto* const clock = course.find(kind);
  if (clock && !clock->running()) return;
  if (!clock) {
    if (owed(course, kind)) begin(course, after, kind, at);
  } else if (!carry(before, after, course.version, course.facts, *clock, at)) {
    drop(course, kind);
  } else {
    hold_as_asked(course, after, *clock, at);
  }
}

void carry_all(Course& course, const Compiled& before, const Compiled& after, Instant at) {
  for (const ClockKind kind : all_kinds) carry_one(course, before, after, kind, at);
}

/// Begins a clock anew that runs or that is owed for the first time.
void restart_one(Course& course, const Compiled& policy, ClockKind kind, Instant at) {
  const auto* const clock = course.find(kind);
  if (clock ? clock->running() : owed(course, kind)) begin(course, policy, kind, at);
}

void restart_all(Course& course, const Compiled& policy, Instant at) {
  for (const ClockKind kind : all_kinds) restart_one(course, policy, kind, at);
}

void reopen(Course& course, const Compiled& policy, Instant at) {
  course.closed = false;
  const Change rule = policy.document().clocks.reopened;
  for (const ClockKind kind : {ClockKind::first_response, ClockKind::resolution}) {
    if (!owed(course, kind)) continue;
    auto* const clock = course.find(kind);
    // A clock that another version has set cannot go on under this one.
    if (!clock || clock->policy != course.version || rule == Change::restart) {
      if (clock || rule != Change::keep) begin(course, policy, kind, at);
      continue;
    }
    const auto was_met = [&](const PromiseClock& met) {
      return met.kind == kind && met.started_at == clock->started_at && met.met_at == clock->met_at;
    };
    if (clock->met_at && std::erase_if(course.met, was_met) == 0) course.undone.push_back(*clock);
    clock->met_at.reset();
    clock->cancelled_at.reset();
    if (rule == Change::keep) continue;  // as if it had never been closed
    clock->held = clock->held + counting(policy, *clock).between(clock->counted_from, at);
    clock->counted_from = at;
    if (!carry(policy, policy, course.version, course.facts, *clock, at)) drop(course, kind);
  }
}

}  // namespace

PromiseClock* Course::find(ClockKind kind) {
  const auto at =
      std::find_if(clocks.begin(), clocks.end(), [kind](const auto& c) { return c.kind == kind; });
  return at == clocks.end() ? nullptr : &*at;
}

const PromiseClock* Course::find(ClockKind kind) const { return const_cast<Course*>(this)->find(kind); }

void opened(Course& course, const Compiled& policy, Instant at) {
  course.waiting_since = at;
  begin(course, policy, ClockKind::first_response, at);
  begin(course, policy, ClockKind::resolution, at);
}

void customer_wrote(Course& course, const Compiled& policy, Instant at) {
  if (course.paused == PauseReason::customer) resumed(course, policy, at);
  if (course.closed) reopen(course, policy, at);
  if (!course.waiting_since) course.waiting_since = at;
  if (!course.answered_at) return;
  const auto* const next = course.find(ClockKind::next_response);
  if (!next || !next->running()) begin(course, policy, ClockKind::next_response, at);
}

bool staff_wrote(Course& course, const Compiled& policy, bool automatic, Instant at) {
  if (automatic && !policy.document().clocks.automatic_replies_answer) return false;
  finish(course, policy, ClockKind::first_response, Ending::met, at);
  finish(course, policy, ClockKind::next_response, Ending::met, at);
  finish(course, policy, ClockKind::update, Ending::met, at);
  if (!course.answered_at) course.answered_at = at;
  course.waiting_since.reset();
  if (!course.closed) begin(course, policy, ClockKind::update, at);
  return true;
}

void closed(Course& course, const Compiled& policy, Instant at) {
  finish(course, policy, ClockKind::first_response, Ending::cancelled, at);
  finish(course, policy, ClockKind::next_response, Ending::cancelled, at);
  finish(course, policy, ClockKind::update, Ending::cancelled, at);
  finish(course, policy, ClockKind::resolution, Ending::met, at);
  course.closed = true;
  course.paused.reset();
  course.paused_since.reset();
  course.waiting_since.reset();
}

void merged(Course& course, const Compiled& policy, Instant at) {
  for (const ClockKind kind : all_kinds) finish(course, policy, kind, Ending::cancelled, at);
  course.closed = true;
  course.paused.reset();
  course.paused_since.reset();
  course.waiting_since.reset();
}

void took_over(Course& course, const Compiled& policy, std::optional<Instant> waiting_since, Instant at) {
  if (!waiting_since) return;
  if (course.paused == PauseReason::customer) resumed(course, policy, at);
  course.waiting_since = std::min(course.waiting_since.value_or(*waiting_since), *waiting_since);
  const auto kind = course.answered_at ? ClockKind::next_response : ClockKind::first_response;
  const auto* const owed_here = course.find(kind);
  if (owed_here && owed_here->running() && owed_here->started_at <= *waiting_since) return;
  // It has run since then; a pause holds it from where the pause began.
  const auto pause_reason = std::exchange(course.paused, std::nullopt);
  begin(course, policy, kind, *waiting_since);
  course.paused = pause_reason;
  if (auto* const begun = course.find(kind); begun && begun->running() && course.paused)
    pause(policy, *begun, *course.paused, std::max(*waiting_since, course.paused_since.value_or(at)));
}

void imported(Course& course, const Compiled& policy, Instant at) {
  course.met.clear();
  course.undone.clear();
  if (course.closed) return course.clocks.clear();
  for (auto& clock : course.clocks)
    for (const auto& action : actions(policy, course.facts, clock))
      if (action.at <= at) (clock.done ? *clock.done : clock.done.emplace()).push_back(action.name);
}

void paused(Course& course, const Compiled& policy, PauseReason reason, Instant at) {
  course.paused = reason;
  if (!course.paused_since) course.paused_since = at;
  for (auto& clock : course.clocks) hold_as_asked(course, policy, clock, at);
}

void resumed(Course& course, const Compiled& policy, Instant at) {
  for (auto& clock : course.clocks) resume(policy, clock, at);
  course.paused.reset();
  course.paused_since.reset();
}

void changed(Course& course, const Compiled& policy, Facts now, Instant at) {
  course.facts = std::move(now);
  if (course.closed) return;
  switch (policy.document().clocks.changed) {
    case Change::keep:
      return;
    case Change::carry:
      return carry_all(course, policy, policy, at);
    case Change::restart:
      return restart_all(course, policy, at);
  }
}

void declared(Course& course, const Compiled& policy, std::vector<std::string> circumstances, Instant at) {
  const Facts before = course.facts;
  course.facts.circumstance = std::move(circumstances);
  const Change rule = policy.document().clocks.changed;
  if (course.closed || rule == Change::keep) return;
  for (const ClockKind kind : all_kinds) {
    const auto* const clock = course.find(kind);
    const Instant judged = clock ? clock->started_at : at;
    if (policy.target(kind, before, judged) == policy.target(kind, course.facts, judged)) continue;
    if (rule == Change::carry)
      carry_one(course, policy, policy, kind, at);
    else
      restart_one(course, policy, kind, at);
  }
}

void re_evaluated(Course& course, const Compiled& before, const Compiled& after, std::int64_t version,
                  Instant at) {
  course.version = version;
  if (course.closed) return;
  if (after.document().clocks.new_version == NewVersion::restart)
    restart_all(course, after, at);
  else
    carry_all(course, before, after, at);
}

}  // namespace plazo::policy
