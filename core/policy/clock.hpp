// Clocks: what a target makes of the time since something happened. Pure: what comes out depends on the
// arguments alone.
//
// A clock counts time of its target's measure from its start. While it is paused nothing counts: a pause is a
// hole in the counted time, so its deadline moves by what would have been counted in between. The deadline is
// the earliest instant by which the limit has been counted; what was promised may still happen at that very
// instant. All of it is exact to the millisecond.
//
//     office 10:00-20:00, limit PT4H     Mon 17:00  started    due Tue 11:00
//                                        Mon 18:00  paused     due stands still, one hour is used
//                                        Tue 10:30  resumed    due Tue 13:30: two hours and a half later
//
// Working days are no sum of hours. A pause moves the end of such a term on by its open time: paused for two
// whole working days, a term that ended at closing ends at closing two working days later.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/compiled.hpp"

namespace plazo::policy {

/// What the time of one target is counted in for one ticket.
struct Counting {
  const calendar::Calendar* hours = nullptr;  ///< null: around the clock
  std::string_view key = {};                  ///< of the calendar; empty when there is none

  /// Counted time from `from` to `to`; negative when `to` is the earlier.
  Duration between(Instant from, Instant to) const;
  /// The earliest instant by which the amount has been counted; of a negative amount the latest instant from
  /// which it counts until `from`. Empty: never.
  std::optional<Instant> add(Instant from, Duration) const;
};
/// Open time and working days count in the target's hours, else in those of the ticket's department, else
/// around the clock.
Counting counting(const Compiled&, const Target&, const Facts&);
/// The end of a term of so many of the target's working days. Empty: never.
std::optional<Instant> after_days(const Compiled&, const Target&, const Counting&, Instant start,
                                  std::int32_t days);
/// The hours in which staff work on it, by which steps wait that are for working hours only, whatever the
/// target is measured in. Null: around the clock.
const calendar::Calendar* working_hours(const Compiled&, const Target&, const Facts&);

/// One clock of one ticket, as it stands. Running while it is neither met nor cancelled.
struct PromiseClock {
  ClockKind kind = ClockKind::first_response;
  std::string target;
  Promise promise = Promise::limit;
  Instant started_at;
  Instant counted_from;
  Duration used;
  Duration held;
  std::optional<Instant> due_at;
  std::optional<Instant> expected_at;
  std::optional<Instant> paused_at;
  std::optional<Instant> met_at;
  std::optional<Instant> cancelled_at;
  std::optional<std::vector<std::string>> done;
  std::int64_t policy = 0;
  std::string hours;
  std::string calendar;
  std::string zone_data;

  bool running() const { return !met_at && !cancelled_at; }
  bool paused() const { return paused_at.has_value(); }
  /// Whether what is promised was, or at `now` still is, too late. A pause holds the deadline.
  bool missed(Instant now) const {
    return due_at && !paused_at && (met_at ? *met_at : cancelled_at ? *cancelled_at : now) > *due_at;
  }
  bool has_done(std::string_view action) const;
  friend bool operator==(const PromiseClock&, const PromiseClock&) = default;

  static constexpr json::Note notes[] = {
      {.field = "kind", .meaning = "what is timed"},
      {.field = "target", .meaning = "name of the policy's target that it has", .max = 64},
      {.field = "promise", .meaning = "how binding it is"},
      {.field = "started_at", .meaning = "when the time began to run"},
      {.field = "counted_from", .meaning = "since when time counts that `used` does not hold yet"},
      {.field = "used", .meaning = "time counted until then, in the target's measure"},
      {.field = "held", .meaning = "time that ended pauses have kept from being counted"},
      {.field = "due_at",
       .meaning = "last instant at which the promise is kept; while paused, as it was before; none when "
                  "nothing can be late"},
      {.field = "expected_at", .meaning = "when it is expected, which binds nobody"},
      {.field = "paused_at", .meaning = "since when nothing counts"},
      {.field = "met_at", .meaning = "when what was promised happened"},
      {.field = "cancelled_at", .meaning = "when the promise lost its object"},
      {.field = "done", .meaning = "what was done about the deadline: warnings, breach and steps by name"},
      {.field = "policy", .meaning = "number of the policy version that set it"},
      {.field = "hours", .meaning = "key of the calendar it counts in; empty: around the clock", .max = 64},
      {.field = "calendar", .meaning = "digest of that calendar as it was", .max = 32},
      {.field = "zone_data", .meaning = "version of the zone data with which it was worked out", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(PromiseClock, (),
                      (kind, target, promise, started_at, counted_from, used, held, due_at, expected_at,
                       paused_at, met_at, cancelled_at, done, policy, hours, calendar, zone_data))

/// What a clock counts in: the hours it was given, whatever has become of the ticket since.
Counting counting(const Compiled&, const PromiseClock&);
/// Counted time by `at`: until its end, when it has ended.
Duration used(const Compiled&, const PromiseClock&, Instant at);
/// Counted time from `at` until the deadline, negative once it has passed; while paused, what was left.
/// Empty without a deadline.
std::optional<Duration> time_left(const Compiled&, const PromiseClock&, Instant at);

// `Compiled` is the version of `clock.policy` in all of these.

/// A clock that starts now. Empty when nothing is promised.
std::optional<PromiseClock> start(const Compiled&, std::int64_t version, ClockKind, const Facts&, Instant at);

/// Whether its target lets it stand still for this reason.
bool pauses_for(const Compiled&, const PromiseClock&, PauseReason);
/// Holds a running clock, if its target pauses for this reason and its deadline has not passed.
void pause(const Compiled&, PromiseClock&, PauseReason, Instant at);
/// Lets it run again.
void resume(const Compiled&, PromiseClock&, Instant at);

enum class Ending { met, cancelled };
/// Ends a running clock, paused or not.
void end(const Compiled&, PromiseClock&, Ending, Instant at);

/// Brings a running clock under what is promised now: the target that holds for the new facts, judged at the
/// clock's start, with the time used so far. False: nothing is promised any more, and the clock is to vanish.
/// What was done about the deadline stays done, unless the new deadline brings it into the future again.
bool carry(const Compiled& before, const Compiled& after, std::int64_t version, const Facts& now,
           PromiseClock&, Instant at);

}  // namespace plazo::policy
