#include "tests/core/calendar/wall_clock.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <stdexcept>
#include <string>

namespace plazo::calendar {
namespace {

struct Hour {
  int from, to;  ///< seconds of the day; `to` may pass 86400
};

std::vector<Hour> hours_of(const std::vector<std::string>& texts) {
  std::vector<Hour> out;
  for (const auto& text : texts) {
    int h1, m1, h2, m2;
    if (std::sscanf(text.c_str(), "%d:%d-%d:%d", &h1, &m1, &h2, &m2) != 4) throw std::runtime_error(text);
    Hour hour{h1 * 3600 + m1 * 60, h2 * 3600 + m2 * 60};
    if (hour.to <= hour.from) hour.to += 86400;
    out.push_back(hour);
  }
  return out;
}

/// `2026-05-15` and the weekday `fri`, of a date some days from another.
struct Date {
  std::string text;
  std::string weekday;
  int year, month, day;

  static Date of(int year, int month, int day) {
    std::tm fields{};
    fields.tm_year = year - 1900;
    fields.tm_mon = month - 1;
    fields.tm_mday = day;
    const std::time_t noon = timegm(&fields) + 43200;
    gmtime_r(&noon, &fields);
    char text[16], weekday[8];
    std::strftime(text, sizeof text, "%Y-%m-%d", &fields);
    static constexpr const char* names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
    std::snprintf(weekday, sizeof weekday, "%s", names[fields.tm_wday]);
    return {text, weekday, fields.tm_year + 1900, fields.tm_mon + 1, fields.tm_mday};
  }
  Date before() const { return of(year, month, day - 1); }
};

bool names_date(const std::string& on, const Date& date) {
  const auto slash = on.find('/');
  const std::string from = on.substr(0, slash), to = slash == on.npos ? from : on.substr(slash + 1);
  const std::string day = from.size() == 5 ? date.text.substr(5) : date.text;
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

bool names_weekday(const std::string& key, const std::string& weekday) {
  static const std::string week = "mon tue wed thu fri sat sun mon tue wed thu fri sat sun ";
  if (key == "daily" || key == weekday) return true;
  if (key.size() != 7) return false;
  const auto from = week.find(key.substr(0, 3)), to = week.find(key.substr(4), from);
  return week.substr(from, to + 3 - from).find(weekday) != std::string::npos;
}

const Special* special_for(const Document& document, const Date& date) {
  const Special* found = nullptr;
  for (const Special& special : document.special)
    if (names_date(special.on, date) && (!special.days || names_weekday(*special.days, date.weekday)))
      found = &special;
  return found;
}

std::vector<std::string> weekly_for(const Document& document, const Date& date) {
  for (const auto& [key, texts] : document.weekly)
    if (names_weekday(key, date.weekday)) return texts;
  return {};
}

/// Which seconds of a civil date are open.
std::vector<Hour> open_on(const Document& document, const Date& date) {
  std::vector<Hour> out;
  if (document.valid_from && date.text < *document.valid_from) return out;
  if (document.valid_to && date.text > *document.valid_to) return out;
  if (date.text < "1970-01-01" || date.text > "2200-12-31") return out;
  bool holiday = false;
  const std::vector<Holiday> holidays = document.holidays.value_or(std::vector<Holiday>());
  for (const Holiday& one : holidays) holiday = holiday || names_date(one.on, date);
  const Date eve = date.before();
  const Special *today = special_for(document, date), *yesterday = special_for(document, eve);
  if (today)
    for (const Hour hour : hours_of(today->hours)) out.push_back(hour);
  else if (!holiday)
    for (const Hour hour : hours_of(weekly_for(document, date))) out.push_back(hour);
  std::vector<Hour> night;
  if (yesterday)
    night = hours_of(yesterday->hours);
  else if (!holiday)
    night = hours_of(weekly_for(document, eve));
  for (const Hour hour : night)
    if (hour.to > 86400) out.push_back({0, hour.to - 86400});
  return out;
}

}  // namespace

std::vector<bool> open_by_wall_clock(const Document& document, Instant from, Duration step,
                                     std::size_t count) {
  std::vector<bool> open(count);
  const bool any = !document.any_of.empty(), all = !document.all_of.empty();
  if (any || all) {
    open.assign(count, all);
    for (Document part : any ? document.any_of : document.all_of) {
      if (part.zone.empty()) part.zone = document.zone;
      const auto one = open_by_wall_clock(part, from, step, count);
      for (std::size_t i = 0; i < count; ++i) open[i] = any ? open[i] || one[i] : open[i] && one[i];
    }
    if ((!document.holidays || document.holidays->empty()) && !document.valid_from && !document.valid_to)
      return open;
    Document closings{.zone = document.zone, .weekly = {{"daily", {"00:00-24:00"}}}};
    closings.holidays = document.holidays;
    closings.valid_from = document.valid_from;
    closings.valid_to = document.valid_to;
    const auto outer = open_by_wall_clock(closings, from, step, count);
    for (std::size_t i = 0; i < count; ++i) open[i] = open[i] && outer[i];
    return open;
  }
  setenv("TZ", document.zone.c_str(), 1);
  tzset();
  int year = 0, year_day = -1;
  std::vector<Hour> hours;
  for (std::size_t i = 0; i < count; ++i) {
    const std::time_t now = (from.ms + static_cast<std::int64_t>(i) * step.ms) / 1000;
    std::tm wall{};
    localtime_r(&now, &wall);
    if (wall.tm_yday != year_day || wall.tm_year != year) {
      year = wall.tm_year;
      year_day = wall.tm_yday;
      hours = open_on(document, Date::of(wall.tm_year + 1900, wall.tm_mon + 1, wall.tm_mday));
    }
    const int second = wall.tm_hour * 3600 + wall.tm_min * 60 + wall.tm_sec;
    for (const Hour hour : hours)
      if (hour.from <= second && second < hour.to) open[i] = true;
  }
  return open;
}

}  // namespace plazo::calendar
