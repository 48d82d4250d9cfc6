// Keeping the folder of attachments in step with the database: what `tick` and `desk.verify` do there.
#pragma once

#include <functional>
#include <string>

#include "core/operations/desk.hpp"

namespace plazo::operations {

/// Removes uploads that no message used in time, and what cut-off uploads left. Files that no row
/// names are set aside first. Adds to `removed`; true when time was up before it was done.
bool sweep_attachments(Desk&, std::int64_t& removed, const std::function<bool()>& time_is_up);

/// Looks for the file of every attachment, and for the key that opens them. Sizes only: contents are
/// verified chunk by chunk when they are read. Returns how many it looked for.
std::int64_t verify_attachments(Desk&,
                                const std::function<void(std::string subject, std::string problem)>& report);

}  // namespace plazo::operations
