// session.start, session.join, session.get, session.end, session.escalate, session.list, session.called_back
#include "core/operations/sessions.hpp"

#include "core/json/encode.hpp"
#include "core/operations/admission.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/consequences.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/entitlements.hpp"
#include "core/operations/opening.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;
using tickets::ConversationRow;

constexpr std::int64_t longest_text = 30'000;  // two of them fit into one message

struct SessionStart : Writing, Told {
  std::optional<Id> ticket;
  std::optional<std::string> customer;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the open ticket that it is about; absent: something new"},
      {.field = "customer",
       .meaning = "the panel's key of the account that calls or chats; required of staff and panel",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(SessionStart, (Writing, Told), (ticket, customer))

struct SessionNamed : Writing {
  Id session;
  static constexpr json::Note notes[] = {{.field = "session", .meaning = "id of the call or chat"}};
};
BOOST_DESCRIBE_STRUCT(SessionNamed, (Writing), (session))

struct SessionGet {
  Id session;
  static constexpr json::Note notes[] = {{.field = "session", .meaning = "id of the call or chat"}};
};
BOOST_DESCRIBE_STRUCT(SessionGet, (), (session))

struct SessionEscalate : Writing {
  Id session;
  std::string subject;
  std::string body;
  std::optional<std::string> transcript;
  std::string department;
  std::optional<std::string> priority;
  std::optional<std::string> customer;
  bool callback = false;

  static constexpr json::Note notes[] = {
      {.field = "session", .meaning = "id of the call or chat"},
      {.field = "subject", .meaning = "what it is about, in one line", .min = 1, .max = 200},
      {.field = "body", .meaning = "what is still to be done", .min = 1, .max = longest_text, .lines = true},
      {.field = "transcript",
       .meaning = "what was said; it follows the text in the ticket's first message",
       .min = 1,
       .max = longest_text,
       .lines = true},
      {.field = "department",
       .meaning = "key of a department of the policy; it goes to another one where the policy says so",
       .min = 1,
       .max = 64},
      {.field = "priority", .meaning = "key of a priority of the policy", .min = 1, .max = 64},
      {.field = "customer",
       .meaning = "the panel's key of the account in whose name the ticket is opened; required of a guest's, "
                  "which is that account's from then on",
       .min = 1,
       .max = 64},
      {.field = "callback",
       .meaning = "the customer wishes to be called when it is solved",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(SessionEscalate, (Writing),
                      (session, subject, body, transcript, department, priority, customer, callback))

struct SessionEscalated {
  SessionView session;
  tickets::TicketView ticket;

  static constexpr json::Note notes[] = {
      {.field = "session", .meaning = "the call or chat, which has ended"},
      {.field = "ticket", .meaning = "the ticket in which it goes on"},
  };
};
BOOST_DESCRIBE_STRUCT(SessionEscalated, (), (session, ticket))

struct SessionList {
  tickets::ConversationFilter filter = tickets::ConversationFilter::under_way;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "filter",
       .meaning = "`under_way`, or `callback_due`: the customer is to be called, and the ticket is solved",
       .defaulted = true},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "calls and chats",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (filter, after, limit))

struct SessionListReply {
  std::vector<SessionView> sessions;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "sessions", .meaning = "the oldest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(SessionListReply, (), (sessions, next))

std::optional<std::string> given(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// The question whether a call or chat may go on, end, or become a ticket.
policy::Question question_about(Call& call, policy::Action action,
                                const std::optional<customers::CustomerRow>& customer,
                                const ConversationRow& row) {
  const auto& document = call.policy().document();
  Told told;
  if (policy::entry_of(document.channels, row.channel)) told.channel = row.channel;
  if (policy::entry_of(document.topics, row.topic)) told.topic = row.topic;
  auto question = question_of(call, action, customer ? &*customer : nullptr, told);
  question.joined_at = row.joined_at;
  return question;
}

SessionView view(Call& call, const ConversationRow& row,
                 const std::optional<customers::CustomerRow>& customer) {
  SessionView out{.id = row.id,
                  .channel = given(row.channel),
                  .topic = given(row.topic),
                  .about = row.about,
                  .started_at = row.started_at,
                  .joined_at = row.joined_at,
                  .ended_at = row.ended_at,
                  .ticket = row.ticket,
                  .callback = row.callback,
                  .called_back_at = row.called_back_at};
  if (customer) out.customer = customer->reference;
  if (row.guest_address) out.guest = SessionGuest{row.guest_name, *row.guest_address};
  const auto& rules = call.policy_for_reading().document().fair_use;
  if (row.joined_at && !row.ended_at && rules)
    for (const auto& limit : rules->sessions)
      if (!out.ends_at &&
          std::find(limit.channel.begin(), limit.channel.end(), row.channel) != limit.channel.end())
        out.ends_at = *row.joined_at + limit.longest;
  return out;
}

ConversationRow named(Call& call, Id session) {
  return tickets::find_conversation(call.tx, session, call.actor.customer ? call.actor.customer->id : Id{});
}

void must_be_under_way(const ConversationRow& row) {
  if (row.ended_at) throw Error(Category::conflict, "session.ended", "this call or chat has ended already");
}

SessionReply start(Call& call, const SessionStart& request) {
  // Before the ticket is looked up, which would tell whether there is one.
  if (request.customer) check_permission(call.actor, Permission::customers_read);
  std::optional<tickets::TicketRow> ticket;
  if (request.ticket) ticket = tickets::find(call.tx, *request.ticket, tickets::scope_of(call.actor));
  const auto customer = seen_account_of(call, request.customer);
  if (!customer) throw missing("/customer", "is required: who calls or chats");
  if (ticket && ticket->customer != customer->id) {
    Error error(Category::invalid, "request.invalid", "`/ticket` is another account's");
    throw error.with(Problem{"/ticket", "other_customer", "is another account's"});
  }
  check_channel(call, request);
  auto question = question_of(call, policy::Action::session_start, &*customer, request);
  if (ticket) ask_about(call, question, *ticket);
  const auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision, *customer);

  ConversationRow row{.customer = customer->id,
                      .channel = request.channel.value_or(""),
                      .topic = std::string(decision.topic),
                      .started_at = call.now,
                      .policy = call.policy().number};
  if (call.actor.contact) row.person = call.actor.contact->person.id;
  if (ticket) row.about = ticket->id;
  auto writing = writing_as_actor(call);
  tickets::begin(writing, row, particulars_of(question, decision));
  carry_out(call, row, {question, decision, *customer});
  if (tickets::grant(writing, row, call.policy(), decision)) tickets::update(call.tx, row);
  call.made = {row.id};
  SessionReply reply{whole_view(call, row, customer), {}};
  if (says_something(decision)) reply.decision = explained(call, question, decision);
  return reply;
}

SessionReply join(Call& call, const SessionNamed& request) {
  auto row = named(call, request.session);
  must_be_under_way(row);
  if (!row.joined_at) {
    row.joined_at = call.now;
    row.joined_by = call.actor.staff->id;
    tickets::record(call.tx, row, call.now, "session.joined", call.actor.author(), json::Audience::customer,
                    "{}");
    tickets::update(call.tx, row);
  }
  call.made = {row.id};
  const auto customer = customer_of(call, row);
  const auto question = question_about(call, policy::Action::session_continue, customer, row);
  const auto decision = decided(call, question);
  SessionReply reply{whole_view(call, row, customer), {}};
  if (says_something(decision)) reply.decision = explained(call, question, decision);
  return reply;
}

SessionReply get(Call& call, const SessionGet& request) {
  const auto row = named(call, request.session);
  const auto customer = customer_of(call, row);
  SessionReply reply{whole_view(call, row, customer), {}};
  if (row.ended_at) return reply;
  auto question = question_about(call, policy::Action::session_continue, customer, row);
  question.by = policy::Party::customer;  // whoever looks is told what holds for the one who calls
  reply.decision = explained(call, question, decided(call, question));
  return reply;
}

SessionReply end(Call& call, const SessionNamed& request) {
  auto row = named(call, request.session);
  call.made = {row.id};
  const auto customer = customer_of(call, row);
  if (row.ended_at) return {whole_view(call, row, customer), {}};
  row.ended_at = call.now;
  auto writing = writing_as_actor(call);
  tickets::record(call.tx, row, call.now, "session.ended", writing.author, json::Audience::customer, "{}");
  tickets::give_back_unanswered(writing, row);
  tickets::update(call.tx, row);
  SessionReply reply{whole_view(call, row, customer), {}};
  // It ends also while no policy is in force.
  if (policy::in_force_now(call.tx, call.now).number == 0) return reply;
  auto question = question_about(call, policy::Action::session_end, customer, row);
  question.by = policy::Party::customer;
  const auto decision = decided(call, question);
  if (says_something(decision)) reply.decision = explained(call, question, decision);
  return reply;
}

SessionEscalated escalated_again(Call& call) {
  const auto row = named(call, call.made.at(0));
  return {whole_view(call, row, customer_of(call, row)),
          view_of(call, tickets::find(call.tx, call.made.at(1), tickets::scope_of(call.actor)))};
}

/// In whose name it goes on. What began without an account gets one here.
customers::CustomerRow account_for(Call& call, const SessionEscalate& request, ConversationRow& row) {
  if (!row.customer) {
    if (!request.customer) throw missing("/customer", "is required, as a guest has no account");
    auto customer = *seen_account_of(call, request.customer);
    row.customer = customer.id;
    return customer;
  }
  auto customer = *customer_of(call, row);
  if (request.customer && *request.customer != customer.reference) {
    Error error(Category::invalid, "request.invalid", "`/customer` is another account than the call's");
    throw error.with(Problem{"/customer", "other_customer", "is another account than the call's"});
  }
  return customer;
}

SessionEscalated escalate(Call& call, const SessionEscalate& request) {
  // Before anything is looked up, which would tell whether there is such an account.
  if (request.customer) check_permission(call.actor, Permission::customers_read);
  auto row = named(call, request.session);
  if (row.ticket) throw Error(Category::conflict, "session.escalated", "it goes on in a ticket already");
  const auto customer = account_for(call, request, row);
  const auto& policy = call.policy();
  const auto& document = policy.document();
  auto question = question_about(call, policy::Action::escalate, customer, row);
  auto writing = writing_as_actor(call);
  // Staff who write the ticket were there; what the panel raises by itself nobody has answered.
  if (call.actor.kind == customers::ActorKind::panel) tickets::give_back_unanswered(writing, row);
  add_use(call, question, row);
  question.facts.department = request.department;
  question.facts.priority = request.priority.value_or("");
  question.subject = request.subject;
  question.body = request.body;
  const auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision, customer);

  std::string body = request.body;
  if (request.transcript)
    body += "\n\n" + message(call.locale(), "session.transcript") + "\n\n" + *request.transcript;
  const std::string department =
      decision.department.empty() ? request.department : std::string(decision.department);
  const std::string priority =
      decision.priority.empty() ? document.priorities.front().first : std::string(decision.priority);
  std::string particulars =
      ",\"session\":{\"id\":\"" + to_text(row.id) + "\",\"started_at\":\"" + to_text(row.started_at) + "\"";
  if (row.joined_at) particulars += ",\"joined_at\":\"" + to_text(*row.joined_at) + "\"";
  auto opened = tickets::open(writing, policy,
                              {.customer = customer.id,
                               .requester = row.person ? std::optional(row.person) : std::nullopt,
                               .department = department,
                               .priority = priority,
                               .priority_rank = policy::rank_of(document, priority).value_or(0),
                               .subject = request.subject,
                               .body = body,
                               .topic = given(std::string(decision.topic)),
                               .channel = given(std::string(decision.channel)),
                               .particulars = particulars + "}"});
  record_grant(writing, opened.ticket, policy, decision);
  row.ticket = opened.ticket.id;
  row.callback = request.callback;
  if (!row.ended_at) row.ended_at = call.now;
  tickets::record(call.tx, row, call.now, "session.escalated", writing.author, json::Audience::customer,
                  "{\"ticket\":\"" + to_text(opened.ticket.id) +
                      (row.callback ? "\",\"callback\":true}" : "\",\"callback\":false}"));
  tickets::update(call.tx, row);
  call.made = {row.id, opened.ticket.id};
  return {whole_view(call, row, customer), view_of(call, opened.ticket)};
}

SessionListReply list(Call& call, const SessionList& request) {
  Id after;
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) {
      Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
      throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
    }
    after = cursor->id;
  }
  SessionListReply reply;
  for (const auto& row : tickets::list_conversations(call.tx, request.filter, after, request.limit + 1)) {
    if (static_cast<std::int32_t>(reply.sessions.size()) == request.limit) {
      const Id last = reply.sessions.back().id;
      reply.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    reply.sessions.push_back(view(call, row, customer_of(call, row)));
  }
  return reply;
}

SessionReply called_back(Call& call, const SessionNamed& request) {
  auto row = named(call, request.session);
  if (!row.called_back_at) {
    row.called_back_at = call.now;
    tickets::record(call.tx, row, call.now, "session.called_back", call.actor.author(),
                    json::Audience::customer, "{}");
    tickets::update(call.tx, row);
  }
  call.made = {row.id};
  return {whole_view(call, row, customer_of(call, row)), {}};
}

constexpr ErrorNote not_found{"session.not_found",
                              "there is no such call or chat, or it is not the caller's to see"};
constexpr Few<ActorKind, 4> all_parties{ActorKind::customer, ActorKind::staff, ActorKind::panel};

}  // namespace

std::optional<customers::CustomerRow> customer_of(Call& call, const ConversationRow& row) {
  if (!row.customer) return std::nullopt;
  auto customer = customers::find(call.tx, row.customer);
  if (!customer) throw Error(Category::internal, "session.customer_missing", "a customer is missing");
  return customer;
}

SessionView whole_view(Call& call, const ConversationRow& row,
                       const std::optional<customers::CustomerRow>& customer) {
  auto out = view(call, row, customer);
  if (!customer) return out;
  out.charges = session_charges_in_view(call, row.id, customer->reference);
  const bool staff = call.actor.audience() != json::Audience::customer;
  for (auto& one : customers::consequences_in(call.tx, row.id))
    if (staff || one.measure != policy::Measures::suspension)
      out.fair_use.push_back({one.rule, one.measure, one.occurrences, std::move(one.text), one.withdrawn_at});
  return out;
}

SessionReply session_again(Call& call) {
  const auto row = named(call, call.made.at(0));
  return {whole_view(call, row, customer_of(call, row)), {}};
}

Error missing(std::string path, std::string message) {
  Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
  return error.with(Problem{std::move(path), "missing_field", std::move(message)});
}

void check_channel(Call& call, const Told& told) {
  if (!told.channel && !call.policy().document().channels.empty())
    throw missing("/channel", "is required: by which channel of the policy it comes");
}

std::vector<Operation> session_operations() {
  std::vector<Operation> all = {
      writing<called_back, session_again>(
          {.name = "session.called_back",
           .summary = "Note that the customer was called back",
           .details = "Takes it from the list of those whose callback is due.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::sessions},
           .errors = {not_found}}),
      writing<end, session_again>(
          {.name = "session.end",
           .summary = "Note that a call or chat has ended",
           .details = "Once it has ended, ending it again changes nothing. Where staff never "
                      "joined it, nothing was had: what was charged is given back unless the "
                      "policy says never.",
           .callers = {all_parties, Permission::sessions, true},
           .errors = {not_found}}),
      writing<escalate, escalated_again>(
          {.name = "session.escalate",
           .summary = "Go on by ticket, with what was said",
           .details =
               "Ends the call or chat and opens a ticket in the customer's name; a guest's needs the "
               "account that they have by then. On request the customer is called back: when the ticket "
               "is closed, session.list shows it as due. Staff need `customers_read` to name an account.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::sessions},
           .errors = {not_found,
                      {"customer.not_found", "there is no such customer"},
                      {"session.escalated", "it goes on in a ticket already"},
                      {"policy.unknown_key", "the policy knows no such department or priority"}}}),
      reading<get>({.name = "session.get",
                    .summary = "A call or chat, and whether it may go on",
                    .details = "The decision announces the end before it comes, and at the end says by which "
                               "channel to go on. Time is counted from the moment staff join.",
                    .callers = {all_parties, Permission::sessions, true},
                    .errors = {not_found}}),
      writing<join, session_again>({.name = "session.join",
                                    .summary = "Note that staff have joined a call or chat",
                                    .details = "From the first one on its time is counted.",
                                    .callers = {{ActorKind::staff}, Permission::sessions},
                                    .errors = {not_found, {"session.ended", "it has ended already"}}}),
      reading<list>({.name = "session.list",
                     .summary = "Calls and chats under way, or callbacks that are due",
                     .details = "For whoever answers them.",
                     .callers = {{ActorKind::staff, ActorKind::panel}, Permission::sessions}}),
      writing<start, session_again>(
          {.name = "session.start",
           .summary = "Begin a call or chat",
           .details =
               "The policy judges it as contact.options does: outside hours, or before an open ticket "
               "may be asked about, it is refused with the decision in the error's details. What it is "
               "taken for at a price is charged once. Staff and panel, who note a call that comes in, are "
               "advised only; staff need `customers_read` to name the account.",
           .callers = {all_parties, Permission::sessions, true},
           .errors = {{"policy.none", "no policy is in force"},
                      {"customer.not_found", "there is no such customer"},
                      {"ticket.not_found", "there is no such ticket, or it is not the caller's to see"},
                      {"policy.refused", "the policy does not take it; `details.decision` says why"},
                      {"policy.redirected", "it belongs elsewhere, likewise"},
                      {"policy.ignored", "nobody would look at it, likewise"},
                      {"policy.unknown_key", "the policy knows no such key"},
                      {"policy.not_yours_to_declare",
                       "a customer names a circumstance that only staff declare"}}}),
  };
  for (auto& op : guest_session_operations()) all.push_back(std::move(op));
  return all;
}

}  // namespace plazo::operations
