// Tickets, calls and chats of the past, as a simulation replays them: what was known, and what happened when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/question.hpp"
#include "core/policy/targets.hpp"

namespace plazo::policy {

/// A message that could be read by both sides.
struct PastMessage {
  Instant at;
  Party by = Party::customer;
  bool automatic = false;

  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "when it was sent"},
      {.field = "by", .meaning = "who sent it"},
      {.field = "automatic", .meaning = "an automatic reply", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PastMessage, (), (at, by, automatic))

/// A time in which nothing could go on.
struct PastPause {
  Instant from;
  std::optional<Instant> to;
  PauseReason reason = PauseReason::customer;

  static constexpr json::Note notes[] = {
      {.field = "from", .meaning = "since when"},
      {.field = "to", .meaning = "until when; absent: to the end"},
      {.field = "reason", .meaning = "what was waited for", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PastPause, (), (from, to, reason))

/// So many changes of one ticket a history has room for.
inline constexpr std::size_t most_past_changes = 1000;

/// What became another of a ticket; what is not there stayed.
struct PastChange {
  Instant at;
  std::optional<std::string> department;
  std::optional<std::string> priority;
  std::optional<std::string> topic;
  std::optional<std::vector<std::string>> circumstances = {};

  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "when it was changed"},
      {.field = "department", .meaning = "key of the department it was moved to", .max = 64},
      {.field = "priority", .meaning = "key of the priority it was given", .max = 64},
      {.field = "topic", .meaning = "key of the topic it was given", .max = 64},
      {.field = "circumstances",
       .meaning = "keys of all circumstances that were declared from then on",
       .max = 100},
  };
};
BOOST_DESCRIBE_STRUCT(PastChange, (), (at, department, priority, topic, circumstances))

enum class PastKind {
  ticket,
  session,  ///< a call or chat
};
BOOST_DESCRIBE_ENUM(PastKind, ticket, session)

/// One ticket, call or chat. A history is a series of them, ordered by account and within an account by
/// `opened_at`, so that what is counted for an account can be counted while reading.
struct PastTicket {
  std::string account;
  std::optional<PastKind> kind = {};
  Facts facts;
  Party by = Party::customer;
  std::vector<std::string> told;
  std::vector<std::string> checked;
  Instant opened_at;
  std::vector<PastMessage> messages;
  std::vector<PastPause> pauses;
  std::vector<PastChange> changes;
  std::vector<Instant> closings;
  std::optional<Instant> closed_at;
  std::optional<Duration> work;
  std::optional<Matter> matter = {};

  static constexpr json::Note notes[] = {
      {.field = "account",
       .meaning = "key of the account, or anything else that tells accounts apart",
       .max = 64},
      {.field = "kind", .meaning = "what it was; absent: what comes by its channel"},
      {.field = "facts", .meaning = "what was known when it was opened"},
      {.field = "by", .meaning = "who opened it", .defaulted = true},
      {.field = "told",
       .meaning = "keys of the policy's `fields` that were filled in well; the values are nobody's business",
       .max = 200,
       .defaulted = true},
      {.field = "checked",
       .meaning = "items of the policy's `checklist` that were ticked",
       .max = 50,
       .defaulted = true},
      {.field = "opened_at", .meaning = "when it was opened"},
      {.field = "messages",
       .meaning = "all messages in order, the opening one too; notes left out",
       .max = 10'000,
       .defaulted = true},
      {.field = "pauses", .meaning = "when it waited, in order", .max = 1000, .defaulted = true},
      {.field = "changes",
       .meaning = "what was changed of it later, in order",
       .max = most_past_changes,
       .defaulted = true},
      {.field = "closings",
       .meaning = "when it was closed before and opened again by the customer's next message",
       .max = 1000,
       .defaulted = true},
      {.field = "closed_at", .meaning = "when it was closed for good, or ended; absent: it is open"},
      {.field = "work", .meaning = "time of staff that it took, where it is known", .min = 0},
      {.field = "matter", .meaning = "of a call or chat: the open ticket that it was about"},
  };
};
BOOST_DESCRIBE_STRUCT(PastTicket, (),
                      (account, kind, facts, by, told, checked, opened_at, messages, pauses, changes,
                       closings, closed_at, work, matter))

}  // namespace plazo::policy
