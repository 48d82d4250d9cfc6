// The desk: one provider's support, open for calls.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/customers/actor.hpp"
#include "core/customers/attempts.hpp"
#include "core/operations/operation.hpp"
#include "core/storage/database.hpp"
#include "core/tickets/work.hpp"
#include "core/vault/files.hpp"

namespace plazo::operations {

/// How a desk is opened.
struct DeskOptions {
  std::optional<std::string> database;
  bool create = false;
  std::optional<std::string> key_file;
  bool allow_network_file_system = false;
  std::optional<Instant> now;
  std::optional<Duration> busy_timeout;

  static constexpr json::Note notes[] = {
      {.field = "database",
       .meaning = "path of the SQLite file; absent: a desk without storage, for the pure operations",
       .min = 1,
       .max = 4096},
      {.field = "create", .meaning = "make the file when it is missing", .defaulted = true},
      {.field = "key_file",
       .meaning = "path of the key that seals attachments, made with the first one; absent: the database's "
                  "path with `.key` after it. Keep a copy, apart from those of the database",
       .min = 1,
       .max = 4096},
      {.field = "allow_network_file_system",
       .meaning = "open on a network file system all the same, where locks may lie",
       .defaulted = true},
      {.field = "now", .meaning = "the clock stands still at this instant: for tests and simulations"},
      {.field = "busy_timeout",
       .meaning = "how long a call waits for other writers; 10 s when absent",
       .min = 0,
       .max = 60'000},
  };
};
BOOST_DESCRIBE_STRUCT(DeskOptions, (),
                      (database, create, key_file, allow_network_file_system, now, busy_timeout))

/// Where a desk keeps the files of attachments, and the key that seals them.
struct Vault {
  vault::Files files;
  std::filesystem::path key_file;
};

struct Refusal;

/// The versions of the policy within one transaction: each is looked up once.
class PolicyVersions final : public tickets::Policies {
 public:
  explicit PolicyVersions(Desk& desk) : desk_(desk) {}
  const policy::InForce& version(storage::Transaction&, std::int64_t number) override;
  const policy::InForce* successor(storage::Transaction&, std::int64_t number, Instant now) override;

 private:
  Desk& desk_;
  std::vector<const policy::InForce*> versions_;
  std::vector<std::pair<std::int64_t, const policy::InForce*>> successors_;
};

/// Usable by all threads.
class Desk {
 public:
  explicit Desk(const DeskOptions&);
  /// For tests: a clock and an id source of one's own.
  Desk(const DeskOptions&, std::unique_ptr<Clock>, IdSource);
  /// For tests: also a database of one's own; without attachments.
  Desk(std::unique_ptr<storage::Database>, std::unique_ptr<Clock>, IdSource);
  ~Desk();

  /// Performs an operation and gives its reply as JSON. `claim` says as whom; null is the panel itself,
  /// the holder of this desk. Throws `Error`.
  std::string call(const customers::Claim* claim, std::string_view operation, std::string_view request);
  /// The same with an operation in hand; tests also pass ones that are not in the catalogue.
  std::string call(const customers::Claim* claim, const Operation&, std::string_view request);

  storage::Database& database();
  bool has_database() const { return database_ != nullptr; }
  bool has_vault() const { return vault_.has_value(); }
  /// Throws `desk.no_storage` when there is none.
  const Vault& vault() const;
  std::atomic<int> open_uploads{0};
  std::atomic<bool> text_index_in_parts{true};  ///< as far as this desk knows: it has parts to be merged
  const IdSource& ids() const { return ids_; }
  Instant now() const { return clock_->now(); }

  /// Whether the desk's clock has gone `every` further since this was last true, or was set back. True for
  /// one caller.
  bool time_to_sweep(Duration every);

  /// The version that decides at an instant. Null when there is none. Versions are loaded once and live as
  /// long as the desk.
  const policy::InForce* policy(storage::Transaction&, Instant at);
  /// The version of this name; null for none.
  const policy::InForce* policy(storage::Transaction&, policy::Named);
  /// Any version by its number, which is a fault when it is missing.
  const policy::InForce& policy(storage::Transaction&, std::int64_t number);

 private:
  const policy::InForce& loaded(storage::Transaction&, std::int64_t number, Id id);
  std::string run_transaction(const customers::Claim* claim, const Operation&, const void* request);
  void shorten_index_queue() noexcept;
  void keep_attempt(const Refusal&) noexcept;

  std::unique_ptr<Clock> clock_;
  IdSource ids_;
  std::unique_ptr<storage::Database> database_;
  std::optional<Vault> vault_;
  // Versions loaded so far, the last one first; only ever added to. Without a lock, because a child
  // that was forked while another thread held one could never take it.
  struct Loaded {
    policy::InForce policy;
    const Loaded* before;
  };
  std::atomic<const Loaded*> policies_{nullptr};
  std::atomic<std::int64_t> swept_at_{0};   // 0: not yet
  std::atomic<int> writes_until_count_{0};  // until those waiting for the text index are counted again
};

}  // namespace plazo::operations
