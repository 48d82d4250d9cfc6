#include "core/tickets/circumstances.hpp"

#include <algorithm>

#include "core/json/encode.hpp"
#include "core/tickets/charges.hpp"
#include "core/tickets/queue.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {
namespace {

bool among(const std::vector<std::string>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

const std::vector<std::string>& circumstances_of(const TicketRow& ticket) {
  static const std::vector<std::string> none;
  return ticket.facts ? ticket.facts->circumstance : none;
}

void set_circumstances(TicketRow& ticket, std::vector<std::string> declared, timeline::AuthorKind by) {
  const bool by_customer = by == timeline::AuthorKind::customer || by == timeline::AuthorKind::contact;
  for (const auto& key : circumstances_of(ticket)) {
    if (!by_customer || among(declared, key)) continue;
    auto& withdrawn = ticket.withdrawn ? *ticket.withdrawn : ticket.withdrawn.emplace();
    if (!among(withdrawn, key)) withdrawn.push_back(key);
  }
  if (!ticket.facts) ticket.facts = usual_facts();
  ticket.facts->circumstance = std::move(declared);
}

policy::Facts facts_that_count(const TicketRow& ticket) {
  auto facts = facts_of(ticket);
  if (ticket.withdrawn)
    for (const auto& key : *ticket.withdrawn)
      if (!among(facts.circumstance, key)) facts.circumstance.push_back(key);
  return facts;
}

void declare(Writing& w, TicketRow& ticket, std::vector<std::string> circumstances) {
  Work work(w, ticket);
  if (circumstances != circumstances_of(ticket)) {
    give_back_broken(w, ticket, work.course.clocks);
    set_circumstances(ticket, circumstances, w.author.kind);
    policy::declared(work.course, work.policy(), std::move(circumstances), w.now);
    work.take_course();
    ticket.updated_at = w.now;
    record(w.tx, ticket, w.now, "ticket.declared", w.author, json::Audience::customer,
           event_body(",\"circumstances\":" + json::encode(circumstances_of(ticket)) + work.changes()));
  }
  work.save();
  update(w.tx, ticket);
}

}  // namespace plazo::tickets
