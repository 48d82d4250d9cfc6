// What the other libraries are asked, and the right answers, found by stepping through the minutes and
// looking at the wall clock (tests/core/calendar/wall_clock.hpp): nothing of the engine takes part in them.
//   calendar_truth           prints the questions and answers as JSON, and the starts of the measurements
#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <random>

#include "core/calendar/calendar.hpp"
#include "tests/core/calendar/wall_clock.hpp"

namespace {

using namespace plazo;
using calendar::Document;
namespace json = boost::json;

Document madrid(calendar::Weekly weekly, std::vector<calendar::Holiday> holidays = {}) {
  return {.zone = "Europe/Madrid", .weekly = std::move(weekly), .holidays = std::move(holidays)};
}

const calendar::Weekly office{{"mon-fri", {"10:00-20:00"}}, {"sat", {"10:00-14:00"}}};
const calendar::Weekly always{{"daily", {"00:00-24:00"}}};

/// As tests/bench/calendar lays them out.
std::vector<calendar::Holiday> holidays(int count) {
  std::vector<calendar::Holiday> out;
  for (int i = 0; i < count; ++i) {
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", 2024 + i % 5, i * 7 % 12 + 1, i * 11 % 28 + 1);
    out.push_back({text});
  }
  return out;
}

/// The earliest whole minute, or part of one, by which the amount has passed.
Instant stepped(const Document& document, Instant from, Duration amount) {
  std::int64_t left = amount.ms;
  for (Instant at = from;; at = at + days(7)) {
    const auto open = calendar::open_by_wall_clock(document, at, minutes(1), 7 * 1440);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (!open[i]) continue;
      const Instant minute = at + minutes(static_cast<std::int64_t>(i));
      if (left <= 60'000) return minute + Duration{left};
      left -= 60'000;
    }
  }
}

/// Intervals by ISO weekday, which is what every library can be told.
json::array week_of(const Document& document) {
  static constexpr const char* names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  json::array days;
  for (int day = 0; day < 7; ++day) {
    json::array intervals;
    for (const auto& [key, hours] : document.weekly)
      if (key == "daily" || key == names[day] || (key == "mon-fri" && day < 5))
        for (const auto& text : hours) intervals.push_back(json::array{text.substr(0, 5), text.substr(6)});
    days.push_back(std::move(intervals));
  }
  return days;
}

json::object asked(const char* name, const Document& document, Instant from, Duration amount) {
  json::array closed;
  if (document.holidays)
    for (const auto& holiday : *document.holidays) closed.emplace_back(holiday.on);
  const Instant truth = stepped(document, from, amount);
  const auto ours = calendar::Calendar::load(document).add(from, amount);
  return {{"name", name},
          {"week", week_of(document)},
          {"holidays", std::move(closed)},
          {"from", from.ms},
          {"amount", amount.ms},
          {"answer", truth.ms},
          {"plazo", ours ? json::value(ours->ms) : json::value(nullptr)}};
}

}  // namespace

int main() {
  const auto at = [](const char* text) { return *parse_instant(text); };
  const Document a = madrid(office), nights = madrid({{"daily", {"00:00-10:00"}}}),
                 lunch = madrid({{"mon-fri", {"09:00-13:00", "14:00-18:00"}}});
  json::array questions{
      asked("C01", a, at("2026-03-27T19:30:00+01:00"), hours(2)),
      asked("C02", a, at("2026-03-28T13:30:00+01:00"), hours(1)),
      asked("C06", madrid(always, {{"2026-10-25"}}), at("2026-10-24T23:30:00+02:00"), hours(1)),
      asked("C07", madrid(always, {{"2026-03-29"}}), at("2026-03-28T23:30:00+01:00"), hours(1)),
      asked("C08", nights, at("2022-10-30T00:00:00Z"), hours(1)),
      asked("C09", nights, at("2026-03-29T01:30:00+01:00"), hours(1)),
      asked("C10", nights, at("2026-03-28T09:30:00+01:00"), hours(5)),
      asked("C14", a, at("2026-03-06T20:00:00+01:00"), seconds(60)),
      asked("C16", madrid({{"tue", {"08:00-17:00"}}}), at("2026-03-04T10:00:00+01:00"), hours(4)),
      asked("C17", lunch, at("2026-03-02T12:30:00+01:00"), hours(1)),
      asked("C18", madrid({{"sat", {"10:00-14:00"}}}), at("2026-03-27T19:30:00+01:00"), hours(40)),
      asked("C20", madrid({{"mon-fri", {"09:00-17:00"}}}), at("2026-03-02T09:00:00+01:00"), hours(99)),
      asked("C24", madrid(office, {{"2026-05-15"}}), at("2026-05-15T11:00:00+02:00"), minutes(1)),
  };
  std::mt19937_64 draw(5);
  const std::int64_t first = at("2026-01-01T00:00:00Z").ms;
  const auto minute_of_2026 = [&] {
    return Instant{first + static_cast<std::int64_t>(draw() % (365ULL * 1440)) * 60'000};
  };
  for (int i = 0; i < 87; ++i)
    questions.push_back(asked("drawn", madrid(office, holidays(i % 2 ? 12 : 200)), minute_of_2026(),
                              minutes(static_cast<std::int64_t>(1 + draw() % 4800))));
  json::array starts;
  for (int i = 0; i < 256; ++i) starts.emplace_back(minute_of_2026().ms);
  const auto dates = [](int count) {
    json::array out;
    for (const auto& one : holidays(count)) out.emplace_back(one.on);
    return out;
  };
  std::cout << json::serialize(
                   json::object{{"questions", std::move(questions)},
                                {"starts", std::move(starts)},
                                {"week", week_of(a)},
                                {"holidays", json::object{{"12", dates(12)}, {"200", dates(200)}}}})
            << "\n";
}
