#include "core/operations/attachments.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <mutex>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/operations/admission.hpp"
#include "core/operations/desk.hpp"
#include "core/tickets/attachments.hpp"

namespace plazo::operations {
namespace {

using customers::Permission;

struct UploadRequest {
  std::string name;
  std::optional<std::string> media_type;
  static constexpr json::Note notes[] = {
      {.field = "name",
       .meaning = "the file's name, for people: of a path the last part is kept; never part of a path here",
       .min = 1,
       .max = 255},
      {.field = "media_type",
       .meaning = "type as the sender gave it, such as `image/png`; what is no `token/token` counts as "
                  "`application/octet-stream`",
       .max = 255},
  };
};
BOOST_DESCRIBE_STRUCT(UploadRequest, (), (name, media_type))

struct UploadReply {
  Id attachment;
  std::int64_t size = 0;
  static constexpr json::Note notes[] = {
      {.field = "attachment",
       .meaning = "id for the `attachments` of ticket.open, ticket.reply or ticket.note, by the same actor "
                  "within a day"},
      {.field = "size", .meaning = "bytes taken", .unit = "bytes"},
  };
};
BOOST_DESCRIBE_STRUCT(UploadReply, (), (attachment, size))

struct DownloadRequest {
  Id attachment;
  static constexpr json::Note notes[] = {{.field = "attachment", .meaning = "id of the attachment"}};
};
BOOST_DESCRIBE_STRUCT(DownloadRequest, (), (attachment))

enum class Disposition { attachment };
BOOST_DESCRIBE_ENUM(Disposition, attachment)

struct DownloadInfo {
  std::string name;
  std::string media_type;
  std::int64_t size = 0;
  Disposition disposition = Disposition::attachment;
  static constexpr json::Note notes[] = {
      {.field = "name", .meaning = "the file's name, for people; encode it as RFC 6266 says in a header"},
      {.field = "media_type", .meaning = "the type as its sender gave it; not to be trusted"},
      {.field = "size", .meaning = "size of the file", .unit = "bytes"},
      {.field = "disposition",
       .meaning = "how a browser may treat it: `attachment`, to be saved and never shown in the page; send "
                  "`X-Content-Type-Options: nosniff` with it"},
  };
};
BOOST_DESCRIBE_STRUCT(DownloadInfo, (), (name, media_type, size, disposition))

const Stream& upload_stream() { return streams()[0]; }
const Stream& download_stream() { return streams()[1]; }

/// The uploader, when that actor may upload now: staff who may write at all, and nobody who hoards.
customers::Actor admit_uploader(storage::Transaction& tx, const customers::Claim& claim) {
  auto actor = admit(tx, upload_stream().callers, &claim);
  if (actor.kind == ActorKind::staff && !actor.may(Permission::tickets_open) &&
      !actor.may(Permission::tickets_reply) && !actor.may(Permission::tickets_note))
    throw Error(Category::refused, "staff.no_permission",
                "this needs one of the permissions `tickets_open`, `tickets_reply` and `tickets_note`, which "
                "the panel grants with staff.put");
  if (vault::count_unused(tx, actor.identity()) >= vault::most_unused)
    throw Error(Category::limit, "attachment.too_many_unused",
                "too many uploads wait to be used in a message, use them or wait a day");
  return actor;
}

Error unusable_name() {
  const std::string message =
      "must have characters that can be seen, and none that control, turn or hide the text";
  Error error(Category::invalid, "request.invalid", "`/name` " + message);
  return error.with(Problem{"/name", "unusable_name", message});
}

/// The key for a new file. Made once, when nothing was ever sealed: where there are records, a missing
/// key is a loss to be mended, and a new one would hide it.
vault::MasterKey key_for_sealing(Desk& desk) {
  const auto& path = desk.vault().key_file;
  if (auto key = vault::MasterKey::load(path)) return std::move(*key);
  bool sealed_before = false;
  desk.database().read([&](storage::Transaction& tx) { sealed_before = vault::any(tx); });
  if (!sealed_before) return vault::MasterKey::load_or_create(path);
  // Another process may have made the key and sealed with it since we looked.
  if (auto key = vault::MasterKey::load(path)) return std::move(*key);
  throw vault::key_missing();
}

/// One of the few uploads that may be open at once.
class Slot {
 public:
  explicit Slot(std::atomic<int>& open) : open_(open) {
    if (open_.fetch_add(1) < most_open_uploads) return;
    open_.fetch_sub(1);
    throw Error(Category::limit, "attachment.too_many_open",
                "too many uploads are open at once, close some or try again later")
        .retry();
  }
  ~Slot() { open_.fetch_sub(1); }
  Slot(const Slot&) = delete;

 private:
  std::atomic<int>& open_;
};

}  // namespace

const std::vector<Stream>& streams() {
  static const std::vector<Stream> all{
      {{.name = "attachment.upload",
        .summary = "Upload a file for a message to come",
        .details =
            "Through `plazo_upload_open`, `_write`, `_finish`. At most 25 MiB a file and 10 files a "
            "message. The file is encrypted as it arrives. Only the actor that uploaded it can use it, "
            "once; what is not used within a day is removed.",
        .callers = {{ActorKind::customer, ActorKind::staff}, {}, true},
        .errors = {{"attachment.too_large", "the file has more than 25 MiB"},
                   {"attachment.too_many_open", "64 uploads are open in this process; try again"},
                   {"attachment.too_many_unused", "this actor has 50 uploads that no message uses"},
                   {"vault.key_missing", "there are sealed files, but the key file is gone"},
                   {"vault.key_damaged", "the key file does not hold a key"},
                   {"vault.key_exposed", "others may read the key file"},
                   {"upload.finished", "the upload takes no more bytes"},
                   {"upload.failed", "an earlier call on this upload failed for good"},
                   {"upload.forked", "the upload belongs to the parent process"}}},
       &json::type_of<UploadRequest>,
       &json::type_of<UploadReply>},
      {{.name = "attachment.download",
        .summary = "Download a file of a message",
        .details = "Through `plazo_download_open`, `_info`, `_read`. Whoever may see the message may see its "
                   "files; those of private notes are for staff only.",
        .callers = {{ActorKind::customer, ActorKind::staff}, Permission::tickets_read, true},
        .errors = {{"attachment.not_found", "there is no such attachment, or it is not the caller's to see"},
                   {"attachment.damaged", "the file is not what was sealed"},
                   {"attachment.file_missing", "the file is gone from the folder of files"},
                   {"vault.key_missing", "the key file is gone"},
                   {"vault.key_wrong", "the file was sealed with another key"},
                   {"vault.key_damaged", "the key file does not hold a key"},
                   {"vault.key_exposed", "others may read the key file"}}},
       &json::type_of<DownloadRequest>,
       &json::type_of<DownloadInfo>},
  };
  return all;
}

struct Upload::State {
  enum class Phase { writing, sealed, finished, failed };

  Desk& desk;
  const customers::Claim claim;
  Slot slot;
  const UploadRequest request;
  vault::NewFile file;
  vault::Sealer sealer;
  vault::AttachmentRow row;  // all but id and time
  std::vector<std::byte> buffer = {};
  Phase phase = Phase::writing;
  std::string reply = {};
  const pid_t process = ::getpid();
  std::mutex mutex = {};

  State(Desk& d, const customers::Claim& c, UploadRequest r, const vault::MasterKey& master,
        const vault::Key& key)
      : desk(d),
        claim(c),
        slot(d.open_uploads),
        request(std::move(r)),
        file(d.vault().files.begin()),
        sealer(key, file.blob()),
        row{.blob = {file.blob().begin(), file.blob().end()},
            .name = request.name,
            .media_type = vault::media_type(request.media_type.value_or("")),
            .key_id = master.id(),
            .wrapped_key = master.wrap(key, file.blob())} {
    file.write(sealer.header());
    buffer.reserve(vault::chunk_size);
  }

  /// In a forked child the file is its parent's, and the mutex may be held by nobody who lives here.
  void check_process() const {
    if (process != ::getpid())
      throw Error(Category::conflict, "upload.forked",
                  "this upload was begun by the parent process, begin another one here");
  }

  /// Runs what must not fail half-way: afterwards only closing is left.
  template <class Body>
  void or_fail(const Body& body) {
    try {
      body();
    } catch (...) {
      phase = Phase::failed;
      throw;
    }
  }

  void seal_buffer(bool last) {
    file.write(sealer.seal(buffer, last));
    buffer.clear();
  }
};

Upload::Upload(Desk& desk, const customers::Claim& claim, std::string_view request) {
  check_kind(upload_stream().callers, true, &claim);
  auto decoded = json::decode<UploadRequest>(request, {.audience = audience_of(&claim)});
  auto name = vault::display_name(decoded.name);
  if (!name) throw unusable_name();
  decoded.name = std::move(*name);
  desk.database().read([&](storage::Transaction& tx) { admit_uploader(tx, claim); });
  const auto master = key_for_sealing(desk);
  state_ = std::make_unique<State>(desk, claim, std::move(decoded), master, vault::Key::drawn());
}

Upload::~Upload() = default;

void Upload::write(std::span<const std::byte> data) {
  State& s = *state_;
  s.check_process();
  const std::lock_guard lock(s.mutex);
  if (s.phase == State::Phase::failed)
    throw Error(Category::conflict, "upload.failed", "this upload failed, close it and begin another one");
  if (s.phase != State::Phase::writing)
    throw Error(Category::conflict, "upload.finished", "this upload is finished and takes no more bytes");
  s.or_fail([&] {
    if (data.size() > static_cast<std::size_t>(vault::largest_attachment - s.row.size))
      throw Error(Category::limit, "attachment.too_large", "a file may have at most 25 MiB");
    s.row.size += static_cast<std::int64_t>(data.size());
    while (!data.empty()) {
      // A full chunk is kept until it is known whether it is the last one.
      if (s.buffer.size() == vault::chunk_size) s.seal_buffer(false);
      const auto part = data.first(std::min(data.size(), vault::chunk_size - s.buffer.size()));
      s.buffer.insert(s.buffer.end(), part.begin(), part.end());
      data = data.subspan(part.size());
    }
  });
}

std::string Upload::finish() {
  State& s = *state_;
  s.check_process();
  const std::lock_guard lock(s.mutex);
  if (s.phase == State::Phase::failed)
    throw Error(Category::conflict, "upload.failed", "this upload failed, close it and begin another one");
  if (s.phase == State::Phase::finished) return s.reply;
  if (s.phase == State::Phase::writing) {
    s.or_fail([&] {
      s.seal_buffer(true);
      s.file.publish();
    });
    s.phase = State::Phase::sealed;
  }
  // Should the row not come, the file is a leftover that `tick` sweeps: removing it here could take it
  // from a row whose commit only seemed to fail.
  IdSource ids = s.desk.ids();
  const auto body = [&](storage::Transaction& tx) {
    vault::AttachmentRow row = s.row;
    if (const auto made = vault::id_of(tx, s.file.blob())) {
      row.id = *made;
    } else {
      row.uploader = admit_uploader(tx, s.claim).identity();
      row.created_at = s.desk.now();
      row.id = std::exchange(ids, ids.wider()).next(row.created_at);
      vault::attachments().insert(tx, row);
    }
    s.reply = json::encode(UploadReply{row.id, row.size});
  };
  try {
    s.desk.database().transact(body);
  } catch (const storage::CommitUnknown&) {
    s.desk.database().transact(body);  // finds out whether the first one had its effect
  }
  s.phase = State::Phase::finished;
  return s.reply;
}

struct Download::State {
  std::string info;
  vault::Descriptor file;
  vault::Opener opener;
  std::int64_t offset = vault::header_size;
  std::vector<std::byte> sealed = {};
  std::span<const std::byte> plain = {};  // what is left of the chunk that was opened last
  std::mutex mutex = {};
};

Download::Download(Desk& desk, const customers::Claim& claim, std::string_view request) {
  check_kind(download_stream().callers, false, &claim);
  const auto decoded = json::decode<DownloadRequest>(request, {.audience = audience_of(&claim)});
  vault::AttachmentRow row;
  desk.database().read([&](storage::Transaction& tx) {
    const auto actor = admit(tx, download_stream().callers, &claim);
    row = tickets::find_attachment(tx, decoded.attachment, tickets::scope_of(actor));
  });
  const auto master = vault::MasterKey::load(desk.vault().key_file);
  if (!master) throw vault::key_missing();
  const auto blob = vault::blob_of(row);
  const auto key = master->unwrap(row.wrapped_key, row.key_id, blob);
  auto file = desk.vault().files.open(blob);
  if (!file)
    throw Error(Category::unavailable, "attachment.file_missing",
                "the file of this attachment is missing, put it back from a copy");
  std::array<std::byte, vault::header_size> header;
  if (file.size() != vault::sealed_size(row.size) || file.read_at(0, header) != header.size())
    throw vault::damaged();
  // Made in its place: neither the opener nor the mutex can be moved.
  state_.reset(new State{
      .info = json::encode(DownloadInfo{.name = row.name, .media_type = row.media_type, .size = row.size}),
      .file = std::move(file),
      .opener = vault::Opener(key, blob, row.size, header)});
}

Download::~Download() = default;

const std::string& Download::info() const { return state_->info; }

std::size_t Download::read(std::span<std::byte> out) {
  State& s = *state_;
  const std::lock_guard lock(s.mutex);
  while (s.plain.empty()) {
    const std::size_t size = s.opener.next_size();
    if (size == 0) return 0;
    s.sealed.resize(size);
    s.sealed.resize(s.file.read_at(s.offset, s.sealed));
    s.plain = s.opener.open(s.sealed);
    s.offset += static_cast<std::int64_t>(size);
  }
  const std::size_t taken = std::min(out.size(), s.plain.size());
  std::memcpy(out.data(), s.plain.data(), taken);
  s.plain = s.plain.subspan(taken);
  return taken;
}

}  // namespace plazo::operations
