#include "core/operations/catalogue.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <span>

#include "core/base/text.hpp"
#include "core/customers/acceptances.hpp"
#include "core/customers/attempts.hpp"
#include "core/customers/conduct.hpp"
#include "core/customers/suspensions.hpp"
#include "core/json/encode.hpp"
#include "core/json/schema.hpp"
#include "core/operations/attachments.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/idempotency.hpp"
#include "core/tickets/charges.hpp"
#include "core/tickets/conversations.hpp"
#include "core/tickets/performance.hpp"
#include "core/tickets/rollout.hpp"
#include "core/tickets/rows.hpp"
#include "core/tickets/work_times.hpp"
#include "core/timeline/outbox.hpp"
#include "core/version.hpp"

namespace plazo::operations {
namespace {

template <class E>
std::string_view name_of(E value) {
  return json::type_of<E>().enumerators[static_cast<std::size_t>(value)].name;
}

/// What every operation may give besides its own errors.
constexpr ErrorNote common_errors[] = {
    {"operation.unknown", "there is no operation of this name"},
    {"operation.not_allowed", "this kind of actor may not call this operation"},
    {"actor.unknown", "the session's customer, contact or staff member is not known, or no longer"},
    {"actor.no_customer_view", "the staff member may not look through a customer's eyes"},
    {"actor.looking_only", "who looks through a customer's eyes may read only"},
    {"contact.no_tickets", "the contact has no access to the account's tickets"},
    {"staff.no_permission", "the staff member lacks the permission that the operation needs"},
    {"request.invalid", "the request is wrong; `problems` lists everything with its path"},
    {"request.empty", "the request is empty"},
    {"request.not_json", "the request is not JSON; details `line` and `column`"},
    {"request.not_utf8", "the request is not UTF-8; details `line` and `column`"},
    {"request.too_large", "the request has more than 1 MiB"},
    {"request.too_deep", "the request is nested more than 32 deep"},
    {"request.too_many_values", "the request has more than 20,000 values"},
    {"idempotency.key_reused", "the key was used with another request"},
    {"desk.no_storage", "the desk was opened without a database"},
    {"storage.busy", "other writers held the database too long; try again"},
    {"storage.full", "the disk is full; nothing was written"},
    {"storage.read_only", "the database cannot be written"},
    {"storage.io", "the disk failed; nothing is known to be written"},
    {"storage.corrupt", "the database is damaged"},
    {"storage.commit_unknown",
     "the write may or may not have happened: repeat it with the same idempotency key"},
    {"memory.exhausted", "there was no memory left; nothing was written"},
};

boost::json::array errors_json(std::span<const ErrorNote> errors) {
  boost::json::array out;
  for (const auto& e : errors) out.push_back(boost::json::object{{"code", e.code}, {"meaning", e.meaning}});
  return out;
}

/// Of an operation or a stream; only the first has an access.
template <class Described>
boost::json::object description_json(const Described& op, std::optional<Access> access,
                                     boost::json::object& definitions) {
  boost::json::object callers;
  boost::json::array kinds;
  for (const auto kind : op.callers.kinds) kinds.emplace_back(name_of(kind));
  callers["kinds"] = std::move(kinds);
  if (op.callers.permission) callers["permission"] = name_of(*op.callers.permission);
  if (op.callers.tickets) callers["contact_right"] = "tickets";
  boost::json::object out{{"name", op.name},
                          {"summary", op.summary},
                          {"details", op.details},
                          {"lifecycle", name_of(op.lifecycle)},
                          {"since", op.since}};
  if (access) out["access"] = name_of(*access);
  out["callers"] = std::move(callers);
  out["request"] = json::schema_of(op.request(), definitions);
  out["reply"] = json::schema_of(op.reply(), definitions);
  out["errors"] = errors_json(op.errors);
  return out;
}

}  // namespace

const std::vector<Operation>& catalogue() {
  static const std::vector<Operation> all = [] {
    std::vector<Operation> operations;
    for (auto* const part : {&calendar_affected_operations,
                             &calendar_operations,
                             &charge_operations,
                             &compensation_operations,
                             &conduct_operations,
                             &customer_operations,
                             &desk_operations,
                             &entitlement_operations,
                             &history_operations,
                             &outbox_operations,
                             &policy_acceptance_operations,
                             &policy_decision_operations,
                             &policy_operations,
                             &policy_page_operations,
                             &policy_performance_operations,
                             &policy_simulation_operations,
                             &policy_version_operations,
                             &restore_operations,
                             &session_operations,
                             &suspension_operations,
                             &ticket_check_operations,
                             &ticket_explain_operations,
                             &ticket_operations})
      for (auto& op : part()) operations.push_back(std::move(op));
    std::sort(operations.begin(), operations.end(),
              [](const auto& a, const auto& b) { return a.name < b.name; });
    return operations;
  }();
  return all;
}

const Operation& find(std::string_view name) {
  const auto& all = catalogue();
  const auto at = std::lower_bound(all.begin(), all.end(), name,
                                   [](const Operation& op, std::string_view n) { return op.name < n; });
  if (at != all.end() && at->name == name) return *at;
  std::vector<std::string_view> names;
  for (const auto& op : all) names.push_back(op.name);
  const auto near = nearest(name, names);
  throw Error(Category::invalid, "operation.unknown",
              "there is no operation " + shown(name) +
                  (near.empty() ? "" : ", did you mean `" + std::string(near) + "`?"));
}

std::string catalogue_json() {
  boost::json::object definitions;
  boost::json::array operations;
  for (const auto& op : catalogue()) operations.push_back(description_json(op, op.access, definitions));
  boost::json::array stream_list;
  for (const auto& s : streams()) stream_list.push_back(description_json(s, std::nullopt, definitions));
  boost::json::object catalogue{
      {"version", version},
      {"operations", std::move(operations)},
      {"streams", std::move(stream_list)},
      {"desk", json::schema_of(json::type_of<DeskOptions>(), definitions)},
      {"session", json::schema_of(json::type_of<customers::Claim>(), definitions)},
      {"errors", errors_json(common_errors)},
  };
  catalogue["definitions"] = std::move(definitions);
  return boost::json::serialize(catalogue);
}

std::vector<const storage::Table*> all_tables() {
  return {&timeline::events(),       &timeline::outbox(),
          &timeline::done_tasks(),   &customers::customers(),
          &customers::persons(),     &customers::contacts(),
          &customers::staff(),       &customers::staff_departments(),
          &policy::versions(),       &tickets::tickets(),
          &tickets::messages(),      &tickets::clocks(),
          &tickets::met_clocks(),    &tickets::agenda(),
          &tickets::unindexed(),     &tickets::imports(),
          &tickets::rollouts(),      &customers::acceptances(),
          &customers::services(),    &customers::attempts(),
          &customers::suspensions(), &customers::conduct(),
          &customers::suggestions(), &customers::consequences(),
          &tickets::charges(),       &tickets::entitlement_uses(),
          &tickets::work_times(),    &tickets::conversations(),
          &vault::attachments(),     &idempotency_keys()};
}

}  // namespace plazo::operations
