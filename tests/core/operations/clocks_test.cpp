// Clocks on a desk: through the operations, with the agenda, the timeline and what is stored.
#include <gmock/gmock.h>

#include <thread>

#include "core/operations/ticket_lists.hpp"
#include "core/tickets/tickets.hpp"
#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Clocks : public DeskTest {
 protected:
  /// People of `populate`, and a policy with these targets in place of the ten minutes.
  void furnish(const std::string& targets, const std::string& clocks = "{}", const std::string& more = "") {
    populate();
    install(targets, clocks, more);
  }
  void install(const std::string& targets, const std::string& clocks = "{}", const std::string& more = "") {
    call("policy.install", R"({"document":{"plazo":1,"provider":"Introserv","zone":"Europe/Madrid",
      "languages":["es","en"],"calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]},"holidays":[]},
      "long":{"weekly":{"mon-fri":["08:00-18:00"]},"holidays":[]}},
      "departments":{"technical":{},"financial":{"hours":"office","outside_hours":{"effect":"queue"}}},
      "priorities":{"regular":{},"high":{},"urgent":{}},)" +
                               more + R"("targets":)" + targets + R"(,"clocks":)" + clocks + "}}");
  }
  /// The ticket as staff see it.
  value ticket(const std::string& id) {
    return call(staff("ana"), "ticket.get", R"({"ticket":")" + id + R"("})").at("ticket");
  }
  value clock(const std::string& id, std::string_view kind = "first_response") {
    return ticket(id).at("clocks").at(kind);
  }
  std::string due(const std::string& id, std::string_view kind = "first_response") {
    return std::string(clock(id, kind).at("due_at").as_string());
  }
  std::string state(const std::string& id, std::string_view kind = "first_response") {
    return std::string(clock(id, kind).at("state").as_string());
  }
  void reply(const std::string& id) {
    call(staff("ana"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"ok"})");
  }
  void customer_replies(const std::string& id) {
    call(customer("1017"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"gracias"})");
  }
  void close(const std::string& id) { call(staff("ana"), "ticket.close", R"({"ticket":")" + id + R"("})"); }
  void pause(const std::string& id, const std::string& rest) {
    call(staff("ana"), "ticket.pause", R"({"ticket":")" + id + R"(",)" + rest + "}");
  }
  void resume(const std::string& id) { call(staff("ana"), "ticket.resume", R"({"ticket":")" + id + R"("})"); }

  std::vector<std::string> texts(std::string_view sql, std::initializer_list<storage::Value> values = {}) {
    std::vector<std::string> out;
    desk->database().read([&](storage::Transaction& tx) {
      out.clear();
      auto rows = tx.query(sql, std::span(values.begin(), values.size()));
      while (rows.next()) out.emplace_back(rows.text(0));
    });
    return out;
  }
  std::int64_t count(std::string_view sql) {
    std::int64_t n = 0;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql);
      rows.next();
      n = rows.integer(0);
    });
    return n;
  }
  /// What was done about deadlines, `kind action at`, in the timeline's order.
  std::vector<std::string> done(const std::string& id) {
    std::vector<std::string> out;
    for (const auto& body : texts("SELECT kind || ' ' || body FROM event WHERE subject = ? AND kind LIKE "
                                  "'clock.%' ORDER BY sequence",
                                  {storage::value_of(*parse_id(id))})) {
      const auto space = body.find(' ');
      const auto json = boost::json::parse(body.substr(space + 1));
      out.push_back(body.substr(6, space - 6) + " " + std::string(json.at("action").as_string()) + " " +
                    std::string(json.at("at").as_string()));
    }
    return out;
  }
  void expect_sound() {
    const auto found = call("desk.verify");
    EXPECT_TRUE(found.at("sound").as_bool()) << boost::json::serialize(found);
  }
  /// Opens many tickets at once, in one transaction each five hundred.
  void open_many(int n) {
    for (int done_so_far = 0; done_so_far < n; done_so_far += 500)
      desk->database().transact([&](storage::Transaction& tx) {
        PolicyVersions versions(*desk);
        const IdSource ids = IdSource().wider();
        tickets::Writing writing{tx, ids, desk->now(), {timeline::AuthorKind::panel, {}}, "P", versions};
        const auto customer = customers::find(tx, "1017");
        for (int i = done_so_far; i < std::min(n, done_so_far + 500); ++i)
          tickets::open(writing, *desk->policy(tx, desk->now()),
                        {.customer = customer->id,
                         .requester = {},
                         .department = "technical",
                         .priority = "regular",
                         .priority_rank = 0,
                         .subject = "Web caída",
                         .body = "No responde"});
      });
  }
};

constexpr const char* hour = R"([{"id":"t","limit":"PT1H","measure":"wall_time"}])";
constexpr const char* escalation = R"([{"id":"t","limit":"PT1H","measure":"wall_time","warn":"PT15M","steps":[
  {"id":"ten","after":"PT10M","notify":"department"},{"id":"twenty","after":"PT20M","priority":"high"}]}])";

TEST_F(Clocks, AnswersAreTimedInTheHoursOfTheTarget) {
  furnish(R"([{"id":"t","limit":"PT4H","hours":"office"}])");
  set_now("2026-03-06T16:00:00Z");  // Friday 17:00
  const auto id = open_ticket(customer("1017"));
  EXPECT_EQ(due(id), "2026-03-09T11:00:00.000Z");
  pass(hours(24));
  const auto seen = call(customer("1017"), "ticket.get", R"({"ticket":")" + id + R"("})").at("ticket");
  const auto& promise = seen.at("clocks").at("first_response");
  EXPECT_EQ(promise.at("time_left"), 3 * 3'600'000);
  EXPECT_EQ(promise.at("used"), 3'600'000);
  EXPECT_EQ(promise.at("hours"), "Cerrado ahora; abre el lunes a las 09:00.");
  EXPECT_EQ(
      promise.at("text"),
      "Te responderemos en 4 horas de horario de atención como máximo: antes del 9 de marzo de 2026 a las "
      "12:00 (Europe/Madrid).");
  expect_sound();
}

TEST_F(Clocks, CustomersReadDeadlinesInTheirOwnZone) {
  furnish(hour);
  call("customer.put", R"({"reference":"1017","name":"Z","zone":"Atlantic/Canary","locale":"en"})");
  const auto opened =
      call(customer("1017"), "ticket.open", R"({"subject":"a","body":"b","department":"technical"})");
  const auto& promise = opened.at("ticket").at("clocks").at("first_response");
  EXPECT_EQ(promise.at("zone"), "Atlantic/Canary");
  EXPECT_THAT(std::string(promise.at("text").as_string()), HasSubstr("at 10:00 (Atlantic/Canary)"));
  const auto id = std::string(opened.at("ticket").at("id").as_string());
  EXPECT_THAT(std::string(clock(id).at("text").as_string()), HasSubstr("a las 11:00 (Europe/Madrid)"));
}

TEST_F(Clocks, StaffReadDeadlinesInTheirOwnZone) {
  furnish(hour);
  call("customer.put", R"({"reference":"1017","name":"Z","zone":"Atlantic/Canary","locale":"en"})");
  call("staff.put", R"({"reference":"leo","name":"Leo","locale":"en","zone":"America/Bogota",
    "permissions":["tickets_read","customer_view"]})");
  const auto id = open_ticket(customer("1017"));
  const auto read = [&](const customers::Claim& as) {
    return call(as, "ticket.get", R"({"ticket":")" + id + R"("})")
        .at("ticket")
        .at("clocks")
        .at("first_response");
  };
  const auto promise = read(staff("leo"));
  EXPECT_EQ(promise.at("zone"), "America/Bogota");
  EXPECT_THAT(std::string(promise.at("text").as_string()), HasSubstr("at 05:00 (America/Bogota)"));
  EXPECT_EQ(promise.at("due_at"), "2026-03-02T10:00:00.000Z");
  EXPECT_EQ(read(staff("ana")).at("zone"), "Europe/Madrid") << "the policy's, without one of her own";
  const customers::StaffClaim looking{.staff = "leo",
                                      .on_behalf_of = customers::OnBehalfOf{.customer = "1017"}};
  EXPECT_EQ(read(looking).at("zone"), "Atlantic/Canary") << "through the customer's eyes";
  // Put again without one, it is gone.
  call("staff.put", R"({"reference":"leo","name":"Leo","locale":"en","zone":"Europe/Lisbon",
    "permissions":["tickets_read"]})");
  EXPECT_EQ(read(staff("leo")).at("zone"), "Europe/Lisbon");
  call("staff.put", R"({"reference":"leo","name":"Leo","locale":"en","permissions":["tickets_read"]})");
  EXPECT_EQ(read(staff("leo")).at("zone"), "Europe/Madrid");
}

TEST_F(Clocks, C30_C34_PausesHoldTheDeadlineAndTellWhy) {
  furnish(hour);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(30));
  pause(id, R"("reason":"third_party")");
  pass(hours(24));
  EXPECT_EQ(call("tick").at("agenda"), 0);
  const auto paused = ticket(id);
  EXPECT_EQ(paused.at("status"), "waiting");
  EXPECT_EQ(paused.at("paused").at("reason"), "third_party");
  EXPECT_EQ(paused.at("paused").at("since"), "2026-03-02T09:30:00.000Z");
  EXPECT_EQ(paused.at("paused").at("text"),
            "Esperamos a un tercero: en pausa desde el 2 de marzo de 2026 a las 10:30 (Europe/Madrid).");
  EXPECT_EQ(paused.at("clocks").at("first_response").at("state"), "paused");
  EXPECT_EQ(paused.at("clocks").at("first_response").at("time_left"), 1'800'000);
  EXPECT_TRUE(call(staff("ana"), "ticket.queue").at("tickets").as_array().empty());
  resume(id);
  EXPECT_EQ(due(id), "2026-03-03T10:00:00.000Z");
  EXPECT_EQ(call(staff("ana"), "ticket.queue").at("tickets").as_array().size(), 1u);
  pass(minutes(10));
  pause(id, R"("reason":"customer")");
  pass(minutes(5));
  customer_replies(id);
  EXPECT_EQ(ticket(id).at("status"), "open");
  EXPECT_EQ(due(id), "2026-03-03T10:05:00.000Z");
  expect_sound();
}

TEST_F(Clocks, C31_ResolvedFromAPause) {
  furnish(R"([{"id":"r","clock":"resolution","limit":"PT1H","measure":"wall_time"}])");
  const auto id = open_ticket(customer("1017"));
  pass(minutes(30));
  pause(id, R"("reason":"customer")");
  pass(hours(96));
  close(id);
  EXPECT_EQ(state(id, "resolution"), "met");
  EXPECT_EQ(clock(id, "resolution").at("used"), 1'800'000);
  expect_sound();
}

TEST_F(Clocks, C38_C39_C41_TheNextAnswerIsOwedFromTheOldestMessage) {
  furnish(R"([{"id":"f","limit":"PT4H","measure":"wall_time"},
              {"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"}])");
  const auto id = open_ticket(customer("1017"));
  customer_replies(id);
  EXPECT_FALSE(ticket(id).at("clocks").as_object().contains("next_response"));
  reply(id);
  pass(minutes(10));
  customer_replies(id);
  pass(minutes(10));
  customer_replies(id);
  EXPECT_EQ(due(id, "next_response"), "2026-03-02T10:10:00.000Z");
  reply(id);
  EXPECT_EQ(state(id, "next_response"), "met");
  expect_sound();
}

TEST_F(Clocks, C42_NotesAndAutomaticRepliesAnswerNothing) {
  furnish(hour);
  const auto id = open_ticket(customer("1017"));
  call(staff("ana"), "ticket.note", R"({"ticket":")" + id + R"(","body":"vista"})");
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Recibido","automatic":true})");
  EXPECT_EQ(state(id), "running");
  EXPECT_EQ(ticket(id).at("status"), "open");
  install(hour, R"({"automatic_replies_answer":true})");
  const auto other = open_ticket(customer("1017"));
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + other + R"(","body":"Recibido","automatic":true})");
  EXPECT_EQ(state(other), "met");
  expect_sound();
}

TEST_F(Clocks, C43_AClosedTicketAlarmsNobody) {
  furnish(escalation);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(10));
  close(id);
  pass(hours(24));
  EXPECT_EQ(call("tick").at("agenda"), 0);
  EXPECT_THAT(done(id), IsEmpty());
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 0);
  EXPECT_EQ(state(id), "cancelled");
}

TEST_F(Clocks, C44_AReopenedTicketAlarmsNobodyAtOnce) {
  furnish(R"([{"id":"r","clock":"resolution","limit":"PT1H","measure":"wall_time"}])");
  const auto id = open_ticket(customer("1017"));
  pass(minutes(10));
  close(id);
  pass(hours(24));
  customer_replies(id);
  EXPECT_EQ(call("tick").at("agenda"), 0);
  EXPECT_EQ(state(id, "resolution"), "running");
  EXPECT_EQ(due(id, "resolution"), "2026-03-03T10:10:00.000Z");
  expect_sound();
}

TEST_F(Clocks, C46_OpenTicketsStayUnderTheirVersionOrComeUnderTheNewOne) {
  furnish(hour);
  open_many(9'999);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(10));
  install(R"([{"id":"t","limit":"PT2H","measure":"wall_time"}])");
  call("tick");
  EXPECT_EQ(due(id), "2026-03-02T10:00:00.000Z") << "pinned";
  pass(minutes(10));
  install(R"([{"id":"t","limit":"PT30M","measure":"wall_time"}])", R"({"new_version":"re_evaluate"})");
  const auto before = count("SELECT MAX(number) FROM policy_version");
  // Who writes before the tick comes finds the ticket under the new version already.
  pass(minutes(1));
  call(staff("ana"), "ticket.set_priority", R"({"ticket":")" + id + R"(","priority":"high"})");
  EXPECT_EQ(due(id), "2026-03-02T09:30:00.000Z");
  std::int64_t re_evaluated = 0;
  for (bool more = true; more;) {
    const auto ticked = call("tick");
    re_evaluated += ticked.at("re_evaluated").as_int64();
    more = ticked.at("more").as_bool();
  }
  EXPECT_EQ(re_evaluated, 9'999) << "reported, but for the one that was under it already";
  EXPECT_EQ(count("SELECT COUNT(*) FROM ticket WHERE policy = " + std::to_string(before)), 10'000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM clock WHERE due_at = started_at + 1800000"), 10'000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'ticket.re_evaluated'"), 10'000);
  EXPECT_THAT(
      texts("SELECT body FROM event WHERE kind = 'ticket.re_evaluated' LIMIT 1").front(),
      HasSubstr(R"("from":2,"policy":4,"at":"2026-03-02T09:20:00.000Z","clocks":{"first_response":)"));
  EXPECT_EQ(call("tick").at("re_evaluated"), 0);
  const auto explained = call(staff("ana"), "ticket.explain", R"({"ticket":")" + id + R"("})");
  EXPECT_EQ(explained.at("policy_version"), 2);
  EXPECT_EQ(explained.at("evidence").at(0).at("policy_version"), 4);
  EXPECT_EQ(explained.at("history").at(0).at("text"),
            "Desde el 2 de marzo de 2026 a las 10:20 se rige por la versión 4 de la política.");
  expect_sound();
}

TEST_F(Clocks, C46_ANewVersionMayBeginTheTimeAnew) {
  furnish(hour);
  const auto waiting = open_ticket(customer("1017"));
  const auto late = open_ticket(customer("1017"));
  const auto answered = open_ticket(customer("1017"));
  const auto held = open_ticket(customer("1017"));
  reply(answered);
  pause(held, R"("reason":"third_party")");
  pass(minutes(61));
  call("tick");
  EXPECT_EQ(state(late), "missed");
  const auto met = clock(answered);
  install(R"([{"id":"t","limit":"PT30M","measure":"wall_time"}])", R"({"new_version":"restart"})");
  // Its instant is that of the version, whoever comes first: the next to write to it, or the tick.
  pass(minutes(5));
  call(staff("ana"), "ticket.set_priority", R"({"ticket":")" + waiting + R"(","priority":"high"})");
  EXPECT_EQ(due(waiting), "2026-03-02T10:31:00.000Z");
  EXPECT_EQ(call("tick").at("re_evaluated"), 3);
  EXPECT_EQ(due(late), "2026-03-02T10:31:00.000Z");
  EXPECT_EQ(state(late), "running");
  EXPECT_EQ(clock(answered), met) << "what is over stays as it was";
  EXPECT_EQ(state(held), "paused");
  EXPECT_EQ(clock(held).at("time_left"), 1'800'000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM clock WHERE kind = 'first_response' AND started_at = " +
                  std::to_string(parse_instant("2026-03-02T10:01:00Z")->ms)),
            3);
  EXPECT_EQ(call("tick").at("re_evaluated"), 0);
  expect_sound();
}

TEST_F(Clocks, C47_TheClocksOfATargetThatIsGoneVanish) {
  furnish(escalation);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(61));
  call("tick");
  EXPECT_EQ(state(id), "missed");
  install("[]", R"({"new_version":"re_evaluate"})");
  call("tick");
  EXPECT_FALSE(ticket(id).at("clocks").as_object().contains("first_response"));
  const auto told = count("SELECT COUNT(*) FROM outbox");
  pass(hours(24));
  EXPECT_EQ(call("tick").at("agenda"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), told);
  expect_sound();
}

TEST_F(Clocks, C49_APolicyReappliedUnchangedBreachesNothingTwice) {
  furnish(escalation);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(65));
  call("tick");
  install(escalation, R"({"new_version":"re_evaluate"})");
  call("tick");
  call("tick");
  EXPECT_THAT(done(id), ElementsAre("warned warning PT15M 2026-03-02T09:45:00.000Z",
                                    "missed breach 2026-03-02T10:00:00.001Z"));
  EXPECT_EQ(due(id), "2026-03-02T10:00:00.000Z");
  expect_sound();
}

TEST_F(Clocks, C51_EachLevelFiresOnce) {
  furnish(escalation);
  const auto id = open_ticket(customer("1017"));
  for (int minute = 0; minute < 24 * 60; ++minute) {
    pass(minutes(1));
    call("tick");
  }
  EXPECT_THAT(
      done(id),
      ElementsAre("warned warning PT15M 2026-03-02T09:45:00.000Z", "missed breach 2026-03-02T10:00:00.001Z",
                  "step t/ten 2026-03-02T10:10:00.000Z", "step t/twenty 2026-03-02T10:20:00.000Z"));
  EXPECT_EQ(ticket(id).at("priority"), "high");
  EXPECT_THAT(texts("SELECT kind FROM outbox ORDER BY at, id"), ElementsAre("clock.warning", "clock.step"));
  expect_sound();
}

TEST_F(Clocks, C52_AfterSixHoursEveryMissedLevelFiresOnceInOrder) {
  furnish(escalation);
  const auto id = open_ticket(customer("1017"));
  pass(hours(6));
  call("tick");
  call("tick");
  EXPECT_THAT(
      done(id),
      ElementsAre("warned warning PT15M 2026-03-02T09:45:00.000Z", "missed breach 2026-03-02T10:00:00.001Z",
                  "step t/ten 2026-03-02T10:10:00.000Z", "step t/twenty 2026-03-02T10:20:00.000Z"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM agenda"), 0);
  expect_sound();
}

TEST_F(Clocks, C53_StepsForWorkingHoursWaitForThem) {
  furnish(R"([{"id":"t","limit":"PT1H","measure":"wall_time","hours":"office","steps":[
    {"id":"call","after":"PT10M","notify":"department","working_hours_only":true}]}])");
  set_now("2026-03-06T22:00:00Z");  // Friday 23:00
  const auto id = open_ticket(customer("1017"));
  for (int hour_later = 0; hour_later < 57; ++hour_later) {  // until Monday 08:00
    pass(hours(1));
    call("tick");
  }
  EXPECT_THAT(done(id), ElementsAre("missed breach 2026-03-06T23:00:00.001Z"));
  pass(hours(1));
  call("tick");
  EXPECT_THAT(done(id),
              ElementsAre("missed breach 2026-03-06T23:00:00.001Z", "step t/call 2026-03-06T23:10:00.000Z"));
}

TEST_F(Clocks, C53_RemindersForWorkingHoursWaitForThem) {
  furnish(R"([{"id":"t","limit":"PT11H","measure":"wall_time","hours":"office","warn":"PT8H",
    "working_hours_only":true}])");
  set_now("2026-03-05T22:00:00Z");  // Thursday 23:00
  const auto id = open_ticket(customer("1017"));
  for (int hour_later = 0; hour_later < 9; ++hour_later) {  // until Friday 08:00
    pass(hours(1));
    call("tick");
  }
  EXPECT_THAT(done(id), IsEmpty());
  pass(hours(1));
  call("tick");
  call("tick");
  EXPECT_THAT(done(id), ElementsAre("warned warning PT8H 2026-03-06T01:00:00.000Z"));
  expect_sound();
}

TEST_F(Clocks, C54_APauseReachedTwiceADayRemindsTwice) {
  furnish(hour);
  const auto id = open_ticket(customer("1017"));
  pause(id, R"("reason":"customer","until":"2026-03-02T10:00:00Z")");
  set_now("2026-03-02T10:00:00Z");
  EXPECT_EQ(call("tick").at("agenda"), 1);
  EXPECT_EQ(ticket(id).at("status"), "open");
  pause(id, R"("reason":"customer","until":"2026-03-02T11:00:00Z")");
  pause(id, R"("reason":"customer","until":"2026-03-02T12:00:00Z")");
  set_now("2026-03-02T11:30:00Z");
  EXPECT_EQ(call("tick").at("agenda"), 0);
  set_now("2026-03-02T12:30:00Z");
  EXPECT_EQ(call("tick").at("agenda"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox WHERE kind = 'ticket.resumed'"), 2);
  // It went on at the instant that was set, not when the tick came.
  EXPECT_EQ(due(id), "2026-03-02T13:00:00.000Z");
  expect_sound();
}

TEST_F(Clocks, C55_FiveThousandAtOnceAreTakenInOnePass) {
  furnish(escalation);
  open_many(5000);
  set_now("2026-03-02T10:00:01Z");
  const auto ticked = call("tick", R"({"budget":300000})");
  EXPECT_FALSE(ticked.at("more").as_bool());
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'clock.missed'"), 5000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'clock.warned'"), 5000);
  EXPECT_EQ(count("SELECT COUNT(*) FROM agenda WHERE due_at <= " + std::to_string(desk->now().ms)), 0);
}

TEST_F(Clocks, C56_WhetherSomethingIsStillDueIsJudgedWhenItIsDone) {
  furnish(escalation);
  const auto id = open_ticket(customer("1017"));
  pass(minutes(61));
  close(id);
  // What a pass that began before the closing would have in hand.
  desk->database().transact([&](storage::Transaction& tx) {
    tickets::agenda().insert(tx, {*parse_instant("2026-03-02T09:45:00Z"), *parse_id(id)});
  });
  EXPECT_EQ(call("tick").at("agenda"), 1);
  EXPECT_THAT(done(id), IsEmpty());
  EXPECT_EQ(count("SELECT COUNT(*) FROM agenda"), 0);
}

TEST_F(Clocks, C59_PoliciesAndTicketsChangedByManyThreads) {
  furnish(hour);
  std::vector<std::string> ids;
  for (int i = 0; i < 8; ++i) ids.push_back(open_ticket(customer("1017")));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 8; ++i) {
        if (t == 0)
          install(R"([{"id":"t","limit":"PT)" + std::to_string(i + 1) + R"(H","measure":"wall_time"}])",
                  R"({"new_version":"re_evaluate"})");
        else if (t == 1)
          call("tick");
        else
          call(staff("ana"), "ticket.set_priority",
               R"({"ticket":")" + ids[static_cast<std::size_t>(i)] + R"(","priority":")" +
                   (t == 2 ? "high" : "urgent") + R"("})");
      }
    });
  for (auto& thread : threads) thread.join();
  call("tick");
  for (const auto& id : ids) EXPECT_EQ(due(id), "2026-03-02T17:00:00.000Z");
  expect_sound();
}

TEST_F(Clocks, C60_AStepThatChangesATicketIsTakenOnce) {
  furnish(R"([{"id":"h","when":{"priority":"high"},"limit":"PT30M","measure":"wall_time"},
              {"id":"r","limit":"PT1H","measure":"wall_time","steps":[
                {"id":"raise","before":"PT10M","priority":"high","department":"financial","assign":"fin","tag":"late"}]}])");
  const auto id = open_ticket(customer("1017"));
  set_now("2026-03-02T09:50:00Z");
  call("tick");
  call("tick");
  EXPECT_THAT(done(id),
              ElementsAre("step r/raise 2026-03-02T09:50:00.000Z", "missed breach 2026-03-02T09:30:00.001Z"));
  EXPECT_EQ(ticket(id).at("department"), "financial");
  EXPECT_EQ(boost::json::serialize(ticket(id).at("tags")), R"(["late"])");
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'ticket.changed'"), 1);
  EXPECT_EQ(
      count("SELECT COUNT(*) FROM ticket t JOIN staff s ON s.id = t.assignee WHERE s.reference = 'fin'"), 1);
  expect_sound();
}

TEST_F(Clocks, StepsThatMoveATicketToAndFroEndSomewhere) {
  furnish(R"([{"id":"a","when":{"department":"technical"},"limit":"PT1H","measure":"wall_time","steps":[
                {"id":"s","before":"PT10H","department":"financial"}]},
              {"id":"b","limit":"PT1H","measure":"wall_time","steps":[
                {"id":"s","before":"PT10H","department":"technical"}]}])",
          R"({"changed":"restart"})");
  open_ticket(customer("1017"));
  EXPECT_EQ(call("tick").at("agenda"), 1);
}

TEST_F(Clocks, C62_WhatIsStoredIsWhatTheTimelineMakesOfIt) {
  furnish(R"([{"id":"h","when":{"priority":"high"},"limit":"PT2H","hours":"office","warn":"PT30M"},
              {"id":"f","limit":"PT8H","hours":"office","expected":"PT1H"},
              {"id":"n","clock":"next_response","limit":"PT1H","measure":"wall_time"},
              {"id":"r","clock":"resolution","days":3,"measure":"working_days","hours":"long"},
              {"id":"u","clock":"update","limit":"P1D","measure":"wall_time","promise":"expectation"}])",
          R"({"reopened":"carry"})");
  std::vector<std::string> ids;
  std::uint32_t dice = 20260302;
  const auto roll = [&](std::uint32_t sides) {
    dice = dice * 1664525 + 1013904223;
    return (dice >> 16) % sides;
  };
  for (int step = 0; step < 300; ++step) {
    pass(milliseconds(roll(60'000) * std::int64_t{331}));
    if (ids.size() < 6) ids.push_back(open_ticket(customer("1017")));
    const auto& id = ids[roll(static_cast<std::uint32_t>(ids.size()))];
    try {
      switch (roll(9)) {
        case 0:
          customer_replies(id);
          break;
        case 1:
          reply(id);
          break;
        case 2:
          pause(id, roll(2) ? R"("reason":"customer")" : R"("reason":"third_party")");
          break;
        case 3:
          resume(id);
          break;
        case 4:
          call(staff("ana"), "ticket.set_priority",
               R"({"ticket":")" + id + R"(","priority":")" + (roll(2) ? "high" : "regular") + R"("})");
          break;
        case 5:
          call(staff("ana"), "ticket.set_department",
               R"({"ticket":")" + id + R"(","department":")" + (roll(2) ? "technical" : "financial") +
                   R"("})");
          break;
        case 6:
          close(id);
          break;
        case 7:
          pause(id, R"("reason":"customer","until":")" + to_text(desk->now() + hours(3)) + R"(")");
          break;
        default:
          call("tick");
      }
    } catch (const Error& error) {
      ASSERT_EQ(error.category, Category::conflict) << error.message;
    }
  }
  expect_sound();
  // The check can fail.
  desk->database().transact([](storage::Transaction& tx) {
    tx.run("UPDATE clock SET due_at = due_at + 1 WHERE kind = 'resolution'");
  });
  const auto found = call("desk.verify");
  EXPECT_FALSE(found.at("sound").as_bool());
  EXPECT_THAT(std::string(found.at("findings").at(0).at("problem").as_string()),
              HasSubstr("clock resolution: `due_at` is"));
}

TEST_F(Clocks, ADeadlineIsWrittenDownWithWhatItCameFrom) {
  furnish(R"([{"id":"t","limit":"PT4H","hours":"office"}])");
  open_ticket(customer("1017"));
  const auto body = boost::json::parse(texts("SELECT body FROM event WHERE kind = 'ticket.opened'").front());
  const auto& told = body.at("clocks").at("first_response");
  EXPECT_EQ(told.at("target"), "t");
  EXPECT_EQ(told.at("due_at"), "2026-03-02T13:00:00.000Z");
  EXPECT_EQ(told.at("policy"), 2);
  EXPECT_EQ(told.at("hours"), "office");
  EXPECT_EQ(told.at("calendar").as_string().size(), 32u);
  EXPECT_EQ(std::string(told.at("zone_data").as_string()), calendar::zone_data_version());
}

TEST_F(Clocks, DeadlinesThatAnotherCalendarWouldMoveAreListed) {
  furnish(R"([{"id":"t","limit":"PT4H","hours":"office"}])");
  set_now("2026-03-02T16:00:00Z");
  const auto id = open_ticket(customer("1017"));
  EXPECT_TRUE(call("calendar.affected").at("deadlines").as_array().empty());
  const std::string with_holiday = R"({"plazo":1,"provider":"Introserv","zone":"Europe/Madrid",
      "languages":["es"],"calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]},"holidays":[{"on":"2026-03-03"}]}},
      "departments":{"technical":{}},"priorities":{"regular":{}},
      "targets":[{"id":"t","limit":"PT4H","hours":"office"}]})";
  const auto tried =
      call("calendar.affected", boost::json::serialize(boost::json::object{{"text", with_holiday}}))
          .at("deadlines")
          .as_array();
  EXPECT_TRUE(call("calendar.affected").at("deadlines").as_array().empty()) << "nothing is installed";
  call("policy.install", R"({"document":)" + with_holiday + "}");
  const auto found = call("calendar.affected").at("deadlines").as_array();
  EXPECT_EQ(tried, found);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(std::string(found[0].at("ticket").as_string()), id);
  EXPECT_EQ(found[0].at("cause"), "calendar");
  EXPECT_EQ(found[0].at("due_at"), "2026-03-03T11:00:00.000Z");
  EXPECT_EQ(found[0].at("would_be"), "2026-03-04T11:00:00.000Z");
  EXPECT_EQ(due(id), "2026-03-03T11:00:00.000Z") << "what was promised stays";
  // Other zone data: as if the deadline had been worked out before an update.
  desk->database().transact([](storage::Transaction& tx) {
    tx.run("UPDATE clock SET zone_data = '1999a', due_at = due_at - 3600000");
  });
  EXPECT_EQ(call("calendar.affected").at("deadlines").at(0).at("due_at"), "2026-03-03T10:00:00.000Z");
}

TEST_F(Clocks, TheQueueFollowsThePolicysOrder) {
  furnish(hour, "{}", R"("order":[{"id":"money","when":{"department":"financial"}},{"id":"rest"}],)");
  const auto technical = open_ticket(customer("1017"), R"(,"priority":"urgent")");
  pass(minutes(1));
  const auto financial = std::string(
      call(customer("1017"), "ticket.open", R"({"subject":"a","body":"b","department":"financial"})")
          .at("ticket")
          .at("id")
          .as_string());
  const auto order = [&] {
    std::vector<std::string> ids;
    const auto queue = call(staff("ana"), "ticket.queue");
    for (const auto& t : queue.at("tickets").as_array()) ids.emplace_back(t.at("id").as_string());
    return ids;
  };
  EXPECT_THAT(order(), ElementsAre(financial, technical));
  call(staff("ana"), "ticket.set_department",
       R"({"ticket":")" + technical + R"(","department":"financial"})");
  EXPECT_THAT(order(), ElementsAre(technical, financial));
}

TEST_F(Clocks, APauseCannotEndInThePast) {
  furnish(hour);
  const auto id = open_ticket(customer("1017"));
  const auto ana = staff("ana");
  const auto error =
      failure(&ana, "ticket.pause",
              R"({"ticket":")" + id + R"(","reason":"customer","until":"2026-03-02T09:00:00Z"})");
  EXPECT_EQ(error.code, "request.invalid");
  ASSERT_EQ(error.problems.size(), 1u);
  EXPECT_EQ(error.problems[0].path, "/until");
}

}  // namespace
}  // namespace plazo::operations::testing
