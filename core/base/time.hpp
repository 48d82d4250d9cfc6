// Instants and durations: strong types over milliseconds, and their text forms.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plazo {

/// A length of time in milliseconds; may be negative.
struct Duration {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return {a.ms + b.ms}; }
  friend constexpr Duration operator-(Duration a, Duration b) { return {a.ms - b.ms}; }
};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z without leap seconds.
struct Instant {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(Instant, Instant) = default;
  friend constexpr Instant operator+(Instant at, Duration by) { return {at.ms + by.ms}; }
  friend constexpr Instant operator-(Instant at, Duration by) { return {at.ms - by.ms}; }
  friend constexpr Duration operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
};

constexpr Duration milliseconds(std::int64_t n) { return {n}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1000}; }
constexpr Duration minutes(std::int64_t n) { return {n * 60'000}; }
constexpr Duration hours(std::int64_t n) { return {n * 3'600'000}; }
constexpr Duration days(std::int64_t n) { return {n * 86'400'000}; }

/// First and last instant that has a text form: years 0001 to 9999.
inline constexpr Instant earliest_instant{-62'135'596'800'000};
inline constexpr Instant latest_instant{253'402'300'799'999};

/// RFC 3339 in UTC with milliseconds: `2026-03-29T01:30:00.000Z`.
std::string to_text(Instant);
/// The same, put after a text.
void append_text(std::string&, Instant);
/// RFC 3339 with `Z` or a numeric offset and up to nine fraction digits (cut to milliseconds).
/// Empty when the text is no instant; a leap second (`:60`) is none.
std::optional<Instant> parse_instant(std::string_view);

/// ISO 8601 with days, hours, minutes and seconds: `P1DT2H`, `PT0.250S`; a day is 24 hours.
std::string to_text(Duration);
/// ISO 8601 as above, also weeks (`P2W`); years and months are refused: their length is not fixed.
std::optional<Duration> parse_duration(std::string_view);

}  // namespace plazo
