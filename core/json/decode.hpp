// Strict decoding: JSON text into a described struct, or one error that lists everything wrong.
#pragma once

#include <string_view>

#include "core/base/error.hpp"
#include "core/json/describe.hpp"
#include "core/json/parse.hpp"

namespace plazo::json {

/// How a text is read and on whose behalf.
struct DecodeOptions {
  Limits limits = {};
  Audience audience = Audience::panel;        ///< fields for a higher one are problems (`not_permitted`)
  std::string_view code = "request.invalid";  ///< of the error that lists the problems
};

/// Reads `text` into the value-initialised `out` of type `type`.
///
/// Throws what `Tree` throws, or one `Error` of category `invalid` whose problems have these codes:
/// `unknown_field` (with "did you mean"), `missing_field`, `duplicate_key`, `wrong_type`,
/// `out_of_range`, `too_short`, `too_long`, `too_few`, `too_many`, `embedded_nul`,
/// `control_character`, `unknown_value`, `not_an_id`, `not_an_instant`, `not_a_duration`,
/// `not_permitted`. At most 100 are listed; the message tells how many there were.
/// When it throws, `out` holds a part of the input and must be thrown away.
void decode(const Type& type, std::string_view text, void* out, const DecodeOptions& options = {});

/// What `decode_partly` could not read.
struct Unread {
  std::vector<Problem> problems;  ///< as of `decode`, at most 100
  std::size_t found = 0;          ///< how many there were
};

/// Like `decode`, but the problems are given back and `out` keeps what could be read; the rest has its
/// default values. For texts of which everything that is wrong is to be told at once. Throws only what
/// `Tree` throws.
Unread decode_partly(const Type& type, std::string_view text, void* out, const DecodeOptions& options = {});

template <class T>
T decode(std::string_view text, const DecodeOptions& options = {}) {
  T value{};
  decode(type_of<T>(), text, &value, options);
  return value;
}

}  // namespace plazo::json
