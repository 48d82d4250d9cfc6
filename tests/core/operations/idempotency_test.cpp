// Idempotency keys: one effect for each key, actor and operation; for every writing operation there is.
#include <gmock/gmock.h>

#include "core/operations/idempotency.hpp"
#include "tests/core/operations/parties.hpp"

namespace plazo::operations::testing {
namespace {

class Idempotency : public PartiesTest {
 protected:
  struct Attempt {
    const Operation* op;
    Party party;
  };
  /// Every writing operation with everybody who may call it.
  static std::vector<Attempt> writers() {
    std::vector<Attempt> all;
    for (const auto& op : catalogue())
      if (op.access == Access::write)
        for (const auto& party : parties())
          if (expected_code(op, party, {}, Side::own).empty() && party.department == "technical" &&
              (party.tickets_of.contains(Side::own) || party.kind() == ActorKind::panel))
            all.push_back({&op, party});
    return all;
  }
  std::string request(const Operation& op, const Party& party, const std::string& key) {
    std::string json = synthesise(op.request(), objects(Side::own), party.audience()).json;
    json.pop_back();
    return json + R"(,"idempotency_key":")" + key + "\"}";
  }
};

TEST_F(Idempotency, ARepeatHasNoEffectAndGetsTheSameBytesWhenNothingChanged) {
  furnish();
  std::set<std::string_view> operations;
  for (const auto& [op, party] : writers()) {
    const std::string body = request(*op, party, "k");
    const auto first = attempt(*op, party.as(), body);
    ASSERT_EQ(first.error, "") << op->name << ", " << party.name;
    const auto after_one = written();
    for (int i = 0; i < 3; ++i) {
      const auto again = attempt(*op, party.as(), body);
      EXPECT_EQ(again.reply, first.reply) << op->name << ", " << party.name;
    }
    EXPECT_EQ(written(), after_one) << op->name << ", " << party.name;
    // Without the key it is another attempt: the control that effects are seen at all.
    operations.insert(op->name);
    desk->database().transact([](storage::Transaction& tx) { tx.run("DELETE FROM idempotency_key"); });
  }
  for (const auto& op : catalogue())
    EXPECT_EQ(operations.contains(op.name), op.access == Access::write) << op.name;
}

TEST_F(Idempotency, AnotherBodyIsAConflict) {
  furnish();
  for (const auto& [op, party] : writers()) {
    const std::string body = request(*op, party, "k");
    std::string other = request(*op, party, "k");
    // A request without words or names of its own differs in a number.
    if (other == body && other.find(":1") != std::string::npos) other.replace(other.find(":1"), 2, ":2");
    ASSERT_NE(body, other) << op->name;
    ASSERT_TRUE(attempt(*op, party.as(), body).ok()) << op->name;
    const auto before = written();
    const auto outcome = attempt(*op, party.as(), other);
    EXPECT_EQ(outcome.code, "idempotency.key_reused") << op->name << ", " << party.name;
    EXPECT_EQ(outcome.category, Category::conflict) << op->name;
    EXPECT_EQ(written(), before) << op->name;
    desk->database().transact([](storage::Transaction& tx) { tx.run("DELETE FROM idempotency_key"); });
  }
}

TEST_F(Idempotency, BlanksAndOrderOfFieldsAreNoOtherBody) {
  furnish();
  const auto a = call(customer("1017"), "ticket.open",
                      R"({"subject":"s","body":"b","department":"technical","idempotency_key":"k"})");
  const auto b =
      call(customer("1017"), "ticket.open",
           R"({ "idempotency_key":"k", "department":"technical", "body":"\u0062", "subject":"s" })");
  EXPECT_EQ(a, b);
}

TEST_F(Idempotency, KeysOfAnotherActorOrOperationAreIndependent) {
  furnish();
  std::map<std::string_view, int> effects;
  for (const auto& [op, party] : writers()) {
    const auto before = written();
    const auto outcome = attempt(*op, party.as(), request(*op, party, "the same for all"));
    EXPECT_EQ(outcome.error, "") << op->name << ", " << party.name;
    EXPECT_GT(written(), before) << op->name << ", " << party.name;
    ++effects[op->name];
  }
  EXPECT_GE(effects["ticket.open"], 5);
  EXPECT_GE(effects["ticket.reply"], 5);
  EXPECT_GE(effects["ticket.note"], 2);
}

TEST_F(Idempotency, ARefusedAttemptIsNotStored) {
  furnish();
  const auto id = objects(Side::own).at(Meaning::ticket);
  const std::string close = R"({"ticket":")" + id + R"(","idempotency_key":"k"})";
  const customers::Claim eva = contact("1017", "eva");
  put_own_account(R"({"reference":"eva","name":"Eva"})");
  EXPECT_EQ(failure_code(eva, "ticket.close", close), "contact.no_tickets");
  put_own_account();
  call(customer("1017"), "ticket.close", R"({"ticket":")" + id + R"("})");
  EXPECT_EQ(failure_code(eva, "ticket.close", close), "ticket.closed");
  call(customer("1017"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Sigue"})");
  EXPECT_EQ(call(eva, "ticket.close", close).at("ticket").at("status"), "closed");
  // Also with another body: nothing of the refused attempts was kept.
  EXPECT_EQ(failure_code(eva, "ticket.close", R"({"ticket":"1","idempotency_key":"n"})"), "ticket.not_found");
  call(customer("1017"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Sigue"})");
  EXPECT_EQ(call(eva, "ticket.close", R"({"ticket":")" + id + R"(","idempotency_key":"n"})")
                .at("ticket")
                .at("status"),
            "closed");
}

TEST_F(Idempotency, KeysAreKeptForThirtyDays) {
  furnish();
  const std::string open = R"({"subject":"s","body":"b","department":"technical","idempotency_key":"k"})";
  const auto first = call(customer("1017"), "ticket.open", open).at("ticket").at("id");
  pass(idempotency_keep);
  EXPECT_EQ(call("tick").at("forgotten_keys"), 0);
  EXPECT_EQ(call(customer("1017"), "ticket.open", open).at("ticket").at("id"), first);
  pass(milliseconds(1));
  EXPECT_EQ(call("tick").at("forgotten_keys"), 1);
  EXPECT_NE(call(customer("1017"), "ticket.open", open).at("ticket").at("id"), first);
}

TEST_F(Idempotency, ARepeatIsRenderedAnew) {
  furnish();
  const std::string open = R"({"subject":"s","body":"b","department":"technical","idempotency_key":"k"})";
  const auto first = call(customer("1017"), "ticket.open", open).at("ticket");
  EXPECT_EQ(first.at("clocks").at("first_response").at("time_left"), 600'000);
  pass(minutes(4));
  EXPECT_EQ(call(customer("1017"), "ticket.open", open)
                .at("ticket")
                .at("clocks")
                .at("first_response")
                .at("time_left"),
            360'000);
  call(staff("ana"), "ticket.reply",
       R"({"ticket":")" + std::string(first.at("id").as_string()) + R"(","body":"ok"})");
  const auto again = call(customer("1017"), "ticket.open", open).at("ticket");
  EXPECT_EQ(again.at("id"), first.at("id"));
  EXPECT_EQ(again.at("status"), "answered");
  EXPECT_EQ(again.at("clocks").at("first_response").at("state"), "met");
}

TEST_F(Idempotency, ARepeatIsRefusedOnceTheRightIsGone) {
  furnish();
  const std::string open = R"({"subject":"s","body":"b","department":"technical","idempotency_key":"k"})";
  call(contact("1017", "eva"), "ticket.open", open);
  put_own_account(R"({"reference":"eva","name":"Eva"})");
  EXPECT_EQ(failure_code(contact("1017", "eva"), "ticket.open", open), "contact.no_tickets");
}

// ---- ids that clash --------------------------------------------------------------------------------

class FewIds : public PartiesTest {
 protected:
  FewIds() {
    random_bits = 4;
    reopen();
  }
};

TEST_F(FewIds, TwoHundredTicketsAtOneInstantGetIdsByDrawingAgain) {
  call("policy.install", ten_minutes_policy);
  call("customer.put", R"({"reference":"1017","name":"Una"})");
  std::set<std::string> ids;
  for (int i = 0; i < 200; ++i)
    ids.insert(open_ticket(customer("1017"), R"(,"idempotency_key":"k)" + std::to_string(i) + "\""));
  EXPECT_EQ(ids.size(), 200u);
  std::int64_t tickets = 0, messages = 0;
  desk->database().read([&](storage::Transaction& tx) {
    auto rows = tx.query("SELECT (SELECT COUNT(*) FROM ticket), (SELECT COUNT(*) FROM message)");
    rows.next();
    tickets = rows.integer(0);
    messages = rows.integer(1);
  });
  EXPECT_EQ(tickets, 200);
  EXPECT_EQ(messages, 200);
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

}  // namespace
}  // namespace plazo::operations::testing
