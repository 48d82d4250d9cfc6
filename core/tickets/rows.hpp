// The rows of tickets, their messages and their clocks.
#pragma once

#include "core/customers/actor.hpp"
#include "core/policy/clock.hpp"
#include "core/storage/tables.hpp"
#include "core/timeline/timeline.hpp"

namespace plazo::tickets {

enum class Status {
  open,      ///< the customer waits for an answer
  answered,  ///< staff answered last
  closed,
  waiting,  ///< for the customer or a third party, with a reason; nobody works on it until then
};
BOOST_DESCRIBE_ENUM(Status, open, answered, closed, waiting)

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
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  std::optional<policy::Facts> facts;
  std::optional<std::vector<std::string>> withdrawn;
  std::optional<Id> assignee;
  std::optional<std::vector<std::string>> tags;
  std::int64_t policy = 0;
  Instant opened_at;
  Instant updated_at;
  std::optional<Instant> closed_at;
  std::optional<Instant> answered_at;
  std::optional<Instant> waiting_since;
  std::optional<policy::PauseReason> paused;
  std::optional<Instant> paused_since;
  std::optional<Instant> paused_until;
  std::optional<Instant> demoted_since;
  std::optional<Instant> demoted_until;
  std::optional<std::string> demoted_by;
  std::optional<Id> resembles;
  std::optional<std::int64_t> queue_key;
  std::optional<Id> merged_into;
  std::optional<std::vector<Id>> merged;
  std::int64_t version = 1;
  std::int64_t sequence = 0;
  json::Bytes chain;

  friend bool operator==(const TicketRow&, const TicketRow&) = default;

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
      {.field = "topic", .meaning = "key of the topic", .max = 64},
      {.field = "channel", .meaning = "key of the channel through which it came", .max = 64},
      {.field = "facts", .meaning = "what else was known of it; none: a customer who was signed in"},
      {.field = "withdrawn", .meaning = "circumstances that held until the customer took them back"},
      {.field = "assignee", .meaning = "the staff member who has it"},
      {.field = "tags", .meaning = "tags that staff and escalation have given it"},
      {.field = "policy", .meaning = "number of the policy version under which it stands"},
      {.field = "opened_at", .meaning = "when it was opened"},
      {.field = "updated_at", .meaning = "when it last changed for the customer"},
      {.field = "closed_at", .meaning = "when it was closed"},
      {.field = "answered_at", .meaning = "when staff answered for the first time"},
      {.field = "waiting_since", .meaning = "when the oldest unanswered customer message came"},
      {.field = "paused", .meaning = "what it waits for while it is paused"},
      {.field = "paused_since", .meaning = "since when"},
      {.field = "paused_until", .meaning = "when it goes on by itself; none: when somebody says so"},
      {.field = "demoted_since", .meaning = "when it was put behind the others; stays when that is over"},
      {.field = "demoted_until", .meaning = "until when it stands behind them; none: it does not"},
      {.field = "demoted_by", .meaning = "rule of fair use that put it there", .max = 64},
      {.field = "resembles", .meaning = "an open ticket of the account that it resembled when it was opened"},
      {.field = "queue_key", .meaning = "place in the staff queue, lowest first; none when nobody waits"},
      {.field = "merged_into", .meaning = "the ticket in which it goes on"},
      {.field = "merged", .meaning = "the tickets that go on in this one, in the order in which they came"},
      {.field = "version", .meaning = "counts the changes of this row"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(TicketRow, (),
                      (id, reference, customer, requester, department, priority, priority_rank, status,
                       subject, topic, channel, facts, withdrawn, assignee, tags, policy, opened_at,
                       updated_at, closed_at, answered_at, waiting_since, paused, paused_since, paused_until,
                       demoted_since, demoted_until, demoted_by, resembles, queue_key, merged_into, merged,
                       version, sequence, chain))

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
  json::Bytes salt = {};
  std::optional<std::string> put_in_by = {};

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
      {.field = "salt", .meaning = "16 random bytes of its digest in the timeline", .max = 16},
      {.field = "put_in_by",
       .meaning = "name of who put it in for the author; none: the author did",
       .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(MessageRow, (),
                      (id, ticket, sequence, kind, author_kind, author, author_name, at, body, salt,
                       put_in_by))

using policy::ClockKind;

/// One promise on one ticket: the last of its kind. Whether it is missed is worked out when read, never
/// stored.
struct ClockRow : policy::PromiseClock {
  Id ticket;
  std::optional<Instant> acts_at;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket it runs on"},
      {.field = "acts_at", .meaning = "when something is to be done about it: its entry in the agenda"},
  };
};
BOOST_DESCRIBE_STRUCT(ClockRow, (policy::PromiseClock), (ticket, acts_at))

/// What an entry of the agenda is about. The names of clocks are those of `ClockKind`.
enum class AgendaEntry { first_response, next_response, resolution, update, resume, demotion };
BOOST_DESCRIBE_ENUM(AgendaEntry, first_response, next_response, resolution, update, resume, demotion)

/// Something to be done at an instant, once: the next thing that one clock asks for, or the end of a pause or
/// of a demotion.
struct AgendaRow {
  Instant due_at;
  Id subject;
  AgendaEntry entry = AgendaEntry::first_response;

  static constexpr json::Note notes[] = {
      {.field = "due_at", .meaning = "when"},
      {.field = "subject", .meaning = "on which ticket"},
      {.field = "entry", .meaning = "whose deadline it is about, or what else"},
  };
};
BOOST_DESCRIBE_STRUCT(AgendaRow, (), (due_at, subject, entry))

/// A message that the text index does not hold yet.
struct UnindexedRow {
  Id message;
  static constexpr json::Note notes[] = {{.field = "message", .meaning = "id of the message"}};
};
BOOST_DESCRIBE_STRUCT(UnindexedRow, (), (message))

/// A ticket that came from another system, by its key there. Its own table, because most tickets have none.
struct ImportRow {
  std::string external;
  Id ticket;
  Instant at;
  static constexpr json::Note notes[] = {
      {.field = "external", .meaning = "key of the ticket in the other system", .max = 128},
      {.field = "ticket", .meaning = "what has become of it here"},
      {.field = "at", .meaning = "when it was imported"},
  };
};
BOOST_DESCRIBE_STRUCT(ImportRow, (), (external, ticket, at))

const storage::TableOf<TicketRow>& tickets();
const storage::TableOf<MessageRow>& messages();
const storage::TableOf<ClockRow>& clocks();
const storage::TableOf<AgendaRow>& agenda();
const storage::TableOf<UnindexedRow>& unindexed();
const storage::TableOf<ImportRow>& imports();

}  // namespace plazo::tickets
