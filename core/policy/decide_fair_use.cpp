// Fair use: what waits, what is too much, and how long a call may last.
#include <algorithm>

#include "core/policy/deciding.hpp"

namespace plazo::policy::deciding {
namespace {

/// Whether this request is itself one of what is counted.
bool counts(Counted what, Action action, const Channel* channel) {
  const bool call = channel && live(channel->kind);
  switch (what) {
    case Counted::messages:
      return action == Action::open || action == Action::reply || action == Action::follow_up ||
             (action == Action::contact && !call);
    case Counted::tickets:
      return action == Action::open || action == Action::escalate || (action == Action::contact && !call);
    case Counted::sessions:
      return action == Action::session_start || (action == Action::contact && call);
    default:
      return false;
  }
}

}  // namespace

const SessionLimit* Judge::session_limit(std::string_view channel) const {
  if (document_.fair_use)
    for (const auto& limit : document_.fair_use->sessions)
      if (among(limit.channel, channel)) return &limit;
  return nullptr;
}

void Judge::fair_use(const Facts& facts, Action action, Verdict& verdict, Decision* noted) const {
  if (!document_.fair_use) return;
  const FairUse& rules = *document_.fair_use;

  if (question_.matter && action != Action::reply)
    for (const auto& rule : rules.cool_downs) {
      const Instant end = question_.matter->sent_at + rule.wait;
      if (at_ >= end || !among(rule.channel, facts.channel)) continue;
      if (facts_of(rule.unless) != 0 && policy_.holds(rule.unless, facts, at_)) continue;
      if (!verdict.taken() && verdict.allowed_at >= end) continue;  // another one lasts longer
      verdict.stop(Effect::refuse, {.code = ReasonCode::cool_down,
                                    .rule = rule.id,
                                    .key = own_key(document_.channels, facts.channel),
                                    .at = end,
                                    .facts = static_cast<std::uint16_t>(fact_channel | facts_of(rule.unless)),
                                    .text = rule.text ? &*rule.text : nullptr});
      verdict.allowed_at = end;
    }
  if (!verdict.taken()) return;

  const auto* const channel = entry_of(document_.channels, facts.channel);
  for (const auto& limit : rules.limits) {
    if (!policy_.holds(limit.when, facts, at_)) continue;
    const auto seen = std::find_if(question_.occurrences.begin(), question_.occurrences.end(),
                                   [&](const Occurrences& one) { return one.rule == limit.id; });
    const bool any = seen != question_.occurrences.end();
    std::int64_t total = !any ? 0 : limit.noticed == Noticed::counted ? seen->counted : seen->confirmed;
    // Asked about a later instant, the oldest has left the window, and the next is not known.
    const bool left = total > 0 && seen->oldest_at && limit.window && at_ >= *seen->oldest_at + *limit.window;
    if (left) --total;
    const Instant* const oldest = any && !left && seen->oldest_at ? &*seen->oldest_at : nullptr;
    if (limit.noticed == Noticed::counted && counts(limit.counts, action, channel)) ++total;
    const Consequence* reached = nullptr;
    for (const auto& consequence : limit.then)
      if (total >= consequence.occurrences.value_or(1)) reached = &consequence;
    if (!reached) continue;

    Reason reason{.code = ReasonCode::limit,
                  .rule = limit.id,
                  .facts = static_cast<std::uint16_t>(fact_customer | facts_of(limit.when)),
                  .text = reached->text ? &*reached->text
                          : limit.text  ? &*limit.text
                                        : nullptr};
    Obligation duty{.rule = limit.id, .text = reason.text};
    const bool open_topic = rules.suspension && among(rules.suspension->open_topics, facts.topic);
    const bool suspends = reached->measure == Measures::suspension && !open_topic;
    const bool by_itself = suspends && rules.suspension && rules.suspension->automatic;
    // Too many of one thing do not stop another: with all tickets used up, one may still reply in them.
    if (reached->measure == Measures::refusal && limit.noticed == Noticed::counted &&
        !counts(limit.counts, action, channel))
      continue;
    if (by_itself || reached->measure == Measures::refusal) {
      if (limit.window && oldest && total == reached->occurrences.value_or(1) && !by_itself)
        verdict.allowed_at = reason.at = *oldest + *limit.window;
      verdict.stop(Effect::refuse, reason);
      if (by_itself && noted) {
        duty.duty = Duty::suspend;
        duty.length = rules.suspension->length ? *rules.suspension->length : Duration{};
        noted->obligations.push_back(std::move(duty));
      }
      return;
    }
    if (!noted) continue;
    switch (reached->measure) {
      case Measures::notice:
        duty.duty = Duty::notice;
        break;
      case Measures::demotion:
        // Without an age at which it ends a demotion could last for ever; it is only told of then.
        if (rules.demoted_at_most) {
          duty.duty = Duty::demote;
          duty.length = rules.demoted_at_most;
          noted->demoted = true;
        } else {
          duty.duty = Duty::notice;
        }
        break;
      case Measures::suspension:
        if (!suspends) continue;
        duty.duty = Duty::propose_suspension;
        break;
      case Measures::warning:
      case Measures::refusal:
        duty.duty = Duty::warn;
        break;
    }
    noted->reasons.push_back(reason);
    noted->obligations.push_back(std::move(duty));
  }
}

void Judge::session(const Facts& facts, Verdict& verdict, Decision& decision) const {
  const SessionLimit* const limit = session_limit(facts.channel);
  if (!limit) return;
  const auto then =
      limit->then_channel ? own_key(document_.channels, *limit->then_channel) : std::string_view();
  const Prose* const text = limit->text ? &*limit->text : nullptr;
  Obligation end{
      .duty = Duty::end_session, .rule = limit->id, .key = then, .length = limit->longest, .text = text};
  const auto ends = question_.joined_at ? std::optional(*question_.joined_at + limit->longest) : std::nullopt;
  end.at = ends;
  const bool over = ends && at_ >= *ends;
  if (over && question_.action == Action::session_continue) {
    verdict.stop(Effect::redirect, {.code = ReasonCode::session_over,
                                    .rule = limit->id,
                                    .key = then,
                                    .facts = fact_channel,
                                    .text = text});
    decision.obligations.push_back({.duty = Duty::hand_over, .rule = limit->id, .key = then});
  } else if (question_.action != Action::session_end) {
    if (limit->warn && ends && at_ >= *ends - *limit->warn)
      decision.obligations.push_back(
          {.duty = Duty::announce_end, .rule = limit->id, .key = then, .at = ends, .text = text});
    decision.obligations.push_back(std::move(end));
  }
  if (limit->callback_offered && over)
    decision.obligations.push_back({.duty = Duty::offer_callback, .rule = limit->id});
}

void Judge::suspend(Verdict& verdict, Decision& decision) const {
  const auto* const rule =
      document_.fair_use && document_.fair_use->suspension ? &*document_.fair_use->suspension : nullptr;
  const auto refuse = [&](ReasonCode code) {
    verdict.stop(Effect::refuse, {.code = code, .rule = "suspension"});
  };
  if (by_customer()) return refuse(ReasonCode::suspension_by_staff);
  if (!rule) return refuse(ReasonCode::suspension_unknown);
  Obligation duty{.duty = Duty::suspend, .rule = "suspension", .text = rule->text ? &*rule->text : nullptr};
  if (question_.suspension) {
    if (!question_.suspension->until && !rule->for_good) return refuse(ReasonCode::suspension_not_for_good);
    duty.at = question_.suspension->until;
    duty.length =
        question_.suspension->until ? *question_.suspension->until - question_.suspension->from : Duration{};
  } else if (rule->length) {
    duty.length = rule->length;
    duty.at = at_ + *rule->length;
  } else if (rule->for_good) {
    duty.length = Duration{};
  } else {
    return refuse(ReasonCode::suspension_not_for_good);
  }
  decision.obligations.push_back(std::move(duty));
}

}  // namespace plazo::policy::deciding
