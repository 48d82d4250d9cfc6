// Attempts: what customers wanted to do and the policy did not take. Kept for a time, so that staff can see
// what somebody was told, and a notice that is due once is not shown twice.
#pragma once

#include <optional>
#include <vector>

#include "core/customers/customers.hpp"
#include "core/policy/decide.hpp"

namespace plazo::customers {

struct AttemptRow {
  Id id;
  Id customer;
  Id person;
  policy::Action action = policy::Action::open;
  std::string topic;
  std::string channel;
  std::string department;
  policy::Effect effect = policy::Effect::refuse;
  policy::ReasonCode code = policy::ReasonCode::otherwise;
  std::string rule;
  bool notice_shown = false;
  std::int64_t policy = 0;
  Instant first_at;
  Instant last_at;
  std::int32_t times = 1;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the attempt"},
      {.field = "customer", .meaning = "for which account"},
      {.field = "person", .meaning = "who tried it; 0 is the account's owner"},
      {.field = "action", .meaning = "what was wanted"},
      {.field = "topic", .meaning = "key of the topic, as it was judged; empty: none", .max = 64},
      {.field = "channel", .meaning = "key of the channel, likewise", .max = 64},
      {.field = "department", .meaning = "key of the department, likewise", .max = 64},
      {.field = "effect", .meaning = "what became of it"},
      {.field = "code", .meaning = "why"},
      {.field = "rule", .meaning = "id or key of the rule", .max = 64},
      {.field = "notice_shown", .meaning = "whether it was told"},
      {.field = "policy", .meaning = "number of the policy version that decided"},
      {.field = "first_at", .meaning = "when it was tried"},
      {.field = "last_at", .meaning = "when it was last tried again, within the hour"},
      {.field = "times", .meaning = "how often within the hour"},
  };
};
BOOST_DESCRIBE_STRUCT(AttemptRow, (),
                      (id, customer, person, action, topic, channel, department, effect, code, rule,
                       notice_shown, policy, first_at, last_at, times))

const storage::TableOf<AttemptRow>& attempts();

/// How long attempts are kept.
inline constexpr Duration attempts_kept = days(180);
/// How long a notice that is due once is remembered.
inline constexpr Duration notices_remembered = days(30);

/// Writes the attempt; one like it within the hour is only counted again, so that whoever repeats
/// something a thousand times fills no disk.
void record_attempt(storage::Transaction&, const IdSource&, AttemptRow);

/// Rules whose notice was shown to somebody within the last thirty days.
std::vector<std::string> notices_shown(storage::Transaction&, Id customer, Id person, Instant now);

/// The newest first, those before `before`; 0 as customer is any.
std::vector<AttemptRow> attempts_of(storage::Transaction&, Id customer, Id before, int limit);

/// Forgets at most `limit` attempts that are older than they are kept; returns how many.
int forget_attempts(storage::Transaction&, Instant now, int limit);

}  // namespace plazo::customers
