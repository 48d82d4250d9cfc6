// From a calendar document to its pattern, with everything found wrong on the way.
#pragma once

#include <optional>
#include <vector>

#include "core/calendar/document.hpp"
#include "core/calendar/pattern.hpp"

namespace plazo::calendar {

struct Reading {
  std::vector<Finding> findings;   ///< in the document's order
  std::optional<Pattern> pattern;  ///< only when no finding is an error
  std::optional<Zone> zone;        ///< the outermost document's, likewise
};

Reading read(const Document&);

}  // namespace plazo::calendar
