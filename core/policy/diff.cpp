#include "core/policy/diff.hpp"

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/json/encode.hpp"
#include "core/policy/compiled.hpp"
#include "core/policy/diff_words.hpp"
#include "core/policy/wording.hpp"

namespace plazo::policy {
namespace {

using json::Kind;
using json::Type;

constexpr std::size_t most_characters = 120;

std::string encoded(const Type& type, const void* value) {
  std::string out;
  json::encode(type, value, out);
  return out;
}

template <class T>
bool is(const Type& type) {
  return &type == &json::type_of<T>();
}

/// Objects that a reader takes in as one thing.
bool one_thing(const Type& type) {
  return is<Words>(type) || is<Prose>(type) || is<When>(type) || is<Outcome>(type) ||
         (type.kind != Kind::object && type.kind != Kind::keyed && type.kind != Kind::list &&
          type.kind != Kind::optional);
}

bool scalars(const Type& list) { return one_thing(list.element()); }

const std::string* id_of(const Type& object, const void* value) {
  const auto* const field = object.kind == Kind::object ? object.find("id") : nullptr;
  return field ? static_cast<const std::string*>(field->at_const(value)) : nullptr;
}

/// Places of the longest rising sequence: what stayed in order while others moved.
std::vector<bool> stayed(const std::vector<std::size_t>& places) {
  std::vector<std::size_t> length(places.size(), 1), from(places.size(), places.size());
  std::size_t best = places.size();
  for (std::size_t i = 0; i < places.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j)
      if (places[j] < places[i] && length[j] + 1 > length[i]) length[i] = length[j] + 1, from[i] = j;
    if (best == places.size() || length[i] > length[best]) best = i;
  }
  std::vector<bool> kept(places.size());
  for (; best < places.size(); best = from[best]) kept[best] = true;
  return kept;
}

class Comparison {
 public:
  Comparison(Locale locale, const Document& before, const Document& after)
      : locale_(locale), before_(before), after_(after) {}

  std::vector<Difference> run() {
    const Type& document = json::type_of<Document>();
    for (const auto& field : document.fields) {
      if (field.name == "calendars")
        calendars();
      else
        compare(field.type(), field.at_const(&before_), field.at_const(&after_),
                "/" + std::string(field.name), field_label(field.name), field.name);
    }
    return std::move(found_);
  }

 private:
  std::string say(std::string_view key, std::initializer_list<Argument> arguments = {}) const {
    return message(locale_, key, arguments);
  }
  std::string field_label(std::string_view name) const { return say("field." + std::string(name)); }

  // ------------------------------------------------------------------ reporting

  void report(DifferenceKind kind, std::string path, std::string subject, std::optional<std::string> before,
              std::optional<std::string> after) {
    const auto shown = [](const std::string& text) {
      const auto cut = first_characters(text, most_characters);
      return cut.size() == text.size() ? text : std::string(cut) + "…";
    };
    subject = capital(std::move(subject));
    std::string text;
    if (kind == DifferenceKind::added || kind == DifferenceKind::removed) {
      const std::string verb = kind == DifferenceKind::added ? "diff.added" : "diff.removed";
      const auto& value = kind == DifferenceKind::added ? after : before;
      text = value ? say(verb + ".value", {{"subject", subject}, {"value", shown(*value)}})
                   : say(verb, {{"subject", subject}});
    } else {
      text = say(kind == DifferenceKind::moved ? "diff.moved" : "diff.changed",
                 {{"subject", subject}, {"before", shown(*before)}, {"after", shown(*after)}});
    }
    found_.push_back({kind, std::move(path), std::move(subject), std::move(before), std::move(after), text});
  }
  void changed(std::string path, const std::string& subject, std::string before, std::string after) {
    report(DifferenceKind::changed, std::move(path), subject, std::move(before), std::move(after));
  }

  std::string words_of(const Document& document, const Type& type, const void* value,
                       std::string_view field) const {
    return value_words(locale_, document, type, value, field);
  }
  std::string object_words(const Document& document, const Type& type, const void* value) const {
    return value_words(locale_, document, type, value, {});
  }

  // ------------------------------------------------------------------ comparing

  void compare(const Type& type, const void* a, const void* b, const std::string& path,
               const std::string& subject, std::string_view field) {
    if (encoded_alike(type, a, b)) return;
    switch (type.kind) {
      case Kind::optional:
        return compare_optional(type, a, b, path, subject, field);
      case Kind::keyed:
        return compare_keyed(type, a, b, path, field);
      case Kind::list:
        return compare_list(type, a, b, path, subject, field);
      case Kind::object:
        if (is<Words>(type) || is<Prose>(type)) return compare_texts(type, a, b, path, subject);
        if (!one_thing(type)) return compare_fields(type, a, b, path, subject);
        [[fallthrough]];
      default: {
        const std::string before = words_of(before_, type, a, field),
                          after = words_of(after_, type, b, field);
        if (before == after && type.kind == Kind::object) return compare_fields(type, a, b, path, subject);
        tell(path, subject, type, a, b, before, after);
      }
    }
  }

  /// Two values that read alike, such as keys of equal names, are told as they are written.
  void tell(const std::string& path, const std::string& subject, const Type& type, const void* a,
            const void* b, const std::string& before, const std::string& after) {
    if (before != after) return changed(path, subject, before, after);
    changed(path, subject, encoded(type, a), encoded(type, b));
  }

  static bool encoded_alike(const Type& type, const void* a, const void* b) {
    if (type.kind == Kind::optional) {
      const void *const x = type.value(a), *const y = type.value(b);
      return x && y ? encoded_alike(type.element(), x, y) : !x && !y;
    }
    return encoded(type, a) == encoded(type, b);
  }

  void compare_optional(const Type& type, const void* a, const void* b, const std::string& path,
                        const std::string& subject, std::string_view field) {
    const Type& inner = type.element();
    const void *const x = type.value(a), *const y = type.value(b);
    if (x && y) {
      if (field == "hours" && inner.kind == Kind::text) {
        const auto& from = *static_cast<const std::string*>(x);
        const auto& to = *static_cast<const std::string*>(y);
        const auto* const old_hours = hours_of(before_, from);
        const auto* const new_hours = hours_of(after_, to);
        if (old_hours && new_hours && by_weekday(*old_hours, *new_hours, path, subject)) return;
      }
      return compare(inner, x, y, path, subject, field);
    }
    if (one_thing(inner) || inner.kind == Kind::list)
      return changed(path, subject, words_of(before_, type, a, field), words_of(after_, type, b, field));
    report(y ? DifferenceKind::added : DifferenceKind::removed, path, subject,
           x ? std::optional(object_words(before_, inner, x)) : std::nullopt,
           y ? std::optional(object_words(after_, inner, y)) : std::nullopt);
  }

  void compare_texts(const Type& type, const void* a, const void* b, const std::string& path,
                     const std::string& subject) {
    for (const auto& field : type.fields) {
      if (encoded_alike(field.type(), field.at_const(a), field.at_const(b))) continue;
      const bool own = field.name == (locale_ == Locale::es ? "es" : "en");
      changed(path + "/" + std::string(field.name),
              own ? subject : subject + " (" + field_label(field.name) + ")",
              words_of(before_, field.type(), field.at_const(a), {}),
              words_of(after_, field.type(), field.at_const(b), {}));
    }
  }

  void compare_fields(const Type& type, const void* a, const void* b, const std::string& path,
                      const std::string& subject) {
    for (const auto& field : type.fields)
      compare(field.type(), field.at_const(a), field.at_const(b), path + "/" + std::string(field.name),
              subject + ", " + field_label(field.name), field.name);
  }

  /// What an entry or rule is called: `canal «Chat»`.
  std::string entry_subject(const Document& document, std::string_view section, const Type& type,
                            const void* value, std::string_view key) const {
    std::string name(key);
    for (const char* named : {"name", "title"})
      if (const auto* const field = type.kind == Kind::object ? type.find(named) : nullptr;
          field && is<Words>(field->type()))
        if (const auto& words = *static_cast<const Words*>(field->at_const(value)); words.es || words.en)
          name = in(locale_, words, key);
    if (is<Words>(type)) name = in(locale_, *static_cast<const Words*>(value), key);
    (void)document;
    return say("diff.entry", {{"section", field_label(section)}, {"name", name}});
  }

  /// Entries by key or id: what is new, what is gone, what is another, and what has moved.
  struct Item {
    std::string key;
    const void* value;
  };
  void compare_items(const Type& type, const std::vector<Item>& a, const std::vector<Item>& b,
                     const std::string& path, std::string_view section, bool by_key) {
    const auto place = [](const std::vector<Item>& items, const std::string& key) {
      return static_cast<std::size_t>(
          std::find_if(items.begin(), items.end(), [&](const Item& i) { return i.key == key; }) -
          items.begin());
    };
    const auto at = [&](std::size_t index, const std::string& key) {
      return path + "/" + (by_key ? key : std::to_string(index));
    };
    for (std::size_t i = 0; i < a.size(); ++i)
      if (place(b, a[i].key) == b.size())
        report(DifferenceKind::removed, at(i, a[i].key),
               entry_subject(before_, section, type, a[i].value, a[i].key), std::nullopt, std::nullopt);
    std::vector<std::size_t> places, indexes;
    for (std::size_t i = 0; i < b.size(); ++i)
      if (const auto earlier = place(a, b[i].key); earlier < a.size())
        places.push_back(earlier), indexes.push_back(i);
    const auto kept = stayed(places);
    std::size_t common = 0;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const std::string subject = entry_subject(after_, section, type, b[i].value, b[i].key);
      const auto earlier = place(a, b[i].key);
      if (earlier == a.size()) {
        report(DifferenceKind::added, at(i, b[i].key), subject, std::nullopt, std::nullopt);
        continue;
      }
      if (!kept[common++])
        report(DifferenceKind::moved, at(i, b[i].key), subject, std::to_string(earlier + 1),
               std::to_string(i + 1));
      compare(type, a[earlier].value, b[i].value, at(i, b[i].key), subject, section);
    }
  }

  void compare_keyed(const Type& type, const void* a, const void* b, const std::string& path,
                     std::string_view section) {
    const auto items = [&](const void* object) {
      std::vector<Item> out;
      for (std::size_t i = 0; i < type.size(object); ++i)
        out.push_back({std::string(type.key(object, i)), type.item(object, i)});
      return out;
    };
    compare_items(type.element(), items(a), items(b), path, section, true);
  }

  void compare_list(const Type& type, const void* a, const void* b, const std::string& path,
                    const std::string& subject, std::string_view field) {
    const Type& element = type.element();
    if (field == "words") return compare_words(type, a, b, path, subject);
    if (scalars(type)) {
      const std::string before = words_of(before_, type, a, field), after = words_of(after_, type, b, field);
      tell(path, subject, type, a, b, before, after);
      return;
    }
    const auto items = [&](const void* list, bool& ids) {
      std::vector<Item> out;
      for (std::size_t i = 0; i < type.size(list); ++i) {
        const auto* const id = id_of(element, type.item(list, i));
        ids = ids && id && std::none_of(out.begin(), out.end(), [&](const Item& x) { return x.key == *id; });
        out.push_back({id ? *id : std::string(), type.item(list, i)});
      }
      return out;
    };
    bool ids = true;
    const auto earlier = items(a, ids), later = items(b, ids);
    if (ids) return compare_items(element, earlier, later, path, field, false);
    compare_nameless(element, earlier, later, path, subject, field);
  }

  /// Long lists in which the order says nothing: what has come and what has gone.
  void compare_words(const Type& type, const void* a, const void* b, const std::string& path,
                     const std::string& subject) {
    const auto missing = [&](const void* from, const void* in) {
      const auto& there = *static_cast<const std::vector<std::string>*>(in);
      std::vector<std::string> out;
      for (const auto& word : *static_cast<const std::vector<std::string>*>(from))
        if (std::find(there.begin(), there.end(), word) == there.end())
          out.push_back(say("page.quoted", {{"text", word}}));
      return joined(locale_, out);
    };
    const std::string gone = missing(a, b), fresh = missing(b, a);
    if (!gone.empty()) report(DifferenceKind::removed, path, subject, gone, std::nullopt);
    if (!fresh.empty()) report(DifferenceKind::added, path, subject, std::nullopt, fresh);
    if (gone.empty() && fresh.empty()) tell(path, subject, type, a, b, {}, {});
  }

  /// Ways, holidays, special hours: what is in both is left aside, the rest is told as it is.
  void compare_nameless(const Type& type, const std::vector<Item>& a, const std::vector<Item>& b,
                        const std::string& path, const std::string& subject, std::string_view field) {
    std::multimap<std::string, std::size_t> in_a;
    for (std::size_t i = 0; i < a.size(); ++i) in_a.emplace(encoded(type, a[i].value), i);
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < b.size(); ++i) {
      const auto same = in_a.find(encoded(type, b[i].value));
      if (same == in_a.end())
        fresh.push_back(i);
      else
        in_a.erase(same);
    }
    std::vector<std::size_t> gone;
    for (const auto& [text, i] : in_a) gone.push_back(i);
    std::sort(gone.begin(), gone.end());
    if (gone.empty() && fresh.empty()) {  // only the order is another
      const auto words = [&](const Document& document, const std::vector<Item>& items) {
        std::vector<std::string> out;
        for (const auto& item : items) out.push_back(object_words(document, type, item.value));
        return joined(locale_, out);
      };
      return changed(path, subject, words(before_, a), words(after_, b));
    }
    if (gone.size() == fresh.size() && a.size() == b.size()) {
      for (std::size_t i = 0; i < gone.size(); ++i)
        compare(type, a[gone[i]].value, b[fresh[i]].value, path + "/" + std::to_string(fresh[i]),
                b.size() > 1 ? subject + " " + std::to_string(fresh[i] + 1) : subject, field);
      return;
    }
    for (const auto i : gone)
      report(DifferenceKind::removed, path + "/" + std::to_string(i), subject,
             object_words(before_, type, a[i].value), std::nullopt);
    for (const auto i : fresh)
      report(DifferenceKind::added, path + "/" + std::to_string(i), subject, std::nullopt,
             object_words(after_, type, b[i].value));
  }

  // ------------------------------------------------------------------ hours

  static const calendar::Document* hours_of(const Document& document, std::string_view key) {
    static const calendar::Document round_the_clock = calendar::always({});
    const auto* const hours = entry_of(document.calendars, key);
    return hours ? hours : key == always ? &round_the_clock : nullptr;
  }

  /// One difference for each group of weekdays that changed alike; false when weekdays do not tell it.
  bool by_weekday(const calendar::Document& a, const calendar::Document& b, const std::string& path,
                  const std::string& subject) {
    const auto before = weekday_hours(locale_, a), after = weekday_hours(locale_, b);
    if (!before || !after || *before == *after) return false;
    const auto said = [&](const std::string& hours) { return hours.empty() ? say("diff.closed") : hours; };
    unsigned told = 0;
    for (std::size_t day = 0; day < 7; ++day) {
      if (told >> day & 1 || (*before)[day] == (*after)[day]) continue;
      unsigned alike = 0;
      for (std::size_t other = day; other < 7; ++other)
        if ((*before)[other] == (*before)[day] && (*after)[other] == (*after)[day]) alike |= 1u << other;
      told |= alike;
      changed(path, say("diff.hours", {{"users", subject}, {"days", weekdays_words(locale_, alike)}}),
              said((*before)[day]), said((*after)[day]));
    }
    return true;
  }

  void calendars() {
    const Type& type = json::type_of<calendar::Document>();
    std::vector<Item> removed_only, added_only;
    for (const auto& [key, hours] : before_.calendars) {
      const auto* const later = entry_of(after_.calendars, key);
      if (!later) {
        removed_only.push_back({key, &hours});
        continue;
      }
      std::vector<std::string> users;
      for (const auto& [name, channel] : after_.channels)
        if (channel.hours == key) users.push_back(in(locale_, channel.name, name));
      for (const auto& [name, department] : after_.departments)
        if (department.hours == key) users.push_back(in(locale_, department.name, name));
      const std::string path = "/calendars/" + key;
      const std::string own = say("diff.entry", {{"section", field_label("calendars")}, {"name", key}});
      const std::string subject = users.empty() ? own : joined(locale_, users);
      const bool told = by_weekday(hours, *later, path + "/weekly", subject);
      const bool weekly_as_ever = weekday_hours(locale_, hours) && weekday_hours(locale_, *later);
      for (const auto& field : type.fields)
        if (field.name != "weekly" || !(told || weekly_as_ever))
          compare(field.type(), field.at_const(&hours), field.at_const(later),
                  path + "/" + std::string(field.name), own + ", " + field_label(field.name), field.name);
    }
    for (const auto& [key, hours] : after_.calendars)
      if (!entry_of(before_.calendars, key)) added_only.push_back({key, &hours});
    const auto told = [&](const Item& item, DifferenceKind kind) {
      const std::string words = hours_words(locale_, *static_cast<const calendar::Document*>(item.value));
      const bool added = kind == DifferenceKind::added;
      report(kind, "/calendars/" + item.key,
             say("diff.entry", {{"section", field_label("calendars")}, {"name", item.key}}),
             added ? std::nullopt : std::optional(words), added ? std::optional(words) : std::nullopt);
    };
    for (const auto& item : removed_only) told(item, DifferenceKind::removed);
    for (const auto& item : added_only) told(item, DifferenceKind::added);
  }

  const Locale locale_;
  const Document& before_;
  const Document& after_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> diff(Locale locale, const Document& before, const Document& after) {
  return Comparison(locale, before, after).run();
}

}  // namespace plazo::policy
