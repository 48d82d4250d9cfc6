// Holidays from an iCalendar feed (RFC 5545), such as a region publishes them.
//
// A feed is somebody else's: it mixes public holidays with observances (St Martin), the clock change and
// meetings. Only what closes a whole day is taken; all the rest is listed with the reason, for the operator
// to tick.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar/document.hpp"

namespace plazo::calendar {

/// What the operator ticked, and how far to look. An event is named by its UID, or by its summary when it has
/// none.
struct FeedChoice {
  std::set<std::string> take = {};   ///< take these although they would be left
  std::set<std::string> leave = {};  ///< leave these although they would be taken
  int from_year = 1970;              ///< repeated dates are laid out in these years, both included
  int to_year = 2200;
};

/// An event whose dates became holidays.
struct TakenEvent {
  std::string name;             ///< UID, else summary: what `FeedChoice` calls it
  std::string summary;          ///< at most 200 characters
  std::vector<std::string> on;  ///< dates as in `Holiday::on`
};

/// An event that closes nothing.
struct LeftEvent {
  std::string name;
  std::string summary;
  std::vector<std::string> on;  ///< the dates it would close when ticked; empty: it cannot be ticked
  /// `observance` `clock_change` `unticked`: can be ticked. `not_all_day` `cancelled` `no_date` `repeats`
  /// `changed_occurrence` `too_long` `out_of_range` `too_many` `unreadable`: cannot.
  std::string code;
  std::string message;  ///< one line, lower case
};

struct Feed {
  std::vector<Holiday> holidays;  ///< ready for `Document::holidays`
  std::vector<TakenEvent> taken;
  std::vector<LeftEvent> left;
};

/// Reads a feed.
///
/// Taken are events of whole days: `DATE` values, or times from midnight to midnight on their own clock. The
/// end is not included, as RFC 5545 says. `RRULE:FREQ=YEARLY` on the event's own date becomes a yearly date
/// (`12-25`), for the years before the feed too; other yearly rules (`BYMONTH`, `BYMONTHDAY`, `BYDAY`), plain
/// counted or ended rules, `RDATE` and `EXDATE` are laid out as dates. Rules of other kinds are left.
///
/// Throws `invalid` `feed.malformed` for text that is no iCalendar or not UTF-8, `limit` `feed.too_large`
/// past 4 MiB or 50,000 events. Time and memory are bounded by the size: an event has at most 64 KiB and 1000
/// dates, the feed at most 100,000 dates and 100 rules that need laying out.
Feed read_feed(std::string_view ics, const FeedChoice& choice = {});

}  // namespace plazo::calendar
