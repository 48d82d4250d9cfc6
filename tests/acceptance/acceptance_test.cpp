// Plays the rows of tests/acceptance through the C interface; README.md beside this file describes them.
#include <fstream>
#include <map>
#include <set>

#include "tests/cases/play.hpp"

namespace plazo::cases {
namespace {

const std::filesystem::path source(PLAZO_SOURCE_DIR);

std::string read_text(const std::filesystem::path& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_FALSE(text.str().empty()) << path;
  return text.str();
}
std::string policy_text(std::string_view name) {
  return read_text(source / "examples/policies" / (std::string(name) + ".jsonc"));
}

Outcome on_no_storage(std::string_view operation, const object& request) {
  static const auto desk = layer()("{}");
  return desk->call({}, std::string(operation), boost::json::serialize(request));
}

/// The document of an example, without its comments.
const value& policy_document(const std::string& name) {
  static std::map<std::string, value> known;
  const auto at = known.find(name);
  if (at != known.end()) return at->second;
  const auto checked = on_no_storage("policy.check", {{"text", policy_text(name)}});
  return known.emplace(name, checked.document.at("document")).first->second;
}

struct Row {
  std::string id;
  std::string policy;
  object row;
};

std::string text_of(const object& row, std::string_view member, std::string_view otherwise = {}) {
  const auto* const found = row.if_contains(member);
  return std::string(found ? std::string_view(found->as_string()) : otherwise);
}

/// One for each id of each row.
std::vector<Row> all_rows() {
  std::vector<Row> all;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(source / "tests/acceptance"))
    if (entry.path().extension() == ".jsonc") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  boost::json::parse_options with_comments;
  with_comments.allow_comments = true;
  for (const auto& file : files) {
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    const value rows = boost::json::parse(text.str(), {}, with_comments);
    for (const auto& row : rows.as_array()) {
      const auto& ids = row.at("id");
      const auto add = [&](const value& id) {
        all.push_back({std::string(id.as_string()), text_of(row.as_object(), "policy", file.stem().string()),
                       row.as_object()});
      };
      if (ids.is_array())
        for (const auto& id : ids.as_array()) add(id);
      else
        add(ids);
    }
  }
  return all;
}

/// `S3_11__no_chat_about_a_ticket…`: what GoogleTest takes as a name.
std::string name_of(const ::testing::TestParamInfo<Row>& info) {
  std::string name = info.param.id + "__" + text_of(info.param.row, "name");
  std::string clean;
  for (const char c : name)
    clean += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
  return clean.substr(0, 80) + "_" + std::to_string(info.index);
}

/// As `difference` of the shared cases, but of a list each expected element is somewhere in the other.
std::string lacking(const value& expected, const value* actual, const std::string& at) {
  if (expected.is_array()) {
    const bool none = !actual || (actual->is_array() && actual->as_array().empty());
    if (expected.as_array().empty())
      return none ? std::string() : at + ": expected to be empty, got " + detail::shown(*actual);
    if (!actual || !actual->is_array()) return at + ": missing, expected " + detail::shown(expected);
    for (const auto& one : expected.as_array())
      if (std::none_of(actual->as_array().begin(), actual->as_array().end(),
                       [&](const value& other) { return lacking(one, &other, at).empty(); }))
        return at + ": none is " + detail::shown(one) + " in " + detail::shown(*actual);
    return {};
  }
  if (expected.is_string() && expected.as_string() == "<absent>")
    return actual ? at + ": expected to be absent, got " + detail::shown(*actual) : std::string();
  if (!actual) return at + ": missing, expected " + detail::shown(expected);
  if (!expected.is_object()) return difference(expected, *actual, at);
  if (!actual->is_object()) return at + ": expected an object, got " + detail::shown(*actual);
  for (const auto& [name, one] : expected.as_object())
    if (auto inside = lacking(one, actual->as_object().if_contains(name), at + "/" + std::string(name));
        !inside.empty())
      return inside;
  return {};
}

void decides(const Row& row) {
  object request = row.row.at("ask").as_object();
  request["text"] = policy_text(row.policy);
  request["at"] = row.row.at("at");
  request["locale"] = "es";
  const auto outcome = on_no_storage("policy.decide", request);
  if (const auto* const error = row.row.if_contains("error")) {
    EXPECT_TRUE(outcome.failed);
    EXPECT_EQ(lacking(*error, &outcome.document, ""), "") << detail::shown(outcome.document);
    return;
  }
  ASSERT_FALSE(outcome.failed) << detail::shown(outcome.document);
  EXPECT_EQ(lacking(row.row.at("expect"), &outcome.document.at("decision"), ""), "")
      << detail::shown(outcome.document);
}

void finds(const Row& row) {
  const auto file = source / "tests/policies/literal" / (text_of(row.row, "literal") + ".jsonc");
  const auto outcome = on_no_storage("policy.check", {{"text", read_text(file)}});
  ASSERT_FALSE(outcome.failed) << detail::shown(outcome.document);
  EXPECT_FALSE(outcome.document.at("installable").as_bool());
  std::set<std::string> codes;
  for (const auto& finding : outcome.document.at("findings").as_array())
    codes.emplace(finding.at("code").as_string());
  for (const auto& code : row.row.at("finds").as_array())
    EXPECT_TRUE(codes.contains(std::string(code.as_string()))) << code.as_string();
}

void shows(const Row& row) {
  for (const auto& [locale, texts] : row.row.at("page").as_object()) {
    const auto format = text_of(row.row, "format", "markdown");
    object request{{"text", policy_text(row.policy)},
                   {"locale", locale},
                   {"format", format},
                   {"standalone", format == "html"},
                   {"at", text_of(row.row, "at", "2026-03-03T10:00:00Z")}};
    if (row.row.contains("reader_zone")) request["reader_zone"] = row.row.at("reader_zone");
    const auto outcome = on_no_storage("policy.preview", request);
    ASSERT_FALSE(outcome.failed) << detail::shown(outcome.document);
    const std::string page(outcome.document.at("page").as_string());
    for (const auto& text : texts.as_array())
      EXPECT_NE(page.find(std::string_view(text.as_string())), std::string::npos)
          << locale << ": " << text.as_string() << "\n"
          << page;
  }
}

/// Documents in the place of `${policy}` and `${policy:NAME}`.
value with_documents(const value& v, const std::string& policy) {
  if (v.is_string()) {
    const std::string text(v.as_string());
    if (text == "${policy}") return policy_document(policy);
    if (text.starts_with("${policy:") && text.ends_with("}"))
      return policy_document(text.substr(9, text.size() - 10));
    return v;
  }
  value copy = v;
  if (copy.is_array())
    for (auto& one : copy.as_array()) one = with_documents(one, policy);
  if (copy.is_object())
    for (auto& member : copy.as_object()) member.value() = with_documents(member.value(), policy);
  return copy;
}

/// `${n}` filled in, also inside of other names: `${ticket${n}}`.
value numbered(const value& v, int n) {
  const auto fill = [n](std::string text) {
    for (auto at = text.find("${n}"); at != std::string::npos; at = text.find("${n}"))
      text.replace(at, 4, std::to_string(n));
    return text;
  };
  if (v.is_string()) return value(fill(std::string(v.as_string())));
  if (v.is_array()) {
    boost::json::array out;
    for (const auto& one : v.as_array()) out.push_back(numbered(one, n));
    return out;
  }
  if (!v.is_object()) return v;
  object out;
  for (const auto& [name, one] : v.as_object()) out[fill(std::string(name))] = numbered(one, n);
  return out;
}

/// Steps that have `times`, as many times.
value repeated(value case_of_row) {
  auto* const context = case_of_row.as_object().if_contains("context");
  if (!context) return case_of_row;
  boost::json::array steps;
  for (const auto& step : context->as_array()) {
    const auto* const times = step.is_object() ? step.as_object().if_contains("times") : nullptr;
    if (!times) steps.push_back(step);
    for (int n = 1; times && n <= times->as_int64(); ++n) steps.push_back(numbered(step, n));
  }
  *context = std::move(steps);
  return case_of_row;
}

/// Whether the library has an operation; rows may come before it.
bool has_operation(std::string_view name) {
  static const value catalogue = read_json(source / "capi/catalogue.json");
  const auto& operations = catalogue.at("operations").as_array();
  return std::any_of(operations.begin(), operations.end(),
                     [&](const value& one) { return one.at("name").as_string() == name; });
}

class Acceptance : public ::testing::TestWithParam<Row> {};

TEST_P(Acceptance, Holds) {
  const Row& row = GetParam();
  SCOPED_TRACE(row.id + " " + text_of(row.row, "name"));
  const auto needed = text_of(row.row, "needs");
  ASSERT_TRUE(needed.empty() || has_operation(needed)) << "there is no operation " << needed;
  if (row.row.contains("ask")) return decides(row);
  if (row.row.contains("finds")) return finds(row);
  if (row.row.contains("page")) return shows(row);
  Play play(with_documents(repeated(row.row.at("case")), row.policy), layer());
  EXPECT_EQ(play.run(), "");
  if (const auto* const told = row.row.if_contains("tells"))
    for (const auto& [pointer, texts] : told->as_object()) {
      const std::string whole(play.reply().at_pointer(pointer).as_string());
      for (const auto& text : texts.as_array())
        EXPECT_NE(whole.find(std::string_view(text.as_string())), std::string::npos)
            << text.as_string() << "\n"
            << whole;
    }
}
INSTANTIATE_TEST_SUITE_P(Rows, Acceptance, ::testing::ValuesIn(all_rows()), name_of);

TEST(AcceptanceRows, NameRulesThatThereAre) {
  std::set<std::string> rules;
  const value known = read_json(source / "tests/acceptance/rows.json");
  for (const auto& rule : known.as_array())
    EXPECT_TRUE(rules.emplace(rule.at("id").as_string()).second) << rule.at("id").as_string();
  for (const Row& row : all_rows()) EXPECT_TRUE(rules.contains(row.id)) << row.id;
}

TEST(AcceptanceRows, AWrongExpectationFails) {
  const value answer = boost::json::parse(R"({"effect":"allow","reasons":[{"code":"a"},{"code":"b"}]})");
  const auto wrong = [&](const char* expected) {
    return !lacking(boost::json::parse(expected), &answer, "").empty();
  };
  EXPECT_FALSE(wrong(R"({"effect":"allow","reasons":[{"code":"b"}],"obligations":[],"topic":"<absent>"})"));
  EXPECT_TRUE(wrong(R"({"effect":"refuse"})"));
  EXPECT_TRUE(wrong(R"({"reasons":[{"code":"c"}]})"));
  EXPECT_TRUE(wrong(R"({"reasons":[]})"));
  EXPECT_TRUE(wrong(R"({"effect":"<absent>"})"));
  EXPECT_TRUE(wrong(R"({"obligations":[{}]})"));
  EXPECT_TRUE(wrong(R"({"department":"a"})"));
}

}  // namespace
}  // namespace plazo::cases
