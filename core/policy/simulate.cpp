#include "core/policy/simulate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/calendar/date.hpp"
#include "core/policy/course.hpp"
#include "core/policy/measured.hpp"

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

bool is_session(const Document& document, const PastTicket& ticket) {
  if (ticket.kind) return *ticket.kind == PastKind::session;
  const auto* const entry = entry_of(document.channels, ticket.facts.channel);
  return entry && (entry->kind == ChannelKind::chat || entry->kind == ChannelKind::phone ||
                   entry->kind == ChannelKind::callback);
}

/// What the software counts by itself in a history.
bool counts(const Document& document, const Limit& limit, const PastTicket& ticket) {
  if (limit.noticed != Noticed::counted || !limit.window) return false;
  const bool session = is_session(document, ticket);
  return (limit.counts == Counted::messages && !session) || (limit.counts == Counted::sessions && session) ||
         (limit.counts == Counted::tickets && !session && ticket.by == Party::customer);
}

/// One thing that happened on a ticket, with its place in time.
struct Moment {
  Instant at;
  enum class What { message, pause, resume, change, close } what;
  std::size_t index;
};

std::vector<Moment> moments_of(const PastTicket& ticket) {
  std::vector<Moment> moments;
  for (std::size_t i = 0; i < ticket.messages.size(); ++i)
    // The opening message is the customer's, whoever wrote it in their name.
    if (ticket.messages[i].at > ticket.opened_at ||
        (ticket.messages[i].by == Party::staff && !(i == 0 && ticket.by == Party::staff)))
      moments.push_back({ticket.messages[i].at, Moment::What::message, i});
  for (std::size_t i = 0; i < ticket.pauses.size(); ++i) {
    moments.push_back({ticket.pauses[i].from, Moment::What::pause, i});
    if (ticket.pauses[i].to) moments.push_back({*ticket.pauses[i].to, Moment::What::resume, i});
  }
  for (std::size_t i = 0; i < ticket.changes.size(); ++i)
    moments.push_back({ticket.changes[i].at, Moment::What::change, i});
  for (std::size_t i = 0; i < ticket.closings.size(); ++i)
    moments.push_back({ticket.closings[i], Moment::What::close, i});
  std::stable_sort(moments.begin(), moments.end(),
                   [](const Moment& a, const Moment& b) { return a.at < b.at; });
  return moments;
}

/// How many occurrences can matter to a limit at most: so many reach its last consequence.
std::size_t most_that_matter(const Limit& limit) {
  std::int32_t most = 1;
  for (const auto& consequence : limit.then) most = std::max(most, consequence.occurrences.value_or(1));
  return static_cast<std::size_t>(most);
}

/// What a ticket becomes by a change, as far as the policy knows the keys.
Facts changed_facts(const Document& document, Facts facts, const PastChange& change) {
  if (change.department && has_department(document, *change.department))
    facts.department = *change.department;
  if (change.priority && rank_of(document, *change.priority)) facts.priority = *change.priority;
  if (change.topic && entry_of(document.topics, *change.topic)) facts.topic = *change.topic;
  return facts;
}

void take_change(Course& course, const Compiled& policy, const PastChange& change) {
  const auto& document = policy.document();
  if (change.department || change.priority || change.topic)
    changed(course, policy, changed_facts(document, course.facts, change), change.at);
  if (!change.circumstances) return;
  auto circumstances = *change.circumstances;
  std::erase_if(circumstances, [&](const auto& key) { return !entry_of(document.circumstances, key); });
  declared(course, policy, std::move(circumstances), change.at);
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

void Simulation::go_on_with(const AccountSoFar& account) {
  const auto& document = policy_.document();
  account_ = account.account;
  opened_at_ = account.opened_at;
  for (std::size_t i = 0; i < counted_.size(); ++i)
    for (const auto& counted : account.counted)
      if (counted.rule == document.fair_use->limits[i].id)
        counted_[i].assign(counted.at.begin(), counted.at.end());
  for (std::size_t i = 0; i < used_.size(); ++i)
    for (const auto& used : account.used)
      if (used.entitlement == document.entitlements[i].first)
        used_[i] = {.period = used.period, .tickets = used.tickets, .time = used.time};
}

std::optional<AccountSoFar> Simulation::account() const {
  if (!account_) return std::nullopt;
  const auto& document = policy_.document();
  AccountSoFar out{.account = *account_, .opened_at = opened_at_};
  for (std::size_t i = 0; i < counted_.size(); ++i)
    if (!counted_[i].empty())
      out.counted.push_back({document.fair_use->limits[i].id, {counted_[i].begin(), counted_[i].end()}});
  for (std::size_t i = 0; i < used_.size(); ++i)
    if (used_[i].period != 0)
      out.used.push_back({document.entitlements[i].first, used_[i].period, used_[i].tickets, used_[i].time});
  return out;
}

void Simulation::add(const PastTicket& ticket) {
  if (ticket.account != account_) {
    account_ = ticket.account;
    for (auto& counted : counted_) counted.clear();
    std::fill(used_.begin(), used_.end(), Use{});
  } else if (ticket.opened_at < opened_at_) {
    throw Error(Category::invalid, "history.unordered", "")
        .with(
            Problem{"/opened_at", "unordered",
                    "lies before the ticket of the same account that stands before it; order the history by "
                    "account and `opened_at`"});
  }
  opened_at_ = ticket.opened_at;
  const Question asked = question(ticket);
  std::optional<Decision> decided;
  try {
    decided = decide(policy_, asked, ticket.opened_at);
  } catch (const Error& error) {
    if (error.code != "policy.unknown_key") throw;
    ++unknown_;
    return;
  }
  Decision& decision = *decided;
  // Staff know where they want it.
  if (ticket.by == Party::staff && !ticket.facts.department.empty())
    decision.department = ticket.facts.department;

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
    // Nothing that clocks count is promised on a call or chat.
    if (!is_session(policy_.document(), ticket)) run_course(ticket, decision, outcomes);
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

/// Drops what has left the limit's window by now, and what more there is than can matter.
void Simulation::forget(std::size_t limit, Instant now) {
  const Limit& rule = policy_.document().fair_use->limits[limit];
  auto& counted = counted_[limit];
  while (rule.window && !counted.empty() && counted.front() <= now - *rule.window) counted.pop_front();
  const std::size_t most = most_that_matter(rule);
  while (counted.size() > most && counted[most] <= now) counted.pop_front();
}

Question Simulation::question(const PastTicket& ticket) {
  const auto& document = policy_.document();
  Question asked{.action = is_session(document, ticket) ? Action::session_start : Action::open,
                 .by = ticket.by,
                 .facts = ticket.facts,
                 .matter = ticket.matter};
  if (asked.matter && !entry_of(document.channels, asked.matter->channel)) asked.matter->channel.clear();
  for (const auto& field : ticket.told)
    if (entry_of(document.fields, field)) asked.told.push_back(field);
  for (const auto& item : document.checklist)
    if (std::find(ticket.checked.begin(), ticket.checked.end(), item.id) != ticket.checked.end())
      asked.checked.push_back(item.id);
  if (document.fair_use)
    for (std::size_t i = 0; i < counted_.size(); ++i) {
      const Limit& limit = document.fair_use->limits[i];
      forget(i, ticket.opened_at);
      // Messages of earlier tickets may lie ahead.
      const auto& counted = counted_[i];
      const auto by_now =
          std::upper_bound(counted.begin(), counted.end(), ticket.opened_at) - counted.begin();
      if (by_now == 0) continue;
      asked.occurrences.push_back(
          {.rule = limit.id, .counted = static_cast<std::int32_t>(by_now), .oldest_at = counted.front()});
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
    auto& counted = counted_[i];
    for (const auto& message : ticket.messages)
      if (message.by == Party::customer)  // tickets overlap, so not always at the end
        counted.insert(std::upper_bound(counted.begin(), counted.end(), message.at), message.at);
  }
  if (!decision.taken()) return;
  // Where staff never joined a call, nothing was had.
  if (is_session(document, ticket) && ticket.work == Duration{}) return;
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
  // At the end, as a closing that is undone does not count where the clock goes on.
  const auto take_times = [&] {
    for (const auto& clock : course.met)
      if (clock.promise == Promise::percentile || clock.promise == Promise::mean) take_time(clock);
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
      case Moment::What::change:
        take_change(course, policy_, ticket.changes[moment.index]);
        break;
      case Moment::What::close:
        closed(course, policy_, moment.at);
        break;
    }
  }
  const bool ended = ticket.closed_at && *ticket.closed_at <= until_;
  const Instant end = ended ? *ticket.closed_at : until_;
  break_promises(end);
  if (ended) closed(course, policy_, end);
  take_times();
}

void Simulation::take_time(const PromiseClock& clock) {
  auto& objective = objectives_[clock.target];
  objective.target = clock.target;
  ++objective.answered;
  const auto taken = measured(policy_, clock);
  objective.time = objective.time + taken.used;
  objective.within += taken.within.value_or(false);
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
