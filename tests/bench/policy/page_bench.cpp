// The support page and the comparison of two policies, of a policy that says something of every kind.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>

#include "core/policy/diff.hpp"
#include "core/policy/include.hpp"
#include "core/policy/page.hpp"

namespace plazo::policy {
namespace {

Document document() {
  std::ifstream in(PLAZO_SOURCE_DIR "/tests/core/policy/everything.jsonc", std::ios::binary);
  return read(std::string(std::istreambuf_iterator<char>(in), {}));
}
const Instant at = *parse_instant("2026-03-02T09:00:00Z");

void page_as_html(benchmark::State& state) {
  const Compiled compiled(document());
  for (auto _ : state) benchmark::DoNotOptimize(html(page_of(compiled, {.locale = Locale::es, .at = at})));
}
BENCHMARK(page_as_html);

void page_as_markdown(benchmark::State& state) {
  const Compiled compiled(document());
  for (auto _ : state)
    benchmark::DoNotOptimize(markdown(page_of(compiled, {.locale = Locale::es, .at = at})));
}
BENCHMARK(page_as_markdown);

void page_of_a_text(benchmark::State& state) {
  std::ifstream in(PLAZO_SOURCE_DIR "/tests/core/policy/everything.jsonc", std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  for (auto _ : state)
    benchmark::DoNotOptimize(html(page_of(Compiled(read(text)), {.locale = Locale::es, .at = at})));
}
BENCHMARK(page_of_a_text);

void comparison(benchmark::State& state) {
  const Document before = document();
  Document after = document();
  after.exceptions.pop_back();
  after.calendars[0].second.weekly.pop_back();
  for (auto _ : state) benchmark::DoNotOptimize(diff(Locale::es, before, after));
}
BENCHMARK(comparison);

}  // namespace
}  // namespace plazo::policy

BENCHMARK_MAIN();
