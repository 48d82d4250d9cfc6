// Encoding described values as JSON text.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/json/describe.hpp"

namespace plazo::json {

/// Appends `text` as a JSON string; well-formed UTF-8 is passed on as it is.
void append_text(std::string& out, std::string_view text);

/// Appends the value as JSON without blanks: fields in their described order, absent optionals left
/// out, fields for a higher audience left out.
void encode(const Type& type, const void* value, std::string& out, Audience audience = Audience::panel);

template <class T>
std::string encode(const T& value, Audience audience = Audience::panel) {
  std::string out;
  encode(type_of<T>(), &value, out, audience);
  return out;
}

/// The error object of the C ABI: category, code, message, retryable, problems, details.
std::string encode_error(const Error&);

}  // namespace plazo::json
