#include "core/storage/sqlite_statement.hpp"

#include "core/storage/sqlite_connection.hpp"
#include "core/storage/sqlite_error.hpp"

namespace plazo::storage {

void SqliteStatement::start(std::span<const Value> parameters) {
  connection_.require_own_process();
  if (!connection_.transaction_)
    throw Error(Category::internal, "storage.no_transaction", "no transaction is running; report this");
  if (running_)
    throw Error(Category::internal, "storage.statement_running",
                "this statement is still being read; finish it before using it again");
  if (*connection_.transaction_ == Mode::read && writes_)
    throw Error(Category::internal, "storage.read_transaction",
                "a reading transaction cannot write; report this");
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement_)) != parameters.size())
    throw Error(Category::internal, "storage.statement", "the number of parameters is wrong; report this");
  int position = 0;
  for (const Value& value : parameters)
    if (const int code = bind(++position, value); code != SQLITE_OK) {
      sqlite3_clear_bindings(statement_);
      connection_.fail(code);
    }
  running_ = true;
  done_ = false;
  ++connection_.running_;
}

// Borrowed until `finish`. A null pointer would bind NULL, but an empty text or blob is none.
int SqliteStatement::bind(int position, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return sqlite3_bind_int64(statement_, position, *number);
  if (const auto* text = std::get_if<std::string_view>(&value))
    return sqlite3_bind_text64(statement_, position, text->empty() ? "" : text->data(), text->size(),
                               SQLITE_STATIC, SQLITE_UTF8);
  if (const auto* blob = std::get_if<Blob>(&value))
    return sqlite3_bind_blob64(statement_, position,
                               blob->empty() ? static_cast<const void*>("") : blob->data(), blob->size(),
                               SQLITE_STATIC);
  return sqlite3_bind_null(statement_, position);
}

bool SqliteStatement::step() {
  // A finished statement would begin again, perhaps outside of any transaction.
  if (!running_ || done_) return false;
  connection_.require_own_process();
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  done_ = true;
  if (code == SQLITE_DONE) return false;
  // Before the reset: it would make the system's error number that of another call.
  if (poisons(code)) connection_.poisoned_ = true;
  try {
    throw_sqlite(code, connection_.handle());
  } catch (...) {
    sqlite3_reset(statement_);
    throw;
  }
}

void SqliteStatement::finish() noexcept {
  if (!running_) return;
  running_ = false;
  --connection_.running_;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string_view SqliteStatement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(statement_, column);
  require_memory(data);
  if (!data) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Blob SqliteStatement::blob(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  require_memory(data);
  if (!data) return {};
  return {static_cast<const std::byte*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

// A null pointer stands for NULL, for an empty blob and for "out of memory"; only the last is an error.
void SqliteStatement::require_memory(const void* data) const {
  if (!data && (sqlite3_errcode(connection_.handle()) & 0xff) == SQLITE_NOMEM)
    throw_sqlite(SQLITE_NOMEM, nullptr);
}

}  // namespace plazo::storage
