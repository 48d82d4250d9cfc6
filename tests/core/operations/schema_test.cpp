// The committed migrations make what the described rows say.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

#include "core/operations/catalogue.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

std::string normal(std::string text) {
  text = std::regex_replace(text, std::regex("--[^\n]*\n"), "");
  return std::regex_replace(text, std::regex("\\s+"), " ");
}

std::string described(storage::Engine engine) {
  std::string all;
  for (const auto* table : all_tables())
    for (const auto& s : table->definitions(engine)) all += s + ";\n\n";
  if (engine == storage::Engine::sqlite) all += std::string(tickets::text_index) + ";\n";
  return normal(all);
}

std::string committed(const char* engine) {
  std::ifstream file(std::string(PLAZO_SOURCE_DIR "/core/storage/migrations/") + engine +
                     "/0001_foundation.sql");
  std::stringstream text;
  text << file.rdbuf();
  std::string sql = normal(text.str());
  return sql.starts_with(' ') ? sql.substr(1) : sql;
}

TEST(Schema, CommittedMigrationsMakeWhatTheRowsDescribe) {
  EXPECT_EQ(committed("sqlite"), described(storage::Engine::sqlite))
      << "a row struct changed: run scripts/generate, or after the first release write a new migration";
  EXPECT_EQ(committed("mariadb"), described(storage::Engine::mariadb));
}

}  // namespace
}  // namespace plazo::operations
