// Numbered schema migrations: the list, and how it is brought into a database.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "core/storage/port.hpp"

namespace plazo::storage {

/// One file of core/storage/migrations/<engine>/. The texts are never copied: they live as long as
/// the program (or the test that made them up).
struct Migration {
  std::int32_t number;    ///< from 1 on, rising, never used twice
  std::string_view name;  ///< the file name after the number, for people
  std::string_view sql;   ///< statements; each ends with `;` at the end of a line before a blank line
};

/// The migrations this library was built with, in rising order. For SQLite; may be empty.
std::span<const Migration> built_in_migrations();

/// The statements of a migration. A statement ends with a `;` that is the last character of its line
/// and is followed by a blank line or the end of the text. Lines that are `--` comments end nothing,
/// and what holds nothing else is dropped.
std::vector<std::string> statements_of(std::string_view sql);

/// Number of the last completed migration, 0 for none.
std::int32_t applied_migration(Connection&);

/// Whether `apply_migrations` would change something. Throws `storage.newer` when the database holds a
/// migration that `known` does not reach.
bool needs_migration(Connection&, std::span<const Migration> known);

/// Applies what is missing: one statement per transaction, and in the same transaction the note of how
/// far it came. So a process that is killed leaves a point from which any other goes on, also on an
/// engine whose table definitions commit by themselves. Each transaction reads the note under the
/// write lock before it acts: however many processes come at once, each statement runs once.
/// Throws `storage.schema_changed` when a half-applied migration was another text, `storage.newer`.
/// `statement_done` is called after each commit; only tests pass one.
void apply_migrations(Connection&, std::span<const Migration> known, Instant now,
                      const std::function<void()>& statement_done = {});

}  // namespace plazo::storage
