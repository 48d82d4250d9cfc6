#include "simulation_sums.hpp"

#include <set>

#include "render.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;

void add_counts(Counts& to, const json::object& from) {
  for (const auto& member : from)
    if (member.value().is_int64()) to[std::string(member.key())] += member.value().get_int64();
}

/// The counts as an object, after the members that name what they are of, in the order of the catalogue.
json::object object_of(const Counts& counts, const char* type, json::object names = {}) {
  for (const auto& member : properties_of(type))
    if (const auto at = counts.find(std::string_view(member.key())); at != counts.end())
      names[member.key()] = at->second;
  return names;
}

std::int64_t sum_of(const Counts& counts, std::initializer_list<std::string_view> names) {
  std::int64_t sum = 0;
  for (const auto name : names)
    if (const auto at = counts.find(name); at != counts.end()) sum += at->second;
  return sum;
}

std::int64_t late(const Counts& counts) {
  std::int64_t sum = 0;
  for (const auto& [name, count] : counts)
    if (name.starts_with("breached_")) sum += count;
  return sum;
}

std::string shown(std::string_view name, std::int64_t count) {
  return name == "work" || name == "time" ? hour_words(count) : std::to_string(count);
}

std::string change(std::string_view name, std::int64_t before, std::int64_t after) {
  if (before == after) return "";
  return (after > before ? "+" : "") + shown(name, after - before);
}

/// A table whose rows have the figures of one simulation, or of two and what they differ by.
struct Beside {
  Table table;
  bool two;

  Beside(std::vector<std::string> names, std::vector<std::string> figures, bool two) : two(two) {
    table.header = std::move(names);
    for (const auto& figure : figures) {
      table.header.push_back(figure);
      if (!two) continue;
      table.header.push_back("AGAINST");
      table.header.push_back("CHANGE");
    }
  }
  static void figure(std::vector<std::string>& row, std::string_view name, std::int64_t one,
                     const std::int64_t* other) {
    row.push_back(shown(name, one));
    if (!other) return;
    row.push_back(shown(name, *other));
    row.push_back(change(name, one, *other));
  }
};

template <class Key>
std::set<Key> keys_of(const std::map<Key, Counts>& one, const std::map<Key, Counts>* other) {
  std::set<Key> keys;
  for (const auto& [key, counts] : one) keys.insert(key);
  if (other)
    for (const auto& [key, counts] : *other) keys.insert(key);
  return keys;
}

template <class Key>
const Counts& at(const std::map<Key, Counts>& map, const Key& key) {
  static const Counts none;
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

}  // namespace

void SimulationSums::add(const json::object& report) {
  add_counts(total_, report.at("total").as_object());
  unknown_ += report.at("unknown").as_int64();
  for (const auto& entry : report.at("weeks").as_array()) {
    const auto& row = entry.as_object();
    add_counts(weeks_[{text_at(row, "department"), text_at(row, "week")}], row.at("outcomes").as_object());
  }
  for (const auto& entry : report.at("turned_away").as_array())
    add_counts(rules_[text_at(entry.as_object(), "rule")], entry.as_object());
  for (const auto& entry : report.at("objectives").as_array())
    add_counts(objectives_[text_at(entry.as_object(), "target")], entry.as_object());
}

json::object SimulationSums::report() const {
  json::array weeks, rules, objectives;
  for (const auto& [key, counts] : weeks_)
    weeks.push_back(json::object{
        {"department", key.first}, {"week", key.second}, {"outcomes", object_of(counts, "Outcomes")}});
  for (const auto& [rule, counts] : rules_)
    rules.push_back(object_of(counts, "RuleCount", json::object{{"rule", rule}}));
  for (const auto& [target, counts] : objectives_)
    objectives.push_back(object_of(counts, "Objective", json::object{{"target", target}}));
  return {{"total", object_of(total_, "Outcomes")},
          {"weeks", std::move(weeks)},
          {"turned_away", std::move(rules)},
          {"objectives", std::move(objectives)},
          {"unknown", unknown_}};
}

std::string draw_simulation(const Terminal& terminal, const SimulationSums& sums,
                            const SimulationSums* against) {
  std::string out = terminal.styled("in all", Style::bold) + "\n";
  Beside total({"WHAT"}, {"COUNT"}, against != nullptr);
  total.table.header.push_back("MEANING");
  total.table.elastic = total.table.header.size() - 1;
  const auto add = [&](std::string_view name, std::int64_t one, std::int64_t other,
                       const std::string& meaning) {
    if (one == 0 && other == 0 && name != "tickets") return;
    std::vector<std::string> row{std::string(name)};
    Beside::figure(row, name, one, against ? &other : nullptr);
    row.push_back(meaning);
    total.table.rows.push_back(std::move(row));
  };
  const auto count = [](const Counts& counts, std::string_view name) { return sum_of(counts, {name}); };
  for (const auto& member : properties_of("Outcomes"))
    add(member.key(), count(sums.total_, member.key()), against ? count(against->total_, member.key()) : 0,
        text_at(member.value().as_object(), "description"));
  add("unknown", sums.unknown_, against ? against->unknown_ : 0,
      "they name a department, topic, channel or priority that the policy does not know; counted nowhere "
      "else");
  out += total.table.text(terminal);

  if (const auto keys = keys_of(sums.weeks_, against ? &against->weeks_ : nullptr); !keys.empty()) {
    Beside weeks({"DEPARTMENT", "WEEK"}, {"TICKETS", "NOT TAKEN", "TOO LATE", "WORK"}, against != nullptr);
    for (const auto& key : keys) {
      const auto& one = at(sums.weeks_, key);
      const auto& other = against ? at(against->weeks_, key) : one;
      std::vector<std::string> row{key.first.empty() ? "(none)" : harmless(key.first), key.second};
      const auto figure = [&](std::string_view name, const auto& of) {
        const std::int64_t second = of(other);
        Beside::figure(row, name, of(one), against ? &second : nullptr);
      };
      figure("tickets", [](const Counts& c) { return sum_of(c, {"tickets"}); });
      figure("away", [](const Counts& c) { return sum_of(c, {"redirected", "refused", "ignored"}); });
      figure("late", [](const Counts& c) { return late(c); });
      figure("work", [](const Counts& c) { return sum_of(c, {"work"}); });
      weeks.table.rows.push_back(std::move(row));
    }
    out += "\n" + terminal.styled("by department and week", Style::bold) + "\n" + weeks.table.text(terminal);
  }
  if (const auto keys = keys_of(sums.rules_, against ? &against->rules_ : nullptr); !keys.empty()) {
    Beside rules({"RULE"}, {"TICKETS"}, against != nullptr);
    for (const auto& key : keys) {
      std::vector<std::string> row{harmless(key)};
      const std::int64_t other = against ? sum_of(at(against->rules_, key), {"tickets"}) : 0;
      Beside::figure(row, "tickets", sum_of(at(sums.rules_, key), {"tickets"}), against ? &other : nullptr);
      rules.table.rows.push_back(std::move(row));
    }
    out += "\n" + terminal.styled("which rules did not take them", Style::bold) + "\n" +
           rules.table.text(terminal);
  }
  if (const auto keys = keys_of(sums.objectives_, against ? &against->objectives_ : nullptr); !keys.empty()) {
    Beside objectives({"OBJECTIVE"}, {"ENDED", "WITHIN", "MEAN"}, against != nullptr);
    for (const auto& key : keys) {
      const auto& one = at(sums.objectives_, key);
      const auto& other = against ? at(against->objectives_, key) : one;
      std::vector<std::string> row{harmless(key)};
      const auto figure = [&](std::string_view name, const auto& of) {
        const std::int64_t second = of(other);
        Beside::figure(row, name, of(one), against ? &second : nullptr);
      };
      figure("answered", [](const Counts& c) { return sum_of(c, {"answered"}); });
      figure("within", [](const Counts& c) { return sum_of(c, {"within"}); });
      figure("time", [](const Counts& c) {
        const auto ended = sum_of(c, {"answered"});
        return ended ? sum_of(c, {"time"}) / ended : 0;
      });
      objectives.table.rows.push_back(std::move(row));
    }
    out +=
        "\n" + terminal.styled("percentiles and means", Style::bold) + "\n" + objectives.table.text(terminal);
  }
  return out;
}

}  // namespace plazo::cli
