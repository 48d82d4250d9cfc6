// plazo: the command line of the library. Here is the tree of commands; commands.hpp has what they do.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <clocale>
#include <cstring>

#include "commands.hpp"
#include "render.hpp"

namespace {

using namespace plazo::cli;

constexpr const char* exit_codes =
    "Exit codes: 0 done, 1 something was found (verify, doctor, policy or calendar check), 2 wrong command "
    "line or "
    "unreadable file, 3 invalid request, 4 not found, 5 refused, 6 conflict, 7 limit, 8 storage unavailable, "
    "9 internal fault, 10 output could not be written.";

/// The commands and what was given to them. `run` is set by the command that was chosen.
struct Commands {
  CLI::App app{
      "Plazo keeps the promises a hosting provider's support publishes: tickets, deadlines, policy."};
  Context context;
  Call call;
  Worker worker;
  Doctor doctor;
  PolicyFile policy, later;
  Versions versions;
  PageWish wish;
  CalendarFile calendar;
  CalendarSpan span;
  CalendarFeed feed;
  std::string at, date;
  Question question;
  Simulating simulating;
  std::string operation, file, shell;
  std::function<int()> run;

  CLI::App* add(CLI::App& to, const char* name, const char* meaning, const char* more,
                std::function<int()> body) {
    CLI::App* const command = to.add_subcommand(name, meaning);
    command->footer(more);
    command->callback([this, body = std::move(body)] { run = body; });
    return command;
  }

  Commands() {
    app.name("plazo");
    app.set_version_flag("--version", std::string(version()), "the version of the library");
    app.footer(std::string("Without --as a call is made as the panel, which may do everything.\n") +
               exit_codes + "\nSee docs/cli.md and docs/operations.md.");
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--database", context.database, "path of the database")
        ->envname("PLAZO_DATABASE")
        ->type_name("PATH");
    app.add_flag("--json", context.json, "answer in JSON, also on failure");
    app.add_option("--locale", context.locale, "language of the texts in replies; else from LANG")
        ->check(CLI::IsMember({"es", "en"}))
        ->type_name("es|en");
    app.add_option("--now", context.now, "the clock stands still at this instant: for trying things out")
        ->type_name("INSTANT");
    app.add_flag("--allow-network-file-system", context.network,
                 "open there all the same, where locks may lie");

    add(app, "init", "make the folder (mode 0700) and the database",
        "Does nothing to a database that exists.", [this] { return run_init(context); });
    auto* const calling =
        add(app, "call", "perform an operation",
            "Example: plazo call ticket.open '{\"department\":\"technical\",\"subject\":\"Site down\","
            "\"body\":\"Since 9:00\"}' --as customer:1017",
            [this] { return run_call(context, call); });
    calling->add_option("OPERATION", call.operation, "its name, see `plazo catalogue`")->required();
    auto* const request = calling->add_option("REQUEST", call.request,
                                              "a JSON object, or - for standard input; {} when absent");
    request->type_name("JSON|-");
    auto* const as = calling->add_option(
        "--as", call.as, "customer:KEY[/CONTACT], staff:KEY[@customer:KEY[/CONTACT]] or guest");
    as->type_name("ACTOR");
    calling->preparse_callback([](std::size_t) {});
    calling->callback([this, request, as] {
      call.with_request = request->count() > 0;
      call.with_as = as->count() > 0;
      run = [this] { return run_call(context, call); };
    });
    add(app, "catalogue", "list the operations, or describe one", "", [this] {
      return run_catalogue(context, operation);
    })->add_option("OPERATION", operation, "its name");
    add(app, "tick", "do what is due, once", "For cron; see docs/operations.md.",
        [this] { return run_tick(context); });
    add(app, "worker", "tick again and again, until SIGTERM or SIGINT",
        "With --json it writes one object per line. docs/plazo-worker.service runs it under systemd.",
        [this] { return run_worker(context, worker); })
        ->add_option("--interval", worker.interval, "seconds between ticks")
        ->check(CLI::Range(0.05, 3600.0))
        ->type_name("SECONDS");

    auto* const policies =
        app.add_subcommand("policy", "check, publish, compare, install or show the support policy");
    policies->require_subcommand(1);
    const auto with_file = [this](CLI::App* command) {
      command->add_option("FILE", policy.file, "JSON, with comments if you like; - for standard input")
          ->required()
          ->type_name("FILE");
      with_fragments(command, policy.fragments_below);
      return command;
    };
    with_file(add(*policies, "check", "list everything that is wrong with a policy", "Needs no database.",
                  [this] { return run_policy_check(context, policy); }));
    auto* const page = with_file(add(*policies, "page", "the support page that a policy makes",
                                     "Needs no database. Without --locale in the policy's first language.",
                                     [this] { return run_policy_page(context, policy, wish); }));
    page->add_option("--format", wish.format, "what to write")
        ->check(CLI::IsMember({"html", "markdown"}))
        ->capture_default_str();
    page->add_flag("--standalone", wish.standalone, "a whole HTML document, with a stylesheet");
    page->add_option("--at", wish.at, "the instant whose state is shown; else now")->type_name("INSTANT");
    page->add_option("--reader-zone", wish.reader_zone, "tell the present state in this zone too")
        ->type_name("ZONE");
    page->add_option("--link", wish.links, "where in the panel a place is, such as ticket=/tickets/new")
        ->type_name("PLACE=ADDRESS")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    auto* const decide =
        with_file(add(*policies, "decide", "what a policy makes of a request, and why",
                      "Needs no database. Example: plazo policy decide policy.jsonc open "
                      "'{\"topic\":\"billing\",\"channel\":\"chat\"}' --at 2026-03-02T09:00:00Z",
                      [this] { return run_policy_decide(context, policy, question); }));
    decide->add_option("ACTION", question.action, "contact, open, reply, follow_up, session_start, …")
        ->required();
    decide->add_option("FACTS", question.json, "a JSON object, or - for standard input; {} when absent")
        ->type_name("JSON|-");
    decide->add_option("--at", question.at, "the instant at which it is asked; else now")
        ->type_name("INSTANT");
    auto* const diff =
        add(*policies, "diff", "what changed from one policy to another, in words",
            "Two files need no database. With one file or none the rest are installed versions: "
            "those of --from and --to, else the one in force.",
            [this] {
              later.fragments_below = policy.fragments_below;
              return run_policy_diff(context, policy, later, versions);
            });
    diff->add_option("FILE", policy.file, "the earlier policy; the later one where no other is given")
        ->type_name("FILE");
    diff->add_option("LATER", later.file, "the later policy")->type_name("FILE");
    with_fragments(diff, policy.fragments_below);
    diff->add_option("--from", versions.from, "number of the installed version that is the earlier")
        ->type_name("NUMBER");
    diff->add_option("--to", versions.to, "number of the installed version that is the later")
        ->type_name("NUMBER");
    auto* const simulate = with_file(
        add(*policies, "simulate", "what would have become of past tickets under a policy",
            "Needs no database. docs/simulation.md has the form of a history; `plazo history export` writes "
            "that of a desk.",
            [this] { return run_policy_simulate(context, policy, simulating); }));
    simulate->add_option("--history", simulating.history, "past tickets, one a line; - for standard input")
        ->required()
        ->type_name("FILE");
    simulate->add_option("--against", simulating.against, "another policy, to be compared with the first")
        ->type_name("FILE");
    simulate
        ->add_option("--until", simulating.until,
                     "end of the history, by which what is still open is judged; else now")
        ->type_name("INSTANT");
    simulate->add_flag("--progress", simulating.progress,
                       "tell on standard error how far it is, also where that is no terminal");
    add(*policies, "schema", "the JSON Schema of policies, for editors", "Needs no database.",
        [this] { return run_policy_schema(context); });
    with_file(add(*policies, "install", "put a policy in force",
                  "Installs nothing when anything is wrong with it.",
                  [this] { return run_policy_install(context, policy); }));
    add(*policies, "show", "the policy in force", "", [this] { return run_policy_show(context); });

    add_calendar();

    auto* const histories = app.add_subcommand("history", "the desk's past tickets, calls and chats");
    histories->require_subcommand(1);
    add(*histories, "export", "past tickets, calls and chats for `policy simulate`, one JSON object a line",
        "Without a word of what was written.", [this] { return run_history_export(context); });

    add(app, "backup", "copy the database while it is in use", "The copy is complete or not there at all.",
        [this] { return run_backup(context, file); })
        ->add_option("FILE", file, "path of the copy; must not exist")
        ->required()
        ->type_name("FILE");
    add(app, "restore", "bring a backup back",
        "Verifies the backup first, keeps the old database beside the new one, and never leaves half of "
        "either.",
        [this] { return run_restore(context, file); })
        ->add_option("FILE", file, "the backup; it is only read")
        ->required()
        ->type_name("FILE");
    add(app, "verify", "read everything and look for damage", "The file, its schema, and every timeline.",
        [this] { return run_verify(context); });
    add(app, "doctor", "look for what may go wrong", "Exit code 1 when there is an error among the findings.",
        [this] { return run_doctor(context, doctor); })
        ->add_option("--server-config", doctor.server_configuration,
                     "where the web servers' configuration lies")
        ->type_name("FOLDER");
    add(app, "completion", "print the completion script of a shell", "",
        [this] { return run_completion(context, app); })
        ->add_option("SHELL", shell, "bash")
        ->required()
        ->check(CLI::IsMember({"bash"}));
  }
  void add_calendar();
  static void with_fragments(CLI::App* command, std::string& below) {
    command
        ->add_option("--fragments", below,
                     "folder below which included fragments may lie; else that of the policy")
        ->type_name("FOLDER");
  }
};

void Commands::add_calendar() {
  auto* const group = app.add_subcommand("calendar", "ask a calendar of open hours, check or draw it");
  group->require_subcommand(1);
  const auto on_file = [&](const char* name, const char* meaning, const char* more,
                           std::function<int()> body) {
    CLI::App* const command = add(*group, name, meaning, more, std::move(body));
    command
        ->add_option("FILE", calendar.file, "a calendar, or a policy with --calendar; - for standard input")
        ->required()
        ->type_name("FILE");
    command->add_option("--calendar", calendar.name, "the calendar of this name in a policy")
        ->type_name("NAME");
    with_fragments(command, calendar.fragments_below);
    return command;
  };
  const auto instant = [](CLI::App* command, const char* name, std::string& to, const char* meaning) {
    return command->add_option(name, to, meaning)->type_name("INSTANT");
  };
  auto* const sum = on_file("add", "when an amount of open time, or of working days, has passed",
                            "Example: plazo calendar add office.jsonc --from 2026-03-27T19:30:00+01:00 "
                            "--open PT2H",
                            [this] { return run_calendar_add(context, calendar, span); });
  instant(sum, "--from", span.from, "where it begins")->required();
  sum->add_option("--open", span.open, "open time, such as PT2H")->type_name("DURATION");
  sum->add_option("--days", span.days, "working days")->type_name("NUMBER");
  sum->add_option("--rule", span.rule, "where in the last working day the answer lies; closing when absent")
      ->check(CLI::IsMember({"same_time", "closing", "cut_off"}))
      ->type_name("same_time|closing|cut_off");
  sum->add_option("--cut-off", span.cut_off, "what comes at this time of day or later counts as tomorrow's")
      ->type_name("HH:MM");
  auto* const back = on_file("subtract", "since when an amount of open time has passed", "",
                             [this] { return run_calendar_subtract(context, calendar, span); });
  instant(back, "--until", span.until, "where it ends")->required();
  back->add_option("--open", span.open, "open time, such as PT2H")->required()->type_name("DURATION");
  auto* const between = on_file("between", "how much open time lies between two instants", "",
                                [this] { return run_calendar_between(context, calendar, span); });
  instant(between, "--from", span.from, "one end")->required();
  instant(between, "--to", span.until, "the other")->required();
  instant(on_file("status", "open or closed, and until when", "",
                  [this] { return run_calendar_status(context, calendar, at); }),
          "--at", at, "when; now when absent");
  on_file("week", "draw the open hours of a week", "",
          [this] { return run_calendar_week(context, calendar, date); })
      ->add_option("--date", date, "any date of the week; today when absent")
      ->type_name("DATE");
  auto* const affected =
      add(*group, "affected", "open deadlines that new zone data or a changed calendar would move",
          "Asks a desk; what was promised stays. With FILE the calendars of a policy that is "
          "not installed yet are tried.",
          [this] { return run_calendar_affected(context, policy); });
  affected->add_option("FILE", policy.file, "the policy that is tried; absent: the one in force")
      ->type_name("FILE");
  with_fragments(affected, policy.fragments_below);
  on_file("check", "list everything that is wrong with a calendar",
          "Needs no database, like all but `affected`.",
          [this] { return run_calendar_check(context, calendar); });
  auto* const import = add(*group, "import", "holidays from an iCalendar feed",
                           "Prints the list for a calendar's `holidays`. What was left, and why, stands on "
                           "standard error; with --json everything is in the answer.",
                           [this] { return run_calendar_import(context, feed); });
  import->add_option("FILE", feed.file, "the feed; - for standard input")->required()->type_name("FILE");
  import->add_option("--take", feed.take, "take this event although it would be left; may be repeated")
      ->allow_extra_args(false)
      ->type_name("EVENT");
  import->add_option("--leave", feed.leave, "leave this event although it would be taken; may be repeated")
      ->allow_extra_args(false)
      ->type_name("EVENT");
  import->add_option("--from-year", feed.from_year, "first year to lay out repeated dates in")
      ->type_name("YEAR");
  import->add_option("--to-year", feed.to_year, "last year to lay out repeated dates in")->type_name("YEAR");
}

bool asks_for_json(int count, char** words) {
  for (int i = 1; i < count; ++i)
    if (std::strcmp(words[i], "--json") == 0) return true;
  return false;
}

/// On standard error for people; with --json also as the one document on standard output.
int report(Context& context, const Failure& error) {
  complain(render_error(Terminal(STDERR_FILENO), boost::json::parse(error.json)));
  if (context.json && !context.answered) print("{\"error\":" + error.json + "}\n");
  return error.exit_code;
}

int run(int count, char** words) {
  Commands commands;
  Context& context = commands.context;
  try {
    commands.app.parse(count, words);
    return commands.run();
  } catch (const CLI::CallForHelp&) {
    context.json = asks_for_json(count, words);
    const std::string help = commands.app.help();
    context.answer(boost::json::serialize(boost::json::object{{"help", help}}), help);
    return done;
  } catch (const CLI::CallForVersion&) {
    context.json = asks_for_json(count, words);
    context.answer(boost::json::serialize(boost::json::object{{"version", version()}}),
                   "plazo " + std::string(version()) + "\n");
    return done;
  } catch (const CLI::ParseError& error) {
    context.json = asks_for_json(count, words);
    return report(context, failure(usage, "cli.usage", std::string(error.what()) + "; see plazo --help"));
  } catch (const Failure& error) {
    context.json = asks_for_json(count, words);  // also where --json was taken for the value of --as
    return report(context, error);
  } catch (const std::exception& error) {
    return report(context,
                  failure(internal, "cli.internal", std::string("an unexpected fault: ") + error.what()));
  }
}

}  // namespace

int main(int count, char** words) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // for the width of characters only
  const int exit_code = run(count, words);
  bool broken = false;
  if (finish_output(broken)) return exit_code;
  if (!broken)
    complain("plazo: standard output cannot be written, the rest of the answer is lost [cli.output]\n");
  return exit_code == done ? output : exit_code;
}
