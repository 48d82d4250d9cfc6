#include "core/policy/document.hpp"

#include <algorithm>

namespace plazo::policy {

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
