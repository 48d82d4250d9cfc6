// `tick` on a desk where every clock runs: what it costs when nothing is due, and when ten thousand promises
// are missed at once, beside the same rows written by hand.
//
//   bench_tick FILE FOLDER [--due N] [--idle N] [--rounds N]
//
// FILE is filled by `bench_fill waiting`; FOLDER is for copies of it.
#include <sodium.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tests/bench/tickets/by_hand.hpp"
#include "tests/bench/tickets/calls.hpp"
#include "tests/bench/tickets/measure.hpp"

namespace plazo::bench {
namespace {

namespace fs = std::filesystem;

void copy_database(const fs::path& from, const fs::path& to) {
  for (const char* end : {"-wal", "-shm"}) fs::remove(fs::path(to) += end);
  fs::copy_file(from, to, fs::copy_options::overwrite_existing);
}

void append_part(std::string& out, std::string_view part) {
  const auto size = static_cast<std::int64_t>(part.size());
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  out += part;
}
void append_part(std::string& out, std::int64_t number) {
  append_part(out, std::string_view(reinterpret_cast<const char*>(&number), sizeof number));
}
void hash_of(const std::string& parts, std::string_view key, unsigned char (&out)[32]) {
  crypto_generichash(out, sizeof out, reinterpret_cast<const unsigned char*>(parts.data()), parts.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
}

/// The update loop by hand: for each promise that is due, its place on the agenda goes, the clock's row says
/// what was done, an event with its hashes is added to the ticket's timeline, and the ticket's row is brought
/// up to date; 500 in one transaction, as the library does it.
int miss_by_hand(ByHand& db, std::int64_t now) {
  struct Due {
    std::int64_t at, ticket;
  };
  auto* begin = db.prepare("BEGIN IMMEDIATE");
  auto* commit = db.prepare("COMMIT");
  auto* due = db.prepare(
      "SELECT due_at, subject FROM agenda WHERE due_at <= ? ORDER BY due_at, subject, entry LIMIT 500");
  auto* take = db.prepare("DELETE FROM agenda WHERE due_at = ? AND subject = ? AND entry = 'first_response'");
  auto* clock = db.prepare(
      "SELECT target, due_at FROM clock WHERE ticket = ? AND kind = 'first_response' AND acts_at = ? AND "
      "met_at "
      "IS NULL AND cancelled_at IS NULL AND done IS NULL");
  auto* done = db.prepare(
      "UPDATE clock SET done = '[\"breach\"]', acts_at = NULL WHERE ticket = ? AND kind = 'first_response'");
  auto* find = db.prepare("SELECT sequence, chain, version FROM ticket WHERE id = ?");
  auto* add = db.prepare(
      "INSERT INTO event (subject, sequence, at, kind, author_kind, author, audience, body, salt, body_hash, "
      "hash) VALUES (?, ?, ?, 'clock.missed', 'clock', NULL, 'customer', ?, ?, ?, ?)");
  auto* change =
      db.prepare("UPDATE ticket SET sequence = ?, chain = ?, version = ? WHERE id = ? AND version = ?");
  int missed = 0;
  std::vector<Due> found;
  std::string parts, body;
  do {
    db.run(begin);
    found.clear();
    bind(due, 1, now);
    while (sqlite3_step(due) == SQLITE_ROW)
      found.push_back({sqlite3_column_int64(due, 0), sqlite3_column_int64(due, 1)});
    sqlite3_reset(due);
    for (const auto& [at, ticket] : found) {
      bind(take, 1, at);
      bind(take, 2, ticket);
      db.run(take);
      bind(clock, 1, ticket);
      bind(clock, 2, at);
      const bool running = sqlite3_step(clock) == SQLITE_ROW;
      if (running) {
        body = "{\"clock\":\"first_response\",\"target\":\"";
        body.append(text_of(clock, 0)).append("\",\"due_at\":");
        body.append(standing_at(sqlite3_column_int64(clock, 1)).substr(7));  // `,"now":"…"`
        body.append(",\"action\":\"breach\",\"at\":").append(standing_at(at).substr(7)).append("}");
      }
      sqlite3_reset(clock);
      if (!running) continue;
      bind(done, 1, ticket);
      db.run(done);
      bind(find, 1, ticket);
      if (sqlite3_step(find) != SQLITE_ROW) db.fail();
      const std::int64_t sequence = sqlite3_column_int64(find, 0) + 1,
                         version = sqlite3_column_int64(find, 2);
      const std::string before(static_cast<const char*>(sqlite3_column_blob(find, 1)),
                               static_cast<std::size_t>(sqlite3_column_bytes(find, 1)));
      sqlite3_reset(find);

      char salt[16];
      unsigned char body_hash[32], hash[32];
      randombytes_buf(salt, sizeof salt);
      parts.clear();
      append_part(parts, 0);
      append_part(parts, std::string_view(body));
      hash_of(parts, {salt, sizeof salt}, body_hash);
      parts.clear();
      append_part(parts, std::string_view("plazo.event.1"));
      append_part(parts, ticket);
      append_part(parts, sequence);
      append_part(parts, std::string_view("clock.missed"));
      append_part(parts, now);
      append_part(parts, 4);  // the clock is the author
      append_part(parts, 0);  // for the customer
      append_part(parts, std::string_view(before));
      append_part(parts, std::string_view(reinterpret_cast<const char*>(body_hash), sizeof body_hash));
      hash_of(parts, {}, hash);

      bind(add, 1, ticket);
      bind(add, 2, sequence);
      bind(add, 3, now);
      bind(add, 4, std::string_view(body));
      sqlite3_bind_blob(add, 5, salt, sizeof salt, SQLITE_STATIC);
      sqlite3_bind_blob(add, 6, body_hash, sizeof body_hash, SQLITE_STATIC);
      sqlite3_bind_blob(add, 7, hash, sizeof hash, SQLITE_STATIC);
      db.run(add);
      bind(change, 1, sequence);
      sqlite3_bind_blob(change, 2, hash, sizeof hash, SQLITE_STATIC);
      bind(change, 3, version + 1);
      bind(change, 4, ticket);
      bind(change, 5, version);
      db.run(change);
      ++missed;
    }
    db.run(commit);
  } while (found.size() == 500);
  return missed;
}

/// The rows of both sides, but for what is random in them, as one text.
std::string rows_after(ByHand& db) {
  const auto all = [&](const char* sql) { return db.text(sql); };
  return all("SELECT group_concat(due_at || ' ' || subject || ' ' || entry) FROM agenda") + "\n" +
         all("SELECT group_concat(ticket || ' ' || kind || ' ' || ifnull(done, '-') || ' ' || "
             "ifnull(acts_at, '-')) "
             "FROM clock") +
         "\n" +
         all("SELECT group_concat(subject || ' ' || sequence || ' ' || at || ' ' || kind || ' ' || "
             "author_kind || "
             "' ' || ifnull(author, '-') || ' ' || audience || ' ' || body) FROM event") +
         "\n" +
         all("SELECT group_concat(id || ' ' || status || ' ' || updated_at || ' ' || ifnull(queue_key, '-') "
             "|| ' ' "
             "|| version || ' ' || sequence) FROM ticket");
}

void idle(const std::string& file, std::int64_t before_all, int calls) {
  Desk desk(file, standing_at(before_all));
  ByHand db(file);
  auto* begin = db.prepare("BEGIN IMMEDIATE");
  auto* commit = db.prepare("COMMIT");
  auto* due = db.prepare(
      "SELECT due_at, subject, entry FROM agenda WHERE due_at <= ? ORDER BY due_at, subject, entry LIMIT "
      "500");
  std::vector<double> wall, floor_wall;
  Pair pair;
  desk.call("tick", "{}");
  for (int i = 0; i < calls; ++i)
    pair.take_turns(
        i, 1,
        [&] {
          floor_wall.push_back(wall_of([&] {
            db.run(begin);
            bind(due, 1, before_all);
            if (sqlite3_step(due) == SQLITE_ROW) throw std::runtime_error("something is due");
            sqlite3_reset(due);
            db.run(commit);
          }));
        },
        [&] { wall.push_back(wall_of([&] { desk.call("tick", "{}"); })); });
  std::puts("| `tick`, nothing due | one probe by hand | Plazo | goal |\n|---|---|---|---|");
  std::printf(
      "| %lld open clocks, on the wall | %.1f µs | %.1f µs | < 1 ms |\n| CPU time | %.1f µs | %.1f µs | "
      "|\n\n",
      static_cast<long long>(db.number("SELECT count(*) FROM agenda")), median(floor_wall) * 1e6,
      median(wall) * 1e6, median(pair.floor) * 1e6, median(pair.plazo) * 1e6);
}

void due(const std::string& file, const fs::path& folder, int wanted, int rounds) {
  const std::string plazo_file = folder / "tick-plazo.db", hand_file = folder / "tick-hand.db";
  const std::int64_t now =
      ByHand(file).number("SELECT max(due_at) FROM (SELECT due_at FROM agenda ORDER BY due_at LIMIT " +
                          std::to_string(wanted) + ")") +
      1;
  Pair pair;
  for (int round = 0; round < rounds; ++round) {
    copy_database(file, plazo_file);
    copy_database(file, hand_file);
    Desk desk(plazo_file, standing_at(now));
    ByHand hand(hand_file);
    int done = 0;
    std::string reply;
    pair.take_turns(
        round, wanted, [&] { done = miss_by_hand(hand, now); },
        [&] { reply = desk.call("tick", "{\"budget\":300000}"); });
    if (done != wanted || reply.find("\"agenda\":" + std::to_string(wanted) + ",") == std::string::npos)
      throw std::runtime_error("both sides should act on " + std::to_string(wanted) + " entries: " + reply);
    if (round > 0 || wanted > 1000) continue;
    // A small one is looked at closely.
    ByHand reading(plazo_file);
    if (rows_after(reading) != rows_after(hand))
      throw std::runtime_error("what `tick` wrote and what was written by hand differ");
    if (Desk(hand_file).call("desk.verify", "{}").find("\"sound\":true") == std::string::npos)
      throw std::runtime_error("the timelines written by hand are not sound");
  }
  std::puts("| Work, CPU time for each | by hand | Plazo | ratio | goal |\n|---|---|---|---|---|");
  print_row(("`tick`, " + std::to_string(wanted) + " promises missed at once").c_str(), pair, "≤ 2");
  std::puts("");
}

}  // namespace
}  // namespace plazo::bench

int main(int argc, char** argv) {
  using namespace plazo::bench;
  if (argc < 3) {
    std::fprintf(stderr, "usage: bench_tick FILE FOLDER [--due N] [--idle N] [--rounds N]\n");
    return 2;
  }
  int wanted = 10'000, calls = 400, rounds = 5;
  for (int i = 3; i + 1 < argc; i += 2) {
    int& set = std::strcmp(argv[i], "--due") == 0    ? wanted
               : std::strcmp(argv[i], "--idle") == 0 ? calls
                                                     : rounds;
    set = std::atoi(argv[i + 1]);
  }
  try {
    const std::string copy = fs::path(argv[2]) / "tick-plazo.db";
    copy_database(argv[1], copy);
    idle(copy, ByHand(copy).number("SELECT min(due_at) FROM agenda") - 1000, calls);
    due(argv[1], argv[2], wanted, rounds);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_tick: %s\n", error.what());
    return 1;
  }
}
