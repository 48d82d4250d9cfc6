#include "core/tickets/agenda.hpp"

#include <algorithm>

#include "core/json/encode.hpp"
#include "core/policy/actions.hpp"
#include "core/tickets/charges.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {
namespace {

using policy::Action;
using policy::ActionKind;
using policy::PromiseClock;

/// What is due first on a ticket.
struct Due {
  PromiseClock* clock;
  Action action;
};

std::optional<Due> first_due(Work& work, Instant now) {
  std::optional<Due> first;
  for (auto& clock : work.course.clocks) {
    auto action = policy::next_action(work.policy(), work.course.facts, clock, now);
    if (!action || action->acts_at > now || (first && first->action.acts_at <= action->acts_at)) continue;
    first = Due{&clock, std::move(*action)};
  }
  return first;
}

/// Members that every event and task about a deadline has.
std::string particulars(const PromiseClock& clock, const Action& action) {
  std::string out = "{\"clock\":\"" + std::string(name_of(clock.kind)) + "\"";
  append_member(out, "target", clock.target);
  append_member(out, "due_at", to_text(*clock.due_at));
  append_member(out, "action", action.name);
  append_member(out, "at", to_text(action.at));
  return out;
}

void tell(Writing& w, const TicketRow& ticket, std::string_view kind, const std::vector<std::string>& to,
          std::string body) {
  body += ",\"to\":[";
  for (const auto& who : to) {
    if (&who != &to.front()) body += ",";
    json::append_text(body, who);
  }
  put_into_outbox(w, ticket, kind, body + "]}");
}

/// Tags and assigns; tells the event of it.
void mark(Writing& w, TicketRow& ticket, const policy::Step& step, std::string& body) {
  if (step.tag) {
    auto& tags = ticket.tags ? *ticket.tags : ticket.tags.emplace();
    if (std::find(tags.begin(), tags.end(), *step.tag) == tags.end()) tags.push_back(*step.tag);
    append_member(body, "tag", *step.tag);
  }
  if (step.assign)
    if (const auto staff = customers::find_staff(w.tx, *step.assign); staff && staff->active) {
      ticket.assignee = staff->id;
      append_member(body, "assigned", *step.assign);
    }
}

/// Moves and raises. Raising means raising: a ticket that is more urgent already stays so.
void move(Work& work, Writing& w, TicketRow& ticket, const policy::Step& step, const std::string& name) {
  Changes wanted{.department = step.department};
  if (step.priority)
    if (const auto rank = policy::rank_of(work.policy().document(), *step.priority);
        rank && *rank > ticket.priority_rank)
      wanted.priority = step.priority;
  std::string because;
  append_member(because, "step", name);
  change(work, w, ticket, wanted, because);
}

void act(Work& work, Writing& w, TicketRow& ticket, Due due) {
  PromiseClock& clock = *due.clock;
  (clock.done ? *clock.done : clock.done.emplace()).push_back(due.action.name);
  work.told(clock);
  std::string body = particulars(clock, due.action);
  switch (due.action.kind) {
    case ActionKind::warning:
      record(w.tx, ticket, w.now, "clock.warned", w.author, json::Audience::staff, body + "}");
      return tell(w, ticket, "clock.warning", {ticket.assignee ? "assignee" : "department"}, std::move(body));
    case ActionKind::breach:
      record(w.tx, ticket, w.now, "clock.missed", w.author, json::Audience::customer, body + "}");
      return give_back_broken(w, ticket, work.course.clocks);
    case ActionKind::step: {
      const auto& step = *due.action.step;
      mark(w, ticket, step, body);
      record(w.tx, ticket, w.now, "clock.step", w.author, json::Audience::staff, body + "}");
      if (!step.notify.empty()) tell(w, ticket, "clock.step", step.notify, std::move(body));
      return move(work, w, ticket, step, due.action.name);
    }
  }
}

/// Steps may move a ticket to where other steps move it back. The next tick goes on with it.
constexpr int most_actions_at_once = 100;

/// False: the entry was none of the ticket's, which is left alone.
bool act_on(Writing& w, const AgendaRow& entry, TicketRow& ticket) {
  TicketRow before = ticket;
  Work work(w, ticket);
  if (!work.planned(entry)) return false;
  for (int n = 0; n < most_actions_at_once; ++n) {
    auto due = first_due(work, w.now);
    if (!due) break;
    act(work, w, ticket, std::move(*due));
  }
  work.save();
  before.sequence = ticket.sequence;
  before.chain = ticket.chain;
  before == ticket ? update_timeline(w.tx, ticket) : update(w.tx, ticket);
  return true;
}

}  // namespace

int act_on_agenda(Writing& w, int limit) {
  static const std::string due = agenda().select("WHERE due_at <= ? ORDER BY due_at, subject, entry LIMIT ?");
  static const std::string by_id = tickets().select("WHERE id = ?");
  std::vector<AgendaRow> entries;
  {
    auto rows = w.tx.query(due, w.now, limit);
    while (rows.next()) entries.push_back(agenda().read(rows));
  }
  std::vector<Id> taken;  // sorted
  for (const auto& entry : entries) {
    // Everything due on a ticket is done with its first entry, so that it is done in order.
    const auto place = std::lower_bound(taken.begin(), taken.end(), entry.subject);
    if (place != taken.end() && *place == entry.subject) continue;
    taken.insert(place, entry.subject);
    std::optional<TicketRow> ticket;
    {
      auto rows = w.tx.query(by_id, entry.subject);
      if (rows.next()) ticket = tickets().read(rows);
    }
    if (!ticket || !act_on(w, entry, *ticket))
      w.tx.run("DELETE FROM agenda WHERE due_at = ? AND subject = ? AND entry = ?", entry.due_at,
               entry.subject, name_of(entry.entry));
  }
  return static_cast<int>(entries.size());
}

}  // namespace plazo::tickets
