// ticket.open, ticket.reply, ticket.note, ticket.close, ticket.get
#include "core/tickets/tickets.hpp"

#include <utility>

#include "core/base/text.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/consequences.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/entitlements.hpp"
#include "core/operations/opening.hpp"
#include "core/operations/suggestions.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/attachments.hpp"
#include "core/tickets/views.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;
using tickets::TicketView;

constexpr std::int64_t longest_message = 65'536;

constexpr json::Note attachments_note{
    .field = "attachments",
    .meaning = "files that the same actor has uploaded (`plazo_upload_open`) and not used yet, in order",
    .max = vault::most_attachments,
    .defaulted = true};

struct TicketOpen : Writing, Told, FromCustomer {
  std::string subject;
  std::string body;
  std::optional<std::string> department;
  std::optional<std::string> priority;
  std::optional<std::string> customer;
  std::vector<Id> attachments;

  static constexpr json::Note notes[] = {
      {.field = "subject", .meaning = "what it is about, in one line", .min = 1, .max = 200},
      {.field = "body", .meaning = "the first message", .min = 1, .max = longest_message, .lines = true},
      {.field = "department",
       .meaning =
           "key of a department of the policy; it goes to another one where the policy says so for its "
           "topic. Required where the policy decides none: it has several, and the topic leads to no one",
       .min = 1,
       .max = 64},
      {.field = "priority",
       .meaning = "key of a priority of the policy; absent: the topic's, or the least urgent",
       .min = 1,
       .max = 64},
      {.field = "customer",
       .meaning = "the panel's key of the account in whose name it is opened; required of staff and panel",
       .min = 1,
       .max = 64,
       .audience = json::Audience::staff},
      attachments_note,
  };
};
BOOST_DESCRIBE_STRUCT(TicketOpen, (Writing, Told, FromCustomer),
                      (subject, body, department, priority, customer, attachments))

struct TicketOpened {
  TicketView ticket;
  std::optional<policy::Explanation> decision;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket as it is now"},
      {.field = "decision",
       .meaning = "what the policy has to say to it: where it went, until when it waits, what is still asked "
                  "for; absent when there is nothing to say, and in a repeat"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketOpened, (), (ticket, decision))

struct TicketMessage : Writing {
  Id ticket;
  std::string body;
  std::vector<Id> attachments;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "body", .meaning = "the message", .min = 1, .max = longest_message, .lines = true},
      attachments_note,
  };
};
BOOST_DESCRIBE_STRUCT(TicketMessage, (Writing), (ticket, body, attachments))

struct TicketReplying : TicketMessage, FromCustomer {
  bool automatic = false;
  static constexpr json::Note notes[] = {
      {.field = "automatic",
       .meaning = "written by a machine in staff's name, such as a confirmation: it keeps no promise of an "
                  "answer, unless the policy says so",
       .defaulted = true,
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(TicketReplying, (TicketMessage, FromCustomer), (automatic))

struct TicketClose : Writing {
  Id ticket;
  static constexpr json::Note notes[] = {{.field = "ticket", .meaning = "id of the ticket"}};
};
BOOST_DESCRIBE_STRUCT(TicketClose, (Writing), (ticket))

struct TicketMessageReply {
  TicketView ticket;
  tickets::MessageView message;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket as it is now"},
      {.field = "message", .meaning = "the message that was written"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketMessageReply, (), (ticket, message))

struct TicketGet {
  Id ticket;
  std::int64_t after = 0;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "id of the ticket"},
      {.field = "after",
       .meaning = "only messages with a higher sequence than this",
       .min = 0,
       .defaulted = true},
      {.field = "limit",
       .meaning = "at most so many messages",
       .unit = "messages",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(TicketGet, (), (ticket, after, limit))

struct TicketPage {
  TicketView ticket;
  std::vector<tickets::MessageView> messages;
  std::optional<std::int64_t> next;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket"},
      {.field = "messages", .meaning = "its messages, oldest first; private notes for staff only"},
      {.field = "next", .meaning = "value of `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketPage, (), (ticket, messages, next))

}  // namespace

Error unknown_key(std::string path, std::string_view given, std::string_view what,
                  const std::vector<std::string_view>& known) {
  const auto near = nearest(given, known);
  const std::string message = shown(given) + " is no " + std::string(what) + " of the policy" +
                              (near.empty() ? std::string() : ", did you mean `" + std::string(near) + "`?");
  Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
  return error.with(Problem{std::move(path), "unknown_value", message});
}

namespace {

/// The account in whose name a ticket is opened, and the person, where it is one.
std::pair<customers::CustomerRow, std::optional<Id>> requester(Call& call, const TicketOpen& request) {
  if (call.actor.customer) {
    std::optional<Id> person;
    if (call.actor.contact) person = call.actor.contact->person.id;
    return {*call.actor.customer, person};
  }
  if (!request.customer) {
    Error error(Category::invalid, "request.invalid", "`/customer` is required: whose ticket it is");
    throw error.with(Problem{"/customer", "missing_field", "is required: whose ticket it is"});
  }
  return {*seen_account_of(call, request.customer), std::nullopt};
}

/// Staff see departments; a ticket for one they do not see would vanish from their own eyes.
void check_department_seen(Call& call, const std::string& department) {
  if (call.actor.kind != ActorKind::staff || call.actor.staff->all_departments) return;
  for (const auto& seen : customers::departments_of(call.tx, call.actor.staff->id))
    if (seen == department) return;
  throw Error(Category::refused, "staff.other_department",
              "this staff member does not work in that department");
}

/// The uploads that a request names. One of somebody else's, one that was used, and one that never was
/// are the same: not there.
tickets::Uploads uploads_of(Call& call, const std::vector<Id>& named) {
  tickets::Uploads found;
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < named.size(); ++i) {
    const std::string path = "/attachments/" + std::to_string(i);
    if (std::find(named.begin(), named.begin() + static_cast<std::ptrdiff_t>(i), named[i]) !=
        named.begin() + static_cast<std::ptrdiff_t>(i))
      problems.push_back({path, "repeated_attachment", "is listed twice"});
    else if (auto upload = vault::unused(call.tx, named[i], call.actor.identity()))
      found.push_back(std::move(*upload));
    else
      problems.push_back(
          {path, "unknown_attachment", "is no upload of yours that waits to be used; upload the file first"});
  }
  if (problems.empty()) return found;
  Error error(Category::invalid, "request.invalid",
              "`" + problems.front().path + "` " + problems.front().message);
  error.problems = std::move(problems);
  throw error;
}

/// What is read of a ticket's messages when one is shown.
tickets::MessageView view_of(Call& call, const tickets::MessageRow& message) {
  auto attachments = tickets::attachments_of(call.tx, message.ticket, tickets::scope_of(call.actor),
                                             message.sequence - 1, message.sequence);
  return view(message, attachments[message.id]);
}

}  // namespace

std::optional<policy::Facts> known_facts(const policy::Facts& facts) {
  if (facts.customer.size() == 1 && facts.identity == policy::Identity::signed_in &&
      facts.service == policy::ServiceState::none && facts.product.empty() && facts.circumstance.empty() &&
      facts.entitlement.empty())
    return std::nullopt;
  return facts;
}

TicketReply ticket_again(Call& call) {
  return {view_of(call, tickets::find(call.tx, call.made.at(0), tickets::scope_of(call.actor)))};
}

namespace {

/// A key that a decision set; none for the empty one.
std::optional<std::string> key_of(std::string_view key) {
  if (key.empty()) return std::nullopt;
  return std::string(key);
}

/// The policy sends the topic to no department, or there is no topic; whoever asks has to choose.
Error department_needed(const policy::Document& document, std::string_view topic) {
  std::string message = topic.empty() ? "is required, or a topic that leads to one"
                                      : "is required, as the topic " + shown(topic) + " leads to none";
  std::string_view before = ": ";
  for (const auto& [key, department] : document.departments) {
    message.append(std::exchange(before, ", ")).append("`").append(key).append("`");
    if (message.size() > 400) break;
  }
  Error error(Category::invalid, "request.invalid", "`/department` " + message);
  return error.with(Problem{"/department", "missing_field", message});
}

TicketOpened opened_again(Call& call) { return {ticket_again(call).ticket, {}}; }

TicketOpened open(Call& call, const TicketOpen& request) {
  const auto& policy = call.policy();
  const auto& document = policy.document();
  if (request.department && !policy::has_department(document, *request.department))
    throw unknown_key("/department", *request.department, "department",
                      policy::keys_of(document.departments));
  if (request.priority && !policy::rank_of(document, *request.priority))
    throw unknown_key("/priority", *request.priority, "priority", policy::keys_of(document.priorities));
  if (request.department) check_department_seen(call, *request.department);

  auto [customer, person] = requester(call, request);
  const auto sender = sender_of(call, customer, request);
  if (sender) person = sender->person();
  auto question = question_of(call, policy::Action::open, &customer, request, sender);
  question.facts.department = request.department.value_or("");
  question.facts.priority = request.priority.value_or("");
  question.subject = request.subject;
  question.body = request.body;
  question.attachments = static_cast<std::int32_t>(request.attachments.size());
  const auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision, customer, sender);
  question.body.reset();  // it may be large, and has been judged

  // Staff know where they want it; everybody else goes where the policy sends them.
  const bool by_staff = question.by == policy::Party::staff;
  const std::string department = request.department && (by_staff || decision.department.empty())
                                     ? *request.department
                                     : std::string(decision.department);
  if (department.empty()) throw department_needed(document, decision.topic);
  if (department != request.department) check_department_seen(call, department);
  const std::string priority =
      decision.priority.empty() ? document.priorities.front().first : std::string(decision.priority);
  auto writing = writing_for(call, customer, sender);
  auto opened =
      tickets::open(writing, policy,
                    {.customer = customer.id,
                     .requester = person,
                     .department = department,
                     .priority = priority,
                     .priority_rank = policy::rank_of(document, priority).value_or(0),
                     .subject = request.subject,
                     .body = request.body,
                     .attachments = uploads_of(call, request.attachments),
                     .topic = key_of(decision.topic),
                     .channel = key_of(decision.channel),
                     .facts = known_facts(question.facts),
                     .particulars = (says_something(decision) || !question.answers_shown.empty()
                                         ? particulars_of(question, decision)
                                         : "") +
                                    suggested_member(decision),
                     .resembles = resembled(call, customer, decision, request.subject, request.body)});
  if (carry_out(call, opened.ticket, {question, decision, customer}))
    opened.clocks = tickets::clocks_of(call.tx, opened.ticket.id);
  keep_suggestions(call, opened.ticket, opened.message.id, decision);
  call.made = {opened.ticket.id};
  const bool charged = record_grant(writing, opened.ticket, policy, decision);
  TicketOpened reply{view(reader_of(call), opened.ticket, customer.reference, opened.clocks)};
  if (charged) reply.ticket.charges = charges_in_view(call, opened.ticket.id, customer.reference);
  reply.ticket.suggestions = suggestions_in_view(call, opened.ticket.id);
  if (says_something(decision)) reply.decision = explained(call, question, decision);
  return reply;
}

TicketMessageReply message_again(Call& call) {
  const auto ticket = tickets::find(call.tx, call.made.at(0), tickets::scope_of(call.actor));
  const auto message = tickets::find_message(call.tx, call.made.at(1));
  if (!message) throw Error(Category::internal, "ticket.message_missing", "a message is missing");
  return {view_of(call, ticket), view_of(call, *message)};
}

/// What the policy says of a customer's reply.
struct JudgedReply {
  customers::CustomerRow customer;
  policy::Question question;
  policy::Decision decision;
};

/// Nothing for what staff write themselves. Throws the policy's refusal, where it has one.
std::optional<JudgedReply> judge_reply(Call& call, const tickets::TicketRow& ticket,
                                       const TicketMessage& request,
                                       const std::optional<customers::CustomerRow>& customer,
                                       const std::optional<Sender>& sender) {
  if (!customer) return std::nullopt;
  auto question = question_of(call, policy::Action::reply, &*customer, {}, sender);
  ask_about(call, question, ticket);
  question.body = request.body;
  question.attachments = static_cast<std::int32_t>(request.attachments.size());
  auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision, *customer, sender);
  question.body.reset();  // it may be large, and has been judged
  return JudgedReply{*customer, std::move(question), std::move(decision)};
}

/// The ticket to write to: where the one that is named goes on.
tickets::TicketRow written_to(Call& call, Id named) {
  const auto scope = tickets::scope_of(call.actor);
  return tickets::goes_on_in(call.tx, tickets::find(call.tx, named, scope), scope);
}

TicketMessageReply reply(Call& call, const TicketReplying& request) {
  auto ticket = written_to(call, request.ticket);
  // Whose reply it is, where it is a customer's.
  auto customer = call.actor.customer;
  std::optional<Sender> sender;
  if (!customer && (request.from_customer || request.contact)) {
    customer = customers::find(call.tx, ticket.customer);
    if (customer) sender = sender_of(call, *customer, request);
    if (request.automatic)
      throw Error(Category::invalid, "request.invalid", "`/automatic` does not go with `from_customer`")
          .with(Problem{"/automatic", "not_from_customer",
                        "what comes from the customer is no reply of yours"});
  }
  const auto judged = judge_reply(call, ticket, request, customer, sender);
  auto writing = customer ? writing_for(call, *customer, sender) : writing_as_actor(call);
  const auto message =
      tickets::reply(writing, ticket, request.body, uploads_of(call, request.attachments), request.automatic,
                     judged ? suggested_member(judged->decision) : std::string());
  if (judged) {
    carry_out(call, ticket, {judged->question, judged->decision, judged->customer});
    keep_suggestions(call, ticket, message.id, judged->decision);
  }
  call.made = {ticket.id, message.id};
  return {view_of(call, ticket), view_of(call, message)};
}

TicketMessageReply note(Call& call, const TicketMessage& request) {
  auto ticket = written_to(call, request.ticket);
  auto writing = writing_as_actor(call);
  const auto message = tickets::note(writing, ticket, request.body, uploads_of(call, request.attachments));
  call.made = {ticket.id, message.id};
  return {view_of(call, ticket), view_of(call, message)};
}

TicketReply close(Call& call, const TicketClose& request) {
  auto ticket = tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor));
  if (!call.actor.customer && !ticket.answered_at && ticket.status != tickets::Status::closed &&
      call.policy_for_reading().document().answer_before_closing)
    throw Error(
        Category::refused, "ticket.unanswered",
        "nobody has answered it, which the policy asks for first: reply to it, or merge it into another");
  auto writing = writing_as_actor(call);
  tickets::close(writing, ticket);
  call.made = {ticket.id};
  return {view_of(call, ticket)};
}

TicketPage get(Call& call, const TicketGet& request) {
  const auto scope = tickets::scope_of(call.actor);
  const auto ticket = tickets::find(call.tx, request.ticket, scope);
  TicketPage page{.ticket = view_of(call, ticket)};
  const auto messages = tickets::messages_of(call.tx, ticket.id, scope, request.after, request.limit + 1);
  auto attachments = tickets::attachments_of(call.tx, ticket.id, scope, request.after,
                                             messages.empty() ? 0 : messages.back().sequence);
  for (const auto& message : messages) {
    if (static_cast<std::int32_t>(page.messages.size()) == request.limit) {
      page.next = page.messages.back().sequence;
      break;
    }
    page.messages.push_back(view(message, attachments[message.id]));
  }
  return page;
}

constexpr ErrorNote not_found{"ticket.not_found",
                              "there is no such ticket, or it is not the caller's to see"};
constexpr Few<ActorKind, 4> all_parties{ActorKind::customer, ActorKind::staff, ActorKind::panel};

}  // namespace

tickets::Writing writing_as_actor(Call& call) {
  std::string name = call.actor.author_name();
  if (name.empty()) name = call.policy_for_reading().document().provider;
  return {call.tx, call.ids, call.now, call.actor.author(), std::move(name), call.policies};
}

tickets::Reader reader_of(Call& call) {
  const Locale locale = call.locale();
  const auto& policy = call.policy_for_reading();
  // Who looks through a customer's eyes reads what the customer reads.
  const auto& actor = call.actor;
  const auto own = actor.customer ? actor.customer->zone : actor.staff ? actor.staff->zone : std::nullopt;
  return {call.now,
          locale,
          policy,
          call.tx,
          call.policies,
          own && *own != policy.zone().name() ? calendar::Zone::load(*own) : policy.zone(),
          call.actor.audience() != json::Audience::customer};
}

TicketView view_of(Call& call, const tickets::TicketRow& ticket) {
  std::string reference;
  if (call.actor.customer && call.actor.customer->id == ticket.customer)
    reference = call.actor.customer->reference;
  else if (auto customer = customers::find(call.tx, ticket.customer))
    reference = std::move(customer->reference);
  auto out = view(reader_of(call), ticket, reference, tickets::clocks_of(call.tx, ticket.id));
  out.charges = charges_in_view(call, ticket.id, reference);
  out.suggestions = suggestions_in_view(call, ticket.id);
  return out;
}

std::vector<Operation> ticket_operations() {
  std::vector<Operation> all = {
      writing<close, ticket_again>(
          {.name = "ticket.close",
           .summary = "Close a ticket",
           .details =
               "Promises of an answer that still run are cancelled; one of a solution is kept. A reply by "
               "the customer opens it again.",
           .callers = {all_parties, Permission::tickets_close, true},
           .errors = {not_found,
                      {"ticket.closed", "it is closed already"},
                      {"ticket.unanswered",
                       "staff and panel answer it first, as the policy's `answer_before_closing` says"}}}),
      reading<get>(
          {.name = "ticket.get",
           .summary = "One ticket with its messages",
           .details = "Messages come oldest first, in pages: pass `next` as `after` until there is none.",
           .callers = {all_parties, Permission::tickets_read, true},
           .errors = {not_found}}),
      writing<note, message_again>(
          {.name = "ticket.note",
           .summary = "Write a private note",
           .details =
               "Only staff and the panel ever see notes; no promise is kept by one. On a merged ticket "
               "it goes to where that goes on.",
           .callers = {{ActorKind::staff}, Permission::tickets_note},
           .errors = {not_found}}),
      writing<open, opened_again>(
          {.name = "ticket.open",
           .summary = "Open a ticket",
           .details =
               "The reply tells what is promised: `clocks` holds each deadline with a sentence for the "
               "customer. The policy judges each request as `ticket.check` does; what it does not take is an "
               "error with the decision in its details, and noted. Staff and panel are advised only. Staff "
               "(with `tickets_open` and `customers_read`) and the panel open tickets in a customer's name; "
               "with `from_customer` they put in what the customer has sent, which is judged as the "
               "customer's own.",
           .callers = {all_parties, Permission::tickets_open, true},
           .errors = {{"policy.none", "no policy is installed yet"},
                      {"customer.not_found", "there is no such customer"},
                      {"policy.refused",
                       "the policy does not take it; `details.decision` says why, and what else may be done"},
                      {"policy.redirected", "it belongs elsewhere, likewise"},
                      {"policy.ignored", "nobody would look at it, likewise"},
                      {"policy.unknown_key", "the policy knows no such key"},
                      {"policy.not_yours_to_declare",
                       "a customer names a circumstance that only staff declare"},
                      {"service.unknown", "it is none of the customer's services"},
                      {"staff.other_department", "the staff member does not see that department"}}}),
      writing<reply, message_again>(
          {.name = "ticket.reply",
           .summary = "Reply to a ticket",
           .details =
               "A staff reply keeps the promise of an answer and takes the ticket from the queue. A "
               "customer's reply puts it back, ends a pause that waits for the customer, and opens a closed "
               "ticket again. On a merged ticket the reply goes to where that goes on: `ticket` in the reply "
               "is then the other one. Staff (with `tickets_open`) put in a reply that the customer has sent "
               "with `from_customer`; the panel "
               "does so in a session of the customer's.",
           .callers = {{ActorKind::customer, ActorKind::staff}, Permission::tickets_reply, true},
           .errors =
               {not_found,
                {"policy.refused",
                 "the policy does not take it; `details.decision` says why, and what else may be done"}}}),
  };
  for (auto* const part : {&ticket_change_operations, &ticket_circumstance_operations,
                           &ticket_list_operations, &ticket_import_operations})
    for (auto& op : part()) all.push_back(std::move(op));
  return all;
}

}  // namespace plazo::operations
