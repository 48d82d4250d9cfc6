#include "core/policy/actions.hpp"

#include <algorithm>

namespace plazo::policy {
namespace {

/// When something is done that is for working hours only and could be done from `at` on. A warning comes by
/// the deadline at the latest: after it there is nothing left to warn of. Empty: never.
std::optional<Instant> in_hours(const Compiled& policy, const Target& target, const Facts& facts,
                                const PromiseClock& clock, ActionKind kind, Instant at) {
  const auto* const hours = working_hours(policy, target, facts);
  if (!hours) return at;
  const auto opens = hours->next_open(at);
  if (kind != ActionKind::warning) return opens;
  return std::max(at, std::min(opens.value_or(*clock.due_at), *clock.due_at));
}

bool waits_for_hours(const Target& target, const Action& action) {
  return action.kind == ActionKind::warning ? target.working_hours_only
                                            : action.step && action.step->working_hours_only;
}

std::vector<Action> in_order(const Compiled& policy, const Target& target, const Facts& facts,
                             const PromiseClock& clock) {
  std::vector<Action> out;
  if (!clock.due_at) return out;
  const Instant due = *clock.due_at;
  // Beside working days too: an hour before the end of a term is an hour in which somebody is there.
  const auto time = counting(policy, target, facts);
  // Nothing is done before the clock has started, however far ahead the target would have it.
  const auto before = [&](Duration amount) {
    return std::max(clock.started_at, time.add(due, Duration{-amount.ms}).value_or(clock.started_at));
  };
  const auto plan = [&](Action action) {
    if (waits_for_hours(target, action)) {
      const auto acts_at = in_hours(policy, target, facts, clock, action.kind, action.at);
      if (!acts_at) return;
      action.acts_at = *acts_at;
    }
    out.push_back(std::move(action));
  };
  for (const Duration ahead : target.warn) {
    const Instant at = before(ahead);
    plan({ActionKind::warning, "warning " + to_text(ahead), at, at});
  }
  plan({ActionKind::breach, "breach", due + too_late, due + too_late});
  for (const auto& step : target.steps) {
    std::optional<Instant> at;
    if (step.before)
      at = before(*step.before);
    else if (const auto after = time.add(due, step.after.value_or(Duration{})))
      at = std::max(due + too_late, *after);
    if (at) plan({ActionKind::step, target.id + "/" + step.id, *at, *at, &step});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Action& a, const Action& b) { return a.acts_at < b.acts_at; });
  return out;
}

}  // namespace

std::vector<Action> actions(const Compiled& policy, const Facts& facts, const PromiseClock& clock) {
  const Target* const target = policy.target(clock.kind, clock.target);
  if (!target || !clock.running() || clock.paused_at) return {};
  return in_order(policy, *target, facts, clock);
}

std::optional<Action> next_action(const Compiled& policy, const Facts& facts, const PromiseClock& clock,
                                  Instant now) {
  const Target* const target = policy.target(clock.kind, clock.target);
  std::optional<Action> first;
  for (auto& action : actions(policy, facts, clock)) {
    if (clock.has_done(action.name)) continue;
    if (action.acts_at < now && waits_for_hours(*target, action)) {
      const auto acts_at = in_hours(policy, *target, facts, clock, action.kind, now);
      if (!acts_at) continue;
      if (*acts_at > now) action.acts_at = *acts_at;
    }
    if (!first || action.acts_at < first->acts_at) first = std::move(action);
  }
  return first;
}

void forget_future_actions(const Compiled& policy, const Facts& facts, PromiseClock& clock, Instant at) {
  const Target* const target = policy.target(clock.kind, clock.target);
  if (!clock.done || !target) return;
  for (const auto& action : in_order(policy, *target, facts, clock))
    if (action.at > at) std::erase(*clock.done, action.name);
  if (clock.done->empty()) clock.done.reset();
}

}  // namespace plazo::policy
