#include "core/base/time.hpp"

#include <gtest/gtest.h>

namespace plazo {
namespace {

TEST(InstantText, WritesUtcWithMilliseconds) {
  EXPECT_EQ(to_text(Instant{0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_text(Instant{-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_text(earliest_instant), "0001-01-01T00:00:00.000Z");
  EXPECT_EQ(to_text(latest_instant), "9999-12-31T23:59:59.999Z");
}

TEST(InstantText, ReadsOffsetsAndFractions) {
  EXPECT_EQ(parse_instant("2026-03-27T19:30:00+01:00"), parse_instant("2026-03-27T18:30:00Z"));
  EXPECT_EQ(parse_instant("2026-03-27T18:30:00.123456789Z")->ms % 1000, 123);
  EXPECT_EQ(parse_instant("2024-02-29T00:00:00-03:30")->ms, parse_instant("2024-02-29T03:30:00Z")->ms);
}

TEST(InstantText, RoundTripsAcrossTheWholeRange) {
  for (std::int64_t ms = earliest_instant.ms; ms <= latest_instant.ms; ms += 86'400'000LL * 31 + 1'234'567)
    ASSERT_EQ(parse_instant(to_text(Instant{ms})), Instant{ms});
}

class NoInstant : public testing::TestWithParam<const char*> {};
TEST_P(NoInstant, IsRefused) { EXPECT_EQ(parse_instant(GetParam()), std::nullopt); }
INSTANTIATE_TEST_SUITE_P(Texts, NoInstant,
                         testing::Values("", "2026", "2026-02-29T00:00:00Z", "2026-02-31T00:00:00Z",
                                         "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
                                         "2026-01-01T00:00:60Z", "2026-01-01T00:00:00",
                                         "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00.Z",
                                         "2026-01-01 00:00:00Z", "0000-01-01T00:00:00Z",
                                         "0001-01-01T00:00:00+01:00", "2026-01-01T00:00:00+1:00"));

TEST(DurationText, RoundTrips) {
  for (const std::int64_t ms : {0LL, 1LL, 250LL, 1000LL, 60'000LL, 2'400'000LL, 90'061'001LL, -2'400'000LL})
    EXPECT_EQ(parse_duration(to_text(Duration{ms})), Duration{ms});
  EXPECT_EQ(to_text(minutes(40)), "PT40M");
  EXPECT_EQ(to_text(Duration{INT64_MIN}).front(), '-');
}

TEST(DurationText, ReadsTheUsualForms) {
  EXPECT_EQ(parse_duration("PT40M"), minutes(40));
  EXPECT_EQ(parse_duration("P1DT2H"), hours(26));
  EXPECT_EQ(parse_duration("P2W"), days(14));
  EXPECT_EQ(parse_duration("PT0.25S"), milliseconds(250));
}

class NoDuration : public testing::TestWithParam<const char*> {};
TEST_P(NoDuration, IsRefused) { EXPECT_EQ(parse_duration(GetParam()), std::nullopt); }
INSTANTIATE_TEST_SUITE_P(Texts, NoDuration,
                         testing::Values("", "P", "PT", "40M", "P1Y", "P1M", "PT1M2H", "PT1H1H", "P1DT",
                                         "PT1", "PT1.5H", "PT.5S", "P99999999999999W", "PT999999999999H1D"));

}  // namespace
}  // namespace plazo
