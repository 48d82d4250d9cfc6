#include "core/storage/sqlite_error.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <cstdio>
#include <string>

#include "core/storage/port.hpp"

namespace plazo::storage {
namespace {

[[noreturn]] void throw_unavailable(const char* code, const char* message, bool retryable = false) {
  Error error(Category::unavailable, code, message);
  error.retryable = retryable;
  throw error;
}

template <class Kind>
[[noreturn]] void throw_retryable(Category category, const char* code, const char* message) {
  Kind error(category, code, message);
  error.retryable = true;
  throw error;
}

[[noreturn]] void throw_internal(int code, const char* name, const char* message) {
  throw Error(Category::internal, name, message).with("engine_code", std::to_string(code));
}

constexpr const char* busy_message = "the database is locked by another process; try again";
constexpr const char* full_message = "no space is left for the database; free some and try again";
constexpr const char* read_only_message =
    "the database or its folder cannot be written; make both writable for this user";
constexpr const char* io_message =
    "reading or writing the database failed; look at the system log and at the disk";
constexpr const char* corrupt_message = "the database is damaged; restore the last good backup";
constexpr const char* memory_message = "there was not enough memory; try again";

bool is_full(int number) { return number == ENOSPC || number == EDQUOT; }

// SQLite takes a read that the system failed for damage of the file. Restoring a backup is no remedy for a
// disk that does not answer.
bool could_not_read(sqlite3* db) {
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    int number = 0;
    if (db && sqlite3_file_control(db, "main", which, &file) == SQLITE_OK && file && file->pMethods &&
        file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK &&
        (number == EIO || number == ENXIO || number == ERANGE))
      return true;
  }
  return false;
}

}  // namespace

bool poisons(int code) {
  switch (code & 0xff) {
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return true;
    default:
      return false;
  }
}

void throw_system(int number) {
  if (is_full(number)) throw_unavailable("storage.full", full_message);
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      throw_unavailable("storage.missing", "there is no database at this place; create it first");
    case EROFS:
    case EPERM:
    case EACCES:
      throw_unavailable("storage.read_only", read_only_message);
    case EMFILE:
    case ENFILE:
      throw_unavailable("storage.io", "too many files are open; raise the limit of open files", true);
    case ENOMEM:
      throw_retryable<Error>(Category::unavailable, "memory.exhausted", memory_message);
    default:
      throw_unavailable("storage.io", io_message);
  }
}

void throw_sqlite(int code, sqlite3* db) {
  const int system = db ? sqlite3_system_errno(db) : 0;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // lost the race for the log's locks many times over
    case SQLITE_SCHEMA:    // somebody migrated between prepare and step, again and again
      throw_retryable<Busy>(Category::unavailable, "storage.busy", busy_message);
    case SQLITE_NOMEM:
      throw_retryable<Error>(Category::unavailable, "memory.exhausted", memory_message);
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_UNIQUE ||
          code == SQLITE_CONSTRAINT_ROWID)
        throw Clash(Category::internal, "storage.clash", "a row with this key exists already; report this");
      throw_internal(code, "storage.constraint",
                     "the database refused a row that breaks its rules; report this");
    case SQLITE_FULL:
      throw_unavailable("storage.full", full_message);
    case SQLITE_IOERR:
      if (code == SQLITE_IOERR_NOMEM)
        throw_retryable<Error>(Category::unavailable, "memory.exhausted", memory_message);
      if (is_full(system)) throw_unavailable("storage.full", full_message);
      throw_unavailable("storage.io", io_message);
    case SQLITE_CORRUPT:
      if (could_not_read(db)) throw_unavailable("storage.io", io_message);
      throw_unavailable("storage.corrupt", corrupt_message);
    case SQLITE_NOTADB:
      throw_unavailable("storage.foreign", "this file is no Plazo database; choose another path");
    case SQLITE_READONLY:
      throw_unavailable("storage.read_only", read_only_message);
    case SQLITE_CANTOPEN:
      throw_system(system);
    case SQLITE_AUTH:
      throw_internal(code, "storage.denied", "the database refuses statements of this kind; report this");
    case SQLITE_TOOBIG:
      throw Error(Category::limit, "storage.too_large", "a value is too large for the database; send less");
    default:
      break;
  }
#ifndef NDEBUG
  // Only in development: the engine's words quote the statement.
  if (db) std::fprintf(stderr, "sqlite: %d: %s\n", code, sqlite3_errmsg(db));
#endif
  throw_internal(code, "storage.statement", "the database refused a statement of Plazo; report this");
}

void throw_commit(int code, sqlite3* db) {
  const int primary = code & 0xff;
  if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_CONSTRAINT)
    throw_sqlite(code, db);
  if (primary == SQLITE_FULL || (primary == SQLITE_IOERR && db && is_full(sqlite3_system_errno(db))))
    throw CommitUnknown(Category::unavailable, "storage.full", full_message);
  // Also when memory ran out: the log may hold the commit already, and recovery would find it there.
  throw commit_unknown();
}

CommitUnknown commit_unknown() {
  CommitUnknown error(Category::unavailable, "storage.commit_unknown",
                      "the outcome of this write is unknown; repeat it with the same idempotency key");
  error.retryable = true;
  return error;
}

}  // namespace plazo::storage
