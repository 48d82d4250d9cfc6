// Words of what people write, for comparing them.
#pragma once

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

}  // namespace plazo::policy
