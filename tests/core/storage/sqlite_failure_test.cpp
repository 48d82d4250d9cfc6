// Disks that fail, fill up or lie.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include <set>

#include "tests/core/storage/failing_vfs.hpp"
#include "tests/core/storage/support.hpp"

namespace plazo::storage {
namespace {

using namespace testing;
using Call = FaultPlan::Call;

std::unique_ptr<Database> open_failing(const fs::path& path) {
  Seams seams;
  seams.vfs = failing_vfs();
  return std::make_unique<SqliteDatabase>(options(path), seams);
}

std::set<std::int64_t> ids(Database& database) {
  std::set<std::int64_t> found;
  database.read([&](Transaction& t) {
    Rows rows = t.query("SELECT id FROM item WHERE id > 0");
    while (rows.next()) found.insert(rows.integer(0));
  });
  return found;
}

// A commit whose sync fails is unknown. The connection is not used again, and what was acknowledged
// before and after stays.
TEST(F08_SyncFails, OnceThenWell) {
  const Folder folder;
  const auto database = open_failing(folder / "desk.db");
  std::set<std::int64_t> acknowledged;
  int unknown = 0, unsettled = 0;
  for (std::int64_t id = 1; id <= 500; ++id) {
    fault_plan.arm(Call::sync, 1, SQLITE_IOERR);
    try {
      add_item(*database, id);
      ADD_FAILURE() << "acknowledged without a sync";
    } catch (const CommitUnknown& error) {
      EXPECT_EQ(error.code, "storage.commit_unknown");
      EXPECT_TRUE(error.retryable);
      ++unknown;
    } catch (const Error& error) {
      // Before it wrote anything: the log was doubtful since the last one, and could not be settled.
      EXPECT_EQ(error.code, "storage.io");
      ++unsettled;
      fault_plan.disarm();
      EXPECT_FALSE(ids(*database).contains(id));
    }
    fault_plan.disarm();
    // As a caller with an idempotency key would: look it up, and store it if it is not there.
    if (!ids(*database).contains(id)) add_item(*database, id);
    acknowledged.insert(id);
  }
  EXPECT_EQ(unknown + unsettled, 500);
  EXPECT_GE(unknown, 250);
  EXPECT_EQ(ids(*database), acknowledged);
  EXPECT_EQ(ids(*open_sqlite(options(folder / "desk.db"))), acknowledged);
}

// Every write, sync and truncation of a small workload fails in turn, once and from then on.
TEST(F08_SyncFails, AtEveryPoint) {
  int points = 0;
  int acknowledged_in_all = 0;
  for (const Call call : {Call::write, Call::sync, Call::truncate})
    for (const int code : {SQLITE_IOERR, SQLITE_FULL})
      for (const bool sticky : {false, true}) {
        if (code == SQLITE_FULL && call != Call::write) continue;
        for (int nth = 1;; ++nth) {
          const Folder folder;
          std::set<std::int64_t> acknowledged;
          fault_plan.arm(call, nth, code, sticky);
          try {
            const auto database = open_failing(folder / "desk.db");
            for (std::int64_t id = 1; id <= 4; ++id) {
              try {
                add_item(*database, id);
                acknowledged.insert(id);
              } catch (const Error&) {
              }
            }
            database->trim_log(0);
          } catch (const Error& error) {
            EXPECT_EQ(error.category, Category::unavailable) << error.code;
          }
          const bool reached = fault_plan.failed > 0;
          fault_plan.disarm();
          const auto after = open_sqlite(options(folder / "desk.db"));
          EXPECT_TRUE(after->check_integrity().empty());
          const auto present = ids(*after);
          for (const std::int64_t id : acknowledged) EXPECT_TRUE(present.contains(id)) << id << " at " << nth;
          if (!reached) break;
          ++points;
          acknowledged_in_all += static_cast<int>(acknowledged.size());
        }
      }
  std::printf("%d fault points, %d acknowledged\n", points, acknowledged_in_all);
  EXPECT_GT(points, 50);
}

TEST(F08_SyncFails, AFullDiskAtCommitIsNamed) {
  const Folder folder;
  const auto database = open_failing(folder / "desk.db");
  fault_plan.arm(Call::write, 1, SQLITE_FULL, true);
  EXPECT_EQ(code_of([&] { add_item(*database, 1); }), "storage.full");
  EXPECT_EQ(count_items(*database), 0);
  fault_plan.disarm();
  add_item(*database, 1);
}

void past_the_library(const fs::path& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST(F09_Damage, InTheNoteOfMigrationsIsNoFaultOfOurs) {
  for (const char* const sql :
       {"UPDATE schema_migration SET statements_done = 1",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'statements_done', "
        "'statements_dome') WHERE name = 'schema_migration'"}) {
    const Folder folder;
    add_item(*open_sqlite(options(folder / "desk.db")), 1);
    past_the_library(folder / "desk.db", sql);
    EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "desk.db")); }), "storage.corrupt") << sql;
  }
}

// A statement that is refused is a fault of ours, unless it is the definitions that are damaged.
TEST(F09_Damage, InDefinitionsIsNoFaultOfOurs) {
  const Folder folder;
  const auto path = folder / "desk.db";
  {
    const auto database = open_sqlite(options(path));
    add_item(*database, 1);
    EXPECT_EQ(code_of([&] { database->read([](Transaction& t) { t.run("SELECT nowhere FROM item"); }); }),
              "storage.statement");
    EXPECT_EQ(count_items(*database), 1);
  }
  past_the_library(path,
                   "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, ' value ', "
                   "' velue ') WHERE name = 'item'");
  const auto database = open_sqlite(options(path));
  const auto reading = [](Transaction& t) { t.run("SELECT value FROM item"); };
  EXPECT_EQ(code_of([&] { database->read(reading); }), "storage.corrupt");
  EXPECT_EQ(code_of([&] { database->transact(reading); }), "storage.corrupt");
}

// A file system of a few megabytes of our own, or a reason why there is none.
const char* mount_small(const fs::path& place, const char* size) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (user == 0) {
    if (::unshare(CLONE_NEWNS) != 0) return "the system forbids mount namespaces";
  } else {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return "the system forbids user namespaces";
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
    return "mounts cannot be made private";
  if (::mount("plazo", place.c_str(), "tmpfs", 0, size) != 0) return "the system forbids mounting a tmpfs";
  return nullptr;
}

// Fills the disk with entries, reads on, frees space, writes on: all with the same open handle.
int fill_and_free(const fs::path& place) {
  const auto database = open_sqlite(options(place / "desk.db", seconds(2)));
  std::int64_t next = 1;
  std::set<std::int64_t> acknowledged;
  for (int round = 0; round < 5; ++round) {
    const int ballast = ::open((place / "ballast").c_str(), O_CREAT | O_WRONLY, 0600);
    const std::string block(4096, 'x');
    while (::write(ballast, block.data(), block.size()) > 0) {
    }
    ::close(ballast);
    std::string code;
    for (int i = 0; i < 3'000 && code.empty(); ++i) {
      code = code_of([&] {
        database->transact([&](Transaction& t) {
          t.run("INSERT INTO item (id, value, name) VALUES (?, 0, ?)", next,
                std::to_string(next) + std::string(3'000, 'y'));
        });
      });
      if (code.empty()) acknowledged.insert(next);
      ++next;
    }
    if (code != "storage.full") {
      std::fprintf(stderr, "instead of storage.full: %s\n", code.c_str());
      return 1;
    }
    if (ids(*database) != acknowledged) return 2;
    // A process that comes while the disk is full can read, too.
    if (in_child([&] { return ids(*database) == acknowledged ? 0 : 1; }) != 0) return 3;
    if (ids(*open_sqlite(options(place / "desk.db"))) != acknowledged) return 4;
    fs::remove(place / "ballast");
    add_item(*database, next);
    acknowledged.insert(next++);
    database->transact([](Transaction& t) { t.run("DELETE FROM item WHERE id > 0"); });
    acknowledged.clear();
    database->trim_log(0);
  }
  return database->check_integrity().empty() ? 0 : 5;
}

TEST(F06_DiskFull, ReadsGoOnAndWritesResume) {
  const Folder folder;
  std::fflush(nullptr);
  const int answer = in_child([&] {
    if (const char* reason = mount_small(folder.path(), "size=8m")) {
      std::printf("skipped: %s\n", reason);
      std::fflush(nullptr);
      return 77;
    }
    return fill_and_free(folder.path());
  });
  if (answer == 77) GTEST_SKIP() << "no file system of our own, see above";
  EXPECT_EQ(answer, 0);
}

TEST(F06_DiskFull, CreationNamesItAndResumes) {
  const Folder folder;
  const int answer = in_child([&] {
    if (mount_small(folder.path(), "size=8m")) return 77;
    { std::ofstream(folder / "ballast") << std::string(9 << 20, 'x'); }
    if (code_of([&] { open_sqlite(options(folder / "desk.db")); }) != "storage.full") return 1;
    fs::remove(folder / "ballast");
    open_sqlite(options(folder / "desk.db"));
    return 0;
  });
  if (answer == 77) GTEST_SKIP();
  EXPECT_EQ(answer, 0);
}

TEST(SqliteFailure, AReadOnlyMountIsNamed) {
  const Folder folder;
  const int answer = in_child([&] {
    if (mount_small(folder.path(), "size=8m")) return 77;
    { open_sqlite(options(folder / "desk.db")); }
    if (::mount("plazo", folder.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, nullptr) != 0) return 77;
    return code_of([&] { open_sqlite(options(folder / "desk.db")); }) == "storage.read_only" ? 0 : 1;
  });
  if (answer == 77) GTEST_SKIP();
  EXPECT_EQ(answer, 0);
}

}  // namespace
}  // namespace plazo::storage
