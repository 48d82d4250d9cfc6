// policy.simulate
#include "core/json/decode.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/policy/include.hpp"
#include "core/policy/simulate.hpp"

namespace plazo::operations {
namespace {

struct PolicySimulate {
  std::string text;
  policy::Fragments fragments;
  std::string history;
  Instant until;
  std::optional<policy::SimulationReport> so_far;
  std::optional<policy::AccountSoFar> account_so_far;

  static constexpr json::Note notes[] = {
      {.field = "text",
       .meaning = "the policy as it was written, comments and all",
       .max = 1'000'000,
       .lines = true},
      {.field = "fragments", .meaning = "texts that it includes", .max = 64, .defaulted = true},
      {.field = "history",
       .meaning = "past tickets one JSON object a line (docs/simulation.md), ordered by account and "
                  "within an account by `opened_at`. A long history comes in parts of whole lines",
       .max = 1'000'000,
       .defaulted = true,
       .lines = true},
      {.field = "until", .meaning = "end of the history, by which what is still open is judged"},
      {.field = "so_far",
       .meaning = "the report of the part before; absent: this part is reported alone, and reports may be "
                  "added up by whoever asks"},
      {.field = "account_so_far",
       .meaning =
           "`account_so_far` of the part before, so that an account may be split between parts; absent "
           "for the first"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicySimulate, (), (text, fragments, history, until, so_far, account_so_far))

struct PolicySimulateReply {
  policy::SimulationReport report;
  std::int64_t read = 0;
  std::optional<policy::AccountSoFar> account_so_far;

  static constexpr json::Note notes[] = {
      {.field = "report", .meaning = "of all parts so far"},
      {.field = "read", .meaning = "tickets of this part", .unit = "tickets"},
      {.field = "account_so_far",
       .meaning = "what the next part needs to know of the account that was read last; absent when none was"},
  };
};
BOOST_DESCRIBE_STRUCT(PolicySimulateReply, (), (report, read, account_so_far))

constexpr std::size_t listed_lines = 20, listed_problems = 100;

/// Everything that is wrong with the lines of a history, of the first of them.
class BadLines {
 public:
  void add(std::size_t line, const Error& error) {
    if (error.category != Category::invalid && error.category != Category::limit) throw error;
    const std::string path = "/history/" + std::to_string(line);
    if (++found_ > listed_lines) return;
    if (error.problems.empty())
      error_.with(Problem{path, error.code.substr(error.code.find('.') + 1), error.message});
    for (const auto& problem : error.problems)
      if (error_.problems.size() < listed_problems)
        error_.with(Problem{path + problem.path, problem.code, problem.message});
  }
  void check() {
    if (found_ == 0) return;
    error_.message = std::to_string(found_) + (found_ == 1 ? " line" : " lines") +
                     " of the history cannot be read, the first is line " +
                     error_.problems.front().path.substr(9, error_.problems.front().path.find('/', 9) - 9);
    throw error_;
  }

 private:
  Error error_{Category::invalid, "history.invalid", ""};
  std::size_t found_ = 0;
};

PolicySimulateReply simulate(Desk&, const PolicySimulate& request) {
  const policy::Compiled compiled(policy::read(request.text, request.fragments));
  policy::Simulation simulation(compiled, request.until, request.so_far.value_or(policy::SimulationReport{}));
  if (request.account_so_far) simulation.go_on_with(*request.account_so_far);
  PolicySimulateReply reply;
  BadLines bad;
  std::string_view rest = request.history;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const auto end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    try {
      const auto ticket = json::decode<policy::PastTicket>(text, {.code = "history.invalid"});
      simulation.add(ticket);
      ++reply.read;
    } catch (const Error& error) {
      bad.add(line, error);
    }
  }
  bad.check();
  reply.report = simulation.report();
  reply.account_so_far = simulation.account();
  return reply;
}

}  // namespace

std::vector<Operation> policy_simulation_operations() {
  return {on_desk<simulate>(
      {.name = "policy.simulate",
       .summary = "What a history would have been under a policy",
       .details =
           "Decides each past ticket anew and runs its clocks: what is refused, moved, broken and charged, "
           "and the time of staff, by department and week. Needs no database. A long history comes in parts, "
           "each with the report of the part before and what is known of its last account, so that memory "
           "stays bounded and progress can be shown. A line that cannot be read stops the part: nothing of "
           "it "
           "is told.",
       .callers = {{ActorKind::panel}},
       .errors = {{"policy.invalid", "the policy has errors; `policy.check` lists them"},
                  {"history.invalid", "lines of the history cannot be read; `problems` has their numbers"}}},
      Access::none)};
}

}  // namespace plazo::operations
