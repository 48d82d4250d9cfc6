// Lists page by page: everything exactly once while others write, in an order that nobody can change.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "core/tickets/lists.hpp"
#include "tests/core/operations/parties.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::IsEmpty;

class Lists : public PartiesTest {
 protected:
  /// Ids of all pages; `between` runs after each one.
  std::vector<std::string> pages(
      const customers::Claim& as, std::string_view operation, const std::string& request,
      const std::function<void()>& between = [] {}) {
    std::vector<std::string> ids;
    std::string after;
    for (int page = 0; page < 1000; ++page) {
      const auto reply = call(as, operation, "{" + request + after + "}");
      const auto& object = reply.as_object();
      if (const auto* tickets = object.if_contains("tickets"))
        for (const auto& t : tickets->as_array()) ids.emplace_back(t.at("id").as_string());
      if (const auto* hits = object.if_contains("hits"))
        for (const auto& h : hits->as_array()) ids.emplace_back(h.at("ticket").at("id").as_string());
      const auto* const next = object.if_contains("next");
      if (!next) return ids;
      after = R"(,"after":")" + std::string(next->as_string()) + "\"";
      between();
    }
    ADD_FAILURE() << operation << " never ends";
    return ids;
  }
  static void expect_each_once(std::vector<std::string> found, const std::vector<std::string>& wanted,
                               std::string_view what) {
    std::sort(found.begin(), found.end());
    EXPECT_EQ(std::adjacent_find(found.begin(), found.end()), found.end()) << what << " gives one twice";
    for (const auto& id : wanted)
      EXPECT_TRUE(std::binary_search(found.begin(), found.end(), id)) << what << " misses " << id;
  }
};

TEST_F(Lists, EveryTicketComesExactlyOnceWhileOthersAreInserted) {
  populate();
  std::vector<std::string> wanted;
  for (int i = 0; i < 30; ++i) {
    wanted.push_back(open_ticket(customer("1017"), i % 3 ? "" : R"(,"priority":"high")"));
    if (i % 4 == 0) pass(milliseconds(1));  // several share one instant
  }
  int inserted = 0;
  const auto insert = [&] {
    if (inserted++ % 5 == 0) open_ticket(customer("1017"), R"(,"priority":"high")");
    if (inserted % 5 == 0) open_ticket(customer("2000"));
  };
  for (const std::string limit : {"1", "7", "40"}) {
    expect_each_once(pages(customer("1017"), "ticket.list", R"("limit":)" + limit, insert), wanted,
                     "ticket.list by " + limit);
    expect_each_once(pages(staff("ana"), "ticket.queue", R"("limit":)" + limit, insert), wanted,
                     "ticket.queue by " + limit);
    expect_each_once(pages(customer("1017"), "ticket.search", R"("query":"web","limit":)" + limit, insert),
                     wanted, "ticket.search by " + limit);
  }
}

TEST_F(Lists, TheQueueOfAllOnesDepartmentsIsTheQueueOfAllInTheSameOrder) {
  populate();
  call("staff.put", R"({"reference":"duo","name":"Duo","departments":["financial","technical"],
      "permissions":["tickets_read","tickets_change"]})");
  for (int i = 0; i < 30; ++i) {
    const auto id = open_ticket(customer(i % 2 ? "1017" : "2000"), i % 4 ? "" : R"(,"priority":"high")");
    if (i % 3 == 0)
      call(staff("ana"), "ticket.set_department", R"({"ticket":")" + id + R"(","department":"financial"})");
    if (i % 5 == 0) call(staff("ana"), "ticket.assign", R"({"ticket":")" + id + R"(","assignee":"ana"})");
    if (i % 7) pass(milliseconds(1));  // some share one instant
  }
  for (const std::string whose : {"", R"("assignee":"ana",)", R"("assignee":"none",)"}) {
    const auto all = pages(staff("ana"), "ticket.queue", whose + R"("limit":100)");
    EXPECT_EQ(all.size(), whose.empty() ? 30u : whose.find("none") == std::string::npos ? 6u : 24u) << whose;
    for (const std::string limit : {"1", "4", "30", "100"})
      EXPECT_EQ(pages(staff("duo"), "ticket.queue", whose + R"("limit":)" + limit), all) << whose << limit;
  }
}

TEST_F(Lists, ASearchPagesThroughIndexAndTailTogether) {
  populate();
  // Hits of one department lie deep below those of another, in the index and in the tail.
  std::vector<std::string> wanted;
  const auto open_some = [&](const char* department, int n) {
    for (int i = 0; i < n; ++i) {
      pass(milliseconds(1));
      const auto reply =
          call(customer("1017"), "ticket.open",
               R"({"subject":"aguja","body":"pajar","department":")" + std::string(department) + "\"}");
      if (std::string_view(department) == "financial")
        wanted.emplace_back(reply.at("ticket").at("id").as_string());
    }
  };
  open_some("financial", 3);
  open_some("technical", 45);
  open_some("financial", 2);
  call("tick");
  open_some("technical", 45);
  open_some("financial", 2);
  for (const std::string limit : {"1", "2", "25"})
    expect_each_once(pages(staff("fin"), "ticket.search", R"("query":"aguja","limit":)" + limit), wanted,
                     "limit " + limit);
  // A tail that lies below the index: what was written first is indexed last.
  desk->database().transact([&](storage::Transaction& tx) {
    tx.run(
        "INSERT INTO message_unindexed SELECT m.id FROM message m JOIN ticket t ON t.id = m.ticket "
        "WHERE t.department = 'financial' AND m.id NOT IN (SELECT message FROM message_unindexed)");
  });
  auto found = pages(staff("fin"), "ticket.search", R"("query":"aguja","limit":1)");
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  expect_each_once(found, wanted, "the tail below the index");
}

TEST_F(Lists, BeginningsCountWhereWholeWordsDoNotFillAPage) {
  populate();
  const auto open = [&](const char* subject) {
    pass(milliseconds(1));
    call(customer("1017"), "ticket.open",
         R"({"body":"x","department":"technical","subject":")" + std::string(subject) + "\"}");
  };
  for (int i = 0; i < 3; ++i) open("dominio");
  for (int i = 0; i < 4; ++i) open("dominios");
  const auto found = [&](int limit) {
    return pages(staff("ana"), "ticket.search", R"("query":"Dominio","limit":)" + std::to_string(limit))
        .size();
  };
  for (const bool indexed : {false, true}) {
    if (indexed) call("tick");
    EXPECT_EQ(found(2), 3u) << "more than a page of the word itself";
    EXPECT_EQ(found(3), 7u) << "a page of it and no more";
    EXPECT_EQ(found(25), 7u);
  }
}

TEST_F(Lists, AnAccountOfFewMessagesIsSearchedByItselfAndTheNextOneThroughTheIndex) {
  populate();
  const auto ticket = open_ticket(customer("1017"));
  open_ticket(customer("2000"));
  call(staff("ana"), "ticket.note", R"({"ticket":")" + ticket + R"(","body":"web de la nota"})");
  std::size_t wanted = 1;
  const auto reply = [&](int times) {
    for (int i = 0; i < times; ++i, ++wanted) {
      pass(milliseconds(1));
      call(customer("1017"), "ticket.reply", R"({"ticket":")" + ticket + R"(","body":"sobre la web"})");
    }
  };
  const auto check = [&](std::string_view when) {
    for (const std::string limit : {"9", "100"})
      for (const std::string word : {"web", "we"})
        EXPECT_EQ(
            pages(customer("1017"), "ticket.search", R"("query":")" + word + R"(","limit":)" + limit).size(),
            wanted)
            << when << ", " << word << ", " << limit;
  };
  check("one message");
  call("tick");
  check("indexed");
  reply(197);
  check("just few");
  reply(3);
  check("one too many");
  call("tick");
  call("tick");  // merges the index
  check("one too many, indexed");
}

// A few messages as long as they may be would take a search as long as thousands.
TEST_F(Lists, AnAccountOfLongMessagesIsSearchedThroughTheIndex) {
  populate();
  const auto ticket = open_ticket(customer("1017"));
  for (int i = 0; i < 4; ++i) {
    pass(milliseconds(1));
    call(customer("1017"), "ticket.reply",
         R"({"ticket":")" + ticket + R"(","body":"aguja )" + std::string(60'000, 'x') + "\"}");
  }
  const auto found = [&] {
    return pages(customer("1017"), "ticket.search", R"("query":"aguja","limit":100)").size();
  };
  EXPECT_EQ(found(), 4u) << "in the tail";
  call("tick");
  EXPECT_EQ(found(), 4u) << "in the index";
  // What is not in the index is not found then: it was not the account's messages that were looked through.
  desk->database().transact([](storage::Transaction& tx) {
    tx.run("INSERT INTO message_text (message_text) VALUES ('delete-all')");
  });
  EXPECT_EQ(found(), 0u);
}

TEST_F(Lists, TheTextIndexIsMergedWhenNothingComesIn) {
  populate();
  const auto parts = [&] {
    std::int64_t segments = 0;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query("SELECT COUNT(DISTINCT segid) FROM message_text_idx");
      if (rows.next()) segments = rows.integer(0);
    });
    return segments;
  };
  for (int i = 0; i < 12; ++i) {
    open_ticket(customer("1017"));
    EXPECT_EQ(call("tick").at("indexed").as_int64(), 1);
  }
  EXPECT_EQ(parts(), 12);
  call("tick");
  EXPECT_LT(parts(), 4);
  EXPECT_EQ(pages(customer("1017"), "ticket.search", R"("query":"web","limit":100)").size(), 12u);
}

TEST_F(Lists, WhatWasCommittedIsFoundHoweverLongTheTailIs) {
  populate();
  const auto oldest = open_ticket(customer("1017"), R"(,"idempotency_key":"a")");
  call(customer("1017"), "ticket.reply", R"({"ticket":")" + oldest + R"(","body":"murciélago"})");
  // As if nobody had ever indexed anything: ticks that did not run, writers that died after their commit.
  desk->database().transact([&](storage::Transaction& tx) {
    const Id ticket = *parse_id(oldest);
    for (int i = 0; i < 3000; ++i) {
      const Id id{(std::int64_t{1} << 62) + i};
      tx.run(
          "INSERT INTO message (id, ticket, sequence, kind, author_kind, author_name, at, body, salt) "
          "VALUES (?, ?, ?, 'reply', 'customer', 'x', 0, 'relleno', x'')",
          id, ticket, 1000 + i);
      tx.run("INSERT INTO message_unindexed (message) VALUES (?)", id);
    }
  });
  const auto hits = [&] {
    return call(customer("1017"), "ticket.search", R"({"query":"murcielago"})").at("hits").as_array().size();
  };
  EXPECT_EQ(hits(), 1u);
  call("tick");
  EXPECT_EQ(hits(), 1u);
}

TEST_F(Lists, WritersKeepTheTailShortThoughNobodyTicks) {
  populate();
  std::int64_t longest = 0;
  for (int i = 0; i < 700; ++i) {
    open_ticket(customer("1017"));
    if (i % 50 == 0 || i > 495)
      longest = std::max(longest, call("desk.status").at("unindexed_messages").as_int64());
  }
  EXPECT_GT(longest, 400);
  EXPECT_LE(longest, 501);
  EXPECT_LE(call("desk.status").at("unindexed_messages").as_int64(), 501);
  EXPECT_EQ(pages(customer("1017"), "ticket.search", R"("query":"web","limit":100)").size(), 700u);
}

TEST_F(Lists, ASearchWorksAfterEveryOtherOperation) {
  populate();
  open_ticket(customer("1017"));
  const auto hits = [&] {
    return call(customer("1017"), "ticket.search", R"({"query":"web"})").at("hits").as_array().size();
  };
  EXPECT_EQ(hits(), 1u);
  call("desk.backup", R"({"target":")" + (folder / "copy.db").string() + R"("})");
  EXPECT_EQ(hits(), 1u) << "after desk.backup";
  call("desk.verify");
  EXPECT_EQ(hits(), 1u) << "after desk.verify";
  call("tick");
  EXPECT_EQ(hits(), 1u) << "after tick";
  call("desk.status");
  EXPECT_EQ(hits(), 1u) << "after desk.status";
}

// ---- S2.14: no ticket is closed without an answer ----------------------------------------------------

class ClosedUnanswered : public Lists {
 protected:
  ClosedUnanswered() { populate(); }
  void close(const customers::Claim& as, const std::string& id) {
    call(as, "ticket.close", R"({"ticket":")" + id + "\"}");
  }
  boost::json::array found(const customers::Claim& as, std::string_view request = "{}") {
    return call(as, "ticket.closed_unanswered", request).at("tickets").as_array();
  }
  const customers::Claim owner = customer("1017"), ana = staff("ana");
};

TEST_F(ClosedUnanswered, TellsWhichAndWhoClosedThem) {
  const auto dropped = open_ticket(owner), withdrawn = open_ticket(contact("1017", "eva")),
             answered = open_ticket(owner), merged = open_ticket(owner), automatic = open_ticket(owner);
  open_ticket(owner);  // goes on
  pass(minutes(1));
  call(ana, "ticket.reply", R"({"ticket":")" + answered + R"(","body":"ya"})");
  call(ana, "ticket.reply", R"({"ticket":")" + automatic + R"(","body":"recibido","automatic":true})");
  call(ana, "ticket.merge", R"({"ticket":")" + merged + R"(","into":")" + dropped + "\"}");
  close(ana, dropped);
  close(contact("1017", "eva"), withdrawn);
  close(ana, answered);
  call("ticket.close", R"({"ticket":")" + automatic + "\"}");
  std::map<std::string, std::string> by;
  for (const auto& one : found(ana))
    by[std::string(one.at("ticket").at("id").as_string())] =
        std::string(one.at("closed_by").at("role").as_string()) + " " +
        std::string(one.at("closed_by").at("name").as_string());
  EXPECT_EQ(by, (std::map<std::string, std::string>{
                    {dropped, "staff Ana"}, {withdrawn, "customer Eva"}, {automatic, "system Introserv"}}));
  // Once it is open again it is none of them; answered later, it never is.
  call(owner, "ticket.reply", R"({"ticket":")" + dropped + R"(","body":"¿Y?"})");
  EXPECT_EQ(found(ana).size(), 2u);
  call(ana, "ticket.reply", R"({"ticket":")" + dropped + R"(","body":"Perdona"})");
  close(ana, dropped);
  EXPECT_EQ(found(ana).size(), 2u);
}

TEST_F(ClosedUnanswered, AreThoseOfTheWindowAndOfTheDepartmentsThatAreSeen) {
  const auto early = open_ticket(owner);
  const auto money = std::string(call(owner, "ticket.open", R"({"subject":"Factura","body":"Falta",
    "department":"financial"})")
                                     .at("ticket")
                                     .at("id")
                                     .as_string());
  close(ana, early);
  close(ana, money);
  EXPECT_EQ(found(ana).size(), 2u);
  EXPECT_EQ(found(staff("fin")).size(), 1u);
  EXPECT_EQ(found(staff("fin"), R"({"department":"technical"})").size(), 0u);
  EXPECT_EQ(found(ana, R"({"department":"technical"})").size(), 1u);
  EXPECT_EQ(found(ana, R"({"until":"2026-03-02T09:00:00.000Z"})").size(), 0u) << "that instant is not in it";
  EXPECT_EQ(found(ana, R"({"from":"2026-03-02T09:00:00.000Z"})").size(), 2u) << "and this one is";
  pass(days(30) + milliseconds(1));
  EXPECT_EQ(found(ana).size(), 0u) << "thirty days, when nothing is said";
  EXPECT_EQ(failure_code(owner, "ticket.closed_unanswered"), "operation.not_allowed");
}

TEST_F(ClosedUnanswered, ComeInPagesEachOnce) {
  std::vector<std::string> wanted;
  for (int i = 0; i < 9; ++i) {
    wanted.push_back(open_ticket(owner));
    close(ana, wanted.back());
    if (i % 2) pass(milliseconds(1));
  }
  pass(milliseconds(1));
  std::vector<std::string> ids;
  std::string after;
  do {
    const auto page = call(ana, "ticket.closed_unanswered", R"({"limit":2)" + after + "}");
    for (const auto& one : page.at("tickets").as_array())
      ids.emplace_back(one.at("ticket").at("id").as_string());
    const auto* const next = page.as_object().if_contains("next");
    after = next ? R"(,"after":")" + std::string(next->as_string()) + "\"" : "";
  } while (!after.empty() && ids.size() < 100);
  EXPECT_EQ(ids.size(), wanted.size());
  expect_each_once(ids, wanted, "the report");
}

TEST_F(ClosedUnanswered, AreNotMadeByStaffWhereThePolicySaysSo) {
  std::string strict(ten_minutes_policy);
  strict.insert(strict.find(R"("first_response")"), R"("answer_before_closing":true,)");
  call("policy.install", strict);
  const auto id = open_ticket(owner), other = open_ticket(owner), mine = open_ticket(owner);
  const std::string named = R"({"ticket":")" + id + "\"";
  EXPECT_EQ(failure_code(ana, "ticket.close", named + "}"), "ticket.unanswered");
  EXPECT_EQ(failure(nullptr, "ticket.close", named + "}").code, "ticket.unanswered") << "nor by the panel";
  call(ana, "ticket.reply", named + R"(,"body":"recibido","automatic":true})");
  EXPECT_EQ(failure_code(ana, "ticket.close", named + "}"), "ticket.unanswered")
      << "nobody has answered that";
  EXPECT_NO_THROW(close(owner, mine)) << "who wrote may";
  EXPECT_NO_THROW(call(ana, "ticket.merge", R"({"ticket":")" + other + R"(","into":")" + id + "\"}"));
  call(ana, "ticket.reply", named + R"(,"body":"ya está"})");
  EXPECT_NO_THROW(close(ana, id));
  EXPECT_EQ(failure_code(ana, "ticket.close", named + "}"), "ticket.closed");
  const auto left = found(ana);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(std::string(left.at(0).at("ticket").at("id").as_string()), mine);
}

// ---- V76: nothing in a request orders anything ------------------------------------------------------

TEST_F(Lists, V76_NoRequestNamesASortOrder) {
  for (const auto& op : catalogue()) {
    if (op.access != Access::read && op.access != Access::write) continue;  // no rows to order
    for (const auto& field : op.request().fields)
      for (const std::string_view word : {"sort", "order", "order_by", "direction", "column", "by"})
        EXPECT_NE(field.name, word) << op.name;
  }
  populate();
  for (const std::string_view operation : {"ticket.list", "ticket.search", "ticket.queue"})
    for (const char* field : {"sort", "order", "order_by", "sort_by", "direction"}) {
      const auto as = operation == "ticket.queue" ? staff("ana") : customer("1017");
      const auto error = failure(
          &as, operation, R"({"query":"x",")" + std::string(field) + R"(":"subject; DROP TABLE ticket"})");
      EXPECT_EQ(error.code, "request.invalid") << operation << field;
      EXPECT_TRUE(std::any_of(error.problems.begin(), error.problems.end(), [&](const Problem& p) {
        return p.path == "/" + std::string(field) && p.code == "unknown_field";
      }));
    }
}

TEST_F(Lists, V76_ATamperedCursorChangesNeitherOrderNorSight) {
  populate();
  std::vector<std::string> foreign;
  for (int i = 0; i < 12; ++i) {
    open_ticket(customer("1017"), i % 2 ? "" : R"(,"priority":"high")");
    foreign.push_back(open_ticket(customer("2000"), i % 2 ? "" : R"(,"priority":"high")"));
    pass(milliseconds(1));
  }
  std::mt19937_64 dice(76);
  const auto number = [&]() -> std::int64_t {
    switch (dice() % 5) {
      case 0:
        return static_cast<std::int64_t>(dice());
      case 1:
        return INT64_MAX;
      case 2:
        return INT64_MIN;
      case 3:
        return parse_id(foreign[dice() % foreign.size()])->value;
      default:
        return time->load() - static_cast<std::int64_t>(dice() % 20);
    }
  };
  const customers::Claim owner = customer("1017");
  const auto inverted = [](const value& page, auto key) {
    const auto& list = page.at("tickets").as_array();
    for (std::size_t i = 1; i < list.size(); ++i)
      if (key(list[i - 1]) < key(list[i])) return true;
    return false;
  };
  int pages_seen = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string cursor =
        "c1." + std::to_string(number()) + "." + std::to_string((number() & INT64_MAX) | 1);
    const auto list = desk->call(&owner, "ticket.list", R"({"after":")" + cursor + R"("})");
    for (const auto& id : foreign) ASSERT_EQ(list.find(id), std::string::npos) << cursor;
    const auto parsed = boost::json::parse(list);
    EXPECT_FALSE(inverted(parsed, [](const value& t) { return std::string(t.at("updated_at").as_string()); }))
        << cursor;
    pages_seen += !parsed.at("tickets").as_array().empty();
    const auto hits = desk->call(&owner, "ticket.search", R"({"query":"web","after":")" + cursor + R"("})");
    for (const auto& id : foreign) ASSERT_EQ(hits.find(id), std::string::npos) << cursor;
    EXPECT_THAT(
        call(staff("fin"), "ticket.queue", R"({"after":")" + cursor + R"("})").at("tickets").as_array(),
        IsEmpty());
  }
  EXPECT_GT(pages_seen, 20);
  for (const char* broken :
       {"c1.1.2; DROP TABLE ticket", "c1.1", "c1..1", "c1.1.0", "c1.1.-1", "c2.1.1", "1.1", "c1.1e3.1",
        "c1.1.1.1", "c1.99999999999999999999.1", "subject", "' OR 1=1 --", "c1.1.1 DESC"})
    for (const char* operation : {"ticket.list", "ticket.search"}) {
      const auto error = failure(
          &owner, operation,
          (operation == std::string_view("ticket.search") ? R"({"query":"web","after":")" : R"({"after":")") +
              std::string(broken) + "\"}");
      ASSERT_EQ(error.problems.size(), 1u) << broken;
      EXPECT_EQ(error.problems[0].code, "not_a_cursor") << broken;
    }
}

// ---- V04, V28: lists and keys reach no further than single objects ---------------------------------

TEST_F(Lists, V04_WhateverIsListedOrFoundCanBeGotByTheSameActor) {
  furnish();
  std::size_t listed = 0;
  for (int i = 0; i < 4; ++i) {
    objects(Side::own);
    objects(Side::foreign);
    call(customer("1017"), "ticket.open", R"({"subject":"marca","body":"marca","department":"financial"})");
    if (i == 2) call("tick");
  }
  for (const auto& party : parties())
    for (const std::string_view operation : {"ticket.list", "ticket.queue", "ticket.search"}) {
      if (!expected_code(find(operation), party, {}, Side::own).empty()) continue;
      if (party.claim && party.lacks.contains(Permission::tickets_read)) continue;
      for (const auto& id :
           pages(*party.claim, operation,
                 operation == "ticket.search" ? R"("limit":3,"query":"marca")" : R"("limit":3)")) {
        ++listed;
        EXPECT_TRUE(attempt(find("ticket.get"), party.as(), R"({"ticket":")" + id + R"("})").ok())
            << party.name << operation;
      }
    }
  EXPECT_GT(listed, 100u);
}

TEST_F(Lists, V28_NoKeyIsAPattern) {
  furnish();
  for (const char* key : {"%", "_", "*", "101_", "1%", "1*", "101?", "[0-9]*", "1017 ", " 1017", "1017%",
                          "ANA", "an_", "a%", "1017'"}) {
    const std::string text(key);
    EXPECT_EQ(failure_code(customer(text), "ticket.list"), "actor.unknown") << text;
    EXPECT_EQ(failure_code(contact("1017", text), "ticket.list"), "actor.unknown") << text;
    EXPECT_EQ(failure_code(staff(text), "ticket.queue"), "actor.unknown") << text;
    EXPECT_EQ(failure(nullptr, "customer.get", R"({"reference":")" + text + R"("})").code,
              "customer.not_found")
        << text;
    EXPECT_TRUE(call(staff("ana"), "ticket.queue", R"({"department":")" + text + R"("})")
                    .at("tickets")
                    .as_array()
                    .empty())
        << text;
  }
}

// ---- what people read: language and zone -----------------------------------------------------------

class Rendering : public PartiesTest {
 protected:
  std::string promise(const customers::Claim& as) {
    const auto reply = call(as, "ticket.open", R"({"subject":"s","body":"b","department":"technical"})");
    return std::string(reply.at("ticket").at("clocks").at("first_response").at("text").as_string());
  }
  void install(std::string_view zone, std::string_view languages) {
    std::string document = ten_minutes_policy;
    const auto swap = [&](std::string_view from, std::string_view to) {
      document.replace(document.find(from), from.size(), to);
    };
    swap("Europe/Madrid", zone);
    swap(R"(["es","en"])", languages);
    call("policy.install", document);
  }
};

TEST_F(Rendering, TheSessionsLanguageWinsThenTheCustomersOwn) {
  populate();
  EXPECT_EQ(promise(customer("1017")),
            "Te responderemos en 10 minutos como máximo: antes del 2 de marzo de 2026 a las 10:10 "
            "(Europe/Madrid).");
  EXPECT_EQ(promise(customer("2000")),
            "We will give you a first answer within 10 minutes: by 2 March 2026 at 10:10 (Europe/Madrid).");
  EXPECT_EQ(promise(claim(R"({"type":"customer","customer":"1017","locale":"en"})")),
            promise(customer("2000")));
  EXPECT_EQ(promise(contact("1017", "eva")), promise(customer("1017")));
  // Staff read their own language; through a customer's eyes they read the customer's.
  const auto text = [&](const customers::Claim& as, std::string_view id) {
    return std::string(call(as, "ticket.get", R"({"ticket":")" + std::string(id) + R"("})")
                           .at("ticket")
                           .at("clocks")
                           .at("first_response")
                           .at("text")
                           .as_string());
  };
  const auto id = open_ticket(customer("2000"));
  EXPECT_EQ(text(staff("ana"), id), promise(customer("1017")));
  EXPECT_EQ(text(looking("ana", "2000"), id), promise(customer("2000")));
  EXPECT_EQ(call(customer("2000"), "ticket.get", R"({"ticket":")" + id + R"("})")
                .at("ticket")
                .at("department_name"),
            "Technical");
  EXPECT_EQ(
      call(staff("ana"), "ticket.get", R"({"ticket":")" + id + R"("})").at("ticket").at("department_name"),
      "Cuestiones técnicas");
}

TEST_F(Rendering, WallClockTimesAreThePolicysAlsoAcrossAClockChange) {
  populate();
  set_now("2026-03-29T00:55:00Z");  // 01:55 in Madrid; ten minutes later it is 03:05
  EXPECT_EQ(promise(customer("1017")),
            "Te responderemos en 10 minutos como máximo: antes del 29 de marzo de 2026 a las 03:05 "
            "(Europe/Madrid).");
  set_now("2026-10-25T00:55:00Z");  // 02:55 in summer time; ten minutes later it is 02:05 again
  EXPECT_EQ(promise(customer("1017")),
            "Te responderemos en 10 minutos como máximo: antes del 25 de octubre de 2026 a las 02:05 "
            "(Europe/Madrid).");
  set_now("2026-12-31T22:55:30Z");
  EXPECT_EQ(promise(customer("1017")),
            "Te responderemos en 10 minutos como máximo: antes del 1 de enero de 2027 a las 00:05:30 "
            "(Europe/Madrid).");
  install("Atlantic/Canary", R"(["es"])");
  EXPECT_EQ(promise(customer("1017")),
            "Te responderemos en 10 minutos como máximo: antes del 31 de diciembre de 2026 a las 23:05:30 "
            "(Atlantic/Canary).");
  install("Asia/Kathmandu", R"(["en"])");
  EXPECT_EQ(
      promise(customer("2000")),
      "We will give you a first answer within 10 minutes: by 1 January 2027 at 04:50:30 (Asia/Kathmandu).");
}

}  // namespace
}  // namespace plazo::operations::testing
