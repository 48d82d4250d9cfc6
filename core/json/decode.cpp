#include "core/json/decode.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/base/text.hpp"

namespace plazo::json {
namespace {

constexpr std::size_t listed_problems = 100;

/// A place in the text; written out as a JSON pointer (RFC 6901) only where something is wrong, as most
/// places are right.
struct Path {
  const Path* outer = nullptr;
  std::string_view key = {};
  std::size_t index = none;

  static constexpr std::size_t none = std::size_t(-1);

  std::string text() const {
    if (!outer) return {};
    std::string out = outer->text() + "/";
    if (index != none) return out + std::to_string(index);
    for (const char c : key)
      if (c == '~')
        out += "~0";
      else if (c == '/')
        out += "~1";
      else
        out += c;
    return out;
  }
};

std::string_view kind_name(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return "null";
    case Node::Kind::boolean:
      return "a boolean";
    case Node::Kind::integer:
    case Node::Kind::large:
      return "a number";
    case Node::Kind::fraction:
      return "a fraction";
    case Node::Kind::text:
      return "a text";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::object:
      return "an object";
  }
  return "a value";
}

/// The keys met so far in one object; hashed once there are many, so that a large object stays linear.
class SeenKeys {
 public:
  /// False when the key was there already.
  bool add(std::string_view key) {
    if (contains(key)) return false;
    if (count_ < few_.size())
      few_[count_++] = key;
    else
      many_.insert(key);
    return true;
  }
  bool contains(std::string_view key) const {
    const auto end = few_.begin() + static_cast<std::ptrdiff_t>(count_);
    return std::find(few_.begin(), end, key) != end || (!many_.empty() && many_.contains(key));
  }

 private:
  std::array<std::string_view, 32> few_;
  std::size_t count_ = 0;
  std::unordered_set<std::string_view> many_;
};

class Decoder {
 public:
  Decoder(const DecodeOptions& options, std::vector<Problem>& problems)
      : options_(options), problems_(problems) {}

  void value(const Node& node, const Type& type, const Note* note, const Path& path, void* out) {
    switch (type.kind) {
      case Kind::boolean:
        if (node.kind != Node::Kind::boolean) return wrong_type(node, path, "true or false");
        *static_cast<bool*>(out) = node.integer != 0;
        return;
      case Kind::integer:
        return integer(node, type, note, path, out);
      case Kind::text:
        return text(node, note, path, out);
      case Kind::id:
        if (node.kind != Node::Kind::text) return wrong_type(node, path, "an id: a text of decimal digits");
        if (const auto id = parse_id(node.text)) return type.set(out, id->value);
        return problem(path, "not_an_id",
                       shown(node.text) + " is not an id, which is a text of decimal digits");
      case Kind::instant:
        if (node.kind != Node::Kind::text)
          return wrong_type(node, path, "an instant such as \"2026-03-29T01:30:00Z\"");
        if (const auto at = parse_instant(node.text)) return type.set(out, at->ms);
        return problem(path, "not_an_instant",
                       shown(node.text) + " is not an instant such as `2026-03-29T01:30:00Z` (RFC 3339)");
      case Kind::duration:
        return duration(node, type, note, path, out);
      case Kind::enumeration:
        return enumeration(node, type, path, out);
      case Kind::optional:
        if (node.kind == Node::Kind::null) return;
        return value(node, type.element(), note, path, type.emplace(out));
      case Kind::list:
        return list(node, type, note, path, out);
      case Kind::keyed:
        return keyed(node, type, note, path, out);
      case Kind::object:
        return object(node, type, path, out, false);
      case Kind::choice:
        return choice(node, type, path, out);
      case Kind::bytes:
        return problem(path, "not_permitted", "raw bytes have no JSON form");
    }
  }

  std::size_t found() const { return found_; }

 private:
  void problem(const Path& path, std::string code, std::string message) {
    if (found_++ < listed_problems) problems_.push_back({path.text(), std::move(code), std::move(message)});
  }

  void wrong_type(const Node& node, const Path& path, std::string_view wanted) {
    problem(path, "wrong_type",
            "is " + std::string(kind_name(node)) + ", but must be " + std::string(wanted));
  }

  void bounded(std::int64_t amount, const Note* note, const Path& path,
               void (Decoder::*low)(const Path&, const Note&),
               void (Decoder::*high)(const Path&, const Note&)) {
    if (!note) return;
    if (amount < note->min)
      (this->*low)(path, *note);
    else if (amount > note->max)
      (this->*high)(path, *note);
  }
  static std::string unit(const Note& note) {
    return note.unit.empty() ? std::string() : " " + std::string(note.unit);
  }
  void too_small(const Path& path, const Note& n) {
    problem(path, "out_of_range", "must be at least " + std::to_string(n.min) + unit(n));
  }
  void too_large(const Path& path, const Note& n) {
    problem(path, "out_of_range", "must be at most " + std::to_string(n.max) + unit(n));
  }
  void too_short(const Path& path, const Note& n) {
    problem(path, "too_short",
            "must have at least " + std::to_string(n.min) + (n.min == 1 ? " character" : " characters"));
  }
  void too_long(const Path& path, const Note& n) {
    problem(path, "too_long",
            "must have at most " + std::to_string(n.max) + (n.max == 1 ? " character" : " characters"));
  }
  void too_few(const Path& path, const Note& n) {
    problem(path, "too_few",
            "must have at least " + std::to_string(n.min) + (n.min == 1 ? " entry" : " entries"));
  }
  void too_many(const Path& path, const Note& n) {
    problem(path, "too_many",
            "must have at most " + std::to_string(n.max) + (n.max == 1 ? " entry" : " entries"));
  }

  void integer(const Node& node, const Type& type, const Note* note, const Path& path, void* out) {
    if (node.kind == Node::Kind::large ||
        (node.kind == Node::Kind::integer && (node.integer < type.min || node.integer > type.max))) {
      const std::int64_t low = note ? std::max(note->min, type.min) : type.min;
      const std::int64_t high = note ? std::min(note->max, type.max) : type.max;
      return problem(path, "out_of_range",
                     "must be from " + std::to_string(low) + " to " + std::to_string(high));
    }
    if (node.kind != Node::Kind::integer) return wrong_type(node, path, "a whole number");
    bounded(node.integer, note, path, &Decoder::too_small, &Decoder::too_large);
    type.set(out, node.integer);
  }

  void duration(const Node& node, const Type& type, const Note* note, const Path& path, void* out) {
    std::int64_t ms = 0;
    if (node.kind == Node::Kind::integer) {
      ms = node.integer;
    } else if (node.kind == Node::Kind::text) {
      const auto parsed = parse_duration(node.text);
      if (!parsed)
        return problem(
            path, "not_a_duration",
            shown(node.text) + " is not a duration such as `PT40M` (ISO 8601, no years or months)");
      ms = parsed->ms;
    } else {
      return wrong_type(node, path, "a duration: milliseconds or a text such as \"PT40M\"");
    }
    if (note && (ms < note->min || ms > note->max))
      return problem(path, "out_of_range",
                     "must be from " + to_text(Duration{note->min}) + " to " + to_text(Duration{note->max}));
    type.set(out, ms);
  }

  /// What holds for every text, keys included.
  bool clean(std::string_view text, bool lines, const Path& path) {
    if (text.find('\0') != std::string_view::npos) {
      problem(path, "embedded_nul", "must not contain the character U+0000");
      return false;
    }
    const auto control = std::find_if(text.begin(), text.end(), [&](char c) {
      const auto u = static_cast<unsigned char>(c);
      return (u < 0x20 && !(lines && (c == '\n' || c == '\r' || c == '\t'))) || u == 0x7F;
    });
    if (control == text.end()) return true;
    problem(path, "control_character",
            lines ? "must not contain control characters other than line breaks and tabs"
                  : "must be one line without control characters");
    return false;
  }

  void text(const Node& node, const Note* note, const Path& path, void* out) {
    if (node.kind != Node::Kind::text) return wrong_type(node, path, "a text");
    if (!clean(node.text, note && note->lines, path)) return;
    bounded(static_cast<std::int64_t>(count_characters(node.text)), note, path, &Decoder::too_short,
            &Decoder::too_long);
    static_cast<std::string*>(out)->assign(node.text);
  }

  void enumeration(const Node& node, const Type& type, const Path& path, void* out) {
    if (node.kind != Node::Kind::text) return wrong_type(node, path, "a text");
    std::vector<std::string_view> names;
    for (const auto& e : type.enumerators) {
      if (node.text == e.name) return type.set(out, e.value);
      names.push_back(e.name);
    }
    unknown_value(node.text, names, path);
  }

  void unknown_value(std::string_view given, const std::vector<std::string_view>& names, const Path& path) {
    std::string message = shown(given) + " is not one of ";
    for (std::size_t i = 0; i < names.size(); ++i) message += (i ? ", `" : "`") + std::string(names[i]) + "`";
    problem(path, "unknown_value", message + meant(given, names));
  }

  /// Only worked out while problems are still listed: a bomb of unknown names must stay cheap.
  std::string meant(std::string_view given, const std::vector<std::string_view>& names) const {
    if (found_ >= listed_problems) return {};
    const auto near = nearest(given, names);
    return near.empty() ? std::string() : ", did you mean `" + std::string(near) + "`?";
  }

  void list(const Node& node, const Type& type, const Note* note, const Path& path, void* out) {
    type.clear(out);  // what stands there is the default
    if (note && note->single && node.kind != Node::Kind::list && node.kind != Node::Kind::null)
      return value(node, type.element(), nullptr, path, type.append(out, {}));
    if (node.kind != Node::Kind::list) return wrong_type(node, path, "a list");
    bounded(static_cast<std::int64_t>(node.children.size()), note, path, &Decoder::too_few,
            &Decoder::too_many);
    std::size_t index = 0;
    for (const Node* const child : node.children)
      value(*child, type.element(), nullptr, {.outer = &path, .index = index++}, type.append(out, {}));
  }

  void keyed(const Node& node, const Type& type, const Note* note, const Path& path, void* out) {
    type.clear(out);
    if (node.kind != Node::Kind::object) return wrong_type(node, path, "an object");
    bounded(static_cast<std::int64_t>(node.children.size()), note, path, &Decoder::too_few,
            &Decoder::too_many);
    SeenKeys seen;
    for (const Node* const child : node.children) {
      const Path at{.outer = &path, .key = child->key};
      if (!clean(child->key, false, at)) continue;
      if (child->key.empty() || count_characters(child->key) > 64) {
        problem(at, child->key.empty() ? "too_short" : "too_long", "a key must have 1 to 64 characters");
        continue;
      }
      if (repeated(seen, child->key, at)) continue;
      value(*child, type.element(), nullptr, at, type.append(out, child->key));
    }
  }

  bool repeated(SeenKeys& seen, std::string_view key, const Path& path) {
    if (seen.add(key)) return false;
    problem(path, "duplicate_key", "stands more than once in the same object, keep one");
    return true;
  }

  void object(const Node& node, const Type& type, const Path& path, void* out, bool tagged) {
    if (!type.shorthand.empty() && !tagged) {
      const Field& field = *type.find(type.shorthand);
      if (node.kind == Node::Kind::text) return value(node, field.type(), field.note, path, field.at(out));
      if (node.kind != Node::Kind::object)
        return wrong_type(node, path,
                          "an object, or a text: its `" + std::string(type.shorthand) + "` alone");
    }
    if (node.kind != Node::Kind::object) return wrong_type(node, path, "an object");
    SeenKeys seen;
    for (const Node* const child : node.children) {
      const Path at{.outer = &path, .key = child->key};
      if (repeated(seen, child->key, at) || (tagged && child->key == "type")) continue;
      const Field* const field = type.find(child->key);
      if (!field) {
        std::vector<std::string_view> names;
        for (const auto& f : type.fields)
          if (f.note->audience <= options_.audience) names.push_back(f.name);
        problem(at, "unknown_field", "is not a field here" + meant(child->key, names));
        continue;
      }
      if (field->note->audience > options_.audience) {
        problem(at, "not_permitted", "may not be set by this actor, leave it out");
        continue;
      }
      value(*child, field->type(), field->note, at, field->at(out));
    }
    for (const auto& field : type.fields)
      if (field.required() && field.note->audience <= options_.audience && !seen.contains(field.name))
        problem({.outer = &path, .key = field.name}, "missing_field",
                "is required: " + std::string(field.note->meaning));
  }

  void choice(const Node& node, const Type& type, const Path& path, void* out) {
    if (node.kind != Node::Kind::object) return wrong_type(node, path, "an object with a field `type`");
    const Path tag_path{.outer = &path, .key = "type"};
    const Node* tag = nullptr;
    for (const Node* const child : node.children)
      if (child->key == "type") tag = tag ? tag : child;
    if (!tag) return problem(tag_path, "missing_field", "is required: tells which kind of object this is");
    if (tag->kind != Node::Kind::text) return wrong_type(*tag, tag_path, "a text");
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < type.alternatives.size(); ++i) {
      const auto& [name, object_type] = type.alternatives[i];
      if (tag->text == name) return object(node, object_type(), path, type.choose(out, i), true);
      names.push_back(name);
    }
    unknown_value(tag->text, names, tag_path);
  }

  const DecodeOptions& options_;
  std::vector<Problem>& problems_;
  std::size_t found_ = 0;
};

}  // namespace

Unread decode_partly(const Type& type, std::string_view text, void* out, const DecodeOptions& options) {
  const Tree tree(text, options.limits);
  Unread unread;
  Decoder decoder(options, unread.problems);
  decoder.value(tree.root(), type, nullptr, {}, out);
  unread.found = decoder.found();
  return unread;
}

void decode(const Type& type, std::string_view text, void* out, const DecodeOptions& options) {
  auto [problems, found] = decode_partly(type, text, out, options);
  if (found == 0) return;
  const auto& first = problems.front();
  Error error(Category::invalid, std::string(options.code),
              std::to_string(found) + (found == 1 ? " problem: " : " problems, the first: ") +
                  shown(first.path.empty() ? "/" : first.path, 200) + " " + first.message);
  error.problems = std::move(problems);
  throw error;
}

}  // namespace plazo::json
