#include "core/timeline/timeline.hpp"

#include "core/base/hash.hpp"
#include "core/base/random.hpp"
#include "core/json/encode.hpp"

namespace plazo::timeline {
namespace {

constexpr std::size_t salt_size = 16;

json::Bytes body_hash(const EventRow& e) {
  return Hasher(32, e.salt).add(e.author ? e.author->value : 0).add(e.body).finish();
}

/// Erased events have neither salt nor anything that the salt protected.
bool erased(const EventRow& e) { return e.salt.empty() && e.body.empty() && !e.author; }

json::Bytes chain_hash(const EventRow& e, const json::Bytes& previous) {
  return Hasher(32)
      .add("plazo.event.1")
      .add(e.subject.value)
      .add(e.sequence)
      .add(e.kind)
      .add(e.at.ms)
      .add(static_cast<std::int64_t>(e.author_kind))
      .add(static_cast<std::int64_t>(e.audience))
      .add(previous)
      .add(e.body_hash)
      .finish();
}

}  // namespace

const storage::TableOf<EventRow>& events() {
  static const storage::TableOf<EventRow> table("event", {"subject", "sequence"});
  return table;
}

void append(storage::Transaction& tx, Head& head, const NewEvent& event) {
  EventRow row{.subject = event.subject,
               .sequence = head.sequence + 1,
               .at = event.at,
               .kind = std::string(event.kind),
               .author_kind = event.author.kind,
               .author = event.author.id,
               .audience = event.audience,
               .body = event.body,
               .salt = json::Bytes(salt_size)};
  random_bytes(row.salt);
  row.body_hash = body_hash(row);
  row.hash = chain_hash(row, head.hash);
  events().insert(tx, row);
  head = {row.sequence, std::move(row.hash)};
}

std::vector<EventRow> happened_to(storage::Transaction& tx, Id subject) {
  static const std::string sql = events().select("WHERE subject = ? ORDER BY sequence");
  std::vector<EventRow> found;
  auto rows = tx.query(sql, subject);
  while (rows.next()) found.push_back(events().read(rows));
  return found;
}

std::string verify(storage::Transaction& tx, Id subject, const Head& head) {
  static const std::string sql = events().select("WHERE subject = ? ORDER BY sequence");
  Head walked;
  auto rows = tx.query(sql, subject);
  while (rows.next()) {
    const EventRow row = events().read(rows);
    if (row.sequence != walked.sequence + 1) return "missing";
    const bool as_written = row.salt.size() == salt_size && body_hash(row) == row.body_hash;
    if ((!erased(row) && !as_written) || chain_hash(row, walked.hash) != row.hash) return "altered";
    walked = {row.sequence, row.hash};
  }
  return walked.sequence == head.sequence && walked.hash == head.hash ? "" : "cut";
}

}  // namespace plazo::timeline
