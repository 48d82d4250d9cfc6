// F12: children of a process that holds a desk open use the inherited handle, some while the parent
// works, some after their own children were forked. The handle opens anew; nobody loses anything. The
// control counts a reply of each child that it never makes, and must be found out.
#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

void count(Desk& desk) {
  const Answer answer = count_up(desk);
  REQUIRE(answer.ok(), "%s", answer.code.c_str());
}

/// Gives how many replies are missing.
std::int64_t fork_and_reply(int forks, bool pretend) {
  const Folder folder;
  const auto path = folder / "desk.db";
  furnish(path);
  // In a process of its own: this one must stay free of SQLite.
  const std::int64_t expected = elsewhere([&]() -> std::int64_t {
    const auto desk = open_desk(path);
    std::int64_t sum = 0;
    count(*desk), ++sum;
    std::vector<pid_t> running;
    for (int i = 0; i < forks; ++i) {
      running.push_back(start([&] {
        if (!pretend) count(*desk);
        if (i % 10 == 0) REQUIRE(ended_well(start([&] { count(*desk); })), "a grandchild failed");
        count(*desk);
      }));
      sum += i % 10 == 0 ? 3 : 2;
      if (i % 5 == 0) count(*desk), ++sum;
      if (running.size() == 8) {
        for (const pid_t child : running) REQUIRE(ended_well(child), "a child failed");
        running.clear();
      }
    }
    for (const pid_t child : running) REQUIRE(ended_well(child), "a child failed");
    REQUIRE(pretend || counted(*desk) == sum, "the parent sees another sum");
    REQUIRE(sound(*desk), "the desk is not sound");
    return sum;
  });
  return expected - elsewhere([&] { return counted(*open_desk(path)); });
}

int run() {
  const int forks = full() ? 10'000 : 1'000;
  const Stopwatch watch;
  const std::int64_t missing = fork_and_reply(forks, false);
  std::printf("%d forks, %lld replies lost, %.1f s\n", forks, static_cast<long long>(missing),
              watch.seconds());
  REQUIRE(missing == 0, "lost or doubled");
  REQUIRE(fork_and_reply(20, true) == 20, "the control lost nothing");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
