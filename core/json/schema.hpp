// JSON Schema (draft 2020-12) of described types, for documentation, editors and generated clients.
#pragma once

#include <boost/json.hpp>

#include "core/json/describe.hpp"

namespace plazo::json {

/// The schema of `type`; every object and enumeration it uses is added to `definitions` by its name
/// and referred to as `#/definitions/NAME`.
///
/// Beyond the standard keywords: `x-kind` (`id`, `instant`, `duration`), `x-unit`, `x-since`,
/// `x-audience` (`staff` or `panel`; absent for everyone), `x-lines` (line breaks allowed) and `x-single` (a
/// list of one may be written as its item).
boost::json::object schema_of(const Type& type, boost::json::object& definitions);

}  // namespace plazo::json
