#include "core/storage/migrations.hpp"

#include <csignal>
#include <latch>

#include "tests/core/storage/support.hpp"

namespace plazo::storage {
namespace {

using namespace testing;
using ::testing::Test;

constexpr Migration three[] = {
    items[0],
    {2, "notes",
     "CREATE TABLE note (id INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;\n\n"
     "CREATE VIRTUAL TABLE note_text USING fts5 (body, tokenize = 'unicode61 remove_diacritics 2');\n\n"
     "INSERT INTO note VALUES (1, 'a;\nb');\n"},
    {5, "more",
     "ALTER TABLE note ADD COLUMN author TEXT;\n\nCREATE INDEX note_author ON note (author);\n\n"
     "UPDATE item SET value = value + 1 WHERE id = 0;\n"}};

std::unique_ptr<Database> open_with(const fs::path& path, std::span<const Migration> migrations) {
  return open_sqlite({.path = path, .create = true, .migrations = migrations});
}

TEST(MigrationText, EndsAStatementAtASemicolonBeforeABlankLine) {
  EXPECT_EQ(statements_of("").size(), 0u);
  EXPECT_EQ(statements_of("-- only words;\n\n-- and more\n").size(), 0u);
  EXPECT_EQ(statements_of("A;\nB;\n\nC;").size(), 2u);
  EXPECT_EQ(statements_of("A;\r\n\r\nC;\r\n").size(), 2u);
  EXPECT_EQ(statements_of("-- why;\n\nA (\n  x, -- y;\n\t-- z;\n\n  z\n);\n \nB;\n\n\n-- end\n").size(), 2u);
  EXPECT_EQ(statements_of("A ';' x\n;").size(), 1u);
}

TEST(Migrations, BuiltInOnesAreInOrderAndWhole) {
  std::int32_t last = 0;
  for (const Migration& migration : built_in_migrations()) {
    EXPECT_GT(migration.number, last);
    EXPECT_FALSE(statements_of(migration.sql).empty());
    last = migration.number;
  }
}

TEST(Migrations, AreAppliedOnceAndInOrder) {
  const Folder folder;
  EXPECT_EQ(open_with(folder / "a.db", {})->status().schema_version, 0);
  EXPECT_EQ(open_with(folder / "a.db", std::span(three, 1))->status().schema_version, 1);
  for (int i = 0; i < 2; ++i) {
    const auto database = open_with(folder / "a.db", three);
    EXPECT_EQ(database->status().schema_version, 5);
    database->read([](Transaction& t) {
      Rows rows = t.query("SELECT value FROM item WHERE id = 0");
      rows.next();
      EXPECT_EQ(rows.integer(0), 1);
      Rows log = t.query(
          "SELECT number, name, statements_done, statements, length(digest) FROM schema_migration "
          "ORDER BY number");
      for (const Migration& migration : three) {
        ASSERT_TRUE(log.next());
        EXPECT_EQ(log.integer(0), migration.number);
        EXPECT_EQ(log.text(1), migration.name);
        EXPECT_EQ(log.integer(2), 3);
        EXPECT_EQ(log.integer(3), 3);
        EXPECT_EQ(log.integer(4), 32);
      }
    });
  }
}

TEST(Migrations, AnOlderLibraryRefusesANewerSchema) {
  const Folder folder;
  open_with(folder / "a.db", three);
  EXPECT_EQ(code_of([&] { open_with(folder / "a.db", std::span(three, 2)); }), "storage.newer");
  EXPECT_EQ(code_of([&] { open_with(folder / "a.db", {}); }), "storage.newer");
}

TEST(Migrations, FullTextSearchWorksUnderTheAuthorizer) {
  const Folder folder;
  const auto database = open_with(folder / "a.db", three);
  for (int i = 0; i < 100; ++i)
    database->transact([&](Transaction& t) {
      t.run("INSERT INTO note_text (rowid, body) VALUES (?, ?)", std::int64_t{i},
            "avería número " + std::to_string(i));
    });
  database->transact([](Transaction& t) {
    t.run("INSERT INTO note_text (note_text) VALUES ('optimize')");
    t.run("DELETE FROM note_text WHERE rowid = 7");
  });
  database->read([](Transaction& t) {
    Rows rows = t.query("SELECT count(*) FROM note_text WHERE note_text MATCH ? AND rank < 0", "averia");
    rows.next();
    EXPECT_EQ(rows.integer(0), 99);
  });
}

TEST(Migrations, ARefusedStatementLeavesAPointToGoOnFrom) {
  const Folder folder;
  const Migration broken[] = {{1, "x", "CREATE TABLE a (b) STRICT;\n"}, items[0]};
  EXPECT_EQ(code_of([&] { open_with(folder / "order.db", broken); }), "storage.migrations");
  const Migration wrong[] = {{1, "x", "CREATE TABLE a (b INTEGER) STRICT;\n\nCREATE TABEL c (d);\n"}};
  EXPECT_EQ(code_of([&] { open_with(folder / "a.db", wrong); }), "storage.statement");
  const Migration mended[] = {
      {1, "x", "CREATE TABLE a (b INTEGER) STRICT;\n\nCREATE TABLE c (d INTEGER) STRICT;\n"}};
  EXPECT_EQ(code_of([&] { open_with(folder / "a.db", mended); }), "storage.schema_changed");
}

// Killed after each commit, and once in the middle of the next transaction; the next open goes on.
TEST(F29_MigrationKilled, ResumesAfterAKillAtEveryStatement) {
  const int steps = 1 + 3 * 3;
  for (int survived = 0; survived <= steps; ++survived) {
    const Folder folder;
    const fs::path path = folder / "a.db";
    open_with(path, {});
    const pid_t child = ::fork();
    if (child == 0) {
      Seams seams;
      int done = 0;
      seams.migration_step = [&] {
        if (done++ == survived) ::raise(SIGKILL);
      };
      SqliteDatabase({.path = path, .migrations = three}, seams);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(WIFSIGNALED(status), survived < steps) << survived;
    const auto database = open_with(path, three);
    EXPECT_EQ(database->status().schema_version, 5) << survived;
    EXPECT_TRUE(database->check_integrity().empty());
    database->read([&](Transaction& t) {
      Rows rows = t.query("SELECT value FROM item WHERE id = 0");
      rows.next();
      EXPECT_EQ(rows.integer(0), 1) << "a statement ran twice or never";
    });
  }
}

TEST(F29_MigrationKilled, AnotherTextIsNotContinued) {
  const Folder folder;
  const fs::path path = folder / "a.db";
  const pid_t child = ::fork();
  if (child == 0) {
    Seams seams;
    int done = 0;
    seams.migration_step = [&] {
      if (++done == 5) ::raise(SIGKILL);
    };
    SqliteDatabase({.path = path, .create = true, .migrations = three}, seams);
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
  Migration changed[] = {three[0], three[1], three[2]};
  changed[1].sql = "CREATE TABLE other (a INTEGER) STRICT;\n\nCREATE TABLE another (a INTEGER) STRICT;\n";
  EXPECT_EQ(code_of([&] { open_with(path, changed); }), "storage.schema_changed");
  EXPECT_EQ(code_of([&] { open_with(path, std::span(three, 1)); }), "storage.newer");
  EXPECT_EQ(open_with(path, three)->status().schema_version, 5);
}

TEST(F29_MigrationKilled, ManyProcessesApplyEachStatementOnce) {
  for (int round = 0; round < 3; ++round) {
    const Folder folder;
    std::vector<pid_t> children;
    for (int i = 0; i < 12; ++i) {
      const pid_t child = ::fork();
      if (child == 0) ::_exit(code_of([&] { open_with(folder / "a.db", three); }).empty() ? 0 : 1);
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_EQ(status, 0);
    }
    open_with(folder / "a.db", three)->read([](Transaction& t) {
      Rows rows = t.query("SELECT value FROM item WHERE id = 0");
      rows.next();
      EXPECT_EQ(rows.integer(0), 1);
    });
  }
}

}  // namespace
}  // namespace plazo::storage
