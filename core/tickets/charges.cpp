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

/// What is paid for: a ticket, or a call or chat, whose timeline tells of it.
class Occasion {
 public:
  Occasion(Writing& w, TicketRow& ticket) : w_(w), ticket_(&ticket) {}
  Occasion(Writing& w, ConversationRow& session) : w_(w), session_(&session) {}

  Writing& writing() const { return w_; }
  Id subject() const { return ticket_ ? ticket_->id : session_->id; }
  Id customer() const { return ticket_ ? ticket_->customer : session_->customer; }
  std::int64_t sequence() const { return ticket_ ? ticket_->sequence : session_->sequence; }
  std::vector<ChargeRow> charges() const {
    return ticket_ ? charges_of(w_.tx, ticket_->id) : charges_in(w_.tx, session_->id);
  }
  std::optional<ChargeRow> charge_of(std::string_view entitlement) const {
    for (auto& row : charges())
      if (row.entitlement == entitlement) return std::move(row);
    return std::nullopt;
  }
  void name_in(ChargeRow& row) const {
    if (ticket_)
      row.ticket = ticket_->id;
    else
      row.session = session_->id;
  }
  void record(std::string_view kind, std::string body) const {
    if (ticket_)
      tickets::record(w_.tx, *ticket_, w_.now, kind, w_.author, json::Audience::customer, body + "}");
    else
      tickets::record(w_.tx, *session_, w_.now, kind, w_.author, json::Audience::customer, body + "}");
  }
  /// For the panel.
  void put_task(std::string_view kind, std::string body) const {
    body += ",\"to\":[\"panel\"]";
    if (ticket_)
      put_into_outbox(w_, *ticket_, kind, body + "}");
    else
      put_into_outbox(w_, *session_, kind, std::move(body));
  }

 private:
  Writing& w_;
  TicketRow* ticket_ = nullptr;
  ConversationRow* session_ = nullptr;
};

/// Writes what has become of a charge into the timeline.
void tell(const Occasion& occasion, std::string_view kind, const ChargeRow& row) {
  std::string body = "{\"charge\":\"" + to_text(row.id) + "\"";
  append_member(body, "entitlement", row.entitlement);
  body += ",\"amount\":" + std::to_string(row.amount);
  append_member(body, "currency", row.currency);
  append_member(body, "state", name_of(row.state));
  body += ",\"policy\":" + std::to_string(row.policy);
  if (row.refund_reason) append_member(body, "reason", name_of(*row.refund_reason));
  if (row.invoice) append_member(body, "invoice", *row.invoice);
  if (row.credit_note) append_member(body, "credit_note", *row.credit_note);
  occasion.record(kind, std::move(body));
}

/// Likewise, with a task for the panel.
void tell_panel(const Occasion& occasion, std::string_view kind, const ChargeRow& row) {
  tell(occasion, kind, row);
  std::string body = "{\"charge\":\"" + to_text(row.id) + "\"";
  if (const auto customer = customers::find(occasion.writing().tx, row.customer))
    append_member(body, "customer", customer->reference);
  append_member(body, "entitlement", row.entitlement);
  body += ",\"amount\":" + std::to_string(row.amount);
  append_member(body, "currency", row.currency);
  if (row.refund_reason) append_member(body, "reason", name_of(*row.refund_reason));
  occasion.put_task(kind, std::move(body));
}

void charge(const Occasion& occasion, const policy::InForce& policy, std::string_view key,
            std::int64_t amount) {
  Writing& w = occasion.writing();
  const auto* const entitlement = policy::entry_of(policy.document().entitlements, key);
  const auto known = occasion.charge_of(key);
  if (known && (known->state == ChargeState::due || known->state == ChargeState::paid)) return;
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
    return tell_panel(occasion, "charge.restored", row);
  }
  ChargeRow row{.id = known ? known->id : w.ids.next(w.now),
                .customer = occasion.customer(),
                .entitlement = std::string(key),
                .amount = amount,
                .currency = policy.document().currency.value_or(""),
                .refund = entitlement ? entitlement->refund : policy::Refund::refused,
                .policy = policy.number,
                .made_at = w.now};
  occasion.name_in(row);
  if (known)
    write(w.tx, row);
  else
    charges().insert(w.tx, row);
  tell_panel(occasion, "charge.made", row);
}

void give_back(const Occasion& occasion, ChargeRow row, RefundReason reason) {
  row.state = ChargeState::refund_due;
  row.refund_due_at = occasion.writing().now;
  row.refund_reason = reason;
  write(occasion.writing().tx, row);
  tell_panel(occasion, "charge.refund_due", row);
}

void waive(const Occasion& occasion, ChargeRow row, RefundReason reason) {
  row.state = ChargeState::waived;
  row.refund_reason = reason;
  row.ended_at = occasion.writing().now;
  write(occasion.writing().tx, row);
  tell_panel(occasion, "charge.waived", row);
}

/// Whether this priority is below all that take the entitlement, however it came to be set that low.
bool below_all_that_take(const policy::Document& document, std::string_view priority,
                         std::string_view entitlement) {
  const auto rank = policy::rank_of(document, priority).value_or(-1);
  bool any = false;
  for (const auto& [key, entry] : document.priorities) {
    if (entry.entitlement != entitlement) continue;
    if (policy::rank_of(document, key) <= rank) return false;
    any = true;
  }
  return any;
}

bool stands(const ChargeRow& row) { return row.state == ChargeState::due || row.state == ChargeState::paid; }

Error contradiction(const ChargeRow& row, std::string_view help) {
  Error error(Category::conflict, "charge.settled",
              "the charge is `" + std::string(name_of(row.state)) + "`: " + std::string(help));
  return error;
}

void grant(const Occasion& occasion, const policy::InForce& policy, const policy::Decision& decision,
           const std::vector<std::string>& had_already) {
  Writing& w = occasion.writing();
  for (const auto key : decision.entitlements)
    if (std::find(had_already.begin(), had_already.end(), key) == had_already.end())
      w.tx.run(
          "INSERT INTO entitlement_use (subject, entitlement, customer, at) SELECT ?, ?, ?, ? WHERE NOT "
          "EXISTS (SELECT 1 FROM entitlement_use WHERE subject = ? AND entitlement = ?)",
          occasion.subject(), key, occasion.customer(), w.now, occasion.subject(), key);
  for (const auto& duty : decision.obligations)
    if (duty.duty == policy::Duty::charge && duty.amount) charge(occasion, policy, duty.key, *duty.amount);
}

/// Nobody of staff has come to it. Returns the entitlements that it has no longer.
std::vector<std::string> give_back_all(const Occasion& occasion) {
  Writing& w = occasion.writing();
  auto keys = entitlements_of(w.tx, occasion.subject());
  if (keys.empty()) return {};
  const bool by_customer =
      w.author.kind == timeline::AuthorKind::customer || w.author.kind == timeline::AuthorKind::contact;
  for (auto& row : occasion.charges()) {
    if (row.refund == policy::Refund::never)
      std::erase(keys, row.entitlement);
    else if (stands(row))
      give_back(occasion, row, by_customer ? RefundReason::withdrawn : RefundReason::refused);
  }
  for (const auto& key : keys)
    w.tx.run("DELETE FROM entitlement_use WHERE subject = ? AND entitlement = ?", occasion.subject(), key);
  return keys;
}

void settle(const Occasion& occasion, ChargeRow& row, Settlement settlement,
            const std::optional<std::string>& reference) {
  Writing& w = occasion.writing();
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
        tell(occasion, "charge.paid", row);
        return give_back(occasion, row, RefundReason::lowered);
      }
      if (row.state == ChargeState::refunded || row.state == ChargeState::waived)
        throw contradiction(row, "it is not to be paid any more; give back what was taken");
      row.paid_at = w.now;
      row.invoice = reference;
      // One that is to be given back still is: now there is something to give back.
      if (row.state == ChargeState::due) row.state = ChargeState::paid;
      write(w.tx, row);
      return tell(occasion, "charge.paid", row);
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
      return tell(occasion, "charge.refunded", row);
    case Settlement::waived:
      if (row.state == ChargeState::waived) return;
      if (row.state == ChargeState::refunded || row.paid_at)
        throw contradiction(row, "it was paid, settle it as `refunded`");
      row.state = ChargeState::waived;
      row.ended_at = w.now;
      write(w.tx, row);
      return tell(occasion, "charge.waived", row);
  }
}

}  // namespace

const storage::TableOf<ChargeRow>& charges() {
  static const storage::TableOf<ChargeRow> table("charge", {"id"},
                                                 {{{"ticket", "entitlement"}, true},
                                                  {{"session", "entitlement"}, true},
                                                  {{"customer", "id"}},
                                                  {{"state", "id"}}});
  return table;
}

const storage::TableOf<EntitlementUseRow>& entitlement_uses() {
  static const storage::TableOf<EntitlementUseRow> table("entitlement_use", {"subject", "entitlement"},
                                                         {{{"customer", "entitlement", "at"}}});
  return table;
}

std::vector<std::string> entitlements_of(storage::Transaction& tx, Id subject) {
  std::vector<std::string> keys;
  auto rows =
      tx.query("SELECT entitlement FROM entitlement_use WHERE subject = ? ORDER BY entitlement", subject);
  while (rows.next()) keys.emplace_back(rows.text(0));
  return keys;
}

std::vector<std::string> entitlements_of_calls(storage::Transaction& tx, Id ticket) {
  std::vector<std::string> keys;
  auto rows = tx.query(
      "SELECT DISTINCT u.entitlement FROM conversation c JOIN entitlement_use u ON u.subject = c.id WHERE "
      "c.ticket = ? ORDER BY u.entitlement",
      ticket);
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

std::vector<ChargeRow> charges_in(storage::Transaction& tx, Id session) {
  static const std::string sql = charges().select("WHERE session = ? ORDER BY id");
  std::vector<ChargeRow> found;
  auto rows = tx.query(sql, session);
  while (rows.next()) found.push_back(charges().read(rows));
  return found;
}

// Calls and chats are in no department: whoever takes them sees what is paid for them.

ChargeRow find_charge(storage::Transaction& tx, Id charge, const Scope& scope) {
  static const std::string sql = charges().select(
      "WHERE id = ? AND (? = 0 OR customer = ?) AND (? OR ticket IS NOT NULL) AND (? = 0 OR ticket IS NULL "
      "OR "
      "EXISTS (SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?))");
  auto rows = tx.query(sql, charge, scope.customer, scope.customer, scope.sessions, scope.staff, scope.staff);
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
      "WHERE customer = ? AND id < ? AND (? = '' OR state = ?) AND (? OR ticket IS NOT NULL) AND (? = 0 OR "
      "ticket IS NULL OR EXISTS (SELECT 1 FROM ticket t JOIN staff_department d ON d.department = "
      "t.department WHERE t.id = charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  static const std::string of_state = charges().select(
      "WHERE state = ? AND id < ? AND (? OR ticket IS NOT NULL) AND (? = 0 OR ticket IS NULL OR EXISTS "
      "(SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  static const std::string of_all = charges().select(
      "WHERE id < ? AND (? OR ticket IS NOT NULL) AND (? = 0 OR ticket IS NULL OR EXISTS "
      "(SELECT 1 FROM ticket t JOIN staff_department d ON d.department = t.department WHERE t.id = "
      "charge.ticket AND d.staff = ?)) ORDER BY id DESC LIMIT ?");
  const Id customer = scope.customer.value != 0 ? scope.customer : filter.customer;
  const std::string_view state = filter.state ? name_of(*filter.state) : std::string_view();
  auto rows = filter.ticket.value != 0 ? tx.query(of_ticket, filter.ticket, before, customer, customer, state,
                                                  state, scope.staff, scope.staff, limit)
              : customer.value != 0    ? tx.query(of_customer, customer, before, state, state, scope.sessions,
                                                  scope.staff, scope.staff, limit)
              : filter.state
                  ? tx.query(of_state, state, before, scope.sessions, scope.staff, scope.staff, limit)
                  : tx.query(of_all, before, scope.sessions, scope.staff, scope.staff, limit);
  std::vector<ChargeRow> found;
  while (rows.next()) found.push_back(charges().read(rows));
  return found;
}

bool grant(Writing& w, TicketRow& ticket, const policy::InForce& policy, const policy::Decision& decision) {
  const auto before = ticket.sequence;
  grant(Occasion(w, ticket), policy, decision, {});
  return ticket.sequence != before;
}

bool grant(Writing& w, ConversationRow& session, const policy::InForce& policy,
           const policy::Decision& decision) {
  const auto before = session.sequence;
  grant(Occasion(w, session), policy, decision,
        session.about ? entitlements_of(w.tx, *session.about) : std::vector<std::string>());
  return session.sequence != before;
}

std::vector<std::string> give_back_unanswered(Writing& w, TicketRow& ticket) {
  if (ticket.answered_at) return {};
  return give_back_all(Occasion(w, ticket));
}

void give_back_unanswered(Writing& w, ConversationRow& session) {
  if (!session.joined_at) give_back_all(Occasion(w, session));
}

void give_back_lowered(Writing& w, TicketRow& ticket, const policy::Document& standing,
                       const std::vector<std::string>& keeps) {
  if (ticket.answered_at) return;
  const Occasion occasion(w, ticket);
  for (const auto& key : entitlements_of(w.tx, ticket.id)) {
    const auto charged = occasion.charge_of(key);
    // What was charged is judged by the version that priced it.
    const auto& document = charged ? w.policies.version(w.tx, charged->policy).document() : standing;
    if (!below_all_that_take(document, ticket.priority, key)) continue;
    if (std::find(keeps.begin(), keeps.end(), key) != keeps.end()) continue;
    if (charged && charged->refund == policy::Refund::never) continue;
    if (charged && charged->state == ChargeState::due) waive(occasion, *charged, RefundReason::lowered);
    if (charged && charged->state == ChargeState::paid) give_back(occasion, *charged, RefundReason::lowered);
    w.tx.run("DELETE FROM entitlement_use WHERE subject = ? AND entitlement = ?", ticket.id, key);
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
      give_back(Occasion(w, ticket), row, RefundReason::breached);
}

void settle(Writing& w, ChargeRow& row, TicketRow& ticket, Settlement settlement,
            const std::optional<std::string>& reference) {
  settle(Occasion(w, ticket), row, settlement, reference);
}

void settle(Writing& w, ChargeRow& row, ConversationRow& session, Settlement settlement,
            const std::optional<std::string>& reference) {
  settle(Occasion(w, session), row, settlement, reference);
}

}  // namespace plazo::tickets
