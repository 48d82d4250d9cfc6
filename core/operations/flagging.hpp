// Flags on conduct as they are made and shown, whoever comes to make them.
#pragma once

#include "core/customers/conduct.hpp"
#include "core/operations/operation.hpp"
#include "core/tickets/rows.hpp"

namespace plazo::operations {

enum class FlagState { counts, withdrawn };
BOOST_DESCRIBE_ENUM(FlagState, counts, withdrawn)

struct FlagView {
  Id id;
  std::string customer;
  customers::Conduct conduct = customers::Conduct::documented;
  FlagState state = FlagState::counts;
  std::optional<Id> ticket;
  Instant at;
  std::string author;
  std::optional<std::string> note;
  std::optional<Instant> withdrawn_at;
  std::optional<std::string> withdrawn_reason;
  std::optional<std::string> withdrawn_by;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the flag"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "conduct", .meaning = "what it was"},
      {.field = "state", .meaning = "`counts`, within the window of each limit; `withdrawn`: no more"},
      {.field = "ticket", .meaning = "id of the ticket in which it was; absent: in none"},
      {.field = "at", .meaning = "when it was flagged"},
      {.field = "author", .meaning = "name of who flagged it"},
      {.field = "note", .meaning = "what staff noted among themselves", .audience = json::Audience::staff},
      {.field = "withdrawn_at", .meaning = "when it was withdrawn"},
      {.field = "withdrawn_reason", .meaning = "why it was withdrawn"},
      {.field = "withdrawn_by", .meaning = "name of who withdrew it"},
  };
};
BOOST_DESCRIBE_STRUCT(FlagView, (),
                      (id, customer, conduct, state, ticket, at, author, note, withdrawn_at, withdrawn_reason,
                       withdrawn_by))

/// Something that the policy made follow.
struct ConsequenceView {
  std::string rule;
  policy::Measures measure = policy::Measures::notice;
  std::int32_t occurrences = 0;
  std::string text;

  static constexpr json::Note notes[] = {
      {.field = "rule", .meaning = "name of the limit in the policy's `fair_use`"},
      {.field = "measure",
       .meaning = "`notice` and `warning`: the customer is told; `demotion`: the ticket stands behind the "
                  "others; `suspension`: staff may suspend"},
      {.field = "occurrences", .meaning = "how many count by now", .unit = "occurrences"},
      {.field = "text", .meaning = "as the customer is told it, in their language"},
  };
};
BOOST_DESCRIBE_STRUCT(ConsequenceView, (), (rule, measure, occurrences, text))

struct ConductFlagged {
  FlagView flag;
  std::vector<ConsequenceView> followed;
  static constexpr json::Note notes[] = {
      {.field = "flag", .meaning = "the flag as it is now"},
      {.field = "followed", .meaning = "what the policy made follow from it in its ticket"},
  };
};
BOOST_DESCRIBE_STRUCT(ConductFlagged, (), (flag, followed))

FlagView view(const customers::ConductRow&, std::string customer);
/// The account that a flag is on.
customers::CustomerRow flagged_account(Call&, Id customer);
/// An event where it belongs: in the ticket's timeline, else in the account's.
void record_flag(Call&, const customers::ConductRow&, customers::CustomerRow&, tickets::TicketRow*,
                 std::string_view kind);

/// Makes the flag that is described, now and by the caller, with all that follows at once in its ticket;
/// null: in none.
ConductFlagged make_flag(Call&, customers::ConductRow, customers::CustomerRow&, tickets::TicketRow*);
/// The flag of an earlier attempt, the first of `call.made`.
ConductFlagged flagged_again(Call&);

}  // namespace plazo::operations
