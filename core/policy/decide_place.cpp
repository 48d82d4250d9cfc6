// Where a request may be brought forward: exceptions, channels, services, ways, identity and hours.
#include <algorithm>

#include "core/policy/deciding.hpp"

namespace plazo::policy::deciding {

std::uint16_t facts_of(const When& when) {
  std::uint16_t facts = 0;
  const auto add = [&](bool given, Fact fact) {
    if (given) facts = static_cast<std::uint16_t>(facts | fact);
  };
  add(!when.topic.empty(), fact_topic);
  add(!when.department.empty(), fact_department);
  add(!when.channel.empty(), fact_channel);
  add(!when.priority.empty(), fact_priority);
  add(!when.customer.empty(), fact_customer);
  add(!when.identity.empty(), fact_identity);
  add(!when.service.empty(), fact_service);
  add(!when.product.empty(), fact_product);
  add(!when.circumstance.empty(), fact_circumstance);
  add(!when.entitlement.empty(), fact_entitlement);
  add(when.during || when.outside || when.open, fact_hour);
  if (when.open) facts |= fact_department | fact_channel;
  return facts;
}

bool Judge::suspended(const Facts& facts, Verdict& verdict) const {
  const auto& term = question_.suspension;
  if (!term || at_ < term->from || (term->until && at_ >= *term->until)) return false;
  const auto* const rule =
      document_.fair_use && document_.fair_use->suspension ? &*document_.fair_use->suspension : nullptr;
  if (rule && among(rule->open_topics, facts.topic)) return false;
  verdict.stop(Effect::refuse, {.code = ReasonCode::suspended,
                                .rule = "suspension",
                                .at = term->until,
                                .facts = fact_topic,
                                .text = rule && rule->text ? &*rule->text : nullptr});
  verdict.allowed_at = term->until;
  return true;
}

void Judge::apply(const Outcome& outcome, Reason reason, Facts& facts, Verdict& verdict) const {
  verdict.effect = outcome.effect;
  verdict.notice = outcome.notice;
  verdict.moved =
      outcome.effect == Effect::redirect && outcome.department && !outcome.channel && !outcome.self_service;
  if (outcome.text) reason.text = &*outcome.text;
  // Where one that is ignored might go instead is the first of its alternatives, and no more.
  if (outcome.effect == Effect::ignore) verdict.redirection = &outcome;
  if (outcome.effect == Effect::redirect) {
    verdict.redirection = &outcome;
    if (verdict.moved) reason.key = *outcome.department;
    if (outcome.self_service) verdict.self_service = *outcome.self_service;
  }
  if ((verdict.moved || verdict.taken()) && outcome.department) facts.department = *outcome.department;
  verdict.reason = reason;
}

std::optional<Instant> Judge::end_of(const When& when, const std::optional<When>& unless,
                                     const Facts& facts) const {
  std::optional<Instant> end;
  const auto sooner = [&](std::optional<Instant> at) {
    if (at && *at > at_ && (!end || *at < *end)) end = at;
  };
  const auto look = [&](const When& condition, bool held) {
    if (condition.during) {
      const auto& hours = policy_.calendar(*condition.during);
      sooner(held ? hours.next_close(at_) : hours.next_open(at_));
    }
    if (condition.outside) {
      const auto& hours = policy_.calendar(*condition.outside);
      sooner(held ? hours.next_open(at_) : hours.next_close(at_));
    }
  };
  look(when, true);
  if (when.open && !*when.open) sooner(opening(hours_of(nullptr, facts)));
  if (unless) look(*unless, false);
  return end;
}

bool Judge::offered(const Channel* channel, std::string_view key, Verdict& verdict) const {
  if (!channel || channel->state == PlaceState::open) return true;
  const bool closed = channel->state == PlaceState::closed;
  verdict.stop(closed ? Effect::refuse : Effect::ignore,
               {.code = closed ? ReasonCode::channel_closed : ReasonCode::channel_unmonitored,
                .rule = key,
                .facts = fact_channel},
               closed ? Notice::always : Notice::once);
  return false;
}

bool Judge::attended(const Facts& facts, Verdict& verdict, Decision* noted) const {
  const auto* const department = entry_of(document_.departments, facts.department);
  if (!department || department->state == PlaceState::open) return true;
  const bool closed = department->state == PlaceState::closed;
  if (verdict.moved && noted) noted->reasons.push_back(verdict.reason);
  verdict.stop(closed ? Effect::refuse : Effect::ignore,
               {.code = closed ? ReasonCode::department_closed : ReasonCode::department_unmonitored,
                .rule = own_key(document_.departments, facts.department),
                .facts = fact_department},
               closed ? Notice::always : Notice::once);
  return false;
}

bool Judge::exceptions(Facts& facts, Verdict& verdict, Decision* noted) const {
  // What was moved is judged again in its new department. Rules that move in a circle end after one round.
  bool held = false;
  for (std::size_t moves = 0; moves <= document_.exceptions.size(); ++moves) {
    const ExceptionRule* const rule = exception(facts, noted);
    if (!rule) return held;
    held = true;
    apply(*rule,
          {.code = ReasonCode::exception,
           .rule = rule->id,
           .facts = facts_of(rule->when, rule->unless),
           .text = rule->text ? &*rule->text : nullptr},
          facts, verdict);
    if (verdict.moved) continue;
    if (!verdict.taken()) verdict.allowed_at = verdict.reason.at = end_of(rule->when, rule->unless, facts);
    return true;
  }
  return held;
}

const ExceptionRule* Judge::exception(const Facts& facts, Decision* noted) const {
  for (const auto& rule : document_.exceptions) {
    if (!policy_.holds(rule.when, rule.unless, facts, at_)) continue;
    if (rule.effect != Effect::advise) {
      const bool moves =
          rule.effect == Effect::redirect && rule.department && !rule.channel && !rule.self_service;
      if (moves && *rule.department == facts.department) continue;  // it is there already
      return &rule;
    }
    const auto before = [&](const Reason& r) { return r.code == ReasonCode::advice && r.rule == rule.id; };
    if (!noted || std::any_of(noted->reasons.begin(), noted->reasons.end(), before)) continue;
    noted->reasons.push_back({.code = ReasonCode::advice,
                              .rule = rule.id,
                              .facts = facts_of(rule.when, rule.unless),
                              .text = rule.text ? &*rule.text : nullptr});
  }
  return nullptr;
}

bool Judge::need_service(Facts& facts, Verdict& verdict, Decision* noted) const {
  // A topic may lead to another, which needs a service as well; a circle ends in a refusal.
  for (std::size_t hops = 0;; ++hops) {
    const Topic* const topic = entry_of(document_.topics, facts.topic);
    if (!topic || topic->service.empty() ||
        std::find(topic->service.begin(), topic->service.end(), facts.service) != topic->service.end())
      return hops > 0;
    const auto from = own_key(document_.topics, facts.topic);
    const auto to =
        topic->without_service ? own_key(document_.topics, *topic->without_service) : std::string_view();
    if (to.empty() || hops == document_.topics.size()) {
      verdict.stop(Effect::refuse,
                   {.code = ReasonCode::service_needed, .rule = from, .facts = fact_topic | fact_service});
      return false;
    }
    if (noted)
      noted->reasons.push_back(
          {.code = ReasonCode::topic_changed, .rule = from, .key = to, .facts = fact_topic | fact_service});
    facts.topic = to;
    facts.department = chosen_;
    fill_department(facts);
  }
}

const Way* Judge::way_of(const Topic& topic, const Facts& facts) const {
  const Way* best = nullptr;
  int best_rank = -1;
  for (const Way& way : topic.ways) {
    if (!among(way.channel, facts.channel) || !policy_.holds(way.when, facts, at_)) continue;
    if (!best) {
      best = &way;
      continue;
    }
    // Several lead there. Where somebody chose a department, theirs; then what is open, then what is known
    // enough of who asks; then the first.
    const auto rank = [&](const Way& w) {
      const Hours hours = hours_of(&w, facts);
      const bool open =
          !(hours.first && !hours.first->open_at(at_)) && !(hours.second && !hours.second->open_at(at_));
      return (w.department && *w.department == chosen_ ? 4 : 0) + (open ? 2 : 0) +
             (!w.identity || facts.identity >= *w.identity ? 1 : 0);
    };
    if (best_rank < 0) best_rank = rank(*best);
    if (const int other = rank(way); other > best_rank) best = &way, best_rank = other;
  }
  return best;
}

void Judge::fill_department(Facts& facts) const {
  if (!facts.department.empty()) return;
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  const Way* const way = topic ? way_of(*topic, facts) : nullptr;
  if (way && way->department)
    facts.department = *way->department;
  else
    facts.department = chosen_department();
}

std::string Judge::chosen_department() const {
  if (document_.departments.size() == 1) return document_.departments.front().first;
  // What takes no requests is no choice, so that another way may be named in its place.
  const auto* const chosen = entry_of(document_.departments, chosen_);
  if (chosen && chosen->state == PlaceState::open) return std::string(chosen_);
  std::string_view only;
  for (const auto& [key, department] : document_.departments) {
    if (department.state != PlaceState::open) continue;
    if (!only.empty()) return {};
    only = key;
  }
  return std::string(only);
}

bool Judge::some_way(const Facts& facts) const {
  for (const auto& [key, topic] : document_.topics)
    for (const Way& way : topic.ways)
      if (among(way.channel, facts.channel) && policy_.holds(way.when, facts, at_)) return true;
  return false;
}

void Judge::no_way(Facts& facts, Verdict& verdict) const {
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  if (topic && !topic->ways.empty() &&
      std::all_of(topic->ways.begin(), topic->ways.end(), [](const Way& w) { return w.channel.empty(); })) {
    for (const Way& way : topic->ways)
      if (way.self_service && policy_.holds(way.when, facts, at_)) {
        verdict.stop(Effect::redirect, {.code = ReasonCode::self_service,
                                        .rule = own_key(document_.topics, facts.topic),
                                        .key = *way.self_service,
                                        .facts = fact_topic | fact_channel,
                                        .text = way.advice ? &*way.advice : nullptr});
        verdict.self_service = *way.self_service;
        return;
      }
  }
  static const Outcome refused{.effect = Effect::refuse, .notice = Notice::always};
  apply(document_.otherwise ? *document_.otherwise : refused,
        {.code = ReasonCode::otherwise,
         .rule = "otherwise",
         .key = own_key(document_.channels, facts.channel),
         .facts = fact_topic | fact_channel},
        facts, verdict);
}

bool Judge::need_identity(Identity needed, std::string_view rule, const Facts& facts,
                          Verdict& verdict) const {
  if (facts.identity >= needed) return false;
  verdict.stop(Effect::refuse, {.code = ReasonCode::identity_needed,
                                .rule = rule,
                                .identity = needed,
                                .facts = fact_topic | fact_channel | fact_identity});
  verdict.identity = needed;
  return true;
}

Judge::Hours Judge::hours_of(const Way* way, const Facts& facts) const {
  if (way && way->hours) return {&policy_.calendar(*way->hours), nullptr};
  const auto* const channel = entry_of(document_.channels, facts.channel);
  const auto* const department = entry_of(document_.departments, facts.department);
  return {channel && channel->hours ? &policy_.calendar(*channel->hours) : nullptr,
          department && department->hours ? &policy_.calendar(*department->hours) : nullptr};
}

std::optional<Instant> Judge::opening(const Hours& hours) const {
  Instant at = at_;
  // Two calendars may miss each other for long; after so many openings it is as good as never.
  for (int tries = 0; tries < 400; ++tries) {
    const Instant before = at;
    for (const auto* const calendar : {hours.first, hours.second})
      if (calendar) {
        const auto next = calendar->next_open(at);
        if (!next) return std::nullopt;
        at = *next;
      }
    if (at == before || !hours.first || !hours.second) return at;
  }
  return std::nullopt;
}

void Judge::within_hours(Facts& facts, Verdict& verdict, Decision* noted) const {
  const Hours hours = hours_of(verdict.way, facts);
  const bool first = !hours.first || hours.first->open_at(at_);
  const bool second = !hours.second || hours.second->open_at(at_);
  if (first && second) return;
  const auto* const channel = entry_of(document_.channels, facts.channel);
  const auto* const department = entry_of(document_.departments, facts.department);
  const Outcome* by_channel = channel && channel->outside_hours ? &*channel->outside_hours : nullptr;
  const Outcome* by_department =
      department && department->outside_hours ? &*department->outside_hours : nullptr;
  verdict.opens_at = opening(hours);
  const auto channel_key = own_key(document_.channels, facts.channel);
  const auto department_key = own_key(document_.departments, facts.department);
  if (verdict.way && verdict.way->hours)
    return by_channel || !by_department ? outside(by_channel, channel_key, facts, verdict, noted)
                                        : outside(by_department, department_key, facts, verdict, noted);
  if (!first) outside(by_channel, channel_key, facts, verdict, noted);
  if (!second && verdict.taken()) outside(by_department, department_key, facts, verdict, noted);
  if (verdict.effect == Effect::allow) verdict.opens_at.reset();
}

void Judge::outside(const Outcome* outcome, std::string_view rule, Facts& facts, Verdict& verdict,
                    Decision* noted) const {
  // A checked policy states it. Where one does not, who is not there cannot talk, and what is written waits.
  static const Outcome waits{.effect = Effect::queue, .notice = Notice::always};
  static const Outcome refused{.effect = Effect::refuse, .notice = Notice::always};
  const auto* const channel = entry_of(document_.channels, facts.channel);
  if (!outcome) outcome = channel && live(channel->kind) ? &refused : &waits;
  Reason reason{.code = ReasonCode::outside_hours,
                .rule = rule,
                .at = verdict.opens_at,
                .facts = fact_channel | fact_department | fact_hour};
  switch (outcome->effect) {
    case Effect::allow:
      return;
    case Effect::advise:
      if (!noted) return;
      reason.code = ReasonCode::advice;
      if (outcome->text) reason.text = &*outcome->text;
      noted->reasons.push_back(reason);
      return;
    case Effect::queue:
      reason.code = ReasonCode::waits;
      break;
    case Effect::redirect:
    case Effect::refuse:
    case Effect::ignore:
      break;
  }
  const auto opens = verdict.opens_at;
  if (verdict.moved && noted) noted->reasons.push_back(verdict.reason);
  apply(*outcome, reason, facts, verdict);
  if (!verdict.taken()) verdict.allowed_at = opens;
}

Verdict Judge::reply(const Facts& asked, Decision* noted) const {
  Facts facts = asked;
  Verdict verdict;
  verdict.reason = {
      .code = ReasonCode::allowed, .key = own_key(document_.channels, facts.channel), .facts = fact_channel};
  if (suspended(facts, verdict)) return verdict;
  const auto* const channel = entry_of(document_.channels, facts.channel);
  const bool in_ticket = !channel || channel->kind == ChannelKind::ticket;
  if (!in_ticket && exceptions(facts, verdict, noted) && !verdict.taken()) return verdict;
  if (!offered(channel, own_key(document_.channels, facts.channel), verdict)) return verdict;
  if (channel && need_identity(channel->identity, own_key(document_.channels, facts.channel), facts, verdict))
    return verdict;
  fair_use(facts, Action::reply, verdict, noted);
  if (!verdict.taken()) return verdict;
  if (!in_ticket) {
    within_hours(facts, verdict, noted);
  } else if (const auto opens = opening(hours_of(nullptr, facts)); opens != at_) {
    verdict.effect = Effect::queue;
    verdict.notice = Notice::none;
    verdict.opens_at = opens;
    verdict.reason = {.code = ReasonCode::waits,
                      .rule = own_key(document_.departments, facts.department),
                      .at = opens,
                      .facts = fact_department | fact_hour};
  }
  return verdict;
}

Verdict Judge::place(Facts& facts, Action action, Decision* noted) const {
  Verdict verdict;
  if (suspended(facts, verdict)) return verdict;
  const auto* const channel = entry_of(document_.channels, facts.channel);
  const auto channel_key = own_key(document_.channels, facts.channel);

  // What an exception allows or queues is settled. What it moves to a department is judged there.
  bool settled = false;
  const auto stopped_by_exception = [&] {
    settled = exceptions(facts, verdict, noted) && !verdict.moved;
    return !verdict.taken();
  };
  if (stopped_by_exception()) return verdict;
  if (!settled && offered(channel, channel_key, verdict)) {
    const bool changed = need_service(facts, verdict, noted);
    // The suspension's open topics are judged for the topic that it has become.
    if (changed && !suspended(facts, verdict) && !verdict.moved && stopped_by_exception()) return verdict;
  }
  if (!verdict.taken()) return verdict;
  if (!settled) {
    const Topic* const topic = entry_of(document_.topics, facts.topic);
    verdict.way = topic ? way_of(*topic, facts) : nullptr;
    if (!verdict.moved && (topic ? !verdict.way : !document_.topics.empty() && !some_way(facts))) {
      no_way(facts, verdict);
      if (!verdict.taken() || !attended(facts, verdict, noted)) return verdict;
      settled = true;
    }
    const Way* const way = verdict.way;
    if (!settled && !verdict.moved)
      verdict.reason =
          way ? Reason{.code = ReasonCode::way,
                       .rule = own_key(document_.topics, facts.topic),
                       .key = channel_key,
                       .facts = static_cast<std::uint16_t>(fact_topic | fact_channel | facts_of(way->when))}
              : Reason{.code = ReasonCode::allowed, .key = channel_key, .facts = fact_channel};
    if (!settled && !verdict.moved && way && way->department && *way->department != facts.department) {
      if (noted && !facts.department.empty())
        noted->reasons.push_back({.code = ReasonCode::department_set,
                                  .rule = own_key(document_.topics, facts.topic),
                                  .key = *way->department,
                                  .facts = fact_topic | fact_department});
      facts.department = *way->department;
      if (stopped_by_exception()) return verdict;
    }
    if (!settled && !attended(facts, verdict, noted)) return verdict;
    if (!settled) {
      Identity needed = channel ? channel->identity : Identity::anonymous;
      if (topic && topic->identity) needed = std::max(needed, *topic->identity);
      if (way && way->identity) needed = std::max(needed, *way->identity);
      const auto rule = way ? own_key(document_.topics, facts.topic) : channel_key;
      if (need_identity(needed, rule, facts, verdict)) return verdict;
      if (noted && way && way->advice)
        noted->reasons.push_back({.code = ReasonCode::way_advice,
                                  .rule = own_key(document_.topics, facts.topic),
                                  .key = channel_key,
                                  .facts = fact_topic | fact_channel,
                                  .text = &*way->advice});
    }
  }
  fair_use(facts, action, verdict, noted);
  if (!verdict.taken()) return verdict;
  if (!settled) {
    within_hours(facts, verdict, noted);
  } else if (verdict.effect == Effect::queue) {
    verdict.opens_at = opening(hours_of(nullptr, facts));
    if (verdict.opens_at == at_) verdict.opens_at.reset();
    verdict.reason.at = verdict.opens_at;
  }
  return verdict;
}

}  // namespace plazo::policy::deciding
