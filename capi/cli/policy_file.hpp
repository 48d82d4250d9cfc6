// A policy as it lies in files: its text, and the fragments that it includes.
#pragma once

#include <boost/json.hpp>
#include <string>

namespace plazo::cli {

struct PolicyFile {
  std::string file;  ///< `-` for standard input
  /// Folder below which fragments may lie, when not the one that `file` lies in; empty: that one.
  std::string fragments_below;

  struct Text {
    std::string text;
    boost::json::array fragments;  ///< of `{name, text}`, as operations take them
  };
};

/// Reads the policy and, by the names that `include` gives them, all fragments, those of fragments too. Names
/// are paths from the folder of the policy. Throws a usage failure for a file that cannot be read, and for
/// a fragment that lies outside the folder, symbolic links resolved. A text that is no JSON is passed on as
/// it is, for the core to say what is wrong.
PolicyFile::Text text_of(const PolicyFile&);
/// The same as members of a request: `text`, and `fragments` where there are any.
boost::json::object request_of(const PolicyFile&);

}  // namespace plazo::cli
