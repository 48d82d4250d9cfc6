// policy.accept, policy.acceptances
#include "core/customers/acceptances.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

constexpr std::string_view no_customer = "there is no such customer, or it is not yours to see";

struct PolicyAccept : Writing {
  std::int64_t version = 0;
  std::optional<std::string> customer;
  std::optional<std::string> contact;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "number of the version that was read", .min = 1},
      {.field = "customer",
       .meaning = "the panel's key of the account that accepts; required of the panel",
       .min = 1,
       .max = 64,
       .audience = json::Audience::panel},
      {.field = "contact",
       .meaning = "the panel's key of the person who accepts for it; absent: the account's owner",
       .min = 1,
       .max = 64,
       .audience = json::Audience::panel},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAccept, (Writing), (version, customer, contact))

struct PolicyAcceptance {
  std::int64_t version = 0;
  std::string customer;
  std::optional<std::string> contact;
  Instant accepted_at;
  bool by_panel = false;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "number of the version"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "contact", .meaning = "the panel's key of the person; absent: the account's owner"},
      {.field = "accepted_at", .meaning = "when it was accepted for the first time"},
      {.field = "by_panel", .meaning = "whether the panel said so for them"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAcceptance, (), (version, customer, contact, accepted_at, by_panel))

struct PolicyAcceptances {
  std::optional<std::int64_t> version;
  std::optional<std::string> customer;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "only of this version", .min = 1},
      {.field = "customer",
       .meaning = "only of this account; customers see their own",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "records",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAcceptances, (), (version, customer, after, limit))

struct PolicyAcceptancesReply {
  std::vector<PolicyAcceptance> acceptances;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "acceptances", .meaning = "who accepted what, the newest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAcceptancesReply, (), (acceptances, next))

PolicyAcceptance view(const customers::Accepted& accepted) {
  return {accepted.row.number, accepted.customer, accepted.contact, accepted.row.at,
          accepted.row.recorded_by == timeline::AuthorKind::panel};
}

Error invalid(std::string path, std::string code, std::string message) {
  Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
  return error.with(Problem{std::move(path), std::move(code), std::move(message)});
}

/// Who accepts: the session's own account and person, or those that the panel names.
std::pair<customers::CustomerRow, Id> accepting(Call& call, const PolicyAccept& request) {
  if (call.actor.customer)
    return {*call.actor.customer, call.actor.contact ? call.actor.contact->person.id : Id{}};
  if (!request.customer) throw invalid("/customer", "missing_field", "is required: whose acceptance it is");
  auto customer = customers::find(call.tx, *request.customer);
  if (!customer) throw Error(Category::not_found, "customer.not_found", std::string(no_customer));
  if (!request.contact) return {std::move(*customer), Id{}};
  const auto contact = customers::contact(call.tx, customer->id, *request.contact);
  if (!contact) throw invalid("/contact", "unknown_value", "is no contact of that account");
  return {std::move(*customer), contact->person.id};
}

PolicyAcceptance accepted(Call& call, Id record) {
  for (const auto& accepted : customers::acceptances_of(call.tx, {}, 0, Id{record.value + 1}, 1))
    if (accepted.row.id == record) return view(accepted);
  throw Error(Category::internal, "policy.acceptance_missing", "an acceptance is missing");
}

PolicyAcceptance accepted_again(Call& call) { return accepted(call, call.made.at(0)); }

PolicyAcceptance accept(Call& call, const PolicyAccept& request) {
  auto [customer, person] = accepting(call, request);
  const auto version = policy::named(call.tx, request.version);
  if (version.number == 0)
    throw invalid("/version", "unknown_value", "there is no such version, see policy.versions");
  auto record = customers::acceptance(call.tx, version.id, customer.id, person);
  if (!record) {
    const auto author = call.actor.author();
    record = {.policy = version.id,
              .customer = customer.id,
              .person = person,
              .number = version.number,
              .at = call.now,
              .recorded_by = author.kind};
    customers::accept(call.tx, call.ids, customer, *record, author);
  }
  call.made = {record->id};
  return accepted(call, record->id);
}

PolicyAcceptancesReply acceptances(Call& call, const PolicyAcceptances& request) {
  Id customer;
  if (call.actor.customer) {
    customer = call.actor.customer->id;
  } else if (request.customer) {
    const auto found = customers::find(call.tx, *request.customer);
    if (!found) throw Error(Category::not_found, "customer.not_found", std::string(no_customer));
    customer = found->id;
  }
  Id before{INT64_MAX};
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) throw invalid("/after", "not_a_cursor", "is not the `next` of an earlier page");
    before = cursor->id;
  }
  PolicyAcceptancesReply reply;
  const auto found =
      customers::acceptances_of(call.tx, customer, request.version.value_or(0), before, request.limit + 1);
  for (const auto& accepted : found) {
    if (static_cast<std::int32_t>(reply.acceptances.size()) == request.limit) {
      const Id last = found[static_cast<std::size_t>(request.limit) - 1].row.id;
      reply.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    reply.acceptances.push_back(view(accepted));
  }
  return reply;
}

}  // namespace

std::vector<Operation> policy_acceptance_operations() {
  return {
      writing<accept, accepted_again>(
          {.name = "policy.accept",
           .summary = "Record that somebody has accepted a version of the policy",
           .details = "Each person accepts each version once; a further time changes nothing. The policy "
                      "binds everybody, accepted or not, and support never depends on it. The panel may "
                      "record it for a customer who has accepted elsewhere, such as at the order.",
           .callers = {{ActorKind::customer, ActorKind::panel}},
           .errors = {{"customer.not_found", "there is no such customer"}}}),
      reading<acceptances>(
          {.name = "policy.acceptances",
           .summary = "Who has accepted which version, and when",
           .details = "Customers see those of their own account.",
           .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::customers_read},
           .errors = {{"customer.not_found", "there is no such customer"}}}),
  };
}

}  // namespace plazo::operations
