// How the hand-written program learns which rows a ticket has: two tickets of two customers at two instants
// are opened, and each column of what was added is explained by what differs between them.
#include <algorithm>
#include <cstring>
#include <ctime>
#include <set>

#include "tests/bench/tickets/calls.hpp"
#include "tests/bench/tickets/open_by_hand.hpp"

namespace plazo::bench {
namespace {

namespace fs = std::filesystem;

/// A ticket that the library opened in a scratch database, and the rows that it added.
struct Sample {
  NewTicket ticket;
  std::int64_t customer = 0;
  std::string customer_name;
  Tables rows;
  std::vector<std::int64_t> ids;  // made for it, in the order in which they are first met
};

constexpr std::int64_t first_instant = 1'771'234'567'890;

struct Wanted {
  std::int64_t now;
  const char *customer, *customer_name, *subject, *body, *department, *priority, *key;
  std::string request() const {
    return "{\"idempotency_key\":\"" + std::string(key) + "\",\"subject\":\"" + subject + "\",\"body\":\"" +
           body + "\",\"department\":\"" + department + "\",\"priority\":\"" + priority + "\"}";
  }
};
constexpr Wanted first{first_instant,   "a1",        "Alba", "Web caida",
                       "No carga nada", "technical", "low",  "first key"};
constexpr Wanted second{first_instant + 98'765'432, "b2",   "Bruno", "Otro asunto",
                        "Tampoco recibo correo",    "mail", "low",   "other key"};
constexpr Wanted third{first_instant + 212'345'678, "c3",    "Clara", "Un tercero",
                       "Y otra cosa distinta",      "sales", "low",   "third key"};

void make_scratch(const fs::path& file, const std::string& policy) {
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(fs::path(file) += end);
  Desk desk(file.string(), ",\"create\":true");
  desk.call("policy.install", "{\"document\":" + policy + "}");
  for (const auto& wanted : {first, second, third})
    desk.call("customer.put", std::string("{\"reference\":\"") + wanted.customer + "\",\"name\":\"" +
                                  wanted.customer_name + "\"}");
}

Sample open_sample(const fs::path& file, const Wanted& wanted) {
  ByHand reading(file.string());
  const Tables before = rows_of(reading);
  {
    const Desk desk(file.string(), standing_at(wanted.now));
    Session session(desk, customer(wanted.customer));
    session.call_only("ticket.open", wanted.request());
  }
  return {.ticket = {.now = wanted.now,
                     .customer = wanted.customer,
                     .subject = wanted.subject,
                     .body = wanted.body,
                     .department = wanted.department,
                     .key = wanted.key,
                     .request = {}},
          .customer = reading.number(std::string("SELECT id FROM customer WHERE reference = '") +
                                     wanted.customer + "'"),
          .customer_name = wanted.customer_name,
          .rows = added(before, rows_of(reading)),
          .ids = {}};
}

[[noreturn]] void unknown(const std::string& table, const std::string& column) {
  throw std::runtime_error("column `" + column + "` of table `" + table +
                           "` varies in a way that the hand-written program does not know: teach it in "
                           "tests/bench/tickets/learn_rows.cpp");
}

std::int64_t instant_in(std::string_view text) {
  std::tm t{};
  const char* end = strptime(std::string(text).c_str(), "%Y-%m-%dT%H:%M:%S", &t);
  return end ? timegm(&t) * 1000 + std::stoi(std::string(text.substr(20, 3))) : 0;
}

class Learning {
 public:
  Learning(Sample a, Sample b) : a_(std::move(a)), b_(std::move(b)) {}

  std::vector<RowByHand> rows() {
    // The ticket's own id is the first, then the numbers: texts speak of them.
    meet_id(a_.rows.at("ticket").rows.at(0).at(0).number, b_.rows.at("ticket").rows.at(0).at(0).number);
    std::vector<RowByHand> out;
    for (const bool numbers : {true, false}) {
      std::size_t n = 0;
      for (const auto& [name, table] : a_.rows) {
        const auto other = b_.rows.find(name);
        if (other == b_.rows.end() || other->second.rows.size() != table.rows.size())
          throw std::runtime_error("tickets differ in their number of rows in table `" + name + "`");
        for (std::size_t r = 0; r < table.rows.size(); ++r, ++n) {
          if (numbers) {
            out.push_back({name, table.columns, std::vector<Source>(table.columns.size())});
          }
          for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Cell &a = table.rows[r][c], &b = other->second.rows[r][c];
            if ((a.type == SQLITE_INTEGER) == numbers)
              out[n].sources[c] = explain(name, table.columns[c], a, b);
          }
        }
      }
    }
    // The hand-written program makes one chain of events, that of the ticket.
    for (const auto& row : out)
      if (row.table == "event")
        for (std::size_t c = 0; c < row.columns.size(); ++c)
          if (row.columns[c] == "subject" && (row.sources[c].from != From::id || row.sources[c].number != 0))
            throw std::runtime_error("an event of another subject is written: teach it");
    return out;
  }

 private:
  std::int64_t meet_id(std::int64_t a, std::int64_t b) {
    for (std::size_t i = 0; i < a_.ids.size(); ++i)
      if (a_.ids[i] == a && b_.ids[i] == b) return static_cast<std::int64_t>(i);
    a_.ids.push_back(a);
    b_.ids.push_back(b);
    return static_cast<std::int64_t>(a_.ids.size()) - 1;
  }

  Source explain(const std::string& table, const std::string& column, const Cell& a, const Cell& b) {
    constexpr struct {
      const char *table, *column;
      From from;
    } known[] = {{"event", "salt", From::salt},
                 {"event", "body_hash", From::body_hash},
                 {"event", "hash", From::hash},
                 {"message", "salt", From::message_salt},
                 {"ticket", "chain", From::chain},
                 {"ticket", "reference", From::reference},
                 {"idempotency_key", "key_hash", From::key_hash},
                 {"idempotency_key", "digest", From::digest}};
    for (const auto& k : known)
      if (table == k.table && column == k.column) return {k.from};
    if (a.type != b.type) unknown(table, column);
    switch (a.type) {
      case SQLITE_NULL:
        return {From::null};
      case SQLITE_INTEGER:
        if (a.number == a_.customer && b.number == b_.customer) return {From::customer};
        if (a.number == b.number) return {From::number, a.number};
        if (a.number - a_.ticket.now == b.number - b_.ticket.now)
          return {From::now, a.number - a_.ticket.now};
        if (a.number >> 21 == a_.ticket.now && b.number >> 21 == b_.ticket.now)
          return {From::id, meet_id(a.number, b.number)};
        break;
      case SQLITE_TEXT: {
        const auto is = [&](const std::string_view in_a, const std::string_view in_b) {
          return a.bytes == in_a && b.bytes == in_b;
        };
        if (is(a_.customer_name, b_.customer_name)) return {From::customer_name};
        if (is(a_.ticket.subject, b_.ticket.subject)) return {From::subject};
        if (is(a_.ticket.body, b_.ticket.body)) return {From::body};
        if (is(a_.ticket.department, b_.ticket.department)) return {From::department};
        if (a.bytes == b.bytes) return {From::text, 0, a.bytes};
        Source source{From::pieces};
        source.pieces = pieces_of(a.bytes);
        if (shown(source.pieces, b_) == without_digests(b.bytes)) return source;
        break;
      }
      case SQLITE_BLOB:
        if (a.bytes == b.bytes) return {From::blob, 0, a.bytes};
        break;
    }
    unknown(table, column);
  }

  std::vector<Source> pieces_of(const std::string& text) const {
    std::vector<Source> pieces;
    const auto plain = [&](char c) {
      if (pieces.empty() || pieces.back().from != From::text) pieces.push_back({From::text});
      pieces.back().text += c;
    };
    const std::string department = "\"" + std::string(a_.ticket.department) + "\"";
    for (std::size_t i = 0; i < text.size();) {
      if (text.compare(i, before_digest.size(), before_digest) == 0) {
        const bool of_ticket = i >= 7 && text.compare(i - 7, 7, "ticket_") == 0;
        for (const char c : before_digest) plain(c);
        pieces.push_back({of_ticket ? From::ticket_digest : From::message_digest});
        i += before_digest.size() + digest_length;
        continue;
      }
      if (text.compare(i, department.size(), department) == 0) {
        plain('"');
        pieces.push_back({From::department});
        plain('"');
        i += department.size();
        continue;
      }
      std::size_t end = i;
      while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
      const std::string digits = text.substr(i, end - i);
      if (end - i == 4 && text.size() - i >= 24 && text[i + 10] == 'T' && text[i + 23] == 'Z') {
        pieces.push_back({From::now, instant_in(std::string_view(text).substr(i, 24)) - a_.ticket.now});
        i += 24;
      } else if (const auto id =
                     std::find(a_.ids.begin(), a_.ids.end(), digits.size() > 15 ? std::stoll(digits) : 0);
                 id != a_.ids.end()) {
        pieces.push_back({From::id, id - a_.ids.begin()});
        i = end;
      } else if (digits == std::to_string(a_.customer)) {
        pieces.push_back({From::customer});
        i = end;
      } else {
        for (const std::size_t to = std::max(end, i + 1); i < to; ++i) plain(text[i]);
      }
    }
    return pieces;
  }

  static constexpr std::string_view before_digest = "digest\":\"";

  /// Digests are random, as their salts are.
  static std::string without_digests(std::string text) {
    for (std::size_t at = 0; (at = text.find(before_digest, at)) != std::string::npos;)
      text.replace(at += before_digest.size(), digest_length, "");
    return text;
  }

  static std::string shown(const std::vector<Source>& pieces, const Sample& sample) {
    std::string out;
    for (const auto& piece : pieces) {
      if (piece.from == From::text) out += piece.text;
      if (piece.from == From::department) out += sample.ticket.department;
      if (piece.from == From::customer) out += std::to_string(sample.customer);
      if (piece.from == From::id) out += std::to_string(sample.ids[static_cast<std::size_t>(piece.number)]);
      if (piece.from == From::now) {
        const std::string option = standing_at(sample.ticket.now + piece.number);
        out += option.substr(option.size() - 25, 24);
      }
    }
    return out;
  }

  Sample a_, b_;
};

}  // namespace

std::vector<RowByHand> learn_rows(const fs::path& folder, const std::string& policy) {
  const fs::path file = folder / "learn.db";
  make_scratch(file, policy);
  Sample a = open_sample(file, first), b = open_sample(file, second);
  return Learning(std::move(a), std::move(b)).rows();
}

int compare_rows(const fs::path& folder, const std::string& policy, const std::vector<RowByHand>& rows) {
  const fs::path plazo = folder / "compare-plazo.db", hand = folder / "compare-hand.db";
  make_scratch(plazo, policy);
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(fs::path(hand) += end);
  fs::copy_file(plazo, hand);
  fs::copy_file(fs::path(plazo) += "-wal", fs::path(hand) += "-wal");

  const Sample theirs = open_sample(plazo, third);
  Tables ours;
  {
    OpenByHand by_hand(hand.string(), rows);
    const Tables before = rows_of(by_hand.database());
    NewTicket ticket = theirs.ticket;
    const std::string request = third.request();
    ticket.request = request;
    by_hand.open(ticket);
    ours = added(before, rows_of(by_hand.database()));
  }

  const std::set<From> random{
      From::id,    From::reference, From::salt,         From::body_hash,      From::hash,
      From::chain, From::digest,    From::message_salt, From::message_digest, From::ticket_digest};
  int compared = 0;
  std::map<std::string, std::size_t> seen;
  for (const auto& row : rows) {
    const std::size_t r = seen[row.table]++;
    const Table& table = theirs.rows.at(row.table);
    if (table.rows.size() != ours.at(row.table).rows.size())
      throw std::runtime_error("the number of rows in table `" + row.table + "` differs");
    for (std::size_t c = 0; c < row.columns.size(); ++c, ++compared) {
      const Cell &a = table.rows[r][c], &b = ours.at(row.table).rows[r][c];
      const auto& pieces = row.sources[c].pieces;
      const bool has_random =
          std::any_of(pieces.begin(), pieces.end(), [&](const Source& s) { return random.contains(s.from); });
      const bool equal = has_random || random.contains(row.sources[c].from)
                             ? a.type == b.type && a.bytes.size() == b.bytes.size()
                             : a == b;
      if (!equal)
        throw std::runtime_error("column `" + row.columns[c] + "` of table `" + row.table + "` differs");
    }
  }
  if (theirs.rows.size() != ours.size()) throw std::runtime_error("rows were written to other tables");
  const std::string verdict = Desk(hand.string()).call("desk.verify", "{}");
  if (verdict.find("\"sound\":true") == std::string::npos) throw std::runtime_error("not sound: " + verdict);
  return compared;
}

}  // namespace plazo::bench
