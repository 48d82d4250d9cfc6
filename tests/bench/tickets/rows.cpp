#include "tests/bench/tickets/rows.hpp"

#include <algorithm>

namespace plazo::bench {

Tables rows_of(ByHand& database) {
  Tables tables;
  auto* names = database.prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'message\\_text%' ESCAPE '\\' "
      "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  while (sqlite3_step(names) == SQLITE_ROW) {
    Table& table = tables[std::string(text_of(names, 0))];
    auto* rows = database.prepare("SELECT * FROM " + std::string(text_of(names, 0)));
    const int width = sqlite3_column_count(rows);
    for (int c = 0; c < width; ++c) table.columns.emplace_back(sqlite3_column_name(rows, c));
    while (sqlite3_step(rows) == SQLITE_ROW) {
      Row& row = table.rows.emplace_back();
      for (int c = 0; c < width; ++c) {
        Cell& cell = row.emplace_back(Cell{.type = sqlite3_column_type(rows, c)});
        if (cell.type == SQLITE_INTEGER) cell.number = sqlite3_column_int64(rows, c);
        if (cell.type == SQLITE_TEXT) cell.bytes = text_of(rows, c);
        if (cell.type == SQLITE_BLOB)
          cell.bytes.assign(static_cast<const char*>(sqlite3_column_blob(rows, c)),
                            static_cast<std::size_t>(sqlite3_column_bytes(rows, c)));
      }
    }
    sqlite3_reset(rows);
  }
  sqlite3_reset(names);
  return tables;
}

Tables added(const Tables& before, const Tables& after) {
  Tables out;
  for (const auto& [name, table] : after) {
    const auto& known = before.at(name).rows;
    Table fresh{.columns = table.columns, .rows = {}};
    std::size_t kept = 0;
    for (const auto& row : table.rows) {
      if (std::find(known.begin(), known.end(), row) == known.end())
        fresh.rows.push_back(row);
      else
        ++kept;
    }
    if (kept != known.size())
      throw std::runtime_error(
          "a row of table `" + name +
          "` was changed or removed, and the hand-written program only adds rows: teach it");
    if (!fresh.rows.empty()) out.emplace(name, std::move(fresh));
  }
  return out;
}

}  // namespace plazo::bench
