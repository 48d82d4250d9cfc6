// Nights on which the clock does something odd at or near midnight, laid out whole: every minute of them,
// under many calendars, against the slow truth. Random draws meet these nights too seldom to be relied on.
#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>

#include "core/calendar/calendar.hpp"
#include "tests/core/calendar/samples.hpp"
#include "tests/core/calendar/wall_clock.hpp"

namespace plazo::calendar {
namespace {

using samples::at;

struct Night {
  const char* zone;
  const char* from;  ///< a few days before the change
  const char* date;  ///< civil date of the change
};

std::vector<Document> calendars_of(const Night& night) {
  std::vector<Document> out;
  std::vector<const char*> clocks{"00:00", "00:30", "02:00", "12:00", "22:00", "23:00", "23:59", "24:00"};
  if (std::getenv("PLAZO_FULL")) clocks.insert(clocks.end(), {"00:01", "01:00", "06:00", "23:01", "23:30"});
  for (const std::string from : clocks)
    for (const std::string to : clocks) {
      if (from == to || from == "24:00") continue;
      const std::string hours = from + "-" + to;
      Document daily{.zone = night.zone, .weekly = {{"daily", {hours}}}};
      Document holiday = daily, special = daily, ends = daily, begins = daily;
      holiday.holidays.emplace({Holiday{night.date}});
      special.weekly = {{"daily", {"09:00-17:00"}}};
      special.special = {{.on = night.date, .hours = {hours}}};
      ends.valid_to = night.date;
      begins.valid_from = night.date;
      for (Document& one : std::vector{daily, holiday, special, ends, begins}) out.push_back(std::move(one));
    }
  return out;
}

void agree(const Document& document, Instant from, std::size_t count) {
  const Calendar calendar = Calendar::load(document);
  const auto open = open_by_wall_clock(document, from, minutes(1), count);
  const auto when = [&](std::size_t i) { return from + minutes(static_cast<std::int64_t>(i)); };
  std::vector<std::int64_t> sums(count + 1);
  for (std::size_t i = 0; i < count; ++i) sums[i + 1] = sums[i] + (open[i] ? 60'000 : 0);
  std::size_t next_open = count, next_close = count;
  for (std::size_t i = count; i-- > 0;) {
    (open[i] ? next_open : next_close) = i;
    ASSERT_EQ(calendar.open_at(when(i)), open[i]) << to_text(when(i));
    ASSERT_EQ(calendar.between(from, when(i)).ms, sums[i]) << to_text(when(i));
    if (next_open < count) {
      ASSERT_EQ(calendar.next_open(when(i)), when(next_open)) << to_text(when(i));
    }
    if (next_close < count) {
      ASSERT_EQ(calendar.next_close(when(i)), when(next_close)) << to_text(when(i));
    }
  }
  for (std::size_t i = 0; i < count; i += 17)
    for (const std::int64_t amount : {std::int64_t{1}, minutes(1).ms, hours(1).ms, hours(5).ms}) {
      std::size_t reached = i;
      while (reached < count && sums[reached] - sums[i] < amount) ++reached;
      if (sums[reached] - sums[i] >= amount) {
        ASSERT_EQ(calendar.add(when(i), {amount}), when(reached) - Duration{sums[reached] - sums[i] - amount})
            << to_text(when(i)) << " + " << amount;
      }
      std::size_t left = i;
      while (left > 0 && sums[i] - sums[left] < amount) --left;
      if (sums[i] - sums[left] >= amount) {
        ASSERT_EQ(calendar.subtract(when(i), {amount}), when(left) + Duration{sums[i] - sums[left] - amount})
            << to_text(when(i)) << " - " << amount;
      }
    }
}

class ChangeNights : public testing::TestWithParam<Night> {};

TEST_P(ChangeNights, EveryMinuteUnderManyCalendars) {
  for (const Document& document : calendars_of(GetParam())) {
    SCOPED_TRACE(document.weekly[0].second[0] + (document.holidays ? " holiday" : "") +
                 (document.special.empty() ? "" : " special " + document.special[0].hours[0]) +
                 (document.valid_from ? " begins" : "") + (document.valid_to ? " ends" : ""));
    agree(document, at(GetParam().from), 4 * 1440);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Zones, ChangeNights,
    testing::Values(
        // A disagreement was once reported here: at midnight the clock goes back to 23:00 of the same date.
        Night{"Asia/Manila", "1990-07-27T02:00:00Z", "1990-07-28"},
        Night{"Asia/Manila", "1990-05-19T02:00:00Z", "1990-05-21"},
        // At 00:01 back to 23:01 of the date before, which so comes twice.
        Night{"America/Goose_Bay", "2005-10-28T12:00:00Z", "2005-10-30"},
        // At midnight forward: the date begins at 01:00.
        Night{"America/Sao_Paulo", "2017-10-13T12:00:00Z", "2017-10-15"},
        // At 01:00 back to midnight: the date begins twice.
        Night{"America/Havana", "2020-10-30T12:00:00Z", "2020-11-01"},
        // Half an hour.
        Night{"Australia/Lord_Howe", "2026-04-03T12:00:00Z", "2026-04-05"},
        // A date leapt over, and one lived twice.
        Night{"Pacific/Apia", "2011-12-28T12:00:00Z", "2011-12-30"},
        Night{"Pacific/Kwajalein", "1993-08-18T12:00:00Z", "1993-08-20"},
        // Clocks that change for Ramadan.
        Night{"Africa/Casablanca", "2026-02-13T12:00:00Z", "2026-02-15"},
        Night{"Europe/Madrid", "2026-10-23T12:00:00Z", "2026-10-25"}),
    [](const auto& night) {
      std::string name;
      for (const char* c = night.param.zone; *c; ++c)
        if (std::isalnum(static_cast<unsigned char>(*c))) name += *c;
      return name + std::to_string(night.index);
    });

}  // namespace
}  // namespace plazo::calendar
