#include "core/tickets/lists.hpp"

#include <algorithm>
#include <charconv>

namespace plazo::tickets {
namespace {

/// SELECT of what `Listed` holds, without what no list shows, of the tickets that `wanted` chooses, in an
/// order that an index gives. A ticket with several clocks has as many rows, one after the other, so the rows
/// of a page are not known before: at most one for each kind of clock. What reads them stops when its page is
/// full.
std::string listing(std::string_view wanted) {
  std::string sql = "SELECT ";
  sql.append(tickets().columns(
      "t", {"requester", "channel", "facts", "withdrawn", "answered_at", "demoted_since", "demoted_by"}));
  sql.append(", c.reference, ").append(clocks().columns("k", {"done", "acts_at"}));
  sql.append(
      " FROM ticket t JOIN customer c ON c.id = t.customer LEFT JOIN clock k ON k.ticket = t.id WHERE ");
  return sql.append(wanted);
}

/// The rows of a page with one ticket more, which tells that there is another page.
int rows_of(int limit) {
  return (limit + 1) * static_cast<int>(json::type_of<ClockKind>().enumerators.size());
}

/// Reads rows of a listing, all clocks of a ticket into one.
class Listing {
 public:
  explicit Listing(storage::Rows& rows) : rows_(rows), more_(rows.next()) {}

  bool more() const { return more_; }
  /// Into an empty one, while there is `more`: lists are long, and a ticket is large to be moved.
  void read(Listed& listed) {
    const storage::Table& ticket = tickets();
    const int customer = ticket.width(), clock = customer + 1;
    ticket.read(rows_, &listed.ticket);
    listed.customer = rows_.text(customer);
    do {
      if (!rows_.is_null(clock)) listed.clocks.push_back(clocks().read(rows_, clock));
      more_ = rows_.next();
    } while (more_ && rows_.id(0) == listed.ticket.id);
  }

 private:
  storage::Rows& rows_;
  bool more_;
};

std::int64_t updated_key(const TicketRow& ticket) { return ticket.updated_at.ms; }
std::int64_t opened_key(const TicketRow& ticket) { return ticket.opened_at.ms; }
std::int64_t queue_place(const TicketRow& ticket) { return ticket.queue_key.value_or(0); }

Page take_page(storage::Rows& rows, int limit, std::int64_t (*key)(const TicketRow&)) {
  Page page;
  page.tickets.reserve(static_cast<std::size_t>(limit));
  Listing found(rows);
  while (found.more() && static_cast<int>(page.tickets.size()) < limit)
    found.read(page.tickets.emplace_back());
  if (found.more()) {
    const TicketRow& last = page.tickets.back().ticket;
    page.next = Cursor{key(last), last.id};
  }
  return page;
}

}  // namespace

std::string to_text(const Cursor& cursor) {
  return "c1." + std::to_string(cursor.key) + "." + to_text(cursor.id);
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  if (!text.starts_with("c1.")) return std::nullopt;
  text.remove_prefix(3);
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  Cursor cursor;
  const auto key = text.substr(0, dot);
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), cursor.key);
  const auto id = parse_id(text.substr(dot + 1));
  if (error != std::errc{} || end != key.data() + key.size() || !id) return std::nullopt;
  cursor.id = *id;
  return cursor;
}

std::optional<Listed> find_listed(storage::Transaction& tx, Id ticket, const Scope& scope) {
  static const std::string sql = listing(
      "t.id = ? AND (? = 0 OR t.customer = ?) AND "
      "(? = 0 OR t.department IN (SELECT department FROM staff_department WHERE staff = ?))");
  auto rows = tx.query(sql, ticket, scope.customer, scope.customer, scope.staff, scope.staff);
  Listing found(rows);
  if (!found.more()) return std::nullopt;
  Listed listed;
  found.read(listed);
  return listed;
}

Page list(storage::Transaction& tx, Id customer, std::optional<Status> status,
          const std::optional<Cursor>& after, int limit) {
  static const std::string sql = listing(
      "t.customer = ? AND (t.updated_at, t.id) < (?, ?) AND (? IS NULL OR t.status = ?) "
      "ORDER BY t.updated_at DESC, t.id DESC LIMIT ?");
  const Cursor from = after.value_or(Cursor{INT64_MAX, {INT64_MAX}});
  const storage::Value wanted =
      status ? storage::Value(json::type_of<Status>().enumerators[static_cast<std::size_t>(*status)].name)
             : storage::Value(nullptr);
  auto rows = tx.query(sql, customer, from.key, from.id, wanted, wanted, rows_of(limit));
  return take_page(rows, limit, updated_key);
}

namespace {

/// The queue of everybody, or one staff member's, or what nobody has.
storage::Rows everywhere(storage::Transaction& tx, std::optional<Id> assignee, const Cursor& from,
                         int limit) {
  static const std::string anybody = listing(
      "t.queue_key IS NOT NULL AND (t.queue_key, t.id) > (?, ?) "
      "ORDER BY t.queue_key, t.id LIMIT ?");
  static const std::string nobody = listing(
      "t.assignee IS NULL AND "
      "t.queue_key IS NOT NULL AND (t.queue_key, t.id) > (?, ?) "
      "ORDER BY t.queue_key, t.id LIMIT ?");
  static const std::string theirs = listing(
      "t.assignee = ? AND "
      "t.queue_key IS NOT NULL AND (t.queue_key, t.id) > (?, ?) "
      "ORDER BY t.queue_key, t.id LIMIT ?");
  if (!assignee) return tx.query(anybody, from.key, from.id, limit);
  if (!*assignee) return tx.query(nobody, from.key, from.id, limit);
  return tx.query(theirs, *assignee, from.key, from.id, limit);
}

/// The places in the queue of one department, from an index alone where nobody in particular is asked for.
/// What nobody has is found along the department's queue, what somebody has along theirs: COALESCE keeps the
/// other index out.
storage::Rows places_within(storage::Transaction& tx, std::string_view department, std::optional<Id> assignee,
                            const Cursor& from, int limit) {
  constexpr auto anybody =
      "SELECT queue_key, id FROM ticket WHERE department = ? AND "
      "queue_key IS NOT NULL AND (queue_key, id) > (?, ?) ORDER BY queue_key, id LIMIT ?";
  constexpr auto nobody =
      "SELECT queue_key, id FROM ticket WHERE department = ? AND COALESCE(assignee, 0) = 0 AND "
      "queue_key IS NOT NULL AND (queue_key, id) > (?, ?) ORDER BY queue_key, id LIMIT ?";
  constexpr auto theirs =
      "SELECT queue_key, id FROM ticket WHERE COALESCE(department, '') = ? AND assignee = ? AND "
      "queue_key IS NOT NULL AND (queue_key, id) > (?, ?) ORDER BY queue_key, id LIMIT ?";
  if (!assignee) return tx.query(anybody, department, from.key, from.id, limit);
  if (!*assignee) return tx.query(nobody, department, from.key, from.id, limit);
  return tx.query(theirs, department, *assignee, from.key, from.id, limit);
}

}  // namespace

Page closed_unanswered(storage::Transaction& tx, const ClosedUnanswered& wanted, const Scope& scope,
                       const std::optional<Cursor>& after, int limit) {
  static const std::string sql = listing(
      "t.opened_at >= ? AND (t.opened_at, t.id) < (?, ?) AND t.status = 'closed' AND t.answered_at IS NULL "
      "AND "
      "t.merged_into IS NULL AND (? = '' OR t.department = ?) AND (? = 0 OR t.department IN (SELECT "
      "department "
      "FROM staff_department WHERE staff = ?)) ORDER BY t.opened_at DESC, t.id DESC LIMIT ?");
  const Cursor from = after.value_or(Cursor{wanted.opened_until.ms, {}});
  auto rows = tx.query(sql, wanted.opened_from, from.key, from.id, wanted.department, wanted.department,
                       scope.staff, scope.staff, rows_of(limit));
  return take_page(rows, limit, opened_key);
}

std::optional<timeline::Author> closed_by(storage::Transaction& tx, Id ticket) {
  using timeline::events;
  static const std::string sql =
      events().select("WHERE subject = ? AND kind = 'ticket.closed' ORDER BY sequence DESC LIMIT 1");
  auto rows = tx.query(sql, ticket);
  if (!rows.next()) return std::nullopt;
  const auto event = events().read(rows);
  return timeline::Author{event.author_kind, event.author};
}

Page queue(storage::Transaction& tx, const QueueOf& wanted, const std::optional<Cursor>& after, int limit) {
  const Cursor from = after.value_or(Cursor{});
  if (wanted.departments.empty()) {
    auto rows = everywhere(tx, wanted.assignee, from, rows_of(limit));
    return take_page(rows, limit, queue_place);
  }
  // One index range for each department, merged: a small department is not looked for in a long queue. Only
  // what is on the page is read whole.
  std::vector<std::pair<std::int64_t, Id>> places;
  for (const auto& department : wanted.departments)
    for (auto rows = places_within(tx, department, wanted.assignee, from, limit + 1); rows.next();)
      places.emplace_back(rows.integer(0), rows.id(1));
  std::sort(places.begin(), places.end());
  Page page;
  if (static_cast<int>(places.size()) > limit) {
    places.resize(static_cast<std::size_t>(limit));
    page.next = Cursor{places.back().first, places.back().second};
  }
  static const std::string sql = listing("t.id = ?");
  page.tickets.reserve(places.size());
  for (const auto& [key, id] : places) {
    auto rows = tx.query(sql, id);
    Listing found(rows);
    if (found.more()) found.read(page.tickets.emplace_back());
  }
  return page;
}

}  // namespace plazo::tickets
