#include "core/policy/period.hpp"

#include "core/calendar/date.hpp"

namespace plazo::policy {
namespace {

Instant first_of(const calendar::Zone& zone, std::int64_t year, int month) {
  const auto answer = zone.instants({.year = year, .month = month, .day = 1});
  return answer.kind == calendar::CivilAnswer::Kind::skipped ? answer.change : answer.earlier;
}

}  // namespace

PeriodSpan period_of(const calendar::Zone& zone, Period period, Instant at) {
  const auto civil = zone.local(at).civil;
  const auto day_of = [](std::int64_t year, int month) {
    return calendar::day_number(static_cast<int>(year), month, 1);
  };
  if (period == Period::year)
    return {first_of(zone, civil.year, 1), first_of(zone, civil.year + 1, 1),
            day_of(civil.year + 1, 1) - day_of(civil.year, 1), civil.year};
  const std::int64_t next_year = civil.month == 12 ? civil.year + 1 : civil.year;
  const int next = civil.month == 12 ? 1 : civil.month + 1;
  return {first_of(zone, civil.year, civil.month), first_of(zone, next_year, next),
          day_of(next_year, next) - day_of(civil.year, civil.month), civil.year * 12 + civil.month - 1};
}

}  // namespace plazo::policy
