// The policy reader: any text as a policy with comments. One that is read and checked is asked about every
// topic by every channel; whatever it says, there is an answer, the same each time, and it can be explained.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/policy/check.hpp"
#include "core/policy/explain.hpp"

namespace {

using namespace plazo;

void hold(bool condition) {
  if (!condition) std::abort();
}

void ask(const policy::Compiled& compiled, const policy::Question& question, Instant at) {
  const auto decision = policy::decide(compiled, question, at);
  hold(!decision.reasons.empty());
  const auto told = json::encode(policy::explain(compiled, question, at, decision, Locale::es));
  const auto again = policy::decide(compiled, question, at);
  hold(told == json::encode(policy::explain(compiled, question, at, again, Locale::es)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    auto document =
        json::decode<policy::Document>(text, {.limits = {.comments = true}, .code = "policy.invalid"});
    if (!policy::errors_in(document).empty()) return 0;
    const policy::Compiled compiled(std::move(document));
    const auto& read = compiled.document();
    const Instant at = *parse_instant("2026-03-28T22:30:00Z");
    std::size_t asked = 0;
    for (const auto& [topic, t] : read.topics)
      for (const auto& [channel, c] : read.channels)
        for (const auto action : {policy::Action::contact, policy::Action::open, policy::Action::reply}) {
          if (++asked > 64) return 0;
          policy::Question question;
          question.action = action;
          question.facts.topic = topic;
          question.facts.channel = channel;
          question.attachments = 1;
          ask(compiled, question, at);
        }
  } catch (const Error& error) {
    // `internal` is what a rule gives that names a calendar which is not there: policies are checked first.
    hold(error.category == Category::invalid || error.category == Category::limit ||
         error.code == "policy.calendar_missing");
    hold(error.message.find('\n') == std::string::npos);
  }
  return 0;
}
