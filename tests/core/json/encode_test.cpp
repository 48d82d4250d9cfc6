#include "core/json/encode.hpp"

#include <gmock/gmock.h>

namespace plazo::json {
namespace {

std::string written(std::string_view text) {
  std::string out;
  append_text(out, text);
  return out;
}

TEST(Encode, WhatMayNotStandInATextIsEscapedWhereverItStands) {
  const std::string plain = "Señor, ¿qué pasa? 0123456789 abcdefghijklmnopqrstuvwxyz~";
  const std::pair<std::string, std::string> escapes[] = {
      {"\"", "\\\""},     {"\\", "\\\\"}, {"\n", "\\n"},
      {"\r", "\\r"},      {"\t", "\\t"},  {std::string(1, '\0'), "\\u0000"},
      {"\x1f", "\\u001f"}};
  for (std::size_t length = 0; length < plain.size(); ++length) {
    const auto text = plain.substr(0, length);
    ASSERT_EQ(written(text), "\"" + text + "\"");
    for (std::size_t at = 0; at <= length; ++at)
      for (const auto& [given, escaped] : escapes)
        ASSERT_EQ(written(text.substr(0, at) + given + text.substr(at)),
                  "\"" + text.substr(0, at) + escaped + text.substr(at) + "\"");
  }
}

}  // namespace
}  // namespace plazo::json
