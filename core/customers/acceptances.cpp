#include "core/customers/acceptances.hpp"

namespace plazo::customers {

const storage::TableOf<AcceptanceRow>& acceptances() {
  static const storage::TableOf<AcceptanceRow> table(
      "policy_acceptance", {"id"}, {{{"policy", "customer", "person"}, true}, {{"customer", "id"}}});
  return table;
}

std::optional<AcceptanceRow> acceptance(storage::Transaction& tx, Id policy, Id customer, Id person) {
  static const std::string sql = acceptances().select("WHERE policy = ? AND customer = ? AND person = ?");
  auto rows = tx.query(sql, policy, customer, person);
  if (!rows.next()) return std::nullopt;
  return acceptances().read(rows);
}

void accept(storage::Transaction& tx, const IdSource& ids, CustomerRow& customer, AcceptanceRow& row,
            const timeline::Author& author) {
  row.id = ids.next(row.at);
  acceptances().insert(tx, row);
  record(tx, customer,
         {.subject = customer.id,
          .at = row.at,
          .kind = "policy.accepted",
          .author = author,
          .body = "{\"acceptance\":\"" + to_text(row.id) + "\",\"version\":" + std::to_string(row.number) +
                  ",\"person\":\"" + to_text(row.person) + "\"}"});
}

std::vector<Accepted> acceptances_of(storage::Transaction& tx, Id customer, std::int64_t number, Id before,
                                     int limit) {
  std::vector<Accepted> found;
  auto rows = tx.query(
      "SELECT a.id, a.policy, a.customer, a.person, a.number, a.at, a.recorded_by, c.reference, p.reference "
      "FROM policy_acceptance a JOIN customer c ON c.id = a.customer LEFT JOIN person p ON p.id = a.person "
      "WHERE a.id < ? AND (? = 0 OR a.customer = ?) AND (? = 0 OR a.number = ?) ORDER BY a.id DESC LIMIT ?",
      before, customer, customer, number, number, limit);
  while (rows.next()) {
    Accepted accepted{acceptances().read(rows), std::string(rows.text(7)), std::nullopt};
    if (!rows.is_null(8)) accepted.contact = rows.text(8);
    found.push_back(std::move(accepted));
  }
  return found;
}

}  // namespace plazo::customers
