#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/calendar/notation.hpp"
#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

/// Words of a text that say less than `promise: limit`, with what they mean.
struct Softening {
  std::string_view word;
  std::string_view code;
  std::string_view promise;
};
constexpr std::array softenings{
    Softening{"promedio", "average_as_limit", "mean"},
    Softening{"en media", "average_as_limit", "mean"},
    Softening{"average", "average_as_limit", "mean"},
    Softening{"casi siempre", "usual_as_limit", "percentile"},
    Softening{"almost always", "usual_as_limit", "percentile"},
    Softening{"nearly always", "usual_as_limit", "percentile"},
    Softening{"suele", "usual_as_limit", "expectation"},
    Softening{"generalmente", "usual_as_limit", "expectation"},
    Softening{"normalmente", "usual_as_limit", "expectation"},
    Softening{"usually", "usual_as_limit", "expectation"},
    Softening{"generally", "usual_as_limit", "expectation"},
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

void check_words(const std::string& path, const std::optional<Prose>& text, Findings& findings) {
  if (!text) return;
  for (const auto* const words : {&text->es, &text->en}) {
    if (!*words) continue;
    const std::string said = lower(**words);
    for (const Softening& soft : softenings)
      if (said.find(soft.word) != std::string::npos) {
        findings.warning(path + "/promise", soft.code,
                         "the text says `" + std::string(soft.word) +
                             "`, but each single case is promised within the limit",
                         "set `promise` to `" + std::string(soft.promise) + "`, or say it without that word");
        return;
      }
  }
}

/// What targets and products have in common.
template <class T>
void check_term(const std::string& path, const T& term, Findings& findings) {
  const bool in_days = term.measure == Measure::working_days;
  const bool limit = in_days ? term.days.has_value() : term.limit.has_value();
  const bool expected = in_days ? term.expected_days.has_value() : term.expected.has_value();
  const std::string unit = in_days ? "days" : "limit";

  if (in_days ? (term.limit || term.expected) : (term.days || term.expected_days))
    findings.error(path + "/measure", "contradiction",
                   in_days ? "working days are counted, but a time is given"
                           : "a time is measured, but working days are given",
                   in_days ? "give `days` and `expected_days`"
                           : "set `measure` to `working_days`, or give `limit` and `expected`");
  else if (term.promise == Promise::none ? limit || expected : false)
    findings.error(path + "/promise", "contradiction", "nothing is promised, but a time is given",
                   "leave the time out, or say how binding it is");
  else if (term.promise == Promise::expectation && !limit && !expected)
    findings.error(path + "/expected", "limit_unstated", "it is not stated which time is usual",
                   "give `expected`, of a range also its upper end as `" + unit + "`");
  else if (term.promise != Promise::none && term.promise != Promise::expectation && !limit) {
    if (expected)
      findings.error(path + "/" + unit, "range_without_limit",
                     "a time is expected, but it is not stated which one is the limit",
                     "of a range the upper end is the promise: give it as `" + unit + "`");
    else
      findings.error(path + "/" + unit, "limit_unstated", "it is not stated how soon",
                     "give `" + unit + "`, or set `promise` to `none`");
  }
  if ((term.limit && term.expected && *term.expected > *term.limit) ||
      (term.days && term.expected_days && *term.expected_days > *term.days))
    findings.error(path + (in_days ? "/expected_days" : "/expected"), "range_reversed",
                   "more is expected than the limit", "the lower end of a range is what is expected");

  if (term.cut_off && !in_days)
    findings.error(path + "/cut_off", "contradiction", "only working days have a cut-off",
                   "set `measure` to `working_days`, or leave it out");
  if (term.cut_off && !calendar::read_clock(*term.cut_off))
    findings.error(path + "/cut_off", "bad_time", shown(*term.cut_off) + " is not a time of day",
                   "write it as `16:00`");
  if (in_days && term.ends == DayEnd::cut_off && !term.cut_off)
    findings.error(path + "/cut_off", "cut_off_unstated", "the term ends at the cut-off, which is not stated",
                   "give it as `16:00`");
  if (term.promise == Promise::limit) check_words(path, term.text, findings);
}

void check_statistics(const std::string& path, const Target& target, Findings& findings) {
  const bool percentile = target.promise == Promise::percentile;
  const bool over_window = percentile || target.promise == Promise::mean;
  if (percentile && !target.percent)
    findings.error(path + "/percent", "percent_unstated", "it is not stated how many of a hundred",
                   "give `percent`, such as 95");
  if (over_window && !target.window)
    findings.error(path + "/window", "window_unstated", "it is not stated over how long it is taken",
                   "give `window`, such as `P30D`");
  if ((target.percent && !percentile) || (target.window && !over_window))
    findings.error(path + "/promise", "contradiction",
                   "`percent` and `window` are there, but each single ticket is looked at",
                   "set `promise` to `percentile` or `mean`, or leave them out");
}

/// Whether a department without hours of its own may have tickets of this target. To one that takes no
/// requests none come, unless the target speaks of it.
const std::string* department_without_hours(const Document& document, const Target& target) {
  for (const auto& [key, department] : document.departments) {
    const auto& wanted = target.when.department;
    const bool named = std::find(wanted.begin(), wanted.end(), key) != wanted.end();
    if (!department.hours && (named || (wanted.empty() && department.state == PlaceState::open))) return &key;
  }
  return nullptr;
}

void check_steps(const std::string& path, const Target& target, Findings& findings) {
  for (std::size_t i = 0; i < target.steps.size(); ++i) {
    const Step& step = target.steps[i];
    const std::string at = under(path + "/steps", i);
    if (step.before.has_value() == step.after.has_value())
      findings.error(at, "step_unstated",
                     step.before ? "it cannot be both before and after the deadline"
                                 : "it is not stated when it is done",
                     "give one of `before` and `after`");
    if (step.notify.empty() && !step.priority && !step.department && !step.assign && !step.tag)
      findings.warning(at, "step_unstated", "it is not stated what is done",
                       "give `notify`, `priority`, `department`, `assign` or `tag`");
  }
}

void check_warnings(const std::string& path, const Target& target, Findings& findings) {
  if (!target.limit || target.measure == Measure::working_days) return;
  for (std::size_t i = 0; i < target.warn.size(); ++i)
    if (target.warn[i] >= *target.limit)
      findings.warning(under(path + "/warn", i), "contradiction",
                       "the warning comes before the time has begun to run",
                       "warn less than the limit before its end");
}

void check_compensation(const std::string& path, const Target& target, Findings& findings) {
  if (!target.compensation) return;
  const Compensation& what = *target.compensation;
  if (!what.percent && !what.days && !what.amount)
    findings.error(path + "/compensation", "compensation_unstated", "it is not stated what a breach is worth",
                   "give `percent`, `days` or `amount`");
  if (target.promise != Promise::limit)
    findings.warning(path + "/compensation", "unreachable_rule",
                     "it never applies: no single ticket breaches this promise",
                     "set `promise` to `limit`, or leave it out");
}

void check_compensation_ceiling(const Document& document, Findings& findings) {
  const auto& ceiling = document.compensation_ceiling;
  if (!ceiling) return;
  if (!ceiling->percent && !ceiling->amount)
    findings.error("/compensation_ceiling", "compensation_unstated",
                   "it is not stated what all breaches are worth at most", "give `percent` or `amount`");
  if (std::none_of(document.targets.begin(), document.targets.end(),
                   [](const Target& target) { return target.compensation.has_value(); }))
    findings.warning("/compensation_ceiling", "unreachable_rule",
                     "it never applies: no target has a `compensation`",
                     "say what a breach is worth, or leave it out");
}

bool same_promise(const Target& a, const Target& b) {
  return a.promise == b.promise && a.limit == b.limit && a.expected == b.expected && a.days == b.days &&
         a.measure == b.measure && a.hours == b.hours && a.cut_off == b.cut_off;
}

void check_sequence(const Document& document, Findings& findings) {
  const auto& targets = document.targets;
  for (std::size_t later = 0; later < targets.size(); ++later) {
    const Target& target = targets[later];
    std::string overlaps;
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const Target& before = targets[earlier];
      if (before.clock != target.clock) continue;
      if (covers(before.when, before.unless, target.when, target.unless)) {
        findings.warning(under("/targets", later), "unreachable_rule",
                         "it never applies: " + shown(before.id) + " before it holds for all that it does",
                         "put it before that one, or leave it out");
        overlaps.clear();
        break;
      }
      if (overlaps.empty() && !same_promise(before, target) &&
          meet(before.when, before.unless, target.when, target.unless) &&
          !covers(target.when, target.unless, before.when, before.unless))
        overlaps = before.id;
    }
    if (!overlaps.empty())
      findings.warning(under("/targets", later), "overlap",
                       "it and " + shown(overlaps) + " can hold for the same ticket; the earlier one is its",
                       "narrow one of them with `unless`, or keep this order on purpose");
  }
  if (document.first_response)
    for (const Target& target : targets)
      if (target.clock == ClockKind::first_response && holds_always(target.when) && !target.unless) {
        findings.warning("/first_response", "unreachable_rule",
                         "it never applies: the target " + shown(target.id) + " holds for every ticket",
                         "leave one of the two out");
        break;
      }
}

}  // namespace

void check_promises(const Document& document, Findings& findings) {
  for (std::size_t i = 0; i < document.targets.size(); ++i) {
    const Target& target = document.targets[i];
    const std::string path = under("/targets", i);
    check_term(path, target, findings);
    check_statistics(path, target, findings);
    check_steps(path, target, findings);
    check_warnings(path, target, findings);
    check_compensation(path, target, findings);
    if (!target.hours && target.measure != Measure::wall_time && target.promise != Promise::none)
      if (const auto* const department = department_without_hours(document, target))
        findings.error(path + "/hours", "hours_unstated",
                       "it is not stated in which hours the time runs, nor are those of the department " +
                           shown(*department),
                       "name a calendar; `always` is round the clock");
  }
  check_sequence(document, findings);
  check_compensation_ceiling(document, findings);
  if (!document.activation) return;
  for (const auto& [key, product] : document.activation->products) {
    const std::string path = under("/activation/products", key);
    check_term(path, product, findings);
    if (!product.hours && product.measure != Measure::wall_time && product.promise != Promise::none)
      findings.error(path + "/hours", "hours_unstated",
                     "it is not stated in which hours or on which days the time runs",
                     "name a calendar; `always` is round the clock");
    if (product.promise == Promise::percentile || product.promise == Promise::mean)
      findings.error(path + "/promise", "contradiction", "an activation is promised one by one",
                     "set `promise` to `limit`, `expectation` or `none`");
    if (product.promise == Promise::limit && product.needs.empty())
      findings.warning(path + "/needs", "needs_unstated",
                       "it is not stated what must hold before the time begins",
                       "name the conditions, such as that the payment has been credited");
  }
}

}  // namespace plazo::policy
