// What missed promises are worth, with their evidence from the timeline.
#include <gmock/gmock.h>

#include "tests/core/operations/paid_support.hpp"

namespace plazo::operations::testing {
namespace {

class CompensationOf : public PaidSupport {
 protected:
  value compensation(const std::string& id, std::string_view more = R"(,"price":1245)") {
    return call(owner, "ticket.compensation", of(id, more));
  }
  std::string kind_of_event(const std::string& id, const value& sequence) {
    std::string kind;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query("SELECT kind FROM event WHERE subject = ? AND sequence = ?", *parse_id(id),
                           sequence.as_int64());
      if (rows.next()) kind = rows.text(0);
    });
    return kind;
  }
};

TEST_F(CompensationOf, AKeptPromiseIsWorthNothing) {
  const auto id = open_paid();
  pass(hours(1));
  reply(id);
  const auto reply = compensation(id);
  EXPECT_TRUE(reply.at("missed").as_array().empty());
  EXPECT_EQ(reply.at("amount"), 0);
  EXPECT_EQ(reply.at("currency"), "EUR");
}

TEST_F(CompensationOf, AMillisecondLaterItIsWorthWhatThePolicySays) {
  const auto id = open_paid();
  pass(hours(1) + milliseconds(1));
  call("tick");
  pass(minutes(5));
  reply(id);
  const auto reply = compensation(id);
  ASSERT_EQ(reply.at("missed").as_array().size(), 1u);
  const auto& missed = reply.at("missed").at(0);
  EXPECT_EQ(missed.at("clock"), "first_response");
  EXPECT_EQ(missed.at("rule"), "premium");
  EXPECT_EQ(missed.at("due_at"), "2026-03-02T10:00:00.000Z");
  EXPECT_EQ(missed.at("met_at"), "2026-03-02T10:05:00.001Z");
  EXPECT_EQ(missed.at("late"), minutes(5).ms + 1);
  EXPECT_EQ(missed.at("measure"), "wall_time");
  const auto& worth = missed.at("worth");
  EXPECT_EQ(worth.at("percent"), 10);
  EXPECT_EQ(worth.at("amount"), 125) << "124.5 upwards";
  EXPECT_FALSE(worth.at("at_ceiling").as_bool());
  EXPECT_EQ(worth.at("claimable_until"), "2026-04-01T10:00:00.001Z");
  EXPECT_EQ(worth.at("text"), "Una parte de la cuota");
  EXPECT_EQ(reply.at("amount"), 125);
  const auto& evidence = missed.at("evidence");
  EXPECT_EQ(kind_of_event(id, evidence.at("set_by")), "ticket.opened");
  EXPECT_EQ(kind_of_event(id, evidence.at("noted_by")), "clock.missed");
  EXPECT_EQ(kind_of_event(id, evidence.at("ended_by")), "ticket.replied");
  EXPECT_EQ(evidence.at("policy_version"), 2);
  EXPECT_TRUE(evidence.as_object().contains("zone_data_version"));
}

TEST_F(CompensationOf, WhileNobodyAnswersItGrowsLater) {
  const auto id = open_paid();
  pass(hours(3));
  const auto missed = compensation(id).at("missed").at(0);
  EXPECT_EQ(missed.at("late"), hours(2).ms);
  EXPECT_FALSE(missed.as_object().contains("met_at"));
  EXPECT_FALSE(missed.as_object().contains("ended_at"));
  EXPECT_FALSE(missed.at("evidence").as_object().contains("noted_by")) << "no tick has come by";
  EXPECT_FALSE(missed.at("evidence").as_object().contains("ended_by"));
  call("tick");
  EXPECT_TRUE(compensation(id).at("missed").at(0).at("evidence").as_object().contains("noted_by"));
}

TEST_F(CompensationOf, EveryMissedPromiseIsListedAlsoThoseBeforeTheLast) {
  const auto id = open(owner, "standard");
  reply(id);
  for (int i = 0; i < 3; ++i) {
    pass(hours(1));
    call(owner, "ticket.reply", of(id, R"(,"body":"¿Y ahora?")"));
    pass(hours(2) + minutes(i));  // the first one is kept
    reply(id);
  }
  const auto reply = compensation(id, R"(,"price":4000)");
  ASSERT_EQ(reply.at("missed").as_array().size(), 2u);
  EXPECT_EQ(reply.at("missed").at(0).at("late"), minutes(1).ms);
  EXPECT_EQ(reply.at("missed").at(0).at("worth").at("amount"), 400);
  EXPECT_EQ(reply.at("missed").at(1).at("late"), minutes(2).ms);
  EXPECT_EQ(reply.at("missed").at(1).at("worth").at("amount"), 100) << "the month's ceiling is 5,00 €";
  EXPECT_TRUE(reply.at("missed").at(1).at("worth").at("at_ceiling").as_bool());
  EXPECT_EQ(reply.at("amount"), 500);
}

TEST_F(CompensationOf, TheCeilingIsAnotherInTheNextMonth) {
  set_now("2026-03-31T18:00:00Z");
  const auto id = open(owner, "standard");
  reply(id);
  for (int i = 0; i < 2; ++i) {
    call(owner, "ticket.reply", of(id, R"(,"body":"¿Y ahora?")"));
    pass(hours(3));
    reply(id);
  }
  const auto reply = compensation(id, R"(,"price":5000)");
  ASSERT_EQ(reply.at("missed").as_array().size(), 2u);
  EXPECT_EQ(reply.at("missed").at(1).at("due_at"), "2026-03-31T23:00:00.000Z")
      << "the first of April in Madrid";
  EXPECT_EQ(reply.at("amount"), 1000);
}

TEST_F(CompensationOf, TheCeilingHoldsForTheAccountWhateverTheNumberOfTickets) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(open_paid());
    pass(minutes(1));
  }
  pass(hours(2));
  for (const auto& id : ids) reply(id);
  // Each is worth 10 % of 20,00 €; together the month's ceiling is 5,00 €.
  const auto of_ticket = [&](int i) {
    return compensation(ids[static_cast<std::size_t>(i)], R"(,"price":2000)");
  };
  EXPECT_EQ(of_ticket(0).at("amount"), 200);
  EXPECT_EQ(of_ticket(1).at("amount"), 200);
  const auto third = of_ticket(2);
  EXPECT_EQ(third.at("amount"), 100);
  const auto& worth = third.at("missed").at(0).at("worth");
  EXPECT_TRUE(worth.at("at_ceiling").as_bool());
  ASSERT_EQ(worth.at("counted").as_array().size(), 2u);
  EXPECT_EQ(std::string(worth.at("counted").at(0).at("ticket").as_string()), ids[0]);
  EXPECT_EQ(worth.at("counted").at(0).at("amount"), 200);
  EXPECT_EQ(worth.at("counted").at(0).at("rule"), "premium");
  EXPECT_EQ(worth.at("counted").at(0).at("due_at"), "2026-03-02T10:00:00.000Z");
  EXPECT_EQ(std::string(worth.at("counted").at(1).at("ticket").as_string()), ids[1]);
  EXPECT_EQ(of_ticket(0).at("amount"), 200) << "the first keeps its claim whichever is asked about first";
}

TEST_F(CompensationOf, OtherAccountsAndOtherMonthsDoNotCount) {
  const auto theirs = open(gold, "premium", R"(,"entitlements":["premium"])");
  const auto earlier = open_paid();
  pass(hours(2));
  call(ana, "ticket.reply", of(theirs, R"(,"body":"Vamos")"));
  reply(earlier);
  set_now("2026-04-02T09:00:00Z");
  const auto id = open_paid();
  pass(hours(2));
  const auto reply = compensation(id, R"(,"price":5000)");
  EXPECT_EQ(reply.at("amount"), 500);
  EXPECT_FALSE(reply.at("missed").at(0).at("worth").as_object().contains("counted"));
}

TEST_F(CompensationOf, StaffAreNotShownTicketsThatTheyDoNotSee) {
  const auto hidden = open_paid();
  pass(minutes(1));
  const auto seen = std::string(call(owner, "ticket.open", R"({"subject":"Web caída","body":"No responde",
    "department":"financial","priority":"premium","entitlements":["premium"]})")
                                    .at("ticket")
                                    .at("id")
                                    .as_string());
  pass(hours(2));
  const auto worth =
      call(staff("fin"), "ticket.compensation", of(seen, R"(,"price":4000)")).at("missed").at(0).at("worth");
  EXPECT_EQ(worth.at("amount"), 100);
  ASSERT_EQ(worth.at("counted").as_array().size(), 1u);
  EXPECT_EQ(worth.at("counted").at(0).at("amount"), 400);
  EXPECT_FALSE(worth.at("counted").at(0).as_object().contains("ticket"));
  EXPECT_FALSE(worth.at("counted").at(0).as_object().contains("reference"));
  EXPECT_EQ(
      std::string(
          compensation(seen).at("missed").at(0).at("worth").at("counted").at(0).at("ticket").as_string()),
      hidden)
      << "customers see their own";
}

TEST_F(CompensationOf, AllPromisesTogetherAreWorthHalfTheFeeAMonth) {
  std::string half(paid_policy);
  half.insert(half.find(R"("targets")"), R"("compensation_ceiling":{"percent":50},)");
  for (std::size_t at = half.find(R"("percent":10,"ceiling":500)"); at != std::string::npos;
       at = half.find(R"("percent":10,"ceiling":500)"))
    half.replace(at, 26, R"("percent":30)");
  call("policy.install", half);
  const auto first = open_paid();
  reply(first);
  call(owner, "ticket.reply", of(first, R"(,"body":"¿Y ahora?")"));
  const auto second = open_paid();
  pass(hours(3));
  reply(first);
  reply(second);
  // The second ticket's first answer was due before the first ticket's next.
  const auto of_second = compensation(second, R"(,"price":1001)").at("missed").at(0).at("worth");
  EXPECT_EQ(of_second.at("account_ceiling"), 501) << "500.5 upwards";
  EXPECT_EQ(of_second.at("amount"), 300);
  EXPECT_FALSE(of_second.at("at_ceiling").as_bool());
  const auto of_first = compensation(first, R"(,"price":1001)").at("missed").at(0).at("worth");
  EXPECT_EQ(of_first.at("amount"), 201);
  EXPECT_TRUE(of_first.at("at_ceiling").as_bool());
  EXPECT_EQ(of_first.at("counted").at(0).at("rule"), "premium");
  const auto unpriced = compensation(first, "");
  EXPECT_FALSE(unpriced.as_object().contains("amount"));
  EXPECT_FALSE(unpriced.at("missed").at(0).at("worth").as_object().contains("account_ceiling"));
}

TEST_F(CompensationOf, WhatEarlierClaimsLeaveOfACeilingHangsOnThePriceToo) {
  std::string capped(paid_policy);
  capped.insert(capped.find(R"("targets")"), R"("compensation_ceiling":{"amount":1000},)");
  const auto answer = capped.find(R"("percent":10,"ceiling":500}}]})");
  capped.replace(answer, 26, R"("amount":800)");
  call("policy.install", capped);
  const auto id = open_paid();
  pass(hours(2));
  reply(id);
  call(owner, "ticket.reply", of(id, R"(,"body":"¿Y ahora?")"));
  pass(hours(3));
  reply(id);
  EXPECT_EQ(compensation(id, R"(,"price":5000)").at("missed").at(1).at("worth").at("amount"), 500);
  const auto unpriced = compensation(id, "").at("missed").at(1).at("worth");
  EXPECT_FALSE(unpriced.as_object().contains("amount")) << "800 would be too much";
  EXPECT_EQ(unpriced.at("account_ceiling"), 1000);
}

TEST_F(CompensationOf, AClaimThatEndsAMonthCountsInTheNext) {
  // Due at the last millisecond of March in Madrid, broken with the first of April.
  set_now("2026-03-31T20:59:59.999Z");
  const auto last = open_paid();
  pass(minutes(10));
  const auto id = open_paid();
  pass(hours(3));
  EXPECT_EQ(compensation(last, R"(,"price":4000)").at("missed").at(0).at("due_at"),
            "2026-03-31T21:59:59.999Z");
  EXPECT_EQ(compensation(id, R"(,"price":4000)").at("amount"), 100);
}

TEST_F(CompensationOf, AClosedTicketLeavesItsMissBehind) {
  const auto id = open_paid();
  pass(hours(2));
  call(owner, "ticket.close", of(id));
  const auto missed = compensation(id).at("missed").at(0);
  EXPECT_EQ(missed.at("late"), hours(1).ms);
  EXPECT_FALSE(missed.as_object().contains("met_at"));
  EXPECT_EQ(missed.at("ended_at"), "2026-03-02T11:00:00.000Z");
}

TEST_F(CompensationOf, WithoutAPriceTheRuleIsToldAndNoAmount) {
  const auto id = open_paid();
  pass(hours(2));
  const auto reply = compensation(id, "");
  EXPECT_EQ(reply.at("missed").at(0).at("worth").at("percent"), 10);
  EXPECT_FALSE(reply.at("missed").at(0).at("worth").as_object().contains("amount"));
  EXPECT_FALSE(reply.as_object().contains("amount"));
}

TEST_F(CompensationOf, AfterTheWindowItMayNotBeClaimedAnyMore) {
  const auto id = open_paid();
  pass(hours(1) + milliseconds(1) + days(30));
  const auto at_the_end = compensation(id);
  EXPECT_TRUE(at_the_end.at("missed").at(0).at("worth").at("claimable").as_bool());
  EXPECT_EQ(at_the_end.at("amount"), 125);
  pass(milliseconds(1));
  const auto late = compensation(id);
  EXPECT_FALSE(late.at("missed").at(0).at("worth").at("claimable").as_bool());
  EXPECT_EQ(late.at("amount"), 0);
}

TEST_F(CompensationOf, AnotherCurrencyIsAMistake) {
  const auto id = open_paid();
  const auto error = failure(&owner, "ticket.compensation", of(id, R"(,"price":1,"currency":"USD")"));
  EXPECT_EQ(error.code, "request.invalid");
  EXPECT_EQ(error.problems.at(0).path, "/currency");
  EXPECT_NO_THROW(compensation(id, R"(,"price":1,"currency":"EUR")"));
}

TEST_F(CompensationOf, ItIsThePromiseOfThatTimeThatCounts) {
  const auto id = open_paid();
  call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
    "currency":"EUR","departments":{"technical":{},"financial":{}},"priorities":{"standard":{},"premium":{}}}})");
  pass(hours(2));
  const auto missed = compensation(id).at("missed").at(0);
  EXPECT_EQ(missed.at("evidence").at("policy_version"), 2);
  EXPECT_EQ(missed.at("worth").at("amount"), 125);
}

TEST_F(CompensationOf, NothingIsWrittenAndNobodyElseSeesIt) {
  const auto id = open_paid();
  pass(hours(2));
  const auto events = count("SELECT COUNT(*) FROM event");
  compensation(id);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event"), events);
  EXPECT_EQ(failure_code(gold, "ticket.compensation", of(id)), "ticket.not_found");
}

}  // namespace
}  // namespace plazo::operations::testing
