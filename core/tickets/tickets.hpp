// Tickets: opening, answering, noting, moving, pausing, closing. Each function is one transaction's work: the
// ticket's row, its message, its clocks and agenda, and one timeline event.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tickets/work.hpp"
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

struct NewTicket {
  Id customer;
  std::optional<Id> requester;
  std::string department;
  std::string priority;
  std::int32_t priority_rank;
  std::string subject;
  std::string_view body;  ///< borrowed: it may be large
  Uploads attachments = {};
  std::optional<std::string> topic = {};
  std::optional<std::string> channel = {};
  std::optional<policy::Facts> facts = {};  ///< what else is known; none: a customer who is signed in
  std::string particulars = {};             ///< further members of its event, each after a comma
  std::optional<Id> resembles = {};         ///< an open ticket of the account that it resembles
};

struct Opened {
  TicketRow ticket;
  MessageRow message;
  std::vector<ClockRow> clocks;
};
Opened open(Writing&, const policy::InForce&, const NewTicket&);

/// Adds a customer's or staff member's reply. A staff reply meets the clocks that wait for one and takes the
/// ticket from the queue; a customer's reply puts it there, ends a pause that waits for the customer, and
/// reopens a closed ticket. `automatic`: a machine's in staff's name, which answers nothing unless the policy
/// says so.
MessageRow reply(Writing&, TicketRow&, std::string_view body, const Uploads& = {}, bool automatic = false);
/// Adds a private note; the customer sees nothing of it, and no clock moves.
MessageRow note(Writing&, TicketRow&, std::string_view body, const Uploads& = {});
/// Closes the ticket and ends what still runs. Throws `conflict` `ticket.closed` when it is closed.
void close(Writing&, TicketRow&);

/// What of a ticket is to become another.
struct Changes {
  std::optional<std::string> department = {};
  std::optional<std::string> priority = {};
  std::optional<std::string> topic = {};
};
/// Moves a ticket; its clocks keep on, are carried over or begin anew as its policy says. The keys must be of
/// the ticket's policy.
void change(Writing&, TicketRow&, const Changes&);

/// Stops what the policy lets stand still for this reason, until somebody resumes it, or by itself at
/// `until`, which must lie ahead. A ticket that is paused already gets the new reason and end. `rule` is the
/// policy's where it was not a person who paused it. Throws `conflict` `ticket.closed`.
void pause(Writing&, TicketRow&, policy::PauseReason, std::optional<Instant> until,
           std::string_view rule = {});
/// A ticket that is not paused stays as it is.
void resume(Writing&, TicketRow&);

/// Messages after `sequence`, oldest first, at most `limit`.
std::vector<MessageRow> messages_of(storage::Transaction&, Id ticket, const Scope&, std::int64_t after,
                                    int limit);
std::optional<MessageRow> find_message(storage::Transaction&, Id message);

}  // namespace plazo::tickets
