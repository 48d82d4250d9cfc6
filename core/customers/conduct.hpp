// Conduct: what staff have flagged of an account against the rules of fair use, what the software has
// suggested, and what the policy made follow. None is ever removed; what is taken back says when, by whom and
// why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/customers/customers.hpp"
#include "core/policy/fair_use.hpp"

namespace plazo::customers {

/// What a person has to see; the rest of `policy::Counted` the software counts by itself.
enum class Conduct {
  documented,        ///< a question that the documentation answers
  solution_ignored,  ///< an earlier solution that was not read or followed
  duplicates,        ///< a further ticket or mail on one matter
  pressure,          ///< hurrying after having been told that it is being followed
  offensive_language,
  false_reports,
};
BOOST_DESCRIBE_ENUM(Conduct, documented, solution_ignored, duplicates, pressure, offensive_language,
                    false_reports)

/// The same as the policy's limits call it.
constexpr policy::Counted counted_as(Conduct conduct) {
  return static_cast<policy::Counted>(static_cast<int>(conduct) +
                                      static_cast<int>(policy::Counted::documented));
}

/// The other way round; only of what staff flag.
constexpr Conduct conduct_of(policy::Counted counted) {
  return static_cast<Conduct>(static_cast<int>(counted) - static_cast<int>(policy::Counted::documented));
}
std::string_view name_of(Conduct);

struct ConductRow {
  Id id;
  Id customer;
  Conduct conduct = Conduct::documented;
  std::optional<Id> ticket;
  std::optional<std::string> note;
  Instant at;
  timeline::AuthorKind author_kind = timeline::AuthorKind::staff;
  std::optional<Id> author;
  std::string author_name;
  std::optional<Instant> withdrawn_at;
  std::optional<std::string> withdrawn_reason;
  std::optional<std::string> withdrawn_by;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the flag"},
      {.field = "customer", .meaning = "whose conduct it is"},
      {.field = "conduct", .meaning = "what it was"},
      {.field = "ticket", .meaning = "in which ticket"},
      {.field = "note", .meaning = "what staff noted of it among themselves", .max = 1000},
      {.field = "at", .meaning = "when it was flagged: from then on it counts"},
      {.field = "author_kind", .meaning = "who flagged it"},
      {.field = "author", .meaning = "which staff member"},
      {.field = "author_name", .meaning = "the author's name at that time", .max = 200},
      {.field = "withdrawn_at", .meaning = "when it was withdrawn: from then on it does not count"},
      {.field = "withdrawn_reason", .meaning = "why, as the customer reads it", .max = 1000},
      {.field = "withdrawn_by", .meaning = "name of who withdrew it", .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(ConductRow, (),
                      (id, customer, conduct, ticket, note, at, author_kind, author, author_name,
                       withdrawn_at, withdrawn_reason, withdrawn_by))

const storage::TableOf<ConductRow>& conduct();

std::optional<ConductRow> find_conduct(storage::Transaction&, Id flag);
/// Which flags are read: of an account, of a ticket, of the departments of a staff member; 0 is any.
struct ConductScope {
  Id customer = {};
  Id ticket = {};
  Id staff = {};  ///< flags without a ticket are everybody's among staff
};
/// The newest first, those before `before`.
std::vector<ConductRow> conduct_of(storage::Transaction&, const ConductScope&, Id before, int limit);
/// Those of an account since an instant that still count, the newest first; at most `limit`.
std::vector<ConductRow> counting_conduct(storage::Transaction&, Id customer, Instant since, int limit);
/// Notes in the row that it counts no more.
void withdraw(storage::Transaction&, ConductRow&, std::string_view reason, std::string_view name,
              Instant now);

/// What the software has found in a message by the words of the policy. For staff alone: nothing follows from
/// it before somebody of them confirms it.
struct SuggestionRow {
  Id id;
  Id customer;
  Id ticket;
  Id message;
  Conduct conduct = Conduct::documented;
  std::string rule;
  std::string found;
  std::string answer;
  Instant at;
  std::int64_t policy = 0;
  std::optional<Instant> settled_at;
  std::optional<std::string> settled_by;
  std::optional<Id> flag;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the suggestion"},
      {.field = "customer", .meaning = "whose message it is"},
      {.field = "ticket", .meaning = "in which ticket"},
      {.field = "message", .meaning = "the message"},
      {.field = "conduct", .meaning = "what it may be"},
      {.field = "rule", .meaning = "name of the limit", .max = 64},
      {.field = "found", .meaning = "the word or phrase of the policy's that stands in it", .max = 100},
      {.field = "answer", .meaning = "id of the answer that the documentation has; empty: none", .max = 64},
      {.field = "at", .meaning = "when"},
      {.field = "policy", .meaning = "number of the policy version whose word it is"},
      {.field = "settled_at", .meaning = "when somebody judged it; none: nobody has yet"},
      {.field = "settled_by", .meaning = "name of who judged it", .max = 200},
      {.field = "flag", .meaning = "the flag by which it was confirmed; none: it was dismissed"},
  };
};
BOOST_DESCRIBE_STRUCT(SuggestionRow, (),
                      (id, customer, ticket, message, conduct, rule, found, answer, at, policy, settled_at,
                       settled_by, flag))

const storage::TableOf<SuggestionRow>& suggestions();

std::optional<SuggestionRow> find_suggestion(storage::Transaction&, Id);
/// Those in a ticket that nobody has judged, the oldest first; at most 100.
std::vector<SuggestionRow> open_suggestions(storage::Transaction&, Id ticket);
/// Notes in the row who judged it, and the flag that it came to.
void settle(storage::Transaction&, SuggestionRow&, std::string_view name, std::optional<Id> flag,
            Instant now);

/// Something that the policy's fair use made follow: that somebody was told, warned, or named to staff.
struct ConsequenceRow {
  Id id;
  Id customer;
  std::optional<Id> ticket = {};
  std::optional<Id> session = {};
  std::optional<Id> flag = {};
  std::string rule;
  policy::Measures measure = policy::Measures::notice;
  std::int32_t occurrences = 0;
  std::string text;
  Instant at;
  std::int64_t policy = 0;
  std::optional<Instant> withdrawn_at;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the consequence"},
      {.field = "customer", .meaning = "for which account"},
      {.field = "ticket", .meaning = "the ticket in whose course it followed; none: it was a call or chat"},
      {.field = "session", .meaning = "the call or chat with whose beginning it followed"},
      {.field = "flag", .meaning = "the flag with which it followed; none: with a request of the customer's"},
      {.field = "rule", .meaning = "name of the limit", .max = 64},
      {.field = "measure", .meaning = "what followed; `suspension`: that staff may suspend"},
      {.field = "occurrences", .meaning = "how many had been counted"},
      {.field = "text", .meaning = "as the customer was told it, in their language", .max = 4000},
      {.field = "at", .meaning = "when"},
      {.field = "policy", .meaning = "number of the policy version that says so"},
      {.field = "withdrawn_at", .meaning = "when it was taken back, as what it followed from was withdrawn"},
  };
};
BOOST_DESCRIBE_STRUCT(ConsequenceRow, (),
                      (id, customer, ticket, session, flag, rule, measure, occurrences, text, at, policy,
                       withdrawn_at))

const storage::TableOf<ConsequenceRow>& consequences();

/// Whether it has followed since an instant, from at least so many occurrences, and was not taken back.
bool has_followed(storage::Transaction&, const ConsequenceRow& like, Instant since, std::int32_t occurrences);
/// Of a ticket, the oldest first, at most 100.
std::vector<ConsequenceRow> consequences_on(storage::Transaction&, Id ticket);
/// Of a call or chat, likewise.
std::vector<ConsequenceRow> consequences_in(storage::Transaction&, Id session);
/// Those of a rule for an account since an instant that were not taken back, the newest first; at most 100.
std::vector<ConsequenceRow> consequences_since(storage::Transaction&, Id customer, std::string_view rule,
                                               Instant since);
void take_back(storage::Transaction&, ConsequenceRow&, Instant now);

}  // namespace plazo::customers
