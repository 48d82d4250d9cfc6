// Whether a file could be downloaded: the folders that web servers publish.
#pragma once

#include <optional>
#include <string>

namespace plazo::cli {

struct WebRoot {
  std::string folder;
  std::string source;  ///< how it is known: a file of the server's configuration, DOCUMENT_ROOT, its name
};

/// The web root that a file lies in, if one is known: from DOCUMENT_ROOT, from the configuration of nginx
/// and Apache below `configuration` (/etc), and from the names that panels and distributions use.
std::optional<WebRoot> web_root_of(const std::string& file, const std::string& configuration);

}  // namespace plazo::cli
