// What is used of entitlements: quotas of tickets and of staff's time, counted from what is recorded.
#include <gmock/gmock.h>

#include "tests/core/operations/paid_support.hpp"

namespace plazo::operations::testing {
namespace {

class Metering : public PaidSupport {
 protected:
  /// The account's figures of `care`.
  value care(const customers::Claim& as) {
    const auto usage = call(as, "entitlement.usage");
    for (const auto& one : usage.at("entitlements").as_array())
      if (one.at("entitlement") == "care") return one;
    return {};
  }
  value log(const std::string& id, std::string_view time, std::string_view more = "") {
    return call(ana, "ticket.log_time",
                of(id, R"(,"note":"Revisado","time":")" + std::string(time) + "\"" + std::string(more)));
  }
  std::string priority_of(const customers::Claim& as, const std::string& id) {
    return std::string(call(as, "ticket.get", of(id)).at("ticket").at("priority").as_string());
  }
};

TEST_F(Metering, WhatIsIncludedIsHadWithoutPayingUntilItIsUsedUp) {
  for (int i = 0; i < 2; ++i) EXPECT_EQ(priority_of(gold, open(gold, "care")), "care");
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 0);
  EXPECT_EQ(care(gold).at("tickets"), 2);
  EXPECT_EQ(care(gold).at("tickets_left"), 0);
  const auto third = open(gold, "care");
  EXPECT_EQ(priority_of(gold, third), "standard")
      << "beyond the quota it is paid for, and that was not agreed to";
  const auto fourth = open(gold, "care", R"(,"entitlements":["care"])");
  EXPECT_EQ(priority_of(gold, fourth), "care");
  EXPECT_EQ(call(gold, "ticket.get", of(fourth)).at("ticket").at("charges").at(0).at("amount"), 500);
  EXPECT_EQ(care(gold).at("tickets"), 3);
  EXPECT_EQ(care(gold).at("tickets_left"), 0);
  expect_sound();
}

TEST_F(Metering, TheQuotaBeginsAnewWithTheMonthOfThePolicysZone) {
  set_now("2026-03-31T21:59:59.999Z");
  for (int i = 0; i < 2; ++i) open(gold, "care");
  EXPECT_EQ(priority_of(gold, open(gold, "care")), "standard");
  EXPECT_EQ(care(gold).at("until"), "2026-03-31T22:00:00.000Z");
  pass(milliseconds(1));
  EXPECT_EQ(care(gold).at("from"), "2026-03-31T22:00:00.000Z");
  EXPECT_EQ(care(gold).at("tickets"), 0);
  EXPECT_EQ(priority_of(gold, open(gold, "care")), "care");
}

TEST_F(Metering, ATicketCountsOnceHoweverOftenItIsMoved) {
  const auto id = open(gold, "care");
  for (int i = 0; i < 3; ++i) {
    call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
    call(ana, "ticket.set_priority", of(id, R"(,"priority":"care")"));
  }
  EXPECT_EQ(care(gold).at("tickets"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 0);
  open(gold, "care");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"care")"));
  EXPECT_EQ(care(gold).at("tickets"), 2) << "it has it already, so the used-up quota does not matter";
}

TEST_F(Metering, WhatIsWithdrawnUnansweredIsNotCounted) {
  const auto id = open(gold, "care");
  call(gold, "ticket.close", of(id));
  EXPECT_EQ(care(gold).at("tickets"), 0);
  const auto answered = open(gold, "care");
  reply(answered);
  call(gold, "ticket.close", of(answered));
  EXPECT_EQ(care(gold).at("tickets"), 1);
}

TEST_F(Metering, TimeCountsForTheEntitlementOfTheTicket) {
  const auto id = open(gold, "care");
  const auto logged = log(id, "PT40M");
  EXPECT_EQ(logged.at("entry").at("entitlement"), "care");
  EXPECT_EQ(logged.at("entry").at("author"), "Ana");
  EXPECT_EQ(logged.at("task").at("used"), minutes(40).ms);
  EXPECT_EQ(logged.at("task").at("left"), minutes(20).ms);
  EXPECT_EQ(logged.at("usage").at("time"), minutes(40).ms);
  EXPECT_EQ(logged.at("usage").at("time_left"), minutes(80).ms);
  EXPECT_FALSE(logged.at("cap_passed").as_bool());
  EXPECT_FALSE(logged.at("quota_passed").as_bool());
  EXPECT_EQ(care(gold).at("time"), minutes(40).ms);
  EXPECT_EQ(care(owner).at("time"), 0) << "each account has its own";

  const auto plain = open(owner, "standard");
  const auto none = log(plain, "PT10M");
  EXPECT_FALSE(none.at("entry").as_object().contains("entitlement"));
  EXPECT_FALSE(none.as_object().contains("usage"));
  EXPECT_EQ(log(plain, "PT10M", R"(,"entitlement":"care")").at("task").at("used"), minutes(10).ms);
  EXPECT_FALSE(care(owner).as_object().contains("time_included")) << "it is not included for this account";
  expect_sound();
}

TEST_F(Metering, PassingACapOrAQuotaIsToldEachTimeAndNotedOnce) {
  const auto first = open(gold, "care"), second = open(gold, "care");
  EXPECT_FALSE(log(first, "PT1H").at("cap_passed").as_bool()) << "just within";
  EXPECT_EQ(events("work.cap_passed"), 0);
  EXPECT_TRUE(log(first, "PT1S").at("cap_passed").as_bool());
  EXPECT_TRUE(log(first, "PT1S").at("cap_passed").as_bool());
  EXPECT_EQ(events("work.cap_passed"), 1);
  const auto last = log(second, "PT59M58S");
  EXPECT_FALSE(last.at("quota_passed").as_bool()) << "two hours just used up";
  EXPECT_EQ(last.at("usage").at("time_left"), 0);
  EXPECT_EQ(events("work.quota_passed"), 0);
  const auto beyond = log(second, "PT1S");
  EXPECT_TRUE(beyond.at("quota_passed").as_bool());
  EXPECT_EQ(beyond.at("usage").at("time"), (hours(2) + seconds(1)).ms);
  EXPECT_TRUE(log(second, "PT1S").at("quota_passed").as_bool());
  EXPECT_EQ(events("work.quota_passed"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind LIKE 'work.%' AND audience = 'customer'"), 0);
  expect_sound();
}

TEST_F(Metering, UsedUpTimeIsUsedUpForTheNextTicket) {
  const auto id = open(gold, "care");
  log(id, "PT2H");
  EXPECT_EQ(priority_of(gold, open(gold, "care")), "standard") << "one ticket of two, but both hours";
  EXPECT_EQ(priority_of(gold, open(gold, "care", R"(,"entitlements":["care"])")), "care");
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
}

TEST_F(Metering, ARepeatedEntryIsLoggedOnce) {
  const auto id = open(gold, "care");
  const auto first = log(id, "PT10M", R"(,"idempotency_key":"a")");
  EXPECT_EQ(log(id, "PT10M", R"(,"idempotency_key":"a")"), first);
  EXPECT_EQ(care(gold).at("time"), minutes(10).ms);
}

TEST_F(Metering, OnlyStaffAndThePanelLogTime) {
  const auto id = open(gold, "care");
  EXPECT_EQ(failure_code(gold, "ticket.log_time", of(id, R"(,"time":"PT1M","note":"x")")),
            "operation.not_allowed");
  EXPECT_EQ(failure_code(staff("fin"), "ticket.log_time", of(id, R"(,"time":"PT1M","note":"x")")),
            "ticket.not_found");
  EXPECT_EQ(failure_code(ana, "ticket.log_time", of(id, R"(,"time":"PT1M","note":"x","entitlement":"caer")")),
            "request.invalid");
  EXPECT_NO_THROW(call("ticket.log_time", of(id, R"(,"time":"PT1M","note":"x")")));
}

}  // namespace
}  // namespace plazo::operations::testing
