#include "core/tickets/performance.hpp"

#include <algorithm>

namespace plazo::tickets {
namespace {

using policy::Promise;
using policy::Target;

/// Every target that has clocks.
std::vector<Target> timed(const policy::Compiled& policy) {
  std::vector<Target> out;
  for (const auto& target : policy.document().targets)
    if (target.promise != Promise::none) out.push_back(target);
  const auto has = [&](const Target& target) {
    return std::any_of(out.begin(), out.end(), [&](const Target& other) {
      return other.clock == target.clock && other.id == target.id;
    });
  };
  // The short form is a target by this name.
  if (const auto* const brief = policy.target(ClockKind::first_response, "first_response");
      policy.document().first_response && brief && !has(*brief))
    out.push_back(*brief);
  return out;
}

/// Of `used, days, within`.
policy::Measured read_figures(const storage::Rows& rows, policy::Measure measure) {
  policy::Measured one{.measure = measure, .used = {rows.integer(0)}};
  if (!rows.is_null(1)) one.days = static_cast<std::int32_t>(rows.integer(1));
  if (!rows.is_null(2)) one.within = rows.integer(2) != 0;
  return one;
}
bool same_figures(const policy::Measured& a, const policy::Measured& b) {
  return a.used == b.used && a.days == b.days && a.within == b.within;
}

}  // namespace

const storage::TableOf<MetRow>& met_clocks() {
  // One range of the key holds all that the figures of a target need. The number of the event tells two that
  // were met on one ticket at the same millisecond.
  static const storage::TableOf<MetRow> table("clock_met",
                                              {"target", "clock", "met_at", "ticket", "sequence"});
  return table;
}

void note_met(storage::Transaction& tx, const TicketRow& ticket, const policy::InForce& policy,
              const policy::PromiseClock& clock) {
  const auto came_to = policy::measured(policy, clock);
  met_clocks().insert(tx, {.target = clock.target,
                           .clock = clock.kind,
                           .met_at = *clock.met_at,
                           .ticket = ticket.id,
                           .sequence = ticket.sequence,
                           .department = ticket.department,
                           .measure = came_to.measure,
                           .used = came_to.used,
                           .days = came_to.days,
                           .within = came_to.within});
}

void forget_met(storage::Transaction& tx, Id ticket, const policy::PromiseClock& clock) {
  tx.run("DELETE FROM clock_met WHERE target = ? AND clock = ? AND met_at = ? AND ticket = ?", clock.target,
         name_of(clock.kind), *clock.met_at, ticket);
}

std::vector<std::string> unlike(storage::Transaction& tx, Id ticket,
                                const std::vector<policy::PromiseClock>& met,
                                const std::function<const policy::Compiled&(std::int64_t number)>& version) {
  std::vector<std::string> found;
  for (const auto& clock : met) {
    const auto should = policy::measured(version(clock.policy), clock);
    // Two may have been met at the same millisecond: one of them is as it should be.
    bool there = false, same = false;
    auto rows = tx.query(
        "SELECT used, days, within FROM clock_met WHERE target = ? AND clock = ? AND met_at = ? AND ticket = "
        "?",
        clock.target, name_of(clock.kind), *clock.met_at, ticket);
    while (rows.next()) {
      there = true;
      same = same || same_figures(read_figures(rows, should.measure), should);
    }
    if (!there)
      found.push_back("the time of clock " + std::string(name_of(clock.kind)) + " is missing");
    else if (!same)
      found.push_back("the time of clock " + std::string(name_of(clock.kind)) +
                      " is not what the timeline makes of it");
  }
  return found;
}

std::vector<Performance> performance(storage::Transaction& tx, const policy::Compiled& policy,
                                     const Wanted& wanted, Instant now) {
  std::vector<Performance> out;
  for (auto& target : timed(policy)) {
    if (wanted.published && target.promise == Promise::limit) continue;
    const Duration window = wanted.window.value_or(target.window.value_or(usual_window));
    std::vector<policy::Measured> found;
    auto rows = tx.query(
        "SELECT used, days, within FROM clock_met WHERE target = ? AND clock = ? AND met_at > ? AND "
        "met_at <= ? AND measure = ? AND (? = '' OR department = ?) AND (? = 0 OR department IN (SELECT "
        "department FROM staff_department WHERE staff = ?)) ORDER BY met_at DESC LIMIT ?",
        target.id, name_of(target.clock), now - window, now, name_of(target.measure), wanted.department,
        wanted.department, wanted.scope.staff, wanted.scope.staff, most_measured + 1);
    while (rows.next()) found.push_back(read_figures(rows, target.measure));
    const bool sampled = found.size() > most_measured;
    if (sampled) found.pop_back();
    out.push_back({std::move(target), window, sampled, policy::figures_of(found)});
  }
  return out;
}

}  // namespace plazo::tickets
