#include <algorithm>

#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

bool open_daily(const calendar::Document& hours) {
  return hours.weekly.size() == 1 && hours.weekly[0].first == "daily" && hours.weekly[0].second.size() == 1 &&
         hours.weekly[0].second[0] == "00:00-24:00" && hours.special.empty() &&
         (!hours.holidays || hours.holidays->empty()) && !hours.valid_from && !hours.valid_to;
}

/// Holidays of the whole, or of each of its parts.
bool holidays_stated(const calendar::Document& hours) {
  if (hours.holidays) return true;
  const auto& parts = hours.any_of.empty() ? hours.all_of : hours.any_of;
  return !parts.empty() && std::all_of(parts.begin(), parts.end(), holidays_stated);
}

/// Weekdays that are named with no hours at all. They are closed like those that are not named; but who names
/// one mostly means that there are hours, and has not said which.
void check_named_days(const std::string& path, const calendar::Document& hours, Findings& findings) {
  for (const auto& [days, intervals] : hours.weekly)
    if (intervals.empty())
      findings.warning(under(path + "/weekly", days), "hours_unstated",
                       "the days are named, but not their hours, so they are closed",
                       "give the hours, or leave the days out: what is not named is closed");
  for (std::size_t i = 0; i < hours.any_of.size(); ++i)
    check_named_days(under(path + "/any_of", i), hours.any_of[i], findings);
  for (std::size_t i = 0; i < hours.all_of.size(); ++i)
    check_named_days(under(path + "/all_of", i), hours.all_of[i], findings);
}

void check_calendar(const Document& document, const std::string& key, const calendar::Document& hours,
                    Findings& findings) {
  const std::string path = under("/calendars", key);
  calendar::Document in_zone = hours;
  const bool own_zone = !hours.zone.empty();
  if (!own_zone) in_zone.zone = document.zone;
  for (const auto& finding : calendar::check(in_zone)) {
    if (!own_zone && finding.path == "/zone") continue;  // the policy's: told once, there
    if (finding.severity == calendar::Finding::Severity::error)
      findings.error(path + finding.path, finding.code, finding.message, finding.help);
    else
      findings.warning(path + finding.path, finding.code, finding.message, finding.help);
  }
  check_named_days(path, hours, findings);
  if (!holidays_stated(hours))
    findings.error(path + "/holidays", "holidays_unstated",
                   "it is not stated on which holidays these hours do not hold",
                   "list them; an empty list says that there are none");
  if (key == "always" && !open_daily(hours))
    findings.error(path, "contradiction", "`always` is the calendar that is open round the clock",
                   "give this one another key");
}

/// Kinds of channel where somebody waits for somebody.
bool live(ChannelKind kind) {
  return kind == ChannelKind::chat || kind == ChannelKind::phone || kind == ChannelKind::callback ||
         kind == ChannelKind::messaging;
}

/// Whether there are ways here, and each brings its own hours.
bool ways_bring_hours(const Document& document, const std::function<bool(const Way&)>& here) {
  bool any = false;
  for (const auto& [key, topic] : document.topics)
    for (const Way& way : topic.ways)
      if (here(way)) {
        if (!way.hours) return false;
        any = true;
      }
  return any;
}

/// Where nobody looks at requests, there is nothing to say of those that come outside the hours.
template <class T>
void check_outside_of_none(const T& entry, const std::string& path, Findings& findings) {
  if (entry.outside_hours)
    findings.warning(path + "/outside_hours", "unreachable_rule",
                     "it never applies, as nobody looks at what arrives here",
                     "set `state` to `open`, or leave this out");
}

template <class T>
void check_outside(const Document& document, const T& entry, const std::string& path, Findings& findings) {
  if (entry.hours && !entry.outside_hours && !round_the_clock(document, *entry.hours))
    findings.error(path + "/outside_hours", "outside_hours_unstated",
                   "it is not stated what becomes of requests outside these hours",
                   "say whether they queue until opening, are redirected, refused or ignored");
  if (entry.outside_hours && (!entry.hours || round_the_clock(document, *entry.hours)))
    findings.warning(path + "/outside_hours", "unreachable_rule",
                     "it never applies, as there is no time outside the hours",
                     "give the hours, or leave this out");
}

}  // namespace

bool round_the_clock(const Document& document, std::string_view key) {
  const auto* const hours = entry_of(document.calendars, key);
  return hours ? open_daily(*hours) : key == "always";
}

void check_hours(const Document& document, Findings& findings) {
  for (const auto& [key, hours] : document.calendars) check_calendar(document, key, hours, findings);

  for (const auto& [key, channel] : document.channels) {
    const std::string path = under("/channels", key);
    if (channel.state != PlaceState::open) {
      check_outside_of_none(channel, path, findings);
      continue;
    }
    const auto uses = [&key](const Way& way) {
      return std::find(way.channel.begin(), way.channel.end(), key) != way.channel.end();
    };
    if (!channel.hours && live(channel.kind) && !ways_bring_hours(document, uses))
      findings.error(path + "/hours", "hours_unstated", "it is not stated when somebody answers here",
                     "name a calendar; `always` is round the clock");
    check_outside(document, channel, path, findings);
  }
  for (const auto& [key, department] : document.departments) {
    const std::string path = under("/departments", key);
    if (department.state != PlaceState::open) {
      check_outside_of_none(department, path, findings);
      continue;
    }
    const auto leads_here = [&key](const Way& way) { return way.department == key; };
    if (!department.hours && !document.topics.empty() && !ways_bring_hours(document, leads_here))
      findings.error(path + "/hours", "hours_unstated", "it is not stated when this department works",
                     "name a calendar; `always` is round the clock");
    check_outside(document, department, path, findings);
  }
}

}  // namespace plazo::policy
