// The first story: a customer opens a ticket and is told what is promised; an agent finds it in the
// queue and answers; the promise shows as kept, also after a restart.
#include <gmock/gmock.h>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::HasSubstr;

class Story : public DeskTest {};

TEST_F(Story, ThePromiseOfAFirstAnswerIsMadeAndKept) {
  populate();
  const auto opened = call(
      customer("1017"), "ticket.open",
      R"({"subject":"Servidor caído","body":"No responde a ping","department":"technical","priority":"high"})");
  const auto& promise = opened.at("ticket").at("clocks").at("first_response");
  EXPECT_EQ(promise.at("target"), 600'000);
  EXPECT_EQ(promise.at("due_at"), "2026-03-02T09:10:00.000Z");
  EXPECT_EQ(promise.at("state"), "running");
  EXPECT_EQ(promise.at("text"),
            "Te responderemos en 10 minutos como máximo: antes del 2 de marzo de 2026 a las 10:10 "
            "(Europe/Madrid).");

  pass(minutes(4));
  const auto queue = call(staff("ana"), "ticket.queue");
  ASSERT_EQ(queue.at("tickets").as_array().size(), 1u);
  const std::string id(queue.at("tickets").at(0).at("id").as_string());
  EXPECT_EQ(queue.at("tickets").at(0).at("clocks").at("first_response").at("time_left"), 360'000);

  call(staff("ana"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Reiniciado, ya responde."})");
  EXPECT_TRUE(call(staff("ana"), "ticket.queue").at("tickets").as_array().empty());

  reopen();
  pass(hours(48));
  call("tick");
  const auto page = call(customer("1017"), "ticket.get", R"({"ticket":")" + id + R"("})");
  EXPECT_EQ(page.at("ticket").at("status"), "answered");
  const auto& kept = page.at("ticket").at("clocks").at("first_response");
  EXPECT_EQ(kept.at("state"), "met");
  EXPECT_EQ(kept.at("met_at"), "2026-03-02T09:04:00.000Z");
  EXPECT_THAT(std::string(kept.at("text").as_string()), HasSubstr("Respondido dentro del plazo"));
  ASSERT_EQ(page.at("messages").as_array().size(), 2u);
  EXPECT_EQ(page.at("messages").at(1).at("author").at("name"), "Ana");
  EXPECT_EQ(page.at("messages").at(1).at("author").at("role"), "staff");
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Story, ALimitIsMetAtItsLastInstantAndMissedOneMillisecondLater) {
  populate();
  const auto in_time = open_ticket(customer("1017")), late = open_ticket(customer("2000"));
  pass(minutes(10));
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + in_time + R"(","body":"ok"})");
  pass(milliseconds(1));
  const auto missed = call(customer("2000"), "ticket.get", R"({"ticket":")" + late + R"("})");
  EXPECT_EQ(missed.at("ticket").at("clocks").at("first_response").at("state"), "missed");
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + late + R"(","body":"ok"})");
  const auto state = [&](const std::string& ticket, const customers::Claim& as) {
    return call(as, "ticket.get", R"({"ticket":")" + ticket + R"("})")
        .at("ticket")
        .at("clocks")
        .at("first_response")
        .at("state");
  };
  EXPECT_EQ(state(in_time, customer("1017")), "met");
  EXPECT_EQ(state(late, customer("2000")), "missed");
}

TEST_F(Story, TickNotesAMissedPromiseOnce) {
  populate();
  const auto id = open_ticket(customer("1017"));
  pass(minutes(11));
  EXPECT_EQ(call("desk.status").at("agenda_due"), 1);
  EXPECT_EQ(call("tick").at("agenda"), 1);
  EXPECT_EQ(call("tick").at("agenda"), 0);
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Story, TheQueueGoesByUrgencyThenByWaiting) {
  populate();
  const auto first = open_ticket(customer("1017"));
  pass(minutes(1));
  const auto second = open_ticket(customer("2000"));
  pass(minutes(1));
  const auto urgent = open_ticket(customer("2000"), R"(,"priority":"high")");
  pass(minutes(1));
  // A second message of the same customer does not lose the place.
  call(customer("1017"), "ticket.reply", R"({"ticket":")" + first + R"(","body":"¿Hola?"})");
  std::vector<std::string> order;
  std::string after;
  do {
    const auto page = call(staff("ana"), "ticket.queue", R"({"limit":1)" + after + "}");
    for (const auto& t : page.at("tickets").as_array()) order.emplace_back(t.at("id").as_string());
    const auto* const next = page.as_object().if_contains("next");
    after = next ? R"(,"after":")" + std::string(next->as_string()) + "\"" : "";
  } while (!after.empty());
  EXPECT_EQ(order, (std::vector{urgent, first, second}));
}

TEST_F(Story, ReplyByTheCustomerReopensAClosedTicket) {
  populate();
  const auto id = open_ticket(customer("1017"));
  call(customer("1017"), "ticket.close", R"({"ticket":")" + id + R"("})");
  EXPECT_EQ(failure_code(customer("1017"), "ticket.close", R"({"ticket":")" + id + R"("})"), "ticket.closed");
  EXPECT_TRUE(call(staff("ana"), "ticket.queue").at("tickets").as_array().empty());
  const auto again =
      call(customer("1017"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Sigue igual"})");
  EXPECT_EQ(again.at("ticket").at("status"), "open");
  EXPECT_EQ(call(staff("ana"), "ticket.queue").at("tickets").as_array().size(), 1u);
}

TEST_F(Story, SearchFindsWhatWasWrittenAMomentAgoAndWhatWasIndexed) {
  populate();
  const auto id = open_ticket(customer("1017"));
  const auto hits = [&](const customers::Claim& as, std::string_view query) {
    return call(as, "ticket.search", R"({"query":")" + std::string(query) + R"("})")
        .at("hits")
        .as_array()
        .size();
  };
  for (int indexed = 0; indexed < 2; ++indexed) {
    EXPECT_EQ(hits(customer("1017"), "CAIDA"), 1u) << indexed;    // accents and case do not matter
    EXPECT_EQ(hits(customer("1017"), "web cai"), 1u) << indexed;  // the last word may be a beginning
    EXPECT_EQ(hits(customer("1017"), "correo"), 0u) << indexed;
    EXPECT_EQ(hits(customer("2000"), "caida"), 0u) << indexed;
    EXPECT_EQ(hits(staff("ana"), "responde"), 1u) << indexed;
    EXPECT_EQ(hits(staff("fin"), "responde"), 0u) << indexed;  // another department
    for (const char* syntax :
         {"a OR b", "NEAR(", "scope : c1", "*", "\\\"", "-", "text:", "^web", "( ) { } +", "—", "'"})
      EXPECT_NO_THROW(hits(customer("1017"), syntax)) << syntax;
    EXPECT_EQ(hits(customer("1017"), "web OR correo"), 0u);
    call("tick");
  }
  call(staff("ana"), "ticket.note", R"({"ticket":")" + id + R"(","body":"cliente moroso"})");
  for (int indexed = 0; indexed < 2; ++indexed) {
    EXPECT_EQ(hits(customer("1017"), "moroso"), 0u) << indexed;
    EXPECT_EQ(hits(staff("ana"), "moroso"), 1u) << indexed;
    call("tick");
  }
}

TEST_F(Story, SearchMayBeTheFirstThingThatAConnectionDoes) {
  populate();
  open_ticket(customer("1017"));
  for (int indexed = 0; indexed < 2; ++indexed) {
    reopen();
    const auto found = call(customer("1017"), "ticket.search", R"({"query":"caida"})");
    EXPECT_EQ(found.at("hits").as_array().size(), 1u) << indexed;
    call("tick");
  }
}

TEST_F(Story, CustomersNeverSeeNotes) {
  populate();
  const auto id = open_ticket(customer("1017"));
  call(staff("ana"), "ticket.note", R"({"ticket":")" + id + R"(","body":"SECRET-NOTE"})");
  const customers::Claim eva = contact("1017", "eva");
  for (const auto& as :
       {customer("1017"), eva, claim(R"({"type":"staff","staff":"ana","on_behalf_of":{"customer":"1017"}})")})
    EXPECT_EQ(desk->call(&as, "ticket.get", R"({"ticket":")" + id + R"("})").find("SECRET-NOTE"),
              std::string::npos);
  EXPECT_EQ(
      call(staff("ana"), "ticket.get", R"({"ticket":")" + id + R"("})").at("messages").as_array().size(), 2u);
}

}  // namespace
}  // namespace plazo::operations::testing
