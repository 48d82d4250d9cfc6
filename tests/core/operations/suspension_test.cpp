// Suspension of support: on every channel, but for what the policy keeps open, until its end or its lifting.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

class Suspension : public DeskTest {
 protected:
  /// The desk of the shared cases' context `topics`, whose policy may suspend for a week.
  Suspension() {
    std::ifstream file(PLAZO_SOURCE_DIR "/tests/cases/contexts/topics.json");
    std::stringstream text;
    text << file.rdbuf();
    const auto context = boost::json::parse(text.str());
    for (const auto& step : context.at("steps").as_array())
      call(step.at("operation").as_string(), boost::json::serialize(step.at("request")));
  }
  std::string open(std::string_view topic) {
    return R"({"subject":"Web caída","body":"No responde desde las 9","department":"technical","topic":")" +
           std::string(topic) + "\"}";
  }
  value suspend(std::string_view more = "") {
    return call(staff("ana"), "support.suspend",
                R"({"customer":"1017","reason":"Insultos reiterados")" + std::string(more) + "}")
        .at("suspension");
  }
  std::string code(std::string_view operation, const std::string& request) {
    try {
      call(eva, operation, request);
    } catch (const Error& error) {
      return error.code;
    }
    return {};
  }

  const customers::Claim eva = contact("1017", "eva");
};

TEST_F(Suspension, S3_16_HoldsOnEveryChannelButForWhatStaysOpen) {
  suspend();
  for (const char* channel : {"ticket", "chat", "phone", "form"}) {
    const auto decision =
        call(eva, "ticket.check", R"({"topic":"outage","channel":")" + std::string(channel) + "\"}")
            .at("decision");
    EXPECT_FALSE(decision.at("taken").as_bool()) << channel;
    EXPECT_EQ(decision.at("reasons").at(0).at("code"), "suspended") << channel;
  }
  EXPECT_EQ(code("ticket.open", open("outage")), "policy.refused");
  EXPECT_EQ(code("ticket.open", open("billing")), "") << "billing stays open";
  EXPECT_EQ(call("policy.attempts", R"({"customer":"1017"})").at("attempts").at(0).at("reason"), "suspended");
  EXPECT_NO_THROW(call(customer("2000"), "ticket.open", open("outage"))) << "it is the other one's";
}

TEST_F(Suspension, S3_16_ARepliesInTicketsThatAreOpenWaitTooButForOpenTopics) {
  const auto ticket = [&](std::string_view topic) {
    return std::string(call(eva, "ticket.open", open(topic)).at("ticket").at("id").as_string());
  };
  const auto outage = ticket("outage"), billing = ticket("billing");
  suspend();
  EXPECT_EQ(code("ticket.reply", R"({"ticket":")" + outage + R"(","body":"¿Y?"})"), "policy.refused");
  EXPECT_EQ(code("ticket.reply", R"({"ticket":")" + billing + R"(","body":"¿Y?"})"), "");
  EXPECT_NO_THROW(call(staff("ana"), "ticket.reply", R"({"ticket":")" + outage + R"(","body":"Hecho"})"));
}

TEST_F(Suspension, S3_16_EndsByItselfAtItsInstant) {
  const auto until = parse_instant(suspend().at("until").as_string());
  ASSERT_TRUE(until);
  EXPECT_EQ(until->ms, time->load() + days(7).ms) << "the length is the policy's";
  *time = until->ms - 1;
  EXPECT_EQ(code("ticket.open", open("outage")), "policy.refused");
  *time = until->ms;
  EXPECT_EQ(code("ticket.open", open("outage")), "");
  EXPECT_EQ(call(eva, "support.suspensions").at("suspensions").at(0).at("state"), "ended");
}

TEST_F(Suspension, S3_16_IsReversibleAndWhatWasStaysOnRecord) {
  suspend(R"(,"for_good":true)");
  EXPECT_EQ(code("ticket.open", open("outage")), "policy.refused");
  call(staff("ana"), "support.lift", R"({"customer":"1017","reason":"Se ha disculpado"})");
  EXPECT_EQ(code("ticket.open", open("outage")), "");
  const auto record = call(eva, "support.suspensions").at("suspensions").at(0);
  EXPECT_EQ(record.at("state"), "lifted");
  EXPECT_EQ(record.at("reason"), "Insultos reiterados");
  EXPECT_EQ(record.at("lifted_reason"), "Se ha disculpado");
  EXPECT_FALSE(record.as_object().contains("until"));
  int events = 0;
  desk->database().read([&](storage::Transaction& tx) {
    auto rows = tx.query("SELECT kind FROM event WHERE kind IN ('support.suspended', 'support.lifted')");
    while (rows.next()) ++events;
  });
  EXPECT_EQ(events, 2);
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Suspension, NothingHappensWithoutThePolicysRule) {
  call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
    "departments":{"a":{}},"priorities":{"a":{}}}})");
  const auto ana = staff("ana");
  const auto error = failure(&ana, "support.suspend", R"({"customer":"1017","reason":"x"})");
  EXPECT_EQ(error.code, "policy.refused");
  EXPECT_TRUE(call(eva, "support.suspensions").at("suspensions").as_array().empty());
}

}  // namespace
}  // namespace plazo::operations::testing
