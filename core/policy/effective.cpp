#include "core/policy/effective.hpp"

#include "core/calendar/date.hpp"

namespace plazo::policy {
namespace {

/// Year, month and day of `2017-04-01`.
std::optional<calendar::CivilTime> date_in(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    int n = 0;
    for (const char c : text.substr(from, count)) n = c < '0' || c > '9' || n < 0 ? -1 : n * 10 + (c - '0');
    return n;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 1 || month < 1 || day < 1 || !calendar::date_exists(year, month, day)) return std::nullopt;
  return calendar::CivilTime{.year = year, .month = month, .day = day};
}

}  // namespace

std::optional<Instant> dated(const calendar::Zone& zone, std::string_view text) {
  if (const auto date = date_in(text)) {
    const auto midnight = zone.instants(*date);
    return midnight.kind == calendar::CivilAnswer::Kind::skipped ? midnight.change : midnight.earlier;
  }
  return parse_instant(text);
}

Term term_of(const calendar::Zone& zone, const Document& document) {
  Term term;
  if (document.effective) term.effective = dated(zone, *document.effective);
  if (document.until) term.until = dated(zone, *document.until);
  return term;
}

}  // namespace plazo::policy
