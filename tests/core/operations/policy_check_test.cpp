// policy.check: everything that is wrong with a document at once, and nothing installed.
#include <gmock/gmock.h>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

value check(std::string_view text) {
  Desk pure{DeskOptions{}};
  return boost::json::parse(
      pure.call(nullptr, "policy.check", boost::json::serialize(boost::json::object{{"text", text}})));
}

std::vector<std::string> found(const value& reply) {
  std::vector<std::string> out;
  for (const auto& f : reply.at("findings").as_array())
    out.push_back(std::string(f.at("severity").as_string()) + " " + std::string(f.at("path").as_string()) +
                  " " + std::string(f.at("code").as_string()));
  return out;
}

constexpr const char* with_comments = R"(// before
{ "plazo": 1, /* a // b */ "provider": "P // not a comment", "zone": "Europe/Madrid", "languages": ["es"],
  "departments": { "a": { "name": { "es": "A /* neither */" } } },
  "priorities": { "a": { "name": { "es": "A" } } }, // at the end of a line
  "first_response": "PT10M" }
/* after */)";

TEST(PolicyCheck, CommentsAreReadOverAndTheDocumentComesBackAsInstallTakesIt) {
  const auto reply = check(with_comments);
  EXPECT_TRUE(reply.at("installable").as_bool());
  EXPECT_THAT(found(reply), ElementsAre());
  EXPECT_EQ(reply.at("document").at("provider"), "P // not a comment");
  EXPECT_EQ(reply.at("document").at("first_response"), 600'000);
}

class PolicyCheckInstall : public DeskTest {};
TEST_F(PolicyCheckInstall, WhatCameBackInstalls) {
  const auto document = check(with_comments).at("document");
  EXPECT_EQ(call("policy.install", boost::json::serialize(boost::json::object{{"document", document}}))
                .at("document"),
            document);
}

TEST(PolicyCheck, EveryMistakeOfTheShapeIsListed) {
  EXPECT_THAT(
      found(
          check(R"({"plazo":2,"provider":"","zone":5,"langages":["es"],"departments":{},"priorities":{"a":{}},
                              "first_response":"10 min"})")),
      ::testing::UnorderedElementsAre("error /plazo out_of_range", "error /provider too_short",
                                      "error /zone wrong_type", "error /langages unknown_field",
                                      "error /languages missing_field", "error /departments too_few",
                                      "error /first_response not_a_duration"));
}

TEST(PolicyCheck, EveryContradictionAndEveryWarningIsListed) {
  const auto reply = check(R"({"plazo":1,"provider":"P","zone":"Europe/Madird","languages":["es","es"],
    "departments":{"Bad Key":{"name":{"es":"A"}},"b":{}},"priorities":{"a":{"name":{"en":"A"}}},"first_response":"PT1S"})");
  EXPECT_FALSE(reply.at("installable").as_bool());
  EXPECT_THAT(
      found(reply),
      ::testing::IsSupersetOf(
          {"error /zone unknown_zone", "error /languages/1 repeated", "error /departments/Bad Key bad_key",
           "warning /departments/b/name missing_language", "warning /priorities/a/name missing_language"}));
  EXPECT_THAT(std::string(reply.at("findings").at(0).at("help").as_string()), HasSubstr("Europe/Madrid"));
}

TEST(PolicyCheck, WarningsDoNotKeepItFromBeingInstalled) {
  const auto reply = check(R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["en"],
    "departments":{"a":{}},"priorities":{"a":{}},"first_response":"PT1S"})");
  EXPECT_TRUE(reply.at("installable").as_bool());
  EXPECT_EQ(reply.at("findings").as_array().size(), 2u);
}

TEST(PolicyCheck, TextThatIsNoJsonIsOneFindingWithItsPlace) {
  const auto reply = check("{\n  // fine\n  \"plazo\": 1,,\n}");
  EXPECT_THAT(found(reply), ElementsAre("error  not_json"));
  EXPECT_THAT(std::string(reply.at("findings").at(0).at("message").as_string()), HasSubstr("line 3"));
  EXPECT_FALSE(reply.as_object().contains("document"));
  EXPECT_THAT(found(check("")), ElementsAre("error  empty"));
  EXPECT_THAT(found(check("/* never closed")), ElementsAre("error  not_json"));
  EXPECT_THAT(found(check(std::string(100, '['))), ElementsAre("error  too_deep"));
}

}  // namespace
}  // namespace plazo::operations::testing
