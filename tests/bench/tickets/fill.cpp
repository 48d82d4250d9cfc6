// Fills a database with a year of tickets: the library's own operations, on a clock that moves through
// the year, thousands of calls in one transaction. So the rows are what the operations write, whatever
// columns they have; only the commits are fewer.
//
//   bench_fill year|waiting TICKETS POLICY FILE
#include <sodium.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/operations/desk.hpp"
#include "tests/bench/tickets/year.hpp"

namespace plazo::bench {
namespace {

/// A database whose every transaction is part of the one that is set.
class Joined final : public storage::Database {
 public:
  explicit Joined(storage::Transaction*& joined) : joined_(joined) {}
  void transact(const std::function<void(storage::Transaction&)>& body) override { body(*joined_); }
  void read(const std::function<void(storage::Transaction&)>& body) override { body(*joined_); }
  void make_lasting() override {}
  void backup(const std::filesystem::path&) override { throw std::logic_error("not joined"); }
  std::vector<std::string> check_integrity() override { throw std::logic_error("not joined"); }
  void trim_log(std::int64_t) override {}
  storage::Status status() override { throw std::logic_error("not joined"); }

 private:
  storage::Transaction*& joined_;
};

class MovingClock final : public Clock {
 public:
  explicit MovingClock(Instant& at) : at_(at) {}
  Instant now() const override { return at_; }

 private:
  Instant& at_;
};

// The same ids, references and salts in every run: libsodium's generator, exchanged before its first use.
std::uint64_t drawn = 0;
std::uint32_t draw() {
  std::uint64_t z = drawn += 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<std::uint32_t>(z >> 32);
}
void draw_bytes(void* out, std::size_t size) {
  auto* bytes = static_cast<unsigned char*>(out);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<unsigned char>(draw());
}
randombytes_implementation same_each_time{
    [] { return "counted"; }, draw, nullptr, nullptr, draw_bytes, nullptr};

struct Filling {
  Year& year;
  const std::string& policy;
  Instant now{year_begins - 86'400'000};
  storage::Transaction* joined = nullptr;
  operations::Desk desk{std::make_unique<Joined>(joined), std::make_unique<MovingClock>(now), IdSource()};
  std::vector<std::int64_t> ids = std::vector<std::int64_t>(year.tickets());

  std::string call(const customers::Claim* as, std::string_view operation, const std::string& request) {
    return desk.call(as, operation, request);
  }

  void begin() {
    call(nullptr, "policy.install", "{\"document\":" + policy + "}");
    const std::string may =
        "\"permissions\":[\"tickets_read\",\"tickets_open\",\"tickets_reply\",\"tickets_note\",\"tickets_"
        "close\"]}";
    call(nullptr, "staff.put", R"({"reference":"ana","name":"Ana Ruiz",)" + may);
    call(nullptr, "staff.put",
         R"({"reference":"bob","name":"Bob Lee","departments":["billing","sales"],)" + may);
  }

  void put_customer(std::uint32_t n) {
    now = Instant{year_begins - 86'400'000 + std::int64_t{n} * 10};  // ids made in one instant clash
    call(nullptr, "customer.put",
         "{\"reference\":\"" + reference_of(n) + "\",\"name\":\"Cuenta " + std::to_string(n) +
             " S.L.\",\"locale\":\"" + (reads_english(n) ? "en" : "es") +
             "\",\"contacts\":[{\"reference\":\"p" + std::to_string(n) + "\",\"name\":\"Persona " +
             std::to_string(n) + "\",\"tickets\":true}]}");
  }

  void act(const Action& action) {
    now = Instant{action.at};
    const auto customer = year.customer_of(action.ticket);
    const bool english = reads_english(customer);
    const customers::Claim owner = customers::CustomerClaim{.customer = reference_of(customer)};
    const customers::Claim ana = customers::StaffClaim{.staff = "ana"};
    if (action.deed == Deed::open) {
      const auto reply = call(
          &owner, "ticket.open",
          open_request(action.ticket, english, std::to_string(action.ticket), priority_of(action.ticket)));
      ids[action.ticket] = std::strtoll(reply.c_str() + reply.find("\"id\":\"") + 6, nullptr, 10);
      return;
    }
    std::string request = "{\"ticket\":\"" + std::to_string(ids[action.ticket]) + "\"";
    if (action.deed != Deed::close)
      request += ",\"body\":\"" + body_of(action.ticket, action.deed, english) + "\"";
    call(action.deed == Deed::customer_reply ? &owner : &ana,
         action.deed == Deed::close  ? "ticket.close"
         : action.deed == Deed::note ? "ticket.note"
                                     : "ticket.reply",
         request + "}");
  }
};

int fill(Shape shape, std::uint32_t tickets, const std::string& policy, const std::filesystem::path& file) {
  // A clash of ids or references rolls a transaction back and runs it again with other ones; so what
  // happens in one is settled before it begins.
  constexpr int actions_a_transaction = 4000, actions_a_tick = 400;
  const auto unfinished = std::filesystem::path(file) += ".unfinished";
  for (const char* end : {"", "-wal", "-shm"})
    std::filesystem::remove(std::filesystem::path(unfinished) += end);
  Year year(shape, tickets);
  {
    const auto database = storage::open_sqlite({.path = unfinished, .create = true});
    Filling filling{.year = year, .policy = policy};
    const auto joined = [&](const auto& body) {
      database->transact([&](storage::Transaction& tx) {
        filling.joined = &tx;
        body(tx);
      });
    };
    joined([&](storage::Transaction&) { filling.begin(); });
    for (std::uint32_t n = 0; n < year.customers(); n += 2000)
      joined([&](storage::Transaction&) {
        for (std::uint32_t i = n; i < std::min(n + 2000, year.customers()); ++i) filling.put_customer(i);
      });
    for (bool more = true; more;) {
      std::vector<Action> actions;
      while (static_cast<int>(actions.size()) < actions_a_transaction) {
        const auto action = year.next();
        if (!action) {
          more = false;
          break;
        }
        actions.push_back(*action);
      }
      joined([&](storage::Transaction& tx) {
        int n = 0;
        for (const auto& action : actions) {
          filling.act(action);
          if (++n % actions_a_tick != 0 && &action != &actions.back()) continue;
          // Nobody searches where everybody waits.
          if (shape == Shape::waiting)
            tx.run("DELETE FROM message_unindexed");
          else
            filling.call(nullptr, "tick", "{\"budget\":300000}");
        }
      });
    }
    database->trim_log(0);
  }
  const auto log = std::filesystem::path(unfinished) += "-wal";
  if (std::filesystem::exists(log) && std::filesystem::file_size(log) > 0)
    throw std::runtime_error("the log could not be moved into the database");
  for (const char* end : {"-wal", "-shm"}) std::filesystem::remove(std::filesystem::path(unfinished) += end);
  std::filesystem::rename(unfinished, file);
  return 0;
}

}  // namespace
}  // namespace plazo::bench

int main(int argc, char** argv) {
  using namespace plazo::bench;
  if (argc != 5 || (std::strcmp(argv[1], "year") != 0 && std::strcmp(argv[1], "waiting") != 0)) {
    std::fprintf(stderr, "usage: bench_fill year|waiting TICKETS POLICY FILE\n");
    return 2;
  }
  try {
    randombytes_set_implementation(&same_each_time);
    std::ostringstream policy;
    policy << std::ifstream(argv[3]).rdbuf();
    return fill(std::strcmp(argv[1], "year") == 0 ? Shape::year : Shape::waiting,
                static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10)), policy.str(), argv[4]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_fill: %s\n", error.what());
    return 1;
  }
}
