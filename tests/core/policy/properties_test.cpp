// Properties of decisions, over policies and questions drawn at random.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/core/policy/decision.hpp"

namespace plazo::policy::testing {
namespace {

int below(int n) { return *rc::gen::inRange(0, n); }
bool one_in(int n) { return below(n) == 0; }
std::string key(char kind, int of) { return std::string(1, kind) + std::to_string(below(of)); }

template <class E>
E any(std::initializer_list<E> values) {
  return *rc::gen::elementOf(std::vector<E>(values));
}

constexpr int topics = 4, channels = 5, departments = 3, calendars = 3, priorities = 3, skills = 2;

struct Draw {
  /// Whether conditions speak of hours, and of departments, which ways choose by their hours.
  bool hours_in_conditions = true;

  Identity identity() const {
    return any({Identity::anonymous, Identity::registered_sender, Identity::signed_in, Identity::verified});
  }
  ServiceState service() const {
    return any({ServiceState::none, ServiceState::active, ServiceState::suspended});
  }
  When when() const {
    When w;
    if (one_in(3)) w.topic = {key('t', topics)};
    if (one_in(3)) w.channel = {key('c', channels), key('c', channels)};
    if (hours_in_conditions && one_in(5)) w.department = {key('d', departments)};
    if (one_in(6)) w.priority = {key('p', priorities)};
    if (one_in(6)) w.identity = {identity()};
    if (one_in(6)) w.service = {service()};
    if (one_in(8)) w.customer = {"gold"};
    if (hours_in_conditions) {
      if (one_in(8)) w.during = key('k', calendars);
      if (one_in(8)) w.outside = key('k', calendars);
      if (one_in(8)) w.open = one_in(2);
    }
    return w;
  }
  Outcome outcome() const {
    Outcome o;
    o.effect =
        any({Effect::allow, Effect::queue, Effect::redirect, Effect::refuse, Effect::ignore, Effect::advise});
    o.notice = any({Notice::none, Notice::once, Notice::always});
    if (o.effect == Effect::redirect) {
      const int where = below(4);
      if (where == 0) o.self_service = "somewhere";
      if (where == 1 || where == 2) o.channel = key('c', channels);
      if (where >= 2) o.department = key('d', departments);
    }
    return o;
  }
  calendar::Document hours() const {
    calendar::Document document;
    const auto spans = std::vector<std::string>{"10:00-20:00", "09:00-13:00", "22:00-06:00", "00:00-24:00"};
    document.weekly = {
        {any<std::string>({"mon-fri", "daily", "sat-sun", "tue"}), {*rc::gen::elementOf(spans)}}};
    document.holidays.emplace();
    return document;
  }
  Document document() const {
    Document d;
    d.provider = "P";
    d.zone = "Europe/Madrid";
    d.languages = {Locale::es};
    const bool with_skills = one_in(2);
    for (int i = 0; with_skills && i < skills; ++i) d.skills.emplace_back("s" + std::to_string(i), Words{});
    for (int i = 0; i < calendars; ++i) d.calendars.emplace_back("k" + std::to_string(i), hours());
    for (int i = 0; i < channels; ++i) {
      Channel c;
      c.kind = any({ChannelKind::ticket, ChannelKind::form, ChannelKind::chat, ChannelKind::phone,
                    ChannelKind::email});
      c.state = one_in(6) ? any({PlaceState::closed, PlaceState::unmonitored}) : PlaceState::open;
      if (one_in(2)) c.hours = key('k', calendars);
      if (one_in(2)) c.outside_hours = outcome();
      if (with_skills && one_in(4)) c.skill = {key('s', skills)};
      if (one_in(3)) c.identity = identity();
      c.attachments = any({Attachments::allowed, Attachments::signed_in, Attachments::none});
      d.channels.emplace_back("c" + std::to_string(i), c);
    }
    for (int i = 0; i < departments; ++i) {
      Department department;
      if (one_in(8)) department.state = any({PlaceState::closed, PlaceState::unmonitored});
      if (one_in(2)) department.hours = key('k', calendars);
      if (one_in(2)) department.outside_hours = outcome();
      if (with_skills && one_in(2)) department.skill = {key('s', skills)};
      d.departments.emplace_back("d" + std::to_string(i), department);
    }
    for (int i = 0; i < priorities; ++i) {
      Priority p;
      if (one_in(4)) p.set_by = {Party::staff};
      d.priorities.emplace_back("p" + std::to_string(i), p);
    }
    const int how_many = one_in(8) ? 0 : topics;
    for (int i = 0; i < how_many; ++i) {
      Topic t;
      if (one_in(4)) t.service = {ServiceState::active};
      if (one_in(3)) t.without_service = key('t', topics);
      if (one_in(5)) t.identity = identity();
      if (one_in(5)) t.priority = key('p', priorities);
      if (with_skills && one_in(2)) t.skill = {key('s', skills)};
      for (int ways = below(4); ways > 0; --ways) {
        Way way;
        if (one_in(6))
          way.self_service = "place";
        else
          way.channel = {key('c', channels), key('c', channels)};
        if (one_in(2)) way.department = key('d', departments);
        if (one_in(5)) way.hours = key('k', calendars);
        if (one_in(5)) way.identity = identity();
        if (one_in(5)) way.when = when();
        t.ways.push_back(way);
      }
      d.topics.emplace_back("t" + std::to_string(i), t);
    }
    for (int i = below(5); i > 0; --i) {
      ExceptionRule rule;
      static_cast<Outcome&>(rule) = outcome();
      rule.id = "x" + std::to_string(i);
      rule.when = when();
      if (one_in(4)) rule.unless = when();
      d.exceptions.push_back(rule);
    }
    if (one_in(2)) d.otherwise = outcome();
    if (one_in(2)) {
      FairUse fair;
      Limit limit{.id = "limit",
                  .counts = any({Counted::messages, Counted::tickets, Counted::sessions, Counted::pressure})};
      limit.window = days(1);
      for (int n = 1; n < 4; ++n)
        limit.then.push_back({n * 2, any({Measures::notice, Measures::warning, Measures::refusal,
                                          Measures::demotion, Measures::suspension})});
      if (one_in(3)) limit.when = when();
      fair.limits = {limit};
      fair.cool_downs = {{.id = "wait", .channel = {key('c', channels)}, .wait = minutes(40)}};
      fair.sessions = {{.id = "session", .channel = {key('c', channels)}, .longest = minutes(20)}};
      if (one_in(2)) fair.demoted_at_most = hours_long();
      if (one_in(2))
        fair.suspension = Suspension{.length = days(1), .automatic = one_in(2), .open_topics = {"t0"}};
      d.fair_use = fair;
    }
    return d;
  }
  static Duration hours_long() { return plazo::hours(1 + below(48)); }

  Question question(const Document& d) const {
    Question q;
    q.action = static_cast<Action>(below(12));
    q.by = one_in(6) ? Party::staff : Party::customer;
    if (!d.topics.empty() && !one_in(6)) q.facts.topic = key('t', topics);
    if (!one_in(6)) q.facts.channel = key('c', channels);
    if (one_in(3)) q.facts.department = key('d', departments);
    if (one_in(3)) q.facts.priority = key('p', priorities);
    q.facts.identity = identity();
    q.facts.service = service();
    if (one_in(3)) q.facts.customer = {"customer", "gold"};
    if (one_in(4)) q.attachments = 1;
    if (one_in(3)) q.matter = Matter{"", at()};
    if (one_in(4)) q.joined_at = at();
    if (d.fair_use && one_in(2)) q.occurrences = {{"limit", below(8), below(8), at()}};
    if (one_in(6)) q.suspension = SuspensionTerm{at(), one_in(2) ? std::optional(at()) : std::nullopt};
    return q;
  }
  Instant at() const {
    // A fortnight around a clock change, in steps of eight minutes.
    return instant("2026-03-22T00:00:00Z") + minutes(8 * below(14 * 180));
  }
};

std::string shown(const Document& document, const Question& question, Instant at) {
  return json::encode(document) + "\n" + json::encode(question) + "\n" + to_text(at);
}

TEST(Decisions, AreTotalAndDeterministic) {
  EXPECT_TRUE(rc::check([] {
    const Draw draw;
    const Document document = draw.document();
    const Compiled policy(document);
    const Question question = draw.question(document);
    const Instant at = draw.at();
    RC_LOG() << shown(document, question, at);
    for (const Locale locale : {Locale::es, Locale::en}) {
      const auto once = json::encode(explain(policy, question, at, decide(policy, question, at), locale));
      const Compiled again(document);
      RC_ASSERT(once == json::encode(explain(again, question, at, decide(again, question, at), locale)));
    }
    const auto decision = decide(policy, question, at);
    RC_ASSERT(!decision.reasons.empty());
    // In parentheses: the macro takes expressions apart, and with them the order of evaluation.
    RC_ASSERT((!decision.allowed_at || decision.taken() || *decision.allowed_at > at));
  }));
}

TEST(Decisions, ARefusalNamesAWayThatIsAllowedOrSaysThatThereIsNone) {
  EXPECT_TRUE(rc::check([] {
    const Draw draw;
    const Document document = draw.document();
    const Compiled policy(document);
    const Question question = draw.question(document);
    const Instant at = draw.at();
    RC_LOG() << shown(document, question, at);
    const auto decision = decide(policy, question, at);
    if (decision.taken() && !decision.for_customer) return;
    RC_ASSERT(!decision.alternatives.empty() || decision.reasons.back().code == ReasonCode::no_other_way);
    for (const auto& other : decision.alternatives) {
      if (!other.self_service.empty() || decision.reasons.front().code == ReasonCode::session_over) continue;
      Question then = question;
      then.by = Party::customer;
      then.action = other.in_ticket ? Action::reply : Action::contact;
      if (!other.topic.empty()) then.facts.topic = other.topic;
      then.facts.channel = other.channel;
      then.facts.department = other.department;
      then.facts.identity = std::max(then.facts.identity, other.identity);
      RC_ASSERT((other.open || (other.opens_at && *other.opens_at > at)));
      const auto allowed = decide(policy, then, other.open ? at : *other.opens_at);
      RC_LOG() << "\n" << json::encode(then);
      RC_ASSERT(allowed.taken());
    }
  }));
}

// A skill never stands in anybody's way, and the place that is named has it, other than the one that was
// asked.
TEST(Decisions, ASkillOnlyAdvises) {
  EXPECT_TRUE(rc::check([] {
    const Draw draw;
    Document document = draw.document();
    const Compiled policy(document);
    const Question question = draw.question(document);
    const Instant at = draw.at();
    RC_LOG() << shown(document, question, at);
    const auto decision = decide(policy, question, at);
    for (auto& [k, topic] : document.topics) topic.skill.clear();
    const Compiled without(document);
    auto told = decide(without, question, at);
    const auto* const topic = entry_of(policy.document().topics, decision.topic);
    if (decision.reasons.back().code == ReasonCode::skill_elsewhere) {
      const Reason advice = decision.reasons.back();
      told.reasons.push_back(advice);
      RC_ASSERT(topic != nullptr);
      RC_ASSERT((!skilled(*topic, skills_at(document, decision.channel, decision.department))));
      RC_ASSERT((skilled(*topic, skills_at(document, advice.key, advice.department))));
    }
    RC_ASSERT(decision.effect == told.effect);
    RC_ASSERT(decision.reasons.size() == told.reasons.size());
    RC_ASSERT(decision.obligations.size() == told.obligations.size());
    RC_ASSERT(decision.alternatives.size() == told.alternatives.size());
  }));
}

TEST(Decisions, AddingAHolidayNeverOpensAnHour) {
  EXPECT_TRUE(rc::check([] {
    const Draw draw{.hours_in_conditions = false};
    Document document = draw.document();
    const Compiled without(document);
    Question question = draw.question(document);
    question.action = any({Action::contact, Action::open, Action::session_start});
    question.facts.channel = key('c', channels);
    const Instant at = draw.at();
    for (auto& [k, hours] : document.calendars)
      if (one_in(2)) hours.holidays->push_back({.on = to_text(at).substr(0, 10)});
    const Compiled with(document);
    RC_LOG() << shown(document, question, at);
    const auto open = [&](const Compiled& policy) {
      const auto decision = decide(policy, question, at);
      return (decision.effect == Effect::allow || decision.effect == Effect::advise) &&
             !decision.for_customer;
    };
    if (open(with)) RC_ASSERT(open(without));
  }));
}

TEST(Decisions, DemotionIsBoundByAge) {
  EXPECT_TRUE(rc::check([] {
    const Draw draw;
    Document document = draw.document();
    RC_PRE(document.fair_use.has_value());
    document.fair_use->limits.front().then = {{1, Measures::demotion}};
    document.fair_use->limits.front().when = {};
    const Compiled policy(document);
    const auto decision = decide(policy, draw.question(document), draw.at());
    const auto* const duty = decision.find(Duty::demote);
    RC_ASSERT(decision.demoted == (duty != nullptr));
    if (duty) RC_ASSERT((duty->length && duty->length->ms > 0));
    if (duty) RC_ASSERT((duty->length == document.fair_use->demoted_at_most));
  }));
}

}  // namespace
}  // namespace plazo::policy::testing
