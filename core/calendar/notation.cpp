#include "core/calendar/notation.hpp"

#include <array>
#include <cstdio>

#include "core/base/text.hpp"

namespace plazo::calendar {
namespace {

constexpr std::array<std::string_view, 7> weekday_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 12> month_names{"January",   "February", "March",    "April",
                                                       "May",       "June",     "July",     "August",
                                                       "September", "October",  "November", "December"};

/// Exactly two or four digits as a number, else -1.
int digits(std::string_view text, std::size_t width) {
  if (text.size() != width) return -1;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

struct Clock {
  enum { fine, malformed, no_such_time } state = malformed;
  std::int64_t ms = 0;
};

Clock clock(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return {};
  if (text[2] != ':' || (text.size() == 8 && text[5] != ':')) return {};
  const int h = digits(text.substr(0, 2), 2), m = digits(text.substr(3, 2), 2);
  const int s = text.size() == 8 ? digits(text.substr(6, 2), 2) : 0;
  if (h < 0 || m < 0 || s < 0) return {};
  const std::int64_t ms = ((h * 60LL + m) * 60 + s) * 1000;
  if (m > 59 || s > 59 || ms > day_ms) return {Clock::no_such_time, 0};
  return {Clock::fine, ms};
}

int weekday(std::string_view text) {
  for (std::size_t i = 0; i < weekday_names.size(); ++i)
    if (weekday_names[i] == text) return static_cast<int>(i);
  return -1;
}

Fault malformed_dates(std::string_view text) {
  return {"date.malformed", shown(text) + " is no date",
          "write `2026-05-15`, `2026-08-01/2026-08-15`, `12-25` for every year or `12-24/01-06`"};
}

Fault no_such_day(std::string_view text, int year, int month) {
  const bool named = month >= 1 && month <= 12;
  if (!named) return {"date.no_such_day", shown(text) + " has no such month", "months are 01 to 12"};
  const auto last = static_cast<unsigned>((std::chrono::year(year) / month / std::chrono::last).day());
  return {"date.no_such_day", shown(text) + " has no such day",
          std::string(month_names[static_cast<std::size_t>(month - 1)]) + " has days 01 to " +
              std::to_string(last)};
}

std::variant<YearDay, Fault> read_year_day(std::string_view text, std::string_view whole) {
  if (text.size() != 5 || text[2] != '-') return malformed_dates(whole);
  const int month = digits(text.substr(0, 2), 2), day = digits(text.substr(3, 2), 2);
  if (month < 0 || day < 0) return malformed_dates(whole);
  // A leap year, so that 29 February may be named.
  if (!date_exists(2000, month, day)) return no_such_day(whole, 2000, month);
  return YearDay{month, day};
}

std::variant<Day, Fault> read_full_date(std::string_view text, std::string_view whole) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return malformed_dates(whole);
  const int year = digits(text.substr(0, 4), 4), month = digits(text.substr(5, 2), 2),
            day = digits(text.substr(8, 2), 2);
  if (year < 0 || month < 0 || day < 0) return malformed_dates(whole);
  if (!date_exists(year, month, day)) return no_such_day(whole, year, month);
  if (year < first_year || year > last_year)
    return Fault{"date.out_of_range", shown(whole) + " lies outside the years calendars know",
                 "use years 1970 to 2200"};
  return day_number(year, month, day);
}

}  // namespace

std::string to_text(Day day) {
  const auto date = date_of(day);
  char text[24];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::optional<std::int64_t> read_clock(std::string_view text) {
  const Clock read = clock(text);
  if (read.state != Clock::fine) return std::nullopt;
  return read.ms;
}

std::variant<Span, Fault> read_interval(std::string_view text) {
  const auto dash = text.find('-');
  const Clock from = clock(text.substr(0, dash));
  const Clock to = dash == text.npos ? Clock{} : clock(text.substr(dash + 1));
  if (from.state == Clock::malformed || to.state == Clock::malformed)
    return Fault{"interval.malformed", shown(text) + " is no interval",
                 "write `10:00-20:00`, with two digits each and a plain dash"};
  if (from.state == Clock::no_such_time || to.state == Clock::no_such_time || from.ms == day_ms)
    return Fault{"interval.no_such_time", shown(text) + " names a time that no clock shows",
                 from.ms == day_ms ? "an interval that begins at 24:00 is `00:00-…` of the next day"
                                   : "times are 00:00 to 23:59, and 24:00 as an end"};
  if (from.ms == to.ms)
    return Fault{"interval.empty", shown(text) + " has no length",
                 "the whole day is `00:00-24:00`; leave the interval out when nothing is open"};
  return Span{from.ms, to.ms > from.ms ? to.ms : to.ms + day_ms};
}

std::variant<Day, Fault> read_date(std::string_view text) {
  auto read = read_full_date(text, text);
  if (auto* fault = std::get_if<Fault>(&read); fault && fault->code == "date.malformed")
    fault->help = "write a date such as `2026-05-15`";
  return read;
}

std::variant<Dates, Fault> read_dates(std::string_view text) {
  const auto slash = text.find('/');
  const std::string_view first = text.substr(0, slash);
  const std::string_view second = slash == text.npos ? first : text.substr(slash + 1);
  Dates dates;
  if (first.size() == 5) {
    const auto from = read_year_day(first, text), to = read_year_day(second, text);
    for (const auto* part : {&from, &to})
      if (const auto* fault = std::get_if<Fault>(part)) return *fault;
    dates.yearly = true;
    dates.yearly_from = std::get<YearDay>(from);
    dates.yearly_to = std::get<YearDay>(to);
    return dates;
  }
  const auto from = read_full_date(first, text), to = read_full_date(second, text);
  for (const auto* part : {&from, &to})
    if (const auto* fault = std::get_if<Fault>(part)) return *fault;
  dates.from = std::get<Day>(from);
  dates.to = std::get<Day>(to);
  if (dates.to < dates.from)
    return Fault{"range.reversed", shown(text) + " ends before it begins",
                 "write `" + to_text(dates.to) + "/" + to_text(dates.from) + "`"};
  return dates;
}

std::variant<Weekdays, Fault> read_weekdays(std::string_view text) {
  if (text == "daily") return Weekdays().set();
  Weekdays days;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const std::string_view part = rest.substr(0, comma);
    const auto dash = part.find('-');
    const int from = weekday(part.substr(0, dash));
    const int to = dash == part.npos ? from : weekday(part.substr(dash + 1));
    if (from < 0 || to < 0)
      return Fault{"weekly.unknown_day", shown(text) + " names no weekdays",
                   "write `mon`, `mon-fri`, `mon,wed` or `daily`; days are mon tue wed thu fri sat sun"};
    for (int day = from;; day = (day + 1) % 7) {
      if (days.test(static_cast<std::size_t>(day)))
        return Fault{"weekly.day_twice", shown(text) + " names a weekday twice", "name each weekday once"};
      days.set(static_cast<std::size_t>(day));
      if (day == to) break;
    }
    if (comma == rest.npos) return days;
    rest.remove_prefix(comma + 1);
  }
}

}  // namespace plazo::calendar
