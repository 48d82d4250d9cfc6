// Idempotency keys: which attempts have had their effect, and what ids they made.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/storage/tables.hpp"

namespace plazo::operations {

struct IdempotencyRow {
  json::Bytes key_hash;
  json::Bytes digest;
  std::vector<Id> made;
  Instant at;

  static constexpr json::Note notes[] = {
      {.field = "key_hash", .meaning = "hash of actor, operation and the caller's key", .max = 16},
      {.field = "digest", .meaning = "hash of the request", .max = 16},
      {.field = "made", .meaning = "ids that the attempt made"},
      {.field = "at", .meaning = "when it had its effect"},
  };
};
BOOST_DESCRIBE_STRUCT(IdempotencyRow, (), (key_hash, digest, made, at))

inline constexpr Duration idempotency_keep = days(30);

const storage::TableOf<IdempotencyRow>& idempotency_keys();

json::Bytes idempotency_key(std::string_view actor, std::string_view operation, std::string_view key);
json::Bytes idempotency_digest(std::string_view request);

/// The ids of the earlier attempt, or nothing. Throws `conflict` `idempotency.key_reused` when that one
/// had another body.
std::optional<std::vector<Id>> earlier_attempt(storage::Transaction&, const json::Bytes& key,
                                               const json::Bytes& digest);

/// Forgets at most `limit` keys that are older than `idempotency_keep`; returns how many.
int forget_old_keys(storage::Transaction&, Instant now, int limit);

}  // namespace plazo::operations
