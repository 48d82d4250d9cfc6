#include "core/policy/explain.hpp"

#include <algorithm>
#include <cstdio>

#include "core/policy/wording.hpp"

namespace plazo::policy {
namespace {

std::optional<std::string> text_of(std::string_view key) {
  return key.empty() ? std::nullopt : std::optional<std::string>(key);
}

/// Puts one decision into words.
class Teller {
 public:
  Teller(const Compiled& policy, const Question& question, Instant at, const Decision& decision,
         Locale locale)
      : policy_(policy),
        document_(policy.document()),
        question_(question),
        at_(at),
        decision_(decision),
        locale_(locale) {}

  Explanation explanation() const;

 private:
  std::string say(std::string_view key, std::initializer_list<Argument> arguments = {}) const {
    return message(locale_, "decision." + std::string(key), arguments);
  }
  std::string channel(std::string_view key) const { return channel_name(locale_, document_, key); }
  std::string department(std::string_view key) const { return department_name(locale_, document_, key); }
  std::string topic(std::string_view key) const { return topic_name(locale_, document_, key); }
  std::string priority(std::string_view key) const { return priority_name(locale_, document_, key); }
  std::string entitlement(std::string_view key) const { return entitlement_name(locale_, document_, key); }
  /// Rounded up to the minute, so that nobody comes too early.
  std::string moment(Instant when) const {
    const std::int64_t part = when.ms % 60'000;
    return moment_words(locale_, part > 0 ? Instant{when.ms - part + 60'000} : when, at_, policy_.zone());
  }
  std::string fields(const std::vector<std::string_view>& keys) const {
    std::vector<std::string> names;
    for (const auto key : keys) names.push_back(field_name(locale_, document_, key));
    return joined(locale_, names);
  }
  /// States that the topic's service must be in.
  std::string states(std::string_view key) const {
    std::vector<std::string> names;
    if (const Topic* const entry = entry_of(document_.topics, key))
      for (const auto state : entry->service) names.push_back(term(locale_, state));
    return joined(locale_, names, Joint::any);
  }
  /// Where a request is outside hours: a channel or a department.
  std::string place_name(std::string_view key) const {
    return entry_of(document_.channels, key) ? channel(key) : department(key);
  }
  std::string clock_with_zone(Instant when) const;

  /// Where a request goes, as a customer finds it.
  std::string place(std::string_view channel, std::string_view department) const;
  std::string skill_text(const Reason&) const;
  std::string reason_text(const Reason&) const;
  std::string exception_text(const Reason&) const;
  std::optional<std::string> change(const Reason&) const;
  json::Keyed<std::string> facts(const Reason&) const;
  ExplainedReason reason(const Reason&) const;
  std::string duty_text(const Obligation&) const;
  std::string mend_text(const Obligation&) const;
  ExplainedObligation obligation(const Obligation&) const;
  std::string alternative_text(const Alternative&) const;
  ExplainedAlternative alternative(const Alternative&) const;

  const Compiled& policy_;
  const Document& document_;
  const Question& question_;
  Instant at_;
  const Decision& decision_;
  Locale locale_;
};

std::string Teller::exception_text(const Reason& reason) const {
  for (const auto& rule : document_.exceptions) {
    if (rule.id != reason.rule) continue;
    std::string conditions = condition_words(locale_, document_, rule.when, rule.unless);
    if (!conditions.empty()) conditions.insert(0, 1, ' ');
    const bool moved =
        rule.effect == Effect::redirect && rule.department && !rule.channel && !rule.self_service;
    if (moved)
      return say("exception.moved",
                 {{"conditions", conditions}, {"department", department(*rule.department)}});
    if (rule.effect != Effect::advise)
      return say("exception." + key_of(rule.effect), {{"conditions", conditions}});
  }
  return say("advice");
}

std::string Teller::skill_text(const Reason& reason) const {
  const auto& there = skills_at(document_, reason.key, reason.department);
  std::vector<std::string> skills;
  if (const Topic* const entry = entry_of(document_.topics, reason.rule))
    for (const auto& wanted : entry->skill)
      if (std::find(there.begin(), there.end(), wanted) != there.end())
        skills.push_back(skill_name(locale_, document_, wanted));
  return say("skill_elsewhere", {{"topic", topic(reason.rule)},
                                 {"place", place(reason.key, reason.department)},
                                 {"skills", joined(locale_, skills)}});
}

std::string Teller::reason_text(const Reason& reason) const {
  if (reason.text) return in(locale_, *reason.text);
  using enum ReasonCode;
  switch (reason.code) {
    case allowed:
      return entry_of(document_.channels, reason.key)
                 ? say("allowed.channel", {{"channel", channel(reason.key)}})
                 : say("allowed");
    case way:
      return say("way", {{"topic", topic(reason.rule)}, {"channel", channel(reason.key)}});
    case exception:
      return exception_text(reason);
    case advice:
    case way_advice:
      return say("advice");
    case skill_elsewhere:
      return skill_text(reason);
    case channel_closed:
    case channel_unmonitored:
    case attachments_none:
    case attachments_signed_in:
      return say(key_of(reason.code), {{"channel", channel(reason.rule)}});
    case department_closed:
    case department_unmonitored:
      return say(key_of(reason.code), {{"department", department(reason.rule)}});
    case topic_changed:
      return say(
          "topic_changed",
          {{"from", topic(reason.rule)}, {"states", states(reason.rule)}, {"topic", topic(reason.key)}});
    case service_needed:
      return say("service_needed", {{"topic", topic(reason.rule)}, {"states", states(reason.rule)}});
    case department_set:
      return say("department_set", {{"department", department(reason.key)}});
    case otherwise:
      return decision_.topic.empty() || reason.key.empty()
                 ? say("otherwise.any")
                 : say("otherwise", {{"topic", topic(decision_.topic)}, {"channel", channel(reason.key)}});
    case cool_down:
      return say("cool_down", {{"channel", channel(reason.key)}});
    case waits:
    case outside_hours:
      return reason.rule.empty() ? say("closed_now")
                                 : say(key_of(reason.code), {{"name", place_name(reason.rule)}});
    case priority_set:
      return say("priority_set", {{"topic", topic(reason.rule)}, {"priority", priority(reason.key)}});
    case priority_not_yours:
    case priority_evidence:
      return say(key_of(reason.code),
                 {{"wanted", priority(reason.rule)}, {"priority", priority(reason.key)}});
    case priority_entitlement:
    case entitlement_used_up:
      return say(key_of(reason.code), {{"entitlement", entitlement(reason.rule)}});
    case suspended:
    case identity_needed:
    case self_service:
    case limit:
    case session_over:
    case information_missing:
    case checklist_missing:
    case quality:
    case suspension_unknown:
    case suspension_not_for_good:
    case suspension_by_staff:
    case no_other_way:
      return say(key_of(reason.code));
  }
  return {};
}

std::optional<std::string> Teller::change(const Reason& reason) const {
  using enum ReasonCode;
  switch (reason.code) {
    case cool_down:
    case limit:
    case exception:
      if (reason.at) return say("change.again", {{"moment", moment(*reason.at)}});
      break;
    case waits:
    case outside_hours:
      if (reason.at) return say("change.opens", {{"moment", moment(*reason.at)}});
      break;
    case suspended:
      if (reason.at) return say("change.suspended", {{"moment", moment(*reason.at)}});
      break;
    case identity_needed:
    case attachments_signed_in:
      return say("identity." + key_of(reason.identity));
    case service_needed:
    case topic_changed:
      return say("change.service", {{"states", states(reason.rule)}});
    case information_missing:
    case checklist_missing:
    case quality:
    case priority_evidence:
      return say("change.information");
    case priority_set:
      return say("change.topic");
    default:
      break;
  }
  const bool stops = !decision_.taken() && &reason == &decision_.reasons.front();
  if (stops && !decision_.alternatives.empty()) return alternative_text(decision_.alternatives.front());
  return std::nullopt;
}

json::Keyed<std::string> Teller::facts(const Reason& reason) const {
  json::Keyed<std::string> out;
  const auto add = [&](Fact fact, std::string_view name, std::string_view value) {
    if ((reason.facts & fact) && !value.empty()) out.emplace_back(std::string(name), std::string(value));
  };
  const auto asked = [](const std::string& said, std::string_view found) {
    return said.empty() ? found : std::string_view(said);
  };
  const auto listed = [](const std::vector<std::string>& keys) {
    std::string all;
    for (const auto& key : keys) all += (all.empty() ? "" : ", ") + key;
    return all;
  };
  const Facts& facts = question_.facts;
  add(fact_topic, "topic", asked(facts.topic, decision_.topic));
  add(fact_department, "department", asked(facts.department, decision_.department));
  add(fact_channel, "channel", asked(facts.channel, decision_.channel));
  add(fact_priority, "priority", asked(facts.priority, decision_.priority));
  add(fact_customer, "customer", listed(facts.customer));
  add(fact_identity, "identity", key_of(facts.identity));
  add(fact_service, "service", key_of(facts.service));
  add(fact_product, "product", facts.product);
  add(fact_circumstance, "circumstance", listed(facts.circumstance));
  add(fact_entitlement, "entitlement", listed(facts.entitlement));
  if ((reason.facts & fact_hour) || reason.at) out.emplace_back("at", to_text(at_));
  return out;
}

ExplainedReason Teller::reason(const Reason& reason) const {
  return {.code = reason.code,
          .rule = text_of(reason.rule),
          .text = reason_text(reason),
          .change = change(reason),
          .at = reason.at,
          .facts = facts(reason)};
}

std::string Teller::clock_with_zone(Instant when) const {
  const auto local = policy_.zone().local(when);
  char text[8];
  std::snprintf(text, sizeof text, "%02u:%02u", static_cast<unsigned>(local.civil.hour) % 100,
                static_cast<unsigned>(local.civil.minute) % 100);
  return std::string(text) + " " + local.abbreviation;
}

std::string Teller::mend_text(const Obligation& duty) const {
  const std::string field = field_name(locale_, document_, duty.key);
  const std::string key = "mend." + key_of(duty.fault);
  if (duty.fault == FieldFault::ambiguous_time || duty.fault == FieldFault::skipped_time)
    return say(key, {{"field", field},
                     {"first", clock_with_zone(*duty.first)},
                     {"second", clock_with_zone(*duty.second)}});
  return say(key, {{"field", field}});
}

std::string Teller::duty_text(const Obligation& duty) const {
  const std::string key = "duty." + key_of(duty.duty);
  const auto own = [&] { return duty.text ? in(locale_, *duty.text) : say(key); };
  const auto sum = [&] {
    return sum_words(locale_, duty.amount.value_or(0), document_.currency.value_or(""));
  };
  switch (duty.duty) {
    case Duty::identify:
      return say("identity." + key_of(duty.identity));
    case Duty::tell: {
      std::string text;
      if (!duty.fields.empty()) text = say("duty.tell", {{"fields", fields(duty.fields)}});
      if (!duty.one_of.empty())
        text += (text.empty() ? "" : " ") + say("duty.tell_one", {{"fields", fields(duty.one_of)}});
      return text;
    }
    case Duty::mend:
      return mend_text(duty);
    case Duty::checklist: {
      std::string items;
      for (const auto& item : document_.checklist)
        for (const auto id : duty.fields)
          if (id == item.id) items += (items.empty() ? "" : " ") + in(locale_, item.text, item.id);
      return say(key, {{"items", items}});
    }
    case Duty::charge:
    case Duty::agree:
      return say(key, {{"entitlement", entitlement(duty.key)}, {"sum", sum()}});
    case Duty::demote:
      return say(key, {{"length", length_words(locale_, duty.length.value_or(Duration{}))}});
    case Duty::suspend:
      return duty.length && duty.length->ms > 0 ? say(key, {{"length", length_words(locale_, *duty.length)}})
                                                : say("duty.suspend.for_good");
    case Duty::end_session: {
      const std::string length = length_words(locale_, duty.length.value_or(Duration{}));
      return duty.key.empty()
                 ? say(key, {{"length", length}})
                 : say("duty.end_session.then", {{"length", length}, {"channel", channel(duty.key)}});
    }
    case Duty::announce_end:
      return say(key, {{"moment", moment(duty.at.value_or(at_))}});
    case Duty::hand_over:
      return duty.key.empty() ? say("duty.hand_over.any") : say(key, {{"channel", channel(duty.key)}});
    case Duty::notice:
    case Duty::warn:
      return own();
    case Duty::show_answer: {
      std::string name(duty.rule);
      for (const auto& answer : document_.answers)
        if (answer.id == duty.rule) name = in(locale_, answer.name, answer.id);
      return say(key, {{"name", name}, {"link", duty.link}});
    }
    case Duty::choose_topic:
    case Duty::verify:
    case Duty::improve_subject:
    case Duty::improve_body:
    case Duty::split:
    case Duty::wait_for_customer:
    case Duty::propose_suspension:
    case Duty::offer_callback:
      return say(key);
  }
  return {};
}

ExplainedObligation Teller::obligation(const Obligation& duty) const {
  ExplainedObligation out{.duty = duty.duty,
                          .rule = text_of(duty.rule),
                          .text = duty_text(duty),
                          .key = text_of(duty.key),
                          .fields = {duty.fields.begin(), duty.fields.end()},
                          .one_of = {duty.one_of.begin(), duty.one_of.end()},
                          .amount = duty.amount,
                          .at = duty.at,
                          .length = duty.length,
                          .link = text_of(duty.link)};
  if (duty.fault != FieldFault::none) out.fault = duty.fault;
  if (duty.identity != Identity::anonymous) out.identity = duty.identity;
  if (duty.amount) out.currency = document_.currency;
  if (duty.first && duty.second) out.times = {*duty.first, *duty.second};
  return out;
}

std::string Teller::place(std::string_view by, std::string_view to) const {
  const auto reached = [&](std::string name, const auto* entry) {
    return entry && entry->contact ? say("place.contact", {{"channel", name}, {"contact", *entry->contact}})
                                   : name;
  };
  if (by.empty()) return reached(department(to), entry_of(document_.departments, to));
  const Channel* const entry = entry_of(document_.channels, by);
  std::string place = reached(channel(by), entry);
  // Who writes chooses a department; who talks to somebody does not.
  const bool written = entry && (entry->kind == ChannelKind::ticket || entry->kind == ChannelKind::form);
  if (written && !to.empty())
    place = say("place.department", {{"channel", place}, {"department", department(to)}});
  return place;
}

std::string Teller::alternative_text(const Alternative& other) const {
  if (other.in_ticket) return say("other.in_ticket");
  if (!other.self_service.empty()) return say("other.self_service");
  std::string place = this->place(other.channel, other.department);
  if (!other.topic.empty()) place = say("other.topic", {{"topic", topic(other.topic)}, {"place", place}});
  if (other.identity != Identity::anonymous)
    place = say(
        "other.identity",
        {{"place", place}, {"identity", message(locale_, "page.when.Identity." + key_of(other.identity))}});
  if (!other.open && other.opens_at)
    return say(decision_.reasons.front().code == ReasonCode::cool_down ? "other.again" : "other.opens",
               {{"place", place}, {"moment", moment(*other.opens_at)}});
  if (!other.waits) return say("other.open", {{"place", place}});
  return other.opens_at ? say("other.waits", {{"place", place}, {"moment", moment(*other.opens_at)}})
                        : say("other.waits.any", {{"place", place}});
}

ExplainedAlternative Teller::alternative(const Alternative& other) const {
  ExplainedAlternative out{.text = alternative_text(other),
                           .topic = text_of(other.topic),
                           .channel = text_of(other.channel),
                           .department = text_of(other.department),
                           .self_service = text_of(other.self_service),
                           .open = other.open,
                           .waits = other.waits,
                           .in_ticket = other.in_ticket,
                           .opens_at = other.opens_at,
                           .preferred = other.preferred};
  if (other.identity != Identity::anonymous) out.identity = other.identity;
  return out;
}

Explanation Teller::explanation() const {
  Explanation out{.effect = decision_.effect,
                  .taken = decision_.taken(),
                  .for_customer = decision_.for_customer,
                  .notice = decision_.notice,
                  .show_notice = decision_.show_notice,
                  .topic = text_of(decision_.topic),
                  .department = text_of(decision_.department),
                  .channel = text_of(decision_.channel),
                  .priority = text_of(decision_.priority),
                  .self_service = text_of(decision_.self_service),
                  .entitlements = {decision_.entitlements.begin(), decision_.entitlements.end()},
                  .demoted = decision_.demoted,
                  .incomplete = decision_.incomplete,
                  .opens_at = decision_.opens_at,
                  .allowed_at = decision_.allowed_at};
  if (decision_.queue_class)
    out.queue_class = document_.order[static_cast<std::size_t>(*decision_.queue_class)].id;
  for (const auto& r : decision_.reasons) out.reasons.push_back(reason(r));
  for (const auto& o : decision_.obligations) out.obligations.push_back(obligation(o));
  for (const auto& a : decision_.alternatives) out.alternatives.push_back(alternative(a));
  for (const auto& s : decision_.suggestions)
    out.suggestions.push_back({std::string(s.rule), s.counts, std::string(s.found), text_of(s.answer),
                               suggestion_words(locale_, s.counts, s.found)});

  // Why, when it changes, and the best that can be done now.
  const auto& first = out.reasons.front();
  out.text = first.text;
  const auto add = [&](const std::string& more) {
    if (out.text.find(more) == std::string::npos) out.text += " " + more;
  };
  if (first.change) add(*first.change);
  for (const auto& r : out.reasons)
    if (decision_.taken() && (r.code == ReasonCode::advice || r.code == ReasonCode::skill_elsewhere))
      add(r.text);
  if (!decision_.taken()) {
    if (!out.alternatives.empty()) {
      const auto& best = decision_.alternatives.front();
      const bool same = best.channel == decision_.channel && best.topic.empty() && !best.open;
      if (!same) add(out.alternatives.front().text);
    } else {
      add(out.reasons.back().text);
    }
  }
  return out;
}

}  // namespace

std::string suggestion_words(Locale locale, Counted counts, std::string_view found) {
  return message(locale, "decision.suggestion", {{"conduct", term(locale, counts)}, {"found", found}});
}

Explanation explain(const Compiled& policy, const Question& question, Instant at, const Decision& decision,
                    Locale locale) {
  return Teller(policy, question, at, decision, locale).explanation();
}

}  // namespace plazo::policy
