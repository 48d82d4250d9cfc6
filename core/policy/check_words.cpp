// Lists of words and phrases that are looked for in what customers write.
#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "core/policy/check_parts.hpp"
#include "core/policy/text_words.hpp"

namespace plazo::policy {
namespace {

constexpr std::size_t fewest_characters = 3;
constexpr std::size_t most_characters = 100;
constexpr std::size_t most_words = 8;

/// Words that stand in every other message, sorted.
constexpr std::string_view everywhere[] = {
    "a",    "and", "are",  "at",      "como", "con",  "de",    "del",    "el",   "en",  "es",
    "esta", "for", "from", "gracias", "has",  "have", "hay",   "hello",  "hola", "i",   "in",
    "is",   "it",  "la",   "las",     "lo",   "los",  "mas",   "me",     "mi",   "my",  "no",
    "not",  "o",   "of",   "on",      "or",   "para", "pero",  "please", "por",  "que", "se",
    "ser",  "si",  "sin",  "son",     "su",   "te",   "thank", "thanks", "that", "the", "this",
    "to",   "tu",  "un",   "una",     "was",  "we",   "with",  "y",      "yes",  "you", "your"};

}  // namespace

void check_words(const std::string& path, const std::vector<std::string>& list, Findings& findings) {
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string at = under(path, i);
    std::string plain;
    std::size_t count = 0, characters = 0;
    bool common = true;
    each_word(list[i], [&](std::string_view word) {
      if (word.empty()) return;
      ++count;
      characters += count_characters(word);
      common = common && std::binary_search(std::begin(everywhere), std::end(everywhere), word);
      plain.append(plain.empty() ? "" : " ").append(word);
    });
    if (count == 0)
      findings.error(at, "words_empty", "there is no word in it, so it is never found",
                     "write a word or phrase, or leave it out");
    else if (characters < fewest_characters)
      findings.error(at, "words_too_short", shown(plain) + " alone says nothing",
                     "write a word of at least three letters, or a phrase");
    else if (count > most_words || count_characters(list[i]) > most_characters)
      findings.error(at, "words_too_long", "nobody writes so long a phrase word for word",
                     "write at most eight words, and 100 characters");
    else if (common)
      findings.warning(at, "words_too_common", shown(plain) + " stands in every other message",
                       "add the words that make the difference");
    else if (const auto [same, fresh] = seen.try_emplace(plain, i); !fresh)
      findings.warning(at, "repeated", "it is compared as " + shown(list[same->second]) + ", which is listed",
                       "leave one of both out");
  }
}

}  // namespace plazo::policy
