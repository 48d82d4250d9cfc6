#include "core/operations/asking.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "core/json/encode.hpp"
#include "core/operations/admission.hpp"
#include "core/operations/consequences.hpp"
#include "core/operations/declaring.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/entitlements.hpp"
#include "core/operations/fair_use.hpp"
#include "core/operations/ticket_lists.hpp"

namespace plazo::operations {
namespace {

constexpr std::size_t longest_field = 4000;

Error invalid(std::string code, std::vector<Problem> problems) {
  Error error(Category::invalid, std::move(code),
              "`" + problems.front().path + "` " + problems.front().message);
  error.problems = std::move(problems);
  return error;
}

/// Where a part of the question stands in the request.
std::string place_in_request(std::string path) {
  constexpr std::pair<std::string_view, std::string_view> moved[] = {
      {"/facts/circumstance/", "/circumstances/"},
      {"/facts/entitlement/", "/entitlements/"},
      {"/facts/", "/"}};
  for (const auto& [from, to] : moved)
    if (path.starts_with(from)) return std::string(to) + path.substr(from.size());
  return path;
}

/// The service that it is about. Named by none, it is the only one, else a state that the best of them has:
/// who has one active service has an active service.
void add_service(Call& call, policy::Question& question, const customers::CustomerRow& customer,
                 const Told& told) {
  const auto& document = call.policy().document();
  const auto services = customers::services_of(call.tx, customer.id);
  for (const auto& s : services) {
    question.services.push_back(s.reference);
    if (s.name != s.reference) question.services.push_back(s.name);
  }
  const customers::ServiceRow* meant = nullptr;
  if (told.service) {
    for (const auto& s : services)
      if (s.reference == *told.service) meant = &s;
    if (!meant)
      throw invalid("service.unknown", {{"/service", "unknown_value",
                                         shown(*told.service) + " is none of the customer's services"}});
  } else if (services.size() == 1) {
    meant = &services.front();
  }
  std::string product = meant && meant->product ? *meant->product : std::string();
  if (meant) {
    question.facts.service = customers::state_of(*meant);
  } else {
    for (const auto stage : {customers::ServiceStage::active, customers::ServiceStage::suspended,
                             customers::ServiceStage::pending, customers::ServiceStage::cancelled})
      if (question.facts.service == policy::ServiceState::none)
        for (const auto& s : services)
          if (s.state == stage) question.facts.service = customers::state_of(s);
  }
  // The panel has products that the policy does not speak of.
  if (document.activation && policy::entry_of(document.activation->products, product))
    question.facts.product = std::move(product);
}

}  // namespace

std::optional<customers::CustomerRow> account_of(Call& call, const std::optional<std::string>& named) {
  if (call.actor.customer) return call.actor.customer;
  if (!named) return std::nullopt;
  auto customer = customers::find(call.tx, *named);
  if (!customer)
    throw Error(Category::not_found, "customer.not_found",
                "there is no such customer, or it is not yours to see");
  return customer;
}

std::optional<customers::CustomerRow> seen_account_of(Call& call, const std::optional<std::string>& named) {
  if (named) check_permission(call.actor, customers::Permission::customers_read);
  return account_of(call, named);
}

std::optional<Id> Sender::person() const {
  if (!contact) return std::nullopt;
  return contact->person.id;
}

namespace {
bool for_others(const Call& call) {
  return call.actor.kind == customers::ActorKind::staff || call.actor.kind == customers::ActorKind::panel;
}
/// The person who asks; 0: the account's owner.
Id person_of(const Call& call, const std::optional<Sender>& sender) {
  if (sender) return sender->person().value_or(Id{});
  return call.actor.contact ? call.actor.contact->person.id : Id{};
}
}  // namespace

std::optional<Sender> sender_of(Call& call, const customers::CustomerRow& customer,
                                const FromCustomer& request) {
  if (!for_others(call)) return std::nullopt;
  if (!request.from_customer) {
    if (request.contact)
      throw invalid("request.invalid",
                    {{"/contact", "without_from_customer", "goes with `from_customer`: who has sent it"}});
    return std::nullopt;
  }
  check_permission(call.actor, customers::Permission::tickets_open);
  if (!request.contact) return Sender{};
  check_permission(call.actor, customers::Permission::customers_read);
  auto contact = customers::contact(call.tx, customer.id, *request.contact);
  if (!contact)
    throw invalid("request.invalid",
                  {{"/contact", "unknown_value", shown(*request.contact) + " is nobody of the account"}});
  if (!contact->rights.tickets)
    throw Error(Category::refused, "contact.no_tickets",
                "this contact has no access to the account's tickets");
  return Sender{std::move(contact)};
}

tickets::Writing writing_for(Call& call, const customers::CustomerRow& customer,
                             const std::optional<Sender>& sender) {
  auto writing = writing_as_actor(call);
  if (!sender) return writing;
  writing.put_in = tickets::PutIn{call.actor.identity(), std::move(writing.author_name)};
  if (sender->contact) {
    writing.author = {timeline::AuthorKind::contact, sender->contact->person.id};
    writing.author_name = sender->contact->person.name;
  } else {
    writing.author = {timeline::AuthorKind::customer, customer.id};
    writing.author_name = customer.name;
  }
  return writing;
}

policy::Question question_of(Call& call, policy::Action action, const customers::CustomerRow* customer,
                             const Told& told, const std::optional<Sender>& sender) {
  const bool advised = for_others(call) && !sender;
  policy::Question question{.action = action, .by = advised ? policy::Party::staff : policy::Party::customer};
  auto& facts = question.facts;
  facts.topic = told.topic.value_or("");
  facts.channel = told.channel.value_or("");
  facts.circumstance = told.circumstances;
  facts.entitlement = told.entitlements;
  question.fields = told.fields;
  question.checked = told.checked;
  question.answers_shown = told.answers_shown;
  std::vector<Problem> problems;
  for (const auto& [key, value] : told.fields)
    if (count_characters(value) > longest_field)
      problems.push_back({"/fields/" + key, "too_long", "must have at most 4000 characters"});
  if (!problems.empty()) throw invalid("policy.field_too_long", std::move(problems));

  // A policy without rules asks for nothing, so nothing is looked up for it.
  const auto& document = call.policy().document();
  if (question.by == policy::Party::customer) check_told_circumstances(document, told.circumstances);
  const bool rules = !document.topics.empty() || !document.exceptions.empty() || !document.required.empty() ||
                     !document.targets.empty() || !document.order.empty();
  if (customer) {
    facts.customer = customer->groups;
    facts.customer.emplace_back(policy::kind_customer);
    facts.identity = policy::Identity::signed_in;
    if (rules || told.service) add_service(call, question, *customer, told);
    if (rules && !advised)
      question.notices_shown =
          customers::notices_shown(call.tx, customer->id, person_of(call, sender), call.now);
    if (const auto suspended = customers::suspension_of(call.tx, customer->id, call.now))
      question.suspension = policy::SuspensionTerm{.from = suspended->since, .until = suspended->until};
    add_conduct(call, question, *customer);
    add_use(call, question, *customer);
  } else {
    facts.customer.emplace_back(policy::kind_visitor);
  }
  if (told.service_state) facts.service = *told.service_state;
  if (told.product) facts.product = *told.product;
  if (told.identity) facts.identity = *told.identity;
  return question;
}

void ask_about(Call& call, policy::Question& question, const tickets::TicketRow& ticket) {
  auto& facts = question.facts;
  const auto& document = call.policy().document();
  if (facts.topic.empty() && ticket.topic && policy::entry_of(document.topics, *ticket.topic))
    facts.topic = *ticket.topic;
  if (facts.department.empty() && policy::has_department(document, ticket.department))
    facts.department = ticket.department;
  if (facts.priority.empty() && policy::rank_of(document, ticket.priority)) facts.priority = ticket.priority;
  if (ticket.facts)
    for (const auto& key : ticket.facts->circumstance)
      if (policy::entry_of(document.circumstances, key) &&
          std::find(facts.circumstance.begin(), facts.circumstance.end(), key) == facts.circumstance.end())
        facts.circumstance.push_back(key);
  add_use(call, question, ticket);
  auto rows = call.tx.query(
      "SELECT MAX(at) FROM message WHERE ticket = ? AND kind = 'reply' AND author_kind IN ('customer', "
      "'contact')",
      ticket.id);
  if (ticket.status != tickets::Status::closed && rows.next() && !rows.is_null(0))
    question.matter = policy::Matter{
        .channel = ticket.channel && policy::entry_of(document.channels, *ticket.channel) ? *ticket.channel
                                                                                          : std::string(),
        .sent_at = rows.instant(0),
        .answered_at = ticket.answered_at};
}

policy::Decision decided(Call& call, const policy::Question& question) {
  try {
    return policy::decide(call.policy(), question, call.now);
  } catch (Error& error) {
    if (error.code != "policy.unknown_key") throw;
    for (auto& problem : error.problems) problem.path = place_in_request(std::move(problem.path));
    throw invalid(error.code, std::move(error.problems));
  }
}

bool says_something(const policy::Decision& decision) {
  return decision.effect != policy::Effect::allow || decision.reasons.size() != 1 ||
         decision.reasons.front().code != policy::ReasonCode::allowed || !decision.obligations.empty() ||
         decision.demoted;
}

policy::Explanation explained(Call& call, const policy::Question& question,
                              const policy::Decision& decision) {
  return policy::explain(call.policy(), question, call.now, decision, call.locale());
}

namespace {

std::string_view code_of(policy::Effect effect) {
  switch (effect) {
    case policy::Effect::redirect:
      return "policy.redirected";
    case policy::Effect::ignore:
      return "policy.ignored";
    default:
      return "policy.refused";
  }
}

/// What a form marks: everything that is asked for, at its place in the request.
void add_problems(Error& error, const policy::Explanation& explanation) {
  using policy::Duty;
  for (const auto& o : explanation.obligations) {
    const auto add = [&](std::string path, std::string code) {
      error.with(Problem{std::move(path), std::move(code), o.text});
    };
    switch (o.duty) {
      case Duty::choose_topic:
        add("/topic", "needed");
        break;
      case Duty::tell:
        for (const auto& field : o.fields) add("/fields/" + field, "needed");
        for (const auto& field : o.one_of) add("/fields/" + field, "one_needed");
        break;
      case Duty::mend:
        if (o.key) add("/fields/" + *o.key, "mend");
        break;
      case Duty::checklist:
        add("/checked", "needed");
        break;
      case Duty::improve_subject:
        add("/subject", "improve");
        break;
      case Duty::improve_body:
      case Duty::split:
        add("/body", "improve");
        break;
      case Duty::agree:
        add("/entitlements", "agree");
        break;
      default:
        break;
    }
  }
}

}  // namespace

Error refusal(Call& call, const policy::Question& question, const policy::Decision& decision) {
  const auto explanation = explained(call, question, decision);
  Error error(Category::refused, std::string(code_of(decision.effect)),
              "the policy does not take this request, `details.decision` says why and what else may be done");
  add_problems(error, explanation);
  error.decision = json::encode(explanation, call.actor.audience());
  return error;
}

Refusal refusal(Call& call, const policy::Question& question, const policy::Decision& decision,
                const customers::CustomerRow& customer, const std::optional<Sender>& sender) {
  customers::AttemptRow row{.customer = customer.id,
                            .person = person_of(call, sender),
                            .action = question.action,
                            .topic = std::string(decision.topic),
                            .channel = std::string(decision.channel),
                            .department = std::string(decision.department),
                            .effect = decision.effect,
                            .notice_shown = decision.show_notice,
                            .policy = call.policy().number,
                            .first_at = call.now,
                            .last_at = call.now};
  if (!decision.reasons.empty()) {
    row.code = decision.reasons.front().code;
    row.rule = decision.reasons.front().rule;
  }
  return {refusal(call, question, decision), std::move(row),
          suspension_by_policy(call, {question, decision, customer})};
}

}  // namespace plazo::operations
