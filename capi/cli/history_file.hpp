// A history of tickets, one JSON object a line, read in parts of whole lines that a request can hold.
#pragma once

#include <cstdint>
#include <string>

namespace plazo::cli {

class HistoryFile {
 public:
  /// `-` is standard input. Throws a usage failure when it cannot be opened or read.
  explicit HistoryFile(const std::string& name);
  ~HistoryFile();
  HistoryFile(const HistoryFile&) = delete;

  /// Reads the next lines that take at most `most` bytes as a JSON text; false at the end. Throws
  /// `history.line_too_long` for one that takes more by itself, and `history.invalid` for a character that no
  /// text may have.
  bool next(std::size_t most);

  /// The part as a JSON text, with its quotation marks.
  const std::string& text() const { return text_; }
  /// The same as it was read.
  std::string_view lines() const { return std::string_view(buffer_).substr(0, part_); }
  std::int64_t first_line() const { return first_line_; }  ///< number of its first line, from 1
  std::int64_t bytes_read() const { return bytes_read_; }
  std::int64_t size() const { return size_; }  ///< of the file; 0 where nobody knows
  const std::string& name() const { return name_; }

 private:
  bool fill();

  std::string name_;
  int descriptor_;
  std::int64_t size_ = 0, bytes_read_ = 0, first_line_ = 1, lines_ = 0;
  std::string buffer_, text_;
  std::size_t part_ = 0;  // bytes of the buffer that the part takes
  bool ended_ = false;
};

}  // namespace plazo::cli
