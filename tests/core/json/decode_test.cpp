#include "core/json/decode.hpp"

#include <gmock/gmock.h>

#include "core/json/encode.hpp"

namespace plazo::json {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

enum class Colour { red, dark_red, green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_red, green)

struct Pixel {
  std::int32_t x = 0;
  static constexpr Note notes[] = {{.field = "x", .meaning = "column", .unit = "dots", .min = 0, .max = 99}};
};
BOOST_DESCRIBE_STRUCT(Pixel, (), (x))

struct Circle {
  static constexpr std::string_view type_name = "circle";
  std::int32_t radius = 0;
  static constexpr Note notes[] = {{.field = "radius", .meaning = "radius"}};
};
BOOST_DESCRIBE_STRUCT(Circle, (), (radius))

struct Square {
  static constexpr std::string_view type_name = "square";
  std::int32_t side = 0;
  static constexpr Note notes[] = {{.field = "side", .meaning = "length of a side"}};
};
BOOST_DESCRIBE_STRUCT(Square, (), (side))

struct Base {
  std::optional<std::string> mark;
  static constexpr Note notes[] = {{.field = "mark", .meaning = "inherited", .max = 3}};
};
BOOST_DESCRIBE_STRUCT(Base, (), (mark))

struct Drawing : Base {
  std::string title;
  std::optional<std::string> text;
  Colour colour = Colour::green;
  std::int16_t small = 7;
  std::vector<Pixel> pixels;
  Keyed<Pixel> named;
  std::optional<Id> id;
  std::optional<Instant> at;
  std::optional<Duration> length;
  std::optional<bool> filled;
  std::optional<std::string> secret;
  std::optional<std::variant<Circle, Square>> shape;

  static constexpr Note notes[] = {
      {.field = "title", .meaning = "the title", .min = 1, .max = 5},
      {.field = "text", .meaning = "the text", .max = 20, .lines = true},
      {.field = "colour", .meaning = "the colour", .defaulted = true},
      {.field = "small", .meaning = "a small number", .defaulted = true},
      {.field = "pixels", .meaning = "the pixels", .max = 2, .defaulted = true},
      {.field = "named", .meaning = "by name", .defaulted = true},
      {.field = "id", .meaning = "its id"},
      {.field = "at", .meaning = "when"},
      {.field = "length", .meaning = "how long", .min = 0, .max = 60'000},
      {.field = "filled", .meaning = "whether"},
      {.field = "secret", .meaning = "for staff", .audience = Audience::staff},
      {.field = "shape", .meaning = "a shape"},
  };
};
BOOST_DESCRIBE_STRUCT(Drawing, (Base),
                      (title, text, colour, small, pixels, named, id, at, length, filled, secret, shape))

Error failure(std::string_view text, DecodeOptions options = {}) {
  try {
    decode<Drawing>(text, options);
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << text;
  return Error(Category::internal, "none", "none");
}

std::vector<std::string> problems(std::string_view text, DecodeOptions options = {}) {
  std::vector<std::string> out;
  for (const auto& p : failure(text, options).problems) out.push_back(p.path + " " + p.code);
  return out;
}

TEST(Decode, TakesDefaultsAndAbsentOptionals) {
  const auto d = decode<Drawing>(R"({"title":"a"})");
  EXPECT_EQ(d.colour, Colour::green);
  EXPECT_EQ(d.small, 7);
  EXPECT_FALSE(d.text || d.id || d.at || d.mark);
}

TEST(Decode, ReadsEveryKind) {
  const auto d = decode<Drawing>(R"({
    "mark":"m", "title":"ñandú", "text":"two\nlines", "colour":"dark_red", "small":-32768,
    "pixels":[{"x":0},{"x":99}], "named":{"b":{"x":1},"a":{"x":2}}, "id":"17",
    "at":"2026-03-29T01:30:00+01:00", "length":"PT40S", "filled":true, "shape":{"side":3,"type":"square"}})");
  EXPECT_EQ(d.mark, "m");
  EXPECT_EQ(d.colour, Colour::dark_red);
  EXPECT_EQ(d.small, -32768);
  EXPECT_EQ(d.pixels[1].x, 99);
  EXPECT_EQ(d.named[0].first, "b");
  EXPECT_EQ(d.id->value, 17);
  EXPECT_EQ(to_text(*d.at), "2026-03-29T00:30:00.000Z");
  EXPECT_EQ(d.length->ms, 40'000);
  EXPECT_EQ(std::get<Square>(*d.shape).side, 3);
}

TEST(Decode, ReadsBackWhatEncodeWrites) {
  const std::string_view text =
      R"({"mark":"m","title":"a\"\\","text":"\n\t\u0001","colour":"red","small":1,"pixels":[{"x":5}],)"
      R"("named":{"k/~":{"x":6}},"id":"9","at":"2026-03-29T01:30:00.000Z","length":250,"filled":false,)"
      R"("secret":"s","shape":{"type":"circle","radius":2}})";
  Drawing d = decode<Drawing>(R"({"title":"a\"\\","mark":"m","colour":"red","small":1,"pixels":[{"x":5}],
    "named":{"k/~":{"x":6}},"id":"9","at":"2026-03-29T01:30:00Z","length":250,"filled":false,"secret":"s",
    "shape":{"type":"circle","radius":2}})");
  d.text = "\n\t\x01";
  EXPECT_EQ(encode(d), text);
}

TEST(Encode, LeavesOutWhatTheAudienceMayNotSee) {
  Drawing d{.title = "a"};
  d.secret = "hidden";
  EXPECT_THAT(encode(d, Audience::staff), HasSubstr("hidden"));
  EXPECT_EQ(encode(d, Audience::customer).find("hidden"), std::string::npos);
}

TEST(Decode, ListsEveryProblemWithItsPath) {
  EXPECT_THAT(
      problems(R"({"titel":"x","colour":"dark","small":40000,"pixels":[{"x":-1},{"x":1.5},{"y":1}],
                "named":{"a/b":{"x":100}},"id":7,"at":"yesterday","length":"PT2M","filled":"yes",
                "mark":"long","text":"a\u0000b","shape":{"type":"circel"}})"),
      ElementsAre("/titel unknown_field", "/colour unknown_value", "/small out_of_range", "/pixels too_many",
                  "/pixels/0/x out_of_range", "/pixels/1/x wrong_type", "/pixels/2/y unknown_field",
                  "/pixels/2/x missing_field", "/named/a~1b/x out_of_range", "/id wrong_type",
                  "/at not_an_instant", "/length out_of_range", "/filled wrong_type", "/mark too_long",
                  "/text embedded_nul", "/shape/type unknown_value", "/title missing_field"));
}

TEST(Decode, TellsTheFirstProblemOnOneLine) {
  const Error e = failure(R"({"title":"abc","a\nb`c":1})");
  EXPECT_EQ(e.message, "1 problem: `/a?b?c` is not a field here");
  EXPECT_EQ(e.problems.front().path, "/a\nb`c");
}

TEST(Decode, SuggestsTheNearestName) {
  EXPECT_THAT(failure(R"({"titel":"x"})").problems[0].message, HasSubstr("did you mean `title`?"));
  EXPECT_THAT(failure(R"({"title":"x","colour":"gren"})").problems[0].message,
              HasSubstr("did you mean `green`?"));
  // A field that the actor may not set is not suggested either.
  const DecodeOptions customer{.audience = Audience::customer};
  EXPECT_EQ(failure(R"({"title":"x","secre":"x"})", customer).problems[0].message.find("secret"),
            std::string::npos);
}

TEST(V22_MassAssignment, FieldsOfAHigherAudienceAreProblems) {
  EXPECT_THAT(problems(R"({"title":"x","secret":"x"})", {.audience = Audience::customer}),
              ElementsAre("/secret not_permitted"));
  EXPECT_EQ(decode<Drawing>(R"({"title":"x","secret":"x"})", {.audience = Audience::staff}).secret, "x");
}

TEST(Decode, RefusesDuplicateKeysAtEveryLevel) {
  EXPECT_THAT(problems(R"({"title":"a","title":"a"})"), ElementsAre("/title duplicate_key"));
  EXPECT_THAT(problems(R"({"title":"a","pixels":[{"x":1,"x":2}]})"),
              ElementsAre("/pixels/0/x duplicate_key"));
  EXPECT_THAT(problems(R"({"title":"a","named":{"k":{"x":1},"k":{"x":1}}})"),
              ElementsAre("/named/k duplicate_key"));
  EXPECT_THAT(problems(R"({"title":"a","shape":{"type":"circle","type":"square","radius":1}})"),
              ElementsAre("/shape/type duplicate_key"));
  EXPECT_THAT(problems(R"({"title":"a","ti\u0074le":"b"})"), ElementsAre("/title duplicate_key"));
}

TEST(Decode, ComparesEnumeratorsInFullLength) {
  for (const char* name : {"re", "redd", "Red", "dark", "", "dark_red ", "green\\u0000"})
    EXPECT_FALSE(problems(R"({"title":"a","colour":")" + std::string(name) + R"("})").empty()) << name;
}

TEST(Decode, KeepsIntegersInRange) {
  for (const char* n : {"32768", "-32769", "9223372036854775807", "9223372036854775808",
                        "-9223372036854775809", "18446744073709551616", "99999999999999999999999999"})
    EXPECT_THAT(problems(R"({"title":"a","small":)" + std::string(n) + "}"),
                ElementsAre("/small out_of_range"))
        << n;
  for (const char* n : {"1.0", "1e2", "0.5", "true", "\"1\"", "null", "[1]"})
    EXPECT_THAT(problems(R"({"title":"a","small":)" + std::string(n) + "}"), ElementsAre("/small wrong_type"))
        << n;
}

TEST(V51_Lengths, CountCharactersNotBytes) {
  EXPECT_EQ(decode<Drawing>(R"({"title":"ñññññ"})").title.size(), 10u);
  EXPECT_THAT(problems(R"({"title":"nnnnnn"})"), ElementsAre("/title too_long"));
  EXPECT_THAT(problems(R"({"title":""})"), ElementsAre("/title too_short"));
}

TEST(Decode, KeepsOneLineTextsOneLine) {
  EXPECT_THAT(problems(R"({"title":"a\nb"})"), ElementsAre("/title control_character"));
  EXPECT_THAT(problems(R"({"title":"a","text":"\u001b[2J"})"), ElementsAre("/text control_character"));
}

TEST(Decode, NullMeansAbsentForOptionalsOnly) {
  EXPECT_FALSE(decode<Drawing>(R"({"title":"a","text":null})").text);
  EXPECT_THAT(problems(R"({"title":null})"), ElementsAre("/title wrong_type"));
}

struct Broken {
  const char* text;
  const char* code;
  const char* line;
  const char* column;
};
class NoJson : public testing::TestWithParam<Broken> {};
TEST_P(NoJson, TellsLineAndColumn) {
  const Error error = failure(GetParam().text);
  EXPECT_EQ(error.code, GetParam().code);
  ASSERT_EQ(error.details.size(), 2u);
  EXPECT_EQ(error.details[0].second, GetParam().line);
  EXPECT_EQ(error.details[1].second, GetParam().column);
}
INSTANTIATE_TEST_SUITE_P(Texts, NoJson,
                         testing::Values(Broken{"{", "request.not_json", "1", "2"},
                                         Broken{"{\n  x}", "request.not_json", "2", "3"},
                                         Broken{"{\"title\":\"ñ\",}", "request.not_json", "1", "14"},
                                         Broken{"{} {}", "request.not_json", "1", "4"},
                                         Broken{"{\"title\":\"\xff\"}", "request.not_utf8", "1", "11"},
                                         Broken{"{\"title\":\"\xed\xa0\x80\"}", "request.not_utf8", "1",
                                                "11"},
                                         Broken{"{\n\"title\":\"\xc3", "request.not_utf8", "2", "10"}));

TEST(Decode, RefusesLoneSurrogatesCommentsAndNothing) {
  EXPECT_EQ(failure(R"({"title":"\ud800"})").code, "request.not_json");
  EXPECT_EQ(failure("// hi\n{}").code, "request.not_json");
  EXPECT_EQ(failure("").code, "request.empty");
  EXPECT_EQ(failure(" \n ").code, "request.empty");
  EXPECT_THAT(problems("[]"), ElementsAre(" wrong_type"));
}

TEST(V83_Bombs, DepthSizeAndCountAreBounded) {
  EXPECT_EQ(failure(std::string(100'000, '[')).code, "request.too_deep");
  EXPECT_EQ(failure("\"" + std::string(2'000'000, 'x') + "\"").code, "request.too_large");
  std::string many = "[0";
  for (int i = 0; i < 30'000; ++i) many += ",0";
  EXPECT_EQ(failure(many + "]").code, "request.too_many_values");
  std::string wrong = "{";
  for (int i = 0; i < 5'000; ++i) wrong += "\"f" + std::to_string(i) + "\":1,";
  const Error error = failure(wrong + "\"title\":\"a\"}");
  EXPECT_EQ(error.problems.size(), 100u);
  EXPECT_THAT(error.message, HasSubstr("5000 problems"));
}

TEST(DecodePartly, KeepsWhatCouldBeReadAndGivesTheProblemsBack) {
  Drawing drawing;
  const auto unread = decode_partly(
      type_of<Drawing>(),
      R"({"title":"a","small":"x","colour":"red","pixels":[{"x":1},{"x":"y"}],"nothing":1})", &drawing);
  std::vector<std::string> found;
  for (const auto& problem : unread.problems) found.push_back(problem.path + " " + problem.code);
  EXPECT_THAT(found, ElementsAre("/small wrong_type", "/pixels/1/x wrong_type", "/nothing unknown_field"));
  EXPECT_EQ(unread.found, 3u);
  EXPECT_EQ(drawing.title, "a");
  EXPECT_EQ(drawing.colour, Colour::red);
  EXPECT_EQ(drawing.small, 7);
  ASSERT_EQ(drawing.pixels.size(), 2u);
  EXPECT_EQ(drawing.pixels[0].x, 1);

  Drawing whole;
  EXPECT_EQ(decode_partly(type_of<Drawing>(), R"({"title":"a"})", &whole).found, 0u);
  EXPECT_THROW(decode_partly(type_of<Drawing>(), "{", &whole), Error);
}

TEST(Decode, AcceptsCommentsWhereAsked) {
  EXPECT_EQ(decode<Drawing>("{ // title\n \"title\": \"a\" /* x */ }", {.limits = {.comments = true}}).title,
            "a");
}

}  // namespace
}  // namespace plazo::json
