// F11: the process that holds a desk open also touches its file in a way that drops SQLite's locks,
// and another process takes itself for the last user. Acknowledged entries must not get lost; with
// the guard off they do, or this program would be blind.
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>

#include "tests/faults/process.hpp"
#include "tests/faults/workload.hpp"

namespace plazo::faults {
namespace {

constexpr int entries = 100;

// What PHP's copy(), md5_file() and file_get_contents() do (M1).
void plain_close(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY);
  char byte;
  REQUIRE(descriptor >= 0 && ::read(descriptor, &byte, 1) == 1, "%s", std::strerror(errno));
  ::close(descriptor);
}

// A second copy of SQLite in this process, as Python wheels bring one (M2).
void second_sqlite(const std::filesystem::path& path) {
  void* library = ::dlmopen(LM_ID_NEWLM, "libsqlite3.so.0", RTLD_NOW | RTLD_LOCAL);
  REQUIRE(library, "%s", ::dlerror());
  const auto open = reinterpret_cast<decltype(&sqlite3_open)>(::dlsym(library, "sqlite3_open"));
  const auto exec = reinterpret_cast<decltype(&sqlite3_exec)>(::dlsym(library, "sqlite3_exec"));
  const auto close = reinterpret_cast<decltype(&sqlite3_close)>(::dlsym(library, "sqlite3_close"));
  REQUIRE(open && open != &sqlite3_open, "this is no second copy");
  sqlite3* db = nullptr;
  REQUIRE(open(path.c_str(), &db) == SQLITE_OK, "open");
  REQUIRE(exec(db, "SELECT count(*) FROM entry", nullptr, nullptr, nullptr) == SQLITE_OK, "read");
  REQUIRE(close(db) == SQLITE_OK, "close");
}

// Any other program with SQLite's ordinary settings: connects, writes, leaves.
void other_program(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK, "open");
  sqlite3_busy_timeout(db, 5000);
  REQUIRE(sqlite3_exec(db, "INSERT INTO entry VALUES (-1, 'other')", nullptr, nullptr, nullptr) == SQLITE_OK,
          "%s", sqlite3_errmsg(db));
  REQUIRE(sqlite3_close(db) == SQLITE_OK, "close");
}

struct Loss {
  std::int64_t acknowledged = 0;
  std::int64_t lost = 0;
};

using Touch = void (*)(const std::filesystem::path&);

Loss round(Touch touch, const storage::Seams& seams) {
  const Folder folder;
  const auto path = folder / "desk.db";
  Numbers touched, left, acknowledged;
  const pid_t other = start([&] {
    touched.next();
    other_program(path);
    left.send(1);
  });
  const pid_t desk = start([&] {
    const auto handle = open_desk(path, seams);
    store(*handle, 1'000);
    touch(path);
    touched.send(1);
    left.next();
    std::int64_t count = 0;
    for (int id = 1; id <= entries; ++id) {
      try {
        store(*handle, id);
        ++count;
      } catch (const storage::CommitUnknown&) {
        // not acknowledged: the caller would ask again
      }
    }
    acknowledged.send(count);
  });
  Loss result;
  result.acknowledged = acknowledged.next();
  REQUIRE(ended_well(desk) && ended_well(other), "a process failed");
  const std::int64_t visible = elsewhere([&]() -> std::int64_t {
    const auto handle = open_desk(path);
    REQUIRE(handle->check_integrity().empty(), "integrity");
    std::int64_t count = 0;
    for (const std::int64_t id : stored(*handle)) count += id >= 1 && id <= entries;
    return count;
  });
  result.lost = std::max<std::int64_t>(0, result.acknowledged - visible);
  return result;
}

Loss rounds(const char* name, int count, Touch touch, const storage::Seams& seams) {
  Loss sum;
  const Stopwatch watch;
  for (int i = 0; i < count; ++i) {
    const Loss one = round(touch, seams);
    sum.acknowledged += one.acknowledged;
    sum.lost += one.lost;
  }
  std::printf("%-40s %3d rounds, %6lld acknowledged, %6lld lost, %.1f s\n", name, count,
              static_cast<long long>(sum.acknowledged), static_cast<long long>(sum.lost), watch.seconds());
  return sum;
}

// Requests of PHP workers that open, store and close, all of them also reading the file raw, beside
// other programs that come and go: whoever leaves last may delete the log, while others just arrive.
Loss requests(const char* name, int processes, int each, const storage::Seams& seams) {
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  elsewhere([&] { return counted(*open_desk(path)); });
  Numbers acknowledged;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p)
    children.push_back(start([&] {
      for (int n = 0; n < each; ++n) {
        const std::int64_t id = p * 1'000'000 + n + 1;
        const auto handle = open_desk(path, seams);
        if (n % 3 == 0) plain_close(path);
        store(*handle, id);
        if (n % 3 == 1) plain_close(path);
        acknowledged.send(id);
        if (n % 7 == 0) handle->trim_log(0);
      }
    }));
  for (int p = 0; p < 2; ++p)
    children.push_back(start([&] {
      for (int n = 0; n < each; ++n) {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK, "open");
        sqlite3_busy_timeout(db, 10'000);
        REQUIRE(
            sqlite3_exec(db, "UPDATE counter SET value = value + 1", nullptr, nullptr, nullptr) == SQLITE_OK,
            "%s", sqlite3_errmsg(db));
        sqlite3_close(db);
      }
    }));
  acknowledged.close_writing();
  std::set<std::int64_t> ids;
  for (std::int64_t id; acknowledged.receive(id);) ids.insert(id);
  for (const pid_t child : children) REQUIRE(ended_well(child), "a child failed");
  Loss result{static_cast<std::int64_t>(ids.size()), 0};
  result.lost =
      result.acknowledged - elsewhere([&]() -> std::int64_t {
        const auto handle = open_desk(path);
        REQUIRE(handle->check_integrity().empty(), "integrity");
        REQUIRE(counted(*handle) == 2 * each || seams.guard == false, "another program's writes were lost");
        std::int64_t found = 0;
        for (const std::int64_t id : stored(*handle)) found += ids.contains(id) ? 1 : 0;
        return found;
      });
  std::printf("%-40s %3d workers, %5lld acknowledged, %6lld lost, %.1f s\n", name, processes,
              static_cast<long long>(result.acknowledged), static_cast<long long>(result.lost),
              watch.seconds());
  return result;
}

int run() {
  const int many = full() ? 500 : 50;
  const int few = full() ? 50 : 10;
  storage::Seams control;
  control.guard = control.detect = false;
  storage::Seams guard_only;
  guard_only.detect = false;
  storage::Seams detector_only;
  detector_only.guard = false;
  REQUIRE(rounds("plain close, control", few, plain_close, control).lost > 0, "the control lost nothing");
  REQUIRE(rounds("second SQLite, control", few, second_sqlite, control).lost > 0, "the control lost nothing");
  REQUIRE(rounds("plain close, comparison only", few, plain_close, detector_only).lost == 0, "lost");
  REQUIRE(rounds("second SQLite, comparison only", few, second_sqlite, detector_only).lost == 0, "lost");
  for (const storage::Seams& seams : {guard_only, storage::Seams{}}) {
    const int count = seams.detect ? many : few;
    for (const Touch touch : {plain_close, second_sqlite}) {
      const std::string name = std::string(touch == plain_close ? "plain close, " : "second SQLite, ") +
                               (seams.detect ? "as shipped" : "guard only");
      const Loss loss = rounds(name.c_str(), count, touch, seams);
      REQUIRE(loss.lost == 0, "acknowledged entries were lost");
      REQUIRE(loss.acknowledged == std::int64_t{entries} * count, "a write was refused");
    }
  }
  REQUIRE(requests("requests, as shipped", 6, full() ? 2'000 : 200, {}).lost == 0,
          "acknowledged entries were lost");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
