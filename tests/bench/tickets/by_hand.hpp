// SQLite as somebody would use it who writes the program by hand: prepared statements, the settings of the
// library's own connections, nothing in between.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace plazo::bench {

class ByHand {
 public:
  explicit ByHand(const std::string& file) {
    if (sqlite3_open_v2(file.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
        SQLITE_OK)
      fail();
    // Those of core/storage/sqlite_connection.cpp.
    for (const char* setting :
         {"PRAGMA mmap_size = 0", "PRAGMA temp_store = MEMORY", "PRAGMA cell_size_check = ON",
          "PRAGMA journal_size_limit = 67108864", "PRAGMA cache_size = -8000", "PRAGMA foreign_keys = ON",
          "PRAGMA wal_autocheckpoint = 200", "PRAGMA synchronous = FULL"})
      run(setting);
    if (text("PRAGMA journal_mode") != "wal") throw std::runtime_error("the file is not in WAL mode");
  }
  ByHand(const ByHand&) = delete;
  ~ByHand() {
    for (auto* statement : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
  }

  /// Lives as long as this.
  sqlite3_stmt* prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) != SQLITE_OK)
      fail();
    statements_.push_back(statement);
    return statement;
  }
  void run(const char* sql) {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }
  /// Runs a statement that returns no rows, and makes it ready for the next time.
  void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail();
    sqlite3_reset(statement);
  }
  std::string text(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
    std::string out;
    if (sqlite3_step(statement) == SQLITE_ROW)
      if (const auto* found = sqlite3_column_text(statement, 0)) out = reinterpret_cast<const char*>(found);
    sqlite3_finalize(statement);
    return out;
  }
  std::int64_t number(const std::string& sql) { return std::stoll("0" + text(sql)); }
  sqlite3* handle() const { return db_; }

  [[noreturn]] void fail() const { throw std::runtime_error(std::string("by hand: ") + sqlite3_errmsg(db_)); }

 private:
  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> statements_;
};

inline void bind(sqlite3_stmt* statement, int place, std::int64_t value) {
  sqlite3_bind_int64(statement, place, value);
}
inline void bind(sqlite3_stmt* statement, int place, std::string_view value) {
  sqlite3_bind_text64(statement, place, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
}
inline std::string_view text_of(sqlite3_stmt* statement, int column) {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return {data ? data : "", static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

}  // namespace plazo::bench
