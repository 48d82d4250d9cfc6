// The parts of a decision, for the sources of decide*.cpp only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/policy/decide.hpp"

namespace plazo::policy::deciding {

/// What became of a request at one place: a topic, a channel and a department.
struct Verdict {
  Effect effect = Effect::allow;
  Notice notice = Notice::none;
  bool moved = false;
  const Way* way = nullptr;
  const Outcome* redirection = nullptr;  ///< where to instead
  std::string_view self_service;
  std::optional<Instant> opens_at, allowed_at;
  Identity identity = Identity::anonymous;  ///< what is needed, when that alone is missing
  Reason reason;                            ///< the one that decided

  void stop(Effect what, Reason why, Notice told = Notice::always) {
    effect = what;
    notice = told;
    moved = false;
    reason = why;
  }
  bool taken() const {
    return effect == Effect::allow || effect == Effect::queue || effect == Effect::advise || moved;
  }
};

/// One question under one policy. `Decision*` in its members is where reasons and obligations are noted; null
/// when only the verdict is wanted.
class Judge {
 public:
  Judge(const Compiled& policy, const Question& question, Instant at)
      : policy_(policy),
        document_(policy.document()),
        question_(question),
        at_(at),
        chosen_(question.facts.department) {}

  Decision decide() const;

 private:
  // decide.cpp
  void start(Facts&) const;
  void fill_department(Facts&) const;
  Verdict first_verdict(Facts&, Decision&) const;
  void set_department(Facts&, Verdict&) const;
  void escalate(Facts&, Verdict&, Decision&) const;
  void finish(const Verdict&, const Facts& asked, const Facts& found, Decision&) const;

  // decide_place.cpp
  /// Steps 4 to 10, at `at_`. Topic and department of the facts become those that the request has.
  Verdict place(Facts&, Action, Decision*) const;
  Verdict reply(const Facts&, Decision*) const;
  bool exceptions(Facts&, Verdict&, Decision*) const;
  const ExceptionRule* exception(const Facts&, Decision*) const;
  bool offered(const Channel*, std::string_view key, Verdict&) const;
  /// The same of the department, when it is known which.
  bool attended(const Facts&, Verdict&, Decision*) const;
  bool need_service(Facts&, Verdict&, Decision*) const;
  const Way* way_of(const Topic&, const Facts&) const;
  /// The one that was chosen, or else the only one, of those that take requests.
  std::string chosen_department() const;
  bool some_way(const Facts&) const;
  void no_way(Facts&, Verdict&) const;
  bool need_identity(Identity needed, std::string_view rule, const Facts&, Verdict&) const;
  /// The calendars that bind a request; null where there is none.
  struct Hours {
    const calendar::Calendar* first = nullptr;
    const calendar::Calendar* second = nullptr;
  };
  Hours hours_of(const Way*, const Facts&) const;
  void within_hours(Facts&, Verdict&, Decision*) const;
  void outside(const Outcome*, std::string_view rule, Facts&, Verdict&, Decision*) const;
  void apply(const Outcome&, Reason, Facts&, Verdict&) const;
  bool suspended(const Facts&, Verdict&) const;
  /// The first instant from `at_` on at which all of the hours are open; empty: never.
  std::optional<Instant> opening(const Hours&) const;
  std::optional<Instant> end_of(const When&, const std::optional<When>& unless, const Facts&) const;

  // decide_fair_use.cpp
  void fair_use(const Facts&, Action, Verdict&, Decision*) const;
  const SessionLimit* session_limit(std::string_view channel) const;
  void session(const Facts&, Verdict&, Decision&) const;
  void suspend(Verdict&, Decision&) const;

  // decide_information.cpp
  void attach(const Facts&, Verdict&) const;
  void information(const Facts&, Verdict&, Decision&) const;
  /// Whether the field was told and is what it should be.
  bool told(std::string_view field) const;
  void missing(Missing, ReasonCode, std::string_view rule, Verdict&, Decision&) const;

  // decide_words.cpp
  /// What words of the policy in what was written point to.
  void listen(const Facts&, const Verdict&, Decision&) const;

  // decide_priority.cpp
  void choose_priority(Facts&, Decision&) const;
  void priority(Facts&, Verdict&, Decision&) const;
  enum class Use { free, charged, unagreed, used_up };
  Use use(const std::string& entitlement, const Entitlement&, const Facts&) const;
  void queue(const Facts&, Decision&) const;

  // decide_alternatives.cpp
  /// What was asked, and the facts that it came to.
  void alternatives(const Facts& asked, const Facts& found, const Verdict&, Decision&) const;
  /// The ways of a topic, for a request about the topic of the facts.
  void try_topic(const Facts&, std::string_view topic, bool another, Decision&) const;
  /// The request at another channel and department, as if these had been chosen.
  void try_place(const Facts&, bool another_topic, bool preferred, Decision&) const;
  void add(Alternative, Decision&) const;
  /// Of a request that is taken: where somebody is reached who is better at it.
  void advise_skill(const Facts& asked, const Facts& found, const Verdict&, Decision&) const;
  /// The channel by which a written request comes when none was named: of the topic's, a ticket first.
  std::string_view written_channel(const Topic*) const;

  bool by_customer() const { return question_.by == Party::customer; }

  const Compiled& policy_;
  const Document& document_;
  const Question& question_;
  Instant at_;
  std::string_view chosen_;  ///< the department that was chosen
};

inline bool among(const std::vector<std::string>& keys, std::string_view key) {
  for (const auto& k : keys)
    if (k == key) return true;
  return false;
}

/// The key as the document holds it, whose text outlives the question; empty when it has none such.
template <class T>
std::string_view own_key(const json::Keyed<T>& section, std::string_view key) {
  for (const auto& [k, entry] : section)
    if (k == key) return k;
  return {};
}

std::uint16_t facts_of(const When&);
inline std::uint16_t facts_of(const When& when, const std::optional<When>& unless) {
  return static_cast<std::uint16_t>(facts_of(when) | (unless ? facts_of(*unless) : 0));
}

/// A call or chat, where somebody has to be there.
inline bool live(ChannelKind kind) {
  return kind == ChannelKind::chat || kind == ChannelKind::phone || kind == ChannelKind::callback;
}

/// Throws when the question names what the policy does not know.
void check_keys(const Document&, const Question&);

}  // namespace plazo::policy::deciding
