#include "core/json/parse.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace plazo::json {
namespace {

Error at_position(std::string_view text, std::size_t offset, std::string code, std::string message) {
  offset = std::min(offset, text.size());
  const auto before = text.substr(0, offset);
  const auto line_start = before.rfind('\n');
  const std::size_t line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
  const std::size_t column =
      1 + count_characters(line_start == std::string_view::npos ? before : before.substr(line_start + 1));
  Error error(Category::invalid, std::move(code),
              message + " at line " + std::to_string(line) + ", column " + std::to_string(column));
  error.with("line", std::to_string(line)).with("column", std::to_string(column));
  return error;
}

}  // namespace

/// The handler that Boost.JSON's event parser calls.
struct TreeBuilder {
  using error_code = boost::json::error_code;
  using view = boost::json::string_view;
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Tree& tree;
  std::size_t value_limit;
  std::vector<Node*> open = {};
  std::string parts = {};
  std::string_view key = {};
  bool too_many = false;

  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* const copy = static_cast<char*>(tree.arena_.allocate(text.size(), 1));
    std::copy(text.begin(), text.end(), copy);
    return {copy, text.size()};
  }
  Node* add(Node::Kind kind, error_code& ec) {
    if (tree.nodes_ >= value_limit) {
      too_many = true;
      ec = boost::json::error::array_too_large;
      return nullptr;
    }
    Node* const node = new (tree.arena_.allocate(sizeof(Node), alignof(Node)))
        Node{.kind = kind, .children = std::pmr::vector<Node*>(&tree.arena_)};
    ++tree.nodes_;
    node->key = std::exchange(key, {});
    if (open.empty())
      tree.root_ = node;
    else
      open.back()->children.push_back(node);
    return node;
  }
  bool number(Node::Kind kind, std::int64_t value, error_code& ec) {
    Node* const node = add(kind, ec);
    if (node) node->integer = value;
    return node != nullptr;
  }
  bool enter(Node::Kind kind, error_code& ec) {
    Node* const node = add(kind, ec);
    if (node) open.push_back(node);
    return node != nullptr;
  }
  std::string_view joined(view last) {
    if (parts.empty()) return keep({last.data(), last.size()});
    parts.append(last.data(), last.size());
    const auto kept = keep(parts);
    parts.clear();
    return kept;
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code& ec) { return enter(Node::Kind::object, ec); }
  bool on_object_end(std::size_t, error_code&) { return open.pop_back(), true; }
  bool on_array_begin(error_code& ec) { return enter(Node::Kind::list, ec); }
  bool on_array_end(std::size_t, error_code&) { return open.pop_back(), true; }
  bool on_key_part(view part, std::size_t, error_code&) {
    return parts.append(part.data(), part.size()), true;
  }
  bool on_key(view part, std::size_t, error_code&) { return key = joined(part), true; }
  bool on_string_part(view part, std::size_t, error_code&) {
    return parts.append(part.data(), part.size()), true;
  }
  bool on_string(view part, std::size_t, error_code& ec) {
    const auto text = joined(part);
    Node* const node = add(Node::Kind::text, ec);
    if (node) node->text = text;
    return node != nullptr;
  }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t v, view, error_code& ec) { return number(Node::Kind::integer, v, ec); }
  bool on_uint64(std::uint64_t, view, error_code& ec) { return number(Node::Kind::large, 0, ec); }
  bool on_double(double, view digits, error_code& ec) {
    const bool whole = digits.find_first_of(".eE") == view::npos;
    return number(whole ? Node::Kind::large : Node::Kind::fraction, 0, ec);
  }
  bool on_bool(bool v, error_code& ec) { return number(Node::Kind::boolean, v, ec); }
  bool on_null(error_code& ec) { return add(Node::Kind::null, ec) != nullptr; }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }
};

Tree::Tree(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes)
    throw Error(Category::limit, "request.too_large",
                "the text has " + std::to_string(text.size()) + " bytes, at most " +
                    std::to_string(limits.bytes) + " are read");
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
    throw Error(Category::invalid, "request.empty", "the text is empty, send a JSON object such as {}");
  if (const auto bad = first_invalid_utf8(text))
    throw at_position(text, *bad, "request.not_utf8", "the text is not valid UTF-8");

  boost::json::parse_options options;
  options.max_depth = limits.depth;
  options.allow_comments = limits.comments;
  boost::json::basic_parser<TreeBuilder> parser(options, TreeBuilder{*this, limits.values});
  boost::json::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = boost::json::error::extra_data;
  if (!ec) return;
  if (parser.handler().too_many)
    throw Error(Category::limit, "request.too_many_values",
                "the text has more than " + std::to_string(limits.values) + " values");
  if (ec == boost::json::error::too_deep)
    throw Error(Category::limit, "request.too_deep",
                "lists and objects are nested more than " + std::to_string(limits.depth) + " deep");
  const std::size_t offset = ec == boost::json::error::incomplete ? text.size() : read;
  throw at_position(text, offset, "request.not_json",
                    ec == boost::json::error::incomplete   ? "the JSON text ends too early"
                    : ec == boost::json::error::extra_data ? "there is text after the end of the JSON value"
                                                           : "the text is not JSON");
}

}  // namespace plazo::json
