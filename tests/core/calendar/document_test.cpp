#include "core/calendar/document.hpp"

#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

using samples::a, samples::at, samples::on, samples::text;

/// `path code` of each finding, in order.
std::vector<std::string> found(const Document& document) {
  std::vector<std::string> out;
  for (const Finding& finding : check(document)) {
    out.push_back(finding.path + " " + finding.code);
    EXPECT_FALSE(finding.message.empty());
    EXPECT_FALSE(finding.help.empty());
    EXPECT_EQ(finding.message.find('\n'), std::string::npos);
  }
  return out;
}
using Found = std::vector<std::string>;

TEST(CalendarDocument, AGoodOneHasNoFindings) {
  Document document = a({{"12-25"}, {"2026-05-15"}, {"2026-08-01/2026-08-15"}, {"12-24/01-06"}, {"02-29"}});
  document.special = {{.on = "06-15/09-15", .days = "mon-fri", .hours = {"08:00-15:00"}},
                      {.on = "2026-12-31", .hours = {"20:00-02:00"}}};
  document.valid_from = "2026-01-01";
  document.valid_to = "2026-12-31";
  EXPECT_EQ(found(document), Found{});
  EXPECT_EQ(found(always("UTC")), Found{});
}

TEST(CalendarDocument, AllFindingsAtOnce) {
  Document document{.zone = "CEST",
                    .weekly = {{"fri-monday", {"10:00-12:00"}},
                               {"mon-fri", {"10:00-12:00", "11:00-13:00", "25:00-26:00"}},
                               {"tue", {"09:00-10:00"}}},
                    .special = {{.on = "2026-12-24", .hours = {}}},
                    .holidays = std::vector<Holiday>{
                        {"2026-02-31"}, {"2026-08-15/2026-08-01"}, {"tomorrow"}, {"1969-12-31"}}};
  document.valid_from = "2026-13-01";
  EXPECT_EQ(found(document),
            (Found{"/zone zone.unknown", "/holidays/0 date.no_such_day", "/holidays/1 range.reversed",
                   "/holidays/2 date.malformed", "/holidays/3 date.out_of_range",
                   "/valid_from date.no_such_day", "/weekly/fri-monday weekly.unknown_day",
                   "/weekly/mon-fri/2 interval.no_such_time", "/weekly/mon-fri/1 interval.overlap",
                   "/weekly/tue weekly.day_twice", "/special/0/hours special.no_hours"}));
}

TEST(CalendarDocument, NothingIsHalfLoaded) {
  Document document = on("mon", {"10:00-12:00", "11:00-13:00"}, "Europe/Madird");
  try {
    Calendar::load(document);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.category, Category::invalid);
    EXPECT_EQ(error.code, "calendar.invalid");
    ASSERT_EQ(error.problems.size(), 2u);
    EXPECT_EQ(error.problems[0].path, "/zone");
    EXPECT_EQ(
        error.problems[0].message,
        "`Europe/Madird` is no time zone known here, did you mean `Europe/Madrid`?; write `Europe/Madrid`");
    EXPECT_EQ(error.problems[1].path, "/weekly/mon/1");
  }
}

struct BadInterval {
  const char* text;
  const char* code;
};
class BadIntervals : public testing::TestWithParam<BadInterval> {};
TEST_P(BadIntervals, AreFound) {
  EXPECT_EQ(found(on("mon", {"01:00-02:00", GetParam().text}))[0],
            std::string("/weekly/mon/1 ") + GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(
    Texts, BadIntervals,
    testing::Values(
        BadInterval{"", "interval.malformed"}, BadInterval{"10-20", "interval.malformed"},
        BadInterval{"10:00", "interval.malformed"}, BadInterval{"10:00-20:00-", "interval.malformed"},
        BadInterval{"1:00-2:00", "interval.malformed"}, BadInterval{"10:00 - 20:00", "interval.malformed"},
        BadInterval{"10:00\xe2\x80\x93"
                    "20:00",
                    "interval.malformed"},
        BadInterval{"+1:00-02:00", "interval.malformed"}, BadInterval{"10:00-25:00", "interval.no_such_time"},
        BadInterval{"25:00-26:00", "interval.no_such_time"},
        BadInterval{"10:60-11:00", "interval.no_such_time"},
        BadInterval{"24:01-25:00", "interval.no_such_time"},
        BadInterval{"10:00-24:00:01", "interval.no_such_time"},
        BadInterval{"24:00-06:00", "interval.no_such_time"}, BadInterval{"10:00-10:00", "interval.empty"},
        BadInterval{"00:00-00:00", "interval.empty"}, BadInterval{"24:00-24:00", "interval.no_such_time"},
        BadInterval{"01:30-03:00", "interval.overlap"}, BadInterval{"01:00-02:00", "interval.overlap"},
        BadInterval{"20:00-09:00", "interval.maybe_reversed"},
        BadInterval{"10:00-23:59:59", "interval.missing_minute"},
        BadInterval{"22:00-23:59", "interval.missing_minute"}));

TEST(CalendarDocument, ALongNightIsNotHeldToBeReversed) {
  EXPECT_EQ(found(on("daily", {"20:00-08:00"})), Found{});
  EXPECT_EQ(found(on("daily", {"10:00-00:00"})), Found{});
}

TEST(CalendarDocument, NightsOverlapTheNextMorning) {
  EXPECT_EQ(found({.zone = "UTC", .weekly = {{"mon", {"22:00-06:00"}}, {"tue", {"05:00-09:00"}}}}),
            (Found{"/weekly/tue/0 interval.overlap"}));
  EXPECT_EQ(found({.zone = "UTC", .weekly = {{"sun", {"22:00-06:00"}}, {"mon", {"06:00-09:00"}}}}), Found{});
  EXPECT_EQ(found(on("daily", {"22:00-06:00", "05:00-07:00"})), (Found{"/weekly/daily/1 interval.overlap"}));
}

TEST(CalendarDocument, PathsAreJsonPointers) {
  EXPECT_EQ(found(on("mon/tue~wed", {"10:00-12:00"}))[0], "/weekly/mon~1tue~0wed weekly.unknown_day");
}

TEST(CalendarDocument, CombinationsNameTheirPart) {
  Document document{.zone = "Europe/Madrid", .any_of = {a(), on("mon", {"10:00-10:00"}, "EST")}};
  EXPECT_EQ(found(document), (Found{"/any_of/1/zone zone.unknown", "/any_of/1/weekly/mon/0 interval.empty"}));
  Document mixed = a();
  mixed.any_of = {a()};
  EXPECT_EQ(found(mixed), (Found{" calendar.mixed"}));
  Document deep = a();
  for (int i = 0; i < 10; ++i) {
    Document outer{.zone = "UTC"};
    outer.any_of.push_back(deep);
    deep = outer;
  }
  EXPECT_EQ(found(deep), (Found{"/any_of/0/any_of/0/any_of/0/any_of/0 calendar.too_large"}));
  Document wide{.zone = "UTC", .any_of = std::vector<Document>(70, on("mon", {"10:00-12:00"}, "UTC"))};
  EXPECT_EQ(found(wide)[0], "/any_of/63 calendar.too_large");
}

TEST(CalendarDocument, FindingsAreBounded) {
  const auto findings = check(a(std::vector<Holiday>(5000, Holiday{"2026-02-31"})));
  ASSERT_EQ(findings.size(), 1001u);
  EXPECT_EQ(findings.back().code, "findings.more");
}

TEST(CalendarDocument, TheSameSpecialDateTwiceIsWarnedOf) {
  Document document = a();
  document.special = {{.on = "06-15/09-15", .hours = {"08:00-15:00"}},
                      {.on = "2026-07-01", .hours = {"08:00-12:00"}},
                      {.on = "2026-07-01", .hours = {"09:00-12:00"}}};
  EXPECT_EQ(found(document), (Found{"/special/2/on special.replaced"}));
  // The later line wins.
  EXPECT_EQ(text(Calendar::load(document).next_open(at("2026-07-01T00:00:00Z"))), "2026-07-01T07:00:00.000Z");
}

TEST(CalendarDocument, UserTextStaysOneLine) {
  const auto findings = check(on("mon", {std::string("\n\x01`") + std::string(1000, 'x')}));
  EXPECT_LT(findings[0].message.size(), 120u);
}

}  // namespace
}  // namespace plazo::calendar
