#include "core/policy/incidents.hpp"

#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/policy/compiled.hpp"
#include "core/policy/text_words.hpp"

namespace plazo::policy {
namespace {

/// Words that say something: short ones are mostly articles and prepositions.
std::set<std::string> telling_words(std::string_view subject) {
  std::set<std::string> telling;
  for (auto& word : words_of(subject))
    if (count_characters(word) >= 4) telling.insert(std::move(word));
  return telling;
}

bool alike_words(std::string_view a, std::string_view b) {
  const auto one = telling_words(a), other = telling_words(b);
  const auto shared =
      std::count_if(one.begin(), one.end(), [&](const auto& word) { return other.contains(word); });
  return shared >= 2 || (shared == 1 && one.size() == 1 && other.size() == 1);
}

bool alike(Alike in, const FreshTicket& a, const FreshTicket& b) {
  switch (in) {
    case Alike::topic:
      return !a.facts.topic.empty() && a.facts.topic == b.facts.topic;
    case Alike::product:
      return !a.facts.product.empty() && a.facts.product == b.facts.product;
    case Alike::words:
      break;
  }
  return alike_words(a.subject, b.subject);
}

}  // namespace

std::optional<Duration> incident_window(const Compiled& policy, const FreshTicket& ticket) {
  std::optional<Duration> longest;
  for (const auto& rule : policy.document().incidents)
    if (policy.holds(rule.when, ticket.facts, ticket.opened_at))
      longest = std::max(longest.value_or(Duration{}), rule.window);
  return longest;
}

std::vector<Suspicion> suspected_incidents(const Compiled& policy, const FreshTicket& ticket,
                                           std::span<const FreshTicket> others) {
  std::vector<Suspicion> found;
  for (const auto& rule : policy.document().incidents) {
    if (!policy.holds(rule.when, ticket.facts, ticket.opened_at)) continue;
    Suspicion suspicion{.rule = &rule, .accounts = 0, .tickets = {}};
    std::set<Id> accounts{ticket.account};
    for (const auto& other : others) {
      if (other.opened_at <= ticket.opened_at - rule.window ||
          !policy.holds(rule.when, other.facts, other.opened_at) ||
          !std::all_of(rule.same.begin(), rule.same.end(),
                       [&](Alike in) { return alike(in, ticket, other); }))
        continue;
      accounts.insert(other.account);
      suspicion.tickets.push_back(other.ticket);
    }
    suspicion.accounts = static_cast<std::int32_t>(accounts.size());
    if (suspicion.accounts >= rule.accounts) found.push_back(std::move(suspicion));
  }
  return found;
}

}  // namespace plazo::policy
