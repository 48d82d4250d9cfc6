// What a broken promise is worth to the customer, as a figure. Pure: it is worked out, and never paid.
//
// Sums are in minor units of the policy's currency. Each part is rounded to the nearest minor unit, a half
// upwards, which is to the customer's good:
//
//     10 percent of a monthly price of 12,45 €   1,245 €   -> 1,25 €
//     3 days of a month of 31 days, likewise     1,2048 €  -> 1,20 €
#pragma once

#include <cstdint>
#include <optional>

#include "core/policy/clock.hpp"

namespace plazo::policy {

/// By how much a promise was missed, in what its target is measured in.
struct Lateness {
  Duration time;                     ///< counted: open time of its hours, or wall time
  std::optional<std::int32_t> days;  ///< of working days: those that began after the deadline's date
};
/// From the deadline until what was promised happened, or until now while it has not. `clock` tells the
/// target and the hours; `Compiled` is the version of `clock.policy`.
Lateness lateness(const Compiled&, const PromiseClock& clock, Instant due_at, Instant until);

/// The first instant that is too late.
Instant broken_at(Instant due_at);

/// What a breach is worth.
struct Worth {
  /// Everything together, the ceiling applied; none where it hangs on a price that was not given.
  std::optional<std::int64_t> amount;
  bool at_ceiling = false;                 ///< the ceiling has made it less
  std::optional<Instant> claimable_until;  ///< the last instant; none: always
};

/// `price` is that of the service for the calendar month of the breach, which has `days_in_month` days;
/// `before` is what the account's earlier breaches of the same promise in that month were worth. `broken_at`
/// is the first instant that was too late.
Worth worth(const Compensation&, std::optional<std::int64_t> price, std::int64_t days_in_month,
            std::int64_t before, Instant broken_at);

/// The sum that a ceiling on everything together comes to: the lesser, where it has two; none where it hangs
/// on a price that was not given.
std::optional<std::int64_t> sum_of(const CompensationCeiling&, std::optional<std::int64_t> price);
/// The same worth under that ceiling, of which the account's earlier breaches in its period have used
/// `before`. Without a sum there is no amount either.
Worth under_ceiling(Worth, std::optional<std::int64_t> ceiling, std::int64_t before);

/// `of` of `whole` parts of a sum, to the nearest minor unit, a half upwards. Sums up to 10^12, parts up to
/// 10^5 and a positive whole.
std::int64_t part_of(std::int64_t sum, std::int64_t of, std::int64_t whole);

}  // namespace plazo::policy
