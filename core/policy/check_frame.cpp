#include <algorithm>
#include <unordered_set>

#include "core/base/text.hpp"
#include "core/calendar/notation.hpp"
#include "core/calendar/zone.hpp"
#include "core/calendar/zone_names.hpp"
#include "core/policy/check_parts.hpp"
#include "core/policy/fields.hpp"

namespace plazo::policy {
namespace {

/// The first of `CET/CEST`, when all of them are names of offsets; else empty.
std::string first_abbreviation(std::string_view zone) {
  const std::string_view first = zone.substr(0, zone.find('/'));
  while (true) {
    const auto slash = zone.find('/');
    if (!calendar::abbreviation_or_offset(zone.substr(0, slash))) return {};
    if (slash == std::string_view::npos) return std::string(first);
    zone.remove_prefix(slash + 1);
  }
}

std::optional<calendar::Zone> check_zone(const std::string& zone, Findings& findings) {
  if (zone.empty()) {
    findings.error("/zone", "zone_unstated", "it is not stated whose wall clock the policy speaks of",
                   "name the place by its IANA zone, such as `Europe/Madrid`");
    return std::nullopt;
  }
  try {
    return calendar::Zone::load(zone);
  } catch (const Error& error) {
    if (error.category != Category::invalid) throw;
    const std::string abbreviation = first_abbreviation(zone);
    const std::string meant = calendar::zone_meant_by(abbreviation.empty() ? zone : abbreviation);
    const std::string help = meant.empty() ? "use a name of the IANA data, such as `Europe/Madrid`"
                                           : "use a name of the IANA data, probably `" + meant + "`";
    if (!abbreviation.empty())
      findings.error("/zone", "zone_abbreviation",
                     shown(zone) + " is the name of an offset; the clocks of a place change", help);
    else
      findings.error("/zone", "unknown_zone", error.message, help);
  }
  return std::nullopt;
}

/// The instant that a date or an instant names. Without a zone, midnight is taken in UTC: near enough to say
/// that something ends before it begins.
std::optional<Instant> read_when(const std::string& text, const std::optional<calendar::Zone>& zone) {
  if (const auto at = parse_instant(text)) return at;
  const auto read = calendar::read_date(text);
  const auto* const day = std::get_if<calendar::Day>(&read);
  if (!day) return std::nullopt;
  if (!zone) return Instant{*day * calendar::day_ms};
  const auto date = calendar::date_of(*day);
  return zone
      ->instants({.year = int(date.year()),
                  .month = static_cast<int>(unsigned(date.month())),
                  .day = static_cast<int>(unsigned(date.day()))})
      .earlier;
}

void check_dates(const Document& document, const std::optional<calendar::Zone>& zone, Findings& findings) {
  const auto read = [&](const char* path, const std::optional<std::string>& text) -> std::optional<Instant> {
    if (!text) return std::nullopt;
    const auto at = read_when(*text, zone);
    if (!at)
      findings.error(path, "not_a_date", shown(*text) + " is neither a date nor an instant",
                     "write `2026-04-01`, or an instant such as `2026-04-01T09:00:00+02:00`");
    return at;
  };
  const auto from = read("/effective", document.effective);
  const auto until = read("/until", document.until);
  if (from && until && *until <= *from)
    findings.error("/until", "before_effective", "it ends before it takes effect",
                   "give a later date, or leave it out");
}

bool sums_are_named(const Document& document) {
  return (document.compensation_ceiling && document.compensation_ceiling->amount) ||
         std::any_of(document.entitlements.begin(), document.entitlements.end(),
                     [](const auto& one) { return one.second.price.value_or(0) > 0; }) ||
         std::any_of(document.targets.begin(), document.targets.end(), [](const Target& target) {
           return target.compensation && (target.compensation->amount || target.compensation->ceiling);
         });
}

void check_currency(const Document& document, Findings& findings) {
  if (!document.currency) {
    if (sums_are_named(document))
      findings.error("/currency", "currency_unstated", "the policy names sums and no currency",
                     "give its ISO 4217 code, such as `EUR`");
    return;
  }
  const std::string& code = *document.currency;
  if (!std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    findings.error("/currency", "bad_currency", shown(code) + " is not the code of a currency",
                   "give its ISO 4217 code, such as `EUR`");
}

void check_contact(const Document& document, Findings& findings) {
  if (!document.contact) return;
  const ProviderContact& contact = *document.contact;
  if (!contact.legal_name && !contact.tax_id && !contact.registration && !contact.address && !contact.email &&
      !contact.phone && !contact.website)
    findings.warning("/contact", "contact_unstated", "the contact data say nothing",
                     "give at least one of them, or leave `contact` out");
  if (contact.email && !is_email(*contact.email))
    findings.warning("/contact/email", "bad_contact", shown(*contact.email) + " is no e-mail address",
                     "write it as `name@example.com`");
  if (contact.phone && dialled(*contact.phone).empty())
    findings.warning("/contact/phone", "bad_contact", shown(*contact.phone) + " is no telephone number",
                     "write digits with blanks between them, such as `+34 910 000 000`");
  if (contact.website && !is_url(*contact.website))
    findings.warning("/contact/website", "bad_contact", shown(*contact.website) + " is no web address",
                     "write it with its scheme, such as `https://example.com`");
}

template <class T>
void check_keys(const json::Keyed<T>& section, std::string_view path, Findings& findings) {
  for (const auto& [key, entry] : section)
    if (!std::all_of(key.begin(), key.end(), [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }))
      findings.error(under(path, key), "bad_key", "a key has lower-case letters, digits, `_` and `-` only");
}

template <class T>
void check_ids(const std::vector<T>& rules, std::string_view path, Findings& findings) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (!seen.insert(rules[i].id).second)
      findings.error(under(path, i) + "/id", "repeated_id",
                     shown(rules[i].id) + " names another one here too",
                     "explanations name rules by their id, so give each its own");
}

}  // namespace

void check_frame(const Document& document, Findings& findings) {
  const auto zone = check_zone(document.zone, findings);
  for (std::size_t i = 0; i < document.languages.size(); ++i)
    if (std::find(document.languages.begin(), document.languages.begin() + static_cast<std::ptrdiff_t>(i),
                  document.languages[i]) != document.languages.begin() + static_cast<std::ptrdiff_t>(i))
      findings.error(under("/languages", i), "repeated", "this language is listed already");
  check_dates(document, zone, findings);
  check_currency(document, findings);
  check_contact(document, findings);

  check_keys(document.calendars, "/calendars", findings);
  check_keys(document.channels, "/channels", findings);
  check_keys(document.departments, "/departments", findings);
  check_keys(document.skills, "/skills", findings);
  check_keys(document.priorities, "/priorities", findings);
  check_keys(document.circumstances, "/circumstances", findings);
  check_keys(document.topics, "/topics", findings);
  check_keys(document.fields, "/fields", findings);
  check_keys(document.entitlements, "/entitlements", findings);
  check_keys(document.notices, "/notices", findings);
  check_ids(document.exceptions, "/exceptions", findings);
  check_ids(document.required, "/required", findings);
  check_ids(document.checklist, "/checklist", findings);
  check_ids(document.quality, "/quality", findings);
  check_ids(document.answers, "/answers", findings);
  check_ids(document.targets, "/targets", findings);
  check_ids(document.order, "/order", findings);
  check_ids(document.incidents, "/incidents", findings);
  check_ids(document.guidance, "/guidance", findings);
  for (std::size_t i = 0; i < document.targets.size(); ++i)
    check_ids(document.targets[i].steps, under("/targets", i) + "/steps", findings);
  if (document.activation) {
    check_keys(document.activation->conditions, "/activation/conditions", findings);
    check_keys(document.activation->groups, "/activation/groups", findings);
    check_keys(document.activation->products, "/activation/products", findings);
  }
  if (document.fair_use) {
    check_ids(document.fair_use->limits, "/fair_use/limits", findings);
    check_ids(document.fair_use->cool_downs, "/fair_use/cool_downs", findings);
    check_ids(document.fair_use->sessions, "/fair_use/sessions", findings);
  }
}

}  // namespace plazo::policy
