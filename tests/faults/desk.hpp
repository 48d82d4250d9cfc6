// A desk as the fault programs use it: ticket operations through the C interface of the library as it is
// shipped. For the controls there is a second kind, the same operations in this program itself, with one
// protection taken away.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/storage/sqlite_connection.hpp"

namespace plazo::faults {

/// What came of a call: a reply, or the code of an error.
struct Answer {
  std::string reply, code;
  bool ok() const { return code.empty(); }
};

/// Thrown where a call must succeed.
struct Refused : std::runtime_error {
  Refused(std::string_view operation, const Answer& answer)
      : std::runtime_error(std::string(operation) + ": " + answer.code), code(answer.code) {}
  std::string code;
};

enum class Who { panel, customer, staff };

class Desk {
 public:
  virtual ~Desk() = default;
  /// As the panel, as the customer 1017, or as the staff member ana.
  virtual Answer call(Who, const std::string& operation, const std::string& request) = 0;
  /// The same for those who must not allocate: gives the result, and writes the code into the given room.
  virtual int result_of(Who, const std::string& operation, const std::string& request, std::string& code);
  /// The same where it must succeed; throws `Refused`.
  std::string must(Who, const std::string& operation, const std::string& request = "{}");

  bool may_fail_inside = false;  ///< `internal` errors are answers too, not an end of the program
  std::string replied_to;        ///< the ticket of `count_up`, once it was looked up
};

/// What opening gives: a desk, or the code of an error.
struct Opened {
  std::unique_ptr<Desk> desk;
  std::string code;
};

/// Opens through the library. `clock` is an instant at which the desk's clock stands still.
Opened try_open(const std::filesystem::path&, bool create = true, std::string_view clock = {});
std::unique_ptr<Desk> open_desk(const std::filesystem::path&);
/// The same operations without the library, over a storage with other seams.
std::unique_ptr<Desk> open_desk(const std::filesystem::path&, const storage::Seams&);

/// A policy, the customer 1017, the staff member ana, and a ticket of the customer.
void furnish(Desk&);
/// Does that in a process of its own, which leaves a desk that nobody has open.
void furnish(const std::filesystem::path&);

/// Opens a ticket; it is acknowledged once this returns. Throws `Refused`.
void store(Desk&, std::int64_t number);
/// The same with an idempotency key of that number.
Answer store_once(Desk&, std::int64_t number);
/// The numbers of all tickets, as their customer sees them. Fails when two have the same reference.
std::set<std::int64_t> stored(Desk&);

/// Looks the first ticket up, so that `count_up` need not.
void find_first_ticket(Desk&);
/// Replies to the first ticket: reads its row, and writes it back one version higher.
Answer count_up(Desk&);
/// The replies there are, by asking for all of them.
std::int64_t counted(Desk&);

/// Whether `desk.verify` finds nothing; prints what it finds.
bool sound(Desk&);

}  // namespace plazo::faults
