// What the fault programs do to a desk. Everything they know of it is here, so that they can be
// pointed at other operations.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>

#include "core/storage/sqlite_database.hpp"

namespace plazo::faults {

inline constexpr storage::Migration schema[] = {
    {1, "workload",
     "CREATE TABLE entry (id INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;\n\n"
     "CREATE TABLE counter (id INTEGER NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT;\n\n"
     "INSERT INTO counter (id, value) VALUES (0, 0);\n"}};

inline std::unique_ptr<storage::Database> open_desk(const std::filesystem::path& path,
                                                    const storage::Seams& seams = {}) {
  return std::make_unique<storage::SqliteDatabase>(
      storage::Options{.path = path, .create = true, .migrations = schema}, seams);
}

/// Stores one entry; it is acknowledged once this returns.
inline void store(storage::Database& desk, std::int64_t id) {
  desk.transact([&](storage::Transaction& t) {
    t.run("INSERT INTO entry (id, body) VALUES (?, ?)", id,
          "a reply of ordinary length, number " + std::to_string(id));
  });
}

inline std::set<std::int64_t> stored(storage::Database& desk) {
  std::set<std::int64_t> ids;
  desk.read([&](storage::Transaction& t) {
    storage::Rows rows = t.query("SELECT id FROM entry");
    while (rows.next()) ids.insert(rows.integer(0));
  });
  return ids;
}

/// Reads a number and writes it back one higher.
inline void count_up(storage::Database& desk) {
  desk.transact([](storage::Transaction& t) {
    std::int64_t value = 0;
    {
      storage::Rows rows = t.query("SELECT value FROM counter WHERE id = 0");
      if (rows.next()) value = rows.integer(0);
    }
    t.run("UPDATE counter SET value = ? WHERE id = 0", value + 1);
  });
}

inline std::int64_t counted(storage::Database& desk) {
  std::int64_t value = -1;
  desk.read([&](storage::Transaction& t) {
    storage::Rows rows = t.query("SELECT value FROM counter WHERE id = 0");
    if (rows.next()) value = rows.integer(0);
  });
  return value;
}

}  // namespace plazo::faults
