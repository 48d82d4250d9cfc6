// The support page, made from the rules alone: first a neutral tree, then HTML or Markdown.
//
// Everything that a customer reads of a policy stands on it; what staff do inside (escalation steps) does
// not. Summary and detail say hours, promises and outcomes with the same functions (wording.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/compiled.hpp"
#include "core/policy/measured.hpp"

namespace plazo::policy {

/// A stretch of text. All texts are text: renderers escape them.
struct Run {
  enum class Kind {
    plain,
    strong,
    link,    ///< `target` is an http(s), mailto or tel address, a path, or `#` and the id of an entry
    time,    ///< `target` is the machine's form of the date or instant
    inside,  ///< a place in the panel without an address: `target` is its name
  };
  std::string text;
  Kind kind = Kind::plain;
  std::string target = {};
};
using Line = std::vector<Run>;

/// A list item, a pair of term and meanings, or a row; whoever links to a rule links to its `id`.
struct Entry {
  std::string id;           ///< empty: none
  std::vector<Line> cells;  ///< one of an item; term and meanings of a pair; all of a row
};

struct Block {
  enum class Kind { paragraph, bullets, steps, pairs, table };
  Kind kind = Kind::paragraph;
  std::string id = {};
  Line line = {};  ///< of a paragraph; of a table its caption
  std::vector<std::string> header = {};
  std::vector<Entry> entries = {};
  bool contact = false;  ///< of pairs: where the provider itself is reached
};

struct Section {
  std::string id;
  std::string title;
  std::vector<Block> blocks = {};
  std::vector<Section> sections = {};
};

struct Page {
  Locale locale = Locale::es;
  std::string title;
  std::vector<Block> lead = {};
  std::vector<Section> sections = {};
  std::vector<Block> foot = {};
};

/// Where in the panel a place of the policy is.
struct PageLink {
  std::string place;
  std::string address;

  static constexpr json::Note notes[] = {
      {.field = "place",
       .meaning = "`ticket`, where one is opened, or a place that `self_service` names",
       .min = 1,
       .max = 200},
      {.field = "address",
       .meaning = "http(s), or a path that begins with one `/`; of `ticket`, `{department}` and `{topic}` "
                  "stand for their keys",
       .min = 1,
       .max = 1000},
  };
};
BOOST_DESCRIBE_STRUCT(PageLink, (), (place, address))

/// How a target was kept lately, to stand beside its promise.
struct Lately {
  std::string target;
  ClockKind clock = ClockKind::first_response;
  Duration window;       ///< back from the page's instant
  bool sampled = false;  ///< there were more in it: only the last were measured
  Figures figures;
};
/// Of fewer nothing is shown: who knows of one could tell the others.
inline constexpr std::int64_t least_published = 20;

struct PageOptions {
  Locale locale = Locale::es;
  Instant at;
  /// Zone of the reader, who is told the present state in it too; empty: the policy's alone.
  std::string reader_zone = {};
  std::int64_t version = 0;          ///< of an installed policy; 0: none
  std::vector<PageLink> links = {};  ///< places without one are named, but lead nowhere
  std::vector<Lately> lately = {};   ///< of targets without one nothing is said
};

/// Throws `invalid` `zone.unknown` for a reader's zone that there is not.
Page page_of(const Compiled&, const PageOptions&);

struct HtmlOptions {
  bool standalone = false;  ///< a whole document with a stylesheet, instead of a fragment
  int top_level = 1;        ///< of the first heading, 1 to 3
};
/// HTML without script or event handlers. Ids begin with `policy-`.
std::string html(const Page&, const HtmlOptions& = {});
/// CommonMark with tables.
std::string markdown(const Page&);

/// Whether an address may stand behind a link: http(s), mailto, tel, a path or an id of this page.
bool linkable(std::string_view address);

}  // namespace plazo::policy
