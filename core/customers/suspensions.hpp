// Suspensions of support: since when, until when, why and by whom. Lifting one leaves it on record.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/customers/customers.hpp"

namespace plazo::customers {

struct SuspensionRow {
  Id id;
  Id customer;
  Instant since;
  std::optional<Instant> until;
  std::string reason;
  timeline::AuthorKind author_kind = timeline::AuthorKind::staff;
  std::optional<Id> author;
  std::string author_name;
  std::int64_t policy = 0;
  std::optional<Instant> lifted_at;
  std::optional<std::string> lifted_reason;
  std::optional<std::string> lifted_by;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the suspension"},
      {.field = "customer", .meaning = "whose support is suspended"},
      {.field = "since", .meaning = "since when"},
      {.field = "until", .meaning = "until when, not included; none: for good"},
      {.field = "reason", .meaning = "why, as the customer reads it", .max = 1000},
      {.field = "author_kind", .meaning = "who decided it"},
      {.field = "author", .meaning = "which staff member"},
      {.field = "author_name", .meaning = "the author's name at that time", .max = 200},
      {.field = "policy", .meaning = "number of the policy version that provides for it"},
      {.field = "lifted_at", .meaning = "when it was lifted before its end"},
      {.field = "lifted_reason", .meaning = "why", .max = 1000},
      {.field = "lifted_by", .meaning = "name of who lifted it", .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(SuspensionRow, (),
                      (id, customer, since, until, reason, author_kind, author, author_name, policy,
                       lifted_at, lifted_reason, lifted_by))

const storage::TableOf<SuspensionRow>& suspensions();

/// The one in force at an instant, if there is one.
std::optional<SuspensionRow> suspension_of(storage::Transaction&, Id customer, Instant at);
std::optional<SuspensionRow> find_suspension(storage::Transaction&, Id suspension);
/// The newest first, those before `before`; 0 as customer is any.
std::vector<SuspensionRow> suspensions_of(storage::Transaction&, Id customer, Id before, int limit);

/// Writes it, with an event in the customer's timeline that the customer sees.
void suspend(storage::Transaction&, const IdSource&, CustomerRow&, SuspensionRow&, const timeline::Author&);
/// Ends it at `now`, likewise.
void lift(storage::Transaction&, CustomerRow&, SuspensionRow&, std::string_view reason, std::string_view name,
          const timeline::Author&, Instant now);

}  // namespace plazo::customers
