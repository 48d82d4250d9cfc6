// F06: the disk fills up under a desk that is open. One clear error, reads go on, and once there is space
// again the same handle works. The control acknowledges before it has stored, and must lose.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>

#include <fstream>

#include "tests/faults/desk.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

/// A small file system of one's own; says why there is none.
const char* mount_small(const std::filesystem::path& place, const char* size) {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (user == 0) {
    if (::unshare(CLONE_NEWNS) != 0) return "the system forbids mount namespaces";
  } else {
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return "the system forbids user namespaces";
    std::ofstream("/proc/self/setgroups") << "deny";
    std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
    std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return "mounts cannot be private";
  if (::mount("plazo", place.c_str(), "tmpfs", 0, size) != 0) return "the system forbids mounting a tmpfs";
  return nullptr;
}

/// Gives how many bytes there were.
std::size_t fill(const std::filesystem::path& ballast) {
  const int file = ::open(ballast.c_str(), O_CREAT | O_WRONLY, 0600);
  REQUIRE(file >= 0, "%s", std::strerror(errno));
  const std::string block(4096, 'x');
  std::size_t bytes = 0;
  for (ssize_t written; (written = ::write(file, block.data(), block.size())) > 0;)
    bytes += static_cast<std::size_t>(written);
  ::close(file);
  return bytes;
}

struct Result {
  std::set<std::int64_t> acknowledged;
  long refused = 0;
};

/// Fills the disk and opens tickets until it says no; reads on; frees the space; repeats the last call.
Result fill_and_free(const std::filesystem::path& place, int fills, bool too_early) {
  const auto desk = open_desk(place / "desk.db");
  Result result;
  std::int64_t next = 1;
  for (int round = 0; round < fills; ++round) {
    // Else the desk itself fills the disk, and to take the ballast away frees nothing.
    REQUIRE(fill(place / "ballast") > (1 << 20), "round %d: the disk is too small for so many tickets",
            round);
    Answer answer;
    while (answer.ok()) {
      if (too_early) result.acknowledged.insert(next);
      answer = store_once(*desk, next);
      if (answer.ok()) result.acknowledged.insert(next++);
    }
    ++result.refused;
    REQUIRE(answer.code == "storage.full", "round %d: %s", round, answer.code.c_str());
    desk->must(Who::customer, "ticket.list");
    desk->must(Who::staff, "ticket.queue");
    REQUIRE(!stored(*desk).contains(next), "refused, but there");
    std::filesystem::remove(place / "ballast");
    if (too_early) {
      ++next;
      continue;
    }
    answer = store_once(*desk, next);
    REQUIRE(answer.ok(), "round %d: %s with space again", round, answer.code.c_str());
    result.acknowledged.insert(next++);
    // So that the small disk suffices for all rounds: what fills it is mostly the log.
    desk->must(Who::panel, "tick");
  }
  REQUIRE(sound(*desk), "the desk is not sound");
  return result;
}

/// How many of the acknowledged are missing, after a restart.
std::size_t missing(const std::filesystem::path& place, std::set<std::int64_t> acknowledged) {
  const auto desk = open_desk(place / "desk.db");
  for (const auto number : stored(*desk)) acknowledged.erase(number);
  REQUIRE(sound(*desk), "the desk is not sound");
  return acknowledged.size();
}

int run() {
  const int fills = full() ? 200 : 20;
  const Folder folder;
  if (const char* reason = mount_small(folder / "", full() ? "size=64m" : "size=16m")) {
    std::printf("SKIPPED: %s\n", reason);
    return 77;
  }
  const Stopwatch watch;
  furnish(*open_desk(folder / "desk.db"));
  const Result result = fill_and_free(folder / "", fills, false);
  const std::size_t lost = missing(folder / "", result.acknowledged);
  std::printf("%d fills, %ld refused, %zu acknowledged, %zu lost, %.1f s\n", fills, result.refused,
              result.acknowledged.size(), lost, watch.seconds());
  REQUIRE(lost == 0, "acknowledged tickets were lost");
  const Result control = fill_and_free(folder / "", 3, true);
  REQUIRE(missing(folder / "", control.acknowledged) >= 1, "the control lost nothing");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
