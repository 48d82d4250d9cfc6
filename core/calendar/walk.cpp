// The explanation of an answer: the intervals walked and the holidays skipped.
#include <algorithm>

#include "core/calendar/calendar.hpp"
#include "core/calendar/state.hpp"

namespace plazo::calendar {

Walk Calendar::walk(Instant from, Instant to, std::size_t limit) const {
  Walk walk;
  if (to <= from) return walk;
  walk.open = between(from, to);

  Instant at = from;
  while (const auto opening = next_open(at)) {
    if (*opening >= to) break;
    if (walk.intervals.size() == limit) {
      walk.cut_short = true;
      break;
    }
    // Where the known dates end nothing closes, but the walk ends all the same.
    const Instant closing =
        std::min(next_close(*opening).value_or(*add(*opening, between(*opening, to))), to);
    walk.intervals.push_back({*opening, closing});
    at = closing;
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

}  // namespace plazo::calendar
