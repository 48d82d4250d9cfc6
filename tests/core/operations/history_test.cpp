// The desk's tickets as a history: exported page by page, and simulated under the policy they stood under.
#include <map>
#include <set>

#include "core/policy/include.hpp"
#include "core/policy/simulate.hpp"
#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

constexpr const char* document =
    R"({"plazo":1,"provider":"Host","zone":"Europe/Madrid","languages":["es","en"],
  "calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]},"holidays":[]}},
  "channels":{"ticket":{"kind":"ticket","hours":"always"}},
  "departments":{"technical":{"hours":"office","outside_hours":{"effect":"queue"}},
    "financial":{"hours":"office","outside_hours":{"effect":"queue"}},
    "incidents":{"hours":"always"}},
  "priorities":{"regular":{},"high":{"set_by":"staff"}},
  "topics":{"question":{"ways":[{"channel":"ticket"}]},
    "outage":{"priority":"high","ways":[{"channel":"ticket","department":"incidents"}]},
    "abuse":{"ways":[{"channel":"ticket"}]}},
  "otherwise":{"effect":"refuse"},
  "fields":{"ip":{"kind":"ip"}},
  "required":[{"id":"abuse-ip","when":{"topic":"abuse"},"fields":"ip","missing":"refuse"}],
  "targets":[
    {"id":"fast","clock":"first_response","when":{"priority":"high"},"limit":"PT10M","measure":"wall_time"},
    {"id":"answer","clock":"first_response","limit":"PT4H","hours":"office","pauses":["third_party","customer"]},
    {"id":"further","clock":"next_response","limit":"PT2H","measure":"wall_time"},
    {"id":"solved","clock":"resolution","limit":"PT24H","measure":"wall_time","pauses":["customer"]},
    {"id":"word","clock":"update","limit":"PT8H","measure":"wall_time"}],
  "clocks":{"changed":"carry","reopened":"keep"}})";

class History : public DeskTest {
 protected:
  History() {
    populate();
    call("policy.install", std::string(R"({"document":)") + document + "}");
  }
  std::string opens(const customers::Claim& who, const std::string& topic, const std::string& more = "") {
    return open_ticket(who, R"(,"topic":")" + topic + "\"" + more);
  }
  void by(const customers::Claim& who, const std::string& operation, const std::string& ticket,
          const std::string& more = "") {
    call(who, operation, R"({"ticket":")" + ticket + "\"" + more + "}");
  }
  void answers(const std::string& ticket) { by(ana, "ticket.reply", ticket, R"(,"body":"ok")"); }
  void writes(const customers::Claim& who, const std::string& ticket) {
    by(who, "ticket.reply", ticket, R"(,"body":"sigue igual")");
  }

  /// All pages, each ticket one line.
  std::string exported(int limit = 100, int* pages = nullptr) {
    std::string lines, after;
    do {
      const auto page =
          call("history.export", R"({"limit":)" + std::to_string(limit) +
                                     (after.empty() ? "" : R"(,"after":")" + after + "\"") + "}");
      for (const auto& ticket : page.at("history").as_array()) lines += boost::json::serialize(ticket) + "\n";
      const auto* const next = page.as_object().if_contains("next");
      after = next ? std::string(next->as_string()) : std::string();
      if (pages) ++*pages;
    } while (!after.empty());
    return lines;
  }
  value simulated(const std::string& lines) {
    return call("policy.simulate", boost::json::serialize(boost::json::object{
                                       {"text", document}, {"history", lines}, {"until", to_text(now())}}));
  }
  Instant now() const { return {time->load()}; }

  /// How many promises of a kind the desk itself has recorded as broken.
  std::int64_t missed(const std::string& kind) {
    std::int64_t found = 0;
    desk->database().read([&](storage::Transaction& tx) {
      found = 0;
      auto rows = tx.query("SELECT body FROM event WHERE kind = 'clock.missed'");
      while (rows.next())
        found += std::string(boost::json::parse(rows.text(0)).at("clock").as_string()) == kind;
    });
    return found;
  }
  /// Time goes by, and what becomes due is done.
  void passes(Duration length) {
    pass(length);
    while (call("tick").at("more").as_bool()) {
    }
  }
  void expect_the_same_breaches() {
    const auto total = simulated(exported()).at("report").at("total").as_object();
    for (const char* kind : {"first_response", "next_response", "resolution", "update"})
      EXPECT_EQ(total.at("breached_" + std::string(kind)).as_int64(), missed(kind)) << kind;
  }

  const customers::Claim eva = contact("1017", "eva"), other = customer("2000"), ana = staff("ana");
};

TEST_F(History, ATicketIsWhatWasKnownAndWhenWhatHappened) {
  const auto id = opens(eva, "question");
  pass(minutes(10));
  answers(id);
  pass(minutes(10));
  by(ana, "ticket.pause", id, R"(,"reason":"customer")");
  pass(minutes(10));
  writes(eva, id);
  pass(minutes(10));
  by(ana, "ticket.set_department", id, R"(,"department":"financial")");
  by(ana, "ticket.note", id, R"(,"body":"NADIE LO SABE")");
  by(ana, "ticket.log_time", id, R"(,"time":"PT12M","note":"NADIE LO SABE")");
  by(ana, "ticket.log_time", id, R"(,"time":"PT3M","note":"tampoco")");
  pass(minutes(10));
  by(ana, "ticket.close", id);
  const std::string lines = exported();
  EXPECT_EQ(lines.find("NADIE"), std::string::npos);
  EXPECT_EQ(lines.find("caída"), std::string::npos) << "no subject";
  EXPECT_EQ(lines.find("responde"), std::string::npos) << "no message";
  const auto past = plazo::json::decode<policy::PastTicket>(lines.substr(0, lines.find('\n')));
  EXPECT_EQ(past.account, "1017");
  EXPECT_EQ(past.work, minutes(15));
  EXPECT_EQ(past.by, policy::Party::customer);
  EXPECT_EQ(past.facts.topic, "question");
  EXPECT_EQ(past.facts.department, "technical");
  EXPECT_EQ(past.facts.priority, "") << "the policy gave it, nobody asked for it";
  ASSERT_EQ(past.messages.size(), 3U);
  EXPECT_EQ(past.messages[1].by, policy::Party::staff);
  ASSERT_EQ(past.pauses.size(), 1U);
  EXPECT_EQ(past.pauses[0].to, past.messages[2].at) << "the customer's answer ends it";
  ASSERT_EQ(past.changes.size(), 1U);
  EXPECT_EQ(past.changes[0].department, "financial");
  EXPECT_EQ(past.closed_at, now());
  EXPECT_TRUE(past.closings.empty());
}

TEST_F(History, UnderTheSamePolicyTheBreachesAreThoseThatTheDeskRecorded) {
  const auto late = opens(eva, "outage");  // missed after ten minutes
  passes(minutes(5));
  const auto in_time = opens(other, "outage");
  passes(minutes(5));
  answers(in_time);
  passes(minutes(30));
  answers(late);
  writes(eva, late);
  passes(hours(3));  // the next answer is late as well
  answers(late);
  const auto waits = opens(eva, "question");
  passes(hours(1));
  by(ana, "ticket.pause", waits, R"(,"reason":"third_party","until":"2026-03-03T12:00:00Z")");
  passes(hours(48));
  answers(waits);
  const auto moved = opens(other, "question");
  passes(minutes(5));
  by(ana, "ticket.set_priority", moved, R"(,"priority":"high")");
  passes(hours(1));
  answers(moved);
  const auto again = opens(other, "abuse", R"(,"fields":{"ip":"192.0.2.7"})");
  passes(minutes(7));
  by(ana, "ticket.close", again);
  passes(hours(30));
  writes(other, again);  // opened again after its time
  passes(hours(1));
  answers(again);
  passes(minutes(1));
  by(ana, "ticket.close", again);
  const auto by_staff = std::string(
      call(
          ana, "ticket.open",
          R"({"customer":"1017","subject":"Llamada","body":"Pregunta por la web","department":"incidents","topic":"outage"})")
          .at("ticket")
          .at("id")
          .as_string());
  passes(minutes(11));
  answers(by_staff);
  opens(eva, "question");
  passes(hours(200));
  expect_the_same_breaches();
  for (const char* kind : {"first_response", "next_response", "resolution", "update"})
    EXPECT_GT(missed(kind), 0) << kind << ": else nothing is compared";
  const auto total = simulated(exported()).at("report").at("total").as_object();
  EXPECT_EQ(total.at("tickets"), 7);
  EXPECT_EQ(total.at("refused"), 0) << "what was told well counts as told";
}

TEST_F(History, PagesFollowOneAnotherByAccountAndOpening) {
  for (int i = 0; i < 7; ++i) {
    opens(i % 2 ? eva : other, "question");
    pass(minutes(1));
  }
  int pages = 0;
  const auto whole = exported(100);
  EXPECT_EQ(exported(2, &pages), whole);
  EXPECT_EQ(pages, 4);
  std::string account;
  Instant opened;
  std::set<std::string> closed;
  for (std::size_t from = 0; from < whole.size(); from = whole.find('\n', from) + 1) {
    const auto past =
        plazo::json::decode<policy::PastTicket>(whole.substr(from, whole.find('\n', from) - from));
    if (past.account != account) {
      EXPECT_TRUE(closed.insert(past.account).second) << "an account stands in one place";
      account = past.account;
      opened = {};
    }
    EXPECT_LT(opened, past.opened_at);
    opened = past.opened_at;
  }
  EXPECT_EQ(closed.size(), 2U);
}

TEST_F(History, StaffGetTheDepartmentsThatTheySee) {
  opens(eva, "question");
  open_ticket(other, R"(,"topic":"question")");
  call(ana, "ticket.open",
       R"({"customer":"2000","subject":"Factura","body":"La de marzo","department":"financial"})");
  EXPECT_EQ(call(ana, "history.export").at("history").as_array().size(), 3U);
  const auto seen = call(staff("fin"), "history.export").at("history").as_array();
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("facts").at("department"), "financial");
  EXPECT_EQ(failure_code(staff("new"), "history.export"), "staff.no_permission");
  EXPECT_EQ(failure_code(eva, "history.export"), "operation.not_allowed");
  EXPECT_EQ(failure_code(ana, "history.export", R"({"after":"h1.2.x.4"})"), "request.invalid");
}

TEST_F(History, AnAccountThatIsSplitBetweenPartsIsCountedOn) {
  const std::string limited = R"({"plazo":1,"provider":"Host","zone":"Europe/Madrid","languages":["es"],
    "channels":{"ticket":{"kind":"ticket","hours":"always"}},"departments":{"technical":{"hours":"always"}},
    "priorities":{"regular":{}},"fair_use":{"limits":[{"id":"three","counts":"tickets","window":"P1D",
    "then":[{"occurrences":4,"measure":"refusal"}]}]}})";
  const auto line = [](int minute) {
    return R"({"account":"a","facts":{"department":"technical","channel":"ticket","customer":"customer"},"opened_at":"2026-03-02T09:0)" +
           std::to_string(minute) + ":00Z\"}\n";
  };
  const auto play = [&](const std::string& lines, const value* before) {
    boost::json::object request{{"text", limited}, {"history", lines}, {"until", "2026-03-03T00:00:00Z"}};
    if (before) {
      request["so_far"] = before->at("report");
      request["account_so_far"] = before->at("account_so_far");
    }
    return call("policy.simulate", boost::json::serialize(request));
  };
  const auto whole = play(line(0) + line(1) + line(2) + line(3) + line(4), nullptr);
  EXPECT_EQ(whole.at("report").at("total").at("refused"), 2);
  const auto first = play(line(0) + line(1) + line(2), nullptr);
  const auto second = play(line(3) + line(4), &first);
  EXPECT_EQ(second.at("report"), whole.at("report"));
  // More than can matter is not carried along.
  EXPECT_LE(whole.at("account_so_far").at("counted").at(0).at("at").as_array().size(), 5U);
  EXPECT_EQ(
      failure(nullptr, "policy.simulate",
              boost::json::serialize(boost::json::object{
                  {"text", limited}, {"history", line(1) + line(0)}, {"until", "2026-03-03T00:00:00Z"}}))
          .problems.front()
          .path,
      "/history/2/opened_at");
}

TEST_F(History, WhatComesLaterOnAnotherTicketHasNotHappenedYet) {
  const policy::Compiled policy(
      policy::read(R"({"plazo":1,"provider":"Host","zone":"Europe/Madrid","languages":["es"],
    "channels":{"ticket":{"kind":"ticket","hours":"always"}},"departments":{"technical":{"hours":"always"}},
    "priorities":{"regular":{}},"fair_use":{"limits":[{"id":"messages","counts":"messages","window":"PT1H",
    "then":[{"occurrences":3,"measure":"refusal"}]}]}})"));
  policy::Simulation simulation(policy, *parse_instant("2026-03-03T00:00:00Z"));
  policy::PastTicket first{.account = "a", .opened_at = *parse_instant("2026-03-02T09:00:00Z")};
  first.facts.customer = {"customer"};
  for (const int minute : {0, 50, 51, 52})
    first.messages.push_back({.at = first.opened_at + minutes(minute)});
  policy::PastTicket second = first;
  second.opened_at = first.opened_at + minutes(10);
  second.messages.assign(1, policy::PastMessage{.at = second.opened_at});
  policy::PastTicket third = second;
  third.opened_at = first.opened_at + minutes(55);
  third.messages.assign(1, policy::PastMessage{.at = third.opened_at});
  for (const auto& ticket : {first, second, third}) simulation.add(ticket);
  EXPECT_EQ(simulation.report().total.refused, 1) << "the third alone comes after too many";
}

// ---- calls and chats --------------------------------------------------------------------------------------

/// Phone support at a price, chat in these hours, WhatsApp for anybody.
std::string with_calls(const std::string& chat_hours = "always", std::int64_t price = 1500,
                       const std::string& fair_use = "{}") {
  return R"({"plazo":1,"provider":"Host","zone":"Europe/Madrid","languages":["es"],"currency":"EUR",
    "calendars":{"mornings":{"weekly":{"mon-fri":["09:00-12:00"]},"holidays":[]}},
    "channels":{"ticket":{"kind":"ticket","hours":"always"},
      "chat":{"kind":"chat","hours":")" +
         chat_hours + R"(","outside_hours":{"effect":"refuse"}},
      "phone":{"kind":"phone","hours":"always","contact":"+34 900"},
      "whatsapp":{"kind":"messaging","hours":"always","contact":"+34 600"}},
    "departments":{"technical":{"hours":"always"}},"priorities":{"regular":{}},
    "entitlements":{"phone":{"price":)" +
         std::to_string(price) + R"(}},
    "exceptions":[{"id":"paid-phone","when":{"channel":"phone"},"unless":{"entitlement":"phone"},"effect":"refuse"}],
    "fair_use":)" +
         fair_use + R"(,"first_response":"PT10M"})";
}

class HistoryOfCalls : public History {
 protected:
  HistoryOfCalls() {
    call("policy.install", R"({"document":)" + with_calls() + "}");
    call("staff.put",
         R"({"reference":"tel","name":"Telma","permissions":["sessions","tickets_read","tickets_reply",
      "customers_read"]})");
  }
  std::string starts(const customers::Claim& who, const std::string& channel, const std::string& more = "") {
    return id_of(call(who, "session.start", R"({"channel":")" + channel + "\"" + more + "}"));
  }
  static std::string id_of(const value& reply) {
    return std::string(reply.at("session").at("id").as_string());
  }
  void joins(const std::string& id) { call(tel, "session.join", R"({"session":")" + id + "\"}"); }
  void ends(const std::string& id) { call(tel, "session.end", R"({"session":")" + id + "\"}"); }
  void lasts(const std::string& id, Duration time) {
    joins(id);
    pass(time);
    ends(id);
  }
  boost::json::object total(const std::string& lines, const std::string& policy) {
    return call("policy.simulate", boost::json::serialize(boost::json::object{
                                       {"text", policy}, {"history", lines}, {"until", to_text(now())}}))
        .at("report")
        .at("total")
        .as_object();
  }
  static std::vector<policy::PastTicket> read(const std::string& lines) {
    std::vector<policy::PastTicket> all;
    for (std::size_t from = 0; from < lines.size(); from = lines.find('\n', from) + 1)
      all.push_back(
          plazo::json::decode<policy::PastTicket>(lines.substr(from, lines.find('\n', from) - from)));
    return all;
  }
  std::int64_t number(std::string_view sql) {
    std::int64_t n = 0;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql);
      rows.next();
      n = rows.integer(0);
    });
    return n;
  }
  /// Tickets, calls and chats of two accounts and of guests, at several times of day.
  std::string a_day() {
    const auto ticket = open_ticket(eva, R"(,"channel":"ticket")");
    answers(ticket);
    pass(minutes(20));
    lasts(starts(eva, "chat", R"(,"ticket":")" + ticket + "\""), minutes(12));
    lasts(starts(other, "phone", R"(,"entitlements":["phone"])"), minutes(7));
    pass(hours(5));  // the afternoon
    lasts(starts(eva, "chat"), minutes(5));
    lasts(starts(other, "phone", R"(,"entitlements":["phone"])"), minutes(9));
    ends(starts(other, "chat"));  // nobody came
    lasts(id_of(call(customers::GuestClaim{}, "session.start_guest",
                     R"({"channel":"whatsapp","name":"NADIE LO SABE","address":"+34 600 111 222"})")),
          minutes(3));
    id_of(call("session.start_guest", R"({"channel":"whatsapp","address":"nadie@example.com"})"));
    joins(starts(tel, "phone", R"(,"customer":"1017","entitlements":["phone"])"));
    pass(minutes(1));
    return exported();
  }

  const customers::Claim tel = staff("tel");
};

TEST_F(HistoryOfCalls, ACallIsWhatWasKnownAndHowLongStaffWereThere) {
  const auto lines = a_day();
  EXPECT_EQ(lines.find("NADIE"), std::string::npos);
  EXPECT_EQ(lines.find("nadie"), std::string::npos);
  EXPECT_EQ(lines.find("600 111"), std::string::npos);
  std::map<std::string, std::vector<policy::PastTicket>> by_account;
  for (auto& past : read(lines)) by_account[past.account].push_back(past);
  ASSERT_EQ(by_account.size(), 4U) << "two accounts, and each guest is one";
  const auto& own = by_account.at("1017");
  ASSERT_EQ(own.size(), 4U);
  EXPECT_EQ(own[0].kind, policy::PastKind::ticket);
  EXPECT_EQ(own[1].kind, policy::PastKind::session);
  EXPECT_EQ(own[1].facts.channel, "chat");
  EXPECT_EQ(own[1].facts.identity, policy::Identity::signed_in);
  EXPECT_EQ(own[1].work, minutes(12));
  ASSERT_TRUE(own[1].matter);
  EXPECT_EQ(own[1].matter->channel, "ticket");
  EXPECT_EQ(own[1].matter->sent_at, own[0].opened_at);
  EXPECT_FALSE(own[2].matter) << "something new";
  EXPECT_EQ(own[3].by, policy::Party::staff);
  EXPECT_FALSE(own[3].closed_at);
  EXPECT_FALSE(own[3].work) << "it goes on";
  const auto& others = by_account.at("2000");
  ASSERT_EQ(others.size(), 3U);
  EXPECT_EQ(others[0].facts.entitlement, std::vector<std::string>{"phone"});
  EXPECT_EQ(others[2].work, Duration{}) << "nobody came";
  for (const auto& [account, pasts] : by_account)
    if (account.starts_with("guest ")) {
      ASSERT_EQ(pasts.size(), 1U);
      EXPECT_EQ(pasts[0].facts.customer, std::vector<std::string>{"visitor"});
    }
}

TEST_F(HistoryOfCalls, UnderTheSamePolicyItIsWhatTheDeskHasRecorded) {
  const auto same = total(a_day(), with_calls());
  EXPECT_EQ(same.at("tickets").as_int64(),
            number("SELECT (SELECT COUNT(*) FROM ticket) + (SELECT COUNT(*) FROM conversation)"));
  EXPECT_EQ(same.at("allowed"), 9);
  EXPECT_EQ(same.at("refused"), 0);
  EXPECT_EQ(same.at("charged").as_int64(), number("SELECT COUNT(*) FROM charge"));
  EXPECT_EQ(same.at("charged_amount").as_int64(), number("SELECT SUM(amount) FROM charge"));
  EXPECT_EQ(same.at("charged"), 3);
  EXPECT_EQ(same.at("work").as_int64(), number("SELECT SUM(ended_at - joined_at) FROM conversation"));
  EXPECT_EQ(same.at("work").as_int64(), minutes(36).ms);
  EXPECT_EQ(same.at("work_unknown"), 3) << "the ticket, and what goes on";
  EXPECT_EQ(same.at("breached_first_response"), 0) << "nothing is promised on a call";
}

TEST_F(HistoryOfCalls, UnderAnotherPolicyItIsWhatThatMakesOfIt) {
  const auto lines = a_day();
  EXPECT_EQ(total(lines, with_calls("mornings")).at("refused"), 2) << "two chats in the afternoon";
  const auto dearer = total(lines, with_calls("always", 2000));
  EXPECT_EQ(dearer.at("charged_amount"), 6000);
  EXPECT_EQ(total(lines, with_calls("always", 0)).at("charged"), 0);
  const auto cool =
      total(lines,
            with_calls("always", 1500, R"({"cool_downs":[{"id":"forty","channel":"chat","wait":"PT40M"}]})"));
  EXPECT_EQ(cool.at("refused"), 1) << "twenty minutes after the ticket";
  EXPECT_EQ(cool.at("work").as_int64(), minutes(24).ms) << "what is not taken is no work";
  const auto limited =
      total(lines, with_calls("always", 1500, R"({"limits":[{"id":"calls","counts":"sessions","window":"P1D",
        "then":[{"occurrences":2,"measure":"refusal"}]}]})"));
  EXPECT_EQ(limited.at("refused"), 3) << "guests are not counted together, and staff are advised";
}

TEST_F(HistoryOfCalls, WhatDoesNotCountOnTheDeskDoesNotCountHere) {
  const std::string policy = R"({"plazo":1,"provider":"Host","zone":"Europe/Madrid","languages":["es"],
    "currency":"EUR","channels":{"ticket":{"kind":"ticket"},"phone":{"kind":"phone","hours":"always"}},
    "departments":{"technical":{}},"priorities":{"normal":{}},
    "entitlements":{"calls":{"price":500,"included_for":"customer","quota":{"tickets":1}}},
    "fair_use":{"limits":[{"id":"many","counts":"tickets","window":"P1D",
      "then":[{"occurrences":2,"measure":"refusal"}]}]}})";
  const auto line = [](const char* hour, const std::string& more) {
    return R"({"account":"1017","opened_at":"2026-03-02T)" + std::string(hour) + ":00:00Z\"," + more + "}\n";
  };
  const std::string by_ticket =
      R"("facts":{"channel":"ticket","customer":"customer","identity":"signed_in"})";
  const auto tickets =
      line("08", by_ticket + R"(,"by":"staff")") + line("09", by_ticket) + line("10", by_ticket);
  EXPECT_EQ(total(tickets, policy).at("refused"), 1) << "the second of the customer's own";

  const auto phone = [&](const char* hour, const std::string& work) {
    const std::string facts =
        R"("facts":{"channel":"phone","customer":"customer","identity":"signed_in","entitlement":"calls"})";
    return line(hour, facts + R"(,"closed_at":"2026-03-02T12:00:00Z","work":")" + work + "\"");
  };
  const auto calls = phone("08", "PT0S") + phone("09", "PT5M") + phone("10", "PT5M");
  EXPECT_EQ(total(calls, policy).at("charged"), 1) << "nobody came to the first";
}

TEST_F(HistoryOfCalls, PagesHoldTicketsCallsAndGuestsOnce) {
  const auto whole = a_day();
  int pages = 0;
  EXPECT_EQ(exported(1, &pages), whole);
  EXPECT_EQ(pages, 9);
  EXPECT_EQ(exported(2), whole);
  EXPECT_EQ(exported(4), whole);
}

TEST_F(HistoryOfCalls, StaffGetCallsWhenTheyTakeThem) {
  a_day();
  EXPECT_EQ(call(tel, "history.export").at("history").as_array().size(), 9U);
  EXPECT_EQ(call(ana, "history.export").at("history").as_array().size(), 1U);
}

TEST_F(HistoryOfCalls, ATicketByALiveChannelKeepsItsClocks) {
  call("ticket.open",
       R"({"customer":"1017","subject":"Por teléfono","body":"Lo que ha contado","department":"technical",
    "channel":"phone"})");
  passes(minutes(11));
  EXPECT_EQ(total(exported(), with_calls()).at("breached_first_response"), 1);
}

}  // namespace
}  // namespace plazo::operations::testing
