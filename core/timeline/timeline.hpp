// The timeline: what happened to a subject (ticket, customer, staff member, policy version), in order,
// as a chain of hashes, so that a missing or altered event is found.
//
//   body_hash = BLAKE2b-256(key = salt, author ‖ body)
//   hash      = BLAKE2b-256("plazo.event.1" ‖ subject ‖ sequence ‖ kind ‖ at ‖ author_kind ‖ audience ‖
//                           previous hash ‖ body_hash)
//
// with every part length-prefixed. The salt lets a person's data be erased later (salt, author and body
// go, body_hash stays) without anybody being able to guess what it was, while the chain still verifies.
// What stays of an erased event is covered by `hash`, so that blanking a salt hides no alteration.
//
// What an event tells of and another row holds, such as the text of a message, is covered by a digest that
// the event's body carries.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/storage/tables.hpp"

namespace plazo::timeline {

enum class AuthorKind {
  customer,
  contact,
  staff,
  panel,
  clock,   ///< what became due
  policy,  ///< what the policy says of a request, by itself
  guest,   ///< somebody without an account
};
BOOST_DESCRIBE_ENUM(AuthorKind, customer, contact, staff, panel, clock, policy, guest)

struct EventRow {
  Id subject;
  std::int64_t sequence = 0;
  Instant at;
  std::string kind;
  AuthorKind author_kind = AuthorKind::panel;
  std::optional<Id> author;
  json::Audience audience = json::Audience::customer;
  std::string body;
  json::Bytes salt;
  json::Bytes body_hash;
  json::Bytes hash;

  static constexpr json::Note notes[] = {
      {.field = "subject", .meaning = "what the event happened to"},
      {.field = "sequence", .meaning = "its place in the subject's timeline, from 1"},
      {.field = "at", .meaning = "when it happened"},
      {.field = "kind", .meaning = "what happened: `ticket.opened`", .max = 64},
      {.field = "author_kind", .meaning = "who did it"},
      {.field = "author", .meaning = "which customer, person or staff member; none for panel and clock"},
      {.field = "audience", .meaning = "who may see it"},
      {.field = "body", .meaning = "the particulars as JSON"},
      {.field = "salt", .meaning = "16 random bytes", .max = 16},
      {.field = "body_hash", .meaning = "salted hash of the particulars", .max = 32},
      {.field = "hash", .meaning = "hash over the chain up to here", .max = 32},
  };
};
BOOST_DESCRIBE_STRUCT(EventRow, (),
                      (subject, sequence, at, kind, author_kind, author, audience, body, salt, body_hash,
                       hash))

const storage::TableOf<EventRow>& events();

/// Where a subject's chain ends; every subject's own row carries one.
struct Head {
  std::int64_t sequence = 0;
  json::Bytes hash = {};
};

struct Author {
  AuthorKind kind = AuthorKind::panel;
  std::optional<Id> id = {};
};

struct NewEvent {
  Id subject;
  Instant at;
  std::string_view kind;
  Author author;
  json::Audience audience = json::Audience::customer;
  std::string body = "{}";  ///< JSON
};

/// Writes the event after `head` and moves `head` on. The caller stores the head in the subject's row.
void append(storage::Transaction&, Head& head, const NewEvent&);

/// Everything that happened to a subject, in order.
std::vector<EventRow> happened_to(storage::Transaction&, Id subject);

/// What is wrong with a subject's chain: `missing`, `altered` or `cut`; empty when all of it stands.
std::string verify(storage::Transaction&, Id subject, const Head& head);

}  // namespace plazo::timeline
