// Tickets that go on in another, and tickets that somebody has.
#include <gmock/gmock.h>

#include "tests/core/operations/tickets_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* answers =
    R"([{"id":"f","limit":"PT1H","measure":"wall_time","warn":"PT15M","pauses":["customer","third_party"]},
  {"id":"n","clock":"next_response","limit":"PT2H","measure":"wall_time","warn":"PT15M","pauses":["customer","third_party"]},
  {"id":"r","clock":"resolution","limit":"P2D","measure":"wall_time"}])";

class Merging : public TicketsTest {};

TEST_F(Merging, C43_AMergedTicketAlarmsNobody) {
  furnish(answers);
  const auto target = open_ticket(customer("1017"));
  reply(target);
  pass(minutes(10));
  const auto source = open_ticket(customer("1017"));
  pass(minutes(5));
  reply(source);
  merge(source, target);
  const auto merged = ticket(source);
  EXPECT_EQ(merged.at("status"), "closed");
  EXPECT_EQ(merged.at("closed_at"), "2026-03-02T09:15:00.000Z");
  EXPECT_EQ(merged.at("clocks").at("resolution").at("state"), "cancelled");
  EXPECT_EQ(merged.at("clocks").at("first_response").at("state"), "met") << "what was kept stays kept";
  EXPECT_EQ(count("SELECT COUNT(*) FROM agenda WHERE subject = " + source), 0);
  const auto told = count("SELECT COUNT(*) FROM outbox");
  pass(hours(72));
  call("tick");
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind LIKE 'clock.%' AND subject = " + source), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), told);
  EXPECT_EQ(ticket(source).at("clocks").at("resolution").at("state"), "cancelled");
  expect_sound();
}

TEST_F(Merging, EachNamesTheOtherAndNothingIsCopied) {
  furnish(answers);
  const auto target = open_ticket(customer("1017")), source = open_ticket(customer("1017"));
  as_ana("ticket.note", R"({"ticket":")" + source + R"(","body":"Es lo mismo"})");
  const auto done = merge(source, target);
  EXPECT_EQ(done.at("ticket").at("id").as_string(), target);
  EXPECT_EQ(done.at("ticket").at("merged").at(0).at("id").as_string(), source);
  EXPECT_EQ(done.at("merged").at("merged_into").at("id").as_string(), target);
  EXPECT_EQ(done.at("merged").at("merged_into").at("reference"), done.at("ticket").at("reference"));
  // The customer too finds the way from either.
  const auto seen = call(customer("1017"), "ticket.get", R"({"ticket":")" + source + R"("})");
  EXPECT_EQ(seen.at("ticket").at("merged_into").at("id").as_string(), target);
  EXPECT_EQ(seen.at("messages").as_array().size(), 1u) << "its messages stay where they are";
  EXPECT_EQ(count("SELECT COUNT(*) FROM message WHERE ticket = " + target), 1);
  EXPECT_THAT(kinds_of(source), ElementsAre("ticket.opened", "ticket.noted", "ticket.merged"));
  EXPECT_THAT(kinds_of(target), ElementsAre("ticket.opened", "ticket.took_over"));
  expect_sound();
}

TEST_F(Merging, TheAnswerThatIsOwedCountsFromTheOldestMessageThatNobodyHasAnswered) {
  furnish(answers);
  const auto target = open_ticket(customer("1017"));  // 09:00
  reply(target);
  pass(minutes(10));
  const auto source = open_ticket(customer("1017"));  // 09:10, unanswered
  pass(minutes(10));
  const auto between = open_ticket(customer("2000"));  // 09:20
  pass(minutes(10));
  customer_replies(target);  // 09:30
  EXPECT_THAT(queue(), ElementsAre(source, between, target));
  EXPECT_EQ(clock(target, "next_response").at("due_at"), "2026-03-02T11:30:00.000Z");
  pass(minutes(10));
  merge(source, target);
  EXPECT_THAT(queue(), ElementsAre(target, between));
  EXPECT_EQ(ticket(target).at("waiting_since"), "2026-03-02T09:10:00.000Z");
  EXPECT_EQ(clock(target, "next_response").at("started_at"), "2026-03-02T09:10:00.000Z");
  EXPECT_EQ(clock(target, "next_response").at("due_at"), "2026-03-02T11:10:00.000Z");
  expect_sound();
}

TEST_F(Merging, AnAnsweredTicketIsOwedAnAnswerAgain) {
  furnish(answers);
  const auto source = open_ticket(customer("1017"));  // 09:00, unanswered
  pass(minutes(10));
  const auto target = open_ticket(customer("1017"));
  reply(target);
  EXPECT_EQ(ticket(target).at("status"), "answered");
  merge(source, target);
  EXPECT_EQ(ticket(target).at("status"), "open");
  EXPECT_EQ(clock(target, "next_response").at("due_at"), "2026-03-02T11:00:00.000Z");
  EXPECT_THAT(queue(), ElementsAre(target));
  expect_sound();
}

TEST_F(Merging, TheFirstAnswerIsOwedToWhoWroteFirst) {
  furnish(answers);
  const auto source = open_ticket(customer("1017"));  // 09:00
  pass(minutes(30));
  const auto target = open_ticket(customer("1017"));
  EXPECT_EQ(clock(target, "first_response").at("due_at"), "2026-03-02T10:30:00.000Z");
  merge(source, target);
  EXPECT_EQ(clock(target, "first_response").at("due_at"), "2026-03-02T10:00:00.000Z");
  // The other way round nothing moves.
  const auto late = open_ticket(customer("1017"));
  merge(late, target);
  EXPECT_EQ(clock(target, "first_response").at("due_at"), "2026-03-02T10:00:00.000Z");
  EXPECT_EQ(ticket(target).at("merged").as_array().size(), 2u);
  expect_sound();
}

TEST_F(Merging, APausedTicketThatTakesOverAnUnansweredMessage) {
  furnish(answers);
  const auto target = open_ticket(customer("1017"));
  reply(target);
  pass(minutes(10));
  as_ana("ticket.pause",
         R"({"ticket":")" + target + R"(","reason":"customer","until":"2026-03-05T09:00:00Z"})");
  pass(minutes(10));
  const auto source = open_ticket(customer("1017"));  // 09:20
  merge(source, target);
  EXPECT_EQ(ticket(target).at("status"), "open") << "the customer has written";
  EXPECT_EQ(count("SELECT COUNT(*) FROM agenda WHERE entry = 'resume'"), 0);
  expect_sound();
  // Waiting for somebody else goes on, and holds the clock from where it began.
  reply(target);
  const auto third = open_ticket(customer("1017"));  // 09:20
  pass(minutes(10));
  as_ana("ticket.pause", R"({"ticket":")" + target + R"(","reason":"third_party"})");  // 09:30
  pass(hours(5));
  merge(third, target);
  EXPECT_EQ(ticket(target).at("status"), "waiting");
  EXPECT_EQ(clock(target, "next_response").at("state"), "paused");
  EXPECT_EQ(clock(target, "next_response").at("used"), 600'000);
  as_ana("ticket.resume", R"({"ticket":")" + target + R"("})");
  EXPECT_EQ(clock(target, "next_response").at("due_at"), "2026-03-02T16:20:00.000Z");
  expect_sound();
}

TEST_F(Merging, RepliesGoToWhereItGoesOn) {
  furnish(answers);
  const auto a = open_ticket(customer("1017")), b = open_ticket(customer("1017")),
             c = open_ticket(customer("1017"));
  merge(a, b);
  merge(b, c);
  const auto said =
      call(customer("1017"), "ticket.reply", R"({"ticket":")" + a + R"(","body":"¿Hay algo?"})");
  EXPECT_EQ(said.at("ticket").at("id").as_string(), c);
  as_ana("ticket.note", R"({"ticket":")" + b + R"(","body":"Nota"})");
  EXPECT_EQ(count("SELECT COUNT(*) FROM message WHERE ticket = " + c), 3);
  EXPECT_EQ(ticket(a).at("status"), "closed");
  // Also when that one is closed: it opens again, as with any reply.
  close(c);
  customer_replies(a);
  EXPECT_EQ(ticket(c).at("status"), "open");
  expect_sound();
}

TEST_F(Merging, MergingTwiceChangesNothing) {
  furnish(answers);
  const auto target = open_ticket(customer("1017")), source = open_ticket(customer("1017"));
  merge(source, target);
  const auto events = count("SELECT COUNT(*) FROM event");
  EXPECT_EQ(merge(source, target).at("ticket").at("merged").as_array().size(), 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event"), events);
}

TEST_F(Merging, WhatCannotBeMerged) {
  furnish(answers);
  const auto a = open_ticket(customer("1017")), b = open_ticket(customer("1017")),
             c = open_ticket(customer("1017")), foreign = open_ticket(customer("2000"));
  EXPECT_EQ(merge_failure(a, a), "ticket.merged_itself");
  EXPECT_EQ(merge_failure(a, foreign), "ticket.not_found");
  EXPECT_EQ(merge_failure(foreign, a), "ticket.not_found");
  EXPECT_EQ(merge_failure(a, "4611686018427387904"), "ticket.not_found");
  close(c);
  EXPECT_EQ(merge_failure(a, c), "ticket.closed");
  merge(a, b);
  EXPECT_EQ(merge_failure(b, a), "ticket.merged") << "no circle";
  const auto d = open_ticket(customer("1017"));
  EXPECT_EQ(merge_failure(d, a), "ticket.merged");
  const auto ana = staff("ana");
  const auto error = failure(&ana, "ticket.merge", R"({"ticket":")" + a + R"(","into":")" + d + R"("})");
  EXPECT_EQ(error.code, "ticket.merged");
  EXPECT_EQ(error.details,
            (std::vector<std::pair<std::string, std::string>>{
                {"ticket", b}, {"reference", std::string(ticket(b).at("reference").as_string())}}));
  EXPECT_EQ(
      failure_code(customer("1017"), "ticket.merge", R"({"ticket":")" + d + R"(","into":")" + b + R"("})"),
      "operation.not_allowed");
  // A closed duplicate may still be linked; it stays as it was closed.
  merge(c, b);
  EXPECT_EQ(clock(c, "resolution").at("state"), "met");
  expect_sound();
}

TEST_F(Merging, StaffMergeOnlyWhatTheySee) {
  furnish(answers);
  call("staff.put", R"({"reference":"fin","name":"Fina","departments":["financial"],
    "permissions":["tickets_read","tickets_change"]})");
  const auto technical = open_ticket(customer("1017"));
  const auto financial = std::string(
      call(customer("1017"), "ticket.open", R"({"subject":"a","body":"b","department":"financial"})")
          .at("ticket")
          .at("id")
          .as_string());
  for (const auto& [source, into] : {std::pair(technical, financial), std::pair(financial, technical)})
    EXPECT_EQ(failure_code(staff("fin"), "ticket.merge",
                           R"({"ticket":")" + source + R"(","into":")" + into + R"("})"),
              "ticket.not_found");
}

TEST_F(Merging, TheExplanationTellsIt) {
  furnish(answers);
  const auto source = open_ticket(customer("1017"));
  pass(minutes(5));
  const auto target = open_ticket(customer("1017"));
  merge(source, target);
  const auto explained = [&](const std::string& id) {
    return std::string(call(customer("1017"), "ticket.explain", R"({"ticket":")" + id + R"("})")
                           .at("history")
                           .at(0)
                           .at("text")
                           .as_string());
  };
  EXPECT_EQ(explained(source), "Continúa en el ticket " +
                                   std::string(ticket(target).at("reference").as_string()) +
                                   " desde el 2 de marzo de 2026 a las 10:05.");
  EXPECT_EQ(explained(target), "El ticket " + std::string(ticket(source).at("reference").as_string()) +
                                   " continúa en este desde el 2 de marzo de 2026 a las 10:05; su mensaje "
                                   "más antiguo sin respuesta es "
                                   "del 2 de marzo de 2026 a las 10:00, y desde entonces cuenta la espera.");
}

TEST_F(Merging, WhatIsStoredIsWhatTheTimelineMakesOfIt) {
  furnish(answers, R"({"reopened":"carry"})");
  std::vector<std::string> ids;
  std::uint32_t dice = 20261124;
  const auto roll = [&](std::size_t sides) {
    dice = dice * 1664525 + 1013904223;
    return (dice >> 16) % static_cast<std::uint32_t>(sides);
  };
  int merges = 0;
  for (int step = 0; step < 250; ++step) {
    pass(milliseconds(roll(60'000) * std::int64_t{61}));
    if (ids.size() < 8 || roll(6) == 0) ids.push_back(open_ticket(customer("1017")));
    const auto& id = ids[roll(ids.size())];
    try {
      switch (roll(6)) {
        case 0:
          customer_replies(id);
          break;
        case 1:
          reply(id);
          break;
        case 2:
          as_ana("ticket.pause", R"({"ticket":")" + id + R"(","reason":")" +
                                     (roll(2) ? "customer" : "third_party") + R"("})");
          break;
        case 3:
          call("tick");
          break;
        default:
          merge(id, ids[roll(ids.size())]);
          ++merges;
      }
    } catch (const Error& error) {
      ASSERT_EQ(error.category, Category::conflict) << error.message;
    }
  }
  EXPECT_GT(merges, 20);
  expect_sound();
  // The check can fail.
  desk->database().transact([](storage::Transaction& tx) {
    tx.run("UPDATE ticket SET waiting_since = waiting_since - 1 WHERE waiting_since IS NOT NULL");
  });
  EXPECT_FALSE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Merging, ACallbackWaitsForTheTicketInWhichItGoesOn) {
  furnish(answers);
  call(
      "staff.put",
      R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_close","tickets_change","sessions"]})");
  const auto session =
      std::string(call("session.start", R"({"customer":"1017"})").at("session").at("id").as_string());
  const auto source =
      std::string(as_ana("session.escalate",
                         R"({"session":")" + session +
                             R"(","subject":"s","body":"b","department":"technical","callback":true})")
                      .at("ticket")
                      .at("id")
                      .as_string());
  const auto target = open_ticket(customer("1017"));
  merge(source, target);
  EXPECT_TRUE(as_ana("session.list", R"({"filter":"callback_due"})").at("sessions").as_array().empty());
  EXPECT_THAT(texts("SELECT kind FROM outbox"), IsEmpty());
  close(target);
  EXPECT_EQ(as_ana("session.list", R"({"filter":"callback_due"})").at("sessions").as_array().size(), 1u);
  EXPECT_THAT(texts("SELECT body FROM outbox WHERE kind = 'session.callback'"),
              ElementsAre(R"({"session":")" + session + R"(","to":["department"]})"));
  // Opened and closed again before anybody has called: once is enough.
  customer_replies(target);
  close(target);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 1);
}

class Assigning : public TicketsTest {
 protected:
  value assign(const std::string& id, const std::string& whom) {
    return as_ana("ticket.assign", R"({"ticket":")" + id + "\"" + whom + "}");
  }
};

TEST_F(Assigning, StaffSeeWhoHasIt) {
  furnish("[]");
  const auto id = open_ticket(customer("1017"));
  EXPECT_FALSE(ticket(id).as_object().contains("assignee"));
  const auto given = assign(id, R"(,"assignee":"ana")").at("ticket");
  EXPECT_EQ(boost::json::serialize(given.at("assignee")), R"({"key":"ana","name":"Ana"})");
  const auto seen = call(customer("1017"), "ticket.get", R"({"ticket":")" + id + R"("})");
  EXPECT_FALSE(seen.at("ticket").as_object().contains("assignee"));
  EXPECT_EQ(as_ana("ticket.explain", R"({"ticket":")" + id + R"("})").at("assignee").at("text"),
            "Lo lleva Ana desde el 2 de marzo de 2026 a las 10:00.");
  EXPECT_FALSE(call(customer("1017"), "ticket.explain", R"({"ticket":")" + id + R"("})")
                   .as_object()
                   .contains("assignee"));
  assign(id, R"(,"assignee":"ana")");
  EXPECT_THAT(kinds_of(id), ElementsAre("ticket.opened", "ticket.assigned"))
      << "what is so already is no event";
  EXPECT_FALSE(assign(id, "").at("ticket").as_object().contains("assignee"));
  expect_sound();
}

TEST_F(Assigning, OnlyToSomebodyWhoIsThereAndSeesIt) {
  furnish("[]");
  const auto id = open_ticket(customer("1017"));
  const auto ana = staff("ana");
  const auto code = [&](const char* whom) {
    const auto error =
        failure(&ana, "ticket.assign", R"({"ticket":")" + id + R"(","assignee":")" + whom + R"("})");
    EXPECT_EQ(error.code, "request.invalid");
    EXPECT_EQ(error.problems.at(0).path, "/assignee");
    return error.problems.at(0).code;
  };
  EXPECT_EQ(code("nobody"), "unknown_value");
  EXPECT_EQ(code("old"), "not_active");
  EXPECT_EQ(code("fin"), "other_department");
  const auto other = open_ticket(customer("1017"));
  merge(id, other);
  EXPECT_EQ(failure_code(staff("ana"), "ticket.assign", R"({"ticket":")" + id + R"(","assignee":"ana"})"),
            "ticket.merged");
}

TEST_F(Assigning, TheQueueOfOneselfAndOfNobody) {
  furnish("[]");
  call("staff.put", R"({"reference":"leo","name":"Leo","departments":["technical"],
    "permissions":["tickets_read","tickets_change"]})");
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) {
    ids.push_back(open_ticket(customer("1017")));
    pass(minutes(1));
  }
  const auto financial = std::string(
      call(customer("1017"), "ticket.open", R"({"subject":"a","body":"b","department":"financial"})")
          .at("ticket")
          .at("id")
          .as_string());
  assign(ids[1], R"(,"assignee":"ana")");
  assign(ids[4], R"(,"assignee":"ana")");
  assign(ids[2], R"(,"assignee":"leo")");
  assign(financial, R"(,"assignee":"ana")");
  EXPECT_THAT(queue(R"({"assignee":"me"})"), ElementsAre(ids[1], ids[4], financial));
  EXPECT_THAT(queue(R"({"assignee":"me","department":"technical"})"), ElementsAre(ids[1], ids[4]));
  EXPECT_THAT(queue(R"({"assignee":"leo"})"), ElementsAre(ids[2]));
  EXPECT_THAT(queue(R"({"assignee":"none"})"), ElementsAre(ids[0], ids[3], ids[5]));
  EXPECT_THAT(queue(R"({"assignee":"none","department":"technical"})"), ElementsAre(ids[0], ids[3], ids[5]));
  EXPECT_THAT(queue(R"({"assignee":"nobody"})"), IsEmpty());
  // Page by page the same.
  std::vector<std::string> paged;
  std::string after;
  for (int page = 0; page < 3; ++page) {
    const auto found = as_ana("ticket.queue", R"({"assignee":"none","limit":1)" + after + "}");
    paged.emplace_back(found.at("tickets").at(0).at("id").as_string());
    if (const auto* next = found.as_object().if_contains("next"))
      after = R"(,"after":")" + std::string(next->as_string()) + "\"";
  }
  EXPECT_THAT(paged, ElementsAre(ids[0], ids[3], ids[5]));
  // Narrowed to what one sees.
  const auto mine = call(staff("leo"), "ticket.queue", R"({"assignee":"ana"})");
  EXPECT_EQ(mine.at("tickets").as_array().size(), 2u);
}

/// Each of the queue's ways is one range of one index: nothing is sorted and no table is walked.
TEST_F(Assigning, TheQueueStaysOnItsIndexes) {
  furnish("[]");
  desk->database().read([&](storage::Transaction& tx) {
    for (const auto& [narrowed, index] :
         {std::pair("t.assignee = 1 AND", "ticket_by_assignee_queue_key_id"),
          std::pair("t.assignee IS NULL AND", "ticket_by_assignee_queue_key_id"),
          std::pair("t.department = 'technical' AND COALESCE(t.assignee, 0) = 0 AND",
                    "ticket_by_department_queue_key_id"),
          std::pair("COALESCE(t.department, '') = 'technical' AND t.assignee = 1 AND",
                    "ticket_by_assignee_queue_key_id"),
          std::pair("", "ticket_by_queue_key_id")}) {
      std::string all;
      const std::string sql =
          "EXPLAIN QUERY PLAN SELECT * FROM ticket t WHERE " + std::string(narrowed) +
          " t.queue_key IS NOT NULL AND (t.queue_key, t.id) > (0, 0) ORDER BY t.queue_key, t.id LIMIT 50";
      auto rows = tx.query(sql);
      while (rows.next()) all += std::string(rows.text(3)) + "\n";
      EXPECT_THAT(all, HasSubstr("SEARCH t USING INDEX " + std::string(index))) << narrowed;
      EXPECT_THAT(all, Not(HasSubstr("TEMP B-TREE"))) << narrowed;
    }
  });
}

}  // namespace
}  // namespace plazo::operations::testing
