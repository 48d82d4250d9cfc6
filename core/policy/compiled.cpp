#include "core/policy/compiled.hpp"

#include <algorithm>

#include "core/base/hash.hpp"
#include "core/json/encode.hpp"

namespace plazo::policy {
namespace {

bool among(const std::vector<std::string>& wanted, const std::string& fact) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), fact) != wanted.end();
}

bool any_among(const std::vector<std::string>& wanted, const std::vector<std::string>& facts) {
  return wanted.empty() || std::any_of(facts.begin(), facts.end(), [&](const std::string& fact) {
           return std::find(wanted.begin(), wanted.end(), fact) != wanted.end();
         });
}

template <class T>
bool among(const std::vector<T>& wanted, T fact) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), fact) != wanted.end();
}

std::string digest_of(const calendar::Document& hours) {
  std::string text;
  json::encode(json::type_of<calendar::Document>(), &hours, text, json::Audience::panel);
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::byte b : Hasher(16).add("plazo.calendar.1").add(text).finish()) {
    out += digits[std::to_integer<unsigned>(b) >> 4];
    out += digits[std::to_integer<unsigned>(b) & 15];
  }
  return out;
}

}  // namespace

Compiled::Compiled(Document document)
    : document_(std::move(document)),
      zone_(calendar::Zone::load(document_.zone)),
      zone_data_(calendar::zone_data_version()) {
  for (const auto& [key, hours] : document_.calendars) {
    calendar::Document in_zone = hours;
    if (in_zone.zone.empty()) in_zone.zone = document_.zone;
    calendars_.emplace(key, calendar::Calendar::load(in_zone));
    digests_.emplace(key, digest_of(in_zone));
  }
  if (!calendars_.contains(always)) {
    const auto hours = calendar::always(document_.zone);
    calendars_.emplace(always, calendar::Calendar::load(hours));
    digests_.emplace(always, digest_of(hours));
  }
  if (document_.first_response)
    short_form_ =
        Target{.id = "first_response", .limit = document_.first_response, .measure = Measure::wall_time};
  for (std::uint32_t list = 0; const auto* const words = words_of(list); ++list)
    for (std::uint32_t i = 0; i < words->size(); ++i) phrases_.add(list, i, (*words)[i]);
}

const std::vector<std::string>* Compiled::words_of(std::size_t list) const {
  const auto& answers = document_.answers;
  if (list < answers.size()) return &answers[list].words;
  list -= answers.size();
  if (!document_.fair_use || list >= document_.fair_use->limits.size()) return nullptr;
  return &document_.fair_use->limits[list].words;
}

std::vector<Compiled::Heard> Compiled::heard(std::string_view subject, std::string_view body) const {
  std::vector<Heard> all;
  if (phrases_.empty()) return all;
  auto found = phrases_.in(subject);
  for (const auto& more : phrases_.in(body))
    if (std::none_of(found.begin(), found.end(), [&](const auto& f) { return f.list == more.list; }))
      found.push_back(more);
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.list < b.list; });
  for (const auto& [list, place] : found) {
    Heard one{.phrase = (*words_of(list))[place]};
    if (list < document_.answers.size())
      one.answer = &document_.answers[list];
    else
      one.limit = &document_.fair_use->limits[list - document_.answers.size()];
    all.push_back(one);
  }
  return all;
}

std::string_view Compiled::digest(std::string_view key) const {
  const auto at = digests_.find(key);
  return at == digests_.end() ? std::string_view() : at->second;
}

const Target* Compiled::target(ClockKind kind, const Facts& facts, Instant at) const {
  for (const auto& target : document_.targets)
    if (target.clock == kind && holds(target.when, target.unless, facts, at)) return &target;
  return short_form_ && short_form_->clock == kind ? &*short_form_ : nullptr;
}

const Target* Compiled::target(ClockKind kind, std::string_view id) const {
  for (const auto& target : document_.targets)
    if (target.clock == kind && target.id == id) return &target;
  return short_form_ && short_form_->clock == kind && short_form_->id == id ? &*short_form_ : nullptr;
}

const calendar::Calendar& Compiled::calendar(std::string_view key) const {
  const auto at = calendars_.find(key);
  if (at == calendars_.end())
    throw Error(Category::internal, "policy.calendar_missing", "a calendar of the policy is missing");
  return at->second;
}

bool Compiled::holds(const When& when, const Facts& facts, Instant at) const {
  return among(when.topic, facts.topic) && among(when.department, facts.department) &&
         among(when.channel, facts.channel) && among(when.priority, facts.priority) &&
         any_among(when.customer, facts.customer) && among(when.identity, facts.identity) &&
         among(when.service, facts.service) && among(when.product, facts.product) &&
         any_among(when.circumstance, facts.circumstance) && any_among(when.entitlement, facts.entitlement) &&
         (!when.during || calendar(*when.during).open_at(at)) &&
         (!when.outside || !calendar(*when.outside).open_at(at)) &&
         (!when.open || *when.open == open(facts, at));
}

bool Compiled::open(const Facts& facts, Instant at) const {
  const auto* const department = entry_of(document_.departments, facts.department);
  const auto* const channel = entry_of(document_.channels, facts.channel);
  return !(department && department->hours && !calendar(*department->hours).open_at(at)) &&
         !(channel && channel->hours && !calendar(*channel->hours).open_at(at));
}

}  // namespace plazo::policy
