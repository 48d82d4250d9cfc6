// Fair use: what is too much or out of place, how it is noticed, and what follows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/rules.hpp"

namespace plazo::policy {

enum class Counted {
  messages,          ///< messages of the customer's
  tickets,           ///< tickets opened
  sessions,          ///< phone calls and chats
  documented,        ///< questions that the documentation answers
  solution_ignored,  ///< earlier solutions that were not read or followed
  duplicates,        ///< further tickets or mails on one matter
  pressure,          ///< hurrying after having been told that it is being followed
  offensive_language,
  false_reports,
};
BOOST_DESCRIBE_ENUM(Counted, messages, tickets, sessions, documented, solution_ignored, duplicates, pressure,
                    offensive_language, false_reports)

/// What is known by words of the limit's own. Repeated tickets are found by what both say, and what the
/// documentation answers by the words of `answers`.
constexpr bool known_by_words(Counted counted) {
  return counted == Counted::solution_ignored || counted == Counted::pressure ||
         counted == Counted::offensive_language || counted == Counted::false_reports;
}

enum class Noticed {
  counted,    ///< by the software, from what is recorded
  suggested,  ///< by the software, and staff confirm it
  flagged,    ///< by staff
};
BOOST_DESCRIBE_ENUM(Noticed, counted, suggested, flagged)

enum class Measures {
  notice,      ///< the customer is told
  warning,     ///< the customer is warned, and the warning counts
  refusal,     ///< the request is not taken
  demotion,    ///< behind the others in the queue, bounded by age
  suspension,  ///< of support
};
BOOST_DESCRIBE_ENUM(Measures, notice, warning, refusal, demotion, suspension)

/// From so many occurrences on within the window.
struct Consequence {
  std::optional<std::int32_t> occurrences;
  Measures measure = Measures::notice;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "occurrences",
       .meaning = "from how many within the window on; absent: from the first on, which only what staff "
                  "flag may leave unsaid",
       .unit = "occurrences",
       .min = 1,
       .max = 100'000},
      {.field = "measure", .meaning = "what follows"},
      {.field = "text", .meaning = "the provider's own words on it"},
  };
};
BOOST_DESCRIBE_STRUCT(Consequence, (), (occurrences, measure, text))

/// Something that is counted over a window of time.
struct Limit {
  std::string id;
  Counted counts = Counted::messages;
  Noticed noticed = Noticed::counted;
  std::vector<std::string> words;
  When when;
  std::optional<Duration> window;
  std::vector<Consequence> then;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as explanations give it", .min = 1, .max = 64},
      {.field = "counts", .meaning = "what is counted, for each account"},
      {.field = "noticed", .meaning = "how it is noticed", .defaulted = true},
      {.field = "words",
       .meaning =
           "words and phrases by which the software suggests it to staff, who confirm it; capitals and "
           "accents do not matter, and a word within another does not count. Customers never see the list",
       .max = 200,
       .defaulted = true,
       .audience = json::Audience::staff},
      {.field = "when", .meaning = "which of them count", .defaulted = true},
      {.field = "window", .meaning = "over how long it is counted, back from now", .min = 1000},
      {.field = "then", .meaning = "what follows, the mildest first", .max = 10, .defaulted = true},
      {.field = "text", .meaning = "the rule as customers read it"},
  };
};
BOOST_DESCRIBE_STRUCT(Limit, (), (id, counts, noticed, words, when, window, then, text))

/// How long nobody asks about an open ticket by other channels. A reply in the ticket stays free.
struct CoolDown {
  std::string id;
  std::vector<std::string> channel;
  Duration wait;
  When unless;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as explanations give it", .min = 1, .max = 64},
      {.field = "channel", .meaning = "keys of the channels that wait", .min = 1, .max = 100, .single = true},
      {.field = "wait",
       .meaning = "wall time from the sending of the ticket or mail; at its end, exactly, asking is allowed",
       .min = 1000,
       .max = 31'536'000'000},
      {.field = "unless", .meaning = "what is exempt, such as outages", .defaulted = true},
      {.field = "text", .meaning = "the rule as customers read it"},
  };
};
BOOST_DESCRIBE_STRUCT(CoolDown, (), (id, channel, wait, unless, text))

/// How long a call or chat lasts at most, from the moment staff join.
struct SessionLimit {
  std::string id;
  std::vector<std::string> channel;
  Duration longest;
  std::optional<Duration> warn;
  std::optional<std::string> then_channel;
  bool callback_offered = false;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as explanations give it", .min = 1, .max = 64},
      {.field = "channel", .meaning = "keys of the channels", .min = 1, .max = 100, .single = true},
      {.field = "longest", .meaning = "how long", .min = 1000, .max = 86'400'000},
      {.field = "warn", .meaning = "how long before the end it is announced", .min = 1000, .max = 86'400'000},
      {.field = "then_channel", .meaning = "key of the channel in which it goes on", .min = 1, .max = 64},
      {.field = "callback_offered",
       .meaning = "on request the customer is called when it is solved",
       .defaulted = true},
      {.field = "text", .meaning = "the rule as customers read it"},
  };
};
BOOST_DESCRIBE_STRUCT(SessionLimit, (), (id, channel, longest, warn, then_channel, callback_offered, text))

struct Suspension {
  std::optional<Duration> length;
  bool for_good = false;
  bool automatic = false;
  std::vector<std::string> open_topics;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "length", .meaning = "how long a temporary one lasts", .min = 60'000, .max = 315'360'000'000},
      {.field = "for_good", .meaning = "whether there is one without an end", .defaulted = true},
      {.field = "automatic",
       .meaning = "whether it may begin without a person deciding so",
       .defaulted = true},
      {.field = "open_topics",
       .meaning = "keys of topics that stay open: billing, cancellation, abuse, legal",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "text", .meaning = "the rule as customers read it"},
  };
};
BOOST_DESCRIBE_STRUCT(Suspension, (), (length, for_good, automatic, open_topics, text))

struct FairUse {
  std::optional<Prose> text;
  std::vector<Limit> limits;
  std::vector<CoolDown> cool_downs;
  std::vector<SessionLimit> sessions;
  std::optional<Duration> demoted_at_most;
  std::optional<Suspension> suspension;

  static constexpr json::Note notes[] = {
      {.field = "text", .meaning = "what it is about, as customers read it"},
      {.field = "limits", .meaning = "what is counted", .max = 100, .defaulted = true},
      {.field = "cool_downs", .meaning = "what waits", .max = 20, .defaulted = true},
      {.field = "sessions", .meaning = "how long calls and chats last", .max = 20, .defaulted = true},
      {.field = "demoted_at_most",
       .meaning = "age at which a demoted ticket is treated like the others again",
       .min = 60'000,
       .max = 31'536'000'000},
      {.field = "suspension", .meaning = "suspension of support"},
  };
};
BOOST_DESCRIBE_STRUCT(FairUse, (), (text, limits, cool_downs, sessions, demoted_at_most, suspension))

}  // namespace plazo::policy
