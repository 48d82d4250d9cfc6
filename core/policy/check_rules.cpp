#include <algorithm>
#include <optional>

#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"
#include "core/policy/fields.hpp"

namespace plazo::policy {
namespace {

void check_channels(const Document& document, Findings& findings) {
  for (const auto& [key, channel] : document.channels) {
    const bool needs_contact = channel.kind == ChannelKind::phone || channel.kind == ChannelKind::email ||
                               channel.kind == ChannelKind::messaging || channel.kind == ChannelKind::social;
    if (channel.state == PlaceState::open && needs_contact && !channel.contact)
      findings.warning(under("/channels", key) + "/contact", "contact_unstated",
                       "the channel is offered, but not where customers reach it",
                       "give the number or address, or set its `state` to `closed`");
    if (channel.kind == ChannelKind::email && channel.contact && !is_email(*channel.contact))
      findings.warning(under("/channels", key) + "/contact", "bad_contact",
                       shown(*channel.contact) + " is no e-mail address", "write it as `name@example.com`");
  }
}

/// Whether `later` is never taken: `before` holds whenever it does, and stands no worse where several lead
/// there: for the department that somebody chose, by its hours, and by what must be known of who asks.
bool goes_before(const Document& document, const Way& before, const Way& later) {
  if (!covers(before.when, std::nullopt, later.when, std::nullopt)) return false;
  if (later.preferred && !before.preferred) return false;  // it recommends at least
  if (later.channel.empty()) return before.channel.empty() && before.self_service == later.self_service;
  return (!later.department || before.department == later.department) &&
         (before.hours == later.hours || (before.hours && round_the_clock(document, *before.hours))) &&
         (!before.identity || (later.identity && *before.identity <= *later.identity));
}

void check_hidden_ways(const Document& document, const std::string& path, const std::vector<Way>& ways,
                       Findings& findings) {
  constexpr std::string_view help = "put it before that one, or leave it out";
  const auto before_it = [&](std::size_t later, const std::string* channel) {
    std::size_t at = 0;
    while (at < later && !(goes_before(document, ways[at], ways[later]) &&
                           (!channel || std::find(ways[at].channel.begin(), ways[at].channel.end(),
                                                  *channel) != ways[at].channel.end())))
      ++at;
    return at;
  };
  for (std::size_t later = 1; later < ways.size(); ++later) {
    const Way& way = ways[later];
    const std::string here = under(path, later);
    if (way.channel.empty()) {
      if (way.self_service && before_it(later, nullptr) < later)
        findings.warning(here, "unreachable_rule",
                         "it never applies: a way before it leads to the same place", std::string(help));
      continue;
    }
    std::vector<std::size_t> hidden;
    for (std::size_t c = 0; c < way.channel.size(); ++c)
      if (before_it(later, &way.channel[c]) < later) hidden.push_back(c);
    if (hidden.size() == way.channel.size())
      findings.warning(here, "unreachable_rule",
                       "it never applies: a way before it holds for all that it does", std::string(help));
    else
      for (const std::size_t c : hidden)
        findings.warning(
            under(here + "/channel", c), "unreachable_rule",
            "it never applies: " + shown(way.channel[c]) + " has a way before it that holds for all",
            std::string(help));
  }
}

void check_ways(const Document& document, Findings& findings) {
  for (const auto& [topic_key, topic] : document.topics) {
    check_hidden_ways(document, under("/topics", topic_key) + "/ways", topic.ways, findings);
    for (std::size_t i = 0; i < topic.ways.size(); ++i) {
      const Way& way = topic.ways[i];
      const std::string path = under(under("/topics", topic_key) + "/ways", i);
      if (way.channel.empty() && !way.self_service)
        findings.error(path, "way_unstated", "the way names neither a channel nor self-service",
                       "give `channel` or `self_service`");
      for (std::size_t c = 0; c < way.channel.size(); ++c)
        if (const auto* const channel = entry_of(document.channels, way.channel[c]);
            channel && channel->state != PlaceState::open)
          findings.error(under(path + "/channel", c), "contradiction",
                         shown(way.channel[c]) + " is " +
                             (channel->state == PlaceState::closed ? "closed" : "not monitored") +
                             ", but this way leads there",
                         "open the channel, or leave it out here");
    }
  }
}

/// `without_service` that leads back to where it began would never end.
void check_fallbacks(const Document& document, Findings& findings) {
  for (const auto& [key, topic] : document.topics) {
    const Topic* at = &topic;
    for (std::size_t steps = 0; at && at->without_service; ++steps) {
      if (*at->without_service == key || steps > document.topics.size()) {
        findings.error(under("/topics", key) + "/without_service", "contradiction",
                       "the topics become each other in a circle", "let one of them stand by itself");
        break;
      }
      at = entry_of(document.topics, *at->without_service);
    }
    if (topic.service.empty() && topic.without_service)
      findings.warning(under("/topics", key) + "/without_service", "unreachable_rule",
                       "it never applies, as the topic needs no service",
                       "give `service`, or leave this out");
  }
}

void check_outcomes(const Document& document, Findings& findings) {
  each_outcome(document, [&](const std::string& path, const Outcome& outcome) {
    const bool destination = outcome.department || outcome.channel || outcome.self_service;
    if (outcome.effect == Effect::redirect && !destination)
      findings.error(path, "redirect_unstated", "it is not stated where the request is redirected to",
                     "give `department`, `channel` or `self_service`");
    // Who is ignored may be told where else to go; a department alone is no such place.
    const bool named_instead = outcome.effect == Effect::ignore && (outcome.channel || outcome.self_service);
    if (outcome.effect != Effect::redirect && destination && !named_instead)
      findings.warning(path, "contradiction",
                       "a destination has a meaning only with the effect `redirect`, or a channel or "
                       "self-service with `ignore`",
                       "leave it out, or redirect");
    if (outcome.effect == Effect::advise && !outcome.text)
      findings.warning(path + "/text", "advice_unstated", "it advises, but the words are missing",
                       "say in `text` what customers are told");
  });
}

bool same_outcome(const Outcome& a, const Outcome& b) {
  return a.effect == b.effect && a.department == b.department && a.channel == b.channel &&
         a.self_service == b.self_service;
}

void check_exceptions(const Document& document, Findings& findings) {
  const auto& rules = document.exceptions;
  for (std::size_t later = 0; later < rules.size(); ++later) {
    const ExceptionRule& rule = rules[later];
    std::string overlaps;
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const ExceptionRule& before = rules[earlier];
      if (before.effect == Effect::advise) continue;  // it decides nothing
      if (covers(before.when, before.unless, rule.when, rule.unless)) {
        findings.warning(under("/exceptions", later), "unreachable_rule",
                         "it never applies: " + shown(before.id) + " before it holds for all that it does",
                         "put it before that one, or leave it out");
        overlaps.clear();
        break;
      }
      if (overlaps.empty() && rule.effect != Effect::advise && !same_outcome(before, rule) &&
          meet(before.when, before.unless, rule.when, rule.unless) &&
          !covers(rule.when, rule.unless, before.when, before.unless))
        overlaps = before.id;
    }
    if (!overlaps.empty())
      findings.warning(
          under("/exceptions", later), "overlap",
          "it and " + shown(overlaps) + " can hold for the same request; the earlier one decides",
          "narrow one of them with `unless`, or keep this order on purpose");
  }
}

void check_order(const Document& document, Findings& findings) {
  const auto& classes = document.order;
  for (std::size_t later = 0; later < classes.size(); ++later)
    for (std::size_t earlier = 0; earlier < later; ++earlier)
      if (covers(classes[earlier].when, classes[earlier].unless, classes[later].when,
                 classes[later].unless)) {
        findings.warning(
            under("/order", later), "unreachable_rule",
            "no ticket comes into it: " + shown(classes[earlier].id) + " before it takes all that it would",
            "put it before that one, or leave it out");
        break;
      }
  if (!classes.empty() && std::none_of(classes.begin(), classes.end(), [](const QueueClass& one) {
        return holds_always(one.when) && !one.unless;
      }))
    findings.error("/order", "order_unstated", "it is not stated where a ticket stands that is in no class",
                   "end with a class that has no condition");
}

void check_contradictory_hours(const Document& document, Findings& findings) {
  each_condition(document, [&](const std::string& path, const When& when) {
    if ((when.during && when.during == when.outside) ||
        (when.outside && round_the_clock(document, *when.outside)))
      findings.warning(path, "unreachable_rule", "it never holds: there is no such time",
                       "mend `during` and `outside`, or leave the rule out");
  });
}

}  // namespace

void check_rules(const Document& document, Findings& findings) {
  check_channels(document, findings);
  check_ways(document, findings);
  check_fallbacks(document, findings);
  check_outcomes(document, findings);
  check_exceptions(document, findings);
  check_order(document, findings);
  check_contradictory_hours(document, findings);
  if (!document.topics.empty() && !document.otherwise)
    findings.error("/otherwise", "otherwise_unstated",
                   "it is not stated what becomes of a request for which there is no way",
                   "say whether it is refused, ignored, redirected or allowed");
}

}  // namespace plazo::policy
