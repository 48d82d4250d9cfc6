#include "core/tickets/incidents.hpp"

#include <algorithm>

#include "core/json/encode.hpp"
#include "core/policy/incidents.hpp"
#include "core/tickets/queue.hpp"

namespace plazo::tickets {
namespace {

constexpr int most_looked_at = 500;
constexpr std::size_t most_listed = 20;

policy::FreshTicket fresh(const TicketRow& ticket) {
  return {ticket.id, ticket.customer, facts_of(ticket), ticket.subject, ticket.opened_at};
}

std::vector<TicketRow> opened_since(storage::Transaction& tx, Instant since, Instant until) {
  static const std::string sql =
      tickets().select("WHERE opened_at > ? AND opened_at <= ? ORDER BY opened_at DESC, id DESC LIMIT ?");
  std::vector<TicketRow> found;
  auto rows = tx.query(sql, since, until, most_looked_at);
  while (rows.next()) found.push_back(tickets().read(rows));
  return found;
}

bool has_tag(const TicketRow& ticket, const std::string& tag) {
  return ticket.tags && std::find(ticket.tags->begin(), ticket.tags->end(), tag) != ticket.tags->end();
}

std::string particulars(const policy::Suspicion& suspicion, Instant since) {
  std::string out = "{\"rule\":";
  json::append_text(out, suspicion.rule->id);
  out += ",\"accounts\":" + std::to_string(suspicion.accounts) + ",\"since\":\"" + to_text(since) +
         "\",\"tickets\":[";
  for (std::size_t i = 0; i < std::min(suspicion.tickets.size(), most_listed); ++i)
    out += (i ? ",\"" : "\"") + to_text(suspicion.tickets[i]) + "\"";
  return out + "]}";
}

}  // namespace

void suspect_incidents(Writing& w, const policy::InForce& policy, TicketRow& ticket) {
  if (policy.document().incidents.empty()) return;
  const auto window = policy::incident_window(policy, fresh(ticket));
  if (!window) return;
  const auto rows = opened_since(w.tx, w.now - *window, w.now);
  std::vector<policy::FreshTicket> others;
  for (const auto& row : rows) others.push_back(fresh(row));
  for (const auto& suspicion : policy::suspected_incidents(policy, fresh(ticket), others)) {
    const std::string tag = "incident:" + suspicion.rule->id;
    const bool known = std::any_of(rows.begin(), rows.end(), [&](const TicketRow& row) {
      return has_tag(row, tag) &&
             std::find(suspicion.tickets.begin(), suspicion.tickets.end(), row.id) != suspicion.tickets.end();
    });
    (ticket.tags ? *ticket.tags : ticket.tags.emplace()).push_back(tag);
    auto body = particulars(suspicion, w.now - suspicion.rule->window);
    record(w.tx, ticket, w.now, "incident.suspected", {timeline::AuthorKind::clock, {}},
           json::Audience::staff, body);
    if (!known) put_into_outbox(w, ticket, "incident.suspected", std::move(body));
  }
}

}  // namespace plazo::tickets
