#include "core/calendar/reading.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace plazo::calendar {
namespace {

using Severity = Finding::Severity;

constexpr std::size_t most_findings = 1000, most_documents = 64, deepest = 4;
constexpr std::size_t most_intervals = 1440;  // per day: one a minute
const std::vector<Holiday>& holidays_of(const Document& document) {
  static const std::vector<Holiday> none;
  return document.holidays ? *document.holidays : none;
}

constexpr std::size_t most_holidays = 250'000;  // one for each day calendars know, and again thrice
constexpr std::size_t most_special = 100'000;
constexpr std::size_t most_special_ranges = 1000;  // each is laid out day by day
// The night that began on this date is still the first one's.
constexpr Day before_first = first_day - 1;
constexpr std::array<const char*, 7> weekday_words{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};

std::string operator/(const std::string& path, std::string_view step) {
  std::string out = path + '/';
  for (const char c : step) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}
std::string operator/(const std::string& path, std::size_t index) { return path / std::to_string(index); }

/// Spans with the place they were written at, to name in an overlap.
struct Placed {
  Span span;
  std::string path;
  std::string text;
};

class Reader {
 public:
  Reading run(const Document& document) {
    auto pattern = read_document(document, "", std::nullopt, 1);
    if (!failed_ && !opens(*pattern))
      report("", "calendar.no_open_time", "the calendar is never open from 1970 to 2200",
             "give it an hour in `weekly` or `special` that no holiday closes");
    Reading out;
    if (skipped_ > 0)
      findings_.push_back({"", "findings.more", failed_ ? Severity::error : Severity::warning,
                           std::to_string(skipped_) + " further findings are not listed",
                           "mend these first"});
    out.findings = std::move(findings_);
    if (failed_) return out;
    out.pattern = std::move(pattern);
    out.zone = zone_;
    return out;
  }

 private:
  void report(std::string path, std::string code, std::string message, std::string help,
              Severity severity = Severity::error) {
    if (severity == Severity::error) failed_ = true;
    if (findings_.size() >= most_findings) {
      ++skipped_;
      return;
    }
    findings_.push_back({std::move(path), std::move(code), severity, std::move(message), std::move(help)});
  }
  void report(const std::string& path, const Fault& fault) {
    report(path, fault.code, fault.message, fault.help);
  }

  static bool opens(const Pattern& pattern) {
    for (int year = first_year; year <= last_year; ++year)
      if (!pattern
               .between({(day_number(year, 1, 1) - 2) * day_ms}, {(day_number(year + 1, 1, 1) + 2) * day_ms})
               .empty())
        return true;
    return false;
  }

  std::optional<Zone> read_zone(const Document& document, const std::string& path,
                                std::optional<Zone> outer) {
    if (document.zone.empty() && outer) return outer;
    try {
      return Zone::load(document.zone);
    } catch (const Error& error) {
      if (error.category != Category::invalid) throw;
      std::string help = "write a place of the IANA time zone database";
      for (const auto& [name, value] : error.details)
        if (name == "suggestion") help = "write `" + value + "`";
      report(path / "zone", error.code, error.message, std::move(help));
      // Go on in a known zone, so that everything else wrong is found too.
      return Zone::load("UTC");
    }
  }

  std::optional<Pattern> read_document(const Document& document, const std::string& path,
                                       std::optional<Zone> outer, std::size_t depth) {
    if (++documents_ > most_documents || depth > deepest) {
      report(path, "calendar.too_large", "too many calendars inside each other", "use at most 64, 4 deep");
      return std::nullopt;
    }
    auto zone = read_zone(document, path, outer);
    if (depth == 1) zone_ = zone;
    Hours hours{.zone = *zone, .path = path};
    read_closed(document, path, hours);
    const bool combined = !document.any_of.empty() || !document.all_of.empty();
    const bool plain = !document.weekly.empty() || !document.special.empty();
    if (combined + plain > 1 || (!document.any_of.empty() && !document.all_of.empty()))
      report(path, "calendar.mixed", "hours, `any_of` and `all_of` stand side by side",
             "keep one of them; put hours into a calendar of their own inside it");
    Pattern pattern;
    if (!combined) {
      read_weekly(document, path, hours);
      read_special(document, path, hours);
      pattern.hours.push_back(std::move(hours));
      return pattern;
    }
    pattern.kind = document.any_of.empty() ? Pattern::Kind::all : Pattern::Kind::any;
    for (const auto& [parts, name] : {std::pair{&document.any_of, "any_of"}, {&document.all_of, "all_of"}})
      for (std::size_t i = 0; i < parts->size(); ++i) {
        auto part = read_document((*parts)[i], path / name / i, zone, depth + 1);
        if (part) pattern.parts.push_back(std::move(*part));
      }
    if (holidays_of(document).empty() && !document.valid_from && !document.valid_to) return pattern;
    // The outer closings are a calendar that is open on every other day.
    hours.weekly.fill({{{0, day_ms}}, {}});
    Pattern closings;
    closings.hours.push_back(std::move(hours));
    Pattern both;
    both.kind = Pattern::Kind::all;
    both.parts.push_back(std::move(pattern));
    both.parts.push_back(std::move(closings));
    return both;
  }

  void read_closed(const Document& document, const std::string& path, Hours& hours) {
    const auto& holidays = holidays_of(document);
    if (holidays.size() > most_holidays)
      return report(path / "holidays", "calendar.too_large", "more than 250000 holidays",
                    "use ranges of dates");
    for (std::size_t i = 0; i < holidays.size(); ++i) {
      const auto dates = read_dates(holidays[i].on);
      if (const auto* fault = std::get_if<Fault>(&dates))
        report(path / "holidays" / i, *fault);  // also written as a text alone
      else
        hours.closed.add(std::get<Dates>(dates), i);
    }
    hours.closed.finish();
    hours.holidays = holidays;
    for (const auto& [text, name, day] : {std::tuple{&document.valid_from, "valid_from", &hours.valid_from},
                                          {&document.valid_to, "valid_to", &hours.valid_to}}) {
      if (!*text) continue;
      const auto date = read_date(**text);
      if (const auto* fault = std::get_if<Fault>(&date))
        report(path / name, *fault);
      else
        *day = std::get<Day>(date);
    }
    if (hours.valid_to < hours.valid_from)
      report(path / "valid_to", "range.reversed", "the calendar ends before it begins",
             "let `valid_to` be `valid_from` or a later date");
  }

  /// The intervals of one list; overlaps inside it are found here.
  std::vector<Placed> read_list(const std::vector<std::string>& texts, const std::string& path) {
    std::vector<Placed> placed;
    if (texts.size() > most_intervals) {
      report(path, "calendar.too_large", "more than 1440 intervals on a day", "join some of them");
      return placed;
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string here = path / i;
      const auto read = read_interval(texts[i]);
      if (const auto* fault = std::get_if<Fault>(&read)) {
        report(here, *fault);
        continue;
      }
      const Span span = std::get<Span>(read);
      look_closer(span, texts[i], here);
      placed.push_back({span, here, texts[i]});
    }
    find_overlaps(placed);
    return placed;
  }

  void look_closer(Span span, const std::string& text, const std::string& path) {
    const auto dash = text.find('-');
    const std::int64_t end = span.to > day_ms ? span.to - day_ms : span.to;
    if (end >= day_ms - 60'000 && end < day_ms)
      report(path, "interval.missing_minute",
             shown(text) + " closes before midnight and opens again after it",
             "write `" + text.substr(0, dash) + "-24:00`: the end itself is not open", Severity::warning);
    if (span.to > day_ms && span.to - span.from > day_ms / 2)
      report(path, "interval.maybe_reversed", shown(text) + " runs over midnight for more than 12 hours",
             "for hours within one day write `" + text.substr(dash + 1) + "-" + text.substr(0, dash) + "`",
             Severity::warning);
  }

  void find_overlaps(std::vector<Placed> placed) {
    std::stable_sort(placed.begin(), placed.end(),
                     [](const Placed& a, const Placed& b) { return a.span.from < b.span.from; });
    for (std::size_t i = 1, longest = 0; i < placed.size(); ++i) {
      if (placed[i].span.from < placed[longest].span.to) overlap(placed[i], placed[longest], "");
      if (placed[i].span.to > placed[longest].span.to) longest = i;
    }
  }
  void overlap(const Placed& one, const Placed& other, const std::string& where) {
    report(one.path, "interval.overlap", shown(one.text) + " overlaps " + shown(other.text) + where,
           "join the two, or let one begin where the other ends");
  }

  void read_weekly(const Document& document, const std::string& path, Hours& hours) {
    std::array<std::vector<Placed>, 7> by_day;
    std::array<const std::string*, 7> named{};
    for (const auto& [key, texts] : document.weekly) {
      const std::string here = path / "weekly" / key;
      const auto read = read_weekdays(key);
      const auto placed = read_list(texts, here);
      if (const auto* fault = std::get_if<Fault>(&read)) {
        report(here, *fault);
        continue;
      }
      for (std::size_t day = 0; day < 7; ++day) {
        if (!std::get<Weekdays>(read).test(day)) continue;
        if (named[day]) {
          report(here, "weekly.day_twice",
                 std::string(weekday_words[day]) + " is in " + shown(*named[day]) + " and in " + shown(key),
                 "name each weekday in one key only");
          continue;
        }
        named[day] = &key;
        by_day[day] = placed;
      }
    }
    std::array<std::vector<Span>, 7> spans;
    for (std::size_t day = 0; day < 7; ++day) {
      for (const Placed& one : by_day[day]) spans[day].push_back(one.span);
      hours.weekly[day] = day_hours(spans[day]);
    }
    find_night_overlaps(by_day);
  }

  /// Intervals over midnight that run into the next weekday's own; each pair of lines once.
  void find_night_overlaps(const std::array<std::vector<Placed>, 7>& by_day) {
    std::vector<std::pair<std::string, std::string>> told;
    for (std::size_t day = 0; day < 7; ++day)
      for (const Placed& night : by_day[day]) {
        if (night.span.to <= day_ms) continue;
        for (const Placed& morning : by_day[(day + 1) % 7]) {
          if (morning.span.from >= night.span.to - day_ms) continue;
          std::pair pair{night.path, morning.path};
          if (std::find(told.begin(), told.end(), pair) != told.end()) continue;
          if (told.size() < most_findings) told.push_back(std::move(pair));
          overlap(morning, night, std::string(" of the night before (") + weekday_words[day] + ")");
        }
      }
  }

  void read_special(const Document& document, const std::string& path, Hours& hours) {
    const std::string list = path / "special";
    if (document.special.size() > most_special)
      return report(list, "calendar.too_large", "more than 100000 special hours", "use ranges of dates");
    std::vector<std::int32_t> by_day;
    std::size_t ranges = 0;
    single_.clear();
    for (std::size_t i = 0; i < document.special.size(); ++i) {
      const Special& special = document.special[i];
      const std::string here = list / i;
      const auto dates = read_dates(special.on);
      if (const auto* fault = std::get_if<Fault>(&dates)) report(here / "on", *fault);
      auto days = special.days ? read_weekdays(*special.days) : Weekdays().set();
      if (auto* fault = std::get_if<Fault>(&days)) report(here / "days", *fault);
      const auto placed = read_list(special.hours, here / "hours");
      if (special.hours.empty())
        report(here / "hours", "special.no_hours", "special hours without an interval",
               "to close the date, list it in `holidays`");
      std::vector<Span> spans;
      for (const Placed& one : placed) spans.push_back(one.span);
      hours.special.push_back(day_hours(spans));
      hours.special_names.push_back(special.names);
      if (std::holds_alternative<Fault>(dates) || std::holds_alternative<Fault>(days)) continue;
      const Dates& named = std::get<Dates>(dates);
      if ((named.yearly || named.from != named.to) && ++ranges > most_special_ranges) {
        report(here, "calendar.too_large", "more than 1000 special hours on ranges or yearly dates",
               "join some of them");
        return;
      }
      lay_out(named, std::get<Weekdays>(days), static_cast<std::int32_t>(i), here, by_day);
    }
    for (std::size_t i = 0; i < by_day.size(); ++i)
      if (by_day[i] >= 0) hours.special_days.emplace_back(before_first + static_cast<Day>(i), by_day[i]);
  }

  /// Writes a line's number on each day it names; a later line wins.
  void lay_out(const Dates& dates, Weekdays days, std::int32_t line, const std::string& path,
               std::vector<std::int32_t>& by_day) {
    if (by_day.empty()) by_day.assign(static_cast<std::size_t>(last_day - before_first + 1), -1);
    const bool one_day = !dates.yearly && dates.from == dates.to;
    for (Day day = dates.yearly ? before_first : dates.from, last = dates.yearly ? last_day : dates.to;
         day <= last; ++day) {
      if (!days.test(static_cast<std::size_t>(weekday_of(day)))) continue;
      if (dates.yearly) {
        const auto date = date_of(day);
        if (!holds(dates.yearly_from, dates.yearly_to,
                   {static_cast<int>(static_cast<unsigned>(date.month())),
                    static_cast<int>(static_cast<unsigned>(date.day()))}))
          continue;
      }
      auto& slot = by_day[static_cast<std::size_t>(day - before_first)];
      // A single date inside the summer timetable is meant; the same date twice is a slip.
      if (one_day && slot >= 0 && single_.size() > static_cast<std::size_t>(slot) &&
          single_[static_cast<std::size_t>(slot)])
        report(path / "on", "special.replaced", shown(to_text(day)) + " has special hours in two lines",
               "the later line counts; remove the other", Severity::warning);
      slot = line;
    }
    single_.resize(static_cast<std::size_t>(line) + 1);
    single_[static_cast<std::size_t>(line)] = one_day;
  }

  std::vector<Finding> findings_;
  std::optional<Zone> zone_;  ///< the outermost
  std::vector<bool> single_;  ///< lines of special hours that name one date
  std::size_t documents_ = 0, skipped_ = 0;
  bool failed_ = false;
};

}  // namespace

Reading read(const Document& document) { return Reader().run(document); }

std::vector<Finding> check(const Document& document) { return read(document).findings; }

}  // namespace plazo::calendar
