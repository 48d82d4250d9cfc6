#include "core/tickets/views.hpp"

#include <cstdio>

namespace plazo::tickets {
namespace {

ClockState state_of(const ClockRow& clock, Instant now) {
  if (clock.met_at) return *clock.met_at <= clock.due_at ? ClockState::met : ClockState::missed;
  if (clock.cancelled_at && *clock.cancelled_at <= clock.due_at) return ClockState::cancelled;
  return (clock.cancelled_at ? *clock.cancelled_at : now) <= clock.due_at ? ClockState::running
                                                                          : ClockState::missed;
}

std::string_view name_of(ClockState state) {
  return json::type_of<ClockState>().enumerators[static_cast<std::size_t>(state)].name;
}

std::string clock_text(const Reader& reader, const ClockRow& clock, ClockState state) {
  const auto local = reader.policy.zone().local(clock.due_at).civil;
  char time[16];
  std::snprintf(time, sizeof time, clock.due_at.ms % 60'000 ? "%02d:%02d:%02d" : "%02d:%02d", local.hour,
                local.minute, local.second);
  const std::string date = message(reader.locale, "date",
                                   {{"day", local.day},
                                    {"month", message(reader.locale, "month." + std::to_string(local.month))},
                                    {"year", local.year}});
  return message(reader.locale, std::string("clock.first_response.").append(name_of(state)),
                 {{"target", words(reader.locale, clock.target)},
                  {"date", date},
                  {"time", time},
                  {"zone", reader.policy.document().zone}});
}

template <class T>
std::string name_in(const Reader& reader, const json::Keyed<T>& section, const std::string& key) {
  for (const auto& [k, entry] : section)
    if (k == key) return policy::in(reader.locale, entry.name, key);
  return key;
}

}  // namespace

ClockView view(const Reader& reader, const ClockRow& clock) {
  const ClockState state = state_of(clock, reader.now);
  ClockView out{.state = state,
                .target = clock.target,
                .started_at = clock.started_at,
                .due_at = clock.due_at,
                .met_at = clock.met_at,
                .text = clock_text(reader, clock, state)};
  if (state == ClockState::running) out.time_left = clock.due_at - reader.now;
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
                 .waiting_since = ticket.waiting_since};
  for (const auto& clock : clocks)
    if (clock.kind == ClockKind::first_response) out.clocks.first_response = view(reader, clock);
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
                  .body = row.body};
  for (const auto& a : attachments) out.attachments.push_back({a.id, a.name, a.media_type, a.size});
  return out;
}

}  // namespace plazo::tickets
