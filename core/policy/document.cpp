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

const std::vector<std::string>& skills_at(const Document& document, std::string_view channel,
                                          std::string_view department) {
  static const std::vector<std::string> none;
  const auto* const by = entry_of(document.channels, channel);
  if (by && !by->skill.empty()) return by->skill;
  const auto* const to = entry_of(document.departments, department);
  return to ? to->skill : none;
}

bool skilled(const Topic& topic, const std::vector<std::string>& skills) {
  return topic.skill.empty() || std::any_of(topic.skill.begin(), topic.skill.end(), [&](const auto& wanted) {
           return std::find(skills.begin(), skills.end(), wanted) != skills.end();
         });
}

bool leads_to_skill(const Document& document, const Topic& topic, const Way& way, std::string_view channel) {
  if (way.department) return skilled(topic, skills_at(document, channel, *way.department));
  const auto chosen = [&](const auto& one) {
    return one.second.state == PlaceState::open && skilled(topic, skills_at(document, channel, one.first));
  };
  return std::any_of(document.departments.begin(), document.departments.end(), chosen);
}

}  // namespace plazo::policy
