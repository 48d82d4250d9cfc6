#include "core/policy/decide.hpp"

#include <algorithm>

#include "core/policy/deciding.hpp"

namespace plazo::policy {
namespace deciding {

void Judge::start(Facts& facts) const {
  const Action action = question_.action;
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  Decision unnoted;
  choose_priority(facts, unnoted);
  if (facts.channel.empty() && action == Action::contact) {
    alternatives(facts, facts, {}, unnoted);
    for (const auto& found : unnoted.alternatives)
      if (!found.channel.empty()) {
        facts.channel = found.channel;
        if (facts.department.empty()) facts.department = found.department;
        break;
      } else if (found.open) {
        break;  // self-service is the best there is
      }
  } else if (facts.channel.empty() && action != Action::suspend) {
    facts.channel = written_channel(topic);
  }
  fill_department(facts);
}

void Judge::set_department(Facts& facts, Verdict& verdict) const {
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  verdict.reason = {.code = ReasonCode::allowed,
                    .key = own_key(document_.departments, facts.department),
                    .facts = fact_department};
  const Way* const way = topic && by_customer() ? way_of(*topic, facts) : nullptr;
  if (way && way->department && *way->department != facts.department) {
    verdict.effect = Effect::redirect;
    verdict.moved = true;
    verdict.notice = Notice::always;
    verdict.reason = {.code = ReasonCode::department_set,
                      .rule = own_key(document_.topics, facts.topic),
                      .key = *way->department,
                      .facts = fact_topic | fact_department};
    facts.department = *way->department;
  }
  attended(facts, verdict, nullptr);
}

void Judge::escalate(Facts& facts, Verdict& verdict, Decision& decision) const {
  if (suspended(facts, verdict)) return;
  const SessionLimit* const limit = session_limit(facts.channel);
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  const std::string_view to = limit && limit->then_channel ? own_key(document_.channels, *limit->then_channel)
                                                           : written_channel(topic);
  if (!to.empty()) facts.channel = to;
  if (topic)
    if (const Way* const way = way_of(*topic, facts); way && way->department)
      facts.department = *way->department;
  verdict.reason = {.code = ReasonCode::allowed, .key = to, .facts = fact_channel};
  decision.obligations.push_back(
      {.duty = Duty::hand_over, .rule = limit ? std::string_view(limit->id) : "", .key = to});
  if (limit && limit->callback_offered)
    decision.obligations.push_back({.duty = Duty::offer_callback, .rule = limit->id});
  if (const auto opens = opening(hours_of(nullptr, facts)); opens != at_) {
    verdict.effect = Effect::queue;
    verdict.opens_at = opens;
    verdict.reason = {.code = ReasonCode::waits,
                      .rule = own_key(document_.departments, facts.department),
                      .at = opens,
                      .facts = fact_department | fact_hour};
  }
}

Verdict Judge::first_verdict(Facts& facts, Decision& decision) const {
  Verdict verdict;
  verdict.reason = {.code = ReasonCode::allowed, .key = own_key(document_.channels, facts.channel)};
  const Channel* const channel = entry_of(document_.channels, facts.channel);
  switch (question_.action) {
    case Action::contact:
    case Action::open:
      return place(facts, question_.action, &decision);
    case Action::session_start:
      verdict = place(facts, question_.action, &decision);
      if (verdict.taken()) session(facts, verdict, decision);
      return verdict;
    case Action::reply:
      return reply(facts, &decision);
    case Action::follow_up:
      // Asking in the ticket is a reply.
      if (channel && channel->kind == ChannelKind::ticket) return reply(facts, &decision);
      return place(facts, question_.action, &decision);
    case Action::session_continue:
      if (!suspended(facts, verdict)) session(facts, verdict, decision);
      return verdict;
    case Action::session_end:
      session(facts, verdict, decision);
      return verdict;
    case Action::escalate:
      escalate(facts, verdict, decision);
      return verdict;
    case Action::set_department:
      if (!suspended(facts, verdict)) set_department(facts, verdict);
      return verdict;
    case Action::attach:
      if (!suspended(facts, verdict)) attach(facts, verdict);
      return verdict;
    case Action::set_priority:
      suspended(facts, verdict);
      return verdict;
    case Action::suspend:
      suspend(verdict, decision);
      return verdict;
  }
  return verdict;
}

Decision Judge::decide() const {
  Decision decision;
  Facts facts = question_.facts;
  start(facts);
  const Facts asked = facts;
  Verdict verdict = first_verdict(facts, decision);

  const Action action = question_.action;
  const bool ticket = action == Action::open || action == Action::escalate;
  const bool talk = action == Action::contact || action == Action::session_start;
  if (verdict.taken() || !by_customer()) {
    const Channel* const channel = entry_of(document_.channels, facts.channel);
    if (action == Action::open && question_.attachments > 0 && verdict.taken()) attach(facts, verdict);
    if (ticket || talk || action == Action::set_priority) {
      choose_priority(facts, decision);
      if (ticket || talk) {
        if (facts.topic.empty() && !document_.topics.empty())
          decision.obligations.push_back({.duty = Duty::choose_topic});
        if (channel && channel->before_account_talk && facts.identity < *channel->before_account_talk)
          decision.obligations.push_back({.duty = Duty::verify,
                                          .rule = own_key(document_.channels, facts.channel),
                                          .identity = *channel->before_account_talk});
        information(facts, verdict, decision);
      }
      priority(facts, verdict, decision);
    }
    if (!talk || action == Action::contact) queue(facts, decision);
    if (question_.subject || question_.body) listen(facts, verdict, decision);
  }
  finish(verdict, asked, facts, decision);
  return decision;
}

void Judge::finish(const Verdict& verdict, const Facts& asked, const Facts& facts, Decision& decision) const {
  const bool advised = std::any_of(decision.reasons.begin(), decision.reasons.end(),
                                   [](const Reason& r) { return r.code == ReasonCode::advice; });
  decision.effect = verdict.effect == Effect::allow && advised ? Effect::advise : verdict.effect;
  decision.moved = verdict.moved;
  decision.notice = verdict.effect == Effect::allow && advised ? Notice::always : verdict.notice;
  decision.reasons.insert(decision.reasons.begin(), verdict.reason);
  decision.topic = own_key(document_.topics, facts.topic);
  decision.department = own_key(document_.departments, facts.department);
  decision.channel = own_key(document_.channels, facts.channel);
  if (decision.priority.empty()) decision.priority = own_key(document_.priorities, facts.priority);
  decision.self_service = verdict.self_service;
  decision.opens_at = verdict.opens_at;
  decision.allowed_at = verdict.allowed_at;
  if (verdict.identity > facts.identity)
    decision.obligations.insert(
        decision.obligations.begin(),
        {.duty = Duty::identify, .rule = verdict.reason.rule, .identity = verdict.identity});

  const bool refused = !verdict.taken();
  // Whom the policy gives a choice binds staff too; everything else is advice to them.
  const bool binding = question_.action == Action::set_priority || question_.action == Action::suspend;
  if (refused && !by_customer() && !binding) {
    decision.for_customer = decision.effect;
    decision.effect = Effect::advise;
    decision.notice = Notice::always;
  }
  if (!decision.taken())
    std::erase_if(decision.obligations, [](const Obligation& o) { return o.duty == Duty::charge; });
  decision.show_notice =
      decision.notice == Notice::always ||
      (decision.notice == Notice::once && !among(question_.notices_shown, verdict.reason.rule));

  if (refused || question_.action == Action::contact) alternatives(asked, facts, verdict, decision);
  if (!refused) advise_skill(asked, facts, verdict, decision);
  if (refused && decision.alternatives.empty())
    decision.reasons.push_back({.code = ReasonCode::no_other_way, .facts = fact_topic});
}

}  // namespace deciding

const Obligation* Decision::find(Duty duty) const {
  for (const auto& obligation : obligations)
    if (obligation.duty == duty) return &obligation;
  return nullptr;
}

Decision decide(const Compiled& policy, const Question& question, Instant at) {
  deciding::check_keys(policy.document(), question);
  return deciding::Judge(policy, question, at).decide();
}

}  // namespace plazo::policy
