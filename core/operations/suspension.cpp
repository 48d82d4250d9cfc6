// support.suspend, support.lift, support.suspensions
#include "core/customers/suspensions.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct SupportSuspend : Writing {
  std::string customer;
  std::string reason;
  std::optional<Duration> length;
  bool for_good = false;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "the panel's key of the account", .min = 1, .max = 64},
      {.field = "reason", .meaning = "why, as the customer reads it", .min = 1, .max = 1000, .lines = true},
      {.field = "length",
       .meaning = "how long it lasts; absent: as the policy states",
       .min = 60'000,
       .max = 315'360'000'000},
      {.field = "for_good",
       .meaning = "it has no end, whatever its length, where the policy knows such suspensions",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(SupportSuspend, (Writing), (customer, reason, length, for_good))

struct SupportLift : Writing {
  std::string customer;
  std::string reason;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "the panel's key of the account", .min = 1, .max = 64},
      {.field = "reason", .meaning = "why, as the customer reads it", .min = 1, .max = 1000, .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(SupportLift, (Writing), (customer, reason))

enum class SuspensionState { in_force, ended, lifted };
BOOST_DESCRIBE_ENUM(SuspensionState, in_force, ended, lifted)

struct SuspensionView {
  Id id;
  std::string customer;
  SuspensionState state = SuspensionState::in_force;
  Instant since;
  std::optional<Instant> until;
  std::string reason;
  std::string author;
  std::vector<std::string> open_topics;
  std::optional<Instant> lifted_at;
  std::optional<std::string> lifted_reason;
  std::optional<std::string> lifted_by;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the suspension"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "state", .meaning = "whether it holds now"},
      {.field = "since", .meaning = "since when"},
      {.field = "until", .meaning = "until when, that instant not included; absent: for good"},
      {.field = "reason", .meaning = "why"},
      {.field = "author", .meaning = "name of who decided it"},
      {.field = "open_topics", .meaning = "keys of topics that stay open meanwhile, such as billing"},
      {.field = "lifted_at", .meaning = "when it was lifted before its end"},
      {.field = "lifted_reason", .meaning = "why it was lifted"},
      {.field = "lifted_by", .meaning = "name of who lifted it"},
  };
};
BOOST_DESCRIBE_STRUCT(SuspensionView, (),
                      (id, customer, state, since, until, reason, author, open_topics, lifted_at,
                       lifted_reason, lifted_by))

struct SuspensionReply {
  SuspensionView suspension;
  static constexpr json::Note notes[] = {{.field = "suspension", .meaning = "the suspension as it is now"}};
};
BOOST_DESCRIBE_STRUCT(SuspensionReply, (), (suspension))

struct SupportLifted {
  std::optional<SuspensionView> suspension;
  static constexpr json::Note notes[] = {
      {.field = "suspension", .meaning = "the suspension that was lifted; absent when none was in force"}};
};
BOOST_DESCRIBE_STRUCT(SupportLifted, (), (suspension))

struct SupportSuspensions {
  std::optional<std::string> customer;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "customer",
       .meaning = "only of this account; customers see their own",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "suspensions",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(SupportSuspensions, (), (customer, after, limit))

struct SupportSuspensionsReply {
  std::vector<SuspensionView> suspensions;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "suspensions", .meaning = "the newest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(SupportSuspensionsReply, (), (suspensions, next))

SuspensionView view(Call& call, const customers::SuspensionRow& row, std::string customer) {
  SuspensionView out{.id = row.id,
                     .customer = std::move(customer),
                     .since = row.since,
                     .until = row.until,
                     .reason = row.reason,
                     .author = row.author_name,
                     .lifted_at = row.lifted_at,
                     .lifted_reason = row.lifted_reason,
                     .lifted_by = row.lifted_by};
  if (row.lifted_at)
    out.state = SuspensionState::lifted;
  else if (row.until && *row.until <= call.now)
    out.state = SuspensionState::ended;
  if (const auto& rules = call.policy_for_reading().document().fair_use; rules && rules->suspension)
    out.open_topics = rules->suspension->open_topics;
  return out;
}

std::string author_name(Call& call) {
  std::string name = call.actor.author_name();
  return name.empty() ? call.policy_for_reading().document().provider : name;
}

SuspensionReply suspended_again(Call& call) {
  const auto row = customers::find_suspension(call.tx, call.made.at(0));
  if (!row) throw Error(Category::internal, "support.suspension_missing", "a suspension is missing");
  const auto customer = customers::find(call.tx, row->customer);
  return {view(call, *row, customer ? customer->reference : std::string())};
}

Error at_field(std::string path, std::string code, std::string message) {
  Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
  return error.with(Problem{std::move(path), std::move(code), std::move(message)});
}

SuspensionReply suspend(Call& call, const SupportSuspend& request) {
  auto customer = *seen_account_of(call, request.customer);
  policy::Question question{.action = policy::Action::suspend, .by = policy::Party::staff};
  if (request.for_good)
    question.suspension = policy::SuspensionTerm{.from = call.now};
  else if (request.length)
    question.suspension = policy::SuspensionTerm{.from = call.now, .until = call.now + *request.length};
  const auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision, customer);
  const auto* const duty = decision.find(policy::Duty::suspend);
  customers::SuspensionRow row{.customer = customer.id,
                               .since = call.now,
                               .until = duty ? duty->at : std::nullopt,
                               .reason = request.reason,
                               .author_name = author_name(call),
                               .policy = call.policy().number};
  const auto author = call.actor.author();
  if (auto before = customers::suspension_of(call.tx, customer.id, call.now))
    customers::lift(call.tx, customer, *before, request.reason, row.author_name, author, call.now);
  row.author_kind = author.kind;
  row.author = author.id;
  customers::suspend(call.tx, call.ids, customer, row, author);
  call.made = {row.id};
  return {view(call, row, customer.reference)};
}

SupportLifted lifted_again(Call& call) {
  if (call.made.empty()) return {};
  return {suspended_again(call).suspension};
}

SupportLifted lift(Call& call, const SupportLift& request) {
  auto customer = *seen_account_of(call, request.customer);
  auto row = customers::suspension_of(call.tx, customer.id, call.now);
  if (!row) return {};
  customers::lift(call.tx, customer, *row, request.reason, author_name(call), call.actor.author(), call.now);
  call.made = {row->id};
  return {view(call, *row, customer.reference)};
}

SupportSuspensionsReply list(Call& call, const SupportSuspensions& request) {
  const auto customer = account_of(call, request.customer);
  Id before{INT64_MAX};
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) throw at_field("/after", "not_a_cursor", "is not the `next` of an earlier page");
    before = cursor->id;
  }
  SupportSuspensionsReply reply;
  for (const auto& row :
       customers::suspensions_of(call.tx, customer ? customer->id : Id{}, before, request.limit + 1)) {
    if (static_cast<std::int32_t>(reply.suspensions.size()) == request.limit) {
      const Id last = reply.suspensions.back().id;
      reply.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    const auto whose = customers::find(call.tx, row.customer);
    reply.suspensions.push_back(view(call, row, whose ? whose->reference : std::string()));
  }
  return reply;
}

}  // namespace

std::vector<Operation> suspension_operations() {
  constexpr ErrorNote no_customer{"customer.not_found", "there is no such customer"};
  return {
      writing<suspend, suspended_again>(
          {.name = "support.suspend",
           .summary = "Suspend a customer's support, for a time or for good",
           .details =
               "Only as the policy's `fair_use.suspension` provides for. It holds on every channel; the "
               "topics that the policy keeps open (billing, cancellation, abuse, legal) stay open. The "
               "customer reads the reason. It takes the place of one that is in force. It ends by itself, or "
               "by support.lift. Staff also need `customers_read`.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::support_suspend},
           .errors = {no_customer,
                      {"policy.none", "no policy is in force"},
                      {"policy.refused",
                       "the policy knows no such suspension; `details.decision` says why"}}}),
      writing<lift, lifted_again>(
          {.name = "support.lift",
           .summary = "End a suspension of support",
           .details =
               "At once; what was is kept on record. Where none is in force nothing is done. Staff also "
               "need `customers_read`.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::support_suspend},
           .errors = {no_customer}}),
      reading<list>(
          {.name = "support.suspensions",
           .summary = "Suspensions of support, past ones too",
           .details = "Customers see those of their own account.",
           .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::customers_read},
           .errors = {no_customer}}),
  };
}

}  // namespace plazo::operations
