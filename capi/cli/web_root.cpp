#include "web_root.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

namespace plazo::cli {
namespace {

namespace fs = std::filesystem;

// cPanel and DirectAdmin, Plesk, XAMPP and Apache, Debian, RHEL and nginx, Arch.
constexpr const char* published_names[] = {"public_html", "httpdocs", "httpsdocs",
                                           "htdocs",      "wwwroot",  "private_html"};
constexpr const char* published_folders[] = {
    "/var/www",         "/srv/www", "/srv/http", "/usr/share/nginx/html", "/usr/local/apache2/htdocs",
    "/opt/lampp/htdocs"};
constexpr const char* configurations[] = {"nginx", "apache2", "httpd"};
constexpr int most_files = 2000;

fs::path real(const fs::path& path) {
  std::error_code failed;
  fs::path whole = fs::weakly_canonical(fs::absolute(path, failed), failed);
  return failed ? path : whole;
}

bool inside(const fs::path& file, const fs::path& folder) {
  const auto [end, rest] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return end == folder.end() || (std::next(end) == folder.end() && end->empty());
}

/// The folder that a line publishes: nginx's `root`, `alias`; Apache's `DocumentRoot`, `Alias`.
std::string published_by(std::string line) {
  line.erase(std::min(line.find('#'), line.size()));
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    at = line.find_first_not_of(" \t;{}", at);
    if (at == std::string::npos) break;
    const char quote = line[at] == '"' || line[at] == '\'' ? line[at] : 0;
    std::size_t end = quote ? line.find(quote, at + 1) : line.find_first_of(" \t;{}\r", at);
    end = std::min(end, line.size());
    words.push_back(line.substr(at + (quote ? 1 : 0), end - at - (quote ? 1 : 0)));
    at = end + (quote ? 1 : 0);
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    std::string word = words[i];
    std::transform(word.begin(), word.end(), word.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if ((word == "root" || word == "documentroot" || word == "alias") && words.back().starts_with('/'))
      return words.back();
  }
  return "";
}

std::optional<WebRoot> configured(const fs::path& file, const fs::path& configuration) {
  int left = most_files;
  for (const char* server : configurations) {
    std::error_code failed;
    const auto options =
        fs::directory_options::skip_permission_denied | fs::directory_options::follow_directory_symlink;
    for (fs::recursive_directory_iterator at(configuration / server, options, failed), end;
         !failed && at != end; at.increment(failed)) {
      std::error_code ignored;
      if (at.depth() > 4) at.disable_recursion_pending();
      if (--left < 0) return std::nullopt;
      if (!at->is_regular_file(ignored)) continue;
      std::ifstream lines(at->path());
      for (std::string line; std::getline(lines, line);) {
        const std::string folder = published_by(line);
        if (!folder.empty() && folder != "/" && folder.find('$') == std::string::npos &&
            inside(file, real(folder)))
          return WebRoot{folder, "published by " + at->path().string()};
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<WebRoot> web_root_of(const std::string& name, const std::string& configuration) {
  const fs::path file = real(name);
  if (const char* const root = std::getenv("DOCUMENT_ROOT"); root && *root && std::string_view(root) != "/")
    if (inside(file, real(root))) return WebRoot{root, "DOCUMENT_ROOT"};
  if (auto found = configured(file, configuration)) return found;
  fs::path so_far;
  for (const auto& part : file.parent_path()) {
    so_far /= part;
    if (std::any_of(std::begin(published_names), std::end(published_names),
                    [&](const char* n) { return part == n; }))
      return WebRoot{so_far.string(), "by its name"};
  }
  for (const char* folder : published_folders)
    if (inside(file, folder)) return WebRoot{folder, "by its name"};
  return std::nullopt;
}

}  // namespace plazo::cli
