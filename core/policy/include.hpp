// Shared fragments: parts of a policy that stand in texts of their own and are included by name.
//
// A document says `"include": ["holidays.jsonc", "common/contact.jsonc"]`; a fragment has members of a
// policy, any of them, and may include others. What the document itself says comes first, then its fragments
// in order, each followed by what it includes: entries of keyed sections stand side by side, lists are
// appended. So paths into what the document itself says stay as they are. Nothing overrides anything: a
// value or a key that two texts give is a problem.
#pragma once

#include <string>
#include <string_view>

#include "core/policy/document.hpp"

namespace plazo::policy {

/// A text under the name that `include` gives it. Names are only compared, never looked up as files.
struct Fragment {
  std::string name;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "as `include` names it", .min = 1, .max = 200},
      {.field = "text",
       .meaning = "a JSON object with members of the policy, comments and all",
       .max = 1'000'000,
       .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(Fragment, (), (name, text))
using Fragments = std::vector<Fragment>;

inline constexpr std::size_t most_fragments = 64;

/// The text with its fragments in their place and without `include`. A text that includes nothing comes back
/// as it is, comments and lines and all.
///
/// Throws what `json::Tree` throws for the text itself; `invalid` `policy.invalid` with problems of the codes
/// `include_malformed` `include_missing` `include_cycle` `include_twice` `include_not_json` `include_clash`.
std::string with_fragments(std::string_view text, const Fragments&);

/// Reads a policy: fragments, comments, shape and sense. Throws `invalid` `policy.invalid` with everything
/// that is wrong, or what `json::Tree` throws.
Document read(std::string_view text, const Fragments& = {});

}  // namespace plazo::policy
