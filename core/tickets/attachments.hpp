// Attachments within tickets: always reached through their message and its ticket, never by id alone.
#pragma once

#include <map>

#include "core/tickets/tickets.hpp"

namespace plazo::tickets {

/// By message, in the order in which the author listed them.
using AttachmentsByMessage = std::map<Id, std::vector<vault::AttachmentRow>>;

/// The attachment, when its message and that one's ticket exist within the scope. Else throws
/// `attachment.not_found`, which says nothing about what was missing.
vault::AttachmentRow find_attachment(storage::Transaction&, Id attachment, const Scope&);

/// Those of the ticket's messages after `sequence` up to `last`.
AttachmentsByMessage attachments_of(storage::Transaction&, Id ticket, const Scope&, std::int64_t after,
                                    std::int64_t last);

}  // namespace plazo::tickets
