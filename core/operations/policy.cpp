// policy.install, policy.current
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"

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

PolicyReply current(Call& call, const Empty&) {
  const auto& policy = call.policy();
  return {policy.number, policy.installed_at, policy.document};
}

PolicyReply installed_again(Call& call) {
  const auto version = policy::load(call.tx, call.made.at(0).value);
  return {version.number, version.installed_at, version.document};
}

PolicyReply install(Call& call, const PolicyInstall& request) {
  if (auto problems = policy::check(request.document); !problems.empty()) {
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

}  // namespace

std::vector<Operation> policy_operations() {
  return {
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
