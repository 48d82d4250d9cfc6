#include "core/tickets/charge_views.hpp"

#include "core/policy/wording.hpp"
#include "core/tickets/views.hpp"

namespace plazo::tickets {

ChargeView view(const Reader& reader, const ChargeRow& row, std::string customer) {
  const auto* const entitlement = policy::entry_of(reader.policy.document().entitlements, row.entitlement);
  ChargeView out{
      .id = row.id,
      .customer = std::move(customer),
      .ticket = row.ticket,
      .session = row.session,
      .entitlement = row.entitlement,
      .name = entitlement ? policy::in(reader.locale, entitlement->name, row.entitlement) : row.entitlement,
      .amount = row.amount,
      .currency = row.currency,
      .state = row.state,
      .refund = row.refund,
      .refund_reason = row.refund_reason,
      .policy_version = row.policy,
      .made_at = row.made_at,
      .paid_at = row.paid_at,
      .refund_due_at = row.refund_due_at,
      .ended_at = row.ended_at,
      .invoice = row.invoice,
      .credit_note = row.credit_note};
  std::string key = std::string("charge.").append(name_of(row.state));
  if (row.state == ChargeState::refund_due)
    key.append(".").append(row.paid_at && row.refund_reason ? name_of(*row.refund_reason) : "unpaid");
  if (row.state == ChargeState::waived && row.refund_reason == RefundReason::lowered) key += ".lowered";
  if (row.state == ChargeState::refund_due && row.session && row.paid_at) key += ".session";
  out.text = message(
      reader.locale, key,
      {{"entitlement", out.name}, {"sum", policy::sum_words(reader.locale, row.amount, row.currency)}});
  return out;
}

}  // namespace plazo::tickets
