// The slow, simple truth about a calendar: step through instants, look at the wall clock, look into the
// document. Shares nothing with the engine: the wall clock is the C library's, the document is read anew.
#pragma once

#include <vector>

#include "core/base/time.hpp"
#include "core/calendar/document.hpp"

namespace plazo::calendar {

/// Whether the calendar is open at `from`, `from + step`, … (`count` of them). Sets the process's TZ: one
/// thread at a time.
std::vector<bool> open_by_wall_clock(const Document&, Instant from, Duration step, std::size_t count);

}  // namespace plazo::calendar
