// What a process pays for a desk: opening it with its first call, and the memory that it comes to hold.
//
//   bench_desk FILE [--rounds N] [--calls N]
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

#include "tests/bench/tickets/by_hand.hpp"
#include "tests/bench/tickets/calls.hpp"
#include "tests/bench/tickets/measure.hpp"
#include "tests/bench/tickets/year.hpp"

namespace plazo::bench {
namespace {

/// Anonymous resident memory of this process, in MiB.
double anonymous_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "RssAnon:") {
      double kilobytes = 0;
      status >> kilobytes;
      return kilobytes / 1024;
    }
  return 0;
}

/// Runs in a child of its own, as each request of a panel may, and gives back what it measured.
template <class Work>
double in_child(const Work& work) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = ::fork();
  if (child == 0) {
    double result = -1;
    try {
      result = work();
    } catch (const std::exception& error) {
      std::fprintf(stderr, "bench_desk: %s\n", error.what());
    }
    const bool sent = ::write(ends[1], &result, sizeof result) == sizeof result;
    ::_exit(sent ? 0 : 1);
  }
  double result = -1;
  const bool got = ::read(ends[0], &result, sizeof result) == sizeof result;
  ::close(ends[0]);
  ::close(ends[1]);
  ::waitpid(child, nullptr, 0);
  if (!got || result < 0) throw std::runtime_error("a child failed");
  return result;
}

void first_call(const std::string& file, int rounds) {
  const auto measured = [&](bool cpu) {
    return in_child([&] {
      const auto work = [&] {
        Desk desk(file);
        Session session(desk, customer("c0"));
        session.call_only("ticket.list", "{}");
      };
      return cpu ? cpu_of(work) : wall_of(work);
    });
  };
  std::vector<double> wall, cpu;
  for (int i = 0; i < rounds; ++i) {
    wall.push_back(measured(false));
    cpu.push_back(measured(true));
  }
  std::printf(
      "| A fresh process opens the desk and lists tickets | median | p90 | goal |\n|---|---|---|---|\n"
      "| on the wall | %.2f ms | %.2f ms | ≤ 3 ms |\n| CPU time | %.2f ms | %.2f ms | |\n\n",
      median(wall) * 1e3, quantile(wall, .9) * 1e3, median(cpu) * 1e3, quantile(cpu, .9) * 1e3);
}

void memory(const std::string& file, int calls) {
  const auto tickets = static_cast<std::uint32_t>(ByHand(file).number("SELECT count(*) FROM ticket"));
  double at_first = 0;
  const double held = in_child([&] {
    const Year year(Shape::year, tickets);
    Desk desk(file);
    Session staff_member(desk, staff("ana"));
    for (int i = 0; i < calls; ++i) {
      const auto number = tickets + static_cast<std::uint32_t>(i);
      const auto account = year.customer_of(number);
      Session session(desk, customer(reference_of(account)));
      session.call_only("ticket.list", "{}");
      session.call_only("ticket.search", std::string("{\"query\":\"") + common_word + "\"}");
      staff_member.call_only("ticket.queue", "{}");
      staff_member.call_only("ticket.search", std::string("{\"query\":\"") + rare_word + "\"}");
      session.call_only("ticket.open",
                        open_request(number, reads_english(account),
                                     "memory" + std::to_string(::getpid()) + std::to_string(i), "low"));
      if (i % 200 == 0) desk.call("tick", "{}");
    }
    return anonymous_memory();
  });
  at_first = in_child([] { return anonymous_memory(); });
  std::printf(
      "| Anonymous resident memory, %u tickets, after %d rounds of list, queue, search, open, tick | goal |\n"
      "|---|---|\n| %.1f MiB, of which %.1f before the desk was opened | < 40 MB |\n\n",
      tickets, calls, held, at_first);
}

}  // namespace
}  // namespace plazo::bench

int main(int argc, char** argv) {
  using namespace plazo::bench;
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_desk FILE [--rounds N] [--calls N]\n");
    return 2;
  }
  int rounds = 200, calls = 2000;
  for (int i = 2; i + 1 < argc; i += 2)
    (std::strcmp(argv[i], "--rounds") == 0 ? rounds : calls) = std::atoi(argv[i + 1]);
  try {
    first_call(argv[1], rounds);
    memory(argv[1], calls);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_desk: %s\n", error.what());
    return 1;
  }
}
