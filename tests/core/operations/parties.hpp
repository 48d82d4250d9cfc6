// A desk with two accounts, and everybody who might call on it: who they are and what they may see.
#pragma once

#include "core/customers/conduct.hpp"
#include "core/json/encode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/tickets/charges.hpp"
#include "core/timeline/outbox.hpp"
#include "tests/core/operations/desk_fixture.hpp"
#include "tests/core/operations/synthesis.hpp"

namespace plazo::operations::testing {

using customers::Permission;

/// Whose objects a request names.
enum class Side { own, foreign, absent };

/// What is known of a caller; `own` is the account 1017, `foreign` the account 2000.
struct Party {
  std::string name;
  std::optional<customers::Claim> claim;  ///< none: the panel
  bool known = true;
  bool may_look = true;  ///< of those who look through a customer's eyes
  bool tickets = true;   ///< the right of contacts
  std::set<Permission> lacks = {};
  std::set<Side> tickets_of = {};        ///< whose tickets are seen
  std::set<Side> customers_of = {};      ///< which accounts are seen
  std::string department = "technical";  ///< one in which the party works
  bool everywhere = true;                ///< sees more departments than that one

  ActorKind kind() const { return claim ? customers::kind_of(*claim) : ActorKind::panel; }
  const customers::Claim* as() const { return claim ? &*claim : nullptr; }
  bool looking() const {
    const auto* const c = claim ? std::get_if<customers::StaffClaim>(&*claim) : nullptr;
    return c && c->on_behalf_of;
  }
  json::Audience audience() const {
    if (kind() == ActorKind::panel) return json::Audience::panel;
    return kind() == ActorKind::staff ? json::Audience::staff : json::Audience::customer;
  }
};

/// What came of a call: a reply, or an error as its complete JSON.
struct Outcome {
  std::string reply, error, code;
  Category category{};
  bool ok() const { return code.empty(); }
};

class PartiesTest : public DeskTest {
 protected:
  static constexpr std::string_view own_mark = "PROPIO-1017", foreign_mark = "AJENO-2000",
                                    note_mark = "NOTA-INTERNA";

  static customers::Claim looking(std::string_view staff, std::string_view customer,
                                  std::string_view contact = {}) {
    customers::OnBehalfOf whom{.customer = std::string(customer)};
    if (!contact.empty()) whom.contact = std::string(contact);
    return customers::StaffClaim{.staff = std::string(staff), .on_behalf_of = whom};
  }

  static std::string permissions_json(const std::set<Permission>& lacks = {}) {
    std::string list;
    for (const auto& e : json::type_of<Permission>().enumerators)
      if (!lacks.contains(static_cast<Permission>(e.value)))
        list += (list.empty() ? "\"" : ",\"") + std::string(e.name) + "\"";
    return "[" + list + "]";
  }
  void put_staff(const std::string& reference, const std::set<Permission>& lacks = {},
                 std::string_view more = "") {
    call("staff.put", R"({"reference":")" + reference + R"(","name":")" + reference + R"(","permissions":)" +
                          permissions_json(lacks) + std::string(more) + "}");
  }
  void put_own_account(std::string_view contacts = default_contacts) {
    call("customer.put",
         R"({"reference":"1017","name":"PROPIO-1017 S.L.","contacts":[)" + std::string(contacts) + "]}");
  }
  static constexpr std::string_view default_contacts =
      R"({"reference":"eva","name":"Eva","tickets":true},{"reference":"luis","name":"Luis","billing":true},
         {"reference":"duo","name":"Duo","tickets":true})";

  void furnish() {
    call("policy.install", ten_minutes_policy);
    put_own_account(std::string(default_contacts) + R"(,{"reference":"gone","name":"Gone","tickets":true})");
    put_own_account();
    call("customer.put", R"({"reference":"2000","name":"AJENO-2000 Ltd","contacts":[
      {"reference":"bob","name":"AJENO-2000 Bob","tickets":true},{"reference":"duo","name":"Duo"}]})");
    put_staff("ana");
    put_staff("fin", {}, R"(,"departments":["financial"])");
    put_staff("old", {}, R"(,"active":false)");
    std::set<Permission> all;
    for (const auto& e : json::type_of<Permission>().enumerators) {
      const auto p = static_cast<Permission>(e.value);
      all.insert(p);
      put_staff("no-" + std::string(e.name), {p});
    }
    put_staff("none", all);
  }

  /// Everybody: rightful callers and all kinds of foreign ones.
  static std::vector<Party> parties() {
    using enum Side;
    const std::set<Side> both{own, foreign};
    std::vector<Party> all{
        {.name = "the panel", .claim = {}, .tickets_of = both, .customers_of = both},
        {.name = "a guest", .claim = customers::GuestClaim{}},
        {.name = "the owner", .claim = customer("1017"), .tickets_of = {own}, .customers_of = {own}},
        {.name = "another customer's owner",
         .claim = customer("2000"),
         .tickets_of = {foreign},
         .customers_of = {foreign}},
        {.name = "a contact", .claim = contact("1017", "eva"), .tickets_of = {own}, .customers_of = {own}},
        {.name = "a contact without the right to tickets",
         .claim = contact("1017", "luis"),
         .tickets = false,
         .customers_of = {own}},
        {.name = "a contact of two accounts, here with the right",
         .claim = contact("1017", "duo"),
         .tickets_of = {own},
         .customers_of = {own}},
        {.name = "a contact of two accounts, there without",
         .claim = contact("2000", "duo"),
         .tickets = false,
         .customers_of = {foreign}},
        {.name = "a removed contact", .claim = contact("1017", "gone"), .known = false},
        {.name = "a contact of another account", .claim = contact("1017", "bob"), .known = false},
        {.name = "an unknown contact", .claim = contact("1017", "nobody"), .known = false},
        {.name = "an unknown customer", .claim = customer("9999"), .known = false},
        {.name = "a contact of an unknown customer", .claim = contact("9999", "eva"), .known = false},
        {.name = "staff", .claim = staff("ana"), .tickets_of = both, .customers_of = both},
        {.name = "staff of another department",
         .claim = staff("fin"),
         .customers_of = both,
         .department = "financial"},
        {.name = "staff who has left", .claim = staff("old"), .known = false},
        {.name = "unknown staff", .claim = staff("nobody"), .known = false},
        {.name = "staff with a customer's key", .claim = staff("1017"), .known = false},
        {.name = "a customer with a staff member's key", .claim = customer("ana"), .known = false},
        {.name = "staff in a customer's eyes",
         .claim = looking("ana", "1017"),
         .tickets_of = {own},
         .customers_of = {own}},
        {.name = "staff in another customer's eyes",
         .claim = looking("ana", "2000"),
         .tickets_of = {foreign},
         .customers_of = {foreign}},
        {.name = "staff in the eyes of a contact without the right",
         .claim = looking("ana", "1017", "luis"),
         .tickets = false,
         .customers_of = {own}},
        {.name = "staff in the eyes of a contact of another account",
         .claim = looking("ana", "1017", "bob"),
         .known = false},
        {.name = "staff in an unknown customer's eyes", .claim = looking("ana", "9999"), .known = false},
        {.name = "staff who may not look", .claim = looking("no-customer_view", "1017"), .may_look = false},
        {.name = "staff who has left and looks", .claim = looking("old", "1017"), .known = false},
    };
    std::set<Permission> every;
    for (const auto& e : json::type_of<Permission>().enumerators) {
      const auto p = static_cast<Permission>(e.value);
      every.insert(p);
      all.push_back({.name = "staff without " + std::string(e.name),
                     .claim = staff("no-" + std::string(e.name)),
                     .lacks = {p},
                     .tickets_of = both,
                     .customers_of = both});
    }
    all.push_back({.name = "staff without any permission",
                   .claim = staff("none"),
                   .lacks = every,
                   .tickets_of = both,
                   .customers_of = both});
    return all;
  }

  /// New objects of one side, so that no call meets what an earlier one did to them.
  Values objects(Side side, const std::string& department = "technical") {
    ++made_;
    Values values{{Meaning::words, "marca " + std::to_string(made_)},
                  {Meaning::email, "a@example.com"},
                  {Meaning::new_key, "key-" + std::to_string(made_)},
                  {Meaning::contact, side == Side::foreign ? "bob" : "eva"},
                  {Meaning::department, department},
                  {Meaning::priority, "regular"},
                  {Meaning::zone, "Atlantic/Canary"},
                  {Meaning::date, "2026-05-15"},
                  {Meaning::weekday, "fri"},
                  {Meaning::hours, "10:00-20:00"},
                  {Meaning::clock, "16:00"},
                  {Meaning::label, "San Isidro"},
                  {Meaning::feed, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"},
                  {Meaning::backup, backup()},
                  {Meaning::document,
                   R"({"plazo":1,"provider":"P","zone":"Europe/Madrid","languages":["es"],"departments":)"
                   R"({"technical":{},"financial":{}},"priorities":{"regular":{},"high":{}}})"},
                  {Meaning::path, (folder / ("copy-" + std::to_string(made_) + ".db")).string()},
                  {Meaning::cursor, "c1.9000000000000.9000000000000000000"},
                  {Meaning::attempt, "attempt-" + std::to_string(made_)}};
    values[Meaning::staff] = "ana";
    if (side == Side::absent) {
      values[Meaning::other_ticket] = std::to_string(4'200'000'000'000'000'000 + made_);
      values[Meaning::task] = std::to_string(4'300'000'000'000'000'000 + made_);
      values[Meaning::ticket] = std::to_string(4'000'000'000'000'000'000 + made_);
      values[Meaning::session] = std::to_string(4'100'000'000'000'000'000 + made_);
      values[Meaning::flag] = std::to_string(4'200'000'000'000'000'000 + made_);
      values[Meaning::suggestion] = std::to_string(4'200'000'000'000'000'000 + made_);
      values[Meaning::charge] = std::to_string(4'200'000'000'000'000'000 + made_);
      values[Meaning::customer] = "absent-" + std::to_string(made_);
      return values;
    }
    const std::string reference = side == Side::own ? "1017" : "2000";
    const std::string mark(side == Side::own ? own_mark : foreign_mark);
    // Whatever an earlier call did to it, its support is open.
    call("support.lift", R"({"customer":")" + reference + R"(","reason":"next"})");
    values[Meaning::customer] = reference;
    values[Meaning::ticket] = std::string(
        call(customer(reference), "ticket.open",
             R"({"subject":"marca )" + mark + R"(","body":"marca )" + mark + R"(","department":"technical"})")
            .at("ticket")
            .at("id")
            .as_string());
    values[Meaning::other_ticket] = std::string(
        call(customer(reference), "ticket.open",
             R"({"subject":"marca )" + mark + R"(","body":"marca )" + mark + R"(","department":"technical"})")
            .at("ticket")
            .at("id")
            .as_string());
    values[Meaning::task] = claimed_task(*parse_id(values[Meaning::ticket]));
    values[Meaning::session] = std::string(
        call("session.start", R"({"customer":")" + reference + "\"}").at("session").at("id").as_string());
    values[Meaning::flag] = std::string(call("conduct.flag", R"({"customer":")" + reference +
                                                                 R"(","conduct":"false_reports","ticket":")" +
                                                                 values[Meaning::ticket] + "\"}")
                                            .at("flag")
                                            .at("id")
                                            .as_string());
    values[Meaning::suggestion] = put_suggestion(*parse_id(values[Meaning::ticket]));
    values[Meaning::charge] = put_charge(*parse_id(values[Meaning::ticket]));
    call(staff("ana"), "ticket.note",
         R"({"ticket":")" + values[Meaning::ticket] + R"(","body":"marca )" + std::string(note_mark) +
             R"("})");
    return values;
  }

  /// The same objects at each call: for requests that change nothing, or need not succeed.
  const Values& objects_once(Side side = Side::own, const std::string& department = "technical") {
    Values& kept = once_[{side, department}];
    if (kept.empty()) kept = objects(side, department);
    return kept;
  }
  /// Once something was written to them.
  void forget_objects() { once_.clear(); }

  Outcome attempt(const Operation& op, const customers::Claim* as, const std::string& request) {
    Outcome out;
    try {
      out.reply = desk->call(as, op, request);
    } catch (const Error& error) {
      out.code = error.code;
      out.category = error.category;
      out.error = json::encode_error(error);
    } catch (const std::exception& error) {
      out.code = std::string("unexpected: ") + error.what();
    }
    return out;
  }

  /// What must be so for the call to keep what it is given.
  void prepare(const Operation& op) {
    if (op.name == "support.lift") call("support.suspend", R"({"customer":"1017","reason":"x"})");
  }

  /// What anybody could have written: rows that only ever grow in number.
  std::int64_t written() {
    std::int64_t sum = 0;
    desk->database().read([&](storage::Transaction& tx) {
      for (const char* sql :
           {"SELECT COUNT(*) FROM event", "SELECT COUNT(*) FROM message", "SELECT COUNT(*) FROM ticket",
            "SELECT COUNT(*) FROM idempotency_key", "SELECT COUNT(*) FROM conversation",
            "SELECT COUNT(*) FROM charge WHERE state != 'due'", "SELECT COUNT(*) FROM work_time",
            "SELECT COALESCE(SUM(fence), 0) FROM outbox", "SELECT COUNT(*) FROM outbox_done",
            "SELECT COUNT(*) FROM policy_version", "SELECT COUNT(*) FROM conduct",
            "SELECT COUNT(*) FROM suggestion WHERE settled_at IS NOT NULL",
            "SELECT COALESCE(SUM(version), 0) FROM ticket", "SELECT COALESCE(SUM(version), 0) FROM customer",
            "SELECT COALESCE(SUM(version), 0) FROM staff"}) {
        auto rows = tx.query(sql);
        rows.next();
        sum += rows.integer(0);
      }
    });
    return sum;
  }

 private:
  /// A suggestion in a ticket, as the tests' policy has no words.
  std::string put_suggestion(Id ticket) {
    const Id id{4'400'000'000'000'000'000 + made_};
    desk->database().transact([&](storage::Transaction& tx) {
      customers::suggestions().insert(tx, {.id = id,
                                           .customer = tickets::find(tx, ticket, {}).customer,
                                           .ticket = ticket,
                                           .message = {1},
                                           .rule = "offence",
                                           .found = "word",
                                           .at = desk->now()});
    });
    return to_text(id);
  }

  /// A charge for a ticket, as the tests' policy has nothing to pay for.
  std::string put_charge(Id ticket) {
    const Id id{4'300'000'000'000'000'000 + made_};
    desk->database().transact([&](storage::Transaction& tx) {
      tickets::charges().insert(tx, {.id = id,
                                     .customer = tickets::find(tx, ticket, {}).customer,
                                     .ticket = ticket,
                                     .entitlement = "premium",
                                     .amount = 900,
                                     .currency = "EUR",
                                     .made_at = desk->now()});
    });
    return to_text(id);
  }

  /// Made at first use, of a desk that is as it was then.
  std::string backup() {
    const auto path = folder / "backup.db";
    if (!std::filesystem::exists(path)) call("desk.backup", R"({"target":")" + path.string() + R"("})");
    return path.string();
  }

  /// A task that was claimed once: its fence is 1.
  std::string claimed_task(Id subject) {
    Id id;
    desk->database().transact([&](storage::Transaction& tx) {
      id = IdSource().wider().next(desk->now());
      timeline::outbox().insert(tx, {.id = id,
                                     .at = desk->now(),
                                     .kind = "test",
                                     .subject = subject,
                                     .body = "{}",
                                     .due_at = desk->now() + minutes(1),
                                     .fence = 1,
                                     .attempts = 1});
    });
    return to_text(id);
  }

  int made_ = 0;
  std::map<std::pair<Side, std::string>, Values> once_;
};

/// Whether staff need to see customers besides, as they name the account that it is about: else the answer
/// would tell them which there are.
inline bool names_accounts(const Operation& op) {
  return op.name == "charge.list" || op.name == "conduct.flag" || op.name == "contact.options" ||
         op.name == "session.escalate" || op.name == "session.start" || op.name == "support.lift" ||
         op.name == "support.suspend" || op.name == "ticket.check" || op.name == "ticket.open";
}

/// The code that a party must get for a request of one side; empty where the call must succeed.
inline std::string expected_code(const Operation& op, const Party& party, const Request& request, Side side) {
  if (!op.allows(party.kind())) return "operation.not_allowed";
  if (party.looking() && op.access == Access::write) return "actor.looking_only";
  if (!party.may_look) return "actor.no_customer_view";
  if (!party.known) return "actor.unknown";
  if (party.kind() == ActorKind::staff && op.callers.permission &&
      party.lacks.contains(*op.callers.permission))
    return "staff.no_permission";
  if (party.kind() == ActorKind::staff && names_accounts(op) &&
      party.lacks.contains(Permission::customers_read))
    return "staff.no_permission";
  if (!party.tickets && op.callers.tickets) return "contact.no_tickets";
  if (request.named.contains(Meaning::task) && side == Side::absent) return "outbox.not_found";
  if (request.named.contains(Meaning::ticket) && !party.tickets_of.contains(side)) return "ticket.not_found";
  if (request.named.contains(Meaning::flag) && !party.tickets_of.contains(side)) return "conduct.not_found";
  if (request.named.contains(Meaning::suggestion) && !party.tickets_of.contains(side))
    return "suggestion.not_found";
  if (request.named.contains(Meaning::charge) && !party.tickets_of.contains(side)) return "charge.not_found";
  if (request.named.contains(Meaning::session) && !party.customers_of.contains(side))
    return "session.not_found";
  if (request.named.contains(Meaning::customer) && !party.customers_of.contains(side))
    return "customer.not_found";
  return {};
}

}  // namespace plazo::operations::testing
