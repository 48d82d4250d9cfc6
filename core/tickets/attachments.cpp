#include "core/tickets/attachments.hpp"

namespace plazo::tickets {
namespace {

/// SELECT of attachments `a` with their message `m` and its ticket `t` that meet the condition.
std::string carried(std::string_view condition) {
  std::string sql = "SELECT ";
  sql.append(vault::attachments().columns("a"));
  sql.append(" FROM attachment a JOIN message m ON m.id = a.message JOIN ticket t ON t.id = m.ticket WHERE ");
  return sql.append(condition);
}

}  // namespace

vault::AttachmentRow find_attachment(storage::Transaction& tx, Id attachment, const Scope& scope) {
  static const std::string sql = carried(
      "a.id = ? AND (? OR m.kind = 'reply') AND (? = 0 OR t.customer = ?) AND "
      "(? = 0 OR t.department IN (SELECT department FROM staff_department WHERE staff = ?))");
  auto rows =
      tx.query(sql, attachment, scope.notes, scope.customer, scope.customer, scope.staff, scope.staff);
  if (!rows.next())
    throw Error(Category::not_found, "attachment.not_found",
                "there is no such attachment, or it is not yours to see");
  return vault::attachments().read(rows);
}

AttachmentsByMessage attachments_of(storage::Transaction& tx, Id ticket, const Scope& scope,
                                    std::int64_t after, std::int64_t last) {
  static const std::string sql = carried(
      "m.ticket = ? AND m.sequence > ? AND m.sequence <= ? AND (? OR m.kind = 'reply') "
      "ORDER BY m.sequence, a.position");
  AttachmentsByMessage found;
  auto rows = tx.query(sql, ticket, after, last, scope.notes);
  while (rows.next()) {
    auto row = vault::attachments().read(rows);
    found[*row.message].push_back(std::move(row));
  }
  return found;
}

}  // namespace plazo::tickets
