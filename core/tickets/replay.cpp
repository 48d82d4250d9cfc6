#include "core/tickets/replay.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/tickets/circumstances.hpp"
#include "core/tickets/evidence.hpp"
#include "core/tickets/performance.hpp"
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

std::vector<std::string> circumstances_in(const bj::object& body) {
  return json::decode<std::vector<std::string>>(bj::serialize(body.at("circumstances")));
}

bool all_of_zone_data(const bj::object& body, std::string_view version) {
  const auto* const clocks = body.if_contains("clocks");
  if (!clocks) return true;
  return std::all_of(clocks->as_object().begin(), clocks->as_object().end(), [&](const auto& clock) {
    return !clock.value().is_object() || text_of(clock.value().as_object(), "zone_data") == version;
  });
}

/// Moves the course on by one event. What has nothing to do with clocks passes by.
void play(Course& course, const TicketRow& ticket, const timeline::EventRow& event, const bj::object& body,
          const VersionOf& version) {
  using timeline::AuthorKind;
  if (event.kind == "ticket.opened") {
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
  } else if (event.kind == "ticket.declared") {
    policy::declared(course, policy, circumstances_in(body), event.at);
  } else if (event.kind == "ticket.re_evaluated") {
    const auto next = body.at("policy").to_number<std::int64_t>();
    policy::re_evaluated(course, policy, version(next), next, instant_of(body, "at", event.at));
  } else if (event.kind.starts_with("clock.")) {
    for (auto& clock : course.clocks)
      if (name_of(clock.kind) == text_of(body, "clock"))
        (clock.done ? *clock.done : clock.done.emplace()).push_back(text_of(body, "action"));
  }
}

std::optional<Id> id_of(const bj::object& body, std::string_view name) {
  return parse_id(text_of(body, name));
}

void add_tag(TicketRow& ticket, std::string tag) {
  auto& tags = ticket.tags ? *ticket.tags : ticket.tags.emplace();
  if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(std::move(tag));
}

/// Moves the ticket's row on by one event, as far as that does not follow from the course.
void play(Replay& out, const timeline::EventRow& event, const bj::object& body, bool was_closed) {
  auto& ticket = out.ticket;
  const std::string_view kind = event.kind;
  if (kind == "ticket.opened") {
    ticket.opened_at = event.at;
    ticket.resembles = id_of(body, "resembles");
  } else if (kind == "ticket.closed" || (kind == "ticket.merged" && !was_closed)) {
    ticket.closed_at = event.at;
  } else if (kind == "ticket.paused") {
    ticket.paused_until = parse_instant(text_of(body, "until"));
  } else if (kind == "ticket.declared") {
    set_circumstances(ticket, circumstances_in(body), event.author_kind);
  } else if (kind == "ticket.assigned") {
    ticket.assignee = id_of(body, "assignee");
    out.assigned.reset();
  } else if (kind == "ticket.demoted") {
    ticket.demoted_since = event.at;
    ticket.demoted_until = instant_of(body, "until", event.at);
    ticket.demoted_by = text_of(body, "rule");
  } else if (kind == "ticket.restored") {
    ticket.demoted_until.reset();
  } else if (kind == "clock.step") {
    if (body.contains("tag")) add_tag(ticket, text_of(body, "tag"));
    if (body.contains("assigned")) out.assigned = text_of(body, "assigned");
  } else if (kind == "incident.suspected") {
    add_tag(ticket, "incident:" + text_of(body, "rule"));
  } else if (kind == "ticket.imported") {
    ticket.assignee = id_of(body, "assignee");
    if (const auto* const tags = body.if_contains("tags"))
      ticket.tags = json::decode<std::vector<std::string>>(bj::serialize(*tags));
  }
  if (kind == "ticket.merged") ticket.merged_into = id_of(body, "into");
  if (kind == "ticket.took_over")
    if (const auto from = id_of(body, "from"))
      (ticket.merged ? *ticket.merged : ticket.merged.emplace()).push_back(*from);
  if (!out.course.paused) ticket.paused_until.reset();
  if (!out.course.closed) ticket.closed_at.reset();
  // What the customer sees of it.
  constexpr std::string_view seen[] = {"ticket.opened",  "ticket.replied",   "ticket.closed",
                                       "ticket.changed", "ticket.paused",    "ticket.resumed",
                                       "ticket.merged",  "ticket.took_over", "ticket.declared"};
  if (std::find(std::begin(seen), std::end(seen), kind) != std::end(seen)) ticket.updated_at = event.at;
  if (kind == "ticket.opened" || kind == "ticket.replied" || kind == "ticket.noted")
    out.last_message_at = event.at;
  if (kind == "ticket.imported") ticket.updated_at = ticket.closed_at.value_or(out.last_message_at);
}

/// What follows from the course in the end.
void take_course(Replay& out) {
  const auto& course = out.course;
  const auto key = [](const std::string& text) {
    return text.empty() ? std::nullopt : std::optional<std::string>(text);
  };
  auto& ticket = out.ticket;
  ticket.department = course.facts.department;
  ticket.priority = course.facts.priority;
  ticket.topic = key(course.facts.topic);
  ticket.policy = course.version;
  ticket.status = status_of(course);
  ticket.answered_at = course.answered_at;
  ticket.waiting_since = course.waiting_since;
  ticket.paused = course.paused;
  ticket.paused_since = course.paused_since;
}

/// Without an `order` in the policy the place is known to the bit. With one it hangs on when it was judged.
bool in_place(const TicketRow& stored, const TicketRow& played, const policy::Compiled& policy) {
  if (stored.queue_key.has_value() != (played.status == Status::open)) return false;
  if (!stored.queue_key) return true;
  const auto key = queue_key(policy, played, *played.waiting_since, *played.waiting_since);
  if (policy.document().order.empty()) return *stored.queue_key == key;
  return demoted(*stored.queue_key) == demoted(key) &&
         waiting_since_of(*stored.queue_key) == waiting_since_of(key);
}

std::string shown(const json::Field& field, const void* row) {
  const auto& type = field.type();
  if (type.kind == json::Kind::optional && !type.value(field.at_const(row))) return "none";
  std::string out;
  json::encode(type, field.at_const(row), out);
  return out;
}

}  // namespace

std::optional<Replay> replay(const std::vector<timeline::EventRow>& happened, const VersionOf& version) {
  Replay out;
  const std::string zone_data = calendar::zone_data_version();
  for (const auto& event : happened) {
    if (event.body.empty()) return std::nullopt;
    const auto body = bj::parse(event.body).as_object();
    if (event.kind == "ticket.opened") out.ticket = as_opened(body);
    const bool was_closed = out.course.closed;
    play(out.course, out.ticket, event, body, version);
    play(out, event, body, was_closed);
    out.same_zone_data = out.same_zone_data && all_of_zone_data(body, zone_data);
  }
  take_course(out);
  return out;
}

std::optional<Replay> replay(storage::Transaction& tx, Id ticket, const VersionOf& version) {
  return replay(timeline::happened_to(tx, ticket), version);
}

namespace {

void compare_row(storage::Transaction& tx, const TicketRow& stored, Replay& replayed,
                 const VersionOf& version, std::vector<std::string>& found) {
  auto& played = replayed.ticket;
  // What the timeline does not tell, or what other tests are for.
  played.id = stored.id;
  played.reference = stored.reference;
  played.customer = stored.customer;
  played.requester = stored.requester;
  played.subject = stored.subject;
  played.queue_key = stored.queue_key;
  played.version = stored.version;
  played.sequence = stored.sequence;
  played.chain = stored.chain;
  if (replayed.assigned) {
    const auto staff = customers::find_staff(tx, *replayed.assigned);
    played.assignee = staff ? staff->id : stored.assignee;
  }
  const auto& policy = version(replayed.course.version);
  // A priority that the version does not know keeps its old rank.
  played.priority_rank = policy::rank_of(policy.document(), played.priority).value_or(stored.priority_rank);
  for (const auto& field : json::type_of<TicketRow>().fields)
    if (field.type().kind != json::Kind::bytes && shown(field, &stored) != shown(field, &played))
      found.push_back("`" + std::string(field.name) + "` is not what the timeline makes of it");
  if (!in_place(stored, played, policy))
    found.emplace_back("the place in the queue is not what the timeline makes of it");
}

void compare_clocks(const std::vector<ClockRow>& rows, const Course& course,
                    std::vector<std::string>& found) {
  for (const auto& row : rows) {
    const auto* const played = course.find(row.kind);
    if (!played) {
      found.push_back("clock " + std::string(name_of(row.kind)) + " is none of the timeline's");
      continue;
    }
    const PromiseClock& stored = row;
    if (stored == *played) continue;
    for (const auto& field : json::type_of<PromiseClock>().fields)
      if (const auto is = shown(field, &stored), should = shown(field, played); is != should)
        found.push_back("clock " + std::string(name_of(row.kind)) + ": `" + std::string(field.name) +
                        "` is " + is + ", the timeline makes it " + should);
  }
  for (const auto& played : course.clocks)
    if (std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return row.kind == played.kind; }))
      found.push_back("clock " + std::string(name_of(played.kind)) + " is missing");
}

}  // namespace

std::vector<std::string> differences(storage::Transaction& tx, const TicketRow& ticket,
                                     const VersionOf& version) {
  std::vector<std::string> found;
  const auto happened = timeline::happened_to(tx, ticket.id);
  compare_messages(tx, ticket, happened, found);
  auto replayed = replay(happened, version);
  if (!replayed) return found;
  compare_row(tx, ticket, *replayed, version, found);
  if (!replayed->same_zone_data) return found;
  compare_clocks(clocks_of(tx, ticket.id), replayed->course, found);
  for (auto& line : unlike(tx, ticket.id, replayed->course.met, version)) found.push_back(std::move(line));
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
