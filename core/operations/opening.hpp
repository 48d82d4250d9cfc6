// What the log says of how a ticket, a call or chat came in.
#pragma once

#include <optional>
#include <string>

#include "core/policy/decide.hpp"
#include "core/policy/question.hpp"
#include "core/storage/port.hpp"

namespace plazo::operations {

/// Members of the event of what was decided, each after a comma: the outcome, and the question, from which
/// the policy version answers the same again. Without subject and body, which are the message's.
std::string particulars_of(const policy::Question&, const policy::Decision&);

/// What the policy was asked when the ticket was opened, and what it answered in short.
struct Opening {
  policy::Question question;
  std::string effect, reason, rule, department, priority;
  std::string zone_data;  ///< version of the time-zone data at that time
};

/// From the ticket's first event. Nothing when the policy had nothing to say then, or when the event was
/// erased.
std::optional<Opening> opening_of(storage::Transaction&, Id ticket);

}  // namespace plazo::operations
