// desk.status, desk.verify, desk.backup, tick
#include <algorithm>

#include "core/operations/attachment_upkeep.hpp"
#include "core/operations/catalogue.hpp"
#include "core/operations/desk.hpp"
#include "core/operations/idempotency.hpp"
#include "core/operations/verify.hpp"
#include "core/tickets/agenda.hpp"
#include "core/tickets/lists.hpp"
#include "core/tickets/replay.hpp"
#include "core/tickets/rollout.hpp"
#include "core/timeline/outbox.hpp"
#include "core/version.hpp"

namespace plazo::operations {
namespace {

struct DeskStatus {
  std::string version;
  std::string engine;
  std::string engine_version;
  std::int32_t schema_version = 0;
  std::int64_t database_bytes = 0;
  std::int64_t log_bytes = 0;
  std::string zone_data_version;
  std::optional<std::int64_t> policy_version;
  std::int64_t agenda_due = 0;
  std::int64_t unindexed_messages = 0;
  std::int64_t outbox_waiting = 0;
  std::optional<Duration> outbox_oldest;
  std::int64_t outbox_dead = 0;
  std::vector<std::string> warnings;

  static constexpr json::Note notes[] = {
      {.field = "version", .meaning = "version of Plazo"},
      {.field = "engine", .meaning = "database engine"},
      {.field = "engine_version", .meaning = "version of the engine"},
      {.field = "schema_version", .meaning = "number of the last applied migration"},
      {.field = "database_bytes", .meaning = "size of the database file", .unit = "bytes"},
      {.field = "log_bytes", .meaning = "size of the write-ahead log", .unit = "bytes"},
      {.field = "zone_data_version",
       .meaning = "version of the system's time-zone data, such as `2026b`; empty when unknown"},
      {.field = "policy_version",
       .meaning = "number of the policy version in force; absent when there is none"},
      {.field = "agenda_due",
       .meaning = "agenda entries that `tick` has still to act on, counted up to 1000",
       .unit = "entries"},
      {.field = "unindexed_messages",
       .meaning = "messages that wait for the text index, counted up to 1000",
       .unit = "messages"},
      {.field = "outbox_waiting",
       .meaning = "tasks of the outbox that wait or are claimed, counted up to 1000",
       .unit = "tasks"},
      {.field = "outbox_oldest",
       .meaning = "how long the oldest of them has waited; absent when there is none"},
      {.field = "outbox_dead",
       .meaning = "tasks that were given up, counted up to 1000; `outbox.list` tells why",
       .unit = "tasks"},
      {.field = "warnings",
       .meaning = "what an operator should look at, as codes: `wal_reset_bug`, `foreign_descriptor`, …"},
  };
};
BOOST_DESCRIBE_STRUCT(DeskStatus, (),
                      (version, engine, engine_version, schema_version, database_bytes, log_bytes,
                       zone_data_version, policy_version, agenda_due, unindexed_messages, outbox_waiting,
                       outbox_oldest, outbox_dead, warnings))

DeskStatus status(Desk& desk, const Empty&) {
  DeskStatus out{
      .version = std::string(version), .engine = "none", .zone_data_version = calendar::zone_data_version()};
  if (!desk.has_database()) return out;
  const auto storage = desk.database().status();
  out.engine = storage.engine;
  out.engine_version = storage.engine_version;
  out.schema_version = storage.schema_version;
  out.database_bytes = storage.database_bytes;
  out.log_bytes = storage.wal_bytes;
  out.warnings = storage.warnings;
  if (out.zone_data_version.empty()) out.warnings.emplace_back("zone_data_unknown");
  const Instant now = desk.now();
  desk.database().read([&](storage::Transaction& tx) {
    if (const auto decides = policy::in_force_now(tx, now); decides.number > 0)
      out.policy_version = decides.number;
    auto due =
        tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM agenda WHERE due_at <= ? LIMIT 1000) AS due", now);
    if (due.next()) out.agenda_due = due.integer(0);
    auto waiting = tx.query("SELECT COUNT(*) FROM (SELECT 1 FROM message_unindexed LIMIT 1000) AS waiting");
    if (waiting.next()) out.unindexed_messages = waiting.integer(0);
    const auto backlog = timeline::backlog(tx);
    out.outbox_waiting = backlog.waiting;
    out.outbox_dead = backlog.dead;
    if (backlog.oldest) out.outbox_oldest = std::max(Duration{}, now - *backlog.oldest);
  });
  return out;
}

constexpr std::size_t listed_findings = 100;

void add_finding(VerifyReply& out, std::string subject, std::string problem) {
  out.sound = false;
  if (out.findings.size() < listed_findings) out.findings.push_back({std::move(subject), std::move(problem)});
}

/// Subjects by key, from the one after `?` on: key, id, sequence, chain. In pages, so that no snapshot
/// is held for long.
struct ChainPage {
  std::string_view kind, sql;
};
constexpr ChainPage chain_pages[] = {
    {"customer", "SELECT id, id, sequence, chain FROM customer WHERE id > ? ORDER BY id LIMIT 500"},
    {"staff", "SELECT id, id, sequence, chain FROM staff WHERE id > ? ORDER BY id LIMIT 500"},
    {"policy",
     "SELECT number, id, sequence, chain FROM policy_version WHERE number > ? ORDER BY number LIMIT 500"},
    {"ticket", "SELECT id, id, sequence, chain FROM ticket WHERE id > ? ORDER BY id LIMIT 500"},
    {"session", "SELECT id, id, sequence, chain FROM conversation WHERE id > ? ORDER BY id LIMIT 500"},
};

}  // namespace

VerifyReply verify(Desk& desk) {
  VerifyReply out;
  const auto report = [&](std::string subject, std::string problem) {
    add_finding(out, std::move(subject), std::move(problem));
  };
  for (auto& problem : desk.database().check_integrity()) report("database", std::move(problem));
  for (const auto& page : chain_pages) {
    std::int64_t last = -1;
    for (bool more = true; more;) {
      desk.database().read([&](storage::Transaction& tx) {
        std::vector<std::pair<Id, timeline::Head>> heads;
        std::vector<std::int64_t> keys;
        {
          auto rows = tx.query(page.sql, last);
          while (rows.next()) {
            const auto chain = rows.blob(3);
            keys.push_back(rows.integer(0));
            heads.push_back({rows.id(1), {rows.integer(2), json::Bytes(chain.begin(), chain.end())}});
          }
        }
        PolicyVersions versions(desk);
        const tickets::VersionOf version = [&](std::int64_t number) -> const policy::Compiled& {
          return versions.version(tx, number);
        };
        for (std::size_t i = 0; i < heads.size(); ++i) {
          const auto& [id, head] = heads[i];
          const std::string subject = std::string(page.kind) + " " + to_text(id);
          ++out.chains;
          try {
            if (auto problem = timeline::verify(tx, id, head); !problem.empty())
              report(subject, std::move(problem));
            else if (page.kind == "policy" && !policy::as_installed(tx, keys[i]))
              report(subject, "the document is another than was installed");
            else if (page.kind == "ticket")
              for (auto& difference : tickets::differences(tx, tickets::find(tx, id, {}), version))
                report(subject, std::move(difference));
          } catch (const Error& error) {
            // Whatever is not to be had for other reasons is damage here, also a row that is not found.
            if (error.category == Category::unavailable && error.code != "storage.corrupt") throw;
            report(subject, error.message);
          }
        }
        // In a damaged table the search for the next page may lead back.
        if (!keys.empty() && keys.back() <= last) {
          report("database", "the rows of `" + std::string(page.kind) + "` are out of order");
          keys.clear();
        }
        more = !keys.empty();
        if (more) last = keys.back();
      });
    }
  }
  return out;
}

namespace {

struct Verify {
  bool attachments = true;
  static constexpr json::Note notes[] = {
      {.field = "attachments",
       .meaning = "look for the files of attachments and for the key too; false for a backup that lies apart "
                  "from them",
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Verify, (), (attachments))

VerifyReply verify_all(Desk& desk, const Verify& request) {
  VerifyReply out = verify(desk);
  if (!request.attachments) return out;
  out.attachments = verify_attachments(desk, [&](std::string subject, std::string problem) {
    add_finding(out, std::move(subject), std::move(problem));
  });
  return out;
}

struct BackupRequest {
  std::string target;
  static constexpr json::Note notes[] = {
      {.field = "target",
       .meaning = "path of the copy, on this machine; must not exist yet",
       .min = 1,
       .max = 4096},
  };
};
BOOST_DESCRIBE_STRUCT(BackupRequest, (), (target))

Empty backup(Desk& desk, const BackupRequest& request) {
  desk.database().backup(request.target);
  return {};
}

struct Tick {
  Duration budget = seconds(2);
  static constexpr json::Note notes[] = {
      {.field = "budget",
       .meaning = "no new batch is begun after this time",
       .min = 0,
       .max = 300'000,
       .defaulted = true},
  };
};
BOOST_DESCRIBE_STRUCT(Tick, (), (budget))

struct TickReply {
  std::int64_t agenda = 0;
  std::int64_t re_evaluated = 0;
  std::int64_t indexed = 0;
  std::int64_t forgotten_keys = 0;
  std::int64_t forgotten_attempts = 0;
  std::int64_t forgotten_tasks = 0;
  std::int64_t swept_files = 0;
  bool more = false;
  static constexpr json::Note notes[] = {
      {.field = "agenda", .meaning = "agenda entries acted on", .unit = "entries"},
      {.field = "re_evaluated",
       .meaning = "open tickets brought under a new version of the policy",
       .unit = "tickets"},
      {.field = "indexed", .meaning = "messages put into the text index", .unit = "messages"},
      {.field = "forgotten_keys", .meaning = "idempotency keys past their 30 days", .unit = "keys"},
      {.field = "forgotten_attempts",
       .meaning = "attempts that the policy did not take, past their 180 days",
       .unit = "attempts"},
      {.field = "forgotten_tasks", .meaning = "done tasks of the outbox, 30 days after", .unit = "tasks"},
      {.field = "swept_files",
       .meaning = "files removed, or set aside for 30 days because no row names them",
       .unit = "files"},
      {.field = "more", .meaning = "true when the budget ended before the work did: tick again soon"},
  };
};
BOOST_DESCRIBE_STRUCT(TickReply, (),
                      (agenda, re_evaluated, indexed, forgotten_keys, forgotten_attempts, forgotten_tasks,
                       swept_files, more))

constexpr int batch = 500;
/// Messages indexed in one transaction: writers wait for it.
constexpr int index_batch = 100;
constexpr std::int64_t log_trimmed_above = 16 << 20;

/// What one transaction of a tick has done.
struct Batch {
  Batch(int n) : taken(n), done(n) {}
  Batch(int taken, int done) : taken(taken), done(done) {}
  int taken;  ///< a full batch says that there may be more
  int done;
};

TickReply tick(Desk& desk, const Tick& request) {
  TickReply out;
  const SystemClock stopwatch;
  const Instant end = stopwatch.now() + request.budget;
  const Instant now = desk.now();
  /// Batches of one kind of work until there is none left or the time is up.
  const auto work = [&](std::int64_t& done, int full, auto&& one_batch) {
    for (Batch last = full; last.taken == full;) {
      if (stopwatch.now() > end) {
        out.more = true;
        return;
      }
      desk.database().transact([&](storage::Transaction& tx) { last = one_batch(tx); });
      done += last.done;
    }
  };
  // All that a tick writes is of one instant: ids of one millisecond would clash.
  const IdSource ids = desk.ids().wider();
  const auto by_clock = [&](storage::Transaction& tx, tickets::Policies& versions) {
    return tickets::Writing{tx, ids, now, {timeline::AuthorKind::clock, {}}, {}, versions};
  };
  work(out.re_evaluated, batch, [&](storage::Transaction& tx) {
    PolicyVersions versions(desk);
    auto writing = by_clock(tx, versions);
    const auto rolled = tickets::roll_out(writing, batch);
    return Batch(rolled.looked_at, rolled.moved);
  });
  work(out.agenda, batch, [&](storage::Transaction& tx) {
    PolicyVersions versions(desk);
    auto writing = by_clock(tx, versions);
    return tickets::act_on_agenda(writing, batch);
  });
  work(out.indexed, index_batch,
       [&](storage::Transaction& tx) { return tickets::index_messages(tx, index_batch); });
  // Writers wait for the merging of a large index: it is for moments in which no messages come in.
  if (out.indexed > 0) {
    desk.text_index_in_parts = true;
  } else if (desk.text_index_in_parts) {
    std::int64_t steps = 0;
    work(steps, 1, [](storage::Transaction& tx) { return Batch(tickets::merge_text_index(tx) ? 1 : 0); });
    desk.text_index_in_parts = out.more;
  }
  work(out.forgotten_keys, batch, [&](storage::Transaction& tx) { return forget_old_keys(tx, now, batch); });
  work(out.forgotten_attempts, batch,
       [&](storage::Transaction& tx) { return customers::forget_attempts(tx, now, batch); });
  work(out.forgotten_tasks, batch, [&](storage::Transaction& tx) {
    return timeline::forget_done_tasks(tx, now - idempotency_keep, batch);
  });
  if (sweep_attachments(desk, out.swept_files, [&] { return stopwatch.now() > end; })) out.more = true;
  desk.database().trim_log(log_trimmed_above);
  return out;
}

}  // namespace

std::vector<Operation> desk_operations() {
  return {
      on_desk<backup>(
          {.name = "desk.backup",
           .summary = "Copy the whole database while it is in use",
           .details =
               "The copy is consistent and appears complete or not at all. Never copy the file itself "
               "with other means from a process that has the desk open. The files of attachments are not in "
               "it: copy the folder `.files` beside the database afterwards, by any means, as its "
               "files never change. Keep a copy of the key file too, but apart: without it no "
               "attachment opens, and with it a stolen backup does.",
           .callers = {{ActorKind::panel}},
           .errors = {{"backup.exists", "the target exists already"}}}),
      on_desk<status>({.name = "desk.status",
                       .summary = "How the desk is doing",
                       .details = "Works on a desk without storage too, then with the engine `none`.",
                       .callers = {{ActorKind::panel}}}),
      on_desk<verify_all>(
          {.name = "desk.verify",
           .summary = "Check the database and every timeline",
           .details = "Finds damage, events that were altered, dropped or cut off, messages, tickets, "
                      "clocks and versions of the policy that are not what their timeline says, and "
                      "attachments whose file or key is missing. Reads the whole database: minutes on a "
                      "large desk, while others go on working.",
           .callers = {{ActorKind::panel}}}),
      on_desk<tick>(
          {.name = "tick",
           .summary = "Do what is due",
           .details =
               "Warns before deadlines, notes missed promises, takes the steps of escalation, ends pauses, "
               "brings tickets under a new policy, indexes texts and tidies up, in small transactions within "
               "a time "
               "budget. Call it from cron or let `plazo worker` do it; any number may run at once.",
           .callers = {{ActorKind::panel}}}),
  };
}

}  // namespace plazo::operations
