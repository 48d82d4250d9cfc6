#include "core/operations/attachment_upkeep.hpp"

#include "core/base/random.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::operations {
namespace {

constexpr int batch = 500;
/// Listing folders costs more the more files there are, and nothing in them is urgent: a desk that ticks
/// every second looks through them once in five minutes. Which ones is drawn by lot, so that no process
/// need know what others did; each shard comes up nine times a day.
constexpr Duration swept_every = minutes(5);
constexpr int swept_shards = 8;

bool known(Desk& desk, Id attachment) {
  bool found = false;
  desk.database().read([&](storage::Transaction& tx) {
    auto rows = tx.query("SELECT 1 FROM attachment WHERE id = ?", attachment);
    found = rows.next();
  });
  return found;
}

/// What is wrong with the file; empty when nothing is.
std::string problem_of(Desk& desk, const vault::AttachmentRow& row,
                       const std::optional<json::Bytes>& key_id) {
  const auto size = desk.vault().files.size(vault::blob_of(row));
  // Or was it an upload that nobody used, swept away since the row was read?
  if (!size) return known(desk, row.id) ? "missing" : "";
  if (*size != vault::sealed_size(row.size)) return "altered";
  if (key_id && row.key_id != *key_id) return "it was sealed with another key than the one in the key file";
  return {};
}

}  // namespace

// Rows go first, then their files: what is cut off in between is a leftover for a later tick.
bool sweep_attachments(Desk& desk, std::int64_t& removed, const std::function<bool()>& time_is_up) {
  if (!desk.has_vault()) return false;
  const auto& files = desk.vault().files;
  const Instant before = desk.now() - vault::unused_kept;
  for (std::size_t found = batch; found == batch;) {
    if (time_is_up()) return true;
    std::vector<vault::Blob> unused;
    desk.database().transact(
        [&](storage::Transaction& tx) { unused = vault::forget_unused(tx, before, batch); });
    for (const auto& blob : unused) files.remove(blob);
    found = unused.size();
    removed += static_cast<std::int64_t>(found);
  }
  if (!desk.time_to_sweep(swept_every)) return false;
  removed += files.sweep_unfinished();
  removed += files.sweep_leftover([&](const vault::Blob& blob) {
    bool found = false;
    desk.database().read([&](storage::Transaction& tx) { found = vault::id_of(tx, blob).has_value(); });
    return found;
  });
  for (int i = 0; i < swept_shards && !time_is_up(); ++i) {
    const auto shard = static_cast<int>(random_below(vault::Files::shards));
    removed += files.sweep(shard, [&] {
      std::set<vault::Blob> kept;
      desk.database().read([&](storage::Transaction& tx) { kept = vault::known_files(tx, shard); });
      return kept;
    });
  }
  return false;
}

std::int64_t verify_attachments(Desk& desk, const std::function<void(std::string, std::string)>& report) {
  std::int64_t count = 0;
  if (!desk.has_vault()) return count;
  std::optional<json::Bytes> key_id;
  for (Id last;;) {
    std::vector<vault::AttachmentRow> rows;
    desk.database().read([&](storage::Transaction& tx) { rows = vault::rows_after(tx, last, batch); });
    if (rows.empty()) return count;
    // In a damaged table the search for the next page may lead back.
    if (rows.back().id.value <= last.value) {
      report("database", "the rows of `attachment` are out of order");
      return count;
    }
    last = rows.back().id;
    if (count == 0) {
      try {
        if (const auto key = vault::MasterKey::load(desk.vault().key_file))
          key_id = key->id();
        else
          report("key", "missing");
      } catch (const Error& error) {
        report("key", error.message);
      }
    }
    for (const auto& row : rows) {
      ++count;
      if (auto problem = problem_of(desk, row, key_id); !problem.empty())
        report("attachment " + to_text(row.id), std::move(problem));
    }
  }
}

}  // namespace plazo::operations
