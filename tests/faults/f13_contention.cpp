// F13: many processes reply to one ticket, each reading its row and writing it back one version higher. No
// lock may reach a caller and no reply may be missing. The control begins its transactions without the
// lock and must meet locks.
#include <algorithm>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

struct Outcome {
  std::int64_t busy = 0;
  std::int64_t sum = 0;
  std::vector<std::int64_t> microseconds;
};

Outcome contend(int processes, int each, const storage::Seams* seams) {
  const Folder folder;
  const auto path = folder / "desk.db";
  furnish(path);
  Numbers results;
  Numbers ready;
  Numbers gate;
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i)
    children.push_back(start([&] {
      const auto desk = seams ? open_desk(path, *seams) : open_desk(path);
      while (true) {
        try {
          find_first_ticket(*desk);
          break;
        } catch (const Refused& refused) {
          if (!seams || refused.code != "storage.busy") throw;
        }
      }
      ready.send(1);
      gate.next();
      for (int n = 0; n < each; ++n) {
        const Stopwatch watch;
        const Answer answer = count_up(*desk);
        REQUIRE(answer.ok() || answer.code == "storage.busy", "%s", answer.code.c_str());
        results.send(answer.ok() ? static_cast<std::int64_t>(watch.seconds() * 1e6) : -1);
      }
    }));
  for (int i = 0; i < processes; ++i) ready.next();
  for (int i = 0; i < processes; ++i) gate.send(1);
  Outcome outcome;
  for (int i = 0; i < processes * each; ++i) {
    const std::int64_t result = results.next();
    if (result < 0)
      ++outcome.busy;
    else
      outcome.microseconds.push_back(result);
  }
  for (const pid_t child : children) REQUIRE(ended_well(child), "a child failed");
  outcome.sum = elsewhere([&] { return counted(*open_desk(path)); });
  std::sort(outcome.microseconds.begin(), outcome.microseconds.end());
  return outcome;
}

void report(const char* name, int processes, const Outcome& outcome, double seconds) {
  const auto at = [&](double part) {
    const auto& all = outcome.microseconds;
    return all.empty()
               ? 0.0
               : static_cast<double>(all[static_cast<std::size_t>(part * double(all.size() - 1))]) / 1e3;
  };
  std::printf("%-8s %2d processes: %zu done, %lld busy, p50 %.1f ms, p99 %.1f ms, worst %.1f ms, %.1f s\n",
              name, processes, outcome.microseconds.size(), static_cast<long long>(outcome.busy), at(.5),
              at(.99), at(1), seconds);
}

int run() {
  storage::Seams control;
  control.immediate = false;
  control.tries = 1;
  // On a quiet machine all may happen to take turns, so the control gets more than one chance.
  for (int round = 0;; ++round) {
    const Stopwatch watch;
    const Outcome outcome = contend(16, 50, &control);
    report("control", 16, outcome, watch.seconds());
    REQUIRE(outcome.sum + outcome.busy == 16 * 50, "the control counts wrongly");
    if (outcome.busy > 0) break;
    REQUIRE(round < 20, "the control met no lock");
  }
  std::vector<std::pair<int, int>> sizes = {{16, 100}, {64, 10}};
  if (full()) sizes = {{16, 1'250}, {64, 313}};
  for (const auto& [processes, each] : sizes) {
    const Stopwatch watch;
    const Outcome outcome = contend(processes, each, nullptr);
    report("shipped", processes, outcome, watch.seconds());
    REQUIRE(outcome.busy == 0, "a lock reached a caller");
    REQUIRE(outcome.sum == std::int64_t{processes} * each, "the sum is %lld",
            static_cast<long long>(outcome.sum));
  }
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
