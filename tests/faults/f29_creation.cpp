// F29: the making of a desk is killed at every call of the system, or that call fails. Whoever opens next
// finishes it; nothing of a half-made one is ever taken for a desk. A database of a newer version is
// refused and left alone. The control looks at what a kill leaves, and must find unfinished ones.
#include <sqlite3.h>

#include "tests/faults/broken_calls.hpp"
#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

void clear(const std::filesystem::path& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) std::filesystem::remove_all(entry);
}

/// Changes something past the library, in a process of its own.
std::int64_t with_sqlite(const std::filesystem::path& path, const char* sql) {
  return elsewhere([&]() -> std::int64_t {
    sqlite3* db = nullptr;
    std::int64_t number = -1;
    sqlite3_stmt* row = nullptr;
    if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK &&
        sqlite3_prepare_v2(db, sql, -1, &row, nullptr) == SQLITE_OK) {
      number = 0;
      while (sqlite3_step(row) == SQLITE_ROW) number = sqlite3_column_int64(row, 0);
      sqlite3_finalize(row);
    }
    sqlite3_close(db);
    return number;
  });
}

/// Opens it as anybody would, and uses it.
void must_work(const std::filesystem::path& path, long nth) {
  REQUIRE(ended_well(start([&] {
            const auto desk = open_desk(path);
            furnish(*desk);
            REQUIRE(sound(*desk), "not sound");
          })),
          "after point %ld", nth);
}

int run() {
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  const std::int64_t tables = [&] {
    furnish(path);
    return with_sqlite(path, "SELECT count(*) FROM sqlite_schema");
  }();
  long kills = 0, failures = 0, unfinished = 0, refused = 0;
  // In the short run some hundred points would say the same: about every third, from another first each.
  const long step = full() ? 1 : 3;
  for (long nth = 1;; nth += step, ++kills) {
    clear(folder / "");
    const pid_t child = start([&] {
      const Breaking breaking(folder / "", nth, false, EIO, true);
      try_open(path);
    });
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status)) break;
    if (std::filesystem::exists(path)) {
      const std::int64_t found = with_sqlite(path, "SELECT count(*) FROM sqlite_schema");
      unfinished += found >= 0 && found < tables;
    }
    // Who does not create, does not finish a file that is nobody's yet; else it is a whole desk.
    REQUIRE(ended_well(start([&] {
              const auto opened = try_open(path, false);
              REQUIRE(opened.desk || opened.code == "storage.missing", "%s", opened.code.c_str());
            })),
            "after kill %ld", nth);
    must_work(path, nth);
  }
  for (const bool sticky : {false, true})
    for (long nth = 1;; nth += step, ++failures) {
      clear(folder / "");
      const std::int64_t broken = elsewhere([&]() -> std::int64_t {
        const Breaking breaking(folder / "", nth, sticky, EIO);
        const auto opened = try_open(path);
        REQUIRE(opened.desk || (opened.code.starts_with("storage.") && opened.code != "storage.statement"),
                "%s", opened.code.c_str());
        return breaking.broken() == 0 ? 0 : opened.desk ? 1 : 2;
      });
      if (broken == 0) break;
      refused += broken == 2;
      must_work(path, nth);
    }
  REQUIRE(kills > 50 && refused > 50, "only %ld kills and %ld failures", kills, refused);
  std::printf("%ld kills and %ld failures while a desk is made, each finished by the next, %.1f s\n", kills,
              failures, watch.seconds());

  // What the next version has added.
  with_sqlite(path, "UPDATE schema_migration SET number = number + 1000 RETURNING 1");
  const std::int64_t before = with_sqlite(path, "SELECT count(*) FROM ticket");
  REQUIRE(ended_well(start([&] {
            const auto opened = try_open(path);
            REQUIRE(opened.code == "storage.newer", "%s", opened.code.c_str());
          })),
          "a newer one");
  REQUIRE(with_sqlite(path, "SELECT count(*) FROM ticket") == before, "a newer one was changed");
  std::printf("control: %ld kills left an unfinished database\n", unfinished);
  REQUIRE(unfinished > 5, "the kills come too late to leave anything unfinished");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
