#include "core/base/text.hpp"

#include <algorithm>
#include <vector>

namespace plazo {
namespace {

/// Length of the well-formed sequence at the front of `text`, or 0.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto between = [&](std::size_t i, unsigned low, unsigned high) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return between(1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
    return between(1, low, high) && between(2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
    return between(1, low, high) && between(2, 0x80, 0xBF) && between(3, 0x80, 0xBF) ? 4 : 0;
  }
  return 0;
}

/// Edit distance where a swap of neighbours counts as one (optimal string alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = sequence_length(text.substr(at));
    if (length == 0) return at;
    at += length;
  }
  return std::nullopt;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string_view first_characters(std::string_view text, std::size_t count) {
  for (std::size_t at = 0; at < text.size(); ++at)
    if ((text[at] & 0xC0) != 0x80 && count-- == 0) return text.substr(0, at);
  return text;
}

std::string_view nearest(std::string_view input, std::span<const std::string_view> candidates) {
  if (input.empty() || input.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, input.size() / 3) + 1;
  for (const auto candidate : candidates) {
    const std::size_t d = distance(input, candidate);
    if (d < best_distance) best = candidate, best_distance = d;
  }
  return best;
}

std::string shown(std::string_view input, std::size_t most) {
  std::string out = "`";
  std::size_t at = 0;
  for (std::size_t characters = 0; at < input.size() && characters < most; ++characters) {
    // Names of operations come as they are: what is no UTF-8 must not get into an error's JSON.
    const std::size_t length = sequence_length(input.substr(at));
    const char c = input[at];
    if (length > 1)
      out += input.substr(at, length);
    else
      out += length == 0 || static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '`' ? '?' : c;
    at += length ? length : 1;
  }
  if (at < input.size()) out += "…";
  return out + "`";
}

}  // namespace plazo
