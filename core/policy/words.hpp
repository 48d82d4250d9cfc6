// Texts of the provider's, in the languages of the catalogue.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/messages.hpp"
#include "core/json/describe.hpp"

namespace plazo::policy {

/// A name or a short line.
struct Words {
  std::optional<std::string> es;
  std::optional<std::string> en;

  static constexpr json::Note notes[] = {
      {.field = "es", .meaning = "in Spanish", .min = 1, .max = 200},
      {.field = "en", .meaning = "in English", .min = 1, .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(Words, (), (es, en))

/// A text of some length; line breaks separate paragraphs, there is no markup.
struct Prose {
  std::optional<std::string> es;
  std::optional<std::string> en;

  static constexpr json::Note notes[] = {
      {.field = "es", .meaning = "in Spanish", .min = 1, .max = 4000, .lines = true},
      {.field = "en", .meaning = "in English", .min = 1, .max = 4000, .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(Prose, (), (es, en))

/// The text in a language, or in the other one, or the key itself.
std::string in(Locale, const Words&, std::string_view key);
std::string in(Locale, const Prose&, std::string_view key = {});

}  // namespace plazo::policy
