// Tickets that say nearly the same, so that somebody may see a repeated one at once.
#pragma once

#include <string_view>

#include "core/tickets/rows.hpp"

namespace plazo::tickets {

/// What a new ticket says.
struct Wording {
  std::string_view topic, subject, body;
};

/// The ticket of the account, open and changed since then, that says nearly the same about the same topic:
/// four in five of the words of both together are in each, or of two subjects of at least three words. Looks
/// at the twenty that changed last. Nobody is blamed by it: a person judges.
std::optional<Id> resembling(storage::Transaction&, Id customer, Instant since, const Wording&);

/// Whether two wordings say nearly the same.
bool nearly_the_same(const Wording&, const Wording&);

}  // namespace plazo::tickets
