#include "core/policy/fields.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/calendar/date.hpp"
#include "core/calendar/zone_names.hpp"
#include "core/policy/document.hpp"

namespace plazo::policy {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// RFC 1123's dotted decimal: four numbers of 0 to 255 without leading zeros.
bool is_ipv4(std::string_view value) {
  for (int part = 0; part < 4; ++part) {
    if (part > 0) {
      if (!value.starts_with('.')) return false;
      value.remove_prefix(1);
    }
    std::size_t count = 0;
    int n = 0;
    while (count < value.size() && digit(value[count]) && count < 4) n = n * 10 + (value[count++] - '0');
    if (count == 0 || count > 3 || n > 255 || (count > 1 && value[0] == '0')) return false;
    value.remove_prefix(count);
  }
  return value.empty();
}

bool hexadecimal(char c) { return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// RFC 4291, section 2.2: eight groups, one run of them written `::`, the last two as IPv4 if wished.
bool is_ipv6(std::string_view value) {
  int groups = 0;
  bool shortened = false;
  if (value.starts_with("::")) {
    shortened = true;
    value.remove_prefix(2);
  }
  while (!value.empty()) {
    if (value.find('.') != std::string_view::npos && value.find(':') == std::string_view::npos) {
      if (!is_ipv4(value)) return false;
      groups += 2;
      break;
    }
    std::size_t count = 0;
    while (count < value.size() && hexadecimal(value[count])) ++count;
    if (count == 0 || count > 4) return false;
    ++groups;
    value.remove_prefix(count);
    if (value.empty()) break;
    if (value.starts_with("::")) {
      if (std::exchange(shortened, true)) return false;
      value.remove_prefix(2);
    } else if (value.size() > 1 && value.starts_with(':')) {
      value.remove_prefix(1);
    } else {
      return false;
    }
  }
  return shortened ? groups < 8 : groups == 8;
}

/// Names of hosts in ASCII (also `xn--…`) or with letters of other scripts; at least two labels.
bool is_domain(std::string_view value) {
  if (value.ends_with('.')) value.remove_suffix(1);
  if (value.empty() || value.size() > 253) return false;
  int labels = 0;
  std::string_view last;
  for (std::size_t at = 0; at <= value.size();) {
    const auto end = std::min(value.find('.', at), value.size());
    last = value.substr(at, end - at);
    if (last.empty() || last.size() > 63 || last.front() == '-' || last.back() == '-') return false;
    for (const char c : last)
      if (!digit(c) && !letter(c) && c != '-' && static_cast<unsigned char>(c) < 0x80) return false;
    ++labels;
    at = end + 1;
  }
  return labels >= 2 && !std::all_of(last.begin(), last.end(), digit);
}

}  // namespace

bool is_email(std::string_view value) {
  const auto at = value.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const auto local = value.substr(0, at);
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos) return false;
  for (const char c : local)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F ||
        std::string_view("()<>[]:;@\\,\"").find(c) != std::string_view::npos)
      return false;
  return is_domain(value.substr(at + 1));
}

bool is_url(std::string_view value) {
  for (const auto scheme : {"https://", "http://"})
    if (value.starts_with(scheme)) {
      auto rest = value.substr(std::string_view(scheme).size());
      if (std::any_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; }))
        return false;
      auto host = rest.substr(0, std::min(rest.find_first_of("/?#"), rest.size()));
      if (host.starts_with('[')) {
        const auto end = host.find(']');
        return end != std::string_view::npos && is_ipv6(host.substr(1, end - 1));
      }
      if (const auto colon = host.rfind(':'); colon != std::string_view::npos) {
        const auto port = host.substr(colon + 1);
        if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), digit)) return false;
        host = host.substr(0, colon);
      }
      return is_domain(host) || is_ipv4(host);
    }
  return false;
}

std::string dialled(std::string_view contact) {
  std::string digits;
  for (const char c : contact) {
    if (digit(c) || (c == '+' && digits.empty()))
      digits += c;
    else if (std::string_view(" -.()").find(c) == std::string_view::npos)
      return {};
  }
  return digits.size() < 3 ? std::string() : digits;
}

namespace {

/// Reads digits from the front; no more than `most`.
std::optional<int> number(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  int value = 0;
  while (count < most && count < text.size() && digit(text[count]))
    value = value * 10 + (text[count++] - '0');
  if (count < least) return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

/// `2026-03-28 02:30`, `2026-03-28T02:30:15.250` or `28/03/2026 02:30` from the front; the rest is the zone.
std::optional<calendar::CivilTime> wall_clock(std::string_view& text) {
  auto first = number(text, 1, 4);
  if (!first) return std::nullopt;
  const char between = text.starts_with('-') ? '-' : '/';
  if (!take(text, between)) return std::nullopt;
  const auto month = number(text, 1, 2);
  if (!month || !take(text, between)) return std::nullopt;
  auto last = number(text, 1, 4);
  if (!last) return std::nullopt;
  if (*first < 1000) std::swap(first, last);  // the day stands first
  if (*first < 1000 || *last > 31 || !calendar::date_exists(*first, *month, *last)) return std::nullopt;
  if (!take(text, 'T') && !take(text, 't')) {
    take(text, ',');
    if (!take(text, ' ')) return std::nullopt;
    text = trimmed(text);
  }
  const auto hour = number(text, 1, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = number(text, 2, 2);
  if (!minute || *minute > 59) return std::nullopt;
  calendar::CivilTime civil{*first, *month, *last, *hour, *minute, 0};
  if (take(text, ':')) {
    const auto second = number(text, 2, 2);
    if (!second || *second > 59) return std::nullopt;
    civil.second = *second;
    if (take(text, '.')) {
      if (text.empty() || !digit(text.front())) return std::nullopt;
      while (!text.empty() && digit(text.front())) text.remove_prefix(1);
    }
  }
  text = trimmed(text);
  if (text.starts_with("h") && (text.size() == 1 || text[1] == ' ')) text = trimmed(text.substr(1));
  return civil;
}

/// `Z`, `UTC`, `+01:00`, `-0300`, `UTC+1`, in minutes east of UTC.
std::optional<int> offset_of(std::string_view zone) {
  if (zone == "Z" || zone == "z" || zone == "UTC" || zone == "GMT") return 0;
  if (zone.starts_with("UTC") || zone.starts_with("GMT")) zone.remove_prefix(3);
  const bool west = zone.starts_with('-');
  if (!west && !zone.starts_with('+')) return std::nullopt;
  zone.remove_prefix(1);
  const auto hour = number(zone, 1, 2);
  if (!hour || *hour > 14) return std::nullopt;
  take(zone, ':');
  const auto minute = zone.empty() ? std::optional(0) : number(zone, 2, 2);
  if (!minute || *minute > 59 || !zone.empty()) return std::nullopt;
  return (west ? -1 : 1) * (*hour * 60 + *minute);
}

FieldAnswer zoned_time(std::string_view value, const calendar::Zone& of_policy, Instant now) {
  const auto civil = wall_clock(value);
  if (!civil) return {.fault = FieldFault::time};
  FieldAnswer answer;
  if (const auto offset = offset_of(value); !value.empty() && offset) {
    const std::int64_t days = calendar::day_number(static_cast<int>(civil->year), civil->month, civil->day);
    answer.first =
        Instant{days * calendar::day_ms +
                ((civil->hour * 60 + civil->minute - *offset) * 60 + civil->second) * std::int64_t{1000}};
  } else {
    auto zone = of_policy;
    std::string_view abbreviation;
    if (!value.empty()) {
      const auto place = calendar::place_of_abbreviation(value);
      if (!place.empty()) abbreviation = value;
      try {
        zone = calendar::Zone::load(place.empty() ? value : place);
      } catch (const Error& error) {
        if (error.category != Category::invalid) throw;
        return {.fault = FieldFault::unknown_zone};
      }
    }
    const auto found = zone.instants(*civil);
    using Kind = calendar::CivilAnswer::Kind;
    answer.first = found.earlier;
    // An abbreviation tells which of two is meant: 02:30 CEST came before 02:30 CET.
    if (found.kind == Kind::repeated && !abbreviation.empty()) {
      if (zone.local(found.earlier).abbreviation == abbreviation)
        return found.earlier > now ? FieldAnswer{.fault = FieldFault::future_time, .first = found.earlier}
                                   : answer;
      if (zone.local(found.later).abbreviation == abbreviation) {
        answer.first = found.later;
        if (found.later > now) answer.fault = FieldFault::future_time;
        return answer;
      }
    }
    if (found.kind != Kind::unique) {
      answer.fault = found.kind == Kind::repeated ? FieldFault::ambiguous_time : FieldFault::skipped_time;
      answer.second = found.later;
      return answer;
    }
  }
  if (*answer.first > now) answer.fault = FieldFault::future_time;
  return answer;
}

FieldAnswer text_within(const Field& field, std::string_view value) {
  const auto length = static_cast<std::int64_t>(count_characters(value));
  if (field.min && length < *field.min) return {.fault = FieldFault::too_short};
  if (field.max && length > *field.max) return {.fault = FieldFault::too_long};
  return {};
}

FieldAnswer number_within(const Field& field, std::string_view value) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
  if (error != std::errc() || end != value.data() + value.size()) return {.fault = FieldFault::number};
  if (field.min && n < *field.min) return {.fault = FieldFault::too_small};
  if (field.max && n > *field.max) return {.fault = FieldFault::too_large};
  return {};
}

FieldAnswer order_number(std::string_view value) {
  if (value.starts_with('#')) value.remove_prefix(1);
  const bool good = !value.empty() && value.size() <= 20 && std::all_of(value.begin(), value.end(), digit);
  return {.fault = good ? FieldFault::none : FieldFault::order_number};
}

FieldAnswer one_among(std::string_view value, const std::vector<std::string_view>& candidates,
                      FieldFault fault) {
  if (std::find(candidates.begin(), candidates.end(), value) != candidates.end()) return {};
  return {.fault = fault, .meant = nearest(value, candidates)};
}

bool confirmed(std::string_view value) {
  return value == "yes" || value == "sí" || value == "si" || value == "true";
}

FieldAnswer whether(bool good, FieldFault fault) { return {.fault = good ? FieldFault::none : fault}; }

}  // namespace

FieldAnswer check_field(const Field& field, std::string_view given, const calendar::Zone& zone,
                        std::span<const std::string> services, Instant now) {
  const auto value = trimmed(given);
  if (value.empty()) return {.fault = FieldFault::empty};
  switch (field.kind) {
    case FieldKind::text:
      return text_within(field, value);
    case FieldKind::number:
      return number_within(field, value);
    case FieldKind::ip:
      return whether(is_ipv4(value) || is_ipv6(value), FieldFault::ip);
    case FieldKind::ipv4:
      return whether(is_ipv4(value), FieldFault::ipv4);
    case FieldKind::ipv6:
      return whether(is_ipv6(value), FieldFault::ipv6);
    case FieldKind::order_number:
      return order_number(value);
    case FieldKind::zoned_time:
      return zoned_time(value, zone, now);
    case FieldKind::service:
      return one_among(value, {services.begin(), services.end()}, FieldFault::service);
    case FieldKind::domain:
      return whether(is_domain(value), FieldFault::domain);
    case FieldKind::email:
      return whether(is_email(value), FieldFault::email);
    case FieldKind::url:
      return whether(is_url(value), FieldFault::url);
    case FieldKind::choice:
      return one_among(value, keys_of(field.options), FieldFault::choice);
    case FieldKind::confirmation:
      return whether(confirmed(value), FieldFault::confirmation);
  }
  return {};
}

}  // namespace plazo::policy
