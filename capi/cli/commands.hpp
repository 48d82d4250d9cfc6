// The commands of `plazo`, each a function that returns its exit code.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "library.hpp"
#include "policy_file.hpp"
#include "terminal.hpp"

namespace CLI {
class App;
}

namespace plazo::cli {

/// What every command is given, and how it answers.
struct Context {
  std::string database;  ///< empty: none was given
  std::string locale;    ///< empty: by the environment
  std::string now;       ///< empty: the system's clock
  bool json = false;
  bool network = false;
  bool answered = false;

  DeskPlace place(bool create = false) const;
  /// The desk at the given database, which this command needs.
  Library desk() const;
  void require_database() const;
  std::optional<std::string> session_locale() const;
  /// The one answer of a command: the JSON as it is, or the text for people.
  void answer(std::string_view json_text, const std::string& for_people);
};

struct Call {
  std::string operation, request, as;
  bool with_request = false, with_as = false;
};
struct PageWish {
  std::string format = "html", at, reader_zone;
  bool standalone = false;
  std::vector<std::string> links;  ///< PLACE=ADDRESS
};
/// A calendar document, or a policy and the name of one of its calendars.
struct CalendarFile {
  std::string file, name;
  std::string fragments_below;  ///< as of `PolicyFile`
};
struct CalendarSpan {
  std::string from, until, open, rule, cut_off;
  std::optional<std::int32_t> days;
};
/// A feed of holidays, and what the operator ticked in it.
struct CalendarFeed {
  std::string file;
  std::vector<std::string> take, leave;
  int from_year = 0, to_year = 0;  ///< 0: not said
};
struct Question {
  std::string action, json, at;
};
/// Numbers of installed versions to be compared, instead of files.
struct Versions {
  std::optional<std::int64_t> from, to;
};
struct Simulating {
  std::string history, until, against;
  bool progress = false;
};
struct Worker {
  double interval = 1.0;
};
struct Doctor {
  std::string server_configuration = "/etc";
};

int run_call(Context&, const Call&);
int run_catalogue(Context&, const std::string& operation);
int run_policy_check(Context&, const PolicyFile&);
int run_policy_page(Context&, const PolicyFile&, const PageWish&);
int run_policy_decide(Context&, const PolicyFile&, const Question&);
int run_policy_diff(Context&, PolicyFile before, PolicyFile after, const Versions&);
int run_policy_simulate(Context&, const PolicyFile&, const Simulating&);
int run_policy_schema(Context&);
int run_policy_install(Context&, const PolicyFile&);
int run_policy_show(Context&);
int run_calendar_add(Context&, const CalendarFile&, const CalendarSpan&);
int run_calendar_subtract(Context&, const CalendarFile&, const CalendarSpan&);
int run_calendar_between(Context&, const CalendarFile&, const CalendarSpan&);
int run_calendar_status(Context&, const CalendarFile&, const std::string& at);
int run_calendar_week(Context&, const CalendarFile&, const std::string& date);
int run_calendar_check(Context&, const CalendarFile&);
int run_calendar_import(Context&, const CalendarFeed&);
int run_calendar_affected(Context&, const PolicyFile& tried);
int run_history_export(Context&);
int run_init(Context&);
int run_tick(Context&);
int run_backup(Context&, const std::string& target);
int run_restore(Context&, const std::string& source);
int run_verify(Context&);
int run_worker(Context&, const Worker&);
int run_doctor(Context&, const Doctor&);
int run_completion(Context&, const CLI::App& root);

/// A file's contents, or standard input's for `-`; at most 16 MiB. Throws a usage failure.
std::string contents_of(const std::string& file);
/// The folder a file lies in, as a path that can be opened.
std::string folder_of(const std::string& file);

}  // namespace plazo::cli
