// Every field of every request: who may set it, how long it may be, and that what it holds is data.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "tests/core/operations/parties.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

class Fields : public PartiesTest {
 protected:
  /// Somebody who may call the operation with objects of its own.
  static Party rightful(const Operation& op) {
    const auto all = parties();
    for (const char* name : {"the owner", "staff", "the panel"})
      for (const auto& party : all)
        if (party.name == name && op.allows(party.kind())) return party;
    throw std::runtime_error("nobody may call " + std::string(op.name));
  }
  static bool holds_problem(const Error& error, std::string_view path, std::string_view code) {
    return std::any_of(error.problems.begin(), error.problems.end(),
                       [&](const Problem& p) { return p.path == path && p.code == code; });
  }
  /// The problems of decoding alone.
  static std::vector<Problem> decoded(const Operation& op, const std::string& request,
                                      json::Audience audience = json::Audience::panel) {
    const auto out = op.new_request();
    try {
      json::decode(op.request(), request, out.get(), {.audience = audience});
    } catch (const Error& error) {
      if (error.code == "request.too_large") return {{"", "too_large", ""}};
      EXPECT_EQ(error.code, "request.invalid") << error.message;
      return error.problems;
    }
    return {};
  }
  static bool has(const std::vector<Problem>& problems, std::string_view path, std::string_view code) {
    return std::any_of(problems.begin(), problems.end(),
                       [&](const Problem& p) { return p.path == path && p.code == code; });
  }
};

// ---- V22: mass assignment --------------------------------------------------------------------------

TEST_F(Fields, V22_EveryFieldWithAnAudienceIsRefusedBelowIt) {
  furnish();
  int pairs = 0;
  for (const auto& op : catalogue()) {
    const auto places = text_places(op.request());
    const std::string full =
        synthesise(op.request(), objects(Side::own), json::Audience::panel, Fill::everything).json;
    for (const auto audience : {json::Audience::customer, json::Audience::staff, json::Audience::panel}) {
      const auto problems = decoded(op, full, audience);
      std::set<std::string> refused;
      for (const auto& p : problems)
        if (p.code == "not_permitted") refused.insert(p.path);
      std::set<std::string> above;
      for (const auto& field : op.request().fields)
        if (field.note->audience > audience) above.insert("/" + std::string(field.name));
      EXPECT_EQ(refused, above) << op.name;
      pairs += static_cast<int>(above.size());
    }
  }
  EXPECT_GE(pairs, 1) << "no request has a field with an audience: this proves nothing";
}

TEST_F(Fields, V22_FieldsThatAreNotGrantedAreErrorsAndChangeNothing) {
  furnish();
  // What sits in rows and replies, and what other systems let through.
  std::set<std::string> names{
      "is_admin",        "role",       "kind",        "type",        "panel",         "staff",
      "actor",           "author",     "author_kind", "author_name", "on_behalf_of",  "requester",
      "version",         "sequence",   "chain",       "queue_key",   "priority_rank", "opened_at",
      "updated_at",      "closed_at",  "created_at",  "status",      "permissions",   "rights",
      "all_departments", "id",         "made",        "at",          "audience",      "policy",
      "__proto__",       "constructor"};
  int tried = 0;
  for (const auto& op : catalogue())
    for (const auto& party : parties()) {
      if (!expected_code(op, party, {}, Side::own).empty()) continue;
      const Request request =
          synthesise(op.request(), objects(Side::own, party.department), party.audience());
      for (const auto& name : names) {
        if (op.request().find(name)) continue;
        std::string json = request.json;
        json.insert(1, "\"" + name + "\":true" + (json == "{}" ? "" : ","));
        const auto before = written();
        const auto error = failure(party.as(), op.name, json);
        EXPECT_TRUE(holds_problem(error, "/" + name, "unknown_field"))
            << op.name << ", " << party.name << ": " << error.message;
        EXPECT_EQ(written(), before) << op.name << ", " << name;
        ++tried;
      }
    }
  EXPECT_GT(tried, 1000);
}

// ---- V50: format strings ---------------------------------------------------------------------------

constexpr std::string_view formats =
    "%n%s%99999d%x{}{0}{name}{n, plural, one {#}}${x}{{7*7}}{% x %}{php}#{y}\\x41'\"<b>";

TEST_F(Fields, V50_V78_FormatStringsAndTemplatesComeBackUnchanged) {
  furnish();
  std::string escaped;
  json::append_text(escaped, formats);
  escaped = escaped.substr(1, escaped.size() - 2);
  int echoed = 0;
  for (const auto& op : catalogue()) {
    const Party party = rightful(op);
    for (const auto& place : text_places(op.request(), party.audience())) {
      const Meaning meaning = meaning_of(place);
      if (meaning == Meaning::path || meaning == Meaning::backup)
        continue;  // would make a file of that name; paths come from the operator
      const Values values = objects(Side::own, party.department);
      prepare(op);
      const auto request = synthesise(
          op.request(), values, party.audience(), Fill::everything,
          {{place.pointer, std::string(formats.substr(0, static_cast<std::size_t>(std::min<std::int64_t>(
                                                             place.note->max, INT16_MAX))))}});
      const auto outcome = attempt(op, party.as(), request.json);
      EXPECT_NE(outcome.category, Category::internal) << op.name << place.pointer << outcome.error;
      EXPECT_THAT(outcome.code, ::testing::Not(HasSubstr("unexpected"))) << op.name << place.pointer;
      // What is only asked is not kept.
      if (meaning == Meaning::words && place.field != "query" && op.access == Access::write) {
        ASSERT_TRUE(outcome.ok()) << op.name << place.pointer << outcome.error;
        std::string shown = outcome.reply;
        if (op.name == "ticket.open" || op.name == "session.escalate" || op.name == "ticket.import") {
          const auto id = boost::json::parse(outcome.reply).at("ticket").at("id");
          shown +=
              desk->call(nullptr, "ticket.get", R"({"ticket":")" + std::string(id.as_string()) + R"("})");
        }
        EXPECT_THAT(shown, HasSubstr(escaped)) << op.name << place.pointer;
        ++echoed;
      } else if (meaning == Meaning::department || meaning == Meaning::priority) {
        if (!outcome.ok()) {
          EXPECT_THAT(outcome.error, HasSubstr("`%n%s%99999d%x{}{0}{name}")) << op.name << place.pointer;
          ++echoed;
        }
      }
      if (op.name == "policy.install") call("policy.install", ten_minutes_policy);
    }
  }
  EXPECT_GE(echoed, 12);
}

TEST_F(Fields, V50_V78_ANameThatIsAPatternIsNotFilledInOnItsWayIntoSentences) {
  furnish();
  std::string document = ten_minutes_policy;
  document.replace(document.find("Introserv"), 9, "{target} %s {zone}");
  call("policy.install", document);
  const auto opened = call(
      "ticket.open", R"({"subject":"{date}","body":"{time}","department":"technical","customer":"1017"})");
  const auto page = call(customer("1017"), "ticket.get",
                         R"({"ticket":")" + std::string(opened.at("ticket").at("id").as_string()) + R"("})");
  EXPECT_EQ(page.at("messages").at(0).at("author").at("name"), "{target} %s {zone}");
  EXPECT_EQ(page.at("messages").at(0).at("body"), "{time}");
  EXPECT_EQ(page.at("ticket").at("subject"), "{date}");
}

// ---- V51: lengths ----------------------------------------------------------------------------------

std::string characters(std::size_t count, std::string_view character) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += character;
  return text;
}

TEST_F(Fields, V51_EveryBoundedTextIsHeldToItsLength) {
  furnish();
  int bounded = 0;
  for (const auto& op : catalogue())
    for (const auto& place : text_places(op.request())) {
      const bool free = place.note->max == std::numeric_limits<std::int64_t>::max();
      // Texts in lists and behind keys have no note: what they are compared with bounds them.
      if (free) {
        // So it is with a calendar's intervals and with the names of a feed's events. What a day is called is
        // bounded by the request as a whole.
        EXPECT_THAT(place.owner,
                    AnyOf("StaffPut", "CustomerPut", "Calendar", "SpecialHours", "Holiday", "CalendarFeed",
                          "TicketOpen", "TicketCheck", "ContactOptions", "SessionStart", "SessionStartGuest",
                          "TicketSetPriority", "TicketSetCircumstances", "TicketImport", "OutboxClaim"))
            << op.name << place.pointer << " has no greatest length";
        continue;
      }
      ++bounded;
      const auto max = static_cast<std::size_t>(place.note->max);
      const auto with = [&](const std::string& text) {
        return decoded(op, synthesise(op.request(), objects_once(), json::Audience::panel, Fill::everything,
                                      {{place.pointer, text}})
                               .json);
      };
      for (const std::string_view character : {"a", "ñ", "🙂"}) {
        if (max * 10 * character.size() > (1u << 20) - 4096 && character != "a")
          continue;  // the request as a whole is bounded too
        EXPECT_FALSE(has(with(characters(max - 1, character)), place.pointer, "too_long"))
            << op.name << place.pointer;
        EXPECT_FALSE(has(with(characters(max, character)), place.pointer, "too_long"))
            << op.name << place.pointer;
        EXPECT_TRUE(has(with(characters(max + 1, character)), place.pointer, "too_long"))
            << op.name << place.pointer;
        // A text that the request has no room for is refused with it.
        const auto ten = with(characters(10 * max, character));
        EXPECT_TRUE(has(ten, place.pointer, "too_long") || has(ten, "", "too_large"))
            << op.name << place.pointer;
      }
      if (place.note->min >= 1) {
        EXPECT_TRUE(has(with(""), place.pointer, "too_short")) << op.name << place.pointer;
      }
    }
  EXPECT_GE(bounded, 25);
}

TEST_F(Fields, V51_WhatPeopleWriteIsKeptInFullAtItsGreatestLength) {
  furnish();
  for (const auto& op : catalogue()) {
    const Party party = rightful(op);
    for (const auto& place : text_places(op.request(), party.audience())) {
      if (meaning_of(place) != Meaning::words || place.field == "query" || op.access != Access::write)
        continue;
      const std::string text = characters(static_cast<std::size_t>(place.note->max), "ñ");
      const auto values = objects(Side::own);
      prepare(op);
      const auto outcome = attempt(
          op, party.as(),
          synthesise(op.request(), values, party.audience(), Fill::everything, {{place.pointer, text}}).json);
      ASSERT_TRUE(outcome.ok()) << op.name << place.pointer << outcome.error;
      const bool in_message = (op.name == "ticket.open" && place.field == "body") ||
                              (op.name == "session.escalate" && place.field != "subject") ||
                              place.owner == "ImportedMessage";
      if (!in_message) {
        EXPECT_THAT(outcome.reply, HasSubstr(text)) << op.name << place.pointer;
      } else {
        const auto id = boost::json::parse(outcome.reply).at("ticket").at("id");
        const auto page =
            call(customer("1017"), "ticket.get", R"({"ticket":")" + std::string(id.as_string()) + R"("})");
        const std::string kept(page.at("messages").at(0).at("body").as_string());
        if (op.name == "ticket.open")
          EXPECT_EQ(kept, text);
        else if (place.field == "name")
          EXPECT_EQ(std::string(page.at("messages").at(0).at("author").at("name").as_string()), text);
        else
          EXPECT_THAT(kept, HasSubstr(text));
      }
      if (op.name == "policy.install") call("policy.install", ten_minutes_policy);
    }
  }
}

// ---- V77: SQL --------------------------------------------------------------------------------------

const std::vector<std::string> sql_pieces{"'",
                                          "\"",
                                          "`",
                                          ";",
                                          "--",
                                          "/*",
                                          "*/",
                                          "#",
                                          "\\",
                                          "\\'",
                                          "(",
                                          ")",
                                          "=",
                                          "||",
                                          ",",
                                          "%",
                                          "_",
                                          "?",
                                          "?1",
                                          ":x",
                                          "@x",
                                          "$x",
                                          "0x41",
                                          "NULL",
                                          " OR 1=1",
                                          " AND ",
                                          " UNION SELECT ",
                                          "SELECT * FROM ticket",
                                          "DROP TABLE ticket",
                                          "DELETE FROM message",
                                          "UPDATE staff SET active=1",
                                          "ATTACH 'x' AS y",
                                          "PRAGMA writable_schema=1",
                                          "LIMIT 1 OFFSET 1",
                                          "sqlite_master",
                                          "CHAR(39)",
                                          "load_extension('x')",
                                          "MATCH 'a'",
                                          "NEAR(a b)",
                                          "text:",
                                          "scope : c1",
                                          "rowid",
                                          "*",
                                          "^",
                                          "-",
                                          "+",
                                          "{a b}",
                                          "randomblob(1e9)",
                                          "1",
                                          "technical",
                                          "1017",
                                          "'; --"};

TEST_F(Fields, V77_SqlInAnyTextIsText) {
  furnish();
  const auto kept = objects(Side::foreign);
  const auto tables = [&] {
    std::string all;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query("SELECT sql FROM sqlite_schema ORDER BY name");
      while (rows.next()) all += std::string(rows.text(0)) + "\n";
    });
    return all;
  };
  const std::string before = tables();
  std::mt19937 dice(77);
  int calls = 0;
  for (const auto& op : catalogue()) {
    if (op.name == "policy.install") continue;  // see below
    const Party party = rightful(op);
    const auto places = text_places(op.request(), party.audience());
    for (const auto& place : places) {
      if (meaning_of(place) == Meaning::path || meaning_of(place) == Meaning::backup) continue;  // see below
      for (int round = 0; round < 40; ++round) {
        std::string text =
            round < 5 ? std::vector<std::string>{"' OR '1'='1", "1'; DROP TABLE ticket; --", "\" OR \"\"=\"",
                                                 "x') UNION SELECT body FROM message --",
                                                 "%"}[static_cast<std::size_t>(round)]
                      : "";
        for (int n = round < 5 ? 0 : 1 + static_cast<int>(dice() % 5); n > 0; --n)
          text += sql_pieces[dice() % sql_pieces.size()];
        text = text.substr(0, static_cast<std::size_t>(std::min<std::int64_t>(place.note->max, 60)));
        Values values = objects_once();
        values[Meaning::new_key] += std::to_string(calls);
        const auto outcome = attempt(
            op, party.as(),
            synthesise(op.request(), values, party.audience(), Fill::everything, {{place.pointer, text}})
                .json);
        ++calls;
        if (!outcome.ok()) {
          EXPECT_THAT(outcome.category,
                      AnyOf(Category::invalid, Category::not_found, Category::conflict, Category::refused))
              << op.name << place.pointer << " " << text << outcome.error;
        }
        if (party.kind() == ActorKind::customer) {
          EXPECT_EQ(outcome.reply.find(foreign_mark), std::string::npos)
              << op.name << place.pointer << " " << text;
        }
      }
    }
  }
  EXPECT_GT(calls, 400);
  EXPECT_EQ(tables(), before);
  EXPECT_TRUE(call(customer("2000"), "ticket.get", R"({"ticket":")" + kept.at(Meaning::ticket) + R"("})")
                  .is_object());
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Fields, V77_SqlInAPolicyOrAFileNameIsText) {
  furnish();
  for (const auto& piece : sql_pieces) {
    std::string document = ten_minutes_policy, quoted;
    json::append_text(quoted, piece);
    document.replace(document.find(R"("Introserv")"), 11, quoted);
    EXPECT_EQ(std::string(call("policy.install", document).at("document").at("provider").as_string()), piece);
  }
  const auto copy = folder / "a'b\";--.db";
  std::string request = R"({"target":)";
  json::append_text(request, copy.string());
  call("desk.backup", request + "}");
  EXPECT_TRUE(std::filesystem::exists(copy));
}

TEST_F(Fields, V77_NoStatementButReadingAndChangingRowsRunsAtRunTime) {
  furnish();
  const auto code = [&](std::string_view sql) {
    try {
      desk->database().transact([&](storage::Transaction& tx) { tx.run(sql); });
    } catch (const Error& error) {
      return error.code;
    }
    return std::string();
  };
  EXPECT_EQ(code("UPDATE ticket SET version = version WHERE id = 0"), "");  // the control
  for (const char* sql : {"DROP TABLE ticket",
                          "CREATE TABLE x (a)",
                          "ALTER TABLE ticket ADD COLUMN x",
                          "CREATE INDEX x ON ticket (id)",
                          "DROP INDEX ticket_by_reference",
                          "CREATE TRIGGER x AFTER INSERT ON ticket BEGIN SELECT 1; END",
                          "CREATE VIEW x AS SELECT 1",
                          "CREATE TEMP TABLE x (a)",
                          "CREATE VIRTUAL TABLE x USING fts5 (a)",
                          "ATTACH 'x' AS y",
                          "DETACH main",
                          "PRAGMA writable_schema = 1",
                          "PRAGMA journal_mode = DELETE",
                          "PRAGMA table_info(ticket)",
                          "VACUUM",
                          "VACUUM INTO 'x'",
                          "REINDEX",
                          "ANALYZE",
                          "SAVEPOINT x",
                          "BEGIN",
                          "COMMIT",
                          "ROLLBACK",
                          "SELECT load_extension('x')",
                          "DELETE FROM sqlite_schema",
                          "SELECT 1; SELECT 2"})
    EXPECT_NE(code(sql), "") << sql;
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

}  // namespace
}  // namespace plazo::operations::testing
