#include "core/policy/versions.hpp"

#include <algorithm>

#include "core/policy/effective.hpp"

namespace plazo::policy {
namespace {

Named first_of(storage::Rows rows) {
  if (!rows.next()) return {};
  return {rows.integer(0), rows.id(1)};
}

}  // namespace

const storage::TableOf<VersionRow>& versions() {
  static const storage::TableOf<VersionRow> table(
      "policy_version", {"number"}, {{{"in_force_at", "number"}}, {{"effective_at", "number"}}});
  return table;
}

Named in_force(storage::Transaction& tx, Instant at) {
  const auto decides =
      first_of(tx.query("SELECT number, id FROM policy_version WHERE in_force_at <= ? AND (until IS NULL OR "
                        "until > ?) ORDER BY in_force_at DESC, number DESC LIMIT 1",
                        at, at));
  if (decides.number > 0) return decides;
  return first_of(
      tx.query("SELECT number, id FROM policy_version WHERE effective_at <= ? AND (until IS NULL OR "
               "until > ?) ORDER BY effective_at DESC, number DESC LIMIT 1",
               at, at));
}

Named in_force_now(storage::Transaction& tx, Instant now) {
  {
    auto rows = tx.query("SELECT installed_at FROM policy_version ORDER BY number DESC LIMIT 1");
    if (!rows.next()) return {};
    now = std::max(now, rows.instant(0));
  }
  return in_force(tx, now);
}

Named newest(storage::Transaction& tx) {
  return first_of(tx.query("SELECT number, id FROM policy_version ORDER BY number DESC LIMIT 1"));
}

Named named(storage::Transaction& tx, std::int64_t number) {
  return first_of(tx.query("SELECT number, id FROM policy_version WHERE number = ?", number));
}

InForce load(storage::Transaction& tx, std::int64_t number) {
  static const std::string sql = versions().select("WHERE number = ?");
  auto rows = tx.query(sql, number);
  if (!rows.next()) throw Error(Category::internal, "policy.missing", "a policy version is missing");
  VersionRow row = versions().read(rows);
  return {
      Compiled(std::move(row.document)), row.number, row.id, row.installed_at, row.effective_at, row.until};
}

VersionRow install(storage::Transaction& tx, const IdSource& ids, const Document& document,
                   const timeline::Author& author, Instant now) {
  const Term term = term_of(calendar::Zone::load(document.zone), document);
  VersionRow row{.number = newest(tx).number + 1,
                 .id = ids.next(now),
                 .installed_at = now,
                 .effective_at = term.effective.value_or(now),
                 .in_force_at = std::max(now, term.effective.value_or(now)),
                 .until = term.until,
                 .document = document};
  timeline::Head head;
  timeline::append(tx, head,
                   {.subject = row.id,
                    .at = now,
                    .kind = "policy.installed",
                    .author = author,
                    .body = "{\"number\":" + std::to_string(row.number) + ",\"in_force_at\":\"" +
                            to_text(row.in_force_at) + "\"}"});
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
  versions().insert(tx, row);
  return row;
}

}  // namespace plazo::policy
