#include "core/operations/flagging.hpp"

#include "core/json/encode.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/consequences.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"

namespace plazo::operations {

using customers::ConductRow;

FlagView view(const ConductRow& row, std::string customer) {
  return {.id = row.id,
          .customer = std::move(customer),
          .conduct = row.conduct,
          .state = row.withdrawn_at ? FlagState::withdrawn : FlagState::counts,
          .ticket = row.ticket,
          .at = row.at,
          .author = row.author_name,
          .note = row.note,
          .withdrawn_at = row.withdrawn_at,
          .withdrawn_reason = row.withdrawn_reason,
          .withdrawn_by = row.withdrawn_by};
}

customers::CustomerRow flagged_account(Call& call, Id account) {
  auto customer = customers::find(call.tx, account);
  if (!customer) throw Error(Category::internal, "conduct.customer_missing", "a customer is missing");
  return std::move(*customer);
}

void record_flag(Call& call, const ConductRow& row, customers::CustomerRow& customer,
                 tickets::TicketRow* ticket, std::string_view kind) {
  std::string body = "{\"flag\":\"" + to_text(row.id) + "\",\"conduct\":\"" +
                     std::string(customers::name_of(row.conduct)) + "\"";
  if (row.withdrawn_reason) {
    body += ",\"reason\":";
    json::append_text(body, *row.withdrawn_reason);
  }
  body += "}";
  const auto author = call.actor.author();
  if (ticket) {
    tickets::record(call.tx, *ticket, call.now, kind, author, json::Audience::customer, std::move(body));
    tickets::update_timeline(call.tx, *ticket);
  } else {
    customers::record(
        call.tx, customer,
        {.subject = customer.id, .at = call.now, .kind = kind, .author = author, .body = std::move(body)});
  }
}

namespace {

/// What follows at once, as if the customer wrote in the ticket now.
void follow(Call& call, const ConductRow& row, customers::CustomerRow& customer, tickets::TicketRow& ticket) {
  auto question = question_of(call, policy::Action::reply, &customer, {});
  question.by = policy::Party::customer;
  ask_about(call, question, ticket);
  const auto decision = decided(call, question);
  const Judged judged{question, decision, customer, &row};
  carry_out(call, ticket, judged);
  if (auto suspension = suspension_by_policy(call, judged))
    suspend_by_policy(call.tx, call.ids, std::move(*suspension));
}

ConductFlagged flagged(Call& call, const ConductRow& row, const customers::CustomerRow& customer) {
  ConductFlagged reply{.flag = view(row, customer.reference)};
  if (row.ticket)
    for (auto& one : customers::consequences_on(call.tx, *row.ticket))
      if (one.flag == row.id)
        reply.followed.push_back({one.rule, one.measure, one.occurrences, std::move(one.text)});
  return reply;
}

}  // namespace

ConductFlagged make_flag(Call& call, ConductRow row, customers::CustomerRow& customer,
                         tickets::TicketRow* ticket) {
  const auto author = call.actor.author();
  row.id = call.ids.next(call.now);
  row.at = call.now;
  row.author_kind = author.kind;
  row.author = author.id;
  row.author_name = writing_as_actor(call).author_name;
  customers::conduct().insert(call.tx, row);
  record_flag(call, row, customer, ticket, "conduct.flagged");
  if (ticket) follow(call, row, customer, *ticket);
  call.made = {row.id};
  return flagged(call, row, customer);
}

ConductFlagged flagged_again(Call& call) {
  const auto row = customers::find_conduct(call.tx, call.made.at(0));
  if (!row) throw Error(Category::internal, "conduct.missing", "a flag is missing");
  return flagged(call, *row, flagged_account(call, row->customer));
}

}  // namespace plazo::operations
