// What clocks that were met came to, and the figures of many.
#include "core/policy/measured.hpp"

#include <algorithm>
#include <random>

#include "core/policy/include.hpp"
#include "core/policy/simulate.hpp"
#include "tests/core/policy/clock_samples.hpp"

namespace plazo::policy::testing {
namespace {

Measured took(std::int64_t ms, std::optional<bool> within = {}, std::optional<std::int32_t> days = {}) {
  return {.used = {ms}, .days = days, .within = within};
}

TEST(Figures, OfNoneAreAbsent) {
  const auto none = figures_of({});
  EXPECT_EQ(none.answered, 0);
  EXPECT_FALSE(none.median_days);
  Target mean{.promise = Promise::mean, .limit = hours(1)};
  Target percentile{.promise = Promise::percentile, .limit = hours(1), .percent = 95};
  EXPECT_FALSE(holds(mean, none));
  EXPECT_FALSE(holds(percentile, none));
}

TEST(Figures, MedianAndPercentileAreThoseOfTheSortedTimes) {
  std::mt19937 random(7);
  for (int n = 1; n <= 130; ++n) {
    std::vector<Measured> all;
    std::vector<std::int64_t> times;
    for (int i = 0; i < n; ++i) {
      times.push_back(static_cast<std::int64_t>(random() % 50));  // with many that are equal
      all.push_back(took(times.back(), times.back() <= 40, static_cast<std::int32_t>(times.back() / 10)));
    }
    std::sort(times.begin(), times.end());
    const auto figures = figures_of(all);
    // By counting: at least half, or 95 of a hundred, lie at or below it, and fewer below.
    const auto at_most = [&](std::int64_t t) {
      return std::count_if(times.begin(), times.end(), [t](auto x) { return x <= t; });
    };
    const auto below = [&](std::int64_t t) {
      return std::count_if(times.begin(), times.end(), [t](auto x) { return x < t; });
    };
    const auto p95 = figures.p95.ms;
    EXPECT_GE(at_most(p95) * 100, n * 95) << n;
    EXPECT_LT(below(p95) * 100, n * 95) << n;
    EXPECT_GE(at_most(figures.median.ms) * 2, n - 1) << n;
    EXPECT_LE(below(figures.median.ms) * 2, n) << n;
    EXPECT_EQ(figures.within, at_most(40));
    EXPECT_EQ(figures.judged, n);
    EXPECT_GE(figures.p95_days, figures.median_days);
  }
  EXPECT_EQ(figures_of({took(1), took(2), took(4), took(9)}).median.ms, 3);
  EXPECT_EQ(figures_of({took(1), took(2), took(9)}).median.ms, 2);
  EXPECT_EQ(figures_of({took(1), took(2), took(9)}).mean.ms, 4);
}

TEST(Figures, AnObjectiveHoldsAtItsLimitAndNoMillisecondLater) {
  const Target mean{.promise = Promise::mean, .limit = Duration{10}};
  EXPECT_EQ(holds(mean, figures_of({took(0), took(20)})), true);
  EXPECT_EQ(holds(mean, figures_of({took(0), took(21)})), false);
  const Target percentile{.promise = Promise::percentile, .limit = Duration{10}, .percent = 95};
  std::vector<Measured> all(19, took(1, true));
  all.push_back(took(11, false));
  EXPECT_EQ(holds(percentile, figures_of(all)), true) << "19 of 20 are 95 of a hundred";
  all.push_back(took(11, false));
  EXPECT_EQ(holds(percentile, figures_of(all)), false);
  const Target days{.promise = Promise::mean, .days = 2, .measure = Measure::working_days};
  EXPECT_EQ(holds(days, figures_of({took(0, {}, 1), took(0, {}, 3)})), true);
  EXPECT_EQ(holds(days, figures_of({took(0, {}, 2), took(0, {}, 3)})), false);
  const Target limit{.promise = Promise::limit, .limit = Duration{10}};
  EXPECT_FALSE(holds(limit, figures_of({took(1, true)}))) << "each single one is promised";
}

TEST(Measured, IsCountedInTheMeasureOfTheTargetAlsoOverAClockChange) {
  // In the night to Sunday, 29 March 2026, an hour is missing.
  const auto open =
      policy(R"([{"id":"t","promise":"mean","limit":"PT8H","window":"P30D","hours":"office"}])");
  Ticket in_hours(open, "2026-03-27T17:00:00+01:00");
  in_hours.staff_write("2026-03-30T10:00:00+02:00");
  ASSERT_EQ(in_hours.course.met.size(), 1u);
  EXPECT_EQ(measured(open, in_hours.course.met[0]).used, hours(2));
  const auto wall =
      policy(R"([{"id":"t","promise":"mean","limit":"P3D","window":"P30D","measure":"wall_time"}])");
  Ticket around(wall, "2026-03-27T17:00:00+01:00");
  around.staff_write("2026-03-30T10:00:00+02:00");
  EXPECT_EQ(measured(wall, around.course.met[0]).used, hours(64)) << "not 65";
}

TEST(Measured, WorkingDaysAreTheFewestThatWouldHaveBeenKept) {
  const auto p = policy(
      R"([{"id":"t","promise":"percentile","percent":95,"window":"P30D","measure":"working_days","days":0,
           "cut_off":"16:00","hours":"office"}])");
  const auto days = [&](std::string_view opened, std::string_view answered) {
    Ticket ticket(p, opened);
    ticket.staff_write(answered);
    return measured(p, ticket.course.met.at(0));
  };
  EXPECT_EQ(days("2026-03-02T15:59:00+01:00", "2026-03-02T18:00:00+01:00").days, 0);
  EXPECT_EQ(days("2026-03-02T15:59:00+01:00", "2026-03-02T18:00:00+01:00").within, true);
  EXPECT_EQ(days("2026-03-02T15:59:00+01:00", "2026-03-02T18:00:00.001+01:00").days, 1);
  EXPECT_EQ(days("2026-03-02T15:59:00+01:00", "2026-03-02T18:00:00.001+01:00").within, false);
  EXPECT_EQ(days("2026-03-02T16:00:00+01:00", "2026-03-03T18:00:00+01:00").days, 0) << "it came on Tuesday";
  EXPECT_EQ(days("2026-03-06T12:00:00+01:00", "2026-03-16T09:00:00+01:00").days, 6);
}

TEST(Measured, OneByOneGivesTheSameDays) {
  const auto p =
      policy(R"([{"id":"t","days":3,"measure":"working_days","ends":"same_time","hours":"office"}])");
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    const Instant opened = at("2026-03-20T00:00:00Z") + minutes(static_cast<std::int64_t>(random() % 20'000));
    Ticket ticket(p, to_text(opened));
    Instant now = opened + minutes(static_cast<std::int64_t>(random() % 3000));
    if (random() % 2) {
      ticket.pause(to_text(now));
      now = now + minutes(static_cast<std::int64_t>(random() % 9000));
      ticket.resume(to_text(now));
    }
    now = now + minutes(static_cast<std::int64_t>(random() % 30'000));
    ticket.staff_write(to_text(now));
    const auto& clock = ticket.course.met.at(0);
    const auto got = measured(p, clock);
    std::int32_t least = 0;
    const auto* const target = p.target(clock.kind, clock.target);
    const auto counted = counting(p, clock);
    while (now > *counted.add(*after_days(p, *target, counted, clock.started_at, least), clock.held)) ++least;
    EXPECT_EQ(got.days, least) << to_text(opened) << " " << to_text(now);
    EXPECT_EQ(got.within, !clock.missed(now));
    EXPECT_EQ(got.within, least <= 3);
  }
}

TEST(Measured, AnExpectationIsJudgedByWhatIsUsual) {
  const auto p = policy(R"([{"id":"t","promise":"expectation","expected":"PT10M","measure":"wall_time"},
    {"id":"r","clock":"resolution","promise":"expectation","expected":"PT10M","limit":"PT4H",
     "measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.staff_write("2026-03-02T10:10:00.001Z");
  ticket.close("2026-03-02T14:00:00Z");
  ASSERT_EQ(ticket.course.met.size(), 2u);
  EXPECT_EQ(measured(p, ticket.course.met[0]).within, false);
  EXPECT_EQ(measured(p, ticket.course.met[1]).within, true) << "of a range its upper end";
}

TEST(Measured, EveryClockOfATicketIsMetOnceAndTheLastIsNotAlone) {
  const auto p = policy(R"([{"id":"u","clock":"update","promise":"mean","limit":"P1D","window":"P30D",
      "measure":"wall_time"},
    {"id":"n","clock":"next_response","promise":"mean","limit":"P1D","window":"P30D","measure":"wall_time"},
    {"id":"r","clock":"resolution","promise":"mean","limit":"P1D","window":"P30D","measure":"wall_time"}])",
                        R"({"reopened":"carry"})");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.staff_write("2026-03-02T11:00:00Z");
  ticket.staff_write("2026-03-02T12:00:00Z");
  ticket.customer_writes("2026-03-02T13:00:00Z");
  ticket.staff_write("2026-03-02T14:00:00Z");
  ticket.customer_writes("2026-03-02T15:00:00Z");
  ticket.staff_write("2026-03-02T16:00:00Z");
  ticket.close("2026-03-02T17:00:00Z");
  const auto met = [&](ClockKind kind) {
    return std::count_if(ticket.course.met.begin(), ticket.course.met.end(),
                         [&](const auto& clock) { return clock.kind == kind; });
  };
  EXPECT_EQ(met(ClockKind::update), 3);
  EXPECT_EQ(met(ClockKind::next_response), 2);
  EXPECT_EQ(met(ClockKind::resolution), 1);
  ticket.customer_writes("2026-03-02T18:00:00Z");
  EXPECT_EQ(met(ClockKind::resolution), 0) << "the clock goes on";
  ticket.staff_write("2026-03-02T19:00:00Z");
  ticket.close("2026-03-02T20:00:00Z");
  EXPECT_EQ(met(ClockKind::resolution), 1);
}

TEST(Simulation, JudgesObjectivesInWorkingDaysAndThoseOfUpdates) {
  const Compiled p(read(R"({"plazo":1,"provider":"H","zone":"Europe/Madrid","languages":["es"],
    "calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]},"holidays":[]}},
    "channels":{"ticket":{"kind":"ticket","hours":"always"}},"departments":{"technical":{"hours":"always"}},
    "priorities":{"regular":{}},
    "targets":[{"id":"f","promise":"percentile","percent":95,"window":"P30D","measure":"working_days","days":0,"hours":"office"},
      {"id":"u","clock":"update","promise":"mean","limit":"PT2H","window":"P30D","measure":"wall_time"}]})"));
  Simulation simulation(p, at("2026-03-10T00:00:00Z"));
  PastTicket past{.account = "a", .opened_at = at("2026-03-02T09:00:00Z")};
  past.facts.customer = {"customer"};
  past.messages = {{.at = past.opened_at},
                   {.at = past.opened_at + hours(1), .by = Party::staff},
                   // Two things at the same instant are one answer.
                   {.at = past.opened_at + hours(2), .by = Party::staff},
                   {.at = past.opened_at + hours(2), .by = Party::customer}};
  simulation.add(past);
  const auto objectives = simulation.report().objectives;
  ASSERT_EQ(objectives.size(), 2u);
  EXPECT_EQ(objectives[0].target, "f");
  EXPECT_EQ(objectives[0].answered, 1);
  EXPECT_EQ(objectives[0].within, 1);
  EXPECT_EQ(objectives[1].target, "u");
  EXPECT_EQ(objectives[1].answered, 1);
  EXPECT_EQ(objectives[1].time, hours(1));
  EXPECT_EQ(objectives[1].within, 1);
}

}  // namespace
}  // namespace plazo::policy::testing
