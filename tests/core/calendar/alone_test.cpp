// The calendar taken out of the house. This program is linked of its sources and of what docs/calendars.md
// lists beside them; that it links is the test, and that it answers shows that nothing was left behind.
#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/calendar/calendar.hpp"
#include "core/calendar/feed.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

using samples::a, samples::at, samples::text;

TEST(CalendarAlone, AnswersEveryQuestion) {
  const Calendar office = Calendar::load(a({{.on = "2026-03-30"}}));
  const Instant friday = at("2026-03-27T19:30:00+01:00");
  const Instant saturday = at("2026-03-28T11:30:00+01:00");
  EXPECT_EQ(text(office.add(friday, hours(2))), to_text(saturday));
  EXPECT_EQ(text(office.subtract(saturday, hours(2))), to_text(friday));
  EXPECT_EQ(office.between(friday, saturday), hours(2));
  EXPECT_TRUE(office.open_at(friday));
  EXPECT_EQ(text(office.status(friday).changes), to_text(at("2026-03-27T20:00:00+01:00")));
  EXPECT_EQ(text(office.next_open(at("2026-03-29T12:00:00+02:00"))),
            to_text(at("2026-03-31T10:00:00+02:00")));
  EXPECT_EQ(text(office.add_working_days(friday, 1, {})), to_text(at("2026-03-28T14:00:00+01:00")));
  EXPECT_EQ(office.walk(friday, at("2026-03-31T12:00:00+02:00")).holidays.size(), 1u);
  EXPECT_EQ(office.day(day_number(2026, 3, 29)).length, hours(23));
  EXPECT_FALSE(zone_data_version().empty());
}

TEST(CalendarAlone, ChecksDocumentsAndReadsFeeds) {
  const auto findings = check({.zone = "Europe/Madrit", .weekly = {{"mon-fri", {"25:00-26:00"}}}});
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings[0].code, "zone.unknown");
  EXPECT_THROW(Calendar::load({.zone = "CEST"}), Error);
  const auto feed = read_feed(
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260515\r\n"
      "SUMMARY:San Isidro\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
  ASSERT_EQ(feed.holidays.size(), 1u);
  EXPECT_EQ(feed.holidays[0].on, "2026-05-15");
}

}  // namespace
}  // namespace plazo::calendar
