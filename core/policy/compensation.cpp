#include "core/policy/compensation.hpp"

#include <algorithm>

#include "core/calendar/date.hpp"
#include "core/policy/actions.hpp"

namespace plazo::policy {
Lateness lateness(const Compiled& policy, const PromiseClock& clock, Instant due_at, Instant until) {
  const auto time = counting(policy, clock);
  Lateness late{.time = time.between(due_at, until)};
  const Target* const target = policy.target(clock.kind, clock.target);
  if (!target || target->measure != Measure::working_days) return late;
  const auto& hours = time.hours ? *time.hours : policy.calendar(always);
  std::int32_t later = 0;
  const auto last = hours.date_at(until);
  for (auto day = hours.date_at(due_at) + 1; day <= last; ++day) later += hours.day(day).open_time.ms > 0;
  late.days = later;
  return late;
}

Instant broken_at(Instant due_at) { return due_at + too_late; }

std::int64_t part_of(std::int64_t sum, std::int64_t of, std::int64_t whole) {
  return (2 * sum * of + whole) / (2 * whole);
}

Worth worth(const Compensation& rule, std::optional<std::int64_t> price, std::int64_t days_in_month,
            std::int64_t before, Instant broken_at) {
  Worth out;
  if (rule.claim_within) out.claimable_until = broken_at + *rule.claim_within;
  if ((rule.percent || rule.days) && !price) return out;
  std::int64_t sum = rule.amount.value_or(0);
  if (rule.percent) sum += part_of(*price, *rule.percent, 100);
  if (rule.days) sum += part_of(*price, *rule.days, days_in_month);
  if (rule.ceiling) {
    const std::int64_t left = std::max<std::int64_t>(0, *rule.ceiling - before);
    out.at_ceiling = sum > left;
    sum = std::min(sum, left);
  }
  out.amount = sum;
  return out;
}

std::optional<std::int64_t> sum_of(const CompensationCeiling& ceiling, std::optional<std::int64_t> price) {
  if (ceiling.percent && !price) return std::nullopt;
  if (!ceiling.percent) return ceiling.amount;
  const std::int64_t part = part_of(*price, *ceiling.percent, 100);
  return ceiling.amount ? std::min(part, *ceiling.amount) : part;
}

Worth under_ceiling(Worth worth, std::optional<std::int64_t> ceiling, std::int64_t before) {
  if (!worth.amount || !ceiling) {
    worth.amount.reset();
    return worth;
  }
  const std::int64_t left = std::max<std::int64_t>(0, *ceiling - before);
  worth.at_ceiling = worth.at_ceiling || *worth.amount > left;
  worth.amount = std::min(*worth.amount, left);
  return worth;
}

}  // namespace plazo::policy
