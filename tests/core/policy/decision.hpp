// Policies and questions in tests, from JSON.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/policy/explain.hpp"

namespace plazo::policy::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline Compiled policy_from(std::string_view text) {
  return Compiled(json::decode<Document>(text, {.limits = {.comments = true}}));
}

inline Instant instant(std::string_view text) {
  const auto at = parse_instant(text);
  if (!at) throw std::runtime_error("no instant: " + std::string(text));
  return *at;
}

inline Question question_from(std::string_view text) { return json::decode<Question>(text); }

}  // namespace plazo::policy::testing
