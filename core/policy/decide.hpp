// Decisions: what becomes of a request under a policy, why, what is asked in return, and what else may be
// done. Pure: the same policy, question and instant give the same decision.
//
// The order in which a request is judged:
//
//  1. Keys that the policy does not know are an error (`policy.unknown_key`), each with the one probably
//     meant. Everything after this is total: there is always a decision.
//  2. What was not said is taken from the policy: the priority (the topic's, else the first), the channel (a
//     ticket, or with `contact` the best there is), and, where none was chosen, the way's department.
//  3. A suspension in force refuses everything but `open_topics` and the end of a session.
//  4. Exceptions in order; the first that holds decides, those that advise are noted and the next is tried.
//     They are tried again with the new facts when the topic or the department changes later on.
//  5. A channel that is closed refuses, one that is unmonitored ignores. So does a department, as soon as it
//     is known which: after step 7.
//  6. The service that the topic needs; without it, `without_service` is the topic from here on.
//  7. The topic's ways. None by this channel: a topic with nothing but self-service redirects there, any
//     other request falls to `otherwise`. The department of the way is set, whatever was chosen. A request
//     that names no topic may take any topic's way, and is asked for the topic.
//  8. Who asks: the most that topic, channel and way want to know. A refusal for that alone says so.
//  9. Fair use: cool-downs (by `matter`; a reply in the ticket is free), limits, the length of sessions.
// 10. Hours: the way's, else the channel's and the department's. Outside them, `outside_hours` of what is
//     closed. A request that waits tells until when.
// 11. Attachments, required information, checklist and quality of the text. `contact` only tells what will
//     be asked.
// 12. Answers of the documentation whose words stand in what was written, five at most. What limits of fair
//     use suggest by their words is noted for staff, of what customers write and is taken; it changes
//     nothing of the answer. Pressure is suggested once staff have answered the `matter`.
// 13. Priority: who may choose it; evidence, and the priority meanwhile; entitlements, charged once when the
//     request is taken. Then the class of the queue.
//
// An exception that allows or queues stands for steps 5 to 8 and 10; one that moves to a department only for
// the department. Replies in a ticket (a channel of kind `ticket`) skip exceptions, ways and information:
// outside hours they wait. What is there already, a ticket or a call that goes on in one, goes on also where
// its department takes nothing new; moving a ticket there is judged. Requests of staff are judged alike; what
// would stop a customer becomes advice, with the customer's effect in `for_customer`, except where the policy
// says who may choose or suspend.
//
// A request that is taken, of a topic that takes a skill, by a channel and department of which none is stated
// that it takes: where another way of the topic is open that has it, that is told, and nothing else changes.
//
// A decision that does not take the request lists alternatives, judged by the same steps; where there is
// none the last reason is `no_other_way`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/policy/compiled.hpp"
#include "core/policy/fields.hpp"
#include "core/policy/question.hpp"

namespace plazo::policy {

enum class ReasonCode {
  allowed,          ///< nothing speaks against it
  way,              ///< one of the topic's ways
  exception,        ///< an exception holds
  advice,           ///< a word of advice of an exception
  way_advice,       ///< and of the way
  skill_elsewhere,  ///< a skill that the topic takes is at channel `key` and its `department`
  suspended,        ///< support is suspended, until `at`
  channel_closed,   ///< the channel is not offered
  channel_unmonitored,
  department_closed,  ///< the department takes no requests
  department_unmonitored,
  topic_changed,  ///< without an active service it is another topic, `key`
  service_needed,
  identity_needed,  ///< it must be better known who asks
  department_set,   ///< it goes to department `key`, whatever was chosen
  self_service,     ///< customers do it themselves
  otherwise,        ///< no way of this topic
  cool_down,        ///< asking is allowed again at `at`
  limit,            ///< a limit of fair use is reached
  session_over,     ///< the call or chat has lasted as long as it may
  waits,            ///< outside hours: taken, and waits until `at`
  outside_hours,    ///< outside hours: not taken; opens at `at`
  information_missing,
  checklist_missing,  ///< an item of the checklist is not ticked
  quality,            ///< the text says too little
  attachments_none,   ///< no files by this channel
  attachments_signed_in,
  priority_set,          ///< the topic has priority `key`, whatever was chosen
  priority_not_yours,    ///< this priority is for others to set
  priority_evidence,     ///< priority `key` until its evidence is told
  priority_entitlement,  ///< the priority takes an entitlement that is not used
  entitlement_used_up,   ///< and no price is stated for more of it
  suspension_unknown,    ///< the policy knows no suspension
  suspension_not_for_good,
  suspension_by_staff,  ///< only staff suspend
  no_other_way,
};
BOOST_DESCRIBE_ENUM(ReasonCode, allowed, way, exception, advice, way_advice, skill_elsewhere, suspended,
                    channel_closed, channel_unmonitored, department_closed, department_unmonitored,
                    topic_changed, service_needed, identity_needed, department_set, self_service, otherwise,
                    cool_down, limit, session_over, waits, outside_hours, information_missing,
                    checklist_missing, quality, attachments_none, attachments_signed_in, priority_set,
                    priority_not_yours, priority_evidence, priority_entitlement, entitlement_used_up,
                    suspension_unknown, suspension_not_for_good, suspension_by_staff, no_other_way)

/// The facts that a reason rests on, as a set.
enum Fact : std::uint16_t {
  fact_topic = 1,
  fact_department = 2,
  fact_channel = 4,
  fact_priority = 8,
  fact_customer = 16,
  fact_identity = 32,
  fact_service = 64,
  fact_product = 128,
  fact_circumstance = 256,
  fact_entitlement = 512,
  fact_hour = 1024,
};

/// Texts of a decision are views into the policy, which must outlive it; what is not there is empty.
struct Reason {
  ReasonCode code = ReasonCode::allowed;
  std::string_view rule;                    ///< id or key of the rule, `otherwise` among them
  std::string_view key;                     ///< what the code speaks of
  std::optional<Instant> at;                ///< when the answer changes
  Identity identity = Identity::anonymous;  ///< of `identity_needed`
  std::uint16_t facts = 0;                  ///< `Fact`s
  const Prose* text = nullptr;              ///< the provider's own words
  std::string_view department = {};         ///< of `skill_elsewhere`, where one is known
};

enum class Duty {
  choose_topic,
  identify,   ///< before the request is taken; `identity`
  verify,     ///< before anything of the account is spoken of; `identity`
  tell,       ///< `fields`, and one of `one_of`
  mend,       ///< what was told in `key` is not what it asks for; `fault`
  checklist,  ///< items `fields` are to be ticked
  improve_subject,
  improve_body,
  split,               ///< there seem to be several questions
  show_answer,         ///< the documentation may answer it, at `link`; whoever asks may still send it
  charge,              ///< `amount` in minor units for entitlement `key`, once, when the request is taken
  agree,               ///< the price `amount` of entitlement `key` is to be agreed to
  wait_for_customer,   ///< the clocks wait until what is missing is told
  notice,              ///< of fair use: tell
  warn,                ///< of fair use: warn, and count it
  demote,              ///< behind the others in the queue, for no longer than `length` of age
  suspend,             ///< the policy suspends, for `length`; 0 is for good
  propose_suspension,  ///< staff may
  end_session,         ///< hand over at `at`, or `length` after staff join; to channel `key`
  announce_end,        ///< tell now that the session ends at `at`
  hand_over,           ///< go on by channel `key` now, with the transcript
  offer_callback,      ///< when it is solved
};
BOOST_DESCRIBE_ENUM(Duty, choose_topic, identify, verify, tell, mend, checklist, improve_subject,
                    improve_body, split, show_answer, charge, agree, wait_for_customer, notice, warn, demote,
                    suspend, propose_suspension, end_session, announce_end, hand_over, offer_callback)

/// Something that is asked of the customer, the panel or staff.
struct Obligation {
  Duty duty = Duty::notice;
  std::string_view rule;
  std::string_view key;
  std::vector<std::string_view> fields;
  std::vector<std::string_view> one_of;
  Identity identity = Identity::anonymous;
  FieldFault fault = FieldFault::none;
  std::optional<Instant> first, second;  ///< of a time that is asked back: what it may be
  std::optional<std::int64_t> amount;
  std::optional<Instant> at;
  std::optional<Duration> length;
  const Prose* text = nullptr;
  std::string_view link = {};  ///< of `show_answer`
};

/// What a customer has written may be one of what a limit counts. For staff alone: nothing follows from it
/// until somebody of them confirms it.
struct Suggestion {
  std::string_view rule;  ///< id of the limit
  Counted counts = Counted::documented;
  std::string_view found;        ///< the word or phrase of the policy's that stands in it
  std::string_view answer = {};  ///< of `documented`: id of the answer
};

/// Another way that is open, or the instant at which it opens.
struct Alternative {
  std::string_view topic;
  std::string_view channel;
  std::string_view department;
  std::string_view self_service;
  bool open = true;    ///< taken now; it may still wait for opening hours, see `waits`
  bool waits = false;  ///< taken now, looked at from `opens_at` on
  std::optional<Instant> opens_at;
  Identity identity = Identity::anonymous;  ///< what must be known of who asks; anonymous: enough is known
  bool preferred = false;
  bool in_ticket = false;  ///< by a reply in the ticket that it is about
};

struct Decision {
  Effect effect = Effect::allow;
  std::optional<Effect> for_customer;  ///< of staff's requests: what it would have been
  Notice notice = Notice::always;
  bool show_notice = true;  ///< the notice is due, and was not shown before where it is due once

  // What holds when the request is taken; empty where it is not known.
  std::string_view topic, department, channel, priority;
  std::string_view self_service;  ///< of a redirection
  std::vector<std::string_view> entitlements;
  std::optional<std::int32_t> queue_class;  ///< index into the policy's `order`; absent: by priority
  bool demoted = false;
  bool incomplete = false;  ///< taken, and something is still to be told

  std::optional<Instant> opens_at;    ///< outside hours: the next opening
  std::optional<Instant> allowed_at;  ///< not taken now: the earliest instant at which the reason is gone

  std::vector<Reason> reasons;
  std::vector<Obligation> obligations;
  std::vector<Alternative> alternatives;
  /// Of what is taken from a customer; one for each thing that is counted. Never a part of `obligations`,
  /// which customers read.
  std::vector<Suggestion> suggestions;

  bool moved = false;  ///< a redirection that takes the request, in another department

  /// Whether the request goes on: allowed, waiting, advised, or moved to another department.
  bool taken() const {
    return effect == Effect::allow || effect == Effect::queue || effect == Effect::advise || moved;
  }
  const Obligation* find(Duty) const;
};

/// Throws `invalid` `policy.unknown_key` when the question names what the policy does not know, with a
/// problem for each (paths within the question). Else there is always a decision.
Decision decide(const Compiled&, const Question&, Instant at);

}  // namespace plazo::policy
