// What a policy publishes beside its rules: who the provider is, entitlements, activation times, notices,
// guidance, summary.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/policy/targets.hpp"

namespace plazo::policy {

/// Who the provider is, as a page of the Internet has to tell. Where customers ask for support stands with
/// the channels; nothing of this takes a request.
struct ProviderContact {
  std::optional<std::string> legal_name;
  std::optional<std::string> tax_id;
  std::optional<std::string> registration;
  std::optional<std::string> address;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<std::string> website;

  static constexpr json::Note notes[] = {
      {.field = "legal_name", .meaning = "name of the company, with its legal form", .min = 1, .max = 200},
      {.field = "tax_id", .meaning = "number under which it pays taxes, such as a NIF", .min = 1, .max = 40},
      {.field = "registration", .meaning = "its entry in the register of companies", .min = 1, .max = 300},
      {.field = "address",
       .meaning = "postal address, line by line; it is the same in every language",
       .min = 1,
       .max = 500,
       .lines = true},
      {.field = "email", .meaning = "e-mail address", .min = 1, .max = 254},
      {.field = "phone", .meaning = "telephone number, as customers read it", .min = 1, .max = 40},
      {.field = "website", .meaning = "http(s) address of its pages", .min = 1, .max = 500},
  };
};
BOOST_DESCRIBE_STRUCT(ProviderContact, (), (legal_name, tax_id, registration, address, email, phone, website))

struct Quota {
  Period per = Period::month;
  std::optional<std::int32_t> tickets;
  std::optional<Duration> time;

  static constexpr json::Note notes[] = {
      {.field = "per", .meaning = "calendar month or year, in the policy's zone", .defaulted = true},
      {.field = "tickets", .meaning = "so many tickets", .unit = "tickets", .min = 1, .max = 100'000},
      {.field = "time", .meaning = "so much time of staff", .min = 60'000},
  };
};
BOOST_DESCRIBE_STRUCT(Quota, (), (per, tickets, time))

enum class Refund {
  never,
  refused,   ///< when the request is refused or withdrawn before an answer
  breached,  ///< also when its promise is broken
};
BOOST_DESCRIBE_ENUM(Refund, never, refused, breached)

/// Something paid for, or part of a plan, such as premium support.
struct Entitlement {
  Words name;
  std::optional<Prose> text;
  std::optional<std::int64_t> price;
  Refund refund = Refund::refused;
  std::vector<std::string> included_for;
  std::optional<Quota> quota;
  std::optional<Duration> task_cap;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "text", .meaning = "what it is, as customers read it"},
      {.field = "price",
       .meaning = "price each time, in minor units of the policy's currency; 0 is free of charge",
       .min = 0,
       .max = 1'000'000'000},
      {.field = "refund", .meaning = "when the price is given back", .defaulted = true},
      {.field = "included_for",
       .meaning = "kinds of customer who have it without paying, within the quota",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "quota", .meaning = "how much is included"},
      {.field = "task_cap", .meaning = "most time of staff for one task", .min = 60'000},
  };
};
BOOST_DESCRIBE_STRUCT(Entitlement, (), (name, text, price, refund, included_for, quota, task_cap))

/// What must hold before the time of an activation begins to run.
struct Condition {
  Words name;
  std::optional<Prose> help;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "help", .meaning = "how to fulfil it"},
  };
};
BOOST_DESCRIBE_STRUCT(Condition, (), (name, help))

/// A product and how soon it is active.
struct Product {
  Words name;
  std::optional<std::string> group;
  std::vector<std::string> needs;
  Promise promise = Promise::limit;
  std::optional<Duration> limit;
  std::optional<Duration> expected;
  std::optional<std::int32_t> days;
  std::optional<std::int32_t> expected_days;
  Measure measure = Measure::wall_time;
  std::optional<std::string> hours;
  std::optional<std::string> cut_off;
  DayEnd ends = DayEnd::closing;
  std::vector<PauseReason> pauses = {PauseReason::customer, PauseReason::third_party};
  std::optional<std::string> manual;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "group", .meaning = "key of the group under which it is shown", .min = 1, .max = 64},
      {.field = "needs",
       .meaning = "keys of conditions; the time begins when the last of them holds",
       .max = 20,
       .defaulted = true,
       .single = true},
      {.field = "promise", .meaning = "how binding it is", .defaulted = true},
      {.field = "limit",
       .meaning = "the time promised; of a range its upper end",
       .min = 1000,
       .max = 31'536'000'000},
      {.field = "expected",
       .meaning = "the time expected; of a range its lower end",
       .min = 0,
       .max = 31'536'000'000},
      {.field = "days",
       .meaning = "the working days promised",
       .unit = "working days",
       .min = 0,
       .max = 3660},
      {.field = "expected_days",
       .meaning = "the working days expected",
       .unit = "working days",
       .min = 0,
       .max = 3660},
      {.field = "measure", .meaning = "what the time is counted in", .defaulted = true},
      {.field = "hours", .meaning = "key of the calendar; absent: round the clock", .min = 1, .max = 64},
      {.field = "cut_off", .meaning = "of working days: as in targets", .min = 4, .max = 8},
      {.field = "ends", .meaning = "of working days: where in the last day the term ends", .defaulted = true},
      {.field = "pauses",
       .meaning = "what stops the time while it lasts",
       .max = 2,
       .defaulted = true,
       .single = true},
      {.field = "manual", .meaning = "where its manual is", .min = 1, .max = 500},
      {.field = "text", .meaning = "the provider's own words on it"},
  };
};
BOOST_DESCRIBE_STRUCT(Product, (),
                      (name, group, needs, promise, limit, expected, days, expected_days, measure, hours,
                       cut_off, ends, pauses, manual, text))

struct Activation {
  std::optional<Prose> text;
  json::Keyed<Condition> conditions;
  json::Keyed<Words> groups;
  json::Keyed<Product> products;
  std::optional<Prose> unlisted;

  static constexpr json::Note notes[] = {
      {.field = "text", .meaning = "introduction, as customers read it"},
      {.field = "conditions", .meaning = "conditions by key", .max = 100, .defaulted = true},
      {.field = "groups",
       .meaning = "names of groups of products, in the order shown",
       .max = 100,
       .defaulted = true},
      {.field = "products", .meaning = "products by key, in the order shown", .max = 1000, .defaulted = true},
      {.field = "unlisted", .meaning = "whom to ask about a product that is not listed"},
  };
};
BOOST_DESCRIBE_STRUCT(Activation, (), (text, conditions, groups, products, unlisted))

enum class Delivery { client_area, email };
BOOST_DESCRIBE_ENUM(Delivery, client_area, email)

/// A category of notices that the provider sends.
struct NoticeCategory {
  Words name;
  std::optional<Prose> purpose;
  std::vector<Delivery> deliver = {Delivery::client_area, Delivery::email};
  bool own_address = false;
  bool may_be_empty = true;
  std::optional<Duration> within;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "purpose", .meaning = "what is sent"},
      {.field = "deliver",
       .meaning = "where it arrives",
       .min = 1,
       .max = 2,
       .defaulted = true,
       .single = true},
      {.field = "own_address", .meaning = "customers may give addresses of its own", .defaulted = true},
      {.field = "may_be_empty",
       .meaning = "customers may leave it without an address, and get none by mail",
       .defaulted = true},
      {.field = "within", .meaning = "how soon it is sent", .min = 1000, .max = 31'536'000'000},
  };
};
BOOST_DESCRIBE_STRUCT(NoticeCategory, (), (name, purpose, deliver, own_address, may_be_empty, within))

/// Advice for customers, as it stands on the page.
struct Guidance {
  std::string id;
  Words title;
  Prose text;
  std::optional<std::string> link;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "key of the paragraph", .min = 1, .max = 64},
      {.field = "title", .meaning = "its heading", .defaulted = true},
      {.field = "text", .meaning = "its text"},
      {.field = "link", .meaning = "where there is more", .min = 1, .max = 500},
  };
};
BOOST_DESCRIBE_STRUCT(Guidance, (), (id, title, text, link))

/// A line of a summary that the provider publishes elsewhere; it is compared with the rules.
struct SummaryLine {
  std::vector<std::string> topic;
  std::vector<std::string> channel;
  std::optional<std::string> hours;
  std::optional<Duration> first_response;

  static constexpr json::Note notes[] = {
      {.field = "topic", .meaning = "keys of topics it speaks of", .min = 1, .max = 100, .single = true},
      {.field = "channel",
       .meaning = "keys of all the channels it names for them",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "hours", .meaning = "key of the calendar it names", .min = 1, .max = 64},
      {.field = "first_response", .meaning = "the time it names", .min = 1000},
  };
};
BOOST_DESCRIBE_STRUCT(SummaryLine, (), (topic, channel, hours, first_response))

}  // namespace plazo::policy
