// A desk in a private folder with a clock that the test moves, for the tests of operations.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include "core/json/decode.hpp"
#include "core/operations/desk.hpp"

namespace plazo::operations::testing {

using boost::json::value;

/// Shared between the test and the desk that owns it.
class MovableClock final : public Clock {
 public:
  explicit MovableClock(std::shared_ptr<std::atomic<std::int64_t>> ms) : ms_(std::move(ms)) {}
  Instant now() const override { return {ms_->load()}; }

 private:
  std::shared_ptr<std::atomic<std::int64_t>> ms_;
};

/// A policy such as the provider of the 10-minute promise publishes.
inline constexpr const char* ten_minutes_policy = R"({"document":{
  "plazo":1, "provider":"Introserv", "zone":"Europe/Madrid", "languages":["es","en"],
  "departments":{"technical":{"name":{"es":"Cuestiones técnicas","en":"Technical"}},
                 "financial":{"name":{"es":"Facturación","en":"Billing"}}},
  "priorities":{"regular":{"name":{"es":"Normal","en":"Regular"}},"high":{"name":{"es":"Alta","en":"High"}}},
  "first_response":"PT10M","fair_use":{"suspension":{"length":"P7D","for_good":true}}}})";

class DeskTest : public ::testing::Test {
 protected:
  DeskTest() {
    std::string name = (std::filesystem::temp_directory_path() / "plazo-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    folder = name;
    reopen();
  }
  ~DeskTest() override {
    desk.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }

  void reopen() {
    desk.reset();
    DeskOptions options;
    options.database = (folder / "desk.db").string();
    options.create = true;
    desk = std::make_unique<Desk>(options, std::make_unique<MovableClock>(time), IdSource(random_bits));
  }

  void set_now(std::string_view at) { *time = parse_instant(at)->ms; }
  void pass(Duration length) { *time += length.ms; }

  static customers::Claim claim(std::string_view json) { return plazo::json::decode<customers::Claim>(json); }
  static customers::Claim customer(std::string_view reference) {
    return customers::CustomerClaim{.customer = std::string(reference)};
  }
  static customers::Claim contact(std::string_view reference, std::string_view person) {
    return customers::CustomerClaim{.customer = std::string(reference), .contact = std::string(person)};
  }
  static customers::Claim staff(std::string_view reference) {
    return customers::StaffClaim{.staff = std::string(reference)};
  }

  /// As the panel.
  value call(std::string_view operation, std::string_view request = "{}") {
    return boost::json::parse(desk->call(nullptr, operation, request));
  }
  value call(const customers::Claim& as, std::string_view operation, std::string_view request = "{}") {
    return boost::json::parse(desk->call(&as, operation, request));
  }
  /// The error of a call that must fail.
  Error failure(const customers::Claim* as, std::string_view operation, std::string_view request = "{}") {
    try {
      const auto reply = desk->call(as, operation, request);
      ADD_FAILURE() << operation << " succeeded: " << reply;
    } catch (const Error& error) {
      return error;
    }
    return Error(Category::internal, "none", "none");
  }
  std::string failure_code(const customers::Claim& as, std::string_view operation,
                           std::string_view request = "{}") {
    return failure(&as, operation, request).code;
  }

  /// Two customers (1017 with two contacts, 2000), four staff members.
  void populate() {
    call("policy.install", ten_minutes_policy);
    call("customer.put", R"({"reference":"1017","name":"Zapatería Ñandú","contacts":[
      {"reference":"eva","name":"Eva","email":"eva@example.com","tickets":true},
      {"reference":"luis","name":"Luis","billing":true}]})");
    call("customer.put", R"({"reference":"2000","name":"Other Ltd","locale":"en"})");
    call("staff.put",
         R"({"reference":"ana","name":"Ana","permissions":["tickets_read","tickets_open","tickets_reply",
      "tickets_note","tickets_close","tickets_change","customers_read","customer_view"]})");
    call("staff.put", R"({"reference":"fin","name":"Fina","departments":["financial"],
      "permissions":["tickets_read","tickets_reply","tickets_note"]})");
    call("staff.put", R"({"reference":"new","name":"Nuria","permissions":[]})");
    call("staff.put", R"({"reference":"old","name":"Olga","active":false,"permissions":["tickets_read"]})");
  }
  std::string open_ticket(const customers::Claim& as, std::string_view extra = "") {
    const std::string request =
        R"({"subject":"Web caída","body":"No responde desde las 9","department":"technical")" +
        std::string(extra) + "}";
    return std::string(call(as, "ticket.open", request).at("ticket").at("id").as_string());
  }

  std::filesystem::path folder;
  int random_bits = 21;
  std::shared_ptr<std::atomic<std::int64_t>> time =
      std::make_shared<std::atomic<std::int64_t>>(parse_instant("2026-03-02T09:00:00Z")->ms);
  std::unique_ptr<Desk> desk;
};

}  // namespace plazo::operations::testing
