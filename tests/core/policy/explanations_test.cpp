// Explanations as customers read them, in both languages, against golden files. The questions are the rows of
// the decision tables. PLAZO_UPDATE_GOLDEN=1 writes the files anew; read the difference before you commit it.
#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/core/policy/decision.hpp"

namespace plazo::policy::testing {
namespace {

std::filesystem::path folder() { return std::filesystem::path(PLAZO_SOURCE_DIR) / "tests/core/policy"; }

std::string told(const Compiled& policy, const Question& question, Instant at, Locale locale) {
  const auto explained = explain(policy, question, at, decide(policy, question, at), locale);
  std::string out = "  " + explained.text + "\n";
  for (const auto& reason : explained.reasons) {
    out += "    because: " + reason.text;
    if (reason.change) out += " | " + *reason.change;
    out += "\n";
  }
  for (const auto& duty : explained.obligations) out += "    asked: " + duty.text + "\n";
  for (const auto& other : explained.alternatives) out += "    else: " + other.text + "\n";
  for (const auto& suggestion : explained.suggestions) out += "    to staff: " + suggestion.text + "\n";
  return out;
}

class Explanations : public ::testing::TestWithParam<const char*> {};

TEST_P(Explanations, ReadAsTheyDid) {
  const auto table = boost::json::parse(read_file(folder() / "tables" / (std::string(GetParam()) + ".json")));
  const Compiled policy = policy_from(boost::json::serialize(table.at("policy")));
  std::string all;
  for (const auto& row : table.at("rows").as_array()) {
    if (row.as_object().contains("paths")) continue;
    const auto* const own = row.as_object().if_contains("at");
    const Instant at = instant((own ? *own : table.at("at")).as_string());
    const Question question = question_from(boost::json::serialize(row.at("question")));
    all += "# " + std::string(row.at("title").as_string()) + "\n" + told(policy, question, at, Locale::es) +
           told(policy, question, at, Locale::en) + "\n";
  }
  const auto golden = folder() / "explanations" / (std::string(GetParam()) + ".txt");
  if (std::getenv("PLAZO_UPDATE_GOLDEN")) std::ofstream(golden) << all;
  EXPECT_EQ(all, read_file(golden));
}

INSTANTIATE_TEST_SUITE_P(All, Explanations,
                         ::testing::Values("contact", "fair-use", "information", "places", "words"),
                         [](const auto& table) {
                           std::string name = table.param;
                           std::erase(name, '-');
                           return name;
                         });

TEST(ExplanationTexts, TheProvidersWordsComeFirst) {
  const Compiled policy = policy_from(R"({
    "plazo": 1, "provider": "P", "zone": "Europe/Madrid", "languages": ["es"],
    "channels": { "chat": { "kind": "chat" } }, "departments": { "a": {} }, "priorities": { "n": {} },
    "exceptions": [ { "id": "no-chat", "when": { "channel": "chat" }, "effect": "refuse",
                      "text": { "es": "Hoy no hay chat." } } ] })");
  Question question;
  question.facts.channel = "chat";
  const Instant at = instant("2026-03-25T11:00:00Z");
  const auto explained = explain(policy, question, at, decide(policy, question, at), Locale::en);
  EXPECT_EQ(explained.reasons.front().text, "Hoy no hay chat.");
  EXPECT_EQ(explained.reasons.front().rule, "no-chat");
  EXPECT_THAT(explained.reasons.front().facts, ::testing::ElementsAre(::testing::Pair("channel", "chat")));
}

TEST(ExplanationTexts, ATimeOfComingBackIsNeverTooEarly) {
  const Compiled policy = policy_from(R"({
    "plazo": 1, "provider": "P", "zone": "Europe/Madrid", "languages": ["es"],
    "channels": { "chat": { "kind": "chat" } }, "departments": { "a": {} }, "priorities": { "n": {} },
    "fair_use": { "cool_downs": [ { "id": "wait", "channel": "chat", "wait": "PT40M" } ] } })");
  Question question;
  question.action = Action::follow_up;
  question.facts.channel = "chat";
  question.matter = Matter{"", instant("2026-03-25T10:00:00.001Z")};
  const Instant at = instant("2026-03-25T10:05:00Z");
  const auto explained = explain(policy, question, at, decide(policy, question, at), Locale::en);
  EXPECT_EQ(explained.allowed_at, instant("2026-03-25T10:40:00.001Z"));
  EXPECT_EQ(explained.reasons.front().change, "Allowed again today at 11:41.");
}

}  // namespace
}  // namespace plazo::policy::testing
