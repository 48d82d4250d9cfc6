// Plays the story through the C ABI, every operation there is, with a mark in every text; the test
// around it watches what the process does to the outside.
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "tests/security/abi.hpp"

namespace {

bool failed = false;

void expect(const plazo::security::Answer& answer, const char* what) {
  if (answer.result == PLAZO_OK) return;
  std::fprintf(stderr, "%s: %s\n", what, answer.text.c_str());
  failed = true;
}

// `userbyte` stands in whatever customers, staff and the panel can choose.
constexpr const char* panel = nullptr;
constexpr const char* owner = R"({"type":"customer","customer":"userbyte-1017","address":"192.0.2.1"})";
constexpr const char* staff = R"({"type":"staff","staff":"userbyte-ana"})";

/// A policy, as a document and, with its quotes escaped, as a text.
constexpr std::string_view document =
    R"({"plazo":1,"provider":"/userbyte","zone":"Europe/Madrid","languages":["es","en"],)"
    R"("calendars":{"userbyte":{"weekly":{"daily":["00:00-24:00"]},"holidays":[]}},)"
    R"("channels":{"ticket":{"name":{"es":"userbyte"},"kind":"ticket"},)"
    R"("chat":{"name":{"es":"userbyte"},"kind":"chat","hours":"always"}},)"
    R"("departments":{"technical":{"name":{"es":"../userbyte"},"hours":"always"},"financial":{"hours":"userbyte"}},)"
    R"("priorities":{"regular":{},"high":{"entitlement":"userbyte"}},"currency":"EUR",)"
    R"("entitlements":{"userbyte":{"name":{"es":"../userbyte"},"price":900,"task_cap":"PT1M"}},"otherwise":{"effect":"queue"},)"
    R"("topics":{"userbyte":{"name":{"es":"userbyte"},"ways":[{"channel":"ticket"},{"channel":"chat"}]}},)"
    R"("circumstances":{"userbyte":{"name":{"es":"../userbyte"}}},)"
    R"("answers":[{"id":"userbyte","name":{"es":"/userbyte"},"link":"../userbyte","words":["userbyte"]}],)"
    R"("fair_use":{"limits":[{"id":"userbyte","counts":"offensive_language","noticed":"suggested","window":"P1D",)"
    R"("words":["userbyte"],"then":[{"occurrences":9,"measure":"notice","text":{"es":"/userbyte"}}]}],)"
    R"("suspension":{"length":"P7D","open_topics":["userbyte"]}},"first_response":"PT10M"})";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\\\"" : std::string(1, c);
  return out + "\"";
}

/// One call. `${ticket}` and the like in a request stand for what an earlier one made.
struct Act {
  const char* operation;
  const char* actor;  ///< none: the panel
  std::string request;
};

std::vector<Act> acts(const plazo::security::AbiDesk& d) {
  const std::string policy(document), text = quoted(document);
  const std::string copy = (d.folder / "copy.db").string(), restored = (d.folder / "restored.db").string();
  const std::string calendar = R"("calendar":{"zone":"Europe/Madrid","weekly":{"mon-fri":["10:00-20:00"]},)"
                               R"("holidays":["12-25",{"on":"2026-05-15","names":{"es":"../userbyte"}}]})";
  return {
      {"policy.install", panel, R"({"document":)" + policy + "}"},
      {"customer.put", panel, R"({"reference":"userbyte-1017","name":"userbyte","zone":"Atlantic/Canary",
          "services":[{"reference":"userbyte","name":"/userbyte","state":"active"}],
          "contacts":[{"reference":"userbyte-eva","name":"userbyte","email":"userbyte@example.com","tickets":true}]})"},
      {"staff.put", panel, R"({"reference":"userbyte-ana","name":"userbyte","permissions":["tickets_read",
          "tickets_reply","tickets_note","tickets_close","tickets_change","customers_read","customer_view",
          "support_suspend","sessions","conduct"]})"},

      {"policy.current", owner, "{}"},
      {"policy.versions", owner, "{}"},
      {"policy.page", owner, R"({"format":"markdown"})"},
      {"policy.accept", owner, R"({"version":1,"idempotency_key":"/userbyte"})"},
      {"policy.acceptances", staff, R"({"customer":"userbyte-1017"})"},
      {"policy.schema", panel, "{}"},
      {"policy.check", panel, R"({"text":"{\"zone\":\"../../userbyte\"}"})"},
      {"policy.preview", panel, R"({"text":)" + text + "}"},
      {"policy.diff", panel, R"({"before":)" + text + R"(,"after":)" + text + "}"},
      {"policy.decide", panel, R"({"text":)" + text + R"(,"action":"contact","facts":{"topic":"userbyte"}})"},
      {"policy.simulate", panel,
       R"({"text":)" + text + R"(,"until":"2026-03-31T00:00:00Z","history":"{\"account\":\"/userbyte\",)" +
           R"(\"facts\":{\"topic\":\"userbyte\",\"channel\":\"ticket\",\"department\":\"technical\"},)" +
           R"(\"opened_at\":\"2026-03-27T18:00:00Z\",)" +
           R"(\"messages\":[{\"at\":\"2026-03-27T18:00:00Z\",\"by\":\"customer\"}]}\n"})"},

      {"contact.options", owner, R"({"topic":"userbyte"})"},
      {"ticket.check", owner, R"({"topic":"userbyte","channel":"ticket"})"},
      {"ticket.open", owner, R"({"subject":"http://userbyte.example/../../etc/passwd",
          "body":"file:///userbyte | /bin/userbyte `userbyte`","department":"technical",
          "topic":"userbyte","answers_shown":["userbyte"],"idempotency_key":"../userbyte"})"},
      {"ticket.explain", owner, R"({"ticket":"${ticket}"})"},
      {"ticket.assign", staff, R"({"ticket":"${ticket}","assignee":"userbyte-ana"})"},
      {"ticket.import", panel,
       R"x({"external":"../userbyte","customer":"userbyte-1017","contact":"userbyte-eva",
          "subject":"/userbyte","department":"technical","topic":"userbyte","tags":["/userbyte"],"messages":[
          {"by":"customer","at":"2026-02-20T08:00:00Z","body":"file:///userbyte","name":"../userbyte"},
          {"by":"staff","at":"2026-02-20T08:00:00Z","body":"$(userbyte)","staff":"userbyte-ana"}]})x"},
      {"ticket.merge", staff, R"({"ticket":"${imported}","into":"${ticket}"})"},
      {"ticket.queue", staff, R"({"assignee":"userbyte-ana"})"},
      {"ticket.note", staff, R"({"ticket":"${ticket}","body":"/userbyte"})"},
      {"ticket.pause", staff, R"({"ticket":"${ticket}","reason":"third_party"})"},
      {"ticket.resume", staff, R"({"ticket":"${ticket}"})"},
      {"ticket.set_priority", staff, R"({"ticket":"${ticket}","priority":"high",
          "entitlements":["userbyte"]})"},
      {"ticket.set_circumstances", staff, R"({"ticket":"${ticket}","circumstances":["userbyte"]})"},
      {"ticket.log_time", staff, R"({"ticket":"${ticket}","time":"PT5M","note":"/userbyte"})"},
      {"entitlement.usage", owner, "{}"},
      {"charge.list", owner, "{}"},
      {"charge.get", owner, R"({"charge":"${charge}"})"},
      {"charge.settle", panel, R"({"charge":"${charge}","settlement":"paid","invoice":"../userbyte"})"},
      {"ticket.compensation", owner, R"({"ticket":"${ticket}","price":1200})"},
      {"ticket.set_department", staff, R"({"ticket":"${ticket}","department":"financial"})"},
      {"ticket.end_demotion", staff, R"({"ticket":"${ticket}"})"},
      {"conduct.flag", staff, R"({"customer":"userbyte-1017","conduct":"false_reports","ticket":"${ticket}",
          "note":"/bin/userbyte"})"},
      {"conduct.confirm", staff, R"({"suggestion":"${suggestion}","note":"/bin/userbyte"})"},
      {"ticket.reply", owner, R"({"ticket":"${ticket}","body":"/bin/userbyte"})"},
      {"ticket.get", staff, R"({"ticket":"${ticket}"})"},
      {"conduct.dismiss", panel, R"({"suggestion":"${another}"})"},
      {"conduct.list", owner, "{}"},
      {"conduct.withdraw", staff, R"({"flag":"${flag}","reason":"../userbyte"})"},
      {"ticket.reply", staff, R"x({"ticket":"${ticket}","body":"$(userbyte)"})x"},
      {"ticket.get", owner, R"({"ticket":"${ticket}"})"},
      {"ticket.list", owner, "{}"},
      {"ticket.search", owner, R"({"query":"userbyte"})"},
      {"calendar.affected", staff, "{}"},
      {"ticket.close", owner, R"({"ticket":"${ticket}"})"},
      {"ticket.closed_unanswered", staff, R"({"department":"../userbyte"})"},
      {"history.export", staff, "{}"},
      {"policy.performance", staff, R"({"department":"../userbyte"})"},
      {"customer.get", staff, R"({"reference":"userbyte-1017"})"},

      {"session.start", owner, R"({"channel":"chat","topic":"userbyte"})"},
      {"session.join", staff, R"({"session":"${session}"})"},
      {"session.get", owner, R"({"session":"${session}"})"},
      {"session.list", staff, "{}"},
      {"session.escalate", staff, R"({"session":"${session}","subject":"../userbyte","body":"/userbyte",
          "transcript":"/bin/userbyte\n`userbyte`","department":"technical","callback":true})"},
      {"ticket.close", staff, R"({"ticket":"${escalated}"})"},
      {"outbox.claim", panel, R"({"kinds":["/userbyte","session.callback"]})"},
      {"outbox.fail", panel, R"({"task":"${task}","fence":1,"reason":"../userbyte","again_in":0})"},
      {"outbox.list", panel, R"({"state":"waiting"})"},
      {"outbox.claim", panel, R"({"kinds":["session.callback"]})"},
      {"outbox.done", panel, R"({"task":"${task}","fence":3})"},
      {"session.called_back", staff, R"({"session":"${session}"})"},
      {"session.end", owner, R"({"session":"${session}"})"},
      {"session.start_guest", staff, R"({"channel":"chat","topic":"userbyte","name":"../userbyte",
          "address":"/userbyte"})"},

      {"support.suspend", staff, R"({"customer":"userbyte-1017","reason":"/userbyte"})"},
      {"support.suspensions", owner, "{}"},
      {"policy.attempts", staff, R"({"customer":"userbyte-1017"})"},
      {"support.lift", staff, R"({"customer":"userbyte-1017","reason":"../userbyte"})"},

      {"calendar.add", panel, "{" + calendar + R"(,"from":"2026-05-14T19:30:00+02:00","open":"PT1H"})"},
      {"calendar.subtract", panel, "{" + calendar + R"(,"until":"2026-05-14T19:30:00+02:00","open":"PT1H"})"},
      {"calendar.between", panel,
       "{" + calendar + R"(,"from":"2026-05-14T00:00:00+02:00","to":"2026-05-18T00:00:00+02:00"})"},
      {"calendar.add_days", panel, "{" + calendar + R"(,"from":"2026-05-14T19:30:00+02:00","days":1})"},
      {"calendar.status", panel, "{" + calendar + "}"},
      {"calendar.week", panel, "{" + calendar + R"(,"date":"2026-05-15"})"},
      {"calendar.check", panel, R"({"text":"{\"zone\":\"../../userbyte\"}"})"},
      {"calendar.feed", panel,
       R"({"text":"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:userbyte\r\n)"
       R"(SUMMARY:/userbyte\r\nDTSTART;VALUE=DATE:20260515\r\nATTACH:file:///userbyte\r\n)"
       R"(END:VEVENT\r\nEND:VCALENDAR\r\n"})"},

      {"tick", panel, "{}"},
      {"desk.status", panel, "{}"},
      {"desk.verify", panel, "{}"},
      {"desk.backup", panel, R"({"target":")" + copy + R"("})"},
      {"desk.restore", panel, R"({"source":")" + copy + R"(","target":")" + restored + R"("})"},
  };
}

/// What an operation makes, and what stands before its id in the reply.
struct Made {
  std::string kind;
  std::string_view operation, marker;
};
const Made makes[] = {{"ticket", "ticket.open", R"("ticket":{"id":")"},
                      {"imported", "ticket.import", R"("ticket":{"id":")"},
                      {"session", "session.start", R"("session":{"id":")"},
                      {"escalated", "session.escalate", R"("ticket":{"id":")"},
                      {"flag", "conduct.flag", R"("flag":{"id":")"},
                      {"suggestion", "ticket.end_demotion", R"("suggestions":[{"id":")"},
                      {"another", "ticket.get", R"("suggestions":[{"id":")"},
                      {"charge", "charge.list", R"("charges":[{"id":")"},
                      {"task", "outbox.claim", R"("tasks":[{"id":")"}};

/// Plays them in order; gives the ids of what was made first of each kind.
std::map<std::string, std::string> play(const plazo::security::AbiDesk& d, const std::vector<Act>& acts) {
  std::map<std::string, std::string> saved;
  for (auto [operation, actor, request] : acts) {
    for (const auto& [kind, id] : saved)
      if (const auto at = request.find("${" + kind + "}"); at != std::string::npos)
        request.replace(at, kind.size() + 3, id);
    const auto answer = actor ? d.as(actor, operation, request) : d.panel(operation, request);
    expect(answer, operation);
    for (const auto& made : makes) {
      const auto at = answer.text.find(made.marker);
      if (answer.result != PLAZO_OK || made.operation != operation || at == std::string::npos) continue;
      const auto from = at + made.marker.size();
      saved.emplace(made.kind, answer.text.substr(from, answer.text.find('"', from) - from));
    }
  }
  return saved;
}

}  // namespace

int main() {
  using namespace plazo::security;
  const AbiDesk d;
  const auto saved = play(d, acts(d));
  expect(d.upload_and_download(owner, R"("ticket":")" + saved.at("ticket") + "\"",
                               R"({"name":"..\\userbyte/../userbyte.php","media_type":"userbyte/x"})"),
         "an attachment");
  // A zone comes from a person too; it must not lead out of the zone data, nor be opened at all.
  for (const char* zone :
       {"../../../userbyte", "/userbyte", "userbyte", "Europe/userbyte", ":userbyte", "file:userbyte"})
    if (d.panel("customer.put", R"({"reference":"1","name":"x","zone":")" + std::string(zone) + R"("})")
            .result == PLAZO_OK)
      failed = true;
  return failed ? 1 : 0;
}
