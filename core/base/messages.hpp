// What customers and staff read, in their language. Keys and texts stand together in messages.cpp.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/time.hpp"

namespace plazo {

/// The languages of the catalogue (ISO 639-1).
enum class Locale { es, en };
BOOST_DESCRIBE_ENUM(Locale, es, en)

struct Argument {
  std::string_view name;
  std::variant<std::string_view, std::int64_t> value;
};

/// The text of `key` with its placeholders filled. Patterns are a subset of ICU MessageFormat:
/// `{name}` stands for an argument, `{n, plural, one {# minute} other {# minutes}}` chooses by a
/// number, whose digits replace `#`. Arguments are data: braces in them mean nothing.
///
/// An unknown key or a missing argument is a fault of Plazo (`internal`, `message.unknown` or
/// `message.argument`).
std::string message(Locale, std::string_view key, std::initializer_list<Argument> arguments = {});

/// `10 minutes`, `1 day 2 hours`: the two largest units that are not zero.
std::string words(Locale, Duration);

/// Every key, for tests and translators.
std::vector<std::string_view> message_keys();
/// The pattern behind a key; empty when there is none.
std::string_view message_pattern(Locale, std::string_view key);

}  // namespace plazo
