// ticket.import
#include <map>

#include "core/base/text.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/importing.hpp"

namespace plazo::operations {
namespace {

constexpr std::int64_t longest_message = 65'536;

enum class ImportedAuthor {
  customer,
  staff,
  machine,  ///< a confirmation, a bot: answers nothing
};
BOOST_DESCRIBE_ENUM(ImportedAuthor, customer, staff, machine)

struct ImportedMessage {
  ImportedAuthor by = ImportedAuthor::customer;
  Instant at;
  std::string body;
  tickets::MessageKind kind = tickets::MessageKind::reply;
  std::optional<std::string> name;
  std::optional<std::string> staff;

  static constexpr json::Note notes[] = {
      {.field = "by", .meaning = "who wrote it; a `machine` writes in staff's name and answers nothing"},
      {.field = "at", .meaning = "when it was written; not before the message before it, nor ahead of now"},
      {.field = "body", .meaning = "the text", .min = 1, .max = longest_message, .lines = true},
      {.field = "kind", .meaning = "`reply`, or a private `note`", .defaulted = true},
      {.field = "name",
       .meaning = "the author's name; absent: that of the customer, the staff member or the provider",
       .min = 1,
       .max = 200},
      {.field = "staff",
       .meaning = "the panel's key of the staff member who wrote it, where that is known here",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(ImportedMessage, (), (by, at, body, kind, name, staff))

struct TicketImport : Writing {
  std::string external;
  std::string customer;
  std::optional<std::string> contact;
  std::string subject;
  std::string department;
  std::optional<std::string> priority;
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  std::optional<policy::ServiceState> service_state;
  std::vector<std::string> circumstances;
  std::vector<std::string> entitlements;
  std::optional<std::string> assignee;
  std::vector<std::string> tags;
  std::vector<ImportedMessage> messages;
  std::optional<Instant> closed_at;

  static constexpr json::Note notes[] = {
      {.field = "external",
       .meaning = "key of the ticket in the other system, such as `whmcs:4711`: each becomes one ticket, "
                  "however often it is imported",
       .min = 1,
       .max = 128},
      {.field = "customer", .meaning = "the panel's key of the account", .min = 1, .max = 64},
      {.field = "contact",
       .meaning = "the panel's key of the contact who opened it; absent: the account's owner",
       .min = 1,
       .max = 64},
      {.field = "subject", .meaning = "what it is about, in one line", .min = 1, .max = 200},
      {.field = "department", .meaning = "key of a department of the policy in force", .min = 1, .max = 64},
      {.field = "priority",
       .meaning = "key of a priority of the policy in force; absent: the least urgent",
       .min = 1,
       .max = 64},
      {.field = "topic", .meaning = "key of a topic of the policy in force", .min = 1, .max = 64},
      {.field = "channel",
       .meaning = "key of the channel of the policy by which it came",
       .min = 1,
       .max = 64},
      {.field = "service_state", .meaning = "what the service was in that it is about"},
      {.field = "circumstances",
       .meaning = "keys of circumstances of the policy that were declared",
       .max = 100,
       .defaulted = true},
      {.field = "entitlements",
       .meaning = "keys of entitlements of the policy that were used",
       .max = 50,
       .defaulted = true},
      {.field = "assignee", .meaning = "the panel's key of the staff member who has it", .min = 1, .max = 64},
      {.field = "tags", .meaning = "tags, each of at most 64 characters", .max = 50, .defaulted = true},
      {.field = "messages",
       .meaning = "its messages, oldest first; the first is the one by which it was opened",
       .min = 1,
       .max = tickets::most_imported_messages},
      {.field = "closed_at",
       .meaning = "when it was closed, not before its last message; absent: it is still open, and waits for "
                  "whoever did not write last"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketImport, (Writing),
                      (external, customer, contact, subject, department, priority, topic, channel,
                       service_state, circumstances, entitlements, assignee, tags, messages, closed_at))

struct TicketImported {
  tickets::TicketView ticket;
  bool imported = false;
  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket as it is now"},
      {.field = "imported", .meaning = "false: it had been imported before, and was left as it is"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketImported, (), (ticket, imported))

TicketImported imported_again(Call& call) {
  return {view_of(call, tickets::find(call.tx, call.made.at(0), {})), call.made.size() > 1};
}

/// Throws everything that is wrong with the instants, texts and people at once.
class Reading {
 public:
  Reading(Call& call, const TicketImport& request, const customers::CustomerRow& customer)
      : call_(call), request_(request), customer_(customer) {}

  void read(tickets::PastTicket& past) {
    if (request_.contact) {
      if (const auto contact = customers::contact(call_.tx, customer_.id, *request_.contact)) {
        past.requester = contact->person.id;
        asker_ = {timeline::AuthorKind::contact, contact->person.id};
        asker_name_ = contact->person.name;
      } else {
        wrong("/contact", "unknown_value", shown(*request_.contact) + " is no contact of the customer");
      }
    } else {
      asker_ = {timeline::AuthorKind::customer, customer_.id};
      asker_name_ = customer_.name;
    }
    if (request_.assignee) {
      if (const auto& staff = staff_of(*request_.assignee))
        past.assignee = staff->id;
      else
        wrong("/assignee", "unknown_value",
              shown(*request_.assignee) + " is no staff member, put them first");
    }
    for (std::size_t i = 0; i < request_.tags.size(); ++i)
      if (request_.tags[i].empty() || count_characters(request_.tags[i]) > 64)
        wrong("/tags/" + std::to_string(i), "out_of_range", "must have 1 to 64 characters");
    Instant last{0};
    for (std::size_t i = 0; i < request_.messages.size(); ++i) {
      const auto& message = request_.messages[i];
      const std::string path = "/messages/" + std::to_string(i);
      in_order(path + "/at", message.at, last, i == 0 ? "1970" : "the message before it");
      last = std::max(last, message.at);
      past.messages.push_back(past_message(message, path));
    }
    if (request_.messages.front().kind == tickets::MessageKind::note)
      wrong("/messages/0/kind", "first_note", "must be a reply: a ticket is opened by one");
    if (request_.closed_at) in_order("/closed_at", *request_.closed_at, last, "the last message");
    past.closed_at = request_.closed_at;
    if (problems_.empty()) return;
    Error error(Category::invalid, "request.invalid",
                "`" + problems_.front().path + "` " + problems_.front().message);
    error.problems = std::move(problems_);
    throw error;
  }

 private:
  void wrong(std::string path, std::string code, std::string message) {
    problems_.push_back({std::move(path), std::move(code), std::move(message)});
  }

  void in_order(const std::string& path, Instant at, Instant last, const std::string& what) {
    if (at > call_.now)
      wrong(path, "out_of_range", "must not lie ahead of now");
    else if (at < last)
      wrong(path, "out_of_order", "must not lie before " + what);
  }

  const std::optional<customers::StaffRow>& staff_of(const std::string& key) {
    auto at = staff_.find(key);
    if (at == staff_.end()) at = staff_.emplace(key, customers::find_staff(call_.tx, key)).first;
    return at->second;
  }

  tickets::PastMessage past_message(const ImportedMessage& message, const std::string& path) {
    tickets::PastMessage past{
        .at = message.at, .author = {}, .author_name = {}, .kind = message.kind, .body = message.body};
    if (message.by == ImportedAuthor::customer) {
      past.author = asker_;
      past.author_name = asker_name_;
    } else {
      past.author_name = call_.policy().document().provider;
      if (message.by == ImportedAuthor::staff) past.author.kind = timeline::AuthorKind::staff;
    }
    if (message.staff) {
      const auto& staff = staff_of(*message.staff);
      if (message.by != ImportedAuthor::staff)
        wrong(path + "/staff", "not_staff", "names a staff member, but the message is not by staff");
      else if (!staff)
        wrong(path + "/staff", "unknown_value",
              shown(*message.staff) + " is no staff member, put them first or tell the `name` alone");
      else
        past.author.id = staff->id, past.author_name = staff->name;
    }
    if (message.name) past.author_name = *message.name;
    return past;
  }

  Call& call_;
  const TicketImport& request_;
  const customers::CustomerRow& customer_;
  timeline::Author asker_;
  std::string asker_name_;
  std::map<std::string, std::optional<customers::StaffRow>> staff_;
  std::vector<Problem> problems_;
};

/// What the policy knows of the ticket, with the keys that it does not know refused.
policy::Facts facts_of(Call& call, const TicketImport& request, const customers::CustomerRow& customer) {
  policy::Question question{.action = policy::Action::open, .by = policy::Party::staff};
  auto& facts = question.facts;
  facts.topic = request.topic.value_or("");
  facts.channel = request.channel.value_or("");
  facts.department = request.department;
  facts.priority = request.priority.value_or("");
  facts.customer = customer.groups;
  facts.customer.emplace_back(policy::kind_customer);
  facts.identity = policy::Identity::signed_in;
  facts.service = request.service_state.value_or(policy::ServiceState::none);
  facts.circumstance = request.circumstances;
  facts.entitlement = request.entitlements;
  decided(call, question);  // for its keys alone: what has happened is not judged
  return std::move(facts);
}

TicketImported import_past(Call& call, const TicketImport& request) {
  const auto customer = customers::find(call.tx, request.customer);
  if (!customer)
    throw Error(Category::not_found, "customer.not_found",
                "there is no such customer, or it is not yours to see");
  if (const auto known = tickets::imported_as(call.tx, request.external)) {
    const auto ticket = tickets::find(call.tx, *known, {});
    if (ticket.customer != customer->id)
      throw Error(Category::conflict, "ticket.imported_for_another",
                  "the ticket " + shown(request.external) +
                      " was imported for another account, give each its own key");
    call.made = {ticket.id};
    return {view_of(call, ticket), false};
  }
  const auto& policy = call.policy();
  const auto& document = policy.document();
  tickets::PastTicket past{.external = request.external,
                           .customer = customer->id,
                           .requester = {},
                           .department = request.department,
                           .priority = request.priority.value_or(document.priorities.front().first),
                           .subject = request.subject,
                           .topic = request.topic,
                           .channel = request.channel,
                           .facts = {},
                           .assignee = {},
                           .tags = request.tags,
                           .messages = {},
                           .closed_at = {}};
  past.facts = known_facts(facts_of(call, request, *customer));
  past.priority_rank = policy::rank_of(document, past.priority).value_or(0);
  Reading(call, request, *customer).read(past);
  auto writing = writing_as_actor(call);
  // Several messages of one instant would else clash for their ids again and again.
  const IdSource ids = call.ids.wider();
  tickets::Writing spread{writing.tx,      ids, writing.now, writing.author, writing.author_name,
                          writing.policies};
  const auto made = tickets::import_ticket(spread, policy, past);
  call.made = {made.ticket.id, made.message.id};
  return {view_of(call, made.ticket), true};
}

}  // namespace

std::vector<Operation> ticket_import_operations() {
  return {writing<import_past, imported_again>(
      {.name = "ticket.import",
       .summary = "Bring a past ticket from another system",
       .details =
           "With its messages, their authors and instants. Nobody is told of anything, and the policy does "
           "not judge what has happened. A closed ticket has no clocks. An open one gets the clocks of the "
           "policy in force, counted from its messages as if it had been opened here; a deadline that has "
           "passed is missed, but no warning or step that lies before now is done. The "
           "same `external` again gives the ticket as it is, so that an import can be broken off and "
           "repeated.",
       .callers = {{ActorKind::panel}},
       .errors = {{"policy.none", "no policy is installed yet"},
                  {"customer.not_found", "there is no such customer"},
                  {"policy.unknown_key", "the policy knows no such key"},
                  {"ticket.imported_for_another", "the key was used for a ticket of another account"}}})};
}

}  // namespace plazo::operations
