// Terms in working days.
#include <algorithm>

#include "core/base/error.hpp"
#include "core/calendar/calendar.hpp"
#include "core/calendar/state.hpp"

namespace plazo::calendar {
namespace {

constexpr Instant into_world(Instant at) { return std::clamp(at, world_begin, world_end - milliseconds(1)); }

/// The wall clock as if it were UTC.
std::int64_t wall_ms(const Zone& zone, Instant at) { return at.ms + zone.local(at).offset * 1000LL; }

/// The instant at which a wall clock is reached, `clock` milliseconds after a day's midnight.
Instant reached(const Zone& zone, Day day, std::int64_t clock) {
  const std::int64_t wall = day * day_ms + clock;
  const auto date = date_of(day_of(wall));
  const auto of_day = static_cast<int>((wall - day_of(wall) * day_ms) / 1000);
  const auto answer = zone.instants(
      {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
       static_cast<int>(static_cast<unsigned>(date.day())), of_day / 3600, of_day / 60 % 60, of_day % 60});
  if (answer.kind == CivilAnswer::Kind::skipped) return answer.change;
  return answer.earlier + milliseconds(wall % 1000);
}

void refuse(const char* message) { throw Error(Category::invalid, "calendar.day_rule", message); }

}  // namespace

const Table& Calendar::State::around_day(Day day) const {
  const Instant middle{day * day_ms + day_ms / 2};
  const Table* table = &around(middle);
  // Near the table's ends a day may be there in part only.
  if (day < table->first_whole_day()) table = earlier(*table);
  if (day > table->last_whole_day()) table = later(*table);
  return *table;
}

bool Calendar::working_day(Instant at) const {
  if (at < world_begin || at >= world_end) return false;
  const Day day = day_of(wall_ms(state_->zone, at));
  return day >= first_day && day <= last_day && state_->around_day(day).working(day);
}

std::optional<Instant> Calendar::add_working_days(Instant from, std::int64_t days,
                                                  const DayRule& rule) const {
  if (days < 0) refuse("working days are counted forwards, give 0 or more");
  if (rule.at == DayRule::At::cut_off && !rule.cut_off) refuse("the rule ends at the cut-off but has none");
  if (rule.cut_off && (rule.cut_off->ms <= 0 || rule.cut_off->ms > day_ms))
    refuse("a cut-off is a time of day, more than 00:00 and at most 24:00");
  const Zone& zone = state_->zone;
  const std::int64_t wall = std::max(wall_ms(zone, into_world(from)), first_day * day_ms);
  const Day today = day_of(wall);
  if (today > last_day || days > last_day - first_day) return std::nullopt;

  const bool late = rule.cut_off && wall - today * day_ms >= rule.cut_off->ms;
  const Table* table = &state_->around_day(today);
  // How many working days lie between today, itself included, and the wanted one.
  std::int64_t ahead = days;
  if (table->working(today)) {
    if (late) ++ahead;
  } else if (!rule.cut_off && days > 0) {
    --ahead;  // the next working day is already the first one counted
  }
  for (; table; table = state_->later(*table))
    if (const auto day = table->working_number(table->working_before(today) + ahead)) {
      const Day found = *day;
      switch (rule.at) {
        case DayRule::At::same_time:
          return reached(zone, found, wall - today * day_ms);
        case DayRule::At::cut_off:
          return reached(zone, found, rule.cut_off->ms);
        case DayRule::At::closing:
          break;
      }
      // The last open instant of the date; the date may lie in pieces where the clock goes back over
      // midnight.
      std::optional<Instant> closing;
      for (const OffsetStretch& stretch : zone.offsets({(found - 2) * day_ms}, {(found + 3) * day_ms})) {
        const Instant begin = std::max(stretch.from, Instant{found * day_ms} - stretch.offset);
        const Instant end = std::min(stretch.to, Instant{(found + 1) * day_ms} - stretch.offset);
        if (begin >= end || between(begin, end).ms == 0) continue;
        closing = add(begin, between(begin, end));
      }
      return closing;
    }
  return std::nullopt;
}

}  // namespace plazo::calendar
