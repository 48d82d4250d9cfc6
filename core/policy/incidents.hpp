// Mass failures: several accounts that ask about the same thing within a short time are a sign that
// something has failed for all of them. Only a suspicion, which staff judge. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/facts.hpp"
#include "core/policy/words.hpp"

namespace plazo::policy {

class Compiled;

/// In what tickets are alike.
enum class Alike {
  topic,    ///< the same topic
  product,  ///< about the same product
  words,    ///< two words of four letters and more in both subjects, or one where there is no other
};
BOOST_DESCRIBE_ENUM(Alike, topic, product, words)

/// From so many accounts on within the window.
struct IncidentRule {
  std::string id;
  When when;
  std::vector<Alike> same = {Alike::topic};
  Duration window;
  std::int32_t accounts = 0;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as staff read it", .min = 1, .max = 64},
      {.field = "when", .meaning = "which tickets are looked at", .defaulted = true},
      {.field = "same",
       .meaning = "in what they are all alike",
       .min = 1,
       .max = 3,
       .defaulted = true,
       .single = true},
      {.field = "window", .meaning = "how fresh they are, back from now", .min = 60'000, .max = 86'400'000},
      {.field = "accounts",
       .meaning = "from how many different accounts on it is suspected",
       .unit = "accounts",
       .min = 2,
       .max = 1000},
      {.field = "text", .meaning = "what customers read of it; absent: nothing"},
  };
};
BOOST_DESCRIBE_STRUCT(IncidentRule, (), (id, when, same, window, accounts, text))

/// A ticket as it was opened.
struct FreshTicket {
  Id ticket;
  Id account;
  Facts facts;
  std::string_view subject;
  Instant opened_at;
};

struct Suspicion {
  const IncidentRule* rule;
  std::int32_t accounts;    ///< that of the new ticket among them
  std::vector<Id> tickets;  ///< the others, in the order in which they were given
};

/// The longest window of the rules that hold for the ticket; none when no rule does.
std::optional<Duration> incident_window(const Compiled&, const FreshTicket&);
/// What the ticket makes suspected together with others that were opened before it, one a rule at most.
std::vector<Suspicion> suspected_incidents(const Compiled&, const FreshTicket&,
                                           std::span<const FreshTicket> others);

}  // namespace plazo::policy
