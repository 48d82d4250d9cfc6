// The calendar cases of the acceptance list, by their numbers. Europe/Madrid unless said.
#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/calendar/calendar.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

using samples::a, samples::at, samples::d, samples::k, samples::n, samples::on, samples::text;

std::string sum(const Document& document, const char* from, Duration open) {
  return text(Calendar::load(document).add(at(from), open));
}
Duration open_on(const Document& document, const char* from, const char* to) {
  return Calendar::load(document).between(at(from), at(to));
}

TEST(ClockTraps, C01_FridayEveningRunsIntoSaturday) {
  EXPECT_EQ(sum(a(), "2026-03-27T19:30:00+01:00", hours(2)), "2026-03-28T10:30:00.000Z");
}

TEST(ClockTraps, C02_ClockChangeBetweenSaturdayAndMonday) {
  EXPECT_EQ(sum(a(), "2026-03-28T13:30:00+01:00", hours(1)), "2026-03-30T08:30:00.000Z");
}

TEST(ClockTraps, C03_HoursFollowTheWallClockNotAnOffset) {
  const Calendar office = Calendar::load(a());
  EXPECT_FALSE(office.open_at(at("2026-01-12T08:30:00Z")));
  EXPECT_TRUE(office.open_at(at("2026-01-12T09:00:00Z")));
  EXPECT_TRUE(office.open_at(at("2026-07-13T08:00:00Z")));
  EXPECT_FALSE(office.open_at(at("2026-07-13T07:59:59.999Z")));
}

TEST(ClockTraps, C06_HolidayOf25Hours) {
  EXPECT_EQ(sum(k({{"2026-10-25"}}), "2026-10-24T23:30:00+02:00", hours(1)), "2026-10-25T23:30:00.000Z");
}

TEST(ClockTraps, C07_HolidayOf23Hours) {
  EXPECT_EQ(sum(k({{"2026-03-29"}}), "2026-03-28T23:30:00+01:00", hours(1)), "2026-03-29T22:30:00.000Z");
}

TEST(ClockTraps, C08_RepeatedHourCounts) {
  EXPECT_EQ(sum(n(), "2022-10-30T00:00:00Z", hours(1)), "2022-10-30T01:00:00.000Z");
}

TEST(ClockTraps, C09_SkippedHourDoesNot) {
  EXPECT_EQ(sum(n(), "2026-03-29T01:30:00+01:00", hours(1)), "2026-03-29T01:30:00.000Z");
}

TEST(ClockTraps, C10_NightOverTheChange) {
  EXPECT_EQ(sum(n(), "2026-03-28T09:30:00+01:00", hours(5)), "2026-03-29T03:30:00.000Z");
}

TEST(ClockTraps, C11_WallClockRule) {
  const Document half = on("sun", {"01:30-02:30"}), hour = on("sun", {"02:00-03:00"});
  EXPECT_EQ(open_on(half, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), minutes(30));
  EXPECT_EQ(open_on(half, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), minutes(90));
  EXPECT_EQ(open_on(hour, "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"), minutes(0));
  EXPECT_EQ(open_on(hour, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z"), minutes(120));
  EXPECT_EQ(open_on(half, "2026-03-21T12:00:00Z", "2026-03-22T12:00:00Z"), minutes(60));
}

TEST(ClockTraps, C11_SplitWhenTheIntervalIsRepeatedInPart) {
  // 01:30-02:30 on the long night: 23:30Z to 00:30Z (CEST), and the wall shows 02:00-02:30 again from 01:00Z.
  const Walk walk =
      Calendar::load(on("sun", {"01:30-02:30"})).walk(at("2026-10-24T22:00:00Z"), at("2026-10-25T12:00:00Z"));
  ASSERT_EQ(walk.intervals.size(), 2u);
  EXPECT_EQ(text(walk.intervals[0].from), "2026-10-24T23:30:00.000Z");
  EXPECT_EQ(text(walk.intervals[0].to), "2026-10-25T00:30:00.000Z");
  EXPECT_EQ(text(walk.intervals[1].from), "2026-10-25T01:00:00.000Z");
  EXPECT_EQ(text(walk.intervals[1].to), "2026-10-25T01:30:00.000Z");
}

TEST(ClockTraps, C13_MissingMinuteIsWarnedOf) {
  const Document typed = on("daily", {"00:00-23:59"});
  const auto findings = check(typed);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].path, "/weekly/daily/0");
  EXPECT_EQ(findings[0].code, "interval.missing_minute");
  EXPECT_EQ(findings[0].severity, Finding::Severity::warning);
  EXPECT_EQ(findings[0].help, "write `00:00-24:00`: the end itself is not open");
  const char *monday = "2026-03-02T00:00:00+01:00", *next = "2026-03-09T00:00:00+01:00";
  EXPECT_EQ(open_on(typed, monday, next), hours(168) - minutes(7));
  EXPECT_EQ(open_on(k(), monday, next), hours(168));
  EXPECT_EQ(open_on(k(), "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00"), hours(167));
  EXPECT_EQ(open_on(k(), "2026-10-19T00:00:00+02:00", "2026-10-26T00:00:00+01:00"), hours(169));
}

TEST(ClockTraps, C14_TheClosingInstantIsClosed) {
  EXPECT_EQ(sum(a(), "2026-03-06T20:00:00+01:00", seconds(60)), "2026-03-07T09:01:00.000Z");
  EXPECT_FALSE(Calendar::load(a()).open_at(at("2026-03-06T19:00:00Z")));
  EXPECT_TRUE(Calendar::load(a()).open_at(at("2026-03-06T18:59:59.999Z")));
}

TEST(ClockTraps, C14_ASumThatEndsAtClosingEndsThere) {
  EXPECT_EQ(sum(a(), "2026-03-06T19:00:00+01:00", hours(1)), "2026-03-06T19:00:00.000Z");
}

TEST(ClockTraps, C16_OneDayAWeek) {
  EXPECT_EQ(sum(on("tue", {"08:00-17:00"}), "2026-03-04T10:00:00+01:00", hours(4)),
            "2026-03-10T11:00:00.000Z");
}

TEST(ClockTraps, C17_LunchBreak) {
  EXPECT_EQ(sum(on("mon-fri", {"09:00-13:00", "14:00-18:00"}), "2026-03-02T12:30:00+01:00", hours(1)),
            "2026-03-02T13:30:00.000Z");
}

TEST(ClockTraps, C18_TenSaturdays) {
  EXPECT_EQ(sum(on("sat", {"10:00-14:00"}), "2026-03-27T19:30:00+01:00", hours(40)),
            "2026-05-30T12:00:00.000Z");
}

TEST(ClockTraps, C19_NeverOpenIsRefusedAtLoad) {
  const auto refused = [](const Document& document) {
    try {
      Calendar::load(document);
    } catch (const Error& error) {
      return error.category == Category::invalid && error.code == "calendar.invalid" &&
             error.problems.size() == 1 && error.problems[0].code == "calendar.no_open_time";
    }
    return false;
  };
  EXPECT_TRUE(refused({.zone = "Europe/Madrid"}));
  EXPECT_TRUE(refused(k({{"1970-01-01/2200-12-31"}})));
  EXPECT_TRUE(refused(k({{"01-01/12-31"}})));
  EXPECT_TRUE(
      refused({.zone = "Europe/Madrid", .all_of = {on("mon", {"10:00-12:00"}), on("tue", {"10:00-12:00"})}}));
}

TEST(ClockTraps, C19_NeverIsAnAnswer) {
  const Calendar ends = Calendar::load(k({{"2026-05-01/2200-12-31"}}));
  EXPECT_EQ(text(ends.add(at("2026-05-02T00:00:00Z"), minutes(1))), "never");
  EXPECT_EQ(text(ends.add(at("2026-04-30T21:00:00Z"), hours(1))), "2026-04-30T22:00:00.000Z");
  EXPECT_EQ(text(ends.add(at("2026-04-30T21:00:00Z"), hours(1) + milliseconds(1))), "never");
  EXPECT_EQ(text(ends.next_open(at("2026-05-02T00:00:00Z"))), "never");
  EXPECT_EQ(text(ends.next_close(at("2026-04-30T00:00:00Z"))), "2026-04-30T22:00:00.000Z");
  EXPECT_EQ(text(ends.add_working_days(at("2026-05-02T00:00:00Z"), 1, {})), "never");
  EXPECT_EQ(text(Calendar::load(k()).next_close(at("2026-05-02T00:00:00Z"))), "never");
  EXPECT_EQ(text(Calendar::load(k()).add(at("2026-05-02T00:00:00Z"), Duration{INT64_MAX})), "never");
}

TEST(ClockTraps, C20_LongTargetsOnShortDays) {
  const Document eight = on("mon-fri", {"09:00-17:00"});
  // 12 days of 8 hours, then 3 hours 0 minutes 0.001 s of the thirteenth.
  EXPECT_EQ(sum(eight, "2026-03-02T09:00:00+01:00", hours(99) + milliseconds(1)), "2026-03-18T11:00:00.001Z");
  // 1000 hours are 125 days: 25 weeks, ending at a closing in summer time.
  EXPECT_EQ(sum(eight, "2026-03-02T09:00:00+01:00", hours(1000)), "2026-08-21T15:00:00.000Z");
}

TEST(ClockTraps, C24_HolidayStartsTheClockAtTheNextOpening) {
  const Calendar office = Calendar::load(a({{"2026-05-15", {{"es", "San Isidro"}}}}));
  const Instant raised = at("2026-05-15T11:00:00+02:00");
  EXPECT_FALSE(office.status(raised).open);
  EXPECT_EQ(text(office.status(raised).changes), "2026-05-16T08:00:00.000Z");
  EXPECT_EQ(text(office.add(raised, minutes(1))), "2026-05-16T08:01:00.000Z");
  const Walk walk = office.walk(raised, at("2026-05-16T12:00:00+02:00"));
  ASSERT_EQ(walk.holidays.size(), 1u);
  EXPECT_EQ(walk.holidays[0].date, "2026-05-15");
  EXPECT_EQ(walk.holidays[0].path, "/holidays/0");
  EXPECT_EQ(walk.holidays[0].names.at(0).second, "San Isidro");
}

TEST(ClockTraps, C25_HalfDayBeforeAHoliday) {
  Document document = a({{"12-25"}});
  document.special = {{.on = "12-24", .hours = {"10:00-14:00"}}};
  EXPECT_EQ(sum(document, "2026-12-24T13:30:00+01:00", hours(1)), "2026-12-26T09:30:00.000Z");
}

TEST(ClockTraps, C03_ACalendarPublishedInAnAbbreviationIsRefusedWithThePlace) {
  const auto findings = check(on("mon-fri", {"10:00-20:00"}, "CEST"));
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].path, "/zone");
  EXPECT_EQ(findings[0].help, "write `Europe/Madrid`");
}

TEST(ClockTraps, C32_AWeekendIsNotPartOfAWorkingDaysTerm) {
  const Calendar office = Calendar::load(on("mon-fri", {"09:00-18:00"}));
  const Instant friday = at("2026-03-06T15:00:00+01:00");
  // One day of open time: three hours of Friday, six of Monday, however long the weekend was pending.
  EXPECT_EQ(text(office.add(friday, hours(9))), "2026-03-09T14:00:00.000Z");
  EXPECT_EQ(office.between(at("2026-03-06T18:00:00+01:00"), at("2026-03-09T09:00:00+01:00")), Duration{});
  EXPECT_EQ(text(office.add_working_days(friday, 1, {.at = DayRule::At::same_time})),
            "2026-03-09T14:00:00.000Z");
}

TEST(ClockTraps, C50_TheWarningLiesAnOpenHourBeforeTheDeadline) {
  const Calendar office = Calendar::load(on("mon-fri", {"08:00-18:00"}));
  const auto due = office.add(at("2026-03-02T17:00:00+01:00"), hours(4));
  EXPECT_EQ(text(due), "2026-03-03T10:00:00.000Z");                              // Tuesday 11:00
  EXPECT_EQ(text(office.subtract(*due, hours(1))), "2026-03-03T09:00:00.000Z");  // Tuesday 10:00
  EXPECT_EQ(text(office.subtract(*due, hours(4))), "2026-03-02T16:00:00.000Z");
}

}  // namespace
}  // namespace plazo::calendar
