#include "core/calendar/zone.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/base/error.hpp"

namespace plazo::calendar {
namespace {

using Kind = CivilAnswer::Kind;

Instant at(const char* text) { return parse_instant(text).value(); }

TEST(Zone, ShowsTheWallClock) {
  const Zone madrid = Zone::load("Europe/Madrid");
  EXPECT_EQ(madrid.name(), "Europe/Madrid");
  const LocalTime summer = madrid.local(at("2026-07-13T08:00:00.999Z"));
  EXPECT_EQ(summer.civil, (CivilTime{2026, 7, 13, 10, 0, 0}));
  EXPECT_EQ(summer.weekday, 1);
  EXPECT_EQ(summer.offset, 7200);
  EXPECT_EQ(summer.abbreviation, "CEST");
  EXPECT_EQ(madrid.local(at("1970-01-01T00:00:00Z") - milliseconds(1)).civil,
            (CivilTime{1970, 1, 1, 0, 59, 59}));
}

TEST(Zone, KnowsSummerTimeAfter2037) {
  EXPECT_EQ(Zone::load("Europe/Madrid").local(at("2199-07-01T10:00:00Z")).offset, 7200);
}

TEST(Zone, AnswersUniqueSkippedRepeated) {
  const Zone madrid = Zone::load("Europe/Madrid");
  const auto noon = madrid.instants({2026, 10, 20, 12, 0, 0});
  EXPECT_EQ(noon.kind, Kind::unique);
  EXPECT_EQ(noon.earlier, at("2026-10-20T10:00:00Z"));
  EXPECT_EQ(noon.later, noon.earlier);
  const auto skipped = madrid.instants({2026, 3, 29, 2, 30, 0});
  EXPECT_EQ(skipped.kind, Kind::skipped);
  EXPECT_EQ(skipped.earlier, at("2026-03-29T00:30:00Z"));
  EXPECT_EQ(skipped.change, at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(skipped.later, at("2026-03-29T01:30:00Z"));
  const auto repeated = madrid.instants({2026, 10, 25, 2, 30, 0});
  EXPECT_EQ(repeated.kind, Kind::repeated);
  EXPECT_EQ(repeated.earlier, at("2026-10-25T00:30:00Z"));
  EXPECT_EQ(repeated.change, at("2026-10-25T01:00:00Z"));
  EXPECT_EQ(repeated.later, at("2026-10-25T01:30:00Z"));
}

TEST(Zone, SamoaHadNo30December2011) {
  const auto gone = Zone::load("Pacific/Apia").instants({2011, 12, 30, 12, 0, 0});
  EXPECT_EQ(gone.kind, Kind::skipped);
  EXPECT_EQ(gone.change, at("2011-12-30T10:00:00Z"));
}

TEST(Zone, OffsetStretchesCoverTheSpanWithoutGaps) {
  const auto year =
      Zone::load("Europe/Madrid").offsets(at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
  ASSERT_EQ(year.size(), 3u);
  EXPECT_EQ(year[0].to, at("2026-03-29T01:00:00Z"));
  EXPECT_EQ(year[1].offset, hours(2));
  EXPECT_EQ(year[1].to, at("2026-10-25T01:00:00Z"));
  EXPECT_EQ(Zone::load("UTC").offsets(at("1970-01-01T00:00:00Z"), at("2200-01-01T00:00:00Z")).size(), 1u);
  EXPECT_TRUE(Zone::load("UTC").offsets(Instant{5}, Instant{5}).empty());
}

TEST(Zone, EveryListedZoneAgreesWithItsStretches) {
  const auto names = zone_names();
  EXPECT_GT(names.size(), 300u);
  const Instant from = at("1970-01-01T00:00:00Z"), to = at("2201-01-01T00:00:00Z");
  for (const auto& name : names) {
    const Zone zone = Zone::load(name);
    Instant covered = from;
    for (const auto& stretch : zone.offsets(from, to)) {
      ASSERT_EQ(stretch.from, covered) << name;
      ASSERT_LT(stretch.from, stretch.to) << name;
      for (const Instant probe :
           {stretch.from, Instant{(stretch.from.ms + stretch.to.ms) / 2}, stretch.to - milliseconds(1)})
        ASSERT_EQ(zone.local(probe).offset * 1000, stretch.offset.ms) << name << " " << to_text(probe);
      covered = stretch.to;
    }
    ASSERT_EQ(covered, to) << name;
  }
}

std::string refusal(std::string_view name) {
  try {
    Zone::load(name);
  } catch (const Error& error) {
    EXPECT_EQ(error.category, Category::invalid);
    EXPECT_EQ(error.code, "zone.unknown");
    return error.message;
  }
  return "taken";
}

TEST(Zone, C03_AbbreviationsAreRefusedWithThePlace) {
  EXPECT_EQ(refusal("CEST"), "`CEST` is an abbreviation, use a place such as `Europe/Madrid`");
  EXPECT_EQ(refusal("CET"), "`CET` is an abbreviation, use a place such as `Europe/Madrid`");
  EXPECT_EQ(refusal("EST"), "`EST` is an abbreviation, use a place such as `America/New_York`");
  EXPECT_EQ(refusal("PST"), "`PST` is an abbreviation, use a place such as `America/Los_Angeles`");
  EXPECT_EQ(refusal("ART"), "`ART` is an abbreviation, use a place such as `America/Argentina/Buenos_Aires`");
  EXPECT_EQ(refusal("UTC+1"), "`UTC+1` is an offset, use a place such as `Europe/Madrid`");
  EXPECT_EQ(refusal("+01:00"), "`+01:00` is an offset, use a place such as `Europe/Madrid`");
}

TEST(Zone, SuggestsTheNearestName) {
  EXPECT_EQ(refusal("Europe/Madird"),
            "`Europe/Madird` is no time zone known here, did you mean `Europe/Madrid`?");
  EXPECT_EQ(zone_meant_by("europe/madrid"), "Europe/Madrid");
  EXPECT_EQ(zone_meant_by("madrid"), "Europe/Madrid");
  EXPECT_EQ(zone_meant_by("New York"), "America/New_York");
  EXPECT_EQ(zone_meant_by("Buenos Aires"), "America/Argentina/Buenos_Aires");
  EXPECT_EQ(zone_meant_by("xyzzy"), "");
  EXPECT_EQ(zone_meant_by("est"), "America/New_York");
}

class NoZone : public testing::TestWithParam<std::string> {};
TEST_P(NoZone, IsRefusedBeforeAnyFileIsOpened) { EXPECT_NE(refusal(GetParam()), "taken"); }
INSTANTIATE_TEST_SUITE_P(Texts, NoZone,
                         testing::Values("", ".", "..", "/", "//", "../etc/passwd", "/etc/passwd",
                                         "/usr/share/zoneinfo/Europe/Madrid", "Europe/../Europe/Madrid",
                                         "Europe//Madrid", "Europe/Madrid/", "./Europe/Madrid", "file:UTC",
                                         "libc:localtime", "libc:Europe/Madrid", "Fixed/UTC+01:00:00",
                                         "localtime", "posixrules", "tzdata.zi", "posix/Europe/Madrid",
                                         "right/Europe/Madrid", "Europe", "Factory", "Europe/Madrid ",
                                         "GMT+0", "GMT0", "Z", std::string("Europe/Madrid\0x", 15),
                                         "EUROPE/MADRID", "Europe/Madrid\n", std::string(100000, 'a'),
                                         "Europe/Mañana"));

TEST(Zone, SaysWhichZoneDataItReads) { EXPECT_TRUE(std::string_view(zone_data_version()).starts_with("20")); }

TEST(Zone, MissingZoneDataIsUnavailable) {
  ASSERT_EQ(setenv("TZDIR", "/nonexistent", 1), 0);
  EXPECT_EQ(zone_data_version(), "");
  try {
    Zone::load("Europe/Madrid");
    ADD_FAILURE() << "loaded";
  } catch (const Error& error) {
    EXPECT_EQ(error.category, Category::unavailable);
    EXPECT_EQ(error.code, "zone.data_missing");
  }
  unsetenv("TZDIR");
}

}  // namespace
}  // namespace plazo::calendar
