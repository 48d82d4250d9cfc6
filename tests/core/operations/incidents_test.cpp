// Mass failures that several accounts' tickets make suspected.
#include <gmock/gmock.h>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;

class Incidents : public DeskTest {
 protected:
  void furnish(const std::string& same, int accounts = 3) {
    populate();
    for (int n = 0; n < 9; ++n)
      call("customer.put", R"({"reference":"a)" + std::to_string(n) + R"(","name":"Cuenta"})");
    call("policy.install",
         R"({"document":{"plazo":1,"provider":"Host","zone":"Europe/Madrid","languages":["es"],
      "channels":{"ticket":{"kind":"ticket","hours":"always"}},"departments":{"technical":{"hours":"always"}},
      "priorities":{"regular":{}},"topics":{"fault":{"ways":[{"channel":"ticket"}]},
      "question":{"ways":[{"channel":"ticket"}]}},"otherwise":{"effect":"refuse"},
      "incidents":[{"id":"many","when":{"topic":"fault"},"window":"PT30M","same":)" +
             same + R"(,"accounts":)" + std::to_string(accounts) + "}]}}");
  }
  std::string opens(int account, const std::string& subject = "Web caída",
                    const std::string& topic = "fault") {
    return std::string(call(customer("a" + std::to_string(account)), "ticket.open",
                            R"({"subject":")" + subject +
                                R"(","body":"x","department":"technical","topic":")" + topic + "\"}")
                           .at("ticket")
                           .at("id")
                           .as_string());
  }
  std::vector<std::string> tags(const std::string& ticket) {
    std::vector<std::string> out;
    const auto view = call(staff("ana"), "ticket.get", R"({"ticket":")" + ticket + "\"}").at("ticket");
    for (const auto& tag : view.at("tags").as_array()) out.emplace_back(tag.as_string());
    return out;
  }
  std::vector<std::string> tasks() {
    std::vector<std::string> out;
    desk->database().read([&](storage::Transaction& tx) {
      out.clear();
      auto rows = tx.query("SELECT body FROM outbox WHERE kind = 'incident.suspected' ORDER BY id");
      while (rows.next()) out.emplace_back(rows.text(0));
    });
    return out;
  }
};

TEST_F(Incidents, S3_7_FromSoManyAccountsOnItIsSuspectedAndToldOnce) {
  furnish(R"("topic")");
  const auto first = opens(0);
  pass(minutes(1));
  opens(1);
  EXPECT_TRUE(tasks().empty());
  pass(minutes(1));
  const auto third = opens(2), fourth = opens(3);
  EXPECT_THAT(tags(third), ElementsAre("incident:many"));
  EXPECT_THAT(tags(fourth), ElementsAre("incident:many"));
  EXPECT_TRUE(tags(first).empty()) << "others stay as they are; the task lists them";
  ASSERT_EQ(tasks().size(), 1U);
  const auto task = boost::json::parse(tasks().front());
  EXPECT_EQ(task.at("rule"), "many");
  EXPECT_EQ(task.at("accounts"), 3);
  EXPECT_EQ(task.at("tickets").as_array().size(), 2U);
  const auto queue = call(staff("ana"), "ticket.queue").at("tickets");
  EXPECT_NE(boost::json::serialize(queue).find("incident:many"), std::string::npos);
  const auto own = call(customer("a2"), "ticket.get", R"({"ticket":")" + third + "\"}");
  EXPECT_EQ(boost::json::serialize(own).find("incident"), std::string::npos) << "customers see nothing of it";
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Incidents, OneAccountAloneOtherTopicsAndOldTicketsAreNoSign) {
  furnish(R"("topic")");
  for (int n = 0; n < 5; ++n) opens(0);
  opens(1, "Web caída", "question");
  opens(2, "Web caída", "question");
  pass(minutes(20));
  opens(3);
  pass(minutes(10));  // those of the first account lie at the edge of the window, and out of it
  EXPECT_TRUE(tags(opens(4)).empty());
  EXPECT_TRUE(tasks().empty());
}

TEST_F(Incidents, WordsOfTheSubjectMustBeShared) {
  furnish(R"(["topic","words"])");
  opens(0, "El correo no sale desde las nueve");
  opens(1, "Nuestro CORREO no sale");
  EXPECT_TRUE(tags(opens(2, "La web va lenta")).empty());
  EXPECT_THAT(tags(opens(3, "¿Sale el correo?")), ElementsAre("incident:many"));
}

TEST_F(Incidents, ALongListOfFreshTicketsIsLookedAtInPart) {
  furnish(R"("topic")", 3);
  opens(0);
  opens(1);
  pass(minutes(1));
  for (int n = 0; n < 500; ++n) opens(2, "Otra cosa", "question");
  EXPECT_TRUE(tags(opens(3)).empty()) << "older than the five hundred newest";
}

TEST_F(Incidents, APolicyThatComparesWhatItDoesNotHaveIsFoundOut) {
  const auto report = call(
      "policy.check", boost::json::serialize(
                          boost::json::object{{"text", R"({"plazo":1,"provider":"Host","zone":"Europe/Madrid",
    "languages":["es"],"departments":{"technical":{}},"priorities":{"regular":{}},
    "incidents":[{"id":"a","window":"PT30M","accounts":5},
                 {"id":"a","same":"product","window":"PT30M","accounts":1}]})"}}));
  std::vector<std::string> paths;
  for (const auto& finding : report.at("findings").as_array())
    if (finding.at("severity") == "error") paths.emplace_back(finding.at("path").as_string());
  EXPECT_THAT(paths, ::testing::IsSupersetOf({"/incidents/0/same", "/incidents/1/same", "/incidents/1/id",
                                              "/incidents/1/accounts"}));
}

}  // namespace
}  // namespace plazo::operations::testing
