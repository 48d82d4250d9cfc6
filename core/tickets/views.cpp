#include "core/tickets/views.hpp"

#include "core/customers/staff.hpp"
#include "core/policy/explain.hpp"

namespace plazo::tickets {
namespace {

ClockState state_of(const ClockRow& clock, Instant now) {
  if (clock.missed(now)) return ClockState::missed;
  if (clock.met_at) return ClockState::met;
  if (clock.cancelled_at) return ClockState::cancelled;
  return clock.paused_at ? ClockState::paused : ClockState::running;
}

/// The pieces of a sentence that tell an instant.
struct Told {
  std::string date, time;
};
Told told(const Reader& reader, Instant at) {
  const auto local = reader.zone.local(at).civil;
  char time[] = "00:00:00";
  const auto put = [](char* to, int two_digits) {
    to[0] = static_cast<char>('0' + two_digits / 10);
    to[1] = static_cast<char>('0' + two_digits % 10);
  };
  put(time, local.hour);
  put(time + 3, local.minute);
  put(time + 6, local.second);
  return {message(reader.locale, "date",
                  {{"day", local.day},
                   {"month", message(reader.locale, "month." + std::to_string(local.month))},
                   {"year", local.year}}),
          std::string(time, at.ms % 60'000 ? 8 : 5)};
}

/// `today at 18:00`, `Monday 10:00`, or the date when it is further away.
std::string near_words(const Reader& reader, Instant at) {
  const auto [date, time] = told(reader, at);
  const auto local = reader.zone.local(at);
  if (reader.zone.local(reader.now).civil.day == local.civil.day && at - reader.now < days(2))
    return message(reader.locale, "when.today", {{"time", time}});
  if (at - reader.now < days(6))
    return message(
        reader.locale, "when.weekday",
        {{"weekday", message(reader.locale, "weekday." + std::to_string(local.weekday))}, {"time", time}});
  return message(reader.locale, "when.date", {{"date", date}, {"time", time}});
}

std::optional<std::string> hours_words(const Reader& reader, const policy::Counting& time) {
  if (!time.hours || time.key == policy::always) return std::nullopt;
  const auto status = time.hours->status(reader.now);
  if (!status.changes) return std::nullopt;
  return message(reader.locale, status.open ? "hours.open" : "hours.closed",
                 {{"when", near_words(reader, *status.changes)}});
}

/// `4 hours`, `4 working hours`, `2 working days`.
std::string amount_words(const Reader& reader, const ClockView& clock, bool in_hours) {
  if (clock.days) return message(reader.locale, "clock.working_days", {{"n", std::int64_t{*clock.days}}});
  const auto plain = words(reader.locale, clock.target.value_or(Duration{}));
  return in_hours ? message(reader.locale, "clock.open_time", {{"target", plain}}) : plain;
}

std::string pause_words(const Reader& reader, policy::PauseReason reason) {
  return message(reader.locale, std::string("pause.").append(name_of(reason)));
}

/// What the sentence is about: an unbinding promise is expected and done, a binding one is met or missed.
std::string_view sentence_of(const ClockView& clock) {
  if (clock.promise == policy::Promise::limit || clock.state == ClockState::cancelled ||
      clock.state == ClockState::paused)
    return name_of(clock.state);
  return clock.state == ClockState::met ? "done" : "expected";
}

std::string clock_text(const Reader& reader, const ClockRow& row, const ClockView& clock) {
  std::string key = "clock.";
  key.append(name_of(row.kind)).append(".").append(sentence_of(clock));
  // Most sentences speak either of the target or of an instant. Lists hold many, so the other is not put into
  // words.
  const auto pattern = message_pattern(reader.locale, key);
  const auto speaks_of = [&](std::string_view name) { return pattern.find(name) != std::string_view::npos; };
  std::string target;
  if (speaks_of("{target}"))
    target = amount_words(reader, clock, !row.hours.empty() && row.hours != policy::always);
  Told when;
  if (speaks_of("{date}") || speaks_of("{time}"))
    when = told(reader, clock.state == ClockState::paused
                            ? row.paused_at.value_or(row.started_at)
                            : row.due_at.value_or(row.expected_at.value_or(row.started_at)));
  return message(
      reader.locale, key,
      {{"target", target}, {"date", when.date}, {"time", when.time}, {"zone", reader.zone.name()}});
}

TicketLink link_to(const Reader& reader, Id ticket) {
  auto rows = reader.tx.query("SELECT reference FROM ticket WHERE id = ?", ticket);
  return {ticket, rows.next() ? std::string(rows.text(0)) : std::string()};
}

template <class T>
std::string name_in(const Reader& reader, const json::Keyed<T>& section, const std::string& key) {
  for (const auto& [k, entry] : section)
    if (k == key) return policy::in(reader.locale, entry.name, key);
  return key;
}

}  // namespace

ClockView view(const Reader& reader, const ClockRow& clock) {
  const auto& policy =
      clock.policy == reader.policy.number ? reader.policy : reader.policies.version(reader.tx, clock.policy);
  const auto* const target = policy.target(clock.kind, clock.target);
  ClockView out{.state = state_of(clock, reader.now),
                .promise = clock.promise,
                .rule = clock.target,
                .started_at = clock.started_at,
                .expected_at = clock.expected_at,
                .met_at = clock.met_at,
                .cancelled_at = clock.cancelled_at,
                .used = policy::used(policy, clock, reader.now),
                .zone = reader.zone.name()};
  if (target && target->measure == policy::Measure::working_days)
    out.days = target->days ? target->days : target->expected_days;
  else if (target)
    out.target = target->limit ? target->limit : target->expected;
  if (!clock.paused_at) out.due_at = clock.due_at;
  if (out.state == ClockState::running || out.state == ClockState::paused)
    out.time_left = policy::time_left(policy, clock, reader.now);
  if (clock.running()) out.hours = hours_words(reader, policy::counting(policy, clock));
  out.text = clock_text(reader, clock, out);
  return out;
}

TicketView view(const Reader& reader, const TicketRow& ticket, std::string customer,
                const std::vector<ClockRow>& clocks) {
  TicketView out{.id = ticket.id,
                 .reference = ticket.reference,
                 .customer = std::move(customer),
                 .subject = ticket.subject,
                 .department = ticket.department,
                 .department_name = name_in(reader, reader.policy.document().departments, ticket.department),
                 .priority = ticket.priority,
                 .priority_name = name_in(reader, reader.policy.document().priorities, ticket.priority),
                 .status = ticket.status,
                 .opened_at = ticket.opened_at,
                 .updated_at = ticket.updated_at,
                 .closed_at = ticket.closed_at,
                 .waiting_since = ticket.waiting_since,
                 .demoted_until = ticket.demoted_until,
                 .resembles = ticket.resembles,
                 .topic = ticket.topic,
                 .circumstances = {},
                 .tags = ticket.tags.value_or(std::vector<std::string>{})};
  if (ticket.paused && ticket.paused_since) {
    const auto [date, time] = told(reader, *ticket.paused_since);
    out.paused = PauseView{.reason = *ticket.paused,
                           .since = *ticket.paused_since,
                           .until = ticket.paused_until,
                           .text = message(reader.locale, "pause.since",
                                           {{"reason", pause_words(reader, *ticket.paused)},
                                            {"date", date},
                                            {"time", time},
                                            {"zone", reader.zone.name()}})};
  }
  if (ticket.facts)
    for (const auto& key : ticket.facts->circumstance)
      out.circumstances.push_back({key, name_in(reader, reader.policy.document().circumstances, key)});
  if (reader.staff && ticket.assignee)
    if (auto staff = customers::find_staff(reader.tx, *ticket.assignee))
      out.assignee = Assignee{std::move(staff->reference), std::move(staff->name)};
  if (ticket.merged_into) out.merged_into = link_to(reader, *ticket.merged_into);
  if (ticket.merged)
    for (const Id source : *ticket.merged) out.merged.push_back(link_to(reader, source));
  for (const auto& clock : clocks) {
    auto& place = clock.kind == ClockKind::first_response  ? out.clocks.first_response
                  : clock.kind == ClockKind::next_response ? out.clocks.next_response
                  : clock.kind == ClockKind::resolution    ? out.clocks.resolution
                                                           : out.clocks.update;
    place = view(reader, clock);
  }
  return out;
}

SuggestionView view(Locale locale, const customers::SuggestionRow& row) {
  SuggestionView out{.id = row.id,
                     .conduct = row.conduct,
                     .text = policy::suggestion_words(locale, customers::counted_as(row.conduct), row.found),
                     .rule = row.rule,
                     .found = row.found,
                     .message = row.message,
                     .at = row.at};
  if (!row.answer.empty()) out.answer = row.answer;
  return out;
}

MessageView view(const MessageRow& row, const std::vector<vault::AttachmentRow>& attachments) {
  using timeline::AuthorKind;
  AuthorRole role = AuthorRole::system;
  if (row.author_kind == AuthorKind::staff) role = AuthorRole::staff;
  if (row.author_kind == AuthorKind::customer || row.author_kind == AuthorKind::contact)
    role = AuthorRole::customer;
  MessageView out{.id = row.id,
                  .sequence = row.sequence,
                  .kind = row.kind,
                  .author = {role, row.author_name},
                  .at = row.at,
                  .body = row.body,
                  .put_in_by = row.put_in_by};
  for (const auto& a : attachments) out.attachments.push_back({a.id, a.name, a.media_type, a.size});
  return out;
}

}  // namespace plazo::tickets
