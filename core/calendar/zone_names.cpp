#include "core/calendar/zone_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace plazo::calendar {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
char lower(char c) { return upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}
std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// One place per abbreviation: the one a hosting provider's reader most likely means, since many are shared
// (`CST` is Chicago's, Havana's and Shanghai's). Sorted.
constexpr std::array<std::pair<std::string_view, std::string_view>, 63> places{{
    {"ACDT", "Australia/Adelaide"},
    {"ACST", "Australia/Adelaide"},
    {"ADT", "America/Halifax"},
    {"AEDT", "Australia/Sydney"},
    {"AEST", "Australia/Sydney"},
    {"AKDT", "America/Anchorage"},
    {"AKST", "America/Anchorage"},
    {"ART", "America/Argentina/Buenos_Aires"},
    {"AST", "America/Halifax"},
    {"AWST", "Australia/Perth"},
    {"BOT", "America/La_Paz"},
    {"BRT", "America/Sao_Paulo"},
    {"BST", "Europe/London"},
    {"CAT", "Africa/Maputo"},
    {"CDT", "America/Chicago"},
    {"CEST", "Europe/Madrid"},
    {"CET", "Europe/Madrid"},
    {"CLST", "America/Santiago"},
    {"CLT", "America/Santiago"},
    {"COT", "America/Bogota"},
    {"CST", "America/Chicago"},
    {"CST6CDT", "America/Chicago"},
    {"EAT", "Africa/Nairobi"},
    {"ECT", "America/Guayaquil"},
    {"EDT", "America/New_York"},
    {"EEST", "Europe/Athens"},
    {"EET", "Europe/Athens"},
    {"EST", "America/New_York"},
    {"EST5EDT", "America/New_York"},
    {"GMT", "Europe/London"},
    {"GST", "Asia/Dubai"},
    {"HKT", "Asia/Hong_Kong"},
    {"HST", "Pacific/Honolulu"},
    {"ICT", "Asia/Bangkok"},
    {"IDT", "Asia/Jerusalem"},
    {"IST", "Asia/Kolkata"},
    {"JST", "Asia/Tokyo"},
    {"KST", "Asia/Seoul"},
    {"MDT", "America/Denver"},
    {"MESZ", "Europe/Berlin"},
    {"MET", "Europe/Berlin"},
    {"MEZ", "Europe/Berlin"},
    {"MSK", "Europe/Moscow"},
    {"MST", "America/Denver"},
    {"MST7MDT", "America/Denver"},
    {"NDT", "America/St_Johns"},
    {"NPT", "Asia/Kathmandu"},
    {"NST", "America/St_Johns"},
    {"NZDT", "Pacific/Auckland"},
    {"NZST", "Pacific/Auckland"},
    {"PDT", "America/Los_Angeles"},
    {"PET", "America/Lima"},
    {"PKT", "Asia/Karachi"},
    {"PST", "America/Los_Angeles"},
    {"PST8PDT", "America/Los_Angeles"},
    {"PYT", "America/Asuncion"},
    {"SAST", "Africa/Johannesburg"},
    {"SGT", "Asia/Singapore"},
    {"UYT", "America/Montevideo"},
    {"VET", "America/Caracas"},
    {"WAT", "Africa/Lagos"},
    {"WEST", "Europe/Lisbon"},
    {"WET", "Europe/Lisbon"},
}};

/// How many letters must be inserted, removed, changed or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

}  // namespace

bool well_formed_zone_name(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  bool part_is_empty = true;
  for (const char c : name) {
    if (c == '/') {
      if (part_is_empty) return false;
      part_is_empty = true;
      continue;
    }
    part_is_empty = false;
    const bool letter = upper(c) || (c >= 'a' && c <= 'z');
    if (!letter && !digit(c) && c != '_' && c != '+' && c != '-') return false;
  }
  return !part_is_empty;
}

std::string_view place_of_abbreviation(std::string_view typed) {
  const std::string key = upper(typed.substr(0, 16));
  const auto at = std::lower_bound(places.begin(), places.end(), key,
                                   [](const auto& place, const std::string& k) { return place.first < k; });
  return at != places.end() && at->first == key ? at->second : std::string_view{};
}

bool abbreviation_or_offset(std::string_view typed) {
  if (!place_of_abbreviation(typed).empty()) return true;
  // `UTC+1`, `GMT-3`, `GMT0`, `+01:00`, `-3`; but neither `UTC` nor `Etc/GMT+1`.
  std::string_view rest = typed;
  for (const std::string_view prefix : {"UTC", "utc", "GMT", "gmt", "Z", "z"})
    if (rest.starts_with(prefix)) {
      rest.remove_prefix(prefix.size());
      break;
    }
  if (rest.empty()) return typed == "Z" || typed == "z";
  const bool named = rest.size() != typed.size();
  if (rest.front() == '+' || rest.front() == '-') {
    rest.remove_prefix(1);
  } else if (!named) {
    return false;
  }
  return !rest.empty() && std::all_of(rest.begin(), rest.end(), [](char c) { return digit(c) || c == ':'; });
}

std::string nearest_zone_name(std::string_view typed, const std::vector<std::string>& names) {
  if (typed.size() < 3 || typed.size() > 64) return {};
  std::string wanted = lower(typed);
  std::replace(wanted.begin(), wanted.end(), ' ', '_');
  // Longer names forgive more letters, but a third of a name is another name.
  const std::size_t forgiven = std::min<std::size_t>(3, wanted.size() / 4);
  std::string best;
  std::size_t best_score = 2 * forgiven + 2;
  for (const std::string& name : names) {
    if (abbreviation_or_offset(name)) continue;
    const std::string whole = lower(name);
    const std::string_view last = std::string_view(whole).substr(whole.rfind('/') + 1);
    // A whole name wins over a last part that is equally near.
    const std::size_t score = std::min(2 * distance(wanted, whole), 2 * distance(wanted, last) + 1);
    if (score < best_score) best = name, best_score = score;
  }
  return best;
}

}  // namespace plazo::calendar
