#include "core/policy/text_words.hpp"

#include <algorithm>

namespace plazo::policy {

bool letter(unsigned char c) {
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

namespace {

/// Bytes at the front that are no part of a word: ASCII signs, `¡` and `¿`, dashes and quotation marks.
std::size_t signs_at(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  if (first == 0xC2) return std::min<std::size_t>(2, text.size());
  if (first == 0xE2 && text.size() > 2 && static_cast<unsigned char>(text[1]) == 0x80) return 3;
  return letter(first) ? 0 : 1;
}

}  // namespace

std::string lower(std::string_view word) {
  std::string out(word);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>(c + 32);
    if (c == 0xC3 && i + 1 < out.size()) {
      const auto next = static_cast<unsigned char>(out[i + 1]);
      if (next >= 0x80 && next <= 0x9E && next != 0x97) out[i + 1] = static_cast<char>(next + 0x20);
      ++i;
    }
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    std::size_t end = 0;
    while (end < text.size() && signs_at(text.substr(end)) == 0) ++end;
    if (end > 0) words.push_back(lower(text.substr(0, end)));
    text.remove_prefix(end);
    text.remove_prefix(signs_at(text));
  }
  return words;
}

}  // namespace plazo::policy
