// Calls and chats as callers see them, and what the policy is asked about one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/operations/asking.hpp"
#include "core/tickets/charge_views.hpp"
#include "core/tickets/conversations.hpp"

namespace plazo::operations {

/// Who calls or chats without an account.
struct SessionGuest {
  std::optional<std::string> name;
  std::string address;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name that they gave"},
      {.field = "address", .meaning = "e-mail address or phone number for an answer"},
  };
};
BOOST_DESCRIBE_STRUCT(SessionGuest, (), (name, address))

/// What fair use made follow when it began.
struct SessionConsequence {
  std::string rule;
  policy::Measures measure = policy::Measures::notice;
  std::int32_t occurrences = 0;
  std::string text;
  std::optional<Instant> withdrawn_at;

  static constexpr json::Note notes[] = {
      {.field = "rule", .meaning = "name of the limit in the policy's `fair_use`"},
      {.field = "measure",
       .meaning =
           "`notice` and `warning`: the customer is told; `suspension`: staff may suspend, and are told"},
      {.field = "occurrences", .meaning = "how many had been counted by then", .unit = "occurrences"},
      {.field = "text", .meaning = "as the customer is told it, in their language"},
      {.field = "withdrawn_at", .meaning = "when it was taken back, as what it followed from was withdrawn"},
  };
};
BOOST_DESCRIBE_STRUCT(SessionConsequence, (), (rule, measure, occurrences, text, withdrawn_at))

struct SessionView {
  Id id;
  std::optional<std::string> customer;
  std::optional<SessionGuest> guest;
  std::optional<std::string> channel;
  std::optional<std::string> topic;
  std::optional<Id> about;
  Instant started_at;
  std::optional<Instant> joined_at;
  std::optional<Instant> ended_at;
  std::optional<Instant> ends_at;
  std::optional<Id> ticket;
  bool callback = false;
  std::optional<Instant> called_back_at;
  std::vector<tickets::ChargeView> charges;
  std::vector<SessionConsequence> fair_use;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the call or chat, for further calls"},
      {.field = "customer", .meaning = "the panel's key of the account; absent: a guest"},
      {.field = "guest", .meaning = "who calls or chats, where that began without an account"},
      {.field = "channel", .meaning = "key of the channel"},
      {.field = "topic", .meaning = "key of the topic"},
      {.field = "about", .meaning = "the open ticket that it is about"},
      {.field = "started_at", .meaning = "when the customer came"},
      {.field = "joined_at", .meaning = "when staff joined: from then on it is timed"},
      {.field = "ended_at", .meaning = "when it ended"},
      {.field = "ends_at",
       .meaning = "until when it may last, under the policy in force; at that instant it is handed over"},
      {.field = "ticket", .meaning = "the ticket in which it goes on"},
      {.field = "callback", .meaning = "the customer is to be called when that is solved"},
      {.field = "called_back_at", .meaning = "when that was done"},
      {.field = "charges", .meaning = "what is charged for it; left out of lists", .defaulted = true},
      {.field = "fair_use",
       .meaning = "what fair use made follow when it began, the oldest first; left out of lists",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(SessionView, (),
                      (id, customer, guest, channel, topic, about, started_at, joined_at, ended_at, ends_at,
                       ticket, callback, called_back_at, charges, fair_use))

struct SessionReply {
  SessionView session;
  std::optional<policy::Explanation> decision;

  static constexpr json::Note notes[] = {
      {.field = "session", .meaning = "the call or chat as it is now"},
      {.field = "decision",
       .meaning = "whether it may begin or go on, until when, and what is to be done then; at its end, what "
                  "is still "
                  "to be offered; absent in a repeat, once it has ended, and when there is nothing to say"},
  };
};
BOOST_DESCRIBE_STRUCT(SessionReply, (), (session, decision))

/// With charges and what followed. `customer` is none for a guest.
SessionView whole_view(Call&, const tickets::ConversationRow&,
                       const std::optional<customers::CustomerRow>& customer);
/// Whose it is; none: a guest's.
std::optional<customers::CustomerRow> customer_of(Call&, const tickets::ConversationRow&);
/// From `call.made`.
SessionReply session_again(Call&);
/// `invalid`: something is required at that place.
Error missing(std::string path, std::string message);
/// The channel has to be named where the policy has any.
void check_channel(Call&, const Told&);

std::vector<Operation> guest_session_operations();

}  // namespace plazo::operations
