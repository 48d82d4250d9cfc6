// The one error type of the core. Everything that can go wrong reaches the caller as one of these.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plazo {

/// What a caller can do about an error. The numbers are part of the C ABI and never change.
enum class Category : std::int32_t {
  invalid = -1,      ///< the request is wrong; mend it
  not_found = -2,    ///< no such thing, or not yours: the two look the same
  refused = -3,      ///< understood, but this actor may not, or the policy says no
  conflict = -4,     ///< the state moved on; read again
  limit = -5,        ///< too much or too often
  unavailable = -6,  ///< the storage cannot serve now
  internal = -7,     ///< a fault of Plazo itself
};

std::string_view to_text(Category);

/// One of the things wrong with an input.
struct Problem {
  std::string path;     ///< JSON pointer into the input (RFC 6901); empty for the whole of it
  std::string code;     ///< stable, snake_case: `unknown_field`, `too_long`, …
  std::string message;  ///< one line, lower case, says what to do
};

class Error : public std::exception {
 public:
  Error(Category category, std::string code, std::string message)
      : category(category), code(std::move(code)), message(std::move(message)) {}

  Error& with(Problem problem) {
    problems.push_back(std::move(problem));
    return *this;
  }
  Error& with(std::string name, std::string value) {
    details.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Error& retry() {
    retryable = true;
    return *this;
  }

  const char* what() const noexcept override { return message.c_str(); }

  Category category;
  std::string code;     ///< stable, `subject.reason`: `ticket.not_found`
  std::string message;  ///< one line, lower case, no full stop, input in backticks
  bool retryable = false;
  std::vector<Problem> problems;
  std::vector<std::pair<std::string, std::string>> details;  ///< further facts by name
  std::string decision;  ///< of what a policy does not take: its decision, a JSON object; among the details
};

}  // namespace plazo
