// Civil dates as day numbers: arithmetic without any zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "core/base/time.hpp"

namespace plazo::calendar {

/// Days since 1970-01-01 on a wall calendar.
using Day = std::int32_t;

inline constexpr std::int64_t day_ms = 86'400'000;

/// The proleptic Gregorian date's number. The date must exist.
constexpr Day day_number(int year, int month, int day) {
  using namespace std::chrono;
  return static_cast<Day>(sys_days(std::chrono::year(year) / month / day).time_since_epoch().count());
}
constexpr std::chrono::year_month_day date_of(Day day) {
  return std::chrono::sys_days(std::chrono::days(day));
}
constexpr bool date_exists(int year, int month, int day) {
  return (std::chrono::year(year) / month / day).ok();
}
/// Monday is 0, Sunday is 6.
constexpr int weekday_of(Day day) { return ((day + 3) % 7 + 7) % 7; }
/// `2026-05-15`
std::string to_text(Day);

/// Calendars know these dates and no others; outside them everything is closed.
inline constexpr int first_year = 1970, last_year = 2200;
inline constexpr Day first_day = day_number(first_year, 1, 1), last_day = day_number(last_year, 12, 31);
/// Those dates in any zone lie between these instants.
inline constexpr Instant world_begin{(first_day - 2) * day_ms}, world_end{(last_day + 3) * day_ms};

/// The day of a wall clock given as if it were UTC.
constexpr Day day_of(std::int64_t local_ms) {
  return static_cast<Day>(local_ms >= 0 ? local_ms / day_ms : -((day_ms - 1 - local_ms) / day_ms));
}

}  // namespace plazo::calendar
