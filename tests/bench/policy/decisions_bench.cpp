// Decisions a second on one core, with the largest example policy (the one with the longest text), or the
// one that PLAZO_POLICY names.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/json/decode.hpp"
#include "core/policy/explain.hpp"

namespace plazo::policy {
namespace {

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string largest_example() {
  if (const char* const named = std::getenv("PLAZO_POLICY")) return read(named);
  std::string largest;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(PLAZO_SOURCE_DIR) / "examples/policies"))
    if (auto text = read(entry.path()); text.size() > largest.size()) largest = std::move(text);
  return largest;
}

const Compiled& policy() {
  static const Compiled compiled(
      json::decode<Document>(largest_example(), {.limits = {.comments = true}, .code = "policy.invalid"}));
  return compiled;
}

/// Every topic by every channel, signed in and not.
std::vector<Question> questions(Action action) {
  std::vector<Question> all;
  const Document& document = policy().document();
  for (const auto& [topic, entry] : document.topics)
    for (const auto& [channel, c] : document.channels)
      for (const auto identity : {Identity::anonymous, Identity::signed_in}) {
        Question question;
        question.action = action;
        question.facts.topic = topic;
        question.facts.channel = channel;
        question.facts.identity = identity;
        question.facts.service = ServiceState::active;
        question.facts.customer = {"customer"};
        all.push_back(question);
      }
  if (all.empty()) all.emplace_back();
  return all;
}

void decide_with(benchmark::State& state, Action action) {
  const auto asked = questions(action);
  std::int64_t n = 0;
  const Instant from = *parse_instant("2026-03-02T00:00:00Z");
  for (auto _ : state) {
    const auto decision =
        decide(policy(), asked[static_cast<std::size_t>(n) % asked.size()], from + minutes(7 * (n % 20'000)));
    benchmark::DoNotOptimize(&decision);
    ++n;
  }
  state.SetItemsProcessed(n);
}

void open(benchmark::State& state) { decide_with(state, Action::open); }
BENCHMARK(open);
/// With everything else that may be done, also when the answer is yes.
void contact(benchmark::State& state) { decide_with(state, Action::contact); }
BENCHMARK(contact);

void explained(benchmark::State& state) {
  const auto asked = questions(Action::contact);
  const Instant at = *parse_instant("2026-03-02T10:00:00Z");
  std::int64_t n = 0;
  for (auto _ : state) {
    const auto& question = asked[static_cast<std::size_t>(n++) % asked.size()];
    const auto told = explain(policy(), question, at, decide(policy(), question, at), Locale::es);
    benchmark::DoNotOptimize(&told);
  }
  state.SetItemsProcessed(n);
}
BENCHMARK(explained);

}  // namespace
}  // namespace plazo::policy

BENCHMARK_MAIN();
