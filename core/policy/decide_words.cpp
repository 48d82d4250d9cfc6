// What was written, and the words of the policy that stand in it: answers for the customer, suggestions for
// staff.
#include <algorithm>

#include "core/policy/deciding.hpp"

namespace plazo::policy::deciding {
namespace {

constexpr int most_answers = 5;

/// Whether it can be said of this request at all.
bool conceivable(Counted what, const Question& question) {
  return what != Counted::pressure || (question.matter && question.matter->answered_at);
}

}  // namespace

void Judge::listen(const Facts& facts, const Verdict& verdict, Decision& decision) const {
  const auto heard = policy_.heard(question_.subject ? std::string_view(*question_.subject) : "",
                                   question_.body ? std::string_view(*question_.body) : "");
  const bool asks = question_.action == Action::open || question_.action == Action::contact;
  const bool writes = by_customer() && verdict.taken() && question_.action != Action::contact;
  const auto suggest = [&](const Limit& limit, std::string_view found, std::string_view answer) {
    const bool already = std::any_of(decision.suggestions.begin(), decision.suggestions.end(),
                                     [&](const Suggestion& s) { return s.counts == limit.counts; });
    if (already || !writes || limit.noticed != Noticed::suggested || !conceivable(limit.counts, question_) ||
        !policy_.holds(limit.when, facts, at_))
      return;
    decision.suggestions.push_back(
        {.rule = limit.id, .counts = limit.counts, .found = found, .answer = answer});
  };
  int shown = 0;
  for (const auto& [limit, answer, phrase] : heard) {
    if (limit) {
      if (known_by_words(limit->counts)) suggest(*limit, phrase, {});
      continue;
    }
    if (!asks || !policy_.holds(answer->when, facts, at_)) continue;
    if (document_.fair_use)
      for (const auto& counting : document_.fair_use->limits)
        if (counting.counts == Counted::documented) suggest(counting, phrase, answer->id);
    if (among(question_.answers_shown, answer->id) || ++shown > most_answers) continue;
    decision.obligations.push_back({.duty = Duty::show_answer, .rule = answer->id, .link = answer->link});
  }
}

}  // namespace plazo::policy::deciding
