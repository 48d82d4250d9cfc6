#include "core/policy/check.hpp"

#include <algorithm>

#include "core/policy/check_parts.hpp"

namespace plazo::policy {
namespace {

constexpr std::size_t listed_findings = 1000;

/// The place of a path's first step among the document's fields.
std::size_t place_of(std::string_view path) {
  const auto& fields = json::type_of<Document>().fields;
  if (path.empty()) return fields.size();  // of the whole of it: last
  const auto first = path.substr(1, path.find('/', 1) - 1);
  const auto at = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.name == first; });
  return static_cast<std::size_t>(at - fields.begin());
}

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

bool at_or_below(std::string_view path, std::string_view upper) {
  return path.starts_with(upper) && (path.size() == upper.size() || path[upper.size()] == '/');
}

/// Whether what could not be read may be the only reason of a finding: it lies there or above, or it is a
/// field beside the one that is said to be missing.
bool explained_by(const Finding& finding, const Problem& problem) {
  if (at_or_below(finding.path, problem.path)) return true;
  if (problem.code == "unknown_field") {
    const auto meant = problem.message.rfind("did you mean `");
    if (meant != std::string::npos) {
      auto name = std::string_view(problem.message).substr(meant + 14);
      name = name.substr(0, name.find('`'));
      if (at_or_below(finding.path, std::string(parent_of(problem.path)) + "/" + std::string(name)))
        return true;
    }
  }
  const auto object = parent_of(problem.path);
  return !object.empty() && parent_of(finding.path) == object && finding.code.ends_with("_unstated");
}

std::string help_for(std::string_view code) {
  if (code == "not_a_duration") return "write it as ISO 8601 text such as `PT10M`, or in milliseconds";
  return {};
}

}  // namespace

void Findings::add(Severity severity, std::string path, std::string_view code, std::string message,
                   std::string help) {
  if (found_.size() >= listed_findings) {
    ++more_;
    more_errors_ = more_errors_ || severity == Severity::error;
    return;
  }
  found_.push_back({severity, std::move(path), std::string(code), std::move(message),
                    help.empty() ? std::nullopt : std::optional(std::move(help))});
}

std::vector<Finding> Findings::take() {
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Finding& a, const Finding& b) { return place_of(a.path) < place_of(b.path); });
  if (more_)
    found_.push_back({more_errors_ ? Severity::error : Severity::warning, "", "more",
                      std::to_string(more_) + " further findings are not listed",
                      "mend these first and check again"});
  return std::move(found_);
}

std::vector<Finding> check(const Document& document) {
  Findings findings;
  check_frame(document, findings);
  check_hours(document, findings);
  check_references(document, findings);
  check_rules(document, findings);
  check_places(document, findings);
  check_information(document, findings);
  check_promises(document, findings);
  check_fair_use(document, findings);
  check_texts(document, findings);
  return findings.take();
}

std::vector<Finding> check(const Document& document, const std::vector<Problem>& problems) {
  std::vector<Finding> all;
  for (const Problem& problem : problems) {
    auto help = help_for(problem.code);
    all.push_back({Severity::error, problem.path, problem.code, problem.message,
                   help.empty() ? std::nullopt : std::optional(std::move(help))});
  }
  for (Finding& finding : check(document))
    if (std::none_of(problems.begin(), problems.end(),
                     [&](const Problem& problem) { return explained_by(finding, problem); }))
      all.push_back(std::move(finding));
  std::stable_sort(all.begin(), all.end(),
                   [](const Finding& a, const Finding& b) { return place_of(a.path) < place_of(b.path); });
  return all;
}

std::vector<Problem> errors_in(const Document& document) {
  std::vector<Problem> problems;
  for (auto& finding : check(document))
    if (finding.severity == Severity::error)
      problems.push_back({std::move(finding.path), std::move(finding.code), std::move(finding.message)});
  return problems;
}

}  // namespace plazo::policy
