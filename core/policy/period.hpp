// The calendar month or year that quotas, ceilings and fees go by, on the wall calendar of the policy's zone.
#pragma once

#include "core/calendar/zone.hpp"
#include "core/policy/published.hpp"

namespace plazo::policy {

/// A calendar month or year: `from` included, `until` not.
struct PeriodSpan {
  Instant from;
  Instant until;
  std::int64_t days = 0;  ///< dates in it: 28 to 31, or 365 and 366
  std::int64_t name = 0;  ///< the year, or the year times twelve plus the month less one; unique per `Period`
};

/// The one in which `at` lies. It begins with the first instant of its first date, also where the clock
/// skips that midnight.
PeriodSpan period_of(const calendar::Zone&, Period, Instant at);

}  // namespace plazo::policy
