// policy.page, policy.preview, policy.diff, policy.schema
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/diff.hpp"
#include "core/policy/include.hpp"
#include "core/policy/page.hpp"
#include "core/policy/schema.hpp"
#include "core/tickets/performance.hpp"

namespace plazo::operations {
namespace {

enum class PageFormat { html, markdown };
BOOST_DESCRIBE_ENUM(PageFormat, html, markdown)

/// How a page is wanted.
struct PolicyPage {
  std::optional<Locale> locale;
  PageFormat format = PageFormat::html;
  bool standalone = false;
  std::int32_t top_level = 1;
  std::optional<std::string> reader_zone;
  std::vector<policy::PageLink> links;

  static constexpr json::Note notes[] = {
      {.field = "locale",
       .meaning = "language of the page; absent: the actor's own, or the first of the policy"},
      {.field = "format",
       .meaning = "`html` is a fragment for a page of the panel's: an `article` without script",
       .defaulted = true},
      {.field = "standalone",
       .meaning = "of HTML: a whole document with a small stylesheet, also for printing",
       .defaulted = true},
      {.field = "top_level",
       .meaning = "of an HTML fragment: level of its first heading",
       .min = 1,
       .max = 3,
       .defaulted = true},
      {.field = "reader_zone",
       .meaning = "IANA zone of the reader; the present state is told in it too, where its clock differs",
       .min = 1,
       .max = 64},
      {.field = "links",
       .meaning = "where in the panel places of the policy are",
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyPage, (), (locale, format, standalone, top_level, reader_zone, links))

struct PublishedPage : PolicyPage {
  bool lately = true;

  static constexpr json::Note notes[] = {
      {.field = "lately",
       .meaning =
           "beside each promise that no single ticket can break, how it was kept lately: over its window, "
           "else thirty days, where at least twenty were measured",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PublishedPage, (PolicyPage), (lately))

struct PolicyPreview : PolicyPage {
  std::string text;
  policy::Fragments fragments;
  std::optional<Instant> at;

  static constexpr json::Note notes[] = {
      {.field = "text",
       .meaning = "the policy as it was written, comments and all",
       .max = 1'000'000,
       .lines = true},
      {.field = "fragments", .meaning = "texts that it includes", .max = 64, .defaulted = true},
      {.field = "at", .meaning = "the instant whose state is shown; absent: now"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyPreview, (PolicyPage), (text, fragments, at))

struct PolicyPageReply {
  std::string title;
  Locale locale = Locale::es;
  PageFormat format = PageFormat::html;
  Instant at;
  std::optional<std::int64_t> version;
  std::string page;

  static constexpr json::Note notes[] = {
      {.field = "title", .meaning = "heading of the page, which the page has too"},
      {.field = "locale", .meaning = "its language"},
      {.field = "format", .meaning = "its format"},
      {.field = "at", .meaning = "the instant whose state it shows"},
      {.field = "version", .meaning = "number of the version; absent when the document is not installed"},
      {.field = "page", .meaning = "the page", .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyPageReply, (), (title, locale, format, at, version, page))

PolicyPageReply rendered(const policy::Compiled& compiled, const PolicyPage& request, Locale locale,
                         Instant at, std::optional<std::int64_t> version,
                         std::vector<policy::Lately> lately = {}) {
  Error unusable(Category::invalid, "request.invalid", "a link is no address that a page may have");
  for (std::size_t i = 0; i < request.links.size(); ++i)
    if (!policy::linkable(request.links[i].address))
      unusable.with(Problem{"/links/" + std::to_string(i) + "/address", "not_an_address",
                            "an address is http(s), or a path that begins with one `/`"});
  if (!unusable.problems.empty()) throw unusable;
  const auto page = policy::page_of(compiled, {.locale = locale,
                                               .at = at,
                                               .reader_zone = request.reader_zone.value_or(""),
                                               .version = version.value_or(0),
                                               .links = request.links,
                                               .lately = std::move(lately)});
  return {
      .title = page.title,
      .locale = locale,
      .format = request.format,
      .at = at,
      .version = version,
      .page = request.format == PageFormat::markdown
                  ? policy::markdown(page)
                  : policy::html(page, {.standalone = request.standalone, .top_level = request.top_level})};
}

PolicyPageReply page(Call& call, const PublishedPage& request) {
  const auto& policy = call.policy();
  std::vector<policy::Lately> lately;
  // Everybody reads the same page, so these are the figures of the whole desk.
  if (request.lately)
    for (auto& one : tickets::performance(call.tx, policy, {.published = true}, call.now))
      lately.push_back(
          {std::move(one.target.id), one.target.clock, one.window, one.sampled, std::move(one.figures)});
  return rendered(policy, request, request.locale.value_or(call.locale()), call.now, policy.number,
                  std::move(lately));
}

PolicyPageReply preview(Desk& desk, const PolicyPreview& request) {
  const policy::Compiled compiled(policy::read(request.text, request.fragments));
  return rendered(compiled, request, request.locale.value_or(compiled.document().languages.front()),
                  request.at.value_or(desk.now()), std::nullopt);
}

struct PolicyDiff {
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::optional<std::int64_t> from;
  std::optional<std::int64_t> to;
  policy::Fragments fragments;
  std::optional<Locale> locale;

  static constexpr json::Note notes[] = {
      {.field = "before", .meaning = "the earlier policy as it was written", .max = 500'000, .lines = true},
      {.field = "after", .meaning = "the later one", .max = 500'000, .lines = true},
      {.field = "from",
       .meaning =
           "instead of `before`: number of an installed version; without either it is the one in force",
       .min = 1},
      {.field = "to",
       .meaning = "instead of `after`: number of an installed version; without either it is the one in force",
       .min = 1},
      {.field = "fragments", .meaning = "texts that both include", .max = 64, .defaulted = true},
      {.field = "locale",
       .meaning = "language of the words; absent: the first of the later policy's languages"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyDiff, (), (before, after, from, to, fragments, locale))

struct PolicyDiffReply {
  Locale locale = Locale::es;
  std::vector<policy::Difference> differences;

  static constexpr json::Note notes[] = {
      {.field = "locale", .meaning = "language of the words"},
      {.field = "differences",
       .meaning = "what changed, in the order of the document; none: both say the same"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyDiffReply, (), (locale, differences))

/// One of two policies; what is wrong with it stands under its name.
policy::Document read_as(std::string_view name, const std::string& text, const policy::Fragments& fragments) {
  try {
    return policy::read(text, fragments);
  } catch (Error& error) {
    for (auto& problem : error.problems) problem.path = "/" + std::string(name) + problem.path;
    if (error.problems.empty() && error.category == Category::invalid)
      error.with(
          Problem{"/" + std::string(name), error.code.substr(error.code.find('.') + 1), error.message});
    throw;
  }
}

/// An installed version: of that number, or the one in force.
policy::Document installed(Desk& desk, std::string_view name, std::optional<std::int64_t> number) {
  std::optional<policy::Document> found;
  desk.database().read([&](storage::Transaction& tx) {
    const auto version = number ? policy::named(tx, *number) : policy::in_force_now(tx, desk.now());
    if (const auto* const policy = desk.policy(tx, version)) found = policy->document();
  });
  if (found) return std::move(*found);
  if (!number)
    throw Error(Category::unavailable, "policy.none",
                "no policy is in force at present; give both policies, as texts or as `from` and `to`");
  Error error(Category::invalid, "request.invalid",
              "`/" + std::string(name) + "` there is no such version, see policy.versions");
  throw error.with(
      Problem{"/" + std::string(name), "unknown_value", "there is no such version, see policy.versions"});
}

policy::Document one_of(Desk& desk, std::string_view text_name, const std::optional<std::string>& text,
                        std::string_view number_name, std::optional<std::int64_t> number,
                        const policy::Fragments& fragments) {
  if (text && number) {
    const std::string message = "stands beside `" + std::string(text_name) + "`, give one of the two";
    Error error(Category::invalid, "request.invalid", "`/" + std::string(number_name) + "` " + message);
    throw error.with(Problem{"/" + std::string(number_name), "not_both", message});
  }
  return text ? read_as(text_name, *text, fragments) : installed(desk, number_name, number);
}

PolicyDiffReply diff(Desk& desk, const PolicyDiff& request) {
  const auto before = one_of(desk, "before", request.before, "from", request.from, request.fragments);
  const auto after = one_of(desk, "after", request.after, "to", request.to, request.fragments);
  const Locale locale = request.locale.value_or(after.languages.front());
  return {locale, policy::diff(locale, before, after)};
}

struct PolicySchemaReply {
  std::string schema;
  static constexpr json::Note notes[] = {
      {.field = "schema", .meaning = "a JSON Schema (draft 2020-12) as JSON text"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicySchemaReply, (), (schema))

PolicySchemaReply schema(Desk&, const Empty&) { return {boost::json::serialize(policy::schema())}; }

}  // namespace

std::vector<Operation> policy_page_operations() {
  return {
      reading<page>(
          {.name = "policy.page",
           .summary = "The support page that the policy in force makes",
           .details =
               "Made from the rules alone, with the state at the moment of the call, so that summary, "
               "detail and decisions agree. Texts of the provider's are escaped. Rules and entries have "
               "ids to link to, such as `policy-department-incidents`. Everybody may read it. Promises that "
               "no "
               "single ticket can break are followed by how they were kept lately.",
           .callers = {{ActorKind::customer, ActorKind::guest, ActorKind::staff, ActorKind::panel}},
           .errors = {{"policy.none", "no policy is installed yet"},
                      {"zone.unknown", "there is no zone of the reader's name"}}}),
      on_desk<preview>(
          {.name = "policy.preview",
           .summary = "The support page that a policy would make",
           .details = "As policy.page, of a document that is given. Works on a desk without storage.",
           .callers = {{ActorKind::panel}},
           .errors = {{"policy.invalid", "something is wrong with the policy; `problems` lists everything"},
                      {"zone.unknown", "there is no zone of the reader's name"}}},
          Access::none),
      on_desk<diff>(
          {.name = "policy.diff",
           .summary = "What changed from one policy to another, in words",
           .details = "Hours are compared by weekday, rules by their id, entries by their key; how the "
                      "documents are written does not matter. Each of the two is a text or an installed "
                      "version; with two texts it works on a desk without storage, and reads nothing.",
           .callers = {{ActorKind::panel}},
           .errors = {{"policy.invalid", "something is wrong with a policy; `problems` lists everything"},
                      {"policy.none", "no policy is in force to compare with"}}},
          Access::desk),
      on_desk<schema>(
          {.name = "policy.schema",
           .summary = "The JSON Schema of policy documents",
           .details = "For editors and validators; docs/policy.schema.json is the same. Works on a "
                      "desk without storage.",
           .callers = {{ActorKind::panel}}},
          Access::none),
  };
}

}  // namespace plazo::operations
