#include "core/customers/staff.hpp"

#include "core/json/encode.hpp"

namespace plazo::customers {

const storage::TableOf<StaffRow>& staff() {
  static const storage::TableOf<StaffRow> table("staff", {"id"}, {{{"reference"}, true}});
  return table;
}

const storage::TableOf<StaffDepartmentRow>& staff_departments() {
  static const storage::TableOf<StaffDepartmentRow> table("staff_department", {"staff", "department"});
  return table;
}

std::optional<StaffRow> find_staff(storage::Transaction& tx, std::string_view reference) {
  static const std::string sql = staff().select("WHERE reference = ?");
  auto rows = tx.query(sql, reference);
  if (!rows.next()) return std::nullopt;
  return staff().read(rows);
}

std::optional<StaffRow> find_staff(storage::Transaction& tx, Id id) {
  static const std::string sql = staff().select("WHERE id = ?");
  auto rows = tx.query(sql, id);
  if (!rows.next()) return std::nullopt;
  return staff().read(rows);
}

std::vector<std::string> departments_of(storage::Transaction& tx, Id staff) {
  std::vector<std::string> found;
  auto rows = tx.query("SELECT department FROM staff_department WHERE staff = ? ORDER BY department", staff);
  while (rows.next()) found.emplace_back(rows.text(0));
  return found;
}

void put_staff(storage::Transaction& tx, const IdSource& ids, StaffRow& row,
               const std::vector<std::string>& departments, const timeline::Author& author, Instant now) {
  const bool created = !row.id;
  const std::int64_t read_version = row.version;
  row.updated_at = now;
  if (created) {
    row.id = ids.next(now);
    row.created_at = now;
  } else {
    ++row.version;
  }
  timeline::Head head{row.sequence, std::move(row.chain)};
  const std::string permissions = json::encode(row.permissions);
  timeline::append(tx, head,
                   {.subject = row.id,
                    .at = now,
                    .kind = created ? "staff.created" : "staff.changed",
                    .author = author,
                    .audience = json::Audience::staff,
                    .body = "{\"active\":" + std::string(row.active ? "true" : "false") +
                            ",\"permissions\":" + permissions + ",\"departments\":" +
                            (row.all_departments ? "null" : json::encode(departments)) + "}"});
  row.sequence = head.sequence;
  row.chain = std::move(head.hash);
  if (created) {
    staff().insert(tx, row);
  } else {
    const std::string_view locale = row.locale == Locale::es ? "es" : "en";
    if (tx.run("UPDATE staff SET name = ?, locale = ?, zone = ?, active = ?, permissions = ?, "
               "all_departments = ?, "
               "version = ?, sequence = ?, chain = ?, updated_at = ? WHERE id = ? AND version = ?",
               row.name, locale, row.zone ? storage::Value(*row.zone) : storage::Value(nullptr), row.active,
               permissions, row.all_departments, row.version, row.sequence, storage::Blob(row.chain),
               row.updated_at, row.id, read_version) != 1)
      throw storage::Busy(Category::unavailable, "storage.busy",
                          "the staff member was changed at the same time, try again");
  }
  tx.run("DELETE FROM staff_department WHERE staff = ?", row.id);
  for (const auto& department : departments) staff_departments().insert(tx, {row.id, department});
}

}  // namespace plazo::customers
