// A prepared SQLite statement behind the port.
#pragma once

#include <sqlite3.h>

#include "core/storage/port.hpp"

namespace plazo::storage {

class SqliteConnection;

class SqliteStatement final : public Statement {
 public:
  /// Takes over `statement`, which may be null (it is then good for nothing but being destroyed).
  /// `writes`: changes more than the connection's own temporary tables.
  SqliteStatement(SqliteConnection& connection, sqlite3_stmt* statement, bool writes)
      : connection_(connection), statement_(statement), writes_(writes) {}
  ~SqliteStatement() override { sqlite3_finalize(statement_); }
  SqliteStatement(const SqliteStatement&) = delete;

  void start(std::span<const Value> parameters) override;
  bool step() override;
  void finish() noexcept override;

  bool is_null(int column) const override;
  std::int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  Blob blob(int column) const override;

 private:
  int bind(int position, const Value&);
  void require_memory(const void* data) const;

  SqliteConnection& connection_;
  sqlite3_stmt* statement_;
  bool writes_;
  bool running_ = false;
  bool done_ = false;
};

}  // namespace plazo::storage
