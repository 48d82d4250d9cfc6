// Who may: what an actor's kind and present rights decide, for operations and for streams alike.
#pragma once

#include "core/operations/operation.hpp"

namespace plazo::operations {

/// As whom a request is read; null is the panel itself.
json::Audience audience_of(const customers::Claim*);

/// What the actor's kind alone decides, before anything is looked up. Throws `operation.not_allowed`,
/// `actor.looking_only`.
void check_kind(const Callers&, bool writes, const customers::Claim*);

/// Throws `staff.no_permission` for staff without it.
void check_permission(const customers::Actor&, customers::Permission);

/// The actor as the database knows it now, when its rights suffice. Throws what `customers::resolve`
/// throws, `staff.no_permission`, `contact.no_tickets`.
customers::Actor admit(storage::Transaction&, const Callers&, const customers::Claim*);

}  // namespace plazo::operations
