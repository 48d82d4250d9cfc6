// Open hours drawn as text, so that somebody who knows the hours can check them by eye.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "terminal.hpp"

namespace plazo::cli {

/// `Sat 28 Mar 2026`, of a date or of an instant on a wall clock.
std::string date_words(std::string_view local);
/// `11:30`, with seconds and milliseconds where there are any, of an instant on a wall clock.
std::string clock_words(std::string_view local);
/// `Sat 28 Mar 2026 11:30 (+01:00)`
std::string local_words(std::string_view local);

/// The name in a language, else the one for every other, else the first; empty when there is none.
std::string name_in(std::string_view language, const boost::json::object& names);

/// The intervals of an explanation with their running sum, and the holidays skipped on the way.
std::string draw_walk(const Terminal&, const boost::json::object& explanation, std::string_view language);
/// The reply of `calendar.week`.
std::string draw_week(const Terminal&, const boost::json::object& week, std::string_view language);

}  // namespace plazo::cli
