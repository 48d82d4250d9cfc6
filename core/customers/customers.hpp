// Customers (accounts of the panel), the people who act for them, and what those may see.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/messages.hpp"
#include "core/policy/when.hpp"
#include "core/storage/tables.hpp"
#include "core/timeline/timeline.hpp"

namespace plazo::customers {

struct CustomerRow {
  Id id;
  std::string reference;
  std::string name;
  Locale locale = Locale::es;
  std::optional<std::string> zone;
  std::vector<std::string> groups;
  std::int64_t version = 1;
  std::int64_t sequence = 0;
  json::Bytes chain;
  Instant created_at;
  Instant updated_at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the customer"},
      {.field = "reference", .meaning = "the panel's own key of the account", .max = 64},
      {.field = "name", .meaning = "name of the person or company", .max = 200},
      {.field = "locale", .meaning = "language that the customer reads"},
      {.field = "zone", .meaning = "IANA zone of the customer", .max = 64},
      {.field = "groups", .meaning = "kinds of customer that it is, besides `customer`"},
      {.field = "version", .meaning = "counts the changes of this row"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
      {.field = "created_at", .meaning = "when it was first put"},
      {.field = "updated_at", .meaning = "when it was last put"},
  };
};
BOOST_DESCRIBE_STRUCT(CustomerRow, (),
                      (id, reference, name, locale, zone, groups, version, sequence, chain, created_at,
                       updated_at))

/// A person; may act for several customers.
struct PersonRow {
  Id id;
  std::string reference;
  std::string name;
  std::optional<std::string> email;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the person"},
      {.field = "reference", .meaning = "the panel's own key of the login or contact", .max = 64},
      {.field = "name", .meaning = "name of the person", .max = 200},
      {.field = "email", .meaning = "address for mail", .max = 254},
  };
};
BOOST_DESCRIBE_STRUCT(PersonRow, (), (id, reference, name, email))

/// What a person may do for a customer.
struct ContactRow {
  Id customer;
  Id person;
  bool tickets = false;
  bool billing = false;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "for whom"},
      {.field = "person", .meaning = "who"},
      {.field = "tickets", .meaning = "may see and write the account's tickets"},
      {.field = "billing", .meaning = "may see the account's billing"},
  };
};
BOOST_DESCRIBE_STRUCT(ContactRow, (), (customer, person, tickets, billing))

/// What a service is in; of one that does not exist nothing is kept.
enum class ServiceStage { active, pending, suspended, cancelled };
BOOST_DESCRIBE_ENUM(ServiceStage, active, pending, suspended, cancelled)

/// A service of a customer's, as the panel knows it. Customers cannot say what state theirs are in.
struct ServiceRow {
  Id customer;
  std::string reference;
  std::string name;
  std::optional<std::string> product;
  ServiceStage state = ServiceStage::active;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "whose it is"},
      {.field = "reference", .meaning = "the panel's own key of the service", .max = 64},
      {.field = "name", .meaning = "its name in the client area", .max = 200},
      {.field = "product", .meaning = "key of its product in the policy", .max = 64},
      {.field = "state", .meaning = "what it is in"},
  };
};
BOOST_DESCRIBE_STRUCT(ServiceRow, (), (customer, reference, name, product, state))

const storage::TableOf<CustomerRow>& customers();
const storage::TableOf<PersonRow>& persons();
const storage::TableOf<ContactRow>& contacts();
const storage::TableOf<ServiceRow>& services();

std::optional<CustomerRow> find(storage::Transaction&, std::string_view reference);
std::optional<CustomerRow> find(storage::Transaction&, Id id);

/// In the order of their references.
std::vector<ServiceRow> services_of(storage::Transaction&, Id customer);
/// The same as policies call it.
policy::ServiceState state_of(const ServiceRow&);
std::optional<ServiceRow> service(storage::Transaction&, Id customer, std::string_view reference);

struct Contact {
  PersonRow person;
  ContactRow rights;
};
/// In the order of the people's references.
std::vector<Contact> contacts_of(storage::Transaction&, Id customer);
std::optional<Contact> contact(storage::Transaction&, Id customer, std::string_view person);

/// Writes the customer as given (new or changed) with one timeline event, and replaces its contacts and,
/// where they are given, its services. `row.id` is 0 for a new one and is set; people are created or
/// updated by their reference.
void put(storage::Transaction&, const IdSource&, CustomerRow& row, std::vector<Contact> contacts,
         const std::optional<std::vector<ServiceRow>>& services, const timeline::Author& author, Instant now);

/// Adds an event to the customer's timeline; staff see it, customers only when the audience says so.
/// `row` must be as it is stored, and is brought up to date. Throws `storage.busy` when it is not.
void record(storage::Transaction&, CustomerRow& row, const timeline::NewEvent&);

}  // namespace plazo::customers
