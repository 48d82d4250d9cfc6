// Every kind of bad input, for every operation of the catalogue and every kind of actor that may call it,
// made from the schemas that the library itself gives out: a new operation or field is covered without
// anybody remembering. Each bad request gets the documented code and the JSON pointer of what is wrong,
// and the database stays as it was, table by table.
#include <ftw.h>
#include <plazo/plazo.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/capi/bad_inputs.hpp"

namespace plazo::tests {
namespace {

int checks = 0, failures = 0, written = 0;

void complain(const std::string& where, const Input& input, const std::string& got) {
  if (++failures > 20) return;
  std::fprintf(stderr, "%s: %s\n  wanted %s at `%s`\n  got %s\n  for %.300s\n", where.c_str(),
               input.what.c_str(), input.problem.empty() ? input.code.c_str() : input.problem.c_str(),
               input.path.c_str(), got.substr(0, 500).c_str(), input.text.c_str());
}

struct Outcome {
  int32_t result = 0;
  std::string code, json;
};

/// Runs one of the calls of the C interface and frees what it gives.
template <class Call>
Outcome outcome_of(Call&& call) {
  plazo_error* error = nullptr;
  Outcome out;
  out.result = call(&error);
  out.code = plazo_error_code(error);
  out.json = plazo_error_json(error);
  if ((out.result == PLAZO_OK) != (error == nullptr) || out.result != plazo_error_category(error))
    complain("result and error disagree", {}, out.json), ++failures;
  plazo_error_free(error);
  // Boost.JSON takes nothing that is not UTF-8.
  boost::json::error_code bad;
  boost::json::parse(out.json, bad);
  if (error && bad) complain("the error is no JSON", {}, out.json);
  return out;
}

/// Whether a problem of this code stands at this path.
bool has_problem(const std::string& error, const std::string& path, const std::string& code) {
  const auto json = boost::json::parse(error);
  const auto* const problems = json.as_object().if_contains("problems");
  if (!problems) return false;
  for (const auto& p : problems->as_array())
    if (p.at("path").as_string() == path && p.at("code").as_string() == code) return true;
  return false;
}

/// All rows of all tables, also of the text index.
class Contents {
 public:
  explicit Contents(const std::string& path) {
    sqlite3* db = nullptr;
    if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) std::abort();
    db_.reset(db);
    rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", [&](sqlite3_stmt* row) {
      tables_.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
    });
    if (tables_.size() < 10) std::abort();
  }
  std::string first(const std::string& sql) {
    std::string out;
    rows(sql, [&](sqlite3_stmt* row) { out = reinterpret_cast<const char*>(sqlite3_column_text(row, 0)); });
    return out;
  }
  std::map<std::string, std::string> dump() {
    std::map<std::string, std::string> all;
    for (const auto& table : tables_) {
      if (table == "message_text") continue;  // without contents of its own; its shadow tables are listed
      std::string& out = all[table];
      rows("SELECT * FROM \"" + table + "\"", [&](sqlite3_stmt* row) {
        out += '\n';
        for (int c = 0; c < sqlite3_column_count(row); ++c) {
          const void* const bytes = sqlite3_column_blob(row, c);
          out.append(static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(row, c)));
          out += '|';
        }
      });
    }
    return all;
  }

 private:
  template <class Row>
  void rows(const std::string& sql, Row&& each) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(db_.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK) {
      std::fprintf(stderr, "%s: %s\n", sql.c_str(), sqlite3_errmsg(db_.get()));
      std::abort();
    }
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement(raw, &sqlite3_finalize);
    while (sqlite3_step(raw) == SQLITE_ROW) each(raw);
  }
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> db_{nullptr, &sqlite3_close};
  std::vector<std::string> tables_;
};

struct Caller {
  std::string kind;
  plazo_session* session;  // null: the panel
};

Outcome call(plazo_desk* desk, const Caller& caller, const std::string& operation, const std::string& text) {
  return outcome_of([&](plazo_error** error) {
    plazo_reply* reply = nullptr;
    const int32_t result =
        caller.session
            ? plazo_call(caller.session, operation.c_str(), text.data(), text.size(), &reply, error)
            : plazo_desk_call(desk, operation.c_str(), text.data(), text.size(), &reply, error);
    plazo_reply_free(reply);
    return result;
  });
}

/// The same with an idempotency key that was not used before, unless the key is what it is about.
std::string with_new_key(const Input& input) {
  static int number = 0;
  auto request = boost::json::parse(input.text);
  auto* const key = request.as_object().if_contains("idempotency_key");
  if (!key || input.path == "/idempotency_key") return input.text;
  *key = "edge " + std::to_string(++number);
  return boost::json::serialize(request);
}

/// Judges what came of an input. True when it was one that is to be accepted, and may have had an effect.
bool judge(const std::string& where, const Input& input, const Outcome& got) {
  ++checks;
  if (input.accepted) {
    // Well-formed; the operation itself may still say no, for another reason.
    if (got.code.starts_with("request.") &&
        (input.problem.empty() || has_problem(got.json, input.path, input.problem)))
      complain(where, input, got.json);
    return true;
  }
  const int32_t category = input.limit ? PLAZO_LIMIT : PLAZO_INVALID;
  if (got.result != category || got.code != input.code ||
      (!input.problem.empty() && !has_problem(got.json, input.path, input.problem)) ||
      (!input.part.empty() && got.json.find(input.part) == std::string::npos))
    complain(where, input, got.json);
  return false;
}

void must(plazo_desk* desk, const char* operation, const std::string& request) {
  const auto out = call(desk, {"panel", nullptr}, operation, request);
  if (out.result == PLAZO_OK) return;
  std::fprintf(stderr, "%s: %s\n", operation, out.json.c_str());
  std::exit(1);
}

plazo_session* session_as(plazo_desk* desk, const std::string& actor) {
  plazo_session* session = nullptr;
  if (plazo_session_open(desk, actor.data(), actor.size(), &session, nullptr) != PLAZO_OK) std::exit(1);
  return session;
}

void every_operation(const Catalogue& catalogue, plazo_desk* desk, const std::string& database) {
  const Caller callers[] = {
      {"customer", session_as(desk, R"({"type":"customer","customer":"1017"})")},
      {"guest", session_as(desk, R"({"type":"guest"})")},
      {"staff", session_as(desk, R"({"type":"staff","staff":"ana"})")},
      {"panel", nullptr},
  };
  Contents contents(database);
  auto before = contents.dump();
  for (const auto& operation : catalogue.operations()) {
    const std::string name(operation.at("name").as_string());
    for (const auto& caller : callers) {
      if (!catalogue.allows(operation, caller.kind)) continue;
      const auto inputs = catalogue.bad_inputs(operation.at("request"), caller.kind, "request.invalid");
      if (inputs.size() < 15) complain(name, {}, "too few inputs were made from its schema"), ++failures;
      for (const auto& input : inputs) {
        const auto got = call(desk, caller, name, input.accepted ? with_new_key(input) : input.text);
        const bool may_write = judge(name + " as " + caller.kind, input, got);
        auto after = contents.dump();
        // Of what the policy does not take, a record is kept, and nothing else.
        if (may_write && got.code == "policy.refused") before["attempt"] = after["attempt"];
        if (after != before && !(may_write && got.result == PLAZO_OK))
          complain(name + " as " + caller.kind + " WROTE", input, got.json);
        written += after != before;
        before = std::move(after);
      }
    }
    // The account whose support was suspended by it goes on to be asked for.
    if (name == "support.suspend") {
      must(desk, "support.lift", R"({"customer":"1017","reason":"next"})");
      before = contents.dump();
    }
  }
  for (const auto& caller : callers) plazo_session_close(caller.session);
}

/// The options of a desk and the actors of a session are read as strictly.
void options_and_actors(const Catalogue& catalogue, plazo_desk* desk) {
  for (const auto& input : catalogue.bad_inputs(catalogue.desk(), "panel", "request.invalid")) {
    plazo_desk* made = nullptr;
    const auto got = outcome_of([&](plazo_error** error) {
      return plazo_desk_open(PLAZO_VERSION_NUMBER, input.text.data(), input.text.size(), &made, error);
    });
    judge("plazo_desk_open", input, got);
    plazo_desk_close(made);
  }
  for (const auto& alternative : catalogue.sessions())
    for (const auto& input : catalogue.bad_inputs(alternative, "panel", "session.invalid")) {
      plazo_session* made = nullptr;
      const auto got = outcome_of([&](plazo_error** error) {
        return plazo_session_open(desk, input.text.data(), input.text.size(), &made, error);
      });
      judge("plazo_session_open", input, got);
      plazo_session_close(made);
    }
}

constexpr const char* a_policy =
    R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],"departments":{"technical":{}},
        "priorities":{"regular":{},"premium":{"entitlement":"premium"}},"currency":"EUR",
        "entitlements":{"premium":{"name":{"es":"Prioritario"},"price":900}},
        "fair_use":{"suspension":{"length":"P7D","for_good":true}},"first_response":"PT10M"})";

/// What operations that need no storage are asked, so that they have no other reason to say no.
void add_samples_for(Catalogue& catalogue, const std::string& operation) {
  catalogue.samples["calendar"] =
      boost::json::parse(R"({"zone":"Europe/Madrid","weekly":{"mon-fri":["10:00-20:00"]}})");
  catalogue.samples["before"] = catalogue.samples["after"] = catalogue.samples["text"] = a_policy;
  if (operation == "calendar.feed") catalogue.samples["text"] = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n";
}

void without_storage(Catalogue catalogue) {
  plazo_desk* desk = nullptr;
  if (plazo_desk_open(PLAZO_VERSION_NUMBER, "{}", 2, &desk, nullptr) != PLAZO_OK) std::exit(1);
  const Caller callers[] = {
      {"customer", session_as(desk, R"({"type":"customer","customer":"1017"})")},
      {"guest", session_as(desk, R"({"type":"guest"})")},
      {"staff", session_as(desk, R"({"type":"staff","staff":"ana"})")},
      {"panel", nullptr},
  };
  for (const auto& operation : catalogue.operations())
    for (const auto& caller : callers) {
      if (!catalogue.allows(operation, caller.kind)) continue;
      ++checks;
      const std::string name(operation.at("name").as_string());
      add_samples_for(catalogue, name);
      const Input input{.what = "without storage",
                        .text = catalogue.smallest(operation.at("request")),
                        .code = "desk.no_storage"};
      const auto got = call(desk, caller, name, input.text);
      // What makes a database of a backup is called before there is one, and here says no for its own
      // reasons.
      const bool elsewhere = name == "desk.restore";
      const bool pure = name == "desk.status" || operation.at("access").as_string() == "none";
      if (elsewhere ? got.result == PLAZO_OK || got.code == "desk.no_storage"
          : pure    ? got.result != PLAZO_OK
                    : got.code != "desk.no_storage" || got.result != PLAZO_UNAVAILABLE)
        complain(name, input, got.json);
    }
  for (const auto& caller : callers) plazo_session_close(caller.session);
  plazo_desk_close(desk);
}

int run() {
  std::size_t size = 0;
  const char* const text = plazo_catalogue(&size);
  Catalogue catalogue({text, size});
  catalogue.samples = {{"zone", "Europe/Madrid"},
                       {"department", "technical"},
                       {"departments", {"technical"}},
                       {"priority", "regular"},
                       {"customer", "1017"}};

  char folder[] = "/tmp/plazo-bad-XXXXXX";
  if (!mkdtemp(folder) || chdir(folder) != 0) return 1;  // files named by an input land here
  const std::string database = std::string(folder) + "/desk.db";
  const std::string options = R"({"create":true,"database":")" + database + "\"}";
  plazo_desk* desk = nullptr;
  if (plazo_desk_open(PLAZO_VERSION_NUMBER, options.data(), options.size(), &desk, nullptr) != PLAZO_OK)
    return 1;
  must(desk, "policy.install", std::string(R"({"document":)") + a_policy + "}");
  must(desk, "customer.put", R"({"reference":"1017","name":"Zapatería Ñandú"})");
  must(desk, "staff.put", R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_open",
           "tickets_reply","tickets_note","tickets_close","tickets_change","customers_read","support_suspend",
           "sessions","conduct"]})");
  must(desk, "ticket.open", R"({"customer":"1017","subject":"s","body":"b","department":"technical",
           "priority":"premium","entitlements":["premium"]})");

  must(desk, "session.start", R"({"customer":"1017"})");

  catalogue.samples["ticket"] = Contents(database).first("SELECT id FROM ticket");
  must(desk, "conduct.flag", R"({"customer":"1017","conduct":"false_reports"})");
  catalogue.samples["flag"] = Contents(database).first("SELECT id FROM conduct");
  catalogue.samples["session"] = Contents(database).first("SELECT id FROM conversation");
  catalogue.samples["charge"] = Contents(database).first("SELECT id FROM charge");
  catalogue.samples["entitlement"] = "premium";
  catalogue.samples["currency"] = "EUR";

  every_operation(catalogue, desk, database);
  options_and_actors(catalogue, desk);
  without_storage(catalogue);
  plazo_desk_close(desk);
  if (chdir("/") != 0) return 1;
  nftw(
      folder, [](const char* path, const struct stat*, int, struct FTW*) { return std::remove(path); }, 8,
      FTW_DEPTH | FTW_PHYS);
  std::printf("%d inputs, %d failures; %d inputs at the edge of what is allowed were written\n", checks,
              failures, written);
  // A comparison of contents that never found a difference would prove nothing.
  return failures == 0 && checks > 1000 && written > 20 ? 0 : 1;
}

}  // namespace
}  // namespace plazo::tests

int main() { return plazo::tests::run(); }
