// Reads and plays the shared cases; README.md beside this file describes them. How a desk is opened and
// called is the business of the runner, so that the core and the C interface share the rest.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace plazo::cases {

using boost::json::object;
using boost::json::value;

/// What a call gave: a reply, or an error as its JSON object.
struct Outcome {
  bool failed;
  value document;
};

/// An open desk of the layer under test.
class Layer {
 public:
  virtual ~Layer() = default;
  /// `actor` is empty for the desk itself. All texts are JSON.
  virtual Outcome call(const std::string& actor, const std::string& operation,
                       const std::string& request) = 0;
};
/// Opens a desk with options as JSON.
using Open = std::function<std::unique_ptr<Layer>(const std::string& options)>;

inline value read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return boost::json::parse(text.str());
}

inline std::filesystem::path folder_of_cases() {
  return std::filesystem::path(PLAZO_SOURCE_DIR) / "tests/cases";
}

inline std::vector<std::filesystem::path> all_cases() {
  std::vector<std::filesystem::path> all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_of_cases())) {
    const auto& path = entry.path();
    const auto parent = path.parent_path();
    if (path.extension() == ".json" && parent != folder_of_cases() && parent.filename() != "contexts")
      all.push_back(path);
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// `ticket_open__promise`: what GoogleTest takes as a name.
inline std::string test_name(const ::testing::TestParamInfo<std::filesystem::path>& info) {
  std::string name = info.param.parent_path().filename().string() + "__" + info.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
}

namespace detail {
inline bool all_of(std::string_view text, const std::function<bool(char)>& allowed) {
  return std::all_of(text.begin(), text.end(), allowed);
}
inline bool digit(char c) { return c >= '0' && c <= '9'; }
inline bool digit_or_capital(char c) { return digit(c) || (c >= 'A' && c <= 'Z'); }

/// `shape` with `0` for a digit.
inline bool has_shape(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() &&
         std::equal(text.begin(), text.end(), shape.begin(),
                    [](char c, char s) { return s == '0' ? digit(c) : c == s; });
}

inline bool matches_word(std::string_view word, const value& actual) {
  if (word == "<any>") return true;
  if (word == "<integer>") return actual.is_int64() || actual.is_uint64();
  if (!actual.is_string()) return false;
  const std::string_view text = actual.as_string();
  if (word == "<text>") return !text.empty();
  if (word == "<id>") return !text.empty() && text.size() <= 19 && text[0] != '0' && all_of(text, digit);
  if (word == "<instant>") return has_shape(text, "0000-00-00T00:00:00.000Z");
  if (word == "<reference>")
    return text.size() == 9 && text[4] == '-' && all_of(text.substr(0, 4), digit_or_capital) &&
           all_of(text.substr(5), digit_or_capital);
  return false;  // no such matcher
}

inline std::string shown(const value& v) { return boost::json::serialize(v); }
}  // namespace detail

/// Where and how they differ; empty when they match.
inline std::string difference(const value& expected, const value& actual, const std::string& at = "") {
  const std::string wrong = at + ": expected " + detail::shown(expected) + ", got " + detail::shown(actual);
  if (expected.is_object()) {
    if (!actual.is_object()) return wrong;
    for (const auto& [name, one] : expected.as_object()) {
      const std::string place = at + "/" + std::string(name);
      const value* const found = actual.as_object().if_contains(name);
      if (one.is_string() && one.as_string() == "<absent>") {
        if (found) return place + ": expected to be absent, got " + detail::shown(*found);
        continue;
      }
      if (!found) return place + ": missing, expected " + detail::shown(one);
      if (auto difference_inside = difference(one, *found, place); !difference_inside.empty())
        return difference_inside;
    }
    return {};
  }
  if (expected.is_array()) {
    if (!actual.is_array() || expected.as_array().size() != actual.as_array().size()) return wrong;
    for (std::size_t i = 0; i < expected.as_array().size(); ++i)
      if (auto inside = difference(expected.at(i), actual.at(i), at + "/" + std::to_string(i));
          !inside.empty())
        return inside;
    return {};
  }
  if (expected.is_string() && expected.as_string().starts_with('<') && expected.as_string().ends_with('>'))
    return detail::matches_word(expected.as_string(), actual) ? std::string() : wrong;
  return expected.kind() == actual.kind() && expected == actual ? std::string() : wrong;
}

class Play {
 public:
  Play(value document, Open open) : case_(std::move(document.as_object())), open_(std::move(open)) {
    // Much syncing and small files: memory serves them best, where there is any.
    const char* const memory = "/dev/shm";
    const auto base =
        ::access(memory, W_OK) == 0 ? std::filesystem::path(memory) : std::filesystem::temp_directory_path();
    std::string name = (base / "plazo-case-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    folder_ = name;
    std::filesystem::create_directory(folder_ / "files");
    saved_["folder"] = (folder_ / "files").string();
  }
  ~Play() {
    desk_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Play(const Play&) = delete;
  Play& operator=(const Play&) = delete;

  /// What is wrong with what came of the case; empty when nothing is.
  std::string run() {
    if (const auto* const context = case_.if_contains("context"))
      for (const auto& one : context->as_array()) {
        if (!one.is_string()) {
          if (auto wrong = prepare(one.as_object()); !wrong.empty()) return wrong;
          continue;
        }
        const auto shared =
            read_json(folder_of_cases() / "contexts" / (std::string(one.as_string()) + ".json"));
        for (const auto& step : shared.at("steps").as_array())
          if (auto wrong = prepare(step.as_object()); !wrong.empty()) return wrong;
      }
    const Outcome outcome = perform(case_);
    reply_ = outcome.document;
    const std::string got = (outcome.failed ? "failed with " : "gave ") + detail::shown(outcome.document);
    if (const auto* const reply = case_.if_contains("reply"))
      return outcome.failed ? got : difference(filled(*reply), outcome.document);
    if (!outcome.failed) return got;
    return compare_error(filled(case_.at("error")).as_object(), outcome.document.as_object()) ? std::string()
                                                                                              : got;
  }

  /// What the call of the case gave, once it has run.
  const value& reply() const { return reply_; }

 private:
  static std::vector<std::string> sorted(std::vector<std::string> all) {
    std::sort(all.begin(), all.end());
    return all;
  }
  static bool compare_error(const object& expected, const object& actual) {
    std::vector<std::string> wanted, got;
    if (const auto* const paths = expected.if_contains("paths"))
      for (const auto& path : paths->as_array()) wanted.emplace_back(path.as_string());
    if (const auto* const problems = actual.if_contains("problems"))
      for (const auto& problem : problems->as_array()) got.emplace_back(problem.at("path").as_string());
    return expected.at("category") == actual.at("category") && expected.at("code") == actual.at("code") &&
           sorted(wanted) == sorted(got);
  }

  std::string prepare(const object& step) {
    const Outcome outcome = perform(step);
    if (outcome.failed)
      return "a step of the context failed: " + detail::shown(step) + " with " +
             detail::shown(outcome.document);
    if (const auto* const save = step.if_contains("save"))
      for (const auto& [name, pointer] : save->as_object())
        saved_[std::string(name)] = std::string(outcome.document.at_pointer(pointer.as_string()).as_string());
    return {};
  }

  Outcome perform(const object& step) {
    const auto* clock = step.if_contains("clock");
    if (!clock) clock = case_.if_contains("clock");
    reopen(clock ? std::optional<std::string>(clock->as_string()) : std::nullopt);
    const auto* const actor = step.if_contains("actor");
    const auto* const request = step.if_contains("request");
    return desk_->call(actor ? detail::shown(*actor) : std::string(),
                       std::string(step.at("operation").as_string()),
                       request ? detail::shown(filled(*request)) : std::string("{}"));
  }

  void reopen(const std::optional<std::string>& clock) {
    if (desk_ && clock == clock_) return;
    desk_.reset();
    object options;
    if (clock) options["now"] = *clock;
    const auto* const storage = case_.if_contains("storage");
    if (!storage || storage->as_bool()) {
      options["database"] = (folder_ / "desk.db").string();
      options["create"] = true;
    }
    desk_ = open_(detail::shown(options));
    clock_ = clock;
  }

  value filled(const value& v) const {
    if (v.is_string()) {
      std::string text(v.as_string());
      for (const auto& [name, saved] : saved_)
        for (auto at = text.find("${" + name + "}"); at != std::string::npos;
             at = text.find("${" + name + "}"))
          text.replace(at, name.size() + 3, saved);
      return value(text);
    }
    value copy = v;
    if (copy.is_array())
      for (auto& one : copy.as_array()) one = filled(one);
    if (copy.is_object())
      for (auto& member : copy.as_object()) member.value() = filled(member.value());
    return copy;
  }

  object case_;
  Open open_;
  std::filesystem::path folder_;
  std::map<std::string, std::string> saved_;
  std::unique_ptr<Layer> desk_;
  std::optional<std::string> clock_;
  value reply_;
};

/// The layer under test, defined by the runner.
Open layer();

class Cases : public ::testing::TestWithParam<std::filesystem::path> {};

}  // namespace plazo::cases
