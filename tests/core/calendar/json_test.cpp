// The calendar document as JSON: how it reads in a policy, and what a strict reader says of a wrong one.
#include <gtest/gtest.h>

#include "core/calendar/calendar.hpp"
#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/json/schema.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

using samples::at, samples::text;

Document read(std::string_view written) {
  return json::decode<Document>(written, {.limits = {.comments = true}, .code = "calendar.malformed"});
}

/// `path code` of each problem.
std::vector<std::string> problems(std::string_view written) {
  std::vector<std::string> out;
  try {
    read(written);
  } catch (const Error& error) {
    for (const Problem& problem : error.problems) out.push_back(problem.path + " " + problem.code);
  }
  return out;
}
using Problems = std::vector<std::string>;

TEST(CalendarJson, ReadsAsItIsWrittenInAPolicy) {
  const Document document = read(R"({
    "zone": "Europe/Madrid",
    "weekly": { "mon-fri": ["10:00-20:00"], "sat": ["10:00-14:00"] },   // as on the web
    "special": [{ "on": "12-24", "hours": ["10:00-14:00"], "names": { "es": "Nochebuena" } }],
    "holidays": ["12-25", { "on": "2026-05-15", "names": { "es": "San Isidro", "*": "Saint Isidore" } }],
    "valid_from": "2026-01-01", "valid_to": "2026-12-31"
  })");
  EXPECT_EQ(document.weekly.at(1).first, "sat");
  EXPECT_EQ(document.holidays.value().at(0).on, "12-25");
  EXPECT_EQ(document.holidays.value().at(1).names.at(1).second, "Saint Isidore");
  const Calendar office = Calendar::load(document);
  EXPECT_EQ(text(office.add(at("2026-03-27T19:30:00+01:00"), hours(2))), "2026-03-28T10:30:00.000Z");
  EXPECT_EQ(text(office.next_open(at("2026-05-15T00:00:00Z"))), "2026-05-16T08:00:00.000Z");
}

TEST(CalendarJson, WhatIsWrittenIsReadAgain) {
  Document document = samples::a({{"12-25"}, {"2026-05-15", {{"es", "San Isidro"}}}});
  document.special = {{.on = "06-15/09-15", .days = "mon-fri", .hours = {"08:00-15:00"}}};
  document.valid_from = "2026-01-01";
  Document outer{.zone = "UTC", .any_of = {document, {.all_of = {document, samples::n()}}}};
  const std::string once = json::encode(outer);
  EXPECT_EQ(json::encode(read(once)), once);
  EXPECT_EQ(json::encode(samples::a({{"12-25"}})),
            R"({"zone":"Europe/Madrid","weekly":{"mon-fri":["10:00-20:00"],"sat":["10:00-14:00"]},)"
            R"("holidays":[{"on":"12-25"}]})");
}

TEST(CalendarJson, AllProblemsAtOnceWithTheirPlaces) {
  EXPECT_EQ(problems(R"({"weekley": {}, "weekly": {"mon": "10:00-20:00", "mon": []},
                        "holidays": [5, {"names": {}}, "", {"on": "12-25", "name": "Navidad"}],
                        "special": [{"on": "12-24"}],
                        "any_of": [{"any_of": [{"zones": "UTC"}]}]})"),
            (Problems{"/weekley unknown_field", "/weekly/mon wrong_type", "/weekly/mon duplicate_key",
                      "/holidays/0 wrong_type", "/holidays/1/on missing_field", "/holidays/2 too_short",
                      "/holidays/3/name unknown_field", "/special/0/hours missing_field",
                      "/any_of/0/any_of/0/zones unknown_field"}));
}

TEST(CalendarJson, ItsSchemaIsRecursiveAndTakesTheShortForm) {
  boost::json::object definitions;
  json::schema_of(json::type_of<Document>(), definitions);
  ASSERT_TRUE(definitions.contains("Calendar") && definitions.contains("Holiday") &&
              definitions.contains("SpecialHours"));
  EXPECT_EQ(definitions.size(), 3u);
  const auto& calendar = definitions["Calendar"].at("properties");
  EXPECT_EQ(calendar.at("any_of").at("items").at("$ref"), "#/definitions/Calendar");
  EXPECT_EQ(boost::json::serialize(definitions["Holiday"].at("type")), R"(["object","string"])");
  EXPECT_EQ(definitions["Holiday"].at("x-shorthand"), "on");
  EXPECT_EQ(definitions["SpecialHours"].at("type"), "object");
}

}  // namespace
}  // namespace plazo::calendar
