// What is known of a request when a policy is asked about it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/policy/when.hpp"

namespace plazo::policy {

/// The facts that conditions speak of. Everything is the key that the policy uses; empty: not known.
struct Facts {
  std::string topic;
  std::string department;
  std::string channel;
  std::string priority;
  std::vector<std::string> customer;  ///< kinds, `visitor` or `customer` among them
  Identity identity = Identity::anonymous;
  ServiceState service = ServiceState::none;
  std::string product;
  std::vector<std::string> circumstance;
  std::vector<std::string> entitlement;

  friend bool operator==(const Facts&, const Facts&) = default;

  static constexpr json::Note notes[] = {
      {.field = "topic", .meaning = "key of the topic", .max = 64, .defaulted = true},
      {.field = "department", .meaning = "key of the department", .max = 64, .defaulted = true},
      {.field = "channel", .meaning = "key of the channel", .max = 64, .defaulted = true},
      {.field = "priority", .meaning = "key of the priority", .max = 64, .defaulted = true},
      {.field = "customer", .meaning = "kinds of customer", .max = 20, .defaulted = true, .single = true},
      {.field = "identity", .meaning = "how well it is known who asks", .defaulted = true},
      {.field = "service", .meaning = "state of the service that it is about", .defaulted = true},
      {.field = "product", .meaning = "key of the service's product", .max = 64, .defaulted = true},
      {.field = "circumstance",
       .meaning = "keys of declared circumstances",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "entitlement",
       .meaning = "keys of entitlements that are used",
       .max = 50,
       .defaulted = true,
       .single = true},
  };
};
BOOST_DESCRIBE_STRUCT(Facts, (),
                      (topic, department, channel, priority, customer, identity, service, product,
                       circumstance, entitlement))

}  // namespace plazo::policy
