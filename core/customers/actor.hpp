// Who is calling: what a session claims, and what the database says of it at this very call.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/customers/customers.hpp"
#include "core/customers/staff.hpp"

namespace plazo::customers {

/// The kinds of actor. The panel is none of the claims below: it is the holder of the desk handle, so
/// that no value in any document can select it.
enum class ActorKind { customer, guest, staff, panel };
BOOST_DESCRIBE_ENUM(ActorKind, customer, guest, staff, panel)

struct CustomerClaim {
  static constexpr std::string_view type_name = "customer";
  std::string customer;
  std::optional<std::string> contact;
  std::optional<Locale> locale;
  std::optional<std::string> address;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "the panel's key of the account", .min = 1, .max = 64},
      {.field = "contact",
       .meaning = "the panel's key of the person acting for it; absent: the account's owner, who may do all",
       .min = 1,
       .max = 64},
      {.field = "locale", .meaning = "language of the texts in replies; absent: the customer's own"},
      {.field = "address", .meaning = "IP address of the caller, for limits", .min = 2, .max = 45},
  };
};
BOOST_DESCRIBE_STRUCT(CustomerClaim, (), (customer, contact, locale, address))

struct GuestClaim {
  static constexpr std::string_view type_name = "guest";
  std::optional<Locale> locale;
  std::optional<std::string> address;

  static constexpr json::Note notes[] = {
      {.field = "locale", .meaning = "language of the texts in replies; absent: the policy's first"},
      {.field = "address", .meaning = "IP address of the caller, for limits", .min = 2, .max = 45},
  };
};
BOOST_DESCRIBE_STRUCT(GuestClaim, (), (locale, address))

struct OnBehalfOf {
  std::string customer;
  std::optional<std::string> contact;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "the panel's key of the account", .min = 1, .max = 64},
      {.field = "contact",
       .meaning = "the panel's key of the person; absent: the account's owner",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(OnBehalfOf, (), (customer, contact))

struct StaffClaim {
  static constexpr std::string_view type_name = "staff";
  std::string staff;
  std::optional<OnBehalfOf> on_behalf_of;
  std::optional<Locale> locale;
  std::optional<std::string> address;

  static constexpr json::Note notes[] = {
      {.field = "staff", .meaning = "the panel's key of the staff member", .min = 1, .max = 64},
      {.field = "on_behalf_of",
       .meaning =
           "look through this customer's eyes: see what they see, write nothing (needs customer_view)"},
      {.field = "locale",
       .meaning = "language of the texts in replies; absent: the staff member's own, or "
                  "that of the customer whose eyes are looked through"},
      {.field = "address", .meaning = "IP address of the caller, for limits", .min = 2, .max = 45},
  };
};
BOOST_DESCRIBE_STRUCT(StaffClaim, (), (staff, on_behalf_of, locale, address))

/// What a session says it is; told apart by `type`.
using Claim = std::variant<CustomerClaim, GuestClaim, StaffClaim>;

/// The kind as which a claim calls; a staff member looking through a customer's eyes calls as customer.
ActorKind kind_of(const Claim&);

/// An actor as the database knows it at this call.
struct Actor {
  ActorKind kind = ActorKind::panel;
  std::optional<CustomerRow> customer = {};  ///< kind customer
  std::optional<Contact> contact = {};       ///< kind customer, unless the owner
  std::optional<StaffRow> staff = {};        ///< kind staff, and who looks through a customer's eyes
  std::optional<Locale> locale = {};
  bool looking = false;  ///< through a customer's eyes: may read only

  bool may(Permission) const;
  /// Whose work this is, for timelines and messages.
  timeline::Author author() const;
  std::string author_name() const;
  /// Stable text for idempotency: the same for the same actor, different for different ones.
  std::string identity() const;
  /// What the actor sees of replies.
  json::Audience audience() const;
};

/// Looks the claim up. Throws `refused`: `actor.unknown` (no such customer, contact or staff member,
/// or one who has left), `actor.no_customer_view`.
Actor resolve(storage::Transaction&, const Claim&);

}  // namespace plazo::customers
