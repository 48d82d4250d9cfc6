// Tickets as callers see them: made from rows alone, so that a repeated call renders the same.
#pragma once

#include "core/customers/conduct.hpp"
#include "core/tickets/charge_views.hpp"
#include "core/tickets/work.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::tickets {

enum class ClockState { running, met, missed, cancelled, paused };
BOOST_DESCRIBE_ENUM(ClockState, running, met, missed, cancelled, paused)

struct ClockView {
  ClockState state = ClockState::running;
  policy::Promise promise = policy::Promise::limit;
  std::string rule;
  std::optional<Duration> target;
  std::optional<std::int32_t> days;
  Instant started_at;
  std::optional<Instant> due_at;
  std::optional<Instant> expected_at;
  std::optional<Instant> met_at;
  std::optional<Instant> cancelled_at;
  Duration used;
  std::optional<Duration> time_left;
  std::string zone;
  std::optional<std::string> hours;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "state",
       .meaning =
           "running, paused, met (at or before due_at), missed (also while still undone) or cancelled"},
      {.field = "promise", .meaning = "how binding it is; only a `limit` can be missed"},
      {.field = "rule", .meaning = "name of the policy's target; `first_response` is its short form"},
      {.field = "target", .meaning = "the time that is promised or usual; absent when it is told in days"},
      {.field = "days", .meaning = "the working days that are promised or usual", .unit = "working days"},
      {.field = "started_at", .meaning = "when the time began to run"},
      {.field = "due_at",
       .meaning =
           "last instant at which the promise is kept; absent while paused, and where none is binding"},
      {.field = "expected_at", .meaning = "when it is to be expected, which binds nobody"},
      {.field = "met_at", .meaning = "when what was promised happened, in time or late"},
      {.field = "cancelled_at", .meaning = "when the promise lost its object, such as by closing"},
      {.field = "used", .meaning = "time that counts so far, in what the target counts: open or wall time"},
      {.field = "time_left",
       .meaning = "time until due_at in what the target counts, worked out at this call; only while running "
                  "or paused"},
      {.field = "zone", .meaning = "IANA zone of the texts: the customer's own, else the policy's"},
      {.field = "hours",
       .meaning = "for people: whether its hours are open now and when that changes; absent round the clock, "
                  "and once it has ended"},
      {.field = "text", .meaning = "the whole of it for people, in the session's language"},
  };
};
BOOST_DESCRIBE_STRUCT(ClockView, (),
                      (state, promise, rule, target, days, started_at, due_at, expected_at, met_at,
                       cancelled_at, used, time_left, zone, hours, text))

struct ClockViews {
  std::optional<ClockView> first_response;
  std::optional<ClockView> next_response;
  std::optional<ClockView> resolution;
  std::optional<ClockView> update;
  static constexpr json::Note notes[] = {
      {.field = "first_response", .meaning = "the first answer by staff"},
      {.field = "next_response",
       .meaning = "the answer to the oldest unanswered message after that: the last one"},
      {.field = "resolution", .meaning = "closing the ticket"},
      {.field = "update", .meaning = "staff's next word, counted from their last"},
  };
};
BOOST_DESCRIBE_STRUCT(ClockViews, (), (first_response, next_response, resolution, update))

struct PauseView {
  policy::PauseReason reason = policy::PauseReason::customer;
  Instant since;
  std::optional<Instant> until;
  std::string text;
  static constexpr json::Note notes[] = {
      {.field = "reason", .meaning = "what is waited for"},
      {.field = "since", .meaning = "since when"},
      {.field = "until", .meaning = "when it goes on by itself; absent: when somebody says so"},
      {.field = "text", .meaning = "the same for people, in the session's language"},
  };
};
BOOST_DESCRIBE_STRUCT(PauseView, (), (reason, since, until, text))

/// Another ticket that this one has to do with.
struct TicketLink {
  Id id;
  std::string reference;
  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the ticket"},
      {.field = "reference", .meaning = "number that people read out"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketLink, (), (id, reference))

struct Assignee {
  std::string key;
  std::string name;
  static constexpr json::Note notes[] = {
      {.field = "key", .meaning = "the panel's key of the staff member"},
      {.field = "name", .meaning = "name as customers see it"},
  };
};
BOOST_DESCRIBE_STRUCT(Assignee, (), (key, name))

/// A fact that customer or staff have declared.
struct DeclaredCircumstance {
  std::string key;
  std::string name;
  static constexpr json::Note notes[] = {
      {.field = "key", .meaning = "key of the circumstance"},
      {.field = "name", .meaning = "name in the session's language"},
  };
};
BOOST_DESCRIBE_STRUCT(DeclaredCircumstance, (), (key, name))

/// What a person of the provider's is asked to judge.
struct SuggestionView {
  Id id;
  customers::Conduct conduct = customers::Conduct::documented;
  std::string text;
  std::string rule;
  std::string found;
  std::optional<std::string> answer;
  Id message;
  Instant at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the suggestion, to confirm or dismiss it"},
      {.field = "conduct", .meaning = "what it may be"},
      {.field = "text", .meaning = "the same in words"},
      {.field = "rule", .meaning = "name of the limit in the policy's `fair_use`"},
      {.field = "found", .meaning = "the word or phrase of the policy's that stands in the message"},
      {.field = "answer", .meaning = "id of the policy's answer whose word it is"},
      {.field = "message", .meaning = "id of the message"},
      {.field = "at", .meaning = "when the message came"},
  };
};
BOOST_DESCRIBE_STRUCT(SuggestionView, (), (id, conduct, text, rule, found, answer, message, at))

struct TicketView {
  Id id;
  std::string reference;
  std::string customer;
  std::string subject;
  std::string department;
  std::string department_name;
  std::string priority;
  std::string priority_name;
  Status status = Status::open;
  Instant opened_at;
  Instant updated_at;
  std::optional<Instant> closed_at;
  std::optional<Instant> waiting_since;
  std::optional<PauseView> paused;
  std::optional<Instant> demoted_until;
  std::optional<Id> resembles;
  std::optional<std::string> topic;
  std::vector<DeclaredCircumstance> circumstances;
  std::vector<std::string> tags;
  std::optional<Assignee> assignee;
  std::optional<TicketLink> merged_into;
  std::vector<TicketLink> merged;
  ClockViews clocks;
  std::vector<ChargeView> charges;
  std::vector<SuggestionView> suggestions;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the ticket, for further calls"},
      {.field = "reference", .meaning = "number that people read out, such as `7KQ2-M4XD`"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "subject", .meaning = "what it is about"},
      {.field = "department", .meaning = "key of the department"},
      {.field = "department_name", .meaning = "name of the department in the session's language"},
      {.field = "priority", .meaning = "key of the priority"},
      {.field = "priority_name", .meaning = "name of the priority in the session's language"},
      {.field = "status",
       .meaning = "`open`: the customer waits; `answered`: staff wrote last; `waiting`: paused; `closed`"},
      {.field = "opened_at", .meaning = "when it was opened"},
      {.field = "updated_at", .meaning = "when it last changed for the customer"},
      {.field = "closed_at", .meaning = "when it was closed; absent while it is not"},
      {.field = "waiting_since",
       .meaning = "when the oldest unanswered customer message came; absent when none waits"},
      {.field = "paused", .meaning = "that and why nobody works on it; absent while it is not paused"},
      {.field = "demoted_until",
       .meaning = "until when it stands behind the others in the queue; absent while it does not"},
      {.field = "resembles",
       .meaning =
           "id of an open ticket of the same account that said nearly the same when this one was opened; "
           "a suggestion, for a person to judge"},
      {.field = "topic", .meaning = "key of the topic; absent when it has none"},
      {.field = "circumstances",
       .meaning =
           "what customer and staff have declared of it and not taken back; lists of tickets leave it out",
       .defaulted = true},
      {.field = "tags", .meaning = "tags by staff and escalation", .audience = json::Audience::staff},
      {.field = "assignee",
       .meaning = "the staff member who has it; absent when nobody has",
       .audience = json::Audience::staff},
      {.field = "merged_into",
       .meaning = "the ticket in which it goes on: closed for that, and replies go there; absent when it was "
                  "not merged"},
      {.field = "merged",
       .meaning =
           "tickets that go on in this one, in the order in which they came; their messages stay there",
       .defaulted = true},
      {.field = "clocks", .meaning = "the promises on this ticket"},
      {.field = "charges",
       .meaning = "what is charged for it, the oldest first; lists of tickets leave it out",
       .defaulted = true},
      {.field = "suggestions",
       .meaning =
           "what the words of the policy point to in its messages and nobody has judged yet, the oldest "
           "first; lists of tickets leave it out",
       .defaulted = true,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(TicketView, (),
                      (id, reference, customer, subject, department, department_name, priority, priority_name,
                       status, opened_at, updated_at, closed_at, waiting_since, paused, demoted_until,
                       resembles, topic, circumstances, tags, assignee, merged_into, merged, clocks, charges,
                       suggestions))

enum class AuthorRole { customer, staff, system };
BOOST_DESCRIBE_ENUM(AuthorRole, customer, staff, system)

struct AuthorView {
  AuthorRole role = AuthorRole::customer;
  std::string name;
  static constexpr json::Note notes[] = {
      {.field = "role", .meaning = "on which side the author stands"},
      {.field = "name", .meaning = "the author's name when it was written"},
  };
};
BOOST_DESCRIBE_STRUCT(AuthorView, (), (role, name))

struct AttachmentView {
  Id id;
  std::string name;
  std::string media_type;
  std::int64_t size = 0;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the attachment, for `plazo_download_open`"},
      {.field = "name",
       .meaning =
           "the file's name as its sender gave it: text for people, not a path; escape it like any text"},
      {.field = "media_type",
       .meaning = "the type as its sender gave it, else `application/octet-stream`; not to be trusted"},
      {.field = "size", .meaning = "size of the file", .unit = "bytes"},
  };
};
BOOST_DESCRIBE_STRUCT(AttachmentView, (), (id, name, media_type, size))

struct MessageView {
  Id id;
  std::int64_t sequence = 0;
  MessageKind kind = MessageKind::reply;
  AuthorView author;
  Instant at;
  std::string body;
  std::vector<AttachmentView> attachments;
  std::optional<std::string> put_in_by;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the message"},
      {.field = "sequence", .meaning = "place in the ticket's timeline; grows, with gaps"},
      {.field = "kind", .meaning = "`reply`, or `note` which only staff get"},
      {.field = "author", .meaning = "who wrote it"},
      {.field = "at", .meaning = "when it was written"},
      {.field = "body", .meaning = "the text as it was written, no markup"},
      {.field = "attachments", .meaning = "the files that it carries, in the author's order"},
      {.field = "put_in_by",
       .meaning =
           "name of the staff member or provider who put it in as it came from the author by mail, form or "
           "phone; absent: the author wrote it here"},
  };
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (id, sequence, kind, author, at, body, attachments, put_in_by))

/// What rendering needs besides the rows.
struct Reader {
  Instant now;
  Locale locale;
  const policy::InForce& policy;
  storage::Transaction& tx;
  Policies& policies;
  calendar::Zone zone;  ///< of the texts
  bool staff = false;   ///< gets what only staff get
};

ClockView view(const Reader&, const ClockRow&);
/// `customer` is the panel's key of the ticket's account.
TicketView view(const Reader&, const TicketRow&, std::string customer, const std::vector<ClockRow>&);
SuggestionView view(Locale, const customers::SuggestionRow&);
MessageView view(const MessageRow&, const std::vector<vault::AttachmentRow>& attachments);

}  // namespace plazo::tickets
