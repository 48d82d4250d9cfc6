// What kind of day an event of a holiday feed is, told by its words.
#pragma once

#include <string_view>

namespace plazo::calendar {

enum class DayKind { holiday, observance, clock_change };

/// Feeds have no field for it: publishers write "Observance" into the description or the categories, in their
/// language, and the summary names the day.
DayKind kind_of_day(std::string_view summary, std::string_view description, std::string_view categories);

}  // namespace plazo::calendar
