// Keys of a question that the policy does not know.
#include "core/base/text.hpp"
#include "core/policy/deciding.hpp"

namespace plazo::policy::deciding {
namespace {

class Keys {
 public:
  template <class T>
  void known(const json::Keyed<T>& section, std::string_view key, const std::string& path,
             std::string_view what) {
    if (!entry_of(section, key)) unknown(keys_of(section), key, path, what);
  }
  /// Absent keys are fine: nothing was said.
  template <class T>
  void known_or_empty(const json::Keyed<T>& section, std::string_view key, const std::string& path,
                      std::string_view what) {
    if (!key.empty()) known(section, key, path, what);
  }
  template <class T>
  void rule(const std::vector<T>& rules, std::string_view id, const std::string& path,
            std::string_view what) {
    std::vector<std::string_view> ids;
    for (const auto& r : rules) {
      if (r.id == id) return;
      ids.push_back(r.id);
    }
    unknown(ids, id, path, what);
  }
  void raise() {
    if (problems_.empty()) return;
    Error error(Category::invalid, "policy.unknown_key",
                problems_.size() == 1 ? problems_.front().message
                                      : std::to_string(problems_.size()) + " keys are not in the policy");
    error.problems = std::move(problems_);
    throw error;
  }

 private:
  void unknown(const std::vector<std::string_view>& candidates, std::string_view key, const std::string& path,
               std::string_view what) {
    const auto near = nearest(key, candidates);
    problems_.push_back({path, "unknown_key",
                         "the policy has no " + std::string(what) + " " + shown(key) +
                             (near.empty() ? "" : ", did you mean `" + std::string(near) + "`?")});
  }

  std::vector<Problem> problems_;
};

/// One step of a JSON pointer (RFC 6901).
std::string step(std::string_view key) {
  std::string out;
  for (const char c : key) c == '~' ? out += "~0" : c == '/' ? out += "~1" : out += c;
  return out;
}

std::string at(std::string_view list, std::size_t index) {
  return std::string(list) + "/" + std::to_string(index);
}

}  // namespace

void check_keys(const Document& document, const Question& question) {
  Keys keys;
  const Facts& facts = question.facts;
  keys.known_or_empty(document.topics, facts.topic, "/facts/topic", "topic");
  keys.known_or_empty(document.departments, facts.department, "/facts/department", "department");
  keys.known_or_empty(document.channels, facts.channel, "/facts/channel", "channel");
  keys.known_or_empty(document.priorities, facts.priority, "/facts/priority", "priority");
  if (document.activation && !document.activation->products.empty())
    keys.known_or_empty(document.activation->products, facts.product, "/facts/product", "product");
  for (std::size_t i = 0; i < facts.circumstance.size(); ++i)
    keys.known(document.circumstances, facts.circumstance[i], at("/facts/circumstance", i), "circumstance");
  for (std::size_t i = 0; i < facts.entitlement.size(); ++i)
    keys.known(document.entitlements, facts.entitlement[i], at("/facts/entitlement", i), "entitlement");
  for (const auto& [key, value] : question.fields)
    keys.known(document.fields, key, "/fields/" + step(key), "field");
  for (std::size_t i = 0; i < question.told.size(); ++i)
    keys.known(document.fields, question.told[i], at("/told", i), "field");
  for (std::size_t i = 0; i < question.checked.size(); ++i)
    keys.rule(document.checklist, question.checked[i], at("/checked", i), "item of the checklist");
  for (std::size_t i = 0; i < question.answers_shown.size(); ++i)
    keys.rule(document.answers, question.answers_shown[i], at("/answers_shown", i), "answer");
  if (question.matter)
    keys.known_or_empty(document.channels, question.matter->channel, "/matter/channel", "channel");
  static const std::vector<Limit> no_limits;
  for (std::size_t i = 0; i < question.occurrences.size(); ++i)
    keys.rule(document.fair_use ? document.fair_use->limits : no_limits, question.occurrences[i].rule,
              at("/occurrences", i) + "/rule", "limit of fair use");
  for (std::size_t i = 0; i < question.used.size(); ++i)
    keys.known(document.entitlements, question.used[i].entitlement, at("/used", i) + "/entitlement",
               "entitlement");
  keys.raise();
}

}  // namespace plazo::policy::deciding
