// What tickets, calls and chats use of entitlements, and what is charged for it. Plazo takes no money: it
// says what is due, and the panel says what has become of it. Of one ticket, call or chat and one entitlement
// there is one charge.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/period.hpp"
#include "core/tickets/conversations.hpp"

namespace plazo::policy {
struct Decision;
}

namespace plazo::tickets {

enum class ChargeState {
  due,         ///< the panel is to charge it
  paid,        ///< the panel has charged it
  refund_due,  ///< the panel is to give it back, where it was paid
  refunded,    ///< the panel has given it back
  waived,      ///< nothing was paid, and nothing will be
};
BOOST_DESCRIBE_ENUM(ChargeState, due, paid, refund_due, refunded, waived)

enum class RefundReason {
  withdrawn,  ///< the customer closed the ticket before staff had answered, or hung up before they came
  refused,    ///< staff closed it without an answer, or ended the call or chat without joining it
  breached,   ///< a promise on the ticket was broken
  lowered,    ///< the provider gave the ticket a lower priority before staff had answered
};
BOOST_DESCRIBE_ENUM(RefundReason, withdrawn, refused, breached, lowered)

struct ChargeRow {
  Id id;
  Id customer;
  std::optional<Id> ticket = {};
  std::optional<Id> session = {};
  std::string entitlement;
  std::int64_t amount = 0;
  std::string currency;
  policy::Refund refund = policy::Refund::refused;
  std::int64_t policy = 0;
  ChargeState state = ChargeState::due;
  Instant made_at;
  std::optional<Instant> paid_at;
  std::optional<Instant> refund_due_at;
  std::optional<RefundReason> refund_reason;
  std::optional<Instant> ended_at;
  std::optional<std::string> invoice;
  std::optional<std::string> credit_note;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the charge"},
      {.field = "customer", .meaning = "whose account it is"},
      {.field = "ticket", .meaning = "for which ticket; none: for a call or chat"},
      {.field = "session", .meaning = "for which call or chat"},
      {.field = "entitlement", .meaning = "key of the entitlement", .max = 64},
      {.field = "amount", .meaning = "in minor units of the currency"},
      {.field = "currency", .meaning = "ISO 4217 code", .max = 3},
      {.field = "refund", .meaning = "when it is given back, as the policy said then"},
      {.field = "policy", .meaning = "number of the policy version that sets the price"},
      {.field = "state", .meaning = "what has become of it"},
      {.field = "made_at", .meaning = "when the request was taken"},
      {.field = "paid_at", .meaning = "when the panel said that it was paid"},
      {.field = "refund_due_at", .meaning = "since when it is to be given back"},
      {.field = "refund_reason", .meaning = "why, or why nothing is charged after all"},
      {.field = "ended_at", .meaning = "when it was refunded or waived"},
      {.field = "invoice", .meaning = "the panel's reference of the payment", .max = 64},
      {.field = "credit_note", .meaning = "the panel's reference of the refund", .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(ChargeRow, (),
                      (id, customer, ticket, session, entitlement, amount, currency, refund, policy, state,
                       made_at, paid_at, refund_due_at, refund_reason, ended_at, invoice, credit_note))

/// That a ticket, call or chat has had an entitlement, included or charged: what quotas of tickets count.
struct EntitlementUseRow {
  Id subject;
  std::string entitlement;
  Id customer;
  Instant at;

  static constexpr json::Note notes[] = {
      {.field = "subject",
       .meaning = "which ticket, call or chat; each has a timeline, so no two share an id"},
      {.field = "entitlement", .meaning = "key of the entitlement", .max = 64},
      {.field = "customer", .meaning = "whose account it is"},
      {.field = "at", .meaning = "since when"},
  };
};
BOOST_DESCRIBE_STRUCT(EntitlementUseRow, (), (subject, entitlement, customer, at))

const storage::TableOf<ChargeRow>& charges();
const storage::TableOf<EntitlementUseRow>& entitlement_uses();

/// Keys of the entitlements that a ticket, call or chat has, in order.
std::vector<std::string> entitlements_of(storage::Transaction&, Id subject);
/// Of the calls and chats that go on in a ticket, in order.
std::vector<std::string> entitlements_of_calls(storage::Transaction&, Id ticket);
/// The charges of a ticket, the oldest first.
std::vector<ChargeRow> charges_of(storage::Transaction&, Id ticket);
/// Those of a call or chat.
std::vector<ChargeRow> charges_in(storage::Transaction&, Id session);
/// The charge, when its ticket, call or chat lies within the scope. Else throws `charge.not_found`.
ChargeRow find_charge(storage::Transaction&, Id charge, const Scope&);

/// Which charges are listed; 0 and nothing do not narrow.
struct ChargeFilter {
  Id customer = {};
  Id ticket = {};
  std::optional<ChargeState> state = {};
};
/// The newest first, those before `before`.
std::vector<ChargeRow> list_charges(storage::Transaction&, const ChargeFilter&, const Scope&, Id before,
                                    int limit);

// Each of these writes its events into the timeline of the ticket, call or chat, for the customer to read,
// and a task into the outbox for the panel. The row of that is still to be updated.

/// Notes what a taken decision grants: each entitlement once, and its charge where the decision asks for one.
/// A charge that stands already is not made again; one that was to be given back, or was waived with a lower
/// priority, stands again, and one that was given back is due anew. True: the timeline has gone on.
bool grant(Writing&, TicketRow&, const policy::InForce&, const policy::Decision&);
/// The same for a call or chat; what the ticket has that it is about is not had once more.
bool grant(Writing&, ConversationRow&, const policy::InForce&, const policy::Decision&);

/// The ticket was closed. Where staff never answered it, its uses no longer count, and charges are given back
/// unless the policy says never. Returns the entitlements that it has no longer.
std::vector<std::string> give_back_unanswered(Writing&, TicketRow&);
/// The call or chat has ended, likewise: where staff never joined it.
void give_back_unanswered(Writing&, ConversationRow&);

/// The provider has lowered the ticket's priority to the one it has now, under `standing`. Where staff have
/// not answered yet, an entitlement that only higher ones take is had no longer, unless the policy never
/// gives it back or it is among `keeps`: what was paid is given back, what was due is waived.
void give_back_lowered(Writing&, TicketRow&, const policy::Document& standing,
                       const std::vector<std::string>& keeps);

/// A promise of these clocks is broken by now: charges that hang on it, made before its deadline, are given
/// back; once, however often this is called.
void give_back_broken(Writing&, TicketRow&, const std::vector<policy::PromiseClock>&);

enum class Settlement { paid, refunded, waived };
BOOST_DESCRIBE_ENUM(Settlement, paid, refunded, waived)
/// What the panel has done. Nothing happens when that is known already. A payment that crosses the waiver of
/// a lowered priority is to be given back. Throws `conflict` `charge.settled`
/// when it does not go with what is known.
void settle(Writing&, ChargeRow&, TicketRow&, Settlement, const std::optional<std::string>& reference);
void settle(Writing&, ChargeRow&, ConversationRow&, Settlement, const std::optional<std::string>& reference);

}  // namespace plazo::tickets
