#include "history_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstring>

#include "library.hpp"

namespace plazo::cli {
namespace {

constexpr std::size_t step = 1 << 18;

Failure unreadable(const std::string& name) {
  return failure(usage, "cli.unreadable", "cannot read `" + name + "`: " + std::strerror(errno));
}

Failure bad_line(std::int64_t line, std::string_view code, std::string_view message) {
  namespace json = boost::json;
  return {invalid, json::serialize(json::object{
                       {"category", "invalid"},
                       {"code", "history.invalid"},
                       {"message", "line " + std::to_string(line) + " of the history cannot be read"},
                       {"retryable", false},
                       {"problems", json::array{json::object{{"path", "/history/" + std::to_string(line)},
                                                             {"code", code},
                                                             {"message", message}}}}})};
}

/// Appends the inside of a JSON text. False for a character that no text may have.
bool append_escaped(std::string& out, std::string_view text) {
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F) continue;
    out.append(text.substr(plain, i - plain));
    plain = i + 1;
    if (c == '"' || c == '\\')
      out.append({'\\', text[i]});
    else if (c == '\t' || c == '\r')
      out += c == '\t' ? "\\t" : "\\r";
    else
      return false;
  }
  out.append(text.substr(plain));
  return true;
}

}  // namespace

HistoryFile::HistoryFile(const std::string& name)
    : name_(name), descriptor_(name == "-" ? STDIN_FILENO : ::open(name.c_str(), O_RDONLY | O_CLOEXEC)) {
  struct stat s;
  if (descriptor_ < 0) throw unreadable(name);
  if (::fstat(descriptor_, &s) == 0 && S_ISREG(s.st_mode)) size_ = s.st_size;
}

HistoryFile::~HistoryFile() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

bool HistoryFile::fill() {
  if (ended_) return false;
  const std::size_t before = buffer_.size();
  buffer_.resize(before + step);
  ssize_t length;
  do length = ::read(descriptor_, buffer_.data() + before, step);
  while (length < 0 && errno == EINTR);
  buffer_.resize(before + static_cast<std::size_t>(std::max<ssize_t>(length, 0)));
  if (length < 0) throw unreadable(name_);
  ended_ = length == 0;
  return !ended_;
}

bool HistoryFile::next(std::size_t most) {
  buffer_.erase(0, part_);
  first_line_ += lines_;
  part_ = 0, lines_ = 0;
  text_ = "\"";
  while (true) {
    std::size_t end = buffer_.find('\n', part_);
    for (std::size_t from = buffer_.size(); end == std::string::npos && buffer_.size() - part_ <= most;
         from = buffer_.size()) {
      if (!fill()) break;
      end = buffer_.find('\n', from);
    }
    const bool last = end == std::string::npos && buffer_.size() - part_ <= most;
    const std::string_view line = std::string_view(buffer_).substr(part_, end - part_);
    if (last && line.empty()) break;
    const std::size_t before = text_.size();
    if (end != std::string::npos || last) {
      if (!append_escaped(text_, line))
        throw bad_line(first_line_ + lines_, "control_character",
                       "must not contain control characters; in a text they are written as `\\u0001`");
      text_ += "\\n";
    }
    if ((end == std::string::npos && !last) || text_.size() + 1 > most) {
      if (lines_ == 0)
        throw bad_line(first_line_, "too_long",
                       "is longer than what is read of one ticket; leave messages out that decide nothing");
      text_.resize(before);
      break;
    }
    part_ += line.size() + (last ? 0 : 1);
    ++lines_;
    if (last) break;
  }
  text_ += '"';
  bytes_read_ += static_cast<std::int64_t>(part_);
  return lines_ > 0;
}

}  // namespace plazo::cli
