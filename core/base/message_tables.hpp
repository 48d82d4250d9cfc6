// The parts of the message catalogue that are too long to stand in messages.cpp. Each is sorted by key.
#pragma once

#include <span>
#include <string_view>

namespace plazo::detail {

struct MessageEntry {
  std::string_view key, es, en;
};

std::span<const MessageEntry> decision_messages();  ///< why a request is taken or not, and what else there is
std::span<const MessageEntry> explain_messages();   ///< why a ticket is where it is; calls and chats
std::span<const MessageEntry> page_messages();      ///< the published policy, and what changed in it
std::span<const MessageEntry> term_messages();      ///< the policy's terms: its fields and their values

}  // namespace plazo::detail
