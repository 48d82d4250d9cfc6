// The findings of policy.check: each code by a policy that has this one fault, the provider's pages taken
// literally, and the examples, which have none that they do not explain.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/core/operations/desk_fixture.hpp"

namespace plazo::operations::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

const std::filesystem::path source(PLAZO_SOURCE_DIR);

std::string read(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

value check(std::string_view text) {
  Desk pure{DeskOptions{}};
  return boost::json::parse(
      pure.call(nullptr, "policy.check", boost::json::serialize(boost::json::object{{"text", text}})));
}

std::vector<std::string> found(std::string_view text) {
  std::vector<std::string> out;
  const auto reply = check(text);
  for (const auto& f : reply.at("findings").as_array())
    out.push_back(std::string(f.at("severity").as_string()) + " " + std::string(f.at("path").as_string()) +
                  " " + std::string(f.at("code").as_string()));
  return out;
}

constexpr const char* sound = R"({
  "plazo": 1, "provider": "P", "zone": "Europe/Madrid", "languages": ["es"],
  "calendars": { "office": { "weekly": { "mon-fri": ["10:00-20:00"] }, "holidays": [] } },
  "channels": {
    "ticket": { "name": { "es": "Ticket" }, "kind": "ticket" },
    "chat": { "name": { "es": "Chat" }, "kind": "chat", "hours": "office", "outside_hours": { "effect": "refuse" } }
  },
  "departments": {
    "support": { "name": { "es": "Soporte" }, "hours": "always" },
    "sales": { "name": { "es": "Ventas" }, "hours": "office", "outside_hours": { "effect": "queue" } }
  },
  "priorities": { "normal": { "name": { "es": "Normal" } }, "high": { "name": { "es": "Alta" } } },
  "topics": { "question": { "name": { "es": "Pregunta" }, "ways": [{ "channel": ["ticket", "chat"] }] } },
  "otherwise": { "effect": "refuse" },
  "fields": { "ip": { "name": { "es": "IP" }, "kind": "ip" } }
})";

/// RFC 7396: objects are merged, null removes, everything else replaces.
void merge(value& into, const value& change) {
  if (!change.is_object()) {
    into = change;
    return;
  }
  if (!into.is_object()) into.emplace_object();
  for (const auto& [name, one] : change.as_object())
    if (one.is_null())
      into.as_object().erase(name);
    else
      merge(into.as_object()[name], one);
}

struct Fault {
  const char* finding;  ///< severity, path and code
  const char* change;   ///< merged into the sound policy
};

// By sections, as in docs/policy.md.
const Fault faults[] = {
    // frame
    {"error /zone zone_unstated", R"({"zone":null})"},
    {"error /zone zone_abbreviation", R"({"zone":"CEST"})"},
    {"error /zone unknown_zone", R"({"zone":"Europe/Madird"})"},
    {"error /languages/1 repeated", R"({"languages":["es","es"]})"},
    {"error /effective not_a_date", R"({"effective":"2026-02-30"})"},
    {"error /until not_a_date", R"({"until":"next spring"})"},
    {"error /until before_effective", R"({"effective":"2026-04-01","until":"2026-04-01"})"},
    {"error /currency currency_unstated", R"({"entitlements":{"a":{"name":{"es":"A"},"price":100}}})"},
    {"error /currency currency_unstated",
     R"({"targets":[{"id":"a","limit":"PT1H","hours":"always","compensation":{"amount":100}}]})"},
    {"error /currency currency_unstated",
     R"({"compensation_ceiling":{"amount":100},"targets":[{"id":"a","limit":"PT1H","hours":"always","compensation":{"percent":10}}]})"},
    {"error /currency bad_currency", R"({"currency":"eur"})"},
    {"warning /contact contact_unstated", R"({"contact":{}})"},
    {"warning /contact/email bad_contact", R"({"contact":{"email":"hola@example"}})"},
    {"warning /contact/phone bad_contact", R"({"contact":{"phone":"910 CALL ME"}})"},
    {"warning /contact/website bad_contact", R"({"contact":{"website":"www.example.com"}})"},
    {"error /channels/Bad Key bad_key", R"({"channels":{"Bad Key":{"name":{"es":"A"},"kind":"form"}}})"},
    {"error /guidance/1/id repeated_id",
     R"({"guidance":[{"id":"a","text":{"es":"A"}},{"id":"a","text":{"es":"B"}}]})"},
    // hours
    {"error /calendars/office/holidays holidays_unstated", R"({"calendars":{"office":{"holidays":null}}})"},
    {"warning /calendars/office/weekly/sat hours_unstated",
     R"({"calendars":{"office":{"weekly":{"sat":[]}}}})"},
    {"warning /calendars/office/any_of/1/weekly/sat hours_unstated",
     R"({"calendars":{"office":{"weekly":null,"any_of":[{"weekly":{"mon-fri":["10:00-20:00"]}},
                                                        {"weekly":{"sat":[],"sun":["10:00-14:00"]}}]}}})"},
    {"error /calendars/office/weekly/mon-fri/0 interval.malformed",
     R"({"calendars":{"office":{"weekly":{"mon-fri":["10-20"]}}}})"},
    {"warning /calendars/day/weekly/daily/0 interval.missing_minute",
     R"({"calendars":{"day":{"weekly":{"daily":["00:00-23:59"]},"holidays":[]}}})"},
    {"error /calendars/always contradiction",
     R"({"calendars":{"always":{"weekly":{"mon":["10:00-20:00"]},"holidays":[]}}})"},
    {"error /channels/chat/hours hours_unstated",
     R"({"channels":{"chat":{"hours":null,"outside_hours":null}}})"},
    {"error /departments/support/hours hours_unstated", R"({"departments":{"support":{"hours":null}}})"},
    {"error /channels/chat/outside_hours outside_hours_unstated",
     R"({"channels":{"chat":{"outside_hours":null}}})"},
    {"error /departments/sales/outside_hours outside_hours_unstated",
     R"({"departments":{"sales":{"outside_hours":null}}})"},
    {"warning /departments/support/outside_hours unreachable_rule",
     R"({"departments":{"support":{"outside_hours":{"effect":"queue"}}}})"},
    {"warning /channels/fax/outside_hours unreachable_rule",
     R"({"channels":{"fax":{"name":{"es":"Fax"},"kind":"other","state":"closed","hours":"office","outside_hours":{"effect":"queue"}}}})"},
    {"warning /departments/sales/outside_hours unreachable_rule",
     R"({"departments":{"sales":{"state":"unmonitored"}}})"},
    // references
    {"error /topics/question/ways/0/channel/0 undefined_channel",
     R"({"topics":{"question":{"ways":[{"channel":"chatt"}]}}})"},
    {"error /exceptions/0/when/topic/0 undefined_topic",
     R"({"exceptions":[{"id":"a","when":{"topic":"questions"},"effect":"refuse"}]})"},
    {"error /topics/question/without_service undefined_topic",
     R"({"topics":{"question":{"service":"active","without_service":"billing"}}})"},
    {"error /exceptions/0/department undefined_department",
     R"({"exceptions":[{"id":"a","when":{"channel":"chat"},"effect":"redirect","department":"suport"}]})"},
    {"error /topics/question/priority undefined_priority", R"({"topics":{"question":{"priority":"hihg"}}})"},
    {"error /required/0/fields/0 undefined_field", R"({"required":[{"id":"a","fields":["ipp"]}]})"},
    {"error /departments/support/hours undefined_calendar",
     R"({"departments":{"support":{"hours":"ofice","outside_hours":{"effect":"queue"}}}})"},
    {"error /exceptions/0/when/during undefined_calendar",
     R"({"exceptions":[{"id":"a","when":{"during":"nights"},"effect":"refuse"}]})"},
    {"error /exceptions/0/unless/circumstance/0 undefined_circumstance",
     R"({"exceptions":[{"id":"a","when":{"channel":"chat"},"unless":{"circumstance":"down"},"effect":"refuse"}]})"},
    {"error /priorities/high/entitlement undefined_entitlement",
     R"({"priorities":{"high":{"entitlement":"premium"}}})"},
    {"error /order/0/when/product/0 undefined_product",
     R"({"order":[{"id":"a","when":{"product":"hosting"}},{"id":"b"}]})"},
    {"error /activation/products/a/needs/0 undefined_condition",
     R"({"activation":{"products":{"a":{"name":{"es":"A"},"needs":"payed","limit":"PT2M"}}}})"},
    {"error /activation/products/a/group undefined_group",
     R"({"activation":{"products":{"a":{"name":{"es":"A"},"group":"g","promise":"none"}}}})"},
    {"error /channels/chat/skill/0 undefined_skill", R"({"channels":{"chat":{"skill":"sale"}}})"},
    {"error /departments/sales/skill/0 undefined_skill", R"({"departments":{"sales":{"skill":["sale"]}}})"},
    {"error /topics/question/skill/0 undefined_skill", R"({"topics":{"question":{"skill":"dns"}}})"},
    // rules
    {"warning /topics/question/skill skill_unreachable",
     R"({"skills":{"dns":{"es":"DNS"}},"topics":{"question":{"skill":"dns"}}})"},
    {"warning /topics/question/skill skill_unreachable",
     R"({"skills":{"dns":{"es":"DNS"},"sale":{"es":"ventas"}},
         "channels":{"chat":{"skill":"sale"},"ticket":{"skill":"sale"}},
         "departments":{"support":{"skill":"dns"}},"topics":{"question":{"skill":"dns"}}})"},
    {"warning /skills/dns skill_unused", R"({"skills":{"dns":{"es":"DNS"}}})"},
    {"error /skills/DNS bad_key",
     R"({"skills":{"DNS":{"es":"DNS"}},"departments":{"sales":{"skill":"DNS"}}})"},
    {"error /otherwise otherwise_unstated", R"({"otherwise":null})"},
    {"error /topics/question/ways/0 way_unstated",
     R"({"topics":{"question":{"ways":[{"preferred":true}]}}})"},
    {"warning /topics/question/ways/1 unreachable_rule",
     R"({"topics":{"question":{"ways":[{"channel":["ticket","chat"]},
                                       {"channel":"chat","identity":"verified","when":{"priority":"high"}}]}}})"},
    {"warning /topics/question/ways/2 unreachable_rule",
     R"({"topics":{"question":{"ways":[{"channel":"ticket"},{"channel":"chat"},{"channel":["chat","ticket"]}]}}})"},
    {"warning /topics/question/ways/1/channel/1 unreachable_rule",
     R"({"topics":{"question":{"ways":[{"channel":"ticket"},{"channel":["chat","ticket"]}]}}})"},
    {"warning /topics/question/ways/2 unreachable_rule",
     R"({"topics":{"question":{"ways":[{"channel":"ticket"},{"self_service":"help"},
                                       {"self_service":"help","when":{"priority":"high"}}]}}})"},
    {"error /topics/question/ways/0/channel/1 contradiction", R"({"channels":{"chat":{"state":"closed"}}})"},
    {"error /topics/question/ways/0/department contradiction",
     R"({"departments":{"old":{"name":{"es":"Antiguo"},"state":"closed"}},
         "topics":{"question":{"ways":[{"channel":["ticket","chat"],"department":"old"}]}}})"},
    {"error /exceptions/0/department contradiction",
     R"({"departments":{"old":{"name":{"es":"Antiguo"},"state":"unmonitored"}},
         "exceptions":[{"id":"a","when":{"priority":"high"},"effect":"redirect","department":"old"}]})"},
    {"error /targets/0/steps/0/department contradiction",
     R"({"departments":{"old":{"name":{"es":"Antiguo"},"state":"closed"}},"targets":[{"id":"a","hours":"office",
         "limit":"PT1H","steps":[{"id":"s","after":"PT1M","department":"old"}]}]})"},
    {"error /topics/question/without_service contradiction",
     R"({"topics":{"question":{"service":"active","without_service":"question"}}})"},
    {"warning /topics/question/without_service unreachable_rule",
     R"({"topics":{"question":{"without_service":"other"},"other":{"name":{"es":"Otra"}}}})"},
    {"warning /channels/phone/contact contact_unstated",
     R"({"channels":{"phone":{"name":{"es":"Teléfono"},"kind":"phone","hours":"always"}}})"},
    {"warning /channels/mail/contact bad_contact",
     R"({"channels":{"mail":{"name":{"es":"Correo"},"kind":"email","hours":"always","contact":"soporte"}}})"},
    {"error /otherwise redirect_unstated", R"({"otherwise":{"effect":"redirect"}})"},
    {"warning /otherwise contradiction", R"({"otherwise":{"channel":"ticket"}})"},
    {"warning /otherwise contradiction", R"({"otherwise":{"effect":"ignore","department":"support"}})"},
    {"warning /exceptions/0/text advice_unstated",
     R"({"exceptions":[{"id":"a","when":{"channel":"chat"},"effect":"advise"}]})"},
    {"warning /exceptions/1 unreachable_rule",
     R"({"exceptions":[{"id":"a","when":{"channel":"chat"},"effect":"refuse"},
                       {"id":"b","when":{"channel":"chat","priority":"high"},"effect":"queue"}]})"},
    {"warning /exceptions/1 overlap",
     R"({"exceptions":[{"id":"a","when":{"channel":"chat"},"effect":"refuse"},
                       {"id":"b","when":{"priority":"high"},"effect":"queue"}]})"},
    {"warning /exceptions/0/when unreachable_rule",
     R"({"exceptions":[{"id":"a","when":{"during":"office","outside":"office"},"effect":"refuse"}]})"},
    {"warning /order/1 unreachable_rule",
     R"({"order":[{"id":"all"},{"id":"high","when":{"priority":"high"}}]})"},
    {"error /order order_unstated", R"({"order":[{"id":"high","when":{"priority":"high"}}]})"},
    // information
    {"error /fields/c/options options_unstated", R"({"fields":{"c":{"name":{"es":"C"},"kind":"choice"}}})"},
    {"warning /fields/ip/options contradiction", R"({"fields":{"ip":{"options":{"a":{"es":"A"}}}}})"},
    {"warning /fields/ip contradiction", R"({"fields":{"ip":{"min":1}}})"},
    {"error /fields/n/min range_reversed",
     R"({"fields":{"n":{"name":{"es":"N"},"kind":"number","min":3,"max":2}}})"},
    {"error /required/0 fields_unstated", R"({"required":[{"id":"a"}]})"},
    {"error /priorities/high/evidence fields_unstated",
     R"({"priorities":{"high":{"evidence":{"meanwhile":"normal"}}}})"},
    {"error /priorities/high/evidence/meanwhile contradiction",
     R"({"priorities":{"high":{"evidence":{"one_of":["ip"],"meanwhile":"high"}}}})"},
    // targets
    {"error /targets/0/limit limit_unstated", R"({"targets":[{"id":"a","hours":"office"}]})"},
    {"error /targets/0/expected limit_unstated",
     R"({"targets":[{"id":"a","hours":"office","promise":"expectation"}]})"},
    {"error /targets/0/limit range_without_limit",
     R"({"targets":[{"id":"a","hours":"office","expected":"PT15M"}]})"},
    {"error /activation/products/a/days range_without_limit",
     R"({"activation":{"conditions":{"paid":{"name":{"es":"Pagado"}}},"products":{"a":{"name":{"es":"A"},
         "needs":"paid","measure":"working_days","hours":"office","expected_days":1}}}})"},
    {"warning /targets/0/promise average_as_limit",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT3H","text":{"es":"Demora promedio de 3 horas."}}]})"},
    {"warning /targets/0/promise usual_as_limit",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT3H","text":{"es":"Casi siempre en 3 horas."}}]})"},
    {"error /targets/0/expected range_reversed",
     R"({"targets":[{"id":"a","hours":"office","expected":"PT30M","limit":"PT15M"}]})"},
    {"error /targets/0/measure contradiction",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT15M","measure":"working_days"}]})"},
    {"error /targets/0/promise contradiction",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT15M","promise":"none"}]})"},
    {"error /targets/0/percent percent_unstated",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT15M","promise":"percentile","window":"P30D"}]})"},
    {"error /targets/0/window window_unstated",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT15M","promise":"mean"}]})"},
    {"error /targets/0/promise contradiction",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT15M","percent":95}]})"},
    {"error /targets/0/hours hours_unstated",
     R"({"departments":{"support":{"hours":null}},"targets":[{"id":"a","limit":"PT15M"}]})"},
    {"error /targets/0/hours hours_unstated",
     R"({"departments":{"old":{"name":{"es":"Antiguo"},"state":"closed"}},
         "targets":[{"id":"a","limit":"PT15M","when":{"department":["old","support"]}}]})"},
    {"error /activation/products/a/hours hours_unstated",
     R"({"activation":{"products":{"a":{"name":{"es":"A"},"measure":"working_days","days":1}}}})"},
    {"error /targets/0/cut_off contradiction",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT15M","cut_off":"16:00"}]})"},
    {"error /targets/0/cut_off bad_time",
     R"({"targets":[{"id":"a","hours":"office","measure":"working_days","days":1,"cut_off":"4 pm"}]})"},
    {"error /targets/0/cut_off cut_off_unstated",
     R"({"targets":[{"id":"a","hours":"office","measure":"working_days","days":1,"ends":"cut_off"}]})"},
    {"error /targets/0/steps/0 step_unstated",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT1H","steps":[{"id":"s","tag":"late"}]}]})"},
    {"warning /targets/0/steps/0 step_unstated",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT1H","steps":[{"id":"s","after":"PT1M"}]}]})"},
    {"warning /targets/0/warn/0 contradiction",
     R"({"targets":[{"id":"a","hours":"office","limit":"PT1H","warn":["PT1H"]}]})"},
    {"error /targets/0/compensation compensation_unstated",
     R"({"currency":"EUR","targets":[{"id":"a","hours":"office","limit":"PT1H","compensation":{"ceiling":5000}}]})"},
    {"warning /targets/0/compensation unreachable_rule",
     R"({"targets":[{"id":"a","hours":"office","expected":"PT1H","promise":"expectation","compensation":{"percent":5}}]})"},
    {"error /compensation_ceiling compensation_unstated",
     R"({"compensation_ceiling":{"per":"year"},"targets":[{"id":"a","limit":"PT1H","hours":"always","compensation":{"percent":10}}]})"},
    {"warning /compensation_ceiling unreachable_rule",
     R"({"compensation_ceiling":{"percent":50},"targets":[{"id":"a","limit":"PT1H","hours":"always"}]})"},
    {"warning /targets/1 unreachable_rule",
     R"({"targets":[{"id":"all","hours":"office","limit":"PT1H"},
                    {"id":"high","hours":"office","limit":"PT10M","when":{"priority":"high"}}]})"},
    {"warning /targets/1 overlap",
     R"({"targets":[{"id":"chat","hours":"office","limit":"PT1H","when":{"channel":"chat"}},
                    {"id":"high","hours":"office","limit":"PT10M","when":{"priority":"high"}}]})"},
    {"warning /first_response unreachable_rule",
     R"({"first_response":"PT10M","targets":[{"id":"all","hours":"office","limit":"PT1H"}]})"},
    {"error /activation/products/a/promise contradiction",
     R"({"activation":{"products":{"a":{"name":{"es":"A"},"limit":"PT2M","promise":"mean"}}}})"},
    {"warning /activation/products/a/needs needs_unstated",
     R"({"activation":{"products":{"a":{"name":{"es":"A"},"limit":"PT2M"}}}})"},
    // fair use and entitlements
    {"error /entitlements/a/price fee_unstated", R"({"entitlements":{"a":{"name":{"es":"A"}}}})"},
    {"error /entitlements/a/quota quota_unstated",
     R"({"entitlements":{"a":{"name":{"es":"A"},"included_for":"gold","quota":{}}}})"},
    {"warning /entitlements/a/quota unreachable_rule",
     R"({"entitlements":{"a":{"name":{"es":"A"},"price":0,"quota":{"tickets":3}}}})"},
    {"error /fair_use/limits/0/then consequence_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","window":"P1D"}]}})"},
    {"error /fair_use/limits/0/then/0/occurrences threshold_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","window":"P1D","then":[{"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/window window_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","then":[{"occurrences":9,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/then/1/occurrences contradiction",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","window":"P1D",
         "then":[{"occurrences":9,"measure":"notice"},{"occurrences":3,"measure":"warning"}]}]}})"},
    {"warning /fair_use/limits/0/noticed unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"documented","window":"P1D","then":[{"occurrences":9,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/noticed unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"duplicates","window":"P1D","then":[{"occurrences":9,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/noticed unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"sessions","noticed":"flagged","window":"P1D","then":[{"occurrences":9,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/noticed unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","noticed":"suggested","window":"P1D","then":[{"occurrences":9,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/words words_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/noticed answers_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"documented","noticed":"suggested","window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/words unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"flagged","words":["contestad ya"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/words unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"duplicates","noticed":"suggested","words":["otra vez"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/words unreachable_rule",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","words":["otra vez"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/words/0 words_empty",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["¡***!"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/words/0 words_empty",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":[""],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/words/1 words_too_short",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["contestad ya","ya"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/words/0 words_too_short",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["a.*"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/words/0 words_too_long",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["uno dos tres cuatro cinco seis siete ocho nueve"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"error /fair_use/limits/0/words/0 words_too_long",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/words/0 words_too_common",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["para que"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /fair_use/limits/0/words/1 repeated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"suggested","words":["contestad ya","¡Contestád YA!"],"window":"P1D","then":[{"occurrences":2,"measure":"notice"}]}]}})"},
    {"warning /answers/0/words words_unstated",
     R"({"answers":[{"id":"dns","name":{"es":"¿Las DNS?"},"link":"https://example.com/dns"}]})"},
    {"error /answers/0/words/0 words_too_short",
     R"({"answers":[{"id":"dns","name":{"es":"¿Las DNS?"},"link":"https://example.com/dns","words":["c++"]}]})"},
    {"error /answers/1/id repeated_id",
     R"({"answers":[{"id":"dns","name":{"es":"¿Las DNS?"},"link":"/dns","words":["nameserver"]},
                    {"id":"dns","name":{"es":"¿Las DNS?"},"link":"/dns","words":["servidor dns"]}]})"},
    {"warning /answers/0/name missing_language",
     R"({"answers":[{"id":"dns","link":"/dns","words":["nameserver"]}]})"},
    {"error /answers/0/when/topic/0 undefined_topic",
     R"({"answers":[{"id":"dns","when":{"topic":"domains"},"name":{"es":"¿Las DNS?"},"link":"/dns","words":["nameserver"]}]})"},
    {"error /fair_use/demoted_at_most demotion_bound_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"messages","window":"P1D","then":[{"occurrences":9,"measure":"demotion"}]}]}})"},
    {"error /fair_use/suspension suspension_unstated",
     R"({"fair_use":{"limits":[{"id":"a","counts":"pressure","noticed":"flagged","then":[{"measure":"suspension"}]}]}})"},
    {"error /fair_use/suspension/length suspension_length_unstated",
     R"({"fair_use":{"suspension":{"open_topics":"question"}}})"},
    {"warning /fair_use/suspension/length suspension_length_unstated",
     R"({"fair_use":{"suspension":{"open_topics":"question","for_good":true}}})"},
    {"warning /fair_use/suspension/open_topics open_topics_unstated",
     R"({"fair_use":{"suspension":{"length":"P7D"}}})"},
    {"error /fair_use/sessions/0/channel/0 contradiction",
     R"({"fair_use":{"sessions":[{"id":"a","channel":"ticket","longest":"PT20M","then_channel":"chat"}]}})"},
    {"error /fair_use/sessions/0/then_channel then_unstated",
     R"({"fair_use":{"sessions":[{"id":"a","channel":"chat","longest":"PT20M"}]}})"},
    {"error /fair_use/sessions/0/then_channel contradiction",
     R"({"fair_use":{"sessions":[{"id":"a","channel":"chat","longest":"PT20M","then_channel":"chat"}]}})"},
    {"error /fair_use/sessions/0/warn contradiction",
     R"({"fair_use":{"sessions":[{"id":"a","channel":"chat","longest":"PT20M","then_channel":"ticket","warn":"PT20M"}]}})"},
    {"warning /fair_use/cool_downs/0/channel/0 contradiction",
     R"({"fair_use":{"cool_downs":[{"id":"a","channel":"ticket","wait":"PT40M"}]}})"},
    {"error /fair_use/cool_downs/0/channel/0 undefined_channel",
     R"({"fair_use":{"cool_downs":[{"id":"a","channel":"phone","wait":"PT40M"}]}})"},
    // texts
    {"warning /channels/chat/name missing_language", R"({"channels":{"chat":{"name":null}}})"},
    {"warning /otherwise/text missing_language", R"({"otherwise":{"text":{"en":"No."}}})"},
    {"warning /channels/chat/name/es stray_mark", R"({"channels":{"chat":{"name":{"es":"Chat>"}}}})"},
    {"warning /summary/0/channel summary_contradiction",
     R"({"summary":[{"topic":"question","channel":["ticket"],"hours":"office"}]})"},
    {"warning /summary/0/hours summary_contradiction",
     R"({"summary":[{"topic":"question","channel":["ticket","chat"]}]})"},
    {"warning /summary/0/first_response summary_contradiction",
     R"({"summary":[{"topic":"question","hours":"office","first_response":"PT10M"}]})"},
};

std::string with(const char* change) {
  value document = boost::json::parse(sound);
  merge(document, boost::json::parse(change));
  // What a merge cannot say: a removed field is absent, not null.
  return boost::json::serialize(document);
}

TEST(PolicyFindings, ASoundPolicyHasNone) { EXPECT_THAT(found(sound), IsEmpty()); }

TEST(PolicyFindings, EachFaultIsFoundAndNothingElseIsBlamed) {
  for (const Fault& fault : faults) {
    const auto findings = found(with(fault.change));
    EXPECT_THAT(findings, ::testing::Contains(fault.finding)) << fault.change;
    EXPECT_LE(findings.size(), 2u) << fault.change << ::testing::PrintToString(findings);
  }
}

// The snippets of the guide are parts of one policy.
TEST(PolicyFindings, ThePolicyOfTheGuideIsSound) {
  const std::string guide = read(source / "docs/policy.md");
  const std::string opening = "```jsonc\n";
  boost::json::parse_options with_comments;
  with_comments.allow_comments = true;
  value document = boost::json::object();
  int snippets = 0;
  for (auto at = guide.find(opening); at != std::string::npos; at = guide.find(opening, at + 1)) {
    const auto begin = at + opening.size();
    merge(document,
          boost::json::parse(guide.substr(begin, guide.find("```", begin) - begin), {}, with_comments));
    ++snippets;
  }
  EXPECT_GE(snippets, 7);
  EXPECT_THAT(found(boost::json::serialize(document)), IsEmpty());
}

/// The first column of the tables in the guide.
std::set<std::string> documented_codes() {
  const std::string guide = read(source / "docs/policy.md");
  static const std::regex row("\n\\| `([a-z_]+)` \\| (?:error|warning|either) \\|");
  std::set<std::string> codes;
  for (auto at = std::sregex_iterator(guide.begin(), guide.end(), row); at != std::sregex_iterator(); ++at)
    codes.insert((*at)[1]);
  return codes;
}

TEST(PolicyFindings, TheGuideListsEveryCodeAndEachIsTried) {
  std::set<std::string> tried = {"more"};
  for (const Fault& fault : faults) {
    const std::string code = std::string(fault.finding).substr(std::string(fault.finding).rfind(' ') + 1);
    if (code.find('.') == std::string::npos) tried.insert(code);  // others are the calendar's
  }
  EXPECT_EQ(documented_codes(), tried);

  static const std::regex raised("(?:error|warning)\\([^;]*?,\\s*\"([a-z_]+)\"");
  for (const auto& entry : std::filesystem::directory_iterator(source / "core/policy")) {
    if (!entry.path().filename().string().starts_with("check_")) continue;
    const std::string text = read(entry.path());
    for (auto at = std::sregex_iterator(text.begin(), text.end(), raised); at != std::sregex_iterator(); ++at)
      EXPECT_TRUE(tried.contains((*at)[1])) << entry.path() << ": " << (*at)[1];
  }
}

TEST(PolicyFindings, HelpNamesWhatWasProbablyMeant) {
  const auto reply = check(with(R"({"topics":{"question":{"ways":[{"channel":"chatt"}]}},"zone":"CEST"})"));
  const auto& findings = reply.at("findings").as_array();
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_EQ(findings[0].at("help"), "use a name of the IANA data, probably `Europe/Madrid`");
  EXPECT_EQ(findings[1].at("help"), "did you mean `chat`?");
}

TEST(PolicyFindings, SpecialRulesBeforeGeneralOnesAreTheOrderOfThings) {
  EXPECT_THAT(found(with(R"({"exceptions":[
      {"id":"a","when":{"channel":"chat","priority":"high"},"effect":"queue"},
      {"id":"b","when":{"channel":"chat"},"effect":"refuse"}],
    "targets":[{"id":"high","hours":"office","limit":"PT10M","when":{"priority":"high"}},
               {"id":"all","hours":"office","limit":"PT1H"}]})")),
              IsEmpty());
}

// Where several ways lead there, the chosen department, the hours and what is known of who asks decide.
TEST(PolicyFindings, AWayThatIsSometimesTakenIsNoFinding) {
  for (const char* const second :
       {R"({"channel":"chat","department":"sales"})", R"({"channel":"chat","hours":"always"})",
        R"({"channel":"chat"})", R"({"channel":"chat","preferred":true,"identity":"verified"})",
        R"({"channel":"chat","identity":"verified","when":{"priority":["normal","high"]}})"})
    EXPECT_THAT(found(with((R"({"topics":{"question":{"ways":[{"channel":"ticket"},
        {"channel":"chat","identity":"verified","when":{"priority":"high"}},)" +
                            std::string(second) + "]}}}")
                               .c_str())),
                IsEmpty())
        << second;
  EXPECT_THAT(
      found(with(R"({"topics":{"question":{"ways":[{"channel":["ticket","chat"],"department":"support"},
      {"channel":"chat","department":"sales"},{"self_service":"a"},{"self_service":"b"}]}}})")),
      IsEmpty());
}

TEST(PolicyFindings, WhatIsIgnoredMaySayWhereElse) {
  EXPECT_THAT(found(with(R"({"otherwise":{"effect":"ignore","channel":"ticket"}})")), IsEmpty());
  EXPECT_THAT(found(with(R"({"otherwise":{"effect":"ignore","self_service":"help"}})")), IsEmpty());
}

TEST(PolicyFindings, ADepartmentThatTakesNoRequestsNeedsNoHours) {
  for (const char* const state : {"closed", "unmonitored"})
    EXPECT_THAT(
        found(with(
            (R"({"targets":[{"id":"a","limit":"PT15M"}],"departments":{"old":{"name":{"es":"Antiguo"},"state":")" +
             std::string(state) + R"("}}})")
                .c_str())),
        IsEmpty())
        << state;
}

TEST(PolicyFindings, ASkillIsReachedByTheChannelOrByADepartmentThatMayBeChosen) {
  for (const char* const where :
       {R"("channels":{"chat":{"skill":["dns","sale"]}})", R"("departments":{"sales":{"skill":"dns"}})"})
    EXPECT_THAT(
        found(with(
            (R"({"skills":{"dns":{"es":"DNS"},"sale":{"es":"ventas"}},"topics":{"question":{"skill":["sale","dns"]}},)" +
             std::string(where) + "}")
                .c_str())),
        IsEmpty())
        << where;
}

TEST(PolicyFindings, WhatExcludesItselfDoesNotOverlap) {
  EXPECT_THAT(found(with(R"({"exceptions":[
      {"id":"a","when":{"customer":"visitor","channel":"chat"},"effect":"queue"},
      {"id":"b","when":{"customer":"customer","priority":"high"},"effect":"refuse"},
      {"id":"c","when":{"during":"office","topic":"question"},"unless":{"customer":["visitor","customer"]},"effect":"allow"}]})")),
              IsEmpty());
  EXPECT_THAT(found(with(R"({"exceptions":[
      {"id":"a","when":{"channel":"chat"},"unless":{"priority":"high"},"effect":"queue"},
      {"id":"b","when":{"priority":"high"},"effect":"refuse"}]})")),
              IsEmpty());
}

// What could not be read is told together with what is wrong in the rest, and is blamed once.
TEST(PolicyFindings, TwentyFaultsAreTwentyFindingsInOneAnswer) {
  const auto text = read(source / "tests/policies/faulty/twenty-faults.jsonc");
  EXPECT_THAT(found(text), IsSupersetOf({"error /zone zone_abbreviation",
                                         "error /langages unknown_field",
                                         "error /effective not_a_date",
                                         "error /currency too_long",
                                         "error /acceptance wrong_type",
                                         "error /calendars/office/holidays holidays_unstated",
                                         "error /calendars/office/weekly/sat/0 interval.malformed",
                                         "error /channels/chat/kind unknown_value",
                                         "error /channels/phone/hours hours_unstated",
                                         "warning /channels/phone/contact contact_unstated",
                                         "error /departments/support/hours undefined_calendar",
                                         "error /departments/Sales bad_key",
                                         "error /topics/question/ways/0/channel/1 undefined_channel",
                                         "error /exceptions/0/when/topic/0 undefined_topic",
                                         "error /exceptions/0 redirect_unstated",
                                         "error /otherwise otherwise_unstated",
                                         "error /targets/0/limit not_a_duration",
                                         "error /targets/1/limit range_without_limit",
                                         "error /targets/2/window window_unstated",
                                         "error /entitlements/premium/price fee_unstated",
                                         "warning /entitlements/premium/name/es stray_mark",
                                         "error /fair_use/suspension/length suspension_length_unstated"}));
  const auto reply = check(text);
  EXPECT_FALSE(reply.at("installable").as_bool());
  EXPECT_FALSE(reply.as_object().contains("document"));
}

class PolicyFindingsInstall : public DeskTest {};
TEST_F(PolicyFindingsInstall, ErrorsKeepItOutWithAllOfThemAndWarningsDoNot) {
  const auto install = [&](const char* change) {
    return call("policy.install", R"({"document":)" + with(change) + "}");
  };
  try {
    install(R"({"zone":"CEST","otherwise":null,"channels":{"chat":{"name":null,"hours":"ofice"}}})");
    ADD_FAILURE() << "was installed";
  } catch (const Error& error) {
    EXPECT_EQ(error.code, "policy.invalid");
    std::vector<std::string> paths;
    for (const auto& problem : error.problems) paths.push_back(problem.path + " " + problem.code);
    EXPECT_THAT(paths, ElementsAre("/document/zone zone_abbreviation",
                                   "/document/channels/chat/hours undefined_calendar",
                                   "/document/otherwise otherwise_unstated"));
  }
  EXPECT_EQ(install(R"({"channels":{"chat":{"name":null}}})").at("version"), 1);
}

TEST(PolicyFindings, ManyAreCutWithAWordAboutTheRest) {
  std::string guidance;
  for (int i = 0; i < 150; ++i) guidance += R"({"id":"a","text":{}},)";
  std::string topics;
  for (int i = 0; i < 190; ++i)
    topics += "\"t" + std::to_string(i) + R"(":{"ways":[{"channel":["a","b","c","d","e","f"]}]},)";
  topics.pop_back();
  guidance.pop_back();
  const auto findings =
      found(with((R"({"guidance":[)" + guidance + R"(],"topics":{)" + topics + "}}").c_str()));
  EXPECT_EQ(findings.size(), 1001u);
  EXPECT_EQ(findings.back(), "error  more");
}

struct Literal {
  const char* name;
  std::vector<const char*> findings;
};

// What the five pages leave open when they are taken literally.
TEST(PolicyFindings, ThePagesTakenLiterallyRaiseWhatTheyLeaveOpen) {
  const std::vector<Literal> pages = {
      {"tu-tienda-hosting",
       {"error /zone zone_abbreviation", "error /calendars/commercial/holidays holidays_unstated",
        "warning /summary/1/hours summary_contradiction"}},
      {"shop-platform",
       {"error /zone zone_unstated", "error /calendars/standard/holidays holidays_unstated",
        "warning /calendars/standard/weekly/sat hours_unstated",
        "error /departments/support/hours hours_unstated", "error /entitlements/premium/price fee_unstated",
        "error /fair_use/limits/0/then/0/occurrences threshold_unstated",
        "error /fair_use/limits/0/window window_unstated",
        "error /fair_use/limits/1/then/0/occurrences threshold_unstated",
        "warning /fair_use/limits/1/noticed unreachable_rule",
        "error /fair_use/demoted_at_most demotion_bound_unstated",
        "warning /targets/0/promise usual_as_limit", "warning /channels/phone/contact contact_unstated",
        "error /channels/phone/hours hours_unstated"}},
      {"introserv",
       {"error /zone zone_abbreviation", "error /calendars/working/holidays holidays_unstated",
        "error /targets/0/hours hours_unstated", "error /targets/2/hours hours_unstated",
        "error /departments/technical/hours hours_unstated", "error /targets/1/limit limit_unstated",
        "error /otherwise otherwise_unstated"}},
      {"fair-support",
       {"error /zone zone_unstated", "error /fair_use/suspension/length suspension_length_unstated",
        "error /channels/chat/hours hours_unstated", "warning /channels/phone/contact contact_unstated"}},
      {"alto-marketing",
       {"error /zone zone_unstated", "error /calendars/working_days/holidays holidays_unstated",
        "error /targets/0/hours hours_unstated", "error /targets/1/hours hours_unstated",
        "warning /targets/1/promise average_as_limit",
        "error /activation/products/reseller/days range_without_limit",
        "warning /activation/products/noticioso_plus/name/es stray_mark",
        "warning /activation/products/noticioso_plus/needs needs_unstated"}},
  };
  for (const Literal& page : pages) {
    const auto text = read(source / "tests/policies/literal" / (std::string(page.name) + ".jsonc"));
    EXPECT_THAT(found(text), IsSupersetOf(page.findings)) << page.name;
    EXPECT_FALSE(check(text).at("installable").as_bool()) << page.name;
  }
}

TEST(PolicyFindings, TheExamplesHaveNoneThatTheyDoNotExplain) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(source / "examples/policies")) {
    if (entry.path().extension() != ".jsonc") continue;
    names.insert(entry.path().stem());
    const auto findings = found(read(entry.path()));
    if (entry.path().stem() == "alto-marketing")
      EXPECT_THAT(findings, ElementsAre("warning /activation/products/noticioso_plus/needs needs_unstated"));
    else
      EXPECT_THAT(findings, IsEmpty()) << entry.path();
  }
  EXPECT_THAT(names,
              IsSupersetOf({"alto-marketing", "fair-support", "introserv", "shop-platform",
                            "shop-platform-earlier", "tu-tienda-hosting", "tu-tienda-hosting-strict"}));
}

}  // namespace
}  // namespace plazo::operations::testing
