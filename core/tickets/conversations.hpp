// Calls and chats: when they began, when staff joined, how they ended, and the ticket in which they go on.
// Each has a timeline of its own, which begins with what the policy was asked and what it answered.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

struct ConversationRow {
  Id id;
  Id customer;
  Id person;
  std::optional<std::string> guest_name = {};
  std::optional<std::string> guest_address = {};
  std::string channel;
  std::string topic;
  std::optional<Id> about;
  Instant started_at;
  std::optional<Instant> joined_at;
  std::optional<Id> joined_by;
  std::optional<Instant> ended_at;
  std::optional<Id> ticket;
  bool callback = false;
  std::optional<Instant> called_back_at;
  std::int64_t policy = 0;
  std::int64_t sequence = 0;
  json::Bytes chain;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the call or chat"},
      {.field = "customer", .meaning = "with whom; 0 is a guest, who has no account"},
      {.field = "person", .meaning = "with which person; 0 is the account's owner"},
      {.field = "guest_name", .meaning = "name that a guest gave", .max = 200},
      {.field = "guest_address", .meaning = "a guest's e-mail address or phone number", .max = 254},
      {.field = "channel", .meaning = "key of the channel; empty: the policy knows none", .max = 64},
      {.field = "topic", .meaning = "key of the topic; empty: none was named", .max = 64},
      {.field = "about", .meaning = "the open ticket that it is about"},
      {.field = "started_at", .meaning = "when the customer came"},
      {.field = "joined_at", .meaning = "when staff joined: from then on it is timed"},
      {.field = "joined_by", .meaning = "which staff member"},
      {.field = "ended_at", .meaning = "when it ended"},
      {.field = "ticket", .meaning = "the ticket in which it goes on"},
      {.field = "callback", .meaning = "the customer is to be called when that is solved"},
      {.field = "called_back_at", .meaning = "when that was done"},
      {.field = "policy", .meaning = "number of the policy version under which it began"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(ConversationRow, (),
                      (id, customer, person, guest_name, guest_address, channel, topic, about, started_at,
                       joined_at, joined_by, ended_at, ticket, callback, called_back_at, policy, sequence,
                       chain))

const storage::TableOf<ConversationRow>& conversations();

/// The one of this id, of this customer; 0 is any. Throws `session.not_found`.
ConversationRow find_conversation(storage::Transaction&, Id conversation, Id customer);
/// Writes it with its first event; `particulars` are further members of that, each after a comma. `row.id` is
/// set.
void begin(Writing&, ConversationRow& row, std::string_view particulars);
/// Writes what has changed of it, its timeline too.
void update(storage::Transaction&, const ConversationRow&);
/// Writes one event and moves the end of its chain on; the row is still to be updated.
void record(storage::Transaction&, ConversationRow&, Instant at, std::string_view kind,
            const timeline::Author&, json::Audience, std::string body);
/// Puts a task about its last event into the outbox. `body` is an open JSON object; `session` is added to it,
/// by which those of charges and fair use are told apart from the ones about tickets.
void put_into_outbox(Writing&, const ConversationRow&, std::string_view kind, std::string body);
/// How long staff were there: from joining to the end. None while that is not known; nothing when nobody
/// came.
std::optional<Duration> time_of_staff(const ConversationRow&);

/// The ticket is closed: whoever wishes to be called then is to be called, as a task in the outbox.
void ask_for_callbacks(Writing&, const TicketRow&);
/// Callbacks that wait for the one ticket wait for the other.
void move_callbacks(storage::Transaction&, Id from, Id to);

/// What is listed: those under way, or those whose callback is due, as their ticket is closed.
enum class ConversationFilter { under_way, callback_due };
BOOST_DESCRIBE_ENUM(ConversationFilter, under_way, callback_due)
/// The oldest first, those after `after`.
std::vector<ConversationRow> list_conversations(storage::Transaction&, ConversationFilter, Id after,
                                                int limit);

}  // namespace plazo::tickets
