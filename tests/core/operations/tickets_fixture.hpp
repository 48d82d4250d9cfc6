// A desk with a policy of one's own targets, and what the tests of tickets look at.
#pragma once

#include <span>
#include <vector>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {

class TicketsTest : public DeskTest {
 protected:
  /// People of `populate`, and a policy with these targets in place of the ten minutes.
  void furnish(const std::string& targets, const std::string& clocks = "{}") {
    populate();
    call("policy.install", R"({"document":{"plazo":1,"provider":"Introserv","zone":"Europe/Madrid",
      "languages":["es","en"],"calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]},"holidays":[]}},
      "departments":{"technical":{},"financial":{}},"priorities":{"regular":{},"high":{},"urgent":{}},
      "targets":)" + targets + R"(,"clocks":)" +
                               clocks + "}}");
  }

  value as_ana(std::string_view operation, const std::string& request) {
    return call(staff("ana"), operation, request);
  }
  /// The ticket as staff see it.
  value ticket(const std::string& id) {
    return as_ana("ticket.get", R"({"ticket":")" + id + R"("})").at("ticket");
  }
  value clock(const std::string& id, std::string_view kind) { return ticket(id).at("clocks").at(kind); }
  void reply(const std::string& id) { as_ana("ticket.reply", R"({"ticket":")" + id + R"(","body":"ok"})"); }
  void customer_replies(const std::string& id, const std::string& body = "gracias") {
    call(customer("1017"), "ticket.reply", R"({"ticket":")" + id + R"(","body":")" + body + R"("})");
  }
  void close(const std::string& id) { as_ana("ticket.close", R"({"ticket":")" + id + R"("})"); }
  value merge(const std::string& id, const std::string& into) {
    return as_ana("ticket.merge", R"({"ticket":")" + id + R"(","into":")" + into + R"("})");
  }
  std::string merge_failure(const std::string& id, const std::string& into) {
    return failure_code(staff("ana"), "ticket.merge",
                        R"({"ticket":")" + id + R"(","into":")" + into + R"("})");
  }
  std::vector<std::string> queue(const std::string& request = "{}") {
    std::vector<std::string> ids;
    const auto reply = as_ana("ticket.queue", request);
    for (const auto& t : reply.at("tickets").as_array()) ids.emplace_back(t.at("id").as_string());
    return ids;
  }

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
  std::vector<std::string> kinds_of(const std::string& id) {
    return texts("SELECT kind FROM event WHERE subject = ? ORDER BY sequence",
                 {storage::value_of(*parse_id(id))});
  }
  void expect_sound() {
    const auto found = call("desk.verify");
    EXPECT_TRUE(found.at("sound").as_bool()) << boost::json::serialize(found);
  }
};

}  // namespace plazo::operations::testing
