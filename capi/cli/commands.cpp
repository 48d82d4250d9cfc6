// call, catalogue, init, tick, backup, restore, verify
#include "commands.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "actor.hpp"
#include "render.hpp"

namespace plazo::cli {

namespace json = boost::json;
namespace fs = std::filesystem;

DeskPlace Context::place(bool create) const {
  DeskPlace place{.create = create, .network = network};
  if (!database.empty()) place.database = database;
  if (!now.empty()) place.now = now;
  return place;
}

void Context::require_database() const {
  if (database.empty())
    throw failure(usage, "cli.no_database", "which database? give --database PATH, or set PLAZO_DATABASE");
}

Library Context::desk() const {
  require_database();
  return Library(place());
}

std::optional<std::string> Context::session_locale() const {
  if (!locale.empty()) return locale;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (!value || !*value) continue;
    for (const char* known : {"es", "en"})
      if (std::strncmp(value, known, 2) == 0 && (value[2] == '\0' || value[2] == '_' || value[2] == '.'))
        return known;
    break;  // C, POSIX, other languages: the actor's own language
  }
  return std::nullopt;
}

void Context::answer(std::string_view json_text, const std::string& for_people) {
  answered = true;
  if (json)
    print(std::string(json_text) + "\n");
  else
    print(for_people);
}

std::string contents_of(const std::string& file) {
  constexpr std::size_t most = 16 << 20;
  const auto unreadable = [&](int number) {
    return failure(usage, "cli.unreadable", "cannot read `" + file + "`: " + std::strerror(number));
  };
  const bool standard_input = file == "-";
  const int descriptor = standard_input ? STDIN_FILENO : ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw unreadable(errno);
  std::string text;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t length = ::read(descriptor, buffer.data(), buffer.size());
    if (length < 0 && errno == EINTR) continue;
    const int number = length < 0 ? errno : 0;
    if (length > 0 && text.size() + static_cast<std::size_t>(length) <= most) {
      text.append(buffer.data(), static_cast<std::size_t>(length));
      continue;
    }
    if (!standard_input) ::close(descriptor);
    if (length < 0) throw unreadable(number);
    if (length > 0) throw failure(usage, "cli.too_large", "`" + file + "` has more than 16 MiB");
    return text;
  }
}

std::string folder_of(const std::string& file) {
  const fs::path folder = fs::path(file).parent_path();
  return folder.empty() ? "." : folder.string();
}

int run_call(Context& context, const Call& call) {
  // First of all, so that a bad actor is never a call as somebody else.
  std::string actor;
  if (call.with_as) actor = actor_of(call.as, context.session_locale());
  std::string request = "{}";
  if (call.with_request) request = call.request == "-" ? contents_of("-") : call.request;
  Library desk(context.place());
  std::string reply;
  try {
    reply = call.with_as ? desk.call_as(actor, call.operation, request) : desk.call(call.operation, request);
  } catch (Failure& error) {
    if (json::parse(error.json).at("code") == "desk.no_storage") context.require_database();
    throw;
  }
  context.answer(
      reply, context.json ? "" : render_reply(Terminal(STDOUT_FILENO), call.operation, json::parse(reply)));
  return done;
}

int run_catalogue(Context& context, const std::string& name) {
  const Terminal terminal(STDOUT_FILENO);
  if (name.empty()) {
    context.answer(catalogue(), context.json ? "" : render_catalogue(terminal));
    return done;
  }
  const auto* const operation = find_operation(name);
  if (!operation)
    throw failure(usage, "operation.unknown",
                  "there is no operation `" + name + "`; `plazo catalogue` lists them");
  context.answer(json::serialize(*operation), render_operation(terminal, *operation));
  return done;
}

int run_init(Context& context) {
  context.require_database();
  const std::string folder = folder_of(context.database);
  bool made_folder = ::mkdir(folder.c_str(), 0700) == 0;
  if (!made_folder && errno != EEXIST)
    throw failure(unavailable, "cli.folder",
                  "cannot make the folder `" + folder + "`: " + std::strerror(errno));
  if (made_folder) ::chmod(folder.c_str(), 0700);  // whatever the umask takes away
  struct stat before;
  const bool existed = ::stat(context.database.c_str(), &before) == 0 && before.st_size > 0;
  const std::string reply = Library(context.place(true)).call("desk.status");
  struct stat place;
  const bool shared = ::stat(folder.c_str(), &place) == 0 && (place.st_mode & 077) != 0;
  if (shared)
    complain("warning: others than its owner may enter the folder `" + harmless(folder) +
             "`; `chmod 700` it\n");
  const json::object made{
      {"database", context.database}, {"created", !existed}, {"status", json::parse(reply)}};
  context.answer(json::serialize(made), existed ? "there is a database already, it is ready to use\n"
                                                : "made " + harmless(context.database) + "\n");
  return done;
}

int run_tick(Context& context) {
  const std::string reply = context.desk().call("tick");
  context.answer(reply,
                 context.json ? "" : render_reply(Terminal(STDOUT_FILENO), "tick", json::parse(reply)));
  return done;
}

int run_backup(Context& context, const std::string& target) {
  Library desk = context.desk();
  desk.call("desk.backup", json::serialize(json::object{{"target", target}}));
  struct stat s;
  const std::int64_t bytes = ::stat(target.c_str(), &s) == 0 ? s.st_size : 0;
  context.answer(json::serialize(json::object{{"target", target}, {"bytes", bytes}}),
                 "copied to " + harmless(target) + ", " + byte_words(bytes) + "\n");
  return done;
}

int run_restore(Context& context, const std::string& source) {
  context.require_database();
  const std::string folder = folder_of(context.database);
  if (::mkdir(folder.c_str(), 0700) == 0)
    ::chmod(folder.c_str(), 0700);  // else the restore tells what is wrong
  Library none(DeskPlace{.now = context.place().now});
  const std::string reply = none.call(
      "desk.restore", json::serialize(json::object{{"source", source}, {"target", context.database}}));
  const auto parsed = json::parse(reply).as_object();
  std::string text =
      "verified the backup (" + json::serialize(parsed.at("chains")) + " timelines) and restored it\n";
  if (const std::string kept = text_at(parsed, "kept"); !kept.empty())
    text += "what stood there before is kept in " + harmless(kept) + "\n";
  context.answer(reply, text);
  return done;
}

int run_verify(Context& context) {
  const std::string reply = context.desk().call("desk.verify");
  const auto report = json::parse(reply).as_object();
  const bool sound = report.at("sound").as_bool();
  const Terminal terminal(STDOUT_FILENO);
  std::string text;
  for (const auto& entry : report.at("findings").as_array()) {
    const auto& finding = entry.as_object();
    text += terminal.styled("error ", Style::bad) + harmless(text_at(finding, "subject")) + ": " +
            harmless(text_at(finding, "problem")) + "\n";
  }
  text += sound ? terminal.styled("sound", Style::good) : terminal.styled("damaged", Style::bad);
  text += ": the file, its schema and " + json::serialize(report.at("chains")) + " timelines were read\n";
  context.answer(reply, text);
  return sound ? done : findings;
}

}  // namespace plazo::cli
