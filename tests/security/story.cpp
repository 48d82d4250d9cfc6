// Plays the story through the C ABI, every operation there is, with a mark in every text; the test
// around it watches what the process does to the outside.
#include <cstdio>
#include <cstring>

#include "tests/security/abi.hpp"

namespace {

bool failed = false;

void expect(const plazo::security::Answer& answer, const char* what) {
  if (answer.result == PLAZO_OK) return;
  std::fprintf(stderr, "%s: %s\n", what, answer.text.c_str());
  failed = true;
}

std::string ticket_in(const std::string& reply) {
  const auto at = reply.find("\"id\":\"") + 6;
  return reply.substr(at, reply.find('"', at) - at);
}

}  // namespace

int main() {
  using namespace plazo::security;
  const AbiDesk d;
  // `userbyte` stands in whatever customers and staff can choose.
  const std::string owner = R"({"type":"customer","customer":"userbyte-1017","address":"192.0.2.1"})";
  const std::string staff = R"({"type":"staff","staff":"userbyte-ana"})";
  expect(d.panel("policy.install", policy), "policy.install");
  expect(d.panel("customer.put", R"({"reference":"userbyte-1017","name":"userbyte","zone":"Atlantic/Canary",
    "contacts":[{"reference":"userbyte-eva","name":"userbyte","email":"userbyte@example.com","tickets":true}]})"),
         "customer.put");
  expect(
      d.panel(
          "staff.put",
          R"({"reference":"userbyte-ana","name":"userbyte","permissions":["tickets_read","tickets_reply","tickets_note",
    "tickets_close","customers_read","customer_view"]})"),
      "staff.put");
  const auto opened = d.as(
      owner, "ticket.open",
      R"({"subject":"http://userbyte.example/../../etc/passwd","body":"file:///userbyte | /bin/userbyte `userbyte`",
    "department":"technical","idempotency_key":"../userbyte"})");
  expect(opened, "ticket.open");
  const std::string ticket = R"("ticket":")" + ticket_in(opened.text) + "\"";
  expect(d.as(staff, "ticket.queue", "{}"), "ticket.queue");
  expect(d.as(staff, "ticket.note", "{" + ticket + R"(,"body":"/userbyte"})"), "ticket.note");
  expect(d.as(staff, "ticket.reply", "{" + ticket + R"x(,"body":"$(userbyte)"})x"), "ticket.reply");
  expect(d.as(owner, "ticket.get", "{" + ticket + "}"), "ticket.get");
  expect(d.as(owner, "ticket.list", "{}"), "ticket.list");
  expect(d.as(owner, "ticket.search", R"({"query":"userbyte"})"), "ticket.search");
  expect(d.as(owner, "ticket.close", "{" + ticket + "}"), "ticket.close");
  expect(d.as(staff, "customer.get", R"({"reference":"userbyte-1017"})"), "customer.get");
  expect(d.as(owner, "policy.current", "{}"), "policy.current");
  expect(d.upload_and_download(owner, ticket,
                               R"({"name":"..\\userbyte/../userbyte.php","media_type":"userbyte/x"})"),
         "an attachment");
  expect(d.panel("tick", "{}"), "tick");
  expect(d.panel("desk.status", "{}"), "desk.status");
  expect(d.panel("desk.verify", "{}"), "desk.verify");
  expect(d.panel("desk.backup", R"({"target":")" + (d.folder / "copy.db").string() + R"("})"), "desk.backup");
  expect(d.panel("desk.restore", R"({"source":")" + (d.folder / "copy.db").string() + R"(","target":")" +
                                     (d.folder / "restored.db").string() + R"("})"),
         "desk.restore");
  expect(d.panel("policy.check", R"({"text":"{\"zone\":\"../../userbyte\"}"})"), "policy.check");
  // A zone comes from a person too; it must not lead out of the zone data, nor be opened at all.
  for (const char* zone :
       {"../../../userbyte", "/userbyte", "userbyte", "Europe/userbyte", ":userbyte", "file:userbyte"})
    if (d.panel("customer.put", R"({"reference":"1","name":"x","zone":")" + std::string(zone) + R"("})")
            .result == PLAZO_OK)
      failed = true;
  return failed ? 1 : 0;
}
