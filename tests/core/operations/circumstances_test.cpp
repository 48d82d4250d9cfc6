// Circumstances that customer and staff declare while a ticket goes on.
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "core/policy/history.hpp"
#include "tests/core/operations/tickets_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Keys = std::vector<std::string>;

class Circumstances : public TicketsTest {
 protected:
  Circumstances() { populate(); }

  static std::string document(
      const std::string& changed = "carry", const std::string& more = "",
      const std::string& circumstances =
          R"("several_questions":{"name":{"es":"Varias preguntas","en":"Several questions"},
                                       "declared_by":"staff"},
                                     "locked_out":{"name":{"es":"Sin acceso","en":"Locked out"},
                                       "declared_by":"customer"},
                                     "outage":{"name":{"es":"Caída","en":"Outage"}})") {
    const bool speaks_of_outage = circumstances.find("\"outage\"") != std::string::npos;
    const bool speaks_of_several = circumstances.find("\"several_questions\"") != std::string::npos;
    return R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es","en"],
      "departments":{"technical":{},"financial":{}},"priorities":{"regular":{},"high":{}},
      "circumstances":{)" +
           circumstances + R"(},"targets":[)" +
           (speaks_of_outage
                ? R"({"id":"fast","when":{"circumstance":"outage"},"limit":"PT5M","measure":"wall_time"},)"
                : "") +
           R"({"id":"answer","limit":"PT1H","measure":"wall_time"},
          {"id":"solved","clock":"resolution","limit":"PT24H","measure":"wall_time","pauses":["third_party"]}],
        "order":[)" +
           (speaks_of_several ? R"({"id":"usual","unless":{"circumstance":"several_questions"}},)" : "") +
           R"({"id":"rest"}],"clocks":{"changed":")" + changed + "\"" + more + "}}";
  }
  void install(const std::string& policy) { call("policy.install", R"({"document":)" + policy + "}"); }

  static std::string request(const std::string& ticket, const Keys& keys) {
    return boost::json::serialize(
        boost::json::object{{"ticket", ticket}, {"circumstances", boost::json::value_from(keys)}});
  }
  value declares(const customers::Claim& who, const std::string& ticket, const Keys& keys) {
    return call(who, "ticket.set_circumstances", request(ticket, keys)).at("ticket");
  }
  Error refused(const customers::Claim& who, const std::string& ticket, const Keys& keys) {
    return failure(&who, "ticket.set_circumstances", request(ticket, keys));
  }
  Keys declared(const std::string& id) {
    Keys keys;
    const auto view = ticket(id);
    if (const auto* const shown = view.as_object().if_contains("circumstances"))
      for (const auto& one : shown->as_array()) keys.emplace_back(one.at("key").as_string());
    return keys;
  }
  static Keys paths(const Error& error) {
    Keys paths;
    for (const auto& problem : error.problems) paths.push_back(problem.path);
    return paths;
  }
  std::string due(const std::string& id, const char* kind = "first_response") {
    return std::string(clock(id, kind).at("due_at").as_string());
  }

  const customers::Claim eva = contact("1017", "eva"), owner = customer("1017"), ana = staff("ana");
};

TEST_F(Circumstances, AFlaggedTicketGoesBehindTheOthersAndBackAndItsClocksStay) {
  for (const char* changed : {"keep", "carry", "restart"}) {
    install(document(changed));
    const auto first = open_ticket(eva);
    pass(minutes(1));
    const auto second = open_ticket(eva);
    pass(minutes(5));
    const auto before = ticket(first).at("clocks");
    ASSERT_THAT(queue(), ElementsAre(first, second));
    declares(ana, first, {"several_questions"});
    EXPECT_THAT(queue(), ElementsAre(second, first)) << changed;
    EXPECT_EQ(ticket(first).at("clocks"), before) << changed;
    declares(ana, first, {});
    EXPECT_THAT(queue(), ElementsAre(first, second)) << changed;
    EXPECT_EQ(ticket(first).at("clocks"), before) << changed;
    EXPECT_THAT(kinds_of(first), ElementsAre("ticket.opened", "ticket.declared", "ticket.declared"));
    close(first), close(second);
    expect_sound();
  }
}

TEST_F(Circumstances, AClockWhoseTargetHangsOnThemFollowsAsThePolicySays) {
  const auto minutes_until_due = [&](const std::string& id, Instant opened) {
    return (*parse_instant(due(id)) - opened).ms / 60'000;
  };
  for (const auto& [changed, expected] : {std::pair{"keep", 60}, {"restart", 11}, {"carry", 5}}) {
    install(document(changed));
    const Instant opened{time->load()};
    const auto id = open_ticket(eva);
    const auto solved = due(id, "resolution");
    pass(minutes(6));
    declares(eva, id, {"outage"});
    EXPECT_EQ(minutes_until_due(id, opened), expected) << changed;
    EXPECT_EQ(due(id, "resolution"), solved) << "no circumstance speaks of it";
    EXPECT_EQ(clock(id, "first_response").at("rule"), expected == 60 ? "answer" : "fast");
    expect_sound();
    pass(minutes(1));
    declares(ana, id, {});
    EXPECT_EQ(minutes_until_due(id, opened), expected == 11 ? 67 : 60) << changed;
    expect_sound();
  }
}

TEST_F(Circumstances, EachSideSpeaksOfItsOwnAndWhatTheOtherDeclaredStays) {
  install(document());
  const auto id = open_ticket(eva, R"(,"circumstances":["locked_out"])");
  EXPECT_THAT(declared(id), ElementsAre("locked_out"));
  declares(ana, id, {"several_questions"});
  EXPECT_THAT(declared(id), ElementsAre("locked_out", "several_questions"));
  declares(owner, id, {"outage"});
  EXPECT_THAT(declared(id), ElementsAre("several_questions", "outage"));
  declares(ana, id, {});
  EXPECT_THAT(declared(id), IsEmpty());
  // What is declared already may be named: who shows a list sends all of it back.
  declares(eva, id, {"locked_out"});
  declares(ana, id, {"locked_out", "several_questions"});
  declares(eva, id, {"several_questions"});
  EXPECT_THAT(declared(id), ElementsAre("several_questions"));
  call("ticket.set_circumstances", request(id, {"outage", "outage"}));
  EXPECT_THAT(declared(id), ElementsAre("outage")) << "the panel is on the side of staff";
  expect_sound();
}

TEST_F(Circumstances, WhatIsDeclaredAlreadyIsNoEvent) {
  install(document());
  const auto id = open_ticket(eva);
  declares(eva, id, {});
  declares(eva, id, {"locked_out"});
  pass(minutes(1));
  declares(eva, id, {"locked_out", "locked_out"});
  declares(ana, id, {});
  EXPECT_THAT(kinds_of(id), ElementsAre("ticket.opened", "ticket.declared"));
  expect_sound();
}

TEST_F(Circumstances, OneErrorNamesAllThatCannotBeDeclared) {
  install(document());
  const auto id = open_ticket(eva);
  const auto both = refused(eva, id, {"locked_out", "several_questions", "outtage"});
  EXPECT_EQ(both.code, "policy.not_yours_to_declare");
  EXPECT_THAT(paths(both), ElementsAre("/circumstances/1", "/circumstances/2"));
  EXPECT_THAT(both.problems[0].message, HasSubstr("leave it out and say it in a message"));
  EXPECT_THAT(both.problems[1].message, HasSubstr("did you mean `outage`"));
  EXPECT_THAT(paths(refused(ana, id, {"locked_out"})), ElementsAre("/circumstances/0"));
  EXPECT_EQ(refused(ana, id, {"zzz"}).code, "policy.unknown_key");
  Keys many;
  for (int i = 0; i < 100; ++i) many.push_back("key-" + std::to_string(i));
  const auto hundred = refused(ana, id, many);
  EXPECT_EQ(hundred.code, "policy.unknown_key");
  EXPECT_EQ(hundred.problems.size(), 100U);
  many.emplace_back("one more");
  EXPECT_THAT(paths(refused(ana, id, many)), ElementsAre("/circumstances"));
  EXPECT_THAT(declared(id), IsEmpty());
  EXPECT_THAT(kinds_of(id), ElementsAre("ticket.opened"));
}

TEST_F(Circumstances, CustomersOpenNothingWithWhatStaffDeclare) {
  install(document());
  const std::string told = R"({"subject":"Web caída","body":"No responde","department":"technical",
    "circumstances":["outage","several_questions"])";
  const auto error = failure(&eva, "ticket.open", told + "}");
  EXPECT_EQ(error.code, "policy.not_yours_to_declare");
  EXPECT_THAT(paths(error), ElementsAre("/circumstances/1"));
  EXPECT_EQ(failure_code(eva, "ticket.check", R"({"circumstances":["several_questions"]})"),
            "policy.not_yours_to_declare");
  EXPECT_EQ(failure_code(eva, "contact.options", R"({"circumstances":["several_questions"]})"),
            "policy.not_yours_to_declare");
  EXPECT_EQ(failure_code(ana, "ticket.open", told + R"(,"customer":"1017","from_customer":true})"),
            "policy.not_yours_to_declare")
      << "what a customer has sent is judged as theirs";
  const auto by_staff = call(ana, "ticket.open", told + R"(,"customer":"1017"})");
  EXPECT_EQ(by_staff.at("ticket").at("circumstances").as_array().size(), 2U);
}

TEST_F(Circumstances, OnlyWhoSeesATicketDeclares) {
  install(document());
  const auto id = open_ticket(eva);
  EXPECT_EQ(refused(customer("2000"), id, {"outage"}).code, "ticket.not_found");
  EXPECT_EQ(refused(customer("2000"), id, {"nonsense"}).code, "ticket.not_found")
      << "and learns nothing else";
  EXPECT_EQ(refused(contact("1017", "luis"), id, {"outage"}).code, "contact.no_tickets");
  EXPECT_EQ(refused(staff("fin"), id, {"outage"}).code, "staff.no_permission");
  call("staff.put", R"({"reference":"fin","name":"Fina","departments":["financial"],
    "permissions":["tickets_read","tickets_change"]})");
  EXPECT_EQ(refused(staff("fin"), id, {"outage"}).code, "ticket.not_found");
  EXPECT_EQ(refused(customers::StaffClaim{.staff = "ana",
                                          .on_behalf_of = customers::OnBehalfOf{.customer = "1017"}},
                    id, {"outage"})
                .category,
            Category::refused);
  EXPECT_THAT(declared(id), IsEmpty());
}

TEST_F(Circumstances, OfClosedAndMergedTicketsNothingIsDeclared) {
  install(document());
  const auto id = open_ticket(eva), other = open_ticket(eva), merged = open_ticket(eva);
  merge(merged, other);
  const auto error = refused(eva, merged, {"outage"});
  EXPECT_EQ(error.code, "ticket.merged");
  close(id);
  EXPECT_EQ(refused(eva, id, {"outage"}).code, "ticket.closed");
  EXPECT_EQ(refused(ana, id, {}).code, "ticket.closed");
  customer_replies(id);
  declares(eva, id, {"outage"});
  EXPECT_THAT(declared(id), ElementsAre("outage"));
  expect_sound();
}

TEST_F(Circumstances, APinnedTicketKeepsTheKeysOfItsVersion) {
  install(document());
  const auto id = open_ticket(eva, R"(,"circumstances":["outage"])");
  pass(minutes(1));
  install(document("carry", "", R"("locked_out":{"declared_by":"customer"})"));
  pass(minutes(1));
  declares(ana, id, {"outage", "several_questions"});
  EXPECT_THAT(declared(id), ElementsAre("outage", "several_questions"));
  customer_replies(id);  // judged by the version in force, which does not know these
  EXPECT_EQ(ticket(id).at("circumstances").at(0).at("name"), "outage") << "it names them no longer";
  expect_sound();
}

TEST_F(Circumstances, UnderAVersionThatKnowsThemNoLongerTheyGoWithTheFirstChange) {
  install(document());
  const auto id = open_ticket(eva, R"(,"circumstances":["outage","locked_out"])");
  declares(ana, id, {"outage", "several_questions"});
  pass(minutes(1));
  install(document("carry", R"(,"new_version":"re_evaluate")",
                   R"("locked_out":{"declared_by":"customer"},"mail":{"declared_by":"staff"})"));
  pass(minutes(1));
  EXPECT_THAT(queue(), ElementsAre(id));
  customer_replies(id);
  EXPECT_THAT(declared(id), ElementsAre("outage", "locked_out", "several_questions"))
      << "nobody has changed it";
  expect_sound();
  EXPECT_EQ(refused(ana, open_ticket(eva), {"outage"}).code, "policy.unknown_key");
  declares(ana, id, {"outage", "locked_out", "mail"});
  EXPECT_THAT(declared(id), ElementsAre("locked_out", "mail"));
  EXPECT_EQ(due(id), "2026-03-02T10:00:00.000Z");
  expect_sound();
}

TEST_F(Circumstances, AHundredOfOneVersionAndAHundredOfTheNextStayReadable) {
  const auto hundred = [](const std::string& name) {
    std::string all;
    for (int i = 0; i < 100; ++i) all += (i ? ",\"" : "\"") + name + std::to_string(i) + "\":{}";
    return all;
  };
  const auto keys = [](const std::string& name) {
    Keys all;
    for (int i = 0; i < 100; ++i) all.push_back(name + std::to_string(i));
    return all;
  };
  install(document("carry", "", hundred("a")));
  const auto id = open_ticket(eva);
  declares(eva, id, keys("a"));
  pass(minutes(1));
  install(document("carry", R"(,"new_version":"re_evaluate")", hundred("b")));
  pass(minutes(1));
  declares(ana, id, keys("b"));
  EXPECT_EQ(declared(id), keys("b"));
  expect_sound();
}

TEST_F(Circumstances, WhatACustomerTakesBackGoesOnCounting) {
  auto policy = document();
  policy.replace(policy.rfind('}'), 1,
                 R"(,"fair_use":{"limits":[{"id":"often","counts":"tickets","window":"P30D",
    "when":{"circumstance":["locked_out","outage"]},"then":[{"occurrences":3,"measure":"notice"}]}]}})");
  install(policy);
  const auto open = [&] {
    pass(minutes(1));
    return call(eva, "ticket.open", R"({"subject":"Web","body":"No entro","department":"technical",
      "circumstances":["locked_out"]})");
  };
  const auto noticed = [](const value& opened) {
    const auto* const decision = opened.as_object().if_contains("decision");
    return decision && !decision->at("obligations").as_array().empty();
  };
  const auto by_staff = open_ticket(eva);
  declares(ana, by_staff, {"outage"});
  declares(ana, by_staff, {});  // staff were mistaken
  const auto first = open();
  declares(eva, std::string(first.at("ticket").at("id").as_string()), {});
  const auto second = open();
  EXPECT_FALSE(noticed(second));
  declares(owner, std::string(second.at("ticket").at("id").as_string()), {});
  const auto third = open();
  EXPECT_TRUE(noticed(third)) << "three times, whatever was taken back";
  const auto explained = as_ana(
      "ticket.explain", R"({"ticket":")" + std::string(third.at("ticket").at("id").as_string()) + "\"}");
  EXPECT_EQ(explained.at("fair_use").at(0).at("rule"), "often");
  EXPECT_EQ(explained.at("fair_use").at(0).at("occurrences"), 3);
  expect_sound();
}

TEST_F(Circumstances, RepliesAreJudgedWithWhatIsDeclared) {
  auto policy = document();
  policy.replace(policy.rfind('}'), 1,
                 R"(,"fair_use":{"limits":[{"id":"hurry","counts":"messages","window":"P1D",
    "when":{"circumstance":"outage"},"then":[{"occurrences":2,"measure":"refusal"}]}]}})");
  install(policy);
  const auto id = open_ticket(eva);
  customer_replies(id);
  declares(eva, id, {"outage"});
  EXPECT_EQ(failure_code(eva, "ticket.reply", R"({"ticket":")" + id + R"(","body":"¿y?"})"),
            "policy.refused");
}

TEST_F(Circumstances, ExplainTellsWhatWasDeclaredAndTheClassOfTheQueue) {
  install(document());
  const auto id = open_ticket(eva);
  declares(eva, id, {"locked_out", "outage"});
  declares(ana, id, {"outage", "several_questions"});
  const auto told = call(eva, "ticket.explain", R"({"ticket":")" + id + "\"}");
  ASSERT_EQ(told.at("history").as_array().size(), 2U);
  EXPECT_EQ(told.at("history").at(0).at("text"),
            "Desde el 2 de marzo de 2026 a las 10:00 consta: Sin acceso, Caída.");
  EXPECT_EQ(told.at("place").at("queue_class"), "rest");
  declares(ana, id, {});
  declares(eva, id, {});
  const auto in_english = call(claim(R"({"type":"customer","customer":"1017","locale":"en"})"),
                               "ticket.explain", R"({"ticket":")" + id + "\"}");
  EXPECT_THAT(std::string(in_english.at("history").at(0).at("text").as_string()),
              HasSubstr("Locked out, Outage"));
  EXPECT_THAT(std::string(in_english.at("history").as_array().back().at("text").as_string()),
              HasSubstr("no circumstance has been declared any more"));
}

TEST_F(Circumstances, TheHistoryCarriesThem) {
  install(document());
  const auto id = open_ticket(eva, R"(,"circumstances":["outage"])");
  pass(minutes(1));
  declares(ana, id, {"several_questions"});
  const auto page = call("history.export");
  const auto past = plazo::json::decode<policy::PastTicket>(boost::json::serialize(page.at("history").at(0)));
  EXPECT_THAT(past.facts.circumstance, ElementsAre("outage"));
  ASSERT_EQ(past.changes.size(), 1U);
  EXPECT_EQ(past.changes[0].circumstances, Keys{"several_questions"});
  EXPECT_FALSE(past.changes[0].priority);
}

TEST_F(Circumstances, AnImportedTicketGoesOnWithThose) {
  install(document());
  const auto id = std::string(
      call("ticket.import", R"({"external":"x:1","customer":"1017","subject":"Web","department":"technical",
        "circumstances":["several_questions","locked_out"],
        "messages":[{"by":"customer","at":"2026-03-01T08:00:00Z","body":"No va"}]})")
          .at("ticket")
          .at("id")
          .as_string());
  EXPECT_THAT(declared(id), ElementsAre("several_questions", "locked_out"));
  declares(eva, id, {});
  EXPECT_THAT(declared(id), ElementsAre("several_questions"));
  expect_sound();
}

/// Whatever happens in between, the timeline makes the same of it.
TEST_F(Circumstances, WhateverHappensInBetweenTheTimelineMakesTheSameOfIt) {
  for (const char* changed : {"keep", "carry", "restart"}) {
    install(document(changed, R"(,"new_version":"re_evaluate")"));
    const auto id = open_ticket(eva);
    unsigned random = 7;
    const auto one_of = [&](unsigned n) {
      return (random = random * 1'103'515'245U + 12'345U) / 65'536U % n;
    };
    const Keys customers_own{"locked_out", "outage"}, staffs_own{"several_questions", "outage"};
    for (int i = 0; i < 120; ++i) {
      pass(milliseconds(1 + one_of(400'000)));
      const bool closed = ticket(id).at("status") == "closed";
      const auto some = [&](const Keys& own) {
        Keys keys;
        for (const auto& key : own)
          if (one_of(2)) keys.push_back(key);
        return keys;
      };
      switch (closed ? 2 : one_of(9)) {
        case 0:
        case 1:
          declares(ana, id, some(staffs_own));
          break;
        case 2:
          customer_replies(id);
          break;
        case 3:
          reply(id);
          break;
        case 4:
          as_ana("ticket.pause", R"({"ticket":")" + id + R"(","reason":"third_party"})");
          break;
        case 5:
          as_ana("ticket.resume", R"({"ticket":")" + id + "\"}");
          break;
        case 6:
          as_ana("ticket.set_priority",
                 R"({"ticket":")" + id + R"(","priority":")" + (one_of(2) ? "high" : "regular") + "\"}");
          break;
        case 7:
          if (one_of(3) == 0) close(id);
          break;
        default:
          declares(eva, id, some(customers_own));
      }
      if (i % 40 == 20) install(document(changed, R"(,"new_version":"re_evaluate")"));
    }
    expect_sound();
  }
}

TEST_F(Circumstances, TwoProcessesAtOnceLoseNothingOfEachOther) {
  install(document());
  const auto id = open_ticket(eva);
  desk.reset();
  const auto toggles = [&](const customers::Claim& who, const std::string& key) {
    const pid_t child = ::fork();
    if (child != 0) return child;
    try {
      reopen();
      for (int i = 0; i < 41; ++i)  // ends declared
        while (true) try {
            desk->call(&who, "ticket.set_circumstances", request(id, i % 2 ? Keys{} : Keys{key}));
            break;
          } catch (const Error& error) {
            if (error.code != "storage.busy") throw;
          }
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  };
  const pid_t children[] = {toggles(ana, "several_questions"), toggles(eva, "locked_out")};
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  reopen();
  EXPECT_THAT(declared(id), ::testing::UnorderedElementsAre("several_questions", "locked_out"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'ticket.declared'"), 82);
  expect_sound();
}

TEST_F(Circumstances, ARepeatedRequestDeclaresOnce) {
  install(document());
  const auto id = open_ticket(eva);
  const std::string again = R"({"ticket":")" + id + R"(","circumstances":["outage"],"idempotency_key":"a"})";
  call(eva, "ticket.set_circumstances", again);
  declares(eva, id, {});
  const auto reply = call(eva, "ticket.set_circumstances", again);
  EXPECT_FALSE(reply.at("ticket").as_object().contains("circumstances") &&
               !reply.at("ticket").at("circumstances").as_array().empty());
  EXPECT_THAT(declared(id), IsEmpty()) << "the repeat has no further effect";
}

TEST_F(Circumstances, WhatACustomerHasSaidOnThePhoneIsPutInAsTheirs) {
  install(document());
  const auto id = open_ticket(eva);
  const std::string said = R"({"ticket":")" + id + R"(","from_customer":true,"circumstances":)";
  call(ana, "ticket.set_circumstances", said + R"(["locked_out"]})");
  EXPECT_THAT(declared(id), ElementsAre("locked_out"));
  EXPECT_EQ(failure_code(ana, "ticket.set_circumstances", said + R"(["several_questions"]})"),
            "policy.not_yours_to_declare");
  EXPECT_EQ(failure_code(eva, "ticket.set_circumstances", said + "[]}"), "request.invalid");
  expect_sound();
}

TEST_F(Circumstances, ALimitOfTicketsDoesNotCloseThoseThatAreThere) {
  std::string limited = document();
  limited.insert(limited.size() - 1, R"(,"fair_use":{"limits":[{"id":"locked","counts":"tickets",
    "window":"P30D","when":{"circumstance":"locked_out"},"then":[{"occurrences":2,"measure":"refusal"}]}]})");
  install(limited);
  const Keys ids = {open_ticket(eva), open_ticket(eva)};
  for (const auto& id : ids) declares(eva, id, {"locked_out"});
  for (const auto& id : ids) customer_replies(id);
  EXPECT_EQ(failure_code(eva, "ticket.open", R"({"subject":"Otra vez","body":"No entro",
    "department":"technical","circumstances":["locked_out"]})"),
            "policy.refused");
}

TEST_F(Circumstances, HoweverOftenTheyAreToggledTheHistoryIsOneThatASimulationReads) {
  install(document());
  const auto id = open_ticket(eva);
  for (std::size_t i = 0; i <= policy::most_past_changes; ++i)
    declares(eva, id, i % 2 ? Keys{} : Keys{"locked_out"});
  const auto explained = call(eva, "ticket.explain", R"({"ticket":")" + id + "\"}");
  EXPECT_EQ(explained.at("history").as_array().size(), 100U);
  const auto exported = call("history.export").at("history").as_array();
  ASSERT_EQ(exported.size(), 1U);
  const auto& changes = exported[0].at("changes").as_array();
  EXPECT_EQ(changes.size(), policy::most_past_changes);
  EXPECT_EQ(changes.back().at("circumstances").as_array().size(), 1U) << "the last one counts";
}

}  // namespace
}  // namespace plazo::operations::testing
