#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

/// What one kind of key may name.
struct Section {
  std::string_view code;
  std::string_view noun;  ///< with its article
  std::string_view place;
  std::vector<std::string_view> keys;
};

template <class T>
Section section(std::string_view code, std::string_view noun, std::string_view place,
                const json::Keyed<T>& entries) {
  return {code, noun, place, keys_of(entries)};
}

class References {
 public:
  References(const Document& document, Findings& findings)
      : channels_(section("undefined_channel", "a channel", "channels", document.channels)),
        topics_(section("undefined_topic", "a topic", "topics", document.topics)),
        departments_(section("undefined_department", "a department", "departments", document.departments)),
        priorities_(section("undefined_priority", "a priority", "priorities", document.priorities)),
        fields_(section("undefined_field", "a field", "fields", document.fields)),
        calendars_(section("undefined_calendar", "a calendar", "calendars", document.calendars)),
        skills_(section("undefined_skill", "a skill", "skills", document.skills)),
        circumstances_(
            section("undefined_circumstance", "a circumstance", "circumstances", document.circumstances)),
        entitlements_(
            section("undefined_entitlement", "an entitlement", "entitlements", document.entitlements)),
        products_{"undefined_product", "a product", "activation/products", {}},
        conditions_{"undefined_condition", "a condition", "activation/conditions", {}},
        groups_{"undefined_group", "a group", "activation/groups", {}},
        findings_(findings) {
    calendars_.keys.push_back("always");
    if (!document.activation) return;
    products_.keys = keys_of(document.activation->products);
    conditions_.keys = keys_of(document.activation->conditions);
    groups_.keys = keys_of(document.activation->groups);
  }

  void condition(const std::string& path, const When& when) {
    all(path + "/topic", when.topic, topics_);
    all(path + "/department", when.department, departments_);
    all(path + "/channel", when.channel, channels_);
    all(path + "/priority", when.priority, priorities_);
    all(path + "/product", when.product, products_);
    all(path + "/circumstance", when.circumstance, circumstances_);
    all(path + "/entitlement", when.entitlement, entitlements_);
    one(path + "/during", when.during, calendars_);
    one(path + "/outside", when.outside, calendars_);
  }
  void outcome(const std::string& path, const Outcome& outcome) {
    one(path + "/department", outcome.department, departments_);
    one(path + "/channel", outcome.channel, channels_);
  }
  void topic(const std::string& path, const Topic& topic) {
    one(path + "/without_service", topic.without_service, topics_);
    one(path + "/priority", topic.priority, priorities_);
    skills(path, topic.skill);
    for (std::size_t i = 0; i < topic.ways.size(); ++i) {
      const std::string way = under(path + "/ways", i);
      all(way + "/channel", topic.ways[i].channel, channels_);
      one(way + "/department", topic.ways[i].department, departments_);
      one(way + "/hours", topic.ways[i].hours, calendars_);
    }
  }
  void priority(const std::string& path, const Priority& priority) {
    one(path + "/entitlement", priority.entitlement, entitlements_);
    if (!priority.evidence) return;
    all(path + "/evidence/all_of", priority.evidence->all_of, fields_);
    all(path + "/evidence/one_of", priority.evidence->one_of, fields_);
    needed(path + "/evidence/meanwhile", priority.evidence->meanwhile, priorities_);
  }
  void requirement(const std::string& path, const Requirement& requirement) {
    all(path + "/fields", requirement.fields, fields_);
    all(path + "/one_of", requirement.one_of, fields_);
    all(path + "/optional", requirement.optional, fields_);
  }
  void target(const std::string& path, const Target& target) {
    one(path + "/hours", target.hours, calendars_);
    for (std::size_t i = 0; i < target.steps.size(); ++i) {
      one(under(path + "/steps", i) + "/priority", target.steps[i].priority, priorities_);
      one(under(path + "/steps", i) + "/department", target.steps[i].department, departments_);
    }
  }
  void fair_use(const FairUse& rules) {
    for (std::size_t i = 0; i < rules.cool_downs.size(); ++i)
      all(under("/fair_use/cool_downs", i) + "/channel", rules.cool_downs[i].channel, channels_);
    for (std::size_t i = 0; i < rules.sessions.size(); ++i) {
      all(under("/fair_use/sessions", i) + "/channel", rules.sessions[i].channel, channels_);
      one(under("/fair_use/sessions", i) + "/then_channel", rules.sessions[i].then_channel, channels_);
    }
    if (rules.suspension) all("/fair_use/suspension/open_topics", rules.suspension->open_topics, topics_);
  }
  void product(const std::string& path, const Product& product) {
    one(path + "/group", product.group, groups_);
    all(path + "/needs", product.needs, conditions_);
    one(path + "/hours", product.hours, calendars_);
  }
  void summary(const std::string& path, const SummaryLine& line) {
    all(path + "/topic", line.topic, topics_);
    all(path + "/channel", line.channel, channels_);
    one(path + "/hours", line.hours, calendars_);
  }
  template <class Place>
  void place(const std::string& path, const Place& place) {
    one(path + "/hours", place.hours, calendars_);
    skills(path, place.skill);
  }
  void skills(const std::string& path, const std::vector<std::string>& keys) {
    all(path + "/skill", keys, skills_);
  }

 private:
  void needed(const std::string& path, const std::string& key, const Section& section) {
    for (const auto known : section.keys)
      if (known == key) return;
    const auto meant = nearest(key, section.keys);
    findings_.error(path, section.code,
                    shown(key) + " is not " + std::string(section.noun) + " of this policy",
                    meant.empty() ? "define it in `" + std::string(section.place) + "`, or leave it out"
                                  : "did you mean `" + std::string(meant) + "`?");
  }
  void one(const std::string& path, const std::optional<std::string>& key, const Section& section) {
    if (key) needed(path, *key, section);
  }
  void all(const std::string& path, const std::vector<std::string>& keys, const Section& section) {
    for (std::size_t i = 0; i < keys.size(); ++i) needed(under(path, i), keys[i], section);
  }

  Section channels_, topics_, departments_, priorities_, fields_, calendars_, skills_, circumstances_,
      entitlements_, products_, conditions_, groups_;
  Findings& findings_;
};

}  // namespace

void check_references(const Document& document, Findings& findings) {
  References references(document, findings);
  each_condition(document,
                 [&](const std::string& path, const When& when) { references.condition(path, when); });
  each_outcome(document,
               [&](const std::string& path, const Outcome& outcome) { references.outcome(path, outcome); });
  for (const auto& [key, channel] : document.channels) references.place(under("/channels", key), channel);
  for (const auto& [key, department] : document.departments)
    references.place(under("/departments", key), department);
  for (const auto& [key, priority] : document.priorities)
    references.priority(under("/priorities", key), priority);
  for (const auto& [key, topic] : document.topics) references.topic(under("/topics", key), topic);
  for (std::size_t i = 0; i < document.required.size(); ++i)
    references.requirement(under("/required", i), document.required[i]);
  for (std::size_t i = 0; i < document.targets.size(); ++i)
    references.target(under("/targets", i), document.targets[i]);
  if (document.fair_use) references.fair_use(*document.fair_use);
  if (document.activation)
    for (const auto& [key, product] : document.activation->products)
      references.product(under("/activation/products", key), product);
  for (std::size_t i = 0; i < document.summary.size(); ++i)
    references.summary(under("/summary", i), document.summary[i]);
}

}  // namespace plazo::policy
