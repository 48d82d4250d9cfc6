// The course of a ticket, as far as its clocks depend on it: what happened, one event after the other. What
// is stored of a ticket is the course up to now; played again from the timeline's events it comes out the
// same, to the bit.
#pragma once

#include <optional>
#include <vector>

#include "core/policy/clock.hpp"

namespace plazo::policy {

struct Course {
  Facts facts;
  std::int64_t version = 0;  ///< of the policy that the ticket stands under
  bool closed = false;
  std::optional<Instant> answered_at;    ///< staff's first answer
  std::optional<Instant> waiting_since;  ///< the oldest message of the customer that nobody has answered
  std::optional<PauseReason> paused;
  std::optional<Instant> paused_since;
  std::vector<PromiseClock> clocks;  ///< at most one of each kind: the last
  // For who measures: what was met, and what had been met before and goes on, as a closing was undone. They
  // clear both.
  std::vector<PromiseClock> met = {}, undone = {};

  PromiseClock* find(ClockKind);
  const PromiseClock* find(ClockKind) const;
};

// Each of these is one event, at instants that do not go back. `Compiled` is the policy of `course.version`.

void opened(Course&, const Compiled&, Instant at);
/// A message of the customer. It ends a pause that waits for the customer, and opens a closed ticket again.
void customer_wrote(Course&, const Compiled&, Instant at);
/// A message to the customer, by staff or by a machine in their name. A machine's counts as an answer only
/// when the policy says so. True: it did count.
bool staff_wrote(Course&, const Compiled&, bool automatic, Instant at);
/// Ends every clock: a resolution is met, what nobody waits for any more is cancelled.
void closed(Course&, const Compiled&, Instant at);
/// Also changes the reason of a pause that lasts already, whose beginning stays.
/// The ticket goes on in another: every clock loses its object, a resolution too.
void merged(Course&, const Compiled&, Instant at);
/// Another ticket goes on in this one. `waiting_since`: when the oldest message came that nobody has answered
/// there; the answer that is owed here counts from it, where it is the older one. A pause that waits for the
/// customer ends with it, as they have written.
void took_over(Course&, const Compiled&, std::optional<Instant> waiting_since, Instant at);
/// What was played up to `at` happened elsewhere, before the desk knew of the ticket: nothing of what its
/// deadlines ask for by now is still to be done, and what has ended there had no clocks of this desk's.
void imported(Course&, const Compiled&, Instant at);
void paused(Course&, const Compiled&, PauseReason, Instant at);
void resumed(Course&, const Compiled&, Instant at);
/// Priority, department or topic have become others.
void changed(Course&, const Compiled&, Facts now, Instant at);
/// Other circumstances are declared. What `clocks.changed` says holds only for a clock whose target is
/// another one for that reason; every other clock stays as it is.
void declared(Course&, const Compiled&, std::vector<std::string> circumstances, Instant at);
/// The ticket comes under another version. Its running clocks are carried over or begin anew, as that version
/// says; clocks of targets that are gone vanish.
void re_evaluated(Course&, const Compiled& before, const Compiled& after, std::int64_t version, Instant at);

}  // namespace plazo::policy
