// doctor: what an operator should look at. The library never looks around on the machine; this may.
#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "commands.hpp"
#include "render.hpp"
#include "web_root.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

class Report {
 public:
  void add(const char* name, const char* status, std::string message, std::string help = "") {
    json::object check{{"name", name}, {"status", status}, {"message", message}};
    if (!help.empty()) check["help"] = help;
    checks_.push_back(std::move(check));
    if (std::strcmp(status, "error") == 0) ++errors_;
    if (std::strcmp(status, "warning") == 0) ++warnings_;
  }
  int errors() const { return errors_; }

  std::string json_text() const {
    return json::serialize(json::object{{"errors", errors_}, {"warnings", warnings_}, {"checks", checks_}});
  }
  std::string text(const Terminal& terminal) const {
    std::string out;
    for (const auto& entry : checks_) {
      const auto& check = entry.as_object();
      const std::string status = text_at(check, "status");
      const Style style = status == "ok" ? Style::good : status == "error" ? Style::bad : Style::warn;
      out += terminal.styled(status, style) + std::string(9 - status.size(), ' ') +
             terminal.styled(text_at(check, "name"), Style::bold) + ": " +
             harmless(text_at(check, "message")) + "\n";
      if (const std::string help = text_at(check, "help"); !help.empty())
        out += "         " + harmless(help) + "\n";
    }
    out += std::to_string(errors_) + (errors_ == 1 ? " error, " : " errors, ") + std::to_string(warnings_) +
           (warnings_ == 1 ? " warning\n" : " warnings\n");
    return out;
  }

 private:
  json::array checks_;
  int errors_ = 0, warnings_ = 0;
};

std::string user_name(uid_t user) {
  const passwd* const entry = ::getpwuid(user);
  return entry ? entry->pw_name : std::to_string(user);
}

std::string octal(mode_t mode) {
  char out[8];
  std::snprintf(out, sizeof out, "%04o", static_cast<unsigned>(mode & 07777));
  return out;
}

void check_zone_data(Report& report) {
  // Any policy will do: the question is whether the library finds a zone that exists.
  const char* const probe = R"({"plazo":1,"provider":"-","zone":"Europe/Madrid","languages":["en"],
    "departments":{"a":{}},"priorities":{"a":{}},"first_response":1000})";
  Library pure{DeskPlace{}};
  bool found = false;
  try {
    const auto reply = json::parse(pure.call("policy.check", json::serialize(json::object{{"text", probe}})));
    found = reply.at("installable").as_bool();
  } catch (const Failure& error) {
    if (error.exit_code != unavailable) throw;  // `zone.data_missing`: there is no zone at all
  }
  if (!found)
    return report.add("zone_data", "error", "the system's time-zone data is missing or not readable",
                      "install the package tzdata; no deadline can be computed without it");
  const std::string version = text_at(json::parse(pure.call("desk.status")).as_object(), "zone_data_version");
  if (version.empty())
    return report.add(
        "zone_data", "warning", "time-zone data is there, but its version is unknown",
        "install the package tzdata: updates of zone rules cannot be told from what was promised");
  report.add("zone_data", "ok", "version " + version);
}

void check_folder(Report& report, const std::string& folder, const struct stat& s) {
  if (s.st_mode & 022)
    report.add("folder_mode", "error",
               "others than its owner may write to the folder (mode " + octal(s.st_mode) + ")",
               "chmod 700 the folder: who can write to it can replace the database");
  else if (s.st_mode & 077)
    report.add("folder_mode", "warning",
               "others than its owner may enter the folder (mode " + octal(s.st_mode) + ")",
               "chmod 700 the folder");
  else
    report.add("folder_mode", "ok", "mode " + octal(s.st_mode));
  struct statvfs disk;
  if (::statvfs(folder.c_str(), &disk) != 0) return;
  const auto free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
  if (free < 64 << 20)
    report.add("disk_space", free < 8 << 20 ? "error" : "warning", byte_words(free) + " are free",
               "make room: a full disk refuses every write");
  else
    report.add("disk_space", "ok", byte_words(free) + " are free");
}

void check_web_root(Report& report, const std::string& database, const std::string& configuration) {
  if (const auto root = web_root_of(database, configuration))
    report.add(
        "web_root", "error",
        "the database lies inside a web root: " + root->folder + " (" + root->source + ")",
        "move its folder elsewhere, e.g. below /var/lib: whoever guesses the address downloads all tickets");
  else
    report.add("web_root", "ok", "the folder is inside no web root that is known");
}

/// SQLite makes the log files as whoever comes first; one made by another user locks the others out.
void check_owner(Report& report, const std::string& database, const struct stat& folder) {
  struct stat file;
  if (::stat(database.c_str(), &file) != 0) return;
  const auto wrong = [&](const std::string& what, uid_t owner) {
    report.add(
        "owner", "error",
        what + " belongs to " + user_name(owner) + ", the database to " + user_name(file.st_uid),
        "give all of it to the user that the web server and cron run as (chown -R), and never run plazo as "
        "another one");
  };
  bool good = true;
  if (folder.st_uid != file.st_uid) wrong("the folder", folder.st_uid), good = false;
  bool open_to_others = (file.st_mode & 077) != 0;
  for (const char* suffix : {"-wal", "-shm"}) {
    struct stat beside;
    if (::stat((database + suffix).c_str(), &beside) != 0) continue;
    if (beside.st_uid != file.st_uid)
      wrong("the file " + fs::path(database).filename().string() + suffix, beside.st_uid), good = false;
    open_to_others |= (beside.st_mode & 077) != 0;
  }
  if (good && file.st_uid != ::geteuid() && ::geteuid() != 0)
    report.add("owner", "error",
               "all of it belongs to " + user_name(file.st_uid) + ", but this is " + user_name(::geteuid()),
               "run plazo as " + user_name(file.st_uid));
  else if (good)
    report.add("owner", "ok", "all of it belongs to " + user_name(file.st_uid));
  if (open_to_others)
    report.add("file_mode", "error", "others than the owner may read or write the database's files",
               "chmod 600 the database and the files beside it");
  else
    report.add("file_mode", "ok", "mode " + octal(file.st_mode));
}

const char* help_for(std::string_view code) {
  if (code == "storage.missing") return "`plazo init` makes it";
  if (code == "storage.corrupt") return "keep the file as it is, then `plazo restore` the last good backup";
  if (code == "storage.newer")
    return "update Plazo; going back means restoring a backup of the older version";
  if (code == "storage.network_file_system") return "move the folder to a local disk";
  if (code == "storage.read_only") return "look at the owner and mode of the folder and the file";
  return "";
}

/// What waits for long means that nobody claims it; the panel or a plug-in of its does.
void check_outbox(const json::object& status, Report& report) {
  const std::int64_t waiting = status.at("outbox_waiting").as_int64(),
                     dead = status.at("outbox_dead").as_int64();
  const auto* const oldest = status.if_contains("outbox_oldest");
  const std::int64_t hours = oldest ? oldest->as_int64() / 3'600'000 : 0;
  const std::string words = (waiting >= 1000 ? "1000 or more" : std::to_string(waiting)) +
                            " tasks wait, the oldest for " +
                            (hours ? std::to_string(hours) + " h" : "less than an hour") + "; " +
                            std::to_string(dead) + " were given up";
  if (dead > 0)
    report.add("outbox", "warning", words, "look at them with `plazo call outbox.list`");
  else if (hours >= 1)
    report.add("outbox", "warning", words, "claim what is to be told: `outbox.claim`, see docs/outbox.md");
  else
    report.add("outbox", "ok", waiting ? words : "nothing waits");
}

void check_desk(Context& context, Report& report) {
  json::object status;
  try {
    status = json::parse(context.desk().call("desk.status")).as_object();
  } catch (const Failure& error) {
    const auto object = json::parse(error.json).as_object();
    return report.add("database", "error", text_at(object, "message"), help_for(text_at(object, "code")));
  }
  report.add("database", "ok",
             "schema " + json::serialize(status.at("schema_version")) + ", " +
                 byte_words(status.at("database_bytes").as_int64()));
  const auto has = [&](std::string_view code) {
    for (const auto& warning : status.at("warnings").as_array())
      if (warning.as_string() == code) return true;
    return false;
  };
  const std::string engine = text_at(status, "engine") + " " + text_at(status, "engine_version");
  if (has("wal_reset_bug"))
    report.add("engine", "warning",
               engine +
                   " has the WAL-reset bug: two checkpoints at the same moment may, rarely, "
                   "damage the database",
               "use SQLite 3.51.3 or later; until then keep `plazo worker` to one and back up often");
  else
    report.add("engine", "ok", engine);
  if (has("guard_unavailable"))
    report.add("locks", "warning", "the file system gives no open-file locks",
               "move the folder to a local disk such as ext4 or xfs: other programs that open the file may "
               "lose writes");
  else
    report.add("locks", "ok", "the file is guarded against other copies of SQLite");
  const std::int64_t log = status.at("log_bytes").as_int64();
  if (has("large_log"))
    report.add(
        "log_size", "warning", "the write-ahead log has " + byte_words(log),
        "something reads for very long, or nobody ticks: run `plazo tick` and look for hanging processes");
  else
    report.add("log_size", "ok", byte_words(log));
  if (!status.contains("policy_version"))
    report.add("policy", "warning", "no policy is installed", "`plazo policy install FILE`");
  else
    report.add("policy", "ok", "version " + json::serialize(status.at("policy_version")));
  const std::int64_t due = status.at("agenda_due").as_int64();
  const std::int64_t unindexed = status.at("unindexed_messages").as_int64();
  if (due > 0 || unindexed >= 1000)
    report.add("tick", "warning",
               std::to_string(due) + " entries are due and " + std::to_string(unindexed) +
                   " messages wait for the index",
               "run `plazo worker` as a service, or `plazo tick` from cron");
  else
    report.add("tick", "ok", "nothing is due");
  check_outbox(status, report);
}

}  // namespace

int run_doctor(Context& context, const Doctor& options) {
  context.require_database();
  Report report;
  report.add("version", "ok", "plazo " + std::string(version()));
  check_zone_data(report);
  const std::string folder = folder_of(context.database);
  struct stat place;
  if (::stat(folder.c_str(), &place) != 0) {
    report.add("folder", "error", "`" + folder + "` cannot be looked at: " + std::strerror(errno),
               "`plazo init` makes it");
  } else {
    check_folder(report, folder, place);
    check_web_root(report, context.database, options.server_configuration);
    check_owner(report, context.database, place);
    check_desk(context, report);
  }
  context.answer(report.json_text(), report.text(Terminal(STDOUT_FILENO)));
  return report.errors() ? findings : done;
}

}  // namespace plazo::cli
