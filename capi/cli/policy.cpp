// policy check, page, decide, diff, schema, install, show
#include <unistd.h>

#include <algorithm>

#include "commands.hpp"
#include "policy_file.hpp"
#include "render.hpp"

namespace plazo::cli {

namespace json = boost::json;

namespace {

/// An operation on policies that lie in files; what is wrong with a request is wrong with those files. Pure
/// unless it needs the desk too.
std::string asked(const Context& context, const std::string& operation, const json::object& request,
                  const std::string& file, bool on_desk = false) {
  Library library(on_desk ? context.place() : DeskPlace{.database = {}, .now = context.place().now});
  try {
    return library.call(operation, json::serialize(request));
  } catch (const Failure& error) {
    // The place it names is one in the request, of which the user knows nothing.
    const auto code = json::parse(error.json).at("code");
    if (code == "request.not_utf8")
      throw failure(invalid, "policy.not_utf8", "`" + file + "` is not valid UTF-8; save it as UTF-8");
    if (code == "request.too_large")
      throw failure(limit, "policy.too_large",
                    "`" + file + "` is larger than any policy that is read (1 MB)");
    throw;
  }
}

/// The core's findings on a document; the core reads it, comments and fragments included.
json::object checked(Context& context, const PolicyFile& policy) {
  return json::parse(asked(context, "policy.check", request_of(policy), policy.file)).as_object();
}

}  // namespace

int run_policy_check(Context& context, const PolicyFile& policy) {
  const json::object report = checked(context, policy);
  const bool installable = report.at("installable").as_bool();
  const auto& found = report.at("findings").as_array();
  const Terminal terminal(STDOUT_FILENO);
  context.answer(json::serialize(report),
                 render_findings(terminal, found) +
                     (!installable    ? terminal.styled("this policy cannot be installed", Style::bad)
                      : found.empty() ? terminal.styled("nothing to object", Style::good)
                                      : terminal.styled("this policy can be installed", Style::warn)) +
                     "\n");
  return installable ? done : findings;
}

int run_policy_install(Context& context, const PolicyFile& policy) {
  context.require_database();
  const json::object report = checked(context, policy);
  const auto& found = report.at("findings").as_array();
  if (!report.at("installable").as_bool()) {
    json::array problems;
    for (const auto& finding : found)
      if (text_at(finding.as_object(), "severity") == "error") problems.push_back(finding);
    const json::object error{
        {"category", "invalid"},
        {"code", "policy.invalid"},
        {"message", std::to_string(problems.size()) + (problems.size() == 1 ? " problem" : " problems") +
                        " in the policy, nothing was installed"},
        {"retryable", false},
        {"problems", problems}};
    throw Failure(invalid, json::serialize(error));
  }
  Library desk = context.desk();
  const std::string reply =
      desk.call("policy.install", json::serialize(json::object{{"document", report.at("document")}}));
  if (!found.empty()) complain(render_findings(Terminal(STDERR_FILENO), found));
  const auto parsed = json::parse(reply);
  context.answer(reply, "version " + json::serialize(parsed.at("version")) +
                            " of the policy is in force since " +
                            instant_words(parsed.at("installed_at").as_string()) + "\n");
  return done;
}

int run_policy_show(Context& context) {
  const std::string reply = context.desk().call("policy.current");
  const auto parsed = json::parse(reply);
  const std::string heading = "// version " + json::serialize(parsed.at("version")) + ", in force since " +
                              std::string(parsed.at("installed_at").as_string()) + "\n";
  context.answer(reply, heading + harmless(pretty(parsed.at("document")), true));
  return done;
}

int run_policy_page(Context& context, const PolicyFile& policy, const PageWish& wish) {
  json::object request = request_of(policy);
  request["format"] = wish.format;
  if (wish.standalone) request["standalone"] = true;
  if (!wish.at.empty()) request["at"] = wish.at;
  if (!wish.reader_zone.empty()) request["reader_zone"] = wish.reader_zone;
  // The page is the policy's: without --locale in its own language, not in the terminal's.
  if (!context.locale.empty()) request["locale"] = context.locale;
  json::array links;
  for (const auto& link : wish.links) {
    const auto equals = link.find('=');
    if (equals == std::string::npos || equals == 0)
      throw failure(usage, "cli.link", "`" + link + "` is no link; write it as PLACE=ADDRESS");
    links.push_back(json::object{{"place", link.substr(0, equals)}, {"address", link.substr(equals + 1)}});
  }
  if (!links.empty()) request["links"] = std::move(links);
  const std::string reply = asked(context, "policy.preview", request, policy.file);
  const json::value parsed = json::parse(reply);
  context.answer(reply, context.json ? std::string() : text_at(parsed.as_object(), "page"));
  return done;
}

int run_policy_decide(Context& context, const PolicyFile& policy, const Question& question) {
  json::object request = request_of(policy);
  request["action"] = question.action;
  if (!question.at.empty()) request["at"] = question.at;
  if (const auto locale = context.session_locale()) request["locale"] = *locale;
  boost::system::error_code malformed;
  const json::value given = json::parse(question.json.empty()  ? "{}"
                                        : question.json == "-" ? contents_of("-")
                                                               : question.json,
                                        malformed);
  if (malformed || !given.is_object())
    throw failure(usage, "cli.facts", "the facts are no JSON object, such as `{\"topic\":\"billing\"}`");
  // Facts may stand beside the rest of the question, as they are what is mostly given.
  const auto& known = catalogue_object().at("definitions").at("Facts").at("properties").as_object();
  json::object facts;
  for (const auto& member : given.get_object()) {
    if (known.contains(member.key()))
      facts[member.key()] = member.value();
    else
      request[member.key()] = member.value();
  }
  if (!facts.empty()) {
    if (request.contains("facts"))
      throw failure(usage, "cli.facts", "facts stand beside `facts`; give them in one of the two places");
    request["facts"] = std::move(facts);
  }
  const std::string reply = asked(context, "policy.decide", request, policy.file);
  context.answer(reply, context.json
                            ? std::string()
                            : render_reply(Terminal(STDOUT_FILENO), "policy.decide", json::parse(reply)));
  return done;
}

namespace {

/// Fragments of both policies; one name stands for one text.
json::array joined(json::array fragments, const PolicyFile::Text& other) {
  for (const auto& fragment : other.fragments) {
    const auto same = [&](const json::value& known) { return known.at("name") == fragment.at("name"); };
    const auto* const known = std::find_if(fragments.begin(), fragments.end(), same);
    if (known == fragments.end())
      fragments.push_back(fragment);
    else if (*known != fragment)
      throw failure(usage, "policy.fragments_differ",
                    "the fragment `" + std::string(fragment.at("name").as_string()) +
                        "` is not the same for both policies; give it another name in one of them");
  }
  return fragments;
}

}  // namespace

int run_policy_diff(Context& context, PolicyFile before, PolicyFile after, const Versions& versions) {
  // A single file is the later policy, unless a version is said to be.
  if (after.file.empty() && !versions.to) std::swap(before.file, after.file);
  if ((!before.file.empty() && versions.from) || (!after.file.empty() && versions.to))
    throw failure(usage, "cli.usage", "two policies are compared; give each as a file or as a version, once");
  json::object request;
  json::array fragments;
  const auto take = [&](const char* name, const PolicyFile& policy) {
    if (policy.file.empty()) return;
    const PolicyFile::Text text = text_of(policy);
    request[name] = text.text;
    fragments = joined(std::move(fragments), text);
  };
  take("before", before);
  take("after", after);
  if (versions.from) request["from"] = *versions.from;
  if (versions.to) request["to"] = *versions.to;
  if (!fragments.empty()) request["fragments"] = std::move(fragments);
  if (const auto locale = context.session_locale()) request["locale"] = *locale;
  const bool installed = before.file.empty() || after.file.empty();
  if (installed) context.require_database();
  const std::string reply =
      asked(context, "policy.diff", request, after.file.empty() ? before.file : after.file, installed);
  std::string text;
  const json::value parsed = json::parse(reply);
  for (const auto& difference : parsed.at("differences").as_array())
    text += harmless(text_at(difference.as_object(), "text")) + "\n";
  context.answer(reply, text.empty() ? "both say the same\n" : text);
  return done;
}

int run_policy_schema(Context& context) {
  const std::string reply = Library(DeskPlace{}).call("policy.schema");
  const json::value parsed = json::parse(reply);
  const std::string schema = text_at(parsed.as_object(), "schema");
  context.answer(schema, pretty(json::parse(schema)));
  return done;
}

}  // namespace plazo::cli
