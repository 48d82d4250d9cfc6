#include "core/storage/migrations.hpp"

#include <sodium.h>

#include <array>
#include <cstring>
#include <optional>

namespace plazo::storage {
namespace {

constexpr std::string_view create_table =
    "CREATE TABLE IF NOT EXISTS schema_migration (\n"
    "  number INTEGER NOT NULL PRIMARY KEY,\n"
    "  name TEXT NOT NULL,\n"
    "  statements_done INTEGER NOT NULL,\n"
    "  statements INTEGER NOT NULL,\n"
    "  digest BLOB NOT NULL,\n"
    "  applied_at INTEGER NOT NULL\n"
    ") STRICT";

using Digest = std::array<std::byte, 32>;

// Needs no key and no random numbers, so libsodium need not be initialised for it.
Digest digest_of(std::string_view text) {
  Digest digest;
  crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return digest;
}

bool table_exists(Transaction& t) {
  return t.query("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'").next();
}

struct Progress {
  std::int32_t number;
  std::int64_t done;
  std::int64_t statements;
  bool complete() const { return done >= statements; }
};

// The last migration that was begun. All before it are complete: they are applied in order.
std::optional<Progress> progress_of(Transaction& t) {
  if (!table_exists(t)) return std::nullopt;
  Rows rows = t.query(
      "SELECT number, statements_done, statements FROM schema_migration ORDER BY number DESC LIMIT 1");
  if (!rows.next()) return std::nullopt;
  return Progress{static_cast<std::int32_t>(rows.integer(0)), rows.integer(1), rows.integer(2)};
}

void refuse_newer(const std::optional<Progress>& progress, std::span<const Migration> known) {
  const std::int32_t last = known.empty() ? 0 : known.back().number;
  if (!progress || progress->number <= last) return;
  throw Error(Category::unavailable, "storage.newer",
              "the database was made by a newer Plazo; install that version or a later one")
      .with("schema", std::to_string(progress->number))
      .with("supported", std::to_string(last));
}

void check_order(std::span<const Migration> known) {
  std::int32_t last = 0;
  for (const Migration& migration : known) {
    if (migration.number <= last)
      throw Error(Category::internal, "storage.migrations", "the built-in migrations are out of order");
    last = migration.number;
  }
}

// Rolls back whatever way the scope is left, unless committed.
class Scope {
 public:
  Scope(Connection& connection, Mode mode) : connection_(connection) { connection.begin(mode); }
  ~Scope() { connection_.rollback(); }  // nothing to do after a commit
  void commit() { connection_.commit(); }

 private:
  Connection& connection_;
};

std::optional<Progress> read_progress(Connection& connection) {
  Scope scope(connection, Mode::read);
  Transaction t(connection);
  return progress_of(t);
}

// Finds the next statement under the write lock and runs it. False when nothing is left to do.
bool step(Connection& connection, std::span<const Migration> known, Instant now) {
  Scope scope(connection, Mode::write);
  Transaction t(connection);
  if (!table_exists(t)) {
    t.run(create_table);
    scope.commit();
    return true;
  }
  const std::optional<Progress> progress = progress_of(t);
  refuse_newer(progress, known);

  const Migration* next = nullptr;
  std::size_t done = 0;
  for (const Migration& migration : known) {
    if (progress && migration.number < progress->number) continue;
    if (progress && migration.number == progress->number) {
      if (progress->complete()) continue;
      done = static_cast<std::size_t>(progress->done);
    }
    next = &migration;
    break;
  }
  if (!next) return false;

  const std::vector<std::string> statements = statements_of(next->sql);
  const Digest digest = digest_of(next->sql);
  const Blob digest_bytes{digest};
  if (statements.empty())
    throw Error(Category::internal, "storage.migrations", "a built-in migration holds no statement");
  if (done > 0) {
    Rows row = t.query("SELECT digest FROM schema_migration WHERE number = ?", next->number);
    const Blob stored = row.next() ? row.blob(0) : Blob{};
    if (stored.size() != digest.size() || std::memcmp(stored.data(), digest.data(), digest.size()) != 0)
      throw Error(Category::unavailable, "storage.schema_changed",
                  "a migration stopped half-way and this Plazo knows it differently; finish it with the "
                  "version that began it")
          .with("migration", std::to_string(next->number));
  }
  t.run(statements.at(done));
  if (done == 0) {
    t.run(
        "INSERT INTO schema_migration (number, name, statements_done, statements, digest, applied_at)"
        " VALUES (?, ?, 1, ?, ?, ?)",
        next->number, next->name, static_cast<std::int64_t>(statements.size()), digest_bytes, now);
  } else {
    t.run("UPDATE schema_migration SET statements_done = ?, applied_at = ? WHERE number = ?",
          static_cast<std::int64_t>(done + 1), now, next->number);
  }
  scope.commit();
  return true;
}

bool blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

bool only_comments(std::string_view block) {
  while (!block.empty()) {
    const std::size_t end = block.find('\n');
    const std::string_view line = block.substr(0, end);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos && !line.substr(first).starts_with("--")) return false;
    if (end == std::string_view::npos) break;
    block.remove_prefix(end + 1);
  }
  return true;
}

}  // namespace

std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> statements;
  std::size_t start = 0;
  std::size_t at = 0;
  auto finish = [&](std::size_t end) {
    const std::string_view block = sql.substr(start, end - start);
    if (!only_comments(block)) statements.emplace_back(block);
    start = end;
  };
  while (at < sql.size()) {
    const std::size_t newline = std::min(sql.find('\n', at), sql.size());
    std::string_view line = sql.substr(at, newline - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const std::size_t next = std::min(newline + 1, sql.size());
    const std::string_view following = sql.substr(next, std::min(sql.find('\n', next), sql.size()) - next);
    const bool comment = only_comments(line);
    if (!comment && line.ends_with(';') && blank(following)) finish(next);
    at = next;
  }
  finish(sql.size());
  return statements;
}

std::int32_t applied_migration(Connection& connection) {
  Scope scope(connection, Mode::read);
  Transaction t(connection);
  if (!table_exists(t)) return 0;
  Rows rows = t.query("SELECT max(number) FROM schema_migration WHERE statements_done >= statements");
  return rows.next() ? static_cast<std::int32_t>(rows.integer(0)) : 0;
}

bool needs_migration(Connection& connection, std::span<const Migration> known) {
  const std::optional<Progress> progress = read_progress(connection);
  refuse_newer(progress, known);
  if (known.empty()) return false;
  return !progress || !progress->complete() || progress->number != known.back().number;
}

void apply_migrations(Connection& connection, std::span<const Migration> known, Instant now,
                      const std::function<void()>& statement_done) {
  check_order(known);
  while (step(connection, known, now))
    if (statement_done) statement_done();
}

}  // namespace plazo::storage
