#include "core/policy/clock.hpp"

#include <algorithm>

#include "core/calendar/notation.hpp"
#include "core/policy/actions.hpp"

namespace plazo::policy {
namespace {

const std::string* hours_of(const Compiled& policy, const Target& target, const Facts& facts) {
  if (target.hours) return &*target.hours;
  const auto* const department = entry_of(policy.document().departments, facts.department);
  return department && department->hours ? &*department->hours : nullptr;
}

/// Where an amount ends of which `clock.used` was counted by `at`.
std::optional<Instant> after_amount(const Counting& counting, const PromiseClock& clock, Instant at,
                                    Duration amount) {
  const Duration left = amount - clock.used;
  if (left.ms > 0) return counting.add(at, left);
  // It has passed already. With the calendar it was counted in, its end is where it was; with another one,
  // what was used is no longer to be found on it, and as much is counted back as it is over.
  if (const auto from_start = counting.add(clock.started_at, amount + clock.held);
      from_start && *from_start <= at)
    return from_start;
  const auto back = counting.add(at, left);
  return std::max(clock.started_at, back.value_or(clock.started_at));
}

/// Works the deadline out of what is used by `at`.
void set_deadline(const Compiled& policy, const Target& target, const Counting& counting, PromiseClock& clock,
                  Instant at) {
  const auto place = [&](const std::optional<Duration>& amount,
                         const std::optional<std::int32_t>& days) -> std::optional<Instant> {
    if (target.measure == Measure::working_days) {
      if (!days) return std::nullopt;
      const auto end = after_days(policy, target, counting, clock.started_at, *days);
      return end ? counting.add(*end, clock.held) : end;
    }
    return amount ? after_amount(counting, clock, at, *amount) : std::nullopt;
  };
  const auto promised = place(target.limit, target.days);
  clock.expected_at = place(target.expected, target.expected_days);
  clock.due_at.reset();
  if (target.promise == Promise::limit)
    clock.due_at = promised;
  else if (!clock.expected_at)
    clock.expected_at = promised;
}

void set_target(const Compiled& policy, std::int64_t version, const Target& target, const Counting& counting,
                PromiseClock& clock) {
  clock.target = target.id;
  clock.promise = target.promise;
  clock.policy = version;
  clock.hours = counting.key;
  clock.calendar = policy.digest(counting.key);
  clock.zone_data = policy.zone_data();
}

/// Puts the time counted until `at` into `used`.
void settle(const Counting& counting, PromiseClock& clock, Instant at) {
  if (clock.paused_at) return;
  clock.used = clock.used + counting.between(clock.counted_from, at);
  clock.counted_from = at;
}

}  // namespace

std::optional<Instant> after_days(const Compiled& policy, const Target& target, const Counting& counting,
                                  Instant start, std::int32_t days) {
  using At = calendar::DayRule::At;
  calendar::DayRule rule;
  if (target.cut_off)
    if (const auto clock = calendar::read_clock(*target.cut_off)) rule.cut_off = milliseconds(*clock);
  switch (target.ends) {
    case DayEnd::closing:
      rule.at = At::closing;
      break;
    case DayEnd::same_time:
      rule.at = At::same_time;
      break;
    case DayEnd::cut_off:
      rule.at = rule.cut_off ? At::cut_off : At::closing;
      break;
  }
  const auto& hours = counting.hours ? *counting.hours : policy.calendar(always);
  return hours.add_working_days(start, days, rule);
}

Duration Counting::between(Instant from, Instant to) const {
  return hours ? hours->between(from, to) : to - from;
}

std::optional<Instant> Counting::add(Instant from, Duration amount) const {
  return hours ? hours->add(from, amount) : from + amount;
}

Counting counting(const Compiled& policy, const Target& target, const Facts& facts) {
  if (target.measure == Measure::wall_time) return {};
  const std::string* const key = hours_of(policy, target, facts);
  if (!key || *key == always)
    return target.measure == Measure::working_days ? Counting{&policy.calendar(always), always} : Counting{};
  return {&policy.calendar(*key), *key};
}

const calendar::Calendar* working_hours(const Compiled& policy, const Target& target, const Facts& facts) {
  const std::string* const key = hours_of(policy, target, facts);
  return key ? &policy.calendar(*key) : nullptr;
}

bool PromiseClock::has_done(std::string_view action) const {
  return done && std::find(done->begin(), done->end(), action) != done->end();
}

Counting counting(const Compiled& policy, const PromiseClock& clock) {
  return clock.hours.empty() ? Counting{} : Counting{&policy.calendar(clock.hours), clock.hours};
}

Duration used(const Compiled& policy, const PromiseClock& clock, Instant at) {
  if (!clock.running() || clock.paused_at) return clock.used;
  return clock.used + counting(policy, clock).between(clock.counted_from, at);
}

std::optional<Duration> time_left(const Compiled& policy, const PromiseClock& clock, Instant at) {
  if (!clock.due_at) return std::nullopt;
  return counting(policy, clock).between(clock.paused_at.value_or(at), *clock.due_at);
}

std::optional<PromiseClock> start(const Compiled& policy, std::int64_t version, ClockKind kind,
                                  const Facts& facts, Instant at) {
  const Target* const target = policy.target(kind, facts, at);
  if (!target || target->promise == Promise::none) return std::nullopt;
  const auto counting = policy::counting(policy, *target, facts);
  PromiseClock clock{.kind = kind, .started_at = at, .counted_from = at};
  set_target(policy, version, *target, counting, clock);
  set_deadline(policy, *target, counting, clock, at);
  return clock;
}

bool pauses_for(const Compiled& policy, const PromiseClock& clock, PauseReason reason) {
  const Target* const target = policy.target(clock.kind, clock.target);
  return target && std::find(target->pauses.begin(), target->pauses.end(), reason) != target->pauses.end();
}

void pause(const Compiled& policy, PromiseClock& clock, PauseReason reason, Instant at) {
  if (!clock.running() || clock.paused_at || (clock.due_at && at >= *clock.due_at)) return;
  if (!pauses_for(policy, clock, reason)) return;
  settle(counting(policy, clock), clock, at);
  clock.paused_at = at;
}

void resume(const Compiled& policy, PromiseClock& clock, Instant at) {
  if (!clock.running() || !clock.paused_at) return;
  const auto time = counting(policy, clock);
  const Duration hole = time.between(*clock.paused_at, at);
  if (clock.due_at) clock.due_at = time.add(*clock.due_at, hole);
  if (clock.expected_at) clock.expected_at = time.add(*clock.expected_at, hole);
  clock.held = clock.held + hole;
  clock.counted_from = at;
  clock.paused_at.reset();
}

void end(const Compiled& policy, PromiseClock& clock, Ending ending, Instant at) {
  if (!clock.running()) return;
  if (clock.paused_at)
    resume(policy, clock, at);
  else
    settle(counting(policy, clock), clock, at);
  (ending == Ending::met ? clock.met_at : clock.cancelled_at) = at;
}

bool carry(const Compiled& before, const Compiled& after, std::int64_t version, const Facts& now,
           PromiseClock& clock, Instant at) {
  const Target* const target = after.target(clock.kind, now, clock.started_at);
  if (!target || target->promise == Promise::none) return false;
  settle(counting(before, clock), clock, at);
  // Counting goes on from here in another measure; a pause goes on as well, as if it had begun now.
  if (clock.paused_at) clock.paused_at = at;
  const auto time = counting(after, *target, now);
  set_target(after, version, *target, time, clock);
  set_deadline(after, *target, time, clock, at);
  forget_future_actions(after, now, clock, at);
  return true;
}

}  // namespace plazo::policy
