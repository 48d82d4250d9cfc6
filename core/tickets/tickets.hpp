// Tickets: opening, answering, noting, closing. Each function is one transaction's work: the ticket's
// row, its message, its clock and agenda, and one timeline event.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/versions.hpp"
#include "core/tickets/rows.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::tickets {

using customers::Actor;
/// Uploads of the author's that no message carries yet.
using Uploads = std::vector<vault::AttachmentRow>;

/// The part of all tickets that an actor may see; becomes conditions of the query itself.
struct Scope {
  Id customer = {};    ///< only this account's tickets; 0: any
  Id staff = {};       ///< only the departments of this staff member; 0: all
  bool notes = false;  ///< private notes as well
};
Scope scope_of(const Actor&);

/// The ticket, when it exists within the scope. Else throws `ticket.not_found`, which says nothing
/// about which of the two it was.
TicketRow find(storage::Transaction&, Id ticket, const Scope&);

/// What a handler needs to write.
struct Writing {
  storage::Transaction& tx;
  const IdSource& ids;
  Instant now;
  timeline::Author author;
  std::string author_name;
};

struct NewTicket {
  Id customer;
  std::optional<Id> requester;
  std::string department;
  std::string priority;
  std::int32_t priority_rank;
  std::string subject;
  std::string_view body;  ///< borrowed: it may be large
  Uploads attachments = {};
};

struct Opened {
  TicketRow ticket;
  MessageRow message;
  std::vector<ClockRow> clocks;
};
Opened open(Writing&, const policy::InForce&, const NewTicket&);

/// Adds a customer's or staff member's reply. A staff reply meets the first-response clock and takes
/// the ticket from the queue; a customer's reply puts it there, and reopens a closed ticket.
MessageRow reply(Writing&, TicketRow&, std::string_view body, const Uploads& = {});
/// Adds a private note; the customer sees nothing of it, and no clock moves.
MessageRow note(Writing&, TicketRow&, std::string_view body, const Uploads& = {});
/// Closes the ticket and cancels what still runs. Throws `conflict` `ticket.closed` when it is closed.
void close(Writing&, TicketRow&);

std::vector<ClockRow> clocks_of(storage::Transaction&, Id ticket);

/// Messages after `sequence`, oldest first, at most `limit`.
std::vector<MessageRow> messages_of(storage::Transaction&, Id ticket, const Scope&, std::int64_t after,
                                    int limit);
std::optional<MessageRow> find_message(storage::Transaction&, Id message);

/// Does what is due on the agenda by `now`, at most `limit` entries in order of their due times: notes
/// each missed promise in its ticket's timeline, once. Returns how many entries were taken.
int act_on_agenda(storage::Transaction&, Instant now, int limit);

}  // namespace plazo::tickets
