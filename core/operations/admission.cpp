#include "core/operations/admission.hpp"

#include <algorithm>

namespace plazo::operations {

bool Callers::allows(ActorKind kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

json::Audience audience_of(const customers::Claim* claim) {
  const ActorKind kind = claim ? customers::kind_of(*claim) : ActorKind::panel;
  if (kind == ActorKind::panel) return json::Audience::panel;
  return kind == ActorKind::staff ? json::Audience::staff : json::Audience::customer;
}

void check_kind(const Callers& callers, bool writes, const customers::Claim* claim) {
  const ActorKind kind = claim ? customers::kind_of(*claim) : ActorKind::panel;
  if (!callers.allows(kind))
    throw Error(Category::refused, "operation.not_allowed", "this kind of actor may not call this operation");
  const auto* const staff = claim ? std::get_if<customers::StaffClaim>(claim) : nullptr;
  if (staff && staff->on_behalf_of && writes)
    throw Error(Category::refused, "actor.looking_only", "who looks through a customer's eyes may read only");
}

void check_permission(const customers::Actor& actor, customers::Permission permission) {
  if (actor.kind != ActorKind::staff || actor.may(permission)) return;
  const auto index = static_cast<std::size_t>(permission);
  const auto name = json::type_of<customers::Permission>().enumerators[index].name;
  throw Error(Category::refused, "staff.no_permission",
              "this needs the permission `" + std::string(name) + "`, which the panel grants with staff.put");
}

customers::Actor admit(storage::Transaction& tx, const Callers& callers, const customers::Claim* claim) {
  auto actor = claim ? customers::resolve(tx, *claim) : customers::Actor{};
  if (callers.permission) check_permission(actor, *callers.permission);
  if (actor.contact && callers.tickets && !actor.contact->rights.tickets)
    throw Error(Category::refused, "contact.no_tickets",
                "this contact has no access to the account's tickets");
  return actor;
}

}  // namespace plazo::operations
