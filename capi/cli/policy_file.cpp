#include "policy_file.hpp"

#include <algorithm>
#include <filesystem>

#include "commands.hpp"

namespace plazo::cli {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::size_t most_fragments = 64;

/// What a text includes; nothing when it is no JSON object or says it in another way than a list of texts.
std::vector<std::string> included(const std::string& text) {
  json::parse_options options;
  options.allow_comments = true;
  boost::system::error_code ignored;
  const json::value parsed = json::parse(text, ignored, {}, options);
  std::vector<std::string> names;
  const auto* const object = ignored ? nullptr : parsed.if_object();
  const auto* const list = object ? object->if_contains("include") : nullptr;
  if (list && list->is_array())
    for (const auto& name : list->get_array())
      if (name.is_string()) names.emplace_back(name.get_string());
  return names;
}

bool lies_below(const fs::path& file, const fs::path& folder) {
  const auto end = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end.first == folder.end();
}

}  // namespace

PolicyFile::Text text_of(const PolicyFile& policy) {
  PolicyFile::Text out{.text = contents_of(policy.file), .fragments = {}};
  std::vector<std::string> wanted = included(out.text);
  if (wanted.empty()) return out;
  const fs::path folder = policy.file == "-" ? fs::path(".") : fs::path(folder_of(policy.file));
  std::error_code failed;
  const fs::path root =
      fs::canonical(policy.fragments_below.empty() ? folder : fs::path(policy.fragments_below), failed);
  if (failed)
    throw failure(usage, "cli.unreadable",
                  "cannot enter the folder `" + policy.fragments_below + "`: " + failed.message());
  // Each name once: a second mention, or a cycle, is for the core to find.
  std::vector<std::string> known;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const std::string name = wanted[i];
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (known.size() == most_fragments)
      throw failure(usage, "policy.too_many_fragments", "the policy includes more than 64 fragments");
    known.push_back(name);
    const fs::path path = fs::canonical(folder / name, failed);
    if (failed) {
      if (failed == std::errc::no_such_file_or_directory) continue;  // a finding of the core
      throw failure(usage, "cli.unreadable", "cannot read `" + name + "`: " + failed.message());
    }
    if (!lies_below(path, root))
      throw failure(usage, "policy.fragment_outside",
                    "`" + name + "` lies outside the folder of the policy; allow a folder with --fragments");
    const std::string text = contents_of(path.string());
    out.fragments.push_back(json::object{{"name", name}, {"text", text}});
    for (auto& inner : included(text)) wanted.push_back(std::move(inner));
  }
  return out;
}

json::object request_of(const PolicyFile& policy) {
  PolicyFile::Text text = text_of(policy);
  json::object request{{"text", std::move(text.text)}};
  if (!text.fragments.empty()) request["fragments"] = std::move(text.fragments);
  return request;
}

}  // namespace plazo::cli
