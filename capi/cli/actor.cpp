#include "actor.hpp"

#include <boost/json.hpp>

#include "library.hpp"

namespace plazo::cli {
namespace {

Failure bad(std::string_view as) {
  std::string message = "`" + std::string(as) +
                        "` is no actor; write --as customer:KEY, customer:KEY/CONTACT, staff:KEY, "
                        "staff:KEY@customer:KEY or guest";
  if (as.empty() || as == "panel" || as == "system" || as == "admin")
    message += "; to call as the panel leave --as out";
  return failure(usage, "cli.bad_actor", message);
}

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

std::string key_of(std::string_view text, std::string_view as) {
  std::string key;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      key += text[i];
      continue;
    }
    if (i + 2 >= text.size() || hex(text[i + 1]) < 0 || hex(text[i + 2]) < 0) throw bad(as);
    key += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
    i += 2;
  }
  if (key.empty()) throw bad(as);
  return key;
}

void add_customer(boost::json::object& to, std::string_view text, std::string_view as) {
  const auto slash = text.find('/');
  to["customer"] = key_of(text.substr(0, slash), as);
  if (slash != std::string_view::npos) to["contact"] = key_of(text.substr(slash + 1), as);
}

}  // namespace

std::string actor_of(std::string_view as, const std::optional<std::string>& locale) {
  constexpr std::string_view customer = "customer:", staff = "staff:", through = "@customer:";
  boost::json::object actor;
  if (as == "guest") {
    actor["type"] = "guest";
  } else if (as.starts_with(customer)) {
    actor["type"] = "customer";
    add_customer(actor, as.substr(customer.size()), as);
  } else if (as.starts_with(staff)) {
    const auto who = as.substr(staff.size());
    const auto at = who.rfind(through);  // keys of staff may be mail addresses
    actor["type"] = "staff";
    actor["staff"] = key_of(who.substr(0, at), as);
    if (at != std::string_view::npos) {
      boost::json::object behalf;
      add_customer(behalf, who.substr(at + through.size()), as);
      actor["on_behalf_of"] = std::move(behalf);
    }
  } else {
    throw bad(as);
  }
  if (locale) actor["locale"] = *locale;
  return boost::json::serialize(actor);
}

}  // namespace plazo::cli
