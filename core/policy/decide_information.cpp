// What must be told with a request: attachments, fields, checklist, and a text that can be worked with.
#include <algorithm>

#include "core/base/text.hpp"
#include "core/policy/deciding.hpp"
#include "core/policy/text_words.hpp"

namespace plazo::policy::deciding {
namespace {

/// Sentences that ask: `?` with a letter somewhere before it, several in a row being one.
int questions_in(std::string_view text) {
  int count = 0;
  bool said = false;
  for (const char c : text) {
    if (c == '?' && said) ++count, said = false;
    if (letter(static_cast<unsigned char>(c))) said = true;
  }
  return count;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

bool Judge::told(std::string_view key) const {
  if (among(question_.told, key)) return true;
  const Field* const field = entry_of(document_.fields, key);
  for (const auto& [name, value] : question_.fields)
    if (name == key)
      return field &&
             check_field(*field, value, policy_.zone(), question_.services, at_).fault == FieldFault::none;
  return false;
}

void Judge::missing(Missing what, ReasonCode code, std::string_view rule, Verdict& verdict,
                    Decision& decision) const {
  decision.incomplete = true;
  const Reason reason{.code = code, .rule = rule};
  if (what == Missing::refuse && question_.action == Action::open && verdict.taken()) {
    verdict.stop(Effect::refuse, reason);
    return;
  }
  if (what == Missing::hold && !decision.find(Duty::wait_for_customer))
    decision.obligations.push_back({.duty = Duty::wait_for_customer, .rule = rule});
  decision.reasons.push_back(reason);
}

void Judge::attach(const Facts& facts, Verdict& verdict) const {
  const auto* const channel = entry_of(document_.channels, facts.channel);
  if (!channel || channel->attachments == Attachments::allowed) return;
  const bool none = channel->attachments == Attachments::none;
  if (!none && facts.identity >= Identity::signed_in) return;
  if (!none) verdict.identity = Identity::signed_in;
  verdict.stop(Effect::refuse,
               {.code = none ? ReasonCode::attachments_none : ReasonCode::attachments_signed_in,
                .rule = own_key(document_.channels, facts.channel),
                .identity = verdict.identity,
                .facts = fact_channel | fact_identity});
}

void Judge::information(const Facts& facts, Verdict& verdict, Decision& decision) const {
  for (const auto& rule : document_.required) {
    if (!policy_.holds(rule.when, rule.unless, facts, at_)) continue;
    Obligation duty{.duty = Duty::tell, .rule = rule.id};
    for (const auto& field : rule.fields)
      if (!told(field)) duty.fields.push_back(own_key(document_.fields, field));
    if (!rule.one_of.empty() &&
        std::none_of(rule.one_of.begin(), rule.one_of.end(), [&](const auto& f) { return told(f); }))
      for (const auto& field : rule.one_of) duty.one_of.push_back(own_key(document_.fields, field));
    if (duty.fields.empty() && duty.one_of.empty()) continue;
    missing(rule.missing, ReasonCode::information_missing, rule.id, verdict, decision);
    decision.obligations.push_back(std::move(duty));
  }
  for (const auto& [key, value] : question_.fields) {
    const Field* const field = entry_of(document_.fields, key);
    if (!field) continue;
    const auto answer = check_field(*field, value, policy_.zone(), question_.services, at_);
    if (answer.fault == FieldFault::none) continue;
    decision.incomplete = true;
    // What was probably meant is among the policy's options; a service's name is the customer's.
    decision.obligations.push_back({.duty = Duty::mend,
                                    .key = own_key(document_.fields, key),
                                    .fault = answer.fault,
                                    .first = answer.first,
                                    .second = answer.second});
  }

  Obligation list{.duty = Duty::checklist};
  for (const auto& item : document_.checklist) {
    if (among(question_.checked, item.id) || !policy_.holds(item.when, facts, at_)) continue;
    list.fields.push_back(item.id);
    if (item.missing != Missing::ask)
      missing(item.missing, ReasonCode::checklist_missing, item.id, verdict, decision);
  }
  if (!list.fields.empty()) decision.obligations.push_back(std::move(list));

  for (const auto& rule : document_.quality) {
    if (!policy_.holds(rule.when, facts, at_)) continue;
    if (question_.subject) {
      const auto subject = trimmed(*question_.subject);
      const auto words = words_of(subject);
      const bool vague =
          !rule.vague.empty() && std::all_of(words.begin(), words.end(), [&](const auto& word) {
            return std::any_of(rule.vague.begin(), rule.vague.end(),
                               [&](const auto& v) { return lower(v) == word; });
          });
      if (vague || count_characters(subject) < static_cast<std::size_t>(rule.subject_characters) ||
          words.size() < static_cast<std::size_t>(rule.subject_words)) {
        missing(rule.missing, ReasonCode::quality, rule.id, verdict, decision);
        decision.obligations.push_back({.duty = Duty::improve_subject, .rule = rule.id});
      }
    }
    if (question_.body) {
      if (count_characters(trimmed(*question_.body)) < static_cast<std::size_t>(rule.body_characters)) {
        missing(rule.missing, ReasonCode::quality, rule.id, verdict, decision);
        decision.obligations.push_back({.duty = Duty::improve_body, .rule = rule.id});
      }
      // Counting question marks is a guess, so it only ever asks.
      if (rule.one_question && questions_in(*question_.body) > 1)
        decision.obligations.push_back({.duty = Duty::split, .rule = rule.id});
    }
  }
}

}  // namespace plazo::policy::deciding
