#include "calendar_drawing.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <vector>

#include "render.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;

// As many as people will read; --json has them all.
constexpr std::size_t most_rows = 60;

std::string_view date_of(std::string_view local) { return local.substr(0, 10); }
/// `+01:00`: what stands after the milliseconds.
std::string_view distance_of(std::string_view local) { return local.size() > 23 ? local.substr(23) : ""; }

/// Minutes from midnight to a wall clock.
int minute_of(std::string_view local) {
  const auto digits = [&](std::size_t at) { return (local[at] - '0') * 10 + (local[at + 1] - '0'); };
  return digits(11) * 60 + digits(14);
}

bool next_midnight(std::string_view from, std::string_view to) {
  if (minute_of(to) != 0 || clock_words(to) != "00:00") return false;
  std::tm day{};
  const std::string text(date_of(from));
  ::strptime(text.c_str(), "%Y-%m-%d", &day);
  day.tm_mday += 1;
  const std::time_t at = ::timegm(&day);
  ::gmtime_r(&at, &day);
  std::array<char, 16> out;
  return std::string_view(out.data(), std::strftime(out.data(), out.size(), "%Y-%m-%d", &day)) == date_of(to);
}

/// `10:00-20:00`; an end on another date is named with it.
std::string hours_words(const json::object& interval) {
  const std::string from = text_at(interval, "from_local"), to = text_at(interval, "to_local");
  std::string out = clock_words(from) + "-";
  if (date_of(from) == date_of(to))
    out += clock_words(to);
  else if (next_midnight(from, to))
    out += "24:00";
  else
    out += date_words(to).substr(0, 10) + " " + clock_words(to);
  return distance_of(from) == distance_of(to) ? out : out + " (the clock changes)";
}

/// The hours of a date as a row of cells from 00:00 to 24:00.
class Bar {
 public:
  explicit Bar(std::size_t cells) : minutes_(1440), cells_(cells) {}
  void fill(const json::object& interval, std::string_view date) {
    const std::string from = text_at(interval, "from_local"), to = text_at(interval, "to_local");
    const int begin = date_of(from) == date ? minute_of(from) : 0;
    const int end = date_of(to) == date ? minute_of(to) : 1440;
    // Where the clock goes back within an interval, its end may show an earlier time than its beginning.
    if (end <= begin && date_of(from) == date_of(to)) return fill(begin, begin + 1);
    fill(begin, end);
  }
  std::string text() const {
    std::string out;
    const std::size_t width = minutes_.size() / cells_;
    for (std::size_t cell = 0; cell < cells_; ++cell) {
      const auto begin = minutes_.begin() + static_cast<std::ptrdiff_t>(cell * width);
      const auto open = std::count(begin, begin + static_cast<std::ptrdiff_t>(width), true);
      out += open == 0 ? "·" : open == static_cast<std::ptrdiff_t>(width) ? "█" : "▒";
    }
    return out;
  }

 private:
  void fill(int begin, int end) {
    for (int minute = begin; minute < end; ++minute) minutes_[static_cast<std::size_t>(minute)] = true;
  }
  std::vector<bool> minutes_;
  std::size_t cells_;
};

std::string lines_words(const json::object& day, std::string_view key, std::string_view what,
                        std::string_view language) {
  std::string out;
  for (const auto& entry : day.at(key).as_array()) {
    const std::string name = name_in(language, entry.as_object().at("names").as_object());
    out += (out.empty() ? "" : "; ") + std::string(what) + (name.empty() ? "" : " (" + name + ")");
  }
  return out;
}

}  // namespace

std::string date_words(std::string_view local) {
  std::tm day{};
  const std::string text(date_of(local));
  if (!::strptime(text.c_str(), "%Y-%m-%d", &day)) return harmless(local);
  const std::time_t at = ::timegm(&day);
  ::gmtime_r(&at, &day);
  // Not strftime's names: the command's own words are English whatever the environment says.
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::array<char, 64> out;
  std::snprintf(out.data(), out.size(), "%s %2d %s %d", days[day.tm_wday], day.tm_mday, months[day.tm_mon],
                day.tm_year + 1900);
  return out.data();
}

std::string clock_words(std::string_view local) {
  if (local.size() < 23) return harmless(local);
  std::string_view clock = local.substr(11, 12);
  if (clock.ends_with(".000")) clock.remove_suffix(4);
  if (clock.size() == 8 && clock.ends_with(":00")) clock.remove_suffix(3);
  return harmless(clock);
}

std::string local_words(std::string_view local) {
  return date_words(local) + " " + clock_words(local) + " (" + harmless(distance_of(local)) + ")";
}

std::string name_in(std::string_view language, const json::object& names) {
  for (const std::string_view key : {language, std::string_view("*")})
    if (const auto* const name = names.if_contains(key); name && name->is_string())
      return harmless(name->get_string());
  return names.empty() ? std::string() : harmless(names.begin()->value().as_string());
}

std::string draw_walk(const Terminal& terminal, const json::object& explanation, std::string_view language) {
  Table table{.header = {"DATE", "HOURS", "OPEN", "SUM", "0     6     12    18    24"}};
  std::int64_t sum = 0;
  const auto& intervals = explanation.at("intervals").as_array();
  for (const auto& entry : intervals) {
    if (table.rows.size() == most_rows) break;
    const auto& interval = entry.as_object();
    const std::string from = text_at(interval, "from_local");
    const std::int64_t open = interval.at("open").as_int64();
    sum += open;
    Bar bar(24);
    bar.fill(interval, date_of(from));
    table.rows.push_back(
        {date_words(from), hours_words(interval), hour_words(open), hour_words(sum), bar.text()});
    table.styles.push_back({Style::plain, Style::plain, Style::plain, Style::bold, Style::dim});
  }
  std::string out = intervals.empty() ? "nothing is open on the way\n" : table.text(terminal);
  if (intervals.size() > table.rows.size() || explanation.at("cut_short").as_bool())
    out += "… and more: " + hour_words(explanation.at("open").as_int64()) + " in all; --json lists them\n";
  for (const auto& entry : explanation.at("holidays").as_array()) {
    const auto& holiday = entry.as_object();
    const std::string name = name_in(language, holiday.at("names").as_object());
    out += "closed: " + date_words(text_at(holiday, "date")) + (name.empty() ? "" : ", " + name) + " [" +
           harmless(text_at(holiday, "path")) + "]\n";
  }
  return out;
}

std::string draw_week(const Terminal& terminal, const json::object& week, std::string_view language) {
  Table table{.header = {"DATE", "0     6     12    18    24", "HOURS", "OPEN", ""}, .elastic = 4};
  for (const auto& entry : week.at("days").as_array()) {
    const auto& day = entry.as_object();
    const std::string date = text_at(day, "date");
    Bar bar(24);
    std::string hours;
    for (const auto& one : day.at("intervals").as_array()) {
      bar.fill(one.as_object(), date);
      hours += (hours.empty() ? "" : ", ") + hours_words(one.as_object());
    }
    std::string notes;
    for (const std::string& note :
         {lines_words(day, "holidays", "holiday", language), lines_words(day, "special", "special", language),
          day.at("length").as_int64() == 86'400'000 ? std::string()
                                                    : "a day of " + hour_words(day.at("length").as_int64())})
      if (!note.empty()) notes += (notes.empty() ? "" : "; ") + note;
    const std::int64_t open = day.at("open").as_int64();
    table.rows.push_back({date_words(date), bar.text(), hours.empty() ? "closed" : hours,
                          open == 0 ? "" : hour_words(open), notes});
    table.styles.push_back({Style::plain, Style::dim, Style::plain, Style::bold, Style::warn});
  }
  return table.text(terminal) + hour_words(week.at("open").as_int64()) + " open in this week, " +
         harmless(text_at(week, "zone")) + "\n";
}

}  // namespace plazo::cli
