// What must be told with a request: fields, checklists, and the quality of the text; and what the
// documentation answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/when.hpp"
#include "core/policy/words.hpp"

namespace plazo::policy {

enum class FieldKind {
  text,
  number,  ///< a whole number, within `min` and `max`
  ip,      ///< an IPv4 or IPv6 address
  ipv4,
  ipv6,
  order_number,  ///< digits, with or without `#` before them
  zoned_time,    ///< date and time with an offset or an IANA zone; without one, in the policy's zone
  service,       ///< one of the customer's own services, by the panel's key
  domain,
  email,
  url,
  choice,        ///< one of `options`
  confirmation,  ///< `yes`
};
BOOST_DESCRIBE_ENUM(FieldKind, text, number, ip, ipv4, ipv6, order_number, zoned_time, service, domain, email,
                    url, choice, confirmation)

struct Field {
  Words name;
  std::optional<Prose> help;
  FieldKind kind = FieldKind::text;
  json::Keyed<Words> options;
  std::optional<std::int64_t> min;
  std::optional<std::int64_t> max;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "help", .meaning = "how to find it out"},
      {.field = "kind", .meaning = "what it is; everything is checked", .defaulted = true},
      {.field = "options", .meaning = "of a choice: what there is to choose", .max = 100, .defaulted = true},
      {.field = "min", .meaning = "of a number: the least; of a text: the fewest characters"},
      {.field = "max", .meaning = "of a number: the most; of a text: the most characters"},
  };
};
BOOST_DESCRIBE_STRUCT(Field, (), (name, help, kind, options, min, max))

enum class Missing {
  ask,     ///< taken, marked incomplete and asked for; the clocks run
  hold,    ///< taken and asked for; the clocks wait for the customer
  refuse,  ///< not taken before it is told
};
BOOST_DESCRIBE_ENUM(Missing, ask, hold, refuse)

struct Requirement {
  std::string id;
  When when;
  std::optional<When> unless;
  std::vector<std::string> fields;
  std::vector<std::string> one_of;
  std::vector<std::string> optional;
  Missing missing = Missing::ask;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as explanations give it", .min = 1, .max = 64},
      {.field = "when", .meaning = "to which requests it applies", .defaulted = true},
      {.field = "unless", .meaning = "to which of them it does not"},
      {.field = "fields",
       .meaning = "keys of fields that are needed",
       .max = 50,
       .defaulted = true,
       .single = true},
      {.field = "one_of", .meaning = "keys of fields of which one is needed", .max = 20, .defaulted = true},
      {.field = "optional",
       .meaning = "keys of fields that help",
       .max = 50,
       .defaulted = true,
       .single = true},
      {.field = "missing", .meaning = "what follows when something needed is missing", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Requirement, (), (id, when, unless, fields, one_of, optional, missing))

/// Something to rule out before asking; the answers are kept with the ticket.
struct ChecklistItem {
  std::string id;
  When when;
  Prose text;
  Missing missing = Missing::ask;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "key of the item", .min = 1, .max = 64},
      {.field = "when", .meaning = "when it is shown", .defaulted = true},
      {.field = "text", .meaning = "what to check, as customers read it"},
      {.field = "missing",
       .meaning = "what follows when it is not ticked: `ask` reminds and takes the request as it is",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ChecklistItem, (), (id, when, text, missing))

/// What a readable request has.
struct Quality {
  std::string id;
  When when;
  std::int32_t subject_characters = 0;
  std::int32_t subject_words = 0;
  std::int32_t body_characters = 0;
  std::vector<std::string> vague;
  bool one_question = false;
  Missing missing = Missing::ask;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as explanations give it", .min = 1, .max = 64},
      {.field = "when", .meaning = "to which requests it applies", .defaulted = true},
      {.field = "subject_characters",
       .meaning = "fewest characters of the subject",
       .min = 0,
       .max = 200,
       .defaulted = true},
      {.field = "subject_words",
       .meaning = "fewest words of the subject",
       .min = 0,
       .max = 50,
       .defaulted = true},
      {.field = "body_characters",
       .meaning = "fewest characters of the message",
       .min = 0,
       .max = 5000,
       .defaulted = true},
      {.field = "vague",
       .meaning = "words that alone make no subject, such as `ayuda` or `urgente`",
       .max = 200,
       .defaulted = true},
      {.field = "one_question", .meaning = "one question a ticket is asked for", .defaulted = true},
      {.field = "missing",
       .meaning = "what follows: `ask` advises, `hold` waits for a better text, `refuse` does not take it",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Quality, (),
                      (id, when, subject_characters, subject_words, body_characters, vague, one_question,
                       missing))

/// A page of the documentation that answers a question, and by which words such a question is known.
struct Answer {
  std::string id;
  When when;
  Words name;
  std::string link;
  std::vector<std::string> words;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "key of the answer", .min = 1, .max = 64},
      {.field = "when", .meaning = "to which requests it may be shown", .defaulted = true},
      {.field = "name", .meaning = "the question, as customers read it", .defaulted = true},
      {.field = "link", .meaning = "where the answer is", .min = 1, .max = 500},
      {.field = "words",
       .meaning = "words and phrases of such questions: one of them in subject or message and the answer is "
                  "shown before the request is sent",
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Answer, (), (id, when, name, link, words))

}  // namespace plazo::policy
