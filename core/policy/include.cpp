#include "core/policy/include.hpp"

#include <algorithm>
#include <memory>

#include "core/base/text.hpp"
#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/policy/check.hpp"

namespace plazo::policy {
namespace {

using json::Node;

constexpr json::Limits limits{.comments = true};

void write(const Node& node, std::string& out) {
  switch (node.kind) {
    case Node::Kind::null:
      out += "null";
      break;
    case Node::Kind::boolean:
      out += node.integer ? "true" : "false";
      break;
    case Node::Kind::integer:
      out += std::to_string(node.integer);
      break;
    // Both are refused wherever they stand; which number it was does not matter.
    case Node::Kind::large:
      out += "1" + std::string(20, '0');
      break;
    case Node::Kind::fraction:
      out += "0.5";
      break;
    case Node::Kind::text:
      json::append_text(out, node.text);
      break;
    case Node::Kind::list:
    case Node::Kind::object: {
      const bool object = node.kind == Node::Kind::object;
      out += object ? '{' : '[';
      bool first = true;
      for (const Node* child : node.children) {
        if (!std::exchange(first, false)) out += ',';
        if (object) {
          json::append_text(out, child->key);
          out += ':';
        }
        write(*child, out);
      }
      out += object ? '}' : ']';
    }
  }
}

/// A member of the merged document: the nodes that make it up, and where its first one came from.
struct Member {
  std::string_view key;
  std::vector<const Node*> parts;
  std::string_view origin;
};

class Merge {
 public:
  explicit Merge(const Fragments& fragments) : fragments_(fragments) {}

  std::string run(std::string_view text) {
    const json::Tree tree(text, limits);
    const Node& root = tree.root();
    const Node* const include = member(root, "include");
    if (!include) return std::string(text);
    take(root, {}, "");
    if (!problems_.empty()) {
      Error error(Category::invalid, "policy.invalid", "the fragments of the policy do not fit together");
      for (auto& problem : problems_) error.with(std::move(problem));
      throw error;
    }
    std::string out = "{";
    for (const Member& one : members_) {
      if (out.size() > 1) out += ',';
      json::append_text(out, one.key);
      out += ':';
      if (one.parts.size() == 1) {
        write(*one.parts.front(), out);
        continue;
      }
      Node all{.kind = one.parts.front()->kind};
      for (const Node* part : one.parts)
        all.children.insert(all.children.end(), part->children.begin(), part->children.end());
      write(all, out);
    }
    return out + "}";
  }

 private:
  static const Node* member(const Node& object, std::string_view key) {
    if (object.kind == Node::Kind::object)
      for (const Node* child : object.children)
        if (child->key == key) return child;
    return nullptr;
  }
  static std::string called(std::string_view origin) {
    return origin.empty() ? "the document itself" : shown(origin);
  }
  void problem(std::string path, std::string code, std::string message) {
    problems_.push_back({std::move(path), std::move(code), std::move(message)});
  }

  /// Takes in one text: its own members, then what it includes.
  void take(const Node& root, std::string_view origin, const std::string& path) {
    for (const Node* child : root.children)
      if (child->key != "include") add(*child, origin);
    const Node* const include = member(root, "include");
    if (!include) return;
    if (include->kind != Node::Kind::list)
      return problem(path + "/include", "include_malformed",
                     "`include` is a list of names, such as `[\"holidays.jsonc\"]`");
    std::size_t index = 0;
    for (const Node* name : include->children)
      take_fragment(*name, origin, path + "/include/" + std::to_string(index++));
  }

  void take_fragment(const Node& name, std::string_view origin, const std::string& path) {
    if (name.kind != Node::Kind::text)
      return problem(path, "include_malformed", "the name of a fragment is a text");
    if (std::find(open_.begin(), open_.end(), name.text) != open_.end())
      return problem(path, "include_cycle",
                     shown(name.text) + " includes itself, by way of " + called(origin));
    const auto given = std::find_if(fragments_.begin(), fragments_.end(),
                                    [&](const Fragment& f) { return f.name == name.text; });
    if (given == fragments_.end())
      return problem(path, "include_missing", "there is no fragment " + shown(name.text));
    if (std::find(taken_.begin(), taken_.end(), name.text) != taken_.end())
      return problem(path, "include_twice", shown(name.text) + " is included already, leave this one out");
    if (trees_.size() == most_fragments)
      return problem(path, "include_missing",
                     "more than " + std::to_string(most_fragments) + " fragments are included");
    taken_.emplace_back(name.text);
    try {
      trees_.push_back(std::make_unique<json::Tree>(given->text, limits));
    } catch (const Error& error) {
      return problem(path, "include_not_json", shown(name.text) + ": " + error.message);
    }
    const Node& root = trees_.back()->root();
    if (root.kind != Node::Kind::object)
      return problem(path, "include_not_json", shown(name.text) + " is no JSON object");
    open_.emplace_back(name.text);
    take(root, name.text, path);
    open_.pop_back();
  }

  void add(const Node& node, std::string_view origin) {
    const auto known =
        std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.key == node.key; });
    // A key that one text has twice is left to the decoder, which says so.
    if (known == members_.end() || known->origin == origin) {
      members_.push_back({node.key, {&node}, origin});
      return;
    }
    const auto* const field = json::type_of<Document>().find(node.key);
    const Node::Kind first = known->parts.front()->kind;
    const std::string path = "/" + std::string(node.key);
    if (field && field->type().kind == json::Kind::keyed && first == Node::Kind::object &&
        node.kind == first) {
      for (const Node* entry : node.children)
        for (const Node* part : known->parts)
          if (member(*part, entry->key))
            problem(
                path + "/" + std::string(entry->key), "include_clash",
                shown(origin) + " gives it, and so does " + called(known->origin) + " or what it includes");
      known->parts.push_back(&node);
    } else if (field && field->type().kind == json::Kind::list && first == Node::Kind::list &&
               node.kind == first) {
      known->parts.push_back(&node);
    } else {
      problem(path, "include_clash",
              shown(origin) + " gives it, and so does " + called(known->origin) + "; leave one out");
    }
  }

  const Fragments& fragments_;
  std::vector<std::unique_ptr<json::Tree>> trees_;
  std::vector<Member> members_;
  std::vector<std::string> taken_, open_;
  std::vector<Problem> problems_;
};

}  // namespace

std::string with_fragments(std::string_view text, const Fragments& fragments) {
  return Merge(fragments).run(text);
}

Document read(std::string_view text, const Fragments& fragments) {
  auto document =
      json::decode<Document>(with_fragments(text, fragments), {.limits = limits, .code = "policy.invalid"});
  if (auto problems = errors_in(document); !problems.empty()) {
    Error error(Category::invalid, "policy.invalid",
                std::to_string(problems.size()) +
                    (problems.size() == 1 ? " problem in the policy" : " problems in the policy"));
    for (auto& problem : problems) error.with(std::move(problem));
    throw error;
  }
  return document;
}

}  // namespace plazo::policy
