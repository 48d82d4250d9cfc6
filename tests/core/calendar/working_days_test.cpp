// Terms in working days, with every rule for where they end.
#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/calendar/calendar.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

using samples::a, samples::at, samples::d, samples::k, samples::on, samples::text;
using At = DayRule::At;

std::string term(const Document& document, const char* from, std::int64_t days, DayRule rule = {}) {
  return text(Calendar::load(document).add_working_days(at(from), days, rule));
}

const Document office = on("mon-fri", {"09:00-18:00"});

TEST(WorkingDays, AreCountedFromTheDayAfter) {
  EXPECT_EQ(term(office, "2026-03-06T12:00:00+01:00", 1), "2026-03-09T17:00:00.000Z");  // Friday: Monday
  EXPECT_EQ(term(office, "2026-03-07T12:00:00+01:00", 1), "2026-03-09T17:00:00.000Z");  // Saturday: Monday
  EXPECT_EQ(term(office, "2026-03-08T12:00:00+01:00", 2), "2026-03-10T17:00:00.000Z");  // Sunday: Tuesday
  EXPECT_EQ(term(office, "2026-03-02T00:00:00+01:00", 5), "2026-03-09T17:00:00.000Z");
}

TEST(WorkingDays, NoneIsTheDayItselfOrTheNextOne) {
  EXPECT_EQ(term(office, "2026-03-06T12:00:00+01:00", 0), "2026-03-06T17:00:00.000Z");
  EXPECT_EQ(term(office, "2026-03-07T12:00:00+01:00", 0), "2026-03-09T17:00:00.000Z");
}

TEST(WorkingDays, CutOffDecidesWhetherTodayCounts) {
  const DayRule four{.at = At::closing, .cut_off = hours(16)};
  EXPECT_EQ(term(office, "2026-03-06T15:59:59.999+01:00", 1, four), "2026-03-09T17:00:00.000Z");
  EXPECT_EQ(term(office, "2026-03-06T16:00:00+01:00", 1, four), "2026-03-10T17:00:00.000Z");
  EXPECT_EQ(term(office, "2026-03-07T11:00:00+01:00", 1, four), "2026-03-10T17:00:00.000Z");
  EXPECT_EQ(term(office, "2026-03-06T15:00:00+01:00", 0, four), "2026-03-06T17:00:00.000Z");
  EXPECT_EQ(term(office, "2026-03-06T16:00:00+01:00", 0, four), "2026-03-09T17:00:00.000Z");
  EXPECT_EQ(term(office, "2026-03-08T20:00:00+01:00", 0, four), "2026-03-09T17:00:00.000Z");
}

TEST(WorkingDays, EndWhereTheRuleSays) {
  const char* friday = "2026-03-27T11:22:33.444+01:00";  // the clock change lies between
  EXPECT_EQ(term(office, friday, 1, {.at = At::same_time}), "2026-03-30T09:22:33.444Z");
  EXPECT_EQ(term(office, friday, 1, {.at = At::closing}), "2026-03-30T16:00:00.000Z");
  EXPECT_EQ(term(office, friday, 1, {.at = At::cut_off, .cut_off = hours(16)}), "2026-03-30T14:00:00.000Z");
  EXPECT_EQ(term(office, friday, 1, {.at = At::cut_off, .cut_off = hours(24)}), "2026-03-30T22:00:00.000Z");
}

TEST(WorkingDays, SameTimeInASkippedOrRepeatedHour) {
  EXPECT_EQ(term(k(), "2026-03-28T02:30:00+01:00", 1, {.at = At::same_time}), "2026-03-29T01:00:00.000Z");
  EXPECT_EQ(term(k(), "2026-10-24T02:30:00.250+02:00", 1, {.at = At::same_time}), "2026-10-25T00:30:00.250Z");
}

TEST(WorkingDays, HolidaysAndHalfDays) {
  Document document = a({{"2026-05-01"}, {"2026-05-15"}});
  document.special = {{.on = "2026-05-02", .hours = {"10:00-11:00"}}};
  EXPECT_EQ(term(document, "2026-04-30T12:00:00+02:00", 1), "2026-05-02T09:00:00.000Z");
  EXPECT_EQ(term(document, "2026-04-30T12:00:00+02:00", 12), "2026-05-16T12:00:00.000Z");
}

TEST(WorkingDays, AnInterruptedDayClosesAtItsLastInterval) {
  EXPECT_EQ(term(on("mon-fri", {"09:00-13:00", "14:00-18:00"}), "2026-03-02T09:00:00+01:00", 1),
            "2026-03-03T17:00:00.000Z");
}

TEST(WorkingDays, NightsAndWholeDaysCloseAtMidnight) {
  EXPECT_EQ(term(d(), "2026-03-02T09:00:00+01:00", 1), "2026-03-03T23:00:00.000Z");
  EXPECT_EQ(term(k(), "2026-03-27T09:00:00+01:00", 2), "2026-03-29T22:00:00.000Z");
}

TEST(WorkingDays, LongTermsAreExact) {
  // 260 working days are 52 weeks of five.
  EXPECT_EQ(term(office, "2026-03-02T09:00:00+01:00", 260), "2027-03-01T17:00:00.000Z");
  EXPECT_EQ(term(k(), "1970-01-01T12:00:00+01:00", 84'370), "2200-12-31T23:00:00.000Z");
  EXPECT_EQ(term(k(), "1970-01-01T12:00:00+01:00", 84'371), "never");
  EXPECT_EQ(term(k(), "1970-01-01T12:00:00+01:00", INT64_MAX, {.at = At::closing, .cut_off = hours(1)}),
            "never");
}

TEST(WorkingDays, ADayThatDidNotExistDoesNotCount) {
  const Document apia = always("Pacific/Apia");
  EXPECT_EQ(term(apia, "2011-12-29T12:00:00-10:00", 1), "2011-12-31T10:00:00.000Z");  // 24:00 on the 31st
}

TEST(WorkingDays, KnowsWhichDaysWork) {
  const Calendar calendar = Calendar::load(office);
  EXPECT_TRUE(calendar.working_day(at("2026-03-06T00:00:00+01:00")));
  EXPECT_TRUE(calendar.working_day(at("2026-03-06T23:59:59.999+01:00")));
  EXPECT_FALSE(calendar.working_day(at("2026-03-07T00:00:00+01:00")));
  EXPECT_FALSE(calendar.working_day(at("1960-03-07T00:00:00+01:00")));
}

TEST(WorkingDays, RulesWithoutSenseAreRefused) {
  const Calendar calendar = Calendar::load(office);
  const auto refused = [&](std::int64_t days, DayRule rule) {
    try {
      calendar.add_working_days(at("2026-03-06T00:00:00+01:00"), days, rule);
    } catch (const Error& error) {
      return error.code == "calendar.day_rule";
    }
    return false;
  };
  EXPECT_TRUE(refused(-1, {}));
  EXPECT_TRUE(refused(1, {.at = At::cut_off}));
  EXPECT_TRUE(refused(1, {.at = At::closing, .cut_off = hours(0)}));
  EXPECT_TRUE(refused(1, {.at = At::closing, .cut_off = hours(25)}));
}

}  // namespace
}  // namespace plazo::calendar
