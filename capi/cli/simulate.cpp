// policy simulate, history export
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "commands.hpp"
#include "history_file.hpp"
#include "policy_file.hpp"
#include "render.hpp"
#include "simulation_sums.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;

// A request of at most 1 MiB holds the policy, a part of the history, and what is known of the account that
// the part before ended in.
constexpr std::size_t whole_request = 1 << 20, least_part = 1 << 16, beside_parts = 1 << 16;

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

/// One policy that the history is played under.
class Played {
 public:
  Played(const PolicyFile& policy, const std::string& until) : file_(policy.file) {
    json::object request = request_of(policy);
    request["until"] = until;
    head_ = json::serialize(request);
    head_.back() = ',';  // the part follows
    if (head_.size() + least_part + beside_parts > whole_request)
      throw failure(limit, "policy.too_large", "`" + file_ + "` is too large to simulate a history under it");
  }
  std::size_t room() const { return whole_request - head_.size() - beside_parts; }

  void play(Library& pure, const HistoryFile& part) {
    std::string request = head_ + "\"history\":" + part.text();
    if (!account_.empty()) request += ",\"account_so_far\":" + account_;
    request += '}';
    const auto reply = json::parse(asked(pure, request, part)).as_object();
    sums_.add(reply.at("report").as_object());
    read_ += reply.at("read").as_int64();
    const auto* const account = reply.if_contains("account_so_far");
    account_ = account ? json::serialize(*account) : std::string();
  }

  const SimulationSums& sums() const { return sums_; }
  std::int64_t read() const { return read_; }

 private:
  std::string asked(Library& pure, const std::string& request, const HistoryFile& part) const {
    try {
      return pure.call("policy.simulate", request);
    } catch (const Failure& error) {
      throw in_terms_of_files(error, part);
    }
  }

  /// Places in the request are places in the files, lines of the part lines of the history.
  Failure in_terms_of_files(const Failure& error, const HistoryFile& part) const {
    auto object = json::parse(error.json).as_object();
    const std::string code = text_at(object, "code");
    if (code == "request.not_utf8") return not_utf8(part);
    if (code != "history.invalid") return error;
    const std::string path = "/history/";
    std::int64_t first = 0;
    for (auto& entry : object.at("problems").as_array()) {
      auto& problem = entry.as_object();
      const std::string at = text_at(problem, "path");
      if (!at.starts_with(path)) continue;
      const auto end = std::min(at.find('/', path.size()), at.size());
      const std::int64_t line =
          std::atoll(at.substr(path.size(), end - path.size()).c_str()) + part.first_line() - 1;
      if (first == 0) first = line;
      problem["path"] = path + std::to_string(line) + at.substr(end);
    }
    object["message"] = "line " + std::to_string(first) + " of `" + part.name() +
                        "` is no past ticket, nothing is told; docs/simulation.md has what a line holds";
    return {error.exit_code, json::serialize(object)};
  }

  Failure not_utf8(const HistoryFile& part) const {
    std::int64_t number = part.first_line();
    for (std::string_view rest = part.lines(); !rest.empty(); ++number) {
      const auto end = std::min(rest.find('\n'), rest.size());
      boost::system::error_code bad;
      json::parse(std::string(rest.substr(0, end)), bad);
      if (bad)
        return failure(invalid, "history.not_utf8",
                       "line " + std::to_string(number) + " of `" + part.name() + "` is not valid UTF-8");
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return failure(invalid, "policy.not_utf8", "`" + file_ + "` is not valid UTF-8; save it as UTF-8");
  }

  std::string file_, head_, account_;
  SimulationSums sums_;
  std::int64_t read_ = 0;
};

/// What has been read, on standard error, once a second at most. On a terminal one line that is written over.
class Progress {
 public:
  explicit Progress(bool wished) : terminal_(::isatty(STDERR_FILENO) == 1), shown_(terminal_ || wished) {}
  void tell(const HistoryFile& history, std::int64_t tickets) {
    const auto now = std::chrono::steady_clock::now();
    if (!shown_ || now - last_ < std::chrono::seconds(1)) return;
    last_ = now;
    std::string text = std::to_string(tickets) + " tickets";
    if (history.size() > 0) text += ", " + std::to_string(history.bytes_read() * 100 / history.size()) + " %";
    complain(terminal_ ? "\r" + text + " " : text + "\n");
    told_ = true;
  }
  ~Progress() {
    if (terminal_ && told_) complain("\r\033[K");
  }

 private:
  bool terminal_, shown_, told_ = false;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

int run_policy_simulate(Context& context, const PolicyFile& policy, const Simulating& wish) {
  const std::string until = !wish.until.empty() ? wish.until : context.now.empty() ? now_text() : context.now;
  if (policy.file == "-" && wish.history == "-")
    throw failure(usage, "cli.usage", "only one of the policy and the history can be standard input");
  std::vector<Played> played;
  played.emplace_back(policy, until);
  if (!wish.against.empty()) played.emplace_back(PolicyFile{wish.against, policy.fragments_below}, until);
  std::size_t room = whole_request;
  for (const auto& one : played) room = std::min(room, one.room());

  Library pure{DeskPlace{.now = context.place().now}};
  HistoryFile history(wish.history);
  {
    Progress progress(wish.progress);
    bool any = false;
    // A history without a line is one part all the same: the policy is looked at.
    while (history.next(room) || !any) {
      any = true;
      for (auto& one : played) one.play(pure, history);
      progress.tell(history, played.front().read());
    }
  }
  const SimulationSums* const against = played.size() > 1 ? &played.back().sums() : nullptr;
  json::object reply{{"read", played.front().read()}, {"report", played.front().sums().report()}};
  if (against) reply["against"] = against->report();
  context.answer(
      context.json ? json::serialize(reply) : "",
      context.json ? "" : draw_simulation(Terminal(STDOUT_FILENO), played.front().sums(), against));
  return done;
}

int run_history_export(Context& context) {
  Library desk = context.desk();
  context.answered = true;  // lines are the answer, with --json too
  std::optional<std::string> after;
  do {
    json::object request{{"limit", 500}};
    if (after) request["after"] = *after;
    const auto page = json::parse(desk.call("history.export", json::serialize(request))).as_object();
    std::string lines;
    for (const auto& ticket : page.at("history").as_array()) lines += json::serialize(ticket) + "\n";
    print(lines);
    after.reset();
    if (const std::string next = text_at(page, "next"); !next.empty()) after = next;
  } while (after);
  return done;
}

}  // namespace plazo::cli
