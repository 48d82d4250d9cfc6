#include "core/tickets/work.hpp"

#include <algorithm>

#include "core/json/encode.hpp"
#include "core/policy/actions.hpp"
#include "core/tickets/performance.hpp"
#include "core/tickets/queue.hpp"
#include "core/timeline/outbox.hpp"

namespace plazo::tickets {
namespace {

using policy::PromiseClock;

template <class T>
storage::Value nullable(const std::optional<T>& value) {
  return value ? storage::value_of(*value) : storage::Value(nullptr);
}
template <class E>
storage::Value nullable_name(const std::optional<E>& value) {
  return value ? storage::Value(name_of(*value)) : storage::Value(nullptr);
}
template <class T>
storage::Value nullable_json(const std::optional<T>& value, std::string& text) {
  if (!value) return nullptr;
  text = json::encode(*value);
  return std::string_view(text);
}

AgendaEntry entry_of(ClockKind kind) { return static_cast<AgendaEntry>(kind); }

void plan(storage::Transaction& tx, Instant at, Id ticket, AgendaEntry entry) {
  agenda().insert(tx, {at, ticket, entry});
}
void cancel(storage::Transaction& tx, Instant at, Id ticket, AgendaEntry entry) {
  tx.run("DELETE FROM agenda WHERE due_at = ? AND subject = ? AND entry = ?", at, ticket, name_of(entry));
}

void write(storage::Transaction& tx, const ClockRow& row) {
  std::string done;
  const storage::Value values[] = {row.target,
                                   name_of(row.promise),
                                   storage::value_of(row.started_at),
                                   storage::value_of(row.counted_from),
                                   storage::value_of(row.used),
                                   storage::value_of(row.held),
                                   nullable(row.due_at),
                                   nullable(row.expected_at),
                                   nullable(row.paused_at),
                                   nullable(row.met_at),
                                   nullable(row.cancelled_at),
                                   nullable_json(row.done, done),
                                   storage::value_of(row.policy),
                                   row.hours,
                                   row.calendar,
                                   row.zone_data,
                                   nullable(row.acts_at),
                                   storage::value_of(row.ticket),
                                   name_of(row.kind)};
  tx.run(
      "UPDATE clock SET target = ?, promise = ?, started_at = ?, counted_from = ?, used = ?, held = ?, "
      "due_at = ?, "
      "expected_at = ?, paused_at = ?, met_at = ?, cancelled_at = ?, done = ?, policy = ?, hours = ?, "
      "calendar = ?, "
      "zone_data = ?, acts_at = ? WHERE ticket = ? AND kind = ?",
      std::span<const storage::Value>(values));
}

void append_instant(std::string& out, std::string_view name, const std::optional<Instant>& at) {
  if (at) out.append(",\"").append(name).append("\":\"").append(to_text(*at)).append("\"");
}

/// The clock with its resolved deadline and the versions that it came from.
void append_clock(std::string& out, const PromiseClock& clock) {
  out.append("\"").append(name_of(clock.kind)).append("\":{\"target\":");
  json::append_text(out, clock.target);
  if (clock.promise != policy::Promise::limit)
    out.append(",\"promise\":\"").append(name_of(clock.promise)).append("\"");
  append_instant(out, "started_at", clock.started_at);
  append_instant(out, "due_at", clock.due_at);
  append_instant(out, "expected_at", clock.expected_at);
  append_instant(out, "paused_at", clock.paused_at);
  append_instant(out, "met_at", clock.met_at);
  append_instant(out, "cancelled_at", clock.cancelled_at);
  out.append(",\"used\":").append(std::to_string(clock.used.ms));
  out.append(",\"policy\":").append(std::to_string(clock.policy));
  if (!clock.hours.empty()) {
    out.append(",\"hours\":");
    json::append_text(out, clock.hours);
    out.append(",\"calendar\":\"").append(clock.calendar).append("\"");
  }
  out.append(",\"zone_data\":");
  json::append_text(out, clock.zone_data);
  out += "}";
}

const PromiseClock* of_kind(const std::vector<PromiseClock>& clocks, ClockKind kind) {
  for (const auto& clock : clocks)
    if (clock.kind == kind) return &clock;
  return nullptr;
}

policy::Course course_of(const TicketRow& ticket, const std::vector<ClockRow>& rows) {
  policy::Course course{.facts = facts_of(ticket),
                        .version = ticket.policy,
                        .closed = ticket.status == Status::closed,
                        .answered_at = ticket.answered_at,
                        .waiting_since = ticket.waiting_since,
                        .paused = ticket.paused,
                        .paused_since = ticket.paused_since};
  course.clocks.assign(rows.begin(), rows.end());
  return course;
}

}  // namespace

namespace {
storage::Busy changed_meanwhile() {
  return {Category::unavailable, "storage.busy", "the ticket was changed at the same time, try again"};
}
}  // namespace

void update(storage::Transaction& tx, TicketRow& ticket) {
  const std::int64_t read_version = ticket.version++;
  std::string facts, withdrawn, tags, merged;
  const storage::Value values[] = {ticket.department,
                                   ticket.priority,
                                   storage::value_of(ticket.priority_rank),
                                   name_of(ticket.status),
                                   nullable(ticket.topic),
                                   nullable_json(ticket.facts, facts),
                                   nullable_json(ticket.withdrawn, withdrawn),
                                   nullable(ticket.assignee),
                                   nullable_json(ticket.tags, tags),
                                   storage::value_of(ticket.policy),
                                   storage::value_of(ticket.updated_at),
                                   nullable(ticket.closed_at),
                                   nullable(ticket.answered_at),
                                   nullable(ticket.waiting_since),
                                   nullable_name(ticket.paused),
                                   nullable(ticket.paused_since),
                                   nullable(ticket.paused_until),
                                   nullable(ticket.demoted_since),
                                   nullable(ticket.demoted_until),
                                   nullable(ticket.demoted_by),
                                   nullable(ticket.queue_key),
                                   nullable(ticket.merged_into),
                                   nullable_json(ticket.merged, merged),
                                   storage::value_of(ticket.version),
                                   storage::value_of(ticket.sequence),
                                   storage::Blob(ticket.chain),
                                   storage::value_of(ticket.id),
                                   storage::value_of(read_version)};
  if (tx.run("UPDATE ticket SET department = ?, priority = ?, priority_rank = ?, status = ?, topic = ?, "
             "facts = ?, withdrawn = ?, assignee = ?, "
             "tags = ?, policy = ?, updated_at = ?, closed_at = ?, answered_at = ?, waiting_since = ?, "
             "paused = ?, "
             "paused_since = ?, paused_until = ?, demoted_since = ?, demoted_until = ?, demoted_by = ?, "
             "queue_key = ?, merged_into = ?, merged = ?, version = ?, sequence = ?, chain = ? "
             "WHERE id = ? AND version = ?",
             std::span<const storage::Value>(values)) != 1)
    throw changed_meanwhile();
}

void update_timeline(storage::Transaction& tx, TicketRow& ticket) {
  const std::int64_t read_version = ticket.version++;
  if (tx.run("UPDATE ticket SET version = ?, sequence = ?, chain = ? WHERE id = ? AND version = ?",
             ticket.version, ticket.sequence, storage::Blob(ticket.chain), ticket.id, read_version) != 1)
    throw changed_meanwhile();
}

void record(storage::Transaction& tx, TicketRow& ticket, Instant at, std::string_view kind,
            const timeline::Author& author, json::Audience audience, std::string body) {
  timeline::Head head{ticket.sequence, std::move(ticket.chain)};
  timeline::append(tx, head,
                   {.subject = ticket.id,
                    .at = at,
                    .kind = kind,
                    .author = author,
                    .audience = audience,
                    .body = std::move(body)});
  ticket.sequence = head.sequence;
  ticket.chain = std::move(head.hash);
}

void put_into_outbox(Writing& w, const TicketRow& ticket, std::string_view kind, std::string body) {
  timeline::outbox().insert(w.tx, {.id = w.ids.next(w.now),
                                   .at = w.now,
                                   .kind = std::string(kind),
                                   .subject = ticket.id,
                                   .body = std::move(body),
                                   .sequence = ticket.sequence,
                                   .due_at = w.now});
}

std::vector<ClockRow> clocks_of(storage::Transaction& tx, Id ticket) {
  static const std::string sql = clocks().select("WHERE ticket = ?");
  std::vector<ClockRow> found;
  auto rows = tx.query(sql, ticket);
  while (rows.next()) found.push_back(clocks().read(rows));
  return found;
}

Status status_of(const policy::Course& course) {
  return course.closed          ? Status::closed
         : course.paused        ? Status::waiting
         : course.waiting_since ? Status::open
                                : Status::answered;
}

const policy::InForce& standing_under(Writing& w, const TicketRow& ticket) {
  const auto* policy = &w.policies.version(w.tx, ticket.policy);
  while (const auto* const next = w.policies.successor(w.tx, policy->number, w.now)) policy = next;
  return *policy;
}

Work::Work(Writing& w, TicketRow& ticket, const policy::InForce& policy)
    : course(course_of(ticket, {})), w_(w), ticket_(ticket), policy_(&policy) {}

Work::Work(Writing& w, TicketRow& ticket)
    : w_(w),
      ticket_(ticket),
      policy_(&w.policies.version(w.tx, ticket.policy)),
      rows_(clocks_of(w.tx, ticket.id)),
      agenda_resume_(ticket.paused_until),
      agenda_demotion_(ticket.demoted_until) {
  course = course_of(ticket, rows_);
  told_ = course.clocks;
  for (const auto& row : rows_)
    if (row.acts_at) planned_.push_back({*row.acts_at, ticket.id, entry_of(row.kind)});
  if (agenda_resume_) planned_.push_back({*agenda_resume_, ticket.id, AgendaEntry::resume});
  if (agenda_demotion_) planned_.push_back({*agenda_demotion_, ticket.id, AgendaEntry::demotion});
  catch_up();
}

bool Work::planned(const AgendaRow& entry) const {
  return std::any_of(planned_.begin(), planned_.end(), [&](const AgendaRow& known) {
    return known.due_at == entry.due_at && known.entry == entry.entry;
  });
}

void Work::catch_up() {
  while (true) {
    const auto* const next = w_.policies.successor(w_.tx, ticket_.policy, w_.now);
    enum class First { nothing, pause, demotion, version } first = First::nothing;
    Instant earliest;
    const auto consider = [&](First what, const std::optional<Instant>& at) {
      if (!at || *at > w_.now || (first != First::nothing && *at >= earliest)) return;
      first = what;
      earliest = *at;
    };
    consider(First::pause, ticket_.paused_until);
    consider(First::demotion, ticket_.demoted_until);
    if (next) consider(First::version, next->in_force_at());
    switch (first) {
      case First::nothing:
        return;
      case First::pause:
        end_pause();
        break;
      case First::demotion:
        end_demotion(*ticket_.demoted_until, {timeline::AuthorKind::clock, {}});
        break;
      case First::version:
        come_under(*next);
        break;
    }
  }
}

void Work::end_pause() {
  const Instant at = *ticket_.paused_until;
  policy::resumed(course, *policy_, at);
  take_course();
  ticket_.updated_at = w_.now;
  const std::string body = "{\"at\":\"" + to_text(at) + "\"";
  record(w_.tx, ticket_, w_.now, "ticket.resumed", {timeline::AuthorKind::clock, {}},
         json::Audience::customer, body + changes() + "}");
  put_into_outbox(w_, ticket_, "ticket.resumed",
                  body + ",\"to\":[\"" + (ticket_.assignee ? "assignee" : "department") + "\"]}");
}

void Work::end_demotion(Instant at, const timeline::Author& author) {
  ticket_.demoted_until.reset();
  take_course();
  record(w_.tx, ticket_, w_.now, "ticket.restored", author, json::Audience::customer,
         "{\"at\":\"" + to_text(at) + "\"}");
}

void Work::come_under(const policy::InForce& next) {
  const std::int64_t before = ticket_.policy;
  policy::re_evaluated(course, *policy_, next, next.number, next.in_force_at());
  policy_ = &next;
  ticket_.policy = next.number;
  if (const auto rank = policy::rank_of(next.document(), ticket_.priority)) ticket_.priority_rank = *rank;
  take_course();
  std::string body = "{\"from\":" + std::to_string(before) + ",\"policy\":" + std::to_string(next.number) +
                     ",\"at\":\"" + to_text(next.in_force_at()) + "\"";
  record(w_.tx, ticket_, w_.now, "ticket.re_evaluated", {timeline::AuthorKind::clock, {}},
         json::Audience::staff, body.append(changes()).append("}"));
}

void Work::take_course() {
  ticket_.answered_at = course.answered_at;
  ticket_.waiting_since = course.waiting_since;
  ticket_.paused = course.paused;
  ticket_.paused_since = course.paused_since;
  if (!course.paused) ticket_.paused_until.reset();
  ticket_.status = status_of(course);
  if (!course.closed) ticket_.closed_at.reset();
  ticket_.queue_key.reset();
  if (ticket_.status == Status::open)
    ticket_.queue_key = queue_key(*policy_, ticket_, *course.waiting_since, w_.now);
}

std::string Work::changes() {
  std::string out;
  const auto begin = [&] { out += out.empty() ? ",\"clocks\":{" : ","; };
  for (const auto& clock : course.clocks) {
    const auto* const before = of_kind(told_, clock.kind);
    if (before && *before == clock) continue;
    begin();
    append_clock(out, clock);
  }
  for (const auto& before : told_)
    if (!course.find(before.kind)) {
      begin();
      out.append("\"").append(name_of(before.kind)).append("\":null");
    }
  if (!out.empty()) out += "}";
  told_ = course.clocks;
  return out;
}

void Work::told(const PromiseClock& clock) {
  std::erase_if(told_, [&](const PromiseClock& before) { return before.kind == clock.kind; });
  told_.push_back(clock);
}

void Work::save() {
  for (const auto& clock : course.undone) forget_met(w_.tx, ticket_.id, clock);
  for (const auto& clock : course.met)
    note_met(w_.tx, ticket_, w_.policies.version(w_.tx, clock.policy), clock);
  course.met.clear();
  course.undone.clear();
  for (const auto& row : rows_)
    if (!course.find(row.kind)) {
      w_.tx.run("DELETE FROM clock WHERE ticket = ? AND kind = ?", ticket_.id, name_of(row.kind));
      if (row.acts_at) cancel(w_.tx, *row.acts_at, ticket_.id, entry_of(row.kind));
    }
  std::erase_if(rows_, [&](const ClockRow& row) { return !course.find(row.kind); });
  for (const auto& clock : course.clocks) {
    const auto action = policy::next_action(*policy_, course.facts, clock, w_.now);
    std::optional<Instant> acts_at;
    if (action) acts_at = action->acts_at;
    const auto old =
        std::find_if(rows_.begin(), rows_.end(), [&](const auto& r) { return r.kind == clock.kind; });
    ClockRow row;
    static_cast<PromiseClock&>(row) = clock;
    row.ticket = ticket_.id;
    row.acts_at = acts_at;
    if (old == rows_.end()) {
      tickets::clocks().insert(w_.tx, row);
      if (acts_at) plan(w_.tx, *acts_at, ticket_.id, entry_of(clock.kind));
      rows_.push_back(std::move(row));
      continue;
    }
    if (old->acts_at != acts_at) {
      if (old->acts_at) cancel(w_.tx, *old->acts_at, ticket_.id, entry_of(clock.kind));
      if (acts_at) plan(w_.tx, *acts_at, ticket_.id, entry_of(clock.kind));
    }
    if (static_cast<const PromiseClock&>(*old) == clock && old->acts_at == acts_at) continue;
    write(w_.tx, row);
    *old = std::move(row);
  }
  if (agenda_resume_ != ticket_.paused_until) {
    if (agenda_resume_) cancel(w_.tx, *agenda_resume_, ticket_.id, AgendaEntry::resume);
    if (ticket_.paused_until) plan(w_.tx, *ticket_.paused_until, ticket_.id, AgendaEntry::resume);
    agenda_resume_ = ticket_.paused_until;
  }
  if (agenda_demotion_ != ticket_.demoted_until) {
    if (agenda_demotion_) cancel(w_.tx, *agenda_demotion_, ticket_.id, AgendaEntry::demotion);
    if (ticket_.demoted_until) plan(w_.tx, *ticket_.demoted_until, ticket_.id, AgendaEntry::demotion);
    agenda_demotion_ = ticket_.demoted_until;
  }
}

}  // namespace plazo::tickets
