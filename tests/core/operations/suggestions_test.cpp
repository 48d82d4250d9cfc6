// What the words of the policy point to in what customers write: staff see it and settle it, customers see
// nothing of it, and nothing follows by itself.
#include <gmock/gmock.h>

#include <regex>

#include "core/json/encode.hpp"
#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Suggestions : public DeskTest {
 protected:
  Suggestions() {
    call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid",
      "languages":["es","en"],
      "channels":{"ticket":{"name":{"es":"Ticket","en":"Ticket"},"kind":"ticket"}},
      "departments":{"technical":{"hours":"always"},"financial":{"hours":"always"}},
      "priorities":{"regular":{},"high":{}},
      "topics":{"question":{"name":{"es":"Duda","en":"Question"},"ways":[{"channel":"ticket"}]}},
      "otherwise":{"effect":"refuse"},
      "answers":[{"id":"dns","name":{"es":"¿Cómo cambio las DNS?","en":"How do I change the name servers?"},
        "link":"https://docs.example.com/dns","words":["cambiar las dns"]}],
      "fair_use":{"limits":[
        {"id":"read-first","counts":"documented","noticed":"suggested","window":"P30D",
         "then":[{"occurrences":2,"measure":"notice"}]},
        {"id":"pressing","counts":"pressure","noticed":"suggested","words":["contestad ya"],"window":"P30D",
         "then":[{"occurrences":1,"measure":"warning"}]},
        {"id":"offence","counts":"offensive_language","noticed":"suggested","words":["idiota","imbécil"],
         "window":"P30D","then":[{"occurrences":1,"measure":"warning"},{"occurrences":2,"measure":"suspension"}]}],
      "suspension":{"length":"P7D","automatic":true,"open_topics":["question"]}},
      "first_response":"PT10M"}})");
    for (const char* reference : {"1017", "2000"})
      call("customer.put", R"({"reference":")" + std::string(reference) + R"(","name":"Zapatería Ñandú",
        "contacts":[{"reference":"eva-)" +
                               reference + R"(","name":"Eva","tickets":true}]})");
    call("staff.put", R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_open",
      "tickets_reply","tickets_change","customers_read","customer_view","conduct"]})");
    call("staff.put", R"({"reference":"fin","name":"Fina","departments":["financial"],
      "permissions":["tickets_read","customers_read","conduct"]})");
  }

  static std::string text(const value& from) { return std::string(from.as_string()); }
  static std::string request(std::string_view subject, std::string_view body, std::string_view more = "") {
    return boost::json::serialize(boost::json::object{{"subject", subject}, {"body", body}})
        .insert(1, R"("department":"technical","topic":"question")" + std::string(more) + ",");
  }
  std::string open(std::string_view body, std::string_view subject = "La web no carga",
                   std::string_view more = "", const std::string& who = "1017") {
    return text(call(customer(who), "ticket.open", request(subject, body, more)).at("ticket").at("id"));
  }
  value write(const std::string& ticket, std::string_view body,
              const customers::Claim& who = customer("1017")) {
    return call(who, "ticket.reply",
                boost::json::serialize(boost::json::object{{"ticket", ticket}, {"body", body}}));
  }
  value get(const std::string& id, const customers::Claim& who = staff("ana")) {
    return call(who, "ticket.get", R"({"ticket":")" + id + "\"}");
  }
  boost::json::array suggestions(const std::string& id) {
    const auto reply = get(id);
    const auto* const found = reply.at("ticket").as_object().if_contains("suggestions");
    return found ? found->as_array() : boost::json::array();
  }
  /// `conduct found`, in order.
  std::vector<std::string> pointed_to(const std::string& id) {
    std::vector<std::string> out;
    for (const auto& one : suggestions(id))
      out.push_back(text(one.at("conduct")) + " " + text(one.at("found")));
    return out;
  }
  value settle(std::string_view operation, const value& suggestion,
               const customers::Claim& who = staff("ana")) {
    return call(who, operation, R"({"suggestion":")" + text(suggestion.at("id")) + "\"}");
  }
  std::vector<std::string> column(std::string_view sql) {
    std::vector<std::string> out;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql);
      while (rows.next()) out.emplace_back(rows.text(0));
    });
    return out;
  }
  void expect_sound() {
    const auto found = call("desk.verify");
    EXPECT_TRUE(found.at("sound").as_bool()) << found;
  }
};

TEST_F(Suggestions, S3_13_StaffSeeAWordOfTheListAndNothingFollows) {
  const auto id = open("Sois unos... ¡IMBECIL el que lo hizo!");
  const auto found = suggestions(id);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at("conduct"), "offensive_language");
  EXPECT_EQ(found[0].at("rule"), "offence");
  EXPECT_EQ(found[0].at("found"), "imbécil");
  EXPECT_EQ(found[0].at("at"), "2026-03-02T09:00:00.000Z");
  EXPECT_EQ(found[0].at("message"), get(id).at("messages").at(0).at("id"));
  EXPECT_THAT(text(found[0].at("text")), HasSubstr("«imbécil»"));
  EXPECT_THAT(call("conduct.list").at("flags").as_array(), IsEmpty());
  EXPECT_THAT(column("SELECT kind FROM outbox"), IsEmpty());
  for (int i = 0; i < 5; ++i) write(id, "¡Idiota!");
  EXPECT_THAT(suggestions(id), ::testing::SizeIs(6)) << "each message by itself";
  EXPECT_THAT(call("support.suspensions", R"({"customer":"1017"})").at("suspensions").as_array(), IsEmpty())
      << "though the policy suspends by itself at the second that counts";
  EXPECT_FALSE(get(id).at("ticket").as_object().contains("demoted_until"));
  expect_sound();
}

TEST_F(Suggestions, OneClickConfirmsAndThenItCounts) {
  const auto id = open("Idiota");
  const auto once = suggestions(id)[0];
  const auto confirmed = settle("conduct.confirm", once);
  EXPECT_EQ(confirmed.at("flag").at("conduct"), "offensive_language");
  EXPECT_EQ(confirmed.at("flag").at("customer"), "1017");
  EXPECT_EQ(text(confirmed.at("flag").at("ticket")), id);
  EXPECT_EQ(confirmed.at("followed").at(0).at("measure"), "warning");
  EXPECT_THAT(suggestions(id), IsEmpty());
  const auto again = R"({"suggestion":")" + text(once.at("id")) + "\"}";
  EXPECT_EQ(failure_code(staff("ana"), "conduct.confirm", again), "suggestion.settled");
  EXPECT_EQ(failure_code(staff("ana"), "conduct.dismiss", again), "suggestion.settled");
  EXPECT_THAT(call("conduct.list").at("flags").as_array(), ::testing::SizeIs(1)) << "it counts once";
  // A flag that is withdrawn is no open suggestion again.
  call(staff("ana"), "conduct.withdraw",
       R"({"flag":")" + text(confirmed.at("flag").at("id")) + R"(","reason":"Un error"})");
  EXPECT_THAT(suggestions(id), IsEmpty());
  expect_sound();
}

TEST_F(Suggestions, ARepeatedConfirmationIsTheSameOne) {
  const auto id = open("Idiota");
  const auto request = R"({"suggestion":")" + text(suggestions(id)[0].at("id")) +
                       R"(","note":"Al compañero de guardia","idempotency_key":"k"})";
  const auto first = call(staff("ana"), "conduct.confirm", request);
  EXPECT_EQ(first.at("flag").at("note"), "Al compañero de guardia");
  EXPECT_EQ(call(staff("ana"), "conduct.confirm", request), first);
  EXPECT_THAT(call("conduct.list").at("flags").as_array(), ::testing::SizeIs(1));
}

TEST_F(Suggestions, OneThatIsDismissedIsGoneAndTheLogKeepsIt) {
  const auto id = open("Mi gato se llama Idiota");
  const auto reply = settle("conduct.dismiss", suggestions(id)[0]);
  EXPECT_FALSE(reply.at("ticket").as_object().contains("suggestions"));
  EXPECT_THAT(call("conduct.list").at("flags").as_array(), IsEmpty());
  EXPECT_THAT(column("SELECT audience FROM event WHERE kind = 'conduct.dismissed'"), ElementsAre("staff"));
  write(id, "Idiota otra vez");
  EXPECT_THAT(pointed_to(id), ElementsAre("offensive_language idiota")) << "a later message is another one";
  expect_sound();
}

TEST_F(Suggestions, S3_14_PressureIsSuggestedOnceStaffHaveAnswered) {
  const auto id = open("Contestad ya");
  write(id, "¡Contestad YA!");
  EXPECT_THAT(suggestions(id), IsEmpty());
  write(id, "Lo estamos siguiendo", staff("ana"));
  write(id, "Contestad, ya");
  ASSERT_THAT(pointed_to(id), ElementsAre("pressure contestad ya"));
  EXPECT_EQ(settle("conduct.confirm", suggestions(id)[0]).at("followed").at(0).at("rule"), "pressing");
}

TEST_F(Suggestions, S1_3_AnAnswerIsShownBeforeSendingAndTheLogKeepsThatItWas) {
  const auto before =
      call(customer("1017"), "ticket.check", request("Quiero cambiar las DNS", "De mi dominio"));
  const auto& shown = before.at("decision").at("obligations").at(0);
  EXPECT_EQ(shown.at("duty"), "show_answer");
  EXPECT_EQ(shown.at("rule"), "dns");
  EXPECT_EQ(shown.at("link"), "https://docs.example.com/dns");
  EXPECT_EQ(shown.at("text"), "Puede que ya esté respondido: ¿Cómo cambio las DNS?");
  EXPECT_EQ(before.at("decision").at("taken"), true) << "whoever has read it and still asks may ask";

  const auto id = open("De mi dominio", "Quiero cambiar las DNS", R"(,"answers_shown":["dns"])");
  const auto told = call(customer("1017"), "ticket.explain", R"({"ticket":")" + id + "\"}").at("told");
  EXPECT_EQ(told.at("answers_shown"), (boost::json::array{"dns"}));
  const auto found = suggestions(id);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].at("conduct"), "documented");
  EXPECT_EQ(found[0].at("answer"), "dns");

  // What came by mail was shown nothing: the reply says it, and the panel can send it with the confirmation.
  const auto unshown = call(customer("1017"), "ticket.open", request("¿Cambiar las DNS?", "Otro dominio"));
  EXPECT_EQ(unshown.at("decision").at("obligations").at(0).at("duty"), "show_answer");
  EXPECT_FALSE(
      call(customer("1017"), "ticket.explain", R"({"ticket":")" + text(unshown.at("ticket").at("id")) + "\"}")
          .at("told")
          .as_object()
          .contains("answers_shown"));
  EXPECT_EQ(failure_code(customer("1017"), "ticket.open", request("x", "y", R"(,"answers_shown":["dnss"])")),
            "policy.unknown_key");
  expect_sound();
}

TEST_F(Suggestions, WhatStaffPutInForTheCustomerIsTheCustomersWhatTheyWriteIsNot) {
  const std::string account = R"(,"customer":"1017")";
  const auto own = text(call(staff("ana"), "ticket.open", request("Llamada", "Me ha llamado idiota", account))
                            .at("ticket")
                            .at("id"));
  EXPECT_THAT(suggestions(own), IsEmpty());
  const auto reply =
      call(staff("ana"), "ticket.open", request("Correo", "Idiota", account + R"(,"from_customer":true)"));
  EXPECT_EQ(reply.at("ticket").at("suggestions").at(0).at("found"), "idiota") << "the reply tells it at once";
  const auto id = text(reply.at("ticket").at("id"));
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Nada de idiota, por favor"})");
  EXPECT_THAT(suggestions(id), ::testing::SizeIs(1));
  pass(seconds(1));
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Imbécil","from_customer":true})");
  EXPECT_THAT(pointed_to(id), ElementsAre("offensive_language idiota", "offensive_language imbécil"));
  expect_sound();
}

TEST_F(Suggestions, OthersTicketsAreNobodysToJudge) {
  const auto id = open("Idiota");
  const auto request = R"({"suggestion":")" + text(suggestions(id)[0].at("id")) + "\"}";
  for (const char* operation : {"conduct.confirm", "conduct.dismiss"}) {
    const auto fin = staff("fin");
    const auto hidden = failure(&fin, operation, request);
    const auto absent = failure(&fin, operation, R"({"suggestion":"4000000000000000000"})");
    EXPECT_EQ(hidden.code, "suggestion.not_found");
    EXPECT_EQ(plazo::json::encode_error(hidden), plazo::json::encode_error(absent));
    EXPECT_EQ(failure_code(customer("1017"), operation, request), "operation.not_allowed");
  }
}

/// Everything that a customer may read after a conversation in which `word` was said, with what differs
/// between any two tickets left out.
TEST_F(Suggestions, CustomersReadTheSameToTheByteWhateverWasFound) {
  const auto conversation = [&](const std::string& who, const std::string& word) {
    std::string seen;
    const auto eyes = customers::Claim(
        customers::StaffClaim{.staff = "ana", .on_behalf_of = customers::OnBehalfOf{.customer = who}});
    const auto ask = [&](const customers::Claim& as, std::string_view operation, const std::string& with) {
      const auto reply = call(as, operation, with);
      seen += boost::json::serialize(reply) + "\n";
      return reply;
    };
    const auto eva = contact(who, "eva-" + who);
    ask(customer(who), "ticket.check", request("La web", "Hola, " + word));
    const auto id =
        text(ask(customer(who), "ticket.open", request("La web", "Hola, " + word)).at("ticket").at("id"));
    const std::string named = R"({"ticket":")" + id + "\"";
    write(id, "Lo miramos", staff("ana"));
    ask(customer(who), "ticket.check", named + R"(,"body":")" + word + "\"}");
    for (int i = 0; i < 3; ++i)
      ask(i == 1 ? eva : customer(who), "ticket.reply", named + R"(,"body":")" + word + "\"}");
    for (const auto& reader : {customer(who), eva, eyes}) {
      ask(reader, "ticket.get", named + "}");
      ask(reader, "ticket.explain", named + "}");
      ask(reader, "ticket.list", "{}");
      ask(reader, "ticket.search", R"({"query":"hola"})");
      ask(reader, "conduct.list", "{}");
      ask(reader, "support.suspensions", "{}");
    }
    EXPECT_EQ(suggestions(id).empty(), word == "amigos") << "the test looks at the right thing";
    for (const auto& [what, instead] :
         {std::pair{"\\d{15,}", "ID"}, std::pair{"[0-9A-Z]{4}-[0-9A-Z]{4}", "REF"},
          std::pair{who.c_str(), "WHO"}, std::pair{"idiota", "amigos"}})
      seen = std::regex_replace(seen, std::regex(what), instead);
    return seen;
  };
  const auto harmless = conversation("1017", "amigos"), found = conversation("2000", "idiota");
  EXPECT_EQ(harmless, found);
  EXPECT_THAT(found, Not(HasSubstr("suggest")));
}

TEST_F(Suggestions, AttemptsToHideAWord) {
  for (const std::string body :
       {"I\u0301diota", "id\u200Biota", "ID\u00ADIOTA", "idiota\U0001F621", "…idiota…", "<b>idiota</b>",
        "idiota\u202E", "¡¡¡IDIOTA!!!", "\\\"idiota\\\"", "_idiota_", "idiota.*", "Hola\r\nidiota\r\n"})
    EXPECT_THAT(pointed_to(open(body)), ElementsAre("offensive_language idiota")) << body;
  for (const std::string body :
       {"idiotas", "superidiota", "> idiota", "Hola\n>> idiota", "i d i o t a", "idi-ota"})
    EXPECT_THAT(pointed_to(open(body)), IsEmpty()) << body;
  std::string longest(65'530, 'a');
  longest.replace(32'000, 8, " idiota ");
  EXPECT_THAT(pointed_to(open(longest)), ElementsAre("offensive_language idiota"));
  expect_sound();
}

TEST_F(Suggestions, WhatWasFoundStaysAsItWasWhenThePolicyChanges) {
  const auto id = open("Idiota");
  call("policy.install", ten_minutes_policy);
  EXPECT_THAT(pointed_to(id), ElementsAre("offensive_language idiota"));
  EXPECT_EQ(settle("conduct.confirm", suggestions(id)[0]).at("followed").as_array().size(), 0u)
      << "the policy in force now speaks of no offence";
  write(id, "Idiota");
  EXPECT_THAT(suggestions(id), IsEmpty());
  expect_sound();
}

TEST_F(Suggestions, TheEventOfTheMessageKeepsThem) {
  open("Idiota");
  const auto bodies = column("SELECT body FROM event WHERE kind = 'ticket.opened'");
  ASSERT_EQ(bodies.size(), 1u);
  const auto body = boost::json::parse(bodies[0]);
  EXPECT_EQ(body.at("suggested").at(0).at("conduct"), "offensive_language");
  EXPECT_EQ(body.at("suggested").at(0).at("rule"), "offence");
  EXPECT_EQ(body.at("suggested").at(0).at("found"), "idiota");
  EXPECT_THAT(column("SELECT body FROM outbox"), Not(::testing::Contains(HasSubstr("idiota"))));
}

TEST_F(Suggestions, ThePolicyThatCustomersReadDoesNotNameTheWords) {
  const auto read = [&](const customers::Claim& who) {
    return boost::json::serialize(call(who, "policy.current"));
  };
  for (const auto& who : {customers::Claim(customer("1017")), customers::Claim(customers::GuestClaim{})}) {
    EXPECT_EQ(read(who).find("idiota"), std::string::npos);
    EXPECT_EQ(read(who).find("contestad"), std::string::npos);
    EXPECT_NE(read(who).find("\"offence\""), std::string::npos) << "the limit itself is no secret";
  }
  EXPECT_NE(read(staff("ana")).find("idiota"), std::string::npos);
}

TEST_F(Suggestions, AnAnswerThatANewerVersionHasNoLongerIsStillExplained) {
  const auto id = open("De mi dominio", "Quiero cambiar las DNS", R"(,"answers_shown":["dns"])");
  pass(minutes(1));
  call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
    "departments":{"technical":{},"financial":{}},"priorities":{"regular":{},"high":{}},
    "clocks":{"new_version":"re_evaluate"}}})");
  pass(minutes(1));
  write(id, "¿Sabéis ya algo?");
  const auto told = call(customer("1017"), "ticket.explain", R"({"ticket":")" + id + "\"}");
  EXPECT_EQ(told.at("policy_version"), 1);
  EXPECT_EQ(told.at("told").at("answers_shown").at(0), "dns");
}

}  // namespace
}  // namespace plazo::operations::testing
