// Calls and chats on the desk: what they cost, what fair use makes follow, whose they are, and what is kept.
#include <gmock/gmock.h>

#include <random>

#include "tests/core/operations/paid_support.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Phone support costs 15,00 €, and is included for the group `gold`, two calls or an hour a month; sales
/// take WhatsApp from anybody in office hours, chat is for who is signed in.
constexpr const char* calls_policy = R"({"document":{"plazo":1,"provider":"Introserv","zone":"Europe/Madrid",
  "languages":["es","en"],"currency":"EUR",
  "calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]},"holidays":[]}},
  "channels":{
    "ticket":{"name":{"es":"Ticket","en":"Ticket"},"kind":"ticket","identity":"signed_in","hours":"always"},
    "phone":{"name":{"es":"Teléfono","en":"Phone"},"kind":"phone","hours":"office","outside_hours":{"effect":"refuse"},
             "contact":"+34 900 000 000"},
    "chat":{"name":{"es":"Chat","en":"Chat"},"kind":"chat","identity":"signed_in","hours":"office",
            "outside_hours":{"effect":"refuse"}},
    "whatsapp":{"name":{"es":"WhatsApp","en":"WhatsApp"},"kind":"messaging","hours":"office",
                "outside_hours":{"effect":"refuse"},"contact":"+34 600 000 000"}},
  "departments":{"technical":{"hours":"always"},"sales":{"hours":"always"}},
  "priorities":{"regular":{},"urgent":{"entitlement":"phone"}},
  "topics":{
    "question":{"name":{"es":"Duda","en":"Question"},"ways":[{"channel":["ticket","phone","chat"],"department":"technical"}]},
    "buying":{"name":{"es":"Contratar","en":"Buying"},"ways":[{"channel":"whatsapp","department":"sales"}]}},
  "otherwise":{"effect":"refuse"},
  "exceptions":[{"id":"paid-phone","when":{"channel":"phone"},"unless":{"entitlement":"phone"},"effect":"refuse"}],
  "entitlements":{
    "phone":{"name":{"es":"Soporte telefónico","en":"Phone support"},"price":1500,"included_for":"gold",
             "quota":{"tickets":2,"time":"PT1H"}},
    "night":{"name":{"es":"Guardia","en":"On call"},"price":4000,"refund":"never"}},
  "fair_use":{"demoted_at_most":"P2D","limits":[
      {"id":"chats","counts":"sessions","when":{"channel":"chat"},"window":"P1D",
       "text":{"es":"Muchos chats.","en":"Many chats."},
       "then":[{"occurrences":3,"measure":"notice"},{"occurrences":5,"measure":"demotion"},
               {"occurrences":6,"measure":"refusal"}]},
      {"id":"offence","counts":"offensive_language","noticed":"flagged","window":"P30D",
       "then":[{"occurrences":1,"measure":"warning"},{"occurrences":2,"measure":"suspension"}]}],
    "sessions":[{"id":"twenty","channel":["chat","phone"],"longest":"PT20M","then_channel":"ticket",
                 "callback_offered":true}],
    "suspension":{"length":"P7D","open_topics":["buying"]}},
  "first_response":"PT10M"}})";

class Calls : public PaidSupport {
 protected:
  Calls() {
    call("policy.install", calls_policy);
    call("staff.put", R"({"reference":"tel","name":"Telma","permissions":["sessions","tickets_read",
      "tickets_reply","tickets_close","customers_read","conduct"]})");
    call("staff.put", R"({"reference":"sin","name":"Sin","permissions":["sessions","tickets_read",
      "support_suspend"]})");
  }

  static std::string asking(std::string_view channel, std::string_view more = "") {
    return R"({"channel":")" + std::string(channel) + R"(","topic":"question")" + std::string(more) + "}";
  }
  static constexpr std::string_view agreed = R"(,"entitlements":["phone"])";
  value start(const customers::Claim& as, const std::string& request) {
    return call(as, "session.start", request);
  }
  static std::string id_of(const value& reply) {
    return std::string(reply.at("session").at("id").as_string());
  }
  std::string paid_call(const customers::Claim& as) { return id_of(start(as, asking("phone", agreed))); }
  static std::string in(const std::string& session, std::string_view more = "") {
    return R"({"session":")" + session + "\"" + std::string(more) + "}";
  }
  void join(const std::string& id) { call(tel, "session.join", in(id)); }
  value end(const std::string& id, const customers::Claim& as) { return call(as, "session.end", in(id)); }
  value session(const std::string& id, const customers::Claim& as) {
    return call(as, "session.get", in(id)).at("session");
  }
  value only_charge(const std::string& id) { return session(id, tel).at("charges").at(0); }
  value usage(const customers::Claim& as) { return call(as, "entitlement.usage").at("entitlements").at(0); }
  std::vector<std::string> texts(std::string_view sql) {
    std::vector<std::string> out;
    desk->database().read([&](storage::Transaction& tx) {
      out.clear();
      auto rows = tx.query(sql);
      while (rows.next()) out.emplace_back(rows.text(0));
    });
    return out;
  }
  std::vector<std::string> told() {
    return texts("SELECT kind FROM event WHERE kind LIKE 'fair_use.%' ORDER BY at, subject, sequence");
  }
  std::string settle_session(const std::string& id, std::string_view settlement) {
    const std::string charge(only_charge(id).at("id").as_string());
    return std::string(call("charge.settle", R"({"charge":")" + charge + R"(","settlement":")" +
                                                 std::string(settlement) + "\"}")
                           .at("charge")
                           .at("state")
                           .as_string());
  }
  value flag() {
    pass(milliseconds(1));
    return call(tel, "conduct.flag", R"({"customer":"1017","conduct":"offensive_language"})");
  }

  const customers::Claim tel = staff("tel"), sin = staff("sin"), guest = customers::GuestClaim{};
};

// ---- what they cost ---------------------------------------------------------------------------------------

TEST_F(Calls, AnAgreedCallIsChargedOnceWhenItIsTaken) {
  const auto reply = start(owner, asking("phone", agreed));
  const auto& charge = reply.at("session").at("charges").at(0);
  EXPECT_EQ(charge.at("amount"), 1500);
  EXPECT_EQ(charge.at("state"), "due");
  EXPECT_EQ(charge.at("session"), reply.at("session").at("id"));
  EXPECT_FALSE(charge.as_object().contains("ticket"));
  EXPECT_EQ(charge.at("text"), "Soporte telefónico: 15,00 €, pendiente de cobro.");
  EXPECT_EQ(only_charge(id_of(reply)).at("id"), charge.at("id"));
  EXPECT_EQ(call(owner, "charge.list").at("charges").at(0), charge) << "the customer sees it";
  EXPECT_EQ(call(tel, "charge.list").at("charges").as_array().size(), 1u) << "and who takes calls";
  EXPECT_EQ(events("charge.made"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
  EXPECT_THAT(texts("SELECT body FROM outbox WHERE kind = 'charge.made'").front(),
              HasSubstr(R"("session":")" + id_of(reply)));
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'charge.made' AND audience = 'customer'"), 1);
  expect_sound();
}

TEST_F(Calls, ARepeatedStartIsOneCallAndOneCharge) {
  const auto request = asking("phone", std::string(agreed) + R"(,"idempotency_key":"a")");
  const auto first = start(owner, request), again = start(owner, request);
  EXPECT_EQ(first.at("session"), again.at("session"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM conversation"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
  paid_call(owner);
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 2) << "another call is another charge";
}

TEST_F(Calls, WhatIsNotAgreedToOrNotTakenIsNotCharged) {
  EXPECT_EQ(failure_code(owner, "session.start", asking("phone")), "policy.refused");
  set_now("2026-03-02T20:00:00Z");
  EXPECT_EQ(failure_code(owner, "session.start", asking("phone", agreed)), "policy.refused");
  set_now("2026-03-03T09:00:00Z");
  start(owner, asking("chat"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM entitlement_use"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM conversation"), 1);
}

TEST_F(Calls, WhoeverIsNotAttendedToGetsItBack) {
  const auto withdrawn = paid_call(owner);
  EXPECT_EQ(settle_session(withdrawn, "paid"), "paid");
  end(withdrawn, owner);
  EXPECT_EQ(only_charge(withdrawn).at("state"), "refund_due");
  EXPECT_EQ(only_charge(withdrawn).at("refund_reason"), "withdrawn");
  EXPECT_EQ(session(withdrawn, owner).at("charges").at(0).at("text"),
            "Soporte telefónico: te devolvemos 15,00 € porque terminaste antes de que te atendiéramos.");
  end(withdrawn, owner);
  EXPECT_EQ(tasks("charge.refund_due"), 1) << "ending it again changes nothing";
  EXPECT_EQ(settle_session(withdrawn, "refunded"), "refunded");

  const auto left = paid_call(owner);
  end(left, tel);
  EXPECT_EQ(only_charge(left).at("refund_reason"), "refused");
  EXPECT_EQ(settle_session(left, "waived"), "waived");

  const auto attended = paid_call(owner);
  join(attended);
  end(attended, owner);
  EXPECT_EQ(only_charge(attended).at("state"), "due");

  const auto never = id_of(start(owner, asking("chat", R"(,"entitlements":["night"])")));
  end(never, owner);
  EXPECT_EQ(only_charge(never).at("state"), "due") << "the policy never gives it back";
  expect_sound();
}

TEST_F(Calls, QuotasCountCallsAndTheTimeOfStaffInThem) {
  const auto first = paid_call(gold);
  EXPECT_FALSE(session(first, gold).as_object().contains("charges")) << "it is included";
  join(first);
  pass(minutes(12));
  EXPECT_EQ(usage(gold).at("time"), 0) << "under way";
  end(first, gold);
  EXPECT_EQ(usage(gold).at("tickets"), 1);
  EXPECT_EQ(usage(gold).at("time"), minutes(12).ms);
  EXPECT_EQ(usage(gold).at("time_left"), minutes(48).ms);
  end(paid_call(gold), gold);
  EXPECT_EQ(usage(gold).at("tickets"), 1) << "nobody came";
  const auto second = paid_call(gold);
  join(second);
  end(second, gold);
  EXPECT_EQ(usage(gold).at("tickets_left"), 0);
  const auto third = paid_call(gold);
  EXPECT_EQ(only_charge(third).at("amount"), 1500) << "beyond what is included";
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
}

TEST_F(Calls, UsedUpHoursAreUsedUpForTheNextCall) {
  const auto first = paid_call(gold);
  join(first);
  pass(hours(1));
  end(first, gold);
  EXPECT_EQ(only_charge(paid_call(gold)).at("amount"), 1500) << "one call of two, but the whole hour";
}

// Whatever is done with a call in whatever order, and however often, it is charged once; and what is charged
// is given back when staff never came, and only then.
TEST_F(Calls, InWhateverOrderACallIsChargedOnce) {
  std::mt19937 chance(7);
  int given_back = 0, kept = 0;
  for (int round = 0; round < 40; ++round) {
    const auto request =
        asking("phone", std::string(agreed) + R"(,"idempotency_key":"round )" + std::to_string(round) + "\"");
    const auto id = id_of(start(owner, request));
    const auto attempt = [&](const customers::Claim* as, std::string_view operation,
                             const std::string& asked) {
      try {
        desk->call(as, operation, asked);
      } catch (const Error& error) {
        EXPECT_EQ(error.category, Category::conflict) << operation << error.message;
      }
    };
    bool joined = false, escalated = false, ended = false;
    for (int step = 0; step < 8; ++step) {
      pass(seconds(1));
      switch (chance() % 6) {
        case 0:
          attempt(&owner, "session.start", request);
          break;
        case 1:
          attempt(&tel, "session.join", in(id));
          joined |= !ended;
          break;
        case 2:
          attempt(chance() % 2 ? &owner : &tel, "session.end", in(id));
          ended = true;
          break;
        case 3:
          if (chance() % 3 != 0) break;
          attempt(&tel, "session.escalate", in(id, R"(,"subject":"s","body":"b","department":"technical")"));
          escalated |= !ended;
          ended = true;
          break;
        default:
          attempt(nullptr, "charge.settle",
                  R"({"charge":")" + std::string(only_charge(id).at("id").as_string()) +
                      R"(","settlement":")" + (chance() % 2 ? "paid" : "waived") + "\"}");
      }
    }
    attempt(&owner, "session.end", in(id));
    EXPECT_EQ(count("SELECT COUNT(*) FROM charge WHERE session = " + id), 1);
    EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'charge.made' AND subject = " + id), 1);
    const bool attended = joined || escalated;
    EXPECT_EQ(count("SELECT COUNT(*) FROM entitlement_use WHERE subject = " + id), attended) << round;
    const auto state = std::string(only_charge(id).at("state").as_string());
    // What was waived before it ended has nothing to give back.
    EXPECT_TRUE(attended ? state != "refund_due" : state == "refund_due" || state == "waived") << state;
    ++(attended ? kept : given_back);
  }
  EXPECT_GT(given_back, 3);
  EXPECT_GT(kept, 3);
  expect_sound();
}

TEST_F(Calls, ACallThatGoesOnByTicketIsPaidForAndCountedOnce) {
  const auto paid = paid_call(owner);
  join(paid);
  const auto escalated = call(tel, "session.escalate",
                              in(paid, R"(,"subject":"Web lenta","body":"Sigue","department":"technical",
                                "priority":"urgent")"));
  EXPECT_EQ(escalated.at("ticket").at("priority"), "urgent") << "it was paid for";
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  EXPECT_EQ(usage(owner).at("tickets"), 1);
  expect_sound();
}

TEST_F(Calls, WhatItsCallPaidForIsNotChargedWithTheTicketEither) {
  const auto paid = paid_call(owner);
  join(paid);
  const auto escalated = call(tel, "session.escalate",
                              in(paid, R"(,"subject":"Web lenta","body":"Sigue","department":"technical",
                                "priority":"urgent")"));
  const std::string ticket(escalated.at("ticket").at("id").as_string());
  EXPECT_THAT(boost::json::serialize(call(owner, "ticket.explain", of(ticket))),
              ::testing::Not(HasSubstr("no se cobra nada")));
  call(ana, "ticket.set_priority", of(ticket, R"(,"priority":"regular")"));
  call(ana, "ticket.set_priority", of(ticket, R"(,"priority":"urgent")"));
  EXPECT_EQ(priority(ticket), "urgent") << "without another agreement";
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  expect_sound();
}

TEST_F(Calls, WhatThePanelRaisesByItselfNobodyHasAnswered) {
  const auto paid = paid_call(owner);
  call("session.escalate", in(paid, R"(,"subject":"Nadie contesta","body":"b","department":"technical")"));
  EXPECT_EQ(only_charge(paid).at("state"), "refund_due");
  EXPECT_EQ(count("SELECT COUNT(*) FROM entitlement_use"), 0);
  expect_sound();
}

TEST_F(Calls, ACallAboutAPaidTicketIsNotPaidOnceMore) {
  const auto ticket = open_ticket(
      owner, R"(,"topic":"question","priority":"urgent","channel":"ticket","entitlements":["phone"])");
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  const auto reply = start(owner, asking("phone", std::string(agreed) + R"(,"ticket":")" + ticket + "\""));
  EXPECT_FALSE(reply.at("session").as_object().contains("charges"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  EXPECT_EQ(usage(owner).at("tickets"), 1);
}

TEST_F(Calls, ChargesOfCallsAreForWhoeverTakesThem) {
  const auto id = paid_call(owner);
  const auto charge = R"({"charge":")" + std::string(only_charge(id).at("id").as_string()) + "\"}";
  EXPECT_EQ(call(tel, "charge.get", charge).at("charge").at("amount"), 1500);
  EXPECT_EQ(failure_code(ana, "charge.get", charge), "charge.not_found") << "without `sessions`";
  EXPECT_THAT(call(ana, "charge.list").at("charges").as_array(), IsEmpty());
  EXPECT_THAT(call(ana, "charge.list", R"({"state":"due"})").at("charges").as_array(), IsEmpty());
  EXPECT_THAT(call(ana, "charge.list", R"({"customer":"1017"})").at("charges").as_array(), IsEmpty());
  EXPECT_EQ(failure_code(gold, "charge.get", charge), "charge.not_found") << "another account's";
}

TEST_F(Calls, TheDatabaseItselfTakesNoSecondChargeForACall) {
  paid_call(owner);
  EXPECT_ANY_THROW(desk->database().transact([](storage::Transaction& tx) {
    tx.run(
        "INSERT INTO charge SELECT id + 1, customer, ticket, session, entitlement, amount, currency, refund, "
        "policy, state, made_at, paid_at, refund_due_at, refund_reason, ended_at, invoice, credit_note FROM "
        "charge");
  }));
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
}

// ---- what follows -----------------------------------------------------------------------------------------

TEST_F(Calls, WhatIsCountedIsToldOnceAWindow) {
  std::string id;
  for (int i = 0; i < 4; ++i) id = id_of(start(owner, asking("chat")));
  EXPECT_THAT(told(), ElementsAre("fair_use.notice")) << "with the third, and not again";
  EXPECT_EQ(tasks("fair_use.notice"), 1);
  EXPECT_THAT(texts("SELECT body FROM outbox").front(), HasSubstr(R"("to":["requester"])"));
  const auto third = texts("SELECT CAST(session AS TEXT) FROM consequence").front();
  const auto followed = session(third, owner).at("fair_use");
  ASSERT_EQ(followed.as_array().size(), 1u);
  EXPECT_EQ(followed.at(0).at("rule"), "chats");
  EXPECT_EQ(followed.at(0).at("measure"), "notice");
  EXPECT_EQ(followed.at(0).at("occurrences"), 3);
  EXPECT_EQ(followed.at(0).at("text"), "Muchos chats.");
  start(owner, asking("chat"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM consequence"), 1) << "a chat cannot be demoted";
  EXPECT_EQ(failure_code(owner, "session.start", asking("chat")), "policy.refused");
  expect_sound();
}

TEST_F(Calls, WhatStaffFlaggedFollowsWithTheNextCallAndIsTakenBack) {
  const auto flagged = flag();
  const auto first = id_of(start(owner, asking("chat")));
  EXPECT_THAT(told(), ElementsAre("fair_use.warning"));
  flag();
  pass(milliseconds(1));
  const auto second = id_of(start(owner, asking("chat")));
  EXPECT_THAT(told(), ElementsAre("fair_use.warning", "fair_use.suspension_proposed"));
  EXPECT_EQ(session(second, tel).at("fair_use").at(0).at("measure"), "suspension");
  EXPECT_FALSE(session(second, owner).as_object().contains("fair_use")) << "the proposal is staff's";
  EXPECT_EQ(count("SELECT COUNT(*) FROM suspension"), 0);
  pass(milliseconds(1));
  call(tel, "conduct.withdraw",
       R"({"flag":")" + std::string(flagged.at("flag").at("id").as_string()) + R"(","reason":"Un error"})");
  EXPECT_THAT(told(), ElementsAre("fair_use.warning", "fair_use.suspension_proposed", "fair_use.withdrawn"));
  EXPECT_TRUE(session(second, tel).at("fair_use").at(0).as_object().contains("withdrawn_at"));
  EXPECT_FALSE(session(first, tel).at("fair_use").at(0).as_object().contains("withdrawn_at"))
      << "one flag is left, and that is what was warned of";
  expect_sound();
}

TEST_F(Calls, NothingFollowsFromCallsThatStaffNote) {
  flag();
  for (int i = 0; i < 7; ++i) start(tel, asking("chat", R"(,"customer":"1017")"));
  EXPECT_THAT(told(), IsEmpty());
}

TEST_F(Calls, AtItsEndACallOffersWhatThePolicyOffers) {
  const auto id = paid_call(owner);
  join(id);
  pass(minutes(20));
  const auto decision = end(id, owner).at("decision");
  EXPECT_EQ(decision.at("obligations").at(0).at("duty"), "offer_callback");
  const auto brief = id_of(start(owner, asking("chat")));
  join(brief);
  EXPECT_FALSE(end(brief, owner).as_object().contains("decision"));
}

TEST_F(Calls, TheTimelineTellsTheCourseAndWhatWasDecided) {
  const auto id = paid_call(owner);
  join(id);
  join(id);
  call(tel, "session.escalate", in(id, R"(,"subject":"Web lenta","body":"Sigue","department":"technical",
    "callback":true)"));
  end(id, owner);
  call(tel, "session.called_back", in(id));
  EXPECT_THAT(texts("SELECT kind FROM event WHERE subject = " + id + " ORDER BY sequence"),
              ElementsAre("session.started", "charge.made", "session.joined", "session.escalated",
                          "session.called_back"));
  const auto began = boost::json::parse(
      texts("SELECT body FROM event WHERE kind = 'session.started' AND subject = " + id).front());
  EXPECT_EQ(began.at("channel"), "phone");
  EXPECT_EQ(began.at("decision").at("effect"), "allow");
  EXPECT_EQ(began.at("question").at("facts").at("entitlement").at(0), "phone");
  expect_sound();
}

// ---- whose they are ---------------------------------------------------------------------------------------

TEST_F(Calls, WhoMayNotSeeAccountsIsToldOfNone) {
  const auto id = paid_call(owner);
  const auto of_guest = id_of(call("session.start_guest", R"({"channel":"whatsapp","address":"+34 600 1"})"));
  for (const char* account : {"1017", "nobody"}) {
    const std::string named = R"("customer":")" + std::string(account) + "\"";
    const std::string ticket = R"(,"subject":"s","body":"b","department":"technical",)" + named;
    const std::pair<const char*, std::string> requests[] = {
        {"session.start", R"({"channel":"phone","topic":"question",)" + named + "}"},
        {"session.start", R"({"channel":"phone","ticket":"1",)" + named + "}"},
        {"session.escalate", in(id, ticket)},
        {"session.escalate", in(of_guest, ticket)},
        {"support.suspend", "{" + named + R"(,"reason":"x"})"},
        {"support.lift", "{" + named + R"(,"reason":"x"})"},
        {"support.suspensions", "{" + named + "}"},
        {"charge.list", "{" + named + "}"},
        {"charge.list", R"({"ticket":"1",)" + named + "}"}};
    for (const auto& [operation, request] : requests)
      EXPECT_EQ(failure_code(sin, operation, request), "staff.no_permission") << operation << request;
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM conversation"), 2);
}

// ---- guests -----------------------------------------------------------------------------------------------

TEST_F(Calls, AGuestIsServedWhereThePolicyLetsVisitors) {
  const auto request = [](std::string_view channel, std::string_view topic, std::string_view more = "") {
    return R"({"channel":")" + std::string(channel) + R"(","topic":")" + std::string(topic) +
           R"(","name":"Iker","address":"+34 600 111 222")" + std::string(more) + "}";
  };
  const auto reply = call(guest, "session.start_guest", request("whatsapp", "buying"));
  const auto& session_view = reply.at("session");
  EXPECT_FALSE(session_view.as_object().contains("customer"));
  EXPECT_EQ(session_view.at("guest").at("name"), "Iker");
  EXPECT_EQ(session_view.at("guest").at("address"), "+34 600 111 222");
  EXPECT_EQ(failure_code(guest, "session.start_guest", request("chat", "question")), "policy.refused")
      << "who chats must be signed in";
  EXPECT_EQ(failure_code(guest, "session.start_guest", R"({"channel":"whatsapp","topic":"buying"})"),
            "request.invalid");
  EXPECT_EQ(failure_code(guest, "session.start_guest",
                         request("whatsapp", "buying", R"(,"entitlements":["phone"])")),
            "request.invalid")
      << "there is nobody to charge";
  set_now("2026-03-02T20:00:00Z");
  EXPECT_EQ(failure_code(guest, "session.start_guest", request("whatsapp", "buying")), "policy.refused");
  EXPECT_EQ(call(tel, "session.start_guest", request("whatsapp", "buying")).at("decision").at("for_customer"),
            "refuse")
      << "staff are advised";
  EXPECT_EQ(count("SELECT COUNT(*) FROM conversation"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'session.started' AND author_kind = 'guest'"), 1);
  expect_sound();
}

TEST_F(Calls, AGuestsCallIsStaffsAloneUntilThereIsAnAccount) {
  const auto id = id_of(call(guest, "session.start_guest",
                             R"({"channel":"whatsapp","topic":"buying","address":"iker@example.com"})"));
  EXPECT_EQ(failure_code(owner, "session.get", in(id)), "session.not_found");
  EXPECT_EQ(failure_code(guest, "session.get", in(id)), "operation.not_allowed");
  join(id);
  EXPECT_EQ(call(tel, "session.list").at("sessions").at(0).at("guest").at("address"), "iker@example.com");
  const std::string ticket = R"(,"subject":"Alta","body":"Quiere dos","department":"sales")";
  EXPECT_EQ(failure_code(tel, "session.escalate", in(id, ticket)), "request.invalid");
  call("customer.put", R"({"reference":"4000","name":"Iker S.L."})");
  const auto escalated = call(tel, "session.escalate", in(id, ticket + R"(,"customer":"4000")"));
  EXPECT_EQ(escalated.at("ticket").at("customer"), "4000");
  EXPECT_EQ(escalated.at("session").at("customer"), "4000");
  EXPECT_EQ(session(id, customer("4000")).at("guest").at("address"), "iker@example.com");
  EXPECT_EQ(failure_code(owner, "session.get", in(id)), "session.not_found");
  expect_sound();
}

TEST_F(Calls, ACallGoesOnInItsOwnAccountOnly) {
  const auto id = paid_call(owner);
  const std::string ticket = R"(,"subject":"s","body":"b","department":"technical","customer":)";
  EXPECT_EQ(failure_code(tel, "session.escalate", in(id, ticket + "\"3000\"")), "request.invalid");
  EXPECT_EQ(call(tel, "session.escalate", in(id, ticket + "\"1017\"")).at("ticket").at("customer"), "1017");
}

TEST_F(Calls, GuestsAreNotCountedForAnybody) {
  for (int i = 0; i < 8; ++i)
    call("session.start_guest", R"({"channel":"chat","topic":"question","address":"a@example.com"})");
  start(owner, asking("chat"));
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(usage(owner).at("tickets"), 0);
}

}  // namespace
}  // namespace plazo::operations::testing
