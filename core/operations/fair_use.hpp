// What the desk has counted of a customer's use of support, as the policy's limits want to know it.
#pragma once

#include "core/customers/conduct.hpp"
#include "core/customers/customers.hpp"
#include "core/operations/operation.hpp"
#include "core/policy/question.hpp"

namespace plazo::operations {

/// Adds what each limit of fair use has counted within its window: what is recorded, where the software
/// counts, else what staff have flagged. Only what the limit's `when` holds for, at the instant it happened
/// and with what is known of its ticket now. No more is counted than changes an answer: one above the highest
/// number that the limit speaks of, among the last `most_looked_at` rows.
void add_conduct(Call&, policy::Question&, const customers::CustomerRow&);

inline constexpr int most_looked_at = 2000;

/// How much of what staff flagged counts for a limit now.
std::int32_t confirmed(Call&, const policy::Limit&, const customers::CustomerRow&);

}  // namespace plazo::operations
