// The calendar document: the hours somebody promises, as they would be written on a page.
//
// Everything here is text in the wall clock of a zone. `check` says all that is wrong with a document at
// once; `Calendar::load` (calendar.hpp) takes a document without errors and answers questions.
//
// As JSON, in a policy or by itself (core/json reads and writes it, the structs are described):
//
//     { "zone": "Europe/Madrid",
//       "weekly": { "mon-fri": ["10:00-20:00"], "sat": ["10:00-14:00"] },
//       "special": [{ "on": "12-24", "hours": ["10:00-14:00"] }],
//       "holidays": ["12-25", { "on": "2026-05-15", "names": { "es": "San Isidro" } }] }
//
// What a document means, date by date. An instant is open when its *local wall clock* lies in an interval:
// the first minute included, the last not. So on the night the clocks go back the repeated hour counts twice,
// and when they go forward the skipped hour does not count.
//
//     Europe/Madrid, Sundays 01:30-02:30:   2026-03-29 has 30 open minutes, 2026-10-25 has 90
//     Europe/Madrid, Sundays 02:00-03:00:   2026-03-29 has none,            2026-10-25 has 120
//     Europe/Madrid, daily 00:00-24:00:     the week of 2026-03-29 has 167 hours, others 168
//
// Intervals over midnight (`22:00-06:00`) belong to the day they begin on.
//
//     A holiday closes its civil date from 00:00 to 24:00, no more and no less. Daily 22:00-06:00 with a
//     holiday on 25 December: open until 25 Dec 00:00 and again from 26 Dec 00:00 (to 06:00). Whoever wants
//     the night after a holiday closed too gives it special hours. Special hours replace the intervals that
//     *begin* on their date: with daily 22:00-06:00 and special hours 20:00-02:00 on 24 December, that night
//     ends at 02:00 on the 25th; the night that began on the 23rd still runs to 06:00 on the 24th. Special
//     hours win over a holiday, on their date and past its midnight. When two lines of special hours name one
//     date, the later line wins.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/json/describe.hpp"

namespace plazo::calendar {

/// A name by language tag (`es`, `en`); the tag `*` is the name for every other language.
using Names = json::Keyed<std::string>;

/// Intervals by weekdays.
using Weekly = json::Keyed<std::vector<std::string>>;

/// Dates on which a calendar is closed.
struct Holiday {
  /// `2026-05-15`, a range `2026-08-01/2026-08-15` (both included), yearly `12-25`, or a yearly range
  /// `12-24/01-06`, which may run over New Year. Years 1970 to 2200. Yearly `02-29` counts in leap years
  /// only.
  std::string on;
  Names names = {};

  static constexpr std::string_view shorthand = "on";
  static constexpr json::Note notes[] = {
      {.field = "on",
       .meaning =
           "`2026-05-15`, a range `2026-08-01/2026-08-15` (both included), yearly `12-25`, or a yearly "
           "range `12-24/01-06`",
       .min = 1,
       .max = 32},
      {.field = "names",
       .meaning = "what the day is called, by language (`es`, `en`; `*` for every other)",
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Holiday, (), (on, names))

/// Hours that replace the usual ones on some dates: a half day, a shift, the summer timetable.
struct Special {
  std::string on;                        ///< dates, written as in `Holiday::on`
  std::optional<std::string> days = {};  ///< only on these weekdays of the dates, written as in `weekly`
  std::vector<std::string> hours;        ///< intervals as in `weekly`; at least one (to close, use a holiday)
  Names names = {};

  static constexpr std::string_view json_name = "SpecialHours";
  static constexpr json::Note notes[] = {
      {.field = "on", .meaning = "dates, written as those of a holiday", .min = 1, .max = 32},
      {.field = "days",
       .meaning = "only on these weekdays of the dates, written as in `weekly`",
       .min = 1,
       .max = 32},
      {.field = "hours",
       .meaning = "intervals as in `weekly`; to close, use a holiday",
       .max = 1440,
       .single = true},
      {.field = "names",
       .meaning = "what the hours are called, by language (`es`, `en`; `*` for every other)",
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Special, (), (on, days, hours, names))

struct Document {
  /// An IANA name such as `Europe/Madrid`. Inside `any_of` and `all_of` empty means the outer document's.
  std::string zone;
  /// Hours by weekday: the key is `mon` … `sun`, a range (`mon-fri`, `sat-mon`), a list (`mon,wed`) or
  /// `daily`; no weekday twice. Intervals are `10:00-20:00`; `24:00` is the end of the day; an end earlier
  /// than its beginning is on the next day (`22:00-06:00`). Seconds may be given (`10:00:30-12:00`).
  Weekly weekly = {};
  std::vector<Special> special = {};
  /// Absent: not stated, which is the same as none here; a policy asks for a statement.
  std::optional<std::vector<Holiday>> holidays = {};
  std::optional<std::string> valid_from = {};  ///< first date, `2026-01-01`; closed before
  std::optional<std::string> valid_to = {};    ///< last date; closed after it
  /// Open when any (all) of these is open; instead of `weekly` and `special`. The outer `holidays` and
  /// validity close the whole on the outer zone's dates. At most 64 documents, 4 deep.
  std::vector<Document> any_of = {};
  std::vector<Document> all_of = {};

  static constexpr std::string_view json_name = "Calendar";
  static constexpr json::Note notes[] = {
      {.field = "zone",
       .meaning = "the IANA zone whose wall clock is meant, such as `Europe/Madrid`; inside `any_of` and "
                  "`all_of` the outer calendar's when it is left out",
       .max = 64,
       .defaulted = true},
      {.field = "weekly",
       .meaning = "intervals such as `10:00-20:00` by weekdays: `mon` to `sun`, `mon-fri`, `mon,wed` or "
                  "`daily`; `24:00` is the end of the day, an end before its beginning is on the next day",
       .max = 7,
       .defaulted = true},
      {.field = "special",
       .meaning = "hours that replace the weekly ones on some dates, holidays too",
       .max = 100'000,
       .defaulted = true},
      {.field = "holidays",
       .meaning = "dates that are closed from 00:00 to 24:00, each a text or an object with names; an empty "
                  "list says that there are none",
       .max = 250'000},
      {.field = "valid_from",
       .meaning = "first date, such as `2026-01-01`; closed before",
       .min = 1,
       .max = 32},
      {.field = "valid_to", .meaning = "last date; closed after it", .min = 1, .max = 32},
      {.field = "any_of",
       .meaning = "open when one of these calendars is; instead of `weekly` and `special`",
       .max = 64,
       .defaulted = true},
      {.field = "all_of",
       .meaning = "open when all of these calendars are; instead of `weekly` and `special`",
       .max = 64,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Document, (), (zone, weekly, special, holidays, valid_from, valid_to, any_of, all_of))

/// Open round the clock, every day.
inline Document always(std::string zone) {
  return {.zone = std::move(zone), .weekly = {{"daily", {"00:00-24:00"}}}};
}

/// Something to mend or to look at in a document.
struct Finding {
  enum class Severity { error, warning };
  std::string path;  ///< JSON pointer (RFC 6901) into the document: `/weekly/mon-fri/0`; empty for the whole
  /// Stable. Errors: `zone.unknown` `weekly.unknown_day` `weekly.day_twice` `interval.malformed`
  /// `interval.no_such_time` `interval.empty` `interval.overlap` `date.malformed` `date.no_such_day`
  /// `date.out_of_range` `range.reversed` `special.no_hours` `calendar.mixed` `calendar.too_large`
  /// `calendar.no_open_time`. Warnings: `interval.missing_minute` `interval.maybe_reversed`
  /// `special.replaced` `findings.more`.
  std::string code;
  Severity severity = Severity::error;
  std::string message;  ///< what is wrong: one line, lower case, input in backticks
  std::string help;     ///< what to write instead

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// Everything wrong with a document (at most 1000 findings, then `findings.more`), in the document's order.
/// Throws only `unavailable` `zone.data_missing`.
std::vector<Finding> check(const Document&);

}  // namespace plazo::calendar
