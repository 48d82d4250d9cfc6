#include "core/base/text.hpp"

#include <gtest/gtest.h>

#include <array>

namespace plazo {
namespace {

TEST(Utf8, AcceptsWellFormedText) {
  for (const char* text : {"", "abc", "ñ", "€", "😀", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"})
    EXPECT_EQ(first_invalid_utf8(text), std::nullopt) << text;
}

TEST(Utf8, FindsTheFirstBadByte) {
  EXPECT_EQ(first_invalid_utf8("a\x80"), 1u);             // lone continuation
  EXPECT_EQ(first_invalid_utf8("\xC0\x80"), 0u);          // overlong NUL
  EXPECT_EQ(first_invalid_utf8("\xE0\x80\xAF"), 0u);      // overlong slash
  EXPECT_EQ(first_invalid_utf8("\xED\xA0\x80"), 0u);      // surrogate
  EXPECT_EQ(first_invalid_utf8("\xF4\x90\x80\x80"), 0u);  // past U+10FFFF
  EXPECT_EQ(first_invalid_utf8("ab\xC3"), 2u);            // cut short
  EXPECT_EQ(first_invalid_utf8(std::string_view("\xE2\x82\xAC\xFF", 4)), 3u);
}

TEST(Characters, AreCountedAndCutAsCodePoints) {
  EXPECT_EQ(count_characters("ñandú"), 5u);
  EXPECT_EQ(first_characters("ñandú", 2), "ña");
  EXPECT_EQ(first_characters("ab", 9), "ab");
}

TEST(Nearest, SuggestsOnlyWhatIsNear) {
  constexpr std::array<std::string_view, 3> names{"subject", "body", "department"};
  EXPECT_EQ(nearest("subjet", names), "subject");
  EXPECT_EQ(nearest("bdoy", names), "body");
  EXPECT_EQ(nearest("zone", names), "");
  EXPECT_EQ(nearest("", names), "");
}

TEST(Shown, ShowsInputSafely) {
  EXPECT_EQ(shown("a`b\n"), "`a?b?`");
  EXPECT_EQ(shown("ñ\xFF€\xC3"), "`ñ?€?`");  // what is shown is UTF-8, whatever came in
  EXPECT_EQ(shown(std::string(50, 'x')), "`" + std::string(40, 'x') + "…`");
}

}  // namespace
}  // namespace plazo
