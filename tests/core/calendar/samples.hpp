// The calendars that the acceptance cases speak of, and short ways to write instants.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/calendar/calendar.hpp"

namespace plazo::calendar::samples {

inline Instant at(std::string_view text) {
  const auto read = parse_instant(text);
  if (!read) throw std::runtime_error("no instant: " + std::string(text));
  return *read;
}

inline std::string text(std::optional<Instant> instant) { return instant ? to_text(*instant) : "never"; }

/// Mon-Fri 10-20 and Sat 10-14.
inline Document a(std::vector<Holiday> holidays = {}) {
  return {.zone = "Europe/Madrid",
          .weekly = {{"mon-fri", {"10:00-20:00"}}, {"sat", {"10:00-14:00"}}},
          .holidays = std::move(holidays)};
}
inline Document n() { return {.zone = "Europe/Madrid", .weekly = {{"daily", {"00:00-10:00"}}}}; }
inline Document d() { return {.zone = "Europe/Madrid", .weekly = {{"daily", {"22:00-06:00"}}}}; }
inline Document k(std::vector<Holiday> holidays = {}) {
  Document document = always("Europe/Madrid");
  document.holidays = std::move(holidays);
  return document;
}
inline Document on(std::string days, std::vector<std::string> hours, std::string zone = "Europe/Madrid") {
  return {.zone = std::move(zone), .weekly = {{std::move(days), std::move(hours)}}};
}

}  // namespace plazo::calendar::samples
