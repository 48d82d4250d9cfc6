// Words and phrases of several lists, found in what people write in one pass.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace plazo::policy {

/// Phrases are compared word by word, as `each_word` reads both: case, accents and the signs between words do
/// not matter, a word within another is another word.
class Phrases {
 public:
  /// The phrase at a place of a list.
  struct Found {
    std::uint32_t list = 0;
    std::uint32_t place = 0;

    friend bool operator==(const Found&, const Found&) = default;
  };

  /// Lists are numbered from 0. A phrase without a word is never found.
  void add(std::uint32_t list, std::uint32_t place, std::string_view phrase);
  bool empty() const { return nodes_.size() == 1; }

  /// Of each list that is in the text the phrase that begins first, in order of the lists. The time grows
  /// with the text, times the words of the longest phrase.
  std::vector<Found> in(std::string_view text) const;

 private:
  using Word = std::uint32_t;  ///< place in `words_`; 0: of no phrase

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  /// What has been read of phrases that begin alike.
  struct Node {
    std::vector<std::pair<Word, std::uint32_t>> next;  ///< by word
    std::vector<Found> ends;
  };

  std::uint32_t after(std::uint32_t node, Word) const;  ///< 0: nothing goes on so

  std::unordered_map<std::string, Word, Hash, std::equal_to<>> words_;
  std::vector<Node> nodes_ = std::vector<Node>(1);
  std::uint32_t lists_ = 0;
};

}  // namespace plazo::policy
