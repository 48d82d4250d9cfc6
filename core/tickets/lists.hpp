// Lists of tickets, page by page: a customer's own, the staff queue, and the text search.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

/// A place in an ordered list: the sort key and id of the last row seen.
struct Cursor {
  std::int64_t key = 0;
  Id id = {};
};
/// Opaque text for callers: `c1.KEY.ID`.
std::string to_text(const Cursor&);
std::optional<Cursor> parse_cursor(std::string_view);

/// A ticket with what every list shows beside it, read in one query. What no list shows is absent: the
/// requester, the facts and the like, what the clocks have done.
struct Listed {
  TicketRow ticket;
  std::string customer;  ///< the panel's key of the account
  std::vector<ClockRow> clocks;
};

struct Page {
  std::vector<Listed> tickets;
  std::optional<Cursor> next;  ///< set when there may be more
};

/// The listed ticket, when it exists within the scope.
std::optional<Listed> find_listed(storage::Transaction&, Id ticket, const Scope&);

/// A customer's tickets, the last changed first.
Page list(storage::Transaction&, Id customer, std::optional<Status>, const std::optional<Cursor>& after,
          int limit);

/// Which tickets of the queue: whose, and of which departments. Each way is one range of an index.
struct QueueOf {
  std::vector<std::string> departments = {};  ///< empty: all
  std::optional<Id> assignee = {};            ///< none: anybody's; 0: nobody's
};
/// Tickets that wait for staff, in the order in which they are to be answered.
Page queue(storage::Transaction&, const QueueOf&, const std::optional<Cursor>& after, int limit);

/// Which tickets that were closed without an answer; an empty department is any.
struct ClosedUnanswered {
  Instant opened_from = {};
  Instant opened_until = {};
  std::string department = {};
};
/// Those that nobody on the provider's side has answered, the last opened first. Merged ones go on elsewhere
/// and are none.
Page closed_unanswered(storage::Transaction&, const ClosedUnanswered&, const Scope&,
                       const std::optional<Cursor>& after, int limit);
/// Who closed a ticket last; none where no event tells.
std::optional<timeline::Author> closed_by(storage::Transaction&, Id ticket);

struct Hit {
  Listed ticket;
  MessageRow message;
};
struct Hits {
  std::vector<Hit> hits;
  std::optional<Cursor> next;
};
/// Messages that hold all words of `query`, newest first; where they do not fill a page, also those in which
/// the last word is a beginning. Diacritics and case do not matter; nothing in the query is syntax. Includes
/// what the index does not hold yet.
Hits search(storage::Transaction&, std::string_view query, const Scope&, const std::optional<Cursor>& after,
            int limit);

/// The text index, made by a migration; `search.cpp` tells what it holds.
inline constexpr std::string_view text_index =
    "CREATE VIRTUAL TABLE message_text USING fts5 (scope, text, content = '', columnsize = 0, detail = full, "
    "tokenize = 'unicode61 remove_diacritics 2')";
/// How the text index is kept: by itself FTS5 would merge its parts in the commit that adds to them, for as
/// long as that takes, and writers would wait. `merge_text_index` does it in steps; only where nobody ever
/// calls `tick` FTS5 does, at 64 parts.
inline constexpr std::string_view text_index_settings[] = {
    "INSERT INTO message_text (message_text, rank) VALUES ('automerge', 0)",
    "INSERT INTO message_text (message_text, rank) VALUES ('crisismerge', 64)"};
/// The same for the tail of messages that it does not hold yet; a temporary table of each connection that
/// searches.
inline constexpr std::string_view text_index_of_tail =
    "CREATE VIRTUAL TABLE temp.message_tail USING fts5 (scope, text, content = '', columnsize "
    "= 0, detail = "
    "full, "
    "tokenize = 'unicode61 remove_diacritics 2')";

/// Puts at most `limit` waiting messages into the text index, the oldest first; returns how many.
int index_messages(storage::Transaction&, int limit);

/// One step of merging the parts of the text index, some milliseconds long; false when there is nothing to
/// merge.
bool merge_text_index(storage::Transaction&);

/// How many messages wait for the index, counted up to one more than `most_unindexed`; with more than
/// that, searches would feel it. Whoever has just written one then indexes `indexed_after_commit`, so the
/// queue stays short even when nobody calls `tick`: one write in a hundred pays for a hundred.
int count_unindexed(storage::Transaction&);
inline constexpr int most_unindexed = 500, indexed_after_commit = 100;

}  // namespace plazo::tickets
