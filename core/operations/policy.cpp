// policy.check
#include <algorithm>

#include "core/json/decode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/check.hpp"
#include "core/policy/include.hpp"

namespace plazo::operations {
namespace {

bool is_error(const policy::Finding& finding) { return finding.severity == policy::Severity::error; }

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
  };
}

}  // namespace plazo::operations
