// ticket.compensation
#include "core/policy/compensation.hpp"

#include <algorithm>

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
       .meaning =
           "the service's price for a month, in minor units of the policy's currency, at which the "
           "account's other claims are reckoned too; absent: no amount is told where it hangs on the price",

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

/// An earlier claim of the same account, which has used up a part of a ceiling.
struct CountedClaim {
  std::optional<Id> ticket;
  std::optional<std::string> reference;
  policy::ClockKind clock = policy::ClockKind::first_response;
  std::string rule;
  Instant due_at;
  std::int64_t amount = 0;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket it is on; absent: one that the caller does not see"},
      {.field = "reference", .meaning = "its number that people read out; absent likewise"},
      {.field = "clock", .meaning = "what was promised"},
      {.field = "rule", .meaning = "name of the policy's target"},
      {.field = "due_at", .meaning = "last instant at which it would have been kept"},
      {.field = "amount", .meaning = "what it is worth and counts, in minor units"},
  };
};
BOOST_DESCRIBE_STRUCT(CountedClaim, (), (ticket, reference, clock, rule, due_at, amount))

/// What a missed promise is worth, by the policy's words and as a figure.
struct MissWorth {
  std::optional<std::int32_t> percent;
  std::optional<std::int32_t> days;
  std::optional<std::int64_t> fixed;
  std::optional<std::int64_t> ceiling;
  std::optional<std::int64_t> account_ceiling;
  std::optional<std::int64_t> amount;
  bool at_ceiling = false;
  std::vector<CountedClaim> counted;
  std::optional<Instant> claimable_until;
  bool claimable = true;
  std::optional<std::string> text;

  static constexpr json::Note notes[] = {
      {.field = "percent", .meaning = "of the service's monthly price", .unit = "percent"},
      {.field = "days",
       .meaning = "of the service, free; `amount` holds what they are worth",
       .unit = "days"},
      {.field = "fixed", .meaning = "a sum, in minor units"},
      {.field = "ceiling",
       .meaning = "the most that the account's breaches of the same promise in that calendar month are worth "
                  "together, "
                  "in minor units"},
      {.field = "account_ceiling",
       .meaning =
           "the most that all breaches together are worth to the account in that calendar month or year, "
           "in minor units; absent: the policy has none, or it hangs on a price that was not given"},
      {.field = "amount",
       .meaning =
           "all of it together in minor units, each part rounded to the nearest one, a half upwards, and "
           "the ceilings applied; absent where it hangs on a price that was not given"},
      {.field = "at_ceiling", .meaning = "a ceiling has made it less, after what `counted` has used up"},
      {.field = "counted",
       .meaning = "the account's earlier claims in the same calendar month or year that count against a "
                  "ceiling, on whatever ticket, the oldest first; those that are worth nothing are left out, "
                  "those whose time to claim is over are not",
       .defaulted = true},
      {.field = "claimable_until", .meaning = "last instant at which it may be claimed; absent: always"},
      {.field = "claimable", .meaning = "whether it may be claimed now"},
      {.field = "text", .meaning = "the policy's own words on it, in the session's language"},
  };
};
BOOST_DESCRIBE_STRUCT(MissWorth, (),
                      (percent, days, fixed, ceiling, account_ceiling, amount, at_ceiling, counted,
                       claimable_until, claimable, text))

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

using tickets::AccountMiss;

/// What the earlier claims of an account count against.
struct Windows {
  policy::PeriodSpan month;    ///< of the promise's own ceiling
  policy::PeriodSpan account;  ///< of the ceiling on everything together
};

/// Works out the breaches of an account in the order of their deadlines, each under the version that
/// promised, so that whichever ticket is asked about gets the same figure.
class Assessment {
 public:
  Assessment(Call& call, const TicketCompensation& request, const tickets::TicketRow& ticket)
      : call_(call), request_(request), ticket_(ticket) {
    if (call.actor.kind == ActorKind::staff && !call.actor.staff->all_departments)
      seen_ = customers::departments_of(call.tx, call.actor.staff->id);
  }

  std::vector<MissedPromise> run() {
    std::vector<MissedPromise> out;
    for (const auto& miss : claims()) {
      if (miss.ticket == ticket_.id)
        out.push_back(missed(miss));
      else
        worth(miss, false);
    }
    return out;
  }

 private:
  const policy::InForce& version(const AccountMiss& miss) {
    return call_.policies.version(call_.tx, miss.clock.policy);
  }
  const policy::Target* target_of(const AccountMiss& miss) {
    return version(miss).target(miss.clock.kind, miss.clock.target);
  }

  Windows windows(const AccountMiss& miss) {
    const auto& policy = version(miss);
    const Instant broken_at = policy::broken_at(*miss.clock.due_at);
    const auto& ceiling = policy.document().compensation_ceiling;
    return {policy::period_of(policy.zone(), policy::Period::month, broken_at),
            policy::period_of(policy.zone(), ceiling ? ceiling->per : policy::Period::month, broken_at)};
  }

  /// The ticket's own, and where a ceiling holds for one of them those of the account in the same time.
  std::vector<AccountMiss> claims() {
    std::vector<AccountMiss> own;
    std::optional<Instant> from, until;
    for (auto& miss : tickets::misses_of(call_.tx, ticket_.id, call_.now)) {
      own.push_back({std::move(miss), ticket_.id, ticket_.reference, ticket_.department});
      const auto* const target = target_of(own.back());
      if (!target || !target->compensation) continue;
      const bool together = version(own.back()).document().compensation_ceiling.has_value();
      if (!together && !target->compensation->ceiling) continue;
      const auto at = windows(own.back());
      from = std::min({from.value_or(at.month.from), at.month.from, at.account.from});
      until = std::max({until.value_or(at.month.until), at.month.until, at.account.until});
    }
    if (!from) return own;
    // A deadline in the last millisecond of a month is broken in the next.
    auto all = tickets::misses_of_account(call_.tx, ticket_.customer, *from - milliseconds(1),
                                          *until - milliseconds(1), call_.now);
    std::erase_if(all, [&](const AccountMiss& miss) { return miss.ticket == ticket_.id; });
    for (auto& miss : own) all.push_back(std::move(miss));
    std::stable_sort(all.begin(), all.end(), [](const AccountMiss& a, const AccountMiss& b) {
      return std::pair(*a.clock.due_at, a.ticket) < std::pair(*b.clock.due_at, b.ticket);
    });
    return all;
  }

  MissedPromise missed(const AccountMiss& miss) {
    const auto& policy = version(miss);
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
    if (const auto* const target = target_of(miss)) out.measure = target->measure;
    out.worth = worth(miss, true);
    return out;
  }

  /// Nothing where the policy gives nothing for it. What it is worth counts for the later ones.
  std::optional<MissWorth> worth(const AccountMiss& miss, bool with_evidence) {
    const auto* const target = target_of(miss);
    if (!target || !target->compensation) return std::nullopt;
    const auto& rule = *target->compensation;
    const auto& together = version(miss).document().compensation_ceiling;
    const auto at = windows(miss);
    const auto of_rule = [&](const Counted& c) {
      return c.claim.rule == target->id && c.month == at.month.name;
    };
    const auto of_account = [&](const Counted& c) {
      return c.broken_at >= at.account.from && c.broken_at < at.account.until;
    };
    std::int64_t before = 0, before_together = 0;
    bool known = true;  // what has used the ceilings up
    for (const auto& c : counted_) {
      if (c.hangs_on_price && ((rule.ceiling && of_rule(c)) || (together && of_account(c)))) known = false;
      if (of_rule(c)) before += c.claim.amount;
      if (of_account(c)) before_together += c.claim.amount;
    }
    const Instant broken_at = policy::broken_at(*miss.clock.due_at);
    auto worth = policy::worth(rule, request_.price, at.month.days, before, broken_at);
    MissWorth out{.percent = rule.percent, .days = rule.days, .fixed = rule.amount, .ceiling = rule.ceiling};
    if (together) {
      out.account_ceiling = policy::sum_of(*together, request_.price);
      worth = policy::under_ceiling(worth, out.account_ceiling, before_together);
    }
    if (!known) {
      worth.amount.reset();
      worth.at_ceiling = false;
    }
    out.amount = worth.amount;
    out.at_ceiling = worth.at_ceiling;
    out.claimable_until = worth.claimable_until;
    out.claimable = !worth.claimable_until || call_.now <= *worth.claimable_until;
    if (rule.text) out.text = policy::in(call_.locale(), *rule.text);
    if (with_evidence)
      for (const auto& c : counted_)
        if (!c.hangs_on_price && ((rule.ceiling && of_rule(c)) || (together && of_account(c))))
          out.counted.push_back(c.claim);
    if (worth.amount != 0) {
      counted_.push_back(counted(miss, worth.amount.value_or(0), at, broken_at));
      counted_.back().hangs_on_price = !worth.amount;
    }
    return out;
  }

  struct Counted {
    CountedClaim claim;
    std::int64_t month = 0;
    Instant broken_at;
    bool hangs_on_price = false;  ///< which was not given: its amount is not known
  };
  Counted counted(const AccountMiss& miss, std::int64_t amount, const Windows& at, Instant broken_at) const {
    Counted out{
        {.clock = miss.clock.kind, .rule = miss.clock.target, .due_at = *miss.clock.due_at, .amount = amount},
        at.month.name,
        broken_at,
        false};
    if (!seen_ || std::find(seen_->begin(), seen_->end(), miss.department) != seen_->end()) {
      out.claim.ticket = miss.ticket;
      out.claim.reference = miss.reference;
    }
    return out;
  }

  Call& call_;
  const TicketCompensation& request_;
  const tickets::TicketRow& ticket_;
  std::optional<std::vector<std::string>> seen_;  ///< departments; none: all
  std::vector<Counted> counted_;                  ///< what was worth something so far
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
  reply.missed = Assessment(call, request, ticket).run();
  for (const auto& missed : reply.missed) {
    const auto& worth = missed.worth;
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
           "Ceilings hold for the account: claims on its other tickets count against them in the order of "
           "their "
           "deadlines, and `counted` lists them. Nothing is paid or written by it. Customers see their own.",
       .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::tickets_read, true},
       .errors = {{"ticket.not_found", "there is no such ticket, or it is not the caller's to see"}}})};
}

}  // namespace plazo::operations
