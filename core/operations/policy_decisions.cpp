// policy.decide
#include "core/json/decode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/explain.hpp"

namespace plazo::operations {
namespace {

struct PolicyDecide : policy::Question {
  std::string text;
  std::optional<Instant> at;
  std::optional<Locale> locale;

  static constexpr json::Note notes[] = {
      {.field = "text",
       .meaning = "the policy as it was written, comments and all",
       .max = 1'000'000,
       .lines = true},
      {.field = "at", .meaning = "the instant at which it is asked; absent: now"},
      {.field = "locale", .meaning = "language of the texts; absent: the first of the policy"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyDecide, (policy::Question), (text, at, locale))

struct PolicyDecideReply {
  Instant at;
  Locale locale = Locale::es;
  policy::Explanation decision;

  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "the instant of the answer"},
      {.field = "locale", .meaning = "language of its texts"},
      {.field = "decision", .meaning = "the answer, with its reasons"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyDecideReply, (), (at, locale, decision))

policy::Compiled compiled(const std::string& text) {
  auto document =
      json::decode<policy::Document>(text, {.limits = {.comments = true}, .code = "policy.invalid"});
  if (auto problems = policy::check(document); !problems.empty()) {
    Error error(Category::invalid, "policy.invalid", "the policy cannot be used, policy.check tells why");
    for (auto& problem : problems) error.with(std::move(problem));
    throw error;
  }
  return policy::Compiled(std::move(document));
}

PolicyDecideReply decide(Desk& desk, const PolicyDecide& request) {
  const policy::Compiled policy = compiled(request.text);
  const Instant at = request.at.value_or(desk.now());
  const Locale locale = request.locale.value_or(policy.document().languages.front());
  const auto decision = policy::decide(policy, request, at);
  return {at, locale, policy::explain(policy, request, at, decision, locale)};
}

}  // namespace

std::vector<Operation> policy_decision_operations() {
  return {
      on_desk<decide>(
          {.name = "policy.decide",
           .summary = "What a policy makes of a request",
           .details = "Tries a policy that need not be installed: the answer with its reasons, what is asked "
                      "in return and what else may be done. Everything that the answer rests on stands in "
                      "the request. Works on a desk without storage.",
           .callers = {{ActorKind::panel}},
           .errors = {{"policy.invalid",
                       "the text is no policy, or one that cannot be used; paths are within it"},
                      {"policy.unknown_key", "the question names what the policy does not know"}}},
          Access::none),
  };
}

}  // namespace plazo::operations
