#include "tests/bench/tickets/open_by_hand.hpp"

#include <sodium.h>

#include <array>
#include <cstring>

namespace plazo::bench {
namespace {

using Hash = std::array<unsigned char, 32>;

void append_number(std::string& out, std::int64_t number) {
  char bytes[8];
  std::memcpy(bytes, &number, sizeof bytes);  // little-endian machines only, like the benchmarks' others
  out.append(bytes, sizeof bytes);
}
void append_part(std::string& out, std::string_view part) {
  append_number(out, static_cast<std::int64_t>(part.size()));
  out += part;
}
void append_part(std::string& out, std::int64_t number) {
  append_number(out, 8);
  append_number(out, number);
}
void hash_of(const std::string& parts, std::string_view key, unsigned char* out, std::size_t size) {
  crypto_generichash(out, size, reinterpret_cast<const unsigned char*>(parts.data()), parts.size(),
                     key.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key.data()), key.size());
}

void append_instant(std::string& out, std::int64_t ms) {
  const std::time_t s = ms / 1000;
  std::tm t{};
  gmtime_r(&s, &t);
  char text[80];
  out.append(text, static_cast<std::size_t>(std::snprintf(
                       text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.tm_year + 1900,
                       t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, static_cast<int>(ms % 1000))));
}

std::int64_t place_in(std::string_view name, std::initializer_list<std::string_view> names) {
  std::int64_t place = 0;
  for (const auto n : names) {
    if (n == name) return place;
    ++place;
  }
  throw std::runtime_error("the hand-written program does not know `" + std::string(name) + "`: teach it");
}

}  // namespace

struct OpenByHand::State {
  struct Insert {
    RowByHand row;
    sqlite3_stmt* statement;
    std::vector<std::string> texts;  // that are put together, one place a column
    // Columns of an event.
    std::size_t sequence = 0, kind = 0, at = 0, author_kind = 0, author = 0, audience = 0, body = 0;
  };

  ByHand db;
  sqlite3_stmt *begin, *commit, *customer;
  std::vector<Insert> inserts;
  std::size_t id_count = 0;

  // Of the ticket being written.
  std::array<std::int64_t, 16> ids{};
  std::int64_t customer_id = 0;
  std::string customer_name, parts;
  char reference[9], salt[16], message_salt[16];
  unsigned char key_hash[16], digest[16];
  Hash body_hash{}, hash{};

  State(const std::string& file, std::vector<RowByHand> rows) : db(file) {
    begin = db.prepare("BEGIN IMMEDIATE");
    commit = db.prepare("COMMIT");
    customer = db.prepare("SELECT id, name FROM customer WHERE reference = ?");
    // Events first: the ticket's row holds the end of their chain.
    for (const bool events : {true, false})
      for (auto& row : rows)
        if ((row.table == "event") == events) add(row);
  }

  void add(const RowByHand& row) {
    std::string sql = "INSERT INTO " + row.table + " (", marks;
    for (const auto& column : row.columns) {
      sql += (marks.empty() ? "" : ", ") + column;
      marks += marks.empty() ? "?" : ", ?";
    }
    Insert insert{.row = row, .statement = db.prepare(sql + ") VALUES (" + marks + ")"), .texts = {}};
    insert.texts.resize(row.columns.size());
    for (const auto& source : row.sources)
      if (source.from == From::id) id_count = std::max(id_count, static_cast<std::size_t>(source.number) + 1);
    if (id_count > ids.size()) throw std::runtime_error("a ticket has more ids than expected");
    if (row.table == "event")
      for (std::size_t c = 0; c < row.columns.size(); ++c) {
        const auto& name = row.columns[c];
        for (const auto& [wanted, place] :
             std::initializer_list<std::pair<const char*, std::size_t*>>{{"sequence", &insert.sequence},
                                                                         {"kind", &insert.kind},
                                                                         {"at", &insert.at},
                                                                         {"author_kind", &insert.author_kind},
                                                                         {"author", &insert.author},
                                                                         {"audience", &insert.audience},
                                                                         {"body", &insert.body}})
          if (name == wanted) *place = c;
      }
    inserts.push_back(std::move(insert));
  }

  void put_together(const Source& source, const NewTicket& ticket, std::string& out) {
    switch (source.from) {
      case From::text:
        out += source.text;
        return;
      case From::now:
        return append_instant(out, ticket.now + source.number);
      case From::id:
        out += std::to_string(ids[static_cast<std::size_t>(source.number)]);
        return;
      case From::customer:
        out += std::to_string(customer_id);
        return;
      case From::department:
        out += ticket.department;
        return;
      case From::message_digest:
        parts.clear();
        append_part(parts, std::string_view(customer_name));
        append_part(parts, ticket.body);
        return append_digest(out);
      case From::ticket_digest:
        parts.clear();
        append_part(parts, std::string_view(reference, sizeof reference));
        append_part(parts, customer_id);
        append_part(parts, std::int64_t{0});
        append_part(parts, ticket.subject);
        return append_digest(out);
      default:
        throw std::logic_error("no piece of a text");
    }
  }

  /// Of `parts`, with the message's salt.
  void append_digest(std::string& out) {
    unsigned char bytes[32];
    hash_of(parts, {message_salt, sizeof message_salt}, bytes, sizeof bytes);
    char text[digest_length + 1];
    sodium_bin2base64(text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    out.append(text, digest_length);
  }

  std::int64_t number_in(const Source& source, const NewTicket& ticket) const {
    if (source.from == From::now) return ticket.now + source.number;
    if (source.from == From::customer) return customer_id;
    if (source.from == From::null) return 0;
    return source.number;
  }

  void hash_event(Insert& insert, const NewTicket& ticket) {
    const auto& sources = insert.row.sources;
    randombytes_buf(salt, sizeof salt);
    parts.clear();
    append_part(parts, number_in(sources[insert.author], ticket));
    append_part(parts, sources[insert.body].from == From::pieces ? insert.texts[insert.body]
                                                                 : sources[insert.body].text);
    hash_of(parts, {salt, sizeof salt}, body_hash.data(), body_hash.size());
    const std::int64_t sequence = sources[insert.sequence].number;
    const std::string_view previous(reinterpret_cast<const char*>(hash.data()),
                                    sequence == 1 ? 0 : hash.size());
    parts.clear();
    append_part(parts, "plazo.event.1");
    append_part(parts, ids[0]);
    append_part(parts, sequence);
    append_part(parts, std::string_view(sources[insert.kind].text));
    append_part(parts, number_in(sources[insert.at], ticket));
    append_part(parts, place_in(sources[insert.author_kind].text,
                                {"customer", "contact", "staff", "panel", "clock"}));
    append_part(parts, place_in(sources[insert.audience].text, {"customer", "staff", "panel"}));
    append_part(parts, previous);
    append_part(parts, {reinterpret_cast<const char*>(body_hash.data()), body_hash.size()});
    hash_of(parts, {}, hash.data(), hash.size());
  }

  void fill(sqlite3_stmt* statement, int place, const Source& source, const std::string& text,
            const NewTicket& ticket) {
    const auto blob = [&](const void* data, std::size_t size) {
      sqlite3_bind_blob64(statement, place, data, size, SQLITE_STATIC);
    };
    switch (source.from) {
      case From::null:
        sqlite3_bind_null(statement, place);
        return;
      case From::number:
        return bind(statement, place, source.number);
      case From::text:
        return bind(statement, place, std::string_view(source.text));
      case From::blob:
        return blob(source.text.data(), source.text.size());
      case From::now:
        return bind(statement, place, ticket.now + source.number);
      case From::id:
        return bind(statement, place, ids[static_cast<std::size_t>(source.number)]);
      case From::customer:
        return bind(statement, place, customer_id);
      case From::customer_name:
        return bind(statement, place, std::string_view(customer_name));
      case From::subject:
        return bind(statement, place, ticket.subject);
      case From::body:
        return bind(statement, place, ticket.body);
      case From::department:
        return bind(statement, place, ticket.department);
      case From::pieces:
        return bind(statement, place, std::string_view(text));
      case From::reference:
        return bind(statement, place, std::string_view(reference, sizeof reference));
      case From::salt:
        return blob(salt, sizeof salt);
      case From::body_hash:
        return blob(body_hash.data(), body_hash.size());
      case From::hash:
      case From::chain:
        return blob(hash.data(), hash.size());
      case From::key_hash:
        return blob(key_hash, sizeof key_hash);
      case From::digest:
        return blob(digest, sizeof digest);
      case From::message_salt:
        return blob(message_salt, sizeof message_salt);
      case From::message_digest:
      case From::ticket_digest:
        throw std::logic_error("no column of its own");
    }
  }

  void open(const NewTicket& ticket) {
    db.run(begin);
    bind(customer, 1, ticket.customer);
    if (sqlite3_step(customer) != SQLITE_ROW) throw std::runtime_error("there is no such customer");
    customer_id = sqlite3_column_int64(customer, 0);
    customer_name = text_of(customer, 1);
    sqlite3_reset(customer);

    for (std::size_t i = 0; i < id_count; ++i) ids[i] = (ticket.now << 21) | randombytes_uniform(1 << 21);
    randombytes_buf(message_salt, sizeof message_salt);
    unsigned char drawn[8];
    randombytes_buf(drawn, sizeof drawn);
    for (std::size_t i = 0, c = 0; i < sizeof reference; ++i)
      reference[i] = i == 4 ? '-' : "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[drawn[c++] & 31];
    parts.clear();
    append_part(parts, "customer:" + std::to_string(customer_id));
    append_part(parts, "ticket.open");
    append_part(parts, ticket.key);
    hash_of(parts, {}, key_hash, sizeof key_hash);
    parts.clear();
    append_part(parts, ticket.request);
    hash_of(parts, {}, digest, sizeof digest);

    for (auto& insert : inserts) {
      const auto& sources = insert.row.sources;
      for (std::size_t c = 0; c < sources.size(); ++c) {
        if (sources[c].from != From::pieces) continue;
        insert.texts[c].clear();
        for (const auto& piece : sources[c].pieces) put_together(piece, ticket, insert.texts[c]);
      }
      if (insert.row.table == "event") hash_event(insert, ticket);
      for (std::size_t c = 0; c < sources.size(); ++c)
        fill(insert.statement, static_cast<int>(c) + 1, sources[c], insert.texts[c], ticket);
      db.run(insert.statement);
    }
    db.run(commit);
  }
};

OpenByHand::OpenByHand(const std::string& file, std::vector<RowByHand> rows)
    : state_(std::make_unique<State>(file, std::move(rows))) {}
OpenByHand::~OpenByHand() = default;
void OpenByHand::open(const NewTicket& ticket) { state_->open(ticket); }
ByHand& OpenByHand::database() { return state_->db; }

}  // namespace plazo::bench
