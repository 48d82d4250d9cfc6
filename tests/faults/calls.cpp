#include "tests/faults/calls.hpp"

#include <sqlite3.h>

#include <fstream>
#include <iterator>

#include "tests/core/operations/parties.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

using operations::testing::Meaning;
using operations::testing::Side;

constexpr std::string_view clock_of_fixture = "2026-03-02T09:00:00.000Z";

/// The fixture of the tests of rights, used for what it makes.
class Furniture : public operations::testing::PartiesTest {
 public:
  void TestBody() override {}

  std::vector<Furnished> calls() {
    furnish();
    const auto values = objects(Side::own);
    std::vector<Furnished> out;
    for (const auto& operation : operations::catalogue()) {
      if (operation.access != operations::Access::write && operation.access != operations::Access::read)
        continue;
      const auto [who, audience] = caller_of(operation);
      out.push_back({std::string(operation.name), who,
                     operations::testing::synthesise(operation.request(), values, audience).json,
                     operation.access == operations::Access::write});
    }
    return out;
  }
  void save_to(const std::filesystem::path& target) {
    call("desk.backup", R"({"target":")" + target.string() + R"("})");
  }

 private:
  static std::pair<Who, json::Audience> caller_of(const operations::Operation& operation) {
    if (operation.allows(operations::ActorKind::panel)) return {Who::panel, json::Audience::panel};
    if (operation.allows(operations::ActorKind::staff)) return {Who::staff, json::Audience::staff};
    return {Who::customer, json::Audience::customer};
  }
};

void put(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  REQUIRE(out.good(), "%s", path.c_str());
  std::filesystem::permissions(path,
                               std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

}  // namespace

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Furnished::with_key() const {
  const bool empty = request == "{}";
  return request.substr(0, request.size() - 1) + (empty ? "" : ",") + R"("idempotency_key":"k"})";
}

Stage::Stage(std::filesystem::path folder) : folder_(std::move(folder)) {
  {
    Furniture furniture;
    calls_ = furniture.calls();
    furniture.save_to(folder_ / "image.db");
  }
  image_ = contents(folder_ / "image.db");
  REQUIRE(image_.size() > 50'000, "no image");
}

void Stage::clear() const {
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) std::filesystem::remove_all(entry);
}

void Stage::set() const {
  clear();
  put(database(), image_);
}

void Stage::set_with_full_log() const {
  // SQLite moves the log once it holds 200 pages: stop in time for the next call to be the one.
  if (log_.empty()) {
    set();
    const auto opened = open();
    const auto log = folder_ / "desk.db-wal";
    for (int i = 0; i < 10'000; ++i) {
      const std::string before = contents(log);
      opened.desk->must(Who::panel, "customer.put", R"({"reference":"1017","name":"Otra vez"})");
      if (before.size() > 180 * 4'096 && contents(log).size() == before.size()) break;  // moved just now
      log_ = before;
      image_of_log_ = contents(database());
    }
    REQUIRE(log_.size() > 180 * 4'096, "the log never filled");
  }
  clear();
  put(database(), image_of_log_);
  put(folder_ / "desk.db-wal", log_);
}

Opened Stage::open() const { return try_open(database(), false, clock_of_fixture); }

namespace {

sqlite3* open_past_the_library(const std::filesystem::path& database) {
  sqlite3* db = nullptr;
  REQUIRE(sqlite3_open_v2(database.c_str(), &db, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK, "open");
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  return db;
}

}  // namespace

Watch::Watch(const std::filesystem::path& database)
    : db_(open_past_the_library(database), sqlite3_close), first_(version()) {}

bool Watch::changed() const { return version() != first_; }

long Watch::version() const {
  long number = -1;
  sqlite3_stmt* row = nullptr;
  REQUIRE(sqlite3_prepare_v2(db_.get(), "PRAGMA data_version", -1, &row, nullptr) == SQLITE_OK &&
              sqlite3_step(row) == SQLITE_ROW,
          "%s", sqlite3_errmsg(db_.get()));
  number = static_cast<long>(sqlite3_column_int64(row, 0));
  sqlite3_finalize(row);
  return number;
}

Effect effect_of(const std::filesystem::path& database) {
  sqlite3* const db = open_past_the_library(database);
  const auto rows = [&](const std::string& sql, auto&& each) {
    sqlite3_stmt* row = nullptr;
    REQUIRE(sqlite3_prepare_v2(db, sql.c_str(), -1, &row, nullptr) == SQLITE_OK, "%s", sqlite3_errmsg(db));
    while (sqlite3_step(row) == SQLITE_ROW) each(row);
    sqlite3_finalize(row);
  };
  std::vector<std::string> tables;
  // The tables of the text index hold the same whatever order it was filled in, but not as many rows.
  rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'message_text%'",
       [&](sqlite3_stmt* row) {
         tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
       });
  Effect out;
  for (const auto& table : tables) {
    rows("SELECT count(*) FROM \"" + table + '"',
         [&](sqlite3_stmt* row) { out[table] = static_cast<long>(sqlite3_column_int64(row, 0)); });
    rows("SELECT 1 FROM pragma_table_info('" + table + "') WHERE name = 'version'", [&](sqlite3_stmt*) {
      rows("SELECT sum(version) FROM \"" + table + '"', [&](sqlite3_stmt* row) {
        out[table + ".version"] = static_cast<long>(sqlite3_column_int64(row, 0));
      });
    });
  }
  sqlite3_close(db);
  return out;
}

Effect operator-(const Effect& after, const Effect& before) {
  Effect out;
  for (const auto& [name, count] : after) {
    const auto found = before.find(name);
    const long change = count - (found == before.end() ? 0 : found->second);
    if (change != 0) out[name] = change;
  }
  return out;
}

}  // namespace plazo::faults
