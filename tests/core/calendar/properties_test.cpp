// The engine against the slow truth, and against itself.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdlib>
#include <optional>

#include "core/base/error.hpp"
#include "core/calendar/calendar.hpp"
#include "tests/core/calendar/random_documents.hpp"
#include "tests/core/calendar/wall_clock.hpp"

namespace plazo {

void showValue(const Instant& at, std::ostream& out) { out << to_text(at); }

}  // namespace plazo

namespace plazo::calendar {

void showValue(const Document& document, std::ostream& out) {
  const auto list = [&out](const std::vector<std::string>& texts) {
    for (const auto& text : texts) out << " " << text;
    out << "; ";
  };
  out << "{" << document.zone << ": ";
  for (const auto& [key, texts] : document.weekly) out << key, list(texts);
  for (const auto& special : document.special)
    out << "special " << special.on << " " << special.days.value_or("") << ":", list(special.hours);
  const std::vector<Holiday> holidays = document.holidays.value_or(std::vector<Holiday>());
  for (const auto& holiday : holidays) out << "holiday " << holiday.on << "; ";
  if (document.valid_from) out << "from " << *document.valid_from << "; ";
  if (document.valid_to) out << "to " << *document.valid_to << "; ";
  for (const auto& part : document.any_of) out << "or ", showValue(part, out);
  for (const auto& part : document.all_of) out << "and ", showValue(part, out);
  out << "}";
}

namespace {

// Enough for every zone to have its turn below, and few enough for every build. The same cases in each short
// run, so that a red run can be repeated; others in each long one. RC_PARAMS may ask for more.
const bool many_cases = setenv("RC_PARAMS",
                               getenv("PLAZO_FULL") ? "max_success=210 max_discard_ratio=100"
                                                    : "seed=20260302 max_success=210 max_discard_ratio=100",
                               0) == 0;

const std::vector<std::string>& zones() {
  static const auto names = zone_names();
  return names;
}

/// The calendar, or nothing when the draw has no open time at all.
std::optional<Calendar> loaded(const Document& document) {
  try {
    return Calendar::load(document);
  } catch (const Error& error) {
    for (const Problem& problem : error.problems)
      if (problem.code != "calendar.no_open_time") RC_FAIL(problem.path + " " + problem.message);
    return std::nullopt;
  }
}

/// Compares every question with the stepped grid of wall-clock readings.
void agree(const Document& document, const Calendar& calendar, Instant from, Duration step,
           std::size_t count) {
  const auto open = open_by_wall_clock(document, from, step, count);
  const auto when = [&](std::size_t i) { return from + Duration{static_cast<std::int64_t>(i) * step.ms}; };
  std::vector<std::int64_t> sums(count + 1);
  for (std::size_t i = 0; i < count; ++i) {
    if (calendar.open_at(when(i)) != open[i]) RC_FAIL("open_at " + to_text(when(i)));
    sums[i + 1] = sums[i] + (open[i] ? step.ms : 0);
  }
  const Instant to = when(count);
  RC_ASSERT(calendar.between(from, to) == Duration{sums[count]});
  RC_ASSERT(calendar.between(to, from) == Duration{-sums[count]});
  for (int round = 0; round < 8; ++round) {
    const auto i = *rc::gen::inRange<std::size_t>(0, count), j = *rc::gen::inRange(i, count + 1);
    RC_ASSERT(calendar.between(when(i), when(j)) == Duration{sums[j] - sums[i]});
    const auto first_open = std::find(open.begin() + static_cast<std::ptrdiff_t>(i), open.end(), true);
    if (first_open != open.end())
      RC_ASSERT(calendar.next_open(when(i)) == when(static_cast<std::size_t>(first_open - open.begin())));
    const auto first_closed = std::find(open.begin() + static_cast<std::ptrdiff_t>(i), open.end(), false);
    if (first_closed != open.end() &&
        when(static_cast<std::size_t>(first_closed - open.begin())) < Instant{last_day * day_ms})
      RC_ASSERT(calendar.next_close(when(i)) == when(static_cast<std::size_t>(first_closed - open.begin())));
    if (sums[j] == sums[i]) continue;
    // Amounts that are no whole steps too: the answer lies inside the step in which the sum passes.
    const std::int64_t amount = *rc::gen::inRange<std::int64_t>(1, sums[j] - sums[i] + 1);
    std::size_t reached = i;
    while (sums[reached] - sums[i] < amount) ++reached;
    RC_ASSERT(calendar.add(when(i), {amount}) == when(reached) - Duration{sums[reached] - sums[i] - amount});
    std::size_t left = j;
    while (sums[j] - sums[left] < amount) --left;
    RC_ASSERT(calendar.subtract(when(j), {amount}) == when(left) + Duration{sums[j] - sums[left] - amount});
  }
}

/// Offsets of old include half minutes (Monrovia until 1972).
Duration step_in(const Zone& zone, Instant at) {
  return zone.local(at).offset % 60 == 0 ? minutes(1) : seconds(30);
}

TEST(CalendarProperties, AgreesWithTheWallClockInEveryZone) {
  std::size_t turn = 0;
  EXPECT_TRUE(rc::check([&turn] {
    for (int round = 0; round < 3; ++round) {
      const Zone zone = Zone::load(zones()[turn++ % zones().size()]);
      const Instant from = *random::instant_in(zone);
      const Document document = *random::document_near(zone.name(), day_of(from.ms) + 3);
      RC_LOG() << zone.name() << " " << to_text(from) << "\n";
      if (const auto calendar = loaded(document))
        agree(document, *calendar, from, step_in(zone, from), 6 * 1440);
    }
  }));
}

TEST(CalendarProperties, CombinedCalendarsOfSeveralZonesAgreeToo) {
  EXPECT_TRUE(rc::check([] {
    const Zone zone = Zone::load(*rc::gen::elementOf(zones()));
    const Instant from = *random::instant_in(zone);
    Document document{.zone = zone.name()};
    std::vector<Document> parts;
    const int count = *rc::gen::inRange(2, 4);
    for (int i = 0; i < count; ++i)
      parts.push_back(
          *random::document_near(i == 0 ? "" : *rc::gen::elementOf(zones()), day_of(from.ms) + 2));
    (*rc::gen::element(0, 1) ? document.any_of : document.all_of) = parts;
    document.holidays = *rc::gen::resize(2, random::holidays_near(day_of(from.ms) + 2));
    const auto calendar = loaded(document);
    if (!calendar) RC_DISCARD("never open");
    agree(document, *calendar, from, seconds(30), 3 * 2880);
  }));
}

/// A calendar and two instants for the laws below.
struct Drawn {
  Document document;
  std::optional<Calendar> calendar;
  Instant a, b;
};
Drawn draw() {
  const Zone zone = Zone::load(*rc::gen::elementOf(zones()));
  const Instant from = *random::instant_in(zone);
  Drawn drawn{*random::document_near(zone.name(), day_of(from.ms)), std::nullopt, from, from};
  drawn.calendar = loaded(drawn.document);
  if (!drawn.calendar) RC_DISCARD("never open");
  drawn.a = from + Duration{*rc::gen::inRange<std::int64_t>(-20 * day_ms, 20 * day_ms)};
  drawn.b = from + Duration{*rc::gen::inRange<std::int64_t>(-20 * day_ms, 20 * day_ms)};
  return drawn;
}

TEST(CalendarProperties, AddThenBetweenGivesTheAmount) {
  EXPECT_TRUE(rc::check([] {
    const Drawn drawn = draw();
    const Duration amount{*rc::gen::inRange<std::int64_t>(1, 400 * 3'600'000LL)};
    if (const auto end = drawn.calendar->add(drawn.a, amount)) {
      RC_ASSERT(drawn.calendar->between(drawn.a, *end) == amount);
      // … and not an instant earlier.
      RC_ASSERT(drawn.calendar->between(drawn.a, *end - milliseconds(1)) < amount);
      RC_ASSERT(drawn.calendar->walk(drawn.a, *end).open == amount);
    } else {
      RC_ASSERT(drawn.calendar->between(drawn.a, world_end) < amount);
    }
  }));
}

TEST(CalendarProperties, SubtractInvertsAdd) {
  EXPECT_TRUE(rc::check([] {
    const Drawn drawn = draw();
    const Duration amount{*rc::gen::inRange<std::int64_t>(1, 400 * 3'600'000LL)};
    if (const auto begin = drawn.calendar->subtract(drawn.a, amount)) {
      RC_ASSERT(drawn.calendar->between(*begin, drawn.a) == amount);
      RC_ASSERT(drawn.calendar->between(*begin + milliseconds(1), drawn.a) < amount);
      RC_ASSERT(drawn.calendar->open_at(*begin));
      RC_ASSERT(drawn.calendar->add(*begin, amount) <= drawn.a);
    }
    if (const auto end = drawn.calendar->add(drawn.a, amount)) {
      const auto back = drawn.calendar->subtract(*end, amount);
      RC_ASSERT(back == drawn.calendar->next_open(drawn.a));
    }
  }));
}

TEST(CalendarProperties, SumsAreMonotoneAndAddUp) {
  EXPECT_TRUE(rc::check([] {
    const Drawn drawn = draw();
    const Calendar& calendar = *drawn.calendar;
    const Instant a = std::min(drawn.a, drawn.b), b = std::max(drawn.a, drawn.b);
    const Duration amount{*rc::gen::inRange<std::int64_t>(1, 200 * 3'600'000LL)};
    const Duration more{*rc::gen::inRange<std::int64_t>(1, 200 * 3'600'000LL)};
    const auto never_last = [](std::optional<Instant> at) { return at.value_or(world_end + days(1)); };
    RC_ASSERT(never_last(calendar.add(a, amount)) <= never_last(calendar.add(b, amount)));
    RC_ASSERT(never_last(calendar.add(a, amount)) <= never_last(calendar.add(a, amount + more)));
    if (const auto middle = calendar.add(a, amount))
      RC_ASSERT(calendar.add(*middle, more) == calendar.add(a, amount + more));
    const Duration whole = calendar.between(a, b);
    RC_ASSERT(whole >= Duration{0} && whole <= b - a);
    const Instant middle{a.ms + (b.ms - a.ms) / 3};
    RC_ASSERT(calendar.between(a, middle) + calendar.between(middle, b) == whole);
  }));
}

TEST(CalendarProperties, AHolidayClosesItsDateAndNothingElse) {
  EXPECT_TRUE(rc::check([] {
    const Drawn drawn = draw();
    Document closed = drawn.document;
    const Zone& zone = drawn.calendar->zone();
    const Day day = std::clamp(day_of(drawn.a.ms), first_day, last_day);
    if (!closed.holidays) closed.holidays.emplace();
    closed.holidays->push_back({to_text(day)});
    const auto after = loaded(closed);
    if (!after) RC_DISCARD("never open");
    for (Instant at{(day - 2) * day_ms}; at < Instant{(day + 3) * day_ms}; at = at + minutes(7)) {
      const bool before = drawn.calendar->open_at(at), now = after->open_at(at);
      if (now && !before) RC_FAIL("opened " + to_text(at));
      if (before != now) RC_ASSERT(day_of(at.ms + zone.local(at).offset * 1000LL) == day);
    }
  }));
}

TEST(CalendarProperties, TheWalkIsTheSum) {
  EXPECT_TRUE(rc::check([] {
    const Drawn drawn = draw();
    const Instant a = std::min(drawn.a, drawn.b), b = std::max(drawn.a, drawn.b);
    const Walk walk = drawn.calendar->walk(a, b);
    Duration sum;
    Instant last = a - milliseconds(1);
    for (const Interval& one : walk.intervals) {
      RC_ASSERT(last < one.from && one.from < one.to);
      sum = sum + (one.to - one.from);
      last = one.to;
    }
    RC_ASSERT(last <= b);
    RC_ASSERT(walk.cut_short || sum == walk.open);
    RC_ASSERT(walk.open == drawn.calendar->between(a, b));
  }));
}

TEST(CalendarProperties, WorkingDaysAreCountedOnTheWall) {
  EXPECT_TRUE(rc::check([] {
    const Drawn drawn = draw();
    const Calendar& calendar = *drawn.calendar;
    const Zone& zone = calendar.zone();
    const auto wall_day = [&zone](Instant at) { return day_of(at.ms + zone.local(at).offset * 1000LL); };
    // A day counts when a minute of it is open.
    const auto works = [&](Day day) {
      for (Instant at{(day - 1) * day_ms}; at < Instant{(day + 2) * day_ms}; at = at + minutes(1))
        if (wall_day(at) == day && calendar.open_at(at)) return true;
      return false;
    };
    const Instant start = Instant{drawn.a.ms / 60'000 * 60'000};
    const int count = *rc::gen::inRange(0, 9);
    Day day = wall_day(start);
    if (day < first_day || day + 40 > last_day) RC_DISCARD("at the edge");
    int seen = 0, looked = 0;
    if (count == 0)
      while (!works(day) && ++looked < 30) ++day;
    while (seen < count && ++looked < 30)
      if (works(++day)) ++seen;
    if (looked >= 30) RC_DISCARD("too far");
    const auto closing = calendar.add_working_days(start, count, {});
    RC_ASSERT(closing.has_value());
    RC_ASSERT(wall_day(*closing - milliseconds(1)) == day);
    RC_ASSERT(calendar.open_at(*closing - milliseconds(1)));
  }));
}

}  // namespace
}  // namespace plazo::calendar
