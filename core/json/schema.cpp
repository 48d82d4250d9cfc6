#include "core/json/schema.hpp"

#include "core/json/encode.hpp"

namespace plazo::json {
namespace {

using boost::json::array;
using boost::json::object;

object reference(std::string_view name) { return {{"$ref", "#/definitions/" + std::string(name)}}; }

void apply(object& schema, const Type& type, const Note& note) {
  constexpr auto none_low = std::numeric_limits<std::int64_t>::min();
  constexpr auto none_high = std::numeric_limits<std::int64_t>::max();
  const Type& inner = type.kind == Kind::optional ? type.element() : type;
  const char *low = nullptr, *high = nullptr;
  switch (inner.kind) {
    case Kind::integer:
    case Kind::duration:
      low = "minimum", high = "maximum";
      break;
    case Kind::text:
      low = "minLength", high = "maxLength";
      break;
    case Kind::list:
      low = "minItems", high = "maxItems";
      break;
    case Kind::keyed:
      low = "minProperties", high = "maxProperties";
      break;
    default:
      break;
  }
  if (low && note.min != none_low) schema[low] = note.min;
  if (high && note.max != none_high) schema[high] = note.max;
  schema["description"] = note.meaning;
  if (!note.unit.empty()) schema["x-unit"] = note.unit;
  if (note.lines) schema["x-lines"] = true;
  if (note.single) schema["x-single"] = true;
  if (note.audience != Audience::customer)
    schema["x-audience"] = note.audience == Audience::staff ? "staff" : "panel";
  schema["x-since"] = note.since;
}

object object_schema(const Type& type, object& definitions, std::string_view tag) {
  object properties;
  array required;
  if (!tag.empty()) {
    properties["type"] = object{{"const", tag}, {"description", "tells the kinds of object apart"}};
    required.emplace_back("type");
  }
  const auto defaults = type.fresh();
  for (const auto& field : type.fields) {
    object schema = schema_of(field.type(), definitions);
    apply(schema, field.type(), *field.note);
    if (field.note->defaulted) {
      std::string text;
      encode(field.type(), field.at_const(defaults.get()), text);
      schema["default"] = boost::json::parse(text);
    }
    properties[field.name] = std::move(schema);
    if (field.required()) required.emplace_back(field.name);
  }
  object schema{{"type", "object"}, {"properties", std::move(properties)}};
  if (!type.shorthand.empty()) {
    // What follows is about objects only, so a validator takes any text.
    schema["type"] = array{"object", "string"};
    schema["x-shorthand"] = type.shorthand;
  }
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace

object schema_of(const Type& type, object& definitions) {
  switch (type.kind) {
    case Kind::boolean:
      return {{"type", "boolean"}};
    case Kind::integer: {
      object schema{{"type", "integer"}};
      if (type.min != std::numeric_limits<std::int64_t>::min()) schema["minimum"] = type.min;
      if (type.max != std::numeric_limits<std::int64_t>::max()) schema["maximum"] = type.max;
      return schema;
    }
    case Kind::text:
      return {{"type", "string"}};
    case Kind::id:
      return {{"type", "string"}, {"pattern", "^[1-9][0-9]{0,18}$"}, {"x-kind", "id"}};
    case Kind::instant:
      return {{"type", "string"}, {"format", "date-time"}, {"x-kind", "instant"}};
    case Kind::duration:
      return {{"type", array{"integer", "string"}}, {"x-kind", "duration"}, {"x-unit", "milliseconds"}};
    case Kind::optional:
      return schema_of(type.element(), definitions);
    case Kind::list:
      return {{"type", "array"}, {"items", schema_of(type.element(), definitions)}};
    case Kind::keyed:
      return {{"type", "object"}, {"additionalProperties", schema_of(type.element(), definitions)}};
    case Kind::enumeration:
      if (!definitions.contains(type.name)) {
        array names;
        for (const auto& e : type.enumerators) names.emplace_back(e.name);
        definitions[type.name] = object{{"type", "string"}, {"enum", std::move(names)}};
      }
      return reference(type.name);
    case Kind::object:
      if (!definitions.contains(type.name)) {
        definitions[type.name] = nullptr;  // stands for itself while it is described, for recursion
        definitions[type.name] = object_schema(type, definitions, {});
      }
      return reference(type.name);
    case Kind::choice: {
      array alternatives;
      for (const auto& [tag, object_type] : type.alternatives)
        alternatives.push_back(object_schema(object_type(), definitions, tag));
      return {{"oneOf", std::move(alternatives)}};
    }
    case Kind::bytes:
      break;
  }
  return {};
}

}  // namespace plazo::json
