// Bad inputs made from a JSON Schema of the catalogue, each with what the library must say to it.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace plazo::tests {

struct Input {
  std::string what;          ///< for people
  std::string text;          ///< the request
  std::string code;          ///< of the error
  std::string path = {};     ///< of a problem in it (JSON pointer)
  std::string problem = {};  ///< code of that problem; empty: the error lists none
  std::string part = {};     ///< must stand in the error's JSON
  bool limit = false;        ///< category `limit`, else `invalid`
  bool accepted = false;     ///< at the edge of what is allowed: there must be no such problem
};

class Catalogue {
 public:
  explicit Catalogue(std::string_view text);

  const boost::json::array& operations() const { return root_.at("operations").as_array(); }
  const boost::json::value& desk() const { return root_.at("desk"); }
  const boost::json::array& sessions() const { return root_.at("session").at("oneOf").as_array(); }
  bool allows(const boost::json::value& operation, std::string_view kind) const;

  /// What a schema refers to.
  const boost::json::object& resolve(const boost::json::value& schema) const;
  /// A value that makes sense for fields of this name, so that what is at the edge of the schema is not
  /// refused for another reason: set by whoever knows the desk.
  boost::json::object samples;

  /// The smallest text that the schema accepts.
  std::string smallest(const boost::json::value& schema) const;
  /// `kind` is the actor's, for fields that not everybody may set; `code` that of listed problems.
  std::vector<Input> bad_inputs(const boost::json::value& schema, std::string_view kind,
                                std::string_view code) const;

 private:
  boost::json::value root_;
};

}  // namespace plazo::tests
