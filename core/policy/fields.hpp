// Whether what was told is what a field asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/calendar/zone.hpp"
#include "core/policy/information.hpp"

namespace plazo::policy {

enum class FieldFault {
  none,
  empty,
  number,  ///< no whole number
  too_small,
  too_large,
  too_short,
  too_long,
  ip,
  ipv4,
  ipv6,
  order_number,
  time,            ///< no date with a time
  unknown_zone,    ///< nor an offset
  ambiguous_time,  ///< the wall clock showed it twice: `first` and `second`
  skipped_time,    ///< the wall clock never showed it: `first` and `second` are the times around it
  future_time,
  service,  ///< none of the customer's own
  domain,
  email,
  url,
  choice,
  confirmation,
};
BOOST_DESCRIBE_ENUM(FieldFault, none, empty, number, too_small, too_large, too_short, too_long, ip, ipv4,
                    ipv6, order_number, time, unknown_zone, ambiguous_time, skipped_time, future_time,
                    service, domain, email, url, choice, confirmation)

struct FieldAnswer {
  FieldFault fault = FieldFault::none;
  std::optional<Instant> first;   ///< of a time: the instant meant, or the first of two
  std::optional<Instant> second;  ///< of an ambiguous or skipped time
  std::string_view meant;         ///< what was probably meant: an option, a service
};

/// Checks one value. Blanks around it do not count. `zone` is the policy's, whose wall clock a time without a
/// zone of its own is on; `services` are the customer's own; `now` is what a time may not lie after.
///
///     ip            192.0.2.7, 2001:db8::7            order_number  #123456, 123456
///     zoned_time    2026-03-28 02:30                  on the policy's wall clock
///                   2026-03-28T02:30:00+01:00, 2026-03-28 02:30 America/Lima, 28/03/2026 02:30 CET
FieldAnswer check_field(const Field&, std::string_view value, const calendar::Zone& zone,
                        std::span<const std::string> services, Instant now);

/// `name@example.com`, with a domain of at least two labels.
bool is_email(std::string_view);
/// An http(s) address with a host that may be there.
bool is_url(std::string_view);
/// The digits to dial, with a leading `+` where there is one; empty when it is no telephone number of at
/// least three digits with nothing but blanks and `-.()` between them.
std::string dialled(std::string_view);

}  // namespace plazo::policy
