// F14: readers that never let go. Writes go on, the log grows and `desk.status` warns of it; once they have
// left, `tick` makes it small again. Readers that take turns, one always there, do the same. The control
// writes as much with nobody reading, and its log stays small.
#include <sqlite3.h>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

constexpr std::int64_t megabyte = 1 << 20;

/// Another program that has begun to read and does not end.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path)
      : process_(start([&] {
          sqlite3* db = nullptr;
          REQUIRE(sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK, "open");
          REQUIRE(
              sqlite3_exec(db, "BEGIN; SELECT count(*) FROM ticket", nullptr, nullptr, nullptr) == SQLITE_OK,
              "%s", sqlite3_errmsg(db));
          reading_.send(1);
          std::int64_t ever = 0;
          leave_.receive(ever);
          sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
          sqlite3_close(db);
        })) {
    reading_.next();
  }
  ~Reader() {
    leave_.send(1);
    REQUIRE(ended_well(process_), "a reader failed");
  }
  Reader(const Reader&) = delete;

 private:
  Numbers reading_, leave_;
  pid_t process_;
};

std::int64_t log_size(const std::filesystem::path& path) {
  std::error_code none;
  const auto size = std::filesystem::file_size(path.string() + "-wal", none);
  return none ? 0 : static_cast<std::int64_t>(size);
}

bool warns(Desk& desk) {
  return desk.must(Who::panel, "desk.status").find("\"large_log\"") != std::string::npos;
}

/// Opens tickets until the log is larger than that; gives how many.
std::int64_t grow(Desk& desk, const std::filesystem::path& path, std::int64_t above, std::int64_t& next) {
  const std::int64_t first = next;
  while (log_size(path) <= above) {
    store(desk, next++);
    REQUIRE(next - first < 100'000, "the log does not grow");
  }
  return next - first;
}

int run() {
  const int cycles = full() ? 10 : 1;
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  furnish(path);
  std::int64_t opened = 0, largest = 0;
  for (int cycle = 0; cycle < cycles; ++cycle) {
    // A reader of its own process, and a desk that is opened only after it was forked.
    auto first = std::make_unique<Reader>(path);
    auto second = std::unique_ptr<Reader>();
    const auto write = [&](std::int64_t above, bool warned) {
      return elsewhere([&] {
        std::int64_t next = opened + 1;
        const auto desk = open_desk(path);
        const std::int64_t many = grow(*desk, path, above, next);
        desk->must(Who::panel, "tick");
        REQUIRE(log_size(path) > above, "trimmed under a reader");
        REQUIRE(warns(*desk) == warned, "warned: %d", !warned);
        return many;
      });
    };
    opened += write(40 * megabyte, false);
    // The next one comes before the first has left.
    second = std::make_unique<Reader>(path);
    first.reset();
    opened += write(70 * megabyte, true);
    largest = std::max(largest, log_size(path));
    second.reset();
    elsewhere([&]() -> std::int64_t {
      const auto desk = open_desk(path);
      desk->must(Who::panel, "tick");
      REQUIRE(log_size(path) < 8 * megabyte, "still %lld bytes", static_cast<long long>(log_size(path)));
      REQUIRE(!warns(*desk), "still warned");
      return 0;
    });
  }
  REQUIRE(elsewhere([&]() -> std::int64_t {
            const auto desk = open_desk(path);
            REQUIRE(sound(*desk), "the desk is not sound");
            return static_cast<std::int64_t>(stored(*desk).size());
          }) == opened + 1,
          "tickets are missing");
  std::printf("%d cycles, %lld tickets beside readers, log up to %lld MiB and small again, %.1f s\n", cycles,
              static_cast<long long>(opened), static_cast<long long>(largest / megabyte), watch.seconds());
  const std::int64_t control = elsewhere([&]() -> std::int64_t {
    const auto desk = open_desk(path);
    std::int64_t most = 0;
    for (std::int64_t n = 1; n <= opened / cycles; ++n) {
      store(*desk, opened + n);
      most = std::max(most, log_size(path));
    }
    return most;
  });
  std::printf("control without readers: log up to %lld MiB\n", static_cast<long long>(control / megabyte));
  REQUIRE(control < 16 * megabyte, "the log grows without readers too, so the readers prove nothing");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
