// F08: the sync at the end of a write fails once, and then is well again, as kernels do after they have
// thrown the data away. The caller hears that the outcome is unknown, never that all is well; the
// connection is not used again, and the same call with its key has one effect. Another process that repeats
// the call vouches for it only once it is on the disk. The controls let the sync of nothing fail, where every
// call must succeed, and take away the mark by which processes know of the failure, where the call must get
// lost.
#include "tests/faults/broken_calls.hpp"
#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

/// The tickets on what the disk holds, as somebody finds them after a loss of power.
bool on_disk(const Folder& folder, std::int64_t number) {
  const auto found = folder / "found";
  std::filesystem::remove_all(found);
  std::filesystem::copy(folder / "disk", found, std::filesystem::copy_options::recursive);
  return elsewhere([&]() -> std::int64_t {
    const auto desk = open_desk(found / "desk.db");
    REQUIRE(sound(*desk), "what the disk holds is not sound");
    return stored(*desk).contains(number);
  });
}

enum class Left { after_a_failure, killed };

/// A process writes and leaves before that is on the disk. Another one repeats the call with its key, is
/// answered, and the power fails. Whether the ticket is there then.
bool lasts_when_another_repeats(Left left, bool forgets_the_failure = false) {
  const Folder folder;
  const auto live = folder / "live", path = live / "desk.db";
  std::filesystem::create_directory(live);
  furnish(path);
  std::filesystem::copy(live, folder / "disk", std::filesystem::copy_options::recursive);
  const Disk disk(live, folder / "disk");
  const pid_t first = start([&] {
    const auto desk = open_desk(path);
    const Breaking breaking(live, 1, true, EIO, left == Left::killed, Breaking::What::syncs);
    const Answer answer = store_once(*desk, 1);
    REQUIRE(answer.code == "storage.commit_unknown", "%s", answer.code.c_str());
  });
  int status = 0;
  ::waitpid(first, &status, 0);
  REQUIRE(left == Left::killed ? WIFSIGNALED(status) : WIFEXITED(status) && WEXITSTATUS(status) == 0,
          "the first process failed");
  REQUIRE(!on_disk(folder, 1), "it was on the disk all the same");
  if (forgets_the_failure) REQUIRE(std::filesystem::remove(path.string() + "-unsynced"), "there is no mark");
  REQUIRE(ended_well(start([&] { REQUIRE(store_once(*open_desk(path), 1).ok(), "not repeated"); })),
          "the second process failed");
  return on_disk(folder, 1);
}

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
  REQUIRE(lasts_when_another_repeats(Left::after_a_failure), "acknowledged by another process, and lost");
  REQUIRE(lasts_when_another_repeats(Left::killed), "acknowledged after a kill, and lost");
  REQUIRE(!lasts_when_another_repeats(Left::after_a_failure, true), "the control lost nothing");
  const Breaking none(folder / "", 0, false, EIO, false, Breaking::What::syncs);
  for (int i = 0; i < 50; ++i) REQUIRE(store_once(*desk, next++).ok(), "the control failed");
  REQUIRE(none.met() >= 50, "the control met no sync");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
