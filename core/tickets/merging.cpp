// A ticket that goes on in another. Nothing is copied, so nothing is written twice, and what was said stays
// where it was said: the two name each other.
#include <algorithm>

#include "core/tickets/conversations.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {
namespace {

Error conflict(std::string code, std::string message) {
  return {Category::conflict, std::move(code), std::move(message)};
}

Error goes_on_elsewhere(storage::Transaction& tx, const TicketRow& ticket) {
  const auto target = find(tx, *ticket.merged_into, {});
  return conflict("ticket.merged",
                  "ticket `" + ticket.reference + "` goes on in `" + target.reference + "`, do it there")
      .with("ticket", to_text(target.id))
      .with("reference", target.reference);
}

void take_over(Writing& w, TicketRow& target, const TicketRow& source, std::optional<Instant> waiting_since) {
  Work work(w, target);
  policy::took_over(work.course, work.policy(), waiting_since, w.now);
  work.take_course();
  (target.merged ? *target.merged : target.merged.emplace()).push_back(source.id);
  target.updated_at = w.now;
  std::string particulars;
  append_member(particulars, "from", to_text(source.id));
  append_member(particulars, "reference", source.reference);
  if (waiting_since) append_member(particulars, "waiting_since", to_text(*waiting_since));
  record(w.tx, target, w.now, "ticket.took_over", w.author, json::Audience::customer,
         event_body(particulars + work.changes()));
  work.save();
  update(w.tx, target);
}

/// Gives what nobody has answered there.
std::optional<Instant> go_on_in(Writing& w, TicketRow& source, const TicketRow& target) {
  Work work(w, source);
  const auto waiting_since = work.course.waiting_since;
  const bool was_closed = work.course.closed;
  policy::merged(work.course, work.policy(), w.now);
  work.take_course();
  source.merged_into = target.id;
  source.updated_at = w.now;
  if (!was_closed) source.closed_at = w.now;
  std::string particulars;
  append_member(particulars, "into", to_text(target.id));
  append_member(particulars, "reference", target.reference);
  record(w.tx, source, w.now, "ticket.merged", w.author, json::Audience::customer,
         event_body(particulars + work.changes()));
  work.save();
  update(w.tx, source);
  return waiting_since;
}

}  // namespace

void must_stand_alone(storage::Transaction& tx, const TicketRow& ticket) {
  if (ticket.merged_into) throw goes_on_elsewhere(tx, ticket);
}

TicketRow goes_on_in(storage::Transaction& tx, TicketRow ticket, const Scope& scope) {
  // Only a ticket that stands alone takes over another, so this leads in no circle.
  while (ticket.merged_into) ticket = find(tx, *ticket.merged_into, scope);
  return ticket;
}

void merge(Writing& w, TicketRow& source, TicketRow& target) {
  if (source.id == target.id)
    throw conflict("ticket.merged_itself", "a ticket cannot go on in itself, name another");
  if (source.merged_into == target.id) return;
  must_stand_alone(w.tx, source);
  must_stand_alone(w.tx, target);
  if (target.status == Status::closed)
    throw conflict("ticket.closed",
                   "ticket `" + target.reference + "` is closed, open it again first or take another");
  if (target.merged && target.merged->size() >= most_merged)
    throw conflict("ticket.too_many_merged",
                   "a hundred tickets go on in `" + target.reference + "` already, take another");
  const auto waiting_since = go_on_in(w, source, target);
  take_over(w, target, source, waiting_since);
  move_callbacks(w.tx, source.id, target.id);
}

}  // namespace plazo::tickets
