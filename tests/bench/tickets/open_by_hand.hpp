// The floor of `ticket.open`: a program written by hand that looks the account up, makes ids, reference and
// the hashes of the timeline, and inserts the same rows with prepared statements, in one transaction.
//
// Which rows and columns these are it learns at the start from two tickets that the library opens in a
// scratch database. So it writes the same rows when tables have gained columns or a ticket has more clocks;
// and where a column varies in a way that it does not know, it stops and names the column.
#pragma once

#include <filesystem>
#include <memory>

#include "tests/bench/tickets/rows.hpp"

namespace plazo::bench {

/// Of the least urgent priority.
struct NewTicket {
  std::int64_t now;  ///< milliseconds since 1970, UTC
  std::string_view customer, subject, body, department, key;
  std::string_view request;  ///< what the library is given; the floor hashes it
};

/// Characters of a digest in the body of an event.
inline constexpr std::size_t digest_length = 43;

/// What one column is filled from.
enum class From {
  null,
  number,
  text,
  blob,
  now,  ///< the present instant, plus a fixed number
  id,   ///< one that is made for this ticket
  customer,
  customer_name,
  subject,
  body,
  department,
  pieces,  ///< a text put together
  reference,
  salt,
  body_hash,
  hash,
  chain,
  key_hash,
  digest,
  message_salt,
  message_digest,  ///< a piece of the event's body
  ticket_digest,   ///< likewise
};

struct Source {
  From from = From::null;
  std::int64_t number = 0;  ///< the number itself, the distance from now, or which id
  std::string text = {};
  std::vector<Source> pieces = {};
};

struct RowByHand {
  std::string table;
  std::vector<std::string> columns;
  std::vector<Source> sources;
};

/// Learns the rows of a ticket. `folder` is for scratch databases; `policy` is the document.
std::vector<RowByHand> learn_rows(const std::filesystem::path& folder, const std::string& policy);

class OpenByHand {
 public:
  OpenByHand(const std::string& file, std::vector<RowByHand> rows);
  ~OpenByHand();
  void open(const NewTicket&);
  ByHand& database();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Lets both open the same ticket in copies of one database and compares what they wrote, column by column,
/// but for what is random; and the library must find the timeline of the other sound. Throws what differs.
/// Returns how many columns were compared.
int compare_rows(const std::filesystem::path& folder, const std::string& policy,
                 const std::vector<RowByHand>& rows);

}  // namespace plazo::bench
