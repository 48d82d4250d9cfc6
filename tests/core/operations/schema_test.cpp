// The committed migrations make what the described rows say.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
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
  if (engine == storage::Engine::sqlite) {
    all += std::string(tickets::text_index) + ";\n";
    for (const auto setting : tickets::text_index_settings) all += std::string(setting) + ";\n";
  }
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

/// Every described type below `type`, by its name in the catalogue.
void collect(const json::Type& type, std::map<std::string_view, const json::Type*>& known,
             std::vector<std::string>& clashes) {
  if (type.element) return collect(type.element(), known, clashes);
  for (const auto& [tag, object] : type.alternatives) collect(object(), known, clashes);
  if (type.kind != json::Kind::object && type.kind != json::Kind::enumeration) return;
  const auto [at, fresh] = known.emplace(type.name, &type);
  if (!fresh) {
    // Two enumerations that say the same are one to everybody else.
    const auto& other = *at->second;
    const bool same =
        std::equal(type.enumerators.begin(), type.enumerators.end(), other.enumerators.begin(),
                   other.enumerators.end(), [](const auto& a, const auto& b) { return a.name == b.name; });
    if (&other != &type && (type.kind == json::Kind::object || !same)) clashes.emplace_back(type.name);
    return;
  }
  for (const auto& field : type.fields) collect(field.type(), known, clashes);
}

TEST(Catalogue, NoTwoTypesHaveOneName) {
  std::map<std::string_view, const json::Type*> known;
  std::vector<std::string> clashes;
  for (const auto& op : catalogue()) {
    collect(op.request(), known, clashes);
    collect(op.reply(), known, clashes);
  }
  EXPECT_EQ(clashes, std::vector<std::string>())
      << "give one of them a `json_name`: the clients know it by that";
}

}  // namespace
}  // namespace plazo::operations
