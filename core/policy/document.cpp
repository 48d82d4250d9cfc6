#include "core/policy/document.hpp"

#include <algorithm>

#include "core/calendar/zone.hpp"

namespace plazo::policy {
namespace {

template <class T>
void check_keys(std::vector<Problem>& problems, const json::Keyed<T>& section, const std::string& path) {
  for (const auto& [key, entry] : section)
    if (!std::all_of(key.begin(), key.end(), [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        }))
      problems.push_back(
          {path + "/" + key, "bad_key", "a key has lower-case letters, digits, `_` and `-` only"});
}

template <class T>
void advise_names(std::vector<Problem>& problems, const Document& document, const json::Keyed<T>& section,
                  const std::string& path) {
  for (const auto& [key, entry] : section)
    for (const Locale language : document.languages)
      if (!(language == Locale::es ? entry.name.es : entry.name.en)) {
        const std::string code = language == Locale::es ? "es" : "en";
        problems.push_back(
            {path + "/" + key + "/name", "missing_language", "there is no name in `" + code + "`"});
      }
}

}  // namespace

std::string in(Locale locale, const Words& words, std::string_view key) {
  const auto& first = locale == Locale::es ? words.es : words.en;
  const auto& second = locale == Locale::es ? words.en : words.es;
  return first ? *first : second ? *second : std::string(key);
}

std::string in(Locale locale, const Prose& prose, std::string_view key) {
  const auto& first = locale == Locale::es ? prose.es : prose.en;
  const auto& second = locale == Locale::es ? prose.en : prose.es;
  return first ? *first : second ? *second : std::string(key);
}

std::vector<Problem> check(const Document& document) {
  std::vector<Problem> problems;
  try {
    calendar::Zone::load(document.zone);
  } catch (const Error& error) {
    if (error.category != Category::invalid) throw;
    problems.push_back({"/zone", "unknown_zone", error.message});
  }
  for (std::size_t i = 1; i < document.languages.size(); ++i)
    if (document.languages[i] == document.languages[0])
      problems.push_back({"/languages/" + std::to_string(i), "repeated", "this language is listed already"});
  check_keys(problems, document.departments, "/departments");
  check_keys(problems, document.priorities, "/priorities");
  return problems;
}

std::vector<Problem> advise(const Document& document) {
  std::vector<Problem> problems;
  advise_names(problems, document, document.departments, "/departments");
  advise_names(problems, document, document.priorities, "/priorities");
  return problems;
}

std::optional<std::int32_t> rank_of(const Document& document, std::string_view priority) {
  const auto& all = document.priorities;
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& p) { return p.first == priority; });
  if (at == all.end()) return std::nullopt;
  return static_cast<std::int32_t>(at - all.begin());
}

bool has_department(const Document& document, std::string_view department) {
  const auto& all = document.departments;
  return std::any_of(all.begin(), all.end(), [&](const auto& d) { return d.first == department; });
}

}  // namespace plazo::policy
