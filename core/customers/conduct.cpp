#include "core/customers/conduct.hpp"

namespace plazo::customers {
namespace {

template <class E>
std::string_view name_of(E value) {
  return json::type_of<E>().enumerators[static_cast<std::size_t>(value)].name;
}

template <class Row>
std::vector<Row> all_of(const storage::TableOf<Row>& table, storage::Rows rows) {
  std::vector<Row> found;
  while (rows.next()) found.push_back(table.read(rows));
  return found;
}

}  // namespace

std::string_view name_of(Conduct conduct) { return name_of<Conduct>(conduct); }

static_assert(counted_as(Conduct::documented) == policy::Counted::documented &&
              counted_as(Conduct::solution_ignored) == policy::Counted::solution_ignored &&
              counted_as(Conduct::duplicates) == policy::Counted::duplicates &&
              counted_as(Conduct::pressure) == policy::Counted::pressure &&
              counted_as(Conduct::offensive_language) == policy::Counted::offensive_language &&
              counted_as(Conduct::false_reports) == policy::Counted::false_reports);

const storage::TableOf<ConductRow>& conduct() {
  static const storage::TableOf<ConductRow> table("conduct", {"id"},
                                                  {{{"customer", "id"}}, {{"ticket", "id"}}});
  return table;
}

const storage::TableOf<ConsequenceRow>& consequences() {
  static const storage::TableOf<ConsequenceRow> table(
      "consequence", {"id"}, {{{"customer", "rule", "id"}}, {{"ticket", "id"}}, {{"session", "id"}}});
  return table;
}

const storage::TableOf<SuggestionRow>& suggestions() {
  static const storage::TableOf<SuggestionRow> table("suggestion", {"id"}, {{{"ticket", "id"}}});
  return table;
}

std::optional<ConductRow> find_conduct(storage::Transaction& tx, Id flag) {
  static const std::string sql = conduct().select("WHERE id = ?");
  auto rows = tx.query(sql, flag);
  if (!rows.next()) return std::nullopt;
  return conduct().read(rows);
}

std::vector<ConductRow> conduct_of(storage::Transaction& tx, const ConductScope& scope, Id before,
                                   int limit) {
  static const std::string of_ticket =
      conduct().select("WHERE ticket = ? AND id < ? AND (? = 0 OR customer = ?) ORDER BY id DESC LIMIT ?");
  static const std::string of_accounts = conduct().select(
      "WHERE id < ? AND (? = 0 OR customer = ?) AND (? = 0 OR ticket IS NULL OR EXISTS (SELECT 1 FROM ticket "
      "t JOIN staff_department d ON d.department = t.department WHERE t.id = conduct.ticket AND d.staff = "
      "?)) "
      "ORDER BY id DESC LIMIT ?");
  if (scope.ticket)
    return all_of(conduct(),
                  tx.query(of_ticket, scope.ticket, before, scope.customer, scope.customer, limit));
  return all_of(conduct(), tx.query(of_accounts, before, scope.customer, scope.customer, scope.staff,
                                    scope.staff, limit));
}

std::vector<ConductRow> counting_conduct(storage::Transaction& tx, Id customer, Instant since, int limit) {
  static const std::string sql =
      conduct().select("WHERE customer = ? AND at > ? AND withdrawn_at IS NULL ORDER BY id DESC LIMIT ?");
  return all_of(conduct(), tx.query(sql, customer, since, limit));
}

void withdraw(storage::Transaction& tx, ConductRow& row, std::string_view reason, std::string_view name,
              Instant now) {
  row.withdrawn_at = now;
  row.withdrawn_reason = reason;
  row.withdrawn_by = name;
  tx.run("UPDATE conduct SET withdrawn_at = ?, withdrawn_reason = ?, withdrawn_by = ? WHERE id = ?", now,
         reason, name, row.id);
}

std::optional<SuggestionRow> find_suggestion(storage::Transaction& tx, Id suggestion) {
  static const std::string sql = suggestions().select("WHERE id = ?");
  auto rows = tx.query(sql, suggestion);
  if (!rows.next()) return std::nullopt;
  return suggestions().read(rows);
}

std::vector<SuggestionRow> open_suggestions(storage::Transaction& tx, Id ticket) {
  static const std::string sql =
      suggestions().select("WHERE ticket = ? AND settled_at IS NULL ORDER BY id LIMIT 100");
  return all_of(suggestions(), tx.query(sql, ticket));
}

void settle(storage::Transaction& tx, SuggestionRow& row, std::string_view name, std::optional<Id> flag,
            Instant now) {
  row.settled_at = now;
  row.settled_by = name;
  row.flag = flag;
  tx.run("UPDATE suggestion SET settled_at = ?, settled_by = ? WHERE id = ?", now, name, row.id);
  if (flag) tx.run("UPDATE suggestion SET flag = ? WHERE id = ?", *flag, row.id);
}

bool has_followed(storage::Transaction& tx, const ConsequenceRow& like, Instant since,
                  std::int32_t occurrences) {
  return tx
      .query(
          "SELECT 1 FROM consequence WHERE customer = ? AND rule = ? AND measure = ? AND at > ? AND "
          "occurrences >= ? AND withdrawn_at IS NULL LIMIT 1",
          like.customer, like.rule, name_of(like.measure), since, occurrences)
      .next();
}

std::vector<ConsequenceRow> consequences_on(storage::Transaction& tx, Id ticket) {
  static const std::string sql = consequences().select("WHERE ticket = ? ORDER BY id LIMIT 100");
  return all_of(consequences(), tx.query(sql, ticket));
}

std::vector<ConsequenceRow> consequences_in(storage::Transaction& tx, Id session) {
  static const std::string sql = consequences().select("WHERE session = ? ORDER BY id LIMIT 100");
  return all_of(consequences(), tx.query(sql, session));
}

std::vector<ConsequenceRow> consequences_since(storage::Transaction& tx, Id customer, std::string_view rule,
                                               Instant since) {
  static const std::string sql = consequences().select(
      "WHERE customer = ? AND rule = ? AND at >= ? AND withdrawn_at IS NULL ORDER BY id DESC LIMIT 100");
  return all_of(consequences(), tx.query(sql, customer, rule, since));
}

void take_back(storage::Transaction& tx, ConsequenceRow& row, Instant now) {
  row.withdrawn_at = now;
  tx.run("UPDATE consequence SET withdrawn_at = ? WHERE id = ?", now, row.id);
}

}  // namespace plazo::customers
