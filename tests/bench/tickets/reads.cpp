// A customer's list, the staff queue, a ticket's page and the search beside the same SQL by hand, on
// databases of several sizes in one run.
//
//   bench_reads lists|search [--rounds N] FILE…
//
// The hand-written side looks up who asks, reads the same columns of the same rows and copies them out; the
// library also checks what the actor may do and writes the reply. Files are filled by bench_fill, and only
// read.
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>

#include "tests/bench/tickets/by_hand.hpp"
#include "tests/bench/tickets/calls.hpp"
#include "tests/bench/tickets/measure.hpp"
#include "tests/bench/tickets/year.hpp"

namespace plazo::bench {
namespace {

using Ids = std::vector<std::int64_t>;

/// Every column of the row, where a program would keep it.
void copy_out(sqlite3_stmt* row, std::string& out) {
  const int width = sqlite3_column_count(row);
  for (int c = 0; c < width; ++c) {
    switch (sqlite3_column_type(row, c)) {
      case SQLITE_INTEGER: {
        const std::int64_t number = sqlite3_column_int64(row, c);
        out.append(reinterpret_cast<const char*>(&number), sizeof number);
        break;
      }
      case SQLITE_TEXT:
        out += text_of(row, c);
        break;
      case SQLITE_BLOB:
        out.append(static_cast<const char*>(sqlite3_column_blob(row, c)),
                   static_cast<std::size_t>(sqlite3_column_bytes(row, c)));
        break;
    }
  }
}

/// The columns that the library reads for lists.
constexpr const char* listing =
    "SELECT t.id, t.reference, t.customer, t.department, t.priority, t.priority_rank, t.status, t.subject, "
    "t.topic, t.assignee, t.tags, t.policy, t.opened_at, t.updated_at, t.closed_at, t.waiting_since, "
    "t.paused, t.paused_since, t.paused_until, t.demoted_until, t.resembles, t.queue_key, t.merged_into, "
    "t.merged, t.version, t.sequence, t.chain, c.reference, k.kind, k.target, k.promise, k.started_at, "
    "k.counted_from, k.used, k.held, k.due_at, k.expected_at, k.paused_at, k.met_at, k.cancelled_at, "
    "k.policy, k.hours, k.calendar, k.zone_data, k.ticket FROM ticket t JOIN customer c ON c.id = t.customer "
    "LEFT JOIN clock k ON k.ticket = t.id AND k.kind = 'first_response' WHERE ";

/// The statements of a program that shows tickets.
class Reading {
 public:
  explicit Reading(const std::string& file) : db_(file) {}

  void list(const std::string& account, Ids& ids) {
    db_.run(begin_);
    const std::int64_t customer = who(customer_, account);
    bind(list_, 1, customer);
    rows(list_, 25, ids);
    db_.run(commit_);
  }
  void queue(const std::string& staff, const std::vector<std::string>& departments, Ids& ids) {
    db_.run(begin_);
    who(staff_, staff);
    if (departments.empty()) {
      rows(queue_, 50, ids);
    } else {
      // One range of the index each, merged by their places in the queue; then the tickets of the page.
      std::vector<std::pair<std::int64_t, std::int64_t>> found;
      for (const auto& department : departments) {
        bind(department_, 1, std::string_view(department));
        while (sqlite3_step(department_) == SQLITE_ROW)
          found.emplace_back(sqlite3_column_int64(department_, 0), sqlite3_column_int64(department_, 1));
        sqlite3_reset(department_);
      }
      std::sort(found.begin(), found.end());
      if (found.size() > 50) found.resize(50);
      for (const auto& [place, id] : found) {
        bind(listed_, 1, id);
        rows(listed_, 1, ids);
      }
    }
    out_.clear();
    db_.run(commit_);
  }
  void page(const std::string& account, std::int64_t ticket, Ids& ids) {
    db_.run(begin_);
    const std::int64_t customer = who(customer_, account);
    bind(ticket_, 1, ticket);
    bind(ticket_, 2, customer);
    rows(ticket_, 1, ids);
    Ids others;
    bind(clocks_, 1, ticket);
    rows(clocks_, 100, others);
    bind(messages_, 1, ticket);
    rows(messages_, 50, ids);
    bind(attachments_, 1, ticket);
    rows(attachments_, 500, others);
    bind(charges_, 1, ticket);
    rows(charges_, 100, others);
    out_.clear();
    db_.run(commit_);
  }
  /// `account` is empty for staff who see everything.
  void search(const std::string& account, const std::string& word, Ids& ids) {
    db_.run(begin_);
    std::string of;
    if (account.empty())
      who(staff_, "ana");
    else
      of = " AND scope : c" + std::to_string(who(customer_, account)) + " AND scope : reply";
    // Beginnings count where the whole word does not fill the page.
    Ids hits = matches("text : (\"" + word + "\")" + of);
    if (hits.size() < 26) hits = matches("text : (\"" + word + "\"*)" + of);
    if (hits.size() > 25) hits.resize(25);
    for (const auto hit : hits) {
      bind(message_, 1, hit);
      if (sqlite3_step(message_) == SQLITE_ROW) copy_out(message_, out_);
      bind(listed_, 1, sqlite3_column_int64(message_, 1));
      rows(listed_, 1, ids);
      sqlite3_reset(message_);
      ids.push_back(hit);
    }
    out_.clear();
    db_.run(commit_);
  }
  ByHand& database() { return db_; }

 private:
  Ids matches(const std::string& wanted) {
    bind(match_, 1, std::string_view(wanted));
    Ids hits;
    while (sqlite3_step(match_) == SQLITE_ROW) hits.push_back(sqlite3_column_int64(match_, 0));
    sqlite3_reset(match_);
    return hits;
  }
  std::int64_t who(sqlite3_stmt* statement, const std::string& reference) {
    bind(statement, 1, std::string_view(reference));
    std::int64_t id = 0;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      id = sqlite3_column_int64(statement, 0);
      copy_out(statement, out_);
    }
    sqlite3_reset(statement);
    return id;
  }
  void rows(sqlite3_stmt* statement, int most, Ids& ids) {
    int n = 0;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      copy_out(statement, out_);
      if (n++ < most) ids.push_back(sqlite3_column_int64(statement, 0));
    }
    sqlite3_reset(statement);
  }

  ByHand db_;
  std::string out_;
  sqlite3_stmt *
      begin_ = db_.prepare("BEGIN"),
     *commit_ = db_.prepare("COMMIT"), *customer_ = db_.prepare("SELECT * FROM customer WHERE reference = ?"),
     *staff_ = db_.prepare("SELECT * FROM staff WHERE reference = ?"),
     *list_ =
         db_.prepare(std::string(listing) + "t.customer = ? ORDER BY t.updated_at DESC, t.id DESC LIMIT 26"),
     *queue_ =
         db_.prepare(std::string(listing) + "t.queue_key IS NOT NULL ORDER BY t.queue_key, t.id LIMIT 51"),
     *department_ = db_.prepare(
         "SELECT queue_key, id FROM ticket WHERE department = ? AND queue_key IS NOT NULL ORDER BY "
         "queue_key, id LIMIT 51"),
     *ticket_ = db_.prepare("SELECT * FROM ticket WHERE id = ? AND customer = ?"),
     *clocks_ = db_.prepare("SELECT * FROM clock WHERE ticket = ?"),
     *messages_ =
         db_.prepare("SELECT * FROM message WHERE ticket = ? AND kind = 'reply' ORDER BY sequence LIMIT 51"),
     *attachments_ = db_.prepare(
         "SELECT a.* FROM message m JOIN attachment a ON a.message = m.id WHERE m.ticket = ? AND m.kind = "
         "'reply' ORDER BY m.sequence"),
     *charges_ = db_.prepare("SELECT * FROM charge WHERE ticket = ? ORDER BY id"),
     *match_ = db_.prepare(
         "SELECT rowid FROM message_text WHERE message_text MATCH ? ORDER BY rowid DESC LIMIT 26"),
     *message_ = db_.prepare("SELECT * FROM message WHERE id = ?"),
     *listed_ = db_.prepare(std::string(listing) + "t.id = ?");
};

/// The ids of tickets and messages in a reply, in order.
Ids ids_in(const std::string& reply) {
  Ids ids;
  for (std::size_t at = 0; (at = reply.find("\":\"", at)) != std::string::npos; at += 3) {
    const std::string_view before = std::string_view(reply).substr(0, at);
    if (before.ends_with("\"id") || before.ends_with("\"message"))
      ids.push_back(std::strtoll(reply.c_str() + at + 3, nullptr, 10));
  }
  return ids;
}

/// One of the requests of a kind of work: what either side does.
struct Request {
  std::function<void(Ids&)> by_hand;
  const char* operation;
  std::string request;
  Session* session;
};

struct Work {
  std::string name;
  const char* goal;
  std::vector<Request> requests = {};
  Pair times = {};
  int repeat = 0;  // times that all are asked in one batch; 0: not known yet
};

/// A database of one size, and what is asked of it.
struct Size {
  std::int64_t tickets = 0, messages = 0;
  std::uint32_t accounts = 0;
  std::unique_ptr<Reading> reading;
  std::unique_ptr<Desk> desk;
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<Work> work;

  explicit Size(const std::string& file)
      : reading(std::make_unique<Reading>(file)), desk(std::make_unique<Desk>(file)) {
    tickets = reading->database().number("SELECT count(*) FROM ticket");
    messages = reading->database().number("SELECT count(*) FROM message");
    accounts = static_cast<std::uint32_t>(reading->database().number("SELECT count(*) FROM customer"));
  }
  Session* as(const std::string& actor) {
    return sessions.emplace_back(std::make_unique<Session>(*desk, actor)).get();
  }

  void lists() {
    Work list{"`ticket.list`, an account's 25 newest", "≤ 2"},
        queue{"`ticket.queue`, 50 of all departments", "≤ 2"},
        part{"`ticket.queue`, 50 of two departments", "≤ 2"}, page{"`ticket.get`, a ticket's page", "≤ 2"};
    // The largest accounts: all of them have a full page in every size.
    for (std::uint32_t account = 0; account < std::min(40u, accounts); ++account) {
      const std::string reference = reference_of(account);
      list.requests.push_back({[this, reference](Ids& ids) { reading->list(reference, ids); }, "ticket.list",
                               "{}", as(customer(reference))});
    }
    queue.requests.push_back(
        {[this](Ids& ids) { reading->queue("ana", {}, ids); }, "ticket.queue", "{}", as(staff("ana"))});
    part.requests.push_back({[this](Ids& ids) {
                               reading->queue("bob", {"billing", "sales"}, ids);
                             },
                             "ticket.queue", "{}", as(staff("bob"))});
    auto* tickets_of_the_year = reading->database().prepare(
        "SELECT t.id, c.reference FROM ticket t JOIN customer c ON c.id = t.customer WHERE t.id >= ? LIMIT "
        "1");
    const std::int64_t first = reading->database().number("SELECT min(id) FROM ticket"),
                       last = reading->database().number("SELECT max(id) FROM ticket");
    for (int i = 0; i < 40; ++i) {
      bind(tickets_of_the_year, 1, first + (last - first) / 40 * i);
      if (sqlite3_step(tickets_of_the_year) != SQLITE_ROW) reading->database().fail();
      const std::int64_t id = sqlite3_column_int64(tickets_of_the_year, 0);
      const std::string account(text_of(tickets_of_the_year, 1));
      page.requests.push_back({[this, account, id](Ids& ids) { reading->page(account, id, ids); },
                               "ticket.get", "{\"ticket\":\"" + std::to_string(id) + "\"}",
                               as(customer(account))});
      sqlite3_reset(tickets_of_the_year);
    }
    for (auto* w : {&list, &queue, &part, &page}) work.push_back(std::move(*w));
  }

  void searches() {
    const std::string few = reference_of(accounts * 3 / 4);
    const struct {
      const char* name;
      std::string account;
      const char* word;
    } asked[] = {{"a rare word, staff", "", rare_word},
                 {"a common word, staff", "", common_word},
                 {"a rare word, the largest account", "c0", rare_word},
                 {"a common word, the largest account", "c0", common_word},
                 {"a common word, an account of few tickets", few, common_word}};
    for (const auto& [name, account, word] : asked) {
      Work search{name, "≤ 1.5"};
      const std::string of = account, wanted = word;
      search.requests.push_back({[this, of, wanted](Ids& ids) { reading->search(of, wanted, ids); },
                                 "ticket.search", "{\"query\":\"" + wanted + "\"}",
                                 as(of.empty() ? staff("ana") : customer(of))});
      work.push_back(std::move(search));
    }
  }

  /// Both sides find the same.
  void compare() {
    for (const auto& w : work)
      for (const auto& request : w.requests) {
        Ids by_hand;
        request.by_hand(by_hand);
        const std::string reply = request.session->call(request.operation, request.request);
        if (by_hand != ids_in(reply)) throw std::runtime_error(w.name + " differs: " + reply);
      }
  }

  void measure(int round) {
    for (auto& w : work) {
      // Long enough for the clock, and not for hours where one call takes long.
      const int most = std::max<int>(1, 40 / static_cast<int>(w.requests.size()));
      if (w.repeat == 0)
        w.repeat = std::clamp(static_cast<int>(0.005 / cpu_of([&] {
                                                 Ids first;
                                                 w.requests.front().by_hand(first);
                                               })),
                              1, most);
      const int repeat = w.repeat;
      Ids ids;
      w.times.take_turns(
          round, repeat * static_cast<int>(w.requests.size()),
          [&] {
            for (int i = 0; i < repeat; ++i)
              for (const auto& request : w.requests) {
                ids.clear();
                request.by_hand(ids);
              }
          },
          [&] {
            for (int i = 0; i < repeat; ++i)
              for (const auto& request : w.requests)
                request.session->call_only(request.operation, request.request);
          });
    }
  }
};

}  // namespace
}  // namespace plazo::bench

int main(int argc, char** argv) {
  using namespace plazo::bench;
  const auto usage = [] {
    std::fprintf(stderr, "usage: bench_reads lists|search [--rounds N] FILE...\n");
    return 2;
  };
  if (argc < 3) return usage();
  const bool lists = std::strcmp(argv[1], "lists") == 0;
  if (!lists && std::strcmp(argv[1], "search") != 0) return usage();
  int rounds = 100, first = 2;
  if (std::strcmp(argv[2], "--rounds") == 0 && argc > 4) rounds = std::atoi(argv[3]), first = 4;
  try {
    std::vector<Size> sizes;
    sizes.reserve(static_cast<std::size_t>(argc));  // what is asked points to its size
    for (int i = first; i < argc; ++i) {
      Size& size = sizes.emplace_back(std::string(argv[i]));
      lists ? size.lists() : size.searches();
      size.compare();
    }
    for (int round = 0; round < rounds; ++round)
      for (auto& size : sizes) size.measure(round);
    std::puts("| Work, CPU time | by hand | Plazo | ratio | goal |\n|---|---|---|---|---|");
    for (std::size_t w = 0; w < sizes.front().work.size(); ++w)
      for (const auto& size : sizes) {
        const std::string name =
            size.work[w].name + ", " +
            (lists ? std::to_string(size.tickets) + " tickets" : std::to_string(size.messages) + " messages");
        print_row(name.c_str(), size.work[w].times, size.work[w].goal);
      }
    if (lists && sizes.size() > 1) {
      std::printf("\n| Plazo at %lld tickets beside itself at %lld | ratio | goal |\n|---|---|---|\n",
                  static_cast<long long>(sizes.back().tickets),
                  static_cast<long long>(sizes.front().tickets));
      for (std::size_t w = 0; w < sizes.front().work.size(); ++w)
        std::printf("| %s | %.2f | ≤ 1.5 |\n", sizes.front().work[w].name.c_str(),
                    median(sizes.back().work[w].times.plazo) / median(sizes.front().work[w].times.plazo));
    }
    std::puts("");
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_reads: %s\n", error.what());
    return 1;
  }
}
