// What is wrong with a policy, or probably not meant: everything at once.
//
// Whatever would change a decision or a deadline is an error and keeps a policy from being installed;
// everything else is a warning. Nothing is filled in. docs/policy.md lists the codes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/policy/document.hpp"

namespace plazo::policy {

enum class Severity { error, warning };
BOOST_DESCRIBE_ENUM(Severity, error, warning)

struct Finding {
  Severity severity = Severity::error;
  std::string path;
  std::string code;
  std::string message;
  std::optional<std::string> help;

  static constexpr std::string_view json_name = "PolicyFinding";
  static constexpr json::Note notes[] = {
      {.field = "severity", .meaning = "`error`: it cannot be installed; `warning`: it can, but look at it"},
      {.field = "path", .meaning = "JSON pointer into the document; empty for the whole of it"},
      {.field = "code", .meaning = "stable, such as `unknown_field`, `unknown_zone`, `missing_language`"},
      {.field = "message", .meaning = "what is wrong"},
      {.field = "help", .meaning = "what to do, where the message does not say it already"},
  };
};
BOOST_DESCRIBE_STRUCT(Finding, (), (severity, path, code, message, help))

/// Everything there is to say about a well-formed document, in its order; at most 1000 findings, then one
/// with the code `more`. Throws only `unavailable` `zone.data_missing`.
std::vector<Finding> check(const Document&);

/// The errors among them, as problems; empty: it can be installed.
std::vector<Problem> errors_in(const Document&);

/// What there is to say about a document of which a part could not be read: the problems of reading, and
/// what was found in the rest. A finding that such a problem may have caused is left out.
std::vector<Finding> check(const Document& read_in_part, const std::vector<Problem>& problems);

}  // namespace plazo::policy
