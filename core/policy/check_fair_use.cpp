#include <algorithm>

#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

bool has_measure(const FairUse& rules, Measures measure) {
  for (const Limit& limit : rules.limits)
    for (const Consequence& consequence : limit.then)
      if (consequence.measure == measure) return true;
  return false;
}

/// What the desk keeps anyway; everything else is noticed by people.
bool of_records(Counted counted) {
  return counted == Counted::messages || counted == Counted::tickets || counted == Counted::sessions;
}

/// By which words it is suggested: its own, those of the answers, or, of repeated tickets, what both say.
void check_suggested(const Document& document, const std::string& path, const Limit& limit,
                     Findings& findings) {
  check_words(path + "/words", limit.words, findings);
  const bool suggested = limit.noticed == Noticed::suggested;
  if (!limit.words.empty() && !(suggested && known_by_words(limit.counts))) {
    const bool others = suggested && !of_records(limit.counts);
    findings.warning(path + "/words", "unreachable_rule",
                     !others ? "nothing looks for these words: only what is `suggested` is found by words"
                     : limit.counts == Counted::duplicates
                         ? "nothing looks for these words: repeated tickets are found by what both say"
                         : "nothing looks for these words: questions are compared with those of `answers`",
                     others ? "leave them out" : "set `noticed` to `suggested`, or leave them out");
  }
  if (suggested && known_by_words(limit.counts) && limit.words.empty())
    findings.warning(path + "/words", "words_unstated",
                     "nothing is ever suggested: it is not stated by which words",
                     "list them in `words`, or set `noticed` to `flagged`");
  if (suggested && limit.counts == Counted::documented && document.answers.empty())
    findings.warning(path + "/noticed", "answers_unstated",
                     "nothing is ever suggested: the policy names no `answers`",
                     "list them in `answers`, or set `noticed` to `flagged`");
}

void check_noticed(const std::string& path, const Limit& limit, Findings& findings) {
  if (of_records(limit.counts) && limit.noticed != Noticed::counted)
    findings.warning(path + "/noticed", "unreachable_rule",
                     "it never applies: messages, tickets and sessions are counted, and nobody flags them",
                     "leave `noticed` out");
  else if (!of_records(limit.counts) && limit.noticed == Noticed::counted)
    findings.warning(path + "/noticed", "unreachable_rule",
                     "it never applies: only people notice this, and it is to be counted from records",
                     "set `noticed` to `suggested` or `flagged`");
}

void check_limit(const Document& document, const std::string& path, const Limit& limit, Findings& findings) {
  check_noticed(path, limit, findings);
  check_suggested(document, path, limit, findings);
  if (limit.then.empty())
    findings.error(path + "/then", "consequence_unstated", "it is not stated what follows",
                   "give at least a `notice`");
  bool several = false;
  for (std::size_t i = 0; i < limit.then.size(); ++i) {
    const auto& occurrences = limit.then[i].occurrences;
    if (!occurrences && limit.noticed != Noticed::flagged)
      findings.error(under(path + "/then", i) + "/occurrences", "threshold_unstated",
                     "it is not stated from how many on", "give `occurrences`");
    several = several || occurrences.value_or(limit.noticed == Noticed::flagged ? 1 : 2) > 1;
    if (i && occurrences && limit.then[i - 1].occurrences && *occurrences < *limit.then[i - 1].occurrences)
      findings.error(under(path + "/then", i) + "/occurrences", "contradiction",
                     "it comes at fewer than the one before it", "order them from the mildest");
  }
  if (several && !limit.window)
    findings.error(path + "/window", "window_unstated", "it is not stated over how long it is counted",
                   "give `window`, such as `P1D`");
}

bool of_sessions(const Document& document, const std::string& key) {
  const auto* const channel = entry_of(document.channels, key);
  return !channel || channel->kind == ChannelKind::chat || channel->kind == ChannelKind::phone ||
         channel->kind == ChannelKind::callback || channel->kind == ChannelKind::messaging ||
         channel->kind == ChannelKind::other;
}

void check_sessions(const Document& document, const FairUse& rules, Findings& findings) {
  for (std::size_t i = 0; i < rules.sessions.size(); ++i) {
    const SessionLimit& session = rules.sessions[i];
    const std::string path = under("/fair_use/sessions", i);
    for (std::size_t c = 0; c < session.channel.size(); ++c)
      if (!of_sessions(document, session.channel[c]))
        findings.error(under(path + "/channel", c), "contradiction",
                       shown(session.channel[c]) + " has no sessions that could end",
                       "name channels where somebody speaks with somebody");
    if (!session.then_channel)
      findings.error(path + "/then_channel", "then_unstated", "it is not stated where it goes on",
                     "name the channel, usually the ticket");
    else if (std::find(session.channel.begin(), session.channel.end(), *session.then_channel) !=
             session.channel.end())
      findings.error(path + "/then_channel", "contradiction", "it goes on in the channel that ends",
                     "name another one, usually the ticket");
    if (session.warn && *session.warn >= session.longest)
      findings.error(path + "/warn", "contradiction", "the end is announced before the beginning",
                     "announce it less than `longest` before");
  }
}

void check_cool_downs(const Document& document, const FairUse& rules, Findings& findings) {
  for (std::size_t i = 0; i < rules.cool_downs.size(); ++i)
    for (std::size_t c = 0; c < rules.cool_downs[i].channel.size(); ++c) {
      const std::string& key = rules.cool_downs[i].channel[c];
      const auto* const channel = entry_of(document.channels, key);
      if (channel && channel->kind == ChannelKind::ticket)
        findings.warning(under(under("/fair_use/cool_downs", i) + "/channel", c), "contradiction",
                         shown(key) + " does not wait: a reply in the ticket is always free",
                         "name the other channels only");
    }
}

void check_suspension(const Document& document, const FairUse& rules, Findings& findings) {
  if (!rules.suspension) {
    if (has_measure(rules, Measures::suspension))
      findings.error("/fair_use/suspension", "suspension_unstated",
                     "support may be suspended, but not how and for how long", "describe it in `suspension`");
    return;
  }
  if (!rules.suspension->length && !rules.suspension->for_good)
    findings.error("/fair_use/suspension/length", "suspension_length_unstated",
                   "it is not stated how long a suspension lasts",
                   "give `length`, such as `P7D`, or set `for_good`");
  else if (!rules.suspension->length)
    findings.warning("/fair_use/suspension/length", "suspension_length_unstated",
                     "without a length every suspension is for good",
                     "give `length`, such as `P7D`, if there are temporary ones");
  if (rules.suspension->open_topics.empty() && !document.topics.empty())
    findings.warning("/fair_use/suspension/open_topics", "open_topics_unstated",
                     "nothing stays open to a customer whose support is suspended",
                     "leave billing, cancellation, abuse and legal matters open");
}

void check_entitlements(const Document& document, Findings& findings) {
  for (const auto& [key, entitlement] : document.entitlements) {
    const std::string path = under("/entitlements", key);
    if (!entitlement.price && entitlement.included_for.empty())
      findings.error(path + "/price", "fee_unstated", "it is not stated what it costs",
                     "give `price` in minor units; 0 is free of charge");
    if (entitlement.quota && !entitlement.quota->tickets && !entitlement.quota->time)
      findings.error(path + "/quota", "quota_unstated", "it is not stated how much is included",
                     "give `tickets` or `time`");
    if (entitlement.quota && entitlement.included_for.empty())
      findings.warning(path + "/quota", "unreachable_rule", "it never applies: nobody has it included",
                       "give `included_for`, or leave it out");
  }
}

}  // namespace

namespace {

void check_incidents(const Document& document, Findings& findings) {
  for (std::size_t i = 0; i < document.incidents.size(); ++i) {
    const auto& same = document.incidents[i].same;
    const auto by = [&](Alike one) { return std::find(same.begin(), same.end(), one) != same.end(); };
    const std::string path = under("/incidents", i) + "/same";
    if (by(Alike::topic) && document.topics.empty())
      findings.error(path, "contradiction", "the policy has no topics, so no two tickets have the same",
                     "compare `words` or `product`, or give `topics`");
    if (by(Alike::product) && (!document.activation || document.activation->products.empty()))
      findings.error(path, "contradiction", "the policy has no products, so no two tickets have the same",
                     "compare `words` or `topic`, or give `activation` its products");
  }
}

}  // namespace

void check_fair_use(const Document& document, Findings& findings) {
  check_incidents(document, findings);
  check_entitlements(document, findings);
  if (!document.fair_use) return;
  const FairUse& rules = *document.fair_use;
  for (std::size_t i = 0; i < rules.limits.size(); ++i)
    check_limit(document, under("/fair_use/limits", i), rules.limits[i], findings);
  if (has_measure(rules, Measures::demotion) && !rules.demoted_at_most)
    findings.error("/fair_use/demoted_at_most", "demotion_bound_unstated",
                   "it is not stated how long a demoted ticket waits at most",
                   "give the age at which it is treated like the others again, such as `P3D`");
  check_sessions(document, rules, findings);
  check_cool_downs(document, rules, findings);
  check_suspension(document, rules, findings);
}

}  // namespace plazo::policy
