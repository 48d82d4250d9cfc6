// Charges: made once, given back as the policy says, settled by the panel.
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/core/operations/paid_support.hpp"

namespace plazo::operations::testing {
namespace {

using Charges = PaidSupport;

TEST_F(Charges, S1_10_WhatIsAgreedToIsChargedWhenTheTicketIsTaken) {
  const auto reply = call(owner, "ticket.open", R"({"subject":"Web caída","body":"No responde desde las 9",
    "department":"technical","priority":"premium","entitlements":["premium"]})");
  const auto& charge = reply.at("ticket").at("charges").at(0);
  EXPECT_EQ(reply.at("ticket").at("priority"), "premium");
  EXPECT_EQ(charge.at("entitlement"), "premium");
  EXPECT_EQ(charge.at("amount"), 900);
  EXPECT_EQ(charge.at("currency"), "EUR");
  EXPECT_EQ(charge.at("state"), "due");
  EXPECT_EQ(charge.at("policy_version"), 2);
  EXPECT_EQ(charge.at("text"), "Ticket prioritario: 9,00 €, pendiente de cobro.");
  EXPECT_EQ(ticket(std::string(reply.at("ticket").at("id").as_string())).at("charges").at(0), charge);
  EXPECT_EQ(events("charge.made"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'charge.made' AND audience = 'customer'"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
  expect_sound();
}

TEST_F(Charges, S1_13_WhatIsNotAgreedToIsNeitherHadNorCharged) {
  const auto reply = call(owner, "ticket.open", R"({"subject":"Web caída","body":"No responde desde las 9",
    "department":"technical","priority":"premium"})");
  EXPECT_EQ(reply.at("ticket").at("priority"), "standard");
  EXPECT_FALSE(reply.at("ticket").as_object().contains("charges"));
  EXPECT_EQ(reply.at("decision").at("obligations").at(0).at("duty"), "agree");
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 0);
  const auto id = std::string(reply.at("ticket").at("id").as_string());
  EXPECT_EQ(failure_code(ana, "ticket.set_priority", of(id, R"(,"priority":"premium")")), "policy.refused");
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 0);
  EXPECT_EQ(priority(id), "standard");
}

TEST_F(Charges, S1_10_ARepeatedAttemptIsChargedOnce) {
  const std::string request =
      R"({"subject":"Web caída","body":"No responde desde las 9","department":"technical",
    "priority":"premium","entitlements":["premium"],"idempotency_key":"a"})";
  const auto first = call(owner, "ticket.open", request), again = call(owner, "ticket.open", request);
  EXPECT_EQ(first.at("ticket").at("charges"), again.at("ticket").at("charges"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
}

TEST_F(Charges, S1_10_AnAnsweredTicketThatIsRaisedBackAndForthIsChargedOnce) {
  const auto id = open(owner, "standard");
  reply(id);
  for (int i = 0; i < 3; ++i) {
    call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
    call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  }
  EXPECT_EQ(state(id), "due");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium")"));
  EXPECT_EQ(priority(id), "premium") << "it is paid for, so no further agreement is asked";
  EXPECT_EQ(events("charge.made"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
  expect_sound();
}

TEST_F(Charges, LoweringAnUnansweredTicketWaivesWhatIsDue) {
  const auto id = open_paid();
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard","idempotency_key":"a")"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard","idempotency_key":"a")"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  const auto waived = charge(id);
  EXPECT_EQ(waived.at("state"), "waived");
  EXPECT_EQ(waived.at("refund_reason"), "lowered");
  EXPECT_TRUE(waived.as_object().contains("ended_at"));
  EXPECT_FALSE(waived.as_object().contains("refund_due_at"));
  EXPECT_EQ(events("charge.waived"), 1);
  EXPECT_EQ(tasks("charge.waived"), 1);
  EXPECT_EQ(tasks("charge.refund_due"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = 'charge.waived' AND audience = 'customer'"), 1);
  const auto told = call(owner, "ticket.explain", of(id));
  EXPECT_THAT(
      std::string(told.at("charges").at(0).at("text").as_string()),
      ::testing::HasSubstr("no se cobra nada, porque bajamos la prioridad del ticket antes de responderte"));
  EXPECT_THAT(std::string(told.at("priority").at("text").as_string()), ::testing::HasSubstr("Estándar"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM entitlement_use"), 0) << "it counts against no quota either";
  expect_sound();
}

TEST_F(Charges, LoweringAnUnansweredTicketGivesBackWhatWasPaid) {
  const auto id = open_paid();
  settle(id, "paid", R"(,"invoice":"F-17")");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(charge(id).at("state"), "refund_due");
  EXPECT_EQ(charge(id).at("refund_reason"), "lowered");
  EXPECT_EQ(charge(id).at("text"),
            "Ticket prioritario: te devolvemos 9,00 € porque bajamos la prioridad del ticket antes de "
            "responderte.");
  EXPECT_EQ(events("charge.refund_due"), 1);
  EXPECT_EQ(tasks("charge.refund_due"), 1);
  // Closed afterwards it is given back for that once.
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(charge(id).at("refund_reason"), "lowered");
  EXPECT_EQ(tasks("charge.refund_due"), 1);
  EXPECT_EQ(settle(id, "refunded"), "refunded");
  expect_sound();
}

TEST_F(Charges, WhatStoodInBetweenKeepsNoChargeForALoweredTicket) {
  std::string with_critical(paid_policy);
  const std::string_view last = R"("entitlement":"premium"}},)";
  with_critical.replace(with_critical.find(last), last.size(), R"("entitlement":"premium"},"critical":{}},)");
  call("policy.install", with_critical);
  const auto id = open_paid();
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"critical")"));
  EXPECT_EQ(state(id), "due") << "raised, which is no less than what was paid for";
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(state(id), "waived");
  expect_sound();
}

TEST_F(Charges, LoweringAnAnsweredTicketKeepsTheCharge) {
  const auto id = open_paid();
  reply(id);
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(state(id), "due");
  EXPECT_EQ(tasks("charge.waived"), 0);
}

TEST_F(Charges, AnAutomaticReplyIsNoServiceGiven) {
  const auto id = open_paid();
  call(ana, "ticket.reply", of(id, R"(,"body":"Recibido","automatic":true)"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(state(id), "waived");
}

TEST_F(Charges, WhatThePolicyNeverGivesBackStaysWhenLowered) {
  const auto id = open_paid("night");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(state(id), "due");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"night")"));
  EXPECT_EQ(priority(id), "night") << "it is paid for still";
  EXPECT_EQ(events("charge.made"), 1);
}

TEST_F(Charges, RaisedAgainALoweredTicketIsChargedOnceInAll) {
  const auto id = open_paid();
  for (int i = 0; i < 3; ++i) {
    call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
    EXPECT_EQ(failure_code(ana, "ticket.set_priority", of(id, R"(,"priority":"premium")")), "policy.refused")
        << "nothing is paid for it, so the agreement is asked again";
    call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  }
  EXPECT_EQ(state(id), "due");
  EXPECT_FALSE(charge(id).as_object().contains("refund_reason"));
  EXPECT_FALSE(charge(id).as_object().contains("ended_at"));
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
  EXPECT_EQ(tasks("charge.waived"), 3);
  EXPECT_EQ(tasks("charge.restored"), 3);
  settle(id, "paid");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(state(id), "refund_due");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  EXPECT_EQ(state(id), "paid") << "nothing was given back yet";
  EXPECT_EQ(tasks("charge.made"), 1);
  expect_sound();
}

TEST_F(Charges, ABreachWhileItWasLoweredIsNotGivenBackWhenItIsRaised) {
  const auto id = open(owner, "standard");
  call(owner, "ticket.reply", of(id, R"(,"body":"¿Y ahora?")"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  pass(hours(5));
  call("tick");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  EXPECT_EQ(charge(id).at("made_at"), "2026-03-02T14:00:00.000Z");
  call("tick");
  EXPECT_EQ(state(id), "due") << "what was due before the charge stood again is none of its promises";
}

TEST_F(Charges, APaymentThatCrossesTheLoweringIsGivenBack) {
  const auto id = open_paid();
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(settle(id, "refunded"), "charge.settled") << "nothing was paid";
  EXPECT_EQ(settle(id, "paid", R"(,"invoice":"F-9")"), "refund_due");
  EXPECT_EQ(charge(id).at("refund_reason"), "lowered");
  EXPECT_EQ(charge(id).at("invoice"), "F-9");
  EXPECT_FALSE(charge(id).as_object().contains("ended_at"));
  EXPECT_EQ(tasks("charge.refund_due"), 1);
  EXPECT_EQ(settle(id, "refunded", R"(,"invoice":"A-9")"), "refunded");
  expect_sound();
}

TEST_F(Charges, WhatTheCustomerGoesOnToUseIsNotGivenBack) {
  const auto id = open_paid();
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard","entitlements":["premium"])"));
  EXPECT_EQ(priority(id), "standard");
  EXPECT_EQ(state(id), "due");
}

TEST_F(Charges, AnIncludedTicketThatIsLoweredIsIncludedNoLonger) {
  const auto id = open(gold, "care");
  EXPECT_EQ(call(gold, "entitlement.usage").at("entitlements").at(1).at("tickets"), 1);
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"standard")"));
  EXPECT_EQ(call(gold, "entitlement.usage").at("entitlements").at(1).at("tickets"), 0);
}

TEST_F(Charges, S1_10_TwoProcessesThatRaiseTheSameTicketChargeItOnce) {
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(open(owner, "standard"));
  desk.reset();
  std::vector<pid_t> children;
  for (int process = 0; process < 2; ++process) {
    const pid_t child = ::fork();
    if (child != 0) {
      children.push_back(child);
      continue;
    }
    try {
      reopen();
      const auto as = staff("ana");
      for (const auto& id : ids)
        desk->call(&as, "ticket.set_priority",
                   of(id, R"(,"priority":"premium","entitlements":["premium"],"idempotency_key":"raise-)" +
                              id + (process ? "-a\"" : "-b\"")));
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  reopen();
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 20);
  EXPECT_EQ(events("charge.made"), 20);
  EXPECT_EQ(tasks("charge.made"), 20);
  expect_sound();
}

TEST_F(Charges, TheDatabaseItselfTakesNoSecondCharge) {
  open_paid();
  EXPECT_ANY_THROW(desk->database().transact([](storage::Transaction& tx) {
    tx.run(
        "INSERT INTO charge SELECT id + 1, customer, ticket, session, entitlement, amount, currency, refund, "
        "policy, "
        "state, made_at, paid_at, refund_due_at, refund_reason, ended_at, invoice, credit_note FROM charge");
  }));
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
}

TEST_F(Charges, S1_10_AWithdrawnTicketIsGivenBackWhatItPaid) {
  const auto id = open_paid();
  EXPECT_EQ(settle(id, "paid", R"(,"invoice":"F-17")"), "paid");
  call(owner, "ticket.close", of(id));
  const auto given_back = charge(id);
  EXPECT_EQ(given_back.at("state"), "refund_due");
  EXPECT_EQ(given_back.at("refund_reason"), "withdrawn");
  EXPECT_EQ(given_back.at("invoice"), "F-17");
  EXPECT_EQ(tasks("charge.refund_due"), 1);
  EXPECT_EQ(settle(id, "refunded", R"(,"invoice":"A-3")"), "refunded");
  EXPECT_EQ(charge(id).at("credit_note"), "A-3");
  for (const char* kind : {"charge.made", "charge.paid", "charge.refund_due", "charge.refunded"}) {
    EXPECT_EQ(events(kind), 1) << kind;
    EXPECT_EQ(count(std::string("SELECT COUNT(*) FROM event WHERE audience = 'customer' AND kind = '") +
                    kind + "'"),
              1)
        << kind;
  }
  expect_sound();
}

TEST_F(Charges, S1_10_AWithdrawnTicketThatIsOpenedAgainIsNotPremiumForNothing) {
  const auto id = open_paid();
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(priority(id), "standard");
  call(owner, "ticket.reply", of(id, R"(,"body":"Pues sigue caída")"));
  EXPECT_EQ(priority(id), "standard");
  EXPECT_EQ(failure_code(ana, "ticket.set_priority", of(id, R"(,"priority":"premium")")), "policy.refused");
  // Nothing was given back yet, so the charge stands again.
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  EXPECT_EQ(state(id), "due");
  EXPECT_EQ(tasks("charge.restored"), 1);
  EXPECT_EQ(tasks("charge.made"), 1);
  // Once it was given back, it is due anew.
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(settle(id, "waived"), "waived");
  call(owner, "ticket.reply", of(id, R"(,"body":"Y ahora")"));
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  EXPECT_EQ(state(id), "due");
  EXPECT_EQ(tasks("charge.made"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 1);
  expect_sound();
}

TEST_F(Charges, ATicketThatStaffCloseUnansweredIsGivenBackToo) {
  const auto id = open_paid();
  call(ana, "ticket.close", of(id));
  EXPECT_EQ(charge(id).at("refund_reason"), "refused");
}

TEST_F(Charges, AnAnsweredTicketIsNotGivenBack) {
  const auto id = open_paid();
  reply(id);
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(state(id), "due");
  EXPECT_EQ(priority(id), "premium");
  EXPECT_EQ(tasks("charge.refund_due"), 0);
}

TEST_F(Charges, WhatThePolicyNeverGivesBackStays) {
  const auto id = open_paid("night");
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(state(id), "due");
  EXPECT_EQ(priority(id), "night");
}

TEST_F(Charges, S1_10_ABrokenPromiseIsGivenBackOnceHoweverOftenAnybodyLooks) {
  const auto id = open_paid();
  pass(hours(1));
  call("tick");
  EXPECT_EQ(state(id), "due") << "in time to the millisecond";
  pass(milliseconds(1));
  call("tick");
  EXPECT_EQ(charge(id).at("state"), "refund_due");
  EXPECT_EQ(charge(id).at("refund_reason"), "breached");
  call("tick");
  pass(hours(1));
  call("tick");
  reply(id);
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(events("charge.refund_due"), 1);
  EXPECT_EQ(tasks("charge.refund_due"), 1);
  EXPECT_EQ(priority(id), "premium");
  expect_sound();
}

TEST_F(Charges, ABreachThatNobodyHadLookedAtIsFoundWithTheLateAnswer) {
  const auto id = open_paid();
  pass(hours(1) + milliseconds(1));
  reply(id);
  EXPECT_EQ(charge(id).at("refund_reason"), "breached");
  call("tick");
  EXPECT_EQ(events("charge.refund_due"), 1);
  expect_sound();
}

TEST_F(Charges, ABreachBeforeTheChargeIsNotGivenBack) {
  const auto id = open(owner, "standard");
  reply(id);
  call(owner, "ticket.reply", of(id, R"(,"body":"¿Y ahora?")"));
  pass(hours(2) + milliseconds(1));
  call("tick");
  call(ana, "ticket.set_priority", of(id, R"(,"priority":"premium","entitlements":["premium"])"));
  reply(id);
  call("tick");
  EXPECT_EQ(state(id), "due");
}

TEST_F(Charges, BreachesAreGivenBackOnlyWhereThePolicySaysSo) {
  const auto id = open(owner, "care", R"(,"entitlements":["care"])");
  reply(id);
  call(owner, "ticket.reply", of(id, R"(,"body":"¿Y ahora?")"));
  pass(hours(3));
  call("tick");
  EXPECT_EQ(state(id), "due");
}

TEST_F(Charges, ThePanelSettlesAndWhatContradictsIsAConflict) {
  const auto id = open_paid();
  EXPECT_EQ(settle(id, "refunded"), "charge.settled") << "nothing was paid";
  EXPECT_EQ(settle(id, "paid", R"(,"invoice":"F-1")"), "paid");
  EXPECT_EQ(settle(id, "paid", R"(,"invoice":"F-1")"), "paid");
  EXPECT_EQ(settle(id, "paid"), "paid");
  EXPECT_EQ(settle(id, "paid", R"(,"invoice":"F-2")"), "charge.settled");
  EXPECT_EQ(settle(id, "waived"), "charge.settled");
  EXPECT_EQ(events("charge.paid"), 1);
  EXPECT_EQ(settle(id, "refunded"), "refunded") << "for the panel's own reasons";
  EXPECT_EQ(settle(id, "refunded"), "refunded");
  EXPECT_EQ(settle(id, "paid"), "charge.settled");
  EXPECT_EQ(events("charge.refunded"), 1);

  const auto other = open_paid();
  EXPECT_EQ(settle(other, "waived"), "waived");
  EXPECT_EQ(settle(other, "waived"), "waived");
  EXPECT_EQ(settle(other, "paid"), "charge.settled");
  EXPECT_EQ(settle(other, "refunded"), "charge.settled");
  expect_sound();
}

TEST_F(Charges, APaymentThatCrossesARefundIsKeptAndStillGivenBack) {
  const auto id = open_paid();
  call(owner, "ticket.close", of(id));
  EXPECT_EQ(charge(id).at("text"),
            "Ticket prioritario: no tienes que pagar 9,00 €; si ya lo has pagado, te lo devolvemos.");
  EXPECT_EQ(settle(id, "paid"), "refund_due");
  EXPECT_THAT(std::string(charge(id).at("text").as_string()), ::testing::HasSubstr("te devolvemos 9,00 €"));
  EXPECT_EQ(settle(id, "waived"), "charge.settled") << "there is something to give back now";
  EXPECT_EQ(settle(id, "refunded"), "refunded");
}

TEST_F(Charges, AreListedToWhomTheyBelongAndPageByPage) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.push_back(open_paid());
    pass(milliseconds(1));  // ids of one millisecond have no order
  }
  call(gold, "ticket.open",
       R"({"subject":"Web caída","body":"No responde desde las 9","department":"financial",
    "priority":"premium","entitlements":["premium"]})");
  EXPECT_EQ(call("charge.list").at("charges").as_array().size(), 6u);
  EXPECT_EQ(call(owner, "charge.list").at("charges").as_array().size(), 5u);
  EXPECT_EQ(call(gold, "charge.list").at("charges").as_array().size(), 1u);
  EXPECT_EQ(call(staff("fin"), "charge.list").at("charges").as_array().size(), 1u) << "of its department";
  EXPECT_EQ(call(ana, "charge.list", R"({"customer":"3000"})").at("charges").as_array().size(), 1u);
  EXPECT_EQ(call(ana, "charge.list", of(ids[0])).at("charges").as_array().size(), 1u);
  settle(ids[0], "paid");
  EXPECT_EQ(call("charge.list", R"({"state":"paid"})").at("charges").as_array().size(), 1u);
  EXPECT_EQ(call("charge.list", R"({"state":"due","customer":"1017"})").at("charges").as_array().size(), 4u);
  EXPECT_EQ(failure_code(gold, "charge.list", of(ids[0])), "ticket.not_found");
  const auto foreign = R"({"charge":")" + std::string(charge(ids[0]).at("id").as_string()) + "\"}";
  EXPECT_EQ(failure_code(gold, "charge.get", foreign), "charge.not_found");
  EXPECT_EQ(failure_code(staff("fin"), "charge.get", foreign), "charge.not_found");
  EXPECT_EQ(call(owner, "charge.get", foreign).at("charge"), charge(ids[0]));

  std::vector<std::string> seen;
  std::string after;
  do {
    const auto page = call(owner, "charge.list", R"({"limit":2)" + after + "}");
    for (const auto& one : page.at("charges").as_array()) seen.emplace_back(one.at("ticket").as_string());
    const auto* const next = page.as_object().if_contains("next");
    after = next ? R"(,"after":")" + std::string(next->as_string()) + "\"" : "";
  } while (!after.empty());
  std::reverse(seen.begin(), seen.end());
  EXPECT_EQ(seen, ids);
}

TEST_F(Charges, ARefusedRequestLeavesNothingBehind) {
  EXPECT_EQ(failure_code(owner, "ticket.open", R"({"subject":"Web caída","body":"b","department":"technical",
    "priority":"premium","entitlements":["premium"],"attachments":["1"]})"),
            "request.invalid");
  EXPECT_EQ(count("SELECT COUNT(*) FROM charge"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM entitlement_use"), 0);
}

TEST_F(Charges, TheExplanationTellsWhatWasChargedAndWhy) {
  const auto id = open_paid();
  const auto charges = call(owner, "ticket.explain", of(id)).at("charges").as_array();
  ASSERT_EQ(charges.size(), 1u);
  EXPECT_EQ(charges[0].at("rule"), "premium");
  EXPECT_EQ(
      charges[0].at("text"),
      "El 2 de marzo de 2026 a las 10:00 se aplicó «Ticket prioritario», al precio de la versión 2 de la "
      "política. Ticket prioritario: 9,00 €, pendiente de cobro.");
  const auto included = open(gold, "care");
  EXPECT_EQ(call(gold, "ticket.explain", of(included)).at("charges").at(0).at("text"),
            "«Mantenimiento» entra en lo incluido: no se cobra nada.");
}

}  // namespace
}  // namespace plazo::operations::testing
