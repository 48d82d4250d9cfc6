#include "render.hpp"

#include <algorithm>

#include "library.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;

const json::object* resolve(const json::value* schema) {
  if (!schema || !schema->is_object()) return nullptr;
  const auto& object = schema->get_object();
  const auto* const ref = object.if_contains("$ref");
  if (!ref) return &object;
  std::string_view name = ref->as_string();
  name.remove_prefix(name.rfind('/') + 1);
  const auto* const found = catalogue_object().at("definitions").as_object().if_contains(name);
  return found ? found->if_object() : nullptr;
}

const json::object* member_schema(const json::object* schema, std::string_view key) {
  if (!schema) return nullptr;
  const auto* const properties = schema->if_contains("properties");
  return properties ? resolve(properties->as_object().if_contains(key)) : nullptr;
}

const json::object* item_schema(const json::object* schema) {
  return schema ? resolve(schema->if_contains("items")) : nullptr;
}

bool is_kind(const json::object* schema, std::string_view key, std::string_view kind) {
  return schema && text_at(*schema, key) == kind;
}

std::string scalar(const json::value& value, const json::object* schema, bool lines = false) {
  if (const auto* const text = value.if_string())
    return is_kind(schema, "x-kind", "instant") ? instant_words(*text) : harmless(*text, lines);
  if (value.is_bool()) return value.get_bool() ? "yes" : "no";
  if (const auto* const number = value.if_int64()) {
    if (is_kind(schema, "x-kind", "duration")) return duration_words(*number);
    if (is_kind(schema, "x-unit", "bytes")) return byte_words(*number);
  }
  return json::serialize(value);
}

std::string label(std::string_view key) {
  std::string out = harmless(key);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

Style style_of(std::string_view state) {
  if (state == "met" || state == "answered" || state == "ok") return Style::good;
  if (state == "missed" || state == "error") return Style::bad;
  if (state == "running" || state == "warning") return Style::warn;
  return Style::plain;
}

const json::object* clock_of(const json::object& ticket) {
  const auto* const clocks = ticket.if_contains("clocks");
  const auto* const first =
      clocks && clocks->is_object() ? clocks->get_object().if_contains("first_response") : nullptr;
  return first ? first->if_object() : nullptr;
}

/// Tickets in a list: what one looks for first, not all there is.
std::string tickets_table(const Terminal& terminal, const json::array& tickets, std::string_view indent) {
  Table table{.header = {"REFERENCE", "SUBJECT", "CUSTOMER", "PRIORITY", "STATUS", "FIRST ANSWER", "ID"},
              .elastic = 1};
  for (const auto& entry : tickets) {
    const auto& ticket = entry.as_object();
    std::string promise = "-", state;
    if (const auto* const clock = clock_of(ticket)) {
      state = text_at(*clock, "state");
      promise = state;
      const auto* const left = clock->if_contains("time_left");
      if (left && left->is_int64()) promise = duration_words(left->get_int64()) + " left";
      if (state == "missed") promise = "missed, was due " + instant_words(text_at(*clock, "due_at"));
    }
    const auto cell = [&](std::string_view key) { return harmless(text_at(ticket, key)); };
    table.rows.push_back({cell("reference"), cell("subject"), cell("customer"), cell("priority_name"),
                          cell("status"), promise, cell("id")});
    table.styles.push_back({Style::bold, Style::plain, Style::plain, Style::plain,
                            style_of(text_at(ticket, "status")), style_of(state), Style::dim});
  }
  return table.text(terminal, indent);
}

std::string messages_text(const Terminal& terminal, const json::array& messages, std::string_view indent) {
  std::string out;
  for (const auto& entry : messages) {
    const auto& message = entry.as_object();
    const auto& author = message.at("author").as_object();
    const bool note = text_at(message, "kind") == "note";
    out += "\n" + std::string(indent) + terminal.styled(harmless(text_at(author, "name")), Style::bold) +
           " (" + harmless(text_at(author, "role")) + (note ? ", private note" : "") + "), " +
           instant_words(text_at(message, "at")) + "\n";
    std::string body = harmless(text_at(message, "body"), true);
    std::size_t from = 0;
    while (from <= body.size()) {
      const std::size_t to = std::min(body.find('\n', from), body.size());
      out += std::string(indent) + "  " + body.substr(from, to - from) + "\n";
      from = to + 1;
    }
  }
  return out;
}

bool flat(const json::value& value) { return !value.is_object() && !value.is_array(); }

/// A list of objects without objects in them, as a table.
bool fits_table(const json::array& list) {
  return !list.empty() && std::all_of(list.begin(), list.end(), [](const json::value& entry) {
    return entry.is_object() && entry.get_object().size() <= 8 &&
           std::all_of(entry.get_object().begin(), entry.get_object().end(),
                       [](const auto& member) { return flat(member.value()); });
  });
}

std::string plain_table(const Terminal& terminal, const json::array& list, const json::object* schema,
                        std::string_view indent) {
  std::vector<std::string> keys;
  for (const auto& entry : list)
    for (const auto& member : entry.as_object())
      if (std::find(keys.begin(), keys.end(), member.key()) == keys.end()) keys.emplace_back(member.key());
  Table table;
  for (const auto& key : keys) {
    std::string name = label(key);
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    table.header.push_back(std::move(name));
  }
  for (const auto& entry : list) {
    auto& row = table.rows.emplace_back();
    for (const auto& key : keys) {
      const auto* const value = entry.as_object().if_contains(key);
      row.push_back(value ? scalar(*value, member_schema(schema, key)) : "");
    }
  }
  table.elastic = keys.size() - 1;
  return table.text(terminal, indent);
}

std::string tree(const Terminal&, const json::object&, const json::object* schema, const std::string& indent);

std::string list_text(const Terminal& terminal, std::string_view key, const json::array& list,
                      const json::object* schema, const std::string& indent) {
  if (list.empty()) return terminal.styled("none", Style::dim) + "\n";
  const bool objects = list[0].is_object();
  if (objects && list[0].get_object().contains("clocks")) return "\n" + tickets_table(terminal, list, indent);
  if (objects && key == "messages" && list[0].get_object().contains("author"))
    return "\n" + messages_text(terminal, list, indent).substr(1);
  if (fits_table(list)) return "\n" + plain_table(terminal, list, item_schema(schema), indent);
  std::string out;
  if (std::all_of(list.begin(), list.end(), flat)) {
    for (const auto& entry : list) out += (out.empty() ? "" : ", ") + scalar(entry, item_schema(schema));
    return out + "\n";
  }
  for (const auto& entry : list)
    out += "\n" + (entry.is_object() ? tree(terminal, entry.get_object(), item_schema(schema), indent)
                                     : indent + json::serialize(entry) + "\n");
  return out;
}

std::string tree(const Terminal& terminal, const json::object& object, const json::object* schema,
                 const std::string& indent) {
  std::size_t widest = 0;
  for (const auto& member : object)
    if (flat(member.value())) widest = std::max(widest, columns(label(member.key())));
  std::string out;
  for (const auto& member : object) {
    const auto& value = member.value();
    const std::string name = label(member.key());
    const auto* const inner = member_schema(schema, member.key());
    out += indent + terminal.styled(name, Style::bold);
    if (const auto* const nested = value.if_object()) {
      out += nested->empty() ? ": " + terminal.styled("none", Style::dim) + "\n"
                             : "\n" + tree(terminal, *nested, inner, indent + "  ");
    } else if (const auto* const list = value.if_array()) {
      const std::string text = list_text(terminal, member.key(), *list, inner, indent + "  ");
      out += (text.starts_with('\n') ? "" : ": ") + text;
    } else {
      const std::string text = scalar(value, inner, true);
      const bool lines = text.find('\n') != std::string::npos;
      out += ":" + std::string(widest - columns(name) + 1, ' ');
      if (!lines) out += terminal.styled(text, member.key() == "state" ? style_of(text) : Style::plain);
      for (std::size_t from = 0; lines && from < text.size();) {
        const std::size_t to = std::min(text.find('\n', from), text.size());
        out += "\n" + indent + "  " + text.substr(from, to - from);
        from = to + 1;
      }
      out += "\n";
    }
  }
  return out;
}

void write_pretty(const json::value& value, const std::string& indent, std::string& out) {
  const auto items = [&](char open, char close, const auto& container, const auto& each) {
    out += open;
    bool first = true;
    for (const auto& item : container) {
      out += first ? "\n" : ",\n";
      first = false;
      out += indent + "  ";
      each(item);
    }
    if (!first) out += "\n" + indent;
    out += close;
  };
  if (const auto* const object = value.if_object())
    items('{', '}', *object, [&](const auto& member) {
      out += json::serialize(json::value(member.key())) + ": ";
      write_pretty(member.value(), indent + "  ", out);
    });
  else if (const auto* const list = value.if_array(); list && !std::all_of(list->begin(), list->end(), flat))
    items('[', ']', *list, [&](const json::value& item) { write_pretty(item, indent + "  ", out); });
  else
    out += json::serialize(value);
}

std::string joined(const json::array& list) {
  std::string out;
  for (const auto& entry : list) out += (out.empty() ? "" : ", ") + std::string(entry.as_string());
  return out;
}

std::string fields_text(const Terminal& terminal, const json::value& schema_value) {
  const auto* const schema = resolve(&schema_value);
  const auto* const properties = schema ? schema->if_contains("properties") : nullptr;
  if (!properties || properties->as_object().empty()) return "  none\n";
  std::vector<std::string_view> required;
  if (const auto* const names = schema->if_contains("required"))
    for (const auto& name : names->as_array()) required.emplace_back(name.as_string());
  Table table{.header = {"FIELD", "", "MEANING"}, .elastic = 2};
  for (const auto& property : properties->as_object()) {
    const bool needed = std::find(required.begin(), required.end(), property.key()) != required.end();
    std::string meaning =
        property.value().is_object() ? text_at(property.value().get_object(), "description") : "";
    table.rows.push_back(
        {std::string(property.key()), needed ? "always" : "may be absent", std::move(meaning)});
  }
  return table.text(terminal, "  ");
}

}  // namespace

const json::object& catalogue_object() {
  static const json::value parsed = json::parse(catalogue());
  return parsed.as_object();
}

const json::object* find_operation(std::string_view name) {
  for (const auto& operation : catalogue_object().at("operations").as_array())
    if (operation.as_object().at("name").as_string() == name) return &operation.as_object();
  return nullptr;
}

const json::object& properties_of(std::string_view type) {
  return catalogue_object().at("definitions").as_object().at(type).as_object().at("properties").as_object();
}

std::string text_at(const json::object& object, std::string_view key) {
  const auto* const value = object.if_contains(key);
  const auto* const text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::string render_reply(const Terminal& terminal, std::string_view operation, const json::value& reply) {
  const auto* const entry = find_operation(operation);
  const auto* const schema = entry ? resolve(entry->if_contains("reply")) : nullptr;
  const auto& object = reply.as_object();
  if (object.empty()) return "done\n";
  const auto* const tickets = object.if_contains("tickets");
  if (tickets && tickets->is_array()) {
    std::string out =
        tickets->get_array().empty() ? "no tickets\n" : tickets_table(terminal, tickets->get_array(), "");
    const std::string next = text_at(object, "next");
    if (!next.empty())
      out +=
          terminal.styled("there are more: repeat with \"after\": \"" + harmless(next) + "\"", Style::dim) +
          "\n";
    return out;
  }
  return tree(terminal, object, schema, "");
}

std::string render_error(const Terminal& terminal, const json::value& error) {
  const auto& object = error.as_object();
  std::string out = terminal.styled("plazo: ", Style::bad) + harmless(text_at(object, "message")) +
                    terminal.styled(" [" + text_at(object, "code") + "]", Style::dim) + "\n";
  if (const auto* const problems = object.if_contains("problems"); problems && problems->is_array())
    for (const auto& entry : problems->get_array()) {
      const auto& problem = entry.as_object();
      const std::string path = harmless(text_at(problem, "path"));
      out += "  " + terminal.styled(path.empty() ? "(whole)" : path, Style::bold) + ": " +
             harmless(text_at(problem, "message")) + "\n";
    }
  return out;
}

std::string render_findings(const Terminal& terminal, const json::array& findings) {
  std::string out;
  for (const auto& entry : findings) {
    const auto& finding = entry.as_object();
    const std::string severity = text_at(finding, "severity"), path = harmless(text_at(finding, "path"));
    out += terminal.styled(severity, style_of(severity)) + " " +
           terminal.styled(path.empty() ? "(whole)" : path, Style::bold) + ": " +
           harmless(text_at(finding, "message")) +
           terminal.styled(" [" + text_at(finding, "code") + "]", Style::dim) + "\n";
    if (const std::string help = text_at(finding, "help"); !help.empty())
      out += "    " + harmless(help) + "\n";
  }
  return out;
}

std::string pretty(const json::value& value) {
  std::string out;
  write_pretty(value, "", out);
  return out + "\n";
}

std::string render_catalogue(const Terminal& terminal) {
  Table table{.header = {"OPERATION", "CALLERS", "SUMMARY"}, .elastic = 2};
  for (const auto& entry : catalogue_object().at("operations").as_array()) {
    const auto& operation = entry.as_object();
    table.rows.push_back({text_at(operation, "name"),
                          joined(operation.at("callers").as_object().at("kinds").as_array()),
                          text_at(operation, "summary")});
    table.styles.push_back({Style::bold});
  }
  return table.text(terminal);
}

std::string render_operation(const Terminal& terminal, const json::object& operation) {
  const auto& callers = operation.at("callers").as_object();
  std::string out = terminal.styled(text_at(operation, "name"), Style::bold) + ": " +
                    text_at(operation, "summary") + "\n\n" + text_at(operation, "details") +
                    "\n\ncallers: " + joined(callers.at("kinds").as_array());
  if (const std::string permission = text_at(callers, "permission"); !permission.empty())
    out += " (staff need the permission " + permission + ")";
  out += "\n" + text_at(operation, "lifecycle") + ", since " + text_at(operation, "since") + "\n\n" +
         terminal.styled("request", Style::bold) + "\n" + fields_text(terminal, operation.at("request")) +
         "\n" + terminal.styled("reply", Style::bold) + "\n" + fields_text(terminal, operation.at("reply"));
  const auto& errors = operation.at("errors").as_array();
  if (!errors.empty()) {
    Table table{.header = {"ERROR", "MEANING"}, .elastic = 1};
    for (const auto& error : errors)
      table.rows.push_back({text_at(error.as_object(), "code"), text_at(error.as_object(), "meaning")});
    out += "\n" + table.text(terminal, "  ");
  }
  return out;
}

}  // namespace plazo::cli
