// Evidence: whatever is done to the events behind Plazo's back, desk.verify says so.
#include <gmock/gmock.h>

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

TEST_F(Evidence, F37_ThePlaceWhereAChainEndsIsPartOfIt) {
  for (const auto& subject : subjects()) {
    if (subject.kind != "ticket") continue;
    run("UPDATE ticket SET sequence = sequence - 1 WHERE id = ?", subject.id);
    EXPECT_THAT(findings(), ::testing::ElementsAre("ticket " + subject.id + ": cut"));
  }
}

}  // namespace
}  // namespace plazo::operations::testing
