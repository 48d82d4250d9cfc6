// Writing to people: colours where they can be seen, and nothing in a text that steers the terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plazo::cli {

enum class Style { plain, bold, dim, good, warn, bad };

class Terminal {
 public:
  /// Colours only when the stream is a terminal, NO_COLOR is not set and TERM is not `dumb`.
  explicit Terminal(int descriptor);
  bool is_terminal() const { return terminal_; }
  /// Columns to write in; 100 when it is no terminal.
  std::size_t width() const;
  std::string styled(std::string_view text, Style) const;

 private:
  int descriptor_;
  bool terminal_, colours_;
};

/// Columns that a UTF-8 text takes.
std::size_t columns(std::string_view);
/// The text cut to a number of columns, with `…` for what was cut.
std::string cut(std::string_view, std::size_t to);
/// Customers write texts: control characters, which steer the terminal, and the characters that turn the
/// direction of writing become visible. Line breaks and tabs stay when `lines`.
std::string harmless(std::string_view, bool lines = false);

/// `1 h 5 min`, `600 ms`; the two largest units.
std::string duration_words(std::int64_t milliseconds);
/// `168 h`, `1 h 30 min`, `2 h 0 min 0.001 s`: exact, without days, which are not 24 hours when one counts
/// open time.
std::string hour_words(std::int64_t milliseconds);
/// An instant (RFC 3339 in UTC) in the terminal's zone: `2026-03-02 10:10 CET`. What is none stays.
std::string instant_words(std::string_view instant);
/// `3.4 MiB`.
std::string byte_words(std::int64_t bytes);

struct Table {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
  std::vector<std::vector<Style>> styles;  ///< per row; may be shorter than the row
  /// The column that gives way when the table is too wide.
  std::size_t elastic = 0;
  std::string text(const Terminal&, std::string_view indent = "") const;
};

/// Writes to standard output; a failure is noticed by `finish_output`.
void print(std::string_view);
/// Writes to standard error, when that works.
void complain(std::string_view);
/// False when something could not be written (`broken`: because the reader went away).
bool finish_output(bool& broken);

}  // namespace plazo::cli
