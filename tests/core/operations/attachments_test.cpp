// Attachments from upload to download: who may, what is kept, what is found when something was changed.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "core/base/random.hpp"
#include "core/json/encode.hpp"
#include "core/operations/attachments.hpp"
#include "tests/core/operations/desk_fixture.hpp"
#include "tests/core/vault/support.hpp"

namespace plazo::operations::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using vault::testing::as_bytes;
using vault::testing::code_of;

class Attachments : public DeskTest {
 protected:
  Attachments() { populate(); }

  static std::string upload_request(std::string_view name, std::string_view type = "image/png") {
    std::string request = "{\"name\":";
    json::append_text(request, name);
    request += ",\"media_type\":";
    json::append_text(request, type);
    return request + "}";
  }
  static std::string download_request(const std::string& id) { return R"({"attachment":")" + id + "\"}"; }

  std::string upload(const customers::Claim& as, std::string_view content = "content",
                     std::string_view name = "a.png") {
    Upload upload(*desk, as, upload_request(name));
    upload.write(as_bytes(content));
    return std::string(boost::json::parse(upload.finish()).at("attachment").as_string());
  }
  static std::string with(const std::vector<std::string>& ids) {
    std::string list = R"(,"attachments":[)";
    for (const auto& id : ids) list += (list.back() == '[' ? "\"" : ",\"") + id + "\"";
    return list + "]";
  }
  std::string message(const std::string& ticket, const std::vector<std::string>& ids) {
    return R"({"ticket":")" + ticket + R"(","body":"x")" + with(ids) + "}";
  }
  std::string download(const customers::Claim& as, const std::string& id, std::size_t room = 10'000) {
    Download download(*desk, as, download_request(id));
    std::string content, buffer(room, '\0');
    while (const std::size_t n = download.read(std::as_writable_bytes(std::span(buffer))))
      content.append(buffer, 0, n);
    return content;
  }
  /// Code and text of the refusal.
  std::string refusal(const customers::Claim& as, const std::string& id) {
    try {
      Download(*desk, as, download_request(id));
    } catch (const Error& error) {
      return json::encode_error(error);
    }
    ADD_FAILURE() << "the download was allowed";
    return {};
  }
  std::string upload_code(const customers::Claim& as, std::string_view request = R"({"name":"a"})") {
    return code_of([&] { Upload(*desk, as, request); });
  }

  fs::path files() const { return folder / "desk.db.files"; }
  std::vector<fs::path> sealed_files(bool unfinished = false) const {
    std::vector<fs::path> found;
    std::error_code none;
    for (const auto& entry : fs::recursive_directory_iterator(files(), none))
      if (entry.is_regular_file() && (entry.path().parent_path().filename() == "unfinished") == unfinished)
        found.push_back(entry.path());
    return found;
  }
  static void age(const fs::path& file, std::chrono::hours by) {
    fs::last_write_time(file, fs::file_time_type::clock::now() - by);
  }
  auto tick_after(Duration later) {
    pass(later);
    return call("tick");
  }
  static std::string noise(std::size_t size) {
    std::string out(size, '\0');
    random_bytes(std::as_writable_bytes(std::span(out)));
    return out;
  }

  const customers::Claim owner = customer("1017"), other = customer("2000"), eva = contact("1017", "eva"),
                         ana = staff("ana");
};

TEST_F(Attachments, AFileGoesUpWithAMessageAndComesDownTheSame) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, vault::chunk_size, 3 * vault::chunk_size + 7}) {
    const std::string content = noise(size);
    Upload up(*desk, owner, upload_request("C:\\fakepath\\captura ñ.png", "Image/PNG"));
    for (std::size_t at = 0; at < size; at += 10'007)
      up.write(as_bytes(std::string_view(content).substr(at, 10'007)));
    const auto reply = up.finish();
    EXPECT_EQ(up.finish(), reply) << "finishing again changes nothing";
    const std::string id(boost::json::parse(reply).at("attachment").as_string());
    EXPECT_EQ(boost::json::parse(reply).at("size"), static_cast<std::int64_t>(size));
    const auto ticket = open_ticket(owner, with({id}));
    const auto page = call(ana, "ticket.get", R"({"ticket":")" + ticket + "\"}");
    const auto& shown = page.at("messages").at(0).at("attachments").at(0);
    EXPECT_EQ(shown.at("id").as_string(), id);
    EXPECT_EQ(shown.at("name"), "captura ñ.png");
    EXPECT_EQ(shown.at("media_type"), "image/png");
    EXPECT_EQ(shown.at("size"), static_cast<std::int64_t>(size));
    for (const auto* reader : {&owner, &eva, &ana}) EXPECT_EQ(download(*reader, id), content);
    EXPECT_EQ(download(owner, id, 1 << 20), content);
    const std::string info = Download(*desk, ana, download_request(id)).info();
    EXPECT_EQ(info, R"({"name":"captura ñ.png","media_type":"image/png","size":)" + std::to_string(size) +
                        R"(,"disposition":"attachment"})");
  }
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
  EXPECT_EQ(call("desk.verify").at("attachments"), 4);
}

TEST_F(Attachments, RepliesAndNotesCarryFilesInTheAuthorsOrderAndARepeatShowsTheSame) {
  const auto ticket = open_ticket(owner);
  const auto first = upload(ana, "1", "1.txt"), second = upload(ana, "2", "2.txt");
  std::string request = message(ticket, {second, first});
  request.insert(1, R"("idempotency_key":"k",)");
  const auto reply = call(ana, "ticket.reply", request);
  ASSERT_EQ(reply.at("message").at("attachments").as_array().size(), 2u);
  EXPECT_EQ(reply.at("message").at("attachments").at(0).at("name"), "2.txt");
  EXPECT_EQ(call(ana, "ticket.reply", request), reply) << "although the uploads are used by now";
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Attachments, V05_AnAttachmentIsReachedThroughItsTicketOnly) {
  const auto id = upload(owner);
  const std::string missing = refusal(owner, "4000000000000000000");
  EXPECT_THAT(missing, HasSubstr("attachment.not_found"));
  EXPECT_EQ(refusal(owner, id), missing) << "not used yet, also for who uploaded it";
  open_ticket(owner, with({id}));
  EXPECT_EQ(download(owner, id), "content");
  EXPECT_EQ(refusal(other, id), missing) << "the same bytes for a foreign one and for none";
  EXPECT_EQ(refusal(staff("fin"), id), missing) << "another department";
  const auto code = [&](const customers::Claim& as) {
    return code_of([&] { Download(*desk, as, download_request(id)); });
  };
  EXPECT_EQ(code(customers::GuestClaim{}), "operation.not_allowed");
  EXPECT_EQ(code(contact("1017", "luis")), "contact.no_tickets");
  EXPECT_EQ(code(staff("new")), "staff.no_permission");
  EXPECT_EQ(code(staff("old")), "actor.unknown");
  EXPECT_EQ(download(claim(R"({"type":"staff","staff":"ana","on_behalf_of":{"customer":"1017"}})"), id),
            "content");
  EXPECT_EQ(refusal(claim(R"({"type":"staff","staff":"ana","on_behalf_of":{"customer":"2000"}})"), id),
            missing);
}

TEST_F(Attachments, V11_FilesOfNotesAreForStaffAlsoWhenAMessageBecomesOne) {
  const auto ticket = open_ticket(owner);
  const auto noted = upload(ana), replied = upload(owner);
  call(ana, "ticket.note", message(ticket, {noted}));
  const auto reply = call(owner, "ticket.reply", message(ticket, {replied}));
  const std::string missing = refusal(owner, "4000000000000000000");
  EXPECT_EQ(download(ana, noted), "content");
  EXPECT_EQ(refusal(owner, noted), missing);
  EXPECT_THAT(desk->call(&owner, "ticket.get", R"({"ticket":")" + ticket + "\"}"), Not(HasSubstr(noted)));
  EXPECT_EQ(download(owner, replied), "content");
  desk->database().transact([&](storage::Transaction& tx) {
    tx.run("UPDATE message SET kind = 'note' WHERE id = ?",
           *parse_id(std::string_view(reply.at("message").at("id").as_string())));
  });
  EXPECT_EQ(refusal(owner, replied), missing) << "its uploader loses it too";
  EXPECT_EQ(download(ana, replied), "content");
}

TEST_F(Attachments, V07_V21_OnlyTheUploaderUsesAnUploadAndOnlyOnce) {
  const auto ticket = open_ticket(owner);
  const auto mine = upload(owner);
  const auto refused = [&](const customers::Claim& as, std::string_view operation,
                           const std::string& request) {
    return json::encode_error(failure(&as, operation, request));
  };
  const std::string absent = refused(owner, "ticket.reply", message(ticket, {"4000000000000000000"}));
  EXPECT_THAT(absent, HasSubstr(R"("path":"/attachments/0","code":"unknown_attachment")"));
  EXPECT_EQ(refused(eva, "ticket.reply", message(ticket, {mine})), absent)
      << "another contact of the account";
  EXPECT_EQ(refused(ana, "ticket.reply", message(ticket, {mine})), absent);
  EXPECT_EQ(refused(ana, "ticket.note", message(ticket, {mine})), absent);
  EXPECT_EQ(refused(other, "ticket.open",
                    R"({"subject":"x","body":"x","department":"technical")" + with({mine}) + "}"),
            absent);
  const auto twice = failure(&owner, "ticket.reply", message(ticket, {mine, mine, "12"}));
  ASSERT_EQ(twice.problems.size(), 2u);
  EXPECT_EQ(twice.problems[0].path, "/attachments/1");
  EXPECT_EQ(twice.problems[0].code, "repeated_attachment");
  EXPECT_EQ(twice.problems[1].path, "/attachments/2");
  call(owner, "ticket.reply", message(ticket, {mine}));
  EXPECT_EQ(refused(owner, "ticket.reply", message(ticket, {mine})), absent) << "used";
  const auto page = call(owner, "ticket.get", R"({"ticket":")" + ticket + "\"}");
  EXPECT_EQ(page.at("messages").as_array().size(), 2u) << "what was refused wrote nothing";
}

TEST_F(Attachments, V21_RightsAreLookedUpAgainWhenAnUploadEnds) {
  Upload up(*desk, ana, upload_request("a"));
  up.write(as_bytes("x"));
  call("staff.put", R"({"reference":"ana","name":"Ana","active":false,"permissions":["tickets_reply"]})");
  EXPECT_EQ(code_of([&] { up.write(as_bytes("y")), up.finish(); }), "actor.unknown");
  EXPECT_EQ(call("desk.verify").at("attachments"), 0);
}

TEST_F(Attachments, WhoMayUpload) {
  EXPECT_EQ(upload_code(customers::GuestClaim{}), "operation.not_allowed");
  EXPECT_EQ(upload_code(claim(R"({"type":"staff","staff":"ana","on_behalf_of":{"customer":"1017"}})")),
            "actor.looking_only");
  EXPECT_EQ(upload_code(contact("1017", "luis")), "contact.no_tickets");
  EXPECT_EQ(upload_code(staff("new")), "staff.no_permission");
  EXPECT_EQ(upload_code(customer("nobody")), "actor.unknown");
  EXPECT_FALSE(fs::exists(files()) || fs::exists(folder / "desk.db.key"))
      << "nothing is made for who is refused";
  Desk bare{DeskOptions{}};
  EXPECT_EQ(code_of([&] { Upload(bare, owner, R"({"name":"a"})"); }), "desk.no_storage");
}

TEST_F(Attachments, V51_V70_NamesAndSizesHaveLimits) {
  const auto problem = [&](const std::string& request) {
    try {
      Upload(*desk, owner, request);
    } catch (const Error& error) {
      return error.problems.empty() ? error.code : error.problems[0].path + " " + error.problems[0].code;
    }
    return std::string("none");
  };
  EXPECT_EQ(problem(upload_request(std::string(255, 'a'))), "none");
  EXPECT_EQ(problem(upload_request(std::string(256, 'a'))), "/name too_long");
  EXPECT_EQ(problem(R"({"name":""})"), "/name too_short");
  EXPECT_EQ(problem(R"({})"), "/name missing_field");
  EXPECT_EQ(problem(R"({"name":"a","path":"/etc"})"), "/path unknown_field");
  EXPECT_EQ(problem(R"({"name":"a\u0000.png"})"), "/name embedded_nul");
  EXPECT_EQ(problem(R"({"name":"a\r\nb"})"), "/name control_character");
  EXPECT_EQ(problem(R"({"name":"factura\u202egnp.exe"})"), "/name unusable_name");
  EXPECT_EQ(problem(R"({"name":"../.."})"), "/name unusable_name");

  const std::string piece(1 << 20, 'x');
  Upload full(*desk, owner, upload_request("a"));
  for (int i = 0; i < 25; ++i) full.write(as_bytes(piece));
  EXPECT_EQ(boost::json::parse(full.finish()).at("size"), vault::largest_attachment);
  EXPECT_EQ(code_of([&] { full.write(as_bytes("x")); }), "upload.finished");
  Upload over(*desk, owner, upload_request("a"));
  for (int i = 0; i < 25; ++i) over.write(as_bytes(piece));
  EXPECT_EQ(code_of([&] { over.write(as_bytes("x")); }), "attachment.too_large");
  EXPECT_EQ(code_of([&] { over.write(as_bytes("")); }), "upload.failed");
  EXPECT_EQ(code_of([&] { over.finish(); }), "upload.failed");

  std::vector<std::string> ids;
  for (int i = 0; i < 11; ++i) ids.push_back(upload(eva));
  const auto ticket = open_ticket(owner);
  const auto many = failure(&eva, "ticket.reply", message(ticket, ids));
  ASSERT_EQ(many.problems.size(), 1u);
  EXPECT_EQ(many.problems[0].code, "too_many");
  ids.pop_back();
  call(eva, "ticket.reply", message(ticket, ids));
}

TEST_F(Attachments, OpenAndUnusedUploadsAreBounded) {
  std::vector<std::unique_ptr<Upload>> open;
  for (int i = 0; i < most_open_uploads; ++i)
    open.push_back(std::make_unique<Upload>(*desk, owner, R"({"name":"a"})"));
  EXPECT_EQ(upload_code(other), "attachment.too_many_open");
  open.pop_back();
  upload(other);
  open.clear();
  EXPECT_TRUE(sealed_files(true).empty()) << "what was not finished leaves nothing";
  for (int i = 1; i < vault::most_unused; ++i) upload(other);
  EXPECT_EQ(upload_code(other), "attachment.too_many_unused");
  upload(owner);
}

TEST_F(Attachments, V73_V74_V86_V89_WhatLiesOnTheDiskIsPrivateAndUnreadable) {
  const std::string canary = "CANARY-4f1d-attachment";
  for (const mode_t mask : {0000u, 0777u}) {
    std::error_code ignored;
    fs::remove_all(files(), ignored);
    fs::remove(folder / "desk.db.key", ignored);
    desk->database().transact([](storage::Transaction& tx) { tx.run("DELETE FROM attachment"); });
    const vault::testing::Umask umask(mask);
    Upload up(*desk, owner, upload_request("a"));
    up.write(as_bytes(canary + std::string(2 * vault::chunk_size, ' ')));
    ASSERT_EQ(sealed_files(true).size(), 1u);
    EXPECT_EQ(vault::testing::read(sealed_files(true)[0]).find("CANARY"), std::string::npos);
    EXPECT_EQ(vault::testing::mode_of(sealed_files(true)[0]), 0600u);
    up.finish();
    EXPECT_TRUE(sealed_files(true).empty());
    ASSERT_EQ(sealed_files().size(), 1u);
    const auto file = sealed_files()[0];
    EXPECT_EQ(vault::testing::mode_of(file), 0600u);
    for (const auto& part : {file.parent_path(), files(), files() / "unfinished"})
      EXPECT_EQ(vault::testing::mode_of(part), 0700u) << part;
    EXPECT_THAT(file.filename().string(), ::testing::MatchesRegex("[0-9a-f]{32}"));
    EXPECT_EQ(file.parent_path().filename().string(), file.filename().string().substr(0, 2));
  }
  // Nothing of it anywhere, nor the key anywhere but in its file.
  call("desk.backup", R"({"target":")" + (folder / "copy.db").string() + "\"}");
  const std::string key = vault::testing::read(folder / "desk.db.key");
  ASSERT_EQ(key.size(), 32u);
  int looked_at = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().filename() == "desk.db.key") continue;
    const std::string bytes = vault::testing::read(entry.path());
    EXPECT_EQ(bytes.find("CANARY"), std::string::npos) << entry.path();
    EXPECT_EQ(bytes.find(key), std::string::npos) << entry.path();
    ++looked_at;
  }
  EXPECT_GE(looked_at, 3) << "database, copy and file at least";
}

TEST_F(Attachments, V89_WithoutTheKeyNothingOpensAndNothingIsSealed) {
  const auto id = upload(owner);
  open_ticket(owner, with({id}));
  const auto key = folder / "desk.db.key";
  fs::rename(key, folder / "kept");
  const auto code = [&] { return code_of([&] { Download(*desk, owner, download_request(id)); }); };
  EXPECT_EQ(code(), "vault.key_missing");
  EXPECT_EQ(upload_code(owner), "vault.key_missing") << "a new key would hide that the old one is lost";
  EXPECT_FALSE(fs::exists(key));
  EXPECT_THAT(desk->call(nullptr, "desk.verify", "{}"),
              HasSubstr(R"({"subject":"key","problem":"missing"})"));
  vault::testing::write(key, as_bytes(std::string(32, 'k')));
  EXPECT_EQ(code(), "vault.key_wrong");
  EXPECT_THAT(desk->call(nullptr, "desk.verify", "{}"), HasSubstr("another key"));
  fs::rename(folder / "kept", key);
  EXPECT_EQ(download(owner, id), "content");
}

TEST_F(Attachments, TheKeyMayLieElsewhere) {
  DeskOptions options;
  options.database = (folder / "desk.db").string();
  options.key_file = (folder / "elsewhere").string();
  desk = std::make_unique<Desk>(options, std::make_unique<MovableClock>(time), IdSource());
  const auto id = upload(owner);
  open_ticket(owner, with({id}));
  EXPECT_TRUE(fs::exists(folder / "elsewhere") && !fs::exists(folder / "desk.db.key"));
  EXPECT_EQ(download(owner, id), "content");
  reopen();
  EXPECT_EQ(code_of([&] { Download(*desk, owner, download_request(id)); }), "vault.key_missing");
}

TEST_F(Attachments, F09_F10_DamageOnTheDiskIsAnErrorAndVerifyTells) {
  const std::string content = noise(2 * vault::chunk_size + 10);
  const auto id = upload(owner, content);
  open_ticket(owner, with({id}));
  const auto file = sealed_files().at(0);
  const std::string sealed = vault::testing::read(file);
  const auto put = [&](const std::string& bytes) { vault::testing::write(file, as_bytes(bytes)); };
  const auto code = [&] { return code_of([&] { download(owner, id); }); };
  const auto verdict = [&] { return desk->call(nullptr, "desk.verify", "{}"); };

  put(sealed.substr(0, sealed.size() - 1));
  EXPECT_EQ(code(), "attachment.damaged");
  EXPECT_THAT(verdict(), HasSubstr(R"({"subject":"attachment )" + id + R"(","problem":"altered"})"));
  put(sealed + "x");
  EXPECT_EQ(code(), "attachment.damaged");
  auto flipped = sealed;
  flipped[vault::header_size + vault::chunk_size + vault::chunk_overhead + 3] ^= 1;
  put(flipped);
  {
    Download partly(*desk, owner, download_request(id));
    std::string buffer(1 << 20, '\0');
    const auto room = std::as_writable_bytes(std::span(buffer));
    EXPECT_EQ(partly.read(room), vault::chunk_size) << "the chunk before is genuine";
    EXPECT_EQ(std::string_view(buffer).substr(0, vault::chunk_size), content.substr(0, vault::chunk_size));
    for (int i = 0; i < 2; ++i) EXPECT_EQ(code_of([&] { partly.read(room); }), "attachment.damaged");
  }
  {  // cut while it is being read
    put(sealed);
    Download cut(*desk, owner, download_request(id));
    fs::resize_file(file, vault::header_size + 5);
    std::string buffer(100, '\0');
    EXPECT_EQ(code_of([&] { cut.read(std::as_writable_bytes(std::span(buffer))); }), "attachment.damaged");
  }
  fs::remove(file);
  EXPECT_EQ(code(), "attachment.file_missing");
  EXPECT_THAT(verdict(), HasSubstr(R"({"subject":"attachment )" + id + R"(","problem":"missing"})"));
  put(sealed);
  EXPECT_EQ(download(owner, id), content);
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Attachments, F01_AKilledUploadLeavesNothingVisibleAndTickSweepsIt) {
  const std::string piece = noise(100'000);
  for (const bool finished : {false, true}) {  // killed in the middle, or after the file but before the row
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      Upload up(*desk, owner, R"({"name":"a"})");
      for (int i = 0; i < 5; ++i) up.write(as_bytes(piece));
      if (finished)
        desk->database().transact([&](storage::Transaction&) {
          try {
            up.finish();  // nested: the file is published, the row cannot be written
          } catch (const Error&) {
          }
        });
      static_cast<void>(!::write(ends[1], "x", 1));
      ::pause();
    }
    char ready;
    ASSERT_EQ(::read(ends[0], &ready, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);
    ::close(ends[1]);
    EXPECT_EQ(call("desk.verify").at("attachments"), 0);
    ASSERT_EQ(sealed_files(!finished).size(), 1u);
    EXPECT_TRUE(sealed_files(finished).empty());
    const auto left = sealed_files(!finished)[0];
    const auto tick_until_gone = [&](int most) {
      for (int i = 0; i < most && fs::exists(left); ++i) tick_after(minutes(5));
    };
    age(left, std::chrono::hours(23));
    tick_until_gone(100);
    EXPECT_TRUE(fs::exists(left)) << "younger than a day";
    age(left, std::chrono::hours(25));
    tick_until_gone(2000);  // shards are drawn by lot: (31/32)^2000
    EXPECT_FALSE(fs::exists(left));
    EXPECT_EQ(sealed_files().size(), finished ? 1u : 0u) << "a whole file is set aside first";
    if (!finished) continue;
    age(sealed_files()[0], std::chrono::hours(24 * 31));
    EXPECT_EQ(tick_after(minutes(5)).at("swept_files"), 1);
    EXPECT_TRUE(sealed_files().empty());
  }
}

TEST_F(Attachments, TickRemovesUploadsThatNobodyUsedAndNoOthers) {
  const auto used = upload(owner), unused = upload(owner);
  const auto ticket = open_ticket(owner, with({used}));
  for (const auto& file : sealed_files()) age(file, std::chrono::hours(24 * 400));
  pass(days(1) - minutes(200 * 5));
  for (int i = 0; i < 200; ++i)
    EXPECT_EQ(tick_after(minutes(5)).at("swept_files"), 0) << "exactly a day is not more";
  pass(milliseconds(1));
  EXPECT_EQ(call("tick").at("swept_files"), 1);
  EXPECT_EQ(sealed_files().size(), 1u);
  EXPECT_EQ(failure(&owner, "ticket.reply", message(ticket, {unused})).problems.at(0).code,
            "unknown_attachment");
  for (int i = 0; i < 300; ++i) tick_after(minutes(5));
  EXPECT_EQ(download(owner, used), "content") << "however old";
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Attachments, AFileThatNoRowNamesIsSetAsideAndComesBackWithItsRow) {
  const auto id = upload(owner);
  open_ticket(owner, with({id}));
  const auto place = sealed_files().at(0);
  age(place, std::chrono::hours(24 * 400));
  // As when an older backup is brought back, and then the newer database again.
  std::optional<vault::AttachmentRow> row;
  desk->database().transact([&](storage::Transaction& tx) {
    row = vault::rows_after(tx, {}, 1).at(0);
    tx.run("DELETE FROM attachment WHERE id = ?", row->id);
  });
  for (int i = 0; i < 2000 && fs::exists(place); ++i) tick_after(minutes(5));
  ASSERT_EQ(sealed_files().size(), 1u);
  EXPECT_EQ(sealed_files()[0].parent_path().filename(), "leftover");
  desk->database().transact([&](storage::Transaction& tx) { vault::attachments().insert(tx, *row); });
  EXPECT_EQ(download(owner, id), "content");
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
  tick_after(minutes(5) - milliseconds(1));
  EXPECT_NE(sealed_files().at(0), place) << "folders are looked through once in five minutes";
  tick_after(milliseconds(1));
  EXPECT_EQ(sealed_files().at(0), place);
  EXPECT_EQ(download(owner, id), "content");
}

TEST_F(Attachments, ABackupComesBackWithCopiesOfTheFilesAndTheKey) {
  const auto id = upload(owner);
  open_ticket(owner, with({id}));
  const auto copy = folder / "copy.db", target = folder / "new.db";
  call("desk.backup", R"({"target":")" + copy.string() + "\"}");
  desk = std::make_unique<Desk>(DeskOptions{});
  call("desk.restore", R"({"source":")" + copy.string() + R"(","target":")" + target.string() + "\"}");
  DeskOptions options;
  options.database = target.string();
  desk = std::make_unique<Desk>(options, std::make_unique<MovableClock>(time), IdSource());
  const auto code = [&] { return code_of([&] { Download(*desk, owner, download_request(id)); }); };
  EXPECT_EQ(code(), "vault.key_missing");
  EXPECT_FALSE(call("desk.verify").at("sound").as_bool());
  EXPECT_TRUE(call("desk.verify", R"({"attachments":false})").at("sound").as_bool());
  fs::copy_file(folder / "desk.db.key", folder / "new.db.key");
  EXPECT_EQ(code(), "attachment.file_missing");
  EXPECT_THAT(desk->call(nullptr, "desk.verify", "{}"), HasSubstr(R"("problem":"missing")"));
  fs::copy(files(), folder / "new.db.files", fs::copy_options::recursive);
  EXPECT_EQ(download(owner, id), "content");
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Attachments, F12_AForkedChildLeavesItsParentsUploadAlone) {
  auto up = std::make_unique<Upload>(*desk, owner, R"({"name":"a"})");
  up->write(as_bytes("by the parent"));
  const pid_t child = ::fork();
  if (child == 0) {
    int answer = 1;
    try {
      up->write(as_bytes("by the child"));
    } catch (const Error& error) {
      answer = error.code == "upload.forked" ? 0 : 2;
    }
    up.reset();
    ::_exit(answer);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  const std::string id(boost::json::parse(up->finish()).at("attachment").as_string());
  open_ticket(owner, with({id}));
  EXPECT_EQ(download(owner, id), "by the parent");
}

TEST_F(Attachments, ThreadsUploadAndDownloadAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) {
        const std::string content = noise(50'000) + std::to_string(t);
        const auto id = upload(owner, content);
        open_ticket(owner, with({id}));
        same += download(owner, id) == content;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 20);
  EXPECT_TRUE(call("desk.verify").at("sound").as_bool());
}

TEST_F(Attachments, AClashOfIdsIsDrawnAgain) {
  random_bits = 1;
  reopen();
  for (int i = 0; i < 12; ++i) upload(owner);
}

}  // namespace
}  // namespace plazo::operations::testing
