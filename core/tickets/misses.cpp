#include "core/tickets/misses.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "core/json/describe.hpp"
#include "core/tickets/work.hpp"

namespace plazo::tickets {
namespace {

namespace bj = boost::json;
using policy::PromiseClock;

std::string text_of(const bj::object& body, std::string_view name) {
  const auto* const value = body.if_contains(name);
  return value && value->is_string() ? std::string(value->as_string()) : std::string();
}
std::optional<Instant> instant_of(const bj::object& body, std::string_view name) {
  return parse_instant(text_of(body, name));
}
template <class E>
E value_named(std::string_view name, E otherwise) {
  for (const auto& e : json::type_of<E>().enumerators)
    if (e.name == name) return static_cast<E>(e.value);
  return otherwise;
}

PromiseClock clock_of(ClockKind kind, const bj::object& told) {
  PromiseClock clock{.kind = kind,
                     .target = text_of(told, "target"),
                     .promise = value_named(text_of(told, "promise"), policy::Promise::limit),
                     .started_at = instant_of(told, "started_at").value_or(Instant{}),
                     .due_at = instant_of(told, "due_at"),
                     .paused_at = instant_of(told, "paused_at"),
                     .met_at = instant_of(told, "met_at"),
                     .cancelled_at = instant_of(told, "cancelled_at"),
                     .hours = text_of(told, "hours"),
                     .calendar = text_of(told, "calendar"),
                     .zone_data = text_of(told, "zone_data")};
  if (const auto* const version = told.if_contains("policy"))
    clock.policy = version->to_number<std::int64_t>();
  return clock;
}

/// Follows the clocks of each kind through the events.
class Reading {
 public:
  void take(std::int64_t sequence, Instant at, std::string_view kind, const bj::object& body) {
    if (kind == "clock.missed") {
      auto& now = of(value_named(text_of(body, "clock"), ClockKind::first_response));
      if (now) now->missed_sequence = sequence;
    }
    const auto* const clocks = body.if_contains("clocks");
    if (!clocks || !clocks->is_object()) return;
    for (const auto& [name, told] : clocks->as_object()) {
      auto& now = of(value_named(std::string_view(name.data(), name.size()), ClockKind::first_response));
      if (!told.is_object()) {
        leave(now, sequence, at);
        now.reset();
        continue;
      }
      auto clock =
          clock_of(value_named(std::string_view(name.data(), name.size()), ClockKind::first_response),
                   told.as_object());
      const bool goes_on = now && now->clock.running() && now->clock.started_at == clock.started_at;
      if (!goes_on) {
        leave(now, sequence, at);
        now = Miss{.set_sequence = sequence};
      } else if (now->clock.due_at != clock.due_at) {
        now->set_sequence = sequence;
        // What was missed under a deadline that has moved on is not missed under the new one.
        if (clock.due_at && *clock.due_at >= at) now->missed_sequence.reset();
      }
      now->clock = std::move(clock);
      if (!now->clock.running()) {
        now->ended_sequence = sequence;
        now->ended_at = now->clock.met_at ? now->clock.met_at : now->clock.cancelled_at;
      }
    }
  }

  std::vector<Miss> misses(Instant now) {
    for (auto& one : current_)
      if (one && one->clock.promise == policy::Promise::limit && one->clock.missed(now))
        found_.push_back(std::move(*one));
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Miss& a, const Miss& b) { return *a.clock.due_at < *b.clock.due_at; });
    // A clock that goes on after a reopening is one promise still.
    found_.erase(std::unique(found_.begin(), found_.end(),
                             [](const Miss& a, const Miss& b) {
                               return a.clock.kind == b.clock.kind && a.clock.due_at == b.clock.due_at &&
                                      a.clock.started_at == b.clock.started_at;
                             }),
                 found_.end());
    return std::move(found_);
  }

 private:
  std::optional<Miss>& of(ClockKind kind) { return current_[static_cast<std::size_t>(kind)]; }

  /// Another clock takes its place, or none. One that was still running ends with that.
  void leave(std::optional<Miss>& one, std::int64_t sequence, Instant at) {
    if (!one || one->clock.promise != policy::Promise::limit || !one->clock.missed(at)) return;
    if (one->clock.running()) {
      one->ended_sequence = sequence;
      one->ended_at = at;
    }
    found_.push_back(std::move(*one));
  }

  std::array<std::optional<Miss>, 4> current_;
  std::vector<Miss> found_;
};

}  // namespace

std::vector<Miss> misses_of(storage::Transaction& tx, Id ticket, Instant now) {
  Reading reading;
  auto rows =
      tx.query("SELECT sequence, at, kind, body FROM event WHERE subject = ? ORDER BY sequence", ticket);
  while (rows.next()) {
    boost::system::error_code bad;
    const auto body = bj::parse(rows.text(3), bad);
    if (!bad && body.is_object())
      reading.take(rows.integer(0), rows.instant(1), rows.text(2), body.as_object());
  }
  return reading.misses(now);
}

std::vector<AccountMiss> misses_of_account(storage::Transaction& tx, Id customer, Instant from, Instant until,
                                           Instant now) {
  std::vector<AccountMiss> found;
  std::vector<AccountMiss> candidates;  // without a miss yet
  {
    // What a ticket that has not changed since may have missed, its clocks tell.
    auto rows = tx.query(
        "SELECT id, reference, department FROM ticket t WHERE customer = ? AND opened_at < ? AND (updated_at "
        ">= "
        "? OR EXISTS (SELECT 1 FROM clock k WHERE k.ticket = t.id AND k.due_at >= ? AND k.due_at < ?))",
        customer, until, from, from, until);
    while (rows.next()) {
      AccountMiss one;
      one.ticket = rows.id(0);
      one.reference = rows.text(1);
      one.department = rows.text(2);
      candidates.push_back(std::move(one));
    }
  }
  for (auto& one : candidates)
    for (auto& miss : misses_of(tx, one.ticket, now)) {
      if (*miss.clock.due_at < from || *miss.clock.due_at >= until) continue;
      static_cast<Miss&>(one) = std::move(miss);
      found.push_back(one);
    }
  std::stable_sort(found.begin(), found.end(), [](const AccountMiss& a, const AccountMiss& b) {
    return std::pair(*a.clock.due_at, a.ticket) < std::pair(*b.clock.due_at, b.ticket);
  });
  return found;
}

}  // namespace plazo::tickets
