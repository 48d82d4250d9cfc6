// A calendar document read and checked: what is open on a civil date, and so between two instants.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar/date.hpp"
#include "core/calendar/document.hpp"
#include "core/calendar/interval.hpp"
#include "core/calendar/notation.hpp"
#include "core/calendar/zone.hpp"

namespace plazo::calendar {

/// The hours that begin on a day, cut at midnight. Each list in order and without touching spans.
struct DayHours {
  std::vector<Span> own;      ///< on the day itself, to 24:00 at most
  std::vector<Span> carried;  ///< on the next day, from 00:00
};

/// Merges spans that may overlap.
std::vector<Span> merged(std::vector<Span>);
DayHours day_hours(const std::vector<Span>& intervals);

/// Closed dates and what to call them.
class ClosedDates {
 public:
  void add(const Dates&, std::size_t holiday);
  /// After the last `add`, before the first question.
  void finish();
  bool contains(Day) const;
  /// The number of a holiday that closes the day; -1 when none does.
  std::int64_t holiday_on(Day) const;

 private:
  struct Dated {
    Day from, to;
    Day reach;  ///< the latest `to` of this one and all before it
    std::size_t holiday;
  };
  std::vector<std::pair<Dates, std::size_t>> entries_;  ///< until `finish`
  std::vector<Dated> dated_;
  std::array<std::int32_t, 13 * 32> yearly_{};  ///< by month and day: a holiday's number, or -1
  bool any_yearly_ = false;
  std::vector<bool> closed_;  ///< by ranges: each day from the first one's beginning to the last one's end
};

/// Whether a yearly range, which may run over New Year, holds a month and day.
bool holds(YearDay from, YearDay to, YearDay day);

/// Weekly hours with their exceptions in one zone.
struct Hours {
  Zone zone;
  std::array<DayHours, 7> weekly = {};  ///< Monday first
  std::vector<DayHours> special = {};
  /// Days with special hours and which, in order of days.
  std::vector<std::pair<Day, std::int32_t>> special_days = {};
  ClosedDates closed = {};
  Day valid_from = first_day, valid_to = last_day;
  std::vector<Holiday> holidays = {};     ///< for explanations
  std::vector<Names> special_names = {};  ///< likewise, by number of the special hours
  std::string path = {};                  ///< JSON pointer of the document

  /// Open spans of the civil date, in order, within 00:00 to 24:00.
  void spans_on(Day, std::vector<Span>& out) const;
  /// Whether the weekly hours would have opened on the date.
  bool usually_open_on(Day) const;
  Intervals between(Instant from, Instant to) const;
  /// -1 when the date has no special hours.
  std::int32_t special_on(Day) const;
};

/// A whole document: hours, or several patterns joined or intersected.
struct Pattern {
  enum class Kind { hours, any, all };
  Kind kind = Kind::hours;
  std::vector<Hours> hours;  ///< exactly one when `kind` is hours
  std::vector<Pattern> parts;

  /// Open intervals from `from` to `to`, cut to these two.
  Intervals between(Instant from, Instant to) const;
  /// Calls `visit` for each Hours inside, in the document's order.
  template <class Visit>
  void each_hours(const Visit& visit) const {
    for (const Hours& one : hours) visit(one);
    for (const Pattern& part : parts) part.each_hours(visit);
  }
};

}  // namespace plazo::calendar
