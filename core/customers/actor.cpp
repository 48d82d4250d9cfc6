#include "core/customers/actor.hpp"

#include <algorithm>

namespace plazo::customers {
namespace {

template <class... Visitors>
struct overloaded : Visitors... {
  using Visitors::operator()...;
};
template <class... Visitors>
overloaded(Visitors...) -> overloaded<Visitors...>;

// One text for every reason, so that it cannot be asked who exists.
Error unknown() {
  return Error(
      Category::refused, "actor.unknown",
      "this desk does not know the session's actor, or no longer; the panel puts customers and staff first");
}

void resolve_customer(storage::Transaction& tx, Actor& actor, std::string_view reference,
                      const std::optional<std::string>& person) {
  actor.kind = ActorKind::customer;
  actor.customer = find(tx, reference);
  if (!actor.customer) throw unknown();
  if (!actor.locale) actor.locale = actor.customer->locale;
  if (!person) return;
  actor.contact = contact(tx, actor.customer->id, *person);
  if (!actor.contact) throw unknown();
}

}  // namespace

ActorKind kind_of(const Claim& claim) {
  return std::visit(
      overloaded{[](const CustomerClaim&) { return ActorKind::customer; },
                 [](const GuestClaim&) { return ActorKind::guest; },
                 [](const StaffClaim& c) { return c.on_behalf_of ? ActorKind::customer : ActorKind::staff; }},
      claim);
}

bool Actor::may(Permission permission) const {
  return staff && std::find(staff->permissions.begin(), staff->permissions.end(), permission) !=
                      staff->permissions.end();
}

timeline::Author Actor::author() const {
  if (staff) return {timeline::AuthorKind::staff, staff->id};
  if (contact) return {timeline::AuthorKind::contact, contact->person.id};
  if (customer) return {timeline::AuthorKind::customer, customer->id};
  return {kind == ActorKind::guest ? timeline::AuthorKind::guest : timeline::AuthorKind::panel, {}};
}

std::string Actor::author_name() const {
  if (staff) return staff->name;
  if (contact) return contact->person.name;
  if (customer) return customer->name;
  return {};
}

std::string Actor::identity() const {
  if (staff) return "staff:" + to_text(staff->id);
  if (contact) return "contact:" + to_text(customer->id) + ":" + to_text(contact->person.id);
  if (customer) return "customer:" + to_text(customer->id);
  return kind == ActorKind::guest ? "guest" : "panel";
}

json::Audience Actor::audience() const {
  if (kind == ActorKind::panel) return json::Audience::panel;
  return kind == ActorKind::staff ? json::Audience::staff : json::Audience::customer;
}

Actor resolve(storage::Transaction& tx, const Claim& claim) {
  Actor actor;
  std::visit(overloaded{[&](const CustomerClaim& c) {
                          actor.locale = c.locale;
                          resolve_customer(tx, actor, c.customer, c.contact);
                        },
                        [&](const GuestClaim& c) {
                          actor.kind = ActorKind::guest;
                          actor.locale = c.locale;
                        },
                        [&](const StaffClaim& c) {
                          actor.kind = ActorKind::staff;
                          actor.locale = c.locale;
                          actor.staff = find_staff(tx, c.staff);
                          if (!actor.staff || !actor.staff->active) throw unknown();
                          if (!c.on_behalf_of) {
                            if (!actor.locale) actor.locale = actor.staff->locale;
                            return;
                          }
                          if (!actor.may(Permission::customer_view))
                            throw Error(
                                Category::refused, "actor.no_customer_view",
                                "looking through a customer's eyes needs the permission `customer_view`");
                          actor.looking = true;
                          resolve_customer(tx, actor, c.on_behalf_of->customer, c.on_behalf_of->contact);
                        }},
             claim);
  return actor;
}

}  // namespace plazo::customers
