#include "core/policy/compiled.hpp"

#include <algorithm>

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

}  // namespace

Compiled::Compiled(Document document)
    : document_(std::move(document)), zone_(calendar::Zone::load(document_.zone)) {
  for (const auto& [key, hours] : document_.calendars) {
    calendar::Document in_zone = hours;
    if (in_zone.zone.empty()) in_zone.zone = document_.zone;
    calendars_.emplace(key, calendar::Calendar::load(in_zone));
  }
  if (!calendars_.contains(always))
    calendars_.emplace(always, calendar::Calendar::load(calendar::always(document_.zone)));
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
