// The explanation of an answer: the intervals walked and the holidays skipped; and one day as it hangs at the
// door.
#include <algorithm>
#include <limits>

#include "core/calendar/calendar.hpp"
#include "core/calendar/state.hpp"

namespace plazo::calendar {

Intervals Calendar::intervals(Instant from, Instant to, std::size_t limit) const {
  Intervals out;
  Instant at = from;
  while (out.size() < limit) {
    const auto opening = next_open(at);
    if (!opening || *opening >= to) break;
    // Where the known dates end nothing closes, but the walk ends all the same.
    const Instant closing =
        std::min(next_close(*opening).value_or(*add(*opening, between(*opening, to))), to);
    out.push_back({*opening, closing});
    at = closing;
  }
  return out;
}

Walk Calendar::walk(Instant from, Instant to, std::size_t limit) const {
  Walk walk;
  if (to <= from) return walk;
  walk.open = between(from, to);
  walk.intervals = intervals(from, to, limit + 1);
  if (walk.intervals.size() > limit) {
    walk.intervals.pop_back();
    walk.cut_short = true;
  }

  state_->pattern.each_hours([&](const Hours& hours) {
    const auto wall_day = [&hours](Instant instant) {
      const Instant inside = std::clamp(instant, world_begin, world_end);
      return day_of(inside.ms + hours.zone.local(inside).offset * 1000LL);
    };
    const Day last = std::min(wall_day(to - milliseconds(1)), hours.valid_to);
    for (Day day = std::max(wall_day(from), hours.valid_from); day <= last; ++day) {
      const std::int64_t holiday = hours.closed.holiday_on(day);
      if (holiday < 0 || !hours.usually_open_on(day) || hours.special_on(day) >= 0) continue;
      if (walk.holidays.size() == limit) {
        walk.cut_short = true;
        return;
      }
      walk.holidays.push_back({to_text(day), hours.path + "/holidays/" + std::to_string(holiday),
                               hours.holidays[static_cast<std::size_t>(holiday)].names});
    }
  });
  return walk;
}

Day Calendar::date_at(Instant at) const {
  const Instant inside = std::clamp(at, world_begin, world_end);
  return std::clamp(day_of(inside.ms + state_->zone.local(inside).offset * 1000LL), first_day, last_day);
}

DoorDay Calendar::day(Day date) const {
  DoorDay out{.date = to_text(date), .weekday = weekday_of(date) + 1};
  // In pieces where the clock goes back over midnight.
  for (const OffsetStretch& stretch : state_->zone.offsets({(date - 2) * day_ms}, {(date + 3) * day_ms})) {
    const Instant begin = std::max(stretch.from, Instant{date * day_ms} - stretch.offset);
    const Instant end = std::min(stretch.to, Instant{(date + 1) * day_ms} - stretch.offset);
    if (begin >= end) continue;
    out.length = out.length + (end - begin);
    for (const Interval& one : intervals(begin, end, std::numeric_limits<std::size_t>::max())) {
      append(out.open, one);
      out.open_time = out.open_time + (one.to - one.from);
    }
  }
  state_->pattern.each_hours([&](const Hours& hours) {
    if (date < hours.valid_from || date > hours.valid_to) return;
    if (const std::int64_t holiday = hours.closed.holiday_on(date); holiday >= 0)
      out.holidays.push_back({hours.path + "/holidays/" + std::to_string(holiday),
                              hours.holidays[static_cast<std::size_t>(holiday)].names});
    if (const std::int32_t line = hours.special_on(date); line >= 0)
      out.special.push_back({hours.path + "/special/" + std::to_string(line),
                             hours.special_names[static_cast<std::size_t>(line)]});
  });
  return out;
}

}  // namespace plazo::calendar
