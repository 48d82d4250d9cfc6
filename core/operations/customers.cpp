// customer.put, customer.get, staff.put
#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/zone.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct ContactFields {
  std::string reference;
  std::string name;
  std::optional<std::string> email;
  bool tickets = false;
  bool billing = false;

  static constexpr json::Note notes[] = {
      {.field = "reference",
       .meaning =
           "the panel's own key of the login or contact; the same person may act for several customers",
       .min = 1,
       .max = 64},
      {.field = "name", .meaning = "name of the person", .min = 1, .max = 200},
      {.field = "email", .meaning = "address for mail", .min = 3, .max = 254},
      {.field = "tickets", .meaning = "may see and write the account's tickets", .defaulted = true},
      {.field = "billing", .meaning = "may see the account's billing", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ContactFields, (), (reference, name, email, tickets, billing))

struct ServiceFields {
  std::string reference;
  std::string name;
  std::optional<std::string> product;
  customers::ServiceStage state = customers::ServiceStage::active;

  static constexpr json::Note notes[] = {
      {.field = "reference", .meaning = "the panel's own key of the service", .min = 1, .max = 64},
      {.field = "name", .meaning = "its name, exactly as the client area shows it", .min = 1, .max = 200},
      {.field = "product",
       .meaning = "key of its product in the policy's `activation`, or of the panel's own",
       .min = 1,
       .max = 64},
      {.field = "state", .meaning = "what it is in", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ServiceFields, (), (reference, name, product, state))

struct CustomerPut : Writing {
  std::string reference;
  std::string name;
  Locale locale = Locale::es;
  std::optional<std::string> zone;
  std::vector<std::string> groups;
  std::optional<std::vector<ServiceFields>> services;
  std::vector<ContactFields> contacts;

  static constexpr json::Note notes[] = {
      {.field = "reference", .meaning = "the panel's own key of the account", .min = 1, .max = 64},
      {.field = "name", .meaning = "name of the person or company", .min = 1, .max = 200},
      {.field = "locale", .meaning = "language that the customer reads", .defaulted = true},
      {.field = "zone",
       .meaning = "IANA zone of the customer, such as `Atlantic/Canary`",
       .min = 1,
       .max = 64},
      {.field = "groups",
       .meaning =
           "kinds of customer that it is, in the policy's words, such as `reseller`; every account is a "
           "`customer` besides",
       .max = 20,
       .defaulted = true},
      {.field = "services",
       .meaning = "what the customer has of you, with the state that it is in; absent: as before",
       .max = 500},
      {.field = "contacts",
       .meaning = "the people who act for the account; those not listed lose their access",
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CustomerPut, (Writing), (reference, name, locale, zone, groups, services, contacts))

struct CustomerGet {
  std::optional<std::string> reference;
  static constexpr json::Note notes[] = {
      {.field = "reference",
       .meaning = "the panel's key of the account; a customer may leave it out and gets itself",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(CustomerGet, (), (reference))

struct CustomerReply {
  Id id;
  std::string reference;
  std::string name;
  Locale locale = Locale::es;
  std::optional<std::string> zone;
  std::vector<std::string> groups;
  std::vector<ServiceFields> services;
  std::vector<ContactFields> contacts;
  Instant created_at;
  Instant updated_at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the customer", .audience = json::Audience::staff},
      {.field = "reference", .meaning = "the panel's own key of the account"},
      {.field = "name", .meaning = "name of the person or company"},
      {.field = "locale", .meaning = "language that the customer reads"},
      {.field = "zone", .meaning = "IANA zone of the customer"},
      {.field = "groups",
       .meaning = "kinds of customer that it is, besides `customer`",
       .audience = json::Audience::staff},
      {.field = "services", .meaning = "what the customer has of the provider, with its state"},
      {.field = "contacts", .meaning = "the people who act for the account; a contact sees itself only"},
      {.field = "created_at", .meaning = "when it was first put"},
      {.field = "updated_at", .meaning = "when it was last put"},
  };
};
BOOST_DESCRIBE_STRUCT(CustomerReply, (),
                      (id, reference, name, locale, zone, groups, services, contacts, created_at, updated_at))

struct StaffPut : Writing {
  std::string reference;
  std::string name;
  Locale locale = Locale::es;
  std::optional<std::string> zone;
  bool active = true;
  std::vector<Permission> permissions;
  std::optional<std::vector<std::string>> departments;

  static constexpr json::Note notes[] = {
      {.field = "reference", .meaning = "the panel's own key of the staff login", .min = 1, .max = 64},
      {.field = "name", .meaning = "name as customers see it", .min = 1, .max = 200},
      {.field = "locale", .meaning = "language that the staff member reads", .defaulted = true},
      {.field = "zone",
       .meaning = "IANA zone in which the staff member reads times, such as `Atlantic/Canary`; absent: the "
                  "policy's",
       .min = 1,
       .max = 64},
      {.field = "active",
       .meaning = "false once somebody has left: every call is refused from then on",
       .defaulted = true},
      {.field = "permissions", .meaning = "what the staff member may do", .max = 64},
      {.field = "departments",
       .meaning = "keys of the policy's departments whose tickets are seen; absent: all",
       .min = 1,
       .max = 100},
  };
};
BOOST_DESCRIBE_STRUCT(StaffPut, (Writing), (reference, name, locale, zone, active, permissions, departments))

struct StaffReply {
  Id id;
  std::string reference;
  std::string name;
  Locale locale = Locale::es;
  std::optional<std::string> zone;
  bool active = true;
  std::vector<Permission> permissions;
  std::optional<std::vector<std::string>> departments;
  Instant created_at;
  Instant updated_at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the staff member"},
      {.field = "reference", .meaning = "the panel's own key of the staff login"},
      {.field = "name", .meaning = "name as customers see it"},
      {.field = "locale", .meaning = "language that the staff member reads"},
      {.field = "zone", .meaning = "IANA zone in which the staff member reads times; absent: the policy's"},
      {.field = "active", .meaning = "false once somebody has left"},
      {.field = "permissions", .meaning = "what the staff member may do"},
      {.field = "departments", .meaning = "departments whose tickets are seen; absent: all"},
      {.field = "created_at", .meaning = "when it was first put"},
      {.field = "updated_at", .meaning = "when it was last put"},
  };
};
BOOST_DESCRIBE_STRUCT(StaffReply, (),
                      (id, reference, name, locale, zone, active, permissions, departments, created_at,
                       updated_at))

Error invalid(std::string path, std::string code, std::string message) {
  Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
  return error.with(Problem{std::move(path), std::move(code), std::move(message)});
}

CustomerReply reply_of(Call& call, const customers::CustomerRow& row) {
  CustomerReply reply{.id = row.id,
                      .reference = row.reference,
                      .name = row.name,
                      .locale = row.locale,
                      .zone = row.zone,
                      .groups = row.groups,
                      .created_at = row.created_at,
                      .updated_at = row.updated_at};
  for (auto& s : customers::services_of(call.tx, row.id))
    reply.services.push_back({std::move(s.reference), std::move(s.name), std::move(s.product), s.state});
  for (const auto& c : customers::contacts_of(call.tx, row.id))
    if (!call.actor.contact || call.actor.contact->person.id == c.person.id)
      reply.contacts.push_back(
          {c.person.reference, c.person.name, c.person.email, c.rights.tickets, c.rights.billing});
  return reply;
}

std::vector<std::string> groups_of(const CustomerPut& request) {
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < request.groups.size(); ++i) {
    const auto& group = request.groups[i];
    const std::string path = "/groups/" + std::to_string(i);
    const bool key =
        !group.empty() && group.size() <= 64 && std::all_of(group.begin(), group.end(), [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
    if (!key) throw invalid(path, "bad_key", "is a key of 1 to 64 lower-case letters, digits, `_` and `-`");
    if (group == policy::kind_visitor || group == policy::kind_customer)
      throw invalid(path, "reserved", "is given by itself, leave it out");
    if (std::find(groups.begin(), groups.end(), group) != groups.end())
      throw invalid(path, "repeated", "is listed already");
    groups.push_back(group);
  }
  return groups;
}

std::optional<std::vector<customers::ServiceRow>> services_of(const CustomerPut& request) {
  if (!request.services) return std::nullopt;
  std::vector<customers::ServiceRow> services;
  for (std::size_t i = 0; i < request.services->size(); ++i) {
    const auto& s = (*request.services)[i];
    const std::string path = "/services/" + std::to_string(i);
    if (std::any_of(services.begin(), services.end(),
                    [&](const auto& other) { return other.reference == s.reference; }))
      throw invalid(path + "/reference", "repeated", "is listed already");
    services.push_back({{}, s.reference, s.name, s.product, s.state});
  }
  return services;
}

void check_zone(const std::optional<std::string>& zone) {
  if (!zone) return;
  try {
    calendar::Zone::load(*zone);
  } catch (const Error& error) {
    throw invalid("/zone", "unknown_zone", error.message);
  }
}

CustomerReply put_customer(Call& call, const CustomerPut& request) {
  check_zone(request.zone);
  std::vector<customers::Contact> contacts;
  for (std::size_t i = 0; i < request.contacts.size(); ++i) {
    const auto& c = request.contacts[i];
    if (std::any_of(contacts.begin(), contacts.end(),
                    [&](const auto& other) { return other.person.reference == c.reference; }))
      throw invalid("/contacts/" + std::to_string(i) + "/reference", "repeated", "is listed already");
    contacts.push_back({{.reference = c.reference, .name = c.name, .email = c.email},
                        {.tickets = c.tickets, .billing = c.billing}});
  }
  const auto groups = groups_of(request);
  const auto services = services_of(request);
  customers::CustomerRow row = customers::find(call.tx, request.reference).value_or(customers::CustomerRow{});
  row.reference = request.reference;
  row.name = request.name;
  row.locale = request.locale;
  row.zone = request.zone;
  row.groups = groups;
  customers::put(call.tx, call.ids, row, std::move(contacts), services, call.actor.author(), call.now);
  call.made = {row.id};
  return reply_of(call, row);
}

CustomerReply customer_again(Call& call) {
  const auto row = customers::find(call.tx, call.made.at(0));
  if (!row)
    throw Error(Category::not_found, "customer.not_found",
                "there is no such customer, or it is not yours to see");
  return reply_of(call, *row);
}

CustomerReply get_customer(Call& call, const CustomerGet& request) {
  std::optional<customers::CustomerRow> row;
  if (call.actor.customer) {
    if (!request.reference || *request.reference == call.actor.customer->reference) row = call.actor.customer;
  } else if (!request.reference) {
    throw invalid("/reference", "missing_field", "is required: the panel's key of the account");
  } else {
    row = customers::find(call.tx, *request.reference);
  }
  if (!row)
    throw Error(Category::not_found, "customer.not_found",
                "there is no such customer, or it is not yours to see");
  return reply_of(call, *row);
}

StaffReply reply_of(Call& call, const customers::StaffRow& row) {
  StaffReply reply{.id = row.id,
                   .reference = row.reference,
                   .name = row.name,
                   .locale = row.locale,
                   .zone = row.zone,
                   .active = row.active,
                   .permissions = row.permissions,
                   .created_at = row.created_at,
                   .updated_at = row.updated_at};
  if (!row.all_departments) reply.departments = customers::departments_of(call.tx, row.id);
  return reply;
}

StaffReply put_staff(Call& call, const StaffPut& request) {
  check_zone(request.zone);
  std::vector<std::string> departments;
  if (request.departments) {
    const auto& document = call.policy().document();
    const auto known = policy::keys_of(document.departments);
    for (std::size_t i = 0; i < request.departments->size(); ++i) {
      const auto& department = (*request.departments)[i];
      const std::string path = "/departments/" + std::to_string(i);
      if (!policy::has_department(document, department)) {
        const auto near = nearest(department, known);
        throw invalid(path, "unknown_value",
                      shown(department) + " is no department of the policy" +
                          (near.empty() ? "" : ", did you mean `" + std::string(near) + "`?"));
      }
      if (std::find(departments.begin(), departments.end(), department) != departments.end())
        throw invalid(path, "repeated", "is listed already");
      departments.push_back(department);
    }
  }
  std::sort(departments.begin(), departments.end());
  customers::StaffRow row = customers::find_staff(call.tx, request.reference).value_or(customers::StaffRow{});
  row.reference = request.reference;
  row.name = request.name;
  row.locale = request.locale;
  row.zone = request.zone;
  row.active = request.active;
  row.permissions = request.permissions;
  std::sort(row.permissions.begin(), row.permissions.end());
  row.permissions.erase(std::unique(row.permissions.begin(), row.permissions.end()), row.permissions.end());
  row.all_departments = !request.departments;
  customers::put_staff(call.tx, call.ids, row, departments, call.actor.author(), call.now);
  call.made = {row.id};
  return reply_of(call, row);
}

StaffReply staff_again(Call& call) {
  const auto row = customers::find_staff(call.tx, call.made.at(0));
  if (!row) throw Error(Category::not_found, "staff.not_found", "there is no such staff member");
  return reply_of(call, *row);
}

}  // namespace

std::vector<Operation> customer_operations() {
  return {
      reading<get_customer>(
          {.name = "customer.get",
           .summary = "One customer with its contacts",
           .details = "A customer gets itself, a contact gets the account with itself as the only contact, "
                      "staff and "
                      "panel get any.",
           .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::customers_read},
           .errors = {{"customer.not_found", "there is no such customer, or it is another one's"}}}),
      writing<put_customer, customer_again>(
          {.name = "customer.put",
           .summary = "Create a customer, or bring it up to date",
           .details =
               "The panel calls it whenever an account or its contacts change. It writes the customer as "
               "given: "
               "contacts that are not listed lose their access at once, also in sessions that are open.",
           .callers = {{ActorKind::panel}}}),
      writing<put_staff, staff_again>(
          {.name = "staff.put",
           .summary = "Create a staff member, or bring it up to date",
           .details = "Permissions and departments hold at once, also in sessions that are open. Somebody "
                      "who has left "
                      "is put with `active` false; what they wrote stays.",
           .callers = {{ActorKind::panel}},
           .errors = {{"policy.none", "departments were named, but no policy is installed yet"}}}),
  };
}

}  // namespace plazo::operations
