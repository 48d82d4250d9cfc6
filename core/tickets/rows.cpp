#include "core/tickets/rows.hpp"

namespace plazo::tickets {

const storage::TableOf<TicketRow>& tickets() {
  static const storage::TableOf<TicketRow> table("ticket", {"id"},
                                                 {{{"reference"}, true},
                                                  {{"customer", "updated_at", "id"}},
                                                  {{"customer", "opened_at", "id"}},
                                                  {{"opened_at", "id"}},
                                                  {{"queue_key", "id"}},
                                                  {{"department", "queue_key", "id"}},
                                                  {{"assignee", "queue_key", "id"}}});
  return table;
}

const storage::TableOf<MessageRow>& messages() {
  static const storage::TableOf<MessageRow> table("message", {"id"}, {{{"ticket", "sequence"}, true}});
  return table;
}

const storage::TableOf<ClockRow>& clocks() {
  static const storage::TableOf<ClockRow> table("clock", {"ticket", "kind"});
  return table;
}

const storage::TableOf<AgendaRow>& agenda() {
  static const storage::TableOf<AgendaRow> table("agenda", {"due_at", "subject", "entry"});
  return table;
}

const storage::TableOf<UnindexedRow>& unindexed() {
  static const storage::TableOf<UnindexedRow> table("message_unindexed", {"message"});
  return table;
}

const storage::TableOf<ImportRow>& imports() {
  static const storage::TableOf<ImportRow> table("ticket_import", {"external"});
  return table;
}

}  // namespace plazo::tickets
