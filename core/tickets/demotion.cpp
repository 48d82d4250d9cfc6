#include "core/tickets/demotion.hpp"

#include "core/json/encode.hpp"

namespace plazo::tickets {

bool demote(Writing& w, TicketRow& ticket, std::string_view rule, Instant until) {
  if (ticket.demoted_since || until <= w.now) return false;
  Work work(w, ticket);
  ticket.demoted_since = w.now;
  ticket.demoted_until = until;
  ticket.demoted_by = rule;
  work.take_course();
  std::string body = "{\"rule\":";
  json::append_text(body, rule);
  body += ",\"until\":\"" + to_text(until) + "\"}";
  record(w.tx, ticket, w.now, "ticket.demoted", w.author, json::Audience::customer, std::move(body));
  work.save();
  update(w.tx, ticket);
  return true;
}

bool restore(Writing& w, TicketRow& ticket) {
  Work work(w, ticket);
  const bool was = ticket.demoted_until.has_value();
  if (was) work.end_demotion(w.now, w.author);
  work.save();
  update(w.tx, ticket);
  return was;
}

}  // namespace plazo::tickets
