#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace plazo::cli {
namespace {

/// The next character of a UTF-8 text; a byte that is none counts as one character.
char32_t next(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80       ? 1
                             : lead >> 5 == 6  ? 2
                             : lead >> 4 == 14 ? 3
                             : lead >> 3 == 30 ? 4
                                               : 1;
  if (length == 1 || at + length > text.size()) return ++at, lead;
  char32_t c = lead & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto u = static_cast<unsigned char>(text[at + i]);
    if (u >> 6 != 2) return ++at, lead;
    c = c << 6 | (u & 0x3F);
  }
  at += length;
  return c;
}

std::size_t width_of(char32_t c) {
  return static_cast<std::size_t>(std::max(0, ::wcwidth(static_cast<wchar_t>(c))));
}

bool steers(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x200E || c == 0x200F || c == 0x061C || c == 0x2028 ||
         c == 0x2029 || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

int write_errno = 0;

}  // namespace

Terminal::Terminal(int descriptor) : descriptor_(descriptor), terminal_(::isatty(descriptor) == 1) {
  const char* const none = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  colours_ = terminal_ && !(none && *none) && !(term && std::strcmp(term, "dumb") == 0);
}

std::size_t Terminal::width() const {
  winsize size{};
  if (terminal_ && ::ioctl(descriptor_, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 100;
}

std::string Terminal::styled(std::string_view text, Style style) const {
  constexpr std::array<const char*, 6> codes{"", "1", "2", "32", "33", "31"};
  if (!colours_ || style == Style::plain || text.empty()) return std::string(text);
  return std::string("\033[") + codes[static_cast<std::size_t>(style)] + "m" + std::string(text) + "\033[0m";
}

std::size_t columns(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) width += width_of(next(text, at));
  return width;
}

std::string cut(std::string_view text, std::size_t to) {
  if (columns(text) <= to) return std::string(text);
  std::size_t width = 1, at = 0;
  while (at < text.size()) {
    std::size_t after = at;
    width += width_of(next(text, after));
    if (width > to) break;
    at = after;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::string harmless(std::string_view text, bool lines) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t before = at;
    const char32_t c = next(text, at);
    const bool broken = c >= 0x80 && at - before == 1;
    if (!broken && (!steers(c) || (lines && (c == '\n' || c == '\t')))) {
      out.append(text.substr(before, at - before));
    } else if (!(lines && c == '\r')) {
      std::array<char, 16> shown;
      std::snprintf(shown.data(), shown.size(), c < 0x100 ? "\\x%02X" : "\\u%04X", static_cast<unsigned>(c));
      out += shown.data();
    }
  }
  return out;
}

std::string duration_words(std::int64_t ms) {
  if (ms < 0) return "-" + duration_words(-ms);
  if (ms < 1000) return std::to_string(ms) + " ms";
  struct Unit {
    std::int64_t ms;
    const char* name;
  };
  constexpr std::array<Unit, 4> units{
      {{86'400'000, " d"}, {3'600'000, " h"}, {60'000, " min"}, {1000, " s"}}};
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (ms < units[i].ms) continue;
    std::string out = std::to_string(ms / units[i].ms) + units[i].name;
    if (i + 1 < units.size())
      if (const auto rest = ms % units[i].ms / units[i + 1].ms)
        out += " " + std::to_string(rest) + units[i + 1].name;
    return out;
  }
  return "0";
}

std::string hour_words(std::int64_t ms) {
  if (ms < 0) return "-" + hour_words(-ms);
  std::string out;
  const std::int64_t hours = ms / 3'600'000, minutes = ms / 60'000 % 60, rest = ms % 60'000;
  if (hours) out += std::to_string(hours) + " h ";
  if (minutes || (hours && rest)) out += std::to_string(minutes) + " min ";
  if (rest || out.empty()) {
    std::array<char, 32> text;
    std::snprintf(text.data(), text.size(), rest % 1000 ? "%d.%03d s " : "%d s ",
                  static_cast<int>(rest / 1000), static_cast<int>(rest % 1000));
    out += text.data();
  }
  out.pop_back();
  return out;
}

std::string instant_words(std::string_view instant) {
  std::tm utc{};
  const std::string text(instant);
  const char* const rest = ::strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (!rest) return harmless(instant);
  const std::time_t at = ::timegm(&utc);
  std::tm local{};
  ::localtime_r(&at, &local);
  std::array<char, 64> out;
  return {out.data(),
          std::strftime(out.data(), out.size(), local.tm_sec ? "%F %T %Z" : "%F %H:%M %Z", &local)};
}

std::string byte_words(std::int64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  double amount = static_cast<double>(bytes);
  const char* unit = "";
  for (const char* larger : {"KiB", "MiB", "GiB", "TiB"}) {
    if (amount < 1024) break;
    amount /= 1024;
    unit = larger;
  }
  std::array<char, 32> out;
  std::snprintf(out.data(), out.size(), "%.1f %s", amount, unit);
  return out.data();
}

std::string Table::text(const Terminal& terminal, std::string_view indent) const {
  std::vector<std::size_t> widths;
  for (const auto& name : header) widths.push_back(columns(name));
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  std::size_t total = indent.size() + 2 * (widths.size() - 1);
  for (const auto width : widths) total += width;
  const std::size_t least = std::max<std::size_t>(columns(header[elastic]), 12);
  if (total > terminal.width() && widths[elastic] > least)
    widths[elastic] -= std::min(total - terminal.width(), widths[elastic] - least);

  std::string out;
  const auto line = [&](const std::vector<std::string>& cells, const auto& style) {
    out += indent;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string cell = cut(cells[i], widths[i]);
      out += terminal.styled(cell, style(i));
      if (i + 1 < cells.size()) out.append(widths[i] - columns(cell) + 2, ' ');
    }
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
  };
  line(header, [](std::size_t) { return Style::bold; });
  for (std::size_t r = 0; r < rows.size(); ++r)
    line(rows[r], [&](std::size_t i) {
      return r < styles.size() && i < styles[r].size() ? styles[r][i] : Style::plain;
    });
  return out;
}

void print(std::string_view text) {
  if (write_errno == 0 && std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
    write_errno = errno;
}

void complain(std::string_view text) { static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr)); }

bool finish_output(bool& broken) {
  if (std::fflush(stdout) != 0 && write_errno == 0) write_errno = errno;
  broken = write_errno == EPIPE;
  return write_errno == 0;
}

}  // namespace plazo::cli
