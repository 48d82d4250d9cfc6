// The parts of the page, each made from one part of the document. Only page*.cpp use this.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/messages.hpp"
#include "core/policy/page.hpp"
#include "core/policy/wording.hpp"

namespace plazo::policy {

/// Writes one page: what it is about, and the small pieces that all parts are made of.
class Composer {
 public:
  Composer(const Compiled&, const PageOptions&);

  // page.cpp
  Section summary() const;
  Section opening_hours() const;
  std::vector<Block> lead() const;
  std::vector<Block> foot() const;
  Section company() const;
  // page_contact.cpp
  Section channels() const;
  Section departments() const;
  Section topics() const;
  Section exceptions() const;
  Section priorities() const;
  // page_promises.cpp
  Section response_times() const;
  Section entitlements() const;
  Section activation() const;
  Section notices() const;
  // page_conduct.cpp
  Section answers() const;
  Section checklist() const;
  Section information() const;
  Section queue() const;
  Section fair_use() const;
  Section guidance() const;

 private:
  std::string say(std::string_view key, std::initializer_list<Argument> arguments = {}) const {
    return message(locale_, key, arguments);
  }
  std::string text(const Prose& prose) const { return in(locale_, prose); }
  /// In one line: line breaks become blanks.
  std::string line_of(const Prose&) const;
  /// With a full stop, where it does not end in a mark of its own.
  static std::string sentence(std::string text);
  static std::string id(std::string_view kind, std::string_view key);
  static Line plain(std::string text) { return {{std::move(text)}}; }
  static Line strong(std::string text) { return {{std::move(text), Run::Kind::strong}}; }
  Section section(std::string_view name) const;
  static Block block(Block::Kind kind) { return {.kind = kind}; }
  static Block paragraph(std::string text) { return {.line = plain(std::move(text))}; }
  /// One paragraph a line.
  void prose(std::vector<Block>&, const std::optional<Prose>&) const;
  /// A pair under a label of the catalogue; nothing when there is no text.
  void pair(Block& pairs, std::string_view label, std::string text) const;
  void pair(Block& pairs, std::string_view label, Line line) const;
  void pair(Block& pairs, std::string_view label, const std::optional<Prose>&) const;
  static void add(Section& to, Block);
  static void add(Section& to, Section);

  /// `Consultas sobre …`, or `Todas las consultas`.
  std::string requests(const When&, const std::optional<When>& unless = std::nullopt) const;
  std::string list(const std::vector<std::string>& keys, Naming, Joint = Joint::all) const;
  /// The hours of a channel or department; empty when none are stated.
  std::string hours(const std::optional<std::string>& calendar) const;
  /// Whether it is open at the page's instant; empty when no hours are stated.
  std::string state(const std::optional<std::string>& calendar) const;
  /// Of a channel or department: its hours, or why it has none.
  template <class Place>
  std::string place_hours(const Place& place) const {
    return place.state == PlaceState::open ? hours(place.hours) : term(locale_, place.state);
  }
  template <class Place>
  std::string place_state(const Place& place) const {
    return place.state == PlaceState::open ? state(place.hours) : std::string();
  }
  /// In a table: what is written waits for its department where the channel has no hours of its own.
  std::string summary_hours(const Channel&) const;
  /// What an outcome does, with the provider's own words after it.
  std::string outcome(const Outcome&) const;
  Line address(std::string_view contact) const;
  /// An address of the provider's as a link, where it may be one.
  Line linked(const std::string& address) const;
  /// The same under a text of its own; where it leads nowhere the address itself.
  Run named_link(const std::string& address, std::string text) const;
  /// A place in the panel, as a link where its address is known.
  Run place(std::string_view name, std::string text) const;
  /// A link that opens a ticket for a department or topic; empty when the panel gave no address.
  Line ticket_link(std::string_view department, std::string_view topic, std::string text) const;
  const std::string* link(std::string_view place) const;
  /// What is promised as the first answer to what comes through a channel.
  std::string first_response(std::string_view channel) const;
  Section skills() const;
  /// A topic's skills, and the channels by which one is reached.
  std::string skills_of(const Topic&) const;
  /// Names of the topics that go to a department.
  std::string topics_of(std::string_view department) const;
  Line way(const Way&) const;
  Block target_table() const;
  /// How it was kept lately; empty when that is not known, or is not published.
  std::string lately(const Target&) const;
  std::string compensation(const Compensation&) const;
  std::string compensation_ceiling(const CompensationCeiling&) const;
  Block field_table() const;
  std::string pauses(const std::vector<PauseReason>&) const;
  std::string holiday_dates(const calendar::Document&) const;
  std::string special_dates(const calendar::Document&) const;
  std::vector<std::string> users_of(std::string_view calendar) const;
  std::string consequences(const Limit&) const;

  const Compiled& policy_;
  const Document& document_;
  const PageOptions& options_;
  const Locale locale_;
  std::optional<calendar::Zone> reader_;
};

}  // namespace plazo::policy
