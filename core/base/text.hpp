// Text: UTF-8 checks and spelling suggestions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plazo {

/// Offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no overlong forms, no
/// surrogates, nothing past U+10FFFF), or nothing when all of it is well-formed.
std::optional<std::size_t> first_invalid_utf8(std::string_view);

/// Number of Unicode code points of well-formed UTF-8.
std::size_t count_characters(std::string_view);

/// At most the first `count` code points.
std::string_view first_characters(std::string_view, std::size_t count);

/// The candidate that somebody who typed `input` probably meant; empty when none is near enough.
std::string_view nearest(std::string_view input, std::span<const std::string_view> candidates);

/// User input as it stands in an error message: in backticks, cut to `most` characters, control
/// characters shown as `?`.
std::string shown(std::string_view input, std::size_t most = 40);

}  // namespace plazo
