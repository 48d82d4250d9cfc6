#include "core/tickets/work_times.hpp"

#include "core/json/encode.hpp"

namespace plazo::tickets {
namespace {

void tell_passed(Writing& w, TicketRow& ticket, std::string_view kind, std::string_view entitlement,
                 const std::optional<Passed>& limit) {
  if (!limit || !limit->now) return;
  std::string body = "{\"entitlement\":";
  json::append_text(body, entitlement);
  body += ",\"used\":" + std::to_string(limit->used.ms) +
          ",\"included\":" + std::to_string(limit->included.ms) + "}";
  record(w.tx, ticket, w.now, kind, w.author, json::Audience::staff, std::move(body));
}

}  // namespace

const storage::TableOf<WorkTimeRow>& work_times() {
  static const storage::TableOf<WorkTimeRow> table(
      "work_time", {"id"}, {{{"customer", "entitlement", "at"}}, {{"ticket", "entitlement"}}});
  return table;
}

std::optional<WorkTimeRow> find_work_time(storage::Transaction& tx, Id entry) {
  static const std::string sql = work_times().select("WHERE id = ?");
  auto rows = tx.query(sql, entry);
  if (!rows.next()) return std::nullopt;
  return work_times().read(rows);
}

Had had(storage::Transaction& tx, Id customer, std::string_view entitlement, const policy::PeriodSpan& span) {
  Had sum;
  {
    auto rows = tx.query(
        "SELECT COUNT(*) FROM entitlement_use u WHERE customer = ? AND entitlement = ? AND at >= ? AND at < "
        "? "
        "AND NOT EXISTS (SELECT 1 FROM conversation c JOIN entitlement_use t ON t.subject = c.ticket AND "
        "t.entitlement = u.entitlement WHERE c.id = u.subject)",
        customer, entitlement, span.from, span.until);
    if (rows.next()) sum.tickets = rows.integer(0);
  }
  {
    auto rows = tx.query(
        "SELECT COALESCE(SUM(c.ended_at - c.joined_at), 0) FROM entitlement_use u JOIN conversation c ON "
        "c.id "
        "= u.subject WHERE u.customer = ? AND u.entitlement = ? AND u.at >= ? AND u.at < ? AND c.ended_at > "
        "c.joined_at",
        customer, entitlement, span.from, span.until);
    if (rows.next()) sum.time = {rows.integer(0)};
  }
  auto rows = tx.query(
      "SELECT COALESCE(SUM(time), 0) FROM work_time WHERE customer = ? AND entitlement = ? AND at >= ? AND "
      "at "
      "< ?",
      customer, entitlement, span.from, span.until);
  if (rows.next()) sum.time = sum.time + Duration{rows.integer(0)};
  return sum;
}

Duration time_on(storage::Transaction& tx, Id ticket, std::string_view entitlement) {
  auto rows = tx.query("SELECT COALESCE(SUM(time), 0) FROM work_time WHERE ticket = ? AND entitlement = ?",
                       ticket, entitlement);
  return rows.next() ? Duration{rows.integer(0)} : Duration{};
}

void log_time(Writing& w, TicketRow& ticket, WorkTimeRow& row, const std::optional<Passed>& quota,
              const std::optional<Passed>& cap) {
  row.id = w.ids.next(w.now);
  work_times().insert(w.tx, row);
  std::string body = "{\"entry\":\"" + to_text(row.id) + "\",\"time\":" + std::to_string(row.time.ms);
  if (row.entitlement) append_member(body, "entitlement", *row.entitlement);
  append_member(body, "note", row.note);
  record(w.tx, ticket, w.now, "work.logged", w.author, json::Audience::staff, body + "}");
  if (!row.entitlement) return;
  tell_passed(w, ticket, "work.quota_passed", *row.entitlement, quota);
  tell_passed(w, ticket, "work.cap_passed", *row.entitlement, cap);
}

}  // namespace plazo::tickets
