// Any value of a policy in words, by its described type and the field that holds it.
#include "core/policy/diff_words.hpp"
#include "core/json/encode.hpp"
#include "core/policy/wording.hpp"

namespace plazo::policy {
namespace {

using json::Kind;
using json::Type;

template <class T>
bool is(const Type& type) {
  return &type == &json::type_of<T>();
}

/// A key that a field holds, by the name of what it refers to.
std::string text_words(Locale locale, const Document& document, std::string_view field,
                       const std::string& text) {
  if (field == "hours" || field == "during" || field == "outside") return hours_words(locale, document, text);
  if (field == "on") return dates_words(locale, text);
  constexpr std::pair<std::string_view, Naming> referring[] = {
      {"channel", &channel_name},       {"then_channel", &channel_name}, {"department", &department_name},
      {"priority", &priority_name},     {"meanwhile", &priority_name},   {"topic", &topic_name},
      {"without_service", &topic_name}, {"open_topics", &topic_name},    {"entitlement", &entitlement_name},
      {"product", &product_name},       {"fields", &field_name},         {"one_of", &field_name},
      {"optional", &field_name},        {"all_of", &field_name},         {"skill", &skill_name},
  };
  for (const auto& [name, naming] : referring)
    if (name == field) return naming(locale, document, text);
  return text;
}

std::string quota_words(Locale locale, const Quota& quota) {
  std::vector<std::string> amounts;
  if (quota.tickets)
    amounts.push_back(message(locale, "page.tickets", {{"n", std::int64_t{*quota.tickets}}}));
  if (quota.time) amounts.push_back(length_words(locale, *quota.time));
  return message(locale, "page.quota." + key_of(quota.per), {{"amount", joined(locale, amounts)}});
}

/// Of an object that has no words of its own: its fields that are not as they are by default.
std::string members_words(Locale locale, const Document& document, const Type& type, const void* value) {
  const auto encoded = [](const json::Field& field, const void* object) {
    std::string out;
    json::encode(field.type(), field.at_const(object), out);
    return out;
  };
  const auto fresh = type.fresh();
  std::string out;
  for (const auto& field : type.fields) {
    const bool optional = field.type().kind == Kind::optional;
    if (optional ? !field.type().value(field.at_const(value))
                 : encoded(field, value) == encoded(field, fresh.get()))
      continue;
    out += (out.empty() ? "" : "; ") + message(locale, "field." + std::string(field.name)) + " " +
           value_words(locale, document, field.type(), field.at_const(value), field.name);
  }
  return out;
}

std::string object_words(Locale locale, const Document& document, const Type& type, const void* value) {
  if (is<Words>(type)) return in(locale, *static_cast<const Words*>(value), {});
  if (is<Prose>(type)) return in(locale, *static_cast<const Prose*>(value));
  if (is<Quota>(type)) return quota_words(locale, *static_cast<const Quota*>(value));
  if (is<When>(type)) {
    const std::string words = condition_words(locale, document, *static_cast<const When*>(value));
    return words.empty() ? message(locale, "page.all_requests") : words;
  }
  if (is<Outcome>(type)) {
    const auto& outcome = *static_cast<const Outcome*>(value);
    const std::string words = outcome_words(locale, document, outcome);
    return outcome.text ? words + ". " + in(locale, *outcome.text) : words;
  }
  return members_words(locale, document, type, value);
}

}  // namespace

std::string value_words(Locale locale, const Document& document, const Type& type, const void* value,
                        std::string_view field) {
  const std::string none = message(locale, "diff.none");
  switch (type.kind) {
    case Kind::boolean:
      return message(locale, *static_cast<const bool*>(value) ? "term.yes" : "term.no");
    case Kind::integer:
      if (document.currency && (field == "price" || field == "amount" || field == "ceiling"))
        return sum_words(locale, type.get(value), *document.currency);
      return std::to_string(type.get(value));
    case Kind::text:
      return text_words(locale, document, field, *static_cast<const std::string*>(value));
    case Kind::duration:
      return length_words(locale, Duration{type.get(value)});
    case Kind::enumeration:
      return term(locale, type, type.get(value));
    case Kind::optional: {
      const void* const inner = type.value(value);
      return inner ? value_words(locale, document, type.element(), inner, field) : none;
    }
    case Kind::list: {
      std::vector<std::string> items;
      for (std::size_t i = 0; i < type.size(value); ++i)
        items.push_back(value_words(locale, document, type.element(), type.item(value, i), field));
      return items.empty() ? none : joined(locale, items);
    }
    case Kind::keyed: {
      std::vector<std::string> items;
      for (std::size_t i = 0; i < type.size(value); ++i)
        items.push_back(std::string(type.key(value, i)) + " " +
                        value_words(locale, document, type.element(), type.item(value, i), field));
      return items.empty() ? none : joined(locale, items);
    }
    case Kind::object: {
      std::string words = object_words(locale, document, type, value);
      return words.empty() ? none : words;
    }
    default:
      return none;
  }
}

}  // namespace plazo::policy
