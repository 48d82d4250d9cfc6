// The policies that the tests read, and texts that are compared as a whole.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/policy/include.hpp"

namespace plazo::policy::testing {

inline const std::filesystem::path here = std::filesystem::path(PLAZO_SOURCE_DIR) / "tests/core/policy";

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Says something of every kind.
inline Document everything() { return read(contents(here / "everything.jsonc")); }

/// Compares with a committed file below pages/ here, or at a path of its own. With PLAZO_WRITE_EXPECTED=1 it
/// is written instead; look at the difference before committing it.
inline void expect_file(const std::filesystem::path& name, const std::string& text) {
  const auto file = here / "pages" / name;  // an absolute path stays as it is
  if (std::getenv("PLAZO_WRITE_EXPECTED")) std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(contents(file), text) << "the page is another than " << file;
}

}  // namespace plazo::policy::testing
