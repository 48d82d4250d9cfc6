// Replies for people. What a number or a text means comes from the reply's schema in the catalogue, so a
// new field or operation is readable without a line here.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "terminal.hpp"

namespace plazo::cli {

/// The parsed catalogue.
const boost::json::object& catalogue_object();
/// The catalogue's entry of an operation, or null.
const boost::json::object* find_operation(std::string_view name);

/// The members of a described type, each with its `description`.
const boost::json::object& properties_of(std::string_view type);

std::string render_reply(const Terminal&, std::string_view operation, const boost::json::value& reply);
/// An error with all its problems, each on a line of its own.
std::string render_error(const Terminal&, const boost::json::value& error);
std::string render_findings(const Terminal&, const boost::json::array& findings);
/// JSON with line breaks.
std::string pretty(const boost::json::value&);

std::string render_catalogue(const Terminal&);
std::string render_operation(const Terminal&, const boost::json::object& operation);

/// A member of an object as text; empty when it is absent or no text.
std::string text_at(const boost::json::object&, std::string_view key);

}  // namespace plazo::cli
