#include "core/json/schema.hpp"

#include <gtest/gtest.h>

namespace plazo::json {
namespace {

enum class Mood { calm, cross };
BOOST_DESCRIBE_ENUM(Mood, calm, cross)

struct Cat {
  std::string name;
  Mood mood = Mood::calm;
  std::optional<Id> owner;
  std::vector<Cat> kittens;
  std::int32_t age = 1;
  static constexpr Note notes[] = {
      {.field = "name", .meaning = "its name", .min = 1, .max = 9},
      {.field = "mood", .meaning = "its mood", .defaulted = true},
      {.field = "owner", .meaning = "whose it is", .audience = Audience::staff},
      {.field = "kittens", .meaning = "its kittens", .max = 4, .defaulted = true},
      {.field = "age", .meaning = "its age", .unit = "years", .min = 0, .max = 40, .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Cat, (), (name, mood, owner, kittens, age))

TEST(Schema, DescribesStructsWithNotesAndDefaults) {
  boost::json::object definitions;
  EXPECT_EQ(boost::json::serialize(schema_of(type_of<Cat>(), definitions)),
            R"({"$ref":"#/definitions/Cat"})");
  const auto& cat = definitions["Cat"].as_object();
  EXPECT_EQ(boost::json::serialize(cat.at("required")), R"(["name"])");
  EXPECT_EQ(cat.at("additionalProperties"), false);
  const auto& properties = cat.at("properties").as_object();
  EXPECT_EQ(boost::json::serialize(properties.at("name")),
            R"({"type":"string","minLength":1,"maxLength":9,"description":"its name","x-since":"0.1"})");
  EXPECT_EQ(properties.at("mood").at("default"), "calm");
  EXPECT_EQ(properties.at("owner").at("x-audience"), "staff");
  EXPECT_EQ(properties.at("age").at("x-unit"), "years");
  EXPECT_EQ(properties.at("age").at("maximum"), 40);
  EXPECT_EQ(boost::json::serialize(properties.at("kittens").at("items")), R"({"$ref":"#/definitions/Cat"})");
  EXPECT_EQ(boost::json::serialize(definitions["Mood"]), R"({"type":"string","enum":["calm","cross"]})");
}

}  // namespace
}  // namespace plazo::json
