#include "core/operations/fair_use.hpp"

#include <algorithm>

#include "core/operations/desk.hpp"
#include "core/tickets/circumstances.hpp"
#include "core/tickets/usage.hpp"

namespace plazo::operations {
namespace {

using policy::Counted;

struct Count {
  std::int64_t times = 0;
  std::optional<Instant> oldest;

  void add(Instant at) {
    ++times;
    if (!oldest || at < *oldest) oldest = at;
  }
};

/// One limit, of one account, as of now.
struct Counting {
  Call& call;
  const customers::CustomerRow& customer;
  const policy::Limit& limit;
  Instant since;
  int most;

  bool holds(const policy::Facts& facts, Instant at) const {
    return call.policy().holds(limit.when, facts, at);
  }
};

/// One above the highest number that the limit speaks of.
int most_that_matter(const policy::Limit& limit) {
  std::int32_t highest = 1;
  for (const auto& consequence : limit.then) highest = std::max(highest, consequence.occurrences.value_or(1));
  return highest + 1;
}

bool says_nothing(const policy::When& when) {
  return when.topic.empty() && when.department.empty() && when.channel.empty() && when.priority.empty() &&
         when.customer.empty() && when.identity.empty() && when.service.empty() && when.product.empty() &&
         when.circumstance.empty() && when.entitlement.empty() && !when.during && !when.outside && !when.open;
}

/// What is known of an account without a ticket.
policy::Facts facts_of(const customers::CustomerRow& customer) {
  policy::Facts facts{.customer = customer.groups, .identity = policy::Identity::signed_in};
  facts.customer.emplace_back(policy::kind_customer);
  return facts;
}

Count first_of(storage::Rows rows) {
  Count count;
  if (!rows.next()) return count;
  count.times = rows.integer(0);
  if (count.times > 0 && !rows.is_null(1)) count.oldest = rows.instant(1);
  return count;
}

/// All of them. Tickets change when their customer writes, so those that have not changed since hold nothing
/// that counts.
Count all(const Counting& c) {
  auto& tx = c.call.tx;
  switch (c.limit.counts) {
    case Counted::messages:
      return first_of(tx.query(
          "SELECT COUNT(*), MIN(at) FROM (SELECT m.at AS at FROM ticket t JOIN message m ON m.ticket = t.id "
          "WHERE t.customer = ? AND t.updated_at > ? AND m.at > ? AND m.kind = 'reply' AND m.author_kind IN "
          "('customer', 'contact') LIMIT ?) counted",
          c.customer.id, c.since, c.since, c.most));
    case Counted::tickets:
      return first_of(tx.query(
          "SELECT COUNT(*), MIN(at) FROM (SELECT t.opened_at AS at FROM ticket t WHERE t.customer = ? "
          "AND t.updated_at > ? AND t.opened_at > ? AND ((SELECT m.author_kind FROM message m WHERE "
          "m.ticket = t.id ORDER BY m.sequence LIMIT 1) IN ('customer', 'contact') OR EXISTS (SELECT 1 "
          "FROM conversation c WHERE c.customer = t.customer AND c.ticket = t.id)) LIMIT ?) counted",
          c.customer.id, c.since, c.since, c.most));
    case Counted::sessions:
      return first_of(tx.query(
          "SELECT COUNT(*), MIN(at) FROM (SELECT started_at AS at FROM conversation WHERE customer = "
          "? AND started_at > ? AND guest_address IS NULL LIMIT ?) counted",
          c.customer.id, c.since, c.most));
    default:
      return {};
  }
}

/// Those for which the limit's `when` holds.
Count some(const Counting& c) {
  auto& tx = c.call.tx;
  Count count;
  const auto add = [&](const policy::Facts& facts, Instant at) {
    if (c.holds(facts, at)) count.add(at);
    return count.times < c.most;
  };
  switch (c.limit.counts) {
    case Counted::messages: {
      Id of;
      policy::Facts facts;
      tickets::visit_messages(tx, c.customer.id, c.since, most_looked_at,
                              [&](const tickets::TicketRow& ticket, Instant at) {
                                if (ticket.id != of) facts = tickets::facts_that_count(ticket);
                                of = ticket.id;
                                return add(facts, at);
                              });
      return count;
    }
    case Counted::tickets:
      tickets::visit_tickets(tx, c.customer.id, c.since, most_looked_at,
                             [&](const tickets::TicketRow& ticket) {
                               return add(tickets::facts_that_count(ticket), ticket.opened_at);
                             });
      return count;
    case Counted::sessions: {
      auto facts = facts_of(c.customer);
      tickets::visit_conversations(tx, c.customer.id, c.since, most_looked_at,
                                   [&](const tickets::ConversationRow& session) {
                                     facts.channel = session.channel;
                                     facts.topic = session.topic;
                                     return add(facts, session.started_at);
                                   });
      return count;
    }
    default:
      return count;
  }
}

Count flagged(const Counting& c) {
  Count count;
  std::optional<tickets::TicketRow> ticket;
  for (const auto& flag : customers::counting_conduct(c.call.tx, c.customer.id, c.since, most_looked_at)) {
    if (count.times == c.most) break;
    if (customers::counted_as(flag.conduct) != c.limit.counts) continue;
    if (says_nothing(c.limit.when)) {
      count.add(flag.at);
      continue;
    }
    if (flag.ticket && (!ticket || ticket->id != *flag.ticket))
      ticket = tickets::find(c.call.tx, *flag.ticket, {});
    if (c.holds(flag.ticket ? tickets::facts_that_count(*ticket) : facts_of(c.customer), flag.at))
      count.add(flag.at);
  }
  return count;
}

Count counted(const Counting& c) {
  if (c.limit.noticed != policy::Noticed::counted) return flagged(c);
  return says_nothing(c.limit.when) ? all(c) : some(c);
}

Count count_of(Call& call, const policy::Limit& limit, const customers::CustomerRow& customer) {
  if (!limit.window) return {};
  return counted({call, customer, limit, call.now - *limit.window, most_that_matter(limit)});
}

}  // namespace

std::int32_t confirmed(Call& call, const policy::Limit& limit, const customers::CustomerRow& customer) {
  if (limit.noticed == policy::Noticed::counted) return 0;
  return static_cast<std::int32_t>(count_of(call, limit, customer).times);
}

void add_conduct(Call& call, policy::Question& question, const customers::CustomerRow& customer) {
  const auto& rules = call.policy().document().fair_use;
  if (!rules) return;
  for (const auto& limit : rules->limits) {
    const Count count = count_of(call, limit, customer);
    if (count.times == 0) continue;
    policy::Occurrences found{.rule = limit.id, .oldest_at = count.oldest};
    (limit.noticed == policy::Noticed::counted ? found.counted : found.confirmed) =
        static_cast<std::int32_t>(count.times);
    question.occurrences.push_back(std::move(found));
  }
}

}  // namespace plazo::operations
