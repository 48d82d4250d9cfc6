// Conditions: the one way in which any rule of a policy says when it holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/json/describe.hpp"

namespace plazo::policy {

/// How well it is known who asks. Each is more than the ones before it.
enum class Identity {
  anonymous,          ///< nobody the desk knows
  registered_sender,  ///< writes from an address that is registered with the account
  signed_in,          ///< in the client area
  verified,           ///< has proven to own the service (PIN, one-time code) on a channel without login
};
BOOST_DESCRIBE_ENUM(Identity, anonymous, registered_sender, signed_in, verified)

/// What the service is in that the question is about.
enum class ServiceState { none, pending, active, suspended, cancelled };
BOOST_DESCRIBE_ENUM(ServiceState, none, pending, active, suspended, cancelled)

/// Kinds of customer that every policy knows; further ones are the panel's own words (`reseller`).
inline constexpr std::string_view kind_visitor = "visitor";    ///< has no account
inline constexpr std::string_view kind_customer = "customer";  ///< has one

/// Holds when everything that is given holds; of a list, one entry is enough. Without anything it always
/// holds. A list of one may be written as its entry: `"channel": "chat"`.
struct When {
  std::vector<std::string> topic;
  std::vector<std::string> department;
  std::vector<std::string> channel;
  std::vector<std::string> priority;
  std::vector<std::string> customer;
  std::vector<Identity> identity;
  std::vector<ServiceState> service;
  std::vector<std::string> product;
  std::vector<std::string> circumstance;
  std::vector<std::string> entitlement;
  std::optional<std::string> during;
  std::optional<std::string> outside;
  std::optional<bool> open;

  static constexpr json::Note notes[] = {
      {.field = "topic", .meaning = "keys of topics", .max = 100, .defaulted = true, .single = true},
      {.field = "department",
       .meaning = "keys of departments",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "channel", .meaning = "keys of channels", .max = 100, .defaulted = true, .single = true},
      {.field = "priority", .meaning = "keys of priorities", .max = 16, .defaulted = true, .single = true},
      {.field = "customer",
       .meaning = "kinds of customer: `visitor`, `customer`, or the panel's own, such as `reseller`",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "identity",
       .meaning = "how well it is known who asks",
       .max = 4,
       .defaulted = true,
       .single = true},
      {.field = "service",
       .meaning = "state of the service that it is about",
       .max = 5,
       .defaulted = true,
       .single = true},
      {.field = "product",
       .meaning = "keys of products of `activation`",
       .max = 1000,
       .defaulted = true,
       .single = true},
      {.field = "circumstance",
       .meaning = "keys of circumstances that somebody has declared",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "entitlement",
       .meaning = "keys of entitlements that are used",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "during", .meaning = "key of a calendar that is open", .min = 1, .max = 64},
      {.field = "outside", .meaning = "key of a calendar that is closed", .min = 1, .max = 64},
      {.field = "open",
       .meaning = "whether the department and the channel concerned are within their own hours"},
  };
};
BOOST_DESCRIBE_STRUCT(When, (),
                      (topic, department, channel, priority, customer, identity, service, product,
                       circumstance, entitlement, during, outside, open))

}  // namespace plazo::policy
