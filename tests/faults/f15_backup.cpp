// F15: backups while four processes open tickets. Each is complete, sound, and holds everything that was
// acknowledged before it began; brought back by `desk.restore` it still does. The control copies the file
// as a file, without its log, and must be found out.
#include <sqlite3.h>
#include <unistd.h>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

/// What is wrong with a copy: nothing, or how many of these tickets it lacks; all when it does not open.
std::size_t lacks(const std::filesystem::path& copy, const std::set<std::int64_t>& wanted) {
  Numbers there;
  const pid_t reader = start([&] {
    const auto opened = try_open(copy, false);
    if (!opened.desk) return;
    try {
      if (opened.desk->must(Who::panel, "desk.verify").find("\"sound\":true") == std::string::npos) return;
      for (const auto number : stored(*opened.desk)) there.send(number);
    } catch (const Refused&) {
    }
  });
  there.close_writing();
  std::set<std::int64_t> missing = wanted;
  for (std::int64_t number; there.receive(number);) missing.erase(number);
  REQUIRE(ended_well(reader), "the reader failed");
  return missing.size();
}

/// What a copy of the file alone lacks of ten tickets that are acknowledged while another program reads: so
/// long nothing of them is moved out of the log. This process has SQLite not even loaded a database, so the
/// copy hurts nobody.
std::size_t control(const Folder& folder, const std::filesystem::path& path, std::int64_t first) {
  Numbers reading;
  const pid_t reader = start([&] {
    sqlite3* db = nullptr;
    REQUIRE(
        sqlite3_open(path.c_str(), &db) == SQLITE_OK &&
            sqlite3_exec(db, "BEGIN; SELECT count(*) FROM ticket", nullptr, nullptr, nullptr) == SQLITE_OK,
        "the reader could not begin");
    reading.send(1);
    while (true) ::pause();
  });
  reading.next();
  std::set<std::int64_t> wanted;
  for (std::int64_t number = first; number < first + 10; ++number) wanted.insert(number);
  elsewhere([&]() -> std::int64_t {
    const auto desk = open_desk(path);
    for (const auto number : wanted) store(*desk, number);
    return 0;
  });
  const auto copy = folder / "control.db";
  std::filesystem::copy_file(path, copy);
  const std::size_t missing = lacks(copy, wanted);
  kill_and_wait(reader);
  for (const char* name : {"control.db", "control.db-wal", "control.db-shm"})
    std::filesystem::remove(folder / name);
  return missing;
}

std::int64_t call(const std::filesystem::path& database, const std::string& operation,
                  const std::string& request) {
  return elsewhere([&]() -> std::int64_t {
    // Bringing one back needs no desk at all; any will do to ask for it.
    const auto desk = open_desk(database);
    desk->must(Who::panel, operation, request);
    return 0;
  });
}

int run() {
  const int backups = full() ? 100 : 10;
  const Folder folder;
  const auto path = folder / "desk.db";
  const auto copy = folder / "copy.db", restored = folder / "restored.db";
  const Stopwatch watch;
  furnish(path);
  Numbers acknowledged;
  std::vector<pid_t> writers;
  for (int w = 0; w < 4; ++w)
    writers.push_back(start([&, w] {
      const auto desk = open_desk(path);
      for (std::int64_t number = 1 + w * 10'000'000;; ++number) {
        store(*desk, number);
        acknowledged.send(number);
      }
    }));
  std::set<std::int64_t> before;
  std::size_t control_lacks = 0;
  double longest = 0;
  for (int n = 0; n < backups; ++n) {
    // Some more in between; then everything that this process knows of must be in the copy.
    for (int more = 0; more < 100; ++more) before.insert(acknowledged.next());
    const Stopwatch one;
    call(path, "desk.backup", R"({"target":")" + copy.string() + "\"}");
    longest = std::max(longest, one.seconds());
    std::size_t missing = lacks(copy, before);
    REQUIRE(missing == 0, "backup %d lacks %zu of %zu", n, missing, before.size());
    if (n % 5 == 0) {
      call(path, "desk.restore",
           R"({"source":")" + copy.string() + R"(","target":")" + restored.string() + "\"}");
      missing = lacks(restored, before);
      REQUIRE(missing == 0, "brought back, %d lacks %zu", n, missing);
      control_lacks += control(folder, path, 90'000'000 + n * 100);
      for (const char* name : {"restored.db", "restored.db-wal", "restored.db-shm"})
        std::filesystem::remove(folder / name);
    }
    for (const char* name : {"copy.db", "copy.db-wal", "copy.db-shm"}) std::filesystem::remove(folder / name);
  }
  for (const pid_t writer : writers) kill_and_wait(writer);
  std::printf("%d backups of up to %zu tickets, all complete, longest %.2f s, %.1f s\n", backups,
              before.size(), longest, watch.seconds());
  std::printf("control, the file alone: %zu tickets missing\n", control_lacks);
  REQUIRE(control_lacks > 0, "the control lost nothing");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
