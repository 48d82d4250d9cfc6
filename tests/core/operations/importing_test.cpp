// Past tickets from another system.
#include <gmock/gmock.h>

#include "core/tickets/importing.hpp"
#include "tests/core/operations/tickets_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* answers = R"([{"id":"f","limit":"PT4H","hours":"office","warn":"PT1H","steps":[
    {"id":"late","after":"PT1H","priority":"urgent","notify":"department","working_hours_only":true}]},
  {"id":"n","clock":"next_response","limit":"PT8H","hours":"office","warn":"PT1H","steps":[
    {"id":"late","after":"PT30M","notify":"department"}]},
  {"id":"r","clock":"resolution","limit":"P10D","measure":"wall_time","warn":"P1D"}])";

class Importing : public TicketsTest {
 protected:
  static std::string message(const std::string& by, const std::string& at, const std::string& body = "texto",
                             const std::string& more = "") {
    return R"({"by":")" + by + R"(","at":")" + at + R"(","body":")" + body + "\"" + more + "}";
  }
  static std::string request(const std::string& messages, const std::string& more = "",
                             const std::string& external = "whmcs:1") {
    return R"({"external":")" + external + R"(","customer":"1017","subject":"Correo","department":"technical",
      "messages":[)" +
           messages + "]" + more + "}";
  }
  value import(const std::string& messages, const std::string& more = "",
               const std::string& external = "whmcs:1") {
    return call("ticket.import", request(messages, more, external)).at("ticket");
  }
  static std::string id_of(const value& ticket) { return std::string(ticket.at("id").as_string()); }
  std::vector<Problem> problems(const std::string& request) {
    const auto error = failure(nullptr, "ticket.import", request);
    EXPECT_EQ(error.code, "request.invalid") << error.message;
    return error.problems;
  }
  void expect_silence(const std::string& id) {
    for (int i = 0; i < 3; ++i) call("tick");
    EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind LIKE 'clock.%' AND subject = " + id), 0);
    EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 0);
  }
};

TEST_F(Importing, C43_AnImportedClosedTicketAlarmsNobody) {
  furnish(answers);
  const auto closed = import(message("customer", "2025-11-03T09:00:00Z") + "," +
                                 message("staff", "2025-11-20T09:00:00Z", "Resuelto", R"(,"name":"Marta")"),
                             R"(,"closed_at":"2025-11-21T10:00:00Z")");
  EXPECT_EQ(closed.at("status"), "closed");
  EXPECT_EQ(closed.at("opened_at"), "2025-11-03T09:00:00.000Z");
  EXPECT_EQ(closed.at("closed_at"), "2025-11-21T10:00:00.000Z");
  EXPECT_TRUE(closed.at("clocks").as_object().empty()) << "nothing was promised here";
  EXPECT_EQ(count("SELECT COUNT(*) FROM agenda"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM clock"), 0);
  pass(days(60));
  expect_silence(id_of(closed));
  expect_sound();
  // Once the customer writes again it is a ticket like any other.
  customer_replies(id_of(closed));
  EXPECT_EQ(ticket(id_of(closed)).at("status"), "open");
  EXPECT_EQ(clock(id_of(closed), "next_response").at("state"), "running");
  expect_sound();
}

TEST_F(Importing, AnOpenOneIsTimedFromItsMessagesAndNothingThatIsPastIsDone) {
  furnish(answers);
  // Monday 2 March 10:00 in Madrid now; the customer has waited since Thursday 16:00: 2 + 9 + 1 open hours.
  const auto open = import(
      message("customer", "2026-02-20T08:00:00Z") + "," + message("staff", "2026-02-20T09:00:00Z") + "," +
      message("customer", "2026-02-26T15:00:00Z") + "," + message("customer", "2026-02-27T15:00:00Z"));
  const auto id = id_of(open);
  EXPECT_EQ(open.at("status"), "open");
  EXPECT_EQ(open.at("waiting_since"), "2026-02-26T15:00:00.000Z");
  EXPECT_EQ(open.at("clocks").at("first_response").at("state"), "met");
  EXPECT_EQ(open.at("clocks").at("next_response").at("state"), "missed") << "late is late, and shown so";
  EXPECT_EQ(open.at("clocks").at("next_response").at("due_at"), "2026-02-27T14:00:00.000Z");
  EXPECT_EQ(open.at("clocks").at("resolution").at("due_at"), "2026-03-02T08:00:00.000Z");
  expect_silence(id);
  expect_sound();
  EXPECT_THAT(queue(), ElementsAre(id));
  // What lies ahead happens as on any ticket.
  reply(id);
  customer_replies(id);
  pass(hours(9));
  call("tick");
  EXPECT_THAT(texts("SELECT kind FROM event WHERE kind LIKE 'clock.%' ORDER BY at, sequence"),
              ElementsAre("clock.warned", "clock.missed"));
  expect_sound();
}

TEST_F(Importing, AStepThatWouldStillWaitForWorkingHoursIsPastToo) {
  set_now("2026-02-28T10:00:00Z");  // Saturday
  furnish(R"([{"id":"w","limit":"PT1H","measure":"wall_time","hours":"office","steps":[
    {"id":"call","after":"PT10M","notify":"department","working_hours_only":true}]}])");
  const auto own = open_ticket(customer("1017"));
  set_now("2026-03-01T10:00:00Z");
  const auto id = id_of(import(message("customer", "2026-02-28T10:00:00Z")));
  set_now("2026-03-02T12:00:00Z");
  call("tick");
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'clock.step' AND subject = " + own), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind LIKE 'clock.%' AND subject = " + id), 0);
  expect_sound();
}

TEST_F(Importing, WhoWroteWhatAndWhen) {
  furnish(answers);
  const auto id = id_of(import(
      message("customer", "2026-02-20T08:00:00Z", "Hola", R"(,"name":"Eva de antes")") + "," +
          message("machine", "2026-02-20T08:00:00Z", "Recibido") + "," +
          message("staff", "2026-02-20T09:00:00Z", "Voy", R"(,"staff":"ana")") + "," +
          message("staff", "2026-02-20T09:05:00Z", "Cliente difícil", R"(,"kind":"note","name":"Marta")"),
      R"(,"contact":"eva","assignee":"ana","tags":["viejo"],"priority":"high")"));
  const auto page = as_ana("ticket.get", R"({"ticket":")" + id + R"("})");
  std::vector<std::string> seen;
  for (const auto& m : page.at("messages").as_array())
    seen.push_back(std::string(m.at("author").at("role").as_string()) + " " +
                   std::string(m.at("author").at("name").as_string()) + " " +
                   std::string(m.at("at").as_string()));
  EXPECT_THAT(seen,
              ElementsAre("customer Eva de antes 2026-02-20T08:00:00.000Z",
                          "system Introserv 2026-02-20T08:00:00.000Z", "staff Ana 2026-02-20T09:00:00.000Z",
                          "staff Marta 2026-02-20T09:05:00.000Z"));
  EXPECT_EQ(page.at("ticket").at("assignee").at("key"), "ana");
  EXPECT_EQ(boost::json::serialize(page.at("ticket").at("tags")), R"(["viejo"])");
  EXPECT_EQ(page.at("ticket").at("priority"), "high");
  EXPECT_EQ(page.at("ticket").at("updated_at"), "2026-02-20T09:05:00.000Z");
  EXPECT_EQ(page.at("ticket").at("clocks").at("first_response").at("met_at"), "2026-02-20T09:00:00.000Z")
      << "a machine answers nothing";
  // The customer sees no note, and finds the rest by its words.
  const auto own = call(contact("1017", "eva"), "ticket.get", R"({"ticket":")" + id + R"("})");
  EXPECT_EQ(own.at("messages").as_array().size(), 3u);
  EXPECT_EQ(
      call(contact("1017", "eva"), "ticket.search", R"({"query":"recibido"})").at("hits").as_array().size(),
      1u);
  EXPECT_TRUE(
      call(contact("1017", "eva"), "ticket.search", R"({"query":"dificil"})").at("hits").as_array().empty());
  call("tick");
  EXPECT_EQ(as_ana("ticket.search", R"({"query":"dificil"})").at("hits").as_array().size(), 1u);
  EXPECT_EQ(as_ana("ticket.explain", R"({"ticket":")" + id + R"("})").at("history").at(0).at("text"),
            "Se trajo de otro sistema el 2 de marzo de 2026 a las 10:00; lo anterior ocurrió allí.");
}

TEST_F(Importing, TheSameKeyIsTheSameTicket) {
  furnish(answers);
  const auto first = call("ticket.import", request(message("customer", "2026-02-20T08:00:00Z")));
  EXPECT_TRUE(first.at("imported").as_bool());
  reply(id_of(first.at("ticket")));
  const auto rows = count("SELECT COUNT(*) FROM event") + count("SELECT COUNT(*) FROM message");
  const auto again =
      call("ticket.import", request(message("customer", "2026-02-21T08:00:00Z", "otro texto")));
  EXPECT_FALSE(again.at("imported").as_bool());
  EXPECT_EQ(again.at("ticket").at("id"), first.at("ticket").at("id"));
  EXPECT_EQ(again.at("ticket").at("status"), "answered") << "as it is now";
  EXPECT_EQ(count("SELECT COUNT(*) FROM event") + count("SELECT COUNT(*) FROM message"), rows);
  std::string other = request(message("customer", "2026-02-20T08:00:00Z"));
  other.replace(other.find("1017"), 4, "2000");
  EXPECT_EQ(failure(nullptr, "ticket.import", other).code, "ticket.imported_for_another");
}

TEST_F(Importing, EverythingThatIsWrongIsToldAtOnce) {
  furnish(answers);
  std::vector<std::string> found;
  for (const auto& p : problems(request(
           message("staff", "2026-02-20T08:00:00Z", "a", R"(,"kind":"note")") + "," +
               message("customer", "2026-02-19T08:00:00Z") + "," + message("staff", "2027-01-01T08:00:00Z") +
               "," + message("staff", "2026-02-20T08:00:00Z", "b", R"(,"staff":"nadie")") + "," +
               message("customer", "2026-02-20T08:00:00Z", "b", R"(,"staff":"ana")"),
           R"(,"contact":"nadie","assignee":"nadie","tags":[""],"closed_at":"2026-02-01T00:00:00Z")")))
    found.push_back(p.path + " " + p.code);
  EXPECT_THAT(found, ElementsAre("/contact unknown_value", "/assignee unknown_value", "/tags/0 out_of_range",
                                 "/messages/1/at out_of_order", "/messages/2/at out_of_range",
                                 "/messages/3/at out_of_order", "/messages/3/staff unknown_value",
                                 "/messages/4/at out_of_order", "/messages/4/staff not_staff",
                                 "/messages/0/kind first_note", "/closed_at out_of_order"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM ticket"), 0);
  const auto unknown =
      failure(nullptr, "ticket.import",
              request(message("customer", "2026-02-20T08:00:00Z"), R"(,"topic":"nada","priority":"hig")"));
  EXPECT_EQ(unknown.code, "policy.unknown_key");
  EXPECT_EQ(unknown.problems.size(), 2u);
}

TEST_F(Importing, AThousandMessagesInOneCall) {
  furnish(answers);
  std::string messages;
  for (int i = 0; i < 1000; ++i)
    messages += (i ? "," : "") + message(i % 2 ? "staff" : "customer", "2026-02-20T08:00:00Z");
  const auto id = id_of(import(messages));
  EXPECT_EQ(count("SELECT COUNT(*) FROM message WHERE ticket = " + id), 1000);
  EXPECT_EQ(call("ticket.get", R"({"ticket":")" + id + R"(","limit":200})").at("messages").as_array().size(),
            200u);
  expect_sound();
  const auto too_many =
      problems(request(messages + "," + message("staff", "2026-02-20T08:00:00Z"), "", "whmcs:2"));
  ASSERT_EQ(too_many.size(), 1u);
  EXPECT_EQ(too_many[0].path, "/messages");
}

TEST_F(Importing, AnImportedTicketMovesUnderANewVersionAsAnyOther) {
  furnish(answers);
  const auto id = id_of(import(message("customer", "2026-03-02T08:00:00Z")));
  call("policy.install", R"({"document":{"plazo":1,"provider":"Introserv","zone":"Europe/Madrid",
    "languages":["es"],"departments":{"technical":{},"financial":{}},"priorities":{"regular":{},"high":{},"urgent":{}},
    "targets":[{"id":"f","limit":"PT2H","measure":"wall_time"}],"clocks":{"new_version":"re_evaluate"}}})");
  call("tick");
  EXPECT_EQ(clock(id, "first_response").at("due_at"), "2026-03-02T10:00:00.000Z");
  EXPECT_FALSE(ticket(id).at("clocks").as_object().contains("resolution"));
  expect_sound();
}

}  // namespace
}  // namespace plazo::operations::testing
