#include "core/operations/consequences.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/json/encode.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/fair_use.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/policy/explain.hpp"
#include "core/tickets/demotion.hpp"
#include "core/tickets/resemblance.hpp"

namespace plazo::operations {
namespace {

using policy::Duty;
using policy::Measures;

tickets::Writing writing_as_policy(Call& call) {
  return {
      call.tx,      call.ids, call.now, {timeline::AuthorKind::policy, {}}, call.policy().document().provider,
      call.policies};
}

const policy::Limit* limit_of(Call& call, std::string_view rule) {
  if (const auto& rules = call.policy().document().fair_use)
    for (const auto& limit : rules->limits)
      if (limit.id == rule) return &limit;
  return nullptr;
}

/// From how many on a measure follows; none when it never does.
std::optional<std::int32_t> threshold(const policy::Limit& limit, Measures measure) {
  for (const auto& consequence : limit.then)
    if (consequence.measure == measure) return consequence.occurrences.value_or(1);
  return std::nullopt;
}

std::optional<Measures> measure_of(Duty duty) {
  switch (duty) {
    case Duty::notice:
      return Measures::notice;
    case Duty::warn:
      return Measures::warning;
    case Duty::demote:
      return Measures::demotion;
    case Duty::propose_suspension:
      return Measures::suspension;
    default:
      return std::nullopt;
  }
}

std::string_view kind_of(Measures measure) {
  switch (measure) {
    case Measures::notice:
      return "fair_use.notice";
    case Measures::warning:
      return "fair_use.warning";
    default:
      return "fair_use.suspension_proposed";
  }
}

std::string body_of(const customers::ConsequenceRow& row) {
  std::string body = "{\"rule\":";
  json::append_text(body, row.rule);
  body += ",\"occurrences\":" + std::to_string(row.occurrences) + ",\"text\":";
  json::append_text(body, row.text);
  return body;
}

class Follower {
 public:
  Follower(Call& call, tickets::TicketRow& ticket, const Judged& judged)
      : call_(call), ticket_(&ticket), judged_(judged), writing_(writing_as_policy(call)) {}
  Follower(Call& call, tickets::ConversationRow& session, const Judged& judged)
      : call_(call), session_(&session), judged_(judged), writing_(writing_as_policy(call)) {}

  /// True: the ticket's clocks have changed.
  bool run() {
    const auto& duties = judged_.decision.obligations;
    bool clocks_changed = false;
    std::optional<policy::Explanation> words;
    for (std::size_t i = 0; i < duties.size(); ++i) {
      const auto& duty = duties[i];
      if (duty.duty == Duty::wait_for_customer && ticket_ && !judged_.flag &&
          ticket_->status == tickets::Status::open) {
        tickets::pause(writing_, *ticket_, policy::PauseReason::customer, {}, duty.rule);
        clocks_changed = true;
      }
      const auto measure = measure_of(duty.duty);
      const auto* const limit = measure ? limit_of(call_, duty.rule) : nullptr;
      if (!limit || !judged_.concerns(*limit)) continue;
      if (!words)
        words = policy::explain(call_.policy(), judged_.question, call_.now, judged_.decision,
                                judged_.customer.locale);
      follow(*limit, *measure, duty, words->obligations[i].text);
    }
    return clocks_changed;
  }

 private:
  void follow(const policy::Limit& limit, Measures measure, const policy::Obligation& duty,
              std::string text) {
    customers::ConsequenceRow row{.customer = judged_.customer.id,
                                  .rule = limit.id,
                                  .measure = measure,
                                  .occurrences = occurrences(limit),
                                  .text = std::move(text),
                                  .at = call_.now,
                                  .policy = call_.policy().number};
    if (ticket_)
      row.ticket = ticket_->id;
    else
      row.session = session_->id;
    if (judged_.flag) row.flag = judged_.flag->id;
    if (measure == Measures::demotion) {
      if (!ticket_ || !tickets::demote(writing_, *ticket_, limit.id,
                                       ticket_->opened_at + duty.length.value_or(Duration{})))
        return;
    } else {
      const bool once = limit.noticed == policy::Noticed::counted;
      if (customers::has_followed(call_.tx, row, call_.now - limit.window.value_or(Duration{}),
                                  once ? 0 : row.occurrences))
        return;
      tell(row);
    }
    row.id = call_.ids.next(call_.now);
    customers::consequences().insert(call_.tx, row);
  }

  /// This request among them, where it counts.
  std::int32_t occurrences(const policy::Limit& limit) const {
    std::int32_t n = limit.noticed == policy::Noticed::counted ? 1 : 0;
    for (const auto& seen : judged_.question.occurrences)
      if (seen.rule == limit.id) n += seen.counted + seen.confirmed;
    return n;
  }

  void tell(const customers::ConsequenceRow& row) {
    const bool for_staff = row.measure == Measures::suspension;
    const auto kind = kind_of(row.measure);
    const auto audience = for_staff ? json::Audience::staff : json::Audience::customer;
    const std::string body = body_of(row);
    if (!ticket_) {
      tickets::record(call_.tx, *session_, call_.now, kind, writing_.author, audience, body + "}");
      tickets::update(call_.tx, *session_);
      return tickets::put_into_outbox(writing_, *session_, kind,
                                      body + (for_staff ? ",\"to\":[\"staff\"]" : ",\"to\":[\"requester\"]"));
    }
    tickets::record(call_.tx, *ticket_, call_.now, kind, writing_.author, audience, body + "}");
    tickets::update_timeline(call_.tx, *ticket_);
    const std::string_view to = !for_staff ? "requester" : ticket_->assignee ? "assignee" : "department";
    tickets::put_into_outbox(writing_, *ticket_, kind, body + ",\"to\":[\"" + std::string(to) + "\"]}");
  }

  Call& call_;
  tickets::TicketRow* ticket_ = nullptr;
  tickets::ConversationRow* session_ = nullptr;  // one of the two
  const Judged& judged_;
  tickets::Writing writing_;
};

bool follows(const Judged& judged) {
  return judged.question.by == policy::Party::customer && !judged.decision.obligations.empty();
}

}  // namespace

bool carry_out(Call& call, tickets::TicketRow& ticket, const Judged& judged) {
  return follows(judged) && Follower(call, ticket, judged).run();
}

void carry_out(Call& call, tickets::ConversationRow& session, const Judged& judged) {
  if (follows(judged)) Follower(call, session, judged).run();
}

std::optional<customers::SuspensionRow> suspension_by_policy(Call& call, const Judged& judged) {
  const auto* const duty = judged.decision.find(Duty::suspend);
  if (!duty || judged.question.by != policy::Party::customer) return std::nullopt;
  if (const auto* const limit = limit_of(call, duty->rule); !limit || !judged.concerns(*limit))
    return std::nullopt;
  const auto locale = judged.customer.locale;
  const std::string rule = duty->text ? policy::in(locale, *duty->text) : std::string(duty->rule);
  customers::SuspensionRow row{.customer = judged.customer.id,
                               .since = call.now,
                               .reason = message(locale, "conduct.suspended", {{"rule", rule}}),
                               .author_kind = timeline::AuthorKind::policy,
                               .author_name = call.policy().document().provider,
                               .policy = call.policy().number};
  row.reason.resize(first_characters(row.reason, 1000).size());
  if (duty->length && duty->length->ms > 0) row.until = call.now + *duty->length;
  return row;
}

void suspend_by_policy(storage::Transaction& tx, const IdSource& ids, customers::SuspensionRow row) {
  auto customer = customers::find(tx, row.customer);
  if (!customer || customers::suspension_of(tx, row.customer, row.since)) return;
  customers::suspend(tx, ids, *customer, row, {timeline::AuthorKind::policy, {}});
}

void take_back(Call& call, const customers::ConductRow& flag, const customers::CustomerRow& customer) {
  if (policy::in_force_now(call.tx, call.now).number == 0 || !call.policy().document().fair_use) return;
  auto writing = writing_as_actor(call);
  for (const auto& limit : call.policy().document().fair_use->limits) {
    if (limit.noticed == policy::Noticed::counted || limit.counts != customers::counted_as(flag.conduct))
      continue;
    const auto left = confirmed(call, limit, customer);
    for (auto& row : customers::consequences_since(call.tx, customer.id, limit.id, flag.at)) {
      // What holds for one ticket or is up to staff goes when there are too few; a word that was said goes
      // with the number for which it was said.
      const bool by_threshold = row.measure == Measures::demotion || row.measure == Measures::suspension;
      const auto from = threshold(limit, row.measure);
      if (by_threshold ? from && left >= *from : row.occurrences <= left) continue;
      customers::take_back(call.tx, row, call.now);
      std::string body = "{\"kind\":";
      json::append_text(body, kind_of(row.measure));
      body += ",\"rule\":";
      json::append_text(body, row.rule);
      const auto audience = by_threshold ? json::Audience::staff : json::Audience::customer;
      if (row.session) {
        auto session = tickets::find_conversation(call.tx, *row.session, row.customer);
        tickets::record(call.tx, session, call.now, "fair_use.withdrawn", writing.author, audience,
                        body + "}");
        tickets::update(call.tx, session);
        continue;
      }
      auto ticket = tickets::find(call.tx, *row.ticket, {});
      if (row.measure == Measures::demotion) {
        tickets::restore(writing, ticket);
        continue;
      }
      tickets::record(call.tx, ticket, call.now, "fair_use.withdrawn", writing.author, audience, body + "}");
      tickets::update_timeline(call.tx, ticket);
    }
  }
}

std::optional<Id> resembled(Call& call, const customers::CustomerRow& customer,
                            const policy::Decision& decision, std::string_view subject,
                            std::string_view body) {
  const auto& rules = call.policy().document().fair_use;
  if (!rules) return std::nullopt;
  for (const auto& limit : rules->limits)
    if (limit.counts == policy::Counted::duplicates && limit.noticed == policy::Noticed::suggested &&
        limit.window)
      return tickets::resembling(call.tx, customer.id, call.now - *limit.window,
                                 {decision.topic, subject, body});
  return std::nullopt;
}

}  // namespace plazo::operations
