#include "tests/capi/bad_inputs.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>

namespace plazo::tests {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string escaped(std::string_view key) {
  std::string out;
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

std::string repeated(std::string_view part, std::int64_t times) {
  std::string out;
  for (std::int64_t i = 0; i < times; ++i) out += part;
  return out;
}

std::int64_t number(const object& schema, const char* name, std::int64_t otherwise) {
  const auto* const v = schema.if_contains(name);
  return v ? v->to_number<std::int64_t>() : otherwise;
}

bool is_kind(const object& schema, std::string_view kind) {
  const auto* const v = schema.if_contains("x-kind");
  return v && v->as_string() == kind;
}

/// The field whose text may stand for the whole object, as `x-shorthand` names it; empty: none may.
std::string_view shorthand(const object& schema) {
  const auto* const v = schema.if_contains("x-shorthand");
  return v ? std::string_view(v->as_string()) : std::string_view();
}

/// What a schema describes in the end; an object that a text may stand for is an object.
std::string_view kind_of(const object& schema) {
  return shorthand(schema).empty() ? std::string_view(schema.at("type").as_string()) : "object";
}

constexpr std::int64_t largest_text = (1 << 20) - 4096;  // a request may have 1 MiB in all
constexpr std::int64_t most_items = 15'000;              // and 20,000 values
// How many objects inside each other are filled: a policy is deep, parts of it hold themselves, and one
// reader reads all of it.
constexpr int filled_depth = 2;

class Maker {
 public:
  Maker(const Catalogue& catalogue, std::string_view kind, std::string_view code)
      : catalogue_(catalogue), kind_(kind), code_(code) {}

  /// A value that the schema accepts, with all fields that may be set when `full`.
  value valid(const value& unresolved, bool full, int depth = 0) const {
    const object& schema = catalogue_.resolve(unresolved);
    if (schema.contains("const")) return schema.at("const");
    if (schema.contains("enum")) return schema.at("enum").at(0);
    if (is_kind(schema, "duration")) return number(schema, "minimum", 0);
    if (is_kind(schema, "id")) return "1";
    if (is_kind(schema, "instant")) return "2026-03-02T09:00:00.000Z";
    const auto type = kind_of(schema);
    if (type == "string")
      return value(repeated("1", std::max<std::int64_t>(1, number(schema, "minLength", 1))));
    if (type == "integer") return std::max<std::int64_t>(1, number(schema, "minimum", 1));
    if (type == "boolean") return false;
    if (type == "array") {
      array out;
      for (auto n = std::max<std::int64_t>(full, number(schema, "minItems", 0)); n > 0; --n)
        out.push_back(valid(schema.at("items"), full, depth));
      return out;
    }
    if (depth == filled_depth) full = false;
    object out;
    if (const auto* const fields = schema.if_contains("properties")) {
      for (const auto& [name, field] : fields->as_object())
        if (required(schema, name) || (full && may_set(field)))
          out[name] = sample(name, field, full, depth + 1);
    } else {
      out["k1"] = valid(schema.at("additionalProperties"), full, depth);
    }
    return out;
  }

  std::vector<Input> make(const value& schema) {
    root_ = valid(schema, true);
    whole_text();
    walk(schema, root_, "");
    return std::move(inputs_);
  }

 private:
  static bool required(const object& schema, std::string_view name) {
    const auto* const list = schema.if_contains("required");
    return list && std::any_of(list->as_array().begin(), list->as_array().end(),
                               [&](const value& v) { return v.as_string() == name; });
  }
  value sample(std::string_view name, const value& field, bool full, int depth) const {
    value out = valid(field, full, depth);
    const auto* const known = catalogue_.samples.if_contains(name);
    return known && known->kind() == out.kind() ? *known : out;
  }
  bool may_set(const value& field) const {
    const auto* const audience = field.as_object().if_contains("x-audience");
    if (!audience) return true;
    return kind_ == "panel" || (kind_ == "staff" && audience->as_string() == "staff");
  }

  void add(Input input) { inputs_.push_back(std::move(input)); }

  /// The root with `place` (a part of it) replaced for the moment.
  void with(value& place, value other, const std::string& path, std::string what, std::string problem,
            bool accepted = false) {
    std::swap(place, other);
    add({.what = std::move(what),
         .text = boost::json::serialize(root_),
         .code = code_,
         .path = path,
         .problem = std::move(problem),
         .accepted = accepted});
    std::swap(place, other);
  }
  /// The same with raw text in its place, for what no JSON library writes.
  void raw(value& place, const std::string& text, Input input) {
    value mark("@@here@@");
    std::swap(place, mark);
    input.text = boost::json::serialize(root_);
    std::swap(place, mark);
    input.text.replace(input.text.find("\"@@here@@\""), 10, text);
    add(std::move(input));
  }

  void whole_text() {
    const std::string text = boost::json::serialize(root_);
    for (std::size_t size = 0; size < text.size(); size += 1 + size / 16) {
      const bool empty = size == 0;
      add({.what = "cut off",
           .text = text.substr(0, size),
           .code = empty ? "request.empty" : "request.not_json",
           .part = empty ? "" : "\"column\":\"" + std::to_string(size + 1) + "\""});
    }
    add({.what = "text after it", .text = text + " 1", .code = "request.not_json", .part = "\"line\":\"1\""});
    add({.what = "a second line that is no JSON",
         .text = "{\n]",
         .code = "request.not_json",
         .part = "\"line\":\"2\",\"column\":\"1\""});
    for (const char* other : {"[]", "null", "1", "\"x\"", "true"})
      add({.what = "no object", .text = other, .code = code_, .path = "", .problem = "wrong_type"});
    for (const std::int64_t depth : {33, 100'000})
      add({.what = "depth bomb",
           .text = repeated("[", depth) + repeated("]", depth),
           .code = "request.too_deep",
           .limit = true});
    add({.what = "depth bomb of objects",
         .text = repeated("{\"a\":", 33) + "1" + repeated("}", 33),
         .code = "request.too_deep",
         .limit = true});
    add({.what = "size bomb",
         .text = "{\"a\":\"" + std::string(1 << 20, 'x') + "\"}",
         .code = "request.too_large",
         .limit = true});
    add({.what = "bomb of values",
         .text = "[" + repeated("1,", 20'001) + "1]",
         .code = "request.too_many_values",
         .limit = true});
    add({.what = "bomb of unknown fields",
         .text =
             [&] {
               // The kind of a session comes first: without it, nothing is known of the other fields.
               const auto* const type = root_.as_object().if_contains("type");
               std::string out =
                   type ? "{\"type\":" + boost::json::serialize(*type) + ",\"u0\":1" : "{\"u0\":1";
               for (int i = 1; i < 15'000; ++i) out += ",\"u" + std::to_string(i) + "\":1";
               return out + "}";
             }(),
         .code = code_,
         .path = "/u0",
         .problem = "unknown_field"});
  }

  void walk(const value& unresolved, value& place, const std::string& path) {
    const object& schema = catalogue_.resolve(unresolved);
    if (schema.contains("const")) {
      with(place, "nobody", path, "another kind", "unknown_value");
      with(place, 1, path, "a number", "wrong_type");
    } else if (schema.contains("enum")) {
      wrong_types(place, path, {1, true, array{}, object{}});
      const std::string first(schema.at("enum").at(0).as_string());
      for (const auto& other :
           {first + "x", first.substr(0, first.size() - 1), std::string(), std::string("A\"`~/")})
        with(place, value(other), path, "no such value", "unknown_value");
    } else if (is_kind(schema, "duration")) {
      duration(schema, place, path);
    } else if (is_kind(schema, "id")) {
      wrong_types(place, path, {1, true, array{}, object{}});
      for (const char* other :
           {"", "0", "01", "-1", "+1", " 1", "1x", "9223372036854775808", "99999999999999999999999", "１"})
        with(place, other, path, "no id", "not_an_id");
    } else if (is_kind(schema, "instant")) {
      wrong_types(place, path, {1, true, array{}, object{}});
      for (const char* other :
           {"", "2026", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "2026-01-01T25:00:00Z", "now"})
        with(place, other, path, "no instant", "not_an_instant");
    } else if (kind_of(schema) == "string") {
      text(schema, place, path);
    } else if (kind_of(schema) == "integer") {
      integer(schema, place, path);
    } else if (kind_of(schema) == "boolean") {
      wrong_types(place, path, {0, "true", array{}, object{}});
    } else if (kind_of(schema) == "array") {
      list(schema, place, path);
    } else {
      schema.contains("properties") ? record(schema, place, path) : keyed(schema, place, path);
    }
  }

  void wrong_types(value& place, const std::string& path, std::initializer_list<value> others) {
    if (path.empty()) return;
    for (const auto& other : others) with(place, other, path, "wrong type", "wrong_type");
  }

  /// `in_short`: it stands for an object, which may stand there too.
  void text(const object& schema, value& place, const std::string& path, bool in_short = false) {
    wrong_types(place, path, {1, 1.5, true, array{}});
    if (!in_short) wrong_types(place, path, {object{}});
    const auto low = number(schema, "minLength", 0), high = number(schema, "maxLength", -1);
    if (low > 0) with(place, value(repeated("x", low - 1)), path, "one too short", "too_short");
    with(place, value(repeated("x", std::max<std::int64_t>(low, 1))), path, "as short as may be", "too_short",
         true);
    if (high > 0) {
      // In characters: one that takes several bytes counts once. The first one is short, so that whoever
      // cuts a text after some even number of bytes cuts a character in two.
      for (const char* unit : {"x", "ñ", "😀"}) {
        const bool fits = high * static_cast<std::int64_t>(std::string_view(unit).size()) < largest_text;
        if (!fits) continue;
        with(place, value("x" + repeated(unit, high - 2)), path, "one less than may be", "too_long", true);
        with(place, value("x" + repeated(unit, high - 1)), path, "as long as may be", "too_long", true);
        with(place, value("x" + repeated(unit, high)), path, "one too long", "too_long");
      }
      with(place, value(repeated("x", high * 10)), path, "ten times too long", "too_long");
      // Told of the whole text then, before anybody looks for fields in it.
      if (high * 10 > largest_text)
        inputs_.back() = {.what = "ten times too long",
                          .text = inputs_.back().text,
                          .code = "request.too_large",
                          .limit = true};
    }
    raw(place, "\"a\\u0000b\"",
        {.what = "an escaped NUL", .code = code_, .path = path, .problem = "embedded_nul"});
    raw(place, std::string("\"a\0b\"", 5),
        {.what = "a NUL", .code = "request.not_json", .part = "\"line\":\"1\""});
    const bool lines = schema.contains("x-lines");
    for (const char* control : {"\"a\\u0001b\"", "\"a\\u007fb\"", "\"a\\u001bb\""})
      raw(place, control,
          {.what = "a control character", .code = code_, .path = path, .problem = "control_character"});
    raw(place, "\"aaa\\nb\"",
        {.what = "a line break",
         .code = code_,
         .path = path,
         .problem = "control_character",
         .accepted = lines});
    for (const char* bytes : {"\"\xC3\"", "\"\xE2\x82\"", "\"\xF0\x9F\x98\"", "\"\x80\"", "\"\xC0\x80\"",
                              "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"", "\"\xFF\""})
      raw(place, bytes,
          {.what = "no UTF-8", .code = "request.not_utf8", .part = "\"line\":\"1\",\"column\""});
    raw(place, "\"\\ud800\"",
        {.what = "half a surrogate pair", .code = "request.not_json", .part = "\"line\":\"1\""});
  }

  void integer(const object& schema, value& place, const std::string& path) {
    wrong_types(place, path, {"1", 1.5, true, array{}, object{}});
    const auto low = number(schema, "minimum", INT64_MIN), high = number(schema, "maximum", INT64_MAX);
    if (low > INT64_MIN) {
      with(place, low, path, "the least", "out_of_range", true);
      with(place, low - 1, path, "one less than the least", "out_of_range");
    }
    if (high < INT64_MAX) {
      with(place, high, path, "the most", "out_of_range", true);
      with(place, high + 1, path, "one more than the most", "out_of_range");
      with(place, high * 10, path, "ten times the most", "out_of_range");
    }
    for (const char* huge : {"9223372036854775808", "18446744073709551616", "-9223372036854775809",
                             "1000000000000000000000000000000000000000"})
      raw(place, huge, {.what = "beyond 64 bits", .code = code_, .path = path, .problem = "out_of_range"});
    raw(place, "1e2", {.what = "a power", .code = code_, .path = path, .problem = "wrong_type"});
  }

  void duration(const object& schema, value& place, const std::string& path) {
    wrong_types(place, path, {true, 1.5, array{}, object{}});
    for (const char* other : {"", "PT", "10m", "P1Y", "PT-1S", "PT1.5X", "PT99999999999999999999S"})
      with(place, other, path, "no duration", "not_a_duration");
    const auto low = number(schema, "minimum", INT64_MIN), high = number(schema, "maximum", INT64_MAX);
    if (low > INT64_MIN) with(place, low - 1, path, "too short a time", "out_of_range");
    if (high < INT64_MAX) {
      with(place, high + 1, path, "too long a time", "out_of_range");
      with(place, high * 10, path, "ten times too long a time", "out_of_range");
    }
    if (low >= 0) with(place, low, path, "the shortest time", "out_of_range", true);
  }

  void list(const object& schema, value& place, const std::string& path) {
    // A list of one may be written as its item, and no item is a boolean.
    schema.contains("x-single") ? wrong_types(place, path, {true})
                                : wrong_types(place, path, {1, "x", true, object{}});
    const auto low = number(schema, "minItems", 0), high = number(schema, "maxItems", -1);
    const auto of = [&](std::int64_t size) {
      array out;
      for (std::int64_t i = 0; i < size; ++i) out.push_back(valid(schema.at("items"), false));
      return out;
    };
    if (low > 0) with(place, of(low - 1), path, "too few", "too_few");
    if (high >= 0 && weight(schema.at("items")) * high < most_items) {
      with(place, of(high), path, "as many as may be", "too_many", true);
      with(place, of(high + 1), path, "one too many", "too_many");
    }
    if (high >= 0 && weight(schema.at("items")) * high * 10 < most_items)
      with(place, of(high * 10), path, "ten times too many", "too_many");
    array& items = place.as_array();
    if (!items.empty()) walk(schema.at("items"), items.front(), path + "/0");
  }

  /// How many values the smallest value of a schema has.
  std::int64_t weight(const value& schema) const {
    const std::string text = boost::json::serialize(valid(schema, false));
    return 1 + std::count(text.begin(), text.end(), ',') + std::count(text.begin(), text.end(), ':') +
           std::count(text.begin(), text.end(), '[');
  }

  void keyed(const object& schema, value& place, const std::string& path) {
    wrong_types(place, path, {1, "x", true, array{}});
    const auto low = number(schema, "minProperties", 0), high = number(schema, "maxProperties", -1);
    const auto of = [&](std::int64_t size) {
      object out;
      for (std::int64_t i = 0; i < size; ++i)
        out["k" + std::to_string(i)] = valid(schema.at("additionalProperties"), false);
      return out;
    };
    if (low > 0) with(place, of(low - 1), path, "too few", "too_few");
    if (high >= 0) {
      with(place, of(high), path, "as many as may be", "too_many", true);
      with(place, of(high + 1), path, "one too many", "too_many");
    }
    const std::string entry = boost::json::serialize(valid(schema.at("additionalProperties"), false));
    raw(place, "{\"k\":" + entry + ",\"k\":" + entry + "}",
        {.what = "a key twice", .code = code_, .path = path + "/k", .problem = "duplicate_key"});
    raw(place, "{\"\":" + entry + "}",
        {.what = "an empty key", .code = code_, .path = path + "/", .problem = "too_short"});
    raw(place, "{\"" + std::string(65, 'k') + "\":" + entry + "}",
        {.what = "a long key",
         .code = code_,
         .path = path + "/" + std::string(65, 'k'),
         .problem = "too_long"});
    raw(place, "{\"a\\u0001\":" + entry + "}",
        {.what = "a control character in a key",
         .code = code_,
         .path = path + "/a\x01",
         .problem = "control_character"});
    walk(schema.at("additionalProperties"), place.as_object().begin()->value(),
         path + "/" + std::string(place.as_object().begin()->key()));
  }

  void record(const object& schema, value& place, const std::string& path) {
    const auto& fields = schema.at("properties").as_object();
    if (const auto alone = shorthand(schema); alone.empty()) {
      wrong_types(place, path, {1, "x", true, array{}});
    } else {
      // The text that may stand for the object is judged like the field that it is, at the object's place.
      const object& field = catalogue_.resolve(fields.at(alone));
      value kept = valid(field, false);
      std::swap(place, kept);
      text(field, place, path, true);
      std::swap(place, kept);
    }
    const object whole = place.as_object();
    object more = whole;
    more["no~such/field"] = 1;
    with(place, more, path + "/no~0such~1field", "an unknown field", "unknown_field");
    for (const auto& [name, field] : fields) {
      const std::string at = path + "/" + escaped(name);
      if (!may_set(field)) {
        more = whole;
        more[name] = valid(field, false);
        with(place, more, at, "a field for others", "not_permitted");
        continue;
      }
      // The kind of an object decides what else it may hold, so nothing but its own problems is told.
      if (required(schema, name)) {
        more = whole;
        more.erase(name);
        with(place, more, at, "a missing field", "missing_field");
      }
      more = whole;
      more[std::string(name) + "x"] = 1;
      with(place, more, at + "x", "a field with a typing error", "unknown_field");
      if (!field.as_object().contains("const")) inputs_.back().part = "did you mean `";
      if (!whole.contains(name)) continue;  // deeper than is filled
      const std::string text = boost::json::serialize(whole);
      raw(place,
          text.substr(0, text.size() - 1) + ",\"" + std::string(name) +
              "\":" + boost::json::serialize(whole.at(name)) + "}",
          {.what = "a field twice", .code = code_, .path = at, .problem = "duplicate_key"});
      walk(field, place.as_object().at(name), at);
    }
  }

  const Catalogue& catalogue_;
  std::string kind_, code_;
  value root_;
  std::vector<Input> inputs_;
};

}  // namespace

Catalogue::Catalogue(std::string_view text) : root_(boost::json::parse(text)) {}

bool Catalogue::allows(const value& operation, std::string_view kind) const {
  const auto& kinds = operation.at("callers").at("kinds").as_array();
  return std::any_of(kinds.begin(), kinds.end(), [&](const value& k) { return k.as_string() == kind; });
}

const object& Catalogue::resolve(const value& schema) const {
  const auto& here = schema.as_object();
  const auto* const reference = here.if_contains("$ref");
  if (!reference) return here;
  const std::string pointer(reference->as_string());
  if (!pointer.starts_with("#/")) throw std::runtime_error("cannot follow " + pointer);
  return root_.at_pointer(pointer.substr(1)).as_object();
}

std::string Catalogue::smallest(const value& schema) const {
  return boost::json::serialize(Maker(*this, "panel", "").valid(schema, false));
}

std::vector<Input> Catalogue::bad_inputs(const value& schema, std::string_view kind,
                                         std::string_view code) const {
  return Maker(*this, kind, code).make(schema);
}

}  // namespace plazo::tests
