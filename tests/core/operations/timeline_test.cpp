// Evidence: whatever is done to the events behind Plazo's back, desk.verify says so.
#include <gmock/gmock.h>

#include "core/tickets/rows.hpp"
#include "tests/core/operations/parties.hpp"

namespace plazo::operations::testing {
namespace {

class Evidence : public PartiesTest {
 protected:
  struct Subject {
    std::string kind, id;
  };
  /// One of each kind, with at least three events where the kind can have more than one.
  std::vector<Subject> subjects() {
    furnish();
    const auto ticket = objects(Side::own).at(Meaning::ticket);
    call(staff("ana"), "ticket.reply", R"({"ticket":")" + ticket + R"(","body":"Hecho"})");
    call(customer("1017"), "ticket.close", R"({"ticket":")" + ticket + R"("})");
    put_own_account();
    put_own_account();
    put_staff("ana", {Permission::tickets_close});
    put_staff("ana");
    const auto session = objects(Side::own).at(Meaning::session);
    call(staff("ana"), "session.join", R"({"session":")" + session + R"("})");
    call(customer("1017"), "session.end", R"({"session":")" + session + R"("})");
    return {{"ticket", ticket},
            {"session", session},
            {"customer", id_of("SELECT id FROM customer WHERE reference = '1017'")},
            {"staff", id_of("SELECT id FROM staff WHERE reference = 'ana'")},
            {"policy", id_of("SELECT id FROM policy_version WHERE number = 1")}};
  }
  std::string id_of(std::string_view sql) {
    std::string id;
    desk->database().read([&](storage::Transaction& tx) {
      auto rows = tx.query(sql);
      ASSERT_TRUE(rows.next());
      id = to_text(rows.id(0));
    });
    return id;
  }
  std::int64_t run(std::string_view sql, const std::string& subject) {
    std::int64_t changed = 0;
    desk->database().transact([&](storage::Transaction& tx) { changed = tx.run(sql, *parse_id(subject)); });
    return changed;
  }
  std::vector<std::string> findings() {
    std::vector<std::string> all;
    const auto reply = call("desk.verify");
    for (const auto& f : reply.at("findings").as_array())
      all.push_back(std::string(f.at("subject").as_string()) + ": " +
                    std::string(f.at("problem").as_string()));
    EXPECT_EQ(reply.at("sound").as_bool(), all.empty());
    return all;
  }
  /// Runs each statement on a copy of the same rows and expects exactly this subject to be reported.
  void tamper(const Subject& subject, const char* name, std::initializer_list<std::string_view> statements) {
    desk->database().transact([&](storage::Transaction& tx) {
      tx.run("DELETE FROM event WHERE subject = 1");
      tx.run(
          "INSERT INTO event SELECT 1, sequence, at, kind, author_kind, author, audience, body, salt, "
          "body_hash, hash "
          "FROM event WHERE subject = ?",
          *parse_id(subject.id));
    });
    std::int64_t changed = 0;
    for (const auto sql : statements) changed += run(sql, subject.id);
    ASSERT_GT(changed, 0) << name << " touched nothing of the " << subject.kind;
    EXPECT_THAT(findings(),
                ::testing::ElementsAre(::testing::StartsWith(subject.kind + " " + subject.id + ": ")))
        << name << " of the " << subject.kind;
    desk->database().transact([&](storage::Transaction& tx) {
      tx.run("DELETE FROM event WHERE subject = ?", *parse_id(subject.id));
      tx.run(
          "INSERT INTO event SELECT ?, sequence, at, kind, author_kind, author, audience, body, salt, "
          "body_hash, hash "
          "FROM event WHERE subject = 1",
          *parse_id(subject.id));
      tx.run("DELETE FROM event WHERE subject = 1");
    });
    EXPECT_THAT(findings(), ::testing::IsEmpty()) << "after undoing " << name;
  }
};

TEST_F(Evidence, F37_EveryTamperingWithEventsIsFound) {
  const auto all = subjects();
  EXPECT_THAT(findings(), ::testing::IsEmpty());
  for (const auto& subject : all) {
    tamper(subject, "another body",
           {"UPDATE event SET body = '{\"x\":1}' WHERE subject = ? AND sequence = 1"});
    tamper(subject, "another kind",
           {"UPDATE event SET kind = 'ticket.noted' WHERE subject = ? AND sequence = 1"});
    tamper(subject, "another time", {"UPDATE event SET at = at + 1 WHERE subject = ? AND sequence = 1"});
    tamper(subject, "another side",
           {"UPDATE event SET author_kind = 'clock' WHERE subject = ? AND sequence = 1"});
    tamper(subject, "another author", {"UPDATE event SET author = 42 WHERE subject = ? AND sequence = 1"});
    tamper(subject, "another audience",
           {"UPDATE event SET audience = 'panel' WHERE subject = ? AND sequence = 1"});
    tamper(subject, "another salt", {"UPDATE event SET salt = x'00' WHERE subject = ? AND sequence = 1"});
    // As if it had been erased, but with another content.
    tamper(subject, "no salt and another body",
           {"UPDATE event SET salt = x'', body = '{\"x\":1}' WHERE subject = ? AND sequence = 1"});
    tamper(subject, "no salt and another kind",
           {"UPDATE event SET salt = x'', body = '', author = NULL, kind = 'policy.installed2' WHERE subject "
            "= ? AND sequence = 1"});
    tamper(subject, "the first one gone", {"DELETE FROM event WHERE subject = ? AND sequence = 1"});
    tamper(subject, "the last one gone",
           {"DELETE FROM event WHERE subject = ?1 AND sequence = (SELECT MAX(sequence) FROM event WHERE "
            "subject = 1)"});
    tamper(subject, "all gone", {"DELETE FROM event WHERE subject = ?"});
    if (subject.kind == "policy") continue;  // these have one event only
    tamper(subject, "one in the middle gone", {"DELETE FROM event WHERE subject = ? AND sequence = 2"});
    tamper(subject, "one gone and the rest moved up",
           {"DELETE FROM event WHERE subject = ? AND sequence = 1",
            "UPDATE event SET sequence = sequence - 1 WHERE subject = ?"});
    tamper(subject, "two exchanged",
           {"UPDATE event SET sequence = 1000 WHERE subject = ? AND sequence = 2",
            "UPDATE event SET sequence = 2 WHERE subject = ? AND sequence = 3",
            "UPDATE event SET sequence = 3 WHERE subject = ? AND sequence = 1000"});
    tamper(subject, "one repeated at the end",
           {"INSERT INTO event SELECT subject, 1000, at, kind, author_kind, author, audience, body, salt, "
            "body_hash, hash "
            "FROM event WHERE subject = ? AND sequence = 1"});
  }
}

TEST_F(Evidence, F37_AnErasedEventStillVerifies) {
  for (const auto& subject : subjects()) {
    // What erasing a person's data leaves of an event.
    run("UPDATE event SET salt = x'', body = '', author = NULL WHERE subject = ? AND sequence = 1",
        subject.id);
    EXPECT_THAT(findings(), ::testing::IsEmpty()) << subject.kind;
  }
}

/// An SQL expression of another value that the column may hold too.
std::string other_value(const json::Field& field) {
  const auto* type = &field.type();
  if (type->kind == json::Kind::optional) type = &type->element();
  const std::string name(field.name);
  switch (type->kind) {
    case json::Kind::text:
      return "COALESCE(" + name + ", '') || 'x'";
    case json::Kind::bytes:
      return "CAST(" + name + " || 'x' AS BLOB)";
    case json::Kind::enumeration:
      return "CASE WHEN " + name + " IS '" + std::string(type->enumerators.at(0).name) + "' THEN '" +
             std::string(type->enumerators.at(1).name) + "' ELSE '" +
             std::string(type->enumerators.at(0).name) + "' END";
    case json::Kind::list:
      return "'[\"1\"]'";
    case json::Kind::object:
      return "'{\"circumstances\":[\"x\"]}'";
    default:
      return "COALESCE(" + name + ", 0) + 1000";
  }
}

TEST_F(Evidence, F09_EveryColumnOfATicketAndItsMessagesIsHeldAgainstTheTimeline) {
  subjects();
  const auto ticket = objects(Side::own).at(Meaning::ticket);
  call(staff("ana"), "ticket.note", R"({"ticket":")" + ticket + R"(","body":"Es el disco"})");
  call(customer("1017"), "ticket.reply", R"({"ticket":")" + ticket + R"(","body":"Sigue igual"})");
  ASSERT_THAT(findings(), ::testing::IsEmpty());
  int changed = 0;
  const auto tamper_with = [&](const std::string& table, const std::string& id, const json::Type& type,
                               std::initializer_list<std::string_view> left_out) {
    for (const auto& field : type.fields) {
      if (std::find(left_out.begin(), left_out.end(), field.name) != left_out.end()) continue;
      const std::string column(field.name);
      storage::Value before = nullptr;
      std::string text;
      desk->database().read([&](storage::Transaction& tx) {
        auto rows = tx.query("SELECT " + column + ", typeof(" + column + ") FROM " + table + " WHERE id = ?",
                             *parse_id(id));
        ASSERT_TRUE(rows.next());
        if (rows.text(1) == "integer") {
          before = rows.integer(0);
        } else if (rows.text(1) != "null") {
          const auto bytes = rows.blob(0);
          text.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
          if (rows.text(1) == "blob")
            before = storage::Blob(std::as_bytes(std::span(text)));
          else
            before = std::string_view(text);
        }
      });
      EXPECT_EQ(run("UPDATE " + table + " SET " + column + " = " + other_value(field) + " WHERE id = ?", id),
                1);
      EXPECT_THAT(findings(), ::testing::Contains(::testing::StartsWith("ticket " + ticket + ": ")))
          << column << " of " << table;
      desk->database().transact([&](storage::Transaction& tx) {
        tx.run("UPDATE " + table + " SET " + column + " = ? WHERE id = ?", before, *parse_id(id));
      });
      ++changed;
    }
    EXPECT_THAT(findings(), ::testing::IsEmpty());
  };
  // How often the row was changed is nobody's business but that of those who write at once.
  tamper_with("ticket", ticket, json::type_of<tickets::TicketRow>(), {"id", "version"});
  std::vector<std::string> messages;
  desk->database().read([&](storage::Transaction& tx) {
    auto rows = tx.query("SELECT id FROM message WHERE ticket = ?", *parse_id(ticket));
    while (rows.next()) messages.push_back(to_text(rows.id(0)));
  });
  EXPECT_GE(messages.size(), 4u);
  for (const auto& message : messages)
    tamper_with("message", message, json::type_of<tickets::MessageRow>(), {"id"});
  EXPECT_GT(changed, 50);
}

TEST_F(Evidence, F09_AMessageThatIsGoneOrThatNobodyWroteIsFound) {
  subjects();
  const auto ticket = objects(Side::own).at(Meaning::ticket);
  run("UPDATE message SET id = id + 1 WHERE ticket = ? AND sequence = 1", ticket);
  EXPECT_THAT(findings(), ::testing::ElementsAre("ticket " + ticket +
                                                 ": message 1 is not the one that the timeline tells of"));
  run("UPDATE message SET id = id - 1 WHERE ticket = ? AND sequence = 1", ticket);
  run("INSERT INTO message SELECT id + 1, ticket, 99, kind, author_kind, author, author_name, at, body, "
      "salt, "
      "put_in_by FROM message WHERE ticket = ? AND sequence = 1",
      ticket);
  EXPECT_THAT(findings(),
              ::testing::ElementsAre("ticket " + ticket + ": message 99 is none of the timeline's"));
  run("DELETE FROM message WHERE ticket = ? AND sequence = 99", ticket);
  EXPECT_THAT(findings(), ::testing::IsEmpty());
  run("UPDATE message SET sequence = 98 WHERE ticket = ? AND sequence = 1", ticket);
  EXPECT_THAT(findings(),
              ::testing::ElementsAre("ticket " + ticket + ": message 1 is missing",
                                     "ticket " + ticket + ": message 98 is none of the timeline's"));
}

TEST_F(Evidence, F09_WhatNoVersionKnowsIsAFindingAndNobodysRequest) {
  subjects();
  const auto ticket = objects(Side::own).at(Meaning::ticket);
  for (const auto* const sql :
       {"UPDATE ticket SET status = 'opne' WHERE id = ?", "UPDATE ticket SET tags = '[' WHERE id = ?"}) {
    run(sql, ticket);
    EXPECT_THAT(findings(), ::testing::ElementsAre("ticket " + ticket +
                                                   ": a stored value is not one this version knows"));
    EXPECT_EQ(failure(nullptr, "ticket.get", R"({"ticket":")" + ticket + R"("})").code, "storage.corrupt");
    run("UPDATE ticket SET status = 'closed' WHERE id = ?", ticket);
  }
}

TEST_F(Evidence, F09_AVersionOfThePolicyIsWhatWasInstalled) {
  const auto version = subjects().back();
  ASSERT_EQ(version.kind, "policy");
  const auto found =
      ::testing::ElementsAre("policy " + version.id + ": the document is another than was installed");
  for (const auto* const sql :
       {"UPDATE policy_version SET document = document || ' ' WHERE id = ?",
        "UPDATE policy_version SET effective_at = effective_at + 1 WHERE id = ?",
        "UPDATE policy_version SET until = effective_at + 86400000 * 10000 WHERE id = ?"}) {
    desk->database().transact([&](storage::Transaction& tx) {
      tx.run(
          "INSERT INTO person (id, reference, name) SELECT 7, 'kept', document FROM policy_version WHERE "
          "id = ?",
          *parse_id(version.id));
    });
    ASSERT_EQ(run(sql, version.id), 1);
    EXPECT_THAT(findings(), found) << sql;
    desk->database().transact([&](storage::Transaction& tx) {
      tx.run(
          "UPDATE policy_version SET document = (SELECT name FROM person WHERE id = 7), effective_at = "
          "installed_at, until = NULL WHERE id = ?",
          *parse_id(version.id));
      tx.run("DELETE FROM person WHERE id = 7");
    });
    EXPECT_THAT(findings(), ::testing::IsEmpty()) << "after undoing " << sql;
  }
}

TEST_F(Evidence, F37_AnErasedMessageStillVerifies) {
  subjects();
  const auto ticket = objects(Side::own).at(Meaning::ticket);
  // The text and the salt go, the event stays, and with it the clocks; of the first one the subject too.
  run("UPDATE message SET body = '', salt = x'' WHERE ticket = ? AND sequence = 1", ticket);
  run("UPDATE ticket SET subject = '' WHERE id = ?", ticket);
  EXPECT_THAT(findings(), ::testing::IsEmpty());
  // A text without its salt is none that was erased.
  run("UPDATE message SET body = 'Otra cosa' WHERE ticket = ? AND sequence = 1", ticket);
  EXPECT_THAT(findings(), ::testing::SizeIs(1));
}

TEST_F(Evidence, F37_ThePlaceWhereAChainEndsIsPartOfIt) {
  for (const auto& subject : subjects()) {
    if (subject.kind != "ticket") continue;
    run("UPDATE ticket SET sequence = sequence - 1 WHERE id = ?", subject.id);
    EXPECT_THAT(findings(), ::testing::ElementsAre("ticket " + subject.id + ": cut"));
  }
}

}  // namespace
}  // namespace plazo::operations::testing
