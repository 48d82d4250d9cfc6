#include "core/tickets/charges.hpp"

#include <algorithm>

#include "core/json/encode.hpp"
#include "core/policy/decide.hpp"

namespace plazo::tickets {
namespace {

template <class T>
storage::Value nullable(const std::optional<T>& value) {
  return value ? storage::value_of(*value) : storage::Value(nullptr);
}
template <class E>
storage::Value nullable_name(const std::optional<E>& value) {
  return value ? storage::Value(name_of(*value)) : storage::Value(nullptr);
}

void write(storage::Transaction& tx, const ChargeRow& row) {
  const storage::Value values[] = {storage::value_of(row.amount),
                                   row.currency,
                                   name_of(row.refund),
                                   storage::value_of(row.policy),
                                   name_of(row.state),
                                   storage::value_of(row.made_at),
                                   nullable(row.paid_at),
                                   nullable(row.refund_due_at),
                                   nullable_name(row.refund_reason),
                                   nullable(row.ended_at),
                                   nullable(row.invoice),
                                   nullable(row.credit_note),
                                   storage::value_of(row.id)};
  tx.run(
      "UPDATE charge SET amount = ?, currency = ?, refund = ?, policy = ?, state = ?, made_at = ?, paid_at = "
      "?, refund_due_at = ?, refund_reason = ?, ended_at = ?, invoice = ?, credit_note = ? WHERE id = ?",
      std::span<const storage::Value>(values));
}

/// Writes what has become of a charge into the ticket's timeline.
void tell(Writing& w, TicketRow& ticket, std::string_view kind, const ChargeRow& row) {
  std::string body = "{\"charge\":\"" + to_text(row.id) + "\"";
  append_member(body, "entitlement", row.entitlement);
  body += ",\"amount\":" + std::to_string(row.amount);
  append_member(body, "currency", row.currency);
  append_member(body, "state", name_of(row.state));
  body += ",\"policy\":" + std::to_string(row.policy);
  if (row.refund_reason) append_member(body, "reason", name_of(*row.refund_reason));
  if (row.invoice) append_member(body, "invoice", *row.invoice);
  if (row.credit_note) append_member(body, "credit_note", *row.credit_note);
  record(w.tx, ticket, w.now, kind, w.author, json::Audience::customer, body + "}");
}

/// Likewise, with a task for the panel.
void tell_panel(Writing& w, TicketRow& ticket, std::string_view kind, const ChargeRow& row) {
  tell(w, ticket, kind, row);
  std::string body = "{\"charge\":\"" + to_text(row.id) + "\"";
  if (const auto customer = customers::find(w.tx, row.customer))
    append_member(body, "customer", customer->reference);
  append_member(body, "entitlement", row.entitlement);
  body += ",\"amount\":" + std::to_string(row.amount);
  append_member(body, "currency", row.currency);
  if (row.refund_reason) append_member(body, "reason", name_of(*row.refund_reason));
  put_into_outbox(w, ticket, kind, body + ",\"to\":[\"panel\"]}");
}

std::optional<ChargeRow> charge_of(storage::Transaction& tx, Id ticket, std::string_view entitlement) {
  static const std::string sql = charges().select("WHERE ticket = ? AND entitlement = ?");
  auto rows = tx.query(sql, ticket, entitlement);
  if (!rows.next()) return std::nullopt;
  return charges().read(rows);
}

/// False: it stands already.
bool charge(Writing& w, TicketRow& ticket, const policy::InForce& policy, std::string_view key,
            std::int64_t amount) {
  const auto* const entitlement = policy::entry_of(policy.document().entitlements, key);
  const auto known = charge_of(w.tx, ticket.id, key);
  if (known && (known->state == ChargeState::due || known->state == ChargeState::paid)) return false;
  const bool lowered = known && known->refund_reason == RefundReason::lowered;
  if (known &&
      (known->state == ChargeState::refund_due || (known->state == ChargeState::waived && lowered))) {
    // Nothing was given back yet, so there is nothing to charge once more.
    ChargeRow row = *known;
    row.state = row.paid_at ? ChargeState::paid : ChargeState::due;
    row.refund_due_at.reset();
    row.refund_reason.reset();
    row.ended_at.reset();
    if (lowered) row.made_at = w.now;  // what was promised in between is none of its promises
    if (lowered && !row.paid_at) {
      row.amount = amount;
      row.currency = policy.document().currency.value_or("");
      row.refund = entitlement ? entitlement->refund : policy::Refund::refused;
      row.policy = policy.number;
    }
    write(w.tx, row);
    tell_panel(w, ticket, "charge.restored", row);
    return true;
  }
  ChargeRow row{.id = known ? known->id : w.ids.next(w.now),
                .customer = ticket.customer,
                .ticket = ticket.id,
                .entitlement = std::string(key),
                .amount = amount,
                .currency = policy.document().currency.value_or(""),
                .refund = entitlement ? entitlement->refund : policy::Refund::refused,
                .policy = policy.number,
                .made_at = w.now};
  if (known)
    write(w.tx, row);
  else
    charges().insert(w.tx, row);
  tell_panel(w, ticket, "charge.made", row);
  return true;
}

void give_back(Writing& w, TicketRow& ticket, ChargeRow row, RefundReason reason) {
  row.state = ChargeState::refund_due;
  row.refund_due_at = w.now;
  row.refund_reason = reason;
  write(w.tx, row);
  tell_panel(w, ticket, "charge.refund_due", row);
}

void waive(Writing& w, TicketRow& ticket, ChargeRow row, RefundReason reason) {
  row.state = ChargeState::waived;
  row.refund_reason = reason;
  row.ended_at = w.now;
  write(w.tx, row);
  tell_panel(w, ticket, "charge.waived", row);
}

bool takes(const policy::Document& document, std::string_view priority, std::string_view entitlement) {
  const auto* const entry = policy::entry_of(document.priorities, priority);
  return entry && entry->entitlement == entitlement;
}

bool stands(const ChargeRow& row) { return row.state == ChargeState::due || row.state == ChargeState::paid; }

Error contradiction(const ChargeRow& row, std::string_view help) {
  Error error(Category::conflict, "charge.settled",
              "the charge is `" + std::string(name_of(row.state)) + "`: " + std::string(help));
  return error;
}

}  // namespace

const storage::TableOf<ChargeRow>& charges() {
  static const storage::TableOf<ChargeRow> table(
      "charge", {"id"}, {{{"ticket", "entitlement"}, true}, {{"customer", "id"}}, {{"state", "id"}}});
  return table;
}

const storage::TableOf<EntitlementUseRow>& entitlement_uses() {
  static const storage::TableOf<EntitlementUseRow> table("entitlement_use", {"ticket", "entitlement"},
                                                         {{{"customer", "entitlement", "at"}}});
  return table;
}

std::vector<std::string> entitlements_of(storage::Transaction& tx, Id ticket) {
  std::vector<std::string> keys;
  auto rows =
      tx.query("SELECT entitlement FROM entitlement_use WHERE ticket = ? ORDER BY entitlement", ticket);
  while (rows.next()) keys.emplace_back(rows.text(0));
  return keys;
}

std::vector<ChargeRow> charges_of(storage::Transaction& tx, Id ticket) {
  static const std::string sql = charges().select("WHERE ticket = ? ORDER BY id");
  std::vector<ChargeRow> found;
  auto rows = tx.query(sql, ticket);
  while (rows.next()) found.push_back(charges().read(rows));
  return found;
}

ChargeRow find_charge(storage::Transaction& tx, Id charge, const Scope& scope) {
  static const std::string sql = charges().select(
      "WHERE id = ? AND (? = 0 OR customer = ?) AND (? = 0 OR EXISTS (SELECT 1 FROM ticket t JOIN "
      "staff_department d ON d.department = t.department WHERE t.id = charge.ticket AND d.staff = ?))");
  auto rows = tx.query(sql, charge, scope.customer, scope.customer, scope.staff, scope.staff);
  if (!rows.next())
    throw Error(Category::not_found, "charge.not_found",
                "there is no such charge, or it is not yours to see");
  return charges().read(rows);
}

std::vector<ChargeRow> list_charges(storage::Transaction& tx, const ChargeFilter& filter, const Scope& scope,
                                    Id before, int limit) {
  // By the narrowest index; the rest is looked at row by row.
  static const std::string of_ticket = charges().select(
      "WHERE ticket = ? AND id < ? AND (? = 0 OR customer = ?) AND (? = '' OR state = ?) AND (? = 0 OR "
      "EXISTS "
      "(SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  static const std::string of_customer = charges().select(
      "WHERE customer = ? AND id < ? AND (? = '' OR state = ?) AND (? = 0 OR EXISTS "
      "(SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  static const std::string of_state = charges().select(
      "WHERE state = ? AND id < ? AND (? = 0 OR EXISTS "
      "(SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  static const std::string of_all = charges().select(
      "WHERE id < ? AND (? = 0 OR EXISTS "
      "(SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  const Id customer = scope.customer.value != 0 ? scope.customer : filter.customer;
  const std::string_view state = filter.state ? name_of(*filter.state) : std::string_view();
  auto rows = filter.ticket.value != 0 ? tx.query(of_ticket, filter.ticket, before, customer, customer, state,
                                                  state, scope.staff, scope.staff, limit)
              : customer.value != 0
                  ? tx.query(of_customer, customer, before, state, state, scope.staff, scope.staff, limit)
              : filter.state ? tx.query(of_state, state, before, scope.staff, scope.staff, limit)
                             : tx.query(of_all, before, scope.staff, scope.staff, limit);
  std::vector<ChargeRow> found;
  while (rows.next()) found.push_back(charges().read(rows));
  return found;
}

bool grant(Writing& w, TicketRow& ticket, const policy::InForce& policy, const policy::Decision& decision) {
  const auto before = ticket.sequence;
  for (const auto key : decision.entitlements)
    w.tx.run(
        "INSERT INTO entitlement_use (ticket, entitlement, customer, at) SELECT ?, ?, ?, ? WHERE NOT EXISTS "
        "(SELECT 1 FROM entitlement_use WHERE ticket = ? AND entitlement = ?)",
        ticket.id, key, ticket.customer, w.now, ticket.id, key);
  for (const auto& duty : decision.obligations)
    if (duty.duty == policy::Duty::charge && duty.amount) charge(w, ticket, policy, duty.key, *duty.amount);
  return ticket.sequence != before;
}

std::vector<std::string> give_back_unanswered(Writing& w, TicketRow& ticket) {
  if (ticket.answered_at) return {};
  auto keys = entitlements_of(w.tx, ticket.id);
  if (keys.empty()) return {};
  const bool by_customer =
      w.author.kind == timeline::AuthorKind::customer || w.author.kind == timeline::AuthorKind::contact;
  for (auto& row : charges_of(w.tx, ticket.id)) {
    if (row.refund == policy::Refund::never)
      std::erase(keys, row.entitlement);
    else if (stands(row))
      give_back(w, ticket, row, by_customer ? RefundReason::withdrawn : RefundReason::refused);
  }
  for (const auto& key : keys)
    w.tx.run("DELETE FROM entitlement_use WHERE ticket = ? AND entitlement = ?", ticket.id, key);
  return keys;
}

void give_back_lowered(Writing& w, TicketRow& ticket, const policy::Document& standing, std::string_view from,
                       const std::vector<std::string>& keeps) {
  if (ticket.answered_at) return;
  for (const auto& key : entitlements_of(w.tx, ticket.id)) {
    const auto charged = charge_of(w.tx, ticket.id, key);
    // What was charged is judged by the version that priced it.
    const auto& document = charged ? w.policies.version(w.tx, charged->policy).document() : standing;
    if (!takes(document, from, key) || takes(document, ticket.priority, key)) continue;
    if (std::find(keeps.begin(), keeps.end(), key) != keeps.end()) continue;
    if (charged && charged->refund == policy::Refund::never) continue;
    if (charged && charged->state == ChargeState::due) waive(w, ticket, *charged, RefundReason::lowered);
    if (charged && charged->state == ChargeState::paid) give_back(w, ticket, *charged, RefundReason::lowered);
    w.tx.run("DELETE FROM entitlement_use WHERE ticket = ? AND entitlement = ?", ticket.id, key);
  }
}

void give_back_broken(Writing& w, TicketRow& ticket, const std::vector<policy::PromiseClock>& clocks) {
  std::optional<Instant> last;  // the latest deadline that was missed
  for (const auto& clock : clocks)
    if (clock.promise == policy::Promise::limit && clock.missed(w.now))
      last = std::max(last.value_or(*clock.due_at), *clock.due_at);
  if (!last) return;
  for (auto& row : charges_of(w.tx, ticket.id))
    if (stands(row) && row.refund == policy::Refund::breached && row.made_at <= *last)
      give_back(w, ticket, row, RefundReason::breached);
}

void settle(Writing& w, ChargeRow& row, TicketRow& ticket, Settlement settlement,
            const std::optional<std::string>& reference) {
  const auto agrees = [&](const std::optional<std::string>& known) {
    if (reference && known && *reference != *known)
      throw contradiction(row, "it has another reference; charge.get shows it");
  };
  switch (settlement) {
    case Settlement::paid:
      if (row.paid_at && row.state != ChargeState::refunded) return agrees(row.invoice);
      if (row.state == ChargeState::waived && row.refund_reason == RefundReason::lowered) {
        // The panel had begun to charge it before it heard of the waiver.
        row.paid_at = w.now;
        row.invoice = reference;
        row.ended_at.reset();
        row.state = ChargeState::refund_due;
        tell(w, ticket, "charge.paid", row);
        return give_back(w, ticket, row, RefundReason::lowered);
      }
      if (row.state == ChargeState::refunded || row.state == ChargeState::waived)
        throw contradiction(row, "it is not to be paid any more; give back what was taken");
      row.paid_at = w.now;
      row.invoice = reference;
      // One that is to be given back still is: now there is something to give back.
      if (row.state == ChargeState::due) row.state = ChargeState::paid;
      write(w.tx, row);
      return tell(w, ticket, "charge.paid", row);
    case Settlement::refunded:
      if (row.state == ChargeState::refunded) return agrees(row.credit_note);
      if (!stands(row) && row.state != ChargeState::refund_due)
        throw contradiction(row, "nothing was paid for it");
      if (row.state == ChargeState::due)
        throw contradiction(row, "settle it as `paid` first, or as `waived` when nothing was paid");
      row.state = ChargeState::refunded;
      row.ended_at = w.now;
      row.credit_note = reference;
      write(w.tx, row);
      return tell(w, ticket, "charge.refunded", row);
    case Settlement::waived:
      if (row.state == ChargeState::waived) return;
      if (row.state == ChargeState::refunded || row.paid_at)
        throw contradiction(row, "it was paid, settle it as `refunded`");
      row.state = ChargeState::waived;
      row.ended_at = w.now;
      write(w.tx, row);
      return tell(w, ticket, "charge.waived", row);
  }
}

}  // namespace plazo::tickets
