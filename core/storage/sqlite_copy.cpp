#include "core/storage/sqlite_copy.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "core/base/random.hpp"
#include "core/storage/sqlite_files.hpp"

namespace plazo::storage {
namespace {

namespace fs = std::filesystem;

void sync_file(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw_system(errno);
  const int failed = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (failed) throw_system(failed);
}

}  // namespace

Unfinished::Unfinished(const fs::path& folder, std::string_view kind) {
  for (int descriptor = -1; descriptor < 0;) {
    path_ = folder / (".plazo-" + std::string(kind) + "-" + std::to_string(::getpid()) + "-" +
                      std::to_string(random_below(1'000'000'000)));
    descriptor = create_private(path_);
    if (descriptor >= 0) ::close(descriptor);
  }
}

Unfinished::~Unfinished() {
  if (path_.empty()) return;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) ::unlink(beside(path_, suffix).c_str());
}

bool Unfinished::publish_as(const fs::path& target) {
  sync_file(path_);
  if (!publish(path_, target)) return false;
  path_.clear();
  return true;
}

std::string column(sqlite3_stmt* statement, int number) {
  const unsigned char* text = sqlite3_column_text(statement, number);
  return text ? reinterpret_cast<const char*>(text) : "";
}

void vacuum_into(sqlite3* db, const fs::path& empty_file) {
  sqlite3_stmt* statement = nullptr;
  int code = sqlite3_prepare_v2(db, "VACUUM INTO ?", -1, &statement, nullptr);
  const Finalize finalize(statement);
  if (code == SQLITE_OK) code = sqlite3_bind_text(statement, 1, empty_file.c_str(), -1, SQLITE_STATIC);
  if (code == SQLITE_OK) code = sqlite3_step(statement);
  if (code != SQLITE_DONE) throw_sqlite(code, db);
}

std::vector<std::string> integrity_problems(sqlite3* db) {
  std::vector<std::string> problems;
  each_row(db, "PRAGMA integrity_check(100)", [&](sqlite3_stmt* row) {
    if (std::string text = column(row, 0); text != "ok") problems.push_back(std::move(text));
  });
  return problems;
}

}  // namespace plazo::storage
