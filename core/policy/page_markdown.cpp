// The page's tree as Markdown (CommonMark with GitHub's tables). Texts are escaped, so that none of them is
// read as markup.
#include <algorithm>
#include <cctype>

#include "core/base/messages.hpp"
#include "core/policy/page.hpp"

namespace plazo::policy {
namespace {

/// At the beginning of a line more characters mean something than within.
void escape(std::string& out, std::string_view text, bool at_start) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool means = std::string_view("\\`*_[]<>|&~$").find(c) != std::string_view::npos;
    const bool means_first = at_start && std::string_view("#+-=").find(c) != std::string_view::npos;
    // "1." and "1)" begin a list, wherever only digits stand before them.
    const bool numbers = at_start && (c == '.' || c == ')') && i > 0;
    if (means || (means_first && i == 0) || numbers) out += '\\';
    out += c == '\n' ? ' ' : c;
    if (!std::isdigit(static_cast<unsigned char>(c))) at_start = at_start && c == ' ' && i == 0;
  }
}

std::string escaped_address(std::string_view address) {
  std::string out;
  for (const char c : address) {
    constexpr char hex[] = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= ' ' || byte == 0x7F || c == '<' || c == '>' || c == '(' || c == ')' || c == '\\' || c == '|')
      (out += '%') += hex[byte >> 4], out += hex[byte & 15];
    else
      out += c;
  }
  return out;
}

std::string text_of(const Line& runs, bool at_start) {
  std::string out;
  for (const Run& run : runs) {
    if (run.text.empty()) continue;
    const bool start = at_start && out.empty();
    if (run.kind == Run::Kind::strong) {
      // Blanks at an end would keep the stars from being read as emphasis.
      const auto last = run.text.find_last_not_of(' ') + 1;
      out += "**";
      escape(out, std::string_view(run.text).substr(0, last), false);
      out += "**" + run.text.substr(last);
    } else if (run.kind == Run::Kind::link && !run.target.starts_with('#')) {
      out += '[';
      escape(out, run.text, false);
      out += "](" + escaped_address(run.target) + ')';
    } else {
      escape(out, run.text, start);
    }
  }
  return out;
}

class Markdown {
 public:
  std::string take() { return std::move(out_); }

  void heading(int level, std::string_view title) {
    out_ += std::string(static_cast<std::size_t>(level), '#') + ' ';
    escape(out_, title, true);
    out_ += "\n\n";
  }

  void block(const Block& block) {
    switch (block.kind) {
      case Block::Kind::paragraph:
        out_ += text_of(block.line, true) + "\n\n";
        break;
      case Block::Kind::bullets:
      case Block::Kind::steps: {
        std::size_t number = 0;
        for (const Entry& entry : block.entries) {
          const std::string mark =
              block.kind == Block::Kind::steps ? std::to_string(++number) + ". " : std::string("- ");
          out_ += mark;
          for (std::size_t i = 0; i < entry.cells.size(); ++i) {
            if (i) out_ += "  \n" + std::string(mark.size(), ' ');
            out_ += text_of(entry.cells[i], true);
          }
          out_ += '\n';
        }
        out_ += '\n';
        break;
      }
      case Block::Kind::pairs:
        for (const Entry& entry : block.entries) {
          out_ += "- **" + text_of(entry.cells.front(), false) + ":** ";
          for (std::size_t i = 1; i < entry.cells.size(); ++i)
            out_ += (i > 1 ? "  \n  " : "") + text_of(entry.cells[i], false);
          out_ += '\n';
        }
        out_ += '\n';
        break;
      case Block::Kind::table:
        if (!block.line.empty()) out_ += "**" + text_of(block.line, false) + "**\n\n";
        out_ += '|';
        for (const auto& name : block.header) {
          out_ += ' ';
          escape(out_, name, false);
          out_ += " |";
        }
        out_ += "\n|";
        for (std::size_t i = 0; i < block.header.size(); ++i) out_ += " --- |";
        out_ += '\n';
        for (const Entry& entry : block.entries) {
          out_ += '|';
          for (const Line& cell : entry.cells) out_ += ' ' + text_of(cell, false) + " |";
          out_ += '\n';
        }
        out_ += '\n';
    }
  }

  void section(const Section& section, int level) {
    heading(std::min(level, 6), section.title);
    for (const Block& one : section.blocks) block(one);
    for (const Section& inner : section.sections) this->section(inner, level + 1);
  }

 private:
  std::string out_;
};

}  // namespace

std::string markdown(const Page& page) {
  Markdown out;
  out.heading(1, page.title);
  for (const Block& block : page.lead) out.block(block);
  for (const Section& section : page.sections) out.section(section, 2);
  for (const Block& block : page.foot) out.block(block);
  std::string text = out.take();
  while (text.ends_with("\n\n")) text.pop_back();
  return text;
}

}  // namespace plazo::policy
