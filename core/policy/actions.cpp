#include "core/policy/actions.hpp"

#include <algorithm>

namespace plazo::policy {
namespace {

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
  for (const Duration ahead : target.warn) {
    const Instant at = before(ahead);
    out.push_back({ActionKind::warning, "warning " + to_text(ahead), at, at});
  }
  out.push_back({ActionKind::breach, "breach", due + too_late, due + too_late});
  for (const auto& step : target.steps) {
    std::optional<Instant> at;
    if (step.before)
      at = before(*step.before);
    else if (const auto after = time.add(due, step.after.value_or(Duration{})))
      at = std::max(due + too_late, *after);
    if (!at) continue;
    Action action{ActionKind::step, target.id + "/" + step.id, *at, *at, &step};
    if (step.working_hours_only) {
      const auto* const hours = working_hours(policy, target, facts);
      const auto opens = hours ? hours->next_open(*at) : at;
      if (!opens) continue;
      action.acts_at = *opens;
    }
    out.push_back(std::move(action));
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
    if (action.step && action.step->working_hours_only && action.acts_at < now) {
      const auto* const hours = working_hours(policy, *target, facts);
      const auto opens = hours ? hours->next_open(now) : now;
      if (!opens) continue;
      if (*opens > now) action.acts_at = *opens;
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
