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
std::string expression(std::string_view query, const Scope& scope, bool whole_words) {
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
  std::string out = "text : (" + words + (whole_words ? ")" : "*)");
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

/// SELECT of what an index holds of the messages that `wanted` chooses.
std::string texts(std::string_view wanted) {
  return std::string(
             "SELECT m.id, t.customer, m.kind, t.subject, m.body FROM message m JOIN ticket t ON t.id = "
             "m.ticket ")
      .append(wanted);
}

std::vector<Entry> entries_of(storage::Rows rows) {
  std::vector<Entry> entries;
  while (rows.next()) {
    std::string text(rows.text(3));
    text.append("\n").append(rows.text(4));
    entries.push_back(
        {rows.id(0), "c" + to_text(rows.id(1)) + " " + std::string(rows.text(2)), std::move(text)});
  }
  return entries;
}

/// The oldest first: FTS5 appends growing row numbers cheaply.
std::vector<Entry> waiting(storage::Transaction& tx, Id after, int limit) {
  static const std::string sql =
      texts("JOIN message_unindexed u ON u.message = m.id WHERE u.message > ? ORDER BY u.message LIMIT ?");
  return entries_of(tx.query(sql, after, limit));
}

std::vector<Id> matches(storage::Transaction& tx, std::string_view sql, const std::string& wanted, Id before,
                        int limit) {
  std::vector<Id> found;
  auto rows = tx.query(sql, wanted, before, limit);
  while (rows.next()) found.push_back(rows.id(0));
  return found;
}

void empty_tail(storage::Transaction& tx) {
  tx.need_temporary_tables();
  tx.run("INSERT INTO temp.message_tail (message_tail) VALUES ('delete-all')");
}

void add_to_tail(storage::Transaction& tx, const std::vector<Entry>& entries) {
  for (const auto& entry : entries)
    tx.run("INSERT INTO temp.message_tail (rowid, scope, text) VALUES (?, ?, ?)", entry.message, entry.scope,
           entry.text);
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
  empty_tail(tx);
  Id last;
  for (int n = step; n == step;) {
    const auto entries = waiting(tx, last, step);
    add_to_tail(tx, entries);
    n = static_cast<int>(entries.size());
    if (n) last = entries.back().message;
  }
  return true;
}

/// Puts all messages of an account that has written little into the temporary index, which then stands for
/// both parts. In the index of a large desk FTS5 would walk along everything that a beginning matches,
/// whoever wrote it, to find these few. False when it is too much to be indexed for one search.
bool fill_with_account(storage::Transaction& tx, Id customer) {
  constexpr int messages = 200;
  constexpr std::int64_t characters = 200'000;
  static const std::string sql = texts("WHERE t.customer = ? LIMIT ?");
  {
    // Who has so many tickets has as many messages, and that is read from an index alone.
    auto rows = tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM ticket WHERE customer = ? LIMIT ?) AS own",
                         customer, messages + 1);
    if (!rows.next() || rows.integer(0) > messages) return false;
  }
  {
    auto rows = tx.query(
        "SELECT COUNT(*), COALESCE(SUM(size), 0) FROM (SELECT LENGTH(m.body) AS size FROM ticket t JOIN "
        "message "
        "m ON m.ticket = t.id WHERE t.customer = ? LIMIT ?) AS own",
        customer, messages + 1);
    if (!rows.next() || rows.integer(0) > messages || rows.integer(1) > characters) return false;
  }
  empty_tail(tx);
  add_to_tail(tx, entries_of(tx.query(sql, customer, messages)));
  return true;
}

/// Which parts a search looks through.
struct Parts {
  bool index = true, tail = false;
};

/// Messages that match, newest first.
struct Found {
  std::vector<Id> messages;
  bool more;  ///< than fit a page
};

Found look_for(storage::Transaction& tx, const std::string& wanted, Parts parts, const Scope& scope,
               Id before, int limit) {
  // A staff member of few departments may have to look past hits in others; how far is bounded.
  const int looked_at = scope.staff ? limit * 20 : limit + 1;
  std::vector<Id> found, tail;
  if (parts.index)
    found = matches(tx,
                    "SELECT rowid FROM message_text WHERE message_text MATCH ? AND rowid < ? "
                    "ORDER BY rowid DESC LIMIT ?",
                    wanted, before, looked_at);
  if (parts.tail)
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
  return {std::move(found), more};
}

/// A page of hits.
Hits page(storage::Transaction& tx, const Found& found, const Scope& scope, Id before, int limit) {
  Hits out;
  out.hits.reserve(std::min(found.messages.size(), static_cast<std::size_t>(limit)));
  Id last = before;
  for (const Id id : found.messages) {
    if (static_cast<int>(out.hits.size()) == limit) break;
    last = id;
    auto message = find_message(tx, id);
    if (!message || (message->kind == MessageKind::note && !scope.notes)) continue;
    if (auto ticket = find_listed(tx, message->ticket, scope))
      out.hits.push_back({std::move(*ticket), std::move(*message)});
  }
  if (found.more) out.next = Cursor{0, last};
  return out;
}

}  // namespace

Hits search(storage::Transaction& tx, std::string_view query, const Scope& scope,
            const std::optional<Cursor>& after, int limit) {
  constexpr std::int64_t by_whole_words = 1;
  const std::string kept = searchable(query);
  if (kept.empty()) return {};
  Parts parts;
  if (scope.customer && fill_with_account(tx, scope.customer))
    parts = {.index = false, .tail = true};
  else
    parts.tail = fill_tail(tx);
  const Id before = after ? after->id : Id{INT64_MAX};
  // Whole words first: FTS5 reads their hits newest first and stops, while for a beginning it collects every
  // message that has it. Where they fill a page they are what is looked for, on the further pages too; the
  // key of `next` tells.
  if (!after || after->key == by_whole_words) {
    const auto found = look_for(tx, expression(kept, scope, true), parts, scope, before, limit);
    if (after || found.more) {
      Hits hits = page(tx, found, scope, before, limit);
      if (hits.next) hits.next->key = by_whole_words;
      return hits;
    }
  }
  return page(tx, look_for(tx, expression(kept, scope, false), parts, scope, before, limit), scope, before,
              limit);
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

bool merge_text_index(storage::Transaction& tx) {
  // FTS5 does not say whether it has merged anything. Its row 10 lists the parts.
  const auto parts = [&] {
    auto rows = tx.query("SELECT block FROM message_text_data WHERE id = 10");
    std::vector<std::byte> block;
    if (rows.next()) block.assign(rows.blob(0).begin(), rows.blob(0).end());
    return block;
  };
  constexpr int pages = 16;
  const auto before = parts();
  tx.run("INSERT INTO message_text (message_text, rank) VALUES ('merge', ?)", pages);
  return parts() != before;
}

int count_unindexed(storage::Transaction& tx) {
  auto rows = tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM message_unindexed LIMIT ?) AS waiting",
                       most_unindexed + 1);
  return rows.next() ? static_cast<int>(rows.integer(0)) : 0;
}

}  // namespace plazo::tickets
