// One clock and its deadline: the traps that caught other engines, by their names.
#include "tests/core/policy/clock_samples.hpp"

namespace plazo::policy::testing {
namespace {

constexpr auto resolution = ClockKind::resolution;
constexpr auto next = ClockKind::next_response;

std::string target(const std::string& rest) {
  return R"([{"id":"t", "clock":"first_response", )" + rest + "}]";
}

TEST(Clock, C26_APauseIsAHoleInTheCountedTime) {
  const auto p = policy(target(R"("limit":"PT1H", "measure":"wall_time")"));
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T10:15:40Z");
  ticket.resume("2026-03-02T10:45:10Z");
  EXPECT_EQ(ticket.due(), "2026-03-02T11:29:30.000Z");
  EXPECT_EQ(ticket.used("2026-03-02T11:00:00Z"), "PT30M30S");
}

TEST(Clock, C27_TenPausesOfNinetySecondsAreFifteenMinutes) {
  const auto p = policy(target(R"("limit":"PT12H", "measure":"wall_time")"));
  Ticket ticket(p, "2026-03-02T08:00:00Z");
  for (int i = 0; i < 10; ++i) {
    const Instant from = at("2026-03-02T09:00:00.123Z") + minutes(47 * i);
    paused(ticket.course, p, PauseReason::customer, from);
    resumed(ticket.course, p, from + seconds(90));
  }
  EXPECT_EQ(ticket.due(), "2026-03-02T20:15:00.000Z");
  EXPECT_EQ(to_text(ticket.clock().held), "PT15M");
}

TEST(Clock, C29_APauseOverClosingTimeHoldsOnlyOpenTime) {
  const auto p = policy(target(R"("limit":"PT8H", "hours":"office")"));
  Ticket ticket(p, "2026-03-02T09:00:00+01:00");
  EXPECT_EQ(ticket.due(), "2026-03-02T16:00:00.000Z");
  ticket.pause("2026-03-02T16:00:00+01:00");
  ticket.resume("2026-03-02T17:30:00+01:00");
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-03T09:30:00+01:00")));
}

TEST(Clock, C30_TwoPausesAreBothCounted) {
  const auto p = policy(target(R"("limit":"PT8H", "hours":"office")"));
  Ticket ticket(p, "2026-03-02T09:00:00+01:00");
  ticket.pause("2026-03-02T10:00:00+01:00");
  ticket.resume("2026-03-02T11:30:00+01:00");
  ticket.pause("2026-03-02T17:00:00+01:00", PauseReason::third_party);
  ticket.resume("2026-03-03T09:30:00+01:00");
  // Used: 1 h, 5 h 30 min; left: 1 h 30 min from Tuesday 9:30.
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-03T11:00:00+01:00")));
}

TEST(Clock, C31_ResolvedStraightFromAPause) {
  const auto p = policy(R"([{"id":"t","clock":"resolution","limit":"PT1H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T10:30:00Z");
  ticket.close("2026-03-06T10:30:00Z");
  EXPECT_EQ(ticket.used("2026-03-07T00:00:00Z", resolution), "PT30M");
  EXPECT_TRUE(ticket.clock(resolution).met_at);
  EXPECT_FALSE(ticket.missed("2026-03-07T00:00:00Z", resolution));
}

TEST(Clock, C32_AWeekendInAPauseIsNotAddedAgain) {
  const auto p = policy(R"([{"id":"t","clock":"resolution","limit":"PT9H","hours":"office"}])");
  Ticket ticket(p, "2026-03-06T12:00:00+01:00");
  EXPECT_EQ(ticket.due(resolution), to_text(at("2026-03-09T12:00:00+01:00")));
  ticket.pause("2026-03-06T17:00:00+01:00");
  ticket.resume("2026-03-09T10:00:00+01:00");
  // Two open hours were held, one on Friday and one on Monday.
  EXPECT_EQ(ticket.due(resolution), to_text(at("2026-03-09T14:00:00+01:00")));
}

TEST(Clock, C32_AWorkingDayInAPauseMovesATermOfWorkingDays) {
  const auto p =
      policy(R"([{"id":"t","clock":"resolution","days":1,"measure":"working_days","hours":"office"}])");
  Ticket ticket(p, "2026-03-05T12:00:00+01:00");
  EXPECT_EQ(ticket.due(resolution), to_text(at("2026-03-06T18:00:00+01:00")));
  Ticket over_the_weekend = ticket;
  over_the_weekend.pause("2026-03-06T18:00:00+01:00");  // at its very end nothing is left to be held
  EXPECT_FALSE(over_the_weekend.clock(resolution).paused_at);
  ticket.pause("2026-03-05T12:00:00+01:00");
  ticket.resume("2026-03-09T12:00:00+01:00");
  EXPECT_EQ(ticket.due(resolution), to_text(at("2026-03-10T18:00:00+01:00")));
}

TEST(Clock, C34_ADeadlineThatPassesInAPauseIsNotMissed) {
  const auto p = policy(target(R"("limit":"PT1H", "measure":"wall_time")"));
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T10:59:59.999Z");
  EXPECT_FALSE(ticket.missed("2026-03-04T10:00:00Z"));
  ticket.resume("2026-03-04T10:00:00Z");
  EXPECT_EQ(ticket.due(), "2026-03-04T10:00:00.001Z");
  EXPECT_FALSE(ticket.missed("2026-03-04T10:00:00.001Z"));
  EXPECT_TRUE(ticket.missed("2026-03-04T10:00:00.002Z"));
}

TEST(Clock, APauseThatBeginsTooLateUndoesNoBreach) {
  const auto p = policy(target(R"("limit":"PT1H", "measure":"wall_time")"));
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T11:00:00.001Z");
  EXPECT_TRUE(ticket.missed("2026-03-02T11:00:00.001Z"));
  ticket.resume("2026-03-02T12:00:00Z");
  EXPECT_EQ(ticket.due(), "2026-03-02T11:00:00.000Z");
}

TEST(Clock, C36_OpenedAndAnsweredOutsideHours) {
  const auto p = policy(target(R"("limit":"PT4H", "hours":"office")"));
  Ticket ticket(p, "2026-03-07T11:00:00+01:00");
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-09T13:00:00+01:00")));
  ticket.staff_write("2026-03-07T12:00:00+01:00");
  EXPECT_EQ(ticket.used("2026-03-10T00:00:00Z"), "PT0S");
  EXPECT_FALSE(ticket.missed("2026-03-10T00:00:00Z"));
  EXPECT_EQ(ticket.clock().met_at, at("2026-03-07T12:00:00+01:00"));
}

TEST(Clock, PausesAcrossClockChanges) {
  const Compiled nights(
      json::decode<Document>(R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
    "calendars":{"night":{"weekly":{"daily":["22:00-06:00"]},"holidays":[]}},
    "departments":{"technical":{"hours":"night"}},"priorities":{"regular":{}},
    "targets":[{"id":"t","limit":"PT6H"}]})"));
  // Spring: the night from 28 to 29 March 2026 has seven hours. Paused 01:30 CET to 03:30 CEST: one hour.
  Ticket spring(nights, "2026-03-28T22:00:00+01:00");
  EXPECT_EQ(spring.due(), "2026-03-29T03:00:00.000Z");
  spring.pause("2026-03-29T01:30:00+01:00");
  spring.resume("2026-03-29T03:30:00+02:00");
  EXPECT_EQ(spring.due(), "2026-03-29T04:00:00.000Z");
  // Autumn: paused from the first 02:30 (CEST) to the second one (CET): one hour.
  Ticket autumn(nights, "2026-10-24T22:00:00+02:00");
  autumn.pause("2026-10-25T02:30:00+02:00");
  autumn.resume("2026-10-25T02:30:00+01:00");
  EXPECT_EQ(autumn.due(), "2026-10-25T03:00:00.000Z");
}

TEST(Clock, C37_NextResponseStopsWithTheAnswer) {
  const auto p = policy(R"([{"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.staff_write("2026-03-02T10:10:00Z");
  EXPECT_FALSE(ticket.has(next));
  ticket.customer_writes("2026-03-02T12:00:00Z");
  ticket.staff_write("2026-03-02T12:30:00Z");
  EXPECT_EQ(ticket.clock(next).met_at, at("2026-03-02T12:30:00Z"));
  EXPECT_FALSE(ticket.missed("2026-03-09T12:30:00Z", next));
}

TEST(Clock, C38_BeforeTheFirstAnswerOnlyTheFirstResponseRuns) {
  const auto p = policy(R"([{"id":"f","clock":"first_response","limit":"PT4H","measure":"wall_time"},
                            {"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.customer_writes("2026-03-02T10:30:00Z");
  EXPECT_FALSE(ticket.has(next));
  EXPECT_EQ(ticket.due(), "2026-03-02T14:00:00.000Z");
}

TEST(Clock, C39_NextResponseRunsFromTheOldestUnansweredMessage) {
  const auto p = policy(R"([{"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.staff_write("2026-03-02T10:10:00Z");
  ticket.customer_writes("2026-03-02T12:00:00Z");
  ticket.customer_writes("2026-03-02T12:20:00Z");
  ticket.customer_writes("2026-03-02T12:40:00Z");
  EXPECT_EQ(ticket.due(next), "2026-03-02T13:00:00.000Z");
  ticket.staff_write("2026-03-02T12:50:00Z");
  ticket.customer_writes("2026-03-02T15:00:00Z");
  EXPECT_EQ(ticket.due(next), "2026-03-02T16:00:00.000Z");
}

TEST(Clock, C40_AThankYouBeforeClosingIsCancelledAndNotMissed) {
  const auto p = policy(R"([{"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.staff_write("2026-03-02T10:10:00Z");
  ticket.customer_writes("2026-03-02T10:20:00Z");
  ticket.close("2026-03-02T10:30:00Z");
  EXPECT_EQ(ticket.clock(next).cancelled_at, at("2026-03-02T10:30:00Z"));
  EXPECT_FALSE(ticket.missed("2026-03-09T10:30:00Z", next));
}

TEST(Clock, C42_AnAutomaticReplyAnswersOnlyWhenThePolicySaysSo) {
  const std::string targets = target(R"("limit":"PT1H", "measure":"wall_time")");
  const auto strict = policy(targets), lenient = policy(targets, R"({"automatic_replies_answer":true})");
  Ticket ticket(strict, "2026-03-02T10:00:00Z");
  ticket.machine_writes("2026-03-02T10:00:01Z");
  EXPECT_TRUE(ticket.clock().running());
  EXPECT_FALSE(ticket.course.answered_at);
  Ticket other(lenient, "2026-03-02T10:00:00Z");
  other.machine_writes("2026-03-02T10:00:01Z");
  EXPECT_TRUE(other.clock().met_at);
}

TEST(Clock, C44_AReopenedTicketGetsAFreshClock) {
  const std::string targets = R"([{"id":"r","clock":"resolution","limit":"PT2H","measure":"wall_time"}])";
  const auto play = [&](const Compiled& p) {
    Ticket ticket(p, "2026-03-02T10:00:00Z");
    ticket.close("2026-03-02T11:00:00Z");
    ticket.customer_writes("2026-03-09T10:00:00Z");
    return ticket;
  };
  const auto restart = policy(targets), carry = policy(targets, R"({"reopened":"carry"})"),
             keep = policy(targets, R"({"reopened":"keep"})");
  EXPECT_EQ(play(restart).due(resolution), "2026-03-09T12:00:00.000Z");
  EXPECT_EQ(play(carry).due(resolution), "2026-03-09T11:00:00.000Z");
  EXPECT_EQ(play(keep).due(resolution), "2026-03-02T12:00:00.000Z");
  EXPECT_FALSE(play(restart).missed("2026-03-09T10:00:00Z", resolution));
}

TEST(Clock, C48_OfTwoTargetsThatHoldTheFirstIsTaken) {
  const auto p = policy(R"([{"id":"a","when":{"priority":"high"},"limit":"PT1H","measure":"wall_time"},
                            {"id":"b","limit":"PT2H","measure":"wall_time"}])",
                        "{}", R"("first_response":"PT9H",)");
  EXPECT_EQ(Ticket(p, "2026-03-02T10:00:00Z", facts("high")).clock().target, "a");
  EXPECT_EQ(Ticket(p, "2026-03-02T10:00:00Z").clock().target, "b");
}

TEST(Clock, TheShortFormIsTheLastTarget) {
  const auto p = policy(R"([{"id":"a","when":{"priority":"high"},"limit":"PT1H","measure":"wall_time"}])",
                        "{}", R"("first_response":"PT9H",)");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  EXPECT_EQ(ticket.clock().target, "first_response");
  EXPECT_EQ(ticket.due(), "2026-03-02T19:00:00.000Z");
}

TEST(Clock, DifferentTargetsWhileOpenAndWhileClosed) {
  const auto p = policy(R"([{"id":"open","when":{"during":"office"},"limit":"PT30M","hours":"office"},
                            {"id":"closed","limit":"PT8H","measure":"wall_time"}])");
  EXPECT_EQ(Ticket(p, "2026-03-02T10:00:00+01:00").due(), to_text(at("2026-03-02T10:30:00+01:00")));
  EXPECT_EQ(Ticket(p, "2026-03-07T10:00:00+01:00").due(), to_text(at("2026-03-07T18:00:00+01:00")));
}

TEST(Clock, HoursAreTheDepartmentsUnlessTheTargetNamesItsOwn) {
  const auto p = policy(target(R"("limit":"PT2H")"));
  EXPECT_EQ(Ticket(p, "2026-03-07T10:00:00Z", facts("regular", "billing")).due(),
            to_text(at("2026-03-09T11:00:00+01:00")));
  EXPECT_EQ(Ticket(p, "2026-03-07T10:00:00Z").due(), "2026-03-07T12:00:00.000Z");
}

TEST(Clock, WorkingDaysEndWhereTheTargetSays) {
  const auto term = [](const std::string& rest) {
    return policy(target(R"("measure":"working_days","hours":"office","days":1,)" + rest));
  };
  const auto closing = term(R"("ends":"closing")"), same = term(R"("ends":"same_time")"),
             cut_off = term(R"("ends":"cut_off","cut_off":"16:00")"),
             late = term(R"("ends":"closing","cut_off":"16:00")");
  const auto* const friday = "2026-03-06T16:00:00+01:00";
  EXPECT_EQ(Ticket(closing, friday).due(), to_text(at("2026-03-09T18:00:00+01:00")));
  EXPECT_EQ(Ticket(same, friday).due(), to_text(at("2026-03-09T16:00:00+01:00")));
  EXPECT_EQ(Ticket(cut_off, friday).due(), to_text(at("2026-03-10T16:00:00+01:00")));
  EXPECT_EQ(Ticket(late, friday).due(), to_text(at("2026-03-10T18:00:00+01:00")));
}

TEST(Clock, OfARangeTheUpperEndIsPromised) {
  const auto p = policy(target(R"("expected":"PT10M","limit":"PT1H","measure":"wall_time")"));
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  EXPECT_EQ(ticket.clock().expected_at, at("2026-03-02T10:10:00Z"));
  EXPECT_EQ(ticket.due(), "2026-03-02T11:00:00.000Z");
}

TEST(Clock, WhatBindsNobodyIsNeverMissed) {
  for (const char* promise : {"percentile", "mean", "expectation"}) {
    const auto p = policy(target(R"("limit":"PT1H","measure":"wall_time","percent":90,"promise":")" +
                                 std::string(promise) + "\""));
    Ticket ticket(p, "2026-03-02T10:00:00Z");
    EXPECT_EQ(ticket.due(), "none") << promise;
    EXPECT_EQ(ticket.clock().expected_at, at("2026-03-02T11:00:00Z")) << promise;
    EXPECT_FALSE(ticket.missed("2027-03-02T10:00:00Z")) << promise;
  }
}

TEST(Clock, WhereNothingIsPromisedNoClockRuns) {
  const auto p =
      policy(R"([{"id":"t","promise":"none","when":{"priority":"regular"}},{"id":"u","limit":"PT1H"}])");
  EXPECT_FALSE(Ticket(p, "2026-03-02T10:00:00Z").has(ClockKind::first_response));
  EXPECT_TRUE(Ticket(p, "2026-03-02T10:00:00Z", facts("high")).has(ClockKind::first_response));
}

TEST(Clock, UpdatesRunFromStaffsLastWord) {
  const auto p = policy(R"([{"id":"u","clock":"update","limit":"P1D","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  EXPECT_FALSE(ticket.has(ClockKind::update));
  ticket.staff_write("2026-03-02T11:00:00Z");
  ticket.customer_writes("2026-03-02T12:00:00Z");
  EXPECT_EQ(ticket.due(ClockKind::update), "2026-03-03T11:00:00.000Z");
  ticket.staff_write("2026-03-03T10:00:00Z");
  EXPECT_EQ(ticket.due(ClockKind::update), "2026-03-04T10:00:00.000Z");
  ticket.close("2026-03-03T12:00:00Z");
  EXPECT_TRUE(ticket.clock(ClockKind::update).cancelled_at);
}

TEST(Clock, PriorityAndDepartmentKeepCarryOrRestart) {
  const std::string targets = R"([{"id":"h","when":{"priority":"high"},"limit":"PT1H","measure":"wall_time"},
                                  {"id":"r","limit":"PT4H","measure":"wall_time"}])";
  const auto play = [&](const Compiled& p) {
    Ticket ticket(p, "2026-03-02T10:00:00Z");
    ticket.pause("2026-03-02T10:10:00Z");
    ticket.resume("2026-03-02T10:20:00Z");
    ticket.change(facts("high"), "2026-03-02T10:30:00Z");
    return ticket.due() + " " + ticket.clock().target;
  };
  EXPECT_EQ(play(policy(targets, R"({"changed":"keep"})")), "2026-03-02T14:10:00.000Z r");
  EXPECT_EQ(play(policy(targets)), "2026-03-02T11:10:00.000Z h");
  EXPECT_EQ(play(policy(targets, R"({"changed":"restart"})")), "2026-03-02T11:30:00.000Z h");
}

TEST(Clock, TimeUsedInOneMeasureIsCarriedIntoAnother) {
  const auto p = policy(target(R"("limit":"PT6H")"));  // technical: round the clock; billing: office hours
  Ticket ticket(p, "2026-03-02T16:00:00+01:00");
  ticket.change(facts("regular", "billing"), "2026-03-02T18:00:00+01:00");
  // Two hours are used, four are left: Tuesday 9 to 13.
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-03T13:00:00+01:00")));
  EXPECT_EQ(ticket.used("2026-03-03T10:00:00+01:00"), "PT3H");
}

TEST(Clock, AKeptClockCountsInTheHoursItWasGiven) {
  const auto p = policy(target(R"("limit":"PT6H")"), R"({"changed":"keep"})");
  Ticket ticket(p, "2026-03-02T16:00:00+01:00");
  ticket.change(facts("regular", "billing"), "2026-03-02T18:00:00+01:00");
  ticket.pause("2026-03-02T19:00:00+01:00");
  ticket.resume("2026-03-02T20:00:00+01:00");
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-02T23:00:00+01:00")));
}

TEST(Clock, AChangeWhilePausedLeavesThePauseToTheNewTarget) {
  const auto p =
      policy(R"([{"id":"h","when":{"priority":"high"},"limit":"PT1H","measure":"wall_time","pauses":[]},
                            {"id":"r","limit":"PT4H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T10:10:00Z");
  ticket.change(facts("high"), "2026-03-02T12:00:00Z");
  EXPECT_FALSE(ticket.clock().paused_at);
  EXPECT_EQ(ticket.due(), "2026-03-02T12:50:00.000Z");
}

TEST(Clock, TheCustomersReplyEndsAPauseThatWaitsForThem) {
  const auto p = policy(R"([{"id":"r","clock":"resolution","limit":"PT4H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T11:00:00Z");
  ticket.customer_writes("2026-03-03T11:00:00Z");
  EXPECT_FALSE(ticket.course.paused);
  EXPECT_EQ(ticket.due(resolution), "2026-03-03T14:00:00.000Z");
  ticket.pause("2026-03-03T12:00:00Z", PauseReason::third_party);
  ticket.customer_writes("2026-03-03T13:00:00Z");
  EXPECT_TRUE(ticket.course.paused) << "somebody else is waited for";
}

TEST(Clock, ANewMessageInAPauseStartsAClockThatStandsStill) {
  const auto p = policy(R"([{"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.staff_write("2026-03-02T10:10:00Z");
  ticket.pause("2026-03-02T11:00:00Z", PauseReason::third_party);
  ticket.customer_writes("2026-03-02T12:00:00Z");
  EXPECT_TRUE(ticket.clock(next).paused_at);
  ticket.resume("2026-03-02T15:00:00Z");
  EXPECT_EQ(ticket.due(next), "2026-03-02T16:00:00.000Z");
}

TEST(Clock, ATargetSaysWhatPausesIt) {
  const auto p = policy(target(R"("limit":"PT1H","measure":"wall_time","pauses":["third_party"])"));
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T10:10:00Z");
  EXPECT_FALSE(ticket.clock().paused_at);
  ticket.pause("2026-03-02T10:20:00Z", PauseReason::third_party);
  EXPECT_EQ(ticket.clock().paused_at, at("2026-03-02T10:20:00Z"));
  EXPECT_EQ(ticket.course.paused_since, at("2026-03-02T10:10:00Z"));
  EXPECT_EQ(to_text(*time_left(p, ticket.clock(), at("2026-03-05T00:00:00Z"))), "PT40M");
}

TEST(Clock, C46_C47_C49_AnotherVersionOfThePolicy) {
  const std::string old_targets = R"([{"id":"f","limit":"PT1H","measure":"wall_time"},
                                      {"id":"r","clock":"resolution","limit":"PT8H","measure":"wall_time"}])";
  const auto before = policy(old_targets), same = policy(old_targets),
             other = policy(R"([{"id":"r","clock":"resolution","limit":"PT4H","measure":"wall_time"}])");
  Ticket ticket(before, "2026-03-02T10:00:00Z");
  ticket.course.find(ClockKind::first_response)->done = {"breach"};

  Ticket unchanged = ticket;
  re_evaluated(unchanged.course, before, same, 2, at("2026-03-02T12:00:00Z"));
  EXPECT_EQ(unchanged.due(), "2026-03-02T11:00:00.000Z");
  EXPECT_TRUE(unchanged.clock().has_done("breach")) << "C49: no second breach";
  EXPECT_EQ(unchanged.clock().policy, 2);

  re_evaluated(ticket.course, before, other, 2, at("2026-03-02T12:00:00Z"));
  EXPECT_FALSE(ticket.has(ClockKind::first_response)) << "C47: its clock vanishes";
  EXPECT_EQ(ticket.due(resolution), "2026-03-02T14:00:00.000Z");
}

TEST(Clock, C49_ADeadlineAtClosingTimeDoesNotMoveWhenReappliedLater) {
  const auto p = policy(target(R"("limit":"PT9H","hours":"office")"));
  Ticket ticket(p, "2026-03-06T09:00:00+01:00");
  ASSERT_EQ(ticket.due(), to_text(at("2026-03-06T18:00:00+01:00")));
  re_evaluated(ticket.course, p, p, 2, at("2026-03-09T10:00:00+01:00"));
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-06T18:00:00+01:00")));
}

TEST(Clock, ItKnowsWhatItWasWorkedOutFrom) {
  const auto p = policy(target(R"("limit":"PT9H","hours":"office")"));
  const auto clock = Ticket(p, "2026-03-06T09:00:00+01:00").clock();
  EXPECT_EQ(clock.hours, "office");
  EXPECT_EQ(clock.calendar.size(), 32u);
  EXPECT_EQ(clock.calendar, p.digest("office"));
  EXPECT_NE(p.digest("office"), p.digest("long"));
  EXPECT_EQ(clock.zone_data, calendar::zone_data_version());
}

// The deadline by its definition: the earliest instant by which the limit has been counted, pauses taken out.
Instant by_definition(const calendar::Calendar& hours, Instant start, Duration limit,
                      const std::vector<std::pair<Instant, Instant>>& pauses) {
  const auto counted = [&](Instant until) {
    Duration sum = hours.between(start, until);
    for (const auto& [from, to] : pauses)
      if (from < until) sum = sum - hours.between(from, std::min(to, until));
    return sum;
  };
  Instant low = start, high = start + days(400);
  while (low < high) {
    const Instant middle{low.ms + (high.ms - low.ms) / 2};
    if (counted(middle) >= limit)
      high = middle;
    else
      low = middle + milliseconds(1);
  }
  return low;
}

TEST(Clock, AnyNumberOfPausesLeavesTheDeadlineWhereTheDefinitionPutsIt) {
  const auto p = policy(target(R"("limit":"PT20H30M", "hours":"office")"));
  std::uint64_t dice = 26;
  const auto roll = [&](std::int64_t sides) {
    dice = dice * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::int64_t>((dice >> 33) % static_cast<std::uint64_t>(sides));
  };
  int paused_within = 0;
  for (int round = 0; round < 400; ++round) {
    const Instant start = at("2026-01-01T00:00:00Z") + milliseconds(roll(300 * 86'400'000LL));
    Ticket ticket(p, to_text(start));
    std::vector<std::pair<Instant, Instant>> pauses;
    Instant now = start;
    for (int i = 0; i < 12; ++i) {
      const Instant from = now + milliseconds(roll(2) ? roll(20'000'000) : roll(200'000'000));
      const Instant to = from + milliseconds(roll(2) ? roll(10'000'000) : roll(300'000'000));
      if (from >= *ticket.clock().due_at) break;
      paused(ticket.course, p, roll(2) ? PauseReason::customer : PauseReason::third_party, from);
      resumed(ticket.course, p, to);
      pauses.emplace_back(from, to);
      now = to;
      ++paused_within;
    }
    const Instant expected = by_definition(p.calendar("office"), start, *parse_duration("PT20H30M"), pauses);
    ASSERT_EQ(ticket.due(), to_text(expected)) << to_text(start) << ", " << pauses.size() << " pauses";
    end(p, *ticket.course.find(ClockKind::first_response), Ending::met, expected);
    ASSERT_EQ(ticket.used(to_text(expected)), "PT20H30M");
  }
  EXPECT_GT(paused_within, 1000);
}

}  // namespace
}  // namespace plazo::policy::testing
