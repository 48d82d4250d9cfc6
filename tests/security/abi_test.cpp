// Raw calls through the C ABI: no binding, no client, no manners.
#include "tests/security/abi.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>
#include <set>
#include <vector>

#include "core/operations/catalogue.hpp"
#include "tests/core/operations/synthesis.hpp"

namespace plazo::security {
namespace {

namespace json = boost::json;
using operations::testing::Meaning;
using operations::testing::Values;

const std::string staff_itself = R"({"type":"staff","staff":"fin"})";
const std::vector<std::string> sessions{
    R"({"type":"guest"})",
    R"({"type":"customer","customer":"1017"})",
    R"({"type":"customer","customer":"1017","contact":"eva"})",
    R"({"type":"customer","customer":"nobody"})",
    staff_itself,
    R"({"type":"staff","staff":"nobody"})",
    R"({"type":"staff","staff":"fin","on_behalf_of":{"customer":"1017"}})",
};

class Abi : public ::testing::Test {
 protected:
  Abi() {
    EXPECT_EQ(d.panel("policy.install", policy).result, PLAZO_OK);
    d.panel(
        "customer.put",
        R"({"reference":"1017","name":"Una","contacts":[{"reference":"eva","name":"Eva","tickets":true}]})");
    d.panel("customer.put", R"({"reference":"2000","name":"AJENO","services":[
      {"reference":"AJENO","name":"AJENO","state":"active"}]})");
    EXPECT_EQ(
        d.panel(
             "staff.put",
             R"({"reference":"fin","name":"Fina","departments":["financial"],"permissions":["tickets_read","tickets_open",
      "tickets_reply","tickets_note","tickets_close","customer_view"]})")
            .result,
        PLAZO_OK);
    const auto opened =
        d.as(R"({"type":"customer","customer":"2000"})", "ticket.open",
             R"({"subject":"AJENO","body":"AJENO","department":"technical","priority":"premium",
                                 "entitlements":["premium"]})");
    const auto ticket = json::parse(opened.text).at("ticket");
    foreign = ticket.at("id").as_string().c_str();
    foreign_charge = ticket.at("charges").at(0).at("id").as_string().c_str();
    const auto started = d.panel("session.start", R"({"customer":"2000"})");
    foreign_call = json::parse(started.text).at("session").at("id").as_string().c_str();
    const auto flagged = d.panel(
        "conduct.flag", R"({"customer":"2000","conduct":"false_reports","ticket":")" + foreign + "\"}");
    foreign_flag = json::parse(flagged.text).at("flag").at("id").as_string().c_str();
    const auto page = json::parse(d.panel("ticket.get", R"({"ticket":")" + foreign + "\"}").text);
    foreign_suggestion = page.at("ticket").at("suggestions").at(0).at("id").as_string().c_str();
  }
  Values values(const std::string& ticket, const std::string& call, const std::string& charge,
                const std::string& flag, const std::string& suggestion, const std::string& account) {
    return {{Meaning::words, "palabra"},     {Meaning::email, "a@example.com"},
            {Meaning::new_key, "k"},         {Meaning::ticket, ticket},
            {Meaning::other_ticket, ticket}, {Meaning::task, "4300000000000000000"},
            {Meaning::staff, "fin"},         {Meaning::session, call},
            {Meaning::customer, account},    {Meaning::charge, charge},
            {Meaning::flag, flag},           {Meaning::suggestion, suggestion},
            {Meaning::contact, "bob"},       {Meaning::department, "technical"},
            {Meaning::priority, "regular"},  {Meaning::zone, "Europe/Madrid"},
            {Meaning::date, "2026-05-15"},   {Meaning::weekday, "fri"},
            {Meaning::hours, "10:00-20:00"}, {Meaning::clock, "16:00"},
            {Meaning::label, "San Isidro"},  {Meaning::feed, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
            {Meaning::attempt, "attempt"},   {Meaning::backup, (d.folder / "none.db").string()},
            {Meaning::document, "{}"},       {Meaning::path, (d.folder / "copy.db").string()}};
  }

  AbiDesk d;
  std::string foreign, foreign_call, foreign_charge, foreign_flag, foreign_suggestion;
};

TEST_F(Abi, V13_RawCallsGiveNothingThatTheCoreWouldNot) {
  int compared = 0;
  for (const auto& op : operations::catalogue())
    for (const auto& session : sessions) {
      const bool customer = session.find("customer\"") != std::string::npos;
      const auto audience = customer ? plazo::json::Audience::customer : plazo::json::Audience::staff;
      const auto hit = operations::testing::synthesise(
          op.request(),
          values(foreign, foreign_call, foreign_charge, foreign_flag, foreign_suggestion, "2000"), audience);
      const auto miss = operations::testing::synthesise(
          op.request(),
          values("4000000000000000000", "4100000000000000000", "4200000000000000000", "4400000000000000000",
                 "4500000000000000000", "nobody-9"),
          audience);
      const std::string name(op.name);
      const auto first = d.as(session, name.c_str(), hit.json),
                 second = d.as(session, name.c_str(), miss.json);
      EXPECT_EQ(first.text.find("AJENO"), std::string::npos) << name << session;
      if (!hit.named.contains(Meaning::ticket) && !hit.named.contains(Meaning::session) &&
          !hit.named.contains(Meaning::charge) && !hit.named.contains(Meaning::flag) &&
          !hit.named.contains(Meaning::suggestion) && !hit.named.contains(Meaning::customer))
        continue;
      EXPECT_NE(first.result, PLAZO_OK) << name << session;
      EXPECT_EQ(first.result, second.result) << name << session;
      EXPECT_EQ(first.text, second.text) << name << session;
      ++compared;
    }
  EXPECT_GT(compared, 30);
}

TEST_F(Abi, V13_NoHandlePassesForAnother) {
  plazo_session* session = nullptr;
  const std::string_view guest = R"({"type":"guest"})";
  ASSERT_EQ(plazo_session_open(d.desk, guest.data(), guest.size(), &session, nullptr), PLAZO_OK);
  plazo_reply* held = nullptr;
  ASSERT_EQ(plazo_call(session, "policy.current", "{}", 2, &held, nullptr), PLAZO_OK);
  for (void* wrong : {static_cast<void*>(session), static_cast<void*>(held), static_cast<void*>(nullptr)})
    for (const auto& op : operations::catalogue()) {
      plazo_reply* reply = nullptr;
      plazo_error* error = nullptr;
      const auto result = plazo_desk_call(static_cast<plazo_desk*>(wrong), std::string(op.name).c_str(), "{}",
                                          2, &reply, &error);
      const auto answer = take(result, reply, error);
      EXPECT_EQ(answer.result, PLAZO_INVALID) << op.name;
      EXPECT_EQ(answer.code, "argument.handle") << op.name;
    }
  plazo_reply_free(held);
  plazo_session_close(session);
}

// ---- V16: no value anywhere selects the panel -------------------------------------------------------

/// What only the panel may do; nothing that a session claims must make it work.
void expect_no_panel(const AbiDesk& d, const std::string& claim, int* opened_sessions) {
  bool opened = false;
  const auto answer = d.as(claim, "staff.put",
                           R"({"reference":"evil","name":"Evil","permissions":["tickets_read"]})", &opened);
  *opened_sessions += opened;
  ASSERT_NE(answer.result, PLAZO_OK) << claim;
  if (opened) {
    EXPECT_EQ(answer.code, "operation.not_allowed") << claim;
  } else {
    EXPECT_EQ(answer.text.find("AJENO"), std::string::npos) << claim;
  }
  EXPECT_NE(d.as(claim, "desk.status", "{}").result, PLAZO_OK) << claim;
}

const std::vector<std::string> grand{"system",
                                     "panel",
                                     "root",
                                     "cron",
                                     "admin",
                                     "administrator",
                                     "api",
                                     "daemon",
                                     "owner",
                                     "super",
                                     "Panel",
                                     "PANEL",
                                     "clock",
                                     "worker",
                                     "internal",
                                     "*",
                                     "%",
                                     "0",
                                     "-1",
                                     "",
                                     "panel ",
                                     " panel",
                                     "p\\u0061nel",
                                     "panel\\u0000",
                                     "staff\\u0000",
                                     "null",
                                     "true",
                                     "customer|panel",
                                     "../panel"};

TEST_F(Abi, V16_NoTypeOfActorIsThePanel) {
  int opened = 0;
  for (const auto& word : grand) {
    expect_no_panel(d, R"({"type":")" + word + R"("})", &opened);
    expect_no_panel(d, R"({"type":")" + word + R"(","panel":"main"})", &opened);
    expect_no_panel(d, R"({"type":["guest",")" + word + R"("]})", &opened);
    expect_no_panel(d, R"({"type":"guest","type":")" + word + R"("})", &opened);
    expect_no_panel(d, R"({"type":")" + word + R"(","type":"guest"})", &opened);
    for (const char* field : {"kind", "role", "actor", "panel", "is_panel", "system", "permissions"})
      expect_no_panel(d, R"({"type":"guest",")" + std::string(field) + R"(":")" + word + R"("})", &opened);
  }
  for (const char* type : {"null", "0", "3", "true", "{}", "[]", "\"\"", "1e0", "-1"})
    expect_no_panel(d, R"({"type":)" + std::string(type) + "}", &opened);
  for (const char* text : {"", "null", "{}", "[]", "\"panel\"", "panel", "\xff"})
    expect_no_panel(d, text, &opened);
  EXPECT_EQ(opened, 0);
}

TEST_F(Abi, V16_NoKeyOfAnActorIsThePanel) {
  int opened = 0;
  for (const auto& word : grand) {
    // Even where the panel itself has put such keys.
    d.panel("customer.put", R"({"reference":")" + word + R"(","name":"x"})");
    d.panel("staff.put",
            R"({"reference":")" + word +
                R"(","name":"x","permissions":["tickets_read","tickets_open","tickets_reply","tickets_note",
      "tickets_close","customers_read","customer_view"]})");
    expect_no_panel(d, R"({"type":"customer","customer":")" + word + R"("})", &opened);
    expect_no_panel(d, R"({"type":"customer","customer":"1017","contact":")" + word + R"("})", &opened);
    expect_no_panel(d, R"({"type":"staff","staff":")" + word + R"("})", &opened);
    expect_no_panel(
        d, R"({"type":"staff","staff":")" + word + R"(","on_behalf_of":{"customer":")" + word + R"("}})",
        &opened);
    expect_no_panel(d, R"({"type":"guest","address":")" + word + R"("})", &opened);
  }
  EXPECT_GT(opened, 60);
}

TEST_F(Abi, V16_NoRandomClaimIsThePanel) {
  std::mt19937 dice(16);
  const std::vector<std::string> names{"type",   "customer", "contact", "staff", "on_behalf_of",
                                       "locale", "address",  "panel",   "kind",  "desk"};
  const auto word = [&] { return "\"" + grand[dice() % grand.size()] + "\""; };
  const std::vector<std::string> types{"\"guest\"", "\"customer\"", "\"staff\"", "\"panel\"", "\"desk\"",
                                       "0",         "null"};
  int opened = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string claim = R"({"type":)" + types[dice() % types.size()];
    for (std::size_t n = dice() % 5; n > 0; --n) {
      claim += ",\"" + names[dice() % names.size()] + "\":";
      switch (dice() % 4) {
        case 0:
          claim += R"({"customer":)" + word() + "}";
          break;
        case 1:
          claim += R"("es")";
          break;
        default:
          claim += word();
      }
    }
    expect_no_panel(d, claim + "}", &opened);
  }
  EXPECT_GT(opened, 100);
}

// ---- V83: strict JSON and nothing else ---------------------------------------------------------------

TEST_F(Abi, V83_NothingButStrictJsonIsRead) {
  const std::string session = R"({"type":"customer","customer":"1017"})";
  const std::vector<std::string> corpus{
      "",
      " ",
      "null",
      "[]",
      "1",
      "\"{}\"",
      "O:8:\"stdClass\":1:{s:1:\"a\";i:1;}",
      "a:1:{i:0;O:3:\"PDO\":0:{}}",
      "C:11:\"ArrayObject\":0:{}",
      "\x80\x04\x95\x1e",
      "cos\nsystem\n(S'id'\ntR.",
      "\xac\xed\x00\x05sr",
      "rO0ABXNy",
      "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><x>&a;</x>",
      "--- !!python/object/apply:os.system ['id']",
      "subject: x\nbody: y",
      "!ruby/object:Gem::Installer {}",
      "subject=x&body=y",
      "{\"$type\":\"System.Diagnostics.Process\"}",
      "{\"@type\":\"java.net.URL\"}",
      "{'subject':'s'}",
      "{subject:\"s\"}",
      "{\"subject\":\"s\",}",
      "{\"subject\":\"s\"}}",
      "{\"subject\":\"s\"} x",
      "// c\n{}",
      "/* c */{}",
      "{\"limit\":NaN}",
      "{\"limit\":Infinity}",
      "{\"limit\":-Infinity}",
      "{\"limit\":0x10}",
      "{\"limit\":010}",
      "{\"limit\":+1}",
      "{\"limit\":.5}",
      "{\"limit\":1.}",
      "{\"limit\":1e999}",
      "{\"limit\":1.0}",
      "{\"limit\":25.5}",
      "{\"limit\":99999999999999999999}",
      "{\"limit\":2147483648}",
      "{\"limit\":-9223372036854775809}",
      "{\"limit\":\"25\"}",
      "{\"limit\":true}",
      "\xef\xbb\xbf{}",
      std::string("{\0}", 3),
      std::string("{}\0", 3),
      "{\"after\":\"\\ud800\"}",
      "{\"after\":\"\\udc00\\ud800\"}",
      "{\"after\":\"a\\u0000b\"}",
      "{\"after\":\"\t\"}",
      "{\"after\":\"\xc0\xaf\"}",
      "{\"after\":\"\xed\xa0\x80\"}",
      "{\"after\":\"\xf4\x90\x80\x80\"}",
      "{\"limit\":1,\"limit\":2}",
      "{\"limit\":1,\"lim\\u0069t\":2}",
      "True",
      "{\"status\":None}",
      std::string(100'000, '['),
      std::string(200, '[') + std::string(200, ']'),
      std::string(40'000, '{'),
      "{\"status\":\"OPEN\"}",
      "{\"status\":\"open \"}",
      "{\"status\":0}"};
  for (const auto& text : corpus) {
    const auto answer = d.as(session, "ticket.list", text);
    EXPECT_TRUE(answer.result == PLAZO_INVALID || answer.result == PLAZO_LIMIT)
        << answer.result << " for " << text.substr(0, 80);
    EXPECT_TRUE(answer.code.starts_with("request.")) << answer.code << " for " << text.substr(0, 80);
    EXPECT_TRUE(json::parse(answer.text).is_object());
  }
  EXPECT_EQ(d.as(session, "ticket.list", " \n\t{ \"limit\" : 25 }\r\n").result, PLAZO_OK);
}

TEST_F(Abi, V83_MutatedRequestsAreReadStrictlyOrRefused) {
  const std::string session = R"({"type":"customer","customer":"1017"})";
  const std::vector<std::string> seeds{R"({"status":"open","limit":25})", R"({"limit":1})",
                                       R"({"after":"c1.1.1","limit":100})"};
  std::mt19937 dice(83);
  int accepted = 0, refused = 0;
  for (int i = 0; i < 4000; ++i) {
    std::string text = seeds[dice() % seeds.size()];
    for (std::size_t n = 1 + dice() % 3; n > 0; --n) {
      const std::size_t at = dice() % (text.size() + 1);
      static constexpr std::string_view bytes = "{}[]\",:0123456789.eE+-\\u/ \n\tabcntf\x00\x80\xc3\xff";
      switch (dice() % 4) {
        case 0:
          text.insert(at, 1, bytes[dice() % bytes.size()]);
          break;
        case 1:
          if (at < text.size()) text.erase(at, 1 + dice() % 3);
          break;
        case 2:
          if (at < text.size()) text[at] = bytes[dice() % bytes.size()];
          break;
        default:
          text.insert(at, text.substr(dice() % text.size(), dice() % 6));
      }
      if (text.empty()) text = "{";
    }
    const auto answer = d.as(session, "ticket.list", text);
    if (answer.result == PLAZO_OK) {
      ++accepted;
      // A second, independent strict reader agrees, and finds nothing that was passed over in silence.
      json::error_code ec;
      const auto parsed = json::parse(text, ec);
      ASSERT_FALSE(ec) << text;
      ASSERT_TRUE(parsed.is_object()) << text;
      for (const auto& member : parsed.as_object()) {
        const std::string key(member.key());
        EXPECT_TRUE(key == "status" || key == "limit" || key == "after") << text;
      }
      EXPECT_EQ(static_cast<std::size_t>(std::count(text.begin(), text.end(), ':')),
                parsed.as_object().size())
          << text;
    } else {
      ++refused;
      EXPECT_TRUE(answer.result == PLAZO_INVALID || answer.result == PLAZO_LIMIT)
          << answer.result << " " << answer.code << " for " << text;
      EXPECT_TRUE(answer.code.starts_with("request.")) << answer.code << " for " << text;
    }
  }
  EXPECT_GT(accepted, 20);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace plazo::security
