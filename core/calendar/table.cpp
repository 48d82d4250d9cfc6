#include "core/calendar/table.hpp"

#include <algorithm>
#include <bit>

namespace plazo::calendar {
namespace {

Instant year_begin(int year) {
  if (year <= first_year) return world_begin;
  if (year > last_year) return world_end;
  return {day_number(year, 1, 1) * day_ms};
}

}  // namespace

void Column::index() {
  if (values_.empty()) return;
  origin_ = values_.front();
  const auto reach = static_cast<std::uint64_t>(values_.back() - origin_);
  // About one number to a bucket.
  for (shift_ = 0; (reach >> shift_) > values_.size();) ++shift_;
  const auto buckets = static_cast<std::size_t>(reach >> shift_) + 1;
  below_.reserve(buckets + 1);
  std::uint32_t count = 0;
  for (std::size_t bucket = 0; bucket <= buckets; ++bucket) {
    const std::int64_t begin = origin_ + static_cast<std::int64_t>(bucket << shift_);
    while (count < values_.size() && values_[count] < begin) ++count;
    below_.push_back(count);
  }
}

std::size_t Column::not_greater(std::int64_t than) const {
  if (values_.empty() || than < origin_) return 0;
  const auto bucket = static_cast<std::uint64_t>(than - origin_) >> shift_;
  if (bucket + 1 >= below_.size()) return values_.size();
  const std::int64_t* const values = values_.data();
  std::size_t from = below_.data()[bucket], to = below_.data()[bucket + 1];
  // A week of many short intervals after years of none: halve first.
  while (to - from > 8) {
    const std::size_t middle = from + (to - from) / 2;
    if (values[middle] <= than)
      from = middle + 1;
    else
      to = middle;
  }
  std::size_t found = from;
  for (std::size_t i = from; i < to; ++i) found += values[i] <= than ? 1 : 0;
  return found;
}

Table::Table(const Pattern& pattern, const Zone& zone, int from_year, int to_year)
    : from_year_(from_year), to_year_(to_year), begin_(year_begin(from_year)), end_(year_begin(to_year)) {
  const Intervals intervals = pattern.between(begin_, end_);
  opens_.reserve(intervals.size());
  closes_.reserve(intervals.size());
  sums_.reserve(intervals.size() + 1);
  std::int64_t sum = 0;
  for (const Interval& one : intervals) {
    opens_.push_back(one.from.ms);
    closes_.push_back(one.to.ms);
    sums_.push_back(sum);
    sum += (one.to - one.from).ms;
  }
  sums_.push_back(sum);
  closes_.index();
  sums_.index();
  mark_days(zone);
}

void Table::mark_days(const Zone& zone) {
  // No zone is further than a day from UTC, so two days inside the table every local day is whole; at the
  // ends of the world there is nothing outside to miss.
  first_whole_ = from_year_ <= first_year ? first_day : day_of(begin_.ms) + 2;
  last_whole_ = to_year_ > last_year ? last_day : day_of(end_.ms) - 3;
  days_.assign(static_cast<std::size_t>(last_whole_ - first_whole_) / 64 + 1, 0);
  const auto stretches = zone.offsets(begin_, end_);
  auto stretch = stretches.begin();
  for (std::size_t i = 0; i < opens_.size(); ++i) {
    // An interval may run through several stretches, and the next one begin in the last of them.
    for (std::int64_t from = opens_[i]; from < closes_[i];) {
      while (stretch->to.ms <= from) ++stretch;
      const std::int64_t to = std::min(closes_[i], stretch->to.ms), shift = stretch->offset.ms;
      const Day last = std::min(day_of(to - 1 + shift), last_whole_);
      for (Day day = std::max(day_of(from + shift), first_whole_); day <= last; ++day) {
        const auto at = static_cast<std::size_t>(day - first_whole_);
        days_[at / 64] |= std::uint64_t{1} << (at % 64);
      }
      from = to;
    }
  }
  days_before_.reserve(days_.size() + 1);
  std::int32_t count = 0;
  for (const std::uint64_t word : days_) {
    days_before_.push_back(count);
    count += std::popcount(word);
  }
  days_before_.push_back(count);
}

std::size_t Table::ending_after(Instant at) const { return closes_.not_greater(at.ms); }

bool Table::open_at(Instant at) const {
  const std::size_t i = ending_after(at);
  return i < opens_.size() && opens_[i] <= at.ms;
}

std::int64_t Table::open_before(Instant at) const {
  const std::size_t i = ending_after(at);
  if (i == opens_.size()) return sums_[i];
  return sums_[i] + std::max<std::int64_t>(0, at.ms - opens_.data()[i]);
}

std::optional<Instant> Table::after(Instant from, std::int64_t amount) const {
  const std::int64_t target = open_before(from) + amount;
  if (target > sums_.back()) return std::nullopt;
  // The interval in which the target is reached, its end included: the first with no less than the target
  // before the next one. The sum before the first is 0, always less.
  const std::size_t i = sums_.not_greater(target - 1) - 1;
  return Instant{closes_[i] - (sums_[i + 1] - target)};
}

std::optional<Instant> Table::before(Instant until, std::int64_t amount) const {
  const std::int64_t target = open_before(until) - amount;
  if (target < 0) return std::nullopt;
  // The last interval before which no more than the target lies, its beginning included. There is one: less
  // than the whole sum, for the amount is not nothing.
  const std::size_t i = sums_.not_greater(target) - 1;
  return Instant{opens_.data()[i] + (target - sums_[i])};
}

std::optional<Interval> Table::at_or_after(Instant at) const {
  const std::size_t i = ending_after(at);
  if (i == opens_.size()) return std::nullopt;
  return Interval{{opens_[i]}, {closes_[i]}};
}

bool Table::working(Day day) const {
  const auto at = static_cast<std::size_t>(day - first_whole_);
  return (days_[at / 64] >> (at % 64) & 1) != 0;
}

std::int64_t Table::working_before(Day day) const {
  const auto at = static_cast<std::size_t>(day - first_whole_);
  if (at / 64 >= days_.size()) return days_before_.back();
  const std::uint64_t lower = days_[at / 64] & ((std::uint64_t{1} << (at % 64)) - 1);
  return days_before_[at / 64] + std::popcount(lower);
}

std::optional<Day> Table::working_number(std::int64_t count) const {
  if (count >= days_before_.back()) return std::nullopt;
  const auto word = static_cast<std::size_t>(
      std::upper_bound(days_before_.begin(), days_before_.end(), count,
                       [](std::int64_t n, std::int32_t before) { return n < before; }) -
      days_before_.begin() - 1);
  std::uint64_t bits = days_[word];
  for (std::int64_t skip = count - days_before_[word]; skip > 0; --skip) bits &= bits - 1;
  return first_whole_ + static_cast<Day>(word * 64) + std::countr_zero(bits);
}

}  // namespace plazo::calendar
