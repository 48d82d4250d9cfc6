// Walking through all conditions and outcomes, and comparing two conditions without any facts.
#include <algorithm>

#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

template <class T>
bool share(const std::vector<T>& a, const std::vector<T>& b) {
  return std::any_of(a.begin(), a.end(),
                     [&](const T& one) { return std::find(b.begin(), b.end(), one) != b.end(); });
}
template <class T>
bool within(const std::vector<T>& few, const std::vector<T>& many) {
  return std::all_of(few.begin(), few.end(),
                     [&](const T& one) { return std::find(many.begin(), many.end(), one) != many.end(); });
}

/// Whether a list of `other` leaves nothing that the same list of `when` does not take.
template <class T>
bool list_covers(const std::vector<T>& when, const std::vector<T>& other) {
  return when.empty() || (!other.empty() && within(other, when));
}
/// Of facts that a request has one of.
template <class T>
bool list_meets(const std::vector<T>& a, const std::vector<T>& b) {
  return a.empty() || b.empty() || share(a, b);
}
/// Kinds of customer: a request may have several, but `visitor` and `customer` exclude each other.
bool customers_meet(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto only = [](const std::vector<std::string>& kinds, std::string_view kind) {
    return kinds.size() == 1 && kinds[0] == kind;
  };
  return !(only(a, kind_visitor) && only(b, kind_customer)) &&
         !(only(a, kind_customer) && only(b, kind_visitor));
}

bool covers(const When& when, const When& other) {
  return list_covers(when.topic, other.topic) && list_covers(when.department, other.department) &&
         list_covers(when.channel, other.channel) && list_covers(when.priority, other.priority) &&
         list_covers(when.customer, other.customer) && list_covers(when.identity, other.identity) &&
         list_covers(when.service, other.service) && list_covers(when.product, other.product) &&
         list_covers(when.circumstance, other.circumstance) &&
         list_covers(when.entitlement, other.entitlement) && (!when.during || when.during == other.during) &&
         (!when.outside || when.outside == other.outside) && (!when.open || when.open == other.open);
}

bool meet(const When& a, const When& b) {
  return list_meets(a.topic, b.topic) && list_meets(a.department, b.department) &&
         list_meets(a.channel, b.channel) && list_meets(a.priority, b.priority) &&
         customers_meet(a.customer, b.customer) && list_meets(a.identity, b.identity) &&
         list_meets(a.service, b.service) && list_meets(a.product, b.product) &&
         !(a.during && a.during == b.outside) && !(a.outside && a.outside == b.during) &&
         !(a.open && b.open && *a.open != *b.open);
}

}  // namespace

std::string under(std::string_view path, std::string_view key) {
  std::string out(path);
  out += '/';
  for (const char c : key)
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  return out;
}
std::string under(std::string_view path, std::size_t index) {
  return std::string(path) + "/" + std::to_string(index);
}

bool holds_always(const When& when) { return covers(when, When{}); }

bool covers(const When& when, const std::optional<When>& unless, const When& other_when,
            const std::optional<When>& other_unless) {
  if (!covers(when, other_when)) return false;
  // What the first leaves out must not be among what the second takes.
  return !unless || !meet(*unless, other_when) || (other_unless && covers(*other_unless, *unless));
}

bool meet(const When& when, const std::optional<When>& unless, const When& other_when,
          const std::optional<When>& other_unless) {
  return meet(when, other_when) && !(unless && covers(*unless, other_when)) &&
         !(other_unless && covers(*other_unless, when));
}

void each_condition(const Document& document,
                    const std::function<void(const std::string& path, const When&)>& visit) {
  const auto both = [&](const std::string& path, const When& when, const std::optional<When>& unless) {
    visit(path + "/when", when);
    if (unless) visit(path + "/unless", *unless);
  };
  const auto each = [&](const auto& rules, std::string_view path) {
    for (std::size_t i = 0; i < rules.size(); ++i) {
      if constexpr (requires { rules[i].unless; })
        both(under(path, i), rules[i].when, rules[i].unless);
      else
        visit(under(path, i) + "/when", rules[i].when);
    }
  };
  for (const auto& [key, topic] : document.topics) each(topic.ways, under("/topics", key) + "/ways");
  each(document.exceptions, "/exceptions");
  each(document.required, "/required");
  each(document.checklist, "/checklist");
  each(document.quality, "/quality");
  each(document.answers, "/answers");
  each(document.targets, "/targets");
  each(document.order, "/order");
  each(document.incidents, "/incidents");
  if (document.fair_use) {
    each(document.fair_use->limits, "/fair_use/limits");
    for (std::size_t i = 0; i < document.fair_use->cool_downs.size(); ++i)
      visit(under("/fair_use/cool_downs", i) + "/unless", document.fair_use->cool_downs[i].unless);
  }
}

void each_outcome(const Document& document,
                  const std::function<void(const std::string& path, const Outcome&)>& visit) {
  for (const auto& [key, channel] : document.channels)
    if (channel.outside_hours) visit(under("/channels", key) + "/outside_hours", *channel.outside_hours);
  for (const auto& [key, department] : document.departments)
    if (department.outside_hours)
      visit(under("/departments", key) + "/outside_hours", *department.outside_hours);
  for (std::size_t i = 0; i < document.exceptions.size(); ++i)
    visit(under("/exceptions", i), document.exceptions[i]);
  if (document.otherwise) visit("/otherwise", *document.otherwise);
}

}  // namespace plazo::policy
