// Decision tables: tables/README.md describes them. The files are found when the tests run.
#include <gmock/gmock.h>

#include <set>

#include "tests/cases/play.hpp"
#include "tests/core/policy/decision.hpp"

namespace plazo::policy::testing {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::filesystem::path source() { return PLAZO_SOURCE_DIR; }

std::vector<std::filesystem::path> tables() {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::directory_iterator(source() / "tests/core/policy/tables"))
    if (entry.path().extension() == ".json") all.push_back(entry.path());
  std::sort(all.begin(), all.end());
  return all;
}

array members(const value& list, std::string_view name) {
  array out;
  for (const auto& item : list.as_array()) out.push_back(item.at(name));
  return out;
}

std::string text_or(const object& from, std::string_view name, std::string_view otherwise) {
  const auto* const found = from.if_contains(name);
  return found ? std::string(found->as_string()) : std::string(otherwise);
}

std::string summary_of(const object& other) {
  std::string out;
  if (other.contains("topic")) out = text_or(other, "topic", "") + ": ";
  if (other.contains("self_service")) return out + "@" + text_or(other, "self_service", "");
  out += text_or(other, "channel", "-") + " " + text_or(other, "department", "-") + " ";
  out += !other.at("open").as_bool()   ? text_or(other, "opens_at", "never")
         : other.at("waits").as_bool() ? "waits"
                                       : "now";
  if (other.contains("identity")) out += " " + text_or(other, "identity", "");
  if (other.at("in_ticket").as_bool()) out += " in_ticket";
  return out;
}

class Tables : public ::testing::TestWithParam<std::filesystem::path> {};

TEST_P(Tables, EachRowComesOutAsItSays) {
  const value table = boost::json::parse(read_file(GetParam()));
  const auto& named = table.at("policy");
  const Compiled policy = policy_from(named.is_string() ? read_file(source() / named.as_string().c_str())
                                                        : boost::json::serialize(named));
  for (const auto& row : table.at("rows").as_array()) {
    object expected = row.as_object();
    SCOPED_TRACE(std::string(expected.at("title").as_string()));
    const Instant at = instant(text_or(expected, "at", table.at("at").as_string()));
    const Question question = question_from(boost::json::serialize(expected.at("question")));
    if (const auto* const paths = expected.if_contains("paths")) {
      try {
        decide(policy, question, at);
        ADD_FAILURE() << "it was decided";
      } catch (const Error& error) {
        EXPECT_EQ(error.code, "policy.unknown_key");
        array found;
        for (const auto& problem : error.problems) found.emplace_back(problem.path);
        EXPECT_EQ(*paths, found);
      }
      continue;
    }
    for (const auto name : {"title", "at", "question"}) expected.erase(name);
    const auto decision = decide(policy, question, at);
    object actual =
        boost::json::parse(json::encode(explain(policy, question, at, decision, Locale::en))).as_object();
    actual["codes"] = members(actual.at("reasons"), "code");
    actual["duties"] = actual.contains("obligations") ? members(actual.at("obligations"), "duty") : array();
    if (!actual.contains("suggestions")) actual["suggestions"] = array();
    array others;
    if (const auto* const list = actual.if_contains("alternatives"))
      for (const auto& other : list->as_array()) others.emplace_back(summary_of(other.as_object()));
    actual["others"] = others;
    EXPECT_EQ(cases::difference(expected, actual), "") << boost::json::serialize(actual);
  }
}

/// All of an enumeration that no row of any table expects in `member`.
template <class Enumeration>
std::vector<std::string> never_expected(std::string_view member) {
  std::set<std::string> expected;
  for (const auto& path : tables()) {
    const value table = boost::json::parse(read_file(path));
    for (const auto& row : table.at("rows").as_array())
      if (const auto* const list = row.as_object().if_contains(member))
        for (const auto& one : list->as_array()) expected.emplace(one.as_string());
  }
  std::vector<std::string> never;
  for (const auto& one : json::type_of<Enumeration>().enumerators)
    if (!expected.contains(std::string(one.name))) never.emplace_back(one.name);
  return never;
}

TEST(AllTables, EachReasonAndEachDutyComesOutOfSomeRow) {
  EXPECT_THAT(never_expected<ReasonCode>("codes"), ::testing::IsEmpty());
  EXPECT_THAT(never_expected<Duty>("duties"), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(All, Tables, ::testing::ValuesIn(tables()), [](const auto& table) {
  std::string name = table.param.stem().string();
  std::erase(name, '-');
  return name;
});

}  // namespace
}  // namespace plazo::policy::testing
