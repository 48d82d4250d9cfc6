// The policy document: everything a provider promises and asks for, in one place. Unstable: it grows until
// real providers' policies read well in it.
//
// What would change a decision or a deadline is never filled in: fields that a document may lack and a
// policy may not (the zone, what happens outside hours, the limit of a range, …) are optional here, so that
// `check` can name all of them at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/calendar/document.hpp"
#include "core/json/describe.hpp"
#include "core/policy/fair_use.hpp"
#include "core/policy/incidents.hpp"
#include "core/policy/information.hpp"
#include "core/policy/published.hpp"
#include "core/policy/rules.hpp"
#include "core/policy/targets.hpp"
#include "core/policy/words.hpp"

namespace plazo::policy {

struct Document {
  std::int32_t plazo = 1;
  std::string provider;
  std::string zone;
  std::vector<Locale> languages;
  std::optional<std::string> effective;
  std::optional<std::string> until;
  std::optional<std::string> currency;
  bool acceptance = false;
  std::optional<Prose> introduction;
  std::optional<ProviderContact> contact;
  json::Keyed<calendar::Document> calendars;
  json::Keyed<Channel> channels;
  json::Keyed<Department> departments;
  json::Keyed<Words> skills;
  json::Keyed<Priority> priorities;
  json::Keyed<Circumstance> circumstances;
  json::Keyed<Topic> topics;
  std::vector<ExceptionRule> exceptions;
  std::optional<Outcome> otherwise;
  json::Keyed<Field> fields;
  std::vector<Requirement> required;
  std::vector<ChecklistItem> checklist;
  std::vector<Quality> quality;
  std::vector<Answer> answers;
  std::optional<Duration> first_response;
  std::vector<Target> targets;
  std::optional<CompensationCeiling> compensation_ceiling;
  bool answer_before_closing = false;
  ClockRules clocks;
  json::Keyed<Entitlement> entitlements;
  std::vector<QueueClass> order;
  std::optional<FairUse> fair_use;
  std::vector<IncidentRule> incidents;
  std::optional<Activation> activation;
  json::Keyed<NoticeCategory> notices;
  std::vector<Guidance> guidance;
  std::vector<SummaryLine> summary;

  static constexpr json::Note notes[] = {
      {.field = "plazo", .meaning = "version of the document's format", .min = 1, .max = 1},
      {.field = "provider", .meaning = "name of the hosting provider", .min = 1, .max = 200},
      {.field = "zone",
       .meaning = "IANA zone whose wall clock the policy speaks of",
       .max = 64,
       .defaulted = true},
      {.field = "languages",
       .meaning = "languages of the provider's texts, the main one first",
       .min = 1,
       .max = 2},
      {.field = "effective",
       .meaning = "since when it holds: a date, whose midnight in the zone counts, or an instant; absent: "
                  "since it was installed",
       .min = 10,
       .max = 40},
      {.field = "until",
       .meaning = "until when it holds, likewise; that instant is not included",
       .min = 10,
       .max = 40},
      {.field = "currency", .meaning = "ISO 4217 code of all sums", .min = 3, .max = 3},
      {.field = "acceptance",
       .meaning = "customers are asked to accept each version; support never depends on it",
       .defaulted = true},
      {.field = "introduction", .meaning = "first lines of the page"},
      {.field = "contact", .meaning = "who the provider is, and where it is reached as a company"},
      {.field = "calendars",
       .meaning = "hours by key; without a zone of their own they are in the policy's. `always` is there "
                  "without being listed",
       .max = 100,
       .defaulted = true},
      {.field = "channels", .meaning = "channels by key, in the order shown", .max = 100, .defaulted = true},
      {.field = "departments", .meaning = "departments by key, in the order shown", .min = 1, .max = 100},
      {.field = "skills",
       .meaning = "what staff are good at, by key: names as customers read them, that read well after "
                  "`staff who specialise in`",
       .max = 100,
       .defaulted = true},
      {.field = "priorities",
       .meaning = "priorities by key, from the least to the most urgent; the first is given to tickets that "
                  "name none",
       .min = 1,
       .max = 16},
      {.field = "circumstances",
       .meaning = "facts that somebody may declare, by key",
       .max = 100,
       .defaulted = true},
      {.field = "topics",
       .meaning = "what may be asked, by key, in the order shown; without any, every request is allowed that "
                  "no exception catches",
       .max = 200,
       .defaulted = true},
      {.field = "exceptions",
       .meaning = "rules that go before the topics' ways, in order",
       .max = 300,
       .defaulted = true},
      {.field = "otherwise", .meaning = "what becomes of a request for which there is no way"},
      {.field = "fields", .meaning = "what may be asked for, by key", .max = 200, .defaulted = true},
      {.field = "required", .meaning = "what must be told with a request", .max = 200, .defaulted = true},
      {.field = "checklist",
       .meaning = "what customers rule out before they ask",
       .max = 50,
       .defaulted = true},
      {.field = "quality", .meaning = "what a readable request has", .max = 20, .defaulted = true},
      {.field = "answers",
       .meaning = "questions that the documentation answers, in the order in which they are shown",
       .max = 200,
       .defaulted = true},
      {.field = "first_response",
       .meaning = "short form of a last target: the first answer to every ticket, around the clock",
       .min = 1000,
       .max = 31'536'000'000},
      {.field = "targets",
       .meaning = "how soon something happens; of a clock's targets the first that holds",
       .max = 200,
       .defaulted = true},
      {.field = "compensation_ceiling",
       .meaning = "the most that all breaches together are worth to one account"},
      {.field = "answer_before_closing",
       .meaning =
           "staff and panel do not close a ticket that nobody has answered; the page says so. Customers "
           "may close theirs, and merging is no closing in this sense",
       .defaulted = true},
      {.field = "clocks", .meaning = "how clocks behave when tickets change", .defaulted = true},
      {.field = "entitlements",
       .meaning = "what is paid for or part of a plan, by key",
       .max = 50,
       .defaulted = true},
      {.field = "order",
       .meaning = "classes of the queue, the first served first, each by the age of its oldest unanswered "
                  "message; absent: by priority",
       .max = 100,
       .defaulted = true},
      {.field = "fair_use", .meaning = "what is too much or out of place"},
      {.field = "incidents",
       .meaning = "from when on tickets of several accounts make a mass failure suspected",
       .max = 20,
       .defaulted = true},
      {.field = "activation", .meaning = "products and how soon they are active"},
      {.field = "notices", .meaning = "categories of notices, by key", .max = 50, .defaulted = true},
      {.field = "guidance",
       .meaning = "advice for customers, as it stands on the page",
       .max = 200,
       .defaulted = true},
      {.field = "summary",
       .meaning = "lines of a summary that is published elsewhere, to be compared with the rules",
       .max = 100,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Document, (),
                      (plazo, provider, zone, languages, effective, until, currency, acceptance, introduction,
                       contact, calendars, channels, departments, skills, priorities, circumstances, topics,
                       exceptions, otherwise, fields, required, checklist, quality, answers, first_response,
                       targets, compensation_ceiling, answer_before_closing, clocks, entitlements, order,
                       fair_use, incidents, activation, notices, guidance, summary))

/// Place of a priority, 0 is the least urgent; nothing when the policy has no such priority.
std::optional<std::int32_t> rank_of(const Document&, std::string_view priority);
bool has_department(const Document&, std::string_view department);

/// The skills with which a request is answered: those that its channel states, or, where that states none,
/// those of the department. Empty: nothing is said of them.
const std::vector<std::string>& skills_at(const Document&, std::string_view channel,
                                          std::string_view department);
/// Whether one of the skills that the topic takes is among these. A topic that takes none is for everybody.
bool skilled(const Topic&, const std::vector<std::string>& skills);
/// Whether the way of the topic leads to such a skill by one of its channels. Where it names no department,
/// customers choose one, of those that take requests.
bool leads_to_skill(const Document&, const Topic&, const Way&, std::string_view channel);

/// The entry of a key, or null.
template <class T>
const T* entry_of(const json::Keyed<T>& section, std::string_view key) {
  for (const auto& [k, entry] : section)
    if (k == key) return &entry;
  return nullptr;
}

/// The keys of a section, in order.
template <class T>
std::vector<std::string_view> keys_of(const json::Keyed<T>& section) {
  std::vector<std::string_view> keys;
  for (const auto& [key, entry] : section) keys.push_back(key);
  return keys;
}

}  // namespace plazo::policy
