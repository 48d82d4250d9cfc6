// What SQLite's result codes mean to a caller of Plazo.
#pragma once

#include <string_view>

struct sqlite3;

namespace plazo::storage {

struct CommitUnknown;

/// Throws what `code` (an extended result code) stands for. `db` may be null; it is asked for the
/// system's error number only: SQLite's own messages hold SQL and data, so they go nowhere.
[[noreturn]] void throw_sqlite(int code, sqlite3* db);

/// A COMMIT that failed with `code`: `Busy` when the transaction certainly did not happen and can run
/// again, an `Error` when a constraint refused it, else `CommitUnknown`.
[[noreturn]] void throw_commit(int code, sqlite3* db);

/// The error of a COMMIT that may have happened or not.
CommitUnknown commit_unknown();

/// The same for a failed system call on one of the database's files (`number` is its errno).
[[noreturn]] void throw_system(int number);

/// Whether the connection must be dropped after this: the engine's picture of the file may be wrong.
bool poisons(int code);

}  // namespace plazo::storage
