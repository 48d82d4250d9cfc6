// The parts of `check`, one source each. They add to the same findings and know nothing of each other.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/check.hpp"

namespace plazo::policy {

/// Collects findings; after a thousand it only counts.
class Findings {
 public:
  void error(std::string path, std::string_view code, std::string message, std::string help = {}) {
    add(Severity::error, std::move(path), code, std::move(message), std::move(help));
  }
  void warning(std::string path, std::string_view code, std::string message, std::string help = {}) {
    add(Severity::warning, std::move(path), code, std::move(message), std::move(help));
  }
  /// In the document's order.
  std::vector<Finding> take();

 private:
  void add(Severity, std::string path, std::string_view code, std::string message, std::string help);

  std::vector<Finding> found_;
  std::size_t more_ = 0;
  bool more_errors_ = false;
};

/// Zone, languages, dates, currency, contact data, keys and ids.
void check_frame(const Document&, Findings&);
/// Calendars, and whether hours, holidays and what happens outside them are stated.
void check_hours(const Document&, Findings&);
/// That every key that is named exists.
void check_references(const Document&, Findings&);
/// Channels, topics, exceptions and `otherwise`: what never holds, overlaps, or leads nowhere.
void check_rules(const Document&, Findings&);
/// Departments that take no requests, what leads there all the same, and skills that nobody has or takes.
void check_places(const Document&, Findings&);
/// Fields, evidence and requirements.
void check_information(const Document&, Findings&);
/// Targets and activation times.
void check_promises(const Document&, Findings&);
/// Fair use and entitlements.
void check_fair_use(const Document&, Findings&);
/// Translations, stray marks, and the summary published elsewhere.
void check_texts(const Document&, Findings&);

/// `/sections/key` with the key escaped as RFC 6901 asks.
std::string under(std::string_view path, std::string_view key);
std::string under(std::string_view path, std::size_t index);

/// A list of words by which something is known: that each is long enough to say something, and short enough.
void check_words(const std::string& path, const std::vector<std::string>&, Findings&);

/// Every condition of the document with its place.
void each_condition(const Document&, const std::function<void(const std::string& path, const When&)>&);
/// Every outcome of the document with its place.
void each_outcome(const Document&, const std::function<void(const std::string& path, const Outcome&)>&);

/// Whether a calendar of the policy is open at every instant, by its own words.
bool round_the_clock(const Document&, std::string_view calendar);

/// Whether every request for which (`when`, `unless`) holds is one for which the other does too.
bool covers(const When& when, const std::optional<When>& unless, const When& other_when,
            const std::optional<When>& other_unless);
/// Whether there can be a request for which both hold.
bool meet(const When& when, const std::optional<When>& unless, const When& other_when,
          const std::optional<When>& other_unless);
/// Whether the condition holds for every request.
bool holds_always(const When&);

}  // namespace plazo::policy
