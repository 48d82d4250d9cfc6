#include "core/timeline/outbox.hpp"

namespace plazo::timeline {

const storage::TableOf<OutboxRow>& outbox() {
  static const storage::TableOf<OutboxRow> table("outbox", {"id"});
  return table;
}

}  // namespace plazo::timeline
