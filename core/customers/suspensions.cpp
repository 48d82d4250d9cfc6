#include "core/customers/suspensions.hpp"

#include "core/json/encode.hpp"

namespace plazo::customers {

const storage::TableOf<SuspensionRow>& suspensions() {
  static const storage::TableOf<SuspensionRow> table("suspension", {"id"}, {{{"customer", "id"}}});
  return table;
}

std::optional<SuspensionRow> suspension_of(storage::Transaction& tx, Id customer, Instant at) {
  static const std::string sql = suspensions().select(
      "WHERE customer = ? AND lifted_at IS NULL AND since <= ? AND (until IS NULL OR until > ?) "
      "ORDER BY id DESC LIMIT 1");
  auto rows = tx.query(sql, customer, at, at);
  if (!rows.next()) return std::nullopt;
  return suspensions().read(rows);
}

std::optional<SuspensionRow> find_suspension(storage::Transaction& tx, Id suspension) {
  static const std::string sql = suspensions().select("WHERE id = ?");
  auto rows = tx.query(sql, suspension);
  if (!rows.next()) return std::nullopt;
  return suspensions().read(rows);
}

std::vector<SuspensionRow> suspensions_of(storage::Transaction& tx, Id customer, Id before, int limit) {
  static const std::string sql =
      suspensions().select("WHERE id < ? AND (? = 0 OR customer = ?) ORDER BY id DESC LIMIT ?");
  std::vector<SuspensionRow> found;
  auto rows = tx.query(sql, before, customer, customer, limit);
  while (rows.next()) found.push_back(suspensions().read(rows));
  return found;
}

void suspend(storage::Transaction& tx, const IdSource& ids, CustomerRow& customer, SuspensionRow& row,
             const timeline::Author& author) {
  row.id = ids.next(row.since);
  suspensions().insert(tx, row);
  std::string body = "{\"suspension\":\"" + to_text(row.id) + "\",\"policy\":" + std::to_string(row.policy);
  if (row.until) body += ",\"until\":\"" + to_text(*row.until) + "\"";
  body += ",\"reason\":";
  json::append_text(body, row.reason);
  record(tx, customer,
         {.subject = customer.id,
          .at = row.since,
          .kind = "support.suspended",
          .author = author,
          .body = body + "}"});
}

void lift(storage::Transaction& tx, CustomerRow& customer, SuspensionRow& row, std::string_view reason,
          std::string_view name, const timeline::Author& author, Instant now) {
  row.lifted_at = now;
  row.lifted_reason = reason;
  row.lifted_by = name;
  tx.run("UPDATE suspension SET lifted_at = ?, lifted_reason = ?, lifted_by = ? WHERE id = ?", now, reason,
         name, row.id);
  std::string body = "{\"suspension\":\"" + to_text(row.id) + "\",\"reason\":";
  json::append_text(body, reason);
  record(tx, customer,
         {.subject = customer.id, .at = now, .kind = "support.lifted", .author = author, .body = body + "}"});
}

}  // namespace plazo::customers
