// desk.restore
#include "core/storage/sqlite_restore.hpp"

#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/verify.hpp"

namespace plazo::operations {
namespace {

struct RestoreRequest {
  std::string source;
  std::string target;
  static constexpr json::Note notes[] = {
      {.field = "source", .meaning = "path of the backup, on this machine; only read", .min = 1, .max = 4096},
      {.field = "target",
       .meaning =
           "path of the database that it is to become; its folder must exist, itself it may be missing",
       .min = 1,
       .max = 4096},
  };
};
BOOST_DESCRIBE_STRUCT(RestoreRequest, (), (source, target))

struct RestoreReply {
  std::optional<std::string> kept;
  bool live = false;
  std::int64_t chains = 0;
  static constexpr json::Note notes[] = {
      {.field = "kept", .meaning = "path of the copy of what stood there before; absent when nothing did"},
      {.field = "live",
       .meaning = "true: replaced inside the database file, others may go on; false: the file is a new one"},
      {.field = "chains", .meaning = "timelines of the backup that were verified", .unit = "timelines"},
  };
};
BOOST_DESCRIBE_STRUCT(RestoreReply, (), (kept, live, chains))

/// Opens the copy as a desk, which also brings an older schema up to date, and reads all of it.
VerifyReply verify_copy(const storage::StagedBackup& staged) {
  DeskOptions options;
  options.database = staged.path().string();
  try {
    Desk copy(options);
    return verify(copy);
  } catch (const Error& error) {
    if (error.code != "storage.newer" && error.code != "storage.foreign" && error.code != "storage.corrupt")
      throw;
    throw Error(Category::invalid, "restore.unusable", "the backup cannot be used: " + error.message)
        .with("reason", error.code);
  }
}

RestoreReply restore(Desk& desk, const RestoreRequest& request) {
  const storage::StagedBackup staged(request.source, request.target);
  const VerifyReply report = verify_copy(staged);
  if (!report.sound) {
    Error damaged(Category::invalid, "restore.damaged", "the backup is damaged, nothing was restored");
    for (const auto& finding : report.findings)
      damaged.with(Problem{"", "damaged", finding.subject + ": " + finding.problem});
    throw damaged;
  }
  const auto restored = storage::put_in_place(staged, desk.now());
  RestoreReply reply{.live = restored.live, .chains = report.chains};
  if (!restored.kept.empty()) reply.kept = restored.kept.string();
  return reply;
}

}  // namespace

std::vector<Operation> restore_operations() {
  return {
      on_desk<restore>(
          {.name = "desk.restore",
           .summary = "Bring a backup back",
           .details =
               "Verifies the backup first: the file, the schema and every timeline. Never leaves half of it "
               "behind, and keeps what stood there before beside it. A sound database is replaced in one "
               "transaction while others may use it, and nothing that was acknowledged to them is lost: it "
               "is "
               "in the copy that is kept, or came after the restore. One that is damaged or was made by a "
               "newer "
               "Plazo is replaced only when no process has it open. Call it on a desk without storage. The "
               "files "
               "of attachments and the key are not in a backup: put their copies beside the target, in the "
               "folder `.files` and the file `.key`.",
           .callers = {{ActorKind::panel}},
           .errors = {{"restore.unusable",
                       "the backup is missing, no Plazo database or of a newer one; detail `reason`"},
                      {"restore.damaged", "the backup is damaged; `problems` lists how"},
                      {"restore.same_file", "the backup is the database itself"},
                      {"restore.in_use", "the database can be replaced only while no process has it open"}}}),
  };
}

}  // namespace plazo::operations
