// A policy ready to be asked: the document, its zone, and its calendars by key.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/calendar/calendar.hpp"
#include "core/policy/document.hpp"
#include "core/policy/facts.hpp"
#include "core/policy/phrases.hpp"

namespace plazo::policy {

/// Key of the calendar that is open round the clock.
inline constexpr std::string_view always = "always";

/// Immutable and cheap to share among threads. Asking it reads no clock and no database.
class Compiled {
 public:
  /// The document must be without errors (`check`). Throws `invalid` `policy.invalid` when a zone or a
  /// calendar of it cannot be loaded all the same.
  explicit Compiled(Document);

  const Document& document() const { return document_; }
  const calendar::Zone& zone() const { return zone_; }
  /// The calendar of a key, `always` among them. An unknown key is a fault (`internal`): `check` refuses it.
  const calendar::Calendar& calendar(std::string_view key) const;
  /// Names the document of a calendar's hours: the same text for the same hours, wherever they stand. Empty
  /// for a key that the policy does not have.
  std::string_view digest(std::string_view calendar) const;
  /// The version of the zone data with which the hours were made, as `calendar::zone_data_version`.
  const std::string& zone_data() const { return zone_data_; }

  /// The target that a clock of this kind has when it starts at this instant: the first that holds, the
  /// document's short form last. Null: nothing is said of it.
  const Target* target(ClockKind, const Facts&, Instant at) const;
  /// The target of a name, the short form's being `first_response`. Null: there is none.
  const Target* target(ClockKind, std::string_view id) const;

  /// Whether the condition holds for these facts at this instant. `open` of the condition is judged by the
  /// hours of the facts' department and channel.
  bool holds(const When&, const Facts&, Instant at) const;
  /// `when` holds and `unless`, where there is one, does not.
  bool holds(const When& when, const std::optional<When>& unless, const Facts& facts, Instant at) const {
    return holds(when, facts, at) && !(unless && holds(*unless, facts, at));
  }
  /// The words of limits and answers that stand in a text; each list once, with its first phrase there.
  struct Heard {
    const Limit* limit = nullptr;
    const Answer* answer = nullptr;  ///< one of the two
    std::string_view phrase;         ///< as the policy writes it
  };
  /// In the order of the policy. What stands in the subject goes before what stands in the message.
  std::vector<Heard> heard(std::string_view subject, std::string_view body) const;

  /// Whether the department and the channel of the facts, those that are given, are within their hours.
  bool open(const Facts&, Instant at) const;

 private:
  /// Lists of words: those of the answers, then those of the limits. Null behind the last.
  const std::vector<std::string>* words_of(std::size_t list) const;

  Document document_;
  calendar::Zone zone_;
  std::map<std::string, calendar::Calendar, std::less<>> calendars_;
  std::map<std::string, std::string, std::less<>> digests_;
  std::string zone_data_;
  std::optional<Target> short_form_;
  Phrases phrases_;
};

}  // namespace plazo::policy
