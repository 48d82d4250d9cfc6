// How long `check` takes over a large policy: 300 exceptions, 200 topics and 200 targets, no two alike.
#include <benchmark/benchmark.h>

#include "core/policy/check.hpp"

namespace {

using namespace plazo::policy;

Document large(int rules) {
  Document document;
  document.provider = "P";
  document.zone = "Europe/Madrid";
  document.languages = {plazo::Locale::es, plazo::Locale::en};
  plazo::calendar::Document office;
  office.weekly = {{"mon-fri", {"10:00-20:00"}}};
  office.holidays.emplace();
  document.calendars.emplace_back("office", office);
  const auto named = [](const std::string& text) { return Words{.es = text, .en = text}; };
  for (int i = 0; i < 20; ++i) {
    Channel channel;
    channel.name = named("Canal");
    channel.kind = ChannelKind::form;
    document.channels.emplace_back("channel-" + std::to_string(i), channel);
    Department department;
    department.name = named("Departamento");
    department.hours = "always";
    document.departments.emplace_back("department-" + std::to_string(i), department);
  }
  document.priorities = {{"normal", {.name = named("Normal")}}, {"high", {.name = named("Alta")}}};
  for (int i = 0; i < 200; ++i) {
    Topic topic;
    topic.name = named("Tema");
    topic.ways.push_back({.channel = {"channel-1", "channel-2"}, .department = "department-3"});
    document.topics.emplace_back("topic-" + std::to_string(i), topic);
  }
  for (int i = 0; i < rules; ++i) {
    ExceptionRule rule;
    rule.id = "rule-" + std::to_string(i);
    rule.effect = i % 2 ? Effect::refuse : Effect::queue;
    rule.when.topic = {"topic-" + std::to_string(i % 200)};
    rule.when.channel = {"channel-" + std::to_string(i % 20)};
    rule.unless.emplace().during = "office";
    document.exceptions.push_back(rule);
  }
  for (int i = 0; i < 200; ++i) {
    Target target;
    target.id = "target-" + std::to_string(i);
    target.when.topic = {"topic-" + std::to_string(i)};
    target.limit = plazo::minutes(i + 1);
    target.hours = "office";
    document.targets.push_back(target);
  }
  document.otherwise.emplace();
  return document;
}

void check_policy(benchmark::State& state) {
  const Document document = large(static_cast<int>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(check(document));
}
BENCHMARK(check_policy)->Arg(30)->Arg(300)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
