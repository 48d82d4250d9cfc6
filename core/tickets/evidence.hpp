// What a ticket's timeline says of the rows beside it, so that one that was changed is found.
//
// The event of a message carries a digest of what the event itself does not hold, and that of a new ticket
// one of what never changes of its row. Both are keyed with a salt that stands with the message. Where a
// text is to be erased one day, text and salt go and the event stays: nobody can guess from the digest what
// the text was, and the ticket's clocks still follow from its events.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/tickets/rows.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::tickets {

inline constexpr std::size_t salt_size = 16;
/// BLAKE2b-256(key = salt, author's name ‖ text ‖ name of who put it in, where somebody did ‖ for each
/// attachment: name ‖ media type ‖ size)
std::string digest_of(const MessageRow&, const std::vector<vault::AttachmentRow>&);
/// BLAKE2b-256(key = salt of the first message, reference ‖ customer ‖ requester or 0 ‖ subject)
std::string digest_of(const TicketRow&, const json::Bytes& salt);

/// Where messages, or what never changes of the ticket, are not what its events say; one line each. Of an
/// erased event or message nothing is said.
void compare_messages(storage::Transaction&, const TicketRow&, const std::vector<timeline::EventRow>&,
                      std::vector<std::string>& differences);

}  // namespace plazo::tickets
