#include "core/operations/opening.hpp"

#include <boost/json.hpp>

#include "core/calendar/zone.hpp"
#include "core/json/decode.hpp"
#include "core/json/encode.hpp"

namespace plazo::operations {

std::string particulars_of(const policy::Question& question, const policy::Decision& decision) {
  policy::Question asked = question;
  asked.subject.reset();
  asked.body.reset();
  std::string out = ",\"decision\":{\"effect\":";
  json::append_text(
      out, json::type_of<policy::Effect>().enumerators[static_cast<std::size_t>(decision.effect)].name);
  const auto& reason = decision.reasons.front();
  out += ",\"reason\":";
  json::append_text(
      out, json::type_of<policy::ReasonCode>().enumerators[static_cast<std::size_t>(reason.code)].name);
  out += ",\"rule\":";
  json::append_text(out, reason.rule);
  out += ",\"department\":";
  json::append_text(out, decision.department);
  out += ",\"priority\":";
  json::append_text(out, decision.priority);
  out += ",\"zone_data\":";
  json::append_text(out, calendar::zone_data_version());
  return out + "},\"question\":" + json::encode(asked);
}

std::optional<Opening> opening_of(storage::Transaction& tx, Id ticket) {
  std::string body;
  {
    auto rows = tx.query("SELECT body FROM event WHERE subject = ? AND sequence = 1", ticket);
    if (!rows.next()) return std::nullopt;
    body = rows.text(0);
  }
  boost::system::error_code bad;
  const auto parsed = boost::json::parse(body, bad);
  if (bad || !parsed.is_object()) return std::nullopt;
  const auto* const question = parsed.as_object().if_contains("question");
  const auto* const decision = parsed.as_object().if_contains("decision");
  if (!question || !decision || !decision->is_object()) return std::nullopt;
  Opening opening{.question = json::decode<policy::Question>(boost::json::serialize(*question))};
  const auto text = [&](const char* name) {
    const auto* const member = decision->as_object().if_contains(name);
    return member && member->is_string() ? std::string(member->as_string()) : std::string();
  };
  opening.effect = text("effect");
  opening.reason = text("reason");
  opening.rule = text("rule");
  opening.department = text("department");
  opening.priority = text("priority");
  opening.zone_data = text("zone_data");
  return opening;
}

}  // namespace plazo::operations
