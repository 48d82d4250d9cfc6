// Who a call is made as: the value of --as.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plazo::cli {

/// `customer:1017`, `customer:1017/eva`, `guest`, `staff:ana`, `staff:ana@customer:1017` (looking through
/// the customer's eyes) as the JSON object that a session is opened with. In keys, `%2F` stands for `/`,
/// `%40` for `@`, `%25` for `%`. Throws a usage failure for anything else, also for the empty text: no
/// value selects the panel, which is whoever calls without --as.
std::string actor_of(std::string_view as, const std::optional<std::string>& locale);

}  // namespace plazo::cli
