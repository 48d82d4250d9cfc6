// `ticket.open` through the C interface beside the same rows written by hand, and its tail while an indexer
// runs beside it.
//
//   bench_open FILE POLICY FOLDER [--calls N] [--tail N]
//
// FILE is a filled database and stays as it is; FOLDER is for copies.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/bench/tickets/calls.hpp"
#include "tests/bench/tickets/measure.hpp"
#include "tests/bench/tickets/open_by_hand.hpp"
#include "tests/bench/tickets/year.hpp"

namespace plazo::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  std::string file, policy;
  fs::path folder;
  int calls = 10'000, tail = 0;
};

void copy_database(const fs::path& from, const fs::path& to) {
  for (const char* end : {"-wal", "-shm"}) fs::remove(fs::path(to) += end);
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

/// Tickets that are opened now, by the accounts of the year and in its words.
struct Fresh {
  std::vector<std::string> keys, subjects, bodies, requests;
  std::vector<std::uint32_t> customers, numbers;

  Fresh(const Year& year, const std::string& name, int count) {
    for (int i = 0; i < count; ++i) {
      const std::uint32_t number = year.tickets() + static_cast<std::uint32_t>(i);
      const auto account = year.customer_of(number);
      const bool english = reads_english(account);
      numbers.push_back(number);
      customers.push_back(account);
      keys.push_back(name + std::to_string(i));
      subjects.push_back(subject_of(number, english));
      bodies.push_back(body_of(number, Deed::open, english));
      requests.push_back(open_request(number, english, keys.back(), "low"));
    }
  }
};

/// Sessions by account, as a panel has one for each request.
std::vector<Session> sessions_of(const Desk& desk, const Fresh& fresh) {
  std::vector<Session> sessions;
  for (const auto account : fresh.customers) sessions.emplace_back(desk, customer(reference_of(account)));
  return sessions;
}

std::int64_t now_ms() { return static_cast<std::int64_t>(seconds_of(CLOCK_REALTIME) * 1000); }

void compare(const Settings& settings, const Year& year) {
  constexpr int batch = 100;
  const auto rows = learn_rows(settings.folder, settings.policy);
  const int columns = compare_rows(settings.folder, settings.policy, rows);
  std::printf("both sides write %zu rows a ticket; %d columns compared\n\n", rows.size(), columns);

  const std::string plazo_file = settings.folder / "open-plazo.db",
                    hand_file = settings.folder / "open-hand.db";
  copy_database(settings.file, plazo_file);
  copy_database(settings.file, hand_file);
  Desk desk(plazo_file);
  Desk indexer_of_floor(hand_file);
  OpenByHand hand(hand_file, rows);

  Pair pair;
  std::vector<double> index;
  const int rounds = settings.calls / batch;
  for (int round = 0; round < rounds; ++round) {
    const Fresh fresh(year, "r" + std::to_string(round) + "-", batch);
    auto sessions = sessions_of(desk, fresh);
    std::vector<std::string> references;
    for (const auto account : fresh.customers) references.push_back(reference_of(account));
    pair.take_turns(
        round, batch,
        [&] {
          for (std::size_t i = 0; i < batch; ++i)
            hand.open({.now = now_ms(),
                       .customer = references[i],
                       .subject = fresh.subjects[i],
                       .body = fresh.bodies[i],
                       .department = department_of(fresh.numbers[i]),
                       .key = fresh.keys[i],
                       .request = fresh.requests[i]});
        },
        [&] {
          for (std::size_t i = 0; i < batch; ++i) sessions[i].call_only("ticket.open", fresh.requests[i]);
        });
    // The text index is made outside, on both sides, before so many wait that a call would do it.
    index.push_back(cpu_of([&] { desk.call("tick", "{}"); }) / batch);
    indexer_of_floor.call("tick", "{}");
  }
  const auto written = [](ByHand& database, const char* table) {
    return database.number(std::string("SELECT count(*) FROM ") + table);
  };
  ByHand reading(plazo_file);
  for (const auto& row : rows)
    if (written(reading, row.table.c_str()) != written(hand.database(), row.table.c_str()))
      throw std::runtime_error("both sides should have as many rows in table `" + row.table + "`");

  const std::string name = "`ticket.open`, " + std::to_string(year.tickets()) + " tickets";
  std::puts("| Work, CPU time | by hand | Plazo | ratio | goal |\n|---|---|---|---|---|");
  print_row(name.c_str(), pair, "≤ 1.5");
  std::printf("| text index, a message | – | %.1f µs | – | reported |\n\n", median(index) * 1e6);
}

/// Another process that indexes ten times a second, as `plazo worker` does every second.
class Indexer {
 public:
  explicit Indexer(const std::string& file) : process_(::fork()) {
    if (process_ != 0) return;
    try {
      Desk desk(file);
      while (::getppid() != 1) {
        desk.call("tick", "{}");
        ::usleep(100'000);
      }
    } catch (const std::exception& error) {
      std::fprintf(stderr, "indexer: %s\n", error.what());
    }
    ::_exit(0);
  }
  ~Indexer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Indexer(const Indexer&) = delete;

 private:
  pid_t process_;
};

/// Each side by itself, with an indexer beside it: what the machine does to a tail is seen on the side that
/// is written by hand. Before it begins, the index is merged, as it would be on a desk that had a quiet
/// moment.
template <class Open>
std::vector<double> tail_of(const std::string& file, int count, const Open& open) {
  Desk(file).call("tick", R"({"budget":60000})");
  const Indexer indexer(file);
  std::vector<double> times;
  for (int i = 0; i < count; ++i) times.push_back(wall_of([&] { open(static_cast<std::size_t>(i)); }));
  return times;
}

void tail(const Settings& settings, const Year& year) {
  const std::string file = settings.folder / "open.db";
  const auto rows = learn_rows(settings.folder, settings.policy);
  const Fresh fresh(year, "tail", settings.tail);
  std::vector<double> times, by_hand;
  copy_database(settings.file, file);
  {
    Desk desk(file);
    auto sessions = sessions_of(desk, fresh);
    times = tail_of(file, settings.tail,
                    [&](std::size_t i) { sessions[i].call_only("ticket.open", fresh.requests[i]); });
  }
  copy_database(settings.file, file);
  {
    OpenByHand hand(file, rows);
    sqlite3_busy_timeout(hand.database().handle(), 10'000);
    by_hand = tail_of(file, settings.tail, [&](std::size_t i) {
      hand.open({.now = now_ms(),
                 .customer = reference_of(fresh.customers[i]),
                 .subject = fresh.subjects[i],
                 .body = fresh.bodies[i],
                 .department = department_of(fresh.numbers[i]),
                 .key = fresh.keys[i],
                 .request = fresh.requests[i]});
    });
  }
  std::printf(
      "| %d opens at %u tickets, an indexer running | median | p99 | p99.9 | p99.9 / median | goal | longest "
      "|\n"
      "|---|---|---|---|---|---|---|\n",
      settings.tail, year.tickets());
  const auto print = [](const char* side, const std::vector<double>& all, const char* goal) {
    const double middle = median(all);
    std::printf("| %s | %.2f ms | %.2f ms | %.2f ms | %.1f | %s | %.1f ms |\n", side, middle * 1e3,
                quantile(all, .99) * 1e3, quantile(all, .999) * 1e3, quantile(all, .999) / middle, goal,
                quantile(all, 1) * 1e3);
  };
  print("Plazo, on the wall", times, "≤ 20");
  print("by hand, after it", by_hand, "");
  std::puts("");
}

}  // namespace
}  // namespace plazo::bench

int main(int argc, char** argv) {
  using namespace plazo::bench;
  if (argc < 4) {
    std::fprintf(stderr, "usage: bench_open FILE POLICY FOLDER [--calls N] [--tail N]\n");
    return 2;
  }
  try {
    std::ostringstream policy;
    policy << std::ifstream(argv[2]).rdbuf();
    Settings settings{.file = argv[1], .policy = policy.str(), .folder = argv[3]};
    for (int i = 4; i + 1 < argc; i += 2)
      (std::strcmp(argv[i], "--tail") == 0 ? settings.tail : settings.calls) = std::atoi(argv[i + 1]);
    const auto tickets =
        static_cast<std::uint32_t>(ByHand(settings.file).number("SELECT count(*) FROM ticket"));
    const Year year(Shape::year, tickets);
    if (settings.calls) compare(settings, year);
    if (settings.tail) tail(settings, year);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_open: %s\n", error.what());
    return 1;
  }
}
