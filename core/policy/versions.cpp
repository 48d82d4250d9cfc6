#include "core/policy/versions.hpp"

namespace plazo::policy {

const storage::TableOf<VersionRow>& versions() {
  static const storage::TableOf<VersionRow> table("policy_version", {"number"});
  return table;
}

Newest newest(storage::Transaction& tx) {
  auto rows = tx.query("SELECT number, id FROM policy_version ORDER BY number DESC LIMIT 1");
  if (!rows.next()) return {};
  return {rows.integer(0), rows.id(1)};
}

InForce load(storage::Transaction& tx, std::int64_t number) {
  static const std::string sql = versions().select("WHERE number = ?");
  auto rows = tx.query(sql, number);
  if (!rows.next()) throw Error(Category::internal, "policy.missing", "a policy version is missing");
  VersionRow row = versions().read(rows);
  return {Compiled(std::move(row.document)), row.number, row.id, row.installed_at};
}

VersionRow install(storage::Transaction& tx, const IdSource& ids, const Document& document,
                   const timeline::Author& author, Instant now) {
  VersionRow row{
      .number = newest(tx).number + 1, .id = ids.next(now), .installed_at = now, .document = document};
  timeline::Head head;
  timeline::append(tx, head,
                   {.subject = row.id,
                    .at = now,
                    .kind = "policy.installed",
                    .author = author,
                    .body = "{\"number\":" + std::to_string(row.number) + "}"});
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
  versions().insert(tx, row);
  return row;
}

}  // namespace plazo::policy
