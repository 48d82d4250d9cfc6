// JSON text → a tree that keeps what a strict reader must see: duplicate keys, exact number kinds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <utility>
#include <vector>

namespace plazo::json {

/// Bounds of what is read at all, whatever it would be decoded into.
struct Limits {
  std::size_t bytes = 1 << 20;  ///< of the text
  std::size_t depth = 32;       ///< of nested lists and objects
  std::size_t values = 20'000;  ///< in all
  bool comments = false;        ///< accept `//` and `/* */`, as policy documents may have
};

/// Lives with its children in the tree's arena, which frees them all at once.
struct Node {
  enum class Kind { null, boolean, integer, large, fraction, text, list, object };
  Kind kind = Kind::null;                 // large: a whole number that 64 signed bits do not hold
  std::int64_t integer = 0;               // boolean, integer
  std::string_view text = {};             // text; lives in the tree
  std::string_view key = {};              // of a member of an object
  std::pmr::vector<Node*> children = {};  // list, object
};

/// Owns the nodes and their texts.
class Tree {
 public:
  /// Throws `request.empty`, `request.not_utf8` or `request.not_json` (category `invalid`, with the
  /// details `line` and `column`, both from 1, the column in characters), `request.too_large`,
  /// `request.too_deep` or `request.too_many_values` (category `limit`).
  Tree(std::string_view text, const Limits& limits);
  Tree(const Tree&) = delete;
  const Node& root() const { return *root_; }

 private:
  friend struct TreeBuilder;
  alignas(std::max_align_t) std::byte first_[8192];  // most texts need no more
  std::pmr::monotonic_buffer_resource arena_{first_, sizeof first_};
  std::size_t nodes_ = 0;
  Node* root_ = nullptr;
};

}  // namespace plazo::json
