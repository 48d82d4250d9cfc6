// What a policy is asked: who wants to do what, what is known of it, and what has been told.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/facts.hpp"
#include "core/policy/rules.hpp"

namespace plazo::policy {

enum class Action {
  contact,           ///< may this channel be used for this, now; what else may, and when
  open,              ///< a ticket, or a mail or form that becomes one
  reply,             ///< in the ticket itself, or by mail to it
  follow_up,         ///< to ask about an open ticket by any channel
  set_priority,      ///< of an open ticket, to the priority of the facts
  set_department,    ///< of an open ticket, to the department of the facts
  attach,            ///< files
  session_start,     ///< a call or chat
  session_continue,  ///< whether it may go on
  session_end,
  escalate,  ///< from a call or chat to a ticket
  suspend,   ///< support of a customer
};
BOOST_DESCRIBE_ENUM(Action, contact, open, reply, follow_up, set_priority, set_department, attach,
                    session_start, session_continue, session_end, escalate, suspend)

/// The open ticket or mail that a request is about. Whoever asks about something new gives none.
struct Matter {
  std::string channel;
  Instant sent_at;
  std::optional<Instant> answered_at = {};

  static constexpr json::Note notes[] = {
      {.field = "channel", .meaning = "key of the channel it came by", .max = 64, .defaulted = true},
      {.field = "sent_at", .meaning = "when the customer's last message about it was sent"},
      {.field = "answered_at", .meaning = "when staff first answered it; absent: nobody has yet"},
  };
};
BOOST_DESCRIBE_STRUCT(Matter, (), (channel, sent_at, answered_at))

/// How often something happened that a limit of fair use counts.
struct Occurrences {
  std::string rule;
  std::int32_t counted = 0;
  std::int32_t confirmed = 0;
  std::optional<Instant> oldest_at;

  static constexpr json::Note notes[] = {
      {.field = "rule", .meaning = "name of the limit", .min = 1, .max = 64},
      {.field = "counted",
       .meaning = "by the software, within the limit's window; this request not among them",
       .unit = "occurrences",
       .min = 0,
       .defaulted = true},
      {.field = "confirmed",
       .meaning = "by staff, within the window: what counts where a limit is suggested or flagged",
       .unit = "occurrences",
       .min = 0,
       .defaulted = true},
      {.field = "oldest_at", .meaning = "when the oldest of those that count happened"},
  };
};
BOOST_DESCRIBE_STRUCT(Occurrences, (), (rule, counted, confirmed, oldest_at))

/// A suspension of support: the one in force, or, with the action `suspend`, the one that is meant.
struct SuspensionTerm {
  Instant from;
  std::optional<Instant> until;

  static constexpr json::Note notes[] = {
      {.field = "from", .meaning = "since when"},
      {.field = "until", .meaning = "until when, that instant not included; absent: for good"},
  };
};
BOOST_DESCRIBE_STRUCT(SuspensionTerm, (), (from, until))

/// What a customer has had of an entitlement.
struct EntitlementUse {
  std::string entitlement;
  bool paid = false;
  std::int32_t tickets = 0;
  Duration time;

  static constexpr json::Note notes[] = {
      {.field = "entitlement", .meaning = "key of the entitlement", .min = 1, .max = 64},
      {.field = "paid",
       .meaning = "it was charged for this request or ticket already, and is not charged again",
       .defaulted = true},
      {.field = "tickets",
       .meaning = "tickets of the current period that had it",
       .unit = "tickets",
       .min = 0,
       .defaulted = true},
      {.field = "time", .meaning = "time of staff in the current period", .min = 0, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(EntitlementUse, (), (entitlement, paid, tickets, time))

struct Question {
  Action action = Action::contact;
  Party by = Party::customer;
  Facts facts;
  std::optional<std::string> subject;
  std::optional<std::string> body;
  json::Keyed<std::string> fields;
  std::vector<std::string> told;
  std::vector<std::string> services;
  std::vector<std::string> checked;
  std::vector<std::string> answers_shown;
  std::int32_t attachments = 0;
  std::optional<Matter> matter;
  std::optional<Instant> joined_at;
  std::vector<Occurrences> occurrences;
  std::optional<SuspensionTerm> suspension;
  std::vector<EntitlementUse> used;
  std::vector<std::string> notices_shown;

  static constexpr json::Note notes[] = {
      {.field = "action", .meaning = "what is wanted", .defaulted = true},
      {.field = "by",
       .meaning = "who wants it; staff are advised, and bound only where the policy says who "
                  "may",
       .defaulted = true},
      {.field = "facts", .meaning = "what is known", .defaulted = true},
      {.field = "subject", .meaning = "subject; absent: not written yet, and not judged", .max = 1000},
      {.field = "body",
       .meaning = "message; absent: not written yet, and not judged",
       .max = 200'000,
       .lines = true},
      {.field = "fields", .meaning = "what was told, by key of the field", .max = 200, .defaulted = true},
      {.field = "told",
       .meaning = "keys of fields that were told well, where what was told is no longer known",
       .max = 200,
       .defaulted = true},
      {.field = "services",
       .meaning = "the customer's own services, as the panel names them",
       .max = 1000,
       .defaulted = true},
      {.field = "checked",
       .meaning = "items of the checklist that were ticked",
       .max = 50,
       .defaulted = true},
      {.field = "answers_shown",
       .meaning = "ids of `answers` that the customer was shown; they are not shown again",
       .max = 200,
       .defaulted = true},
      {.field = "attachments",
       .meaning = "how many files come with it",
       .unit = "files",
       .min = 0,
       .max = 1000,
       .defaulted = true},
      {.field = "matter", .meaning = "the open ticket or mail that it is about; absent: a new matter"},
      {.field = "joined_at", .meaning = "of a call or chat: when staff joined"},
      {.field = "occurrences",
       .meaning = "what limits of fair use have counted; a limit that is not here has counted nothing",
       .max = 100,
       .defaulted = true},
      {.field = "suspension",
       .meaning = "the suspension in force; with the action `suspend`, the one that is meant"},
      {.field = "used", .meaning = "what was had of entitlements", .max = 50, .defaulted = true},
      {.field = "notices_shown",
       .meaning = "rules whose notice was shown within the last thirty days",
       .max = 500,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Question, (),
                      (action, by, facts, subject, body, fields, told, services, checked, answers_shown,
                       attachments, matter, joined_at, occurrences, suspension, used, notices_shown))

}  // namespace plazo::policy
