// ticket.check, contact.options, policy.attempts
#include "core/operations/admission.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/lists.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

constexpr json::Note customer_note{.field = "customer",
                                   .meaning = "the panel's key of the account in whose name it is asked",
                                   .min = 1,
                                   .max = 64,
                                   .audience = json::Audience::staff};

struct TicketCheck : Told, FromCustomer {
  std::optional<Id> ticket;
  std::optional<std::string> department;
  std::optional<std::string> priority;
  std::optional<std::string> subject;
  std::optional<std::string> body;
  std::int32_t attachments = 0;
  std::optional<std::string> customer;

  static constexpr json::Note notes[] = {
      {.field = "ticket",
       .meaning =
           "an open ticket that it is about: a reply there, or with a `channel` asking about it; absent: "
           "something new"},
      {.field = "department", .meaning = "key of a department of the policy", .min = 1, .max = 64},
      {.field = "priority", .meaning = "key of a priority of the policy", .min = 1, .max = 64},
      {.field = "subject",
       .meaning = "the subject; absent: not written yet, and not judged",
       .min = 1,
       .max = 200},
      {.field = "body", .meaning = "the message, likewise", .min = 1, .max = 65'536, .lines = true},
      {.field = "attachments",
       .meaning = "how many files are to come with it",
       .unit = "files",
       .min = 0,
       .max = 1000,
       .defaulted = true},
      customer_note,
  };
};
BOOST_DESCRIBE_STRUCT(TicketCheck, (Told, FromCustomer),
                      (ticket, department, priority, subject, body, attachments, customer))

struct TicketCheckReply {
  policy::Explanation decision;
  static constexpr json::Note notes[] = {
      {.field = "decision", .meaning = "what would become of it, why, and what else may be done"}};
};
BOOST_DESCRIBE_STRUCT(TicketCheckReply, (), (decision))

TicketCheckReply check(Call& call, const TicketCheck& request) {
  // Before the ticket is looked up, which would tell whether there is one.
  if (request.customer) check_permission(call.actor, Permission::customers_read);
  std::optional<tickets::TicketRow> ticket;
  if (request.ticket) ticket = tickets::find(call.tx, *request.ticket, tickets::scope_of(call.actor));
  auto customer = seen_account_of(call, request.customer);
  if (ticket && request.customer && customer->id != ticket->customer) {
    Error error(Category::invalid, "request.invalid", "`/customer` is not whose ticket it is");
    throw error.with(Problem{"/customer", "other_customer", "is not whose ticket it is"});
  }
  if (ticket && !customer) customer = customers::find(call.tx, ticket->customer);
  const auto action = !ticket           ? policy::Action::open
                      : request.channel ? policy::Action::follow_up
                                        : policy::Action::reply;
  std::optional<Sender> sender;
  if (customer)
    sender = sender_of(call, *customer, request);
  else if (request.from_customer || request.contact)
    throw Error(Category::invalid, "request.invalid", "`/customer` is required with `from_customer`")
        .with(Problem{"/customer", "missing_field", "is required with `from_customer`: whose it is"});
  auto question = question_of(call, action, customer ? &*customer : nullptr, request, sender);
  question.facts.department = request.department.value_or("");
  question.facts.priority = request.priority.value_or("");
  question.subject = request.subject;
  question.body = request.body;
  question.attachments = request.attachments;
  if (ticket) ask_about(call, question, *ticket);
  return {explained(call, question, decided(call, question))};
}

struct ContactOptions : Told {
  std::optional<std::string> priority;
  std::optional<std::string> customer;

  static constexpr json::Note notes[] = {
      {.field = "priority", .meaning = "key of a priority of the policy", .min = 1, .max = 64},
      customer_note,
  };
};
BOOST_DESCRIBE_STRUCT(ContactOptions, (Told), (priority, customer))

struct TopicOption {
  std::string topic;
  std::string name;
  std::optional<std::string> purpose;
  std::optional<std::string> help;

  static constexpr json::Note notes[] = {
      {.field = "topic", .meaning = "key of the topic"},
      {.field = "name", .meaning = "its name"},
      {.field = "purpose", .meaning = "what belongs to it"},
      {.field = "help", .meaning = "where customers may find the answer themselves"},
  };
};
BOOST_DESCRIBE_STRUCT(TopicOption, (), (topic, name, purpose, help))

struct ContactOption {
  std::string channel;
  std::string name;
  policy::ChannelKind kind = policy::ChannelKind::other;
  std::optional<std::string> contact;
  std::optional<std::string> access;
  policy::Explanation decision;

  static constexpr json::Note notes[] = {
      {.field = "channel", .meaning = "key of the channel"},
      {.field = "name", .meaning = "its name"},
      {.field = "kind", .meaning = "what sort of channel it is"},
      {.field = "contact", .meaning = "its number, address or page"},
      {.field = "access", .meaning = "where it is found"},
      {.field = "decision", .meaning = "whether it takes this now, why, when else, and what is asked"},
  };
};
BOOST_DESCRIBE_STRUCT(ContactOption, (), (channel, name, kind, contact, access, decision))

struct ContactOptionsReply {
  std::vector<TopicOption> topics;
  std::optional<policy::Explanation> best;
  std::vector<ContactOption> options;

  static constexpr json::Note notes[] = {
      {.field = "topics", .meaning = "what may be asked, in the policy's order"},
      {.field = "best",
       .meaning = "where this is best brought forward: `alternatives` come with the best first; absent when "
                  "the policy has neither topics nor channels"},
      {.field = "options", .meaning = "every channel of the policy, or only the one that was named"},
  };
};
BOOST_DESCRIBE_STRUCT(ContactOptionsReply, (), (topics, best, options))

ContactOptionsReply options(Call& call, const ContactOptions& request) {
  const auto customer = seen_account_of(call, request.customer);
  auto question = question_of(call, policy::Action::contact, customer ? &*customer : nullptr, request);
  question.facts.priority = request.priority.value_or("");
  const auto& document = call.policy().document();
  const Locale locale = call.locale();
  ContactOptionsReply reply;
  for (const auto& [key, topic] : document.topics) {
    TopicOption option{.topic = key, .name = policy::in(locale, topic.name, key), .help = topic.help};
    if (topic.purpose) option.purpose = policy::in(locale, *topic.purpose);
    reply.topics.push_back(std::move(option));
  }
  const auto best = decided(call, question);  // also finds keys that the policy does not know
  if (!document.topics.empty() || !document.channels.empty()) reply.best = explained(call, question, best);
  for (const auto& [key, channel] : document.channels) {
    if (request.channel && *request.channel != key) continue;
    question.facts.channel = key;
    ContactOption option{.channel = key,
                         .name = policy::in(locale, channel.name, key),
                         .kind = channel.kind,
                         .contact = channel.contact,
                         .decision = explained(call, question, decided(call, question))};
    if (channel.access) option.access = policy::in(locale, *channel.access, {});
    reply.options.push_back(std::move(option));
  }
  return reply;
}

struct PolicyAttempts {
  std::optional<std::string> customer;
  std::optional<std::string> after;
  std::int32_t limit = 50;

  static constexpr json::Note notes[] = {
      {.field = "customer", .meaning = "only of this account", .min = 1, .max = 64},
      {.field = "after", .meaning = "`next` of the page before", .min = 1, .max = 64},
      {.field = "limit",
       .meaning = "at most so many",
       .unit = "attempts",
       .min = 1,
       .max = 200,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAttempts, (), (customer, after, limit))

struct PolicyAttempt {
  Id id;
  std::string customer;
  policy::Action action = policy::Action::open;
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  std::optional<std::string> department;
  policy::Effect effect = policy::Effect::refuse;
  policy::ReasonCode reason = policy::ReasonCode::otherwise;
  std::optional<std::string> rule;
  bool notice_shown = false;
  std::int64_t policy_version = 0;
  Instant first_at;
  Instant last_at;
  std::int32_t times = 1;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the attempt"},
      {.field = "customer", .meaning = "the panel's key of the account"},
      {.field = "action", .meaning = "what was wanted"},
      {.field = "topic", .meaning = "key of the topic, as it was judged"},
      {.field = "channel", .meaning = "key of the channel, likewise"},
      {.field = "department", .meaning = "key of the department, likewise"},
      {.field = "effect", .meaning = "what became of it"},
      {.field = "reason", .meaning = "why"},
      {.field = "rule", .meaning = "id or key of the rule in the policy"},
      {.field = "notice_shown", .meaning = "whether the customer was to be told"},
      {.field = "policy_version", .meaning = "number of the policy version that decided"},
      {.field = "first_at", .meaning = "when it was tried"},
      {.field = "last_at", .meaning = "when it was last tried again, within the hour"},
      {.field = "times", .meaning = "how often within the hour", .unit = "times"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAttempt, (),
                      (id, customer, action, topic, channel, department, effect, reason, rule, notice_shown,
                       policy_version, first_at, last_at, times))

struct PolicyAttemptsReply {
  std::vector<PolicyAttempt> attempts;
  std::optional<std::string> next;

  static constexpr json::Note notes[] = {
      {.field = "attempts", .meaning = "what was not taken, the newest first"},
      {.field = "next", .meaning = "pass it as `after` for the next page; absent on the last one"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicyAttemptsReply, (), (attempts, next))

std::optional<std::string> given(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

PolicyAttemptsReply attempts(Call& call, const PolicyAttempts& request) {
  const auto customer = seen_account_of(call, request.customer);
  Id before{INT64_MAX};
  if (request.after) {
    const auto cursor = tickets::parse_cursor(*request.after);
    if (!cursor) {
      Error error(Category::invalid, "request.invalid", "`/after` is not the `next` of an earlier page");
      throw error.with(Problem{"/after", "not_a_cursor", "is not the `next` of an earlier page"});
    }
    before = cursor->id;
  }
  PolicyAttemptsReply reply;
  for (const auto& row :
       customers::attempts_of(call.tx, customer ? customer->id : Id{}, before, request.limit + 1)) {
    if (static_cast<std::int32_t>(reply.attempts.size()) == request.limit) {
      const Id last = reply.attempts.back().id;
      reply.next = tickets::to_text(tickets::Cursor{last.value, last});
      break;
    }
    const auto whose = customers::find(call.tx, row.customer);
    reply.attempts.push_back({.id = row.id,
                              .customer = whose ? whose->reference : std::string(),
                              .action = row.action,
                              .topic = given(row.topic),
                              .channel = given(row.channel),
                              .department = given(row.department),
                              .effect = row.effect,
                              .reason = row.code,
                              .rule = given(row.rule),
                              .notice_shown = row.notice_shown,
                              .policy_version = row.policy,
                              .first_at = row.first_at,
                              .last_at = row.last_at,
                              .times = row.times});
  }
  return reply;
}

}  // namespace

std::vector<Operation> ticket_check_operations() {
  return {
      reading<check>(
          {.name = "ticket.check",
           .summary = "What would become of a ticket, before it is sent",
           .details =
               "Judges a request as `ticket.open` or `ticket.reply` will, and writes nothing: whether it is "
               "taken, why, where it goes, what is asked for, and what else may be done. A no is an answer, "
               "not an error. Staff and panel are told what a customer would be, and with `from_customer` "
               "what "
               "follows for one; staff need `customers_read` to name an account.",
           .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel},
                       Permission::tickets_read,
                       true},
           .errors = {{"policy.none", "no policy is in force"},
                      {"ticket.not_found", "there is no such ticket, or it is not the caller's to see"},
                      {"customer.not_found", "there is no such customer"},
                      {"policy.unknown_key", "the policy knows no such key"},
                      {"policy.not_yours_to_declare",
                       "a customer names a circumstance that only staff declare"}}}),
      reading<options>(
          {.name = "contact.options",
           .summary = "By which channels something may be asked now, and when by the others",
           .details = "For a page that helps customers to the right place: every topic, and for the one that "
                      "is named every channel with the policy's answer. Visitors without an account may ask "
                      "too. Staff need `customers_read` to name an account.",
           .callers = {{ActorKind::customer, ActorKind::guest, ActorKind::staff, ActorKind::panel},
                       Permission::tickets_read},
           .errors = {{"policy.none", "no policy is in force"},
                      {"customer.not_found", "there is no such customer"},
                      {"policy.unknown_key", "the policy knows no such key"},
                      {"policy.not_yours_to_declare",
                       "a customer names a circumstance that only staff declare"}}}),
      reading<attempts>(
          {.name = "policy.attempts",
           .summary = "What customers tried and the policy did not take",
           .details = "Kept for 180 days. The same once more within an hour is counted, not listed again.",
           .callers = {{ActorKind::staff, ActorKind::panel}, Permission::customers_read},
           .errors = {{"customer.not_found", "there is no such customer"}}}),
  };
}

}  // namespace plazo::operations
