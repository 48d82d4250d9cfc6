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
  Id customer = {};      ///< only this account's tickets; 0: any
  Id staff = {};         ///< only the departments of this staff member; 0: all
  bool notes = false;    ///< private notes as well
  bool sessions = true;  ///< what belongs to calls and chats as well
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

/// Writes a message with its attachments and its event, which gets further members, each after a comma; the
/// message takes the event's place in the timeline.
MessageRow write_message(Writing&, TicketRow&, MessageKind, std::string_view event, std::string_view body,
                         const Uploads&, std::string_view particulars = {});
/// Eight characters that cannot be misread aloud (Crockford's base 32): 40 bits.
std::string new_reference();
/// `,"name":"value"`
void append_member(std::string& out, std::string_view name, std::string_view value);
/// The body of an event from its members, each after a comma.
std::string event_body(std::string members);

struct Opened {
  TicketRow ticket;
  MessageRow message;
  std::vector<ClockRow> clocks;
};
Opened open(Writing&, const policy::InForce&, const NewTicket&);

/// Adds a customer's or staff member's reply. A staff reply meets the clocks that wait for one and takes the
/// ticket from the queue; a customer's reply puts it there, ends a pause that waits for the customer, and
/// reopens a closed ticket. `automatic`: a machine's in staff's name, which answers nothing unless the policy
/// says so. The event gets further members, each after a comma.
MessageRow reply(Writing&, TicketRow&, std::string_view body, const Uploads& = {}, bool automatic = false,
                 std::string_view more = {});
/// Adds a private note; the customer sees nothing of it, and no clock moves.
MessageRow note(Writing&, TicketRow&, std::string_view body, const Uploads& = {});
/// Closes the ticket and ends what still runs. Throws `conflict` `ticket.closed` when it is closed.
void close(Writing&, TicketRow&);

/// What of a ticket is to become another.
struct Changes {
  std::optional<std::string> department = {};
  std::optional<std::string> priority = {};
  std::optional<std::string> topic = {};
  std::vector<std::string> keeps = {};  ///< entitlements that it goes on to have, whatever its priority
};
/// Moves a ticket; its clocks keep on, are carried over or begin anew as its policy says. The keys must be of
/// the ticket's policy. What was paid for a priority that is lowered before an answer is given back.
void change(Writing&, TicketRow&, const Changes&);

/// Stops what the policy lets stand still for this reason, until somebody resumes it, or by itself at
/// `until`, which must lie ahead. A ticket that is paused already gets the new reason and end. `rule` is the
/// policy's where it was not a person who paused it. Throws `conflict` `ticket.closed`.
void pause(Writing&, TicketRow&, policy::PauseReason, std::optional<Instant> until,
           std::string_view rule = {});
/// A ticket that is not paused stays as it is.
void resume(Writing&, TicketRow&);

/// The work of `source` goes on in `target`. Nothing is copied: the source is closed, its clocks are
/// cancelled, and each names the other; but the target takes over the oldest message that nobody has
/// answered, so that its place in the queue and the answer that is owed count from it. Both must be of one
/// account. Into the ticket where it goes on already, nothing happens. Throws `conflict`:
/// `ticket.merged_itself`, `ticket.merged` (either goes on in another), `ticket.closed` (the target is),
/// `ticket.too_many_merged`.
void merge(Writing&, TicketRow& source, TicketRow& target);
inline constexpr std::size_t most_merged = 100;
/// Throws `conflict` `ticket.merged` with the ticket to go to, when this one goes on in another.
void must_stand_alone(storage::Transaction&, const TicketRow&);
/// The ticket in which this one goes on in the end: itself, when it was not merged.
TicketRow goes_on_in(storage::Transaction&, TicketRow, const Scope&);

/// Gives the ticket to a staff member, or to nobody. What is so already is no event.
void assign(Writing&, TicketRow&, std::optional<Id> staff);

/// Messages after `sequence`, oldest first, at most `limit`.
std::vector<MessageRow> messages_of(storage::Transaction&, Id ticket, const Scope&, std::int64_t after,
                                    int limit);
std::optional<MessageRow> find_message(storage::Transaction&, Id message);

}  // namespace plazo::tickets
