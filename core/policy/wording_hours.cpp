// Hours, weekdays and the state at an instant, in words.
#include <algorithm>
#include <variant>

#include "core/base/messages.hpp"
#include "core/calendar/notation.hpp"
#include "core/policy/compiled.hpp"
#include "core/policy/wording.hpp"

namespace plazo::policy {
namespace {

constexpr std::int64_t whole_day = 86'400'000;

std::string clock_text(std::int64_t ms) {
  ms = ms > whole_day ? ms - whole_day : ms;
  const std::int64_t minutes = ms / 60'000 % 60, seconds = ms / 1000 % 60;
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(ms / 3'600'000) + ":" + two(minutes) + (seconds ? ":" + two(seconds) : "");
}

std::string clock_text(const calendar::CivilTime& time) {
  return clock_text((time.hour * 3600LL + time.minute * 60LL + time.second) * 1000);
}

std::string weekday(Locale locale, int monday_first) {
  return message(locale, "weekday." + std::to_string(monday_first + 1));
}

std::string yearly_words(Locale locale, calendar::YearDay date) {
  return message(
      locale, "page.yearly",
      {{"day", std::int64_t{date.day}}, {"month", message(locale, "month." + std::to_string(date.month))}});
}

std::string day_words(Locale locale, calendar::Day day) {
  const auto date = calendar::date_of(day);
  return date_words(locale, int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())));
}

std::string validity_words(Locale locale, const calendar::Document& document) {
  std::string out;
  const auto add = [&](std::string_view key, const std::optional<std::string>& text) {
    if (!text) return;
    const auto day = calendar::read_date(*text);
    if (const auto* const read = std::get_if<calendar::Day>(&day))
      out += message(locale, key, {{"date", day_words(locale, *read)}});
  };
  add("page.hours.from", document.valid_from);
  add("page.hours.to", document.valid_to);
  return out;
}

}  // namespace

std::optional<std::array<std::string, 7>> weekday_hours(Locale locale, const calendar::Document& document) {
  if (!document.any_of.empty() || !document.all_of.empty()) return std::nullopt;
  std::array<std::string, 7> out;
  for (const auto& [days, intervals] : document.weekly) {
    const auto weekdays = calendar::read_weekdays(days);
    if (!std::holds_alternative<calendar::Weekdays>(weekdays)) return std::nullopt;
    std::vector<calendar::Span> spans;
    for (const auto& text : intervals) {
      const auto interval = calendar::read_interval(text);
      if (!std::holds_alternative<calendar::Span>(interval)) return std::nullopt;
      spans.push_back(std::get<calendar::Span>(interval));
    }
    std::sort(spans.begin(), spans.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    std::vector<std::string> parts;
    for (const auto& span : spans)
      parts.push_back(span.from == 0 && span.to == whole_day
                          ? message(locale, "page.hours.whole_day")
                          : message(locale,
                                    span.to > whole_day ? "page.hours.overnight" : "page.hours.interval",
                                    {{"from", clock_text(span.from)}, {"to", clock_text(span.to)}}));
    for (std::size_t day = 0; day < 7; ++day)
      if (std::get<calendar::Weekdays>(weekdays)[day]) out[day] = joined(locale, parts);
  }
  return out;
}

std::string weekdays_words(Locale locale, unsigned days) {
  if (days == 0b1111111) return message(locale, "page.hours.daily");
  std::vector<std::string> parts;
  for (int from = 0; from < 7;) {
    if (!(days >> from & 1)) {
      ++from;
      continue;
    }
    int to = from;
    while (to + 1 < 7 && (days >> (to + 1) & 1)) ++to;
    if (to - from >= 2) {
      parts.push_back(
          message(locale, "page.hours.run", {{"from", weekday(locale, from)}, {"to", weekday(locale, to)}}));
    } else {
      for (int day = from; day <= to; ++day)
        parts.push_back(message(locale, "weekdays." + std::to_string(day + 1)));
    }
    from = to + 1;
  }
  return joined(locale, parts);
}

std::string hours_words(Locale locale, const calendar::Document& document) {
  std::string out;
  const auto week = weekday_hours(locale, document);
  const std::string whole_day_words = message(locale, "page.hours.whole_day");
  if (week && std::all_of(week->begin(), week->end(), [&](const auto& d) { return d == whole_day_words; })) {
    out = message(locale, "page.hours.always");
  } else if (week) {
    std::array<bool, 7> said{};
    for (std::size_t day = 0; day < 7; ++day) {
      if (said[day] || (*week)[day].empty()) continue;
      unsigned same = 0;
      for (std::size_t other = day; other < 7; ++other)
        if ((*week)[other] == (*week)[day]) same |= 1u << other, said[other] = true;
      if (!out.empty()) out += "; ";
      out += message(locale, "page.hours.line",
                     {{"days", weekdays_words(locale, same)}, {"hours", (*week)[day]}});
    }
    if (out.empty()) out = message(locale, "page.hours.special_only");
  } else {
    std::vector<std::string> parts;
    for (const auto& part : document.any_of.empty() ? document.all_of : document.any_of)
      parts.push_back(hours_words(locale, part));
    const std::string_view key = document.any_of.empty() ? "page.hours.all_of" : "page.hours.any_of";
    for (const auto& part : parts) out += out.empty() ? part : message(locale, key, {{"hours", part}});
  }
  out += validity_words(locale, document);
  if (document.holidays)
    out += message(locale,
                   document.holidays->empty() ? "page.hours.holidays_too" : "page.hours.not_on_holidays");
  return out;
}

std::string hours_words(Locale locale, const Document& document, std::string_view key) {
  const auto* const calendar = entry_of(document.calendars, key);
  if (!calendar) return key == always ? message(locale, "page.hours.always") : std::string(key);
  std::string out = hours_words(locale, *calendar);
  if (!calendar->zone.empty() && calendar->zone != document.zone)
    out += message(locale, "page.hours.zone", {{"zone", zone_place(locale, calendar->zone)}});
  return out;
}

std::string dates_words(Locale locale, std::string_view text) {
  const auto read = calendar::read_dates(text);
  const auto* const dates = std::get_if<calendar::Dates>(&read);
  if (!dates) return std::string(text);
  // What both ends share is said once: `del 1 al 15 de agosto de 2026`.
  std::string from, to;
  if (dates->yearly) {
    const auto first = dates->yearly_from, last = dates->yearly_to;
    from = first.month == last.month && first.day < last.day ? std::to_string(first.day)
                                                             : yearly_words(locale, first);
    to = yearly_words(locale, last);
  } else {
    const auto first = calendar::date_of(dates->from), last = calendar::date_of(dates->to);
    const calendar::YearDay start{int(unsigned(first.month())), int(unsigned(first.day()))};
    from = first.year() != last.year()                                  ? day_words(locale, dates->from)
           : first.month() == last.month() && first.day() != last.day() ? std::to_string(start.day)
           : first == last                                              ? day_words(locale, dates->from)
                                                                        : yearly_words(locale, start);
    to = day_words(locale, dates->to);
  }
  return from == to ? from : message(locale, "page.dates", {{"from", from}, {"to", to}});
}

std::string moment_words(Locale locale, Instant moment, Instant at, const calendar::Zone& zone) {
  const auto then = zone.local(moment).civil, now = zone.local(at).civil;
  const auto day = [](const calendar::CivilTime& t) {
    return calendar::day_number(static_cast<int>(t.year), t.month, t.day);
  };
  const calendar::Day today = day(now), that = day(then);
  const auto hour = std::int64_t{then.hour};
  const std::string time = clock_text(then);
  if (that == today) return message(locale, "page.moment.today", {{"n", hour}, {"time", time}});
  if (that == today + 1) return message(locale, "page.moment.tomorrow", {{"n", hour}, {"time", time}});
  if (that > today && that < today + 7)
    return message(locale, "page.moment.weekday",
                   {{"weekday", weekday(locale, calendar::weekday_of(that))}, {"n", hour}, {"time", time}});
  return message(locale, "page.moment.date",
                 {{"date", day_words(locale, that)}, {"n", hour}, {"time", time}});
}

std::string state_words(Locale locale, const calendar::Status& status, Instant at,
                        const calendar::Zone& zone) {
  if (!status.changes) return message(locale, status.open ? "page.state.open" : "page.state.closed");
  const auto then = zone.local(*status.changes).civil, now = zone.local(at).civil;
  if (status.open && then.year == now.year && then.month == now.month && then.day == now.day)
    return message(locale, "page.state.open_today",
                   {{"n", std::int64_t{then.hour}}, {"time", clock_text(then)}});
  // Open for more than a week: the end, mostly a holiday or the end of the data, tells nobody anything.
  if (status.open && (*status.changes - at) > days(7)) return message(locale, "page.state.open");
  return message(locale, status.open ? "page.state.open_until" : "page.state.opens",
                 {{"moment", moment_words(locale, *status.changes, at, zone)}});
}

}  // namespace plazo::policy
