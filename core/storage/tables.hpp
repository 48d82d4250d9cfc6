// Tables from described structs: definitions per engine, and rows to and from structs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/json/describe.hpp"
#include "core/storage/port.hpp"

namespace plazo::storage {

enum class Engine { sqlite, mariadb };

struct Index {
  std::vector<std::string_view> columns;
  bool unique = false;
};

/// One table: each described field of the row struct is a column of the same name. Lists and objects
/// are stored as JSON text, enumerations by name, instants and durations as milliseconds.
class Table {
 public:
  Table(std::string_view name, json::TypeOf row, std::vector<std::string_view> primary_key,
        std::vector<Index> indexes = {});

  std::string_view name() const { return name_; }
  /// The columns in order, comma-separated, as they stand in a SELECT that `read` understands.
  const std::string& columns() const { return columns_; }
  /// The same for a join, where the table goes by `alias`. Optional columns that are `left_out` are read as
  /// absent.
  std::string columns(std::string_view alias, std::initializer_list<std::string_view> left_out = {}) const;
  /// How many columns there are: where the next table's begin in a join.
  int width() const { return static_cast<int>(row_.fields.size()); }
  /// `SELECT columns FROM table `, to be followed by a literal WHERE.
  std::string select(std::string_view where) const;

  /// CREATE TABLE and CREATE INDEX statements, without a closing semicolon.
  std::vector<std::string> definitions(Engine) const;

  void insert(Transaction&, const void* row) const;
  /// Fills a value-initialised row struct from the current row, from column `first` on.
  void read(const Rows&, void* row, int first = 0) const;

 private:
  std::string_view name_;
  const json::Type& row_;
  std::vector<std::string_view> primary_key_;
  std::vector<Index> indexes_;
  std::string columns_, insert_;
};

/// A table whose rows are `Row`.
template <class Row>
class TableOf : public Table {
 public:
  TableOf(std::string_view name, std::vector<std::string_view> primary_key, std::vector<Index> indexes = {})
      : Table(name, &json::type_of<Row>, std::move(primary_key), std::move(indexes)) {}

  void insert(Transaction& tx, const Row& row) const { Table::insert(tx, &row); }
  Row read(const Rows& rows, int first = 0) const {
    Row row{};
    Table::read(rows, &row, first);
    return row;
  }
};

}  // namespace plazo::storage
