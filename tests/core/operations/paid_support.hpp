// A desk whose policy has something to pay for, for the tests of charges, quotas and compensation.
#pragma once

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {

/// `premium` costs 9,00 € and is given back for a broken promise too; `care` is included for the group
/// `gold`, twice and two hours a month, and costs 5,00 € beyond; `night` costs 20,00 € and is never given
/// back.
inline constexpr const char* paid_policy = R"({"document":{
  "plazo":1, "provider":"Introserv", "zone":"Europe/Madrid", "languages":["es","en"], "currency":"EUR",
  "departments":{"technical":{},"financial":{}},
  "priorities":{
    "standard":{"name":{"es":"Estándar","en":"Standard"}},
    "care":{"entitlement":"care"},
    "night":{"entitlement":"night"},
    "premium":{"name":{"es":"Prioritario","en":"Priority"},"entitlement":"premium"}},
  "entitlements":{
    "premium":{"name":{"es":"Ticket prioritario","en":"Priority ticket"},"price":900,"refund":"breached"},
    "care":{"name":{"es":"Mantenimiento","en":"Care"},"price":500,"included_for":"gold",
            "quota":{"tickets":2,"time":"PT2H"},"task_cap":"PT1H"},
    "night":{"price":2000,"refund":"never"}},
  "targets":[
    {"id":"premium","when":{"priority":"premium"},"limit":"PT1H","measure":"wall_time",
     "compensation":{"percent":10,"ceiling":500,"claim_within":"P30D",
                     "text":{"es":"Una parte de la cuota","en":"A part of the fee"}}},
    {"id":"answer","clock":"next_response","limit":"PT2H","measure":"wall_time",
     "compensation":{"percent":10,"ceiling":500}}]}})";

class PaidSupport : public DeskTest {
 protected:
  PaidSupport() {
    populate();
    call("policy.install", paid_policy);
    call("customer.put", R"({"reference":"3000","name":"Oro S.A.","groups":["gold"]})");
  }

  std::string open(const customers::Claim& as, std::string_view priority, std::string_view more = "") {
    return open_ticket(as, R"(,"priority":")" + std::string(priority) + "\"" + std::string(more));
  }
  /// With the agreement to its price.
  std::string open_paid(std::string_view key = "premium") {
    return open(owner, key, R"(,"entitlements":[")" + std::string(key) + "\"]");
  }
  static std::string of(std::string_view ticket, std::string_view more = "") {
    return R"({"ticket":")" + std::string(ticket) + "\"" + std::string(more) + "}";
  }
  void reply(const std::string& ticket) {
    call(ana, "ticket.reply", of(ticket, R"(,"body":"Vamos a ello")"));
  }
  value ticket(const std::string& id) { return call(owner, "ticket.get", of(id)).at("ticket"); }
  std::string priority(const std::string& id) { return std::string(ticket(id).at("priority").as_string()); }
  /// The only charge of a ticket.
  value charge(const std::string& id) {
    const auto view = ticket(id);
    const auto& charges = view.at("charges").as_array();
    EXPECT_EQ(charges.size(), 1u);
    return charges.empty() ? value() : charges.front();
  }
  std::string state(const std::string& id) { return std::string(charge(id).at("state").as_string()); }
  std::string settle(const std::string& id, std::string_view settlement, std::string_view more = "") {
    const std::string request = R"({"charge":")" + std::string(charge(id).at("id").as_string()) +
                                R"(","settlement":")" + std::string(settlement) + "\"" + std::string(more) +
                                "}";
    try {
      return std::string(call("charge.settle", request).at("charge").at("state").as_string());
    } catch (const Error& error) {
      return error.code;
    }
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
  std::int64_t events(const std::string& kind) {
    return count("SELECT COUNT(*) FROM event WHERE kind = '" + kind + "'");
  }
  std::int64_t tasks(const std::string& kind) {
    return count("SELECT COUNT(*) FROM outbox WHERE kind = '" + kind + "'");
  }
  void expect_sound() { EXPECT_TRUE(call("desk.verify").at("sound").as_bool()); }

  const customers::Claim owner = customer("1017"), gold = customer("3000"), ana = staff("ana");
};

}  // namespace plazo::operations::testing
