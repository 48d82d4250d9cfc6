#include "tests/core/operations/synthesis.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/json/encode.hpp"

namespace plazo::operations::testing {
namespace {

using json::Kind;

struct Known {
  std::string_view owner;  ///< empty: in any type
  std::string_view field;
  Meaning meaning;
};

// The first that fits holds. A new id or text field in a request needs a line here.
constexpr Known known[] = {
    {"CustomerGet", "reference", Meaning::customer},
    {"SessionStartGuest", "address", Meaning::new_key},
    {"PolicyDiff", "before", Meaning::document},
    {"PolicyDiff", "after", Meaning::document},
    {"Holiday", "on", Meaning::date},
    {"SpecialHours", "on", Meaning::date},
    {"SpecialHours", "days", Meaning::weekday},
    {"SpecialHours", "hours", Meaning::hours},
    {"Calendar", "weekly", Meaning::hours},
    {"Calendar", "valid_from", Meaning::date},
    {"Calendar", "valid_to", Meaning::date},
    {"CalendarAddDays", "cut_off", Meaning::clock},
    {"CalendarWeek", "date", Meaning::date},
    {"CalendarAffected", "text", Meaning::document},
    {"CalendarCheck", "text", Meaning::document},
    {"CalendarFeed", "text", Meaning::feed},
    {"CalendarFeed", "take", Meaning::label},
    {"CalendarFeed", "leave", Meaning::label},
    {"", "names", Meaning::label},
    {"", "calendars", Meaning::calendar},
    {"OutboxClaim", "kinds", Meaning::new_key},
    {"ImportedMessage", "staff", Meaning::policy_key},  // only where the message is by staff
    {"TicketImport", "external", Meaning::new_key},
    {"TicketImport", "tags", Meaning::new_key},
    {"", "assignee", Meaning::staff},
    {"", "into", Meaning::other_ticket},
    {"", "task", Meaning::task},
    {"", "ticket", Meaning::ticket},
    {"", "session", Meaning::session},
    {"", "flag", Meaning::flag},
    {"", "suggestion", Meaning::suggestion},
    {"", "charge", Meaning::charge},
    {"", "invoice", Meaning::new_key},
    {"", "note", Meaning::words},
    {"", "entitlement", Meaning::policy_key},
    {"", "currency", Meaning::policy_key},
    {"", "transcript", Meaning::words},
    {"", "customer", Meaning::customer},
    {"", "reference", Meaning::new_key},
    {"", "subject", Meaning::words},
    {"", "body", Meaning::words},
    {"", "reason", Meaning::words},
    {"", "name", Meaning::words},
    {"", "query", Meaning::words},
    {"", "es", Meaning::words},
    {"", "en", Meaning::words},
    {"", "provider", Meaning::words},
    {"", "email", Meaning::email},
    {"", "department", Meaning::department},
    {"", "departments", Meaning::department},
    {"", "priority", Meaning::priority},
    {"", "priorities", Meaning::priority},
    {"", "zone", Meaning::zone},
    {"", "contact", Meaning::contact},
    {"", "groups", Meaning::new_key},
    {"", "product", Meaning::new_key},
    {"", "after", Meaning::cursor},
    {"", "beyond", Meaning::cursor},
    {"", "product", Meaning::new_key},
    {"", "topic", Meaning::policy_key},
    {"", "channel", Meaning::policy_key},
    {"", "service", Meaning::policy_key},
    {"", "fields", Meaning::policy_key},
    {"", "checked", Meaning::policy_key},
    {"", "answers_shown", Meaning::policy_key},
    {"", "circumstances", Meaning::policy_key},
    {"", "entitlements", Meaning::policy_key},
    {"", "target", Meaning::path},
    {"", "source", Meaning::backup},
    {"PolicyCheck", "text", Meaning::document},
    {"PolicyPreview", "text", Meaning::document},
    {"Fragment", "name", Meaning::path},
    {"Fragment", "text", Meaning::document},
    {"", "reader_zone", Meaning::zone},
    {"PageLink", "place", Meaning::path},
    {"PageLink", "address", Meaning::path},
    {"PolicySimulate", "text", Meaning::document},
    {"PolicyDecide", "text", Meaning::document},
    {"", "after", Meaning::cursor},
    {"", "idempotency_key", Meaning::attempt},
    {"", "attachments", Meaning::upload},
};

bool names_an_object(Meaning m) {
  return m == Meaning::ticket || m == Meaning::other_ticket || m == Meaning::task || m == Meaning::session ||
         m == Meaning::flag || m == Meaning::suggestion || m == Meaning::charge || m == Meaning::customer ||
         m == Meaning::department;
}

const json::Type& plain(const json::Type& type) {
  return type.kind == Kind::optional ? type.element() : type;
}

/// What a field holds in the end: the element of lists, maps and optionals.
const json::Type& innermost(const json::Type& type) {
  return type.element ? innermost(type.element()) : type;
}

/// The objects around a place, outermost first. A field that leads back into one of them is left out: a
/// calendar joined of calendars would never end.
using Around = std::vector<const json::Type*>;
bool leads_back(const json::Field& field, const Around& around) {
  return std::find(around.begin(), around.end(), &innermost(field.type())) != around.end();
}

/// The key of the one entry that an object of entries is given.
std::string key_in(const Place& place, const Values& values) {
  switch (const Meaning m = meaning_of(place)) {
    case Meaning::hours:
      return "daily";
    case Meaning::label:
      return "es";
    case Meaning::calendar:
      return "office";
    case Meaning::policy_key:
      return "key";
    default:
      return values.at(m);
  }
}

/// Bounds in a note are those of a list or an object of entries; their texts have none of their own.
constexpr json::Note unbounded{.field = "", .meaning = ""};

bool is_text(const json::Type& type) { return type.kind == Kind::text || type.kind == Kind::id; }

// A policy is filled with what it cannot do without: its rules name each other, and have tests of their own.
bool left_out_of_a_policy(std::string_view owner, const json::Field& field) {
  // One of two texts and versions is compared; as texts they need no policy in force.
  if (owner == "PolicyDiff") return field.name == "from" || field.name == "to";
  // These speak of the policy's keys.
  if (owner == "PolicyDecide" || owner == "PolicySimulate") return !field.required();
  if (owner == "Document")
    return !field.required() && field.name != "zone" && field.name != "first_response" &&
           field.name != "fair_use";
  // Its suspension is there, so that support can be suspended under it.
  if (owner == "FairUse") return field.name != "suspension";
  if (owner == "Suspension") return field.name != "length" && field.name != "for_good";
  return (owner == "Department" || owner == "Priority") && field.name != "name";
}

bool needed_in_calendar(const Place& place) {
  return place.owner == "Calendar" && (place.field == "zone" || place.field == "weekly");
}

class Synthesiser {
 public:
  Synthesiser(const Values& values, json::Audience audience, Fill fill,
              const std::map<std::string, std::string>& instead)
      : values_(values), audience_(audience), fill_(fill), instead_(instead) {}

  void value(const json::Type& type, const Place& place) {
    switch (type.kind) {
      case Kind::boolean:
        out.json += "true";
        return;
      case Kind::integer:
        out.json += std::to_string(std::clamp<std::int64_t>(1, place.note->min, place.note->max));
        return;
      case Kind::duration:
        out.json += std::to_string(std::clamp<std::int64_t>(600'000, place.note->min, place.note->max));
        return;
      case Kind::instant:
        out.json += "\"2026-03-02T09:00:00.000Z\"";
        return;
      case Kind::enumeration:
        json::append_text(out.json, type.enumerators.front().name);
        return;
      case Kind::optional:
        return value(type.element(), place);
      case Kind::id:
      case Kind::text:
        return text(place);
      case Kind::list:
        return items(type, place, '[', ']');
      case Kind::keyed:
        return items(type, place, '{', '}');
      case Kind::object:
        return object(type, place.pointer, {});
      case Kind::choice:
        return object(type.alternatives.front().second(), place.pointer, type.alternatives.front().first);
      case Kind::bytes:
        throw Unfillable(place.pointer + " is of raw bytes");
    }
  }

  void object(const json::Type& type, const std::string& pointer, std::string_view tag) {
    out.json += '{';
    around_.push_back(&type);
    bool first = true;
    const auto key = [&](std::string_view name) {
      if (!std::exchange(first, false)) out.json += ',';
      json::append_text(out.json, name);
      out.json += ':';
    };
    if (!tag.empty()) {
      key("type");
      json::append_text(out.json, tag);
    }
    for (const auto& field : type.fields) {
      const Place place{type.name, field.name, pointer + "/" + std::string(field.name), field.note};
      if (field.note->audience > audience_ || !wanted(field, place)) continue;
      key(field.name);
      value(field.type(), place);
    }
    around_.pop_back();
    out.json += '}';
  }

  Request out;

 private:
  bool wanted(const json::Field& field, const Place& place) const {
    if (instead_.contains(place.pointer)) return true;
    if (left_out_of_a_policy(place.owner, field)) return false;
    if (place.owner == "Document" && field.name == "zone") return true;  // a policy without one is refused
    if ((place.owner == "Document" && field.name == "fair_use") || place.owner == "FairUse" ||
        place.owner == "Suspension")
      return true;
    if (field.required()) return true;
    if (leads_back(field, around_)) return false;
    // A calendar may lie inside one that says its zone, or be joined of others; by itself it needs both.
    if (needed_in_calendar(place)) return true;
    if (!is_text(plain(field.type()))) return fill_ == Fill::everything;
    const Meaning m = meaning_of(place);
    if (m == Meaning::cursor || m == Meaning::attempt || m == Meaning::policy_key) return false;
    return fill_ == Fill::everything || names_an_object(m);
  }

  void text(const Place& place) {
    if (const auto given = instead_.find(place.pointer); given != instead_.end())
      return json::append_text(out.json, given->second);
    const Meaning m = meaning_of(place);
    const auto found = values_.find(m);
    if (found == values_.end())
      throw Unfillable(place.pointer + " has a meaning without a value in this test");
    if (names_an_object(m)) out.named.insert(m);
    json::append_text(out.json, found->second);
  }

  void items(const json::Type& type, const Place& place, char open, char close) {
    out.json += open;
    const json::Type& element = type.element();
    const bool none = (type.kind == Kind::list || type.kind == Kind::keyed) && is_text(element) &&
                      (meaning_of(place) == Meaning::upload || meaning_of(place) == Meaning::policy_key) &&
                      !values_.contains(meaning_of(place));
    if (!none && (fill_ == Fill::everything || place.note->min >= 1 || needed_in_calendar(place))) {
      Place at{place.owner, place.field, place.pointer + "/0", place.note};
      if (type.kind == Kind::keyed) {
        const std::string name = key_in(place, values_);
        json::append_text(out.json, name);
        out.json += ':';
        at.pointer = place.pointer + "/" + name;
      }
      value(element, at);
    }
    out.json += close;
  }

  const Values& values_;
  json::Audience audience_;
  Fill fill_;
  const std::map<std::string, std::string>& instead_;
  Around around_;
};

void collect(const json::Type& type, const Place& place, json::Audience audience, Around& around,
             std::vector<Place>& out) {
  switch (type.kind) {
    case Kind::text:
      out.push_back(place);
      return;
    case Kind::optional:
      return collect(type.element(), place, audience, around, out);
    case Kind::list: {
      Place at = place;
      at.pointer += "/0";
      if (type.element().kind == Kind::text) at.note = &unbounded;
      return collect(type.element(), at, audience, around, out);
    }
    case Kind::keyed: {
      Place at = place;
      static const Values usual{{Meaning::department, "technical"}, {Meaning::priority, "regular"}};
      at.pointer += "/" + key_in(place, usual);
      if (type.element().kind == Kind::text) at.note = &unbounded;
      return collect(type.element(), at, audience, around, out);
    }
    case Kind::object:
      around.push_back(&type);
      for (const auto& field : type.fields)
        if (field.note->audience <= audience && !left_out_of_a_policy(type.name, field) &&
            !leads_back(field, around))
          collect(field.type(),
                  {type.name, field.name, place.pointer + "/" + std::string(field.name), field.note},
                  audience, around, out);
      around.pop_back();
      return;
    default:
      return;
  }
}

}  // namespace

Meaning meaning_of(const Place& place) {
  for (const auto& k : known)
    if ((k.owner.empty() || k.owner == place.owner) && k.field == place.field) return k.meaning;
  throw Unfillable(std::string(place.owner) + "." + std::string(place.field) +
                   " has no meaning: say in tests/core/operations/synthesis.cpp what it stands for");
}

Request synthesise(const json::Type& type, const Values& values, json::Audience audience, Fill fill,
                   const std::map<std::string, std::string>& instead) {
  Synthesiser s(values, audience, fill, instead);
  s.object(type, "", {});
  return std::move(s.out);
}

std::vector<Place> text_places(const json::Type& type, json::Audience audience) {
  std::vector<Place> out;
  Around around;
  collect(type, {"", "", "", nullptr}, audience, around, out);
  return out;
}

namespace {
bool holds(const json::Type& whole, std::string_view name, Around& around) {
  const json::Type& type = innermost(whole);
  if (type.kind != Kind::object || std::find(around.begin(), around.end(), &type) != around.end())
    return false;
  around.push_back(&type);
  return type.name == name || std::any_of(type.fields.begin(), type.fields.end(),
                                          [&](const auto& f) { return holds(f.type(), name, around); });
}
}  // namespace

bool holds(const json::Type& type, std::string_view name) {
  Around around;
  return holds(type, name, around);
}

}  // namespace plazo::operations::testing
