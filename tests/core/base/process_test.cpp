#include "core/base/process.hpp"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace plazo {
namespace {

/// Whether a child that was made by `make` knows who it is, and a child of that one too.
template <class Make>
bool children_know_themselves(const Make& make) {
  const auto wait_for = [](pid_t child) {
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  };
  const pid_t child = make();
  if (child == 0) {
    bool right = process_id() == ::getpid() && process_id() == ::getpid();
    const pid_t grandchild = make();
    if (grandchild == 0) ::_exit(process_id() == ::getpid() ? 0 : 1);
    right = wait_for(grandchild) && right && process_id() == ::getpid();
    ::_exit(right ? 0 : 1);
  }
  return wait_for(child) && process_id() == ::getpid();
}

TEST(Process, EveryChildKnowsItselfHoweverItWasMade) {
  EXPECT_EQ(process_id(), ::getpid());
  EXPECT_TRUE(children_know_themselves([] { return ::fork(); }));
  // As `fork` does it, but without its handlers: nothing in the library hears of it.
  EXPECT_TRUE(children_know_themselves(
      [] { return static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr)); }));
}

}  // namespace
}  // namespace plazo
