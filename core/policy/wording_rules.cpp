// Conditions and outcomes in words.
#include "core/base/messages.hpp"
#include "core/policy/compiled.hpp"
#include "core/policy/wording.hpp"

namespace plazo::policy {
namespace {

template <class T>
std::string named(Locale locale, const json::Keyed<T>& section, std::string_view key) {
  const T* const entry = entry_of(section, key);
  return entry ? in(locale, entry->name, key) : std::string(key);
}

template <class E>
std::vector<std::string> conditions_of(Locale locale, const std::vector<E>& values) {
  std::vector<std::string> out;
  for (const E value : values)
    out.push_back(message(locale, "page.when." + std::string(json::type_of<E>().name) + "." + key_of(value)));
  return out;
}

std::string kind_name(Locale locale, const std::string& kind) {
  if (kind == kind_visitor) return message(locale, "page.kind.visitor");
  if (kind == kind_customer) return message(locale, "page.kind.customer");
  return message(locale, "page.kind.other", {{"kind", kind}});
}

}  // namespace

std::string channel_name(Locale l, const Document& d, std::string_view key) {
  return named(l, d.channels, key);
}
std::string department_name(Locale l, const Document& d, std::string_view key) {
  return named(l, d.departments, key);
}
std::string priority_name(Locale l, const Document& d, std::string_view key) {
  return named(l, d.priorities, key);
}
std::string topic_name(Locale l, const Document& d, std::string_view key) { return named(l, d.topics, key); }
std::string field_name(Locale l, const Document& d, std::string_view key) { return named(l, d.fields, key); }
std::string entitlement_name(Locale l, const Document& d, std::string_view key) {
  return named(l, d.entitlements, key);
}
std::string product_name(Locale l, const Document& d, std::string_view key) {
  return d.activation ? named(l, d.activation->products, key) : std::string(key);
}
std::string skill_name(Locale l, const Document& d, std::string_view key) {
  const Words* const name = entry_of(d.skills, key);
  return name ? in(l, *name, key) : std::string(key);
}

std::vector<std::string> names_of(Locale locale, const Document& document,
                                  const std::vector<std::string>& keys, Naming naming) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(naming(locale, document, key));
  return names;
}

std::string condition_words(Locale locale, const Document& document, const When& when) {
  std::vector<std::string> phrases;
  const auto add = [&](std::string_view key, const std::vector<std::string>& names) {
    if (!names.empty())
      phrases.push_back(message(locale, key, {{"names", joined(locale, names, Joint::any)}}));
  };
  const auto add_keys = [&](std::string_view key, const std::vector<std::string>& keys, Naming naming) {
    add(key, names_of(locale, document, keys, naming));
  };
  const auto plain = [&](const std::vector<std::string>& words) {
    if (!words.empty()) phrases.push_back(joined(locale, words, Joint::any));
  };
  add_keys("page.when.topic", when.topic, &topic_name);
  add_keys("page.when.department", when.department, &department_name);
  add_keys("page.when.channel", when.channel, &channel_name);
  add_keys("page.when.priority", when.priority, &priority_name);
  std::vector<std::string> kinds;
  for (const auto& kind : when.customer) kinds.push_back(kind_name(locale, kind));
  add("page.when.customer", kinds);
  plain(conditions_of(locale, when.identity));
  plain(conditions_of(locale, when.service));
  add_keys("page.when.product", when.product, &product_name);
  add_keys("page.when.circumstance", when.circumstance,
           [](Locale l, const Document& d, std::string_view key) { return named(l, d.circumstances, key); });
  add_keys("page.when.entitlement", when.entitlement, &entitlement_name);
  if (when.during)
    phrases.push_back(
        message(locale, "page.when.during", {{"hours", hours_words(locale, document, *when.during)}}));
  if (when.outside)
    phrases.push_back(
        message(locale, "page.when.outside", {{"hours", hours_words(locale, document, *when.outside)}}));
  if (when.open) phrases.push_back(message(locale, *when.open ? "page.when.open" : "page.when.closed"));
  std::string out;
  for (const auto& phrase : phrases) out += (out.empty() ? "" : ", ") + phrase;
  return out;
}

std::string condition_words(Locale locale, const Document& document, const When& when,
                            const std::optional<When>& unless) {
  std::string out = condition_words(locale, document, when);
  if (!unless) return out;
  const std::string exempt = condition_words(locale, document, *unless);
  if (exempt.empty()) return out;
  return out + (out.empty() ? "" : ", ") + message(locale, "page.when.unless", {{"condition", exempt}});
}

std::string outcome_words(Locale locale, const Document& document, const Outcome& outcome) {
  std::string out;
  if (outcome.effect == Effect::redirect) {
    std::vector<std::string> ways;
    if (outcome.department)
      ways.push_back(message(locale, "page.redirect.department",
                             {{"name", department_name(locale, document, *outcome.department)}}));
    if (outcome.channel)
      ways.push_back(message(locale, "page.redirect.channel",
                             {{"name", channel_name(locale, document, *outcome.channel)}}));
    if (outcome.self_service) ways.push_back(message(locale, "page.redirect.self_service"));
    out = joined(locale, ways);
    if (out.empty()) out = message(locale, "page.effect.redirect");
  } else {
    out = message(locale, "page.effect." + key_of(outcome.effect));
  }
  if (outcome.effect == Effect::ignore && outcome.channel)
    out += "; " + message(locale, "page.redirect.channel",
                          {{"name", channel_name(locale, document, *outcome.channel)}});
  if (outcome.effect == Effect::ignore && outcome.self_service)
    out += "; " + message(locale, "page.redirect.self_service");
  if (outcome.effect == Effect::ignore)
    out += message(locale, outcome.notice == Notice::none   ? "page.notice.none"
                           : outcome.notice == Notice::once ? "page.notice.once"
                                                            : "page.notice.always");
  return out;
}

}  // namespace plazo::policy
