// Processes that fault programs start, kill and listen to. The program itself never opens a
// database: what it forks must not inherit SQLite's memory.
#pragma once

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.hpp"

namespace plazo::faults {

/// The long numbers of docs instead of the short ones of every test run.
inline bool full() {
  const char* value = std::getenv("PLAZO_FULL");
  return value && std::string_view(value) == "1";
}

/// Ends the program with a message when something that must hold does not.
#define REQUIRE(condition, ...)                                            \
  do {                                                                     \
    if (!(condition)) {                                                    \
      std::fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition); \
      std::fprintf(stderr, __VA_ARGS__);                                   \
      std::fputc('\n', stderr);                                            \
      std::exit(1);                                                        \
    }                                                                      \
  } while (false)

// Short runs lie in memory where there is such a place: what they test (locks, forks, kills) is the
// same there, and a busy disk does not stretch them. Full runs use a disk.
class Folder {
 public:
  Folder() {
    const bool memory = !full() && ::access("/dev/shm", W_OK | X_OK) == 0;
    const std::filesystem::path parent = memory ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string name = (parent / "plazo-fault-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()), "%s", std::strerror(errno));
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A pipe of numbers; each arrives whole, so any number of processes may write at once.
class Numbers {
 public:
  Numbers() { REQUIRE(::pipe(ends_) == 0, "%s", std::strerror(errno)); }
  ~Numbers() {
    close_writing();
    ::close(ends_[0]);
  }
  Numbers(const Numbers&) = delete;

  void send(std::int64_t number) const {
    REQUIRE(::write(ends_[1], &number, sizeof number) == sizeof number, "%s", std::strerror(errno));
  }
  /// Waits for the next; false when all writers have ended (and `close_writing` was called here).
  bool receive(std::int64_t& number) const {
    ssize_t length;
    do length = ::read(ends_[0], &number, sizeof number);
    while (length < 0 && errno == EINTR);
    return length == sizeof number;
  }
  /// A number that must come, within a minute: a child that failed must not hang the program.
  std::int64_t next() const {
    std::int64_t number = 0;
    pollfd waiting{ends_[0], POLLIN, 0};
    REQUIRE(::poll(&waiting, 1, 60'000) > 0, "the other process sends nothing");
    REQUIRE(receive(number), "the other process ended early");
    return number;
  }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2];
};

/// Starts a child that runs `body` and ends with 0, or with 1 when it throws.
inline pid_t start(const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  REQUIRE(child >= 0, "%s", std::strerror(errno));
  if (child > 0) return child;
  int answer = 1;
  try {
    body();
    answer = 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "child: %s: %s\n", error.code.c_str(), error.message.c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "child: %s\n", error.what());
  }
  std::fflush(nullptr);
  ::_exit(answer);
}

/// Waits for the end; true when it was a good one.
inline bool ended_well(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

inline void kill_and_wait(pid_t child) {
  ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  REQUIRE(WIFSIGNALED(status), "a child ended before it was killed");
}

/// Runs `body`, which yields a number, in a process of its own.
inline std::int64_t elsewhere(const std::function<std::int64_t()>& body) {
  Numbers answer;
  const pid_t child = start([&] { answer.send(body()); });
  answer.close_writing();
  std::int64_t number = 0;
  REQUIRE(answer.receive(number), "the other process ended early");
  REQUIRE(ended_well(child), "a child failed");
  return number;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace plazo::faults
