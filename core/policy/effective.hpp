// Since when a policy holds, and until when: a date of its zone, or an instant.
#pragma once

#include <optional>
#include <string_view>

#include "core/calendar/zone.hpp"
#include "core/policy/document.hpp"

namespace plazo::policy {

/// `2017-04-01` is that date's first instant in the zone, also where its midnight is skipped;
/// `2026-03-01T08:00:00+01:00` is that instant. Empty: the text is neither.
std::optional<Instant> dated(const calendar::Zone&, std::string_view text);

/// The instants that a document states; each empty when it states none.
struct Term {
  std::optional<Instant> effective;
  std::optional<Instant> until;  ///< not included
};

Term term_of(const calendar::Zone&, const Document&);

}  // namespace plazo::policy
