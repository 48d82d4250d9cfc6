#include "core/calendar/zone.hpp"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/calendar/zone_names.hpp"

namespace plazo::calendar {
namespace {

using Seconds = cctz::time_point<cctz::seconds>;

// cctz looks in the same two places; reading another folder than it does would list zones it cannot load.
std::string zone_data_folder() {
  const char* set = std::getenv("TZDIR");
  return set && *set ? set : "/usr/share/zoneinfo";
}

Seconds to_seconds(Instant at) {
  return Seconds(std::chrono::floor<cctz::seconds>(std::chrono::milliseconds(at.ms)));
}
Instant to_instant(Seconds at) { return {static_cast<std::int64_t>(at.time_since_epoch().count()) * 1000}; }

std::vector<std::string_view> words(std::string_view line, char separator) {
  std::vector<std::string_view> out;
  while (!line.empty()) {
    const auto end = std::min(line.find(separator), line.size());
    if (end > 0 || separator == '\t') out.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return out;
}

/// Shows each name the zone data lists, until `visit` returns true; says whether it did. Throws when there is
/// none.
template <class Visit>
bool any_name(const Visit& visit) {
  const std::string folder = zone_data_folder();
  bool none = true;
  const auto fits = [&](std::string_view name) {
    none = false;
    // `Factory` is what a machine shows before anybody has told it where it is.
    return well_formed_zone_name(name) && name != "Factory" && visit(name);
  };
  std::string line;
  // The tables of places, `codes coordinates name …`, hold what most people ask for and are short.
  for (const char* table : {"/zone1970.tab", "/zone.tab"})
    if (std::ifstream in(folder + table); in)
      while (std::getline(in, line)) {
        if (line.starts_with('#')) continue;
        const auto parts = words(line, '\t');
        if (parts.size() > 2 && fits(parts[2])) return true;
      }
  // The compact source, which some systems lack, has all others and links: `Z name …`, `L target name`.
  if (std::ifstream source(folder + "/tzdata.zi"); source)
    while (std::getline(source, line)) {
      if (!line.starts_with("Z ") && !line.starts_with("L ")) continue;
      const auto parts = words(line, ' ');
      const std::size_t name = parts[0] == "Z" ? 1 : 2;
      if (parts.size() > name && fits(parts[name])) return true;
    }
  if (none)
    throw Error(Category::unavailable, "zone.data_missing",
                "no time zone data on this machine, install the package tzdata");
  return visit("UTC");
}

Error unknown(std::string_view typed) {
  const std::string meant = zone_meant_by(typed);
  std::string message = shown(typed);
  if (abbreviation_or_offset(typed)) {
    message += place_of_abbreviation(typed).empty() ? " is an offset" : " is an abbreviation";
    message += ", use a place such as `" + (meant.empty() ? "Europe/Madrid" : meant) + "`";
  } else {
    message += " is no time zone known here, ";
    message += meant.empty() ? "use a place such as `Europe/Madrid`" : "did you mean `" + meant + "`?";
  }
  Error error(Category::invalid, "zone.unknown", std::move(message));
  if (!meant.empty()) error.with("suggestion", meant);
  return error;
}

}  // namespace

struct Zone::Data {
  std::string name;
  cctz::time_zone zone;
};

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  any_name([&names](std::string_view name) {
    if (!abbreviation_or_offset(name)) names.emplace_back(name);
    return false;
  });
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

std::string zone_meant_by(std::string_view typed) {
  if (const auto place = place_of_abbreviation(typed); !place.empty()) return std::string(place);
  if (abbreviation_or_offset(typed)) return {};
  return nearest_zone_name(typed, zone_names());
}

std::string zone_data_version() {
  std::ifstream source(zone_data_folder() + "/tzdata.zi");
  std::string line;
  constexpr std::string_view lead = "# version ";
  if (!source || !std::getline(source, line) || !line.starts_with(lead)) return {};
  line.erase(0, lead.size());
  return line;
}

Zone Zone::load(std::string_view iana_name) {
  // The calendars of a policy are mostly in one zone: while somebody has it, it is not looked up again.
  thread_local std::weak_ptr<const Data> last;
  if (auto known = last.lock(); known && known->name == iana_name) return Zone(std::move(known));
  // Only listed names go on to cctz: it would read any file that a name leads to, take `libc:` and
  // `Fixed/UTC+01:00:00` for names, and remember every wrong name for ever.
  if (!well_formed_zone_name(iana_name) || abbreviation_or_offset(iana_name)) throw unknown(iana_name);
  if (!any_name([iana_name](std::string_view name) { return name == iana_name; })) throw unknown(iana_name);
  auto data = std::make_shared<Data>();
  data->name = iana_name;
  if (!cctz::load_time_zone(data->name, &data->zone))
    throw Error(Category::unavailable, "zone.data_missing",
                "the data of time zone " + shown(iana_name) + " cannot be read, install the package tzdata");
  last = data;
  return Zone(std::move(data));
}

const std::string& Zone::name() const { return data_->name; }

LocalTime Zone::local(Instant at) const {
  const auto found = data_->zone.lookup(to_seconds(at));
  const auto& civil = found.cs;
  return {{civil.year(), civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second()},
          static_cast<int>(cctz::get_weekday(cctz::civil_day(civil))) + 1,
          found.offset,
          found.abbr};
}

CivilAnswer Zone::instants(const CivilTime& civil) const {
  using Lookup = cctz::time_zone::civil_lookup;
  const Lookup found = data_->zone.lookup(
      cctz::civil_second(civil.year, civil.month, civil.day, civil.hour, civil.minute, civil.second));
  CivilAnswer answer;
  answer.kind = found.kind == Lookup::UNIQUE    ? CivilAnswer::Kind::unique
                : found.kind == Lookup::SKIPPED ? CivilAnswer::Kind::skipped
                                                : CivilAnswer::Kind::repeated;
  answer.earlier = to_instant(std::min(found.pre, found.post));
  answer.later = to_instant(std::max(found.pre, found.post));
  answer.change = to_instant(found.trans);
  return answer;
}

std::vector<OffsetStretch> Zone::offsets(Instant from, Instant to) const {
  std::vector<OffsetStretch> out;
  while (from < to) {
    const int offset = data_->zone.lookup(to_seconds(from)).offset;
    Instant next = to;
    cctz::time_zone::civil_transition change;
    if (data_->zone.next_transition(to_seconds(from), &change)) {
      // Read the old wall clock at the change with the old offset: unlike a look-up of the new wall clock,
      // that is never ambiguous.
      const auto wall = change.from - cctz::civil_second();
      next = std::min(next, Instant{(static_cast<std::int64_t>(wall) - offset) * 1000});
    }
    // Some changes only rename the zone or its season; the wall clock runs on.
    if (!out.empty() && out.back().offset == seconds(offset))
      out.back().to = next;
    else
      out.push_back({from, next, seconds(offset)});
    from = next;
  }
  return out;
}

std::string to_text(const Zone& zone, Instant at) {
  const std::int64_t offset = zone.local(at).offset, size = offset < 0 ? -offset : offset;
  const Instant wall = at + Duration{offset * 1000};
  if (wall < earliest_instant || wall > latest_instant) return to_text(at);  // a year that has no text
  std::string out = to_text(wall);
  char distance[16];
  std::snprintf(distance, sizeof distance, size % 60 ? "%c%02d:%02d:%02d" : "%c%02d:%02d",
                offset < 0 ? '-' : '+', static_cast<int>(size / 3600), static_cast<int>(size / 60 % 60),
                static_cast<int>(size % 60));
  out.replace(out.size() - 1, 1, distance);
  return out;
}

}  // namespace plazo::calendar
