#include "core/policy/include.hpp"

#include <gmock/gmock.h>

#include "core/json/encode.hpp"

namespace plazo::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* start = R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
  "priorities":{"n":{}}, )";

std::string with(std::string_view rest) { return std::string(start) + std::string(rest) + "}"; }

std::vector<std::string> problems(std::string_view text, const Fragments& fragments) {
  std::vector<std::string> out;
  try {
    read(text, fragments);
  } catch (const Error& error) {
    for (const auto& problem : error.problems) out.push_back(problem.path + " " + problem.code);
  }
  return out;
}

TEST(PolicyInclude, NothingIncludedComesBackAsItIs) {
  const std::string text = "// mine\n" + with(R"("departments":{"a":{}})");
  EXPECT_EQ(with_fragments(text, {{"unused", "{}"}}), text);
}

TEST(PolicyInclude, FragmentsStandAfterTheDocumentInTheirOrder) {
  const auto document = read(
      with(R"("departments":{"a":{}}, "include":["one","two"], "guidance":[{"id":"own","text":{"es":"x"}}])"),
      {{"two", R"({"departments":{"d":{}}})"},
       {"one", R"({ /* b, and c by way of inner */ "include":["inner"], "departments":{"b":{}},
                         "guidance":[{"id":"one","text":{"es":"ñ \"\\ \n"}}], "currency":"EUR"})"},
       {"inner", R"({"departments":{"c":{"name":{"es":"C"}}}})"}});
  EXPECT_THAT(keys_of(document.departments), ElementsAre("a", "b", "c", "d"));
  ASSERT_EQ(document.guidance.size(), 2u);
  EXPECT_EQ(document.guidance[0].id, "own");
  EXPECT_EQ(document.guidance[1].text.es, "ñ \"\\ \n");
  EXPECT_EQ(document.currency, "EUR");
}

TEST(PolicyInclude, CyclesMissingOnesAndRepetitionsAreFound) {
  const std::string departments = R"("departments":{"a":{}}, )";
  EXPECT_THAT(problems(with(departments + R"("include":["x"])"),
                       {{"x", R"({"include":["y"]})"}, {"y", R"({"include":["x"]})"}}),
              ElementsAre("/include/0/include/0/include/0 include_cycle"));
  EXPECT_THAT(problems(with(departments + R"("include":["x", 5])"), {}),
              ElementsAre("/include/0 include_missing", "/include/1 include_malformed"));
  EXPECT_THAT(problems(with(departments + R"("include":["x","x"])"), {{"x", "{}"}}),
              ElementsAre("/include/1 include_twice"));
  EXPECT_THAT(problems(with(departments + R"("include":["x","y"])"), {{"x", "{"}, {"y", "[]"}}),
              ElementsAre("/include/0 include_not_json", "/include/1 include_not_json"));
  EXPECT_THAT(problems(with(departments + R"("include":"x")"), {}),
              ElementsAre("/include include_malformed"));
}

TEST(PolicyInclude, NothingOverridesAnything) {
  EXPECT_THAT(problems(with(R"("departments":{"a":{}}, "include":["x","y"], "clocks":{})"),
                       {{"x", R"({"departments":{"a":{},"b":{}}, "zone":"UTC", "clocks":{}})"},
                        {"y", R"({"departments":{"b":{}}})"}}),
              ElementsAre("/departments/a include_clash", "/zone include_clash", "/clocks include_clash",
                          "/departments/b include_clash"));
}

TEST(PolicyInclude, WhatIsWrongInsideAFragmentIsFound) {
  EXPECT_THAT(problems(with(R"("departments":{"a":{}}, "include":["x"])"),
                       {{"x", R"({"channals":{}, "guidance":[{"id":"g"}], "currency":1.5})"}}),
              ::testing::UnorderedElementsAre("/channals unknown_field", "/guidance/0/text missing_field",
                                              "/currency wrong_type"));
}

}  // namespace
}  // namespace plazo::policy
