// Copies of a database that appear complete or not at all: what backup and restore share.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {

/// A private file (mode 0600) of a new name in a folder. It is removed, with the files that SQLite puts
/// beside it, unless it was published.
class Unfinished {
 public:
  /// `kind` is a part of its name, for whoever finds one that a killed process left behind.
  Unfinished(const std::filesystem::path& folder, std::string_view kind);
  ~Unfinished();
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// Onto the disk and under its final name in the same folder; false when that exists.
  bool publish_as(const std::filesystem::path& target);

 private:
  std::filesystem::path path_;
};

class Finalize {
 public:
  explicit Finalize(sqlite3_stmt* statement) : statement_(statement) {}
  ~Finalize() { sqlite3_finalize(statement_); }
  Finalize(const Finalize&) = delete;

 private:
  sqlite3_stmt* statement_;
};

/// Calls `row` for each row that a statement gives.
template <class Row>
void each_row(sqlite3* db, const char* sql, const Row& row) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, sql, -1, &statement, nullptr);
  const Finalize finalize(statement);
  if (code != SQLITE_OK) throw_sqlite(code, db);
  while ((code = sqlite3_step(statement)) == SQLITE_ROW) row(statement);
  if (code != SQLITE_DONE) throw_sqlite(code, db);
}

/// A column as text; empty for NULL.
std::string column(sqlite3_stmt*, int number);

/// Copies one snapshot into an empty file, without what was deleted. Writers neither wait nor make it
/// start again. The copy has a rollback journal; opening it as a desk switches it to WAL.
void vacuum_into(sqlite3*, const std::filesystem::path& empty_file);

/// What `PRAGMA integrity_check` finds, at most 100 lines; empty when the file is sound.
std::vector<std::string> integrity_problems(sqlite3*);

}  // namespace plazo::storage
