// The storage port: what a database engine must offer. One driver per engine implements it; all SQL
// above it is written once, in what SQLite and MariaDB both speak, with `?` placeholders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/base/error.hpp"
#include "core/base/id.hpp"
#include "core/base/time.hpp"

namespace plazo::storage {

using Blob = std::span<const std::byte>;
/// A bound parameter. Text and blobs are borrowed until the statement has been executed.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

inline Value value_of(std::nullptr_t) { return nullptr; }
inline Value value_of(std::int64_t v) { return v; }
inline Value value_of(std::int32_t v) { return std::int64_t{v}; }
inline Value value_of(bool v) { return std::int64_t{v}; }
inline Value value_of(std::string_view v) { return v; }
inline Value value_of(const std::string& v) { return std::string_view(v); }
inline Value value_of(const char* v) { return std::string_view(v); }
inline Value value_of(Blob v) { return v; }
inline Value value_of(Id v) { return v.value; }
inline Value value_of(Instant v) { return v.ms; }
inline Value value_of(Duration v) { return v.ms; }
inline Value value_of(const Value& v) { return v; }

/// A prepared statement, owned and cached by its connection.
class Statement {
 public:
  virtual ~Statement() = default;
  /// Binds all parameters and makes the statement ready to be stepped from its first row.
  virtual void start(std::span<const Value> parameters) = 0;
  /// Moves to the next row; false when there is none.
  virtual bool step() = 0;
  /// Ends the execution, so that the statement holds no lock and no borrowed parameter.
  virtual void finish() noexcept = 0;

  // The current row; columns count from 0. Text and blobs stay valid until the next step or finish.
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual Blob blob(int column) const = 0;
};

enum class Mode {
  read,   ///< a consistent snapshot; never takes the write lock
  write,  ///< takes the write lock at once, so that it cannot fail half-way with "busy"
};

/// One connection, used by one thread at a time.
class Connection {
 public:
  virtual ~Connection() = default;
  /// The cached statement of this text, prepared at first use. The same text must not be executed
  /// again before the running execution has finished.
  virtual Statement& prepare(std::string_view sql) = 0;
  virtual void begin(Mode) = 0;
  /// Throws `CommitUnknown` when the engine failed in a way that leaves the outcome open.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  /// Rows changed by the last finished INSERT, UPDATE or DELETE.
  virtual std::int64_t changes() const = 0;
  /// Sees to it that the connection has its temporary tables: where it has none yet, what runs in the
  /// transaction is broken off and runs again with them.
  virtual void need_temporary_tables() = 0;
};

// What `transact` handles by itself. They reach a caller only as a plain `Error`.

/// Lock not to be had, deadlock, certification failure: run the whole transaction again.
struct Busy : Error {
  using Error::Error;
};
/// A unique key exists already: new ids are needed, or somebody was faster. Run again.
struct Clash : Error {
  using Error::Error;
};
/// COMMIT failed and may have happened all the same. The connection must not be used again.
struct CommitUnknown : Error {
  using Error::Error;
};

/// The rows of one execution. Iterate with `while (rows.next())`; finishes when it goes out of scope.
class Rows {
 public:
  Rows(Statement& statement, std::span<const Value> parameters) : statement_(&statement) {
    statement_->start(parameters);
  }
  Rows(Rows&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Rows(const Rows&) = delete;
  Rows& operator=(Rows&&) = delete;
  ~Rows() {
    if (statement_) statement_->finish();
  }

  bool next() { return statement_->step(); }

  bool is_null(int column) const { return statement_->is_null(column); }
  std::int64_t integer(int column) const { return statement_->integer(column); }
  std::string_view text(int column) const { return statement_->text(column); }
  Blob blob(int column) const { return statement_->blob(column); }
  Id id(int column) const { return {integer(column)}; }
  Instant instant(int column) const { return {integer(column)}; }

 private:
  Statement* statement_;
};

/// What a handler sees of a connection while its transaction runs.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Transaction(const Transaction&) = delete;

  template <class... Parameters>
  Rows query(std::string_view sql, const Parameters&... parameters) {
    const Value values[sizeof...(Parameters) + 1] = {value_of(parameters)..., nullptr};
    return Rows(connection_.prepare(sql), std::span(values, sizeof...(Parameters)));
  }
  Rows query(std::string_view sql, std::span<const Value> values) {
    return Rows(connection_.prepare(sql), values);
  }
  /// Executes a statement that returns no rows and gives the number of rows it changed.
  template <class... Parameters>
  std::int64_t run(std::string_view sql, const Parameters&... parameters) {
    const Value values[sizeof...(Parameters) + 1] = {value_of(parameters)..., nullptr};
    return run(sql, std::span<const Value>(values, sizeof...(Parameters)));
  }
  std::int64_t run(std::string_view sql, std::span<const Value> values) {
    {
      Rows rows(connection_.prepare(sql), values);
      rows.next();
    }
    return connection_.changes();
  }
  /// To be called before the first use of a temporary table in a transaction, which may run anew from its
  /// beginning. Most connections never use one, and need not pay for it when they open.
  void need_temporary_tables() { connection_.need_temporary_tables(); }

 private:
  Connection& connection_;
};

}  // namespace plazo::storage
