// A provider's year: who opens which ticket when, what is answered, noted and closed, and in which words.
// A function of its arguments alone: the same year whenever it is asked for, on every machine.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <string>
#include <vector>

namespace plazo::bench {

/// How the tickets lie in time.
enum class Shape {
  year,     ///< spread over a year's hours, answered and closed as in life; about 1.5 messages a ticket
  waiting,  ///< opened 10 ms after one another, and nobody has answered any: every clock runs
};

/// Milliseconds since 1970, UTC: 2025-01-01 00:00.
inline constexpr std::int64_t year_begins = 1'735'689'600'000;

enum class Deed { open, staff_reply, customer_reply, note, close };

struct Action {
  std::int64_t at;  ///< milliseconds since 1970, UTC
  Deed deed;
  std::uint32_t ticket;  ///< from 0, in the order of opening
};

class Year {
 public:
  Year(Shape, std::uint32_t tickets);

  /// The next thing that happens, in the order of time.
  std::optional<Action> next();

  std::uint32_t tickets() const { return tickets_; }
  std::uint32_t customers() const { return customers_; }
  /// The account that opens the ticket, from 0; number 0 has most of them, about one in ten.
  std::uint32_t customer_of(std::uint32_t ticket) const;
  std::int64_t opened_at(std::uint32_t ticket) const;
  /// What happens to the ticket after its opening, in the order of time; also after the year's end.
  std::vector<Action> deeds_of(std::uint32_t ticket) const;

 private:
  struct Later {
    bool operator()(const Action& a, const Action& b) const {
      return a.at != b.at ? a.at > b.at : a.ticket > b.ticket;
    }
  };
  Shape shape_;
  std::uint32_t tickets_, customers_, opened_ = 0;
  std::vector<double> hours_;  // sums of the hours' shares, from 0 to 1
  std::priority_queue<Action, std::vector<Action>, Later> planned_;
};

/// The panel's key of an account: `c17`.
std::string reference_of(std::uint32_t customer);
bool reads_english(std::uint32_t customer);

/// A word that stands in about one message of 10,000, and one that stands in about every third.
inline constexpr const char *rare_word = "zafiro", *common_word = "web";

// Texts hold nothing that JSON would have to escape.
std::string subject_of(std::uint32_t ticket, bool english);
std::string body_of(std::uint32_t ticket, Deed, bool english);
const char* department_of(std::uint32_t ticket);
const char* priority_of(std::uint32_t ticket);

/// `ticket.open` of the ticket as a JSON object.
std::string open_request(std::uint32_t ticket, bool english, const std::string& key, const char* priority);

}  // namespace plazo::bench
