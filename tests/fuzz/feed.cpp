// The reader of iCalendar feeds. Whatever it takes fits into a calendar document; everything else is left
// with a reason or refused as a whole.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/base/error.hpp"
#include "core/calendar/feed.hpp"

namespace {

using namespace plazo;

void hold(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto feed = calendar::read_feed({reinterpret_cast<const char*>(data), size});
    std::size_t dates = 0;
    for (const auto& event : feed.taken) dates += event.on.size();
    hold(dates == feed.holidays.size());
    for (const auto& event : feed.left) hold(!event.code.empty() && !event.message.empty());
    auto document = calendar::always("UTC");
    document.holidays = feed.holidays;
    for (const auto& finding : calendar::check(document)) hold(finding.code == "calendar.no_open_time");
  } catch (const Error& error) {
    hold(error.code == "feed.malformed" || error.code == "feed.too_large");
  }
  return 0;
}
