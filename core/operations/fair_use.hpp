// What the desk has counted of a customer's use of support, as the policy's limits want to know it.
#pragma once

#include "core/customers/customers.hpp"
#include "core/operations/operation.hpp"
#include "core/policy/question.hpp"

namespace plazo::operations {

/// Adds what each limit of fair use has counted within its window, from what is recorded.
void add_conduct(Call&, policy::Question&, const customers::CustomerRow&);

}  // namespace plazo::operations
