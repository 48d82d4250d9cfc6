// The outbox: what is to be done outside the database, by a plug-in or the worker. A row is written in the
// transaction of what it follows from, so it is there exactly when that has happened.
#pragma once

#include <string>
#include <string_view>

#include "core/storage/tables.hpp"

namespace plazo::timeline {

struct OutboxRow {
  Id id;
  Instant at;
  std::string kind;
  Id subject;
  std::string body;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the task"},
      {.field = "at", .meaning = "when it was written"},
      {.field = "kind", .meaning = "what is to be done: `clock.warning`", .max = 64},
      {.field = "subject", .meaning = "what it is about, such as a ticket"},
      {.field = "body", .meaning = "the particulars as JSON"},
  };
};
BOOST_DESCRIBE_STRUCT(OutboxRow, (), (id, at, kind, subject, body))

const storage::TableOf<OutboxRow>& outbox();

}  // namespace plazo::timeline
