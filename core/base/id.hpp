// Ids: 63 bits, made by the core, roughly ordered by time, unguessable enough not to collide.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace plazo {

/// Positive; 0 means "none". On the wire a decimal string, because JSON readers lose digits past 2^53.
struct Id {
  std::int64_t value = 0;
  friend constexpr auto operator<=>(Id, Id) = default;
  explicit constexpr operator bool() const { return value != 0; }
};

std::string to_text(Id);
/// A positive decimal number without sign, blanks or leading zeros.
std::optional<Id> parse_id(std::string_view);

/// Makes ids of 42 bits of milliseconds since 1970 and 21 random bits. Two makers may clash; the
/// storage notices and asks again.
class IdSource {
 public:
  /// Fewer random bits (1 to 21) only make clashes likely, for tests.
  explicit IdSource(int random_bits = 21) : random_bits_(random_bits) {}
  Id next(Instant now) const;
  /// One for another attempt after a clash. Its ids lie up to a second later, so that a millisecond
  /// (or a clock that stands still) whose ids are all taken does not fail for ever.
  IdSource wider() const;

 private:
  int random_bits_;
  std::uint32_t spread_ms_ = 1;
};

}  // namespace plazo

template <>
struct std::hash<plazo::Id> {
  std::size_t operator()(plazo::Id id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};
