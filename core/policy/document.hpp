// The policy document. Unstable: it grows until real providers' policies read well in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/messages.hpp"
#include "core/json/describe.hpp"

namespace plazo::policy {

/// A text in the languages of the catalogue.
struct Words {
  std::optional<std::string> es;
  std::optional<std::string> en;

  static constexpr json::Note notes[] = {
      {.field = "es", .meaning = "in Spanish", .min = 1, .max = 200},
      {.field = "en", .meaning = "in English", .min = 1, .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(Words, (), (es, en))

/// The text in a language, or in the other one, or the key itself.
std::string in(Locale, const Words&, std::string_view key);

struct Department {
  Words name;
  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Department, (), (name))

struct Priority {
  Words name;
  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Priority, (), (name))

struct Document {
  std::int32_t plazo = 1;
  std::string provider;
  std::string zone;
  std::vector<Locale> languages;
  json::Keyed<Department> departments;
  json::Keyed<Priority> priorities;
  Duration first_response;

  static constexpr json::Note notes[] = {
      {.field = "plazo", .meaning = "version of the document's format", .min = 1, .max = 1},
      {.field = "provider", .meaning = "name of the hosting provider", .min = 1, .max = 200},
      {.field = "zone", .meaning = "IANA zone whose wall clock the policy speaks of", .min = 1, .max = 64},
      {.field = "languages",
       .meaning = "languages of the provider's texts, the main one first",
       .min = 1,
       .max = 2},
      {.field = "departments", .meaning = "departments by key, in the order shown", .min = 1, .max = 100},
      {.field = "priorities",
       .meaning = "priorities by key, from the least to the most urgent; the first is given to tickets that "
                  "name none",
       .min = 1,
       .max = 16},
      {.field = "first_response",
       .meaning = "time within which a ticket gets its first answer, around the clock",
       .min = 1000,
       .max = 31'536'000'000},
  };
};
BOOST_DESCRIBE_STRUCT(Document, (),
                      (plazo, provider, zone, languages, departments, priorities, first_response))

/// What is wrong with a well-formed document; paths start at the document.
std::vector<Problem> check(const Document&);
/// What is not wrong, but probably not meant.
std::vector<Problem> advise(const Document&);

/// Place of a priority, 0 is the least urgent; nothing when the policy has no such priority.
std::optional<std::int32_t> rank_of(const Document&, std::string_view priority);
bool has_department(const Document&, std::string_view department);

/// The keys of a section, in order.
template <class T>
std::vector<std::string_view> keys_of(const json::Keyed<T>& section) {
  std::vector<std::string_view> keys;
  for (const auto& [key, entry] : section) keys.push_back(key);
  return keys;
}

}  // namespace plazo::policy
