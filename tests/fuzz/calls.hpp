// Fuzz inputs that are calls of the C interface, one a line: who, which operation, and the request.
//
//     customer ticket.open {"department":"technical","subject":"s","body":"b"}
//     staff ticket.reply {"ticket":"$ticket","body":"b"}
//     as {"type":"customer","customer":"1017","contact":"eva"}
//     session ticket.list {}
//
// Callers are `customer`, `guest`, `staff`, `panel`, and `session`, the last one that `as` opened. `$ticket`
// and `$opened` stand for the ids of a ticket that was there before and of the last one opened here.
#pragma once

#include <plazo/plazo.h>

#include <string>
#include <string_view>

namespace plazo::fuzz {

/// Ends the process when something that every call promises does not hold.
void hold(bool condition, std::string_view what, std::string_view of);

/// Plays the calls on a desk. `ticket` is what `$ticket` stands for. `private_text` must stand in no error.
void play(plazo_desk*, std::string_view calls, const std::string& ticket, std::string_view private_text);

plazo_desk* open_desk(const std::string& options);
/// Calls as the panel. What a call of this kind gives must be a reply.
std::string must(plazo_desk*, const char* operation, const std::string& request);

}  // namespace plazo::fuzz
