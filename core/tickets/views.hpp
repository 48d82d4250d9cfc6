// Tickets as callers see them: made from rows alone, so that a repeated call renders the same.
#pragma once

#include "core/policy/versions.hpp"
#include "core/tickets/rows.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::tickets {

enum class ClockState { running, met, missed, cancelled };
BOOST_DESCRIBE_ENUM(ClockState, running, met, missed, cancelled)

struct ClockView {
  ClockState state = ClockState::running;
  Duration target;
  Instant started_at;
  Instant due_at;
  std::optional<Instant> met_at;
  std::optional<Duration> time_left;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "state",
       .meaning = "running, met (at or before due_at), missed (also while still unanswered) or cancelled"},
      {.field = "target", .meaning = "promised time"},
      {.field = "started_at", .meaning = "when the time began to run"},
      {.field = "due_at", .meaning = "last instant at which the promise is kept"},
      {.field = "met_at", .meaning = "when what was promised happened, in time or late"},
      {.field = "time_left", .meaning = "time until due_at, worked out at this call; only while running"},
      {.field = "text", .meaning = "the same for people, in the session's language and the policy's zone"},
  };
};
BOOST_DESCRIBE_STRUCT(ClockView, (), (state, target, started_at, due_at, met_at, time_left, text))

struct ClockViews {
  std::optional<ClockView> first_response;
  static constexpr json::Note notes[] = {
      {.field = "first_response", .meaning = "the promise of a first answer by staff"},
  };
};
BOOST_DESCRIBE_STRUCT(ClockViews, (), (first_response))

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
  ClockViews clocks;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the ticket, for further calls"},
      {.field = "reference", .meaning = "number that people read out, such as `7KQ2-M4XD`"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "subject", .meaning = "what it is about"},
      {.field = "department", .meaning = "key of the department"},
      {.field = "department_name", .meaning = "name of the department in the session's language"},
      {.field = "priority", .meaning = "key of the priority"},
      {.field = "priority_name", .meaning = "name of the priority in the session's language"},
      {.field = "status", .meaning = "`open`: the customer waits; `answered`: staff wrote last; `closed`"},
      {.field = "opened_at", .meaning = "when it was opened"},
      {.field = "updated_at", .meaning = "when it last changed for the customer"},
      {.field = "closed_at", .meaning = "when it was closed; absent while it is not"},
      {.field = "waiting_since",
       .meaning = "when the oldest unanswered customer message came; absent when none waits"},
      {.field = "clocks", .meaning = "the promises on this ticket"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketView, (),
                      (id, reference, customer, subject, department, department_name, priority, priority_name,
                       status, opened_at, updated_at, closed_at, waiting_since, clocks))

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

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the message"},
      {.field = "sequence", .meaning = "place in the ticket's timeline; grows, with gaps"},
      {.field = "kind", .meaning = "`reply`, or `note` which only staff get"},
      {.field = "author", .meaning = "who wrote it"},
      {.field = "at", .meaning = "when it was written"},
      {.field = "body", .meaning = "the text as it was written, no markup"},
      {.field = "attachments", .meaning = "the files that it carries, in the author's order"},
  };
};
BOOST_DESCRIBE_STRUCT(MessageView, (), (id, sequence, kind, author, at, body, attachments))

/// What rendering needs besides the rows.
struct Reader {
  Instant now;
  Locale locale;
  const policy::InForce& policy;
};

ClockView view(const Reader&, const ClockRow&);
/// `customer` is the panel's key of the ticket's account.
TicketView view(const Reader&, const TicketRow&, std::string customer, const std::vector<ClockRow>&);
MessageView view(const MessageRow&, const std::vector<vault::AttachmentRow>& attachments);

}  // namespace plazo::tickets
