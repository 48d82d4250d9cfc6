// calendar.affected
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/policy/include.hpp"
#include "core/tickets/replay.hpp"

namespace plazo::operations {
namespace {

struct CalendarAffected {
  std::optional<std::string> text;
  policy::Fragments fragments;
  std::optional<Id> beyond;
  std::int32_t limit = 500;

  static constexpr json::Note notes[] = {
      {.field = "text",
       .meaning = "a policy that is not installed yet, as it was written, whose calendars are tried; absent: "
                  "the one in force",
       .max = 1'000'000,
       .lines = true},
      {.field = "fragments", .meaning = "texts that it includes", .max = 64, .defaulted = true},
      {.field = "beyond", .meaning = "`next` of the part before"},
      {.field = "limit",
       .meaning = "at most so many open deadlines are looked at",
       .unit = "deadlines",
       .min = 10,
       .max = 5000,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarAffected, (), (text, fragments, beyond, limit))

enum class Cause { zone_data, calendar };
BOOST_DESCRIBE_ENUM(Cause, zone_data, calendar)

struct AffectedDeadline {
  Id ticket;
  std::string reference;
  policy::ClockKind clock = policy::ClockKind::first_response;
  Cause cause = Cause::zone_data;
  Instant due_at;
  std::optional<Instant> would_be;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "reference", .meaning = "its number that people read out"},
      {.field = "clock", .meaning = "which promise"},
      {.field = "cause", .meaning = "whether the hours are others, or the zone data alone"},
      {.field = "due_at", .meaning = "the deadline as it was promised, which stays"},
      {.field = "would_be", .meaning = "where it would lie; absent: nowhere"},
  };
};
BOOST_DESCRIBE_STRUCT(AffectedDeadline, (), (ticket, reference, clock, cause, due_at, would_be))

struct CalendarAffectedReply {
  std::vector<AffectedDeadline> deadlines;
  std::optional<Id> next;
  static constexpr json::Note notes[] = {
      {.field = "deadlines", .meaning = "those of the part looked at that would move"},
      {.field = "next", .meaning = "pass it as `beyond` for the next part; absent after the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarAffectedReply, (), (deadlines, next))

CalendarAffectedReply affected(Call& call, const CalendarAffected& request) {
  std::optional<policy::Compiled> tried;
  if (request.text) tried.emplace(policy::read(*request.text, request.fragments));
  const policy::Compiled* with = tried ? &*tried : nullptr;
  if (!with) with = &call.policy();
  const auto found = tickets::affected(call.tx, call.policies, *with, tickets::scope_of(call.actor).staff,
                                       request.beyond.value_or(Id{}), request.limit);
  CalendarAffectedReply reply{.next = found.next};
  for (const auto& moved : found.moved)
    reply.deadlines.push_back({.ticket = moved.ticket.id,
                               .reference = moved.ticket.reference,
                               .clock = moved.clock.kind,
                               .cause = moved.calendar ? Cause::calendar : Cause::zone_data,
                               .due_at = *moved.clock.due_at,
                               .would_be = moved.would_be});
  return reply;
}

}  // namespace

std::vector<Operation> calendar_affected_operations() {
  return {reading<affected>(
      {.name = "calendar.affected",
       .summary = "Open deadlines that new zone data or another calendar would move",
       .details =
           "Nothing is changed: what was promised stays. Deadlines are worked out anew from their tickets' "
           "timelines, with the system's zone data of now, and with the calendars of the policy in force, or "
           "of "
           "one that is tried, in place of those of the same keys under which the tickets stand.",
       .callers = {{ActorKind::staff, ActorKind::panel}, customers::Permission::tickets_read},
       .errors = {{"policy.none", "no policy is installed yet"},
                  {"policy.invalid", "the policy that is tried has errors; `policy.check` lists them"}}})};
}

}  // namespace plazo::operations
