// Words of the policy in what customers write: the search in one pass finds what a plain search finds. The
// input is phrases, one a line, an empty line, and the text; the phrases belong to three lists in turn.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/policy/phrases.hpp"
#include "core/policy/text_words.hpp"

namespace {

using namespace plazo::policy;
using Words = std::vector<std::string>;

void hold(bool condition) {
  if (!condition) std::abort();
}

Words words(std::string_view text) {
  Words out;
  each_word(text, [&](std::string_view word) {
    for (const char c : word) hold(letter(static_cast<unsigned char>(c)) && !(c >= 'A' && c <= 'Z'));
    out.emplace_back(word);
  });
  return out;
}

struct Place {
  std::size_t begin, length;
  std::uint32_t place;
};

/// Where of a list's phrases the first begins; of those that begin there the shortest.
std::vector<Phrases::Found> plainly(const std::vector<Words>& phrases, const Words& text) {
  std::vector<Phrases::Found> found;
  for (std::uint32_t list = 0; list < 3; ++list) {
    std::vector<Place> places;
    for (std::uint32_t i = list; i < phrases.size(); i += 3) {
      const auto& phrase = phrases[i];
      if (phrase.empty()) continue;
      const auto at = std::search(text.begin(), text.end(), phrase.begin(), phrase.end());
      if (at != text.end()) places.push_back({static_cast<std::size_t>(at - text.begin()), phrase.size(), i});
    }
    const auto best = std::min_element(places.begin(), places.end(), [](const Place& a, const Place& b) {
      return std::tie(a.begin, a.length, a.place) < std::tie(b.begin, b.length, b.place);
    });
    if (best != places.end()) found.push_back({list, best->place});
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Phrases search;
  std::vector<Words> phrases;
  while (!text.empty() && phrases.size() < 100) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty()) break;
    const auto place = static_cast<std::uint32_t>(phrases.size());
    search.add(place % 3, place, line);
    auto phrase = words(line);
    std::erase(phrase, "");
    phrases.push_back(std::move(phrase));
  }
  hold(search.in(text) == plainly(phrases, words(text)));
  return 0;
}
