// What the storage tests share: a private folder, a small schema, and the code of a thrown error.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "core/storage/database.hpp"
#include "core/storage/sqlite_database.hpp"

namespace plazo::storage::testing {

namespace fs = std::filesystem;

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "plazo-test-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  fs::path operator/(const char* name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

inline constexpr Migration items[] = {
    {1, "items",
     "CREATE TABLE item (id INTEGER NOT NULL PRIMARY KEY, value INTEGER NOT NULL, name TEXT) STRICT;\n"
     "\n"
     "CREATE UNIQUE INDEX item_name ON item (name);\n"
     "\n"
     "INSERT INTO item (id, value, name) VALUES (0, 0, 'counter');\n"}};

inline Options options(const fs::path& path, Duration busy_timeout = seconds(10)) {
  return {.path = path, .create = true, .busy_timeout = busy_timeout, .migrations = items};
}

inline std::int64_t count_items(Database& database) {
  std::int64_t count = -1;
  database.read([&](Transaction& t) {
    Rows rows = t.query("SELECT count(*) FROM item WHERE id > 0");
    rows.next();
    count = rows.integer(0);
  });
  return count;
}

inline void add_item(Database& database, std::int64_t id) {
  database.transact([&](Transaction& t) { t.run("INSERT INTO item (id, value) VALUES (?, 0)", id); });
}

/// The code of the error that `body` throws, "" when it throws none.
inline std::string code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code;
  }
  return "";
}

inline unsigned mode_of(const fs::path& path) {
  struct stat s;
  return ::stat(path.c_str(), &s) == 0 ? s.st_mode & 07777 : 0;
}

/// Runs `body` in a child process; its answer, or -1 when it died or threw.
inline int in_child(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int answer = 255;
    try {
      answer = body();
    } catch (const Error& error) {
      std::fprintf(stderr, "child: %s: %s\n", error.code.c_str(), error.message.c_str());
    } catch (...) {
    }
    ::_exit(answer);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) != 255 ? WEXITSTATUS(status) : -1;
}

/// For errors that the superuser never meets: in a child without privileges, the code of the error.
inline std::string unprivileged_code_of(const std::function<void()>& body) {
  int ends[2];
  if (::pipe(ends) != 0) return "pipe";
  in_child([&] {
    if (::geteuid() == 0 && (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0))
      return 1;
    const std::string code = code_of(body);
    return ::write(ends[1], code.data(), code.size()) < 0 ? 1 : 0;
  });
  ::close(ends[1]);
  char text[100];
  const ssize_t length = ::read(ends[0], text, sizeof text);
  ::close(ends[0]);
  return {text, static_cast<std::size_t>(std::max<ssize_t>(length, 0))};
}

}  // namespace plazo::storage::testing
