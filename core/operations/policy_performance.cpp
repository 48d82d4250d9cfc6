// policy.performance
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/wording.hpp"
#include "core/tickets/performance.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct PolicyPerformance {
  std::optional<Duration> window;
  std::optional<std::string> department;

  static constexpr json::Note notes[] = {
      {.field = "window",
       .meaning = "how far back from now; absent: as each target's own `window` says, else thirty days",
       .min = 1000,
       .max = 31'622'400'000},
      {.field = "department",
       .meaning = "only what was met while the ticket was in this department",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyPerformance, (), (window, department))

/// How the promise of one target was kept.
struct TargetPerformance {
  std::string target;
  policy::ClockKind clock = policy::ClockKind::first_response;
  policy::Promise promise = policy::Promise::limit;
  std::string text;
  policy::Measure measure = policy::Measure::open_time;
  Duration window;
  std::int64_t answered = 0;
  bool sampled = false;
  std::optional<Duration> mean;
  std::optional<Duration> median;
  std::optional<Duration> p95;
  std::optional<std::int32_t> median_days;
  std::optional<std::int32_t> p95_days;
  std::int64_t judged = 0;
  std::int64_t within = 0;
  std::optional<bool> holds;

  static constexpr json::Note notes[] = {
      {.field = "target", .meaning = "name of the target; `first_response` is the policy's short form"},
      {.field = "clock", .meaning = "what is timed"},
      {.field = "promise", .meaning = "how binding it is"},
      {.field = "text", .meaning = "what is promised, in the session's language"},
      {.field = "measure", .meaning = "what the times are counted in; of working days: in open time"},
      {.field = "window", .meaning = "how far back from `at` it was measured"},
      {.field = "answered",
       .meaning = "how many clocks were met in that time, and are measured here",
       .unit = "clocks"},
      {.field = "sampled", .meaning = "there were more: only the last 10,000 are measured"},
      {.field = "mean", .meaning = "of the times that they took; absent: there were none"},
      {.field = "median", .meaning = "half of them took at most so long; absent: there were none"},
      {.field = "p95", .meaning = "95 of a hundred took at most so long; absent: there were none"},
      {.field = "median_days",
       .meaning = "of working days: within so many half of them were met; 0 is the day on which they came in",
       .unit = "working days"},
      {.field = "p95_days",
       .meaning = "of working days: within so many 95 of a hundred were met",
       .unit = "working days"},
      {.field = "judged",
       .meaning = "how many of them had a time promised, or expected, by which to judge them",
       .unit = "clocks"},
      {.field = "within",
       .meaning = "how many of those were within it, each as the version promised that it stood under",
       .unit = "clocks"},
      {.field = "holds",
       .meaning =
           "of a percentile whether so many were within, of a mean whether it is at most the limit; absent: "
           "neither is promised, or nothing was measured"},
  };
};
BOOST_DESCRIBE_STRUCT(TargetPerformance, (),
                      (target, clock, promise, text, measure, window, answered, sampled, mean, median, p95,
                       median_days, p95_days, judged, within, holds))

struct PolicyPerformanceReply {
  Instant at;
  std::int64_t version = 0;
  std::vector<TargetPerformance> targets;

  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "the end of the time that was measured: now"},
      {.field = "version", .meaning = "number of the policy version in force, whose targets these are"},
      {.field = "targets",
       .meaning =
           "each target under which something is timed, in the order of the policy, its short form last"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyPerformanceReply, (), (at, version, targets))

TargetPerformance row_of(Locale locale, const tickets::Performance& one) {
  const auto& figures = one.figures;
  TargetPerformance row{.target = one.target.id,
                        .clock = one.target.clock,
                        .promise = one.target.promise,
                        .text = policy::promise_words(locale, policy::term_of(one.target)),
                        .measure = one.target.measure,
                        .window = one.window,
                        .answered = figures.answered,
                        .sampled = one.sampled,
                        .median_days = figures.median_days,
                        .p95_days = figures.p95_days,
                        .judged = figures.judged,
                        .within = figures.within,
                        .holds = policy::holds(one.target, figures)};
  if (figures.answered == 0) return row;
  row.mean = figures.mean;
  row.median = figures.median;
  row.p95 = figures.p95;
  return row;
}

PolicyPerformanceReply performance(Call& call, const PolicyPerformance& request) {
  const auto& policy = call.policy();
  PolicyPerformanceReply reply{.at = call.now, .version = policy.number};
  for (const auto& one : tickets::performance(call.tx, policy,
                                              {.window = request.window,
                                              .department = request.department.value_or(""),
                                              .scope = tickets::scope_of(call.actor)},
                                              call.now))
    reply.targets.push_back(row_of(call.locale(), one));
  return reply;
}

}  // namespace

std::vector<Operation> policy_performance_operations() {
  return {reading<performance>(
      {.name = "policy.performance",
       .summary = "How the promises of the policy were kept lately",
       .details =
           "For each target how many clocks were met, how long they took, and how many were within what was "
           "promised: the report by which percentiles and means are judged. A target is known by its name, "
           "whatever version of it a clock had; clocks counted in another measure than it has now are left "
           "out. "
           "Not counted: what was closed or merged without an answer, what was answered before an import, "
           "and "
           "a closing that was undone, where the clock goes on. Staff get what was met in departments that "
           "they see.",
       .callers = {{ActorKind::staff, ActorKind::panel}, Permission::tickets_read},
       .errors = {{"policy.none", "no policy is installed yet"}}})};
}

}  // namespace plazo::operations
