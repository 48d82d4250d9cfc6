#include "core/policy/effective.hpp"

#include "core/calendar/date.hpp"
#include "core/calendar/notation.hpp"

namespace plazo::policy {

std::optional<Instant> dated(const calendar::Zone& zone, std::string_view text) {
  if (const auto at = parse_instant(text)) return at;
  const auto read = calendar::read_date(text);
  const auto* const day = std::get_if<calendar::Day>(&read);
  if (!day) return std::nullopt;
  const auto date = calendar::date_of(*day);
  const auto midnight = zone.instants({.year = int(date.year()),
                                       .month = static_cast<int>(unsigned(date.month())),
                                       .day = static_cast<int>(unsigned(date.day()))});
  return midnight.kind == calendar::CivilAnswer::Kind::skipped ? midnight.change : midnight.earlier;
}

Term term_of(const calendar::Zone& zone, const Document& document) {
  Term term;
  if (document.effective) term.effective = dated(zone, *document.effective);
  if (document.until) term.until = dated(zone, *document.until);
  return term;
}

}  // namespace plazo::policy
