// Every operation of the catalogue with every kind of caller. Requests come from the described types,
// expectations from the catalogue's callers and one rule: an object that is not yours is, byte for
// byte, like one that does not exist. A new operation is walked without anybody remembering.
#include <gmock/gmock.h>

#include "core/operations/ticket_lists.hpp"
#include "core/tickets/lists.hpp"
#include "tests/core/operations/parties.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Problems = std::vector<std::string>;

class Matrix : public PartiesTest {
 protected:
  /// Walks one operation with everybody; says what is wrong with it.
  Problems walk(const Operation& op) {
    Problems problems;
    const auto report = [&](std::string problem) {
      problems.push_back(std::string(op.name) + ": " + std::move(problem));
    };
    try {
      check_declaration(op, report);
      call("policy.install", ten_minutes_policy);  // what walking policy.install has left is a smaller one
      bool succeeded = false;
      for (const auto& party : parties()) succeeded |= walk(op, party, report);
      if (!succeeded) report("nobody's request succeeded, so that the others prove nothing");
    } catch (const Unfillable& error) {
      report(std::string("cannot be filled: ") + error.what());
    }
    return problems;
  }

 private:
  template <class Report>
  static void check_declaration(const Operation& op, const Report& report) {
    bool tickets = holds(op.reply(), "TicketView") || holds(op.reply(), "MessageView");
    for (const auto& field : op.request().fields) tickets |= field.name == "ticket";
    if (!tickets) return;
    if (op.allows(ActorKind::guest)) report("has to do with tickets, but guests may call it");
    if (op.allows(ActorKind::customer) && !op.callers.tickets)
      report("has to do with tickets, but asks contacts for no right");
    if (op.allows(ActorKind::staff) && !op.callers.permission)
      report("has to do with tickets, but asks staff for no permission");
  }

  template <class Report>
  bool walk(const Operation& op, const Party& party, const Report& report) {
    std::map<Side, Outcome> outcomes;
    std::map<Side, std::string> expected;
    std::map<Side, Values> values;
    for (const Side side : {Side::own, Side::foreign, Side::absent}) {
      values[side] = objects_once(side, party.department);
      const Request request = synthesise(op.request(), values[side], party.audience());
      expected[side] = expected_code(op, party, request, side);
      const std::int64_t before = written();
      outcomes[side] = attempt(op, party.as(), request.json);
      const auto& outcome = outcomes[side];
      if (outcome.ok() && op.access != Access::read) forget_objects();
      if (outcome.code != expected[side])
        report(party.name + " with " + names[static_cast<int>(side)] + " objects gets `" + outcome.code +
               "` instead of `" + expected[side] + "` for " + request.json);
      if (!outcome.ok() && written() != before) report(party.name + " is refused, but something was written");
      if (outcome.ok() && outcome.reply.find(note_mark) != std::string::npos &&
          party.kind() == ActorKind::customer)
        report(party.name + " sees a private note");
    }
    for (const Side side : {Side::own, Side::foreign}) {
      if (!outcomes[side].ok() && outcomes[side].error != outcomes[Side::absent].error &&
          !outcomes[Side::absent].ok() && !expected[side].empty())
        report(party.name + " can tell " + names[static_cast<int>(side)] +
               " from absent: " + outcomes[side].error + " and " + outcomes[Side::absent].error);
      check_sight(party, outcomes, values, side, report);
    }
    return outcomes[Side::own].ok();
  }

  /// No reply holds anything of a side that the party does not see.
  template <class Report>
  static void check_sight(const Party& party, const std::map<Side, Outcome>& outcomes,
                          const std::map<Side, Values>& values, Side side, const Report& report) {
    const std::string_view mark = side == Side::own ? own_mark : foreign_mark;
    for (const auto& [asked, outcome] : outcomes) {
      if (!party.customers_of.contains(side) && outcome.reply.find(mark) != std::string::npos)
        report(party.name + " is shown a name or text of an account it does not see");
      if (!party.tickets_of.contains(side) &&
          outcome.reply.find(values.at(side).at(Meaning::ticket)) != std::string::npos)
        report(party.name + " is shown a ticket it does not see");
    }
  }

  static constexpr const char* names[] = {"own", "foreign", "absent"};
};

TEST_F(Matrix, V01_V02_EveryOperationWithEveryKindOfForeignActor) {
  furnish();
  int walked = 0;
  for (const auto& op : catalogue()) {
    EXPECT_THAT(walk(op), IsEmpty());
    ++walked;
  }
  EXPECT_EQ(walked, static_cast<int>(catalogue().size()));
  EXPECT_GE(walked, 17);
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

// ---- negative controls: operations as somebody in a hurry might write them -------------------------

struct Peek {
  Id ticket;
  static constexpr json::Note notes[] = {{.field = "ticket", .meaning = "id of the ticket"}};
};
BOOST_DESCRIBE_STRUCT(Peek, (), (ticket))

struct PeekReply {
  std::vector<tickets::TicketView> tickets;
  static constexpr json::Note notes[] = {{.field = "tickets", .meaning = "tickets"}};
};
BOOST_DESCRIBE_STRUCT(PeekReply, (), (tickets))

struct Gadget {
  Id gadget;
  static constexpr json::Note notes[] = {
      {.field = "gadget", .meaning = "of a kind that this test has never heard of"}};
};
BOOST_DESCRIBE_STRUCT(Gadget, (), (gadget))

PeekReply peek_right(Call& call, const Peek& request) {
  return {{view_of(call, tickets::find(call.tx, request.ticket, tickets::scope_of(call.actor)))}};
}
PeekReply peek_unscoped(Call& call, const Peek& request) {
  return {{view_of(call, tickets::find(call.tx, request.ticket, {}))}};
}
PeekReply peek_telling(Call& call, const Peek& request) {
  const auto ticket = tickets::find(call.tx, request.ticket, {});
  try {
    return {{view_of(call, tickets::find(call.tx, ticket.id, tickets::scope_of(call.actor)))}};
  } catch (const Error&) {
    throw Error(Category::refused, "ticket.not_yours", "this ticket is somebody else's");
  }
}
PeekReply peek_whispering(Call& call, const Peek& request) {
  const auto ticket = tickets::find(call.tx, request.ticket, {});
  try {
    return {{view_of(call, tickets::find(call.tx, ticket.id, tickets::scope_of(call.actor)))}};
  } catch (const Error&) {  // the right code with another text
    throw Error(Category::not_found, "ticket.not_found", "there is no such ticket");
  }
}
PeekReply list_unscoped(Call& call, const Empty&) {
  PeekReply reply;
  for (const auto& t : tickets::queue(call.tx, {}, {}, 1000).tickets)
    reply.tickets.push_back(view_of(call, t.ticket));
  return reply;
}
PeekReply peek_failing(Call&, const Peek&) { throw Error(Category::not_found, "ticket.not_found", "never"); }
PeekReply list_gadgets(Call&, const Gadget&) { return {}; }

const Callers ticket_readers{
    {ActorKind::customer, ActorKind::staff, ActorKind::panel}, Permission::tickets_read, true};

TEST_F(Matrix, ARightOperationPasses) {
  furnish();
  EXPECT_THAT(walk(reading<peek_right>({.name = "test.right", .callers = ticket_readers})), IsEmpty());
}

TEST_F(Matrix, ControlCatchesAnOperationThatForgetsTheScope) {
  furnish();
  EXPECT_THAT(
      walk(reading<peek_unscoped>({.name = "test.unscoped", .callers = ticket_readers})),
      Contains(HasSubstr("another customer's owner with own objects gets `` instead of `ticket.not_found`")));
}

TEST_F(Matrix, ControlCatchesAnOperationThatTellsForeignFromAbsent) {
  furnish();
  EXPECT_THAT(walk(reading<peek_telling>({.name = "test.telling", .callers = ticket_readers})),
              Contains(HasSubstr("ticket.not_yours")));
  EXPECT_THAT(walk(reading<peek_whispering>({.name = "test.whispering", .callers = ticket_readers})),
              Contains(HasSubstr("can tell")));
}

TEST_F(Matrix, ControlCatchesAListOfEverything) {
  furnish();
  EXPECT_THAT(walk(reading<list_unscoped>({.name = "test.list", .callers = ticket_readers})),
              Contains(HasSubstr("is shown a ticket")));
}

TEST_F(Matrix, ControlCatchesMissingRights) {
  furnish();
  EXPECT_THAT(
      walk(reading<peek_right>({.name = "test.open", .callers = {{ActorKind::customer, ActorKind::staff}}})),
      ::testing::AllOf(Contains(HasSubstr("asks contacts for no right")),
                       Contains(HasSubstr("asks staff for no permission"))));
}

TEST_F(Matrix, ControlCatchesWhatCannotBeFilledOrNeverSucceeds) {
  furnish();
  EXPECT_THAT(walk(reading<list_gadgets>({.name = "test.gadget", .callers = ticket_readers})),
              Contains(HasSubstr("cannot be filled")));
  EXPECT_THAT(walk(reading<peek_failing>({.name = "test.failing", .callers = ticket_readers})),
              Contains(HasSubstr("nobody's request succeeded")));
}

}  // namespace
}  // namespace plazo::operations::testing
