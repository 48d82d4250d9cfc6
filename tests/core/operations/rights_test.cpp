// When rights are looked at: kinds before any look-up, everything else at each call anew.
#include <gmock/gmock.h>

#include "tests/core/operations/parties.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::HasSubstr;

/// A database that nobody may touch, and that counts who does.
class UntouchableDatabase final : public storage::Database {
 public:
  explicit UntouchableDatabase(int& touched) : touched_(touched) {}
  void transact(const std::function<void(storage::Transaction&)>&) override { touch(); }
  void read(const std::function<void(storage::Transaction&)>&) override { touch(); }
  void make_lasting() override { touch(); }
  void backup(const std::filesystem::path&) override { touch(); }
  std::vector<std::string> check_integrity() override { return touch(), std::vector<std::string>(); }
  void trim_log(std::int64_t) override { touch(); }
  storage::Status status() override { return touch(), storage::Status(); }

 private:
  void touch() {
    ++touched_;
    throw Error(Category::unavailable, "test.touched", "the database was touched");
  }
  int& touched_;
};

class Rights : public PartiesTest {};

TEST_F(Rights, V01_WhoMayNeverCallIsRefusedBeforeAnyLookUp) {
  furnish();
  int touched = 0;
  Desk guarded(std::make_unique<UntouchableDatabase>(touched), std::make_unique<MovableClock>(time),
               IdSource());
  Desk bare{DeskOptions{}};
  const Values values = objects(Side::foreign);
  int refused = 0, reached = 0;
  for (const auto& op : catalogue())
    for (const auto& party : parties()) {
      // Even nonsense is not looked at, so that it cannot be probed either.
      for (const std::string& request :
           {synthesise(op.request(), values, party.audience()).json, std::string("no JSON at all")}) {
        touched = 0;
        std::string code, bare_code;
        try {
          guarded.call(party.as(), op, request);
        } catch (const Error& error) {
          code = error.code;
        }
        try {
          bare.call(party.as(), op, request);
        } catch (const Error& error) {
          bare_code = error.code;
        }
        if (!op.allows(party.kind())) {
          EXPECT_EQ(code, "operation.not_allowed") << op.name << ", " << party.name;
          EXPECT_EQ(bare_code, "operation.not_allowed") << op.name << ", " << party.name;
          EXPECT_EQ(touched, 0) << op.name << ", " << party.name;
          ++refused;
        } else if (party.looking() && op.access == Access::write) {
          EXPECT_EQ(code, "actor.looking_only") << op.name << ", " << party.name;
          EXPECT_EQ(touched, 0) << op.name << ", " << party.name;
        } else if (request.front() == '{' && (op.access == Access::read || op.access == Access::write)) {
          // The control: the same spy sees those who may call.
          EXPECT_EQ(code, "test.touched") << op.name << ", " << party.name;
          EXPECT_GE(touched, 1) << op.name << ", " << party.name;
          ++reached;
        }
      }
    }
  EXPECT_GT(refused, 100);
  EXPECT_GT(reached, 50);
}

TEST_F(Rights, V13_ThePanelsOwnOperationsAreClosedToEverySession) {
  furnish();
  int closed = 0;
  for (const auto& op : catalogue()) {
    if (op.callers.kinds != std::vector{ActorKind::panel}) continue;
    ++closed;
    for (const auto& party : parties()) {
      if (!party.claim) continue;
      const auto outcome =
          attempt(op, party.as(), synthesise(op.request(), objects_once(), json::Audience::panel).json);
      EXPECT_EQ(outcome.code, "operation.not_allowed") << op.name << ", " << party.name;
    }
  }
  EXPECT_GE(closed, 7);
}

// Each revocation happens between two calls of one session that stays open.
TEST_F(Rights, V10_RightsAreLookedUpAtEachCall) {
  furnish();
  struct Revocation {
    std::string name;
    customers::Claim session;
    json::Audience audience;
    std::function<void()> revoke, restore;
    std::function<std::string(const Operation&, const Request&)> code;
  };
  const auto restore_account = [&] { put_own_account(); };
  const auto restore_ana = [&] { put_staff("ana"); };
  std::vector<Revocation> revocations{
      {"the contact is removed", contact("1017", "eva"), json::Audience::customer,
       [&] { put_own_account(R"({"reference":"luis","name":"Luis"})"); }, restore_account,
       [](const auto&, const auto&) { return "actor.unknown"; }},
      {"the contact loses the tickets", contact("1017", "eva"), json::Audience::customer,
       [&] { put_own_account(R"({"reference":"eva","name":"Eva","billing":true})"); }, restore_account,
       [](const auto& op, const auto&) { return op.callers.tickets ? "contact.no_tickets" : ""; }},
      {"the staff member leaves", staff("ana"), json::Audience::staff,
       [&] { put_staff("ana", {}, R"(,"active":false)"); }, restore_ana,
       [](const auto&, const auto&) { return "actor.unknown"; }},
      {"the staff member changes department", staff("ana"), json::Audience::staff,
       [&] { put_staff("ana", {}, R"(,"departments":["financial"])"); }, restore_ana,
       [](const auto& op, const auto& request) {
         if (request.named.contains(Meaning::ticket)) return "ticket.not_found";
         if (request.named.contains(Meaning::flag)) return "conduct.not_found";
         if (request.named.contains(Meaning::suggestion)) return "suggestion.not_found";
         if (request.named.contains(Meaning::charge)) return "charge.not_found";
         return op.name == "ticket.open" ? "staff.other_department" : "";
       }},
      {"the one who looks leaves", looking("ana", "1017"), json::Audience::customer,
       [&] { put_staff("ana", {}, R"(,"active":false)"); }, restore_ana,
       [](const auto&, const auto&) { return "actor.unknown"; }},
      {"looking is withdrawn", looking("ana", "1017"), json::Audience::customer,
       [&] { put_staff("ana", {Permission::customer_view}); }, restore_ana,
       [](const auto&, const auto&) { return "actor.no_customer_view"; }},
  };
  for (const auto& e : json::type_of<Permission>().enumerators) {
    const auto permission = static_cast<Permission>(e.value);
    revocations.push_back({"staff loses " + std::string(e.name), staff("ana"), json::Audience::staff,
                           [this, permission] { put_staff("ana", {permission}); }, restore_ana,
                           [permission](const auto& op, const auto&) {
                             const bool needed =
                                 op.callers.permission == permission ||
                                 (permission == Permission::customers_read && names_accounts(op));
                             return needed ? "staff.no_permission" : "";
                           }});
  }
  const auto fresh = [&](const Operation& op) {
    return op.access == Access::write ? objects(Side::own) : objects_once();
  };
  int revoked = 0;
  for (const auto& r : revocations)
    for (const auto& op : catalogue()) {
      if (!op.allows(customers::kind_of(r.session))) continue;
      const auto* const staff_claim = std::get_if<customers::StaffClaim>(&r.session);
      if (staff_claim && staff_claim->on_behalf_of && op.access == Access::write) continue;
      const auto first = synthesise(op.request(), fresh(op), r.audience);
      const auto second = synthesise(op.request(), fresh(op), r.audience);
      const auto third = synthesise(op.request(), fresh(op), r.audience);
      const auto before = attempt(op, &r.session, first.json);
      EXPECT_EQ(before.code, "") << op.name << " before " << r.name;
      r.revoke();
      const auto after = attempt(op, &r.session, second.json);
      EXPECT_EQ(after.code, r.code(op, second)) << op.name << " after " << r.name;
      revoked += !after.ok();
      r.restore();
      EXPECT_EQ(attempt(op, &r.session, third.json).code, "")
          << op.name << " once it is given back after " << r.name;
    }
  EXPECT_GT(revoked, 30);
}

TEST_F(Rights, V10_WhatSomebodyWroteGivesNoAccessOnceTheyHaveLeft) {
  furnish();
  const auto id = open_ticket(contact("1017", "eva"));
  call(staff("ana"), "ticket.reply", R"({"ticket":")" + id + R"(","body":"Lo miro"})");
  put_staff("ana", {}, R"(,"active":false)");
  put_own_account(R"({"reference":"luis","name":"Luis","tickets":true})");
  const customers::Claim eva = contact("1017", "eva"), ana = staff("ana");
  Values values{
      {Meaning::words, "x"},          {Meaning::ticket, id},       {Meaning::other_ticket, id},
      {Meaning::session, "1"},        {Meaning::flag, "1"},        {Meaning::charge, "1"},
      {Meaning::suggestion, "1"},     {Meaning::customer, "1017"}, {Meaning::department, "technical"},
      {Meaning::priority, "regular"}, {Meaning::new_key, "key"}};
  for (const auto& op : catalogue())
    for (const auto* author : {&eva, &ana}) {
      if (!op.allows(customers::kind_of(*author))) continue;
      EXPECT_EQ(attempt(op, author, synthesise(op.request(), values, json::Audience::customer).json).code,
                "actor.unknown")
          << op.name;
    }
  // What they wrote stays, under the name they had.
  const auto page = call(customer("1017"), "ticket.get", R"({"ticket":")" + id + R"("})");
  EXPECT_EQ(page.at("messages").at(0).at("author").at("name"), "Eva");
  EXPECT_EQ(page.at("messages").at(1).at("author").at("name"), "ana");
}

TEST_F(Rights, LookingThroughACustomersEyesNeverWrites) {
  furnish();
  int writes = 0;
  for (const auto& op : catalogue()) {
    if (op.access != Access::write || !op.allows(ActorKind::customer)) continue;
    const customers::Claim eyes = looking("ana", "1017");
    const auto request = synthesise(op.request(), objects(Side::own), json::Audience::customer).json;
    const auto before = written();
    EXPECT_EQ(attempt(op, &eyes, request).code, "actor.looking_only") << op.name;
    EXPECT_EQ(written(), before) << op.name;
    ++writes;
  }
  EXPECT_GE(writes, 3);
  // And sees what the customer sees, byte for byte, in the customer's language.
  const auto id = objects(Side::own).at(Meaning::ticket);
  const customers::Claim owner = customer("1017"), eyes = looking("ana", "1017");
  for (const std::string_view operation : {"ticket.get", "ticket.list", "customer.get", "ticket.search"}) {
    const std::string request = operation == "ticket.get"      ? R"({"ticket":")" + id + R"("})"
                                : operation == "ticket.search" ? R"({"query":"marca"})"
                                                               : "{}";
    EXPECT_EQ(desk->call(&eyes, operation, request), desk->call(&owner, operation, request)) << operation;
  }
}

TEST_F(Rights, V17_WritesAreCheckedWithoutAnyReadBefore) {
  furnish();
  int refused = 0;
  for (const auto& op : catalogue()) {
    if (op.access != Access::write) continue;
    for (const auto& party : parties()) {
      const Values& values = objects_once(Side::foreign, party.department);
      const auto request = synthesise(op.request(), values, party.audience());
      const auto expected = expected_code(op, party, request, Side::foreign);
      if (expected.empty()) continue;
      const auto before = written();
      EXPECT_EQ(attempt(op, party.as(), request.json).code, expected) << op.name << ", " << party.name;
      EXPECT_EQ(written(), before) << op.name << ", " << party.name;
      ++refused;
    }
  }
  EXPECT_GT(refused, 100);
}

TEST_F(Rights, V18_NobodyOpensATicketInAnothersNameWithoutAGrant) {
  furnish();
  const std::string in_name_of = R"({"subject":"s","body":"b","department":"technical","customer":"2000"})";
  const Operation& open = find("ticket.open");
  for (const auto& party : parties()) {
    const auto before = written();
    const auto outcome = attempt(open, party.as(), in_name_of);
    if (party.kind() == ActorKind::panel || party.name == "staff" ||
        (party.kind() == ActorKind::staff && party.known && party.department == "technical" &&
         !party.lacks.contains(Permission::tickets_open) &&
         !party.lacks.contains(Permission::customers_read))) {
      EXPECT_TRUE(outcome.ok()) << party.name << outcome.error;
      continue;
    }
    EXPECT_FALSE(outcome.ok()) << party.name;
    EXPECT_EQ(written(), before) << party.name;
    if (party.kind() == ActorKind::customer && !party.looking()) {
      EXPECT_THAT(outcome.error, HasSubstr(R"("path":"/customer","code":"not_permitted")")) << party.name;
    }
  }
  // Whoever opened it is named, not the customer.
  const customers::Claim ana = staff("ana");
  const auto id = call(ana, "ticket.open", in_name_of).at("ticket").at("id");
  const auto page =
      call(customer("2000"), "ticket.get", R"({"ticket":")" + std::string(id.as_string()) + R"("})");
  EXPECT_EQ(page.at("messages").at(0).at("author").at("role"), "staff");
  EXPECT_EQ(page.at("messages").at(0).at("author").at("name"), "ana");
}

}  // namespace
}  // namespace plazo::operations::testing
