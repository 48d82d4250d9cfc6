#include "core/base/id.hpp"

#include <charconv>

#include "core/base/random.hpp"

namespace plazo {

std::string to_text(Id id) { return std::to_string(id.value); }

std::optional<Id> parse_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  Id id;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id.value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return id;
}

Id IdSource::next(Instant now) const {
  constexpr std::int64_t time_mask = (std::int64_t{1} << 42) - 1;
  const std::int64_t random = random_below(std::uint32_t{1} << random_bits_);
  const std::int64_t ms = now.ms + random_below(spread_ms_);
  return {((ms & time_mask) << 21) | random};
}

IdSource IdSource::wider() const {
  IdSource source = *this;
  source.spread_ms_ = 1000;
  return source;
}

}  // namespace plazo
