// How promises were kept lately: `policy.performance`, and what the page tells of it.
#include <gmock/gmock.h>

#include "core/tickets/performance.hpp"
#include "tests/core/operations/tickets_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* mean =
    R"([{"id":"t","promise":"mean","limit":"PT1H","window":"P30D","measure":"wall_time"}])";

class PerformanceTest : public TicketsTest {
 protected:
  value report(const std::string& request = "{}") {
    return call("policy.performance", request).at("targets");
  }
  /// Of the only target, or the one of this name.
  static value one(const value& targets, std::string_view name = "t") {
    for (const auto& target : targets.as_array())
      if (target.at("target").as_string() == name) return target;
    ADD_FAILURE() << "there is no target " << name;
    return boost::json::object{{"answered", -1}};
  }
  std::int64_t answered(std::string_view name = "t", const std::string& request = "{}") {
    return one(report(request), name).at("answered").as_int64();
  }
  /// A ticket that is answered after so long.
  std::string answer_after(Duration length, std::string_view more = "") {
    const auto id = open_ticket(customer("1017"), more);
    pass(length);
    reply(id);
    return id;
  }
  std::string page(const std::string& more = "") {
    return std::string(
        call(customers::GuestClaim{}, "policy.page", R"({"format":"markdown","locale":"en")" + more + "}")
            .at("page")
            .as_string());
  }
};

TEST_F(PerformanceTest, WithoutATicketNothingIsSaid) {
  furnish(mean);
  const auto row = one(report());
  EXPECT_EQ(row.at("answered"), 0);
  EXPECT_EQ(row.at("judged"), 0);
  EXPECT_EQ(row.at("sampled"), false);
  for (const char* absent : {"mean", "median", "p95", "median_days", "p95_days", "holds"})
    EXPECT_FALSE(row.as_object().contains(absent)) << absent;
}

TEST_F(PerformanceTest, TellsMeanMedianAndWhetherItHolds) {
  furnish(mean);
  for (const int m : {10, 20, 30, 40, 140}) answer_after(minutes(m));
  auto row = one(report());
  EXPECT_EQ(row.at("answered"), 5);
  EXPECT_EQ(row.at("judged"), 5);
  EXPECT_EQ(row.at("within"), 4);
  EXPECT_EQ(row.at("mean"), 48 * 60'000);
  EXPECT_EQ(row.at("median"), 30 * 60'000);
  EXPECT_EQ(row.at("p95"), 140 * 60'000);
  EXPECT_EQ(row.at("holds"), true);
  EXPECT_EQ(row.at("promise"), "mean");
  EXPECT_EQ(row.at("measure"), "wall_time");
  EXPECT_EQ(row.at("window"), 30LL * 86'400'000);
  EXPECT_EQ(row.at("text"), "1 hora de media, medido en 30 días");
  answer_after(minutes(121));
  EXPECT_EQ(one(report()).at("holds"), false) << "a minute over 360 of six";
}

TEST_F(PerformanceTest, OnlyAnswersGivenHereCount) {
  furnish(R"([{"id":"t","promise":"mean","limit":"PT1H","window":"P30D","measure":"wall_time"},
    {"id":"r","clock":"resolution","limit":"P1D","measure":"wall_time"}])");
  const auto paused = open_ticket(customer("1017"));
  as_ana("ticket.pause", R"({"ticket":")" + paused + R"(","reason":"third_party"})");
  const auto left = open_ticket(customer("1017"));
  close(left);
  const auto merged = open_ticket(customer("1017"));
  merge(merged, paused);
  call("ticket.import", R"({"external":"x:1","customer":"1017","subject":"Correo","department":"technical",
    "messages":[{"by":"customer","at":"2026-03-01T09:00:00Z","body":"a"},
                {"by":"staff","at":"2026-03-01T10:00:00Z","body":"b","name":"Marta"}]})");
  call("ticket.import", R"({"external":"x:2","customer":"1017","subject":"Correo","department":"technical",
    "closed_at":"2026-03-01T12:00:00Z","messages":[{"by":"customer","at":"2026-03-01T09:00:00Z","body":"a"},
                {"by":"staff","at":"2026-03-01T10:00:00Z","body":"b","name":"Marta"}]})");
  EXPECT_EQ(answered(), 0);
  EXPECT_EQ(answered("r"), 1) << "what was closed unanswered is closed";
  expect_sound();
}

TEST_F(PerformanceTest, ATimeInAPauseIsNotCounted) {
  furnish(mean);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(10));
  as_ana("ticket.pause", R"({"ticket":")" + id + R"(","reason":"third_party"})");
  pass(days(5));
  reply(id);
  EXPECT_EQ(one(report()).at("median"), 600'000);
}

TEST_F(PerformanceTest, AWindowEndsNowAndItsBeginningIsNotInIt) {
  furnish(mean);
  answer_after(minutes(10));
  EXPECT_EQ(answered("t", R"({"window":1000})"), 1);
  pass(milliseconds(999));
  EXPECT_EQ(answered("t", R"({"window":1000})"), 1);
  pass(milliseconds(1));
  EXPECT_EQ(answered("t", R"({"window":1000})"), 0);
  pass(days(30) - seconds(1) - milliseconds(1));
  EXPECT_EQ(answered(), 1);
  pass(milliseconds(1));
  EXPECT_EQ(answered(), 0);
  EXPECT_EQ(answered("t", R"({"window":"P366D"})"), 1);
  EXPECT_EQ(failure(nullptr, "policy.performance", R"({"window":999})").code, "request.invalid");
}

TEST_F(PerformanceTest, EachAnswerCountsNotOnlyTheLastOfATicket) {
  furnish(R"([{"id":"n","clock":"next_response","promise":"expectation","expected":"PT10M","limit":"PT4H",
      "measure":"wall_time"},
    {"id":"u","clock":"update","limit":"P1D","measure":"wall_time"}])");
  const auto id = answer_after(minutes(1));
  for (int i = 0; i < 3; ++i) {
    customer_replies(id);
    pass(minutes(20));
    reply(id);
  }
  EXPECT_EQ(answered("n"), 3);
  EXPECT_EQ(one(report(), "n").at("median"), 1'200'000);
  EXPECT_EQ(one(report(), "n").at("within"), 3);
  EXPECT_FALSE(one(report(), "n").as_object().contains("holds"));
  EXPECT_EQ(answered("u"), 3);
  // The clock may stand still in between.
  for (int i = 0; i < 2; ++i) {
    customer_replies(id);
    reply(id);
  }
  EXPECT_EQ(answered("n"), 5);
  EXPECT_EQ(answered("u"), 5);
  expect_sound();
}

TEST_F(PerformanceTest, AClosingThatIsUndoneDoesNotCountWhereTheClockGoesOn) {
  for (const auto& [rule, still] : {std::pair{"keep", 0}, std::pair{"carry", 0}, std::pair{"restart", 1}}) {
    furnish(R"([{"id":"r","clock":"resolution","limit":"P1D","measure":"wall_time"}])",
            R"({"reopened":")" + std::string(rule) + R"("})");
    const auto before = answered("r");
    const auto id = open_ticket(customer("1017"));
    pass(hours(1));
    close(id);
    EXPECT_EQ(answered("r") - before, 1) << rule;
    pass(hours(1));
    customer_replies(id);
    EXPECT_EQ(answered("r") - before, still) << rule;
    pass(hours(1));
    close(id);
    EXPECT_EQ(answered("r") - before, still + 1) << rule;
    expect_sound();
  }
}

TEST_F(PerformanceTest, ATargetIsKnownByItsNameInWhateverVersion) {
  furnish(mean);
  answer_after(minutes(90));
  // Another limit: the answer was too late by what was promised then, and stays so.
  furnish(
      R"([{"id":"t","promise":"percentile","percent":50,"limit":"PT2H","window":"P30D","measure":"wall_time"}])");
  answer_after(minutes(90));
  auto row = one(report());
  EXPECT_EQ(row.at("answered"), 2);
  EXPECT_EQ(row.at("within"), 1);
  EXPECT_EQ(row.at("holds"), true);
  // Counted in another measure: what was counted before is no figure of it.
  furnish(R"([{"id":"t","promise":"mean","limit":"PT2H","window":"P30D","hours":"office"}])");
  EXPECT_EQ(answered(), 0);
  // Gone, and come back.
  furnish(R"([{"id":"other","promise":"mean","limit":"PT2H","window":"P30D","hours":"office"}])");
  EXPECT_EQ(report().as_array().size(), 1u);
  EXPECT_EQ(answered("other"), 0);
  furnish(mean);
  EXPECT_EQ(answered(), 2);
  // Another clock of the same name is another target.
  furnish(
      R"([{"id":"t","clock":"resolution","promise":"mean","limit":"PT1H","window":"P30D","measure":"wall_time"}])");
  EXPECT_EQ(answered(), 0);
}

TEST_F(PerformanceTest, AfterARolloutAClockIsJudgedByTheVersionThatItStoodUnder) {
  furnish(mean);
  const auto pinned = open_ticket(customer("1017"));
  pass(minutes(30));
  furnish(R"([{"id":"t","promise":"mean","limit":"PT40M","window":"P30D","measure":"wall_time"}])",
          R"({"new_version":"pin"})");
  pass(minutes(20));
  reply(pinned);
  EXPECT_EQ(one(report()).at("within"), 1) << "fifty minutes of an hour";
  const auto carried = open_ticket(customer("1017"));
  pass(minutes(30));
  furnish(R"([{"id":"t","promise":"mean","limit":"PT45M","window":"P30D","measure":"wall_time"}])",
          R"({"new_version":"re_evaluate"})");
  pass(minutes(14));
  reply(carried);
  EXPECT_EQ(one(report()).at("within"), 2) << "44 minutes of 45";
  const auto gone = open_ticket(customer("1017"));
  furnish(
      R"([{"id":"other","clock":"resolution","promise":"mean","limit":"PT45M","window":"P30D","measure":"wall_time"}])",
      R"({"new_version":"re_evaluate"})");
  reply(gone);
  furnish(mean);
  EXPECT_EQ(answered(), 2) << "nothing was promised when it was answered";
  expect_sound();
}

TEST_F(PerformanceTest, OpenTimeIsThatOfTheWeekOfTheClockChange) {
  furnish(R"([{"id":"t","promise":"mean","limit":"PT8H","window":"P30D","hours":"office"}])");
  set_now("2026-03-27T16:00:00Z");  // Friday 17:00; on Sunday an hour is left out
  const auto id = open_ticket(customer("1017"));
  set_now("2026-03-30T08:00:00Z");  // Monday 10:00
  reply(id);
  EXPECT_EQ(one(report()).at("median"), 2 * 3'600'000);
  set_now("2026-10-23T15:00:00Z");  // Friday 17:00; on Sunday an hour comes twice
  const auto autumn = open_ticket(customer("1017"));
  set_now("2026-10-26T09:00:00Z");  // Monday 10:00
  reply(autumn);
  EXPECT_EQ(one(report()).at("median"), 2 * 3'600'000);
}

TEST_F(PerformanceTest, WorkingDaysAreTold) {
  furnish(R"([{"id":"t","promise":"percentile","percent":95,"window":"P30D","measure":"working_days","days":0,
    "cut_off":"16:00","hours":"office"}])");
  answer_after(hours(1));  // Monday, at ten
  answer_after(days(3));
  answer_after(hours(1));
  const auto row = one(report());
  EXPECT_EQ(row.at("median_days"), 0);
  EXPECT_EQ(row.at("p95_days"), 3);
  EXPECT_EQ(row.at("within"), 2);
  EXPECT_EQ(row.at("holds"), false);
}

TEST_F(PerformanceTest, StaffSeeWhatTheirDepartmentsDid) {
  furnish(mean);
  answer_after(minutes(10));
  const auto id = std::string(call(customer("1017"), "ticket.open",
                                   R"({"subject":"Factura","body":"Falta","department":"financial"})")
                                  .at("ticket")
                                  .at("id")
                                  .as_string());
  pass(minutes(20));
  reply(id);
  const auto as = [&](std::string_view who, const std::string& request = "{}") {
    return one(call(staff(who), "policy.performance", request).at("targets"));
  };
  EXPECT_EQ(as("ana").at("answered"), 2);
  EXPECT_EQ(as("fin").at("answered"), 1);
  EXPECT_EQ(as("fin").at("median"), 20 * 60'000);
  EXPECT_EQ(as("fin", R"({"department":"technical"})").at("answered"), 0) << "as if nothing was done there";
  EXPECT_EQ(as("fin", R"({"department":"technical"})"), as("fin", R"({"department":"nowhere"})"));
  EXPECT_EQ(as("ana", R"({"department":"technical"})").at("median"), 10 * 60'000);
  EXPECT_EQ(failure_code(staff("new"), "policy.performance"), "staff.no_permission");
  EXPECT_EQ(failure_code(customer("1017"), "policy.performance"), "operation.not_allowed");
  EXPECT_EQ(failure_code(customers::GuestClaim{}, "policy.performance"), "operation.not_allowed");
  // It is the department that answered, wherever the ticket is now.
  as_ana("ticket.set_department", R"({"ticket":")" + id + R"(","department":"technical"})");
  EXPECT_EQ(as("fin").at("answered"), 1);
}

TEST_F(PerformanceTest, WhatIsMissingOrAlteredIsFound) {
  furnish(mean);
  answer_after(minutes(10));
  expect_sound();
  const auto told = [&](std::string_view sql) {
    desk->database().transact([&](storage::Transaction& tx) { tx.run(sql); });
    return boost::json::serialize(call("desk.verify"));
  };
  EXPECT_THAT(told("UPDATE clock_met SET used = 1"),
              HasSubstr("the time of clock first_response is not what the timeline makes of it"));
  EXPECT_THAT(told("DELETE FROM clock_met"), HasSubstr("the time of clock first_response is missing"));
}

TEST_F(PerformanceTest, AllAtTheSameMillisecondIsSoundToo) {
  for (const char* rule : {"keep", "carry", "restart"}) {
    furnish(R"([{"id":"r","clock":"resolution","limit":"P1D","measure":"wall_time"}])",
            R"({"reopened":")" + std::string(rule) + R"("})");
    const auto id = answer_after(minutes(0));
    for (int i = 0; i < 3; ++i) {
      close(id);
      customer_replies(id);
    }
    expect_sound();
  }
}

TEST_F(PerformanceTest, OfManyTheLastTenThousandAreMeasuredAndItSaysSo) {
  furnish(mean);
  const auto put = [&](int from, int to, std::string department, Duration used) {
    desk->database().transact([&](storage::Transaction& tx) {
      for (int i = from; i < to; ++i)
        tickets::met_clocks().insert(tx, {.target = "t",
                                          .met_at = desk->now() - minutes(to - i),
                                          .ticket = Id{i + 1},
                                          .sequence = 1,
                                          .department = department,
                                          .measure = policy::Measure::wall_time,
                                          .used = used,
                                          .within = true});
    });
  };
  put(0, tickets::most_measured, "technical", minutes(7));
  EXPECT_EQ(one(report()).at("sampled"), false);
  EXPECT_EQ(answered(), tickets::most_measured);
  pass(seconds(1));
  put(tickets::most_measured, tickets::most_measured + 1, "financial", hours(1));
  auto row = one(report());
  EXPECT_EQ(row.at("sampled"), true);
  EXPECT_EQ(row.at("answered"), tickets::most_measured);
  // What others did says nothing to who does not see it.
  const auto fin = one(call(staff("fin"), "policy.performance").at("targets"));
  EXPECT_EQ(fin.at("answered"), 1);
  EXPECT_EQ(fin.at("sampled"), false);
  EXPECT_THAT(page(), HasSubstr("Last 10000 cases, average: "));
}

TEST_F(PerformanceTest, ThePageTellsItOfTwentyAndOfNoFewer) {
  furnish(R"([{"id":"t","promise":"expectation","expected":"PT10M","limit":"PT4H","measure":"wall_time"},
    {"id":"r","clock":"resolution","limit":"P1D","measure":"wall_time"}])");
  for (int i = 0; i < 19; ++i) close(answer_after(minutes(130)));
  EXPECT_THAT(page(), Not(HasSubstr("Last 30 days")));
  close(answer_after(minutes(130)));
  EXPECT_THAT(page(), HasSubstr("without obligation. Last 30 days, median: 2 hours and 10 minutes |"));
  EXPECT_THAT(page(R"(,"lately":false)"), Not(HasSubstr("Last 30 days")));
  EXPECT_EQ(page().find("Last 30 days"), page().rfind("Last 30 days")) << "nothing of a limit";
  pass(days(31));
  EXPECT_THAT(page(), Not(HasSubstr("Last 30 days")));
}

TEST_F(PerformanceTest, ThePageTellsMeansAndPercentilesInTheirOwnWords) {
  furnish(R"([{"id":"t","promise":"mean","limit":"PT1H","window":"P7D","measure":"wall_time"},
    {"id":"r","clock":"resolution","promise":"percentile","percent":95,"limit":"P1D","window":"PT12H",
     "measure":"wall_time"}])");
  for (int i = 0; i < 20; ++i) {
    const auto id = open_ticket(customer("1017"));
    pass(minutes(1) + milliseconds(1));
    reply(id);
    close(id);
  }
  EXPECT_THAT(page(), HasSubstr("measured over 7 days. Last 7 days, average: 2 minutes"));
  EXPECT_THAT(page(), HasSubstr("measured over 12 hours. Last 12 hours, in time: 100%"));
}

}  // namespace
}  // namespace plazo::operations::testing
