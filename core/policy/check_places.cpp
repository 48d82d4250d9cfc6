#include <algorithm>

#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

void check_departments(const Document& document, Findings& findings) {
  const auto leads = [&](const std::string& path, const std::optional<std::string>& key,
                         std::string_view what) {
    const auto* const department = key ? entry_of(document.departments, *key) : nullptr;
    if (!department || department->state == PlaceState::open) return;
    findings.error(path + "/department", "contradiction",
                   shown(*key) + " is " +
                       (department->state == PlaceState::closed ? "closed" : "not monitored") + ", but " +
                       std::string(what) + " leads there",
                   "open the department, or name another one here");
  };
  for (const auto& [key, topic] : document.topics)
    for (std::size_t i = 0; i < topic.ways.size(); ++i)
      leads(under(under("/topics", key) + "/ways", i), topic.ways[i].department, "this way");
  each_outcome(document, [&](const std::string& path, const Outcome& outcome) {
    leads(path, outcome.department, outcome.effect == Effect::redirect ? "this redirection" : "this rule");
  });
  for (std::size_t i = 0; i < document.targets.size(); ++i)
    for (std::size_t s = 0; s < document.targets[i].steps.size(); ++s)
      leads(under(under("/targets", i) + "/steps", s), document.targets[i].steps[s].department,
            "this escalation");
}

/// Whether a way of the topic leads to one of the skills that it takes.
bool skill_is_reached(const Document& document, const Topic& topic) {
  return std::any_of(topic.ways.begin(), topic.ways.end(), [&](const Way& way) {
    return std::any_of(way.channel.begin(), way.channel.end(), [&](const std::string& channel) {
      return leads_to_skill(document, topic, way, channel);
    });
  });
}

void check_skills(const Document& document, Findings& findings) {
  // It decides nothing, so whoever is still looking for such people may install the policy.
  for (const auto& [key, topic] : document.topics)
    if (!topic.skill.empty() && !skill_is_reached(document, topic))
      findings.warning(under("/topics", key) + "/skill", "skill_unreachable",
                       "none of the topic's ways leads to somebody with a skill that it takes",
                       "state it as `skill` of a channel or department, or leave it out here");
  const auto named = [](const auto& section, const std::string& skill) {
    return std::any_of(section.begin(), section.end(), [&](const auto& entry) {
      const auto& skills = entry.second.skill;
      return std::find(skills.begin(), skills.end(), skill) != skills.end();
    });
  };
  for (const auto& [key, name] : document.skills)
    if (!named(document.channels, key) && !named(document.departments, key) && !named(document.topics, key))
      findings.warning(under("/skills", key), "skill_unused", "nobody has this skill, and no topic takes it",
                       "name it as `skill` of a channel, department or topic, or leave it out");
}

}  // namespace

void check_places(const Document& document, Findings& findings) {
  check_departments(document, findings);
  check_skills(document, findings);
}

}  // namespace plazo::policy
