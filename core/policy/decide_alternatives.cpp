// What else may be done, judged by the same steps as the request itself.
#include <algorithm>

#include "core/policy/deciding.hpp"

namespace plazo::policy::deciding {
namespace {

constexpr std::size_t most_alternatives = 16;

/// Where a written request becomes a ticket, when nothing else was said.
int written(ChannelKind kind) {
  return kind == ChannelKind::ticket ? 0 : kind == ChannelKind::form ? 1 : kind == ChannelKind::email ? 2 : 3;
}

}  // namespace

std::string_view Judge::written_channel(const Topic* topic) const {
  std::string_view best;
  int best_rank = 100;
  for (const auto& [key, channel] : document_.channels) {
    const bool of_topic = topic && std::any_of(topic->ways.begin(), topic->ways.end(),
                                               [&](const Way& w) { return among(w.channel, key); });
    const int rank = written(channel.kind) + (of_topic || !topic ? 0 : 10);
    if (written(channel.kind) < 3 && rank < best_rank) best = key, best_rank = rank;
  }
  return best;
}

void Judge::add(Alternative alternative, Decision& decision) const {
  auto& all = decision.alternatives;
  if (all.size() >= most_alternatives) return;
  for (auto& known : all)
    if (known.topic == alternative.topic && known.channel == alternative.channel &&
        known.department == alternative.department && known.self_service == alternative.self_service &&
        known.in_ticket == alternative.in_ticket) {
      known.preferred = known.preferred || alternative.preferred;
      return;
    }
  all.push_back(alternative);
}

void Judge::try_place(const Facts& asked, bool another_topic, bool preferred, Decision& decision) const {
  Alternative found{.topic = another_topic ? own_key(document_.topics, asked.topic) : std::string_view(),
                    .channel = own_key(document_.channels, asked.channel),
                    .department = own_key(document_.departments, asked.department),
                    .preferred = preferred};
  const bool files = question_.action == Action::attach || question_.attachments > 0;
  const auto judge = [&](std::string_view department, Instant at, Facts& there) {
    Judge then(policy_, question_, at);
    then.chosen_ = department;
    // Whoever asks may have to be known better; then it is judged as if they were.
    for (int raised = 0;; ++raised) {
      there = asked;
      there.department = department;
      there.identity = std::max(asked.identity, found.identity);
      const Identity known = there.identity;
      then.fill_department(there);
      Verdict verdict = then.place(there, Action::contact, nullptr);
      if (verdict.taken() && files) then.attach(there, verdict);
      if (verdict.identity <= known || raised == 4) return verdict;
      found.identity = verdict.identity;
    }
  };
  Facts there;
  const auto take = [&](Verdict verdict, Instant at) {
    found.open = at == at_;
    if (found.open) {
      found.waits = verdict.effect == Effect::queue;
      found.opens_at = verdict.opens_at;
    } else {
      found.opens_at = at;
    }
    // Where it would go to another department, that one is named, if it may be chosen.
    const auto to = own_key(document_.departments, there.department);
    if (to != found.department && judge(to, at, there).taken()) found.department = to;
    add(found, decision);
  };
  const Verdict now = judge(asked.department, at_, there);
  if (now.taken()) return take(now, at_);
  std::optional<Instant> later = now.allowed_at;
  for (int tries = 0; later && *later > at_ && tries < 4; ++tries) {
    const Verdict then = judge(asked.department, *later, there);
    if (then.taken()) return take(then, *later);
    if (!then.allowed_at || *then.allowed_at <= *later) return;
    later = then.allowed_at;
  }
}

void Judge::try_topic(const Facts& asked, std::string_view key, bool another, Decision& decision) const {
  const Topic* const topic = entry_of(document_.topics, key);
  if (!topic) return;
  Facts facts = asked;
  if (another) {
    facts.topic = key;
    Decision unnoted;
    choose_priority(facts, unnoted);
  }
  for (const Way& way : topic->ways) {
    if (way.channel.empty() && way.self_service) {
      if (policy_.holds(way.when, facts, at_))
        add({.topic = another ? own_key(document_.topics, key) : std::string_view(),
             .self_service = *way.self_service,
             .preferred = way.preferred},
            decision);
      continue;
    }
    for (const auto& channel : way.channel) {
      const Channel* const entry = entry_of(document_.channels, channel);
      if (!entry) continue;
      facts.channel = channel;
      facts.department = way.department ? *way.department : chosen_department();
      try_place(facts, another, way.preferred || entry->preferred, decision);
    }
  }
}

void Judge::alternatives(const Facts& asked, const Facts& facts, const Verdict& verdict,
                         Decision& decision) const {
  const ReasonCode why = verdict.reason.code;
  if (why == ReasonCode::session_over) {
    Facts there = facts;
    there.channel = verdict.reason.key;
    const Topic* const topic = entry_of(document_.topics, there.topic);
    const Way* const way = topic ? way_of(*topic, there) : nullptr;
    std::string_view department = way && way->department ? *way->department : facts.department;
    const auto* const named = entry_of(document_.departments, department);
    if (named && named->state != PlaceState::open) department = {};
    if (!verdict.reason.key.empty())
      add({.channel = verdict.reason.key,
           .department = own_key(document_.departments, department),
           .preferred = true},
          decision);
  } else if (why == ReasonCode::suspended) {
    if (document_.fair_use && document_.fair_use->suspension)
      for (const auto& topic : document_.fair_use->suspension->open_topics)
        try_topic(asked, topic, true, decision);
  } else if (question_.action == Action::set_priority || question_.action == Action::suspend) {
    return;
  } else {
    if (why == ReasonCode::cool_down) {
      Facts there = facts;
      const Channel* const by = entry_of(document_.channels, question_.matter->channel);
      there.channel = by && by->kind == ChannelKind::ticket ? question_.matter->channel
                                                            : std::string(written_channel(nullptr));
      if (const auto* const channel = entry_of(document_.channels, there.channel);
          channel && channel->kind == ChannelKind::ticket) {
        const Verdict inside = reply(there, nullptr);
        const bool known = inside.taken() || inside.identity > facts.identity;
        if (known)
          add({.channel = own_key(document_.channels, there.channel),
               .waits = inside.effect == Effect::queue,
               .opens_at = inside.opens_at,
               .identity = inside.taken() ? Identity::anonymous : inside.identity,
               .preferred = true,
               .in_ticket = true},
              decision);
      }
    }
    if (const Outcome* const to = verdict.redirection) {
      if (to->self_service) add({.self_service = *to->self_service, .preferred = true}, decision);
      if (to->channel) {
        Facts there = asked;
        there.channel = *to->channel;
        there.department = to->department ? *to->department : chosen_department();
        try_place(there, false, true, decision);
      }
    }
    if (why == ReasonCode::self_service)
      add({.self_service = verdict.self_service, .preferred = true}, decision);
    if (entry_of(document_.topics, facts.topic)) {
      try_topic(asked, facts.topic, false, decision);
    } else if (!document_.channels.empty()) {
      for (const auto& [key, channel] : document_.channels) {
        Facts there = asked;
        there.channel = key;
        there.department = chosen_department();
        try_place(there, false, channel.preferred, decision);
      }
    } else {
      for (const auto& [key, department] : document_.departments) {
        Facts there = asked;
        there.department = key;
        try_place(there, false, false, decision);
      }
    }
  }
  auto& all = decision.alternatives;
  // What is asked already is no alternative to itself.
  if (question_.action == Action::contact && verdict.taken())
    std::erase_if(all, [&](const Alternative& a) {
      return a.topic.empty() && a.channel == facts.channel && a.department == facts.department;
    });
  const auto rank = [&](const Alternative& a) {
    return (a.open ? 0 : 8) + (a.identity != Identity::anonymous ? 4 : 0) + (a.preferred ? 0 : 2) +
           (a.waits ? 1 : 0);
  };
  std::stable_sort(all.begin(), all.end(), [&](const Alternative& a, const Alternative& b) {
    const int first = rank(a), second = rank(b);
    return first != second ? first < second : !a.open && a.opens_at < b.opens_at;
  });
}

void Judge::advise_skill(const Facts& asked, const Facts& facts, const Verdict& verdict,
                         Decision& decision) const {
  const Action action = question_.action;
  const bool listed = action == Action::contact;
  if (document_.skills.empty() || (!listed && action != Action::open && action != Action::session_start))
    return;
  const Topic* const topic = entry_of(document_.topics, facts.topic);
  if (!topic || skilled(*topic, skills_at(document_, facts.channel, facts.department))) return;
  const auto told = [&](const Decision& others) {
    for (const auto& other : others.alternatives) {
      if (!other.topic.empty() || !other.self_service.empty() || !other.open) continue;
      if (!skilled(*topic, skills_at(document_, other.channel, other.department))) continue;
      decision.reasons.push_back({.code = ReasonCode::skill_elsewhere,
                                  .rule = own_key(document_.topics, facts.topic),
                                  .key = other.channel,
                                  .facts = fact_topic | fact_channel | fact_department,
                                  .department = other.department});
      return true;
    }
    return false;
  };
  Decision others;
  if (!listed) alternatives(asked, facts, verdict, others);
  if (told(listed ? decision : others)) return;
  // Where customers choose the department themselves, another one than they chose may have it.
  Decision chosen;
  for (const Way& way : topic->ways) {
    if (way.department) continue;
    for (const auto& channel : way.channel)
      for (const auto& [key, department] : document_.departments) {
        if (department.state != PlaceState::open || !skilled(*topic, skills_at(document_, channel, key)))
          continue;
        Facts there = asked;
        there.channel = channel;
        there.department = key;
        try_place(there, false, way.preferred, chosen);
      }
  }
  std::stable_partition(chosen.alternatives.begin(), chosen.alternatives.end(),
                        [&](const Alternative& other) { return other.channel == facts.channel; });
  told(chosen);
}

}  // namespace plazo::policy::deciding
