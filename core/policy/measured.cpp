#include "core/policy/measured.hpp"

#include <algorithm>

namespace plazo::policy {
namespace {

/// A term of working days ends so late at most; what took longer has no number of days.
constexpr std::int32_t most_days = 20'000;

/// Where a term of so many working days would have ended for this clock, its pauses included.
std::optional<Instant> end_of_days(const Compiled& policy, const Target& target, const Counting& counting,
                                   const PromiseClock& clock, std::int32_t days) {
  const auto end = after_days(policy, target, counting, clock.started_at, days);
  return end ? counting.add(*end, clock.held) : end;
}

std::optional<std::int32_t> days_taken(const Compiled& policy, const Target& target,
                                       const PromiseClock& clock) {
  const auto time = counting(policy, clock);
  const auto kept_by = [&](std::int32_t days) {
    const auto end = end_of_days(policy, target, time, clock, days);
    return !end || *clock.met_at <= *end;  // one that never ends is always kept
  };
  std::int32_t enough = 0, too_few = -1;
  while (!kept_by(enough)) {
    if (enough >= most_days) return std::nullopt;
    too_few = enough;
    enough = std::max(1, 2 * enough);
  }
  while (enough - too_few > 1) {
    const std::int32_t middle = too_few + (enough - too_few) / 2;
    (kept_by(middle) ? enough : too_few) = middle;
  }
  return enough;
}

/// The place of `percent` of a hundred among so many, the smallest first (nearest rank).
std::size_t rank(std::size_t many, std::size_t percent) { return (many * percent + 99) / 100 - 1; }

}  // namespace

Measured measured(const Compiled& policy, const PromiseClock& clock) {
  Measured out{.used = clock.used};
  const Target* const target = policy.target(clock.kind, clock.target);
  if (!target || !clock.met_at) return out;
  out.measure = target->measure;
  const bool in_days = target->measure == Measure::working_days;
  if (in_days) out.days = days_taken(policy, *target, clock);
  // An expectation may state nothing but what is usual.
  const auto& days = target->days ? target->days : target->expected_days;
  const auto& limit = target->limit ? target->limit : target->expected;
  if (clock.due_at)
    out.within = *clock.met_at <= *clock.due_at;
  else if (in_days && days)
    out.within = out.days && *out.days <= *days;
  else if (!in_days && limit)
    out.within = clock.used <= *limit;
  return out;
}

Figures figures_of(const std::vector<Measured>& all) {
  Figures out{.answered = static_cast<std::int64_t>(all.size())};
  if (all.empty()) return out;
  std::vector<Duration> times;
  std::vector<std::int32_t> days;
  times.reserve(all.size());
  for (const auto& one : all) {
    times.push_back(one.used);
    out.total = out.total + one.used;
    if (one.within) {
      ++out.judged;
      out.within += *one.within;
    }
    if (one.days) {
      days.push_back(*one.days);
      out.total_days += *one.days;
    }
  }
  out.mean = Duration{out.total.ms / out.answered};
  std::sort(times.begin(), times.end());
  const std::size_t half = times.size() / 2;
  out.median = times.size() % 2 ? times[half] : Duration{(times[half - 1].ms + times[half].ms) / 2};
  out.p95 = times[rank(times.size(), 95)];
  out.in_days = static_cast<std::int64_t>(days.size());
  if (days.empty()) return out;
  std::sort(days.begin(), days.end());
  out.median_days = days[rank(days.size(), 50)];
  out.p95_days = days[rank(days.size(), 95)];
  return out;
}

std::optional<bool> holds(const Target& target, const Figures& figures) {
  if (target.promise == Promise::percentile) {
    if (figures.judged == 0) return std::nullopt;
    return figures.within * 100 >= figures.judged * target.percent.value_or(100);
  }
  if (target.promise != Promise::mean) return std::nullopt;
  if (target.measure == Measure::working_days) {
    if (figures.in_days == 0 || !target.days) return std::nullopt;
    return figures.total_days <= figures.in_days * *target.days;
  }
  if (figures.answered == 0 || !target.limit) return std::nullopt;
  return figures.total.ms <= figures.answered * target.limit->ms;
}

}  // namespace plazo::policy
