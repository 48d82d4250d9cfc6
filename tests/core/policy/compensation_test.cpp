// What a broken promise is worth, at the boundaries; and the months by which it is counted.
#include "core/policy/compensation.hpp"

#include "core/policy/period.hpp"
#include "tests/core/policy/clock_samples.hpp"

namespace plazo::policy::testing {
namespace {

const Instant broken = at("2026-03-10T10:00:00.001Z");

TEST(Compensation, APercentageIsRoundedToTheNearestAHalfUpwards) {
  const Compensation ten{.percent = 10};
  EXPECT_EQ(worth(ten, 1244, 31, 0, broken).amount, 124);
  EXPECT_EQ(worth(ten, 1245, 31, 0, broken).amount, 125);
  EXPECT_EQ(worth(ten, 1246, 31, 0, broken).amount, 125);
  EXPECT_EQ(worth(ten, 0, 31, 0, broken).amount, 0);
  EXPECT_EQ(worth({.percent = 1000}, 1'000'000'000'000, 31, 0, broken).amount, 10'000'000'000'000);
}

TEST(Compensation, DaysAreWorthTheirPartOfTheMonth) {
  const Compensation three{.days = 3};
  EXPECT_EQ(worth(three, 3100, 31, 0, broken).amount, 300);
  EXPECT_EQ(worth(three, 3100, 28, 0, broken).amount, 332) << "332.14";
  EXPECT_EQ(worth(three, 1245, 31, 0, broken).amount, 120) << "120.48";
  EXPECT_EQ(part_of(1, 1, 2), 1) << "a half upwards";
  EXPECT_EQ(part_of(1, 1, 3), 0);
}

TEST(Compensation, ThePartsAreAddedAndEachIsRoundedByItself) {
  EXPECT_EQ(worth({.percent = 10, .days = 1, .amount = 500}, 1245, 30, 0, broken).amount, 125 + 42 + 500);
}

TEST(Compensation, WhatHangsOnAPriceIsNotToldWithoutOne) {
  EXPECT_EQ(worth({.percent = 10, .amount = 500}, {}, 31, 0, broken).amount, std::nullopt);
  EXPECT_EQ(worth({.days = 1}, {}, 31, 0, broken).amount, std::nullopt);
  EXPECT_EQ(worth({.amount = 500}, {}, 31, 0, broken).amount, 500);
}

TEST(Compensation, TheCeilingHoldsForTheMonthTogether) {
  const Compensation rule{.amount = 400, .ceiling = 1000};
  const auto of = [&](std::int64_t before) { return worth(rule, {}, 31, before, broken); };
  EXPECT_EQ(of(0).amount, 400);
  EXPECT_FALSE(of(0).at_ceiling);
  EXPECT_EQ(of(600).amount, 400);
  EXPECT_FALSE(of(600).at_ceiling) << "it just fits";
  EXPECT_EQ(of(601).amount, 399);
  EXPECT_TRUE(of(601).at_ceiling);
  EXPECT_EQ(of(1000).amount, 0);
  EXPECT_EQ(of(5000).amount, 0) << "never less than nothing";
}

TEST(Compensation, TheCeilingOnEverythingIsTheLesserOfItsParts) {
  EXPECT_EQ(sum_of({.percent = 50}, 1001), 501) << "a half upwards";
  EXPECT_EQ(sum_of({.percent = 50, .amount = 400}, 1000), 400);
  EXPECT_EQ(sum_of({.percent = 50, .amount = 600}, 1000), 500);
  EXPECT_EQ(sum_of({.amount = 600}, {}), 600);
  EXPECT_EQ(sum_of({.percent = 50, .amount = 600}, {}), std::nullopt) << "the half may be less";
}

TEST(Compensation, WhatIsLeftUnderTheCeilingOnEverything) {
  const auto of = [](std::optional<std::int64_t> ceiling, std::int64_t before) {
    return under_ceiling({.amount = 400}, ceiling, before);
  };
  EXPECT_EQ(of(1000, 600).amount, 400);
  EXPECT_FALSE(of(1000, 600).at_ceiling) << "it just fits";
  EXPECT_EQ(of(1000, 601).amount, 399);
  EXPECT_TRUE(of(1000, 601).at_ceiling);
  EXPECT_EQ(of(1000, 5000).amount, 0) << "never less than nothing";
  EXPECT_EQ(of({}, 0).amount, std::nullopt);
  EXPECT_TRUE(under_ceiling({.amount = 1, .at_ceiling = true}, 1000, 0).at_ceiling) << "its own was reached";
}

TEST(Compensation, TheClaimWindowBeginsWithTheBreach) {
  EXPECT_EQ(worth({.amount = 1, .claim_within = days(30)}, {}, 31, 0, broken).claimable_until,
            broken + days(30));
  EXPECT_EQ(worth({.amount = 1}, {}, 31, 0, broken).claimable_until, std::nullopt);
}

TEST(Lateness, IsCountedInWhatTheTargetIsMeasuredIn) {
  const auto p = policy(R"([
    {"id":"open","when":{"priority":"regular"},"limit":"PT1H","hours":"office"},
    {"id":"wall","when":{"priority":"high"},"limit":"PT1H","measure":"wall_time"}])");
  // Friday 17:30, due on Monday at 9:30.
  const Ticket office(p, "2026-03-06T17:30:00+01:00");
  ASSERT_EQ(*office.clock().due_at, at("2026-03-09T09:30:00+01:00"));
  const auto due = *office.clock().due_at;
  EXPECT_EQ(lateness(p, office.clock(), due, due + milliseconds(1)).time, milliseconds(1));
  EXPECT_EQ(lateness(p, office.clock(), due, at("2026-03-10T09:30:00+01:00")).time, hours(9));
  EXPECT_EQ(lateness(p, office.clock(), due, due + hours(1)).days, std::nullopt);
  const Ticket wall(p, "2026-03-06T17:30:00+01:00", facts("high"));
  EXPECT_EQ(lateness(p, wall.clock(), *wall.clock().due_at, at("2026-03-09T18:30:00+01:00")).time, days(3));
}

TEST(Lateness, OfWorkingDaysTellsTheDaysThatBeganAfterTheDeadline) {
  const auto p = policy(R"([{"id":"t","measure":"working_days","days":1,"hours":"office"}])");
  const Ticket ticket(p, "2026-03-05T10:00:00+01:00");
  const auto due = *ticket.clock().due_at;
  ASSERT_EQ(due, at("2026-03-06T18:00:00+01:00")) << "Friday's closing";
  const auto days_late = [&](std::string_view t) { return lateness(p, ticket.clock(), due, at(t)).days; };
  EXPECT_EQ(days_late("2026-03-06T20:00:00+01:00"), 0);
  EXPECT_EQ(days_late("2026-03-08T23:59:59+01:00"), 0) << "the weekend counts nothing";
  EXPECT_EQ(days_late("2026-03-09T00:00:00+01:00"), 1);
  EXPECT_EQ(days_late("2026-03-10T12:00:00+01:00"), 2);
}

TEST(Periods, AreThoseOfTheWallCalendar) {
  const auto madrid = calendar::Zone::load("Europe/Madrid");
  const auto march = period_of(madrid, Period::month, at("2026-03-31T23:59:59.999+02:00"));
  EXPECT_EQ(march.from, at("2026-03-01T00:00:00+01:00"));
  EXPECT_EQ(march.until, at("2026-04-01T00:00:00+02:00"));
  EXPECT_EQ(march.days, 31);
  EXPECT_EQ(period_of(madrid, Period::month, march.until).from, march.until) << "the end is the next one's";
  EXPECT_EQ(period_of(madrid, Period::month, march.until - milliseconds(1)).name, march.name);
  EXPECT_EQ(period_of(madrid, Period::month, at("2028-02-29T12:00:00Z")).days, 29);
  const auto december = period_of(madrid, Period::month, at("2026-12-31T23:30:00+01:00"));
  EXPECT_EQ(december.until, at("2027-01-01T00:00:00+01:00"));
  EXPECT_EQ(period_of(madrid, Period::month, december.until).name, december.name + 1);
  const auto year = period_of(madrid, Period::year, at("2026-12-31T23:59:59+01:00"));
  EXPECT_EQ(year.from, at("2026-01-01T00:00:00+01:00"));
  EXPECT_EQ(year.until, december.until);
  EXPECT_EQ(year.days, 365);
}

TEST(Periods, BeginWithTheirFirstInstantWhereTheClockChangesAtMidnight) {
  const auto from = [](std::string_view zone, std::string_view t) {
    return period_of(calendar::Zone::load(zone), Period::month, at(t)).from;
  };
  EXPECT_EQ(from("America/Asuncion", "2023-10-15T12:00:00Z"), at("2023-10-01T01:00:00-03:00")) << "skipped";
  EXPECT_EQ(from("America/Havana", "2020-11-15T12:00:00Z"), at("2020-11-01T00:00:00-04:00"))
      << "the first of two";
}

}  // namespace
}  // namespace plazo::policy::testing
