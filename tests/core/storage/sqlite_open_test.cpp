#include <sqlite3.h>
#include <sys/statfs.h>

#include <csignal>
#include <thread>

#include "core/storage/sqlite_files.hpp"
#include "tests/core/storage/support.hpp"

namespace plazo::storage {
namespace {

using namespace testing;

void write_file(const fs::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void run_sql(const fs::path& path, const char* sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &db), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(db, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
  sqlite3_close(db);
}

TEST(SqliteOpen, MakesAMarkedDatabaseInWalMode) {
  const Folder folder;
  const auto database = open_sqlite(options(folder / "desk.db"));
  const Status status = database->status();
  EXPECT_EQ(status.engine, "sqlite");
  EXPECT_EQ(status.engine_version, sqlite3_libversion());
  EXPECT_EQ(status.schema_version, 1);
  EXPECT_GT(status.wal_bytes, 0);
  EXPECT_TRUE(database->check_integrity().empty());
  char header[100] = {};
  std::ifstream(folder / "desk.db", std::ios::binary).read(header, sizeof header);
  EXPECT_EQ(std::string_view(header + 68, 4), "PLZO");
  EXPECT_EQ(header[18], 2);
}

TEST(SqliteOpen, KeepsWhatWasWritten) {
  const Folder folder;
  add_item(*open_sqlite(options(folder / "desk.db")), 1);
  EXPECT_EQ(count_items(*open_sqlite({.path = folder / "desk.db", .migrations = items})), 1);
}

TEST(SqliteOpen, GivesNobodyElseAccessUnderAnyUmask) {
  for (const mode_t mask : {0u, 077u, 0777u}) {
    const Folder folder;
    const mode_t before = ::umask(mask);
    const auto database = open_sqlite(options(folder / "desk.db"));
    add_item(*database, 1);
    database->backup(folder / "copy.db");
    ::umask(before);
    for (const char* name : {"desk.db", "desk.db-wal", "desk.db-shm", "copy.db"})
      EXPECT_EQ(mode_of(folder / name), 0600u) << name << " under umask " << std::oct << mask;
  }
}

TEST(SqliteOpen, NamesAMissingFile) {
  const Folder folder;
  EXPECT_EQ(code_of([&] { open_sqlite({.path = folder / "none.db"}); }), "storage.missing");
  EXPECT_FALSE(fs::exists(folder / "none.db"));
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "no/such.db")); }), "storage.missing");
  fs::create_symlink(folder / "nowhere.db", folder / "link.db");
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "link.db")); }), "storage.missing");
  write_file(folder / "empty.db", "");
  EXPECT_EQ(code_of([&] { open_sqlite({.path = folder / "empty.db"}); }), "storage.missing");
}

TEST(SqliteOpen, LeavesForeignFilesAlone) {
  const Folder folder;
  write_file(folder / "text.db", "hello, this is a diary");
  write_file(folder / "long.db", std::string(5000, 'x'));
  write_file(folder / "zero.db", std::string(8192, '\0'));
  run_sql(folder / "other.db", "CREATE TABLE a(b); PRAGMA journal_mode = WAL; PRAGMA application_id = 7");
  run_sql(folder / "unmarked.db", "CREATE TABLE a(b)");
  for (const char* name : {"text.db", "long.db", "zero.db", "other.db", "unmarked.db"}) {
    const auto size = fs::file_size(folder / name);
    EXPECT_EQ(code_of([&] { open_sqlite(options(folder / name)); }), "storage.foreign") << name;
    EXPECT_EQ(fs::file_size(folder / name), size) << name;
    EXPECT_FALSE(fs::exists(folder / (std::string(name) + "-wal").c_str())) << name;
  }
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "pipe")); }), "storage.foreign");
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder.path())); }), "storage.foreign");
}

TEST(SqliteOpen, LeavesAForeignFileWithAJournalAlone) {
  const Folder folder;
  run_sql(folder / "other.db", "CREATE TABLE a(b)");
  write_file(folder / "other.db-journal", "not a journal");
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "other.db")); }), "storage.foreign");
}

TEST(SqliteOpen, NamesDamage) {
  const Folder folder;
  { open_sqlite(options(folder / "desk.db"))->trim_log(0); }
  const auto damage = [&](const char* name, auto change) {
    fs::copy_file(folder / "desk.db", folder / name);
    std::fstream file(folder / name, std::ios::in | std::ios::out | std::ios::binary);
    change(file);
    file.close();
    return code_of([&] { count_items(*open_sqlite(options(folder / name))); });
  };
  EXPECT_EQ(damage("magic.db", [](std::fstream& f) { f.write("XX", 2); }), "storage.corrupt");
  EXPECT_EQ(damage("root.db",
                   [](std::fstream& f) {
                     f.seekp(100);
                     f.write(std::string(500, '\xff').data(), 500);
                   }),
            "storage.corrupt");
  fs::copy_file(folder / "desk.db", folder / "short.db");
  fs::resize_file(folder / "short.db", 4096);
  EXPECT_EQ(code_of([&] { count_items(*open_sqlite(options(folder / "short.db"))); }), "storage.corrupt");
}

TEST(SqliteOpen, RefusesSeveralNames) {
  const Folder folder;
  { open_sqlite(options(folder / "desk.db")); }
  fs::create_hard_link(folder / "desk.db", folder / "second.db");
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "second.db")); }), "storage.linked");
  fs::remove(folder / "second.db");
  EXPECT_EQ(code_of([&] { open_sqlite(options(folder / "desk.db")); }), "");
}

TEST(SqliteOpen, FollowsALinkToTheOneLog) {
  const Folder folder;
  fs::create_directory(folder / "data");
  const auto direct = open_sqlite(options(folder / "data/desk.db"));
  fs::create_symlink(folder / "data/desk.db", folder / "link.db");
  const auto linked = open_sqlite(options(folder / "link.db"));
  add_item(*linked, 1);
  EXPECT_EQ(count_items(*direct), 1);
  EXPECT_FALSE(fs::exists(folder / "link.db-wal"));
}

TEST(SqliteOpen, NamesWhatCannotBeWritten) {
  const Folder folder;
  { open_sqlite(options(folder / "desk.db")); }
  const auto open = [&] { open_sqlite(options(folder / "desk.db")); };
  fs::permissions(folder.path(), fs::perms(0777));
  fs::permissions(folder / "desk.db", fs::perms(0444));
  EXPECT_EQ(unprivileged_code_of(open), "storage.read_only");
  fs::permissions(folder / "desk.db", fs::perms(0666));
  fs::permissions(folder.path(), fs::perms(0555));
  EXPECT_EQ(unprivileged_code_of(open), "storage.read_only");
  EXPECT_EQ(unprivileged_code_of([&] { open_sqlite(options(folder / "new.db")); }), "storage.read_only");
  fs::permissions(folder.path(), fs::perms(0700));
}

TEST(SqliteOpen, RefusesNetworkFileSystems) {
  const Folder folder;
  for (const std::uint64_t magic : {0x6969u, 0xFF534D42u, 0x01021997u, 0x65735546u, 0x00C36400u}) {
    Seams seams;
    seams.file_system = magic;
    Options wanted = options(folder / "desk.db");
    EXPECT_EQ(code_of([&] { SqliteDatabase(wanted, seams); }), "storage.network_file_system");
    wanted.allow_network = true;
    EXPECT_EQ(code_of([&] { SqliteDatabase(wanted, seams); }), "");
  }
}

TEST(SqliteOpen, KnowsNetworkFileSystemsByTheirMagic) {
  EXPECT_EQ(network_file_system(0x6969), "nfs");
  EXPECT_EQ(network_file_system(0x517B), "smb");
  EXPECT_EQ(network_file_system(0xFE534D42), "smb2");
  EXPECT_EQ(network_file_system(0x5346414F), "afs");
  EXPECT_EQ(network_file_system(0x0BD00BD0), "lustre");
  // ext4, xfs, btrfs, tmpfs, overlay, zfs
  for (const std::uint64_t local : {0xEF53u, 0x58465342u, 0x9123683Eu, 0x01021994u, 0x794C7630u, 0x2FC12FC1u})
    EXPECT_EQ(network_file_system(local), "");
}

TEST(SqliteOpen, CompletesACreationThatWasCutOff) {
  const Folder folder;
  write_file(folder / "empty.db", "");
  EXPECT_EQ(open_sqlite(options(folder / "empty.db"))->status().schema_version, 1);
  run_sql(folder / "marked.db", ("PRAGMA application_id = " + std::to_string(application_id)).c_str());
  EXPECT_EQ(open_sqlite(options(folder / "marked.db"))->status().schema_version, 1);
  EXPECT_TRUE(open_sqlite(options(folder / "marked.db"))->check_integrity().empty());
}

TEST(SqliteOpen, SixteenProcessesMayCreateAtOnce) {
  for (int round = 0; round < 5; ++round) {
    const Folder folder;
    std::vector<pid_t> children;
    for (int i = 1; i <= 16; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        const std::string code = code_of([&] { add_item(*open_sqlite(options(folder / "desk.db")), i); });
        if (!code.empty()) std::fprintf(stderr, "child: %s\n", code.c_str());
        ::_exit(code.empty() ? 0 : 1);
      }
      children.push_back(child);
    }
    for (const pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      EXPECT_EQ(status, 0);
    }
    EXPECT_EQ(count_items(*open_sqlite(options(folder / "desk.db"))), 16);
  }
}

// Killed at any moment of its creation, the file is made whole by the next open.
TEST(SqliteOpen, F29_CreationMayBeKilled) {
  for (unsigned microseconds = 0; microseconds < 6'000; microseconds += 40) {
    const Folder folder;
    const pid_t child = ::fork();
    if (child == 0) {
      open_sqlite(options(folder / "desk.db"));
      ::_exit(0);
    }
    ::usleep(microseconds);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const auto database = open_sqlite(options(folder / "desk.db"));
    EXPECT_EQ(database->status().schema_version, 1) << microseconds;
    EXPECT_TRUE(database->check_integrity().empty()) << microseconds;
    EXPECT_EQ(mode_of(folder / "desk.db"), 0600u);
  }
}

TEST(SqliteOpen, MessagesHoldNoPath) {
  const Folder folder;
  try {
    open_sqlite({.path = folder / "secret-name.db"});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message.find("secret"), std::string::npos);
    EXPECT_EQ(error.category, Category::unavailable);
  }
}

TEST(SqliteStatus, WarnsOfWhatEndangersTheFile) {
  const Folder folder;
  const auto database = open_sqlite(options(folder / "desk.db"));
  const auto warns = [&](const char* code) {
    const auto warnings = database->status().warnings;
    return std::find(warnings.begin(), warnings.end(), code) != warnings.end();
  };
  EXPECT_EQ(warns("wal_reset_bug"), sqlite3_libversion_number() < 3'051'003);
  EXPECT_FALSE(warns("group_or_world_access"));
  EXPECT_FALSE(warns("foreign_descriptor"));
  EXPECT_FALSE(warns("guard_unavailable"));
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { count_items(*database); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(warns("foreign_descriptor"));
  {
    const std::ifstream reader(folder / "desk.db");
    EXPECT_TRUE(warns("foreign_descriptor"));
  }
  fs::permissions(folder / "desk.db", fs::perms(0640));
  EXPECT_TRUE(warns("group_or_world_access"));
}

}  // namespace
}  // namespace plazo::storage
