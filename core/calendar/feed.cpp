#include "core/calendar/feed.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/calendar/date.hpp"
#include "core/calendar/feed_kind.hpp"

namespace plazo::calendar {
namespace {

constexpr std::size_t most_bytes = 4 << 20, most_events = 50'000, most_event_bytes = 64 << 10;
constexpr std::size_t most_dates_of_event = 1000, most_dates = 100'000, most_rules = 100;
constexpr Day longest = 366;

struct Closes {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Component = std::unique_ptr<icalcomponent, Closes>;

/// Why an event closes nothing.
struct Left {
  const char* code;
  const char* message;
};

/// The dates of an event, or why it has none.
struct Found {
  std::vector<std::string> on;
  std::optional<Left> left;
};

Found none(const char* code, const char* message) { return {{}, Left{code, message}}; }

bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return (x >= 'a' && x <= 'z' ? x - 'a' + 'A' : x) == y;
         });
}

/// The text between BEGIN:VEVENT and END:VEVENT, both included, one event after another. Each goes to libical
/// by itself: its memory is bounded, a broken event spoils no other, and components nested a million deep
/// never get there.
class Events {
 public:
  explicit Events(std::string_view text) : rest_(text) {}

  std::optional<std::string_view> next() {
    const char* begin = nullptr;
    while (!rest_.empty()) {
      const auto end = rest_.find('\n');
      std::string_view line = rest_.substr(0, end);
      const char* const start = line.data();
      rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (same_word(line, "BEGIN:VCALENDAR")) calendar_ = true;
      if (same_word(line, "BEGIN:VEVENT")) begin = start;
      if (same_word(line, "END:VEVENT") && begin)
        return std::string_view(begin, static_cast<std::size_t>(line.data() + line.size() - begin));
    }
    return std::nullopt;
  }
  bool calendar() const { return calendar_; }

 private:
  std::string_view rest_;
  bool calendar_ = false;
};

/// Whether components begin and end in pairs, at most 3 deep: libical complains on standard error where they
/// do not.
bool balanced(std::string_view text) {
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at), word = line.substr(0, line.find_first_of(":;"));
    if (same_word(word, "BEGIN") && ++depth > 3) return false;
    if (same_word(word, "END") && --depth < 0) return false;
    at = end + 1;
  }
  return depth == 0;
}

std::string first_text(icalcomponent* event, icalproperty_kind kind, std::string* language = nullptr) {
  icalproperty* property = icalcomponent_get_first_property(event, kind);
  if (!property) return {};
  if (language)
    if (icalparameter* said = icalproperty_get_first_parameter(property, ICAL_LANGUAGE_PARAMETER))
      if (const char* tag = icalparameter_get_language(said)) *language = tag;
  const icalvalue* value = icalproperty_get_value(property);
  const char* text = value ? icalvalue_get_text(value) : nullptr;
  return text ? text : "";
}

std::string all_categories(icalcomponent* event) {
  std::string out;
  for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_CATEGORIES_PROPERTY); one;
       one = icalcomponent_get_next_property(event, ICAL_CATEGORIES_PROPERTY))
    if (const char* text = icalproperty_get_categories(one)) out += std::string(text) + "\n";
  return out;
}

/// One line of at most 200 characters.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return std::string(first_characters(text, 200));
}

/// A date that exists. Yearly events often begin in 1900 or 1601, so years before those of calendars are
/// fine.
std::optional<Day> day_in(const icaltimetype& time) {
  if (time.year < 1600 || time.year > 9999 || !date_exists(time.year, time.month, time.day))
    return std::nullopt;
  return day_number(time.year, time.month, time.day);
}

bool known(Day day) { return day >= first_day && day <= last_day; }

bool midnight(const icaltimetype& time) { return time.hour == 0 && time.minute == 0 && time.second == 0; }

bool empty(const short* list) { return list[0] == ICAL_RECURRENCE_ARRAY_MAX; }
bool only(const short* list, int value) { return empty(list) || (list[0] == value && empty(list + 1)); }

class Reader {
 public:
  explicit Reader(const FeedChoice& choice) : choice_(choice) {}

  Feed run(std::string_view ics) {
    if (ics.size() > most_bytes)
      throw Error(Category::limit, "feed.too_large", "the feed is larger than 4 MiB");
    if (ics.find('\0') != ics.npos || first_invalid_utf8(ics))
      throw Error(Category::invalid, "feed.malformed", "the feed is not UTF-8 text");
    if (ics.starts_with("\xEF\xBB\xBF")) ics.remove_prefix(3);
    Events events(ics);
    std::size_t count = 0;
    while (const auto text = events.next()) {
      if (++count > most_events)
        throw Error(Category::limit, "feed.too_large", "the feed has more than 50000 events");
      read_event(*text);
    }
    if (!events.calendar())
      throw Error(Category::invalid, "feed.malformed",
                  "the text is no iCalendar feed, it has no line `BEGIN:VCALENDAR`");
    return std::move(feed_);
  }

 private:
  void read_event(std::string_view text) {
    if (text.size() > most_event_bytes)
      return leave({}, {}, {}, {"unreadable", "the event is larger than 64 KiB"});
    if (!balanced(text))
      return leave({}, {}, {}, {"unreadable", "its components do not begin and end in pairs"});
    const Component event(icalparser_parse_string(std::string(text).c_str()));
    if (!event || icalcomponent_isa(event.get()) != ICAL_VEVENT_COMPONENT)
      return leave({}, {}, {}, {"unreadable", "the event cannot be read"});
    std::string language;
    const std::string summary = one_line(first_text(event.get(), ICAL_SUMMARY_PROPERTY, &language));
    std::string name = one_line(first_text(event.get(), ICAL_UID_PROPERTY));
    if (name.empty()) name = summary;
    const Found found = dates_of(event.get());
    if (found.left) return leave(name, summary, {}, *found.left);
    if (dates_ + found.on.size() > most_dates)
      return leave(name, summary, {}, {"too_many", "the feed has more than 100000 dates"});
    if (choice_.leave.contains(name)) return leave(name, summary, found.on, {"unticked", "left by choice"});
    if (!choice_.take.contains(name)) {
      const DayKind kind = kind_of_day(summary, first_text(event.get(), ICAL_DESCRIPTION_PROPERTY),
                                       all_categories(event.get()));
      if (kind == DayKind::observance)
        return leave(name, summary, found.on, {"observance", "a day that is kept, not a public holiday"});
      if (kind == DayKind::clock_change)
        return leave(name, summary, found.on, {"clock_change", "the clocks change, nobody is off"});
    }
    dates_ += found.on.size();
    for (const std::string& on : found.on) {
      feed_.holidays.push_back({on});
      if (!summary.empty())
        feed_.holidays.back().names.emplace_back(language.empty() || language.size() > 35 ? "*" : language,
                                                 summary);
    }
    feed_.taken.push_back({name, summary, found.on});
  }

  void leave(std::string name, std::string summary, std::vector<std::string> on, Left why) {
    feed_.left.push_back({std::move(name), std::move(summary), std::move(on), why.code, why.message});
  }

  Found dates_of(icalcomponent* event) {
    if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
      return none("cancelled", "the event is cancelled");
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY))
      return none("changed_occurrence", "it changes one date of a repeated event, list that date by hand");
    icalproperty* const begins = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (!begins) return none("no_date", "the event has no date");
    const icaltimetype start = icalproperty_get_dtstart(begins);
    if (!start.is_date && !midnight(start)) return none("not_all_day", "it does not take whole days");
    const auto first = day_in(start);
    if (!first) return none("no_date", "its date does not exist");
    Day days = 1;
    if (const auto problem = length(event, start, *first, days)) return {{}, problem};
    if (days > longest) return none("too_long", "it lasts more than a year");
    icalproperty* const rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
    const bool exceptions = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY) ||
                            icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
    if (!rule && !exceptions) {
      if (!known(*first)) return none("out_of_range", "its date lies outside 1970 to 2200");
      return {{range(*first, days)}, std::nullopt};
    }
    if (icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY) ||
        icalcomponent_get_first_property(event, ICAL_EXRULE_PROPERTY))
      return none("repeats", "it repeats by several rules");
    std::vector<Day> starts{*first};
    if (rule) {
      const icalrecurrencetype repeat = icalproperty_get_rrule(rule);
      if (!exceptions && every_year(repeat, start)) return {{yearly(*first, days)}, std::nullopt};
      if (!bounded(repeat)) return none("repeats", "it repeats by a rule that is not laid out here");
      if (++rules_ > most_rules) return none("too_many", "the feed has more than 100 rules to lay out");
      starts = lay_out(repeat, start);
    }
    return with_exceptions(event, std::move(starts), days);
  }

  /// How many days an event takes; the end is excluded.
  static std::optional<Left> length(icalcomponent* event, const icaltimetype& start, Day first, Day& days) {
    constexpr Left part{"not_all_day", "it does not take whole days"};
    if (icalproperty* ends = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
      const icaltimetype end = icalproperty_get_dtend(ends);
      if (!end.is_date && !midnight(end)) return part;
      const auto after = day_in(end);
      if (!after) return Left{"no_date", "its end does not exist"};
      // Many publishers write the same date as the end of a single day.
      if (*after <= first && !start.is_date) return part;
      days = std::max(1, *after - first);
    } else if (icalproperty* lasts = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY)) {
      const icaldurationtype duration = icalproperty_get_duration(lasts);
      if (duration.is_neg || duration.hours % 24 || duration.minutes || duration.seconds ||
          duration.weeks > 100 || duration.days > 1000 || duration.hours > 10000)
        return part;
      days = static_cast<Day>(duration.weeks * 7 + duration.days + duration.hours / 24);
      if (days == 0) return part;
    } else if (!start.is_date) {
      return part;
    }
    return std::nullopt;
  }

  static std::string range(Day first, Day days) {
    const Day last = std::min(first + days - 1, last_day);
    return first == last ? to_text(first) : to_text(first) + "/" + to_text(last);
  }
  static std::string yearly(Day first, Day days) {
    const std::string from = to_text(first).substr(5);
    if (days == 1) return from;
    if (days >= 365) return "01-01/12-31";
    return from + "/" + to_text(first + days - 1).substr(5);
  }

  /// Whether a rule says no more than "this date, every year, without end".
  static bool every_year(const icalrecurrencetype& rule, const icaltimetype& start) {
    return rule.freq == ICAL_YEARLY_RECURRENCE && rule.interval == 1 && rule.count == 0 &&
           icaltime_is_null_time(rule.until) && only(rule.by_month, start.month) &&
           only(rule.by_month_day, start.day) && only_dates(rule) && empty(rule.by_day);
  }
  static bool only_dates(const icalrecurrencetype& rule) {
    return !rule.rscale && empty(rule.by_second) && empty(rule.by_minute) && empty(rule.by_hour) &&
           empty(rule.by_year_day) && empty(rule.by_week_no) && empty(rule.by_set_pos);
  }
  /// Whether laying a rule out takes few steps. libical looks for the next date until the year 2582, which
  /// takes a second for rules that never match (30 February), so only kinds that must match soon are let
  /// through.
  static bool bounded(const icalrecurrencetype& rule) {
    if (!only_dates(rule)) return false;
    const bool ends = rule.count > 0 || !icaltime_is_null_time(rule.until);
    const bool plain = empty(rule.by_day) && empty(rule.by_month) && empty(rule.by_month_day);
    if (rule.freq == ICAL_DAILY_RECURRENCE || rule.freq == ICAL_WEEKLY_RECURRENCE) return plain && ends;
    if (rule.freq != ICAL_YEARLY_RECURRENCE || !(empty(rule.by_day) || empty(rule.by_month_day)))
      return false;
    if (!empty(rule.by_day) && (empty(rule.by_month) || !empty(rule.by_day + 1))) return false;
    if (!empty(rule.by_day)) {
      const int nth = icalrecurrencetype_day_position(rule.by_day[0]);
      if (nth < -4 || nth > 4) return false;  // a fifth Monday of February comes every 28 years
    }
    for (const short* day = rule.by_month_day; !empty(day); ++day)
      if (*day < -28 || *day > 28 || *day == 0) {
        // A day that not every month has must exist in each month named.
        if (empty(rule.by_month) || *day < 0) return false;
        for (const short* month = rule.by_month; !empty(month); ++month)
          if (!date_exists(2000, *month, *day)) return false;
      }
    for (const short* month = rule.by_month; !empty(month); ++month)
      if (*month < 1 || *month > 12) return false;
    return true;
  }

  std::vector<Day> lay_out(const icalrecurrencetype& rule, const icaltimetype& start) const {
    // The date alone: hours and zones of the feed play no part in which dates are closed.
    icaltimetype date = ICALTIMETYPE_INITIALIZER;
    date.is_date = 1;
    date.year = start.year;
    date.month = start.month;
    date.day = start.day;
    std::vector<Day> out;
    const std::unique_ptr<icalrecur_iterator, Closes> dates(icalrecur_iterator_new(rule, date));
    // One more than an event may have, so that too many are noticed.
    for (std::size_t step = 0; dates && step < 20'000 && out.size() <= most_dates_of_event; ++step) {
      const icaltimetype next = icalrecur_iterator_next(dates.get());
      if (icaltime_is_null_time(next) || next.year > choice_.to_year || next.year > last_year) break;
      if (next.year < choice_.from_year) continue;
      if (const auto day = day_in(next)) out.push_back(*day);
    }
    return out;
  }

  Found with_exceptions(icalcomponent* event, std::vector<Day> starts, Day days) const {
    for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); one;
         one = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
      const icaldatetimeperiodtype value = icalproperty_get_rdate(one);
      if (const auto day = day_in(icaltime_is_null_time(value.time) ? value.period.start : value.time))
        starts.push_back(*day);
    }
    for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); one;
         one = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY))
      if (const auto day = day_in(icalproperty_get_exdate(one))) std::erase(starts, *day);
    std::erase_if(starts, [](Day day) { return !known(day); });
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    if (starts.size() > most_dates_of_event) return none("too_many", "it has more than 1000 dates");
    if (starts.empty()) return none("no_date", "no date of it is left in the years looked at");
    Found found;
    for (const Day day : starts) found.on.push_back(range(day, days));
    return found;
  }

  const FeedChoice& choice_;
  Feed feed_;
  std::size_t dates_ = 0, rules_ = 0;
};

}  // namespace

Feed read_feed(std::string_view ics, const FeedChoice& choice) { return Reader(choice).run(ics); }

}  // namespace plazo::calendar
