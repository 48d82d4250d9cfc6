#include "core/tickets/lists.hpp"

#include <algorithm>
#include <charconv>

namespace plazo::tickets {
namespace {

Page take_page(storage::Rows& rows, int limit, std::int64_t (*key)(const TicketRow&)) {
  Page page;
  while (rows.next()) {
    if (static_cast<int>(page.tickets.size()) == limit) {
      page.next = Cursor{key(page.tickets.back()), page.tickets.back().id};
      break;
    }
    page.tickets.push_back(tickets().read(rows));
  }
  return page;
}

std::int64_t updated_key(const TicketRow& ticket) { return ticket.updated_at.ms; }
std::int64_t queue_place(const TicketRow& ticket) { return ticket.queue_key.value_or(0); }

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

Page list(storage::Transaction& tx, Id customer, std::optional<Status> status,
          const std::optional<Cursor>& after, int limit) {
  static const std::string sql = tickets().select(
      "WHERE customer = ? AND (updated_at, id) < (?, ?) AND (? IS NULL OR status = ?) "
      "ORDER BY updated_at DESC, id DESC LIMIT ?");
  const Cursor from = after.value_or(Cursor{INT64_MAX, {INT64_MAX}});
  const storage::Value wanted =
      status ? storage::Value(json::type_of<Status>().enumerators[static_cast<std::size_t>(*status)].name)
             : storage::Value(nullptr);
  auto rows = tx.query(sql, customer, from.key, from.id, wanted, wanted, limit + 1);
  return take_page(rows, limit, updated_key);
}

Page queue(storage::Transaction& tx, const std::vector<std::string>& departments,
           const std::optional<Cursor>& after, int limit) {
  static const std::string everywhere = tickets().select(
      "WHERE queue_key IS NOT NULL AND (queue_key, id) > (?, ?) ORDER BY queue_key, id LIMIT ?");
  static const std::string within = tickets().select(
      "WHERE department = ? AND queue_key IS NOT NULL AND (queue_key, id) > (?, ?) ORDER BY queue_key, id "
      "LIMIT ?");
  const Cursor from = after.value_or(Cursor{});
  if (departments.empty()) {
    auto rows = tx.query(everywhere, from.key, from.id, limit + 1);
    return take_page(rows, limit, queue_place);
  }
  // One index range for each department, merged: a small department is not looked for in a long queue.
  Page all;
  for (const auto& department : departments) {
    auto rows = tx.query(within, department, from.key, from.id, limit + 1);
    while (rows.next()) all.tickets.push_back(tickets().read(rows));
  }
  std::sort(all.tickets.begin(), all.tickets.end(), [](const TicketRow& a, const TicketRow& b) {
    return std::pair(queue_place(a), a.id) < std::pair(queue_place(b), b.id);
  });
  if (static_cast<int>(all.tickets.size()) > limit) {
    all.tickets.resize(static_cast<std::size_t>(limit));
    all.next = Cursor{queue_place(all.tickets.back()), all.tickets.back().id};
  }
  return all;
}

}  // namespace plazo::tickets
