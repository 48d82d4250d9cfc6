// Random calendars, zones and instants for the properties.
#pragma once

#include <rapidcheck.h>

#include <map>
#include <set>

#include "core/calendar/calendar.hpp"
#include "core/calendar/date.hpp"

namespace plazo::calendar::random {

inline std::string clock_text(int minute) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", minute / 60 % 25, minute % 60);
  return text;
}

/// Weekly hours laid out on one circle of 7 days, so that they never overlap.
inline rc::Gen<Weekly> weekly() {
  return rc::gen::exec([] {
    static constexpr const char* names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const int grain = *rc::gen::element(1, 15, 30, 60);
    const auto points = *rc::gen::container<std::set<int>>(rc::gen::inRange(0, 7 * 1440 / grain));
    std::map<std::string, std::vector<std::string>> out;
    for (auto point = points.begin(); point != points.end(); ++point) {
      const int from = *point * grain, day = from / 1440;
      if (++point == points.end()) break;
      const int start = from % 1440, to = std::min(start + (*point * grain - from), start + 1439);
      out[names[day]].push_back(clock_text(start) + "-" + clock_text(to <= 1440 ? to : to - 1440));
    }
    // Whole days are what most calendars have somewhere.
    const int whole = *rc::gen::inRange(0, 20);
    if (whole < 7) out[names[whole]] = {"00:00-24:00"};
    if (whole == 7) out = {{"daily", {"00:00-24:00"}}};
    if (whole == 8) out = {{"daily", {"22:00-06:00"}}};
    if (whole == 9) out = {{"mon-fri", {"09:00-13:00", "14:00-18:00"}}, {"sat", {"10:00-14:00"}}};
    // A whole day may meet the night before it.
    if (whole < 7) {
      auto& night = out[names[(whole + 6) % 7]];
      std::erase_if(night, [](const std::string& text) { return text.substr(6) < text.substr(0, 5); });
    }
    return Weekly(out.begin(), out.end());
  });
}

inline rc::Gen<std::string> dates_near(Day day) {
  return rc::gen::exec([day] {
    const auto near = [day] {
      return std::clamp<Day>(day + *rc::gen::inRange(-12, 13), first_day, last_day);
    };
    const Day one = near(), other = near();
    const bool yearly = *rc::gen::inRange(0, 4) == 0, range = *rc::gen::inRange(0, 3) == 0;
    std::string from = to_text(one), to = to_text(other);
    if (yearly)
      from.erase(0, 5), to.erase(0, 5);
    else if (to < from)
      std::swap(from, to);
    return range ? from + "/" + to : from;
  });
}

inline rc::Gen<std::vector<Holiday>> holidays_near(Day day) {
  return rc::gen::container<std::vector<Holiday>>(
      rc::gen::map(dates_near(day), [](std::string on) { return Holiday{std::move(on)}; }));
}

/// A document whose exceptions lie near a day.
inline rc::Gen<Document> document_near(std::string zone, Day day) {
  return rc::gen::exec([zone, day] {
    Document document{.zone = zone, .weekly = *weekly()};
    document.holidays = *rc::gen::resize(4, holidays_near(day));
    const int specials = *rc::gen::inRange(0, 4);
    for (int i = 0; i < specials; ++i) {
      const int from = *rc::gen::inRange(0, 1440), length = *rc::gen::inRange(1, 1440);
      const int to = from + length;
      Special special{.on = *dates_near(day),
                      .hours = {clock_text(from) + "-" + clock_text(to <= 1440 ? to : to - 1440)}};
      if (*rc::gen::inRange(0, 3) == 0)
        special.days = *rc::gen::element<std::string>("mon-fri", "sat-sun", "fri-mon", "wed");
      document.special.push_back(std::move(special));
    }
    const int validity = *rc::gen::inRange(0, 8);
    if (validity == 0) document.valid_from = to_text(std::clamp(day - 3, first_day, last_day));
    if (validity == 1) document.valid_to = to_text(std::clamp(day + 5, first_day, last_day));
    return document;
  });
}

/// An instant on a whole minute from 1970 to 2200, half of the time near a change of the zone's offset.
inline rc::Gen<Instant> instant_in(const Zone& zone) {
  return rc::gen::exec([zone] {
    const std::int64_t first = 1, last = last_day * 1440LL;
    std::int64_t minute = *rc::gen::inRange(first, last);
    if (*rc::gen::inRange(0, 10) == 0) minute = *rc::gen::element(first, last);
    if (*rc::gen::element(0, 1)) {
      const auto changes = zone.offsets({first * 60'000}, {last * 60'000});
      const auto index = *rc::gen::inRange<std::size_t>(0, changes.size());
      minute = changes[index].to.ms / 60'000 - *rc::gen::inRange(0, 5 * 1440);
    }
    return Instant{std::max<std::int64_t>(minute, first) * 60'000};
  });
}

}  // namespace plazo::calendar::random
