// policy.current, policy.install, policy.versions
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/check.hpp"

namespace plazo::operations {
namespace {

struct PolicyInstall : Writing {
  policy::Document document;
  static constexpr json::Note notes[] = {{.field = "document", .meaning = "the whole policy"}};
};
BOOST_DESCRIBE_STRUCT(PolicyInstall, (Writing), (document))

struct PolicyCurrent {
  std::optional<Instant> at;
  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "instant whose policy is asked for; absent: now"}};
};
BOOST_DESCRIBE_STRUCT(PolicyCurrent, (), (at))

struct PolicyReply {
  std::int64_t version = 0;
  Instant installed_at;
  Instant effective_at;
  std::optional<Instant> until;
  policy::Document document;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "number of the version, from 1"},
      {.field = "installed_at", .meaning = "when it was installed; it decides nothing that was before"},
      {.field = "effective_at", .meaning = "since when it says that it holds; else when it was installed"},
      {.field = "until", .meaning = "when it ends, that instant not included; absent: it does not"},
      {.field = "document", .meaning = "the whole policy"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyReply, (), (version, installed_at, effective_at, until, document))

struct PolicyInstalled : PolicyReply {
  bool in_force = false;
  policy::NewVersion open_tickets = policy::NewVersion::pin;
  std::int64_t open_ticket_count = 0;

  static constexpr json::Note notes[] = {
      {.field = "in_force", .meaning = "true when it decides now; false when it waits, or others do"},
      {.field = "open_tickets",
       .meaning = "what becomes of the promises on tickets that are open when it takes effect, as its "
                  "`clocks.new_version` says"},
      {.field = "open_ticket_count",
       .meaning = "how many tickets that are open now concerns",
       .unit = "tickets"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyInstalled, (PolicyReply), (in_force, open_tickets, open_ticket_count))

PolicyReply reply_of(const policy::InForce& version) {
  return {version.number, version.installed_at, version.effective_at, version.until, version.document()};
}

PolicyReply current(Call& call, const PolicyCurrent& request) {
  if (!request.at) return reply_of(call.policy());
  if (const auto* const version = call.desk.policy(call.tx, *request.at)) return reply_of(*version);
  throw Error(Category::unavailable, "policy.none", "no policy was or will be in force at that instant");
}

PolicyInstalled installed(Call& call, std::int64_t number) {
  const auto version = policy::load(call.tx, number);
  PolicyInstalled reply{reply_of(version)};
  reply.in_force = policy::in_force_now(call.tx, call.now).number == version.number;
  reply.open_tickets = version.document().clocks.new_version;
  auto open = call.tx.query("SELECT COUNT(*) FROM ticket WHERE status <> 'closed'");
  if (open.next()) reply.open_ticket_count = open.integer(0);
  return reply;
}

PolicyInstalled installed_again(Call& call) { return installed(call, call.made.at(0).value); }

PolicyInstalled install(Call& call, const PolicyInstall& request) {
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
  return installed(call, row.number);
}

struct PolicyVersions {
  std::int64_t after = 0;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "after", .meaning = "only versions with a higher number", .min = 0, .defaulted = true},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "versions",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyVersions, (), (after, limit))

enum class VersionState {
  waiting,  ///< takes effect later
  in_force,
  past,  ///< ended, or another one took effect after it
};
BOOST_DESCRIBE_ENUM(VersionState, waiting, in_force, past)

struct PolicyVersion {
  std::int64_t version = 0;
  VersionState state = VersionState::past;
  Instant installed_at;
  Instant effective_at;
  std::optional<Instant> until;
  std::int64_t accepted = 0;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "number of the version, from 1"},
      {.field = "state", .meaning = "whether it decides now"},
      {.field = "installed_at", .meaning = "when it was installed"},
      {.field = "effective_at", .meaning = "since when it says that it holds; else when it was installed"},
      {.field = "until", .meaning = "when it ends, that instant not included; absent: it does not"},
      {.field = "accepted",
       .meaning = "how many people have accepted it",
       .unit = "people",
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyVersion, (), (version, state, installed_at, effective_at, until, accepted))

struct PolicyVersionsReply {
  std::vector<PolicyVersion> versions;
  std::optional<std::int64_t> next;

  static constexpr json::Note notes[] = {
      {.field = "versions", .meaning = "this page of versions, in the order in which they were installed"},
      {.field = "next", .meaning = "value of `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyVersionsReply, (), (versions, next))

PolicyVersionsReply versions(Call& call, const PolicyVersions& request) {
  PolicyVersionsReply reply;
  const auto decides = policy::in_force_now(call.tx, call.now);
  auto rows = call.tx.query(
      "SELECT v.number, v.id, v.installed_at, v.effective_at, v.in_force_at, v.until, "
      "(SELECT COUNT(*) FROM policy_acceptance a WHERE a.policy = v.id) "
      "FROM policy_version v WHERE v.number > ? ORDER BY v.number LIMIT ?",
      request.after, request.limit + 1);
  while (rows.next()) {
    if (static_cast<std::int32_t>(reply.versions.size()) == request.limit) {
      reply.next = reply.versions.back().version;
      break;
    }
    PolicyVersion version{.version = rows.integer(0),
                          .installed_at = rows.instant(2),
                          .effective_at = rows.instant(3),
                          .accepted = rows.integer(6)};
    if (rows.id(1) == decides.id)
      version.state = VersionState::in_force;
    else if (rows.instant(4) > call.now)
      version.state = VersionState::waiting;
    if (!rows.is_null(5)) version.until = rows.instant(5);
    reply.versions.push_back(version);
  }
  return reply;
}

constexpr Few<ActorKind, 4> everybody{ActorKind::customer, ActorKind::guest, ActorKind::staff,
                                      ActorKind::panel};

}  // namespace

std::vector<Operation> policy_version_operations() {
  return {
      reading<current>({.name = "policy.current",
                        .summary = "The policy in force",
                        .details =
                            "Everybody may read it, also that of another instant: it is what the provider "
                            "publishes. What happens at an instant is decided by the version in force then.",
                        .callers = {everybody},
                        .errors = {{"policy.none", "no policy is in force at that instant"}}}),
      writing<install, installed_again>(
          {.name = "policy.install",
           .summary = "Install a new version of the policy",
           .details =
               "It is in force at once, or from the later date that it states as `effective`; until then "
               "the present one decides. A date is its first instant in the policy's zone. Whether open "
               "tickets keep the deadlines they were promised is said by the policy's "
               "`clocks.new_version`. When a version with `until` ends, the one before it decides again. "
               "Earlier versions are kept. The shape of the document is unstable.",
           .callers = {{ActorKind::panel}},
           .errors = {{"policy.invalid", "the document contradicts itself; nothing was installed"}}}),
      reading<versions>({.name = "policy.versions",
                         .summary = "Every version of the policy, with its dates",
                         .details = "Staff and panel also see how many people have accepted each.",
                         .callers = {everybody}}),
  };
}

}  // namespace plazo::operations
