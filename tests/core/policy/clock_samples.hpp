// Policies and instants for the tests of clocks.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "core/json/decode.hpp"
#include "core/policy/course.hpp"

namespace plazo::policy::testing {

inline Instant at(std::string_view text) {
  const auto parsed = parse_instant(text);
  if (!parsed) throw std::invalid_argument("not an instant: " + std::string(text));
  return *parsed;
}

/// A policy with these targets (a JSON list) and, when wanted, rules for clocks. Calendars: `office` Monday
/// to Friday 9-18, `long` Monday to Friday 8-18.
inline Compiled policy(const std::string& targets, const std::string& clocks = "{}",
                       const std::string& more = "") {
  return Compiled(json::decode<Document>(R"({
    "plazo":1, "provider":"Introserv", "zone":"Europe/Madrid", "languages":["es"],
    "calendars":{"office":{"weekly":{"mon-fri":["09:00-18:00"]}, "holidays":[]},
                 "long":{"weekly":{"mon-fri":["08:00-18:00"]}, "holidays":[]}},
    "departments":{"technical":{}, "billing":{"hours":"office"}},
    "priorities":{"regular":{}, "high":{}},)" +
                                         more + R"(
    "targets":)" + targets + R"(, "clocks":)" +
                                         clocks + "}"));
}

inline Facts facts(std::string priority = "regular", std::string department = "technical") {
  return {.department = std::move(department), .priority = std::move(priority), .customer = {"customer"}};
}

/// A ticket whose events are played by the test.
struct Ticket {
  Ticket(const Compiled& in_force, std::string_view opened_at, Facts of = facts()) : policy(&in_force) {
    course.facts = std::move(of);
    course.version = 1;
    opened(course, *policy, at(opened_at));
  }
  void customer_writes(std::string_view t) { customer_wrote(course, *policy, at(t)); }
  void staff_write(std::string_view t) { staff_wrote(course, *policy, false, at(t)); }
  void machine_writes(std::string_view t) { staff_wrote(course, *policy, true, at(t)); }
  void close(std::string_view t) { closed(course, *policy, at(t)); }
  void pause(std::string_view t, PauseReason why = PauseReason::customer) {
    paused(course, *policy, why, at(t));
  }
  void resume(std::string_view t) { resumed(course, *policy, at(t)); }
  void change(Facts now, std::string_view t) { changed(course, *policy, std::move(now), at(t)); }

  const PromiseClock& clock(ClockKind kind = ClockKind::first_response) const {
    const auto* const found = course.find(kind);
    if (!found) throw std::logic_error("there is no such clock");
    return *found;
  }
  bool has(ClockKind kind) const { return course.find(kind) != nullptr; }
  std::string due(ClockKind kind = ClockKind::first_response) const {
    const auto& found = clock(kind);
    return found.due_at ? to_text(*found.due_at) : "none";
  }
  std::string used(std::string_view t, ClockKind kind = ClockKind::first_response) const {
    return to_text(policy::used(*policy, clock(kind), at(t)));
  }
  bool missed(std::string_view t, ClockKind kind = ClockKind::first_response) const {
    return clock(kind).missed(at(t));
  }

  const Compiled* policy;
  Course course;
};

}  // namespace plazo::policy::testing
