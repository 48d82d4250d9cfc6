// Attachments: what is known of a sealed file, and what a sender may say about it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/storage/tables.hpp"
#include "core/vault/files.hpp"
#include "core/vault/sealed.hpp"

namespace plazo::vault {

inline constexpr std::int64_t largest_attachment = 25 * 1024 * 1024;  ///< bytes
inline constexpr int most_attachments = 10;                           ///< of one message
inline constexpr int most_unused = 50;                                ///< uploads of one actor
inline constexpr Duration unused_kept = days(1);

struct AttachmentRow {
  Id id;
  json::Bytes blob;
  std::string uploader;
  std::optional<Id> message;
  std::optional<std::int32_t> position;
  std::string name;
  std::string media_type;
  std::int64_t size = 0;
  Instant created_at;
  Algorithm algorithm = Algorithm::secretstream_xchacha20poly1305;
  json::Bytes key_id;
  json::Bytes wrapped_key;

  static constexpr json::Note notes[] = {
      {.field = "id", .meaning = "id of the attachment"},
      {.field = "blob", .meaning = "random name of the sealed file", .max = 16},
      {.field = "uploader", .meaning = "the actor that uploaded it and alone may use it", .max = 64},
      {.field = "message", .meaning = "the message that carries it; none until it is used"},
      {.field = "position", .meaning = "its place among the message's attachments, from 0"},
      {.field = "name", .meaning = "the file's name as its sender gave it", .max = 255},
      {.field = "media_type", .meaning = "the type as its sender gave it", .max = 127},
      {.field = "size", .meaning = "size of the plain text", .unit = "bytes"},
      {.field = "created_at", .meaning = "when the upload was finished"},
      {.field = "algorithm", .meaning = "how the file is sealed"},
      {.field = "key_id", .meaning = "which master key wraps the file's key", .max = 16},
      {.field = "wrapped_key", .meaning = "the file's key, wrapped", .max = 72},
  };
};
BOOST_DESCRIBE_STRUCT(AttachmentRow, (),
                      (id, blob, uploader, message, position, name, media_type, size, created_at, algorithm,
                       key_id, wrapped_key))

const storage::TableOf<AttachmentRow>& attachments();

/// Throws `attachment.damaged` when the row holds no name of a file.
Blob blob_of(const AttachmentRow&);

/// The upload, when it is this actor's and no message carries it yet.
std::optional<AttachmentRow> unused(storage::Transaction&, Id attachment, std::string_view uploader);
/// How many such uploads the actor has.
std::int64_t count_unused(storage::Transaction&, std::string_view uploader);
/// Gives the upload to a message. Throws `storage.busy` when somebody was faster.
void attach(storage::Transaction&, const AttachmentRow&, Id message, std::int32_t position);
/// Forgets at most `limit` uploads older than `before` that no message carries, and gives their files,
/// which are to be removed once this is committed.
std::vector<Blob> forget_unused(storage::Transaction&, Instant before, int limit);
/// The files of one shard that rows name.
std::set<Blob> known_files(storage::Transaction&, int shard);
/// The attachment whose file it is; nothing when no row names it.
std::optional<Id> id_of(storage::Transaction&, const Blob&);
/// At most `limit` rows with a higher id than `after`, in their order.
std::vector<AttachmentRow> rows_after(storage::Transaction&, Id after, int limit);
bool any(storage::Transaction&);

/// The name as it is kept and shown: the last part of a path, without blanks and dots at the end. Nothing
/// when none is left, or when it holds characters that show as nothing or turn the reading direction.
/// It is text for people; no path is ever made of it.
std::optional<std::string> display_name(std::string_view given);

/// `token/token` (RFC 9110, section 8.3.1) in lower case without parameters; of anything else
/// `application/octet-stream`.
std::string media_type(std::string_view given);

}  // namespace plazo::vault
