// What the copies of a calendar share: the pattern, and the years compiled so far.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "core/calendar/calendar.hpp"
#include "core/calendar/pattern.hpp"
#include "core/calendar/table.hpp"

namespace plazo::calendar {

struct Calendar::State {
  State(Pattern compiled_pattern, Zone outer_zone)
      : pattern(std::move(compiled_pattern)), zone(std::move(outer_zone)) {}

  /// A table that covers `at`, which must lie in the world. Without a lock once it is built.
  const Table& around(Instant at) const {
    const Table* table = current.load(std::memory_order_acquire);
    if (table && table->covers(at)) return *table;
    return grow(at);
  }
  /// A table that covers more at its end (beginning) than `table`; null when there is no more.
  const Table* later(const Table& table) const;
  const Table* earlier(const Table& table) const;
  /// A table of which `day`, one that calendars know, is a whole day.
  const Table& around_day(Day day) const;

  const Pattern pattern;
  const Zone zone;

 private:
  const Table& grow(Instant at) const;

  mutable std::atomic<const Table*> current = nullptr;
  mutable std::mutex growing;
  // Earlier tables stay: a reader may still hold one. Each is at least twice the one before, so together they
  // are no larger than the last.
  mutable std::vector<std::unique_ptr<const Table>> built;
};

}  // namespace plazo::calendar
