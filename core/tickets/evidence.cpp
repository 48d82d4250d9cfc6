#include "core/tickets/evidence.hpp"

#include <boost/json.hpp>

#include "core/base/hash.hpp"
#include "core/tickets/attachments.hpp"

namespace plazo::tickets {
namespace {

namespace bj = boost::json;
using timeline::EventRow;

constexpr std::size_t digest_size = 32;

bool announces_message(const EventRow& event) {
  return event.kind == "ticket.opened" || event.kind == "ticket.replied" || event.kind == "ticket.noted";
}

std::string_view text_of(const bj::object& body, std::string_view name) {
  const auto* const value = body.if_contains(name);
  return value && value->is_string() ? std::string_view(value->as_string()) : std::string_view();
}

bool erased(const MessageRow& message) { return message.salt.empty() && message.body.empty(); }

class Comparison {
 public:
  Comparison(storage::Transaction& tx, const TicketRow& ticket, std::vector<std::string>& differences)
      : tx_(tx), ticket_(ticket), differences_(differences) {}

  void compare(const EventRow& event, const MessageRow& message) {
    const auto body = bj::parse(event.body).as_object();
    if (text_of(body, "message") != to_text(message.id) || event.at != message.at ||
        event.author_kind != message.author_kind || event.author != message.author ||
        (event.kind == "ticket.noted") != (message.kind == MessageKind::note))
      return report(message.sequence, "is not the one that the timeline tells of");
    if (erased(message)) return;
    std::vector<vault::AttachmentRow> attached;
    if (const auto* const told = body.if_contains("attachments")) {
      attached = attachments_of(message);
      if (!same_ids(told->as_array(), attached))
        report(message.sequence, "has other attachments than the timeline tells of");
    }
    if (message.salt.size() != salt_size || digest_of(message, attached) != text_of(body, "digest"))
      report(message.sequence, "has another text, author's name or attachment than was written");
    if (event.kind == "ticket.opened" && message.salt.size() == salt_size &&
        digest_of(ticket_, message.salt) != text_of(body, "ticket_digest"))
      differences_.emplace_back("reference, customer, requester or subject is another than was written");
  }

  void report(std::int64_t sequence, std::string_view what) {
    differences_.push_back("message " + std::to_string(sequence) + " " + std::string(what));
  }

 private:
  std::vector<vault::AttachmentRow> attachments_of(const MessageRow& message) {
    auto found =
        tickets::attachments_of(tx_, ticket_.id, {.notes = true}, message.sequence - 1, message.sequence);
    return std::move(found[message.id]);
  }

  static bool same_ids(const bj::array& told, const std::vector<vault::AttachmentRow>& attached) {
    return std::equal(told.begin(), told.end(), attached.begin(), attached.end(),
                      [](const bj::value& id, const vault::AttachmentRow& row) {
                        return id.is_string() && std::string_view(id.as_string()) == to_text(row.id);
                      });
  }

  storage::Transaction& tx_;
  const TicketRow& ticket_;
  std::vector<std::string>& differences_;
};

}  // namespace

std::string digest_of(const MessageRow& message, const std::vector<vault::AttachmentRow>& attached) {
  Hasher hasher(digest_size, message.salt);
  hasher.add(message.author_name).add(message.body);
  if (message.put_in_by) hasher.add(*message.put_in_by);
  for (const auto& attachment : attached)
    hasher.add(attachment.name).add(attachment.media_type).add(attachment.size);
  return hasher.finish_as_text();
}

std::string digest_of(const TicketRow& ticket, const json::Bytes& salt) {
  return Hasher(digest_size, salt)
      .add(ticket.reference)
      .add(ticket.customer.value)
      .add(ticket.requester ? ticket.requester->value : 0)
      .add(ticket.subject)
      .finish_as_text();
}

void compare_messages(storage::Transaction& tx, const TicketRow& ticket,
                      const std::vector<EventRow>& happened, std::vector<std::string>& differences) {
  static const std::string sql = messages().select("WHERE ticket = ? ORDER BY sequence");
  Comparison comparison(tx, ticket, differences);
  // One message at a time, as there may be many long ones.
  auto rows = tx.query(sql, ticket.id);
  std::optional<MessageRow> message;
  const auto next = [&] { rows.next() ? message = messages().read(rows) : message = std::nullopt; };
  next();
  for (const auto& event : happened) {
    if (!announces_message(event)) continue;
    for (; message && message->sequence < event.sequence; next())
      comparison.report(message->sequence, "is none of the timeline's");
    if (!message || message->sequence != event.sequence) {
      comparison.report(event.sequence, "is missing");
      continue;
    }
    if (!event.body.empty()) comparison.compare(event, *message);
    next();
  }
  for (; message; next()) comparison.report(message->sequence, "is none of the timeline's");
}

}  // namespace plazo::tickets
