#include "core/base/time.hpp"

#include <charconv>
#include <cstdio>
#include <limits>

namespace plazo {
namespace {

// Days since 1970-01-01 of a proleptic Gregorian date, and back: Howard Hinnant, "chrono-Compatible
// Low-Level Date Algorithms".
constexpr std::int64_t days_from_civil(std::int64_t y, unsigned m, unsigned d) {
  y -= m <= 2;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const auto yoe = static_cast<unsigned>(y - era * 400);
  const unsigned doy = (153 * (m > 2 ? m - 3 : m + 9) + 2) / 5 + d - 1;
  const unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + static_cast<std::int64_t>(doe) - 719468;
}

struct Date {
  std::int64_t year;
  unsigned month, day;
};

constexpr Date civil_from_days(std::int64_t z) {
  z += 719468;
  const std::int64_t era = (z >= 0 ? z : z - 146096) / 146097;
  const auto doe = static_cast<unsigned>(z - era * 146097);
  const unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const unsigned mp = (5 * doy + 2) / 153;
  const unsigned month = mp < 10 ? mp + 3 : mp - 9;
  return {static_cast<std::int64_t>(yoe) + era * 400 + (month <= 2), month, doy - (153 * mp + 2) / 5 + 1};
}

/// Reads fixed-width numbers and literal characters from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool literal(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  /// Exactly `width` digits.
  std::optional<int> number(std::size_t width) {
    if (text_.size() < width) return std::nullopt;
    int value = 0;
    for (const char c : text_.substr(0, width)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(width);
    return value;
  }
  /// One or more digits, at most `most`; nothing when there is none or too many.
  std::optional<std::string_view> digits(std::size_t most) {
    std::size_t n = 0;
    while (n < text_.size() && text_[n] >= '0' && text_[n] <= '9') ++n;
    if (n == 0 || n > most) return std::nullopt;
    const auto found = text_.substr(0, n);
    text_.remove_prefix(n);
    return found;
  }
  bool done() const { return text_.empty(); }
  char peek() const { return text_.empty() ? '\0' : text_.front(); }

 private:
  std::string_view text_;
};

/// The first three of some fraction digits as milliseconds.
int fraction_ms(std::string_view digits) {
  int ms = 0;
  for (std::size_t i = 0; i < 3; ++i) ms = ms * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  return ms;
}

constexpr unsigned days_in_month(std::int64_t y, unsigned m) {
  const bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
  return m == 2 ? (leap ? 29 : 28) : (m == 4 || m == 6 || m == 9 || m == 11) ? 30 : 31;
}

}  // namespace

void append_text(std::string& out, Instant at) {
  std::int64_t day = at.ms / 86'400'000, ms = at.ms % 86'400'000;
  if (ms < 0) ms += 86'400'000, --day;
  const Date date = civil_from_days(day);
  if (date.year < 0 || date.year > 9999) {
    char text[40];
    const int n = std::snprintf(text, sizeof text, "%04lld-%02u-%02uT%02d:%02d:%02d.%03dZ",
                                static_cast<long long>(date.year), date.month, date.day,
                                static_cast<int>(ms / 3'600'000), static_cast<int>(ms / 60'000 % 60),
                                static_cast<int>(ms / 1000 % 60), static_cast<int>(ms % 1000));
    out.append(text, static_cast<std::size_t>(n));
    return;
  }
  // Every reply holds some: by hand it takes a tenth of the time.
  char text[] = "0000-00-00T00:00:00.000Z";
  const auto put = [](char* to, std::uint32_t two_digits) {
    to[0] = static_cast<char>('0' + two_digits / 10);
    to[1] = static_cast<char>('0' + two_digits % 10);
  };
  const auto year = static_cast<std::uint32_t>(date.year), of_day = static_cast<std::uint32_t>(ms);
  put(text, year / 100);
  put(text + 2, year % 100);
  put(text + 5, date.month);
  put(text + 8, date.day);
  put(text + 11, of_day / 3'600'000);
  put(text + 14, of_day / 60'000 % 60);
  put(text + 17, of_day / 1000 % 60);
  put(text + 20, of_day % 1000 / 10);
  text[22] = static_cast<char>('0' + of_day % 10);
  out.append(text, sizeof text - 1);
}

std::string to_text(Instant at) {
  std::string out;
  append_text(out, at);
  return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
  Reader in(text);
  const auto year = in.number(4);
  if (!year || *year < 1 || !in.literal('-')) return std::nullopt;
  const auto month = in.number(2);
  if (!month || *month < 1 || *month > 12 || !in.literal('-')) return std::nullopt;
  const auto day = in.number(2);
  if (!day || *day < 1 || static_cast<unsigned>(*day) > days_in_month(*year, static_cast<unsigned>(*month)))
    return std::nullopt;
  if (!in.literal('T') && !in.literal('t')) return std::nullopt;
  const auto hour = in.number(2);
  if (!hour || *hour > 23 || !in.literal(':')) return std::nullopt;
  const auto minute = in.number(2);
  if (!minute || *minute > 59 || !in.literal(':')) return std::nullopt;
  const auto second = in.number(2);
  if (!second || *second > 59) return std::nullopt;
  int ms = 0;
  if (in.literal('.')) {
    const auto digits = in.digits(9);
    if (!digits) return std::nullopt;
    ms = fraction_ms(*digits);
  }
  std::int64_t offset = 0;
  if (!in.literal('Z') && !in.literal('z')) {
    const bool west = in.peek() == '-';
    if (!in.literal('+') && !in.literal('-')) return std::nullopt;
    const auto hours = in.number(2);
    if (!hours || *hours > 23 || !in.literal(':')) return std::nullopt;
    const auto minutes = in.number(2);
    if (!minutes || *minutes > 59) return std::nullopt;
    offset = (*hours * 60 + *minutes) * (west ? -60'000LL : 60'000LL);
  }
  if (!in.done()) return std::nullopt;
  const std::int64_t days =
      days_from_civil(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
  const Instant at{((days * 24 + *hour) * 60 + *minute) * 60'000 + *second * 1000 + ms - offset};
  if (at < earliest_instant || at > latest_instant) return std::nullopt;
  return at;
}

std::string to_text(Duration length) {
  if (length.ms == 0) return "PT0S";
  std::string out = length.ms < 0 ? "-P" : "P";
  // Negated as unsigned so that the smallest value has a text too.
  std::uint64_t left = static_cast<std::uint64_t>(length.ms);
  if (length.ms < 0) left = 0 - left;
  const std::uint64_t day = left / 86'400'000, hour = left / 3'600'000 % 24, minute = left / 60'000 % 60,
                      second = left / 1000 % 60, ms = left % 1000;
  if (day) out += std::to_string(day) + "D";
  if (hour || minute || second || ms) out += "T";
  if (hour) out += std::to_string(hour) + "H";
  if (minute) out += std::to_string(minute) + "M";
  if (second || ms) {
    out += std::to_string(second);
    if (ms) {
      char fraction[8];
      std::snprintf(fraction, sizeof fraction, ".%03u", static_cast<unsigned>(ms));
      out += fraction;
    }
    out += "S";
  }
  return out;
}

std::optional<Duration> parse_duration(std::string_view text) {
  Reader in(text);
  const bool negative = in.literal('-');
  if (!in.literal('P')) return std::nullopt;
  std::int64_t total = 0;
  bool any = false, time = false;
  int last = -1;  // units must come from large to small, each once
  while (!in.done()) {
    if (in.literal('T')) {
      if (time || in.done()) return std::nullopt;
      time = true;
      if (last < 1) last = 1;
      continue;
    }
    const auto digits = in.digits(12);
    if (!digits) return std::nullopt;
    std::int64_t amount = 0;
    std::from_chars(digits->data(), digits->data() + digits->size(), amount);
    int ms = 0;
    bool fraction = false;
    if (in.literal('.')) {
      const auto part = in.digits(9);
      if (!part) return std::nullopt;
      ms = fraction_ms(*part);
      fraction = true;
    }
    int rank = 0;
    std::int64_t unit = 0;
    if (!time && in.literal('W'))
      rank = 0, unit = 7 * 86'400'000LL;
    else if (!time && in.literal('D'))
      rank = 1, unit = 86'400'000;
    else if (time && in.literal('H'))
      rank = 2, unit = 3'600'000;
    else if (time && in.literal('M'))
      rank = 3, unit = 60'000;
    else if (time && in.literal('S'))
      rank = 4, unit = 1000;
    else
      return std::nullopt;
    if (rank <= last && !(rank == 1 && last == 0)) return std::nullopt;
    if (fraction && unit != 1000) return std::nullopt;
    std::int64_t part = 0;
    if (__builtin_mul_overflow(amount, unit, &part) || __builtin_add_overflow(part, ms, &part) ||
        __builtin_add_overflow(total, part, &total))
      return std::nullopt;
    last = rank;
    any = true;
  }
  if (!any) return std::nullopt;
  return Duration{negative ? -total : total};
}

}  // namespace plazo
