#include "core/policy/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/calendar/date.hpp"
#include "core/policy/course.hpp"

namespace plazo::policy {
namespace {

void add_to(Outcomes& sum, const Outcomes& more) {
  for (const auto field :
       {&Outcomes::tickets, &Outcomes::allowed, &Outcomes::waiting, &Outcomes::moved, &Outcomes::redirected,
        &Outcomes::refused, &Outcomes::ignored, &Outcomes::incomplete, &Outcomes::demoted,
        &Outcomes::breached_first_response, &Outcomes::breached_next_response, &Outcomes::breached_resolution,
        &Outcomes::breached_update, &Outcomes::charged, &Outcomes::charged_amount, &Outcomes::work_unknown})
    sum.*field += more.*field;
  sum.work = sum.work + more.work;
}

std::int64_t& breaches(Outcomes& outcomes, ClockKind kind) {
  switch (kind) {
    case ClockKind::first_response:
      return outcomes.breached_first_response;
    case ClockKind::next_response:
      return outcomes.breached_next_response;
    case ClockKind::resolution:
      return outcomes.breached_resolution;
    case ClockKind::update:
      break;
  }
  return outcomes.breached_update;
}

bool is_session(const Document& document, const std::string& channel) {
  const auto* const entry = entry_of(document.channels, channel);
  return entry && (entry->kind == ChannelKind::chat || entry->kind == ChannelKind::phone ||
                   entry->kind == ChannelKind::callback);
}

/// What the software counts by itself in a history.
bool counts(const Document& document, const Limit& limit, const PastTicket& ticket) {
  if (limit.noticed != Noticed::counted || !limit.window) return false;
  const bool session = is_session(document, ticket.facts.channel);
  return limit.counts == Counted::messages || (limit.counts == Counted::sessions && session) ||
         (limit.counts == Counted::tickets && !session);
}

/// One thing that happened on a ticket, with its place in time.
struct Moment {
  Instant at;
  enum class What { message, pause, resume } what;
  std::size_t index;
};

std::vector<Moment> moments_of(const PastTicket& ticket) {
  std::vector<Moment> moments;
  for (std::size_t i = 0; i < ticket.messages.size(); ++i)
    if (ticket.messages[i].at > ticket.opened_at || ticket.messages[i].by == Party::staff)
      moments.push_back({ticket.messages[i].at, Moment::What::message, i});
  for (std::size_t i = 0; i < ticket.pauses.size(); ++i) {
    moments.push_back({ticket.pauses[i].from, Moment::What::pause, i});
    if (ticket.pauses[i].to) moments.push_back({*ticket.pauses[i].to, Moment::What::resume, i});
  }
  std::stable_sort(moments.begin(), moments.end(),
                   [](const Moment& a, const Moment& b) { return a.at < b.at; });
  return moments;
}

}  // namespace

Simulation::Simulation(const Compiled& policy, Instant until, const SimulationReport& so_far)
    : policy_(policy), until_(until), total_(so_far.total), unknown_(so_far.unknown) {
  for (const auto& row : so_far.weeks) weeks_[{row.department, row.week}] = row.outcomes;
  for (const auto& row : so_far.turned_away) turned_away_[row.rule] = row.tickets;
  for (const auto& row : so_far.objectives) objectives_[row.target] = row;
  if (const auto& fair_use = policy.document().fair_use) counted_.resize(fair_use->limits.size());
  used_.resize(policy.document().entitlements.size());
}

void Simulation::add(const PastTicket& ticket) {
  if (ticket.account != account_) {
    account_ = ticket.account;
    for (auto& counted : counted_) counted.clear();
    std::fill(used_.begin(), used_.end(), Use{});
  }
  const Question asked = question(ticket);
  std::optional<Decision> decided;
  try {
    decided = decide(policy_, asked, ticket.opened_at);
  } catch (const Error& error) {
    if (error.code != "policy.unknown_key") throw;
    ++unknown_;
    return;
  }
  const Decision& decision = *decided;

  Outcomes outcomes{.tickets = 1};
  if (decision.taken()) {
    ++(decision.effect == Effect::queue ? outcomes.waiting : outcomes.allowed);
    outcomes.moved = !ticket.facts.department.empty() && decision.department != ticket.facts.department;
    outcomes.incomplete = decision.incomplete;
    outcomes.demoted = decision.demoted;
    for (const auto& duty : decision.obligations)
      if (duty.duty == Duty::charge) {
        ++outcomes.charged;
        outcomes.charged_amount += duty.amount.value_or(0);
      }
    if (ticket.work)
      outcomes.work = *ticket.work;
    else
      ++outcomes.work_unknown;
    run_course(ticket, decision, outcomes);
  } else {
    ++(decision.effect == Effect::redirect ? outcomes.redirected
       : decision.effect == Effect::ignore ? outcomes.ignored
                                           : outcomes.refused);
    if (!decision.reasons.empty()) ++turned_away_[std::string(decision.reasons.front().rule)];
  }
  count_use(ticket, decision);
  add_to(total_, outcomes);
  const std::string department(decision.taken() ? decision.department : ticket.facts.department);
  add_to(weeks_[{department, week_of(ticket.opened_at)}], outcomes);
}

Question Simulation::question(const PastTicket& ticket) {
  const auto& document = policy_.document();
  Question asked{.action = is_session(document, ticket.facts.channel) ? Action::session_start : Action::open,
                 .facts = ticket.facts};
  if (document.fair_use)
    for (std::size_t i = 0; i < counted_.size(); ++i) {
      const Limit& limit = document.fair_use->limits[i];
      auto& counted = counted_[i];
      while (limit.window && !counted.empty() && counted.front() <= ticket.opened_at - *limit.window)
        counted.pop_front();
      if (counted.empty()) continue;
      asked.occurrences.push_back({.rule = limit.id,
                                   .counted = static_cast<std::int32_t>(counted.size()),
                                   .oldest_at = counted.front()});
    }
  const auto civil = policy_.zone().local(ticket.opened_at).civil;
  for (std::size_t i = 0; i < used_.size(); ++i) {
    const auto& [key, entitlement] = document.entitlements[i];
    const bool monthly = !entitlement.quota || entitlement.quota->per == Period::month;
    const std::int64_t period = monthly ? civil.year * 12 + civil.month : civil.year;
    if (used_[i].period != period) used_[i] = {.period = period};
    asked.used.push_back({.entitlement = key, .tickets = used_[i].tickets, .time = used_[i].time});
  }
  return asked;
}

void Simulation::count_use(const PastTicket& ticket, const Decision& decision) {
  const auto& document = policy_.document();
  for (std::size_t i = 0; i < counted_.size(); ++i) {
    const Limit& limit = document.fair_use->limits[i];
    if (!counts(document, limit, ticket) || !policy_.holds(limit.when, ticket.facts, ticket.opened_at))
      continue;
    if (limit.counts != Counted::messages) {
      counted_[i].push_back(ticket.opened_at);
      continue;
    }
    for (const auto& message : ticket.messages)
      if (message.by == Party::customer) counted_[i].push_back(message.at);
    std::sort(counted_[i].begin(), counted_[i].end());  // tickets overlap
  }
  if (!decision.taken()) return;
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (std::find(decision.entitlements.begin(), decision.entitlements.end(),
                  document.entitlements[i].first) != decision.entitlements.end()) {
      ++used_[i].tickets;
      if (ticket.work) used_[i].time = used_[i].time + *ticket.work;
    }
}

void Simulation::run_course(const PastTicket& ticket, const Decision& decision, Outcomes& outcomes) {
  Course course{.facts = ticket.facts};
  course.facts.topic = decision.topic;
  course.facts.department = decision.department;
  course.facts.priority = decision.priority;

  // A deadline that has passed when the next thing happens was broken, whatever that thing then does to the
  // clock; each clock once.
  std::array<std::optional<Instant>, 4> broken;  // start of the last broken clock of each kind
  const auto break_promises = [&](Instant at) {
    for (const auto& clock : course.clocks) {
      auto& last = broken[static_cast<std::size_t>(clock.kind)];
      if (clock.promise != Promise::limit || !clock.running() || !clock.missed(at) ||
          last == clock.started_at)
        continue;
      last = clock.started_at;
      ++breaches(outcomes, clock.kind);
    }
  };
  const auto take_times = [&](Instant at) {
    for (const auto& clock : course.clocks)
      if (clock.met_at == at && (clock.promise == Promise::percentile || clock.promise == Promise::mean))
        take_time(clock, at);
  };
  opened(course, policy_, ticket.opened_at);
  for (const Moment& moment : moments_of(ticket)) {
    if (moment.at > until_ || (ticket.closed_at && moment.at > *ticket.closed_at)) break;
    break_promises(moment.at);
    switch (moment.what) {
      case Moment::What::message:
        if (ticket.messages[moment.index].by == Party::customer)
          customer_wrote(course, policy_, moment.at);
        else
          staff_wrote(course, policy_, ticket.messages[moment.index].automatic, moment.at);
        break;
      case Moment::What::pause:
        paused(course, policy_, ticket.pauses[moment.index].reason, moment.at);
        break;
      case Moment::What::resume:
        resumed(course, policy_, moment.at);
        break;
    }
    take_times(moment.at);
  }
  const bool ended = ticket.closed_at && *ticket.closed_at <= until_;
  const Instant end = ended ? *ticket.closed_at : until_;
  break_promises(end);
  if (!ended) return;
  closed(course, policy_, end);
  take_times(end);
}

void Simulation::take_time(const PromiseClock& clock, Instant at) {
  auto& objective = objectives_[clock.target];
  objective.target = clock.target;
  ++objective.answered;
  const Duration time = used(policy_, clock, at);
  objective.time = objective.time + time;
  const auto& targets = policy_.document().targets;
  const auto of = std::find_if(targets.begin(), targets.end(),
                               [&](const Target& target) { return target.id == clock.target; });
  objective.within += of != targets.end() && of->limit && time <= *of->limit;
}

std::string Simulation::week_of(Instant at) const {
  const auto civil = policy_.zone().local(at).civil;
  const calendar::Day day = calendar::day_number(static_cast<int>(civil.year), civil.month, civil.day);
  // The week belongs to the year that its Thursday lies in (ISO 8601).
  const calendar::Day thursday = day - calendar::weekday_of(day) + 3;
  const int year = static_cast<int>(calendar::date_of(thursday).year());
  return fmt::format("{:04}-W{:02}", year, (thursday - calendar::day_number(year, 1, 1)) / 7 + 1);
}

SimulationReport Simulation::report() const {
  SimulationReport out{.total = total_, .unknown = unknown_};
  for (const auto& [at, outcomes] : weeks_) out.weeks.push_back({at.first, at.second, outcomes});
  for (const auto& [rule, tickets] : turned_away_) out.turned_away.push_back({rule, tickets});
  for (const auto& [target, objective] : objectives_) out.objectives.push_back(objective);
  return out;
}

}  // namespace plazo::policy
