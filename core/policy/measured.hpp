// What clocks that were met came to: the time that each took, and whether that was within what it was
// promised; of many together the figures by which percentiles and means are judged. Pure, for what was and
// for what would have been.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/policy/clock.hpp"

namespace plazo::policy {

/// One clock that was met.
struct Measured {
  Measure measure = Measure::open_time;
  Duration used;                     ///< in that measure; of working days the open time of their hours
  std::optional<std::int32_t> days;  ///< of working days: the least number of them that would have been kept
  std::optional<bool> within;  ///< what it was promised, or expected to take; empty where that is unknown
};
/// `Compiled` is the version of `clock.policy`, by whose target the clock is judged.
Measured measured(const Compiled&, const PromiseClock& met);

/// Many of one measure. Without any all are zero and absent.
struct Figures {
  std::int64_t answered = 0;
  std::int64_t judged = 0;  ///< those of which it is known whether they were within
  std::int64_t within = 0;
  Duration total;
  Duration mean;    ///< rounded down to the millisecond, as is the median of an even number
  Duration median;  ///< half of them took at most so long
  Duration p95;     ///< the least time that 95 of a hundred took at most (nearest rank)
  std::int64_t in_days = 0, total_days = 0;  ///< of working days: how many, and their sum
  std::optional<std::int32_t> median_days;   ///< the lower one of an even number
  std::optional<std::int32_t> p95_days;
};
Figures figures_of(const std::vector<Measured>&);

/// Whether a percentile or a mean is kept. Empty for other promises, and where nothing was measured.
std::optional<bool> holds(const Target&, const Figures&);

}  // namespace plazo::policy
