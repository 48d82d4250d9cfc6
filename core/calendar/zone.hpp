// Time zones by their IANA names, from the system's zone data.
//
// A zone is a place, never an offset: `Europe/Madrid` is CET in January and CEST in July. That is why
// abbreviations and offsets (`CEST`, `UTC+1`) are refused with the place that was probably meant: whoever
// publishes "10:00-20:00 CEST" keeps peninsular Spain's wall clock all year round, not UTC+2.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace plazo::calendar {

/// What a wall clock and a wall calendar show, in the proleptic Gregorian calendar.
struct CivilTime {
  std::int64_t year = 1970;
  int month = 1;   ///< 1 to 12
  int day = 1;     ///< 1 to 31
  int hour = 0;    ///< 0 to 23
  int minute = 0;  ///< 0 to 59
  int second = 0;  ///< 0 to 59
  friend bool operator==(const CivilTime&, const CivilTime&) = default;
};

/// The wall clock of a zone at an instant.
struct LocalTime {
  CivilTime civil;
  int weekday = 1;           ///< ISO 8601: Monday is 1, Sunday is 7
  int offset = 0;            ///< seconds east of UTC
  std::string abbreviation;  ///< for display only, never for reading back: `CEST`, `-03`
};

/// Which instants show a given wall clock. Europe/Madrid, 2026:
///
///     10-20 12:00  unique    earlier = later = change = 10:00Z
///     03-29 02:30  skipped   the clock goes from 02:00 to 03:00 at 01:00Z = change;
///                            earlier = 00:30Z (shows 01:30), later = 01:30Z (shows 03:30)
///     10-25 02:30  repeated  earlier = 00:30Z (CEST), later = 01:30Z (CET); change = 01:00Z
struct CivilAnswer {
  enum class Kind { unique, skipped, repeated };
  Kind kind = Kind::unique;
  Instant earlier;
  Instant later;
  Instant change;  ///< the instant at which the zone's offset changes
};

/// A stretch of time in which a zone's distance from UTC stays the same: `from` included, `to` not.
struct OffsetStretch {
  Instant from;
  Instant to;
  Duration offset;  ///< wall clock minus UTC
};

/// Cheap to copy, immutable, usable by many threads at once.
class Zone {
 public:
  /// Loads a zone by its IANA name (`Europe/Madrid`, `UTC`), letter case included.
  /// Throws `invalid` `zone.unknown` for names the system's zone data does not list, for abbreviations and
  /// for offsets, each with the zone probably meant (details: `suggestion`); `unavailable`
  /// `zone.data_missing` when the machine has no zone data (Debian: package tzdata).
  static Zone load(std::string_view iana_name);

  const std::string& name() const;

  /// The wall clock at `at`, cut to the second.
  LocalTime local(Instant at) const;
  /// The instants at which the wall clock shows `civil`. Fields out of range carry over (32 January is
  /// 1 February).
  CivilAnswer instants(const CivilTime& civil) const;
  /// The stretches that together cover `from` to `to`, in order, cut to these two. Empty when `to` is not
  /// later than `from`.
  std::vector<OffsetStretch> offsets(Instant from, Instant to) const;

 private:
  struct Data;
  explicit Zone(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

/// RFC 3339 with the zone's distance from UTC at that instant, and milliseconds:
/// `2026-03-28T11:30:00.000+01:00`. Distances of old with seconds in them (Monrovia until 1972: `-00:44:30`)
/// are written with the seconds, which RFC 3339 does not know.
std::string to_text(const Zone&, Instant);

/// Every zone name that `Zone::load` takes, sorted. Throws `zone.data_missing` like it.
std::vector<std::string> zone_names();

/// The zone nearest to what somebody typed: the place of a known abbreviation (`CEST`: `Europe/Madrid`), else
/// a name that differs by few letters or by case (`europe/madird`) or is the last part of one (`Madrid`).
/// Empty when nothing is near.
std::string zone_meant_by(std::string_view typed);

/// The version of the system's zone data, such as `2025b`; empty when the system does not say.
std::string zone_data_version();

}  // namespace plazo::calendar
