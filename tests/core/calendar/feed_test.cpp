#include "core/calendar/feed.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/base/error.hpp"
#include "tests/core/calendar/samples.hpp"

namespace plazo::calendar {
namespace {

std::string feed(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//ES\r\n" + events + "END:VCALENDAR\r\n";
}
std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }
std::string day(const std::string& name, const std::string& date, const std::string& more = "") {
  return event("UID:" + name + "@test\r\nSUMMARY:" + name + "\r\nDTSTART;VALUE=DATE:" + date + "\r\n" + more);
}

/// `2026-05-15 …` of the one event taken, or the code of the one left.
std::string outcome(const std::string& one_event) {
  const Feed read = read_feed(feed(one_event));
  EXPECT_EQ(read.taken.size() + read.left.size(), 1u);
  if (!read.left.empty()) return read.left[0].code;
  std::string out;
  for (const auto& on : read.taken[0].on) out += (out.empty() ? "" : " ") + on;
  return out;
}

TEST(HolidayFeed, C23_ObservancesAndClockChangesAreLeftUnlessTicked) {
  const std::string text = feed(
      day("San Isidro", "20260515") + day("San Martín", "20261111") +
      day("Día del Libro", "20260423", "DESCRIPTION:Conmemoración\\nPara ocultar las conmemoraciones…\r\n") +
      day("St Martin's Day", "20261111", "CATEGORIES:Observance\r\n") + day("Cambio de hora", "20260329") +
      day("Daylight Saving Time ends", "20261025"));
  const Feed read = read_feed(text);
  ASSERT_EQ(read.taken.size(), 1u);
  EXPECT_EQ(read.taken[0].summary, "San Isidro");
  ASSERT_EQ(read.left.size(), 5u);
  EXPECT_EQ(read.left[0].code, "observance");
  EXPECT_EQ(read.left[1].code, "observance");
  EXPECT_EQ(read.left[2].code, "observance");
  EXPECT_EQ(read.left[3].code, "clock_change");
  EXPECT_EQ(read.left[4].code, "clock_change");
  EXPECT_EQ(read.left[3].on, std::vector<std::string>{"2026-03-29"});

  const Feed ticked = read_feed(text, {.take = {"San Martín@test"}, .leave = {"San Isidro@test"}});
  ASSERT_EQ(ticked.holidays.size(), 1u);
  EXPECT_EQ(ticked.holidays[0].on, "2026-11-11");
  EXPECT_EQ(ticked.left[0].code, "unticked");

  // On the calendar itself: open on St Martin's, closed on San Isidro.
  const Calendar office = Calendar::load(samples::a(read.holidays));
  EXPECT_TRUE(office.open_at(samples::at("2026-11-11T12:00:00Z")));
  EXPECT_TRUE(office.open_at(samples::at("2026-11-11T10:00:00Z")));
  EXPECT_FALSE(office.open_at(samples::at("2026-05-15T12:00:00Z")));
}

TEST(HolidayFeed, APublicHolidayWithAKeptDaysNameIsTaken) {
  EXPECT_EQ(outcome(day("San Martín", "20261111", "DESCRIPTION:Festivo local\r\n")), "2026-11-11");
  EXPECT_EQ(outcome(day("Paso a la Inmortalidad del General José de San Martín", "20260817")), "2026-08-17");
}

TEST(HolidayFeed, ReadsDatesRangesAndLengths) {
  EXPECT_EQ(outcome(day("a", "20260515")), "2026-05-15");
  EXPECT_EQ(outcome(day("a", "20260515", "DTEND;VALUE=DATE:20260516\r\n")), "2026-05-15");
  EXPECT_EQ(outcome(day("a", "20260515", "DTEND;VALUE=DATE:20260515\r\n")), "2026-05-15");
  EXPECT_EQ(outcome(day("a", "20260801", "DTEND;VALUE=DATE:20260816\r\n")), "2026-08-01/2026-08-15");
  EXPECT_EQ(outcome(day("a", "20260801", "DURATION:P1W\r\n")), "2026-08-01/2026-08-07");
  EXPECT_EQ(
      outcome(event(
          "DTSTART;TZID=Europe/Madrid:20260515T000000\r\nDTEND;TZID=Europe/Madrid:20260516T000000\r\n")),
      "2026-05-15");
  EXPECT_EQ(outcome(event("dtstart;value=date:20260515\r\n")), "2026-05-15");
}

TEST(HolidayFeed, ReadsRules) {
  EXPECT_EQ(outcome(day("a", "20201225", "RRULE:FREQ=YEARLY\r\n")), "12-25");
  EXPECT_EQ(outcome(day("a", "19001225", "RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25\r\n")), "12-25");
  EXPECT_EQ(outcome(day("a", "20201224", "DTEND;VALUE=DATE:20201227\r\nRRULE:FREQ=YEARLY\r\n")),
            "12-24/12-26");
  EXPECT_EQ(outcome(day("a", "20201231", "DURATION:P2D\r\nRRULE:FREQ=YEARLY\r\n")), "12-31/01-01");
  EXPECT_EQ(outcome(day("a", "20240229", "RRULE:FREQ=YEARLY\r\n")), "02-29");
  EXPECT_EQ(outcome(day("a", "20201225", "RRULE:FREQ=YEARLY;COUNT=2\r\n")), "2020-12-25 2021-12-25");
  EXPECT_EQ(
      outcome(day("a", "20201225", "RRULE:FREQ=YEARLY;UNTIL=20221231\r\nEXDATE;VALUE=DATE:20211225\r\n")),
      "2020-12-25 2022-12-25");
  EXPECT_EQ(outcome(day("a", "20260403", "RDATE;VALUE=DATE:20270326\r\nRDATE;VALUE=DATE:20280414\r\n")),
            "2026-04-03 2027-03-26 2028-04-14");
  EXPECT_EQ(outcome(day("a", "20260803", "RRULE:FREQ=DAILY;COUNT=3\r\n")),
            "2026-08-03 2026-08-04 2026-08-05");
  // Thanksgiving.
  const Feed fourth = read_feed(feed(day("a", "20261126", "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n")),
                                {.from_year = 2027, .to_year = 2028});
  ASSERT_EQ(fourth.taken.size(), 1u);
  EXPECT_EQ(fourth.taken[0].on, (std::vector<std::string>{"2027-11-25", "2028-11-23"}));
}

struct Case {
  const char* lines;
  const char* code;
};
class LeftEvents : public testing::TestWithParam<Case> {};
TEST_P(LeftEvents, SayWhy) {
  EXPECT_EQ(outcome(event(std::string("UID:x\r\nSUMMARY:a\r\n") + GetParam().lines)), GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(
    Events, LeftEvents,
    testing::Values(
        Case{"", "no_date"}, Case{"DTSTART:20260515T100000Z\r\nDTEND:20260515T110000Z\r\n", "not_all_day"},
        Case{"DTSTART:20260515T000000\r\n", "not_all_day"},
        Case{"DTSTART:20260515T000000\r\nDTEND:20260515T120000\r\n", "not_all_day"},
        Case{"DTSTART;VALUE=DATE:20260515\r\nDURATION:PT5H\r\n", "not_all_day"},
        Case{"DTSTART;VALUE=DATE:20260515\r\nSTATUS:CANCELLED\r\n", "cancelled"},
        Case{"DTSTART;VALUE=DATE:19600515\r\n", "out_of_range"},
        Case{"DTSTART;VALUE=DATE:20260515\r\nDTEND;VALUE=DATE:20290515\r\n", "too_long"},
        Case{"DTSTART;VALUE=DATE:20260515\r\nRECURRENCE-ID;VALUE=DATE:20260514\r\n", "changed_occurrence"},
        Case{"DTSTART;VALUE=DATE:20260515\r\nEXDATE;VALUE=DATE:20260515\r\n", "no_date"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=DAILY;COUNT=99999999\r\n", "too_many"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=DAILY\r\n", "repeats"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=SECONDLY;COUNT=3\r\n", "repeats"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n", "repeats"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=1\r\n",
             "repeats"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=MONTHLY;BYDAY=5MO;BYSETPOS=2\r\n", "repeats"},
        Case{"DTSTART;VALUE=DATE:20200101\r\nRRULE:RSCALE=HEBREW;FREQ=YEARLY;BYMONTH=5L\r\n", "repeats"}));

std::string refusal(std::string_view text) {
  try {
    read_feed(text);
  } catch (const Error& error) {
    return error.code;
  }
  return "read";
}

TEST(HolidayFeed, WhatIsNoFeedIsRefused) {
  EXPECT_EQ(refusal(""), "feed.malformed");
  EXPECT_EQ(refusal("<html></html>"), "feed.malformed");
  EXPECT_EQ(refusal(feed(day("\xff", "20260515"))), "feed.malformed");
  EXPECT_EQ(refusal(feed(std::string("\0", 1))), "feed.malformed");
  EXPECT_EQ(refusal(std::string(5 << 20, 'x')), "feed.too_large");
  std::string many;
  for (int i = 0; i < 60'000; ++i) many += "BEGIN:VEVENT\nEND:VEVENT\n";
  EXPECT_EQ(refusal(feed(many)), "feed.too_large");
  EXPECT_EQ(read_feed(feed("")).taken.size(), 0u);
}

TEST(HolidayFeed, BombsAreCheap) {
  std::string nested;
  for (int i = 0; i < 150'000; ++i) nested += "BEGIN:VEVENT\r\n";
  EXPECT_EQ(read_feed(feed(nested + day("a", "20260515"))).taken.size(), 1u);
  nested = "BEGIN:VEVENT\r\n";
  for (int i = 0; i < 150'000; ++i) nested += "BEGIN:VALARM\r\n";
  EXPECT_EQ(read_feed(feed(nested + "END:VEVENT\r\n")).left.at(0).code, "unreadable");
  std::string rules;
  for (int i = 0; i < 1000; ++i)
    rules += day(std::to_string(i), "20200203", "RRULE:FREQ=YEARLY;BYMONTH=2;BYDAY=1MO\r\n");
  const Feed read = read_feed(feed(rules));
  EXPECT_EQ(read.taken.size(), 100u);
  EXPECT_EQ(read.left.size(), 900u);
  EXPECT_EQ(read.left.back().code, "too_many");
}

TEST(HolidayFeed, LongAndFoldedLinesAreRead) {
  const Feed read = read_feed(feed(event("UID:x\r\nSUMMARY;LANGUAGE=es:Natividad del\r\n  Señor\\, " +
                                         std::string(500, 'x') + "\r\nDTSTART;VALUE=DATE:20261225\r\n")));
  ASSERT_EQ(read.taken.size(), 1u);
  EXPECT_TRUE(read.taken[0].summary.starts_with("Natividad del Señor, x"));
  EXPECT_EQ(read.taken[0].summary.size(), 201u);
  EXPECT_EQ(read.holidays[0].names.at(0).first, "es");
}

TEST(HolidayFeed, NoTextBreaksIt) {
  const std::string whole =
      feed(day("a", "20201225", "RRULE:FREQ=YEARLY;BYMONTH=12;COUNT=5\r\nEXDATE:20211225\r\n") +
           event("DTSTART;TZID=X:20260515T000000\r\nDURATION:P1D\r\nRDATE:20260517T000000\r\n"));
  static constexpr const char* pieces[] = {":",
                                           ";",
                                           "\r\n",
                                           "=",
                                           "BEGIN:VEVENT\r\n",
                                           "END:VEVENT\r\n",
                                           "9999",
                                           "-1",
                                           "RRULE:FREQ=MONTHLY;COUNT=2;BYMONTHDAY=-1\r\n",
                                           "VALUE=PERIOD",
                                           "\"",
                                           "\\n",
                                           "DTSTART;VALUE=DATE:00000000\r\n",
                                           "P-1D",
                                           "T",
                                           "BYDAY=-53MO,"};
  EXPECT_TRUE(rc::check([&] {
    std::string text = whole;
    for (int i = *rc::gen::inRange(1, 6); i > 0; --i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      if (*rc::gen::element(0, 1))
        text.erase(at, *rc::gen::inRange<std::size_t>(1, 12));
      else
        text.insert(at, pieces[*rc::gen::inRange<std::size_t>(0, std::size(pieces))]);
    }
    try {
      const Feed read = read_feed(text);
      // What is taken always fits into a calendar document.
      Document document = always("UTC");
      document.holidays = read.holidays;
      for (const Finding& finding : check(document)) RC_FAIL(finding.message);
    } catch (const Error& error) {
      RC_ASSERT(error.category == Category::invalid);
    }
  }));
}

}  // namespace
}  // namespace plazo::calendar
