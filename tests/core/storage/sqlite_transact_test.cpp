#include <sqlite3.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include "tests/core/storage/support.hpp"

namespace plazo::storage {
namespace {

using namespace testing;

class SqliteTransact : public ::testing::Test {
 protected:
  const Folder folder;
  const std::unique_ptr<Database> database = open_sqlite(options(folder / "desk.db", milliseconds(300)));

  std::string code_in_write(const std::function<void(Transaction&)>& body) {
    return code_of([&] { database->transact(body); });
  }
};

TEST_F(SqliteTransact, RollsBackWhateverIsThrown) {
  EXPECT_THROW(database->transact([](Transaction& t) {
    t.run("INSERT INTO item (id, value) VALUES (1, 1)");
    throw std::bad_alloc();
  }),
               std::bad_alloc);
  EXPECT_THROW(database->transact([](Transaction& t) {
    t.run("INSERT INTO item (id, value) VALUES (1, 1)");
    throw 7;
  }),
               int);
  EXPECT_EQ(count_items(*database), 0);
}

TEST_F(SqliteTransact, RunsAgainAfterAClash) {
  add_item(*database, 1);
  int runs = 0;
  database->transact([&](Transaction& t) {
    ++runs;
    t.run("INSERT INTO item (id, value) VALUES (?, 0)", std::int64_t{runs < 4 ? 1 : 2});
  });
  EXPECT_EQ(runs, 4);
  EXPECT_EQ(count_items(*database), 2);
}

TEST_F(SqliteTransact, GivesUpAfterEightClashes) {
  int runs = 0;
  const auto body = [&](Transaction& t) {
    ++runs;
    t.run("INSERT INTO item (id, value, name) VALUES (5, 0, 'counter')");
  };
  EXPECT_EQ(code_in_write(body), "storage.clash");
  EXPECT_EQ(runs, 8);
  EXPECT_THROW(database->transact(body), Error);
  try {
    database->transact(body);
  } catch (const Clash&) {
    FAIL() << "a clash stays between the driver and transact";
  } catch (const Error& error) {
    EXPECT_EQ(error.category, Category::internal);
  }
}

TEST_F(SqliteTransact, OtherBrokenRulesAreFaultsOfPlazo) {
  int runs = 0;
  EXPECT_EQ(code_in_write([&](Transaction& t) {
              ++runs;
              t.run("INSERT INTO item (id, value) VALUES (1, NULL)");
            }),
            "storage.constraint");
  EXPECT_EQ(runs, 1);
}

TEST_F(SqliteTransact, ReportsALockThatStays) {
  const auto other = open_sqlite(options(folder / "desk.db"));
  other->transact([&](Transaction&) {
    try {
      database->transact([](Transaction&) { FAIL(); });
      FAIL();
    } catch (const Busy&) {
      FAIL() << "busy stays between the driver and transact";
    } catch (const Error& error) {
      EXPECT_EQ(error.code, "storage.busy");
      EXPECT_TRUE(error.retryable);
    }
    EXPECT_EQ(count_items(*database), 0);  // readers do not care
  });
  add_item(*database, 1);
}

TEST_F(SqliteTransact, RefusesToWaitForItself) {
  EXPECT_EQ(code_in_write([&](Transaction&) { add_item(*database, 1); }), "storage.nested");
}

TEST_F(SqliteTransact, ReadsOneSnapshot) {
  add_item(*database, 1);
  database->read([&](Transaction& t) {
    add_item(*database, 2);
    Rows rows = t.query("SELECT count(*) FROM item WHERE id > 0");
    rows.next();
    EXPECT_EQ(rows.integer(0), 1);
  });
  EXPECT_EQ(count_items(*database), 2);
}

TEST_F(SqliteTransact, RefusesToWriteWhileReading) {
  EXPECT_EQ(code_of([&] { database->read([](Transaction& t) { t.run("DELETE FROM item"); }); }),
            "storage.read_transaction");
}

TEST_F(SqliteTransact, CarriesEveryKindOfValue) {
  const std::byte bytes[] = {std::byte{0}, std::byte{255}};
  database->read([&](Transaction& t) {
    Rows rows = t.query("SELECT ?, ?, ?, ?, ?, ?", nullptr, INT64_MIN, std::string_view("a\0b", 3), "",
                        Blob{bytes}, Blob{});
    ASSERT_TRUE(rows.next());
    EXPECT_TRUE(rows.is_null(0));
    EXPECT_EQ(rows.integer(1), INT64_MIN);
    EXPECT_EQ(rows.text(2), std::string_view("a\0b", 3));
    EXPECT_FALSE(rows.is_null(3));
    EXPECT_EQ(rows.text(3), "");
    EXPECT_EQ(rows.blob(4).size(), 2u);
    EXPECT_EQ(rows.blob(4)[1], std::byte{255});
    EXPECT_FALSE(rows.is_null(5));
    EXPECT_TRUE(rows.blob(5).empty());
    EXPECT_FALSE(rows.next());
    EXPECT_FALSE(rows.next());
  });
}

TEST_F(SqliteTransact, ReadsSeveralStatementsAtOnceButNoneTwice) {
  database->transact([](Transaction& t) {
    for (std::int64_t id = 1; id <= 3; ++id) t.run("INSERT INTO item (id, value) VALUES (?, ?)", id, id * 10);
    Rows outer = t.query("SELECT id FROM item WHERE id > 0 ORDER BY id");
    std::int64_t sum = 0;
    while (outer.next()) {
      Rows inner = t.query("SELECT value FROM item WHERE id = ?", outer.integer(0));
      ASSERT_TRUE(inner.next());
      sum += inner.integer(0);
      t.run("UPDATE item SET value = value + 1 WHERE id = ?", outer.integer(0));
    }
    EXPECT_EQ(sum, 60);
    Rows again = t.query("SELECT id FROM item");
    again.next();
    EXPECT_EQ(code_of([&] { t.query("SELECT id FROM item"); }), "storage.statement_running");
  });
}

TEST_F(SqliteTransact, RowsThatOutliveTheirTransactionAreAtTheirEnd) {
  std::unique_ptr<Rows> rows;
  database->transact([&](Transaction& t) { rows = std::make_unique<Rows>(t.query("SELECT id FROM item")); });
  EXPECT_FALSE(rows->next());
  rows.reset();
  add_item(*database, 1);
}

TEST_F(SqliteTransact, TakesExactlyOneStatementWithItsParameters) {
  for (const char* sql : {"", "-- nothing", "SELECT 1; SELECT 2", "SELECT ?", "SELEKT"})
    EXPECT_EQ(code_in_write([&](Transaction& t) { t.run(sql); }), "storage.statement") << sql;
}

TEST_F(SqliteTransact, ManyTextsDoNotPileUp) {
  for (int i = 0; i < 2'000; ++i)
    database->read([&](Transaction& t) {
      Rows rows = t.query("SELECT " + std::to_string(i));
      rows.next();
      EXPECT_EQ(rows.integer(0), i);
    });
}

// V77: the run-time connection can do nothing but read and change rows.
TEST_F(SqliteTransact, V77_DeniesEverythingButRows) {
  for (const char* sql : {"CREATE TABLE x (y)",
                          "CREATE TEMP TABLE x (y)",
                          "DROP TABLE item",
                          "ALTER TABLE item ADD COLUMN z",
                          "CREATE INDEX x ON item (value)",
                          "DROP INDEX item_name",
                          "CREATE VIEW v AS SELECT 1",
                          "CREATE TRIGGER x AFTER INSERT ON item BEGIN SELECT 1; END",
                          "CREATE VIRTUAL TABLE x USING fts5(y)",
                          "ATTACH ':memory:' AS x",
                          "DETACH main",
                          "PRAGMA journal_mode = DELETE",
                          "PRAGMA synchronous = OFF",
                          "PRAGMA foreign_keys = OFF",
                          "PRAGMA writable_schema = ON",
                          "PRAGMA user_version",
                          "REINDEX",
                          "ANALYZE",
                          "COMMIT",
                          "ROLLBACK",
                          "SAVEPOINT x",
                          "BEGIN",
                          "SELECT * FROM pragma_table_info('item')"})
    EXPECT_EQ(code_in_write([&](Transaction& t) { t.run(sql); }), "storage.denied") << sql;
  // What SQLite itself refuses before it asks: these, and definitions put into the schema table.
  for (const char* sql : {"VACUUM", "VACUUM INTO 'x'", "SELECT load_extension('x')"})
    EXPECT_NE(code_in_write([&](Transaction& t) { t.run(sql); }), "") << sql;
  EXPECT_NE(code_in_write([&](Transaction& t) { t.run("DELETE FROM sqlite_schema"); }), "");
  EXPECT_EQ(database->status().schema_version, 1);
}

TEST_F(SqliteTransact, LongStatementsAndValuesAreRefused) {
  EXPECT_NE(code_in_write([&](Transaction& t) { t.run("SELECT 1 " + std::string(200'000, ' ')); }), "");
  EXPECT_EQ(code_in_write([&](Transaction& t) {
              t.run("UPDATE item SET name = ? WHERE id = 0", std::string(33'000'000, 'x'));
            }),
            "storage.too_large");
  EXPECT_EQ(count_items(*database), 0);
}

TEST_F(SqliteTransact, SixteenThreadsShareOneDatabase) {
  const auto shared = open_sqlite(options(folder / "desk.db"));
  std::latch start(16);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int n = 0; n < 25; ++n) {
        shared->transact([](Transaction& t) {
          std::int64_t value;
          {
            Rows rows = t.query("SELECT value FROM item WHERE id = 0");
            rows.next();
            value = rows.integer(0);
          }
          t.run("UPDATE item SET value = ? WHERE id = 0", value + 1);
        });
        count_items(*shared);
      }
    });
  for (std::thread& thread : threads) thread.join();
  shared->read([](Transaction& t) {
    Rows rows = t.query("SELECT value FROM item WHERE id = 0");
    rows.next();
    EXPECT_EQ(rows.integer(0), 16 * 25);
  });
}

TEST_F(SqliteTransact, AChildOpensAnewAndLeavesItsParentAlone) {
  add_item(*database, 1);
  EXPECT_EQ(in_child([&] {
              add_item(*database, 2);
              EXPECT_EQ(count_items(*database), 2);
              return static_cast<int>(count_items(*database));
            }),
            2);
  add_item(*database, 3);
  EXPECT_EQ(count_items(*database), 3);
}

TEST_F(SqliteTransact, AForkInsideATransactionIsRefusedInTheChild) {
  database->transact([&](Transaction& t) {
    t.run("INSERT INTO item (id, value) VALUES (1, 0)");
    EXPECT_EQ(in_child([&] {
                const std::string same =
                    code_of([&] { t.run("INSERT INTO item (id, value) VALUES (2, 0)"); });
                const std::string fresh = code_of([&] { count_items(*database); });
                return same == "storage.forked" && fresh == "storage.forked" ? 0 : 1;
              }),
              0);
  });
  EXPECT_EQ(count_items(*database), 1);
}

// Each connection has its own, from its first use on, also after a transaction that came to nothing.
TEST_F(SqliteTransact, MakesTemporaryTablesWhenTheyAreWanted) {
  static constexpr std::string_view tables[] = {"CREATE TABLE temp.wanted (n INTEGER)"};
  Options with_table = options(folder / "desk.db");
  with_table.temporary_tables = tables;
  const auto shared = open_sqlite(with_table);
  const auto add_and_count = [](Transaction& t) {
    t.need_temporary_tables();
    t.run("INSERT INTO temp.wanted (n) VALUES (1)");
    auto rows = t.query("SELECT COUNT(*) FROM temp.wanted");
    rows.next();
    return rows.integer(0);
  };
  EXPECT_EQ(code_of([&] { shared->read([](Transaction& t) { t.query("SELECT n FROM temp.wanted"); }); }),
            "storage.statement")
      << "nobody has wanted it yet";
  EXPECT_THROW(shared->read([&](Transaction& t) {
    add_and_count(t);
    throw 7;
  }),
               int);
  int runs = 0;
  for (int i = 0; i < 2; ++i)
    shared->read([&](Transaction& t) {
      ++runs;
      EXPECT_EQ(add_and_count(t), 1) << "what a reader does is rolled back";
    });
  EXPECT_EQ(runs, 2) << "they are there by now";
  for (const std::int64_t n : {1, 2})
    shared->transact([&](Transaction& t) { EXPECT_EQ(add_and_count(t), n); });
  EXPECT_EQ(code_of([&] { shared->read([](Transaction& t) { t.run("CREATE TABLE temp.other (n)"); }); }),
            "storage.denied")
      << "nothing else is allowed by it";
}

TEST_F(SqliteTransact, NoticesAReplacedFile) {
  add_item(*database, 1);
  database->backup(folder / "copy.db");
  add_item(*database, 2);
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove((folder / "desk.db").string() + suffix);
  EXPECT_EQ(code_of([&] { count_items(*database); }), "storage.missing");
  fs::rename(folder / "copy.db", folder / "desk.db");
  EXPECT_EQ(count_items(*database), 1);
  add_item(*database, 3);
  EXPECT_EQ(count_items(*database), 2);
}

// What the guard cannot prevent, the comparison after COMMIT notices: here somebody deletes the log.
TEST_F(SqliteTransact, ACommitIntoADeletedLogIsNotAcknowledged) {
  EXPECT_THROW(database->transact([&](Transaction& t) {
    t.run("INSERT INTO item (id, value) VALUES (1, 0)");
    fs::remove((folder / "desk.db-wal"));
  }),
               CommitUnknown);
  // A connection opened after that meets a consistent database again.
  EXPECT_TRUE(database->check_integrity().empty());
}

}  // namespace
}  // namespace plazo::storage
