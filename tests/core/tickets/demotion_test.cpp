// Properties of the queue's key, over tickets drawn at random: what is demoted stands behind what is not, and
// where it would have stood once that is over. And what says nearly the same.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/tickets/queue.hpp"
#include "core/tickets/resemblance.hpp"

namespace plazo::tickets {
namespace {

policy::Compiled drawn_policy() {
  policy::Document document;
  document.provider = "P";
  document.zone = "Europe/Madrid";
  document.languages = {Locale::es};
  for (int i = 0; i < 3; ++i) document.priorities.emplace_back("p" + std::to_string(i), policy::Priority{});
  document.departments.emplace_back("d", policy::Department{});
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    document.order.emplace_back();
    document.order.back().id = "class-" + std::to_string(i);
    if (i > 1) document.order.back().when.priority = {"p" + std::to_string(*rc::gen::inRange(0, 3))};
  }
  return policy::Compiled(std::move(document));
}

struct Drawn {
  TicketRow ticket;
  Instant waiting_since;
};

Drawn drawn_ticket() {
  Drawn drawn;
  const int rank = *rc::gen::inRange(0, 3);
  drawn.ticket.department = "d";
  drawn.ticket.priority = "p" + std::to_string(rank);
  drawn.ticket.priority_rank = rank;
  drawn.waiting_since = {1'770'000'000'000 + *rc::gen::inRange<std::int64_t>(0, 31'536'000'000)};
  return drawn;
}

TEST(Queue, S1_21_WhatIsDemotedStandsBehindAllThatIsNot) {
  EXPECT_TRUE(rc::check([] {
    const auto policy = drawn_policy();
    const auto one = drawn_ticket(), other = drawn_ticket();
    const Instant now{1'810'000'000'000};
    auto behind = one.ticket;
    behind.demoted_since = now;
    behind.demoted_until = now + days(1);
    const auto key = queue_key(policy, behind, one.waiting_since, now);
    RC_ASSERT(demoted(key));
    RC_ASSERT(key > 0);
    RC_ASSERT(key > queue_key(policy, other.ticket, other.waiting_since, now));
    RC_ASSERT(waiting_since_of(key) == one.waiting_since);
  }));
}

TEST(Queue, S1_21_OnceItIsOverTheKeyIsTheOneItWouldHaveHad) {
  EXPECT_TRUE(rc::check([] {
    const auto policy = drawn_policy();
    const auto one = drawn_ticket();
    const Instant now{1'810'000'000'000};
    auto before = one.ticket;
    before.demoted_since = now;
    before.demoted_until = now + days(1);
    auto after = before;
    after.demoted_until.reset();
    const auto plain = queue_key(policy, one.ticket, one.waiting_since, now);
    RC_ASSERT(queue_key(policy, after, one.waiting_since, now) == plain);
    RC_ASSERT((queue_key(policy, before, one.waiting_since, now) & ~demoted_bit) == plain);
  }));
}

TEST(Queue, AmongDemotedOnesTheOrderIsTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto policy = drawn_policy();
    auto one = drawn_ticket(), other = drawn_ticket();
    const Instant now{1'810'000'000'000};
    const bool before = queue_key(policy, one.ticket, one.waiting_since, now) <
                        queue_key(policy, other.ticket, other.waiting_since, now);
    one.ticket.demoted_until = other.ticket.demoted_until = now + days(1);
    RC_ASSERT((queue_key(policy, one.ticket, one.waiting_since, now) <
               queue_key(policy, other.ticket, other.waiting_since, now)) == before);
  }));
}

TEST(Resemblance, WhatSaysNearlyTheSame) {
  const Wording first{"outage", "La web no carga", "No carga desde las 9"};
  EXPECT_TRUE(nearly_the_same(first, first));
  EXPECT_TRUE(nearly_the_same(first, {"outage", "LA WEB no carga!!", "¿Y ahora?"})) << "the subject alone";
  EXPECT_TRUE(nearly_the_same({"", "Web caída", "No responde desde las nueve de la mañana"},
                              {"", "web caída", "no responde desde las nueve de la mañana, gracias"}));
  EXPECT_FALSE(nearly_the_same(first, {"billing", "La web no carga", "No carga desde las 9"}))
      << "another topic";
  EXPECT_FALSE(nearly_the_same(first, {"outage", "El correo no llega", "No llega desde las 9"}));
  EXPECT_FALSE(nearly_the_same({"", "Ayuda", "No puedo entrar"}, {"", "Ayuda", "Quiero otro dominio"}))
      << "a subject that says nothing is no sign";
  EXPECT_FALSE(nearly_the_same({"", "", ""}, {"", "¿?", "!"})) << "no words, nothing in common";
}

}  // namespace
}  // namespace plazo::tickets
