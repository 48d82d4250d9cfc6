// Fair use on the desk: flags, what they count for, and what the policy makes follow, each of it reversible.
#include <gmock/gmock.h>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class FairUse : public DeskTest {
 protected:
  FairUse() {
    install("false");
    call("customer.put", R"({"reference":"1017","name":"Zapatería Ñandú"})");
    call("customer.put", R"({"reference":"2000","name":"Other Ltd","locale":"en"})");
    call("staff.put", R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_open",
      "tickets_reply","tickets_change","customers_read","support_suspend","conduct"]})");
    call("staff.put", R"({"reference":"fin","name":"Fina","departments":["financial"],
      "permissions":["tickets_read","customers_read","conduct"]})");
  }

  void install(std::string_view automatic) {
    call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid",
      "languages":["es","en"],
      "channels":{"ticket":{"name":{"es":"Ticket","en":"Ticket"},"kind":"ticket"}},
      "departments":{"technical":{"hours":"always"},"financial":{"hours":"always"}},
      "priorities":{"regular":{},"high":{}},
      "topics":{"question":{"name":{"es":"Duda","en":"Question"},"ways":[{"channel":"ticket"}]},
                "billing":{"name":{"es":"Facturas","en":"Invoices"},"ways":[{"channel":"ticket"}]}},
      "otherwise":{"effect":"refuse"},
      "fields":{"order":{"name":{"es":"Pedido","en":"Order"},"kind":"order_number"}},
      "required":[{"id":"which-order","when":{"topic":"billing"},"fields":["order"],"missing":"hold"}],
      "fair_use":{"demoted_at_most":"P2D","limits":[
        {"id":"too-many","counts":"messages","window":"P1D","text":{"es":"Muchos mensajes.","en":"Many messages."},
         "then":[{"occurrences":6,"measure":"notice"},{"occurrences":8,"measure":"demotion"}]},
        {"id":"billing-tickets","counts":"tickets","when":{"topic":"billing"},"window":"P1D",
         "then":[{"occurrences":3,"measure":"refusal"}]},
        {"id":"billing-messages","counts":"messages","when":{"topic":"billing"},"window":"P1D",
         "then":[{"occurrences":3,"measure":"notice"}]},
        {"id":"repeated","counts":"duplicates","noticed":"suggested","window":"P30D",
         "then":[{"occurrences":1,"measure":"notice"},{"occurrences":2,"measure":"demotion"}]},
        {"id":"pressing","counts":"pressure","noticed":"flagged","when":{"priority":"regular"},"window":"P30D",
         "then":[{"occurrences":1,"measure":"warning"}]},
        {"id":"offence","counts":"offensive_language","noticed":"flagged","window":"P30D",
         "then":[{"occurrences":1,"measure":"warning"},{"occurrences":2,"measure":"suspension"}]}],
      "suspension":{"length":"P7D","automatic":)" +
                               std::string(automatic) + R"(,"open_topics":["billing"]}},
      "first_response":"PT10M"}})");
  }

  std::string open(std::string_view more = R"(,"topic":"question")", const std::string& who = "1017") {
    ++opened_;
    return id_of(call(customer(who), "ticket.open",
                      R"({"subject":"Asunto )" + std::to_string(opened_) + R"( del día","body":"Palabra)" +
                          std::to_string(opened_) + R"( y nada más","department":"technical")" +
                          std::string(more) + "}"));
  }
  static std::string id_of(const value& reply) {
    return std::string(reply.at("ticket").at("id").as_string());
  }
  void write(const std::string& ticket, int times = 1) {
    for (; times > 0; --times)
      call(customer("1017"), "ticket.reply", R"({"ticket":")" + ticket + R"(","body":"¿Y?"})");
  }
  value flag(std::string_view conduct, const std::string& ticket = {}, std::string_view more = "") {
    return call(staff("ana"), "conduct.flag",
                R"({"customer":"1017","conduct":")" + std::string(conduct) + "\"" +
                    (ticket.empty() ? "" : R"(,"ticket":")" + ticket + "\"") + std::string(more) + "}");
  }
  void tell(const std::string& ticket) {
    call(staff("ana"), "ticket.reply", R"({"ticket":")" + ticket + R"(","body":"Lo estamos siguiendo"})");
  }
  void withdraw(const value& flagged) {
    call(staff("ana"), "conduct.withdraw",
         R"({"flag":")" + std::string(flagged.at("flag").at("id").as_string()) + R"(","reason":"Un error"})");
  }
  value explain(const std::string& ticket, const customers::Claim& who = staff("ana")) {
    return call(who, "ticket.explain", R"({"ticket":")" + ticket + "\"}");
  }
  value ticket(const std::string& id) {
    return call(staff("ana"), "ticket.get", R"({"ticket":")" + id + "\"}").at("ticket");
  }
  bool demoted(const std::string& id) { return ticket(id).as_object().contains("demoted_until"); }
  std::vector<std::string> queue() {
    std::vector<std::string> ids;
    const auto page = call(staff("ana"), "ticket.queue");
    for (const auto& one : page.at("tickets").as_array()) ids.emplace_back(one.at("id").as_string());
    return ids;
  }
  std::vector<std::string> texts(std::string_view sql) {
    std::vector<std::string> out;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql);
      while (rows.next()) out.emplace_back(rows.text(0));
    });
    return out;
  }
  std::vector<std::string> tasks() { return texts("SELECT kind FROM outbox ORDER BY id"); }
  std::int64_t number(std::string_view sql, const std::string& id) {
    std::int64_t found = -1;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql, *parse_id(id));
      if (rows.next()) found = rows.integer(0);
    });
    return found;
  }
  std::int64_t key(const std::string& id) { return number("SELECT queue_key FROM ticket WHERE id = ?", id); }
  void expect_sound() {
    const auto found = call("desk.verify");
    EXPECT_TRUE(found.at("sound").as_bool()) << found;
  }

  int opened_ = 0;
};

// ---- flags ------------------------------------------------------------------------------------------------

TEST_F(FairUse, CustomersSeeTheirFlagsWithoutWhatStaffNoted) {
  const auto id = open();
  tell(id);
  const auto flagged = flag("pressure", id, R"(,"note":"Tercera vez hoy")");
  EXPECT_EQ(flagged.at("flag").at("note"), "Tercera vez hoy");
  EXPECT_EQ(flagged.at("flag").at("author"), "Ana");
  const auto seen = call(customer("1017"), "conduct.list").at("flags");
  ASSERT_EQ(seen.as_array().size(), 1u);
  EXPECT_EQ(seen.at(0).at("conduct"), "pressure");
  EXPECT_EQ(std::string(seen.at(0).at("ticket").as_string()), id);
  EXPECT_FALSE(seen.at(0).as_object().contains("note"));
  EXPECT_THAT(call(customer("2000"), "conduct.list").at("flags").as_array(), IsEmpty());
  // Staff of another department see neither the ticket nor the flag in it.
  flag("false_reports");
  const auto others = call(staff("fin"), "conduct.list", R"({"customer":"1017"})").at("flags");
  ASSERT_EQ(others.as_array().size(), 1u);
  EXPECT_EQ(others.at(0).at("conduct"), "false_reports");
  EXPECT_EQ(failure_code(
                staff("fin"), "conduct.withdraw",
                R"({"flag":")" + std::string(flagged.at("flag").at("id").as_string()) + R"(","reason":"x"})"),
            "conduct.not_found");
  expect_sound();
}

TEST_F(FairUse, AFlagIsOfTheTicketsOwnAccountAndOfWhatPeopleSee) {
  const auto foreign = open(R"(,"topic":"question")", "2000");
  const auto ana = staff("ana");
  EXPECT_EQ(failure_code(ana, "conduct.flag",
                         R"({"customer":"1017","conduct":"pressure","ticket":")" + foreign + "\"}"),
            "ticket.not_found");
  const auto error = failure(&ana, "conduct.flag", R"({"customer":"1017","conduct":"messages"})");
  EXPECT_EQ(error.code, "request.invalid");
  EXPECT_EQ(error.problems.at(0).path, "/conduct");
  EXPECT_THAT(error.problems.at(0).message, HasSubstr("documented")) << "it names what may be flagged";
}

// Who was never told that it is being followed asks; that is no pressure.
TEST_F(FairUse, NobodyPressesBeforeTheyWereTold) {
  const auto id = open(), other = open();
  const auto ana = staff("ana");
  const std::string in_none = R"({"customer":"1017","conduct":"pressure"})";
  const auto in = [](const std::string& ticket) {
    return R"({"customer":"1017","conduct":"pressure","ticket":")" + ticket + "\"}";
  };
  call(ana, "ticket.reply", R"({"ticket":")" + id + R"(","body":"¿Y?","from_customer":true})");
  tell(open(R"(,"topic":"question")", "2000"));
  EXPECT_EQ(failure_code(ana, "conduct.flag", in(id)), "conduct.not_told") << "it was the customer's word";
  EXPECT_EQ(failure_code(ana, "conduct.flag", in_none), "conduct.not_told") << "others were told";
  EXPECT_THAT(call("conduct.list", R"({"customer":"1017"})").at("flags").as_array(), IsEmpty());
  tell(id);
  EXPECT_NO_THROW(call(ana, "conduct.flag", in(id)));
  EXPECT_EQ(failure_code(ana, "conduct.flag", in(other)), "conduct.not_told") << "not about this matter";
  EXPECT_NO_THROW(call(ana, "conduct.flag", in_none));
  expect_sound();
}

TEST_F(FairUse, FlagsComeInPages) {
  for (int i = 0; i < 5; ++i) flag("false_reports");
  std::string after;
  std::vector<std::size_t> pages;
  while (true) {
    const auto page = call("conduct.list", R"({"customer":"1017","limit":2)" +
                                               (after.empty() ? "" : R"(,"after":")" + after + "\"") + "}");
    pages.push_back(page.at("flags").as_array().size());
    const auto* const next = page.as_object().if_contains("next");
    if (!next) break;
    after = std::string(next->as_string());
  }
  EXPECT_THAT(pages, ElementsAre(2u, 2u, 1u));
}

TEST_F(FairUse, AWithdrawnFlagStaysOnRecordAndIsWithdrawnOnce) {
  const auto flagged = flag("false_reports");
  withdraw(flagged);
  const auto record = call(customer("1017"), "conduct.list").at("flags").at(0);
  EXPECT_EQ(record.at("state"), "withdrawn");
  EXPECT_EQ(record.at("withdrawn_reason"), "Un error");
  EXPECT_EQ(record.at("withdrawn_by"), "Ana");
  EXPECT_EQ(failure_code(staff("ana"), "conduct.withdraw",
                         R"({"flag":")" + std::string(record.at("id").as_string()) + R"(","reason":"x"})"),
            "conduct.withdrawn");
  EXPECT_THAT(texts("SELECT kind FROM event WHERE kind LIKE 'conduct.%' ORDER BY sequence"),
              ElementsAre("conduct.flagged", "conduct.withdrawn"));
  expect_sound();
}

// ---- what counts ------------------------------------------------------------------------------------------

TEST_F(FairUse, OnlyWhatTheConditionHoldsForCounts) {
  const std::string billing = R"(,"topic":"billing","fields":{"order":"123456"})";
  open(billing);
  open(billing);
  for (int i = 0; i < 3; ++i) open();
  const auto owner = customer("1017");
  const std::string third =
      R"({"subject":"Otra factura","body":"Falta una","department":"technical","topic":"billing",
          "fields":{"order":"123456"}})";
  EXPECT_EQ(failure_code(owner, "ticket.open", third), "policy.refused");
  EXPECT_NO_THROW(open()) << "questions do not count for it";
  pass(days(1));
  EXPECT_NO_THROW(call(owner, "ticket.open", third)) << "the window has gone by";
}

TEST_F(FairUse, QuestionsDoNotMakeInvoicesTooMany) {
  const auto question = open();
  write(question, 4);
  const auto invoice = open(R"(,"topic":"billing","fields":{"order":"123456"})");
  write(invoice);
  EXPECT_THAT(texts("SELECT rule FROM consequence WHERE rule = 'billing-messages'"), IsEmpty());
  write(invoice);  // the third about invoices
  EXPECT_THAT(texts("SELECT rule FROM consequence WHERE rule = 'billing-messages'"),
              ElementsAre("billing-messages"));
}

TEST_F(FairUse, AFlagCountsWhereTheTicketIsWhatTheLimitSpeaksOf) {
  const auto urgent = open(R"(,"topic":"question","priority":"high")");
  tell(urgent);
  EXPECT_THAT(flag("pressure", urgent).at("followed").as_array(), IsEmpty()) << "who has an emergency may";
  const auto regular = open();
  tell(regular);
  const auto followed = flag("pressure", regular).at("followed");
  ASSERT_EQ(followed.as_array().size(), 1u);
  EXPECT_EQ(followed.at(0).at("rule"), "pressing");
  EXPECT_EQ(followed.at(0).at("measure"), "warning");
  EXPECT_EQ(followed.at(0).at("occurrences"), 1);
}

// ---- what follows -----------------------------------------------------------------------------------------

TEST_F(FairUse, WhatIsCountedIsToldOnceAWindow) {
  const auto id = open();
  write(id, 4);
  EXPECT_THAT(tasks(), IsEmpty()) << "five messages";
  write(id);
  EXPECT_THAT(tasks(), ElementsAre("fair_use.notice"));
  write(id);
  EXPECT_THAT(tasks(), ElementsAre("fair_use.notice")) << "not again with each message";
  const auto event =
      boost::json::parse(texts("SELECT body FROM event WHERE kind = 'fair_use.notice'").front());
  EXPECT_EQ(event.at("text"), "Muchos mensajes.");
  EXPECT_EQ(event.at("rule"), "too-many");
  EXPECT_EQ(event.at("occurrences"), 6);
  const auto told = explain(id, customer("1017")).at("fair_use");
  ASSERT_EQ(told.as_array().size(), 1u);
  EXPECT_EQ(told.at(0).at("text"), "Muchos mensajes.");
  expect_sound();
}

TEST_F(FairUse, EachFlagIsWarnedOfAndTheNextStepIsProposedToStaff) {
  const auto id = open();
  EXPECT_EQ(flag("offensive_language", id).at("followed").at(0).at("measure"), "warning");
  write(id);
  EXPECT_THAT(tasks(), ElementsAre("fair_use.warning")) << "the next message is no second offence";
  EXPECT_EQ(flag("offensive_language", id).at("followed").at(0).at("measure"), "suspension");
  EXPECT_THAT(tasks(), UnorderedElementsAre("fair_use.warning", "fair_use.suspension_proposed"));
  EXPECT_THAT(call("support.suspensions").at("suspensions").as_array(), IsEmpty())
      << "nobody is suspended by the software where the policy does not say so";
  EXPECT_EQ(explain(id).at("fair_use").as_array().size(), 2u);
  EXPECT_EQ(explain(id, customer("1017")).at("fair_use").as_array().size(), 1u) << "the proposal is staff's";
  expect_sound();
}

TEST_F(FairUse, AutomaticSuspensionIsOnRecordAsThePolicysAndIsLifted) {
  install("true");
  const auto id = open();
  flag("offensive_language", id);
  EXPECT_THAT(call("support.suspensions").at("suspensions").as_array(), IsEmpty());
  flag("offensive_language", id);
  const auto suspended = call(customer("1017"), "support.suspensions").at("suspensions").at(0);
  EXPECT_EQ(suspended.at("state"), "in_force");
  EXPECT_THAT(std::string(suspended.at("reason").as_string()), HasSubstr("uso razonable"));
  EXPECT_EQ(parse_instant(suspended.at("until").as_string())->ms, time->load() + days(7).ms);
  EXPECT_THAT(texts("SELECT author_kind FROM suspension"), ElementsAre("policy"));
  EXPECT_EQ(failure_code(customer("1017"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"¿Y?"})"),
            "policy.refused");
  call(staff("ana"), "support.lift", R"({"customer":"1017","reason":"Se ha disculpado"})");
  EXPECT_EQ(call("support.suspensions").at("suspensions").at(0).at("state"), "lifted");
  expect_sound();
}

TEST_F(FairUse, AutomaticSuspensionBeginsWithTheRequestThatIsRefused) {
  install("true");
  flag("offensive_language");
  flag("offensive_language");
  EXPECT_THAT(call("support.suspensions").at("suspensions").as_array(), IsEmpty())
      << "without a ticket nothing follows before the next request";
  const auto owner = customer("1017");
  const std::string request =
      R"({"subject":"Otra duda","body":"Una","department":"technical","topic":"question"})";
  EXPECT_EQ(failure_code(owner, "ticket.open", request), "policy.refused");
  EXPECT_EQ(call("support.suspensions").at("suspensions").as_array().size(), 1u);
  EXPECT_EQ(failure_code(owner, "ticket.open", request), "policy.refused");
  EXPECT_EQ(call("support.suspensions").at("suspensions").as_array().size(), 1u) << "one is in force";
  expect_sound();
}

TEST_F(FairUse, NothingFollowsFromWhatStaffDoForACustomer) {
  for (int i = 0; i < 10; ++i)
    call(staff("ana"), "ticket.open",
         R"({"customer":"1017","subject":"Por teléfono","body":"Lo que ha contado","department":"technical",
             "topic":"billing"})");
  EXPECT_THAT(tasks(), IsEmpty());
  EXPECT_THAT(texts("SELECT kind FROM event WHERE kind IN ('ticket.demoted', 'ticket.paused')"), IsEmpty());
}

TEST_F(FairUse, WhatPanelAndStaffPutInForACustomerCountsAsTheirOwn) {
  const auto id = id_of(call("ticket.open",
                             R"({"customer":"1017","from_customer":true,"subject":"Por teléfono","body":"Una",
                                 "department":"technical","topic":"question"})"));
  const std::string named = R"({"ticket":")" + id + R"(","body":"¿Y?","from_customer":true})";
  for (int i = 0; i < 4; ++i) call(staff("ana"), "ticket.reply", named);
  EXPECT_THAT(tasks(), IsEmpty()) << "five messages";
  const auto sixth = call(staff("ana"), "ticket.reply", named);
  EXPECT_THAT(tasks(), ElementsAre("fair_use.notice"));
  EXPECT_THAT(texts("SELECT body FROM outbox"), ElementsAre(HasSubstr("requester")));
  EXPECT_EQ(sixth.at("message").at("author").at("role"), "customer");
  EXPECT_EQ(sixth.at("message").at("author").at("name"), "Zapatería Ñandú");
  EXPECT_EQ(sixth.at("message").at("put_in_by"), "Ana");
  const auto messages = call(customer("1017"), "ticket.get", R"({"ticket":")" + id + "\"}").at("messages");
  EXPECT_EQ(messages.at(0).at("put_in_by"), "P") << "the panel speaks for the provider";
  EXPECT_THAT(texts("SELECT body FROM event WHERE kind = 'ticket.opened'"),
              ElementsAre(HasSubstr(R"("put_in_by":"panel")")));
  EXPECT_EQ(ticket(id).at("status"), "open") << "the customer waits";
  write(id);
  call(staff("ana"), "ticket.reply", named);
  EXPECT_TRUE(demoted(id)) << "the eighth, whoever put it in";
  expect_sound();
}

TEST_F(FairUse, WhatStaffOpenOnTheirOwnDoesNotCount) {
  const std::string billing =
      R"("department":"technical","topic":"billing","fields":{"order":"123456"},"body":"Una factura")";
  const auto by_staff = [&](int n, bool from_customer) {
    return R"({"customer":"1017","subject":"Asunto )" + std::to_string(n) + "\"," + billing +
           (from_customer ? R"(,"from_customer":true})" : "}");
  };
  for (int i = 0; i < 5; ++i) call(staff("ana"), "ticket.open", by_staff(i, false));
  const auto with_order = R"(,"topic":"billing","fields":{"order":"123456"})";
  EXPECT_NO_THROW(open(with_order)) << "the first of the customer's";
  EXPECT_NO_THROW(call(staff("ana"), "ticket.open", by_staff(6, true))) << "the second, by mail";
  EXPECT_EQ(failure_code(staff("ana"), "ticket.open", by_staff(7, true)), "policy.refused");
  EXPECT_EQ(call("policy.attempts", R"({"customer":"1017"})").at("attempts").as_array().size(), 1u)
      << "noted as an attempt of the customer's";
  EXPECT_NO_THROW(call(staff("ana"), "ticket.open", by_staff(8, false))) << "staff are advised only";
  EXPECT_EQ(call(staff("ana"), "ticket.check",
                 R"({"customer":"1017","from_customer":true,"subject":"Otro",)" + billing + "}")
                .at("decision")
                .at("effect"),
            "refuse");
  expect_sound();
}

TEST_F(FairUse, WhatComesFromAPersonIsTheirs) {
  call("customer.put", R"({"reference":"1017","name":"Zapatería Ñandú","contacts":[
    {"reference":"eva","name":"Eva","tickets":true},{"reference":"luis","name":"Luis","billing":true}]})");
  const auto mail = [](std::string_view more) {
    return R"({"customer":"1017","subject":"Una duda","body":"La de ayer","department":"technical",
               "topic":"question")" +
           std::string(more) + "}";
  };
  const auto opened = call("ticket.open", mail(R"(,"from_customer":true,"contact":"eva")"));
  const auto first = call("ticket.get", R"({"ticket":")" + id_of(opened) + "\"}").at("messages").at(0);
  EXPECT_EQ(first.at("author").at("name"), "Eva");
  EXPECT_EQ(first.at("author").at("role"), "customer");
  const auto error = failure(nullptr, "ticket.open", mail(R"(,"from_customer":true,"contact":"nobody")"));
  EXPECT_EQ(error.code, "request.invalid");
  EXPECT_EQ(error.problems.at(0).path, "/contact");
  EXPECT_EQ(failure(nullptr, "ticket.open", mail(R"(,"contact":"eva")")).problems.at(0).path, "/contact")
      << "whose words they are is said with `from_customer`";
  EXPECT_EQ(failure(nullptr, "ticket.open", mail(R"(,"from_customer":true,"contact":"luis")")).code,
            "contact.no_tickets")
      << "as in a session of their own";
  EXPECT_EQ(failure_code(customer("1017"), "ticket.open", mail(R"(,"from_customer":true)")),
            "request.invalid");
  // Replying for somebody takes what opening a ticket for them takes.
  call("staff.put", R"({"reference":"leo","name":"Leo","permissions":["tickets_read","tickets_reply"]})");
  const std::string reply = R"({"ticket":")" + id_of(opened) + R"(","body":"Más")";
  EXPECT_EQ(failure_code(staff("leo"), "ticket.reply", reply + R"(,"from_customer":true})"),
            "staff.no_permission");
  EXPECT_NO_THROW(call(staff("leo"), "ticket.reply", reply + "}"));
}

TEST_F(FairUse, WhatIsPutInOpensAClosedTicketAgain) {
  const auto id = open();
  const std::string named = R"({"ticket":")" + id + "\"";
  call(staff("ana"), "ticket.reply", named + R"(,"body":"Ya está"})");
  call("ticket.close", named + "}");
  EXPECT_EQ(call(staff("ana"), "ticket.reply", named + R"(,"body":"Sigue igual","from_customer":true})")
                .at("ticket")
                .at("status"),
            "open");
  expect_sound();
}

// ---- demotion ---------------------------------------------------------------------------------------------

TEST_F(FairUse, S1_21_ADemotedTicketStandsBehindNewerOnes) {
  const auto first = open();
  write(first, 7);
  const auto newer = open(R"(,"topic":"question")", "2000");
  EXPECT_THAT(queue(), ElementsAre(newer, first));
  EXPECT_EQ(ticket(first).at("demoted_until"), "2026-03-04T09:00:00.000Z");
  const auto place = explain(first, customer("1017")).at("place");
  EXPECT_EQ(place.at("demoted_by"), "too-many");
  EXPECT_EQ(place.at("demoted_until"), "2026-03-04T09:00:00.000Z");
  EXPECT_EQ(place.at("demoted_since"), "2026-03-02T09:00:00.000Z");
  expect_sound();
}

TEST_F(FairUse, S1_21_AtItsAgeItStandsWhereItWouldHaveStood) {
  const auto first = open();
  const auto undemoted = key(first);
  write(first, 7);
  EXPECT_NE(key(first), undemoted);
  pass(hours(1));
  const auto newer = open(R"(,"topic":"question")", "2000");
  set_now("2026-03-04T08:59:59.999Z");
  call("tick");
  EXPECT_THAT(queue(), ElementsAre(newer, first));
  set_now("2026-03-04T09:00:00.000Z");
  call("tick");
  EXPECT_THAT(queue(), ElementsAre(first, newer));
  EXPECT_EQ(key(first), undemoted);
  call("tick");
  EXPECT_THAT(texts("SELECT kind FROM event WHERE kind = 'ticket.restored'"), ElementsAre("ticket.restored"));
  expect_sound();
}

TEST_F(FairUse, S1_21_AfterDowntimeItEndsOnceWhoeverLooksFirst) {
  const auto first = open(), second = open();
  write(first, 6);   // the eighth message of the day
  write(second, 1);  // and the ninth
  ASSERT_TRUE(demoted(first));
  ASSERT_TRUE(demoted(second));
  pass(days(5));
  write(first);  // before any tick
  call("tick");
  call("tick");
  EXPECT_FALSE(demoted(first));
  EXPECT_FALSE(demoted(second));
  const auto ends = texts("SELECT body FROM event WHERE kind = 'ticket.restored'");
  ASSERT_EQ(ends.size(), 2u);
  for (const auto& end : ends)
    EXPECT_EQ(boost::json::parse(end).at("at"), "2026-03-04T09:00:00.000Z") << "the instant of the agenda";
  EXPECT_THAT(texts("SELECT entry FROM agenda WHERE entry = 'demotion'"), IsEmpty());
  expect_sound();
}

TEST_F(FairUse, S1_21_ItIsOnceATicketAndNeverBeyondItsAge) {
  const auto id = open();
  write(id, 7);
  call(staff("ana"), "ticket.end_demotion", R"({"ticket":")" + id + "\"}");
  EXPECT_FALSE(demoted(id));
  write(id);
  EXPECT_FALSE(demoted(id)) << "staff have said so";
  EXPECT_EQ(explain(id).at("place").at("demoted_by"), "too-many") << "that it was is still told";
  const auto old = open();  // demoted, as the day has had too many messages
  EXPECT_TRUE(demoted(old));
  expect_sound();
}

TEST_F(FairUse, DemotionEndsWithTheFlagsItCameFrom) {
  const auto id = open();
  const auto undemoted = key(id);
  flag("duplicates", id);
  const auto second = flag("duplicates", id);
  ASSERT_EQ(second.at("followed").as_array().size(), 1u);
  EXPECT_EQ(second.at("followed").at(0).at("measure"), "demotion");
  ASSERT_TRUE(demoted(id));
  withdraw(second);
  EXPECT_FALSE(demoted(id));
  EXPECT_EQ(key(id), undemoted);
  EXPECT_THAT(texts("SELECT entry FROM agenda WHERE entry = 'demotion'"), IsEmpty());
  const auto told = explain(id).at("fair_use");
  ASSERT_EQ(told.as_array().size(), 1u) << "the notice of the first";
  EXPECT_THAT(std::string(told.at(0).at("text").as_string()), ::testing::Not(HasSubstr("Retirado")));
  expect_sound();
}

TEST_F(FairUse, AWarningIsTakenBackWithItsFlag) {
  const auto id = open();
  withdraw(flag("offensive_language", id));
  EXPECT_THAT(std::string(explain(id).at("fair_use").at(0).at("text").as_string()), HasSubstr("Retirado"));
  EXPECT_EQ(flag("offensive_language", id).at("followed").at(0).at("measure"), "warning")
      << "the first again";
  expect_sound();
}

TEST_F(FairUse, S1_21_WhateverHappensNobodyStarvesAndTheTimelineSaysTheSame) {
  std::vector<std::string> ids;
  std::vector<value> flags;
  std::uint32_t dice = 20260302;
  const auto roll = [&](std::uint32_t sides) {
    dice = dice * 1664525 + 1013904223;
    return (dice >> 16) % sides;
  };
  int demotions = 0;
  for (int step = 0; step < 250; ++step) {
    pass(milliseconds(roll(60'000) * std::int64_t{61}));
    if (ids.size() < 8) ids.push_back(open());
    const auto& id = ids[roll(static_cast<std::uint32_t>(ids.size()))];
    const std::string named = R"({"ticket":")" + id + "\"";
    try {
      switch (roll(8)) {
        case 0:
        case 1:
          write(id);
          break;
        case 2:
          call(staff("ana"), "ticket.reply", named + R"(,"body":"Visto"})");
          break;
        case 3:
          flags.push_back(flag("duplicates", id));
          break;
        case 4:
          if (!flags.empty()) withdraw(flags[roll(static_cast<std::uint32_t>(flags.size()))]);
          break;
        case 5:
          call(staff("ana"), "ticket.set_priority",
               named + R"(,"priority":")" + (roll(2) ? "high" : "regular") + "\"}");
          break;
        case 6:
          if (roll(4) == 0) ids.push_back(open());
          break;
        default:
          call("tick");
          for (const auto& one : ids) {
            const auto until = number("SELECT demoted_until FROM ticket WHERE id = ?", one);
            demotions += until > 0;
            EXPECT_TRUE(until <= 0 || until > time->load()) << one << " is demoted beyond its age";
          }
      }
    } catch (const Error& error) {
      ASSERT_TRUE(error.category == Category::conflict || error.category == Category::refused)
          << error.message;
    }
  }
  EXPECT_GT(demotions, 10) << "the test has seen demoted tickets";
  expect_sound();
  // The check can fail.
  desk->database().transact([](storage::Transaction& tx) {
    tx.run("UPDATE ticket SET demoted_until = NULL WHERE demoted_until IS NOT NULL");
    tx.run(
        "UPDATE ticket SET queue_key = queue_key + 2305843009213693952 WHERE id = (SELECT MIN(id) FROM "
        "ticket WHERE queue_key IS NOT NULL AND queue_key < 2305843009213693952)");
  });
  const auto found = call("desk.verify");
  EXPECT_FALSE(found.at("sound").as_bool());
  EXPECT_THAT(std::string(found.at("findings").at(0).at("problem").as_string()),
              HasSubstr("is not what the timeline makes of it"));
}

// ---- what is missing, and what is alike -------------------------------------------------------------------

TEST_F(FairUse, S1_36_WhatIsMissingHoldsTheClockUntilTheCustomerWrites) {
  const auto id = open(R"(,"topic":"billing")");
  const auto held = ticket(id);
  EXPECT_EQ(held.at("status"), "waiting");
  EXPECT_EQ(held.at("paused").at("reason"), "customer");
  EXPECT_EQ(held.at("clocks").at("first_response").at("state"), "paused");
  EXPECT_EQ(explain(id).at("paused").at("rule"), "which-order");
  EXPECT_THAT(texts("SELECT author_kind FROM event WHERE kind = 'ticket.paused'"), ElementsAre("policy"));
  pass(hours(3));
  write(id);
  EXPECT_EQ(ticket(id).at("status"), "open");
  EXPECT_EQ(ticket(id).at("clocks").at("first_response").at("due_at"), "2026-03-02T12:10:00.000Z")
      << "three hours later, to the millisecond";
  EXPECT_EQ(ticket(open(R"(,"topic":"billing","fields":{"order":"123456"})")).at("status"), "open");
  expect_sound();
}

TEST_F(FairUse, S1_37_ARepeatedTicketIsSuggestedAndHasNoConsequence) {
  const std::string request =
      R"({"subject":"La web no carga","body":"No carga desde las 9","department":"technical","topic":"question"})";
  const auto first = id_of(call(customer("1017"), "ticket.open", request));
  const auto again = call(customer("1017"), "ticket.open",
                          R"({"subject":"¡La web NO carga!","body":"Sigue igual, y es urgente","department":
                              "technical","topic":"question"})");
  EXPECT_EQ(std::string(again.at("ticket").at("resembles").as_string()), first);
  EXPECT_EQ(std::string(ticket(id_of(again)).at("resembles").as_string()), first) << "staff see it too";
  EXPECT_THAT(tasks(), IsEmpty());
  const auto followed = flag("duplicates", id_of(again)).at("followed");
  EXPECT_EQ(followed.at(0).at("rule"), "repeated");
  EXPECT_EQ(followed.at(0).at("measure"), "notice");
  EXPECT_FALSE(call(customer("2000"), "ticket.open", request).at("ticket").as_object().contains("resembles"))
      << "another account's is nobody's business";
  EXPECT_FALSE(ticket(open()).as_object().contains("resembles"));
}

}  // namespace
}  // namespace plazo::operations::testing
