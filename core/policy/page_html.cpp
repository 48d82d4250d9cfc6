// The page's tree as HTML. Nothing of a provider's gets here but as escaped text.
#include <algorithm>

#include "core/base/messages.hpp"
#include "core/policy/page.hpp"

namespace plazo::policy {
namespace {

constexpr std::string_view stylesheet = R"css(
:root { color-scheme: light dark; color: #1c1c1e; background: #fff; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem; font: 1rem/1.55 system-ui, sans-serif; }
h1 { line-height: 1.2; }
h2 { margin-top: 2.5rem; padding-bottom: .25rem; border-bottom: 1px solid #8886; }
h3 { margin-top: 1.75rem; margin-bottom: .5rem; }
a { color: #0b57d0; }
.policy-table { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; margin: 1rem 0; }
caption { text-align: start; font-weight: 600; padding-bottom: .4rem; }
th, td { text-align: start; vertical-align: top; padding: .45rem .6rem; border: 1px solid #8886; overflow-wrap: break-word; hyphens: auto; }
thead th { background: #8882; }
tbody th { font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(9rem, 14rem) 1fr; gap: .3rem 1rem; margin: .5rem 0; }
dt { font-weight: 600; }
dd { margin: 0; grid-column: 2; }
address { font-style: normal; }
nav ul { columns: 15rem; padding-inline-start: 1.2rem; }
footer { margin-top: 3rem; border-top: 1px solid #8886; font-size: .9rem; }
:target { outline: 2px solid #d80; outline-offset: .25rem; }
@media (max-width: 40rem) { dl { display: block; } dd { margin-bottom: .5rem; } table { font-size: .9rem; min-width: 36rem; } }
@media (prefers-color-scheme: dark) { :root { color: #e8e8ea; background: #17181a; } a { color: #8ab4f8; } }
@media print {
  :root { color: #000; background: #fff; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  nav { display: none; }
  h2, h3 { break-after: avoid; }
  tr, li, dl { break-inside: avoid; }
  .policy-table { overflow: visible; }
  a { color: inherit; text-decoration: none; }
  a[href^="http"]::after { content: " (" attr(href) ")"; }
}
)css";

void escape(std::string& out, std::string_view text) {
  for (const char c : text) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
}

class Html {
 public:
  explicit Html(int top_level) : top_(top_level) { out_.reserve(64 << 10); }

  std::string take() { return std::move(out_); }
  void raw(std::string_view text) { out_ += text; }
  void text(std::string_view text) { escape(out_, text); }

  /// An opening tag; attributes without a value are left out.
  void open(std::string_view tag,
            std::initializer_list<std::pair<std::string_view, std::string_view>> with = {}) {
    out_ += '<';
    out_ += tag;
    for (const auto& [name, value] : with) {
      if (value.empty()) continue;
      out_ += ' ';
      out_ += name;
      out_ += "=\"";
      escape(out_, value);
      out_ += '"';
    }
    out_ += '>';
  }
  void close(std::string_view tag) {
    out_ += "</";
    out_ += tag;
    out_ += ">\n";
  }

  void line(const Line& runs) {
    for (const Run& run : runs) {
      const std::string_view tag = run.kind == Run::Kind::strong   ? "strong"
                                   : run.kind == Run::Kind::link   ? "a"
                                   : run.kind == Run::Kind::time   ? "time"
                                   : run.kind == Run::Kind::inside ? "span"
                                                                   : "";
      if (run.kind == Run::Kind::link)
        open(tag, {{"href", run.target}});
      else if (run.kind == Run::Kind::time)
        open(tag, {{"datetime", run.target}});
      else if (run.kind == Run::Kind::inside)
        open(tag, {{"data-place", run.target}});
      else if (!tag.empty())
        open(tag);
      text(run.text);
      if (!tag.empty()) {
        out_ += "</";
        out_ += tag;
        out_ += '>';
      }
    }
  }

  void heading(int depth, std::string_view id, std::string_view title) {
    const int level = std::min(6, top_ + depth);
    const std::string tag = "h" + std::to_string(level);
    open(tag, {{"id", id}});
    text(title);
    close(tag);
  }

  void block(const Block& block) {
    switch (block.kind) {
      case Block::Kind::paragraph:
        open("p", {{"id", block.id}});
        line(block.line);
        close("p");
        break;
      case Block::Kind::bullets:
      case Block::Kind::steps: {
        const std::string_view tag = block.kind == Block::Kind::steps ? "ol" : "ul";
        open(tag, {{"id", block.id}});
        raw("\n");
        for (const Entry& entry : block.entries) {
          open("li", {{"id", entry.id}});
          for (std::size_t i = 0; i < entry.cells.size(); ++i) {
            if (i) raw("<br>");
            line(entry.cells[i]);
          }
          close("li");
        }
        close(tag);
        break;
      }
      case Block::Kind::pairs:
        if (block.contact) raw("<address>\n");
        open("dl", {{"id", block.id}});
        raw("\n");
        for (const Entry& entry : block.entries) {
          open("dt", {{"id", entry.id}});
          line(entry.cells.front());
          close("dt");
          for (std::size_t i = 1; i < entry.cells.size(); ++i) {
            open("dd");
            line(entry.cells[i]);
            close("dd");
          }
        }
        close("dl");
        if (block.contact) close("address");
        break;
      case Block::Kind::table:
        table(block);
    }
  }

  void section(const Section& section, int depth) {
    const std::string title_id = section.id + "-title";
    open("section", {{"id", section.id}, {"aria-labelledby", title_id}});
    raw("\n");
    heading(depth, title_id, section.title);
    for (const Block& one : section.blocks) block(one);
    for (const Section& inner : section.sections) this->section(inner, depth + 1);
    close("section");
  }

 private:
  void table(const Block& block) {
    // On a narrow screen it scrolls by itself, with the keyboard too.
    open("div", {{"class", "policy-table"}, {"tabindex", "0"}});
    open("table", {{"id", block.id}});
    raw("\n");
    if (!block.line.empty()) {
      open("caption");
      line(block.line);
      close("caption");
    }
    raw("<thead><tr>");
    for (const auto& name : block.header) {
      open("th", {{"scope", "col"}});
      text(name);
      raw("</th>");
    }
    raw("</tr></thead>\n<tbody>\n");
    for (const Entry& entry : block.entries) {
      open("tr", {{"id", entry.id}});
      bool first = true;
      for (const Line& cell : entry.cells) {
        open(first ? "th" : "td", {{"scope", first ? "row" : ""}});
        line(cell);
        raw(first ? "</th>" : "</td>");
        first = false;
      }
      close("tr");
    }
    raw("</tbody>");
    close("table");
    close("div");
  }

  int top_;
  std::string out_;
};

}  // namespace

std::string html(const Page& page, const HtmlOptions& options) {
  Html out(options.standalone ? 1 : options.top_level);
  const std::string_view language = page.locale == Locale::es ? "es" : "en";
  if (options.standalone) {
    out.raw("<!doctype html>\n");
    out.open("html", {{"lang", language}});
    out.raw(
        "\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>");
    out.text(page.title);
    out.raw("</title>\n<style>");
    out.raw(stylesheet);
    out.raw("</style>\n</head>\n<body>\n");
  }
  out.open(options.standalone ? "main" : "article", {{"class", "policy"}, {"lang", language}});
  out.raw("\n");
  out.heading(0, "policy-title", page.title);
  for (const Block& block : page.lead) out.block(block);
  out.open("nav", {{"aria-label", message(page.locale, "page.contents")}});
  out.raw("\n<ul>\n");
  for (const Section& section : page.sections) {
    out.raw("<li>");
    out.line({{section.title, Run::Kind::link, "#" + section.id}});
    out.raw("</li>\n");
  }
  out.raw("</ul>\n</nav>\n");
  for (const Section& section : page.sections) out.section(section, 1);
  out.raw("<footer>\n");
  for (const Block& block : page.foot) out.block(block);
  out.raw("</footer>\n");
  out.close(options.standalone ? "main" : "article");
  if (options.standalone) out.raw("</body>\n</html>\n");
  return out.take();
}

}  // namespace plazo::policy
