#include "core/tickets/replay.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/tickets/queue.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::tickets {
namespace {

namespace bj = boost::json;
using policy::Course;
using policy::PromiseClock;
using timeline::events;

std::string text_of(const bj::object& body, std::string_view name) {
  const auto* const value = body.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

Instant instant_of(const bj::object& body, std::string_view name, Instant otherwise) {
  return parse_instant(text_of(body, name)).value_or(otherwise);
}

/// What the ticket was when it was opened, as far as the event tells.
TicketRow as_opened(const bj::object& body) {
  TicketRow ticket{.department = text_of(body, "department"), .priority = text_of(body, "priority")};
  if (body.contains("topic")) ticket.topic = text_of(body, "topic");
  if (body.contains("channel")) ticket.channel = text_of(body, "channel");
  if (const auto* const facts = body.if_contains("facts"))
    ticket.facts = json::decode<policy::Facts>(bj::serialize(*facts));
  ticket.policy = body.at("policy").to_number<std::int64_t>();
  return ticket;
}

bool all_of_zone_data(const bj::object& body, std::string_view version) {
  const auto* const clocks = body.if_contains("clocks");
  if (!clocks) return true;
  return std::all_of(clocks->as_object().begin(), clocks->as_object().end(), [&](const auto& clock) {
    return !clock.value().is_object() || text_of(clock.value().as_object(), "zone_data") == version;
  });
}

/// Moves the course on by one event. What has nothing to do with clocks passes by.
void play(Course& course, const timeline::EventRow& event, const bj::object& body, const VersionOf& version) {
  using timeline::AuthorKind;
  if (event.kind == "ticket.opened") {
    const TicketRow ticket = as_opened(body);
    course.facts = facts_of(ticket);
    course.version = ticket.policy;
    return policy::opened(course, version(course.version), event.at);
  }
  const auto& policy = version(course.version);
  if (event.kind == "ticket.replied") {
    if (event.author_kind == AuthorKind::staff || event.author_kind == AuthorKind::panel)
      policy::staff_wrote(course, policy, body.contains("automatic"), event.at);
    else
      policy::customer_wrote(course, policy, event.at);
  } else if (event.kind == "ticket.closed") {
    policy::closed(course, policy, event.at);
  } else if (event.kind == "ticket.merged") {
    policy::merged(course, policy, event.at);
  } else if (event.kind == "ticket.took_over") {
    policy::took_over(course, policy, parse_instant(text_of(body, "waiting_since")), event.at);
  } else if (event.kind == "ticket.imported") {
    policy::imported(course, policy, event.at);
  } else if (event.kind == "ticket.paused") {
    policy::paused(course, policy,
                   text_of(body, "reason") == name_of(policy::PauseReason::customer)
                       ? policy::PauseReason::customer
                       : policy::PauseReason::third_party,
                   event.at);
  } else if (event.kind == "ticket.resumed") {
    policy::resumed(course, policy, instant_of(body, "at", event.at));
  } else if (event.kind == "ticket.changed") {
    auto facts = course.facts;
    if (body.contains("department")) facts.department = text_of(body, "department");
    if (body.contains("priority")) facts.priority = text_of(body, "priority");
    if (body.contains("topic")) facts.topic = text_of(body, "topic");
    policy::changed(course, policy, std::move(facts), event.at);
  } else if (event.kind == "ticket.re_evaluated") {
    const auto next = body.at("policy").to_number<std::int64_t>();
    policy::re_evaluated(course, policy, version(next), next, instant_of(body, "at", event.at));
  } else if (event.kind.starts_with("clock.")) {
    for (auto& clock : course.clocks)
      if (name_of(clock.kind) == text_of(body, "clock"))
        (clock.done ? *clock.done : clock.done.emplace()).push_back(text_of(body, "action"));
  }
}

std::string shown(const json::Field& field, const PromiseClock& clock) {
  const auto& type = field.type();
  if (type.kind == json::Kind::optional && !type.value(field.at_const(&clock))) return "none";
  std::string out;
  json::encode(type, field.at_const(&clock), out);
  return out;
}

}  // namespace

std::optional<Replay> replay(storage::Transaction& tx, Id ticket, const VersionOf& version) {
  static const std::string sql = events().select("WHERE subject = ? ORDER BY sequence");
  std::vector<timeline::EventRow> happened;
  {
    auto rows = tx.query(sql, ticket);
    while (rows.next()) happened.push_back(events().read(rows));
  }
  Replay out;
  const std::string zone_data = calendar::zone_data_version();
  for (const auto& event : happened) {
    if (event.body.empty()) return std::nullopt;
    const auto body = bj::parse(event.body).as_object();
    play(out.course, event, body, version);
    if (event.kind == "ticket.demoted") {
      out.demoted_since = event.at;
      out.demoted_until = instant_of(body, "until", event.at);
    } else if (event.kind == "ticket.restored") {
      out.demoted_until.reset();
    }
    out.same_zone_data = out.same_zone_data && all_of_zone_data(body, zone_data);
  }
  return out;
}

std::vector<std::string> differences(storage::Transaction& tx, const TicketRow& ticket,
                                     const VersionOf& version) {
  std::vector<std::string> found;
  const auto rows = clocks_of(tx, ticket.id);
  const auto replayed = replay(tx, ticket.id, version);
  if (!replayed) return found;
  // A place in the queue has nothing to do with zone data.
  if (ticket.demoted_since != replayed->demoted_since || ticket.demoted_until != replayed->demoted_until)
    found.push_back("the demotion is not what the timeline makes of it");
  if (ticket.queue_key && demoted(*ticket.queue_key) != replayed->demoted_until.has_value())
    found.push_back("the place in the queue is not what the timeline makes of it");
  if (!replayed->same_zone_data) return found;
  const auto& course = replayed->course;
  const auto differs = [&](std::string_view what, const auto& stored, const auto& played) {
    if (stored != played) found.push_back(std::string(what) + " is not what the timeline makes of it");
  };
  differs("waiting_since", ticket.waiting_since, course.waiting_since);
  differs("answered_at", ticket.answered_at, course.answered_at);
  differs("paused_since", ticket.paused_since, course.paused_since);
  differs("policy", ticket.policy, course.version);
  for (const auto& row : rows) {
    const auto* const played = course.find(row.kind);
    if (!played) {
      found.push_back("clock " + std::string(name_of(row.kind)) + " is none of the timeline's");
      continue;
    }
    const PromiseClock& stored = row;
    if (stored == *played) continue;
    for (const auto& field : json::type_of<PromiseClock>().fields)
      if (const auto is = shown(field, stored), should = shown(field, *played); is != should)
        found.push_back("clock " + std::string(name_of(row.kind)) + ": `" + std::string(field.name) +
                        "` is " + is + ", the timeline makes it " + should);
  }
  for (const auto& played : course.clocks)
    if (std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return row.kind == played.kind; }))
      found.push_back("clock " + std::string(name_of(played.kind)) + " is missing");
  return found;
}

Affected affected(storage::Transaction& tx, Policies& policies, const policy::Compiled& with, Id staff_scope,
                  Id after, int looked_at) {
  std::vector<std::pair<TicketRow, ClockRow>> open;
  std::vector<Id> found;  // a ticket as often as it has open deadlines
  {
    auto rows = tx.query(
        "SELECT k.ticket FROM clock k JOIN ticket t ON t.id = k.ticket WHERE k.ticket > ? AND k.met_at IS "
        "NULL "
        "AND k.cancelled_at IS NULL AND k.due_at IS NOT NULL AND (? = 0 OR t.department IN (SELECT "
        "department "
        "FROM staff_department WHERE staff = ?)) ORDER BY k.ticket LIMIT ?",
        after, staff_scope, staff_scope, looked_at);
    while (rows.next()) found.push_back(rows.id(0));
  }
  Affected out;
  if (static_cast<int>(found.size()) == looked_at) out.next = found.back();
  found.erase(std::unique(found.begin(), found.end()), found.end());
  for (const Id id : found) {
    const auto ticket = find(tx, id, {});
    for (auto& clock : clocks_of(tx, id))
      if (clock.running() && clock.due_at) open.emplace_back(ticket, std::move(clock));
  }
  // Each version as it would be with the other calendars.
  std::map<std::int64_t, policy::Compiled> anew;
  const VersionOf version = [&](std::int64_t number) -> const policy::Compiled& {
    auto at = anew.find(number);
    if (at == anew.end()) {
      auto document = policies.version(tx, number).document();
      for (auto& [key, hours] : document.calendars)
        if (const auto* const other = policy::entry_of(with.document().calendars, key)) hours = *other;
      at = anew.emplace(number, policy::Compiled(std::move(document))).first;
    }
    return at->second;
  };
  std::map<Id, std::optional<Replay>> played;
  for (auto& [ticket, clock] : open) {
    const auto& policy = version(clock.policy);
    const bool other_hours = !clock.hours.empty() && policy.digest(clock.hours) != clock.calendar;
    if (!other_hours && policy.zone_data() == clock.zone_data) continue;
    auto at = played.find(ticket.id);
    if (at == played.end()) at = played.emplace(ticket.id, replay(tx, ticket.id, version)).first;
    if (!at->second) continue;
    const auto* const anew_clock = at->second->course.find(clock.kind);
    const auto would_be = anew_clock ? anew_clock->due_at : std::nullopt;
    if (would_be == clock.due_at) continue;
    out.moved.push_back({ticket, clock, would_be, other_hours});
  }
  return out;
}

}  // namespace plazo::tickets
