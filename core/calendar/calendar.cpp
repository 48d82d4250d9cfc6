#include "core/calendar/calendar.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "core/calendar/reading.hpp"
#include "core/calendar/state.hpp"

namespace plazo::calendar {
namespace {

// Nobody is open outside the world, so an instant there counts like the nearest one inside.
constexpr Instant into_world(Instant at) { return std::clamp(at, world_begin, world_end - milliseconds(1)); }

constexpr std::int64_t world_length = (world_end - world_begin).ms;

/// Whether a closing is only the end of the dates that calendars know, in some document's zone.
bool closes_with_the_world(const Pattern& pattern, Instant closing) {
  // Earlier than this it is still 2200 everywhere.
  if (closing < world_end - days(5)) return false;
  bool found = false;
  pattern.each_hours([&](const Hours& hours) {
    const auto midnight = hours.zone.instants({last_year + 1, 1, 1, 0, 0, 0});
    found = found || midnight.change == closing;
  });
  return found;
}

}  // namespace

Calendar Calendar::load(const Document& document) {
  Reading reading = read(document);
  if (!reading.pattern) {
    Error error(Category::invalid, "calendar.invalid", "");
    for (const Finding& finding : reading.findings)
      if (finding.severity == Finding::Severity::error)
        error.with(Problem{finding.path, finding.code, finding.message + "; " + finding.help});
    const std::size_t count = error.problems.size();
    error.message = count == 1 ? error.problems.front().message
                               : "the calendar has " + std::to_string(count) + " errors, mend each of them";
    throw error;
  }
  return Calendar(std::make_shared<const State>(std::move(*reading.pattern), std::move(*reading.zone)));
}

const Zone& Calendar::zone() const { return state_->zone; }

const Table& Calendar::State::grow(Instant at) const {
  const std::lock_guard lock(growing);
  const Table* table = current.load(std::memory_order_relaxed);
  if (table && table->covers(at)) return *table;
  const int year = std::clamp(static_cast<int>(date_of(day_of(at.ms)).year()), first_year, last_year);
  int from = year, to = year + 2;
  if (table) {
    // At least twice as many years each time, so that building them all costs little more than building them
    // once.
    from = table->from_year();
    to = table->to_year();
    const int span = to - from;
    if (at >= table->end())
      to = std::max(year + 2, to + span);
    else
      from = std::min(year, from - span);
  }
  built.push_back(
      std::make_unique<const Table>(pattern, zone, std::max(from, first_year), std::min(to, last_year + 1)));
  current.store(built.back().get(), std::memory_order_release);
  return *built.back();
}

const Table* Calendar::State::later(const Table& table) const {
  return table.end() >= world_end ? nullptr : &around(table.end());
}

const Table* Calendar::State::earlier(const Table& table) const {
  return table.begin() <= world_begin ? nullptr : &around(table.begin() - milliseconds(1));
}

bool Calendar::open_at(Instant at) const {
  if (at < world_begin || at >= world_end) return false;
  return state_->around(at).open_at(at);
}

std::optional<Instant> Calendar::next_open(Instant at) const {
  if (at >= world_end) return std::nullopt;
  const Instant from = into_world(at);
  for (const Table* table = &state_->around(from); table; table = state_->later(*table))
    if (const auto found = table->at_or_after(from)) return std::max(found->from, from);
  return std::nullopt;
}

std::optional<Instant> Calendar::next_close(Instant at) const {
  if (!open_at(at)) return at;
  for (const Table* table = &state_->around(at); table; table = state_->later(*table)) {
    const Instant closing = table->at_or_after(at)->to;
    if (closing < table->end()) {
      if (closes_with_the_world(state_->pattern, closing)) return std::nullopt;
      return closing;
    }
  }
  return std::nullopt;
}

Status Calendar::status(Instant at) const {
  const bool open = open_at(at);
  return {open, open ? next_close(at) : next_open(at)};
}

Duration Calendar::between(Instant from, Instant to) const {
  const Instant a = into_world(from), b = into_world(to);
  const Table* table = &state_->around(a);
  // The table grows without losing years, so the one around `b` covers `a` too.
  if (!table->covers(b)) table = &state_->around(b);
  return {table->open_before(b) - table->open_before(a)};
}

std::optional<Instant> Calendar::add(Instant from, Duration open) const {
  if (open.ms <= 0) {
    if (open.ms == 0) return from;
    // The most negative amount has no positive one, but more than the world is more than the world.
    return subtract(from, {-std::max(open.ms, -world_length - 1)});
  }
  if (open.ms > world_length || from >= world_end) return std::nullopt;
  const Instant start = into_world(from);
  for (const Table* table = &state_->around(start); table; table = state_->later(*table))
    if (const auto found = table->after(start, open.ms)) return found;
  return std::nullopt;
}

std::optional<Instant> Calendar::subtract(Instant until, Duration open) const {
  if (open.ms <= 0) {
    if (open.ms == 0) return until;
    return add(until, {-std::max(open.ms, -world_length - 1)});
  }
  if (open.ms > world_length || until < world_begin) return std::nullopt;
  const Instant end = into_world(until);
  for (const Table* table = &state_->around(end); table; table = state_->earlier(*table))
    if (const auto found = table->before(end, open.ms)) return found;
  return std::nullopt;
}

}  // namespace plazo::calendar
