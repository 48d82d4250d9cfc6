// desk.restore: only a sound backup, never half of it, and nothing that was acknowledged gets lost.
#include <gmock/gmock.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Restore : public DeskTest {
 protected:
  fs::path target() const { return folder / "desk.db"; }
  fs::path copy() const { return folder / "backup.db"; }

  void put(int number) {
    call("customer.put", R"({"reference":")" + std::to_string(number) + R"(","name":"N"})");
  }
  bool has(Desk& at, int number) {
    try {
      at.call(nullptr, "customer.get", R"({"reference":")" + std::to_string(number) + R"("})");
      return true;
    } catch (const Error& error) {
      EXPECT_EQ(error.code, "customer.not_found");
      return false;
    }
  }
  void back_up() { call("desk.backup", R"({"target":")" + copy().string() + R"("})"); }

  static std::string request(const fs::path& from, const fs::path& to) {
    return R"({"source":")" + from.string() + R"(","target":")" + to.string() + R"("})";
  }
  value restore(const fs::path& from, const fs::path& to) {
    Desk none{DeskOptions{}};
    return boost::json::parse(none.call(nullptr, "desk.restore", request(from, to)));
  }
  Error refusal(const fs::path& from, const fs::path& to) {
    try {
      restore(from, to);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "restored";
    return Error(Category::internal, "none", "none");
  }
  /// Runs SQL on a file that no desk has open.
  static void damage(const fs::path& file, const char* sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    char* message = nullptr;
    EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, &message), SQLITE_OK) << (message ? message : "");
    sqlite3_close(db);
  }
  std::vector<std::string> leftovers() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().filename().string().starts_with(".plazo-")) names.push_back(entry.path().filename());
    return names;
  }
  static bool sound(Desk& at) {
    return boost::json::parse(at.call(nullptr, "desk.verify", "{}")).at("sound").as_bool();
  }
  static Desk opened(const fs::path& file) {
    DeskOptions options;
    options.database = file.string();
    return Desk(options);
  }
};

TEST_F(Restore, ADeskThatIsOpenGoesOnWithTheBackupAndTheOldStateIsKept) {
  put(1);
  back_up();
  put(2);
  const auto done = restore(copy(), target());
  EXPECT_TRUE(done.at("live").as_bool());
  EXPECT_TRUE(has(*desk, 1));
  EXPECT_FALSE(has(*desk, 2));
  put(3);
  reopen();
  EXPECT_TRUE(has(*desk, 3));
  EXPECT_TRUE(sound(*desk));
  Desk kept = opened(std::string(done.at("kept").as_string()));
  EXPECT_TRUE(has(kept, 2));
  EXPECT_TRUE(sound(kept));
  EXPECT_TRUE(leftovers().empty());
}

TEST_F(Restore, APolicyOfTheSameNumberAsOneBeforeTheRestoreIsNotTakenForIt) {
  const auto policy_of = [](std::string_view provider) {
    return R"({"document":{"plazo":1,"provider":")" + std::string(provider) +
           R"(","zone":"Europe/Madrid","languages":["es"],"departments":{"a":{}},"priorities":{"a":{}},)" +
           R"("first_response":"PT10M"}})";
  };
  call("policy.install", policy_of("First"));
  back_up();
  call("policy.install", policy_of("Second"));
  ASSERT_EQ(call("policy.current").at("document").at("provider"), "Second");  // `desk` remembers version 2
  restore(copy(), target());
  opened(target()).call(nullptr, "policy.install", policy_of("Other second"));
  EXPECT_EQ(call("policy.current").at("document").at("provider"), "Other second");
}

TEST_F(Restore, AMissingTargetIsMadeAndALogThatLayThereIsNotReplayed) {
  put(1);
  back_up();
  const fs::path fresh = folder / "fresh.db";
  std::ofstream(fresh.string() + "-wal") << "a log of a database that is gone";
  const auto done = restore(copy(), fresh);
  EXPECT_FALSE(done.at("live").as_bool());
  EXPECT_FALSE(done.as_object().contains("kept"));
  Desk restored = opened(fresh);
  EXPECT_TRUE(has(restored, 1));
  EXPECT_TRUE(sound(restored));
}

TEST_F(Restore, TheBackupItselfIsNotChanged) {
  put(1);
  back_up();
  const auto contents = [&] {
    std::ifstream file(copy(), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string before = contents();
  fs::permissions(copy(), fs::perms::owner_read);
  restore(copy(), target());
  EXPECT_EQ(contents(), before);
  EXPECT_FALSE(fs::exists(copy().string() + "-wal"));
}

TEST_F(Restore, WhatIsNoSoundBackupChangesNothing) {
  put(1);
  const auto refused_as = [&](const fs::path& backup, const char* code, const char* reason) {
    const Error error = refusal(backup, target());
    EXPECT_EQ(error.code, code) << error.message;
    if (reason) {
      EXPECT_THAT(error.details, Contains(std::pair<std::string, std::string>("reason", reason)));
    }
    EXPECT_TRUE(has(*desk, 1));
  };
  refused_as(folder / "nowhere.db", "restore.unusable", "storage.missing");
  std::ofstream(folder / "empty.db");
  refused_as(folder / "empty.db", "restore.unusable", "storage.foreign");
  std::ofstream(folder / "text.db")
      << "no database at all, but longer than the header of one would have to be; and so "
         "on until it has a hundred bytes";
  refused_as(folder / "text.db", "restore.unusable", "storage.foreign");
  refused_as(target(), "restore.same_file", nullptr);

  back_up();
  fs::copy(copy(), folder / "cut.db");
  fs::resize_file(folder / "cut.db", fs::file_size(copy()) / 2);
  EXPECT_THAT(refusal(folder / "cut.db", target()).code,
              ::testing::AnyOf("restore.damaged", "restore.unusable"));
  fs::copy(copy(), folder / "newer.db");
  damage(
      folder / "newer.db",
      "INSERT INTO schema_migration SELECT 9999, name, statements_done, statements, digest, applied_at FROM "
      "schema_migration");
  refused_as(folder / "newer.db", "restore.unusable", "storage.newer");
  fs::copy(copy(), folder / "altered.db");
  damage(folder / "altered.db", "UPDATE event SET body = '{\"forged\":1}'");
  refused_as(folder / "altered.db", "restore.damaged", nullptr);
  fs::copy(copy(), folder / "trigger.db");
  damage(folder / "trigger.db", "CREATE TRIGGER spy AFTER INSERT ON message BEGIN DELETE FROM event; END");
  const Error spy = refusal(folder / "trigger.db", target());
  EXPECT_EQ(spy.code, "restore.damaged");
  ASSERT_FALSE(spy.problems.empty());
  EXPECT_THAT(spy.problems[0].message, HasSubstr("trigger `spy` is no part of the schema"));
  fs::copy(copy(), folder / "index.db");
  damage(folder / "index.db", "DROP TABLE agenda");
  refused_as(folder / "index.db", "restore.damaged", nullptr);
  EXPECT_TRUE(has(*desk, 1));
  EXPECT_TRUE(leftovers().empty());
}

TEST_F(Restore, ADamagedDatabaseIsReplacedOnceNobodyHasItOpen) {
  put(1);
  back_up();
  desk.reset();
  const auto overwrite_start = [&] {
    std::fstream file(target(), std::ios::in | std::ios::out | std::ios::binary);
    file << "damaged!";
  };
  overwrite_start();
  EXPECT_THROW(opened(target()), Error);
  const auto done = restore(copy(), target());
  EXPECT_FALSE(done.at("live").as_bool());
  EXPECT_TRUE(fs::exists(std::string(done.at("kept").as_string())));
  Desk restored = opened(target());
  EXPECT_TRUE(has(restored, 1));

  // `restored` has it open now, and the first bytes are damaged again under it.
  overwrite_start();
  EXPECT_EQ(refusal(copy(), target()).code, "restore.in_use");
}

TEST_F(Restore, ADatabaseOfANewerPlazoIsReplacedOnceNobodyHasItOpen) {
  put(1);
  back_up();
  const auto make_newer = [&] {
    damage(target(),
           "INSERT OR IGNORE INTO schema_migration SELECT 9999, name, statements_done, statements, digest, "
           "applied_at "
           "FROM schema_migration");
  };
  int ready[2], stop[2];
  ASSERT_EQ(::pipe(ready) | ::pipe(stop), 0);
  desk.reset();
  const pid_t other = ::fork();
  if (other == 0) {
    Desk holding = opened(target());
    holding.call(nullptr, "desk.status", "{}");
    char c = 0;
    static_cast<void>(::write(ready[1], "x", 1) + ::read(stop[0], &c, 1));
    ::_exit(0);
  }
  char c;
  ASSERT_EQ(::read(ready[0], &c, 1), 1);
  make_newer();
  EXPECT_EQ(refusal(copy(), target()).code, "restore.in_use");
  ASSERT_EQ(::write(stop[1], "x", 1), 1);
  ::waitpid(other, nullptr, 0);
  const auto done = restore(copy(), target());
  EXPECT_TRUE(fs::exists(std::string(done.at("kept").as_string())));
  Desk restored = opened(target());
  EXPECT_TRUE(has(restored, 1));
}

TEST_F(Restore, AFileThatIsNoDatabaseIsNeverOverwritten) {
  put(1);
  back_up();
  const fs::path photo = folder / "photo.jpg";
  std::ofstream(photo) << std::string(5000, 'x');
  EXPECT_EQ(refusal(copy(), photo).code, "storage.foreign");
  EXPECT_EQ(fs::file_size(photo), 5000u);
}

// Killed at any moment: the whole old state or the whole new one.
TEST_F(Restore, AKilledRestoreLeavesOneStateOrTheOther) {
  for (int i = 1; i <= 40; ++i) put(i);
  back_up();
  put(41);
  desk.reset();
  const int rounds = std::getenv("PLAZO_FULL") ? 300 : 25;
  int old_states = 0, new_states = 0;
  for (int round = 0; round < rounds; ++round) {
    const pid_t child = ::fork();
    if (child == 0) {
      Desk none{DeskOptions{}};
      none.call(nullptr, "desk.restore", request(copy(), target()));
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(round * 120'000 / rounds));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    Desk after = opened(target());
    ASSERT_TRUE(has(after, 1) && has(after, 40)) << round;
    ASSERT_TRUE(sound(after)) << round;
    if (has(after, 41)) {
      ++old_states;
    } else {
      ++new_states;
      after.call(nullptr, "customer.put", R"({"reference":"41","name":"N"})");
    }
    for (const auto& name : leftovers()) fs::remove(folder / name);
  }
  EXPECT_GT(old_states, 0);
  RecordProperty("old_states", old_states);
  RecordProperty("new_states", new_states);
}

}  // namespace
}  // namespace plazo::operations::testing
