// What a history would have been under another policy: what it refuses, moves, breaks, charges, and how much
// work of staff is left, per department and week.
//
// Each ticket is decided anew from what was known when it was opened; one that is taken runs its course of
// messages and pauses as they were, under the clocks of this policy; calls and chats have none. What staff
// and customers would have done differently is nobody's to know, so nothing of it is guessed.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/policy/clock.hpp"
#include "core/policy/compiled.hpp"
#include "core/policy/decide.hpp"
#include "core/policy/history.hpp"

namespace plazo::policy {

/// Counts of tickets; `work` of those that are taken.
struct Outcomes {
  std::int64_t tickets = 0;
  std::int64_t allowed = 0;
  std::int64_t waiting = 0;
  std::int64_t moved = 0;
  std::int64_t redirected = 0;
  std::int64_t refused = 0;
  std::int64_t ignored = 0;
  std::int64_t incomplete = 0;
  std::int64_t demoted = 0;
  std::int64_t breached_first_response = 0;
  std::int64_t breached_next_response = 0;
  std::int64_t breached_resolution = 0;
  std::int64_t breached_update = 0;
  std::int64_t charged = 0;
  std::int64_t charged_amount = 0;
  Duration work;
  std::int64_t work_unknown = 0;

  static constexpr json::Note notes[] = {
      {.field = "tickets", .meaning = "tickets, calls and chats", .unit = "tickets"},
      {.field = "allowed", .meaning = "taken at once", .unit = "tickets"},
      {.field = "waiting", .meaning = "taken, and waiting until opening", .unit = "tickets"},
      {.field = "moved", .meaning = "taken in another department than they had", .unit = "tickets"},
      {.field = "redirected", .meaning = "sent to another channel or to self-service", .unit = "tickets"},
      {.field = "refused", .meaning = "refused", .unit = "tickets"},
      {.field = "ignored", .meaning = "ignored", .unit = "tickets"},
      {.field = "incomplete", .meaning = "taken, with something still to be told", .unit = "tickets"},
      {.field = "demoted", .meaning = "taken, behind the others", .unit = "tickets"},
      {.field = "breached_first_response", .meaning = "first answers too late", .unit = "breaches"},
      {.field = "breached_next_response", .meaning = "further answers too late", .unit = "breaches"},
      {.field = "breached_resolution", .meaning = "resolutions too late", .unit = "breaches"},
      {.field = "breached_update", .meaning = "updates too late", .unit = "breaches"},
      {.field = "charged", .meaning = "charges", .unit = "charges"},
      {.field = "charged_amount", .meaning = "their sum, in minor units of the policy's currency"},
      {.field = "work", .meaning = "time of staff, where it is known"},
      {.field = "work_unknown",
       .meaning = "tickets taken whose time of staff is not known",
       .unit = "tickets"},
  };
};
BOOST_DESCRIBE_STRUCT(Outcomes, (),
                      (tickets, allowed, waiting, moved, redirected, refused, ignored, incomplete, demoted,
                       breached_first_response, breached_next_response, breached_resolution, breached_update,
                       charged, charged_amount, work, work_unknown))

struct DepartmentWeek {
  std::string department;
  std::string week;
  Outcomes outcomes;

  static constexpr json::Note notes[] = {
      {.field = "department", .meaning = "key of the department, empty for what reached none"},
      {.field = "week", .meaning = "ISO 8601 week of the opening in the policy's zone, `2026-W13`"},
      {.field = "outcomes", .meaning = "what became of them"},
  };
};
BOOST_DESCRIBE_STRUCT(DepartmentWeek, (), (department, week, outcomes))

/// How a target did that no ticket alone can break: a percentile or a mean.
struct Objective {
  std::string target;
  std::int64_t answered = 0;
  std::int64_t within = 0;
  Duration time;

  static constexpr json::Note notes[] = {
      {.field = "target", .meaning = "name of the target"},
      {.field = "answered", .meaning = "clocks that ended", .unit = "clocks"},
      {.field = "within", .meaning = "those within the limit, where it has one", .unit = "clocks"},
      {.field = "time", .meaning = "sum of their times, in the target's measure"},
  };
};
BOOST_DESCRIBE_STRUCT(Objective, (), (target, answered, within, time))

/// How often a rule did not take a request.
struct RuleCount {
  std::string rule;
  std::int64_t tickets = 0;
  static constexpr json::Note notes[] = {
      {.field = "rule", .meaning = "id or key of the rule"},
      {.field = "tickets", .meaning = "how many it turned away", .unit = "tickets"},
  };
};
BOOST_DESCRIBE_STRUCT(RuleCount, (), (rule, tickets))

struct SimulationReport {
  Outcomes total;
  std::vector<DepartmentWeek> weeks;
  std::vector<RuleCount> turned_away;
  std::vector<Objective> objectives;
  std::int64_t unknown = 0;

  static constexpr json::Note notes[] = {
      {.field = "total", .meaning = "of all"},
      {.field = "weeks", .meaning = "by department and week, in that order"},
      {.field = "turned_away", .meaning = "which rules turned tickets away, by rule"},
      {.field = "objectives", .meaning = "percentiles and means, by target"},
      {.field = "unknown",
       .meaning = "tickets that name a department, topic, channel or priority that the policy does not know; "
                  "counted nowhere else",
       .unit = "tickets"},
  };
};
BOOST_DESCRIBE_STRUCT(SimulationReport, (), (total, weeks, turned_away, objectives, unknown))

/// What a limit has counted of the account that is being read.
struct CountedSoFar {
  std::string rule;
  std::vector<Instant> at;

  static constexpr json::Note notes[] = {
      {.field = "rule", .meaning = "name of the limit", .max = 64},
      {.field = "at", .meaning = "when, in order; older ones than can matter are left out"},
  };
};
BOOST_DESCRIBE_STRUCT(CountedSoFar, (), (rule, at))

/// And what it has had of an entitlement.
struct UsedSoFar {
  std::string entitlement;
  std::int64_t period = 0;
  std::int32_t tickets = 0;
  Duration time;

  static constexpr json::Note notes[] = {
      {.field = "entitlement", .meaning = "key of the entitlement", .max = 64},
      {.field = "period", .meaning = "month or year that it is about, counted from the year 0"},
      {.field = "tickets", .meaning = "tickets of that period", .unit = "tickets"},
      {.field = "time", .meaning = "time of staff in that period"},
  };
};
BOOST_DESCRIBE_STRUCT(UsedSoFar, (), (entitlement, period, tickets, time))

/// The account that was read last, as the next part of a history needs it to go on in the middle of it.
struct AccountSoFar {
  std::string account;
  Instant opened_at;
  std::vector<CountedSoFar> counted;
  std::vector<UsedSoFar> used;

  static constexpr json::Note notes[] = {
      {.field = "account", .meaning = "which account", .max = 64},
      {.field = "opened_at", .meaning = "when its last ticket was opened"},
      {.field = "counted", .meaning = "what limits of fair use have counted", .max = 100},
      {.field = "used", .meaning = "what was had of entitlements", .max = 50},
  };
};
BOOST_DESCRIBE_STRUCT(AccountSoFar, (), (account, opened_at, counted, used))

/// Takes a history ticket by ticket, in its order, in memory that does not grow with it: of one account what
/// its limits still count, and a row for each department and week.
class Simulation {
 public:
  /// `until` is the end of the history, by which what is still open is judged.
  Simulation(const Compiled&, Instant until, const SimulationReport& so_far = {});
  /// Goes on with an account in the middle; what it says of limits that the policy does not have is dropped.
  void go_on_with(const AccountSoFar&);

  /// Throws `invalid` `history.unordered` for a ticket of the same account that was opened before the last.
  void add(const PastTicket&);
  SimulationReport report() const;
  /// Empty before the first ticket.
  std::optional<AccountSoFar> account() const;

 private:
  void forget(std::size_t limit, Instant now);
  Question question(const PastTicket&);
  void count_use(const PastTicket&, const Decision&);
  void run_course(const PastTicket&, const Decision&, Outcomes&);
  void take_time(const PromiseClock&);
  std::string week_of(Instant) const;

  const Compiled& policy_;
  Instant until_;
  Outcomes total_;
  std::map<std::pair<std::string, std::string>, Outcomes> weeks_;
  std::map<std::string, std::int64_t> turned_away_;
  std::map<std::string, Objective> objectives_;
  std::int64_t unknown_ = 0;

  // The account that is being read.
  std::optional<std::string> account_;
  Instant opened_at_;                         // its last ticket
  std::vector<std::deque<Instant>> counted_;  // of each limit, in its window
  struct Use {
    std::int64_t period = 0;  // year, or year and month
    std::int32_t tickets = 0;
    Duration time;
  };
  std::vector<Use> used_;  // of each entitlement
};

}  // namespace plazo::policy
