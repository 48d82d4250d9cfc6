#include "core/calendar/interval.hpp"

#include <algorithm>

namespace plazo::calendar {

Intervals joined(const Intervals& a, const Intervals& b) {
  Intervals out;
  out.reserve(std::max(a.size(), b.size()));
  auto i = a.begin(), j = b.begin();
  while (i != a.end() || j != b.end()) {
    const bool first = j == b.end() || (i != a.end() && i->from <= j->from);
    append(out, first ? *i++ : *j++);
  }
  return out;
}

Intervals intersected(const Intervals& a, const Intervals& b) {
  Intervals out;
  auto i = a.begin(), j = b.begin();
  while (i != a.end() && j != b.end()) {
    append(out, {std::max(i->from, j->from), std::min(i->to, j->to)});
    // The one that ends first cannot meet anything further.
    if (i->to <= j->to)
      ++i;
    else
      ++j;
  }
  return out;
}

}  // namespace plazo::calendar
