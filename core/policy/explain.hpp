// Decisions in words: from the provider's own texts, else from the message catalogue.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/decide.hpp"

namespace plazo::policy {

struct ExplainedReason {
  ReasonCode code = ReasonCode::allowed;
  std::optional<std::string> rule;
  std::string text;
  std::optional<std::string> change;
  std::optional<Instant> at;
  json::Keyed<std::string> facts;

  static constexpr json::Note notes[] = {
      {.field = "code", .meaning = "stable name of the reason"},
      {.field = "rule", .meaning = "id or key of the rule in the policy"},
      {.field = "text", .meaning = "the reason in words"},
      {.field = "change", .meaning = "what would change the answer, in words"},
      {.field = "at", .meaning = "when the answer changes by itself"},
      {.field = "facts", .meaning = "the facts that it rests on", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ExplainedReason, (), (code, rule, text, change, at, facts))

struct ExplainedObligation {
  Duty duty = Duty::notice;
  std::optional<std::string> rule;
  std::string text;
  std::optional<std::string> key;
  std::vector<std::string> fields;
  std::vector<std::string> one_of;
  std::optional<FieldFault> fault;
  std::vector<Instant> times;
  std::optional<Identity> identity;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency;
  std::optional<Instant> at;
  std::optional<Duration> length;
  std::optional<std::string> link;

  static constexpr json::Note notes[] = {
      {.field = "duty", .meaning = "what is to be done"},
      {.field = "rule", .meaning = "id or key of the rule in the policy"},
      {.field = "text", .meaning = "the same in words"},
      {.field = "key", .meaning = "what it is about: a field, an entitlement, a channel"},
      {.field = "fields",
       .meaning = "keys of the fields, or items of the checklist, all of them needed",
       .defaulted = true},
      {.field = "one_of", .meaning = "keys of fields of which one is needed", .defaulted = true},
      {.field = "fault", .meaning = "what is wrong with what was told"},
      {.field = "times", .meaning = "of a time that is asked back: what it may be", .defaulted = true},
      {.field = "identity", .meaning = "how well it must be known who asks"},
      {.field = "amount", .meaning = "the sum, in minor units of the currency"},
      {.field = "currency", .meaning = "ISO 4217 code of the sum"},
      {.field = "at", .meaning = "when"},
      {.field = "length", .meaning = "how long"},
      {.field = "link", .meaning = "of an answer: where it is"},
  };
};
BOOST_DESCRIBE_STRUCT(ExplainedObligation, (),
                      (duty, rule, text, key, fields, one_of, fault, times, identity, amount, currency, at,
                       length, link))

struct ExplainedSuggestion {
  std::string rule;
  Counted counts = Counted::documented;
  std::string found;
  std::optional<std::string> answer;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "rule", .meaning = "id of the limit in the policy"},
      {.field = "counts", .meaning = "what it may be"},
      {.field = "found", .meaning = "the word or phrase of the policy's that stands in it"},
      {.field = "answer", .meaning = "of a question that the documentation answers: id of the answer"},
      {.field = "text", .meaning = "the same in words"},
  };
};
BOOST_DESCRIBE_STRUCT(ExplainedSuggestion, (), (rule, counts, found, answer, text))

struct ExplainedAlternative {
  std::string text;
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  std::optional<std::string> department;
  std::optional<std::string> self_service;
  bool open = true;
  bool waits = false;
  bool in_ticket = false;
  std::optional<Instant> opens_at;
  std::optional<Identity> identity;
  bool preferred = false;

  static constexpr json::Note notes[] = {
      {.field = "text", .meaning = "the way in words"},
      {.field = "topic", .meaning = "key of the topic, where it is another one"},
      {.field = "channel", .meaning = "key of the channel"},
      {.field = "department", .meaning = "key of the department"},
      {.field = "self_service", .meaning = "place in the panel where customers do it themselves"},
      {.field = "open", .meaning = "whether it takes the request now", .defaulted = true},
      {.field = "waits", .meaning = "the request is taken now and waits until `opens_at`", .defaulted = true},
      {.field = "in_ticket", .meaning = "by a reply in the ticket that it is about", .defaulted = true},
      {.field = "opens_at", .meaning = "when it opens"},
      {.field = "identity", .meaning = "how well it must be known who asks, where more is needed"},
      {.field = "preferred", .meaning = "recommended", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ExplainedAlternative, (),
                      (text, topic, channel, department, self_service, open, waits, in_ticket, opens_at,
                       identity, preferred))

struct Explanation {
  Effect effect = Effect::allow;
  bool taken = true;
  std::optional<Effect> for_customer;
  Notice notice = Notice::always;
  bool show_notice = true;
  std::string text;
  std::optional<std::string> topic;
  std::optional<std::string> department;
  std::optional<std::string> channel;
  std::optional<std::string> priority;
  std::optional<std::string> self_service;
  std::vector<std::string> entitlements;
  std::optional<std::string> queue_class;
  bool demoted = false;
  bool incomplete = false;
  std::optional<Instant> opens_at;
  std::optional<Instant> allowed_at;
  std::vector<ExplainedReason> reasons;
  std::vector<ExplainedObligation> obligations;
  std::vector<ExplainedAlternative> alternatives;
  std::vector<ExplainedSuggestion> suggestions;

  static constexpr std::string_view json_name = "ExplainedDecision";
  static constexpr json::Note notes[] = {
      {.field = "effect", .meaning = "what becomes of the request"},
      {.field = "taken", .meaning = "whether it goes on"},
      {.field = "for_customer", .meaning = "of a request of staff: what a customer would be told"},
      {.field = "notice", .meaning = "whether the sender is told: never, once, or always"},
      {.field = "show_notice", .meaning = "whether to tell now"},
      {.field = "text", .meaning = "the answer in words: why, and what to do"},
      {.field = "topic", .meaning = "key of the topic that it has"},
      {.field = "department", .meaning = "key of the department that it goes to"},
      {.field = "channel", .meaning = "key of the channel"},
      {.field = "priority", .meaning = "key of the priority that it gets"},
      {.field = "self_service", .meaning = "of a redirection: place in the panel"},
      {.field = "entitlements", .meaning = "keys of the entitlements that it uses", .defaulted = true},
      {.field = "queue_class", .meaning = "class of the queue; absent: by priority"},
      {.field = "demoted", .meaning = "behind the others in the queue", .defaulted = true},
      {.field = "incomplete", .meaning = "taken, and something is still to be told", .defaulted = true},
      {.field = "opens_at", .meaning = "outside hours: the next opening"},
      {.field = "allowed_at", .meaning = "not taken now: when the reason is gone"},
      {.field = "reasons", .meaning = "why, the deciding reason first"},
      {.field = "obligations", .meaning = "what is asked in return", .defaulted = true},
      {.field = "alternatives", .meaning = "what else may be done, the best first", .defaulted = true},
      {.field = "suggestions",
       .meaning = "what limits of fair use find in it by their words, for a person to judge: nothing follows "
                  "from it",
       .defaulted = true,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(Explanation, (),
                      (effect, taken, for_customer, notice, show_notice, text, topic, department, channel,
                       priority, self_service, entitlements, queue_class, demoted, incomplete, opens_at,
                       allowed_at, reasons, obligations, alternatives, suggestions))

/// What was found, as staff read it.
std::string suggestion_words(Locale, Counted, std::string_view found);

/// The decision in words, as customers read it; suggestions are for staff. The question and the instant are
/// those of the decision.
Explanation explain(const Compiled&, const Question&, Instant at, const Decision&, Locale);

}  // namespace plazo::policy
