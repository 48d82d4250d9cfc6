// Staff members, their permissions and the departments they see.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/messages.hpp"
#include "core/storage/tables.hpp"
#include "core/timeline/timeline.hpp"

namespace plazo::customers {

/// What a staff member may do. New ones are appended; the names are stored.
enum class Permission {
  tickets_read,     ///< see tickets, the queue and search, with notes
  tickets_open,     ///< open tickets in a customer's name
  tickets_reply,    ///< answer customers
  tickets_note,     ///< write private notes
  tickets_close,    ///< close tickets
  customers_read,   ///< see customers and their contacts
  customer_view,    ///< look through a customer's eyes, without writing
  tickets_change,   ///< change priority and department, pause and resume
  support_suspend,  ///< suspend a customer's support, and lift that
  sessions,         ///< take calls and chats, and go on with them by ticket
  conduct,          ///< flag what goes against fair use, and withdraw that
};
BOOST_DESCRIBE_ENUM(Permission, tickets_read, tickets_open, tickets_reply, tickets_note, tickets_close,
                    customers_read, customer_view, tickets_change, support_suspend, sessions, conduct)

struct StaffRow {
  Id id;
  std::string reference;
  std::string name;
  Locale locale = Locale::es;
  std::optional<std::string> zone;
  bool active = true;
  std::vector<Permission> permissions;
  bool all_departments = true;
  std::int64_t version = 1;
  std::int64_t sequence = 0;
  json::Bytes chain;
  Instant created_at;
  Instant updated_at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the staff member"},
      {.field = "reference", .meaning = "the panel's own key of the staff login", .max = 64},
      {.field = "name", .meaning = "name as customers see it", .max = 200},
      {.field = "locale", .meaning = "language that the staff member reads"},
      {.field = "zone", .meaning = "IANA zone of the staff member", .max = 64},
      {.field = "active", .meaning = "false once somebody has left"},
      {.field = "permissions", .meaning = "what the staff member may do"},
      {.field = "all_departments", .meaning = "sees every department; else those in staff_department"},
      {.field = "version", .meaning = "counts the changes of this row"},
      {.field = "sequence", .meaning = "number of events in the timeline"},
      {.field = "chain", .meaning = "hash of the last event", .max = 32},
      {.field = "created_at", .meaning = "when it was first put"},
      {.field = "updated_at", .meaning = "when it was last put"},
  };
};
BOOST_DESCRIBE_STRUCT(StaffRow, (),
                      (id, reference, name, locale, zone, active, permissions, all_departments, version,
                       sequence, chain, created_at, updated_at))

struct StaffDepartmentRow {
  Id staff;
  std::string department;

  static constexpr json::Note notes[] = {
      {.field = "staff", .meaning = "who"},
      {.field = "department", .meaning = "key of a department of the policy", .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(StaffDepartmentRow, (), (staff, department))

const storage::TableOf<StaffRow>& staff();
const storage::TableOf<StaffDepartmentRow>& staff_departments();

std::optional<StaffRow> find_staff(storage::Transaction&, std::string_view reference);
std::optional<StaffRow> find_staff(storage::Transaction&, Id id);
/// Sorted; empty also for somebody who sees all of them.
std::vector<std::string> departments_of(storage::Transaction&, Id staff);

/// Writes the staff member as given with one timeline event. `row.id` is 0 for a new one and is set.
void put_staff(storage::Transaction&, const IdSource&, StaffRow& row,
               const std::vector<std::string>& departments, const timeline::Author& author, Instant now);

}  // namespace plazo::customers
