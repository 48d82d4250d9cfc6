// Lists of open intervals and how they combine.
#pragma once

#include <vector>

#include "core/base/time.hpp"

namespace plazo::calendar {

/// Open from `from` (included) to `to` (not included).
struct Interval {
  Instant from;
  Instant to;
  friend bool operator==(const Interval&, const Interval&) = default;
};

/// In order, none empty, none touching the next.
using Intervals = std::vector<Interval>;

/// Adds an interval that does not begin before the last one does; empty ones vanish, touching ones grow
/// together.
inline void append(Intervals& list, Interval next) {
  if (next.to <= next.from) return;
  if (!list.empty() && next.from <= list.back().to) {
    if (next.to > list.back().to) list.back().to = next.to;
  } else {
    list.push_back(next);
  }
}

Intervals joined(const Intervals&, const Intervals&);
Intervals intersected(const Intervals&, const Intervals&);

}  // namespace plazo::calendar
