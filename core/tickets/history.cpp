#include "core/tickets/history.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <tuple>

#include "core/json/decode.hpp"
#include "core/policy/decide.hpp"
#include "core/tickets/conversations.hpp"
#include "core/tickets/queue.hpp"

namespace plazo::tickets {
namespace {

namespace bj = boost::json;
using policy::Party;
using policy::PastTicket;
using timeline::AuthorKind;

constexpr std::size_t most_events = 5000;

/// A ticket, or a call or chat.
struct Recorded {
  std::optional<TicketRow> ticket;
  std::optional<ConversationRow> session;
  std::string account = {};

  HistoryCursor place() const {
    return ticket ? HistoryCursor{ticket->customer, ticket->opened_at, ticket->id}
                  : HistoryCursor{session->customer, session->started_at, session->id};
  }
};

bool earlier(const Recorded& a, const Recorded& b) {
  const auto x = a.place(), y = b.place();
  return std::tie(x.customer, x.opened_at, x.last) < std::tie(y.customer, y.opened_at, y.last);
}

std::string text_of(const bj::object& body, std::string_view name) {
  const auto* const value = body.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::optional<std::string> given(const bj::object& body, std::string_view name) {
  if (!body.contains(name)) return std::nullopt;
  return text_of(body, name);
}

/// What was erased has no body; an empty object says as little.
bj::object body_of(const timeline::EventRow& event) {
  boost::system::error_code bad;
  auto parsed = bj::parse(event.body, bad);
  return !bad && parsed.is_object() ? std::move(parsed.as_object()) : bj::object();
}

/// Keys of the fields that were told well, judged by the version of that time.
std::vector<std::string> well_told(const policy::Compiled& version, const policy::Question& question,
                                   Instant at) {
  std::vector<std::string> told = question.told;
  for (const auto& [key, value] : question.fields) {
    const auto* const field = policy::entry_of(version.document().fields, key);
    if (field && policy::check_field(*field, value, version.zone(), question.services, at).fault ==
                     policy::FieldFault::none)
      told.push_back(key);
  }
  return told;
}

/// A priority that the policy gave by itself was not asked for; as a wish it might be refused.
bool given_unasked(const policy::Compiled& version, const PastTicket& past) {
  policy::Question question{
      .action = policy::Action::open, .by = past.by, .facts = past.facts, .told = past.told};
  question.facts.priority.clear();
  try {
    return policy::decide(version, question, past.opened_at).priority == past.facts.priority;
  } catch (const Error&) {
    return false;  // the version does not know its keys any more
  }
}

void take_opening(const bj::object& body, const timeline::EventRow& event, TicketRow ticket,
                  storage::Transaction& tx, Policies& policies, PastTicket& past) {
  if (event.author_kind == AuthorKind::staff || event.author_kind == AuthorKind::panel)
    past.by = Party::staff;
  if (body.empty()) {
    past.facts = facts_of(ticket);
    return;
  }
  const auto* const number = body.if_contains("policy");
  const auto& version = policies.version(tx, number ? number->to_number<std::int64_t>() : ticket.policy);
  if (const auto* const asked = body.if_contains("question")) {
    const auto question = json::decode<policy::Question>(bj::serialize(*asked));
    past.facts = question.facts;
    past.by = question.by;
    past.checked = question.checked;
    past.told = well_told(version, question, event.at);
    return;
  }
  ticket.department = text_of(body, "department");
  ticket.priority = text_of(body, "priority");
  ticket.topic = given(body, "topic");
  ticket.channel = given(body, "channel");
  ticket.facts.reset();
  if (const auto* const facts = body.if_contains("facts"))
    ticket.facts = json::decode<policy::Facts>(bj::serialize(*facts));
  past.facts = facts_of(ticket);
  if (given_unasked(version, past)) past.facts.priority.clear();
}

void end_pause(PastTicket& past, Instant at) {
  if (!past.pauses.empty() && !past.pauses.back().to) past.pauses.back().to = at;
}

/// Adds what one event tells. What has nothing to do with clocks passes by.
void take(const timeline::EventRow& event, const bj::object& body, PastTicket& past) {
  if (event.kind == "ticket.replied") {
    const bool by_staff = event.author_kind == AuthorKind::staff || event.author_kind == AuthorKind::panel;
    past.messages.push_back({.at = event.at,
                             .by = by_staff ? Party::staff : Party::customer,
                             .automatic = by_staff && body.contains("automatic")});
    if (!by_staff && !past.pauses.empty() && past.pauses.back().reason == policy::PauseReason::customer)
      end_pause(past, event.at);
  } else if (event.kind == "ticket.closed" || event.kind == "ticket.merged") {
    end_pause(past, event.at);
    past.closings.push_back(event.at);
  } else if (event.kind == "ticket.paused") {
    end_pause(past, event.at);
    const bool for_customer = text_of(body, "reason") == name_of(policy::PauseReason::customer);
    past.pauses.push_back(
        {.from = event.at,
         .reason = for_customer ? policy::PauseReason::customer : policy::PauseReason::third_party});
  } else if (event.kind == "ticket.resumed") {
    // One that ends by itself may be noticed later.
    end_pause(past, parse_instant(text_of(body, "at")).value_or(event.at));
  } else if (event.kind == "ticket.changed") {
    past.changes.push_back({.at = event.at,
                            .department = given(body, "department"),
                            .priority = given(body, "priority"),
                            .topic = given(body, "topic")});
  } else if (event.kind == "ticket.declared") {
    // Customers may declare and take back as often as they like, and a line has room for so many changes.
    auto& changes = past.changes;
    if (changes.size() >= policy::most_past_changes) {
      const auto last = std::find_if(changes.rbegin(), changes.rend(),
                                     [](const policy::PastChange& change) { return !!change.circumstances; });
      if (last != changes.rend()) changes.erase(std::next(last).base());
    }
    if (const auto* const declared = body.if_contains("circumstances"))
      changes.push_back({.at = event.at,
                         .department = {},
                         .priority = {},
                         .topic = {},
                         .circumstances = json::decode<std::vector<std::string>>(bj::serialize(*declared))});
  } else if (event.kind == "work.logged") {
    const auto* const time = body.if_contains("time");
    if (time && time->is_int64()) past.work = past.work.value_or(Duration{}) + Duration{time->as_int64()};
  }
}

PastTicket past_of(storage::Transaction& tx, Policies& policies, const TicketRow& ticket,
                   const std::vector<timeline::EventRow>& happened, Instant now) {
  PastTicket past{.kind = policy::PastKind::ticket, .opened_at = ticket.opened_at};
  for (const auto& event : happened) {
    const auto body = body_of(event);
    if (event.kind == "ticket.opened") {
      take_opening(body, event, ticket, tx, policies, past);
      past.messages.push_back({.at = event.at, .by = past.by});
    } else {
      take(event, body, past);
    }
  }
  if (ticket.paused_until && *ticket.paused_until <= now) end_pause(past, *ticket.paused_until);
  if (ticket.status == Status::closed && !past.closings.empty()) {
    past.closed_at = past.closings.back();
    past.closings.pop_back();
  }
  return past;
}

PastTicket past_of(storage::Transaction& tx, Policies& policies, const ConversationRow& row,
                   const std::vector<timeline::EventRow>& happened) {
  PastTicket past{.kind = policy::PastKind::session,
                  .opened_at = row.started_at,
                  .closed_at = row.ended_at,
                  .work = time_of_staff(row)};
  const auto body = happened.empty() ? bj::object() : body_of(happened.front());
  if (const auto* const asked = body.if_contains("question")) {
    const auto question = json::decode<policy::Question>(bj::serialize(*asked));
    past.facts = question.facts;
    past.by = question.by;
    past.checked = question.checked;
    past.told = well_told(policies.version(tx, row.policy), question, row.started_at);
    past.matter = question.matter;
  } else {
    past.facts.topic = row.topic;
    past.facts.channel = row.channel;
    past.facts.customer = {std::string(row.customer ? policy::kind_customer : policy::kind_visitor)};
    if (row.customer) past.facts.identity = policy::Identity::signed_in;
  }
  past.messages.push_back({.at = row.started_at, .by = past.by});
  return past;
}

/// The next tickets, from the rest of the cursor's account on. In two steps, so that each walks along the
/// index from where it stands.
void add_tickets(storage::Transaction& tx, Id staff, const HistoryCursor& after, int limit,
                 std::vector<Recorded>& found) {
  static const std::string same = tickets().select(
      "WHERE customer = ? AND opened_at >= ? AND (opened_at > ? OR id > ?) AND (? = 0 OR department IN "
      "(SELECT department FROM staff_department WHERE staff = ?)) ORDER BY opened_at, id LIMIT ?");
  static const std::string others = tickets().select(
      "WHERE customer > ? AND (? = 0 OR department IN (SELECT department FROM staff_department WHERE staff = "
      "?)) ORDER BY customer, opened_at, id LIMIT ?");
  int left = limit;
  const auto read = [&](storage::Rows rows) {
    for (; rows.next(); --left) found.push_back({.ticket = tickets().read(rows), .session = {}});
  };
  read(tx.query(same, after.customer, after.opened_at, after.opened_at, after.last, staff, staff, left));
  if (left > 0) read(tx.query(others, after.customer, staff, staff, left));
}

/// The next calls and chats, likewise; those of guests come first, under the account 0.
void add_sessions(storage::Transaction& tx, const HistoryCursor& after, int limit,
                  std::vector<Recorded>& found) {
  static const std::string same = conversations().select(
      "WHERE customer = ? AND started_at >= ? AND (started_at > ? OR id > ?) ORDER BY started_at, id LIMIT "
      "?");
  static const std::string others =
      conversations().select("WHERE customer > ? ORDER BY customer, started_at, id LIMIT ?");
  int left = limit;
  const auto read = [&](storage::Rows rows) {
    for (; rows.next(); --left) found.push_back({.ticket = {}, .session = conversations().read(rows)});
  };
  read(tx.query(same, after.customer, after.opened_at, after.opened_at, after.last, left));
  if (left > 0) read(tx.query(others, after.customer, left));
}

/// Of each kind the next `limit` are enough to tell which of both they are.
std::vector<Recorded> recorded_after(storage::Transaction& tx, const Scope& scope, const HistoryCursor& after,
                                     int limit) {
  std::vector<Recorded> found;
  add_tickets(tx, scope.staff, after, limit, found);
  if (scope.sessions) add_sessions(tx, after, limit, found);
  std::sort(found.begin(), found.end(), earlier);
  if (found.size() > static_cast<std::size_t>(limit)) found.resize(static_cast<std::size_t>(limit));
  Id named;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto place = found[i].place();
    if (!place.customer) {
      found[i].account = "guest " + to_text(place.last);
    } else if (place.customer == named) {
      found[i].account = found[i - 1].account;
    } else {
      auto rows = tx.query("SELECT reference FROM customer WHERE id = ?", place.customer);
      if (rows.next()) found[i].account = rows.text(0);
    }
    named = place.customer;
  }
  return found;
}

}  // namespace

std::string to_text(const HistoryCursor& cursor) {
  return "h1." + std::to_string(cursor.customer.value) + "." + std::to_string(cursor.opened_at.ms) + "." +
         std::to_string(cursor.last.value);
}

std::optional<HistoryCursor> parse_history_cursor(std::string_view text) {
  if (!text.starts_with("h1.")) return std::nullopt;
  text.remove_prefix(3);
  std::array<std::int64_t, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i + 1 == numbers.size()) break;
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return HistoryCursor{{numbers[0]}, {numbers[1]}, {numbers[2]}};
}

HistoryPage history(storage::Transaction& tx, Policies& policies, const Scope& scope,
                    const HistoryCursor& after, int limit, Instant now) {
  HistoryPage page;
  std::size_t read = 0;
  for (const auto& recorded : recorded_after(tx, scope, after, limit + 1)) {
    if (static_cast<int>(page.tickets.size()) == limit || read > most_events) return page;
    const auto happened = timeline::happened_to(tx, recorded.place().last);
    read += happened.size();
    page.tickets.push_back(recorded.ticket ? past_of(tx, policies, *recorded.ticket, happened, now)
                                           : past_of(tx, policies, *recorded.session, happened));
    page.tickets.back().account = recorded.account;
    page.next = recorded.place();
  }
  page.next.reset();
  return page;
}

}  // namespace plazo::tickets
