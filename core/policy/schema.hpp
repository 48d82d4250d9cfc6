// The JSON Schema of policy documents, as docs/policy.schema.json publishes it.
#pragma once

#include <boost/json.hpp>

namespace plazo::policy {

/// Draft 2020-12, for documents as they are written: a list of one may be its item (`anyOf`), and `include`
/// is there. Comments are no part of JSON: editors must read the document as JSON with comments.
boost::json::object schema();

}  // namespace plazo::policy
