// The C ABI as a careless or hostile host would use it: raw calls, nothing in between.
#pragma once

#include <plazo/plazo.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace plazo::security {

struct Answer {
  std::int32_t result;
  std::string text;  ///< the reply, or the error's JSON
  std::string code;
};

inline Answer take(std::int32_t result, plazo_reply* reply, plazo_error* error) {
  Answer out{result, {}, {}};
  if (reply) out.text.assign(plazo_reply_data(reply), plazo_reply_size(reply));
  if (error) {
    out.text = plazo_error_json(error);
    out.code = plazo_error_code(error);
  }
  plazo_reply_free(reply);
  plazo_error_free(error);
  return out;
}

/// A desk in a private folder, through the C ABI.
class AbiDesk {
 public:
  AbiDesk() {
    std::string name = (std::filesystem::temp_directory_path() / "plazo-abi-XXXXXX").string();
    if (!::mkdtemp(name.data())) std::abort();
    folder = name;
    const std::string options = R"({"create":true,"database":")" + (folder / "desk.db").string() + R"("})";
    plazo_error* error = nullptr;
    if (plazo_desk_open(PLAZO_VERSION_NUMBER, options.data(), options.size(), &desk, &error) != PLAZO_OK)
      std::abort();
  }
  ~AbiDesk() {
    plazo_desk_close(desk);
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  AbiDesk(const AbiDesk&) = delete;

  Answer panel(const char* operation, std::string_view request) const {
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    const auto result = plazo_desk_call(desk, operation, request.data(), request.size(), &reply, &error);
    return take(result, reply, error);
  }
  /// Opens a session for the actor, calls once and closes it. `opened` tells whether it came so far.
  Answer as(std::string_view actor, const char* operation, std::string_view request,
            bool* opened = nullptr) const {
    plazo_session* session = nullptr;
    plazo_error* error = nullptr;
    auto result = plazo_session_open(desk, actor.data(), actor.size(), &session, &error);
    if (opened) *opened = result == PLAZO_OK;
    if (result != PLAZO_OK) return take(result, nullptr, error);
    plazo_reply* reply = nullptr;
    result = plazo_call(session, operation, request.data(), request.size(), &reply, &error);
    plazo_session_close(session);
    return take(result, reply, error);
  }

  /// Uploads a file, sends it with a reply to the ticket (`"ticket":"…"`) and downloads it again.
  Answer upload_and_download(std::string_view actor, const std::string& ticket, std::string_view file) const {
    plazo_session* session = nullptr;
    plazo_upload* upload = nullptr;
    plazo_download* download = nullptr;
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    auto result = plazo_session_open(desk, actor.data(), actor.size(), &session, &error);
    if (result == PLAZO_OK) result = plazo_upload_open(session, file.data(), file.size(), &upload, &error);
    if (result == PLAZO_OK) result = plazo_upload_write(upload, "content", 7, &error);
    if (result == PLAZO_OK) result = plazo_upload_finish(upload, &reply, &error);
    plazo_upload_close(upload);
    std::string id;
    if (result == PLAZO_OK) {
      id = std::string(plazo_reply_data(reply)).substr(15);
      id = id.substr(0, id.find('"'));
      const std::string request = "{" + ticket + R"(,"body":"x","attachments":[")" + id + "\"]}";
      plazo_reply_free(reply);
      reply = nullptr;
      result = plazo_call(session, "ticket.reply", request.data(), request.size(), &reply, &error);
    }
    if (result == PLAZO_OK) {
      const std::string request = R"({"attachment":")" + id + "\"}";
      result = plazo_download_open(session, request.data(), request.size(), &download, &error);
    }
    char buffer[16];
    std::size_t read = 0;
    if (result == PLAZO_OK) result = plazo_download_read(download, buffer, sizeof buffer, &read, &error);
    if (result == PLAZO_OK && std::string_view(buffer, read) != "content") result = PLAZO_INTERNAL;
    plazo_download_close(download);
    plazo_session_close(session);
    return take(result, reply, error);
  }

  std::filesystem::path folder;
  plazo_desk* desk = nullptr;
};

inline constexpr std::string_view policy =
    R"({"document":{"plazo":1,"provider":"Introserv","zone":"Europe/Madrid","languages":["es","en"],
  "departments":{"technical":{},"financial":{}},"first_response":"PT10M","currency":"EUR",
  "priorities":{"regular":{},"high":{},"premium":{"entitlement":"premium"}},
  "entitlements":{"premium":{"name":{"es":"Prioritario","en":"Priority"},"price":900}},
  "fair_use":{"limits":[{"id":"offence","counts":"offensive_language","noticed":"suggested","words":["ajeno"],
  "window":"P1D","then":[{"occurrences":9,"measure":"notice"}]}]}}})";

}  // namespace plazo::security
