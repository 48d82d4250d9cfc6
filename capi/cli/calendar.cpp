// calendar add, subtract, between, status, week, check, import, affected
#include <unistd.h>

#include "calendar_drawing.hpp"
#include "commands.hpp"
#include "policy_file.hpp"
#include "render.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;

/// Asks with the text of a file, which may be wrong in ways that the request of a user cannot be.
json::object read_by(Library& pure, const char* operation, const std::string& file,
                     const json::object& request) {
  try {
    return json::parse(pure.call(operation, json::serialize(request))).as_object();
  } catch (const Failure& error) {
    const auto code = json::parse(error.json).at("code");
    if (code == "request.not_utf8")
      throw failure(invalid, "calendar.not_utf8", "`" + file + "` is not valid UTF-8; save it as UTF-8");
    if (code == "request.too_large" || code == "request.invalid")
      throw failure(limit, "calendar.too_large", "`" + file + "` is larger than what is read (1 MB)");
    throw;
  }
}

/// An error that lists the findings which are errors, each with what to do.
Failure refused_for(const std::string& what, const char* code, const json::array& found) {
  json::array problems;
  for (const auto& entry : found) {
    auto finding = entry.as_object();
    if (text_at(finding, "severity") != "error") continue;
    if (const std::string help = text_at(finding, "help"); !help.empty())
      finding["message"] = text_at(finding, "message") + "; " + help;
    finding.erase("severity");
    finding.erase("help");
    problems.push_back(std::move(finding));
  }
  const std::string count =
      std::to_string(problems.size()) + (problems.size() == 1 ? " problem" : " problems");
  return Failure(invalid, json::serialize(json::object{{"category", "invalid"},
                                                       {"code", code},
                                                       {"message", count + " in " + what},
                                                       {"retryable", false},
                                                       {"problems", std::move(problems)}}));
}

bool is_policy(const json::array& found) {
  for (const auto& entry : found)
    if (text_at(entry.as_object(), "path") == "/plazo") return true;
  return false;
}

/// A calendar of a policy, with the policy's zone where it says none.
json::value named_calendar(Library& pure, const CalendarFile& given) {
  const json::object report =
      read_by(pure, "policy.check", given.file,
              request_of({.file = given.file, .fragments_below = given.fragments_below}));
  const auto* const document = report.if_contains("document");
  if (!document) throw refused_for("the policy", "policy.invalid", report.at("findings").as_array());
  const auto* const calendars = document->as_object().if_contains("calendars");
  const auto* const found =
      calendars && calendars->is_object() ? calendars->get_object().if_contains(given.name) : nullptr;
  if (!found || !found->is_object()) {
    std::string known;
    if (calendars && calendars->is_object())
      for (const auto& one : calendars->get_object())
        known += (known.empty() ? "; it has `" : ", `") + std::string(one.key()) + "`";
    throw failure(invalid, "calendar.unknown", "the policy has no calendar `" + given.name + "`" + known);
  }
  json::object calendar = found->get_object();
  if (text_at(calendar, "zone").empty()) calendar["zone"] = text_at(document->as_object(), "zone");
  return calendar;
}

/// What the core finds about the calendar of a file, comments included.
json::object checked(Library& pure, const CalendarFile& given) {
  const std::string text =
      given.name.empty() ? contents_of(given.file) : json::serialize(named_calendar(pure, given));
  return read_by(pure, "calendar.check", given.file, {{"text", text}});
}

/// The calendar of a file. Its warnings go to standard error.
json::value calendar_of(Library& pure, const CalendarFile& given) {
  const json::object report = checked(pure, given);
  const auto& found = report.at("findings").as_array();
  if (!report.at("usable").as_bool()) {
    if (given.name.empty() && is_policy(found))
      throw failure(usage, "calendar.policy",
                    "`" + given.file + "` is a policy; say which of its calendars with --calendar NAME");
    throw refused_for("the calendar", "calendar.invalid", found);
  }
  if (!found.empty()) complain(render_findings(Terminal(STDERR_FILENO), found));
  return report.at("calendar");
}

std::string data_words(const json::object& reply) {
  const std::string version = text_at(reply, "zone_data_version");
  return harmless(text_at(reply, "zone")) + (version.empty() ? "" : ", time-zone data " + harmless(version));
}

/// Asks with the file's calendar and an explanation, unless the operation has none.
json::object asked(Context& context, const CalendarFile& given, const char* operation, json::object request,
                   std::string& reply, bool explain = true) {
  Library pure{DeskPlace{.now = context.place().now}};
  request["calendar"] = calendar_of(pure, given);
  if (explain) request["explain"] = true;
  reply = pure.call(operation, json::serialize(request));
  return json::parse(reply).as_object();
}

std::string language(const Context& context) { return context.session_locale().value_or("en"); }

int answer_sum(Context& context, const std::string& reply, const json::object& sum, const std::string& what) {
  std::string text;
  if (const auto* const explanation = sum.if_contains("explanation"))
    text = draw_walk(Terminal(STDOUT_FILENO), explanation->as_object(), language(context)) + "\n";
  if (sum.contains("at"))
    text += what + ": " + local_words(text_at(sum, "local")) + " = " + text_at(sum, "at") + "\n";
  else
    text += what + ": never, there is not that much open time\n";
  context.answer(reply, text + data_words(sum) + "\n");
  return done;
}

}  // namespace

int run_calendar_add(Context& context, const CalendarFile& given, const CalendarSpan& span) {
  if (span.open.empty() == !span.days)
    throw failure(usage, "cli.usage", "how long? give --open DURATION or --days NUMBER, one of them");
  std::string reply;
  json::object request{{"from", span.from}};
  if (!span.days) {
    if (!span.rule.empty() || !span.cut_off.empty())
      throw failure(usage, "cli.usage", "--rule and --cut-off are for --days, leave them out with --open");
    request["open"] = span.open;
    const auto sum = asked(context, given, "calendar.add", std::move(request), reply);
    return answer_sum(context, reply, sum, harmless(span.open) + " of open time is over");
  }
  request["days"] = *span.days;
  if (!span.rule.empty()) request["rule"] = span.rule;
  if (!span.cut_off.empty()) request["cut_off"] = span.cut_off;
  const auto sum = asked(context, given, "calendar.add_days", std::move(request), reply);
  return answer_sum(
      context, reply, sum,
      std::to_string(*span.days) + (*span.days == 1 ? " working day is" : " working days are") + " over");
}

int run_calendar_subtract(Context& context, const CalendarFile& given, const CalendarSpan& span) {
  std::string reply;
  const auto sum = asked(context, given, "calendar.subtract",
                         json::object{{"until", span.until}, {"open", span.open}}, reply);
  return answer_sum(context, reply, sum, harmless(span.open) + " of open time began");
}

int run_calendar_between(Context& context, const CalendarFile& given, const CalendarSpan& span) {
  std::string reply;
  const auto answer =
      asked(context, given, "calendar.between", json::object{{"from", span.from}, {"to", span.until}}, reply);
  context.answer(reply,
                 draw_walk(Terminal(STDOUT_FILENO), answer.at("explanation").as_object(), language(context)) +
                     "\nopen time: " + hour_words(answer.at("open").as_int64()) + "\n" + data_words(answer) +
                     "\n");
  return done;
}

int run_calendar_status(Context& context, const CalendarFile& given, const std::string& at) {
  std::string reply;
  json::object request;
  if (!at.empty()) request["at"] = at;
  const auto status = asked(context, given, "calendar.status", std::move(request), reply, false);
  const Terminal terminal(STDOUT_FILENO);
  const bool open = status.at("open").as_bool();
  std::string text = local_words(text_at(status, "local")) + ": " +
                     terminal.styled(open ? "open" : "closed", open ? Style::good : Style::warn);
  text += status.contains("changes")
              ? (open ? ", closes " : ", opens ") + local_words(text_at(status, "changes_local")) + "\n"
              : std::string(open ? ", never closes\n" : ", never opens again\n");
  for (const auto& [key, what] : {std::pair{"holidays", "holiday"}, {"special", "special hours"}})
    for (const auto& entry : status.at(key).as_array()) {
      const auto& line = entry.as_object();
      const std::string name = name_in(language(context), line.at("names").as_object());
      text += std::string(what) + " today" + (name.empty() ? "" : ": " + name) + " [" +
              harmless(text_at(line, "path")) + "]\n";
    }
  context.answer(reply, text + data_words(status) + "\n");
  return done;
}

int run_calendar_week(Context& context, const CalendarFile& given, const std::string& date) {
  std::string reply;
  json::object request;
  if (!date.empty()) request["date"] = date;
  const auto week = asked(context, given, "calendar.week", std::move(request), reply, false);
  context.answer(reply, draw_week(Terminal(STDOUT_FILENO), week, language(context)));
  return done;
}

int run_calendar_check(Context& context, const CalendarFile& given) {
  Library pure{DeskPlace{}};
  const json::object report = checked(pure, given);
  const bool usable = report.at("usable").as_bool();
  const auto& found = report.at("findings").as_array();
  const Terminal terminal(STDOUT_FILENO);
  context.answer(json::serialize(report),
                 render_findings(terminal, found) +
                     (!usable         ? terminal.styled("this calendar cannot be used", Style::bad)
                      : found.empty() ? terminal.styled("nothing to object", Style::good)
                                      : terminal.styled("this calendar can be used", Style::warn)) +
                     "\n");
  return usable ? done : findings;
}

int run_calendar_import(Context& context, const CalendarFeed& given) {
  Library pure{DeskPlace{}};
  json::object request{{"text", contents_of(given.file)}};
  if (!given.take.empty()) request["take"] = json::array(given.take.begin(), given.take.end());
  if (!given.leave.empty()) request["leave"] = json::array(given.leave.begin(), given.leave.end());
  if (given.from_year) request["from_year"] = given.from_year;
  if (given.to_year) request["to_year"] = given.to_year;
  const std::string reply = pure.call("calendar.feed", json::serialize(request));
  const auto feed = json::parse(reply).as_object();
  const Terminal terminal(STDOUT_FILENO);
  const auto dates = [](const json::object& event) {
    const auto& on = event.at("on").as_array();
    std::string out;
    for (std::size_t i = 0; i < on.size() && i < 3; ++i) out += (i ? ", " : "") + harmless(on[i].as_string());
    return on.size() > 3 ? out + ", … (" + std::to_string(on.size()) + ")" : out;
  };
  std::string text;
  const auto& taken = feed.at("taken").as_array();
  const auto& left = feed.at("left").as_array();
  // What is left stands on standard error, so that standard output is the list to put into a calendar.
  std::string told = std::to_string(taken.size()) + " taken, " + std::to_string(left.size()) + " left\n";
  if (!taken.empty()) {
    Table table{.header = {"TAKEN", "DATES", "NAME FOR --leave"}, .elastic = 0};
    for (const auto& entry : taken) {
      const auto& event = entry.as_object();
      table.rows.push_back(
          {harmless(text_at(event, "summary")), dates(event), harmless(text_at(event, "name"))});
    }
    told += table.text(Terminal(STDERR_FILENO));
  }
  if (!left.empty()) {
    Table table{.header = {"LEFT", "DATES", "WHY", "NAME FOR --take"}, .elastic = 0};
    for (const auto& entry : left) {
      const auto& event = entry.as_object();
      const std::string on = dates(event);
      table.rows.push_back({harmless(text_at(event, "summary")), on, harmless(text_at(event, "message")),
                            on.empty() ? "" : harmless(text_at(event, "name"))});
    }
    told += table.text(Terminal(STDERR_FILENO));
  }
  if (!context.json) complain(told);
  text = "\"holidays\": " + harmless(pretty(feed.at("holidays")), true);
  context.answer(reply, text);
  return done;
}

int run_calendar_affected(Context& context, const PolicyFile& tried) {
  Library desk = context.desk();
  json::array all;
  json::object request;
  if (!tried.file.empty()) request = request_of(tried);
  // In parts, so that a desk with many open tickets is not held up by one long look.
  for (bool more = true; more;) {
    auto part = json::parse(desk.call("calendar.affected", json::serialize(request))).as_object();
    for (auto& entry : part.at("deadlines").as_array()) all.push_back(std::move(entry));
    const auto* const next = part.if_contains("next");
    more = next != nullptr;
    if (more) request["beyond"] = *next;
  }
  Table table{.header = {"REFERENCE", "CLOCK", "DUE", "WOULD BE", "BECAUSE OF", "TICKET"}, .elastic = 1};
  for (const auto& entry : all) {
    const auto& deadline = entry.as_object();
    table.rows.push_back(
        {text_at(deadline, "reference"), text_at(deadline, "clock"),
         instant_words(text_at(deadline, "due_at")),
         deadline.contains("would_be") ? instant_words(text_at(deadline, "would_be")) : "nowhere",
         text_at(deadline, "cause") == "calendar" ? "another calendar" : "new zone data",
         text_at(deadline, "ticket")});
  }
  const Terminal terminal(STDOUT_FILENO);
  context.answer(json::serialize(json::object{{"deadlines", all}}),
                 all.empty() ? terminal.styled("no open deadline would move", Style::good) + "\n"
                             : table.text(terminal));
  return done;
}

}  // namespace plazo::cli
