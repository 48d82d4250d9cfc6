// The agenda with several processes at it, one of them killed on the way: everything is done, and once.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/tickets/tickets.hpp"
#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

constexpr int many = 1500;

class AgendaProcesses : public DeskTest {
 protected:
  AgendaProcesses() {
    populate();
    call("policy.install", R"({"document":{"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],
      "departments":{"technical":{}},"priorities":{"regular":{},"high":{}},
      "targets":[{"id":"t","limit":"PT1H","measure":"wall_time","warn":"PT10M","steps":[
        {"id":"raise","after":"PT5M","priority":"high","notify":"department"}]}]}})");
    for (int from = 0; from < many; from += 500)
      desk->database().transact([&](storage::Transaction& tx) {
        PolicyVersions versions(*desk);
        const IdSource ids = IdSource().wider();
        tickets::Writing writing{tx, ids, desk->now(), {timeline::AuthorKind::panel, {}}, "P", versions};
        for (int i = 0; i < 500; ++i)
          tickets::open(writing, *desk->policy(tx, desk->now()),
                        {.customer = customers::find(tx, "1017")->id,
                         .requester = {},
                         .department = "technical",
                         .priority = "regular",
                         .priority_rank = 0,
                         .subject = "s",
                         .body = "b"});
      });
    pass(hours(2));
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

  /// A process that ticks until nothing is due. The desk of this process must be closed.
  pid_t ticking() {
    const pid_t child = ::fork();
    if (child != 0) return child;
    try {
      reopen();
      while (boost::json::parse(desk->call(nullptr, "tick", "{}")).at("more").as_bool()) {
      }
      ::_exit(0);
    } catch (...) {
      ::_exit(1);
    }
  }

  void expect_everything_once() {
    for (const char* kind : {"clock.warned", "clock.missed", "clock.step", "ticket.changed"}) {
      EXPECT_EQ(count("SELECT COUNT(*) FROM event WHERE kind = '" + std::string(kind) + "'"), many) << kind;
      EXPECT_EQ(count("SELECT COUNT(DISTINCT subject) FROM event WHERE kind = '" + std::string(kind) + "'"),
                many)
          << kind;
    }
    EXPECT_EQ(count("SELECT COUNT(*) FROM outbox"), 2 * many);
    EXPECT_EQ(count("SELECT COUNT(*) FROM agenda"), 0);
    EXPECT_EQ(
        count(
            "SELECT COUNT(*) FROM event w JOIN event m ON m.subject = w.subject JOIN event s ON s.subject = "
            "m.subject WHERE w.kind = 'clock.warned' AND m.kind = 'clock.missed' AND s.kind = 'clock.step' "
            "AND w.sequence < m.sequence AND m.sequence < s.sequence"),
        many);
    EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
  }
};

TEST_F(AgendaProcesses, EachThingIsDoneOnceByWhoeverComes) {
  desk.reset();
  std::vector<pid_t> children;
  for (int i = 0; i < 3; ++i) children.push_back(ticking());
  for (const pid_t child : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
  reopen();
  expect_everything_once();
}

TEST_F(AgendaProcesses, AKilledProcessLeavesTheRestToTheOthers) {
  desk.reset();
  const pid_t victim = ticking(), other = ticking();
  reopen();
  while (count("SELECT COUNT(*) FROM event WHERE kind = 'clock.missed'") == 0) ::usleep(0);
  ::kill(victim, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(victim, &status, 0), victim);
  ASSERT_EQ(::waitpid(other, &status, 0), other);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  call("tick");
  expect_everything_once();
}

}  // namespace
}  // namespace plazo::operations::testing
