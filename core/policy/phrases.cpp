#include "core/policy/phrases.hpp"

#include <algorithm>

#include "core/policy/text_words.hpp"

namespace plazo::policy {

std::uint32_t Phrases::after(std::uint32_t node, Word word) const {
  const auto& next = nodes_[node].next;
  const auto at =
      std::lower_bound(next.begin(), next.end(), word, [](const auto& n, Word w) { return n.first < w; });
  return at != next.end() && at->first == word ? at->second : 0;
}

void Phrases::add(std::uint32_t list, std::uint32_t place, std::string_view phrase) {
  std::uint32_t node = 0;
  each_word(phrase, [&](std::string_view text) {
    if (text.empty()) return;
    const auto next_word = static_cast<Word>(words_.size() + 1);
    const Word word = words_.try_emplace(std::string(text), next_word).first->second;
    std::uint32_t to = after(node, word);
    if (to == 0) {
      to = static_cast<std::uint32_t>(nodes_.size());
      nodes_.emplace_back();
      auto& next = nodes_[node].next;
      next.insert(std::upper_bound(next.begin(), next.end(), std::pair(word, to)), {word, to});
    }
    node = to;
  });
  if (node == 0) return;
  nodes_[node].ends.push_back({list, place});
  lists_ = std::max(lists_, list + 1);
}

std::vector<Phrases::Found> Phrases::in(std::string_view text) const {
  std::vector<Found> found;
  if (empty()) return found;
  std::vector<Word> read;
  each_word(text, [&](std::string_view word) {
    const auto known = word.empty() ? words_.end() : words_.find(word);
    read.push_back(known == words_.end() ? 0 : known->second);
  });
  std::vector<bool> seen(lists_);
  for (std::size_t begin = 0; begin < read.size(); ++begin) {
    std::uint32_t node = 0;
    for (std::size_t at = begin; at < read.size() && read[at] != 0; ++at) {
      node = after(node, read[at]);
      if (node == 0) break;
      for (const Found& end : nodes_[node].ends) {
        if (seen[end.list]) continue;
        seen[end.list] = true;
        found.push_back(end);
      }
    }
  }
  std::sort(found.begin(), found.end(), [](const Found& a, const Found& b) { return a.list < b.list; });
  return found;
}

}  // namespace plazo::policy
