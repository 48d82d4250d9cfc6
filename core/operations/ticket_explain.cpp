// ticket.explain
#include <boost/json.hpp>

#include <algorithm>
#include <cstdio>

#include "core/base/messages.hpp"
#include "core/customers/conduct.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/entitlements.hpp"
#include "core/operations/opening.hpp"
#include "core/operations/ticket_lists.hpp"
#include "core/tickets/queue.hpp"
#include "core/tickets/tickets.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct TicketExplain {
  Id ticket;
  static constexpr json::Note notes[] = {{.field = "ticket", .meaning = "id of the ticket"}};
};
BOOST_DESCRIBE_STRUCT(TicketExplain, (), (ticket))

/// What was told when it was opened.
struct ToldAtOpening {
  std::optional<std::string> topic;
  std::optional<std::string> channel;
  json::Keyed<std::string> fields;
  std::vector<std::string> checked;
  std::vector<std::string> answers_shown;
  std::vector<std::string> circumstances;
  std::vector<std::string> entitlements;

  static constexpr json::Note notes[] = {
      {.field = "topic", .meaning = "key of the topic"},
      {.field = "channel", .meaning = "key of the channel"},
      {.field = "fields", .meaning = "what was told, by key of the policy's fields", .defaulted = true},
      {.field = "checked", .meaning = "items of the checklist that were ticked", .defaulted = true},
      {.field = "answers_shown",
       .meaning = "ids of answers of the documentation that were shown before it was sent",
       .defaulted = true},
      {.field = "circumstances", .meaning = "circumstances that were declared", .defaulted = true},
      {.field = "entitlements", .meaning = "entitlements that were used", .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(ToldAtOpening, (),
                      (topic, channel, fields, checked, answers_shown, circumstances, entitlements))

/// One of the things that people ask about a ticket.
struct Because {
  std::string text;
  std::optional<std::string> rule;
  std::optional<Instant> at;
  std::optional<std::int32_t> occurrences = {};

  static constexpr json::Note notes[] = {
      {.field = "text", .meaning = "why, in the session's language"},
      {.field = "rule", .meaning = "id or key of the rule in the policy that decided"},
      {.field = "at", .meaning = "when it became so"},
      {.field = "occurrences",
       .meaning = "of what a limit of fair use counts: how many there were in its window then",
       .unit = "occurrences"},
  };
};
BOOST_DESCRIBE_STRUCT(Because, (), (text, rule, at, occurrences))

struct PlaceInQueue {
  std::vector<std::string> texts;
  std::optional<Instant> waiting_since;
  std::optional<std::string> queue_class;
  std::optional<Instant> demoted_since;
  std::optional<Instant> demoted_until;
  std::optional<std::string> demoted_by;
  std::optional<std::int64_t> ahead;

  static constexpr json::Note notes[] = {
      {.field = "texts", .meaning = "its place in words"},
      {.field = "waiting_since", .meaning = "when the oldest unanswered message came; absent: nobody waits"},
      {.field = "queue_class", .meaning = "class of the policy's `order`; absent: by priority"},
      {.field = "demoted_since",
       .meaning = "when fair use put it behind the others; absent when it never did"},
      {.field = "demoted_until",
       .meaning = "until when it stands behind them at most; absent while it does not"},
      {.field = "demoted_by", .meaning = "name of the limit that put it there"},
      {.field = "ahead",
       .meaning = "how many tickets of its department come before it",
       .unit = "tickets",
       .audience = json::Audience::staff},
  };
};
BOOST_DESCRIBE_STRUCT(PlaceInQueue, (),
                      (texts, waiting_since, queue_class, demoted_since, demoted_until, demoted_by, ahead))

/// What a deadline was worked out from.
struct DeadlineEvidence {
  policy::ClockKind clock = policy::ClockKind::first_response;
  std::string rule;
  std::optional<Instant> due_at;
  std::int64_t policy_version = 0;
  std::optional<std::string> hours;
  std::optional<std::string> calendar;
  std::optional<std::string> zone_data_version;

  static constexpr json::Note notes[] = {
      {.field = "clock", .meaning = "what is timed"},
      {.field = "rule", .meaning = "name of the policy's target"},
      {.field = "due_at", .meaning = "the deadline; absent where none is binding"},
      {.field = "policy_version", .meaning = "number of the policy version that set it"},
      {.field = "hours", .meaning = "key of the calendar that it counts in; absent: around the clock"},
      {.field = "calendar", .meaning = "digest of that calendar as it was"},
      {.field = "zone_data_version", .meaning = "version of the time-zone data it was worked out with"},
  };
};
BOOST_DESCRIBE_STRUCT(DeadlineEvidence, (),
                      (clock, rule, due_at, policy_version, hours, calendar, zone_data_version))

struct TicketExplainReply {
  tickets::TicketView ticket;
  std::int64_t policy_version = 0;
  std::optional<std::string> zone_data_version;
  std::string policy;
  Because department;
  Because priority;
  std::optional<Because> paused;
  PlaceInQueue place;
  std::optional<Because> assignee;
  std::vector<Because> history;
  std::vector<Because> fair_use;
  std::vector<std::string> deadlines;
  std::vector<DeadlineEvidence> evidence;
  std::vector<Because> charges;
  std::optional<policy::Explanation> decision;
  std::optional<ToldAtOpening> told;

  static constexpr json::Note notes[] = {
      {.field = "ticket", .meaning = "the ticket as it is now, with its clocks"},
      {.field = "policy_version", .meaning = "number of the policy version that it was opened under"},
      {.field = "zone_data_version",
       .meaning = "version of the time-zone data that decided with it; absent when nothing of the policy "
                  "spoke to it"},
      {.field = "policy", .meaning = "the version in words"},
      {.field = "department", .meaning = "why it has this department"},
      {.field = "priority", .meaning = "why it has this priority"},
      {.field = "paused", .meaning = "why nobody works on it; absent while it is not paused"},
      {.field = "place", .meaning = "its place in the queue, and why"},
      {.field = "assignee",
       .meaning = "who has it, and since when; absent when nobody has",
       .audience = json::Audience::staff},
      {.field = "history",
       .meaning = "that it was imported, came under another version of the policy, that circumstances were "
                  "declared or taken back, or that it was merged with other tickets, in the order in which "
                  "it happened"},
      {.field = "fair_use", .meaning = "what fair use made follow in it, the oldest first"},
      {.field = "deadlines", .meaning = "what is promised on it, in words"},
      {.field = "evidence", .meaning = "what each deadline was worked out from"},
      {.field = "charges",
       .meaning = "what was charged for it or is included, why, and what has become of it"},
      {.field = "decision",
       .meaning =
           "what the policy decided when it was opened, from the log; absent when it had nothing to say"},
      {.field = "told", .meaning = "what was told when it was opened; absent likewise"},
  };
};
BOOST_DESCRIBE_STRUCT(TicketExplainReply, (),
                      (ticket, policy_version, zone_data_version, policy, department, priority, paused, place,
                       assignee, history, fair_use, deadlines, evidence, charges, decision, told))

/// A moment on the policy's wall clock, as two texts.
struct Moment {
  std::string date, time;
};

Moment moment(Locale locale, const calendar::Zone& zone, Instant at) {
  const auto civil = zone.local(at).civil;
  char time[8];
  std::snprintf(time, sizeof time, "%02d:%02d", civil.hour, civil.minute);
  return {message(locale, "date",
                  {{"day", std::int64_t{civil.day}},
                   {"month", message(locale, "month." + std::to_string(civil.month))},
                   {"year", civil.year}}),
          time};
}

/// When the ticket last got this department or priority, where that was after its opening.
std::optional<Instant> changed_at(storage::Transaction& tx, Id ticket, const char* member,
                                  std::string_view value) {
  std::optional<Instant> last;
  auto rows = tx.query(
      "SELECT at, body FROM event WHERE subject = ? AND kind = 'ticket.changed' ORDER BY sequence", ticket);
  while (rows.next()) {
    boost::system::error_code bad;
    const auto body = boost::json::parse(rows.text(1), bad);
    if (bad || !body.is_object()) continue;
    const auto* const changed = body.as_object().if_contains(member);
    if (!changed || !changed->is_string()) continue;
    last.reset();
    if (std::string_view(changed->as_string()) == value) last = rows.instant(0);
  }
  return last;
}

std::optional<std::string> given(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return text;
}

/// Everything that is said of a ticket, from its rows, its log, and the version it stands under.
class Explainer {
 public:
  Explainer(Call& call, const tickets::TicketRow& ticket, const policy::InForce& version)
      : call_(call), ticket_(ticket), version_(version), locale_(call.locale()) {}

  TicketExplainReply reply() {
    opening_ = opening_of(call_.tx, ticket_.id);
    TicketExplainReply out{.ticket = view_of(call_, ticket_), .policy_version = version_.number};
    out.history = history();
    out.policy_version = opened_under_.value_or(version_.number);
    out.policy = message(locale_, "explain.policy", {{"version", out.policy_version}});
    out.department = department(out.ticket);
    out.priority = priority(out.ticket);
    const auto& clocks = out.ticket.clocks;
    for (const auto* const clock :
         {&clocks.first_response, &clocks.next_response, &clocks.resolution, &clocks.update})
      if (*clock) out.deadlines.push_back((*clock)->text);
    for (auto& clock : tickets::clocks_of(call_.tx, ticket_.id))
      out.evidence.push_back({clock.kind, clock.target, clock.due_at, clock.policy, given(clock.hours),
                              given(clock.calendar), given(clock.zone_data)});
    out.charges = charges(out.ticket.charges);
    if (opening_) {
      out.zone_data_version = given(opening_->zone_data);
      out.told = told();
      out.decision = decide_again();
    }
    out.paused = paused(out.ticket);
    out.place = place();
    out.assignee = assignee(out.ticket);
    out.fair_use = fair_use();
    return out;
  }

 private:
  std::optional<Because> assignee(const tickets::TicketView& shown) {
    if (!shown.assignee) return std::nullopt;
    // Escalation assigns too, with the step's own event.
    auto rows = call_.tx.query(
        "SELECT MAX(at) FROM event WHERE subject = ? AND (kind = 'ticket.assigned' OR kind = "
        "'ticket.imported' "
        "OR (kind = 'clock.step' AND body LIKE '%\"assigned\":%'))",
        ticket_.id);
    const Instant at = rows.next() && !rows.is_null(0) ? rows.instant(0) : ticket_.opened_at;
    const auto when = moment(locale_, version_.zone(), at);
    return Because{message(locale_, "explain.assignee",
                           {{"name", shown.assignee->name}, {"date", when.date}, {"time", when.time}}),
                   {},
                   at};
  }

  /// What has happened to it as a whole: it was imported, merged, or came under another version; of what was
  /// declared of it the latest hundred, as customers may declare and take back as often as they like.
  std::vector<Because> history() {
    std::vector<Because> out;
    auto rows = call_.tx.query(
        "SELECT kind, at, body FROM event WHERE subject = ? AND kind IN ('ticket.imported', 'ticket.merged', "
        "'ticket.re_evaluated', 'ticket.took_over', 'ticket.declared') AND (kind <> 'ticket.declared' OR "
        "sequence IN (SELECT sequence FROM (SELECT sequence FROM event WHERE subject = ? AND kind = "
        "'ticket.declared' ORDER BY sequence DESC LIMIT 100) latest)) ORDER BY sequence",
        ticket_.id, ticket_.id);
    while (rows.next()) {
      boost::system::error_code bad;
      const auto body = boost::json::parse(rows.text(2), bad);
      if (bad || !body.is_object()) continue;
      if (rows.text(0) == "ticket.re_evaluated" && !opened_under_) opened_under_ = number_in(body, "from");
      if (rows.text(0) == "ticket.declared")
        out.push_back(declared(rows.instant(1), body));
      else
        out.push_back(happened(rows.text(0), rows.instant(1), body));
    }
    return out;
  }

  Because declared(Instant at, const boost::json::value& body) {
    std::string names;
    if (const auto* const keys = body.as_object().if_contains("circumstances"); keys && keys->is_array())
      for (const auto& one : keys->as_array()) {
        const std::string key(one.as_string());
        const auto* const entry = policy::entry_of(version_.document().circumstances, key);
        names.append(names.empty() ? "" : ", ").append(entry ? policy::in(locale_, entry->name, key) : key);
      }
    const auto when = moment(locale_, version_.zone(), at);
    return {message(locale_, names.empty() ? "explain.declared.none" : "explain.declared",
                    {{"names", names}, {"date", when.date}, {"time", when.time}}),
            {},
            at};
  }

  static std::string text_in(const boost::json::value& body, const char* name) {
    const auto* const member = body.as_object().if_contains(name);
    return member && member->is_string() ? std::string(member->as_string()) : std::string();
  }
  static std::int64_t number_in(const boost::json::value& body, const char* name) {
    const auto* const member = body.as_object().if_contains(name);
    return member && member->is_int64() ? member->as_int64() : 0;
  }

  Because happened(std::string_view kind, Instant recorded, const boost::json::value& body) {
    const Instant at = parse_instant(text_in(body, "at")).value_or(recorded);
    const auto since = parse_instant(text_in(body, "waiting_since"));
    const auto when = moment(locale_, version_.zone(), at);
    const auto then = moment(locale_, version_.zone(), since.value_or(at));
    const std::string reference = text_in(body, "reference");
    const char* const key = kind == "ticket.imported"       ? "explain.imported"
                            : kind == "ticket.merged"       ? "explain.merged"
                            : kind == "ticket.re_evaluated" ? "explain.re_evaluated"
                            : since                         ? "explain.took_over.waiting"
                                                            : "explain.took_over";
    return {message(locale_, key,
                    {{"reference", reference},
                     {"version", number_in(body, "policy")},
                     {"date", when.date},
                     {"time", when.time},
                     {"since_date", then.date},
                     {"since_time", then.time}}),
            {},
            at};
  }

  Because department(const tickets::TicketView& shown) {
    if (const auto at = changed_at(call_.tx, ticket_.id, "department", ticket_.department))
      return changed("explain.department.changed", "department", shown.department_name, *at);
    const bool chosen = !opening_ || opening_->question.facts.department == ticket_.department;
    if (chosen)
      return {message(locale_, "explain.department.chosen", {{"department", shown.department_name}}), {}, {}};
    const auto& topic = opening_->question.facts.topic;
    const auto* const entry = policy::entry_of(version_.document().topics, topic);
    return {message(locale_, "explain.department.policy",
                    {{"department", shown.department_name},
                     {"topic", entry ? policy::in(locale_, entry->name, topic) : topic}}),
            given(opening_->rule), ticket_.opened_at};
  }

  Because priority(const tickets::TicketView& shown) {
    if (const auto at = changed_at(call_.tx, ticket_.id, "priority", ticket_.priority))
      return changed("explain.priority.changed", "priority", shown.priority_name, *at);
    const auto say = [&](const char* key, std::optional<std::string> rule) {
      return Because{message(locale_, key, {{"priority", shown.priority_name}}), std::move(rule),
                     ticket_.opened_at};
    };
    const bool first = ticket_.priority_rank == 0;
    if (!opening_) return say(first ? "explain.priority.first" : "explain.priority.chosen", {});
    if (opening_->question.facts.priority == ticket_.priority) return say("explain.priority.chosen", {});
    if (opening_->question.facts.priority.empty() && first) return say("explain.priority.first", {});
    return say("explain.priority.policy", given(opening_->question.facts.topic));
  }

  Because changed(const char* key, std::string_view name, const std::string& value, Instant at) {
    const auto when = moment(locale_, version_.zone(), at);
    return {message(locale_, key, {{name, value}, {"date", when.date}, {"time", when.time}}), {}, at};
  }

  /// By which rule, where the policy paused it.
  std::optional<Because> paused(const tickets::TicketView& shown) {
    if (!shown.paused) return std::nullopt;
    Because because{shown.paused->text, {}, shown.paused->since};
    auto rows = call_.tx.query(
        "SELECT body FROM event WHERE subject = ? AND kind = 'ticket.paused' ORDER BY sequence DESC LIMIT 1",
        ticket_.id);
    boost::system::error_code bad;
    if (!rows.next()) return because;
    const auto body = boost::json::parse(rows.text(0), bad);
    const auto* const rule = bad || !body.is_object() ? nullptr : body.as_object().if_contains("rule");
    if (!rule || !rule->is_string()) return because;
    because.rule = std::string(rule->as_string());
    because.text += " " + message(locale_, "decision.duty.wait_for_customer");
    return because;
  }

  std::vector<Because> fair_use() {
    std::vector<Because> all;
    const bool staff = call_.actor.audience() != json::Audience::customer;
    for (const auto& one : customers::consequences_on(call_.tx, ticket_.id)) {
      if (one.measure == policy::Measures::demotion) continue;  // is told of with its place
      if (one.measure == policy::Measures::suspension && !staff) continue;
      all.push_back({words_of(one), one.rule, one.at, one.occurrences});
    }
    return all;
  }

  /// The provider's words in the session's language, else what the customer was told.
  std::string words_of(const customers::ConsequenceRow& one) {
    const policy::Prose* words = nullptr;
    const auto& rules = call_.policies.version(call_.tx, one.policy).document().fair_use;
    if (rules)
      for (const auto& limit : rules->limits)
        if (limit.id == one.rule) {
          if (limit.text) words = &*limit.text;
          for (const auto& consequence : limit.then)
            if (consequence.measure == one.measure && consequence.text) words = &*consequence.text;
        }
    const std::string text = one.measure == policy::Measures::suspension
                                 ? message(locale_, "decision.duty.propose_suspension")
                             : words ? policy::in(locale_, *words)
                                     : one.text;
    if (!one.withdrawn_at) return text;
    const auto when = moment(locale_, version_.zone(), *one.withdrawn_at);
    return text + " " +
           message(locale_, "explain.fair_use.withdrawn", {{"date", when.date}, {"time", when.time}});
  }

  PlaceInQueue place() {
    PlaceInQueue place{.waiting_since = ticket_.waiting_since,
                       .demoted_since = ticket_.demoted_since,
                       .demoted_until = ticket_.demoted_until,
                       .demoted_by = ticket_.demoted_by};
    const auto facts = tickets::facts_of(ticket_);
    for (const auto& c : version_.document().order)
      if (!place.queue_class && version_.holds(c.when, c.unless, facts, call_.now)) place.queue_class = c.id;
    const auto& queue_class = place.queue_class;
    if (!ticket_.waiting_since || !ticket_.queue_key) {
      place.texts = {message(locale_, "explain.place.none")};
      return place;
    }
    const auto when = moment(locale_, version_.zone(), *ticket_.waiting_since);
    place.texts.push_back(
        message(locale_, "explain.place.waiting", {{"date", when.date}, {"time", when.time}}));
    place.texts.push_back(queue_class ? message(locale_, "explain.place.class", {{"name", *queue_class}})
                                      : message(locale_, "explain.place.priority"));
    if (ticket_.demoted_until) {
      const auto end = moment(locale_, version_.zone(), *ticket_.demoted_until);
      place.texts.push_back(
          message(locale_, "explain.place.demoted", {{"date", end.date}, {"time", end.time}}));
    }
    if (call_.actor.audience() == json::Audience::customer) return place;
    auto rows = call_.tx.query("SELECT COUNT(*) FROM ticket WHERE department = ? AND queue_key < ?",
                               ticket_.department, *ticket_.queue_key);
    if (rows.next()) place.ahead = rows.integer(0);
    place.texts.push_back(message(locale_, "explain.place.ahead", {{"n", place.ahead.value_or(0)}}));
    return place;
  }

  std::vector<Because> charges(const std::vector<tickets::ChargeView>& charged) {
    std::vector<Because> out;
    for (const auto& charge : charged) {
      const auto when = moment(locale_, version_.zone(), charge.made_at);
      out.push_back({message(locale_, "explain.charge",
                             {{"entitlement", charge.name},
                              {"date", when.date},
                              {"time", when.time},
                              {"version", charge.policy_version}}) +
                         " " + charge.text,
                     charge.entitlement, charge.made_at});
    }
    const auto with_a_call = tickets::entitlements_of_calls(call_.tx, ticket_.id);
    for (const auto& key : tickets::entitlements_of(call_.tx, ticket_.id)) {
      if (std::any_of(charged.begin(), charged.end(), [&](const auto& c) { return c.entitlement == key; }) ||
          std::find(with_a_call.begin(), with_a_call.end(), key) != with_a_call.end())
        continue;
      const auto* const entry = policy::entry_of(version_.document().entitlements, key);
      out.push_back({message(locale_, "explain.entitlement.included",
                             {{"entitlement", entry ? policy::in(locale_, entry->name, key) : key}}),
                     key,
                     {}});
    }
    return out;
  }

  ToldAtOpening told() const {
    const auto& question = opening_->question;
    return {given(question.facts.topic),
            given(question.facts.channel),
            question.fields,
            question.checked,
            question.answers_shown,
            question.facts.circumstance,
            question.facts.entitlement};
  }

  /// The version gives the same answer to the same question; where the log says that it was another one, as
  /// zone data have changed since, nothing is made up.
  std::optional<policy::Explanation> decide_again() {
    auto question = opening_->question;
    question.subject = ticket_.subject;
    const auto first = tickets::messages_of(call_.tx, ticket_.id, {}, 0, 1);
    if (!first.empty()) question.body = first.front().body;
    const auto& version =
        opened_under_ ? call_.policies.version(call_.tx, *opened_under_) : version_;  // which knows its keys
    auto decision = policy::decide(version, question, ticket_.opened_at);
    decision.suggestions.clear();  // the ticket has those that nobody has judged yet
    if (decision.department != opening_->department || decision.priority != opening_->priority ||
        decision.reasons.empty() || decision.reasons.front().rule != opening_->rule)
      return std::nullopt;
    return policy::explain(version, question, ticket_.opened_at, decision, locale_);
  }

  Call& call_;
  const tickets::TicketRow& ticket_;
  const policy::InForce& version_;
  const Locale locale_;
  std::optional<Opening> opening_;
  std::optional<std::int64_t> opened_under_;  ///< where it stands under another version now
};

TicketExplainReply explain(Call& call, const TicketExplain& request) {
  const auto ticket = tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor));
  const auto* const version = call.desk.policy(call.tx, policy::named(call.tx, ticket.policy));
  return Explainer(call, ticket, version ? *version : call.policy_for_reading()).reply();
}

}  // namespace

std::vector<Operation> ticket_explain_operations() {
  return {reading<explain>(
      {.name = "ticket.explain",
       .summary = "Why a ticket has its department, priority, place in the queue and deadline",
       .details =
           "From the log: what was told when it was opened, what the policy version of that time decided, "
           "what was changed since, and what was charged. Customers read the same as staff, but for what "
           "concerns "
           "other customers.",
       .callers = {{ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::tickets_read, true},
       .errors = {{"ticket.not_found", "there is no such ticket, or it is not the caller's to see"}}})};
}

}  // namespace plazo::operations
