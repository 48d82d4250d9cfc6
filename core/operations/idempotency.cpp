#include "core/operations/idempotency.hpp"

#include "core/base/hash.hpp"

namespace plazo::operations {

const storage::TableOf<IdempotencyRow>& idempotency_keys() {
  static const storage::TableOf<IdempotencyRow> table("idempotency_key", {"key_hash"}, {{{"at"}}});
  return table;
}

json::Bytes idempotency_key(std::string_view actor, std::string_view operation, std::string_view key) {
  return Hasher(16).add(actor).add(operation).add(key).finish();
}

json::Bytes idempotency_digest(std::string_view request) { return Hasher(16).add(request).finish(); }

std::optional<std::vector<Id>> earlier_attempt(storage::Transaction& tx, const json::Bytes& key,
                                               const json::Bytes& digest) {
  static const std::string sql = idempotency_keys().select("WHERE key_hash = ?");
  auto rows = tx.query(sql, storage::Blob(key));
  if (!rows.next()) return std::nullopt;
  IdempotencyRow row = idempotency_keys().read(rows);
  if (row.digest != digest)
    throw Error(Category::conflict, "idempotency.key_reused",
                "this idempotency key was used with another request, take a new key for a new attempt");
  return std::move(row.made);
}

int forget_old_keys(storage::Transaction& tx, Instant now, int limit) {
  return static_cast<int>(
      tx.run("DELETE FROM idempotency_key WHERE key_hash IN (SELECT key_hash FROM idempotency_key WHERE at < "
             "? ORDER BY at LIMIT ?)",
             now - idempotency_keep, limit));
}

}  // namespace plazo::operations
