// What the policy is asked on a caller's behalf: what a request tells, and what the desk knows. Customers
// tell what they want; what they are (their kind, their services and the state of these) is the desk's word.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/customers/attempts.hpp"
#include "core/customers/suspensions.hpp"
#include "core/operations/operation.hpp"
#include "core/policy/explain.hpp"
#include "core/tickets/work.hpp"

namespace plazo::operations {

/// Part of the requests that a policy judges.
struct Told {
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  std::optional<std::string> service;
  json::Keyed<std::string> fields;
  std::vector<std::string> checked;
  std::vector<std::string> answers_shown;
  std::vector<std::string> circumstances;
  std::vector<std::string> entitlements;
  std::optional<policy::ServiceState> service_state;
  std::optional<std::string> product;
  std::optional<policy::Identity> identity;

  static constexpr json::Note notes[] = {
      {.field = "topic", .meaning = "key of a topic of the policy", .min = 1, .max = 64},
      {.field = "channel",
       .meaning = "key of the channel of the policy by which it comes; absent: a ticket",
       .min = 1,
       .max = 64},
      {.field = "service",
       .meaning = "the panel's key of the customer's service that it is about",
       .min = 1,
       .max = 64},
      {.field = "fields",
       .meaning = "what the policy asks for, by key of its `fields`; each of at most 4000 characters",
       .max = 200,
       .defaulted = true},
      {.field = "checked",
       .meaning = "items of the policy's `checklist` that the customer has ticked",
       .max = 50,
       .defaulted = true},
      {.field = "answers_shown",
       .meaning =
           "ids of the policy's `answers` that the customer was shown before sending: they are not shown "
           "again, and the log keeps that they were",
       .max = 200,
       .defaulted = true},
      {.field = "circumstances",
       .meaning = "keys of circumstances of the policy that are declared",
       .max = 100,
       .defaulted = true},
      {.field = "entitlements",
       .meaning =
           "keys of entitlements of the policy that are to be used, such as a paid priority; where one "
           "has a price, naming it agrees to the price",
       .max = 50,
       .defaulted = true},
      {.field = "service_state",
       .meaning = "state of a service that the desk does not know",
       .audience = json::Audience::staff},
      {.field = "product",
       .meaning = "key of the product of such a service",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
      {.field = "identity",
       .meaning = "how well it is known who asks, on a call for instance; absent: signed in",
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(Told, (),
                      (topic, channel, service, fields, checked, answers_shown, circumstances, entitlements,
                       service_state, product, identity))

/// Part of the requests by which staff and the panel bring in what a customer has sent.
struct FromCustomer {
  bool from_customer = false;
  std::optional<std::string> contact;

  static constexpr json::Note notes[] = {
      {.field = "from_customer",
       .meaning = "it comes from the customer, by mail, form or phone, and is only put in here: the policy "
                  "judges it, and "
                  "fair use counts it with all that follows, as if the customer had sent it in a session of "
                  "their own; "
                  "the message is theirs and tells who put it in. Without it staff and panel write for "
                  "themselves: they "
                  "are advised, and nothing counts",
       .defaulted = true,
       .audience = json::Audience::staff},
      {.field = "contact",
       .meaning =
           "of what comes from the customer: the panel's key of the person; absent: the account's owner",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(FromCustomer, (), (from_customer, contact))

/// The customer from whom something comes that staff or the panel put in.
struct Sender {
  std::optional<customers::Contact> contact;  ///< none: the account's owner

  std::optional<Id> person() const;
};
/// None where the caller writes for themselves, customers always. Throws `request.invalid` for a person who
/// is none of the account's, and what the person's own session would get: `contact.no_tickets`; for staff
/// also `staff.no_permission`, as putting something in needs `tickets_open`.
std::optional<Sender> sender_of(Call&, const customers::CustomerRow&, const FromCustomer&);
/// Writes as the sender, with the caller as who puts it in; without one as the caller.
tickets::Writing writing_for(Call&, const customers::CustomerRow&, const std::optional<Sender>&);

/// The question for a customer; null: a visitor. Everything that is in the request or known of the customer
/// is in it. Throws `invalid`: `service.unknown` for a service that is none of the customer's,
/// `policy.not_yours_to_declare` for circumstances that customers do not declare.
policy::Question question_of(Call&, policy::Action, const customers::CustomerRow*, const Told&,
                             const std::optional<Sender>& = {});

/// Makes it a question about a ticket that is open already.
void ask_about(Call&, policy::Question&, const tickets::TicketRow&);

/// Asks the policy in force. Keys that it does not know are problems of the request (`request.invalid`).
policy::Decision decided(Call&, const policy::Question&);

/// The decision in the session's language.
policy::Explanation explained(Call&, const policy::Question&, const policy::Decision&);

/// Whether there is more to a decision than that nothing speaks against it.
bool says_something(const policy::Decision&);

/// An attempt that the policy does not take: the error that the caller gets, with the whole decision in its
/// details, and the row that is kept of it. Handlers throw it; their transaction is undone, and the attempt
/// is written in one of its own.
struct Refusal : Error {
  Refusal(Error error, customers::AttemptRow row, std::optional<customers::SuspensionRow> begun)
      : Error(std::move(error)), attempt(std::move(row)), suspension(std::move(begun)) {}
  customers::AttemptRow attempt;
  /// Begins with it, where the policy suspends by itself.
  std::optional<customers::SuspensionRow> suspension;
};
Refusal refusal(Call&, const policy::Question&, const policy::Decision&, const customers::CustomerRow&,
                const std::optional<Sender>& = {});
/// The same for who has no account: nothing is kept of it.
Error refusal(Call&, const policy::Question&, const policy::Decision&);

/// The account that staff or the panel name, or the session's own; none for a visitor. Throws
/// `customer.not_found`.
std::optional<customers::CustomerRow> account_of(Call&, const std::optional<std::string>& named);
/// The same where the operation's permission does not speak of accounts: staff who may not see customers may
/// not name one either, else the answer would tell them which there are. Throws `staff.no_permission`.
std::optional<customers::CustomerRow> seen_account_of(Call&, const std::optional<std::string>& named);

}  // namespace plazo::operations
