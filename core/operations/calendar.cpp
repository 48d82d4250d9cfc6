// calendar.add, calendar.add_days, calendar.subtract, calendar.between, calendar.status, calendar.week,
// calendar.check, calendar.feed
#include <algorithm>

#include "core/calendar/calendar.hpp"
#include "core/calendar/feed.hpp"
#include "core/calendar/notation.hpp"
#include "core/json/decode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/targets.hpp"

namespace plazo::operations {
namespace {

using calendar::Calendar;

constexpr std::string_view meaning_of_calendar =
    "the hours: a calendar document, as it stands in a policy; its zone is needed here";
constexpr std::string_view meaning_of_explain =
    "also tell the intervals walked and the holidays skipped, 1000 of each at most";

struct OpenInterval {
  Instant from, to;
  std::string from_local, to_local;
  Duration open;

  static constexpr json::Note notes[] = {
      {.field = "from", .meaning = "first open instant"},
      {.field = "to", .meaning = "first closed one, or where the way ends"},
      {.field = "from_local", .meaning = "`from` on the zone's wall clock, with its distance from UTC"},
      {.field = "to_local", .meaning = "`to` likewise"},
      {.field = "open", .meaning = "time between the two"},
  };
};
BOOST_DESCRIBE_STRUCT(OpenInterval, (), (from, to, from_local, to_local, open))

struct Explanation {
  std::vector<OpenInterval> intervals;
  std::vector<calendar::SkippedHoliday> holidays;
  Duration open;
  bool cut_short = false;

  static constexpr std::string_view json_name = "CalendarWalk";
  static constexpr json::Note notes[] = {
      {.field = "intervals", .meaning = "the open intervals on the way, in order, cut to it"},
      {.field = "holidays", .meaning = "dates on the way on which a holiday took away usual hours"},
      {.field = "open", .meaning = "open time of the whole way"},
      {.field = "cut_short", .meaning = "true when there was more than is listed"},
  };
};
BOOST_DESCRIBE_STRUCT(Explanation, (), (intervals, holidays, open, cut_short))

using policy::DayEnd;

struct CalendarAdd {
  calendar::Document calendar;
  Instant from;
  Duration open;
  bool explain = false;

  static constexpr json::Note notes[] = {
      {.field = "calendar", .meaning = meaning_of_calendar},
      {.field = "from", .meaning = "where the time begins"},
      {.field = "open", .meaning = "open time that is to pass", .min = 0},
      {.field = "explain", .meaning = meaning_of_explain, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarAdd, (), (calendar, from, open, explain))

struct CalendarAddDays {
  calendar::Document calendar;
  Instant from;
  std::int32_t days = 0;
  DayEnd rule = DayEnd::closing;
  std::optional<std::string> cut_off;
  bool explain = false;

  static constexpr json::Note notes[] = {
      {.field = "calendar", .meaning = meaning_of_calendar},
      {.field = "from", .meaning = "where the term begins"},
      {.field = "days",
       .meaning = "working days that are to pass: dates with open time, after the date of `from`; 0 is that "
                  "date itself, or the next working day",
       .unit = "days",
       .min = 0,
       .max = 100'000},
      {.field = "rule",
       .meaning = "where in the last working day the answer lies: at the wall clock of `from`, at closing "
                  "time, or at the cut-off",
       .defaulted = true},
      {.field = "cut_off",
       .meaning = "what comes at this time of day or later, such as `16:00`, or on a day that is no working "
                  "day, counts as come on the next working day",
       .min = 5,
       .max = 8},
      {.field = "explain", .meaning = meaning_of_explain, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarAddDays, (), (calendar, from, days, rule, cut_off, explain))

struct CalendarSubtract {
  calendar::Document calendar;
  Instant until;
  Duration open;
  bool explain = false;

  static constexpr json::Note notes[] = {
      {.field = "calendar", .meaning = meaning_of_calendar},
      {.field = "until", .meaning = "where the time ends"},
      {.field = "open", .meaning = "open time that is to have passed by then", .min = 0},
      {.field = "explain", .meaning = meaning_of_explain, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarSubtract, (), (calendar, until, open, explain))

struct CalendarSum {
  std::optional<Instant> at;
  std::optional<std::string> local;
  std::string zone;
  std::string zone_data_version;
  std::optional<Explanation> explanation;

  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "the answer; absent: never, there is not that much open time"},
      {.field = "local", .meaning = "`at` on the zone's wall clock, with its distance from UTC"},
      {.field = "zone", .meaning = "the calendar's zone"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data used; empty when unknown"},
      {.field = "explanation", .meaning = "on request, unless the answer is never"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarSum, (), (at, local, zone, zone_data_version, explanation))

struct CalendarBetween {
  calendar::Document calendar;
  Instant from, to;
  bool explain = false;

  static constexpr json::Note notes[] = {
      {.field = "calendar", .meaning = meaning_of_calendar},
      {.field = "from", .meaning = "one end"},
      {.field = "to", .meaning = "the other; may be the earlier"},
      {.field = "explain", .meaning = meaning_of_explain, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarBetween, (), (calendar, from, to, explain))

struct CalendarBetweenReply {
  Duration open;
  std::string zone;
  std::string zone_data_version;
  std::optional<Explanation> explanation;

  static constexpr json::Note notes[] = {
      {.field = "open", .meaning = "open time between the two; negative when `to` is the earlier"},
      {.field = "zone", .meaning = "the calendar's zone"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data used; empty when unknown"},
      {.field = "explanation", .meaning = "on request, from the earlier to the later"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarBetweenReply, (), (open, zone, zone_data_version, explanation))

struct CalendarStatus {
  calendar::Document calendar;
  std::optional<Instant> at;

  static constexpr json::Note notes[] = {
      {.field = "calendar", .meaning = meaning_of_calendar},
      {.field = "at", .meaning = "when; now when absent"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarStatus, (), (calendar, at))

struct CalendarStatusReply {
  Instant at;
  std::string local;
  bool open = false;
  std::optional<Instant> changes;
  std::optional<std::string> changes_local;
  bool working_day = false;
  std::vector<calendar::NamedLine> holidays, special;
  std::string zone;
  std::string zone_data_version;

  static constexpr json::Note notes[] = {
      {.field = "at", .meaning = "the instant asked about"},
      {.field = "local", .meaning = "`at` on the zone's wall clock, with its distance from UTC"},
      {.field = "open", .meaning = "whether it is open then"},
      {.field = "changes", .meaning = "when it next closes or opens; absent: never"},
      {.field = "changes_local", .meaning = "`changes` on the zone's wall clock"},
      {.field = "working_day", .meaning = "whether the date has any open time"},
      {.field = "holidays", .meaning = "holidays that hold on the date"},
      {.field = "special", .meaning = "special hours that hold on the date"},
      {.field = "zone", .meaning = "the calendar's zone"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data used; empty when unknown"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarStatusReply, (),
                      (at, local, open, changes, changes_local, working_day, holidays, special, zone,
                       zone_data_version))

struct CalendarWeek {
  calendar::Document calendar;
  std::optional<std::string> date;

  static constexpr json::Note notes[] = {
      {.field = "calendar", .meaning = meaning_of_calendar},
      {.field = "date",
       .meaning = "any date of the week, such as `2026-03-29`; today in the calendar's zone when absent",
       .min = 10,
       .max = 10},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarWeek, (), (calendar, date))

enum class Weekday { mon, tue, wed, thu, fri, sat, sun };
BOOST_DESCRIBE_ENUM(Weekday, mon, tue, wed, thu, fri, sat, sun)

struct CalendarDay {
  std::string date;
  Weekday weekday = Weekday::mon;
  Duration length, open;
  std::vector<OpenInterval> intervals;
  std::vector<calendar::NamedLine> holidays, special;

  static constexpr json::Note notes[] = {
      {.field = "date", .meaning = "the date in the calendar's zone"},
      {.field = "weekday", .meaning = "its weekday"},
      {.field = "length", .meaning = "24 hours, but where the clock changes"},
      {.field = "open", .meaning = "open time of the date"},
      {.field = "intervals", .meaning = "its open intervals, cut to it"},
      {.field = "holidays", .meaning = "holidays that hold on the date"},
      {.field = "special", .meaning = "special hours that hold on the date"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarDay, (), (date, weekday, length, open, intervals, holidays, special))

struct CalendarWeekReply {
  std::vector<CalendarDay> days;
  Duration open;
  std::string zone;
  std::string zone_data_version;

  static constexpr json::Note notes[] = {
      {.field = "days", .meaning = "Monday to Sunday"},
      {.field = "open", .meaning = "open time of the week"},
      {.field = "zone", .meaning = "the calendar's zone"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data used; empty when unknown"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarWeekReply, (), (days, open, zone, zone_data_version))

struct CalendarCheck {
  std::string text;
  static constexpr json::Note notes[] = {
      {.field = "text",
       .meaning = "the document as it was written; it may have comments, `//` and `/* */`",
       .max = 1'000'000,
       .lines = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarCheck, (), (text))

enum class Severity { error, warning };
BOOST_DESCRIBE_ENUM(Severity, error, warning)

struct CalendarFinding {
  Severity severity = Severity::error;
  std::string path;
  std::string code;
  std::string message;
  std::optional<std::string> help;

  static constexpr json::Note notes[] = {
      {.field = "severity",
       .meaning = "`error`: nothing can be asked of it; `warning`: it can, but look at it"},
      {.field = "path", .meaning = "JSON pointer into the document; empty for the whole of it"},
      {.field = "code", .meaning = "stable, such as `zone.unknown`, `interval.overlap`, `unknown_field`"},
      {.field = "message", .meaning = "what is wrong"},
      {.field = "help", .meaning = "what to write instead, where the message does not say it already"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarFinding, (), (severity, path, code, message, help))

struct CalendarCheckReply {
  bool usable = false;
  std::vector<CalendarFinding> findings;
  std::optional<calendar::Document> calendar;
  std::string zone_data_version;

  static constexpr json::Note notes[] = {
      {.field = "usable", .meaning = "true when there is no error among the findings"},
      {.field = "findings", .meaning = "everything there is to say"},
      {.field = "calendar",
       .meaning = "what was read, without comments, as the other operations take it; absent when the text is "
                  "no calendar"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data used; empty when unknown"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarCheckReply, (), (usable, findings, calendar, zone_data_version))

struct CalendarFeed {
  std::string text;
  std::vector<std::string> take, leave;
  std::int32_t from_year = calendar::first_year, to_year = calendar::last_year;

  static constexpr json::Note notes[] = {
      {.field = "text", .meaning = "the feed: iCalendar (RFC 5545)", .max = 1'000'000, .lines = true},
      {.field = "take",
       .meaning = "events by name that are taken although they would be left",
       .max = 1000,
       .defaulted = true},
      {.field = "leave",
       .meaning = "events by name that are left although they would be taken",
       .max = 1000,
       .defaulted = true},
      {.field = "from_year",
       .meaning = "first year in which repeated dates are laid out",
       .min = calendar::first_year,
       .max = calendar::last_year,
       .defaulted = true},
      {.field = "to_year",
       .meaning = "last year in which repeated dates are laid out",
       .min = calendar::first_year,
       .max = calendar::last_year,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarFeed, (), (text, take, leave, from_year, to_year))

struct FeedTaken {
  std::string name;
  std::string summary;
  std::vector<std::string> on;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "what `take` and `leave` call the event: its UID, else its summary"},
      {.field = "summary", .meaning = "what the feed calls it"},
      {.field = "on", .meaning = "the dates it closes, as in a holiday"},
  };
};
BOOST_DESCRIBE_STRUCT(FeedTaken, (), (name, summary, on))

struct FeedLeft {
  std::string name;
  std::string summary;
  std::vector<std::string> on;
  std::string code;
  std::string message;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "what `take` and `leave` call the event: its UID, else its summary"},
      {.field = "summary", .meaning = "what the feed calls it"},
      {.field = "on", .meaning = "the dates it would close when taken; none: it cannot be taken"},
      {.field = "code", .meaning = "why it was left: `observance`, `clock_change`, `not_all_day`, …"},
      {.field = "message", .meaning = "the same in words"},
  };
};
BOOST_DESCRIBE_STRUCT(FeedLeft, (), (name, summary, on, code, message))

struct CalendarFeedReply {
  std::vector<calendar::Holiday> holidays;
  std::vector<FeedTaken> taken;
  std::vector<FeedLeft> left;

  static constexpr json::Note notes[] = {
      {.field = "holidays", .meaning = "ready for a calendar's `holidays`"},
      {.field = "taken", .meaning = "events that became holidays"},
      {.field = "left", .meaning = "events that close nothing, each with the reason"},
  };
};
BOOST_DESCRIBE_STRUCT(CalendarFeedReply, (), (holidays, taken, left))

[[noreturn]] void refuse(std::string path, std::string code, std::string message) {
  Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
  error.with(Problem{std::move(path), std::move(code), std::move(message)});
  throw error;
}

/// The request's calendar; what is wrong with it stands below `/calendar`.
Calendar loaded(const calendar::Document& document) {
  try {
    return Calendar::load(document);
  } catch (Error& error) {
    for (Problem& problem : error.problems) problem.path = "/calendar" + problem.path;
    throw;
  }
}

std::vector<OpenInterval> shown(const calendar::Zone& zone, const calendar::Intervals& intervals) {
  std::vector<OpenInterval> out;
  out.reserve(intervals.size());
  for (const auto& one : intervals)
    out.push_back({one.from, one.to, to_text(zone, one.from), to_text(zone, one.to), one.to - one.from});
  return out;
}

Explanation explained(const Calendar& calendar, Instant from, Instant to) {
  auto walk = calendar.walk(from, to);
  return {shown(calendar.zone(), walk.intervals), std::move(walk.holidays), walk.open, walk.cut_short};
}

CalendarSum sum(const Calendar& calendar, Instant start, std::optional<Instant> end, bool explain) {
  const calendar::Zone& zone = calendar.zone();
  CalendarSum out{.at = end, .zone = zone.name(), .zone_data_version = calendar::zone_data_version()};
  if (!end) return out;
  out.local = to_text(zone, *end);
  if (explain) out.explanation = explained(calendar, std::min(start, *end), std::max(start, *end));
  return out;
}

calendar::DayRule day_rule(const CalendarAddDays& request) {
  using At = calendar::DayRule::At;
  calendar::DayRule rule{.at = request.rule == DayEnd::same_time ? At::same_time
                               : request.rule == DayEnd::cut_off ? At::cut_off
                                                                 : At::closing};
  if (request.cut_off) {
    const auto clock = calendar::read_clock(*request.cut_off);
    if (!clock || *clock == 0) refuse("/cut_off", "not_a_time", "must be a time of day such as `16:00`");
    rule.cut_off = Duration{*clock};
  } else if (request.rule == DayEnd::cut_off) {
    refuse("/cut_off", "missing_field", "is required: the rule ends the last day there");
  }
  return rule;
}

CalendarSum add(Desk&, const CalendarAdd& request) {
  const Calendar calendar = loaded(request.calendar);
  return sum(calendar, request.from, calendar.add(request.from, request.open), request.explain);
}

CalendarSum add_days(Desk&, const CalendarAddDays& request) {
  const auto rule = day_rule(request);
  const Calendar calendar = loaded(request.calendar);
  return sum(calendar, request.from, calendar.add_working_days(request.from, request.days, rule),
             request.explain);
}

CalendarSum subtract(Desk&, const CalendarSubtract& request) {
  const Calendar calendar = loaded(request.calendar);
  return sum(calendar, request.until, calendar.subtract(request.until, request.open), request.explain);
}

CalendarBetweenReply between(Desk&, const CalendarBetween& request) {
  const Calendar calendar = loaded(request.calendar);
  CalendarBetweenReply out{.open = calendar.between(request.from, request.to),
                           .zone = calendar.zone().name(),
                           .zone_data_version = calendar::zone_data_version()};
  if (request.explain)
    out.explanation =
        explained(calendar, std::min(request.from, request.to), std::max(request.from, request.to));
  return out;
}

CalendarStatusReply status(Desk& desk, const CalendarStatus& request) {
  const Calendar calendar = loaded(request.calendar);
  const calendar::Zone& zone = calendar.zone();
  const Instant at = request.at.value_or(desk.now());
  const auto status = calendar.status(at);
  auto day = calendar.day(calendar.date_at(at));
  CalendarStatusReply out{.at = at,
                          .local = to_text(zone, at),
                          .open = status.open,
                          .changes = status.changes,
                          .working_day = calendar.working_day(at),
                          .holidays = std::move(day.holidays),
                          .special = std::move(day.special),
                          .zone = zone.name(),
                          .zone_data_version = calendar::zone_data_version()};
  if (status.changes) out.changes_local = to_text(zone, *status.changes);
  return out;
}

CalendarWeekReply week(Desk& desk, const CalendarWeek& request) {
  const Calendar calendar = loaded(request.calendar);
  calendar::Day date = calendar.date_at(desk.now());
  if (request.date) {
    const auto read = calendar::read_date(*request.date);
    if (const auto* fault = std::get_if<calendar::Fault>(&read))
      refuse("/date", fault->code, fault->message + "; " + fault->help);
    date = std::get<calendar::Day>(read);
  }
  CalendarWeekReply out{.zone = calendar.zone().name(), .zone_data_version = calendar::zone_data_version()};
  const calendar::Day monday = date - calendar::weekday_of(date);
  // The weeks in which the known dates begin and end are cut short.
  for (calendar::Day day = std::max(monday, calendar::first_day);
       day <= std::min(monday + 6, calendar::last_day); ++day) {
    auto door = calendar.day(day);
    out.open = out.open + door.open_time;
    out.days.push_back({door.date, static_cast<Weekday>(door.weekday - 1), door.length, door.open_time,
                        shown(calendar.zone(), door.open), std::move(door.holidays),
                        std::move(door.special)});
  }
  return out;
}

CalendarCheckReply check(Desk&, const CalendarCheck& request) {
  CalendarCheckReply reply{.usable = true, .zone_data_version = calendar::zone_data_version()};
  const auto add = [&](CalendarFinding finding) {
    if (finding.severity == Severity::error) reply.usable = false;
    reply.findings.push_back(std::move(finding));
  };
  try {
    auto document = json::decode<calendar::Document>(
        request.text, {.limits = {.comments = true}, .code = "calendar.invalid"});
    for (auto& one : calendar::check(document))
      add({one.severity == calendar::Finding::Severity::error ? Severity::error : Severity::warning,
           std::move(one.path), std::move(one.code), std::move(one.message), std::move(one.help)});
    reply.calendar = std::move(document);
  } catch (const Error& error) {
    if (error.category != Category::invalid && error.category != Category::limit) throw;
    for (const auto& problem : error.problems)
      add({Severity::error, problem.path, problem.code, problem.message, std::nullopt});
    if (error.problems.empty())
      add({Severity::error, "", error.code.substr(error.code.find('.') + 1), error.message, std::nullopt});
  }
  return reply;
}

CalendarFeedReply feed(Desk&, const CalendarFeed& request) {
  calendar::FeedChoice choice{.from_year = request.from_year, .to_year = request.to_year};
  choice.take.insert(request.take.begin(), request.take.end());
  choice.leave.insert(request.leave.begin(), request.leave.end());
  auto read = calendar::read_feed(request.text, choice);
  CalendarFeedReply out{.holidays = std::move(read.holidays)};
  for (auto& one : read.taken)
    out.taken.push_back({std::move(one.name), std::move(one.summary), std::move(one.on)});
  for (auto& one : read.left)
    out.left.push_back({std::move(one.name), std::move(one.summary), std::move(one.on), std::move(one.code),
                        std::move(one.message)});
  return out;
}

constexpr ErrorNote calendar_invalid{
    "calendar.invalid", "the calendar has errors; `problems` lists them with their paths and help"};
constexpr ErrorNote zone_data_missing{"zone.data_missing", "the machine has no time-zone data"};

}  // namespace

std::vector<Operation> calendar_operations() {
  return {
      on_desk<add>(
          {.name = "calendar.add",
           .summary = "When an amount of open time has passed",
           .details = "The earliest instant by which it has passed; a sum that ends exactly at closing "
                      "time ends there. Works on a desk without storage.",
           .callers = {{ActorKind::panel}},
           .errors = {calendar_invalid, zone_data_missing}},
          Access::none),
      on_desk<add_days>(
          {.name = "calendar.add_days",
           .summary = "When a number of working days has passed",
           .details = "Without a cut-off the days after the date of `from` are counted; with one, "
                      "those after the day on which `from` counts as come. Works on a desk "
                      "without storage.",
           .callers = {{ActorKind::panel}},
           .errors = {calendar_invalid, zone_data_missing}},
          Access::none),
      on_desk<between>({.name = "calendar.between",
                        .summary = "How much open time lies between two instants",
                        .details = "Works on a desk without storage.",
                        .callers = {{ActorKind::panel}},
                        .errors = {calendar_invalid, zone_data_missing}},
                       Access::none),
      on_desk<check>(
          {.name = "calendar.check",
           .summary = "What is wrong with a calendar",
           .details = "Lists everything at once. A calendar that cannot be used is no error of this "
                      "call. Works on a desk without storage.",
           .callers = {{ActorKind::panel}},
           .errors = {zone_data_missing}},
          Access::none),
      on_desk<feed>({.name = "calendar.feed",
                     .summary = "The holidays in an iCalendar feed",
                     .details = "Takes what closes whole days. Observances, clock changes, meetings and what "
                                "cannot be laid out as dates are left, each with the reason. Works on a desk "
                                "without storage.",
                     .callers = {{ActorKind::panel}},
                     .errors = {{"feed.malformed", "the text is no iCalendar feed"},
                                {"feed.too_large", "the feed has more than 50,000 events"}}},
                    Access::none),
      on_desk<status>({.name = "calendar.status",
                       .summary = "Whether it is open, and when that changes",
                       .details = "With the holidays and special hours of the date. Works on a desk without "
                                  "storage.",
                       .callers = {{ActorKind::panel}},
                       .errors = {calendar_invalid, zone_data_missing}},
                      Access::none),
      on_desk<subtract>({.name = "calendar.subtract",
                         .summary = "Since when an amount of open time has passed",
                         .details = "The latest instant from which it passes until then. Works on a desk "
                                    "without storage.",
                         .callers = {{ActorKind::panel}},
                         .errors = {calendar_invalid, zone_data_missing}},
                        Access::none),
      on_desk<week>(
          {.name = "calendar.week",
           .summary = "The open hours of a week, date by date",
           .details = "As the wall clock of the calendar's zone shows them, clock changes, holidays "
                      "and special hours worked in. Works on a desk without storage.",
           .callers = {{ActorKind::panel}},
           .errors = {calendar_invalid, zone_data_missing}},
          Access::none),
  };
}

}  // namespace plazo::operations
