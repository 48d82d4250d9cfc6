// What changed from one policy to another, in words.
#pragma once

#include <string>
#include <vector>

#include "core/policy/document.hpp"

namespace plazo::policy {

enum class DifferenceKind {
  added,
  removed,
  changed,
  moved,  ///< to another place in an order that means something
};
BOOST_DESCRIBE_ENUM(DifferenceKind, added, removed, changed, moved)

struct Difference {
  DifferenceKind kind = DifferenceKind::changed;
  std::string path;
  std::string subject;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "kind", .meaning = "what happened to it"},
      {.field = "path",
       .meaning = "JSON pointer into the later document; of what was removed, into the earlier one"},
      {.field = "subject", .meaning = "what it is about, in words"},
      {.field = "before", .meaning = "what it was, in words; of what was moved, its place from 1"},
      {.field = "after", .meaning = "what it is, likewise"},
      {.field = "text", .meaning = "all of it in one line"},
  };
};
BOOST_DESCRIBE_STRUCT(Difference, (), (kind, path, subject, before, after, text))

/// In the order of the document. Nothing when the two say the same, however they are written. Hours are
/// compared by weekday and named after the channels and departments that keep them; rules are matched by
/// their id, entries by their key.
std::vector<Difference> diff(Locale, const Document& before, const Document& after);

}  // namespace plazo::policy
