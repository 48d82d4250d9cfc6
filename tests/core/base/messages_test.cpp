#include "core/base/messages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "core/base/error.hpp"

namespace plazo {
namespace {

std::set<std::string> placeholders(std::string_view pattern) {
  std::set<std::string> names;
  const std::string text(pattern);
  const std::regex placeholder(R"(\{(\w+)(,|\}))");
  for (std::sregex_iterator i(text.begin(), text.end(), placeholder), end; i != end; ++i) {
    const auto before = i->prefix().str();
    if (!before.ends_with("one ") && !before.ends_with("other ")) names.insert((*i)[1]);
  }
  return names;
}

TEST(Messages, EveryKeyHasBothLanguagesWithTheSamePlaceholders) {
  const auto keys = message_keys();
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
  for (const auto key : keys) {
    EXPECT_FALSE(message_pattern(Locale::es, key).empty()) << key;
    EXPECT_FALSE(message_pattern(Locale::en, key).empty()) << key;
    EXPECT_EQ(placeholders(message_pattern(Locale::es, key)), placeholders(message_pattern(Locale::en, key)))
        << key;
  }
}

TEST(Messages, FillsNamesAndPlurals) {
  EXPECT_EQ(message(Locale::es, "duration.minutes", {{"n", std::int64_t{1}}}), "1 minuto");
  EXPECT_EQ(message(Locale::es, "duration.minutes", {{"n", std::int64_t{10}}}), "10 minutos");
  EXPECT_EQ(message(Locale::en, "clock.first_response.met", {{"target", "10 minutes"}}),
            "Answered within the promised 10 minutes.");
}

TEST(V78_UserTextIsNoTemplate, ArgumentsWithBracesComeOutUnchanged) {
  for (const char* text :
       {"{target}", "{{ 7*7 }}", "{php}", "${x}", "#", "{n, plural, one {a} other {b}}", "%n%s"})
    EXPECT_EQ(message(Locale::en, "clock.first_response.met", {{"target", text}}),
              "Answered within the promised " + std::string(text) + ".");
}

TEST(Messages, MissingKeysAndArgumentsAreFaults) {
  EXPECT_THROW(message(Locale::en, "no.such.key"), Error);
  EXPECT_THROW(message(Locale::en, "clock.first_response.met"), Error);
}

TEST(Words, ShowTheTwoLargestUnits) {
  EXPECT_EQ(words(Locale::es, minutes(10)), "10 minutos");
  EXPECT_EQ(words(Locale::en, hours(26)), "1 day 2 hours");
  EXPECT_EQ(words(Locale::en, milliseconds(90'061'001)), "1 day 1 hour");
  EXPECT_EQ(words(Locale::es, {0}), "0 minutos");
}

}  // namespace
}  // namespace plazo
