// Which zone names the system's zone data lists, and which one a wrong name probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace plazo::calendar {

/// Whether the text can be a zone name at all: letters, digits, `_`, `+`, `-` and `/`; at most 64 of them; no
/// empty part. Nothing else may come near a path.
bool well_formed_zone_name(std::string_view);
/// Whether the text is an abbreviation (`CEST`) or an offset (`UTC+1`, `+01:00`), also where the zone data
/// lists it for old times' sake (`EST`, `GMT+0`).
bool abbreviation_or_offset(std::string_view);
/// The place of a known abbreviation, else empty.
std::string_view place_of_abbreviation(std::string_view);
/// The name in `names` nearest to `typed`, else empty.
std::string nearest_zone_name(std::string_view typed, const std::vector<std::string>& names);

}  // namespace plazo::calendar
