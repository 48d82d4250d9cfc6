// F05: in every operation that reads or writes, every allocation fails, alone or with all after it. Each
// time the caller gets `memory.exhausted` (or, of a write, that its outcome is unknown), nothing of the
// write is there or all of it, the same handle works again, and no memory is lost. The controls let nothing
// fail, and must succeed with their effect, and keep a block, which must be counted.
#include "tests/faults/calls.hpp"
#include "tests/faults/failing_memory.hpp"
#include "tests/faults/process.hpp"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
int main() {
  std::puts("SKIPPED: the sanitizer brings its own malloc");
  return 77;
}
#else

namespace plazo::faults {
namespace {

struct Tally {
  long tried = 0, failed = 0, unknown = 0, survived = 0, swallowed = 0;
};

/// In the short run every one of the first 30, then about one in thirty.
long after(long nth) { return full() || nth < 30 ? nth + 1 : nth + 31; }

class Sweep {
 public:
  Sweep(const Stage& stage, const Furnished& call) : stage_(stage), call_(call) {
    // First of all what the process makes once, such as the catalogue and zones.
    renew();
    const Answer answer = ask();
    REQUIRE(answer.ok(), "%s: %s", call.operation.c_str(), answer.code.c_str());
    one_ = effect_of(stage.database()) - before_;
    REQUIRE(one_.empty() != call.writes && watch_->changed() == call.writes, "%s has another effect",
            call.operation.c_str());
    renew();
  }

  void run(bool sticky, Tally& tally) {
    for (long nth = 1; at(nth, sticky, tally); nth = after(nth)) ++tally.tried;
  }

 private:
  void renew() {
    watch_.reset();
    desk_.reset();
    stage_.set();
    desk_ = stage_.open().desk;
    REQUIRE(desk_, "the desk does not open");
    before_ = effect_of(stage_.database());
    watch_.emplace(stage_.database());
  }

  Effect effect() const { return watch_->changed() ? effect_of(stage_.database()) - before_ : Effect(); }

  Answer ask() const {
    return desk_->call(call_.who, call_.operation, call_.writes ? call_.with_key() : call_.request);
  }

  /// False when the call was over before.
  bool at(long nth, bool sticky, Tally& tally) {
    int32_t result = 0;
    long met = 0;
    std::string code(64, '\0');
    {
      const std::string request = call_.writes ? call_.with_key() : call_.request;
      const FailingMemory failing(nth, sticky);
      result = desk_->result_of(call_.who, call_.operation, request, code);
      met = failing.met();
    }
    code.resize(code.find('\0'));
    if (met < nth) {
      REQUIRE(result == 0, "%s: %s without a fault", call_.operation.c_str(), code.c_str());
      renew();
      return false;
    }
    tally.failed += result != 0;
    tally.survived += result == 0;
    const bool unknown = code == "storage.commit_unknown";
    tally.unknown += unknown;
    // The C++ streams, through which zone data is read, swallow a failed allocation and say that there is no
    // such file. Then a zone is refused that exists; nothing is written either.
    const bool swallowed = code == "policy.invalid" || code == "calendar.invalid" || code == "zone.unknown" ||
                           code == "zone.data_missing";
    tally.swallowed += swallowed;
    REQUIRE(result == 0 || code == "memory.exhausted" || swallowed || (unknown && call_.writes),
            "%s at %ld: %s", call_.operation.c_str(), nth, code.c_str());
    if (!call_.writes) return true;
    const Effect effect = this->effect();
    REQUIRE(effect.empty() || effect == one_, "%s at %ld: half of it is there", call_.operation.c_str(), nth);
    REQUIRE(result != 0 || effect == one_, "%s at %ld: acknowledged, but not there", call_.operation.c_str(),
            nth);
    REQUIRE(result == 0 || unknown || effect.empty(), "%s at %ld: refused, but there",
            call_.operation.c_str(), nth);
    if (effect.empty() && !unknown) return true;  // the next one meets the same
    const Answer second = ask();
    REQUIRE(second.ok(), "%s at %ld: %s afterwards", call_.operation.c_str(), nth, second.code.c_str());
    REQUIRE(effect_of(stage_.database()) - before_ == one_, "%s at %ld: two effects", call_.operation.c_str(),
            nth);
    renew();
    return true;
  }

  const Stage& stage_;
  const Furnished& call_;
  std::unique_ptr<Desk> desk_;
  std::optional<Watch> watch_;
  Effect before_, one_;
};

/// What calls that failed leave behind, in blocks; the second time around, when caches are filled.
long lost_blocks(const Stage& stage, const Furnished& call) {
  long before = 0;
  for (int round = 0; round < 3; ++round) {
    if (round == 2) before = blocks_in_use();
    stage.set();
    const auto opened = stage.open();
    std::string code(64, '\0');
    for (const bool sticky : {false, true})
      for (long nth = 1; nth < 400; nth += 3) {
        const FailingMemory failing(nth, sticky);
        opened.desk->result_of(call.who, call.operation, call.request, code);
      }
  }
  return blocks_in_use() - before;
}

int run() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const Folder folder;
  const Stage stage(folder / "");
  const Stopwatch watch;
  Tally all;
  for (const auto& call : stage.calls()) {
    Tally tally;
    Sweep sweep(stage, call);
    for (const bool sticky : {false, true}) sweep.run(sticky, tally);
    REQUIRE(tally.failed > 20, "only %ld failures of %s", tally.failed, call.operation.c_str());
    const long lost = lost_blocks(stage, call);
    std::printf("%-20s %5ld allocations failed: %ld errors, %ld of them unknown, %ld survived; %ld lost\n",
                call.operation.c_str(), tally.tried, tally.failed, tally.unknown, tally.survived, lost);
    REQUIRE(lost <= 0, "memory is lost");
    all.tried += tally.tried;
    all.swallowed += tally.swallowed;
  }
  const auto opened = stage.open();
  REQUIRE(sound(*opened.desk), "the desk is not sound");
  const long before = blocks_in_use();
  void* volatile block = std::malloc(64);  // volatile: else the compiler makes none
  REQUIRE(block && blocks_in_use() == before + 1, "a lost block would not be counted");
  std::free(block);
  REQUIRE(all.swallowed * 50 < all.tried, "%ld errors are told as others", all.swallowed);
  std::printf("%ld allocations failed, %ld told as a missing zone, %.1f s\n", all.tried, all.swallowed,
              watch.seconds());
  return 0;
}

}  // namespace
}  // namespace plazo::faults

int main() { return plazo::faults::run(); }
#endif
