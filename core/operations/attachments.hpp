// Attachments as streams: bytes go up and come down in pieces, never inside JSON.
#pragma once

#include <span>

#include "core/operations/operation.hpp"
#include "core/tickets/views.hpp"
#include "core/vault/attachments.hpp"

namespace plazo::operations {

/// What `catalogue` says of a stream: the request that opens it and what it tells in JSON.
struct Stream : Description {
  json::TypeOf request, reply;
};
const std::vector<Stream>& streams();

inline constexpr int most_open_uploads = 64;  ///< of one desk in one process

/// An upload under way. Bound to the actor that began it: its rights are looked up when it begins and
/// when it ends, and only the same actor can use what it made. Goes away with this object unless
/// finished. Calls from several threads are taken one after another.
class Upload {
 public:
  /// Throws what `Desk::call` throws for the actor and the request; `attachment.too_many_unused`,
  /// `attachment.too_many_open`, `vault.key_*`, `storage.*`. The desk must live longer.
  Upload(Desk&, const customers::Claim&, std::string_view request);
  ~Upload();

  /// Takes the next bytes. Throws `attachment.too_large` and `storage.*`, after which the upload can only
  /// be closed: `upload.failed`. Throws `upload.finished`, `upload.forked`.
  void write(std::span<const std::byte> data);
  /// Makes the attachment and gives the reply as JSON; the same one when called again. May be repeated
  /// after `storage.busy` and after `storage.commit_unknown`.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A download under way. Gives out nothing that was not verified. Calls from several threads are taken
/// one after another.
class Download {
 public:
  /// Throws what `Desk::call` throws for the actor and the request; `attachment.not_found`,
  /// `attachment.damaged`, `attachment.file_missing`, `vault.key_*`.
  Download(Desk&, const customers::Claim&, std::string_view request);
  ~Download();

  /// JSON: name, media_type, size, disposition.
  const std::string& info() const;
  /// At least one byte, and at most as many as there is room for; 0 when all was read. Throws
  /// `attachment.damaged`, then again at each further call.
  std::size_t read(std::span<std::byte> out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace plazo::operations
