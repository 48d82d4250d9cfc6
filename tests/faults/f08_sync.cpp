// F08: the sync at the end of a write fails once, and then is well again, as kernels do after they have
// thrown the data away. The caller hears that the outcome is unknown, never that all is well; the
// connection is not used again, and the same call with its key has one effect. The control lets the sync
// of nothing fail, and every call must succeed.
#include "tests/faults/broken_calls.hpp"
#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

int run() {
  const int rounds = full() ? 5'000 : 500;
  const Folder folder;
  const auto path = folder / "desk.db";
  const Stopwatch watch;
  auto desk = open_desk(path);
  furnish(*desk);
  std::set<std::int64_t> wanted{0};
  long unknown = 0;
  std::int64_t next = 1;
  for (int round = 0; round < rounds; ++round, ++next) {
    // Without a key nobody can find out: it is there or it is not, but it was not acknowledged.
    {
      const Breaking breaking(folder / "", 1, false, EIO, false, Breaking::What::syncs);
      try {
        store(*desk, 1'000'000 + next);
        REQUIRE(breaking.broken() == 0, "acknowledged, though its sync failed");
      } catch (const Refused& refused) {
        REQUIRE(refused.code == "storage.commit_unknown", "%s", refused.code.c_str());
        ++unknown;
      }
    }
    store(*desk, 2'000'000 + next);  // well again
    // With a key the desk finds out by itself, with another connection; unless the next sync fails too.
    {
      const Breaking breaking(folder / "", 1, round % 2 == 0, EIO, false, Breaking::What::syncs);
      const Answer answer = store_once(*desk, next);
      REQUIRE(breaking.broken() >= 1, "no sync was asked for");
      REQUIRE(answer.ok() == (round % 2 != 0), "%s", answer.code.c_str());
    }
    REQUIRE(store_once(*desk, next).ok(), "not once it is well again");
    wanted.insert(next);
    if (round % 50 == 49) {
      desk.reset();
      desk = open_desk(path);
    }
  }
  REQUIRE(unknown == rounds, "only %ld of %d failures reached a call", unknown, rounds);
  desk.reset();
  desk = open_desk(path);
  std::set<std::int64_t> keyed;
  for (const auto number : stored(*desk))
    if (number < 1'000'000) keyed.insert(number);
  REQUIRE(keyed == wanted, "lost or doubled");
  REQUIRE(sound(*desk), "the desk is not sound");
  std::printf("%d failures, each reported, %zu calls with a key: one effect each, %.1f s\n", 2 * rounds,
              wanted.size(), watch.seconds());
  const Breaking none(folder / "", 0, false, EIO, false, Breaking::What::syncs);
  for (int i = 0; i < 50; ++i) REQUIRE(store_once(*desk, next++).ok(), "the control failed");
  REQUIRE(none.met() >= 50, "the control met no sync");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
