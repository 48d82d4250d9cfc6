// How soon something happens: the targets of the clocks, what is done as a deadline comes near, and what a
// broken promise is worth.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/when.hpp"
#include "core/policy/words.hpp"

namespace plazo::policy {

enum class ClockKind {
  first_response,  ///< from opening to the first answer by staff
  next_response,   ///< from the oldest unanswered message of the customer, once staff have answered before
  resolution,      ///< from opening to closing
  update,          ///< from staff's last word: "we write every 24 hours"
};
BOOST_DESCRIBE_ENUM(ClockKind, first_response, next_response, resolution, update)

enum class Promise {
  limit,        ///< each ticket: later than the limit is a breach
  percentile,   ///< `percent` of the tickets of a window within the limit; no ticket alone breaches it
  mean,         ///< the mean over a window is at most the limit; no ticket alone breaches it
  expectation,  ///< usual, and no more than that; nothing breaches it
  none,         ///< nothing is promised, and the page says so
};
BOOST_DESCRIBE_ENUM(Promise, limit, percentile, mean, expectation, none)

enum class Measure {
  open_time,     ///< hours of the calendar
  wall_time,     ///< around the clock
  working_days,  ///< days on which the calendar has open time; `days` and `expected_days`
};
BOOST_DESCRIBE_ENUM(Measure, open_time, wall_time, working_days)

/// Where in its last working day a term of working days ends.
enum class DayEnd { closing, same_time, cut_off };
BOOST_DESCRIBE_ENUM(DayEnd, closing, same_time, cut_off)

enum class PauseReason {
  customer,     ///< something is needed of the customer
  third_party,  ///< somebody outside: a registry, an app store, a carrier
};
BOOST_DESCRIBE_ENUM(PauseReason, customer, third_party)

/// Something done before or after a deadline, once.
struct Step {
  std::string id;
  std::optional<Duration> before;
  std::optional<Duration> after;
  std::vector<std::string> notify;
  std::optional<std::string> priority;
  std::optional<std::string> department;
  std::optional<std::string> assign;
  std::optional<std::string> tag;
  bool working_hours_only = false;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the step, as explanations give it", .min = 1, .max = 64},
      {.field = "before",
       .meaning =
           "how long before the deadline, in the time the target is measured in; working days: in the open "
           "time of its hours",
       .min = 0,
       .max = 31'536'000'000},
      {.field = "after", .meaning = "how long after it, likewise", .min = 0, .max = 31'536'000'000},
      {.field = "notify",
       .meaning = "staff references, or `department` or `assignee`",
       .max = 20,
       .defaulted = true,
       .single = true},
      {.field = "priority",
       .meaning = "key of the priority that the ticket is raised to",
       .min = 1,
       .max = 64},
      {.field = "department",
       .meaning = "key of the department that the ticket is moved to",
       .min = 1,
       .max = 64},
      {.field = "assign", .meaning = "staff reference of who gets the ticket", .min = 1, .max = 64},
      {.field = "tag", .meaning = "tag that the ticket gets", .min = 1, .max = 64},
      {.field = "working_hours_only",
       .meaning = "outside the calendar's hours it waits for the next opening",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Step, (),
                      (id, before, after, notify, priority, department, assign, tag, working_hours_only))

/// On the wall calendar of the policy's zone.
enum class Period { month, year };
BOOST_DESCRIBE_ENUM(Period, month, year)

/// What a breach is worth to the customer. Only worked out, with its evidence; nothing is ever paid.
struct Compensation {
  std::optional<std::int32_t> percent;
  std::optional<std::int32_t> days;
  std::optional<std::int64_t> amount;
  std::optional<std::int64_t> ceiling;
  std::optional<Duration> claim_within;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "percent",
       .meaning = "of the service's monthly price",
       .unit = "percent",
       .min = 1,
       .max = 1000},
      {.field = "days", .meaning = "of the service, free", .unit = "days", .min = 1, .max = 3660},
      {.field = "amount",
       .meaning = "a sum, in minor units of the policy's currency",
       .min = 1,
       .max = 1'000'000'000},
      {.field = "ceiling",
       .meaning =
           "the most that an account's breaches of this promise in a calendar month are worth together, "
           "whatever the number of tickets; in minor units",
       .min = 1,
       .max = 1'000'000'000'000},
      {.field = "claim_within",
       .meaning = "how long after the breach it may be claimed",
       .min = 1000,
       .max = 3'153'600'000'000},
      {.field = "text", .meaning = "as customers read it"},
  };
};
BOOST_DESCRIBE_STRUCT(Compensation, (), (percent, days, amount, ceiling, claim_within, text))

/// The most that everything together is worth to one account, whatever the number of tickets and of promises.
struct CompensationCeiling {
  std::optional<std::int32_t> percent;
  std::optional<std::int64_t> amount;
  Period per = Period::month;

  static constexpr json::Note notes[] = {
      {.field = "percent",
       .meaning = "of the service's monthly price",
       .unit = "percent",
       .min = 1,
       .max = 1200},
      {.field = "amount",
       .meaning =
           "a sum, in minor units of the policy's currency; with `percent` the lesser of the two holds",
       .min = 1,
       .max = 1'000'000'000'000},
      {.field = "per",
       .meaning = "calendar month or year, in the policy's zone; a breach counts in that of its first late "
                  "instant",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CompensationCeiling, (), (percent, amount, per))

/// The promise of one clock to the tickets for which it holds. Of a clock's targets the first in the
/// document that holds at the clock's start is the ticket's.
struct Target {
  std::string id;
  ClockKind clock = ClockKind::first_response;
  When when;
  std::optional<When> unless;
  Promise promise = Promise::limit;
  std::optional<Duration> limit;
  std::optional<Duration> expected;
  std::optional<std::int32_t> days;
  std::optional<std::int32_t> expected_days;
  std::optional<std::int32_t> percent;
  std::optional<Duration> window;
  Measure measure = Measure::open_time;
  std::optional<std::string> hours;
  std::optional<std::string> cut_off;
  DayEnd ends = DayEnd::closing;
  std::vector<PauseReason> pauses = {PauseReason::customer, PauseReason::third_party};
  std::vector<Duration> warn;
  bool working_hours_only = false;
  std::vector<Step> steps;
  std::optional<Compensation> compensation;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the target, as explanations give it", .min = 1, .max = 64},
      {.field = "clock", .meaning = "what is timed", .defaulted = true},
      {.field = "when",
       .meaning = "for which tickets it holds, judged when the clock starts",
       .defaulted = true},
      {.field = "unless", .meaning = "for which of them it does not"},
      {.field = "promise", .meaning = "how binding it is", .defaulted = true},
      {.field = "limit",
       .meaning = "the time promised; of a range its upper end",
       .min = 1000,
       .max = 31'536'000'000},
      {.field = "expected",
       .meaning = "the time expected; of a range its lower end",
       .min = 0,
       .max = 31'536'000'000},
      {.field = "days",
       .meaning = "the working days promised",
       .unit = "working days",
       .min = 0,
       .max = 3660},
      {.field = "expected_days",
       .meaning = "the working days expected",
       .unit = "working days",
       .min = 0,
       .max = 3660},
      {.field = "percent",
       .meaning = "of a percentile: how many of a hundred",
       .unit = "percent",
       .min = 1,
       .max = 100},
      {.field = "window", .meaning = "of a percentile or mean: over how long it is taken", .min = 3'600'000},
      {.field = "measure", .meaning = "what the time is counted in", .defaulted = true},
      {.field = "hours",
       .meaning = "key of the calendar; absent: the department's hours, else round the clock",
       .min = 1,
       .max = 64},
      {.field = "cut_off",
       .meaning = "of working days: what comes at this wall-clock time or later counts as come on the next "
                  "working day, `16:00`",
       .min = 4,
       .max = 8},
      {.field = "ends", .meaning = "of working days: where in the last day the term ends", .defaulted = true},
      {.field = "pauses",
       .meaning = "what stops the clock while it lasts",
       .max = 2,
       .defaulted = true,
       .single = true},
      {.field = "warn",
       .meaning = "how long before the deadline staff are warned, in the time the target is measured in; "
                  "working days: in the open time of its hours",
       .max = 5,
       .defaulted = true,
       .single = true},
      {.field = "working_hours_only",
       .meaning = "outside the calendar's hours warnings wait for the next opening, at most until the "
                  "deadline; steps say so themselves",
       .defaulted = true},
      {.field = "steps", .meaning = "escalation, in order", .max = 20, .defaulted = true},
      {.field = "compensation", .meaning = "what a breach is worth"},
      {.field = "text", .meaning = "the provider's own words on it"},
  };
};
BOOST_DESCRIBE_STRUCT(Target, (),
                      (id, clock, when, unless, promise, limit, expected, days, expected_days, percent,
                       window, measure, hours, cut_off, ends, pauses, warn, working_hours_only, steps,
                       compensation, text))

/// What becomes of a running clock.
enum class Change {
  keep,     ///< it goes on as it was
  carry,    ///< the new target, from the old start and with the time used
  restart,  ///< the new target, from now
};
BOOST_DESCRIBE_ENUM(Change, keep, carry, restart)

enum class NewVersion {
  pin,          ///< open tickets stay under the version they have
  re_evaluate,  ///< open tickets come under the new version at the instant it takes effect, with the time
                ///< used
  restart,      ///< likewise, and their clocks begin anew at that instant
};
BOOST_DESCRIBE_ENUM(NewVersion, pin, re_evaluate, restart)

/// How clocks behave when tickets do.
struct ClockRules {
  Change changed = Change::carry;
  Change reopened = Change::restart;
  NewVersion new_version = NewVersion::pin;
  bool automatic_replies_answer = false;

  static constexpr json::Note notes[] = {
      {.field = "changed",
       .meaning = "when priority, department or topic change while a clock runs",
       .defaulted = true},
      {.field = "reopened", .meaning = "when a closed ticket is opened again", .defaulted = true},
      {.field = "new_version", .meaning = "when a new version of the policy takes effect", .defaulted = true},
      {.field = "automatic_replies_answer",
       .meaning = "whether an automatic reply counts as an answer",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ClockRules, (), (changed, reopened, new_version, automatic_replies_answer))

}  // namespace plazo::policy
