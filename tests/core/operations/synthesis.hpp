// Requests made from their described types, so that a new operation is tested without anybody
// remembering it. Types say what a field looks like, not what it stands for; a table of meanings adds
// that. An id or a text without a meaning cannot be filled: the test fails and names the field.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/operations/operation.hpp"

namespace plazo::operations::testing {

/// What an id or a text in a request stands for.
enum class Meaning {
  words,  ///< what people write
  email,
  new_key,       ///< a key that the caller gives to what it puts
  ticket,        ///< id of a ticket
  other_ticket,  ///< id of another ticket of the same account
  task,          ///< id of a task of the outbox that was claimed once
  staff,         ///< the panel's key of a staff member
  session,       ///< id of a call or chat
  flag,          ///< id of a flag on conduct in that ticket
  suggestion,    ///< id of a suggestion in that ticket, which nobody has judged
  charge,        ///< id of a charge
  customer,      ///< the panel's key of a customer
  contact,       ///< the panel's key of a person who acts for that customer
  department,    ///< key of a department
  priority,
  policy_key,  ///< of a section that the tests' policy does not have: left out
  zone,
  cursor,    ///< `next` of an earlier page
  path,      ///< of a file that does not exist
  backup,    ///< path of a backup that exists
  document,  ///< a policy as text
  attempt,   ///< idempotency key
  upload,    ///< id of an upload; lists of them stay empty without one
  date,      ///< `2026-05-15`, of a calendar
  weekday,   ///< that date's
  hours,     ///< an interval; by weekdays
  clock,     ///< a time of day
  label,     ///< what people call a day, by language
  calendar,  ///< calendars by key
  feed,      ///< an iCalendar feed
};

/// A place in a request: the C++ type that holds the field, the field, and its pointer.
struct Place {
  std::string_view owner, field;
  std::string pointer;
  const json::Note* note;
};

/// The meaning of the field; throws `Unfillable` when the table has none.
Meaning meaning_of(const Place&);

struct Unfillable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

using Values = std::map<Meaning, std::string>;

enum class Fill {
  needed,      ///< required fields and everything that names an object
  everything,  ///< optional fields too, except cursors and idempotency keys
};

struct Request {
  std::string json;
  std::set<Meaning> named;  ///< the objects that it names
};

/// A request as this audience may send it. `instead` may replace the text of one pointer.
Request synthesise(const json::Type&, const Values&, json::Audience, Fill = Fill::needed,
                   const std::map<std::string, std::string>& instead = {});

/// Every text field that a request of this type may hold, nested ones included, as `synthesise` with
/// `Fill::everything` points at them, and cursors and idempotency keys too.
std::vector<Place> text_places(const json::Type&, json::Audience = json::Audience::panel);

/// Whether a value of this type holds an object of that C++ name anywhere.
bool holds(const json::Type&, std::string_view name);

}  // namespace plazo::operations::testing
