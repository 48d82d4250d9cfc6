// What an account has made use of since an instant, for limits of fair use: tickets, messages, calls and
// chats, the last first. Looks at a bounded number of rows.
#pragma once

#include <functional>

#include "core/tickets/conversations.hpp"

namespace plazo::tickets {

/// Whoever visits returns false when it has seen enough.
using VisitTicket = std::function<bool(const TicketRow&)>;
using VisitMessage = std::function<bool(const TicketRow&, Instant at)>;
using VisitConversation = std::function<bool(const ConversationRow&)>;

/// Tickets that the account's people have opened since then: by themselves, as staff put them in for them, or
/// out of a call or chat. What staff opened on their own is none of theirs.
void visit_tickets(storage::Transaction&, Id customer, Instant since, int most, const VisitTicket&);
/// Messages that the account's people wrote since then, each with its ticket.
void visit_messages(storage::Transaction&, Id customer, Instant since, int most, const VisitMessage&);
void visit_conversations(storage::Transaction&, Id customer, Instant since, int most,
                         const VisitConversation&);

}  // namespace plazo::tickets
