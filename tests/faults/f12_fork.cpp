// F12: children of a process that holds a desk open use the inherited handle, some while the parent
// works, some after their own children were forked. The handle opens anew; nobody loses anything.
#include "tests/faults/process.hpp"
#include "tests/faults/workload.hpp"

namespace plazo::faults {
namespace {

int run() {
  const int forks = full() ? 10'000 : 1'000;
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  // In a process of its own: this one must stay free of SQLite.
  const std::int64_t expected = elsewhere([&]() -> std::int64_t {
    const auto desk = open_desk(path);
    std::int64_t sum = 0;
    count_up(*desk), ++sum;
    std::vector<pid_t> running;
    for (int i = 0; i < forks; ++i) {
      running.push_back(start([&] {
        count_up(*desk);
        if (i % 10 == 0) REQUIRE(ended_well(start([&] { count_up(*desk); })), "a grandchild failed");
        count_up(*desk);
      }));
      sum += i % 10 == 0 ? 3 : 2;
      if (i % 5 == 0) count_up(*desk), ++sum;
      if (running.size() == 8) {
        for (const pid_t child : running) REQUIRE(ended_well(child), "a child failed");
        running.clear();
      }
    }
    for (const pid_t child : running) REQUIRE(ended_well(child), "a child failed");
    REQUIRE(counted(*desk) == sum, "the parent sees another sum");
    REQUIRE(desk->check_integrity().empty(), "integrity");
    return sum;
  });
  const std::int64_t sum = elsewhere([&] { return counted(*open_desk(path)); });
  std::printf("%d forks, sum %lld of %lld, %.1f s\n", forks, static_cast<long long>(sum),
              static_cast<long long>(expected), watch.seconds());
  REQUIRE(sum == expected, "lost or doubled");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
