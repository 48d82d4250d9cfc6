// Who has accepted which version of the policy. A record and nothing more: support never depends on it.
#pragma once

#include <optional>
#include <vector>

#include "core/customers/customers.hpp"

namespace plazo::customers {

struct AcceptanceRow {
  Id id;
  Id policy;
  Id customer;
  Id person;
  std::int64_t number = 0;
  Instant at;
  timeline::AuthorKind recorded_by = timeline::AuthorKind::customer;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the record"},
      {.field = "policy", .meaning = "id of the version"},
      {.field = "customer", .meaning = "for which account"},
      {.field = "person", .meaning = "who accepted it; 0 is the account's owner"},
      {.field = "number", .meaning = "number of the version"},
      {.field = "at", .meaning = "when"},
      {.field = "recorded_by", .meaning = "who said so: they themselves, or the panel for them"},
  };
};
BOOST_DESCRIBE_STRUCT(AcceptanceRow, (), (id, policy, customer, person, number, at, recorded_by))

const storage::TableOf<AcceptanceRow>& acceptances();

std::optional<AcceptanceRow> acceptance(storage::Transaction&, Id policy, Id customer, Id person);
/// Writes the record, whose id is set, and an event in the customer's timeline.
void accept(storage::Transaction&, const IdSource&, CustomerRow&, AcceptanceRow& row,
            const timeline::Author&);

/// An acceptance with the names that people read.
struct Accepted {
  AcceptanceRow row;
  std::string customer;                ///< the panel's key of the account
  std::optional<std::string> contact;  ///< the panel's key of the person; none for the owner
};
/// The newest first, those older than `before`; 0 as customer or number is any.
std::vector<Accepted> acceptances_of(storage::Transaction&, Id customer, std::int64_t number, Id before,
                                     int limit);

}  // namespace plazo::customers
