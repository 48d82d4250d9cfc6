// Work on one ticket: its course is read, moved on by what happens, and written back with its clocks and
// their entries in the agenda.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/policy/course.hpp"
#include "core/policy/versions.hpp"
#include "core/tickets/rows.hpp"

namespace plazo::tickets {

/// The versions of the policy, as whoever writes has them at hand. What it gives lives as long as the desk.
class Policies {
 public:
  virtual ~Policies() = default;
  /// A version by its number, which is a fault when it is missing.
  virtual const policy::InForce& version(storage::Transaction&, std::int64_t number) = 0;
  /// The next version after `number` that is in force by `now` and that open tickets come under. Null: none.
  virtual const policy::InForce* successor(storage::Transaction&, std::int64_t number, Instant now) = 0;
};

/// Who puts in what somebody else has written.
struct PutIn {
  std::string by;    ///< `customers::Actor::identity`, for the timeline
  std::string name;  ///< as people read it
};

/// What a handler needs to write.
struct Writing {
  storage::Transaction& tx;
  const IdSource& ids;
  Instant now;
  timeline::Author author;
  std::string author_name;
  Policies& policies;
  std::optional<PutIn> put_in = {};  ///< none: the author does it
};

/// Writes the changed parts of the row; the version guards against a change made in between.
void update(storage::Transaction&, TicketRow&);
/// The same when only the timeline went on. Naming a column that stands in an index makes SQLite write the
/// index anew, also when the value stays: three of them, more than all the rest.
void update_timeline(storage::Transaction&, TicketRow&);
/// Writes one event and moves the end of the ticket's chain on; the row is still to be updated.
void record(storage::Transaction&, TicketRow&, Instant at, std::string_view kind, const timeline::Author&,
            json::Audience, std::string body);

/// Whose turn it is.
Status status_of(const policy::Course&);
/// The version that a ticket has to be under by now, of which it may not know yet.
const policy::InForce& standing_under(Writing&, const TicketRow&);
/// Puts a task about the ticket's last event into the outbox; `body` is a JSON object.
void put_into_outbox(Writing&, const TicketRow&, std::string_view kind, std::string body);

class Work {
 public:
  /// A ticket that is not written yet, under a version.
  Work(Writing&, TicketRow&, const policy::InForce&);
  /// One that is. What has become due by itself comes first: the end of a pause or of a demotion, and the
  /// versions that the ticket has to be under by now, each at its own instant.
  Work(Writing&, TicketRow&);

  policy::Course course;
  const policy::InForce& policy() const { return *policy_; }

  /// Puts what has come of the course into the ticket's row: whose turn it is, its place in the queue.
  void take_course();
  /// Members for an event's body, `,"clocks":{…}`: each clock that is no longer as it was read or last told
  /// of, with what its deadline was worked out from. Empty when there is none.
  std::string changes();
  /// What was changed of this clock has an event of its own.
  void told(const policy::PromiseClock&);
  /// The ticket stands among the others again, from `at` on, with an event.
  void end_demotion(Instant at, const timeline::Author&);
  /// Writes the clocks and their agenda entries, and the ends of a pause and of a demotion. The row itself is
  /// for `update`.
  void save();

  const std::vector<ClockRow>& clocks() const { return rows_; }
  /// Whether this entry of the agenda was the ticket's when it was read.
  bool planned(const AgendaRow&) const;

 private:
  void catch_up();
  void come_under(const policy::InForce&);
  void end_pause();

  Writing& w_;
  TicketRow& ticket_;
  const policy::InForce* policy_;
  std::vector<ClockRow> rows_;  // as the database has them
  std::vector<policy::PromiseClock> told_;
  std::vector<AgendaRow> planned_;
  std::optional<Instant> agenda_resume_;
  std::optional<Instant> agenda_demotion_;
};

/// A change in the middle of other work; `particulars` are further members for its event. The rows are still
/// to be saved.
struct Changes;
void change(Work&, Writing&, TicketRow&, const Changes&, std::string particulars);

std::vector<ClockRow> clocks_of(storage::Transaction&, Id ticket);

/// The name of an enumerator, as it is stored.
template <class E>
std::string_view name_of(E value) {
  return json::type_of<E>().enumerators[static_cast<std::size_t>(value)].name;
}

}  // namespace plazo::tickets
