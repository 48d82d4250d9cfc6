// The reader of calendar documents. A document that is taken is asked every kind of question near the first
// opening; one that is refused is refused with findings, and nothing of it is used.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/base/error.hpp"
#include "core/calendar/calendar.hpp"
#include "core/json/decode.hpp"
#include "core/json/encode.hpp"

namespace {

using namespace plazo;

void hold(bool condition) {
  if (!condition) std::abort();
}

void ask(const calendar::Calendar& calendar) {
  const auto opening = calendar.next_open(calendar::world_begin);
  hold(opening.has_value());  // one that never opens is refused
  hold(calendar.open_at(*opening));
  const Instant later = *opening + days(400);
  const Duration open = calendar.between(*opening, later);
  hold(open.ms > 0);
  hold(calendar.between(later, *opening).ms == -open.ms);
  const auto end = calendar.add(*opening, open);
  hold(end && *end <= later && calendar.between(*opening, *end) == open);
  const auto begin = calendar.subtract(*end, open);
  hold(begin && calendar.between(*begin, *end) == open);
  const auto walk = calendar.walk(*opening, *opening + days(10), 50);
  hold(walk.intervals.size() <= 50 && walk.holidays.size() <= 50);
  hold(calendar.day(calendar.date_at(*opening)).open_time.ms > 0);
  if (const auto closing = calendar.next_close(*opening)) hold(!calendar.open_at(*closing));
  static_cast<void>(calendar.add_working_days(*opening, 3, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  calendar::Document document;
  try {
    document = json::decode<calendar::Document>(text, {.limits = {.comments = true}});
  } catch (const Error& error) {
    hold(error.category == Category::invalid || error.category == Category::limit);
    return 0;
  }
  const std::string written = json::encode(document);
  hold(json::encode(json::decode<calendar::Document>(written, {.limits = {.bytes = std::size_t{8} << 20}})) ==
       written);
  bool usable = true;
  for (const auto& finding : calendar::check(document)) {
    usable = usable && finding.severity == calendar::Finding::Severity::warning;
    hold(!finding.code.empty() && !finding.message.empty() && !finding.help.empty());
    hold(finding.message.find('\n') == std::string::npos);
  }
  try {
    ask(calendar::Calendar::load(document));
    hold(usable);
  } catch (const Error& error) {
    hold(!usable && error.code == "calendar.invalid" && !error.problems.empty());
  }
  return 0;
}
