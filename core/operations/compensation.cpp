// ticket.compensation
#include "core/policy/compensation.hpp"

#include <map>

#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/policy/period.hpp"
#include "core/policy/wording.hpp"
#include "core/tickets/misses.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct TicketCompensation {
  Id ticket;
  std::optional<std::int64_t> price;
  std::optional<std::string> currency;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "price",
       .meaning = "the service's price for a month, in minor units of the policy's currency; absent: no "
                  "amount is told where it hangs on the price",
       .min = 0,
       .max = 1'000'000'000'000},
      {.field = "currency",
       .meaning = "ISO 4217 code of the price, which must be the policy's; absent: it is",
       .min = 3,
       .max = 3},
  };
};
BOOST_DESCRIBE_STRUCT(TicketCompensation, (), (ticket, price, currency))

struct MissEvidence {
  std::int64_t set_by = 0;
  std::optional<std::int64_t> noted_by;
  std::optional<std::int64_t> ended_by;
  std::int64_t policy_version = 0;
  std::optional<std::string> hours;
  std::optional<std::string> calendar;
  std::string zone_data_version;

  static constexpr json::Note notes[] = {
      {.field = "set_by", .meaning = "place in the ticket's timeline of the event that set the deadline"},
      {.field = "noted_by",
       .meaning = "place of the event that noted the breach; absent: it was over before anybody looked"},
      {.field = "ended_by", .meaning = "place of the event that ended it; absent: it is still not done"},
      {.field = "policy_version", .meaning = "number of the policy version that promised it"},
      {.field = "hours", .meaning = "key of the calendar that it counts in; absent: around the clock"},
      {.field = "calendar", .meaning = "digest of that calendar as it was"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data it was worked out with"},
  };
};
BOOST_DESCRIBE_STRUCT(MissEvidence, (),
                      (set_by, noted_by, ended_by, policy_version, hours, calendar, zone_data_version))

/// What a missed promise is worth, by the policy's words and as a figure.
struct MissWorth {
  std::optional<std::int32_t> percent;
  std::optional<std::int32_t> days;
  std::optional<std::int64_t> fixed;
  std::optional<std::int64_t> ceiling;
  std::optional<std::int64_t> amount;
  bool at_ceiling = false;
  std::optional<Instant> claimable_until;
  bool claimable = true;
  std::optional<std::string> text;

  static constexpr json::Note notes[] = {
      {.field = "percent", .meaning = "of the service's monthly price", .unit = "percent"},
      {.field = "days",
       .meaning = "of the service, free; `amount` holds what they are worth",
       .unit = "days"},
      {.field = "fixed", .meaning = "a sum, in minor units"},
      {.field = "ceiling", .meaning = "the most that a month's breaches are worth, in minor units"},
      {.field = "amount",
       .meaning =
           "all of it together in minor units, each part rounded to the nearest one, a half upwards, and "
           "the ceiling applied; absent where it hangs on a price that was not given"},
      {.field = "at_ceiling",
       .meaning = "the ceiling has made it less: this ticket's breaches of the same promise within the same "
                  "calendar month count against it; other tickets are for the panel to add"},
      {.field = "claimable_until", .meaning = "last instant at which it may be claimed; absent: always"},
      {.field = "claimable", .meaning = "whether it may be claimed now"},
      {.field = "text", .meaning = "the policy's own words on it, in the session's language"},
  };
};
BOOST_DESCRIBE_STRUCT(MissWorth, (),
                      (percent, days, fixed, ceiling, amount, at_ceiling, claimable_until, claimable, text))

struct MissedPromise {
  policy::ClockKind clock = policy::ClockKind::first_response;
  std::string rule;
  Instant due_at;
  std::optional<Instant> met_at;
  std::optional<Instant> ended_at;
  policy::Measure measure = policy::Measure::open_time;
  Duration late;
  std::optional<std::int32_t> late_days;
  std::optional<MissWorth> worth;
  MissEvidence evidence;

  static constexpr json::Note notes[] = {
      {.field = "clock", .meaning = "what was promised"},
      {.field = "rule", .meaning = "name of the policy's target"},
      {.field = "due_at", .meaning = "last instant at which it would have been kept"},
      {.field = "met_at", .meaning = "when it happened, late; absent: it did not"},
      {.field = "ended_at",
       .meaning = "when it was no longer owed: as `met_at`, or as the ticket was closed or moved; absent: it "
                  "still is"},
      {.field = "measure", .meaning = "what the target is measured in"},
      {.field = "late",
       .meaning = "how late, until it ended or until now, in that measure; of working days: open time"},
      {.field = "late_days",
       .meaning = "of working days: those that began after the deadline's date",
       .unit = "working days"},
      {.field = "worth", .meaning = "what it is worth; absent: the policy gives nothing for it"},
      {.field = "evidence", .meaning = "what it was worked out from"},
  };
};
BOOST_DESCRIBE_STRUCT(MissedPromise, (),
                      (clock, rule, due_at, met_at, ended_at, measure, late, late_days, worth, evidence))

struct TicketCompensationReply {
  Id ticket;
  std::string reference;
  std::vector<MissedPromise> missed;
  std::optional<std::int64_t> amount;
  std::optional<std::string> currency;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "reference", .meaning = "its number that people read out"},
      {.field = "missed",
       .meaning = "every binding promise that was missed, in the order of their deadlines"},
      {.field = "amount",
       .meaning =
           "sum of what may be claimed now, in minor units; absent where a part of it hangs on a price "
           "that was not given"},
      {.field = "currency", .meaning = "ISO 4217 code of the amounts; absent where the policy has none"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketCompensationReply, (), (ticket, reference, missed, amount, currency))

std::optional<std::string> given(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// Works out one ticket's breaches, each under the version that promised.
class Assessment {
 public:
  Assessment(Call& call, const TicketCompensation& request) : call_(call), request_(request) {}

  MissedPromise of(const tickets::Miss& miss) {
    const auto& policy = call_.policies.version(call_.tx, miss.clock.policy);
    const Instant due_at = *miss.clock.due_at;
    const auto late = policy::lateness(policy, miss.clock, due_at, miss.ended_at.value_or(call_.now));
    MissedPromise out{
        .clock = miss.clock.kind,
        .rule = miss.clock.target,
        .due_at = due_at,
        .met_at = miss.clock.met_at,
        .ended_at = miss.ended_at,
        .late = late.time,
        .late_days = late.days,
        .evidence = {miss.set_sequence, miss.missed_sequence, miss.ended_sequence, miss.clock.policy,
                     given(miss.clock.hours), given(miss.clock.calendar), miss.clock.zone_data}};
    const auto* const target = policy.target(miss.clock.kind, miss.clock.target);
    if (!target) return out;
    out.measure = target->measure;
    if (target->compensation) out.worth = worth(policy, *target, due_at);
    return out;
  }

 private:
  MissWorth worth(const policy::InForce& policy, const policy::Target& target, Instant due_at) {
    const auto& rule = *target.compensation;
    const Instant broken_at = policy::broken_at(due_at);
    const auto month = policy::period_of(policy.zone(), policy::Period::month, broken_at);
    auto& before = before_[{target.id, month.name}];
    const auto worth = policy::worth(rule, request_.price, month.days, before, broken_at);
    before += worth.amount.value_or(0);
    MissWorth out{.percent = rule.percent,
                  .days = rule.days,
                  .fixed = rule.amount,
                  .ceiling = rule.ceiling,
                  .amount = worth.amount,
                  .at_ceiling = worth.at_ceiling,
                  .claimable_until = worth.claimable_until,
                  .claimable = !worth.claimable_until || call_.now <= *worth.claimable_until};
    if (rule.text) out.text = policy::in(call_.locale(), *rule.text);
    return out;
  }

  Call& call_;
  const TicketCompensation& request_;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> before_;  // by target and month
};

TicketCompensationReply compensation(Call& call, const TicketCompensation& request) {
  const auto ticket = tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor));
  TicketCompensationReply reply{.ticket = ticket.id, .reference = ticket.reference, .amount = 0};
  const auto& standing = call.policies.version(call.tx, ticket.policy);
  reply.currency = standing.document().currency;
  if (request.currency && request.currency != reply.currency) {
    const std::string help = reply.currency ? "must be `" + *reply.currency + "`, the policy's"
                                            : "must be left out, the policy has none";
    Error error(Category::invalid, "request.invalid", "`/currency` " + help);
    throw error.with(Problem{"/currency", "other_currency", help});
  }
  Assessment assessment(call, request);
  for (const auto& miss : tickets::misses_of(call.tx, ticket.id, call.now)) {
    reply.missed.push_back(assessment.of(miss));
    const auto& worth = reply.missed.back().worth;
    if (!worth || !worth->claimable) continue;
    if (worth->amount && reply.amount)
      *reply.amount += *worth->amount;
    else
      reply.amount.reset();
  }
  return reply;
}

}  // namespace

std::vector<Operation> compensation_operations() {
  return {reading<compensation>(
      {.name = "ticket.compensation",
       .summary = "What the missed promises on a ticket are worth",
       .details =
           "A figure with its evidence, from the ticket's timeline and the policy versions that promised. "
           "Nothing is paid or written by it. Customers see their own.",
       .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::tickets_read, true},
       .errors = {{"ticket.not_found", "there is no such ticket, or it is not the caller's to see"}}})};
}

}  // namespace plazo::operations
