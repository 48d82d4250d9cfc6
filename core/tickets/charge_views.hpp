// Charges as callers see them.
#pragma once

#include "core/tickets/charges.hpp"

namespace plazo::tickets {

struct Reader;

struct ChargeView {
  Id id;
  std::string customer;
  std::optional<Id> ticket;
  std::optional<Id> session;
  std::string entitlement;
  std::string name;
  std::int64_t amount = 0;
  std::string currency;
  ChargeState state = ChargeState::due;
  policy::Refund refund = policy::Refund::refused;
  std::optional<RefundReason> refund_reason;
  std::int64_t policy_version = 0;
  Instant made_at;
  std::optional<Instant> paid_at;
  std::optional<Instant> refund_due_at;
  std::optional<Instant> ended_at;
  std::optional<std::string> invoice;
  std::optional<std::string> credit_note;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the charge"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "ticket", .meaning = "id of the ticket it is for; absent: it is for a call or chat"},
      {.field = "session", .meaning = "id of the call or chat it is for"},
      {.field = "entitlement", .meaning = "key of the entitlement in the policy"},
      {.field = "name", .meaning = "name of the entitlement in the session's language"},
      {.field = "amount", .meaning = "the price, in minor units of the currency"},
      {.field = "currency", .meaning = "ISO 4217 code"},
      {.field = "state",
       .meaning =
           "`due`: the panel is to charge it; `paid`; `refund_due`: the panel is to give it back, where "
           "it was paid; `refunded`; `waived`: nothing was paid, and nothing will be"},
      {.field = "refund", .meaning = "when it is given back, as the policy said when it was made"},
      {.field = "refund_reason", .meaning = "why it is given back, or why nothing is charged after all"},
      {.field = "policy_version", .meaning = "number of the policy version that set the price"},
      {.field = "made_at", .meaning = "when the request was taken"},
      {.field = "paid_at", .meaning = "when the panel said that it was paid"},
      {.field = "refund_due_at", .meaning = "since when it is to be given back"},
      {.field = "ended_at", .meaning = "when it was refunded or waived"},
      {.field = "invoice", .meaning = "the panel's reference of the payment"},
      {.field = "credit_note", .meaning = "the panel's reference of the refund"},
      {.field = "text", .meaning = "the same for people, in the session's language"},
  };
};
BOOST_DESCRIBE_STRUCT(ChargeView, (),
                      (id, customer, ticket, session, entitlement, name, amount, currency, state, refund,
                       refund_reason, policy_version, made_at, paid_at, refund_due_at, ended_at, invoice,
                       credit_note, text))

/// `customer` is the panel's key of the account.
ChargeView view(const Reader&, const ChargeRow&, std::string customer);

}  // namespace plazo::tickets
