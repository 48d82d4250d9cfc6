// The outbox: tasks are given to one worker at a time, and acknowledged once, whatever becomes of the
// workers.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "core/timeline/outbox.hpp"
#include "tests/core/operations/tickets_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class Outbox : public TicketsTest {
 protected:
  Outbox() { populate(); }

  /// A task about a subject, written after all before it.
  std::string put(std::int64_t subject, const std::string& kind = "clock.step") {
    Id id;
    desk->database().transact([&](storage::Transaction& tx) {
      id = IdSource().wider().next(desk->now());
      timeline::outbox().insert(tx, {.id = id,
                                     .at = desk->now(),
                                     .kind = kind,
                                     .subject = {subject},
                                     .body = "{}",
                                     .sequence = ++sequence_,
                                     .due_at = desk->now()});
    });
    return to_text(id);
  }
  value claim(const std::string& more = "", const std::string& kinds = R"("clock.step")") {
    return call("outbox.claim", R"({"kinds":[)" + kinds + "]" + more + "}").at("tasks");
  }
  static std::vector<std::string> ids(const value& tasks) {
    std::vector<std::string> out;
    for (const auto& t : tasks.as_array()) out.emplace_back(t.at("id").as_string());
    return out;
  }
  static std::string held(const value& task, const std::string& more = "") {
    return R"({"task":")" + std::string(task.at("id").as_string()) + R"(","fence":)" +
           std::to_string(task.at("fence").as_int64()) + more + "}";
  }
  std::string code(std::string_view operation, const std::string& request) {
    return failure(nullptr, operation, request).code;
  }

 private:
  std::int64_t sequence_ = 0;
};

TEST_F(Outbox, ATaskIsGivenToOneAtATime) {
  const auto id = put(1);
  const auto first = claim();
  EXPECT_THAT(ids(first), ElementsAre(id));
  EXPECT_EQ(first.at(0).at("fence"), 1);
  EXPECT_EQ(first.at(0).at("due_at"), "2026-03-02T09:01:00.000Z");
  EXPECT_THAT(ids(claim()), IsEmpty());
  call("outbox.done", held(first.at(0)));
  pass(hours(1));
  EXPECT_THAT(ids(claim()), IsEmpty());
  call("outbox.done", held(first.at(0)));  // a worker that lost the reply
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 0);
}

TEST_F(Outbox, AClaimThatRanOutIsGivenAgainUnderAHigherFence) {
  put(1);
  const auto old = claim(R"(,"lease":"PT30S")");
  pass(milliseconds(29'999));
  EXPECT_THAT(ids(claim()), IsEmpty());
  pass(milliseconds(1));
  const auto anew = claim();
  ASSERT_EQ(ids(anew), ids(old));
  EXPECT_EQ(anew.at(0).at("fence"), 2);
  EXPECT_EQ(anew.at(0).at("attempts"), 2);
  for (const char* operation : {"outbox.done", "outbox.fail"}) {
    const auto error =
        failure(nullptr, operation,
                held(old.at(0), operation == std::string_view("outbox.fail") ? R"(,"reason":"x")" : ""));
    EXPECT_EQ(error.category, Category::conflict) << operation;
    EXPECT_EQ(error.code, "outbox.fenced") << operation;
  }
  call("outbox.done", held(anew.at(0)));
  EXPECT_EQ(code("outbox.done", held(old.at(0))), "outbox.fenced") << "also once it is done";
  EXPECT_EQ(code("outbox.done", R"({"task":"4300000000000000000","fence":1})"), "outbox.not_found");
}

TEST_F(Outbox, WhoWasLateButWasNotReplacedIsHeard) {
  put(1);
  const auto slow = claim(R"(,"lease":1000)");
  pass(hours(1));
  call("outbox.done", held(slow.at(0)));
  EXPECT_THAT(ids(claim()), IsEmpty());
}

TEST_F(Outbox, TheTasksOfOneSubjectComeInOrder) {
  const auto a1 = put(1), a2 = put(1), b1 = put(2), other = put(1, "ticket.resumed"), a3 = put(1);
  const auto first = claim();
  EXPECT_THAT(ids(first), ::testing::UnorderedElementsAre(a1, b1));
  EXPECT_THAT(ids(claim()), IsEmpty()) << "the second waits for the first";
  const auto& a = first.at(0).at("id").as_string() == a1 ? first.at(0) : first.at(1);
  call("outbox.fail", held(a, R"(,"reason":"no answer","again_in":"PT5M")"));
  EXPECT_THAT(ids(claim()), IsEmpty()) << "also while the first is to be tried again";
  pass(minutes(5));
  const auto again = claim();
  EXPECT_THAT(ids(again), ::testing::UnorderedElementsAre(a1, b1));
  const auto& retried = again.at(0).at("id").as_string() == a1 ? again.at(0) : again.at(1);
  EXPECT_EQ(retried.at("reason"), "no answer");
  call("outbox.done", held(retried));
  const auto second = claim();
  EXPECT_THAT(ids(second), ElementsAre(a2));
  call("outbox.done", held(second.at(0)));
  // Kinds that nobody asks for hold up nothing; whoever asks for both gets them in order.
  EXPECT_THAT(ids(claim("", R"("clock.step","ticket.resumed")")), ElementsAre(other));
  EXPECT_THAT(ids(claim()), ElementsAre(a3));
}

TEST_F(Outbox, AFailedTaskIsTriedAgainLaterAndLaterAndGivenUp) {
  const auto id = put(1);
  std::vector<std::int64_t> waits;
  for (int attempt = 1;; ++attempt) {
    const auto claimed = claim();
    ASSERT_EQ(ids(claimed).size(), 1u) << attempt;
    const auto failed = call("outbox.fail", held(claimed.at(0), R"(,"reason":"smtp: 451")")).at("task");
    EXPECT_EQ(code("outbox.done", held(claimed.at(0))), "outbox.fenced") << "it has been given back";
    if (failed.at("state") == "dead") {
      EXPECT_EQ(attempt, 10);
      break;
    }
    const auto again = *parse_instant(std::string(failed.at("due_at").as_string()));
    waits.push_back((again - desk->now()).ms / 60'000);
    *time = again.ms - 1;
    EXPECT_THAT(ids(claim()), IsEmpty());
    pass(milliseconds(1));
  }
  EXPECT_THAT(waits, ElementsAre(1, 2, 4, 8, 16, 32, 64, 128, 256));
  pass(days(10));
  EXPECT_THAT(ids(claim()), IsEmpty());
  const auto dead = call("outbox.list").at("tasks");
  EXPECT_THAT(ids(dead), ElementsAre(id));
  EXPECT_EQ(dead.at(0).at("reason"), "smtp: 451");
  EXPECT_EQ(call("desk.status").at("outbox_dead"), 1);
  // It no longer holds up what comes after it.
  const auto next = put(1);
  EXPECT_THAT(ids(claim()), ElementsAre(next));
}

TEST_F(Outbox, TheStatusTellsWhatWaitsAndForHowLong) {
  EXPECT_EQ(call("desk.status").at("outbox_waiting"), 0);
  EXPECT_FALSE(call("desk.status").as_object().contains("outbox_oldest"));
  put(1);
  pass(minutes(7));
  put(2);
  claim();
  const auto status = call("desk.status");
  EXPECT_EQ(status.at("outbox_waiting"), 2);
  EXPECT_EQ(status.at("outbox_oldest"), 420'000);
  EXPECT_EQ(ids(call("outbox.list", R"({"state":"waiting","limit":1})").at("tasks")).size(), 1u);
  const auto page = call("outbox.list", R"({"state":"waiting","limit":1})");
  EXPECT_EQ(ids(call("outbox.list", R"({"state":"waiting","limit":1,"after":")" +
                                        std::string(page.at("next").as_string()) + R"("})")
                    .at("tasks"))
                .size(),
            1u);
}

TEST_F(Outbox, DoneTasksAreForgottenAfterThirtyDays) {
  put(1);
  const auto claimed = claim();
  call("outbox.done", held(claimed.at(0)));
  pass(days(30));
  EXPECT_EQ(call("tick").at("forgotten_tasks"), 0);
  pass(milliseconds(1));
  EXPECT_EQ(call("tick").at("forgotten_tasks"), 1);
}

TEST_F(Outbox, ARepeatedClaimGivesWhatItStillHolds) {
  put(1);
  put(2);
  const std::string request = R"({"kinds":["clock.step"],"lease":"PT30S","idempotency_key":"k"})";
  const auto first = call("outbox.claim", request);
  EXPECT_EQ(call("outbox.claim", request), first);
  call("outbox.done", held(first.at("tasks").at(0)));
  EXPECT_EQ(call("outbox.claim", request).at("tasks").as_array().size(), 1u);
  pass(minutes(1));
  claim();
  EXPECT_TRUE(call("outbox.claim", request).at("tasks").as_array().empty()) << "another has it now";
}

TEST_F(Outbox, WhatEscalationTellsArrivesInOrder) {
  call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
    "departments":{"technical":{}},"priorities":{"regular":{}},"targets":[{"id":"t","limit":"PT1H",
    "measure":"wall_time","warn":"PT15M","steps":[{"id":"a","after":"PT5M","notify":"department"},
    {"id":"b","after":"PT10M","notify":"ana"}]}]}})");
  const auto id = open_ticket(customer("1017"));
  pass(hours(3));
  call("tick");
  std::vector<std::string> told;
  for (int i = 0; i < 4; ++i) {
    const auto tasks = claim("", R"("clock.warning","clock.step")");
    for (const auto& task : tasks.as_array()) {
      EXPECT_EQ(task.at("subject").as_string(), id);
      told.push_back(
          std::string(boost::json::parse(std::string(task.at("body").as_string())).at("action").as_string()));
      call("outbox.done", held(task));
    }
  }
  EXPECT_THAT(told, ElementsAre("warning PT15M", "t/a", "t/b"));
}

/// With a long queue of every kind nothing is sorted that is not due, and no table is walked.
TEST_F(Outbox, ClaimsStayOnTheirIndexes) {
  desk->database().read([&](storage::Transaction& tx) {
    std::string plan;
    auto rows = tx.query(
        "EXPLAIN QUERY PLAN SELECT * FROM outbox WHERE state = 'waiting' AND kind = 'a' AND due_at <= 1 AND "
        "NOT "
        "EXISTS (SELECT 1 FROM outbox e WHERE e.subject = outbox.subject AND e.state = 'waiting' AND "
        "(e.sequence "
        "< outbox.sequence OR (e.sequence = outbox.sequence AND e.id < outbox.id)) AND e.kind IN ('a', 'b')) "
        "ORDER BY due_at, id LIMIT 10");
    while (rows.next()) plan += std::string(rows.text(3)) + "\n";
    EXPECT_THAT(plan, HasSubstr("SEARCH outbox USING INDEX outbox_by_state_kind_due_at_id"));
    EXPECT_THAT(plan, HasSubstr("SEARCH e USING INDEX outbox_by_subject"));
    EXPECT_THAT(plan, Not(HasSubstr("TEMP B-TREE")));
  });
}

// ---- many workers ------------------------------------------------------------------------------------

constexpr int subjects = 40, each = 5;

class OutboxWorkers : public Outbox {
 protected:
  OutboxWorkers() {
    for (int i = 0; i < subjects * each; ++i) put(1 + i % subjects);
  }

  /// Claims and acknowledges until nothing is left, telling each acknowledgement through `out`. The first
  /// `broken` claims are left as if it had died.
  void work(int out, int broken) {
    for (int idle = 0; idle < 200;) {
      const auto tasks = claim(R"(,"limit":3,"lease":"PT1M")");
      if (tasks.as_array().empty()) {
        ++idle;
        ::usleep(1000);
        continue;
      }
      idle = 0;
      if (broken-- > 0) continue;
      for (const auto& task : tasks.as_array()) {
        call("outbox.done", held(task));
        const std::string line = std::string(task.at("id").as_string()) + "\n";
        if (::write(out, line.data(), line.size()) != static_cast<ssize_t>(line.size())) ::_exit(2);
      }
    }
  }
  /// Workers in processes of their own; gives the ids that they have acknowledged.
  std::vector<std::string> with_processes(int workers, int broken_each) {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    desk.reset();
    std::vector<pid_t> children;
    for (int i = 0; i < workers; ++i) {
      const pid_t child = ::fork();
      if (child == 0) {
        try {
          reopen();
          work(ends[1], broken_each);
          ::_exit(0);
        } catch (...) {
          ::_exit(1);
        }
      }
      children.push_back(child);
    }
    ::close(ends[1]);
    std::string told;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
      told.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    for (const pid_t child : children) {
      int status = 0;
      EXPECT_EQ(::waitpid(child, &status, 0), child);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    reopen();
    std::vector<std::string> out;
    for (std::size_t from = 0, to; (to = told.find('\n', from)) != std::string::npos; from = to + 1)
      out.push_back(told.substr(from, to - from));
    return out;
  }
  static void expect_each_once(std::vector<std::string> acknowledged, std::size_t n) {
    EXPECT_EQ(acknowledged.size(), n);
    std::sort(acknowledged.begin(), acknowledged.end());
    EXPECT_EQ(std::adjacent_find(acknowledged.begin(), acknowledged.end()), acknowledged.end())
        << "one twice";
  }
};

TEST_F(OutboxWorkers, EachTaskIsAcknowledgedOnceBySeveralProcesses) {
  expect_each_once(with_processes(3, 0), subjects * each);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox_done"), subjects * each);
}

TEST_F(OutboxWorkers, WhatWorkersThatDiedHadClaimedIsDoneByOthers) {
  auto acknowledged = with_processes(2, 2);
  const auto left = count("SELECT COUNT(*) FROM outbox");
  EXPECT_GT(left, 0);
  // Those that died come back with what they had; by then others have it.
  std::vector<std::pair<Id, std::int64_t>> stale;
  desk->database().read([&](storage::Transaction& tx) {
    stale.clear();
    auto rows = tx.query("SELECT id, fence FROM outbox WHERE fence > 0");
    while (rows.next()) stale.emplace_back(rows.id(0), rows.integer(1));
  });
  ASSERT_FALSE(stale.empty());
  pass(minutes(1));
  const auto rest = with_processes(2, 0);
  acknowledged.insert(acknowledged.end(), rest.begin(), rest.end());
  expect_each_once(acknowledged, subjects * each);
  for (const auto& [task, fence] : stale)
    EXPECT_EQ(
        code("outbox.done", R"({"task":")" + to_text(task) + R"(","fence":)" + std::to_string(fence) + "}"),
        "outbox.fenced");
}

TEST_F(OutboxWorkers, AlsoByThreadsOfOneDesk) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) threads.emplace_back([&] { work(ends[1], 0); });
  for (auto& thread : threads) thread.join();
  ::close(ends[1]);
  std::string told;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    told.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), subjects * each);
  EXPECT_EQ(count("SELECT COUNT(*) FROM outbox_done"), subjects * each);
}

}  // namespace
}  // namespace plazo::operations::testing
