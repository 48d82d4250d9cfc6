#include "core/tickets/queue.hpp"

namespace plazo::tickets {

policy::Facts usual_facts() {
  policy::Facts facts;
  facts.customer = {std::string(policy::kind_customer)};
  facts.identity = policy::Identity::signed_in;
  return facts;
}

policy::Facts facts_of(const TicketRow& ticket) {
  policy::Facts facts = ticket.facts ? *ticket.facts : usual_facts();
  facts.topic = ticket.topic.value_or("");
  facts.channel = ticket.channel.value_or("");
  facts.department = ticket.department;
  facts.priority = ticket.priority;
  return facts;
}

std::int64_t queue_key(const policy::Compiled& policy, const TicketRow& ticket, Instant waiting_since,
                       Instant now) {
  constexpr std::int64_t most_urgent = 1 << 10;
  const auto& order = policy.document().order;
  std::int64_t place = most_urgent - ticket.priority_rank;
  if (!order.empty()) {
    const auto facts = facts_of(ticket);
    place = 0;
    while (place < static_cast<std::int64_t>(order.size())) {
      const auto& wanted = order[static_cast<std::size_t>(place)];
      if (policy.holds(wanted.when, wanted.unless, facts, now)) break;
      ++place;
    }
  }
  const std::int64_t behind = ticket.demoted_until ? demoted_bit : 0;
  return behind | (place << 48) | (waiting_since.ms & ((std::int64_t{1} << 48) - 1));
}

}  // namespace plazo::tickets
