#include "core/policy/versions.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/base/hash.hpp"
#include "core/json/encode.hpp"
#include "core/policy/effective.hpp"

namespace plazo::policy {
namespace {

Named first_of(storage::Rows rows) {
  if (!rows.next()) return {};
  return {rows.integer(0), rows.id(1)};
}

/// What the event of an installation does not hold.
std::string digest_of(std::string_view document, Instant effective_at, const std::optional<Instant>& until) {
  Hasher hasher(32);
  hasher.add(document).add(effective_at.ms);
  if (until) hasher.add(until->ms);
  return hasher.finish_as_text();
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
                            to_text(row.in_force_at) + "\",\"digest\":\"" +
                            digest_of(json::encode(document), row.effective_at, row.until) + "\"}"});
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
  versions().insert(tx, row);
  return row;
}

bool as_installed(storage::Transaction& tx, std::int64_t number) {
  auto rows = tx.query(
      "SELECT v.document, v.effective_at, v.until, v.in_force_at, v.installed_at, e.at, e.body "
      "FROM policy_version v JOIN event e ON e.subject = v.id AND e.sequence = 1 WHERE v.number = ?",
      number);
  if (!rows.next()) return false;
  if (rows.text(6).empty()) return true;
  std::optional<Instant> until;
  if (!rows.is_null(2)) until = rows.instant(2);
  const auto body = boost::json::parse(rows.text(6)).as_object();
  const auto told = [&](std::string_view name) {
    const auto* const value = body.if_contains(name);
    return value && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
  };
  return rows.instant(4) == rows.instant(5) && told("in_force_at") == to_text(rows.instant(3)) &&
         told("digest") == digest_of(rows.text(0), rows.instant(1), until);
}

}  // namespace plazo::policy
