// What all drivers measure with. Both sides of a comparison take turns in short batches, so that what else
// the machine does falls on both; of all batches the medians count.
#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

namespace plazo::bench {

inline double seconds_of(clockid_t clock) {
  timespec t{};
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}
/// CPU time of this process, user and system, in seconds.
inline double cpu_seconds() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID); }
inline double wall_seconds() { return seconds_of(CLOCK_MONOTONIC); }

template <class Work>
double cpu_of(const Work& work) {
  const double before = cpu_seconds();
  work();
  return cpu_seconds() - before;
}
template <class Work>
double wall_of(const Work& work) {
  const double before = wall_seconds();
  work();
  return wall_seconds() - before;
}

/// The value below which a share of them lies; 0.5 is the median.
inline double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const auto n = static_cast<std::size_t>(share * static_cast<double>(values.size()));
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::min(n, values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

/// Times of two sides, batch by batch, in seconds a call.
struct Pair {
  std::vector<double> floor = {}, plazo = {};

  template <class Floor, class Plazo>
  void take_turns(int round, int calls, const Floor& floor_batch, const Plazo& plazo_batch) {
    // Who begins changes, because the first may warm a cache for the second.
    for (const bool floors_turn : {round % 2 == 0, round % 2 != 0})
      if (floors_turn)
        floor.push_back(cpu_of(floor_batch) / calls);
      else
        plazo.push_back(cpu_of(plazo_batch) / calls);
  }
  double ratio() const { return median(plazo) / median(floor); }
};

/// A row of a table as it stands in docs/performance.md.
inline void print_row(const char* work, const Pair& pair, const char* goal) {
  std::printf("| %s | %.1f µs | %.1f µs | %.2f | %s |\n", work, median(pair.floor) * 1e6,
              median(pair.plazo) * 1e6, pair.ratio(), goal);
  std::fflush(stdout);
}

}  // namespace plazo::bench
