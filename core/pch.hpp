// Precompiled: the heavy headers that nearly every source of the core reads.
#pragma once

#include <boost/describe.hpp>
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>
