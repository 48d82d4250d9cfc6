#include "core/base/id.hpp"

#include <gtest/gtest.h>

#include <set>

namespace plazo {
namespace {

TEST(IdSource, CarriesTheTimeAndStaysPositive) {
  const IdSource source;
  const Instant now = *parse_instant("2026-03-29T01:30:00Z");
  const Id id = source.next(now);
  EXPECT_EQ(id.value >> 21, now.ms);
  EXPECT_GT(id.value, 0);
}

TEST(IdSource, RarelyClashesWithinOneMillisecond) {
  const IdSource source;
  std::set<Id> seen;
  for (int i = 0; i < 100; ++i) seen.insert(source.next(Instant{1}));
  EXPECT_GE(seen.size(), 98u);
}

TEST(IdSource, WithFourBitsClashesOften) {
  const IdSource source(4);
  std::set<Id> seen;
  for (int i = 0; i < 100; ++i) seen.insert(source.next(Instant{1}));
  EXPECT_LE(seen.size(), 16u);
}

TEST(IdText, IsDecimalAndStrict) {
  EXPECT_EQ(parse_id("9223372036854775807")->value, INT64_MAX);
  for (const char* text : {"", "0", "-1", "+1", "01", "1 ", " 1", "1e3", "9223372036854775808", "0x1"})
    EXPECT_EQ(parse_id(text), std::nullopt) << text;
}

}  // namespace
}  // namespace plazo
