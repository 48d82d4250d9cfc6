// How hours, dates and weekdays are written in a calendar document.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/calendar/date.hpp"

namespace plazo::calendar {

/// Wall-clock milliseconds from the midnight on which a day begins; `to` passes 24 hours when the interval
/// runs over midnight. 0 <= from < 24 h; from < to <= from + 24 h.
struct Span {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// A month and day of every year.
struct YearDay {
  int month = 1;
  int day = 1;
};

/// Which dates a text names.
struct Dates {
  bool yearly = false;
  Day from = 0, to = 0;            ///< dated, both included
  YearDay yearly_from, yearly_to;  ///< yearly, both included; `yearly_to` may lie before `yearly_from`
};

using Weekdays = std::bitset<7>;  ///< Monday is bit 0

/// What is wrong with a text, to become a finding.
struct Fault {
  std::string code;
  std::string message;
  std::string help;
};

std::variant<Span, Fault> read_interval(std::string_view);
std::variant<Dates, Fault> read_dates(std::string_view);
/// One date, no range, not yearly.
std::variant<Day, Fault> read_date(std::string_view);
std::variant<Weekdays, Fault> read_weekdays(std::string_view);
/// A wall clock `16:00`, `24:00` included, as milliseconds from midnight.
std::optional<std::int64_t> read_clock(std::string_view);

}  // namespace plazo::calendar
