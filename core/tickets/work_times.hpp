// Time of staff on tickets: what quotas of hours and caps of a task are measured by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/period.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

struct WorkTimeRow {
  Id id;
  Id ticket;
  Id customer;
  std::optional<std::string> entitlement;
  Duration time;
  std::string note;
  std::optional<Id> staff;
  std::string author_name;
  Instant at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the entry"},
      {.field = "ticket", .meaning = "on which ticket"},
      {.field = "customer", .meaning = "whose account it is"},
      {.field = "entitlement", .meaning = "key of the entitlement that it counts for", .max = 64},
      {.field = "time", .meaning = "how long"},
      {.field = "note", .meaning = "what was done", .max = 1000},
      {.field = "staff", .meaning = "who worked; none where the panel says it"},
      {.field = "author_name", .meaning = "the author's name at that time", .max = 200},
      {.field = "at", .meaning = "when it was logged: it counts in that period"},
  };
};
BOOST_DESCRIBE_STRUCT(WorkTimeRow, (),
                      (id, ticket, customer, entitlement, time, note, staff, author_name, at))

const storage::TableOf<WorkTimeRow>& work_times();

std::optional<WorkTimeRow> find_work_time(storage::Transaction&, Id entry);

/// What an account has had of an entitlement in a period: tickets, calls and chats, one that goes on in a
/// ticket which has it too being one with that; time that was logged, and time in calls and chats that have
/// ended.
struct Had {
  std::int64_t tickets = 0;
  Duration time;
};
Had had(storage::Transaction&, Id customer, std::string_view entitlement, const policy::PeriodSpan&);
/// Time of staff on one ticket that counts for an entitlement.
Duration time_on(storage::Transaction&, Id ticket, std::string_view entitlement);

/// What a limit of time has, and what this entry has made of it.
struct Passed {
  Duration used;
  Duration included;
  bool now = false;  ///< this entry has passed it; the ones after it do not do so again
};

/// Writes the entry with an event for staff, and one more for each limit that it passes. The ticket's row is
/// still to be updated. `row.id` is set.
void log_time(Writing&, TicketRow&, WorkTimeRow& row, const std::optional<Passed>& quota,
              const std::optional<Passed>& cap);

}  // namespace plazo::tickets
