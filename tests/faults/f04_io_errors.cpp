// F04: in every writing operation, every call of the system that reads, writes, syncs, opens or renames
// fails once, or from then on, or kills the process. Each time the caller gets an error or a success that
// lasts; a definite error has left nothing; and the same call with the same idempotency key has, in all,
// exactly one effect. The control makes the second call without the key and must find two effects.
#include <array>

#include "tests/faults/broken_calls.hpp"
#include "tests/faults/calls.hpp"
#include "tests/faults/process.hpp"

namespace plazo::faults {
namespace {

enum class How { once, sticky, kill };
constexpr std::array<const char*, 3> names = {"once", "sticky", "kill"};

struct Tally {
  long points = 0, errors = 0, unknown = 0, survived = 0, doubled = 0;
  std::map<std::string, long> codes = {};
};

bool is_definite(const std::string& code) { return code != "storage.commit_unknown"; }

class Sweep {
 public:
  Sweep(const Stage& stage, const Furnished& call, bool full_log, bool with_key,
        Breaking::What what = Breaking::What::everything)
      : stage_(stage), call_(call), full_log_(full_log), with_key_(with_key), what_(what) {
    reset();
    before_ = effect_of(stage.database());
    const auto opened = stage.open();
    REQUIRE(opened.desk, "%s", opened.code.c_str());
    const Answer answer = opened.desk->call(call.who, call.operation, call.with_key());
    REQUIRE(answer.ok(), "%s: %s", call.operation.c_str(), answer.code.c_str());
    one_ = effect_of(stage.database()) - before_;
    // The key is written with the effect; not every operation adds a row beside it.
    REQUIRE(one_.contains("idempotency_key"), "%s has no effect", call.operation.c_str());
  }

  /// Every point; true when there are no more.
  void run(How how, Tally& tally) {
    for (long nth = 1; at(nth, how, tally); ++nth) ++tally.points;
  }

 private:
  void reset() const { full_log_ ? stage_.set_with_full_log() : stage_.set(); }

  /// One point; false when the call was over before it.
  bool at(long nth, How how, Tally& tally) {
    reset();
    const std::string request = with_key_ ? call_.with_key() : call_.request;
    if (how == How::kill) {
      const pid_t child = start([&] {
        const auto opened = stage_.open();
        const Breaking breaking(stage_.folder(), nth, false, EIO, true, what_);
        opened.desk->call(call_.who, call_.operation, request);
      });
      int status = 0;
      ::waitpid(child, &status, 0);
      if (WIFEXITED(status)) return false;
    } else if (!with_error(nth, how == How::sticky, request, tally)) {
      return false;
    }
    again(request, nth, how, tally);
    return true;
  }

  bool with_error(long nth, bool sticky, const std::string& request, Tally& tally) {
    const auto opened = stage_.open();
    REQUIRE(opened.desk, "%s", opened.code.c_str());
    Answer answer;
    long broken = 0;
    {
      const Breaking breaking(stage_.folder(), nth, sticky, EIO, false, what_);
      answer = opened.desk->call(call_.who, call_.operation, request);
      broken = breaking.broken();
    }
    if (broken == 0) {
      REQUIRE(answer.ok(), "%s: %s without a fault", call_.operation.c_str(), answer.code.c_str());
      return false;
    }
    ++tally.codes[answer.ok() ? "success" : answer.code];
    const Effect effect = effect_of(stage_.database()) - before_;
    if (answer.ok()) {
      ++tally.survived;
      const bool there = one_.contains("event") ? effect.contains("event")
                                                : !with_key_ || effect.contains("idempotency_key");
      REQUIRE(there, "%s at %ld: acknowledged, but not there", call_.operation.c_str(), nth);
    } else {
      ++tally.errors;
      tally.unknown += !is_definite(answer.code);
      REQUIRE(answer.code.starts_with("storage.") && answer.code != "storage.corrupt", "%s at %ld: %s",
              call_.operation.c_str(), nth, answer.code.c_str());
      REQUIRE(effect.empty() || !is_definite(answer.code), "%s at %ld: %s, but it is there",
              call_.operation.c_str(), nth, answer.code.c_str());
    }
    if (!with_key_) return true;
    // The same handle works again.
    const Answer second = opened.desk->call(call_.who, call_.operation, request);
    REQUIRE(second.ok(), "%s at %ld: %s afterwards", call_.operation.c_str(), nth, second.code.c_str());
    return true;
  }

  /// After a restart, once more.
  void again(const std::string& request, long nth, How how, Tally& tally) {
    const auto opened = stage_.open();
    REQUIRE(opened.desk, "%s at %ld, %s: %s", call_.operation.c_str(), nth,
            names[static_cast<std::size_t>(how)], opened.code.c_str());
    const Answer answer = opened.desk->call(call_.who, call_.operation, request);
    REQUIRE(answer.ok() || !with_key_, "%s at %ld: %s", call_.operation.c_str(), nth, answer.code.c_str());
    const Effect effect = effect_of(stage_.database()) - before_;
    if (with_key_) {
      REQUIRE(effect == one_, "%s at %ld, %s: not exactly one effect", call_.operation.c_str(), nth,
              names[static_cast<std::size_t>(how)]);
    } else {
      tally.doubled += effect.at("event") > one_.at("event");
    }
    REQUIRE(sound(*opened.desk), "%s at %ld: not sound", call_.operation.c_str(), nth);
  }

  const Stage& stage_;
  const Furnished& call_;
  bool full_log_, with_key_;
  Breaking::What what_;
  Effect before_, one_;
};

int run() {
  const Folder folder;
  const Stage stage(folder / "");
  const Stopwatch watch;
  Tally all;
  int operations = 0;
  for (const auto& call : stage.calls()) {
    if (!call.writes) continue;
    ++operations;
    // Moving the log adds some hundred points, mostly the same for all: in the long run for each.
    for (const bool full_log : {false, true}) {
      if (full_log && !full() && call.operation != "ticket.open") continue;
      Tally tally;
      Sweep sweep(stage, call, full_log, true);
      for (const How how : {How::once, How::sticky, How::kill}) sweep.run(how, tally);
      REQUIRE(tally.points > 30, "only %ld points in %s", tally.points, call.operation.c_str());
      std::printf("%-20s%s %4ld points: %ld errors, %ld of them unknown, %ld survived\n",
                  call.operation.c_str(), full_log ? " full log" : "         ", tally.points, tally.errors,
                  tally.unknown, tally.survived);
      all.points += tally.points;
      for (const auto& [code, count] : tally.codes) all.codes[code] += count;
    }
  }
  REQUIRE(operations >= 7, "only %d writing operations", operations);
  std::printf("%d operations, %ld points, one effect each, %.1f s\n", operations, all.points,
              watch.seconds());
  for (const auto& [code, count] : all.codes) std::printf("  %-24s %ld\n", code.c_str(), count);

  // At the sync, behind which everything is written; where else a write is in doubt differs from run to run.
  Tally control;
  for (const auto& call : stage.calls())
    if (call.operation == "ticket.open" || call.operation == "ticket.reply" ||
        call.operation == "ticket.note")
      for (const How how : {How::once, How::kill})
        Sweep(stage, call, false, false, Breaking::What::syncs).run(how, control);
  std::printf("control without a key: %ld points, %ld doubled\n", control.points, control.doubled);
  REQUIRE(control.doubled > 0, "the control doubled nothing");
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
