// policy.check, policy.install, policy.current
#include <algorithm>

#include "core/json/decode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/check.hpp"
#include "core/policy/include.hpp"

namespace plazo::operations {
namespace {

struct PolicyInstall : Writing {
  policy::Document document;
  static constexpr json::Note notes[] = {{.field = "document", .meaning = "the whole policy"}};
};
BOOST_DESCRIBE_STRUCT(PolicyInstall, (Writing), (document))

struct PolicyReply {
  std::int64_t version = 0;
  Instant installed_at;
  policy::Document document;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "number of the version, from 1"},
      {.field = "installed_at", .meaning = "when it was installed, and since when it is in force"},
      {.field = "document", .meaning = "the whole policy"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyReply, (), (version, installed_at, document))

bool is_error(const policy::Finding& finding) { return finding.severity == policy::Severity::error; }

PolicyReply current(Call& call, const Empty&) {
  const auto& policy = call.policy();
  return {policy.number, policy.installed_at, policy.document()};
}

PolicyReply installed_again(Call& call) {
  const auto version = policy::load(call.tx, call.made.at(0).value);
  return {version.number, version.installed_at, version.document()};
}

PolicyReply install(Call& call, const PolicyInstall& request) {
  if (auto problems = policy::errors_in(request.document); !problems.empty()) {
    Error error(Category::invalid, "policy.invalid",
                std::to_string(problems.size()) + (problems.size() == 1 ? " problem" : " problems") +
                    " in the policy, nothing was installed");
    for (auto& problem : problems) {
      problem.path = "/document" + problem.path;
      error.with(std::move(problem));
    }
    throw error;
  }
  const auto row = policy::install(call.tx, call.ids, request.document, call.actor.author(), call.now);
  call.made = {Id{row.number}};
  return {row.number, row.installed_at, row.document};
}

struct PolicyCheck {
  std::string text;
  policy::Fragments fragments;

  static constexpr json::Note notes[] = {
      {.field = "text",
       .meaning =
           "the document as it was written, so that findings can tell its lines; it may have comments, `//` "
           "and `/* */`",
       .max = 1'000'000,
       .lines = true},
      {.field = "fragments", .meaning = "texts that it includes", .max = 64, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyCheck, (), (text, fragments))

struct PolicyCheckReply {
  bool installable = false;
  std::vector<policy::Finding> findings;
  std::optional<policy::Document> document;

  static constexpr json::Note notes[] = {
      {.field = "installable", .meaning = "true when there is no error among the findings"},
      {.field = "findings", .meaning = "everything there is to say"},
      {.field = "document",
       .meaning =
           "what was read, without comments, as policy.install takes it; absent when the text is no policy"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyCheckReply, (), (installable, findings, document))

PolicyCheckReply check(Desk&, const PolicyCheck& request) {
  PolicyCheckReply reply;
  try {
    policy::Document document;
    const auto unread = json::decode_partly(json::type_of<policy::Document>(),
                                            policy::with_fragments(request.text, request.fragments),
                                            &document, {.limits = {.comments = true}});
    reply.findings = policy::check(document, unread.problems);
    if (unread.found > unread.problems.size())
      reply.findings.push_back(
          {policy::Severity::error, "", "more",
           std::to_string(unread.found - unread.problems.size()) + " further problems are not listed",
           "mend these first and check again"});
    if (!unread.found) reply.document = std::move(document);
  } catch (const Error& error) {
    if (error.category != Category::invalid && error.category != Category::limit) throw;
    for (const auto& problem : error.problems)
      reply.findings.push_back(
          {policy::Severity::error, problem.path, problem.code, problem.message, std::nullopt});
    if (error.problems.empty())
      reply.findings.push_back({policy::Severity::error, "", error.code.substr(error.code.find('.') + 1),
                                error.message, std::nullopt});
  }
  reply.installable = std::none_of(reply.findings.begin(), reply.findings.end(), is_error);
  return reply;
}

}  // namespace

std::vector<Operation> policy_operations() {
  return {
      on_desk<check>(
          {.name = "policy.check",
           .summary = "What is wrong with a policy",
           .details = "Lists everything at once and installs nothing. A document that cannot be installed is "
                      "no error of this call. Works on a desk without storage.",
           .callers = {{ActorKind::panel}}},
          Access::none),
      reading<current>(
          {.name = "policy.current",
           .summary = "The policy in force",
           .details = "Everybody may read it: it is what the provider publishes.",
           .callers = {{ActorKind::customer, ActorKind::guest, ActorKind::staff, ActorKind::panel}},
           .errors = {{"policy.none", "no policy is installed yet"}}}),
      writing<install, installed_again>(
          {.name = "policy.install",
           .summary = "Install a new version of the policy",
           .details =
               "It is in force at once, for tickets opened from then on; tickets that are open keep the "
               "deadlines they were promised. Earlier versions are kept. The shape of the document is "
               "unstable.",
           .callers = {{ActorKind::panel}},
           .errors = {{"policy.invalid", "the document contradicts itself; nothing was installed"}}}),
  };
}

}  // namespace plazo::operations
