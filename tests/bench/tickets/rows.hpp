// What stands in a database, and what a call changed in it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/bench/tickets/by_hand.hpp"

namespace plazo::bench {

struct Cell {
  int type = SQLITE_NULL;
  std::int64_t number = 0;
  std::string bytes = {};  ///< of a text or a blob
  friend bool operator==(const Cell&, const Cell&) = default;
};
using Row = std::vector<Cell>;

struct Table {
  std::vector<std::string> columns;
  std::vector<Row> rows;  ///< in the order of the primary key
};
using Tables = std::map<std::string, Table>;

/// All rows of all tables but the text index. For small databases.
Tables rows_of(ByHand&);

/// The rows that `after` has and `before` has not. Throws when a row is gone or another.
Tables added(const Tables& before, const Tables& after);

}  // namespace plazo::bench
