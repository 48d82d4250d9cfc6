// Words of what people write, for comparing them.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plazo::policy {

/// Lower case for ASCII and the accented letters of Spanish.
std::string lower(std::string_view word);
/// A letter or digit of ASCII, or a byte of any other character.
bool letter(unsigned char c);
/// The words in order, in lower case; signs, quotation marks and dashes part them.
std::vector<std::string> words_of(std::string_view text);

/// Calls with each word in order as lists of the policy's compare it: in lower case, without accents (`ñ` is
/// a letter of its own) and without characters that show nothing. What is no letter or digit parts words. A
/// line that begins with `>` is quoted: it is passed over, and there is one call with an empty word for it.
void each_word(std::string_view text, const std::function<void(std::string_view)>&);

}  // namespace plazo::policy
