// How promises were kept: each clock that was met leaves a row with the time it took, from which the figures
// of a window are read. The clocks themselves would not do: a ticket has only the last of each kind.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/measured.hpp"
#include "core/policy/versions.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

/// One clock that was met, as it was judged then.
struct MetRow {
  std::string target;
  ClockKind clock = ClockKind::first_response;
  Instant met_at;
  Id ticket;
  std::int64_t sequence = 0;
  std::string department;
  policy::Measure measure = policy::Measure::open_time;
  Duration used;
  std::optional<std::int32_t> days;
  std::optional<bool> within;

  static constexpr json::Note notes[] = {
      {.field = "target", .meaning = "name of the policy's target that it had", .max = 64},
      {.field = "clock", .meaning = "what was timed"},
      {.field = "met_at", .meaning = "when what was promised happened"},
      {.field = "ticket", .meaning = "on which ticket"},
      {.field = "sequence", .meaning = "number of the ticket's last event then"},
      {.field = "department", .meaning = "key of the department that the ticket was in", .max = 64},
      {.field = "measure", .meaning = "what its time was counted in"},
      {.field = "used", .meaning = "that time; of working days the open time of their hours"},
      {.field = "days",
       .meaning = "of working days: the least number of them that would have been kept",
       .unit = "working days"},
      {.field = "within", .meaning = "whether it was within what it was promised or expected to take"},
  };
};
BOOST_DESCRIBE_STRUCT(MetRow, (),
                      (target, clock, met_at, ticket, sequence, department, measure, used, days, within))

const storage::TableOf<MetRow>& met_clocks();

/// Keeps what a clock that was met came to; `InForce` is the version of `clock.policy`.
void note_met(storage::Transaction&, const TicketRow&, const policy::InForce&, const policy::PromiseClock&);
/// A ticket is open again and this clock goes on: that it was met does not count.
void forget_met(storage::Transaction&, Id ticket, const policy::PromiseClock&);
/// Of the clocks that were met by the timeline, those whose row is missing or says something else, one line
/// each.
std::vector<std::string> unlike(storage::Transaction&, Id ticket,
                                const std::vector<policy::PromiseClock>& met,
                                const std::function<const policy::Compiled&(std::int64_t number)>& version);

/// Of which clocks the figures are wanted; those that the scope does not hold are left out.
struct Wanted {
  std::optional<Duration> window = {};  ///< back from now; none: the target's own, else thirty days
  std::string department = {};          ///< in which they were met; empty: any
  Scope scope = {};
  bool published = false;  ///< only of targets that no single ticket can miss
};
struct Performance {
  policy::Target target;
  Duration window;
  bool sampled = false;  ///< there were more: only the last `most_measured` were measured
  policy::Figures figures;
};
inline constexpr int most_measured = 10'000;
inline constexpr Duration usual_window = days(30);

/// One for each target under which clocks run, in the order of the document, its short form last. A target is
/// known by its name, whatever version the clocks had it of; those that were counted in another measure are
/// left out.
std::vector<Performance> performance(storage::Transaction&, const policy::Compiled&, const Wanted&,
                                     Instant now);

}  // namespace plazo::tickets
