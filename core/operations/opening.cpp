#include "core/operations/opening.hpp"

#include <boost/json.hpp>

#include "core/json/decode.hpp"

namespace plazo::operations {

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
