// What the policy does not take: the error carries the decision, the attempt is kept, nothing else is
// written.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "core/json/encode.hpp"
#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

class Enforcement : public DeskTest {
 protected:
  /// The desk of the shared cases' context `topics`.
  Enforcement() {
    std::ifstream file(PLAZO_SOURCE_DIR "/tests/cases/contexts/topics.json");
    std::stringstream text;
    text << file.rdbuf();
    const auto context = boost::json::parse(text.str());
    for (const auto& step : context.at("steps").as_array())
      call(step.at("operation").as_string(), boost::json::serialize(step.at("request")));
  }
  std::string request(std::string_view more) {
    return R"({"subject":"Web caída","body":"No responde desde las 9","department":"technical",)" +
           std::string(more) + "}";
  }
  value attempts() { return call("policy.attempts").at("attempts"); }
  value decision_of(const Error& error) {
    return boost::json::parse(json::encode_error(error)).at("details").at("decision");
  }
  std::int64_t count(std::string_view sql) {
    std::int64_t n = -1;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql);
      if (rows.next()) n = rows.integer(0);
    });
    return n;
  }

  const customers::Claim eva = contact("1017", "eva");
  const std::string wrong_method = R"("topic":"outage","channel":"chat")";
};

TEST_F(Enforcement, S0_12_ARefusalCarriesItsDecisionAndIsKept) {
  const auto error = failure(&eva, "ticket.open", request(wrong_method));
  EXPECT_EQ(error.category, Category::refused);
  EXPECT_EQ(error.code, "policy.ignored");
  const auto decision = decision_of(error);
  EXPECT_EQ(decision.at("effect"), "ignore");
  EXPECT_EQ(decision.at("show_notice"), true);
  EXPECT_FALSE(decision.at("reasons").at(0).at("text").as_string().empty());
  EXPECT_EQ(decision.at("alternatives").at(0).at("department"), "incidents");

  EXPECT_EQ(count("SELECT COUNT(*) FROM ticket"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM message"), 0);
  const auto kept = attempts();
  ASSERT_EQ(kept.as_array().size(), 1U);
  const auto& attempt = kept.at(0);
  EXPECT_EQ(attempt.at("customer"), "1017");
  EXPECT_EQ(attempt.at("action"), "open");
  EXPECT_EQ(attempt.at("topic"), "outage");
  EXPECT_EQ(attempt.at("channel"), "chat");
  EXPECT_EQ(attempt.at("effect"), "ignore");
  EXPECT_EQ(attempt.at("reason"), "otherwise");
  EXPECT_EQ(attempt.at("policy_version"), 1);
  EXPECT_EQ(attempt.at("times"), 1);
}

TEST_F(Enforcement, WhatTicketCheckSaysIsWhatTicketOpenDoes) {
  for (const char* topic : {"presales", "billing", "cancellation", "technical", "outage"})
    for (const char* channel : {"ticket", "chat", "phone", "form"})
      for (const char* hour : {"2026-03-03T11:00:00Z", "2026-03-03T22:00:00Z"}) {
        set_now(hour);
        const std::string asked = std::string(R"("topic":")") + topic + R"(","channel":")" + channel + R"(")";
        const auto before = call(eva, "ticket.check", request(asked)).at("decision");
        if (before.at("taken").as_bool()) {
          const auto opened = call(eva, "ticket.open", request(asked)).at("ticket");
          EXPECT_EQ(opened.at("department"), before.at("department")) << asked;
          EXPECT_EQ(opened.at("priority"), before.at("priority")) << asked;
        } else {
          const auto after = decision_of(failure(&eva, "ticket.open", request(asked)));
          EXPECT_EQ(after.at("effect"), before.at("effect")) << asked;
          EXPECT_EQ(after.at("reasons").at(0).at("code"), before.at("reasons").at(0).at("code")) << asked;
        }
      }
}

TEST_F(Enforcement, TheSameAgainWithinTheHourIsCountedAndNotListedAgain) {
  for (int i = 0; i < 50; ++i) {
    failure(&eva, "ticket.open", request(wrong_method));
    pass(minutes(1));
  }
  ASSERT_EQ(attempts().as_array().size(), 1U);
  EXPECT_EQ(attempts().at(0).at("times"), 50);
  pass(minutes(20));
  failure(&eva, "ticket.open", request(wrong_method));
  EXPECT_EQ(attempts().as_array().size(), 2U);
  failure(&eva, "ticket.open", request(R"("topic":"cancellation")"));
  EXPECT_EQ(attempts().as_array().size(), 3U) << "another reason is another attempt";
}

TEST_F(Enforcement, S0_12_ANoticeThatIsDueOnceIsShownOnceInThirtyDays) {
  const auto shown = [&] {
    return decision_of(failure(&eva, "ticket.open", request(wrong_method))).at("show_notice").as_bool();
  };
  EXPECT_TRUE(shown());
  EXPECT_FALSE(shown());
  pass(days(29));
  EXPECT_FALSE(shown());
  pass(days(2));
  EXPECT_TRUE(shown()) << "the time runs from when it was shown, not from the last attempt";
  EXPECT_TRUE(call(customer("2000"), "ticket.check", R"({"topic":"outage","channel":"chat"})")
                  .at("decision")
                  .at("show_notice")
                  .as_bool())
      << "what one has read another has not";
}

TEST_F(Enforcement, AttemptsAreForgottenAfterTheirTime) {
  failure(&eva, "ticket.open", request(wrong_method));
  pass(days(180));
  EXPECT_EQ(call("tick").at("forgotten_attempts"), 0);
  pass(milliseconds(1));
  EXPECT_EQ(call("tick").at("forgotten_attempts"), 1);
  EXPECT_TRUE(attempts().as_array().empty());
}

TEST_F(Enforcement, ARefusedAttemptTakesNoIdempotencyKey) {
  failure(&eva, "ticket.open", request(wrong_method + R"(,"idempotency_key":"k")"));
  const auto opened = call(eva, "ticket.open", request(R"("topic":"outage","idempotency_key":"k")"));
  EXPECT_EQ(opened.at("ticket").at("department"), "incidents");
}

TEST_F(Enforcement, StaffAndPanelAreAdvisedAndNothingOfItIsAnAttempt) {
  const auto ana = staff("ana");
  const auto by_staff = call(ana, "ticket.open", request(R"("topic":"cancellation","customer":"1017")"));
  EXPECT_EQ(by_staff.at("decision").at("for_customer"), "redirect");
  const auto by_panel =
      call("ticket.open", request(R"("topic":"outage","channel":"chat","customer":"1017")"));
  EXPECT_EQ(by_panel.at("decision").at("for_customer"), "ignore");
  EXPECT_TRUE(attempts().as_array().empty());
}

TEST_F(Enforcement, TheLogHoldsTheQuestionFromWhichTheDecisionIsMadeAgain) {
  call(eva, "ticket.open", request(R"("topic":"outage","fields":{"ip":"192.0.2.7"})"));
  std::string body;
  desk->database().read([&](storage::Transaction& tx) {
    auto rows = tx.query("SELECT body FROM event WHERE kind = 'ticket.opened'");
    ASSERT_TRUE(rows.next());
    body = rows.text(0);
  });
  const auto event = boost::json::parse(body);
  EXPECT_EQ(event.at("decision").at("department"), "incidents");
  EXPECT_EQ(event.at("decision").at("priority"), "high");
  EXPECT_EQ(event.at("question").at("facts").at("topic"), "outage");
  EXPECT_EQ(event.at("question").at("fields").at("ip"), "192.0.2.7");
  EXPECT_FALSE(event.at("question").as_object().contains("body")) << "texts stand in the message alone";
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

}  // namespace
}  // namespace plazo::operations::testing
