#include <atomic>
#include <thread>

#include "tests/core/storage/support.hpp"

namespace plazo::storage {
namespace {

using namespace testing;

class SqliteMaintenance : public ::testing::Test {
 protected:
  const Folder folder;
  const std::unique_ptr<Database> database = open_sqlite(options(folder / "desk.db"));
};

TEST_F(SqliteMaintenance, ABackupIsADeskOfItsOwn) {
  add_item(*database, 1);
  database->backup(folder / "copy.db");
  add_item(*database, 2);
  const auto copy = open_sqlite({.path = folder / "copy.db", .migrations = items});
  EXPECT_EQ(count_items(*copy), 1);
  EXPECT_EQ(copy->status().schema_version, 1);
  add_item(*copy, 3);
  EXPECT_TRUE(copy->check_integrity().empty());
  EXPECT_EQ(count_items(*database), 2);
  // Neither maintenance nor backup leaves the door open.
  EXPECT_EQ(code_of([&] { database->read([](Transaction& t) { t.run("PRAGMA user_version"); }); }),
            "storage.denied");
}

TEST_F(SqliteMaintenance, ABackupReplacesNothing) {
  { std::ofstream(folder / "taken") << "precious"; }
  EXPECT_EQ(code_of([&] { database->backup(folder / "taken"); }), "backup.exists");
  fs::create_symlink(folder / "nowhere", folder / "link");
  EXPECT_NE(code_of([&] { database->backup(folder / "link"); }), "");
  EXPECT_NE(code_of([&] { database->backup(folder / "no/such/folder.db"); }), "");
  EXPECT_EQ(fs::file_size(folder / "taken"), 8u);
  for (const auto& entry : fs::directory_iterator(folder.path()))
    EXPECT_FALSE(entry.path().filename().string().starts_with(".plazo-backup")) << entry.path();
}

// F15: each backup is whole while writers run: two rows change together, so their sum never does.
TEST_F(SqliteMaintenance, F15_BackupsUnderLoadAreConsistent) {
  database->transact([](Transaction& t) {
    t.run("INSERT INTO item (id, value) VALUES (1, 500)");
    t.run("INSERT INTO item (id, value) VALUES (2, 500)");
  });
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i)
    writers.emplace_back([&] {
      while (!stop) {
        database->transact([](Transaction& t) {
          t.run("UPDATE item SET value = value - 1 WHERE id = 1");
          t.run("UPDATE item SET value = value + 1 WHERE id = 2");
        });
        ++written;
      }
    });
  for (int i = 0; i < 20; ++i) {
    const fs::path copy = folder / ("copy" + std::to_string(i) + ".db").c_str();
    database->backup(copy);
    const auto restored = open_sqlite(options(copy));
    EXPECT_TRUE(restored->check_integrity().empty());
    restored->read([](Transaction& t) {
      Rows rows = t.query("SELECT sum(value) FROM item WHERE id IN (1, 2)");
      rows.next();
      EXPECT_EQ(rows.integer(0), 1'000);
    });
  }
  stop = true;
  for (std::thread& writer : writers) writer.join();
  EXPECT_GT(written, 0);
}

TEST_F(SqliteMaintenance, NamesBrokenReferences) {
  const Migration linked[] = {
      items[0],
      {2, "child",
       "CREATE TABLE child (id INTEGER NOT NULL PRIMARY KEY, item INTEGER REFERENCES item (id)) "
       "STRICT;\n\nINSERT INTO child VALUES (1, 99);\n"}};
  const auto desk = open_sqlite({.path = folder / "desk.db", .migrations = linked});
  ASSERT_EQ(desk->check_integrity().size(), 1u);
  EXPECT_EQ(desk->check_integrity()[0], "a row of `child` refers to a missing row of `item`");
  EXPECT_EQ(
      code_of([&] { desk->transact([](Transaction& t) { t.run("INSERT INTO child VALUES (2, 98)"); }); }),
      "storage.constraint");
}

TEST_F(SqliteMaintenance, NamesADamagedPage) {
  for (std::int64_t id = 1; id < 2'000; ++id)
    if (id % 500 == 1)
      database->transact([&](Transaction& t) {
        for (std::int64_t n = id; n < id + 500; ++n) t.run("INSERT INTO item (id, value) VALUES (?, 7)", n);
      });
  database->backup(folder / "copy.db");
  {
    std::fstream file(folder / "copy.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(fs::file_size(folder / "copy.db")) - 4096);
    file.write(std::string(2'000, '\xff').data(), 2'000);
  }
  EXPECT_FALSE(open_sqlite(options(folder / "copy.db"))->check_integrity().empty());
}

// F14: the log grows under a reader that stays, and is small again once it has gone.
TEST_F(SqliteMaintenance, F14_TrimsTheLogOnceReadersHaveLeft) {
  const fs::path log = folder / "desk.db-wal";
  const auto fill = [&] {
    for (int i = 0; i < 200; ++i)
      database->transact(
          [](Transaction& t) { t.run("UPDATE item SET value = value + 1, name = hex(randomblob(2000))"); });
  };
  fill();
  database->trim_log(1 << 30);
  EXPECT_GT(fs::file_size(log), 0u);
  database->read([&](Transaction&) {
    fill();
    database->trim_log(0);  // returns at once
    EXPECT_GT(fs::file_size(log), 0u);
  });
  database->transact([&](Transaction& t) {
    t.run("UPDATE item SET value = 1");
    open_sqlite(options(folder / "desk.db"))->trim_log(0);  // neither waits for a writer
  });
  database->trim_log(0);
  EXPECT_EQ(fs::file_size(log), 0u);
  EXPECT_TRUE(database->check_integrity().empty());
}

}  // namespace
}  // namespace plazo::storage
