#include "core/tickets/usage.hpp"

namespace plazo::tickets {

// Tickets change when their customer writes, so those that have not changed since hold nothing of then.

void visit_tickets(storage::Transaction& tx, Id customer, Instant since, int most, const VisitTicket& visit) {
  static const std::string sql = tickets().select(
      "WHERE customer = ? AND updated_at > ? AND opened_at > ? AND ((SELECT m.author_kind FROM message m "
      "WHERE "
      "m.ticket = ticket.id ORDER BY m.sequence LIMIT 1) IN ('customer', 'contact') OR EXISTS (SELECT 1 FROM "
      "conversation c WHERE c.customer = ticket.customer AND c.ticket = ticket.id)) ORDER BY updated_at "
      "DESC, id "
      "DESC LIMIT ?");
  auto rows = tx.query(sql, customer, since, since, most);
  while (rows.next())
    if (!visit(tickets().read(rows))) return;
}

void visit_messages(storage::Transaction& tx, Id customer, Instant since, int most,
                    const VisitMessage& visit) {
  static const std::string sql =
      tickets().select("WHERE customer = ? AND updated_at > ? ORDER BY updated_at DESC, id DESC LIMIT ?");
  auto rows = tx.query(sql, customer, since, most);
  while (most > 0 && rows.next()) {
    const auto ticket = tickets().read(rows);
    auto written = tx.query(
        "SELECT at FROM message WHERE ticket = ? AND at > ? AND kind = 'reply' AND author_kind IN "
        "('customer', 'contact') ORDER BY sequence DESC LIMIT ?",
        ticket.id, since, most);
    for (; written.next(); --most)
      if (!visit(ticket, written.instant(0))) return;
  }
}

void visit_conversations(storage::Transaction& tx, Id customer, Instant since, int most,
                         const VisitConversation& visit) {
  static const std::string sql = conversations().select(
      "WHERE customer = ? AND started_at > ? AND guest_address IS NULL ORDER BY started_at DESC LIMIT ?");
  auto rows = tx.query(sql, customer, since, most);
  while (rows.next())
    if (!visit(conversations().read(rows))) return;
}

}  // namespace plazo::tickets
