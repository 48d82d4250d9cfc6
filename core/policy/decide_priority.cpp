// The priority that a request gets, what it costs, and its place in the queue.
#include <algorithm>

#include "core/policy/deciding.hpp"

namespace plazo::policy::deciding {
namespace {

bool set_by(const Priority& priority, Party party) {
  return std::find(priority.set_by.begin(), priority.set_by.end(), party) != priority.set_by.end();
}

}  // namespace

void Judge::choose_priority(Facts& facts, Decision& decision) const {
  const auto& chosen = question_.facts.priority;
  const Priority* const wanted = entry_of(document_.priorities, chosen);
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  const bool of_topic =
      topic && topic->priority && !(wanted && !by_customer() && set_by(*wanted, Party::staff));
  if (of_topic) {
    facts.priority = *topic->priority;
    if (wanted && chosen != facts.priority)
      decision.reasons.push_back({.code = ReasonCode::priority_set,
                                  .rule = own_key(document_.topics, facts.topic),
                                  .key = own_key(document_.priorities, facts.priority),
                                  .facts = fact_topic | fact_priority});
    return;
  }
  const std::string& first = document_.priorities.empty() ? chosen : document_.priorities.front().first;
  facts.priority = wanted ? chosen : first;
  if (wanted && chosen != first && !set_by(*wanted, question_.by)) {
    facts.priority = first;
    decision.reasons.push_back({.code = ReasonCode::priority_not_yours,
                                .rule = own_key(document_.priorities, chosen),
                                .key = own_key(document_.priorities, first),
                                .facts = fact_priority});
  }
}

Judge::Use Judge::use(const std::string& key, const Entitlement& entitlement, const Facts& facts) const {
  EntitlementUse had;
  for (const auto& use : question_.used)
    if (use.entitlement == key) had = use;
  if (had.paid) return Use::free;
  const bool included = std::any_of(entitlement.included_for.begin(), entitlement.included_for.end(),
                                    [&](const auto& kind) { return among(facts.customer, kind); });
  if (included) {
    const auto& quota = entitlement.quota;
    if (!quota ||
        (!(quota->tickets && had.tickets >= *quota->tickets) && !(quota->time && had.time >= *quota->time)))
      return Use::free;
  }
  if (!entitlement.price) return Use::used_up;
  if (*entitlement.price == 0) return Use::free;
  return among(question_.facts.entitlement, key) ? Use::charged : Use::unagreed;
}

void Judge::priority(Facts& facts, Verdict& verdict, Decision& decision) const {
  const auto lower = [&](std::string_view to) { facts.priority = to; };
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  const bool of_topic = topic && topic->priority && *topic->priority == facts.priority;
  const Priority* const wanted = entry_of(document_.priorities, facts.priority);
  const auto wanted_key = own_key(document_.priorities, facts.priority);

  if (wanted && !of_topic && by_customer() && wanted->evidence) {
    Obligation duty{.duty = Duty::tell, .rule = wanted_key, .key = wanted_key};
    for (const auto& field : wanted->evidence->all_of)
      if (!told(field)) duty.fields.push_back(own_key(document_.fields, field));
    const auto& one_of = wanted->evidence->one_of;
    if (!one_of.empty() && std::none_of(one_of.begin(), one_of.end(), [&](const auto& f) { return told(f); }))
      for (const auto& field : one_of) duty.one_of.push_back(own_key(document_.fields, field));
    if (!duty.fields.empty() || !duty.one_of.empty()) {
      lower(wanted->evidence->meanwhile);
      decision.incomplete = true;
      decision.reasons.push_back({.code = ReasonCode::priority_evidence,
                                  .rule = wanted_key,
                                  .key = own_key(document_.priorities, facts.priority),
                                  .facts = fact_priority});
      decision.obligations.push_back(std::move(duty));
    }
  }

  // The entitlement of the priority, and those that the request uses of itself.
  std::vector<std::string> used = facts.entitlement;
  const Priority* given = entry_of(document_.priorities, facts.priority);
  if (given && given->entitlement && !among(used, *given->entitlement)) used.push_back(*given->entitlement);
  facts.entitlement.clear();
  for (const auto& key : used) {
    const Entitlement* const entitlement = entry_of(document_.entitlements, key);
    if (!entitlement) continue;
    const auto own = own_key(document_.entitlements, key);
    const Use how = use(key, *entitlement, facts);
    const bool for_priority = given && given->entitlement == key;
    if (how == Use::free || how == Use::charged) {
      facts.entitlement.push_back(key);
      if (how == Use::charged)
        decision.obligations.push_back(
            {.duty = Duty::charge, .rule = own, .key = own, .amount = entitlement->price});
      continue;
    }
    const bool used_up = how == Use::used_up;
    decision.reasons.push_back(
        {.code = used_up ? ReasonCode::entitlement_used_up : ReasonCode::priority_entitlement,
         .rule = own,
         .key = for_priority ? own_key(document_.priorities, facts.priority) : own,
         .facts = fact_priority | fact_entitlement | fact_customer});
    if (!used_up)
      decision.obligations.push_back(
          {.duty = Duty::agree, .rule = own, .key = own, .amount = entitlement->price});
    if (for_priority) lower(document_.priorities.front().first);
  }
  decision.priority = own_key(document_.priorities, facts.priority);
  for (const auto& key : facts.entitlement)
    decision.entitlements.push_back(own_key(document_.entitlements, key));

  if (question_.action != Action::set_priority || decision.priority == question_.facts.priority) return;
  // The first reason to set another one than was wanted is why this one is not set.
  for (auto& reason : decision.reasons)
    if (reason.code == ReasonCode::priority_set || reason.code == ReasonCode::priority_not_yours ||
        reason.code == ReasonCode::priority_entitlement || reason.code == ReasonCode::entitlement_used_up) {
      verdict.stop(Effect::refuse, reason);
      decision.reasons.erase(decision.reasons.begin() + (&reason - decision.reasons.data()));
      return;
    }
}

void Judge::queue(const Facts& facts, Decision& decision) const {
  for (std::size_t i = 0; i < document_.order.size(); ++i) {
    const auto& rule = document_.order[i];
    if (!policy_.holds(rule.when, rule.unless, facts, at_)) continue;
    decision.queue_class = static_cast<std::int32_t>(i);
    return;
  }
}

}  // namespace plazo::policy::deciding
