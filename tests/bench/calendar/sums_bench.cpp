// Deadline sums beside a hand-written table of precomputed intervals, both in one run.
//
// The floor is what somebody would write who had the open intervals of the years in two arrays: two binary
// searches of the standard library, no growth, no zone, no range checks. Both answer the same 4096 instants
// drawn over 2026. Argument: the number of holidays in the calendar.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "core/calendar/calendar.hpp"

namespace plazo::calendar {
namespace {

struct HandWritten {
  std::vector<std::int64_t> open, close, sum;

  explicit HandWritten(const Calendar& calendar, Instant from, Instant to) {
    std::int64_t total = 0;
    for (const Interval& one : calendar.walk(from, to, 1'000'000).intervals) {
      open.push_back(one.from.ms);
      close.push_back(one.to.ms);
      sum.push_back(total);
      total += (one.to - one.from).ms;
    }
    sum.push_back(total);
  }
  std::int64_t before(std::int64_t at) const {
    const auto i = static_cast<std::size_t>(std::upper_bound(close.begin(), close.end(), at) - close.begin());
    return i == close.size() ? sum[i] : sum[i] + std::max<std::int64_t>(0, at - open[i]);
  }
  std::int64_t add(std::int64_t from, std::int64_t amount) const {
    const std::int64_t target = before(from) + amount;
    const auto i =
        static_cast<std::size_t>(std::lower_bound(sum.begin() + 1, sum.end(), target) - sum.begin());
    return close[i - 1] - (sum[i] - target);
  }
};

Document calendar_a(std::int64_t holidays) {
  Document document{.zone = "Europe/Madrid",
                    .weekly = {{"mon-fri", {"10:00-20:00"}}, {"sat", {"10:00-14:00"}}}};
  auto& dates = document.holidays.emplace();
  // Spread over the years around the instants asked about, as a feed would have them.
  for (std::int64_t i = 0; i < holidays; ++i) {
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", static_cast<int>(2024 + i % 5),
                  static_cast<int>(i * 7 % 12 + 1), static_cast<int>(i * 11 % 28 + 1));
    dates.push_back({text});
  }
  return document;
}

struct Setting {
  Calendar calendar;
  HandWritten table;
  std::vector<Instant> starts;

  explicit Setting(std::int64_t holidays)
      : calendar(Calendar::load(calendar_a(holidays))),
        table(calendar, *parse_instant("2024-01-01T00:00:00Z"), *parse_instant("2029-01-01T00:00:00Z")) {
    std::mt19937_64 draw(26);
    const std::int64_t first = parse_instant("2026-01-01T00:00:00Z")->ms;
    for (int i = 0; i < 4096; ++i)
      starts.push_back({first + static_cast<std::int64_t>(draw() % (365ULL * 86'400'000))});
    for (const Instant start : starts)
      if (calendar.add(start, hours(40))->ms != table.add(start.ms, hours(40).ms)) std::abort();
  }
};

const Setting& setting(std::int64_t holidays) {
  static const Setting twelve(12), many(200);
  return holidays == 12 ? twelve : many;
}

void add_by_hand(benchmark::State& state, Duration amount) {
  const Setting& on = setting(state.range(0));
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(on.table.add(on.starts[i++ & 4095].ms, amount.ms));
  state.SetItemsProcessed(state.iterations());
}
void add_by_calendar(benchmark::State& state, Duration amount) {
  const Setting& on = setting(state.range(0));
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(on.calendar.add(on.starts[i++ & 4095], amount));
  state.SetItemsProcessed(state.iterations());
}
void between_by_hand(benchmark::State& state) {
  const Setting& on = setting(state.range(0));
  std::size_t i = 0;
  for (auto _ : state) {
    const std::int64_t from = on.starts[i++ & 4095].ms;
    benchmark::DoNotOptimize(on.table.before(from + days(365).ms) - on.table.before(from));
  }
  state.SetItemsProcessed(state.iterations());
}
void between_by_calendar(benchmark::State& state) {
  const Setting& on = setting(state.range(0));
  std::size_t i = 0;
  for (auto _ : state) {
    const Instant from = on.starts[i++ & 4095];
    benchmark::DoNotOptimize(on.calendar.between(from, from + days(365)));
  }
  state.SetItemsProcessed(state.iterations());
}

/// What the first question costs: reading the document and laying out the years it needs.
void load_and_first_sum(benchmark::State& state) {
  const Document document = calendar_a(state.range(0));
  const Instant start = *parse_instant("2026-03-27T18:30:00Z");
  for (auto _ : state) benchmark::DoNotOptimize(Calendar::load(document).add(start, hours(40)));
}

BENCHMARK_CAPTURE(add_by_hand, 2h, hours(2))->Arg(12)->Arg(200);
BENCHMARK_CAPTURE(add_by_calendar, 2h, hours(2))->Arg(12)->Arg(200);
BENCHMARK_CAPTURE(add_by_hand, 40h, hours(40))->Arg(12)->Arg(200);
BENCHMARK_CAPTURE(add_by_calendar, 40h, hours(40))->Arg(12)->Arg(200);
BENCHMARK_CAPTURE(add_by_hand, 400h, hours(400))->Arg(12)->Arg(200);
BENCHMARK_CAPTURE(add_by_calendar, 400h, hours(400))->Arg(12)->Arg(200);
BENCHMARK(between_by_hand)->Arg(12)->Arg(200);
BENCHMARK(between_by_calendar)->Arg(12)->Arg(200);
BENCHMARK(load_and_first_sum)->Arg(12)->Arg(200)->Arg(100'000);

}  // namespace
}  // namespace plazo::calendar

BENCHMARK_MAIN();
