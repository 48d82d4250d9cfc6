// F09: one to 64 bytes of the database file are changed, anywhere. Whoever then opens the desk, reads every
// ticket, lists, searches and verifies gets an error, or replies of which `desk.verify` says that all is
// well or has a finding: no crash and no hang, and no error that lays the blame on Plazo. A ticket, its
// messages, its timeline or the policy never reads otherwise without a finding. The control asks SQLite alone
// whether the file is sound, and must be told so of files that verify rejects.

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

std::atomic<int> current{0};

void tell(int signal) {
  char text[64];
  const int length = std::snprintf(text, sizeof text, "signal %d in trial %d\n", signal, current.load());
  static_cast<void>(!::write(2, text, static_cast<std::size_t>(length)));
  ::_exit(1);
}

constexpr std::string_view clock = "2026-03-02T09:00:00.000Z";

struct Reply {
  std::string operation, text;  ///< the code of an error in angle brackets
  bool operator==(const Reply&) const = default;
};

/// Everything that a reader may ask.
std::vector<Reply> everything(Desk& desk, const std::vector<std::string>& tickets) {
  std::vector<Reply> out;
  const auto ask = [&](Who who, const std::string& operation, const std::string& request) {
    const Answer answer = desk.call(who, operation, request);
    out.push_back({operation, answer.ok() ? answer.reply : "<" + answer.code + ">"});
  };
  for (const auto& ticket : tickets) {
    ask(Who::customer, "ticket.get", R"({"ticket":")" + ticket + "\"}");
    ask(Who::staff, "ticket.get", R"({"ticket":")" + ticket + "\"}");
  }
  ask(Who::customer, "ticket.list", R"({"limit":100})");
  ask(Who::staff, "ticket.queue", R"({"limit":100})");
  ask(Who::customer, "ticket.search", R"({"query":"responde"})");
  ask(Who::panel, "customer.get", R"({"reference":"1017"})");
  ask(Who::panel, "policy.current", "{}");
  return out;
}

std::vector<std::string> ids_of(Desk& desk) {
  std::vector<std::string> out;
  const std::string list = desk.must(Who::customer, "ticket.list", R"({"limit":100})");
  for (std::size_t at = 0; (at = list.find("{\"id\":\"", at)) != std::string::npos; at += 7)
    out.push_back(list.substr(at + 7, list.find('"', at + 7) - at - 7));
  return out;
}

bool sqlite_says_sound(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  std::string said;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK)
    sqlite3_exec(
        db, "PRAGMA integrity_check",
        [](void* to, int, char** columns, char**) {
          *static_cast<std::string*>(to) += columns[0] ? columns[0] : "";
          return 0;
        },
        &said, nullptr);
  sqlite3_close(db);
  return said == "ok";
}

void put(const std::filesystem::path& path, const std::string& bytes) {
  for (const char* more : {"-wal", "-shm"}) std::filesystem::remove(path.string() + more);
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

struct Tally {
  long refused = 0, errors = 0, found = 0, same = 0, silent = 0, texts = 0, only_here = 0;
  std::map<std::string, long> codes = {}, unnoticed = {};
};

int run() {
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGALRM}) std::signal(number, tell);
  const int trials = full() ? 20'000 : 600;
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  std::vector<std::string> tickets;
  {
    const auto desk = std::move(try_open(path, true, clock).desk);
    furnish(*desk);
    for (int i = 1; i <= 12; ++i) REQUIRE(store_once(*desk, i).ok(), "a ticket");
    tickets = ids_of(*desk);
    REQUIRE(tickets.size() == 13, "%zu tickets", tickets.size());
    for (const auto& ticket : tickets) {
      desk->must(Who::staff, "ticket.reply", R"({"ticket":")" + ticket + R"(","body":"Lo miramos."})");
      desk->must(Who::staff, "ticket.note", R"({"ticket":")" + ticket + R"(","body":"Es el disco."})");
    }
    desk->must(Who::panel, "tick");
    desk->must(Who::panel, "desk.backup", R"({"target":")" + (folder / "image.db").string() + "\"}");
  }
  std::string image;
  {
    std::ifstream in(folder / "image.db", std::ios::binary);
    image.assign(std::istreambuf_iterator<char>(in), {});
  }
  put(path, image);
  const auto reference = everything(*try_open(path, false, clock).desk, tickets);
  for (const auto& reply : reference) REQUIRE(reply.text[0] == '{', "%s", reply.text.c_str());

  Tally tally;
  const char* const only = std::getenv("PLAZO_TRIAL");  // to look at one again
  for (int trial = only ? std::atoi(only) : 0; trial < trials; ++trial) {
    current = trial;
    ::alarm(60);
    // Each trial from its own seed, so that one can be looked at alone.
    std::mt19937 generator(static_cast<unsigned>(trial));
    std::string damaged = image;
    for (auto flips = 1 + generator() % (trial % 2 ? 64 : 2); flips > 0; --flips)
      damaged[generator() % damaged.size()] ^= static_cast<char>(1 + generator() % 255);
    put(path, damaged);
    const auto opened = try_open(path, false, clock);
    if (!opened.desk) {
      ++tally.refused;
      ++tally.codes["opening " + opened.code];
      REQUIRE(opened.code.starts_with("storage.") && opened.code != "storage.statement", "trial %d: %s",
              trial, opened.code.c_str());
      continue;
    }
    const auto got = everything(*opened.desk, tickets);
    bool error = false;
    std::set<std::string> others;
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (got[i] == reference[i]) continue;
      if (got[i].text[0] != '<') {
        others.insert(got[i].operation);
        continue;
      }
      error = true;
      ++tally.codes[got[i].text];
    }
    const Answer verified = opened.desk->call(Who::panel, "desk.verify", "{}");
    const bool finding = !verified.ok() || verified.reply.find("\"sound\":true") == std::string::npos;
    if (!verified.ok()) ++tally.codes["verify " + verified.code];
    if (finding)
      ++tally.found;
    else if (error)
      ++tally.errors;
    else if (!others.empty())
      ++tally.silent;
    else
      ++tally.same;
    if (!finding)
      for (const auto& operation : others) {
        ++tally.unnoticed[operation];
        tally.texts += operation == "ticket.get" || operation == "policy.current";
      }
    if (!others.empty() && !finding && std::getenv("PLAZO_SHOW"))
      for (std::size_t i = 0; i < got.size(); ++i)
        if (got[i] != reference[i])
          std::fprintf(stderr, "trial %d\n  was %s\n  is  %s\n", trial, reference[i].text.c_str(),
                       got[i].text.c_str());
    if (finding && trial % 10 == 0 && sqlite_says_sound(path)) ++tally.only_here;
  }
  std::printf(
      "%d files: %ld refused, %ld with findings, %ld with errors, %ld unharmed, %ld with another reply "
      "unnoticed, %.1f s\n",
      trials, tally.refused, tally.found, tally.errors, tally.same, tally.silent, watch.seconds());
  for (const auto& [code, count] : tally.codes) std::printf("  %-32s %ld\n", code.c_str(), count);
  for (const auto& [operation, count] : tally.unnoticed)
    std::printf("  unnoticed in %-19s %ld\n", operation.c_str(), count);
  std::printf("control: SQLite calls %ld of a tenth of the found ones sound\n", tally.only_here);
  REQUIRE(tally.refused + tally.found + tally.errors > trials / 4, "too little was found");
  REQUIRE(tally.texts == 0, "a ticket or the policy is silently another");
  REQUIRE(tally.only_here > 0, "the damage is too easily seen to prove anything");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
