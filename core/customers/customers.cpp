#include "core/customers/customers.hpp"

#include "core/json/encode.hpp"

namespace plazo::customers {

const storage::TableOf<CustomerRow>& customers() {
  static const storage::TableOf<CustomerRow> table("customer", {"id"}, {{{"reference"}, true}});
  return table;
}

const storage::TableOf<PersonRow>& persons() {
  static const storage::TableOf<PersonRow> table("person", {"id"}, {{{"reference"}, true}});
  return table;
}

const storage::TableOf<ContactRow>& contacts() {
  static const storage::TableOf<ContactRow> table("contact", {"customer", "person"}, {{{"person"}, false}});
  return table;
}

const storage::TableOf<ServiceRow>& services() {
  static const storage::TableOf<ServiceRow> table("customer_service", {"customer", "reference"});
  return table;
}

std::optional<CustomerRow> find(storage::Transaction& tx, std::string_view reference) {
  static const std::string sql = customers().select("WHERE reference = ?");
  auto rows = tx.query(sql, reference);
  if (!rows.next()) return std::nullopt;
  return customers().read(rows);
}

std::optional<CustomerRow> find(storage::Transaction& tx, Id id) {
  static const std::string sql = customers().select("WHERE id = ?");
  auto rows = tx.query(sql, id);
  if (!rows.next()) return std::nullopt;
  return customers().read(rows);
}

namespace {

std::string contacts_where(std::string_view condition) {
  std::string sql =
      "SELECT p.id, p.reference, p.name, p.email, c.customer, c.person, c.tickets, c.billing "
      "FROM contact c JOIN person p ON p.id = c.person WHERE ";
  return sql.append(condition);
}

Contact read_contact(const storage::Rows& rows) {
  return {persons().read(rows, 0), contacts().read(rows, 4)};
}

/// The id of the person with this reference, created or brought up to date.
Id put_person(storage::Transaction& tx, const IdSource& ids, const PersonRow& person, Instant now) {
  static const std::string by_reference = persons().select("WHERE reference = ?");
  PersonRow row = person;
  bool known = false;
  {
    auto rows = tx.query(by_reference, person.reference);
    if ((known = rows.next())) row.id = rows.id(0);
  }
  if (known) {
    tx.run("UPDATE person SET name = ?, email = ? WHERE id = ?", row.name,
           row.email ? storage::Value(*row.email) : storage::Value(nullptr), row.id);
  } else {
    row.id = ids.next(now);
    persons().insert(tx, row);
  }
  return row.id;
}

}  // namespace

std::vector<Contact> contacts_of(storage::Transaction& tx, Id customer) {
  static const std::string sql = contacts_where("c.customer = ? ORDER BY p.reference");
  std::vector<Contact> found;
  auto rows = tx.query(sql, customer);
  while (rows.next()) found.push_back(read_contact(rows));
  return found;
}

std::optional<Contact> contact(storage::Transaction& tx, Id customer, std::string_view person) {
  static const std::string sql = contacts_where("c.customer = ? AND p.reference = ?");
  auto rows = tx.query(sql, customer, person);
  if (!rows.next()) return std::nullopt;
  return read_contact(rows);
}

std::vector<ServiceRow> services_of(storage::Transaction& tx, Id customer) {
  static const std::string sql = services().select("WHERE customer = ? ORDER BY reference");
  std::vector<ServiceRow> found;
  auto rows = tx.query(sql, customer);
  while (rows.next()) found.push_back(services().read(rows));
  return found;
}

policy::ServiceState state_of(const ServiceRow& row) {
  switch (row.state) {
    case ServiceStage::active:
      return policy::ServiceState::active;
    case ServiceStage::pending:
      return policy::ServiceState::pending;
    case ServiceStage::suspended:
      return policy::ServiceState::suspended;
    case ServiceStage::cancelled:
      return policy::ServiceState::cancelled;
  }
  return policy::ServiceState::none;
}

std::optional<ServiceRow> service(storage::Transaction& tx, Id customer, std::string_view reference) {
  static const std::string sql = services().select("WHERE customer = ? AND reference = ?");
  auto rows = tx.query(sql, customer, reference);
  if (!rows.next()) return std::nullopt;
  return services().read(rows);
}

void record(storage::Transaction& tx, CustomerRow& row, const timeline::NewEvent& event) {
  const std::int64_t read_version = row.version++;
  timeline::Head head{row.sequence, std::move(row.chain)};
  timeline::append(tx, head, event);
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
  if (tx.run("UPDATE customer SET version = ?, sequence = ?, chain = ? WHERE id = ? AND version = ?",
             row.version, row.sequence, storage::Blob(row.chain), row.id, read_version) != 1)
    throw storage::Busy(Category::unavailable, "storage.busy",
                        "the customer was changed at the same time, try again");
}

void put(storage::Transaction& tx, const IdSource& ids, CustomerRow& row, std::vector<Contact> people,
         const std::optional<std::vector<ServiceRow>>& given_services, const timeline::Author& author,
         Instant now) {
  const bool created = !row.id;
  const std::int64_t read_version = row.version;
  row.updated_at = now;
  if (created) {
    row.id = ids.next(now);
    row.created_at = now;
  } else {
    ++row.version;
  }
  timeline::Head head{row.sequence, std::move(row.chain)};
  timeline::append(tx, head,
                   {.subject = row.id,
                    .at = now,
                    .kind = created ? "customer.created" : "customer.changed",
                    .author = author,
                    .audience = json::Audience::staff,
                    .body = "{\"version\":" + std::to_string(row.version) + "}"});
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
  if (created) {
    customers().insert(tx, row);
  } else {
    const std::string_view locale = row.locale == Locale::es ? "es" : "en";
    const std::string groups = json::encode(row.groups);
    if (tx.run("UPDATE customer SET name = ?, locale = ?, zone = ?, groups = ?, version = ?, sequence = ?, "
               "chain = ?, updated_at = ? WHERE id = ? AND version = ?",
               row.name, locale, row.zone ? storage::Value(*row.zone) : storage::Value(nullptr), groups,
               row.version, row.sequence, storage::Blob(row.chain), row.updated_at, row.id,
               read_version) != 1)
      throw storage::Busy(Category::unavailable, "storage.busy",
                          "the customer was changed at the same time, try again");
  }
  if (given_services) {
    if (!created) tx.run("DELETE FROM customer_service WHERE customer = ?", row.id);
    for (ServiceRow s : *given_services) {
      s.customer = row.id;
      services().insert(tx, s);
    }
  }
  tx.run("DELETE FROM contact WHERE customer = ?", row.id);
  for (auto& c : people) {
    c.rights.customer = row.id;
    c.rights.person = put_person(tx, ids, c.person, now);
    contacts().insert(tx, c.rights);
  }
}

}  // namespace plazo::customers
