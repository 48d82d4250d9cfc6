// Who may ask what, where: topics, departments, channels, priorities, and the exceptions between them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/policy/when.hpp"
#include "core/policy/words.hpp"

namespace plazo::policy {

enum class Effect {
  allow,
  queue,     ///< taken, and waits until opening
  redirect,  ///< not here: to another department, channel or a page of self-service
  refuse,
  ignore,  ///< nobody will look at it
  advise,  ///< goes on, with a word of advice
};
BOOST_DESCRIBE_ENUM(Effect, allow, queue, redirect, refuse, ignore, advise)

enum class Notice { none, once, always };
BOOST_DESCRIBE_ENUM(Notice, none, once, always)

/// What follows when a rule holds.
struct Outcome {
  Effect effect = Effect::refuse;
  Notice notice = Notice::always;
  std::optional<std::string> department;
  std::optional<std::string> channel;
  std::optional<std::string> self_service;
  std::optional<Prose> text;

  static constexpr json::Note notes[] = {
      {.field = "effect", .meaning = "what becomes of the request"},
      {.field = "notice",
       .meaning = "whether the sender is told: never, at the first time (each thirty days), or always",
       .defaulted = true},
      {.field = "department",
       .meaning = "of a redirection: key of the department it goes to; a ticket is moved there",
       .min = 1,
       .max = 64},
      {.field = "channel",
       .meaning = "of a redirection, or to name instead where it is ignored: key of the channel to use",
       .min = 1,
       .max = 64},
      {.field = "self_service",
       .meaning = "likewise: place in the panel where customers do it themselves",
       .min = 1,
       .max = 200},
      {.field = "text", .meaning = "the provider's own words on it"},
  };
};
BOOST_DESCRIBE_STRUCT(Outcome, (), (effect, notice, department, channel, self_service, text))

/// A rule that goes before a topic's ways. The first that holds decides, those that only advise aside.
struct ExceptionRule : Outcome {
  std::string id;
  When when;
  std::optional<When> unless;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the rule, as explanations give it", .min = 1, .max = 64},
      {.field = "when", .meaning = "what must hold"},
      {.field = "unless", .meaning = "what must not hold"},
  };
};
BOOST_DESCRIBE_STRUCT(ExceptionRule, (Outcome), (id, when, unless))

enum class ChannelKind { ticket, form, chat, email, phone, callback, messaging, social, forum, other };
BOOST_DESCRIBE_ENUM(ChannelKind, ticket, form, chat, email, phone, callback, messaging, social, forum, other)

/// Of a channel or a department.
enum class PlaceState {
  open,
  unmonitored,  ///< it exists, but nobody looks at it
  closed,       ///< not offered
};
BOOST_DESCRIBE_ENUM(PlaceState, open, unmonitored, closed)

enum class Attachments { allowed, signed_in, none };
BOOST_DESCRIBE_ENUM(Attachments, allowed, signed_in, none)

struct Channel {
  Words name;
  ChannelKind kind = ChannelKind::other;
  PlaceState state = PlaceState::open;
  std::optional<Prose> purpose;
  std::optional<std::string> hours;
  std::optional<Outcome> outside_hours;
  Identity identity = Identity::anonymous;
  std::optional<Identity> before_account_talk;
  std::optional<std::string> contact;
  std::optional<Words> access;
  std::optional<Words> staffed_by;
  std::vector<std::string> skill;
  Attachments attachments = Attachments::allowed;
  bool preferred = false;
  bool becomes_ticket = false;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "kind", .meaning = "what sort of channel it is"},
      {.field = "state", .meaning = "whether it is offered, and looked at", .defaulted = true},
      {.field = "purpose", .meaning = "what it is good for"},
      {.field = "hours", .meaning = "key of its calendar; `always` is round the clock", .min = 1, .max = 64},
      {.field = "outside_hours", .meaning = "what becomes of requests outside its hours"},
      {.field = "identity", .meaning = "how well it must be known who asks", .defaulted = true},
      {.field = "before_account_talk",
       .meaning = "what must be known before anything of an account is spoken of"},
      {.field = "contact", .meaning = "number, address or page, as customers read it", .min = 1, .max = 200},
      {.field = "access", .meaning = "where customers find it"},
      {.field = "staffed_by", .meaning = "who answers there, as customers read it"},
      {.field = "skill",
       .meaning = "keys of the skills that answer there; none: those of the department that it comes to",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "attachments", .meaning = "who may attach files", .defaulted = true},
      {.field = "preferred", .meaning = "shown first", .defaulted = true},
      {.field = "becomes_ticket",
       .meaning = "what comes in is kept as a ticket, with its history",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Channel, (),
                      (name, kind, state, purpose, hours, outside_hours, identity, before_account_talk,
                       contact, access, staffed_by, skill, attachments, preferred, becomes_ticket))

struct Department {
  Words name;
  PlaceState state = PlaceState::open;
  std::optional<Prose> purpose;
  std::optional<std::string> hours;
  std::optional<Outcome> outside_hours;
  std::optional<std::string> contact;
  std::optional<Words> staffed_by;
  std::vector<std::string> skill;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "state",
       .meaning = "whether it takes requests, and looks at them; tickets that are there already go on",
       .defaulted = true},
      {.field = "purpose", .meaning = "what it is there for"},
      {.field = "hours", .meaning = "key of its calendar; `always` is round the clock", .min = 1, .max = 64},
      {.field = "outside_hours", .meaning = "what becomes of requests outside its hours"},
      {.field = "contact",
       .meaning = "number, address or page of its own, as customers read it",
       .min = 1,
       .max = 200},
      {.field = "staffed_by", .meaning = "who works there, as customers read it"},
      {.field = "skill",
       .meaning = "keys of the skills of those who work there",
       .max = 100,
       .defaulted = true,
       .single = true},
  };
};
BOOST_DESCRIBE_STRUCT(Department, (),
                      (name, state, purpose, hours, outside_hours, contact, staffed_by, skill))

enum class Party { customer, staff };
BOOST_DESCRIBE_ENUM(Party, customer, staff)

/// What must be told before a priority is given.
struct Evidence {
  std::vector<std::string> all_of;
  std::vector<std::string> one_of;
  std::string meanwhile;

  static constexpr json::Note notes[] = {
      {.field = "all_of",
       .meaning = "keys of fields, all of them needed",
       .max = 20,
       .defaulted = true,
       .single = true},
      {.field = "one_of",
       .meaning = "keys of fields, one of them needed",
       .max = 20,
       .defaulted = true,
       .single = true},
      {.field = "meanwhile",
       .meaning = "key of the priority that holds until it is told",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(Evidence, (), (all_of, one_of, meanwhile))

struct Priority {
  Words name;
  std::optional<Prose> criteria;
  std::vector<Prose> examples;
  std::vector<Party> set_by = {Party::customer, Party::staff};
  std::optional<Evidence> evidence;
  std::optional<std::string> entitlement;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "criteria", .meaning = "what deserves it"},
      {.field = "examples",
       .meaning = "examples for customers",
       .max = 50,
       .defaulted = true,
       .single = true},
      {.field = "set_by", .meaning = "who may choose it", .max = 2, .defaulted = true, .single = true},
      {.field = "evidence", .meaning = "what must be told before it is given"},
      {.field = "entitlement",
       .meaning = "key of the entitlement that it takes, such as a paid one",
       .min = 1,
       .max = 64},
  };
};
BOOST_DESCRIBE_STRUCT(Priority, (), (name, criteria, examples, set_by, evidence, entitlement))

/// One of the ways in which a topic may be brought forward.
struct Way {
  std::vector<std::string> channel;
  std::optional<std::string> department;
  std::optional<std::string> self_service;
  std::optional<std::string> hours;
  std::optional<Identity> identity;
  When when;
  bool preferred = false;
  std::optional<Prose> advice;

  static constexpr json::Note notes[] = {
      {.field = "channel",
       .meaning = "keys of channels; none for self-service",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "department",
       .meaning = "key of the department it goes to, whatever was chosen",
       .min = 1,
       .max = 64},
      {.field = "self_service",
       .meaning = "place in the panel where customers do it themselves",
       .min = 1,
       .max = 200},
      {.field = "hours",
       .meaning = "key of a calendar, instead of those of channel and department",
       .min = 1,
       .max = 64},
      {.field = "identity", .meaning = "how well it must be known who asks, when more than the channel asks"},
      {.field = "when", .meaning = "what else must hold", .defaulted = true},
      {.field = "preferred", .meaning = "recommended", .defaulted = true},
      {.field = "advice", .meaning = "what customers are told about it"},
  };
};
BOOST_DESCRIBE_STRUCT(Way, (), (channel, department, self_service, hours, identity, when, preferred, advice))

struct Topic {
  Words name;
  std::optional<Prose> purpose;
  std::vector<Prose> examples;
  std::vector<ServiceState> service;
  std::optional<std::string> without_service;
  std::optional<Identity> identity;
  std::optional<std::string> priority;
  std::optional<std::string> help;
  std::vector<std::string> skill;
  std::vector<Way> ways;

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "name as customers read it", .defaulted = true},
      {.field = "purpose", .meaning = "what belongs to it"},
      {.field = "examples",
       .meaning = "examples for customers",
       .max = 50,
       .defaulted = true,
       .single = true},
      {.field = "service",
       .meaning = "states that the service must be in; none: it needs no service",
       .max = 5,
       .defaulted = true,
       .single = true},
      {.field = "without_service",
       .meaning = "key of the topic that it becomes when the service is in no such state",
       .min = 1,
       .max = 64},
      {.field = "identity", .meaning = "how well it must be known who asks, on every channel"},
      {.field = "priority",
       .meaning = "key of the priority that it has, whatever was chosen",
       .min = 1,
       .max = 64},
      {.field = "help", .meaning = "page of the documentation that answers most of it", .min = 1, .max = 500},
      {.field = "skill",
       .meaning =
           "keys of the skills that it takes, one of them is enough; who asks where none of them is said "
           "to be is told of a way that leads to one, and is taken all the same",
       .max = 100,
       .defaulted = true,
       .single = true},
      {.field = "ways",
       .meaning = "how it may be brought forward; without any, `otherwise` holds",
       .max = 50,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Topic, (),
                      (name, purpose, examples, service, without_service, identity, priority, help, skill,
                       ways))

/// A fact that somebody declares, such as that the client area cannot be reached.
struct Circumstance {
  Words name;
  std::vector<Party> declared_by = {Party::customer, Party::staff};

  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "as customers read it", .defaulted = true},
      {.field = "declared_by", .meaning = "who may say so", .max = 2, .defaulted = true, .single = true},
  };
};
BOOST_DESCRIBE_STRUCT(Circumstance, (), (name, declared_by))

/// One class of the queue: what precedes what.
struct QueueClass {
  std::string id;
  When when;
  std::optional<When> unless;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "name of the class, as explanations give it", .min = 1, .max = 64},
      {.field = "when", .meaning = "which tickets belong to it", .defaulted = true},
      {.field = "unless", .meaning = "which of them do not"},
  };
};
BOOST_DESCRIBE_STRUCT(QueueClass, (), (id, when, unless))

}  // namespace plazo::policy
