#include "core/vault/attachments.hpp"

#include <algorithm>

namespace plazo::vault {
namespace {

Blob blob_in(storage::Blob bytes) {
  Blob blob;
  if (bytes.size() != blob.size()) throw damaged();
  std::copy(bytes.begin(), bytes.end(), blob.begin());
  return blob;
}

/// The first code point of well-formed UTF-8, which is taken away.
char32_t take(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  text.remove_prefix(length);
  return c;
}

/// Controls, what turns the reading direction, and what shows as nothing. The joiners U+200C and U+200D
/// stay: Persian and many emoji are written with them.
bool deceives(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  constexpr Range ranges[] = {
      {0x0000, 0x001F},    // controls
      {0x007F, 0x009F},    // controls
      {0x00AD, 0x00AD},    // soft hyphen
      {0x061C, 0x061C},    // Arabic letter mark
      {0x115F, 0x1160},    // Hangul fillers
      {0x180E, 0x180E},    // Mongolian vowel separator
      {0x200B, 0x200B},    // zero-width space
      {0x200E, 0x200F},    // direction marks
      {0x2028, 0x202E},    // line and paragraph separator, embeddings, overrides
      {0x2060, 0x206F},    // word joiner, isolates
      {0x3164, 0x3164},    // Hangul filler
      {0xFEFF, 0xFEFF},    // byte order mark
      {0xFFA0, 0xFFA0},    // half-width Hangul filler
      {0xFFF9, 0xFFFB},    // interlinear annotation
      {0xE0000, 0xE007F},  // tags
  };
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& r) { return c >= r.first && c <= r.last; });
}

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || marks.find(c) != std::string_view::npos;
  });
}

}  // namespace

const storage::TableOf<AttachmentRow>& attachments() {
  static const storage::TableOf<AttachmentRow> table("attachment", {"id"},
                                                     {{{"blob"}, true}, {{"message", "created_at", "id"}}});
  return table;
}

Blob blob_of(const AttachmentRow& row) { return blob_in(row.blob); }

std::optional<AttachmentRow> unused(storage::Transaction& tx, Id attachment, std::string_view uploader) {
  static const std::string sql = attachments().select("WHERE id = ? AND uploader = ? AND message IS NULL");
  auto rows = tx.query(sql, attachment, uploader);
  if (!rows.next()) return std::nullopt;
  return attachments().read(rows);
}

std::int64_t count_unused(storage::Transaction& tx, std::string_view uploader) {
  auto rows = tx.query("SELECT COUNT(*) FROM attachment WHERE message IS NULL AND uploader = ?", uploader);
  return rows.next() ? rows.integer(0) : 0;
}

void attach(storage::Transaction& tx, const AttachmentRow& row, Id message, std::int32_t position) {
  if (tx.run("UPDATE attachment SET message = ?, position = ? WHERE id = ? AND message IS NULL", message,
             position, row.id) != 1)
    throw storage::Busy(Category::unavailable, "storage.busy",
                        "the attachment was used at the same time, try again");
}

std::vector<Blob> forget_unused(storage::Transaction& tx, Instant before, int limit) {
  std::vector<std::pair<Id, Blob>> found;
  {
    auto rows = tx.query(
        "SELECT id, blob FROM attachment WHERE message IS NULL AND created_at < ? ORDER BY created_at, id "
        "LIMIT ?",
        before, limit);
    while (rows.next()) found.emplace_back(rows.id(0), blob_in(rows.blob(1)));
  }
  std::vector<Blob> files;
  for (const auto& [id, blob] : found) {
    tx.run("DELETE FROM attachment WHERE id = ? AND message IS NULL", id);
    files.push_back(blob);
  }
  return files;
}

std::set<Blob> known_files(storage::Transaction& tx, int shard) {
  Blob first{}, last;
  first[0] = static_cast<std::byte>(shard);
  last.fill(std::byte{0xFF});
  last[0] = first[0];
  std::set<Blob> known;
  auto rows = tx.query("SELECT blob FROM attachment WHERE blob >= ? AND blob <= ?", storage::Blob(first),
                       storage::Blob(last));
  while (rows.next()) known.insert(blob_in(rows.blob(0)));
  return known;
}

std::optional<Id> id_of(storage::Transaction& tx, const Blob& blob) {
  auto rows = tx.query("SELECT id FROM attachment WHERE blob = ?", storage::Blob(blob));
  if (!rows.next()) return std::nullopt;
  return rows.id(0);
}

std::vector<AttachmentRow> rows_after(storage::Transaction& tx, Id after, int limit) {
  static const std::string sql = attachments().select("WHERE id > ? ORDER BY id LIMIT ?");
  std::vector<AttachmentRow> found;
  auto rows = tx.query(sql, after, limit);
  while (rows.next()) found.push_back(attachments().read(rows));
  return found;
}

bool any(storage::Transaction& tx) {
  auto rows = tx.query("SELECT 1 FROM attachment LIMIT 1");
  return rows.next();
}

std::optional<std::string> display_name(std::string_view given) {
  for (std::string_view rest = given; !rest.empty();)
    if (deceives(take(rest))) return std::nullopt;
  if (const auto separator = given.find_last_of("/\\"); separator != std::string_view::npos)
    given.remove_prefix(separator + 1);
  while (given.starts_with(' ')) given.remove_prefix(1);
  while (given.ends_with(' ') || given.ends_with('.')) given.remove_suffix(1);
  if (given.empty()) return std::nullopt;
  return std::string(given);
}

std::string media_type(std::string_view given) {
  std::string type(given);
  for (char& c : type)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  const auto slash = type.find('/');
  if (type.size() > 127 || slash == std::string::npos || !is_token(std::string_view(type).substr(0, slash)) ||
      !is_token(std::string_view(type).substr(slash + 1)))
    return "application/octet-stream";
  return type;
}

}  // namespace plazo::vault
