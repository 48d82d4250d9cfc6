// The tests of every runner in C++: each case under its own name, and the matcher on its own rules.
#include "tests/cases/play.hpp"

namespace plazo::cases {
namespace {

TEST_P(Cases, ComesOutAsItSays) {
  const auto document = read_json(GetParam());
  ASSERT_EQ(document.at("operation").as_string(), GetParam().parent_path().filename().string());
  Play play(document, layer());
  EXPECT_EQ(play.run(), "") << document.at("title").as_string();
}
INSTANTIATE_TEST_SUITE_P(All, Cases, ::testing::ValuesIn(all_cases()), test_name);

TEST(Matcher, KeepsItsRules) {
  const auto pairs = read_json(folder_of_cases() / "matcher.json");
  ASSERT_FALSE(pairs.as_array().empty());
  for (const auto& pair : pairs.as_array()) {
    EXPECT_EQ(difference(pair.at("expected"), pair.at("actual")).empty(), pair.at("matches").as_bool())
        << boost::json::serialize(pair);
  }
}

TEST(Matcher, ACaseThatExpectsSomethingElseFails) {
  auto promise = read_json(folder_of_cases() / "ticket.open/promise.json");
  promise.at("reply").at("ticket").at("status") = "closed";
  EXPECT_NE(Play(promise, layer()).run(), "");

  auto refused = read_json(folder_of_cases() / "ticket.open/missing-fields.json");
  refused.at("error").at("paths").as_array().pop_back();
  EXPECT_NE(Play(refused, layer()).run(), "");

  auto succeeds = read_json(folder_of_cases() / "ticket.open/missing-fields.json").as_object();
  succeeds["reply"] = object();
  succeeds.erase("error");
  EXPECT_NE(Play(succeeds, layer()).run(), "");

  auto context = read_json(folder_of_cases() / "ticket.close/panel.json");
  context.at("context").at(1).at("request").at("department") = "nowhere";
  EXPECT_NE(Play(context, layer()).run(), "");
}

}  // namespace
}  // namespace plazo::cases
