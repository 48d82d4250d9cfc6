// The text search. Messages are indexed outside the ticket's transaction, so a search joins two parts:
// the index `message_text`, and the tail of messages not yet indexed, which is put into a temporary
// index of the same kind for the length of the search. What was committed is always found.
//
// `message_text` is an FTS5 table without content of its own: row number = message id, columns
// `scope` (whose it is and who may see it, as two words) and `text` (subject and body).
#include <algorithm>

#include "core/base/text.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::tickets {
namespace {

/// The query in FTS5's syntax: every word quoted, so that nothing in it is an operator.
std::string expression(std::string_view query, const Scope& scope) {
  std::string words;
  std::size_t at = 0;
  while (at < query.size()) {
    const auto from = query.find_first_not_of(" \t\r\n", at);
    if (from == std::string_view::npos) break;
    const auto to = std::min(query.find_first_of(" \t\r\n", from), query.size());
    words += words.empty() ? "\"" : " AND \"";
    for (const char c : query.substr(from, to - from)) words += c == '"' ? ' ' : c;
    words += '"';
    at = to;
  }
  std::string out = "text : (" + words + "*)";
  if (scope.customer) out += " AND scope : c" + to_text(scope.customer);
  if (!scope.notes) out += " AND scope : reply";
  return out;
}

/// Whether the tokenizer finds a word in it at all: a letter, a digit or anything beyond ASCII.
bool has_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || std::isalnum(static_cast<unsigned char>(c));
  });
}

/// The query without the pieces that hold no word, which FTS5 would take for "matches nothing".
std::string searchable(std::string_view query) {
  std::string kept;
  std::size_t at = 0;
  while (at < query.size()) {
    const auto from = query.find_first_not_of(" \t\r\n", at);
    if (from == std::string_view::npos) break;
    const auto to = std::min(query.find_first_of(" \t\r\n", from), query.size());
    const auto piece = query.substr(from, to - from);
    if (has_word(piece)) kept.append(kept.empty() ? "" : " ").append(piece);
    at = to;
  }
  return kept;
}

struct Entry {
  Id message;
  std::string scope, text;
};

/// The oldest first: FTS5 appends growing row numbers cheaply.
std::vector<Entry> waiting(storage::Transaction& tx, Id after, int limit) {
  std::vector<Entry> entries;
  auto rows = tx.query(
      "SELECT m.id, t.customer, m.kind, t.subject, m.body FROM message_unindexed u JOIN message m ON m.id = "
      "u.message "
      "JOIN ticket t ON t.id = m.ticket WHERE u.message > ? ORDER BY u.message LIMIT ?",
      after, limit);
  while (rows.next()) {
    std::string text(rows.text(3));
    text.append("\n").append(rows.text(4));
    entries.push_back(
        {rows.id(0), "c" + to_text(rows.id(1)) + " " + std::string(rows.text(2)), std::move(text)});
  }
  return entries;
}

std::vector<Id> matches(storage::Transaction& tx, std::string_view sql, const std::string& wanted, Id before,
                        int limit) {
  std::vector<Id> found;
  auto rows = tx.query(sql, wanted, before, limit);
  while (rows.next()) found.push_back(rows.id(0));
  return found;
}

/// Puts the whole tail into the temporary index, in steps so that few texts are held at a time. Writers
/// and `tick` keep it short; if they cannot, a search is slow, but never overlooks what was committed.
/// False when there is no tail, and the temporary index is to be left alone.
bool fill_tail(storage::Transaction& tx) {
  constexpr int step = 200;
  {
    auto rows = tx.query("SELECT 1 FROM message_unindexed LIMIT 1");
    if (!rows.next()) return false;
  }
  tx.run("INSERT INTO temp.message_tail (message_tail) VALUES ('delete-all')");
  Id last;
  for (int n = step; n == step;) {
    const auto entries = waiting(tx, last, step);
    for (const auto& entry : entries)
      tx.run("INSERT INTO temp.message_tail (rowid, scope, text) VALUES (?, ?, ?)", entry.message,
             entry.scope, entry.text);
    n = static_cast<int>(entries.size());
    if (n) last = entries.back().message;
  }
  return true;
}

}  // namespace

Hits search(storage::Transaction& tx, std::string_view query, const Scope& scope,
            const std::optional<Cursor>& after, int limit) {
  Hits out;
  const std::string kept = searchable(query);
  if (kept.empty()) return out;
  const std::string wanted = expression(kept, scope);
  const Id before = after ? after->id : Id{INT64_MAX};

  // A staff member of few departments may have to look past hits in others; how far is bounded.
  const int looked_at = scope.staff ? limit * 20 : limit + 1;
  std::vector<Id> found = matches(
      tx,
      "SELECT rowid FROM message_text WHERE message_text MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
      wanted, before, looked_at);
  std::vector<Id> tail;
  if (fill_tail(tx))
    tail = matches(tx,
                   "SELECT rowid FROM temp.message_tail WHERE message_tail MATCH ? AND rowid < ? "
                   "ORDER BY rowid DESC LIMIT ?",
                   wanted, before, looked_at);
  // A part that was cut off says nothing of what lies below its last hit; the next page looks there.
  Id floor;
  for (const std::vector<Id>* part : {&std::as_const(found), &std::as_const(tail)})
    if (static_cast<int>(part->size()) == looked_at) floor = std::max(floor, part->back());
  found.insert(found.end(), tail.begin(), tail.end());
  std::erase_if(found, [&](Id id) { return id < floor; });
  std::sort(found.begin(), found.end(), std::greater<>());
  const bool more = floor || static_cast<int>(found.size()) > limit;

  Id last = before;
  for (const Id id : found) {
    if (static_cast<int>(out.hits.size()) == limit) break;
    last = id;
    auto message = find_message(tx, id);
    if (!message || (message->kind == MessageKind::note && !scope.notes)) continue;
    if (auto ticket = find_listed(tx, message->ticket, scope))
      out.hits.push_back({std::move(*ticket), std::move(*message)});
  }
  if (more) out.next = Cursor{0, last};
  return out;
}

int index_messages(storage::Transaction& tx, int limit) {
  const auto entries = waiting(tx, {}, limit);
  for (const auto& entry : entries) {
    tx.run("INSERT INTO message_text (rowid, scope, text) VALUES (?, ?, ?)", entry.message, entry.scope,
           entry.text);
    tx.run("DELETE FROM message_unindexed WHERE message = ?", entry.message);
  }
  return static_cast<int>(entries.size());
}

int count_unindexed(storage::Transaction& tx) {
  auto rows = tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM message_unindexed LIMIT ?) AS waiting",
                       most_unindexed + 1);
  return rows.next() ? static_cast<int>(rows.integer(0)) : 0;
}

}  // namespace plazo::tickets
