// What is done about a deadline, and when.
#include "core/policy/actions.hpp"

#include "tests/core/policy/clock_samples.hpp"

namespace plazo::policy::testing {
namespace {

std::vector<std::string> plan(const Compiled& p, const Ticket& ticket) {
  std::vector<std::string> out;
  for (const auto& action : actions(p, ticket.course.facts, ticket.clock()))
    out.push_back(action.name + " " + to_text(action.acts_at));
  return out;
}

TEST(Actions, C50_AWarningLiesAheadInOpenTime) {
  const auto p = policy(R"([{"id":"t","limit":"PT4H","hours":"long","warn":"PT1H"}])");
  Ticket ticket(p, "2026-03-02T17:00:00+01:00");
  EXPECT_EQ(ticket.due(), to_text(at("2026-03-03T11:00:00+01:00")));
  EXPECT_EQ(plan(p, ticket), (std::vector<std::string>{
                                 "warning PT1H " + to_text(at("2026-03-03T10:00:00+01:00")),
                                 "breach " + to_text(at("2026-03-03T11:00:00+01:00") + milliseconds(1))}));
}

TEST(Actions, WarningsAndStepsBesideWorkingDaysLieInTheirHours) {
  const auto with = [](const std::string& hours) {
    return policy(R"([{"id":"t","measure":"working_days","days":1,"ends":"same_time",)" + hours +
                  R"("warn":["PT1H","PT10H"],"steps":[{"id":"soon","before":"PT2H","tag":"soon"},
                     {"id":"late","after":"PT9H","tag":"late"}]}])");
  };
  // Friday 09:30, one working day: Monday 09:30, half an hour after opening.
  const auto office = with(R"("hours":"office",)");
  const auto plan_of = [](const Compiled& p, Facts about) {
    return plan(p, Ticket(p, "2026-03-06T09:30:00+01:00", std::move(about)));
  };
  const std::vector<std::string> in_hours = {
      "warning PT10H " + to_text(at("2026-03-06T09:30:00+01:00")),  // more than the term: its start
      "t/soon " + to_text(at("2026-03-06T16:30:00+01:00")),
      "warning PT1H " + to_text(at("2026-03-06T17:30:00+01:00")),
      "breach " + to_text(at("2026-03-09T09:30:00+01:00") + milliseconds(1)),
      "t/late " + to_text(at("2026-03-10T09:30:00+01:00"))};
  EXPECT_EQ(plan_of(office, facts()), in_hours);
  // Without hours of its own those of the department; without any, round the clock.
  const auto any = with("");
  EXPECT_EQ(plan_of(any, facts("regular", "billing")), in_hours);
  EXPECT_EQ(plan_of(any, facts())[1], "t/soon " + to_text(at("2026-03-07T07:30:00+01:00")));
}

TEST(Actions, C53_WhatIsForWorkingHoursWaitsForThem) {
  const auto p = policy(R"([{"id":"t","limit":"PT1H","measure":"wall_time","hours":"office",
    "steps":[{"id":"call","after":"PT10M","tag":"late","working_hours_only":true}]}])");
  Ticket ticket(p, "2026-03-06T23:00:00+01:00");
  const auto all = actions(p, ticket.course.facts, ticket.clock());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[1].name, "t/call");
  EXPECT_EQ(all[1].at, at("2026-03-07T00:10:00+01:00"));
  EXPECT_EQ(all[1].acts_at, at("2026-03-09T09:00:00+01:00"));
}

TEST(Actions, C53_WhatWasMissedAndIsForWorkingHoursWaitsForTheNextOnes) {
  const auto p = policy(R"([{"id":"t","limit":"PT1H","measure":"wall_time","hours":"office",
    "steps":[{"id":"call","after":"PT0S","tag":"late","working_hours_only":true}]}])");
  Ticket ticket(p, "2026-03-06T10:00:00+01:00");
  ticket.course.clocks[0].done = {"breach"};
  const auto next = next_action(p, ticket.course.facts, ticket.clock(), at("2026-03-07T00:00:00Z"));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->at, at("2026-03-06T11:00:00.001+01:00"));
  EXPECT_EQ(next->acts_at, at("2026-03-09T09:00:00+01:00"));
}

TEST(Actions, RemindersForWorkingHoursWaitForThemButNotBeyondTheDeadline) {
  const auto with = [](const std::string& limit) {
    return policy(R"([{"id":"t","measure":"wall_time","hours":"office","limit":")" + limit + R"(",
      "warn":["PT8H","PT30M"],"working_hours_only":true}])");
  };
  // Thursday 23:00; ten hours later the desk opens, an hour after that the term ends.
  const auto until_ten = with("PT11H");
  const Ticket ticket(until_ten, "2026-03-05T23:00:00+01:00");
  const auto all = actions(until_ten, ticket.course.facts, ticket.clock());
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].name, "warning PT8H");
  EXPECT_EQ(all[0].at, at("2026-03-06T02:00:00+01:00"));
  EXPECT_EQ(all[0].acts_at, at("2026-03-06T09:00:00+01:00"));
  EXPECT_EQ(all[1].acts_at, at("2026-03-06T09:30:00+01:00")) << "it falls into the hours by itself";
  // By 08:00 nobody has come.
  const auto until_eight = with("PT9H");
  const Ticket early(until_eight, "2026-03-05T23:00:00+01:00");
  const std::string due = to_text(at("2026-03-06T08:00:00+01:00"));
  EXPECT_EQ(
      plan(until_eight, early),
      (std::vector<std::string>{"warning PT8H " + due, "warning PT30M " + due,
                                "breach " + to_text(at("2026-03-06T08:00:00+01:00") + milliseconds(1))}));
}

TEST(Actions, RemindersThatWereMissedWaitForTheHoursWhileThereIsTime) {
  const auto p = policy(R"([{"id":"t","limit":"PT24H","measure":"wall_time","hours":"office",
    "warn":"PT23H","working_hours_only":true}])");
  const Ticket ticket(p, "2026-03-05T15:00:00+01:00");
  const auto acts_at = [&](std::string_view now) {
    const auto next = next_action(p, ticket.course.facts, ticket.clock(), at(now));
    return next ? next->name + " " + to_text(next->acts_at) : "none";
  };
  const std::string in_time = "warning PT23H " + to_text(at("2026-03-05T16:00:00+01:00"));
  EXPECT_EQ(acts_at("2026-03-05T15:00:00+01:00"), in_time);
  EXPECT_EQ(acts_at("2026-03-05T17:00:00+01:00"), in_time) << "late, but somebody is there";
  EXPECT_EQ(acts_at("2026-03-05T22:00:00+01:00"),
            "warning PT23H " + to_text(at("2026-03-06T09:00:00+01:00")));
  EXPECT_EQ(acts_at("2026-03-07T03:00:00+01:00"), in_time) << "the deadline has passed: it waits no longer";
}

TEST(Actions, AStepBeforeTheDeadlineWaitsForTheHoursToo) {
  const auto p = policy(R"([{"id":"t","limit":"PT11H","measure":"wall_time","hours":"office",
    "steps":[{"id":"look","before":"PT8H","tag":"soon","working_hours_only":true}]}])");
  const Ticket ticket(p, "2026-03-05T23:00:00+01:00");
  const auto all = actions(p, ticket.course.facts, ticket.clock());
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].name, "t/look");
  EXPECT_EQ(all[0].at, at("2026-03-06T02:00:00+01:00"));
  EXPECT_EQ(all[0].acts_at, at("2026-03-06T09:00:00+01:00"));
}

TEST(Actions, NothingIsDoneBeforeTheStart) {
  const auto p = policy(R"([{"id":"t","limit":"PT30M","measure":"wall_time","warn":["PT1H"]}])");
  EXPECT_EQ(plan(p, Ticket(p, "2026-03-02T10:00:00Z")).front(), "warning PT1H 2026-03-02T10:00:00.000Z");
}

TEST(Actions, APausedClockAndAnEndedOneAskForNothing) {
  const auto p = policy(R"([{"id":"t","limit":"PT30M","measure":"wall_time","warn":["PT10M"]}])");
  Ticket ticket(p, "2026-03-02T10:00:00Z");
  ticket.pause("2026-03-02T10:01:00Z");
  EXPECT_TRUE(plan(p, ticket).empty());
  ticket.resume("2026-03-02T10:02:00Z");
  EXPECT_EQ(plan(p, ticket).size(), 2u);
  ticket.staff_write("2026-03-02T10:03:00Z");
  EXPECT_TRUE(plan(p, ticket).empty());
}

TEST(Actions, WhatWasDoneIsDoneAgainOnlyForALaterDeadline) {
  const std::string targets =
      R"([{"id":"h","when":{"priority":"high"},"limit":"PT1H","measure":"wall_time","warn":"PT30M"},
                                  {"id":"r","limit":"PT4H","measure":"wall_time","warn":"PT30M"}])";
  const auto p = policy(targets);
  Ticket ticket(p, "2026-03-02T10:00:00Z", facts("high"));
  ticket.course.clocks[0].done = {"warning PT30M"};
  Ticket same = ticket;
  same.change(facts("high"), "2026-03-02T10:40:00Z");
  EXPECT_EQ(next_action(p, same.course.facts, same.clock(), at("2026-03-02T10:40:00Z"))->name, "breach");
  ticket.change(facts("regular"), "2026-03-02T10:40:00Z");
  const auto next = next_action(p, ticket.course.facts, ticket.clock(), at("2026-03-02T10:40:00Z"));
  EXPECT_EQ(next->name, "warning PT30M");
  EXPECT_EQ(next->at, at("2026-03-02T13:30:00Z"));
}

}  // namespace
}  // namespace plazo::policy::testing
