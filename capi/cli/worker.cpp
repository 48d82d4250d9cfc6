// worker: ticks at an interval until it is told to stop.
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <ctime>

#include "commands.hpp"
#include "render.hpp"

namespace plazo::cli {
namespace {

/// SIGTERM and SIGINT, held back and asked for between two ticks, so that no tick is cut off.
class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT}) sigaddset(&set_, signal);
    sigprocmask(SIG_BLOCK, &set_, &before_);
  }
  ~StopSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  StopSignals(const StopSignals&) = delete;

  /// The signal that came, or 0 after so many seconds.
  int wait(double seconds) const {
    timespec until{};
    clock_gettime(CLOCK_MONOTONIC, &until);
    const double end = static_cast<double>(until.tv_sec) + static_cast<double>(until.tv_nsec) / 1e9 + seconds;
    while (true) {
      timespec now{};
      clock_gettime(CLOCK_MONOTONIC, &now);
      const double left =
          std::max(0.0, end - static_cast<double>(now.tv_sec) - static_cast<double>(now.tv_nsec) / 1e9);
      const timespec pause{static_cast<time_t>(left), static_cast<long>((left - std::floor(left)) * 1e9)};
      const int signal = sigtimedwait(&set_, nullptr, &pause);
      if (signal > 0) return signal;
      if (errno == EAGAIN || left <= 0) return 0;
    }
  }

 private:
  sigset_t set_{}, before_{};
};

void say(Context& context, const boost::json::object& line, const std::string& text) {
  bool broken = false;
  context.answer(boost::json::serialize(line), text);
  if (!finish_output(broken))
    throw failure(output, "cli.output", "standard output cannot be written any more");
}

}  // namespace

int run_worker(Context& context, const Worker& options) {
  const StopSignals signals;
  Library desk = context.desk();
  say(context, {{"event", "started"}, {"interval_ms", static_cast<std::int64_t>(options.interval * 1000)}},
      "ticking every " + duration_words(static_cast<std::int64_t>(options.interval * 1000)) + "\n");
  double pause = 0;
  int failures = 0;
  while (true) {
    if (const int signal = signals.wait(pause)) {
      say(context, {{"event", "stopped"}, {"signal", signal}}, "stopped\n");
      return done;
    }
    try {
      const std::string reply = desk.call("tick");
      auto result = boost::json::parse(reply).as_object();
      failures = 0;
      const bool more = result.at("more").as_bool();
      const bool worked = result.at("agenda") != 0 || result.at("re_evaluated") != 0 ||
                          result.at("indexed") != 0 || result.at("forgotten_keys") != 0;
      pause = more ? 0 : options.interval;
      if (!worked) continue;
      std::string text;
      for (const auto& member : result)
        if (member.value().is_int64() && member.value() != 0)
          text += (text.empty() ? "" : ", ") + std::string(member.key()) + " " +
                  boost::json::serialize(member.value());
      result["event"] = "ticked";
      say(context, result, text + "\n");
    } catch (const Failure& error) {
      // A locked database or a full disk may pass; a fault of Plazo will not, and for a database that a newer
      // Plazo has brought up to date this process must start again as that one.
      const auto parsed = boost::json::parse(error.json);
      if (error.exit_code != unavailable || parsed.at("code") == "storage.newer") throw;
      if (failures++ == 0) complain(render_error(Terminal(STDERR_FILENO), parsed));
      pause = std::max(options.interval, std::min(60.0, std::pow(2.0, std::min(failures, 6))));
    }
  }
}

}  // namespace plazo::cli
