// Questions about working time.
//
// A calendar is loaded from a document (document.hpp, which says what the hours mean) and then answers in
// O(log n), to the millisecond. Instants are UTC; the document's zone decides what they mean on the wall.
//
//     const Calendar office = Calendar::load({.zone = "Europe/Madrid",
//                                             .weekly = {{"mon-fri", {"10:00-20:00"}}, {"sat",
//                                             {"10:00-14:00"}}}});
//     office.add(*parse_instant("2026-03-27T19:30:00+01:00"), hours(2));   // 2026-03-28T10:30:00.000Z
//     // Friday 19:30 to 20:00, then Saturday 10:00 to 11:30
//     office.between(friday, monday);                                      // PT5H: 30 min, 4 h, 30 min
//
// Open means from the first instant (included) to the last (not included): a desk open 10:00-20:00 is closed
// at 20:00:00.000. A sum that ends exactly at closing time ends there, not at the next opening: the answer is
// the earliest instant by which the amount has passed.
//
// Calendars know the civil dates 1970-01-01 to 2200-12-31 and are closed outside them. Nothing here reads a
// clock.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/calendar/date.hpp"
#include "core/calendar/document.hpp"
#include "core/calendar/interval.hpp"
#include "core/calendar/zone.hpp"

namespace plazo::calendar {

/// Which day counts as the first, and where in the last day the answer lies.
struct DayRule {
  enum class At {
    same_time,  ///< at the wall clock of the start; where it is skipped, the instant of the change; where it
                ///< is repeated, the first of the two
    closing,    ///< at the end of the day's last open interval, 24:00 at the latest
    cut_off,    ///< at the cut-off
  };
  At at = At::closing;
  /// "Before 16:00 counts as today": wall-clock time since midnight, more than 0 and at most 24 hours. What
  /// comes at the cut-off or later, or on a day that is no working day, counts as come on the next working
  /// day.
  std::optional<Duration> cut_off = {};
};

/// Open now, and when that changes.
struct Status {
  bool open = false;
  std::optional<Instant> changes;  ///< the next opening or closing; empty: never
};

/// A date on which a holiday took away usual hours.
struct SkippedHoliday {
  std::string date;  ///< `2026-12-25`, in the zone of the document that lists it
  std::string path;  ///< JSON pointer to the holiday in the loaded document: `/holidays/3`
  Names names;

  static constexpr json::Note notes[] = {
      {.field = "date", .meaning = "the date, in the zone of the calendar that lists it"},
      {.field = "path", .meaning = "JSON pointer to the holiday in the calendar, such as `/holidays/3`"},
      {.field = "names", .meaning = "what it is called, by language"},
  };
};
BOOST_DESCRIBE_STRUCT(SkippedHoliday, (), (date, path, names))

/// A holiday or special hours that hold on a date.
struct NamedLine {
  std::string path;  ///< JSON pointer into the loaded document: `/special/0`
  Names names;

  static constexpr json::Note notes[] = {
      {.field = "path", .meaning = "JSON pointer to the line in the calendar, such as `/special/0`"},
      {.field = "names", .meaning = "what it is called, by language"},
  };
};
BOOST_DESCRIBE_STRUCT(NamedLine, (), (path, names))

/// One date of `Calendar::zone()`, as it hangs at the door.
struct DoorDay {
  std::string date;    ///< `2026-03-29`
  int weekday = 1;     ///< ISO 8601: Monday is 1, Sunday is 7
  Duration length;     ///< 24 hours but where the clock changes; nothing where a zone leapt over the date
  Duration open_time;  ///< of the intervals
  Intervals open;      ///< the date's open intervals, cut to it
  /// What holds on the date, also where it takes nothing away: at most one line of each kind from each
  /// document inside, whose own wall calendar shows this date.
  std::vector<NamedLine> holidays;
  std::vector<NamedLine> special;
};

/// The way from one instant to another, for people who want to check it.
struct Walk {
  Intervals intervals;  ///< open intervals on the way, cut to it
  std::vector<SkippedHoliday> holidays;
  Duration open;           ///< the whole open time on the way, also when the lists are cut short
  bool cut_short = false;  ///< there was more than the limit
};

/// Cheap to copy (copies share the compiled years), immutable to its users, safe to ask from many threads at
/// once. Years are compiled when first asked for; after that a question takes no lock and allocates nothing.
class Calendar {
 public:
  /// Throws `invalid` `calendar.invalid` with a problem for every error that `check` finds; warnings do not
  /// hinder.
  static Calendar load(const Document&);

  /// The outermost document's zone.
  const Zone& zone() const;

  bool open_at(Instant) const;
  Status status(Instant) const;
  /// The first open instant, `at` itself included. Empty: never opens again.
  std::optional<Instant> next_open(Instant at) const;
  /// The first closed instant, `at` itself included. Empty: never closes again.
  std::optional<Instant> next_close(Instant at) const;

  /// Open time from `from` to `to`; negative when `to` is the earlier.
  Duration between(Instant from, Instant to) const;
  /// The earliest instant by which `open` of open time has passed since `from`; `from` itself for nothing.
  /// With a negative amount the same as `subtract`. Empty: never.
  std::optional<Instant> add(Instant from, Duration open) const;
  /// The latest instant from which `open` of open time passes until `until`; `until` itself for nothing. With
  /// a negative amount the same as `add`. Empty: there was not that much.
  std::optional<Instant> subtract(Instant until, Duration open) const;

  /// Whether the civil date of `at` in `zone()` has any open time.
  bool working_day(Instant at) const;
  /// The end of a term of `days` working days (days with open time, on the dates of `zone()`).
  ///
  /// Without a cut-off the days after the start's date are counted, as in "notified on Friday, one working
  /// day: Monday", whether the start's date is a working day or not. With a cut-off the day on which the
  /// start counts as come is found first (see DayRule) and the days after it are counted. 0 is the day
  /// itself, or the next working day when that is none.
  ///
  ///     Mon-Fri 09:00-18:00, cut-off 16:00, 1 day: Fri 15:59 -> Mon, Fri 16:00 -> Tue, Sat 11:00 -> Tue
  ///
  /// Empty: never. Throws `invalid` `calendar.day_rule` for a negative number of days, or a cut-off out of
  /// range or missing where the rule needs one.
  std::optional<Instant> add_working_days(Instant from, std::int64_t days, const DayRule& rule) const;

  /// The open intervals and skipped holidays between two instants; at most `limit` of each.
  Walk walk(Instant from, Instant to, std::size_t limit = 1000) const;
  /// The open intervals alone: the first `limit` of them.
  Intervals intervals(Instant from, Instant to, std::size_t limit) const;

  /// The date on the wall calendar of `zone()`; the nearest one that calendars know.
  Day date_at(Instant) const;
  /// A date that calendars know.
  DoorDay day(Day) const;

 private:
  struct State;
  explicit Calendar(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace plazo::calendar
