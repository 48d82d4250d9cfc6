// What is to be done as a deadline comes near and passes: warnings, the breach itself, and the steps of
// escalation. Pure, like the clocks themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/clock.hpp"

namespace plazo::policy {

enum class ActionKind { warning, breach, step };
BOOST_DESCRIBE_ENUM(ActionKind, warning, breach, step)

/// One thing to be done, once.
struct Action {
  ActionKind kind = ActionKind::breach;
  std::string name;  ///< by which a clock remembers it: `warning PT1H`, `breach`, `night/second_level`
  Instant at;        ///< when, by the target
  /// The same, or the next opening for what is for working hours only; of a warning the deadline at the
  /// latest.
  Instant acts_at;
  const Step* step = nullptr;  ///< of the target; null: warning or breach
};

/// The breach is noted at the first millisecond that is too late.
inline constexpr Duration too_late = milliseconds(1);

/// Everything that the target of a clock with a deadline asks for, in order of `acts_at`, then as it stands
/// in the document. A pause holds all of it, so it is empty for a paused clock, as for one that has ended.
std::vector<Action> actions(const Compiled&, const Facts&, const PromiseClock&);

/// The first of them that was not done yet, as it stands at `now`: what is for working hours only and was not
/// done in time waits for the next opening.
std::optional<Action> next_action(const Compiled&, const Facts&, const PromiseClock&, Instant now);

/// What lies later than `at` counts as not done.
void forget_future_actions(const Compiled&, const Facts&, PromiseClock&, Instant at);

}  // namespace plazo::policy
