#include "core/operations/desk.hpp"

#include <algorithm>
#include <utility>

#include "core/json/decode.hpp"
#include "core/json/encode.hpp"
#include "core/operations/admission.hpp"
#include "core/operations/asking.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/consequences.hpp"
#include "core/operations/idempotency.hpp"
#include "core/storage/sqlite_files.hpp"
#include "core/tickets/lists.hpp"

namespace plazo::operations {
namespace {

constexpr std::string_view temporary_tables[] = {tickets::text_index_of_tail};

std::unique_ptr<storage::Database> open_database(const DeskOptions& options) {
  if (!options.database) return nullptr;
  storage::Options storage{.path = *options.database,
                           .create = options.create,
                           .allow_network = options.allow_network_file_system,
                           .temporary_tables = temporary_tables};
  if (options.busy_timeout) storage.busy_timeout = *options.busy_timeout;
  return storage::open_sqlite(storage);
}

// Only names: nothing is looked at before the first attachment.
std::optional<Vault> vault_of(const DeskOptions& options) {
  if (!options.database) return std::nullopt;
  const auto database = storage::resolve(*options.database);
  return Vault{
      vault::Files(storage::beside(database, ".files")),
      options.key_file ? std::filesystem::absolute(*options.key_file) : storage::beside(database, ".key")};
}

std::unique_ptr<Clock> clock_of(const DeskOptions& options) {
  if (options.now) return std::make_unique<FixedClock>(*options.now);
  return std::make_unique<SystemClock>();
}

}  // namespace

const policy::InForce& Call::policy() {
  if (!in_force) in_force = desk.policy(tx, policy::in_force_now(tx, now));
  if (!in_force)
    throw Error(Category::unavailable, "policy.none",
                policy::newest(tx).number == 0
                    ? "no policy is installed yet, the panel installs one with policy.install"
                    : "no policy is in force at present, the panel installs one with policy.install");
  return *in_force;
}

const policy::InForce& Call::policy_for_reading() {
  if (!in_force) in_force = desk.policy(tx, policy::in_force_now(tx, now));
  if (in_force) return *in_force;
  if (const auto* const newest = desk.policy(tx, policy::newest(tx))) return *newest;
  return policy();
}

Locale Call::locale() {
  if (actor.locale) return *actor.locale;
  if (!in_force) in_force = desk.policy(tx, policy::in_force_now(tx, now));
  return in_force ? in_force->document().languages.front() : Locale::es;
}

Desk::Desk(const DeskOptions& options) : Desk(options, clock_of(options), IdSource()) {}

Desk::Desk(const DeskOptions& options, std::unique_ptr<Clock> clock, IdSource ids)
    : clock_(std::move(clock)), ids_(ids), database_(open_database(options)), vault_(vault_of(options)) {}

Desk::Desk(std::unique_ptr<storage::Database> database, std::unique_ptr<Clock> clock, IdSource ids)
    : clock_(std::move(clock)), ids_(ids), database_(std::move(database)) {}

Desk::~Desk() {
  for (const Loaded* known = policies_.load(); known;) delete std::exchange(known, known->before);
}

storage::Database& Desk::database() {
  if (!database_)
    throw Error(Category::unavailable, "desk.no_storage",
                "this desk was opened without a database, give `database` when opening it");
  return *database_;
}

const Vault& Desk::vault() const {
  if (!vault_)
    throw Error(Category::unavailable, "desk.no_storage",
                "this desk was opened without a database, give `database` when opening it");
  return *vault_;
}

const policy::InForce& Desk::loaded(storage::Transaction& tx, std::int64_t number, Id id) {
  const Loaded* last = policies_.load(std::memory_order_acquire);
  for (const Loaded* known = last; known; known = known->before)
    if (known->policy.id == id) return known->policy;
  auto fresh = std::make_unique<Loaded>(Loaded{policy::load(tx, number), last});
  while (!policies_.compare_exchange_weak(fresh->before, fresh.get(), std::memory_order_acq_rel)) {
  }
  return fresh.release()->policy;
}

const policy::InForce* Desk::policy(storage::Transaction& tx, Instant at) {
  return policy(tx, policy::in_force(tx, at));
}

const policy::InForce* Desk::policy(storage::Transaction& tx, policy::Named version) {
  return version.number == 0 ? nullptr : &loaded(tx, version.number, version.id);
}

const policy::InForce& Desk::policy(storage::Transaction& tx, std::int64_t number) {
  return loaded(tx, number, policy::named(tx, number).id);
}

const policy::InForce& PolicyVersions::version(storage::Transaction& tx, std::int64_t number) {
  for (const auto* known : versions_)
    if (known->number == number) return *known;
  return *versions_.emplace_back(&desk_.policy(tx, number));
}

const policy::InForce* PolicyVersions::successor(storage::Transaction& tx, std::int64_t number, Instant now) {
  for (const auto& [after, next] : successors_)
    if (after == number) return next;
  std::vector<std::int64_t> later;
  {
    // Those that took effect after it, in that order; a version may be installed long before it does.
    auto rows = tx.query(
        "SELECT n.number FROM policy_version o JOIN policy_version n ON n.in_force_at > o.in_force_at OR "
        "(n.in_force_at = o.in_force_at AND n.number > o.number) WHERE o.number = ? "
        "ORDER BY n.in_force_at, n.number",
        number);
    while (rows.next()) later.push_back(rows.integer(0));
  }
  const policy::InForce* found = nullptr;
  for (const auto next : later) {
    const auto& policy = version(tx, next);
    if (policy.in_force_at() > now || policy.document().clocks.new_version == policy::NewVersion::pin)
      continue;
    found = &policy;
    break;
  }
  successors_.emplace_back(number, found);
  return found;
}

bool Desk::time_to_sweep(Duration every) {
  const std::int64_t now = clock_->now().ms;
  std::int64_t last = swept_at_.load();
  if (last != 0 && now >= last && now - last < every.ms) return false;
  return swept_at_.compare_exchange_strong(last, now);
}

std::string Desk::call(const customers::Claim* claim, std::string_view operation, std::string_view request) {
  return call(claim, find(operation), request);
}

std::string Desk::call(const customers::Claim* claim, const Operation& op, std::string_view request) {
  check_kind(op.callers, op.access == Access::write, claim);
  const auto decoded = op.new_request();
  json::decode(op.request(), request, decoded.get(), {.audience = audience_of(claim)});
  if (op.access == Access::read || op.access == Access::write)
    return run_transaction(claim, op, decoded.get());
  const auto reply = op.new_reply();
  op.run_desk(*this, decoded.get(), reply.get());
  std::string out;
  json::encode(op.reply(), reply.get(), out);
  return out;
}

std::string Desk::run_transaction(const customers::Claim* claim, const Operation& op, const void* request) {
  const Instant now = clock_->now();
  const std::string* key = nullptr;
  json::Bytes digest;
  if (op.access == Access::write) {
    const auto& given = *static_cast<const std::optional<std::string>*>(
        op.request().find("idempotency_key")->at_const(request));
    if (given) {
      key = &*given;
      std::string canonical;
      json::encode(op.request(), request, canonical);
      digest = idempotency_digest(canonical);
    }
  }

  std::string out;
  int unindexed = -1;  // not counted
  IdSource ids = ids_;
  bool repeated = false;       // the effect is that of an earlier attempt
  bool had_no_effect = false;  // no earlier attempt with this key: known only once it was looked up
  // The reply is encoded before the commit: whatever fails, fails while nothing has happened yet.
  const auto body = [&](storage::Transaction& tx) {
    PolicyVersions versions(*this);
    Call call{*this, tx, admit(tx, op.callers, claim), now, std::exchange(ids, ids_.wider()), versions};
    const auto reply = op.new_reply();
    const auto encode = [&] {
      out.clear();
      json::encode(op.reply(), reply.get(), out, call.actor.audience());
    };
    json::Bytes scoped_key;
    if (key) {
      scoped_key = idempotency_key(call.actor.identity(), op.name, *key);
      if (auto made = earlier_attempt(tx, scoped_key, digest)) {
        had_no_effect = false;
        repeated = true;
        call.made = std::move(*made);
        op.repeat(call, reply.get());
        return encode();
      }
      had_no_effect = true;
      repeated = false;
    }
    op.run(call, request, reply.get());
    if (key) idempotency_keys().insert(tx, {std::move(scoped_key), digest, std::move(call.made), now});
    if (op.access == Access::write && writes_until_count_.load() <= 0)
      unindexed = tickets::count_unindexed(tx);
    encode();
  };

  // Nothing was written, so nothing was synced: whoever made the earlier attempt may have died before it was.
  const auto write = [&] {
    database().transact(body);
    if (repeated) database().make_lasting();
  };
  if (op.access == Access::read) {
    database().read(body);
  } else {
    try {
      write();
    } catch (const Refusal& refusal) {
      keep_attempt(refusal);
      throw;
    } catch (const storage::CommitUnknown&) {
      // With a key the second run finds out whether the first one had its effect; without one, only the
      // caller can tell. A second run that fails before it knows leaves the first one's outcome open.
      if (!key) throw;
      had_no_effect = false;
      try {
        write();
        return out;
      } catch (...) {
        if (had_no_effect) throw;
      }
      throw;
    }
    if (unindexed < 0) {
      writes_until_count_.fetch_sub(1);
    } else {
      // Counting takes as long as there are messages. Far from the limit some writes can do without, as
      // other desks count for themselves; close to it none.
      writes_until_count_.store(std::max(0, tickets::most_unindexed - unindexed) / 8);
      if (unindexed > tickets::most_unindexed) shorten_index_queue();
    }
  }
  return out;
}

// The caller gets its refusal whether or not it can be noted: it is true either way.
void Desk::keep_attempt(const Refusal& refusal) noexcept {
  try {
    IdSource ids = ids_;
    database().transact([&](storage::Transaction& tx) {
      const IdSource fresh = std::exchange(ids, ids_.wider());
      customers::record_attempt(tx, fresh, refusal.attempt);
      if (refusal.suspension) suspend_by_policy(tx, fresh, *refusal.suspension);
    });
  } catch (const std::exception&) {
  }
}

// The write is done and answered for: whatever goes wrong here is left to the next one, or to `tick`.
void Desk::shorten_index_queue() noexcept {
  try {
    database().transact(
        [](storage::Transaction& tx) { tickets::index_messages(tx, tickets::indexed_after_commit); });
  } catch (const std::exception&) {
  }
}

}  // namespace plazo::operations
