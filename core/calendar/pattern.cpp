#include "core/calendar/pattern.hpp"

#include <algorithm>
#include <limits>

namespace plazo::calendar {
namespace {

YearDay year_day(Day day) {
  const auto date = date_of(day);
  return {static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::size_t order(YearDay day) { return static_cast<std::size_t>(day.month * 32 + day.day); }

}  // namespace

bool holds(YearDay from, YearDay to, YearDay day) {
  const std::size_t f = order(from), t = order(to), d = order(day);
  return f <= t ? f <= d && d <= t : d >= f || d <= t;
}

std::vector<Span> merged(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](Span a, Span b) { return a.from < b.from; });
  std::vector<Span> out;
  for (const Span span : spans) {
    if (!out.empty() && span.from <= out.back().to)
      out.back().to = std::max(out.back().to, span.to);
    else
      out.push_back(span);
  }
  return out;
}

DayHours day_hours(const std::vector<Span>& intervals) {
  DayHours hours;
  for (const Span span : intervals) {
    hours.own.push_back({span.from, std::min(span.to, day_ms)});
    if (span.to > day_ms) hours.carried.push_back({0, span.to - day_ms});
  }
  hours.own = merged(std::move(hours.own));
  hours.carried = merged(std::move(hours.carried));
  return hours;
}

void ClosedDates::add(const Dates& dates, std::size_t holiday) { entries_.emplace_back(dates, holiday); }

void ClosedDates::finish() {
  yearly_.fill(-1);
  for (const auto& [dates, holiday] : entries_) {
    if (dates.yearly) {
      any_yearly_ = true;
      for (int month = 1; month <= 12; ++month)
        for (int day = 1; day <= 31; ++day)
          if (auto& slot = yearly_[order({month, day})];
              slot < 0 && holds(dates.yearly_from, dates.yearly_to, {month, day}))
            slot = static_cast<std::int32_t>(holiday);
    } else {
      dated_.push_back({dates.from, dates.to, dates.to, holiday});
    }
  }
  entries_ = {};
  if (dated_.empty()) return;
  std::stable_sort(dated_.begin(), dated_.end(),
                   [](const Dated& a, const Dated& b) { return a.from < b.from; });
  for (std::size_t i = 1; i < dated_.size(); ++i)
    dated_[i].reach = std::max(dated_[i].to, dated_[i - 1].reach);
  // One pass whatever the number and length of the ranges: +1 where one begins, -1 after its end.
  const Day first = dated_.front().from;
  const auto count = static_cast<std::size_t>(dated_.back().reach - first + 1);
  std::vector<std::int32_t> change(count + 1);
  for (const Dated& range : dated_) {
    ++change[static_cast<std::size_t>(range.from - first)];
    --change[static_cast<std::size_t>(range.to - first) + 1];
  }
  closed_.reserve(count);
  std::int32_t depth = 0;
  for (std::size_t i = 0; i < count; ++i) closed_.push_back((depth += change[i]) > 0);
}

bool ClosedDates::contains(Day day) const {
  if (!closed_.empty() && day >= dated_.front().from && day <= dated_.back().reach &&
      closed_[static_cast<std::size_t>(day - dated_.front().from)])
    return true;
  return any_yearly_ && yearly_[order(year_day(day))] >= 0;
}

std::int64_t ClosedDates::holiday_on(Day day) const {
  if (!contains(day)) return -1;
  auto at = std::upper_bound(dated_.begin(), dated_.end(), day,
                             [](Day d, const Dated& range) { return d < range.from; });
  while (at != dated_.begin()) {
    --at;
    if (at->reach < day) break;
    if (at->to >= day) return static_cast<std::int64_t>(at->holiday);
  }
  return yearly_[order(year_day(day))];
}

std::int32_t Hours::special_on(Day day) const {
  if (special_days.empty()) return -1;
  const auto at = std::lower_bound(special_days.begin(), special_days.end(), day,
                                   [](const auto& entry, Day d) { return entry.first < d; });
  return at != special_days.end() && at->first == day ? at->second : -1;
}

void Hours::spans_on(Day day, std::vector<Span>& out) const {
  out.clear();
  if (day < valid_from || day > valid_to) return;
  const bool closed_here = closed.contains(day);
  const auto today = static_cast<std::size_t>(weekday_of(day));
  const std::int32_t own = special_on(day), before = special_on(day - 1);
  const auto add = [&out](const std::vector<Span>& spans) {
    out.insert(out.end(), spans.begin(), spans.end());
  };
  if (before >= 0)
    add(special[static_cast<std::size_t>(before)].carried);
  else if (!closed_here)
    add(weekly[(today + 6) % 7].carried);
  const std::size_t carried = out.size();
  if (own >= 0)
    add(special[static_cast<std::size_t>(own)].own);
  else if (!closed_here)
    add(weekly[today].own);
  if (carried > 0 && out.size() > carried) out = merged(std::move(out));
}

bool Hours::usually_open_on(Day day) const {
  const auto today = static_cast<std::size_t>(weekday_of(day));
  return !weekly[today].own.empty() || !weekly[(today + 6) % 7].carried.empty();
}

Intervals Hours::between(Instant from, Instant to) const {
  Intervals out;
  std::vector<Span> spans;
  // While the offset stays the same, the wall clock runs like UTC moved by it. So each stretch is laid out on
  // its own wall clock: a repeated hour lies in two stretches and a skipped one in none.
  for (const OffsetStretch& stretch : zone.offsets(from, to)) {
    const std::int64_t shift = stretch.offset.ms;
    const std::int64_t begin = stretch.from.ms + shift, end = stretch.to.ms + shift;
    const Day last = std::min(day_of(end - 1), last_day);
    for (Day day = std::max(day_of(begin), first_day); day <= last; ++day) {
      spans_on(day, spans);
      for (const Span span : spans)
        append(out, {Instant{std::max(begin, day * day_ms + span.from) - shift},
                     Instant{std::min(end, day * day_ms + span.to) - shift}});
    }
  }
  return out;
}

Intervals Pattern::between(Instant from, Instant to) const {
  if (kind == Kind::hours) return hours.front().between(from, to);
  Intervals out = parts.front().between(from, to);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Intervals next = parts[i].between(from, to);
    out = kind == Kind::any ? joined(out, next) : intersected(out, next);
  }
  return out;
}

}  // namespace plazo::calendar
