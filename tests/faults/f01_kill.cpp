// F01: processes that open tickets are killed at any moment. What they acknowledged must be there
// afterwards, whole, in timelines without a gap and under references of its own.
// The control acknowledges before it stores and must lose, or this program would be blind.
#include <random>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

struct Result {
  std::size_t acknowledged = 0;
  std::size_t lost = 0;
};

Result storm(int writers, int kills, bool too_early) {
  const Folder folder;
  const auto path = folder / "desk.db";
  furnish(path);
  std::set<std::int64_t> acknowledged;
  std::mt19937 generator(20260329);  // when to kill; always the same, so that a run can be repeated
  const auto random = [&](unsigned below) { return std::uniform_int_distribution(0u, below - 1)(generator); };
  std::int64_t next_block = 1;
  const auto start_writer = [&](const Numbers& acks) {
    const std::int64_t first = next_block++ * 1'000'000;
    return start([&, first] {
      const auto desk = open_desk(path);
      for (std::int64_t id = first;; ++id) {
        if (too_early) acks.send(id);
        store(*desk, id);
        if (!too_early) acks.send(id);
      }
    });
  };
  Numbers acks;
  std::vector<pid_t> running;
  for (int i = 0; i < writers; ++i) running.push_back(start_writer(acks));
  for (int killed = 0; killed < kills; ++killed) {
    // Between two kills a random, small number of acknowledgements; so the moment is any moment.
    for (unsigned n = random(24); n > 0; --n) acknowledged.insert(acks.next());
    ::usleep(random(2'000));
    pid_t& victim = running[random(static_cast<unsigned>(running.size()))];
    kill_and_wait(victim);
    victim = start_writer(acks);
  }
  for (const pid_t writer : running) kill_and_wait(writer);
  acks.close_writing();
  for (std::int64_t id; acks.receive(id);) acknowledged.insert(id);
  Numbers present;
  const pid_t reader = start([&] {
    const auto desk = open_desk(path);
    REQUIRE(sound(*desk), "the desk is not sound");
    for (const std::int64_t id : stored(*desk)) present.send(id);
  });
  present.close_writing();
  Result result;
  result.acknowledged = acknowledged.size();
  for (std::int64_t id; present.receive(id);) acknowledged.erase(id);
  REQUIRE(ended_well(reader), "the reader failed");
  result.lost = acknowledged.size();
  return result;
}

int run() {
  const Stopwatch watch;
  const int kills = full() ? 10'000 : 300;
  const Result result = storm(full() ? 8 : 4, kills, false);
  std::printf("%d kills, %zu acknowledged, %zu lost, %.1f s\n", kills, result.acknowledged, result.lost,
              watch.seconds());
  REQUIRE(result.lost == 0, "acknowledged entries were lost");
  const Result control = storm(4, 100, true);
  std::printf("control: 100 kills, %zu acknowledged, %zu lost\n", control.acknowledged, control.lost);
  REQUIRE(control.lost > 0, "the control lost nothing");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
