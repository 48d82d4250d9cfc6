// A run of years as one flat table of open intervals with their running sum: every question about these years
// is one or two binary searches. Immutable once built, so threads share it freely.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/calendar/date.hpp"
#include "core/calendar/interval.hpp"
#include "core/calendar/pattern.hpp"
#include "core/calendar/zone.hpp"

namespace plazo::calendar {

/// A column of rising numbers that finds a place in it without searching it all: a coarse index leads to the
/// few numbers near the one asked for, and only those are looked at.
class Column {
 public:
  void reserve(std::size_t size) { values_.reserve(size); }
  void push_back(std::int64_t value) { values_.push_back(value); }
  /// After the last number.
  void index();
  std::size_t size() const { return values_.size(); }
  std::int64_t operator[](std::size_t i) const { return values_.data()[i]; }
  std::int64_t back() const { return values_.back(); }
  /// How many numbers are not greater than `than`.
  std::size_t not_greater(std::int64_t than) const;

 private:
  std::vector<std::int64_t> values_;
  /// How many numbers lie below `origin + (bucket << shift)`; one bucket more than there are, for the end.
  std::vector<std::uint32_t> below_;
  std::int64_t origin_ = 0;
  int shift_ = 0;
};

class Table {
 public:
  /// Lays out the years `from_year` to `to_year` (this one excluded) of a pattern; days are counted in
  /// `zone`.
  Table(const Pattern&, const Zone& zone, int from_year, int to_year);

  int from_year() const { return from_year_; }
  int to_year() const { return to_year_; }
  bool covers(Instant at) const { return begin_ <= at && at < end_; }

  bool open_at(Instant) const;
  /// Open time before `at`, since the table's beginning.
  std::int64_t open_before(Instant at) const;
  /// The earliest instant by which `amount` (> 0) of open time has passed since `from`; nothing when the
  /// table ends before that.
  std::optional<Instant> after(Instant from, std::int64_t amount) const;
  /// The latest instant from which `amount` (> 0) passes until `until`; nothing when the table begins after
  /// it.
  std::optional<Instant> before(Instant until, std::int64_t amount) const;
  /// The interval that holds `at`, else the next one; nothing when there is none. It may be cut where the
  /// table ends.
  std::optional<Interval> at_or_after(Instant at) const;

  Instant begin() const { return begin_; }
  Instant end() const { return end_; }

  /// Days whose every instant the table covers, both included.
  Day first_whole_day() const { return first_whole_; }
  Day last_whole_day() const { return last_whole_; }
  bool working(Day) const;
  /// How many working days there are before `day`, since the first whole day.
  std::int64_t working_before(Day day) const;
  /// The working day before which there are `count` others since the first whole day.
  std::optional<Day> working_number(std::int64_t count) const;

 private:
  std::size_t ending_after(Instant at) const;
  void mark_days(const Zone&);

  int from_year_, to_year_;
  Instant begin_, end_;
  // Side by side rather than as pairs: a search touches only the column it looks at.
  std::vector<std::int64_t> opens_;
  Column closes_;
  Column sums_;  ///< open time before interval i; one more at the end
  Day first_whole_, last_whole_;
  std::vector<std::uint64_t> days_;        ///< one bit per day from `first_whole_`
  std::vector<std::int32_t> days_before_;  ///< working days before each word of `days_`; one more at the end
};

}  // namespace plazo::calendar
