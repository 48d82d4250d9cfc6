// Simulation of a provider's year: the history as a file, and how long the core takes for it.
//
//   bench_history write POLICY TICKETS FILE    a year of past tickets, by account and instant, one a line
//   bench_history core POLICY FILE             reads and simulates it in this process; seconds and peak
//   memory bench_history command PLAZO POLICY FILE    the same by `plazo policy simulate`
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/policy/include.hpp"
#include "core/policy/simulate.hpp"
#include "tests/bench/tickets/year.hpp"

namespace plazo::bench {
namespace {

using policy::PastTicket;
using Watch = std::chrono::steady_clock;

/// By which everything has happened: a year after the last opening.
constexpr Instant judged_at{year_begins + 2 * 365 * std::int64_t{86'400'000}};

policy::Compiled policy_of(const char* file) {
  std::ifstream stream(file);
  std::stringstream text;
  text << stream.rdbuf();
  return policy::Compiled(policy::read(text.str(), {}));
}

/// A topic of the policy, mostly by a channel that is a way of it.
policy::Facts facts_of(const policy::Document& document, std::uint32_t ticket) {
  const std::uint64_t draw = (ticket + 1) * 0x9e3779b97f4a7c15u;
  policy::Facts facts{.customer = {"customer"},
                      .identity = draw >> 60 == 0 ? policy::Identity::anonymous : policy::Identity::signed_in,
                      .service = policy::ServiceState::active};
  if (document.topics.empty()) {
    facts.department = department_of(ticket);
    facts.priority = priority_of(ticket);
    return facts;
  }
  const auto& [topic, entry] = document.topics[(draw >> 32) % document.topics.size()];
  facts.topic = topic;
  for (const auto& way : entry.ways)
    if (!way.channel.empty() && (facts.channel.empty() || (draw >> 40) % 3 == 0))
      facts.channel = way.channel[(draw >> 44) % way.channel.size()];
  if (facts.channel.empty() || (draw >> 48) % 8 == 0)
    facts.channel = document.channels[(draw >> 52) % document.channels.size()].first;
  return facts;
}

void write(const char* policy_file, std::uint32_t count, const char* file) {
  const auto policy = policy_of(policy_file);
  const Year year(Shape::year, count);
  std::vector<std::uint32_t> order(count);
  for (std::uint32_t i = 0; i < count; ++i) order[i] = i;
  // Tickets are numbered by their opening.
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return year.customer_of(a) < year.customer_of(b); });
  std::ofstream out(file, std::ios::binary);
  for (const auto ticket : order) {
    PastTicket past{.account = reference_of(year.customer_of(ticket)),
                    .facts = facts_of(policy.document(), ticket),
                    .opened_at = {year.opened_at(ticket)}};
    past.messages.push_back({.at = past.opened_at});
    for (const auto& deed : year.deeds_of(ticket)) {
      if (deed.deed == Deed::staff_reply) past.messages.push_back({{deed.at}, policy::Party::staff});
      if (deed.deed == Deed::customer_reply) past.messages.push_back({{deed.at}, policy::Party::customer});
      if (deed.deed == Deed::close) past.closed_at = std::max(Instant{deed.at}, past.messages.back().at);
    }
    if (past.closed_at) past.work = minutes(5 + ticket % 40);
    out << json::encode(past) << '\n';
  }
  if (!out.flush()) throw std::runtime_error("cannot write the history");
}

double seconds_since(Watch::time_point begun) {
  return std::chrono::duration<double>(Watch::now() - begun).count();
}

void tell(const char* what, std::int64_t tickets, double seconds, long peak_kib) {
  std::printf("%-34s %9lld tickets %8.2f s %9.0f tickets/s %7.1f MB peak\n", what,
              static_cast<long long>(tickets), seconds, static_cast<double>(tickets) / seconds,
              static_cast<double>(peak_kib) / 1024);
}

long peak_of(int who) {
  rusage use{};
  ::getrusage(who, &use);
  return use.ru_maxrss;
}

void core(const char* policy_file, const char* file) {
  const auto policy = policy_of(policy_file);
  policy::Simulation simulation(policy, judged_at);
  std::ifstream in(file, std::ios::binary);
  double reading = 0, simulating = 0;
  std::int64_t tickets = 0;
  // Some at a time, so that the two are told apart without asking the clock for each ticket.
  std::vector<PastTicket> some;
  for (std::string line; in;) {
    some.clear();
    auto begun = Watch::now();
    while (some.size() < 1000 && std::getline(in, line)) some.push_back(json::decode<PastTicket>(line));
    reading += seconds_since(begun);
    begun = Watch::now();
    for (const auto& ticket : some) simulation.add(ticket);
    simulating += seconds_since(begun);
    tickets += static_cast<std::int64_t>(some.size());
  }
  const auto report = simulation.report();
  if (report.total.tickets + report.unknown != tickets)
    throw std::runtime_error("the report does not count every ticket");
  tell("core: simulating", tickets, simulating, peak_of(RUSAGE_SELF));
  tell("core: reading and simulating", tickets, reading + simulating, peak_of(RUSAGE_SELF));
}

void command(const char* plazo, const char* policy_file, const char* file) {
  const auto begun = Watch::now();
  int answer[2];
  if (::pipe(answer) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    ::dup2(answer[1], STDOUT_FILENO);
    ::close(answer[0]);
    ::close(answer[1]);
    const std::string until = to_text(judged_at);
    ::execl(plazo, plazo, "policy", "simulate", policy_file, "--history", file, "--until", until.c_str(),
            "--json", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  ::close(answer[1]);
  std::string reply;
  char buffer[65536];
  for (ssize_t length; (length = ::read(answer[0], buffer, sizeof buffer)) > 0;)
    reply.append(buffer, static_cast<std::size_t>(length));
  int status = 0;
  rusage use{};
  if (::wait4(child, &status, 0, &use) != child || status != 0)
    throw std::runtime_error("the command failed");
  const auto at = reply.find("\"read\":");
  if (at == std::string::npos) throw std::runtime_error("the command told no count");
  tell("plazo policy simulate", std::atoll(reply.c_str() + at + 7), seconds_since(begun), use.ru_maxrss);
}

int run(int count, char** words) {
  const std::string_view what = count > 1 ? words[1] : "";
  if (what == "write" && count == 5)
    write(words[2], static_cast<std::uint32_t>(std::atoi(words[3])), words[4]);
  else if (what == "core" && count == 4)
    core(words[2], words[3]);
  else if (what == "command" && count == 5)
    command(words[2], words[3], words[4]);
  else
    return 2;
  return 0;
}

}  // namespace
}  // namespace plazo::bench

int main(int count, char** words) {
  try {
    return plazo::bench::run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_history: %s\n", error.what());
    return 1;
  }
}
