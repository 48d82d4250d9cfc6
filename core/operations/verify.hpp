// What `desk.verify` finds; `desk.restore` asks it of a backup.
#pragma once

#include "core/operations/operation.hpp"

namespace plazo::operations {

struct Finding {
  std::string subject;
  std::string problem;
  static constexpr json::Note notes[] = {
      {.field = "subject",
       .meaning = "what is damaged: `database`, `key`, or a kind and an id such as `ticket 123`"},
      {.field = "problem",
       .meaning = "`missing`, `altered` or `cut` for a timeline, a file or the key; else one line on it"},
  };
};
BOOST_DESCRIBE_STRUCT(Finding, (), (subject, problem))

struct VerifyReply {
  bool sound = true;
  std::int64_t chains = 0;
  std::int64_t attachments = 0;
  std::vector<Finding> findings;
  static constexpr json::Note notes[] = {
      {.field = "sound", .meaning = "true when nothing was found"},
      {.field = "chains", .meaning = "timelines walked", .unit = "timelines"},
      {.field = "attachments", .meaning = "files looked for, with the size they must have", .unit = "files"},
      {.field = "findings", .meaning = "what is damaged, at most 100"},
  };
};
BOOST_DESCRIBE_STRUCT(VerifyReply, (), (sound, chains, attachments, findings))

/// Reads the whole database: the file, its schema, every timeline, and what must agree with it. The
/// files of attachments are no part of it.
VerifyReply verify(Desk&);

}  // namespace plazo::operations
