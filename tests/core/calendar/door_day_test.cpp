// A date as it hangs at the door, and instants as the wall clock shows them.
#include <gtest/gtest.h>

#include "core/calendar/calendar.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

using samples::a, samples::at, samples::k, samples::on;

TEST(DoorDay, CutsNightsAtMidnight) {
  const DoorDay day = Calendar::load(samples::d()).day(day_number(2026, 3, 3));
  EXPECT_EQ(day.date, "2026-03-03");
  EXPECT_EQ(day.weekday, 2);
  EXPECT_EQ(day.length, hours(24));
  EXPECT_EQ(day.open_time, hours(8));
  ASSERT_EQ(day.open.size(), 2u);
  EXPECT_EQ(to_text(day.open[0].to), "2026-03-03T05:00:00.000Z");
  EXPECT_EQ(to_text(day.open[1].from), "2026-03-03T21:00:00.000Z");
}

TEST(DoorDay, HasTheLengthThatTheClockGivesIt) {
  const Calendar always_open = Calendar::load(k());
  EXPECT_EQ(always_open.day(day_number(2026, 3, 29)).length, hours(23));
  EXPECT_EQ(always_open.day(day_number(2026, 10, 25)).open_time, hours(25));
  // Samoa leapt over this date.
  const DoorDay leapt = Calendar::load(always("Pacific/Apia")).day(day_number(2011, 12, 30));
  EXPECT_EQ(leapt.length, Duration{});
  EXPECT_TRUE(leapt.open.empty());
  // At 00:01 the clock went back to 23:01 of the date before: its last hour comes in two pieces.
  const Calendar goose_bay = Calendar::load(on("daily", {"23:30-24:00"}, "America/Goose_Bay"));
  const DoorDay twice = goose_bay.day(day_number(2005, 10, 29));
  EXPECT_EQ(twice.length, hours(24) + minutes(59));
  EXPECT_EQ(twice.open_time, hours(1));
  EXPECT_EQ(twice.open.size(), 2u);
  EXPECT_EQ(goose_bay.day(day_number(2005, 10, 30)).length, hours(24) + minutes(1));
}

TEST(DoorDay, NamesWhatHoldsOnIt) {
  Document document = a({{"12-25", {{"es", "Navidad"}}}, {"2026-12-24/2026-12-26"}});
  document.special = {{.on = "12-24", .hours = {"10:00-14:00"}, .names = {{"es", "Nochebuena"}}}};
  const Calendar office = Calendar::load(document);
  const DoorDay eve = office.day(day_number(2026, 12, 24));
  EXPECT_EQ(eve.open_time, hours(4));
  ASSERT_EQ(eve.special.size(), 1u);
  EXPECT_EQ(eve.special[0].path, "/special/0");
  EXPECT_EQ(eve.special[0].names.at(0).second, "Nochebuena");
  ASSERT_EQ(eve.holidays.size(), 1u);
  EXPECT_EQ(eve.holidays[0].path, "/holidays/1");
  EXPECT_TRUE(office.day(day_number(2026, 12, 23)).holidays.empty());
  const Document joined{.zone = "Europe/Madrid", .any_of = {document, k({{"12-25"}})}};
  const auto both = Calendar::load(joined).day(day_number(2027, 12, 25));
  ASSERT_EQ(both.holidays.size(), 2u);
  EXPECT_EQ(both.holidays[0].path, "/any_of/0/holidays/0");
  EXPECT_EQ(both.holidays[1].path, "/any_of/1/holidays/0");
  EXPECT_EQ(both.open_time, Duration{});
}

TEST(DoorDay, TheDatesOfAYearMakeUpItsOpenTime) {
  for (const char* zone : {"Europe/Madrid", "America/Goose_Bay", "Pacific/Apia", "Africa/Casablanca"}) {
    const Calendar nights = Calendar::load(on("mon-sat", {"21:00-03:00"}, zone));
    Duration sum, length;
    for (Day day = day_number(2011, 1, 1); day <= day_number(2011, 12, 31); ++day) {
      const DoorDay one = nights.day(day);
      sum = sum + one.open_time;
      length = length + one.length;
    }
    const Instant begin = nights.zone().instants({2011, 1, 1, 0, 0, 0}).earlier,
                  end = nights.zone().instants({2012, 1, 1, 0, 0, 0}).earlier;
    EXPECT_EQ(length, end - begin) << zone;
    EXPECT_EQ(sum, nights.between(begin, end)) << zone;
  }
}

TEST(DoorDay, DatesOutsideTheKnownOnesAreTheNearest) {
  const Calendar office = Calendar::load(a());
  EXPECT_EQ(office.date_at(at("0001-01-01T00:00:00Z")), first_day);
  EXPECT_EQ(office.date_at(at("9999-12-31T23:59:59Z")), last_day);
  EXPECT_EQ(office.date_at(at("2026-03-28T23:00:00Z")), day_number(2026, 3, 29));
}

TEST(LocalText, ShowsTheDistanceFromUtc) {
  const auto shown = [](const char* zone, const char* instant) {
    return to_text(Zone::load(zone), at(instant));
  };
  EXPECT_EQ(shown("Europe/Madrid", "2026-03-29T00:59:59.999Z"), "2026-03-29T01:59:59.999+01:00");
  EXPECT_EQ(shown("Europe/Madrid", "2026-03-29T01:00:00Z"), "2026-03-29T03:00:00.000+02:00");
  EXPECT_EQ(shown("America/St_Johns", "2026-01-01T00:00:00Z"), "2025-12-31T20:30:00.000-03:30");
  EXPECT_EQ(shown("UTC", "2026-01-01T00:00:00Z"), "2026-01-01T00:00:00.000+00:00");
  EXPECT_EQ(shown("Africa/Monrovia", "1971-06-01T12:00:00Z"), "1971-06-01T11:15:30.000-00:44:30");
  EXPECT_EQ(shown("Pacific/Auckland", "9999-12-31T23:00:00Z"), "9999-12-31T23:00:00.000Z");
}

}  // namespace
}  // namespace plazo::calendar
