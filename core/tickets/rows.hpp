// The rows of tickets, their messages and their clocks.
#pragma once

#include "core/customers/actor.hpp"
#include "core/storage/tables.hpp"
#include "core/timeline/timeline.hpp"

namespace plazo::tickets {

enum class Status {
  open,      ///< the customer waits for an answer
  answered,  ///< staff answered last
  closed,
};
BOOST_DESCRIBE_ENUM(Status, open, answered, closed)

struct TicketRow {
  Id id;
  std::string reference;
  Id customer;
  std::optional<Id> requester;
  std::string department;
  std::string priority;
  std::int32_t priority_rank = 0;
  Status status = Status::open;
  std::string subject;
  std::int64_t policy = 0;
  Instant opened_at;
  Instant updated_at;
  std::optional<Instant> closed_at;
  std::optional<Instant> waiting_since;
  std::optional<std::int64_t> queue_key;
  std::int64_t version = 1;
  std::int64_t sequence = 0;
  json::Bytes chain;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the ticket"},
      {.field = "reference", .meaning = "number that people read out", .max = 16},
      {.field = "customer", .meaning = "whose ticket it is"},
      {.field = "requester", .meaning = "the person who opened it; none for the account's owner"},
      {.field = "department", .meaning = "key of the department", .max = 64},
      {.field = "priority", .meaning = "key of the priority", .max = 64},
      {.field = "priority_rank", .meaning = "place of the priority in the policy, 0 is the least urgent"},
      {.field = "status", .meaning = "whose turn it is"},
      {.field = "subject", .meaning = "what it is about", .max = 200},
      {.field = "policy", .meaning = "number of the policy version under which it was opened"},
      {.field = "opened_at", .meaning = "when it was opened"},
      {.field = "updated_at", .meaning = "when it last changed for the customer"},
      {.field = "closed_at", .meaning = "when it was closed"},
      {.field = "waiting_since", .meaning = "when the oldest unanswered customer message came"},
      {.field = "queue_key", .meaning = "place in the staff queue, lowest first; none when nobody waits"},
      {.field = "version", .meaning = "counts the changes of this row"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(TicketRow, (),
                      (id, reference, customer, requester, department, priority, priority_rank, status,
                       subject, policy, opened_at, updated_at, closed_at, waiting_since, queue_key, version,
                       sequence, chain))

enum class MessageKind {
  reply,  ///< between customer and staff
  note,   ///< among staff only
};
BOOST_DESCRIBE_ENUM(MessageKind, reply, note)

struct MessageRow {
  Id id;
  Id ticket;
  std::int64_t sequence = 0;
  MessageKind kind = MessageKind::reply;
  timeline::AuthorKind author_kind = timeline::AuthorKind::customer;
  std::optional<Id> author;
  std::string author_name;
  Instant at;
  std::string body;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the message"},
      {.field = "ticket", .meaning = "the ticket it belongs to"},
      {.field = "sequence", .meaning = "place in the ticket's timeline"},
      {.field = "kind", .meaning = "reply or private note"},
      {.field = "author_kind", .meaning = "who wrote it"},
      {.field = "author", .meaning = "which customer, person or staff member"},
      {.field = "author_name", .meaning = "the author's name at that time", .max = 200},
      {.field = "at", .meaning = "when it was written"},
      {.field = "body", .meaning = "the text", .max = 65536},
  };
};
BOOST_DESCRIBE_STRUCT(MessageRow, (),
                      (id, ticket, sequence, kind, author_kind, author, author_name, at, body))

enum class ClockKind { first_response };
BOOST_DESCRIBE_ENUM(ClockKind, first_response)

/// One promise on one ticket. Whether it is missed is worked out when read, never stored.
struct ClockRow {
  Id ticket;
  ClockKind kind = ClockKind::first_response;
  Duration target;
  Instant started_at;
  Instant due_at;
  std::optional<Instant> met_at;
  std::optional<Instant> cancelled_at;
  std::int64_t policy = 0;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket it runs on"},
      {.field = "kind", .meaning = "which promise"},
      {.field = "target", .meaning = "promised time"},
      {.field = "started_at", .meaning = "when the time began to run"},
      {.field = "due_at", .meaning = "last instant at which the promise is kept"},
      {.field = "met_at", .meaning = "when what was promised happened"},
      {.field = "cancelled_at", .meaning = "when the promise lost its object"},
      {.field = "policy", .meaning = "number of the policy version that set it"},
  };
};
BOOST_DESCRIBE_STRUCT(ClockRow, (), (ticket, kind, target, started_at, due_at, met_at, cancelled_at, policy))

/// Something to be done at an instant, once.
struct AgendaRow {
  Instant due_at;
  Id ticket;
  ClockKind clock = ClockKind::first_response;

  static constexpr json::Note notes[] = {
      {.field = "due_at", .meaning = "when"},
      {.field = "ticket", .meaning = "on which ticket"},
      {.field = "clock", .meaning = "whose deadline it is"},
  };
};
BOOST_DESCRIBE_STRUCT(AgendaRow, (), (due_at, ticket, clock))

/// A message that the text index does not hold yet.
struct UnindexedRow {
  Id message;
  static constexpr json::Note notes[] = {{.field = "message", .meaning = "id of the message"}};
};
BOOST_DESCRIBE_STRUCT(UnindexedRow, (), (message))

const storage::TableOf<TicketRow>& tickets();
const storage::TableOf<MessageRow>& messages();
const storage::TableOf<ClockRow>& clocks();
const storage::TableOf<AgendaRow>& agenda();
const storage::TableOf<UnindexedRow>& unindexed();

}  // namespace plazo::tickets
