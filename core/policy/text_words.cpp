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

namespace {

using Byte = unsigned char;

/// What the next character is to a word.
struct Piece {
  enum class Kind { sign, part, nothing, tilde } kind = Kind::sign;
  std::size_t bytes = 1;
  char plain = 0;  ///< of a part of a word: what it is without its accent; 0: it is as it stands
};

std::size_t length_of(Byte first) { return first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4; }

/// U+00C0 to U+00FF without accents, in lower case; `*` stands for itself in lower case, blank is a sign.
constexpr std::string_view latin = "aaaaaa*ceeeeiiii**ooooo *uuuuy**aaaaaa*ceeeeiiii**ooooo *uuuuy*y";
static_assert(latin.size() == 64);

Piece two_bytes(Byte first, Byte second) {
  using enum Piece::Kind;
  if (first == 0xC2) return {second == 0xAD ? nothing : sign, 2};  // the soft hyphen shows nothing
  if (first == 0xC3) {
    const char plain = latin[second - 0x80u];
    if (plain == ' ') return {sign, 2};
    return {part, 2, plain == '*' ? char{} : plain};
  }
  // Accents that follow their letter, U+0300 to U+036F.
  if (first == 0xCC || (first == 0xCD && second < 0xB0))
    return {first == 0xCC && second == 0x83 ? tilde : nothing, 2};
  return {part, 2};
}

Piece three_bytes(Byte first, Byte second, Byte third) {
  using enum Piece::Kind;
  if (first == 0xE2 && second == 0x80)  // zero width, and marks of direction
    return {(third >= 0x8B && third <= 0x8F) || (third >= 0xAA && third <= 0xAE) ? nothing : sign, 3};
  if (first == 0xE2 && second == 0x81) return {third >= 0xA0 ? nothing : sign, 3};
  if (first == 0xE2 && (second == 0x82 || (second >= 0x86 && second <= 0xAF))) return {sign, 3};
  if (first == 0xE3 && second == 0x80) return {sign, 3};
  if (first == 0xEF && ((second == 0xB8 && third < 0x90) || (second == 0xBB && third == 0xBF)))
    return {nothing, 3};  // variation selectors, and the byte order mark
  return {part, 3};
}

Piece piece_at(std::string_view text) {
  using enum Piece::Kind;
  const auto first = static_cast<Byte>(text[0]);
  if (first < 0x80) {
    if (!letter(first)) return {sign, 1};
    return {part, 1, static_cast<char>(first >= 'A' && first <= 'Z' ? first + 32 : first)};
  }
  const std::size_t bytes = length_of(first);
  const auto byte = [&](std::size_t i) { return static_cast<Byte>(text[i]); };
  if (bytes == 1 || bytes > text.size()) return {part, 1};
  for (std::size_t i = 1; i < bytes; ++i)
    if ((byte(i) & 0xC0) != 0x80) return {part, 1};  // no character at all
  if (bytes == 2) return two_bytes(first, byte(1));
  if (bytes == 3) return three_bytes(first, byte(1), byte(2));
  if (first == 0xF0 && byte(1) == 0x9F) return {sign, 4};     // emoji
  if (first == 0xF3 && byte(1) == 0xA0) return {nothing, 4};  // tags
  return {part, 4};
}

/// Whether the line that begins here is quoted.
bool quoted(std::string_view text) {
  const auto at = text.find_first_not_of(" \t");
  return at != std::string_view::npos && text[at] == '>';
}

}  // namespace

void each_word(std::string_view text, const std::function<void(std::string_view)>& call) {
  using enum Piece::Kind;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) call(word);
    word.clear();
  };
  for (bool line_begins = true; !text.empty();) {
    if (line_begins && quoted(text)) {
      call({});
      text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
      continue;
    }
    line_begins = text[0] == '\n';
    const Piece piece = piece_at(text);
    if (piece.kind == sign) {
      finish();
    } else if (piece.kind == tilde && !word.empty() && word.back() == 'n') {
      word.replace(word.size() - 1, 1, "ñ");
    } else if (piece.kind == part) {
      if (piece.plain)
        word += piece.plain;
      else
        word += lower(text.substr(0, piece.bytes));
    }
    text.remove_prefix(piece.bytes);
  }
  finish();
}

}  // namespace plazo::policy
