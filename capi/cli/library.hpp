// The library as C++: owned handles, and failures as exceptions. The only file that includes plazo.h.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct plazo_desk;
struct plazo_session;

namespace plazo::cli {

/// What every command may end with; documented in docs/cli.md.
enum Exit {
  done = 0,
  findings = 1,  ///< verify, doctor or policy check found something
  usage = 2,     ///< the command line is wrong, or a file it names cannot be read
  invalid = 3,
  not_found = 4,
  refused = 5,
  conflict = 6,
  limit = 7,
  unavailable = 8,
  internal = 9,
  output = 10,  ///< what was done could not be written to standard output
};

/// A failed call, or a mistake on the command line.
struct Failure : std::exception {
  Failure(int exit_code, std::string json) : exit_code(exit_code), json(std::move(json)) {}
  const char* what() const noexcept override { return json.c_str(); }
  int exit_code;
  std::string json;  ///< the error as an object: category, code, message, problems…
};

/// A failure of the command itself, in the same form as those of the library.
Failure failure(Exit, std::string_view code, std::string_view message);

struct DeskPlace {
  std::optional<std::string> database;
  std::optional<std::string> now;
  bool create = false;
  bool network = false;
};

class Library {
 public:
  /// Opens the desk; without a database one without storage.
  explicit Library(const DeskPlace&);
  /// Calls as the panel, which is whoever holds the desk.
  std::string call(const std::string& operation, std::string_view request = "{}");
  /// Calls as an actor: a JSON object as plazo.h describes it. None of them is the panel.
  std::string call_as(const std::string& actor, const std::string& operation, std::string_view request);

 private:
  struct Close {
    void operator()(plazo_desk*) const;
    void operator()(plazo_session*) const;
  };
  std::unique_ptr<plazo_desk, Close> desk_;
};

std::string_view catalogue();
std::string_view version();

}  // namespace plazo::cli
