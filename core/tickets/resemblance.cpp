#include "core/tickets/resemblance.hpp"

#include <set>

#include "core/base/text.hpp"

namespace plazo::tickets {
namespace {

constexpr int most_looked_at = 100;
constexpr int most_compared = 20;
constexpr std::size_t longest_compared = 2000;

using Words = std::set<std::string>;

/// Letters of Spanish and English are folded; signs, also `¿`, `¡` and quotation marks, stand between words.
void add_words(Words& words, std::string_view text) {
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.insert(std::move(word));
    word.clear();
  };
  text = first_characters(text, longest_compared);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte >= 'A' && byte <= 'Z') {
      word += static_cast<char>(byte - 'A' + 'a');
    } else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9')) {
      word += text[i];
    } else if (byte == 0xC3 && next >= 0x80 && next <= 0x9E) {  // U+00C0 to U+00DE: capitals
      word += {text[i], static_cast<char>(next + 0x20)};
      ++i;
    } else if (byte == 0xC2 || (byte == 0xE2 && next == 0x80)) {  // signs of Latin-1, general punctuation
      finish();
      i += byte == 0xC2 ? 1 : 2;
    } else if (byte >= 0x80) {
      word += text[i];
    } else {
      finish();
    }
  }
  finish();
}

Words words_of(std::string_view one, std::string_view other = {}) {
  Words words;
  add_words(words, one);
  add_words(words, other);
  return words;
}

/// At least four in five of all the words are in both.
bool alike(const Words& a, const Words& b) {
  std::size_t common = 0;
  for (const auto& word : a) common += b.contains(word);
  return common > 0 && 5 * common >= 4 * (a.size() + b.size() - common);
}

}  // namespace

bool nearly_the_same(const Wording& a, const Wording& b) {
  if (a.topic != b.topic) return false;
  const Words subject = words_of(a.subject), other = words_of(b.subject);
  if (subject.size() >= 3 && other.size() >= 3 && alike(subject, other)) return true;
  return alike(words_of(a.subject, a.body), words_of(b.subject, b.body));
}

std::optional<Id> resembling(storage::Transaction& tx, Id customer, Instant since, const Wording& wanted) {
  static const std::string sql =
      tickets().select("WHERE customer = ? AND updated_at > ? ORDER BY updated_at DESC, id DESC LIMIT ?");
  auto rows = tx.query(sql, customer, since, most_looked_at);
  for (int compared = 0; compared < most_compared && rows.next();) {
    const auto ticket = tickets().read(rows);
    if (ticket.status == Status::closed || ticket.topic.value_or("") != wanted.topic) continue;
    ++compared;
    auto first = tx.query(
        "SELECT body FROM message WHERE ticket = ? AND kind = 'reply' ORDER BY sequence LIMIT 1", ticket.id);
    if (nearly_the_same(wanted,
                        {wanted.topic, ticket.subject, first.next() ? first.text(0) : std::string_view()}))
      return ticket.id;
  }
  return std::nullopt;
}

}  // namespace plazo::tickets
