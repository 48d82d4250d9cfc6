// session.start_guest
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/opening.hpp"
#include "core/operations/sessions.hpp"
#include "core/operations/ticket_lists.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct SessionStartGuest : Writing, Told {
  std::string address;
  std::optional<std::string> name;

  static constexpr json::Note notes[] = {
      {.field = "address",
       .meaning = "e-mail address or phone number for an answer, as people write it",
       .min = 3,
       .max = 254},
      {.field = "name", .meaning = "name of who calls or chats", .min = 1, .max = 200},
  };
};
BOOST_DESCRIBE_STRUCT(SessionStartGuest, (Writing, Told), (address, name))

/// Without an account there is nobody to charge, and no service.
void must_need_no_account(const Told& told) {
  const auto refuse = [](std::string path, std::string message) {
    Error error(Category::invalid, "request.invalid", "`" + path + "` " + message);
    throw error.with(Problem{std::move(path), "not_permitted", std::move(message)});
  };
  if (!told.entitlements.empty()) refuse("/entitlements", "takes an account, which a guest has not");
  if (told.service) refuse("/service", "is an account's, which a guest has not");
}

SessionReply start_guest(Call& call, const SessionStartGuest& request) {
  must_need_no_account(request);
  check_channel(call, request);
  const auto question = question_of(call, policy::Action::session_start, nullptr, request);
  const auto decision = decided(call, question);
  if (!decision.taken()) throw refusal(call, question, decision);
  tickets::ConversationRow row{.guest_name = request.name,
                               .guest_address = request.address,
                               .channel = request.channel.value_or(""),
                               .topic = std::string(decision.topic),
                               .started_at = call.now,
                               .policy = call.policy().number};
  auto writing = writing_as_actor(call);
  tickets::begin(writing, row, particulars_of(question, decision));
  call.made = {row.id};
  SessionReply reply{whole_view(call, row, {}), {}};
  if (says_something(decision)) reply.decision = explained(call, question, decision);
  return reply;
}

}  // namespace

std::vector<Operation> guest_session_operations() {
  return {writing<start_guest, session_again>(
      {.name = "session.start_guest",
       .summary = "Begin a call or chat with somebody who has no account",
       .details =
           "Such as sales by WhatsApp. The policy judges it as a visitor's: by which channels visitors are "
           "served, and when. Whoever is not taken gets the decision in the error's details; nothing is kept "
           "of "
           "that, and limits of fair use do not count guests. Staff and panel are advised only. It goes on "
           "like any other: session.escalate opens the ticket in the account that the guest has by then.",
       .callers = {{ActorKind::guest, ActorKind::staff, ActorKind::panel}, Permission::sessions},
       .errors = {{"policy.none", "no policy is in force"},
                  {"policy.refused", "the policy does not take it; `details.decision` says why"},
                  {"policy.redirected", "it belongs elsewhere, likewise"},
                  {"policy.ignored", "nobody would look at it, likewise"},
                  {"policy.unknown_key", "the policy knows no such key"},
                  {"policy.not_yours_to_declare", "a guest names a circumstance that only staff declare"}}})};
}

}  // namespace plazo::operations
