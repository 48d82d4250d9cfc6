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
    if (outcome.effect == Effect::redirect) leads(path, outcome.department, "this redirection");
  });
  for (std::size_t i = 0; i < document.targets.size(); ++i)
    for (std::size_t s = 0; s < document.targets[i].steps.size(); ++s)
      leads(under(under("/targets", i) + "/steps", s), document.targets[i].steps[s].department,
            "this escalation");
}

}  // namespace

void check_places(const Document& document, Findings& findings) { check_departments(document, findings); }

}  // namespace plazo::policy
