// F11: the process that holds a desk open also touches its file in a way that drops SQLite's locks,
// and another process takes itself for the last user. Acknowledged tickets must not get lost; with the
// guard off they do, or this program would be blind.
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

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
  REQUIRE(exec(db, "SELECT count(*) FROM ticket", nullptr, nullptr, nullptr) == SQLITE_OK, "read");
  REQUIRE(close(db) == SQLITE_OK, "close");
}

/// Something that another program may write and nobody misses: it counts itself in a row of its own.
constexpr char other_write[] =
    "INSERT INTO person (id, reference, name) VALUES (1, 'other program', '1') "
    "ON CONFLICT DO UPDATE SET name = name + 1";

// Any other program with SQLite's ordinary settings: connects, writes, leaves.
void other_program(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK, "open");
  sqlite3_busy_timeout(db, 5000);
  REQUIRE(sqlite3_exec(db, other_write, nullptr, nullptr, nullptr) == SQLITE_OK, "%s", sqlite3_errmsg(db));
  REQUIRE(sqlite3_close(db) == SQLITE_OK, "close");
}

std::int64_t other_writes(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  sqlite3_stmt* row = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK, "open");
  REQUIRE(sqlite3_prepare_v2(db, "SELECT name FROM person WHERE id = 1", -1, &row, nullptr) == SQLITE_OK &&
              sqlite3_step(row) == SQLITE_ROW,
          "%s", sqlite3_errmsg(db));
  const std::int64_t count = sqlite3_column_int64(row, 0);
  sqlite3_finalize(row);
  sqlite3_close(db);
  return count;
}

struct Loss {
  std::int64_t acknowledged = 0;
  std::int64_t lost = 0;
};

using Touch = void (*)(const std::filesystem::path&);

// As shipped, through the library; with seams, the same operations without a protection.
std::unique_ptr<Desk> desk_with(const std::filesystem::path& path, const storage::Seams* seams) {
  return seams ? open_desk(path, *seams) : open_desk(path);
}

Loss round(Touch touch, const storage::Seams* seams) {
  const Folder folder;
  const auto path = folder / "desk.db";
  furnish(path);
  Numbers touched, left, acknowledged;
  const pid_t other = start([&] {
    touched.next();
    other_program(path);
    left.send(1);
  });
  const pid_t desk = start([&] {
    const auto handle = desk_with(path, seams);
    store(*handle, 1'000);
    touch(path);
    touched.send(1);
    left.next();
    std::int64_t count = 0;
    for (int id = 1; id <= entries; ++id) {
      try {
        store(*handle, id);
        ++count;
      } catch (const Refused& refused) {
        // not acknowledged: the caller would ask again
        REQUIRE(refused.code == "storage.commit_unknown", "%s", refused.code.c_str());
      }
    }
    acknowledged.send(count);
  });
  Loss result;
  result.acknowledged = acknowledged.next();
  REQUIRE(ended_well(desk) && ended_well(other), "a process failed");
  const bool unprotected = seams && !seams->guard && !seams->detect;
  const std::int64_t visible = elsewhere([&]() -> std::int64_t {
    const auto handle = open_desk(path);
    // Unprotected, pages of a deleted log may have got into the file.
    REQUIRE(unprotected || sound(*handle), "the desk is not sound");
    std::int64_t count = 0;
    try {
      for (const std::int64_t id : stored(*handle)) count += id >= 1 && id <= entries;
    } catch (const Refused&) {
      if (!unprotected) throw;
    }
    return count;
  });
  result.lost = std::max<std::int64_t>(0, result.acknowledged - visible);
  return result;
}

Loss rounds(const char* name, int count, Touch touch, const storage::Seams* seams) {
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
Loss requests(const char* name, int processes, int each) {
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  furnish(path);
  Numbers acknowledged;
  std::vector<pid_t> children;
  for (int p = 0; p < processes; ++p)
    children.push_back(start([&] {
      for (int n = 0; n < each; ++n) {
        const std::int64_t id = p * 1'000'000 + n + 1;
        const auto handle = open_desk(path);
        if (n % 3 == 0) plain_close(path);
        store(*handle, id);
        if (n % 3 == 1) plain_close(path);
        acknowledged.send(id);
        if (n % 7 == 0) handle->must(Who::panel, "tick");
      }
    }));
  for (int p = 0; p < 2; ++p)
    children.push_back(start([&] {
      for (int n = 0; n < each; ++n) {
        sqlite3* db = nullptr;
        REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK, "open");
        sqlite3_busy_timeout(db, 10'000);
        REQUIRE(sqlite3_exec(db, other_write, nullptr, nullptr, nullptr) == SQLITE_OK, "%s",
                sqlite3_errmsg(db));
        sqlite3_close(db);
      }
    }));
  acknowledged.close_writing();
  std::set<std::int64_t> ids;
  for (std::int64_t id; acknowledged.receive(id);) ids.insert(id);
  for (const pid_t child : children) REQUIRE(ended_well(child), "a child failed");
  Loss result{static_cast<std::int64_t>(ids.size()), 0};
  result.lost = result.acknowledged - elsewhere([&]() -> std::int64_t {
                  const auto handle = open_desk(path);
                  REQUIRE(sound(*handle), "the desk is not sound");
                  REQUIRE(other_writes(path) == 2 * each, "another program's writes were lost");
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
  const int few = full() ? 50 : 5;
  storage::Seams control;
  control.guard = control.detect = false;
  storage::Seams guard_only;
  guard_only.detect = false;
  storage::Seams detector_only;
  detector_only.guard = false;
  // Where it must lose, as often as where it must not.
  const int controls = full() ? many : few;
  REQUIRE(rounds("plain close, control", controls, plain_close, &control).lost > 0,
          "the control lost nothing");
  REQUIRE(rounds("second SQLite, control", controls, second_sqlite, &control).lost > 0,
          "the control lost nothing");
  REQUIRE(rounds("plain close, comparison only", few, plain_close, &detector_only).lost == 0, "lost");
  REQUIRE(rounds("second SQLite, comparison only", few, second_sqlite, &detector_only).lost == 0, "lost");
  for (const storage::Seams* seams : std::initializer_list<const storage::Seams*>{&guard_only, nullptr}) {
    const int count = seams ? few : many;
    for (const Touch touch : {plain_close, second_sqlite}) {
      const std::string name = std::string(touch == plain_close ? "plain close, " : "second SQLite, ") +
                               (seams ? "guard only" : "as shipped");
      const Loss loss = rounds(name.c_str(), count, touch, seams);
      REQUIRE(loss.lost == 0, "acknowledged tickets were lost");
      REQUIRE(loss.acknowledged == std::int64_t{entries} * count, "a write was refused");
    }
  }
  REQUIRE(requests("requests, as shipped", 6, full() ? 2'000 : 200).lost == 0,
          "acknowledged tickets were lost");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
