// Tickets that come from another system, with their past.
#pragma once

#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

/// At most so many messages in one ticket that is imported.
inline constexpr std::int64_t most_imported_messages = 1000;

struct PastMessage {
  Instant at;
  timeline::Author author;  ///< customer, contact, staff, or the panel for a machine
  std::string author_name;
  MessageKind kind = MessageKind::reply;
  std::string_view body;  ///< borrowed
};

struct PastTicket {
  std::string external;
  Id customer;
  std::optional<Id> requester;
  std::string department;
  std::string priority;
  std::int32_t priority_rank = 0;
  std::string subject;
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  std::optional<policy::Facts> facts;
  std::optional<Id> assignee;
  std::vector<std::string> tags;
  std::vector<PastMessage> messages;  ///< in the order of their instants, the first a reply; none lies ahead
  std::optional<Instant> closed_at;   ///< not before the last message
};

/// What became of the ticket with this key in the other system; none when it was not imported yet.
std::optional<Id> imported_as(storage::Transaction&, std::string_view external);

/// Writes the ticket with its messages, its events at their own instants, and last the event of the import. A
/// closed one has no clocks. An open one has those that the policy in force would have given it, counted from
/// its messages; what they ask for by now is not done any more.
Opened import_ticket(Writing&, const policy::InForce&, const PastTicket&);

}  // namespace plazo::tickets
