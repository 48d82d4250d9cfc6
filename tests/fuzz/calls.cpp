#include "tests/fuzz/calls.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>

namespace plazo::fuzz {
namespace {

constexpr int most_calls = 16;  // of an input: more of them only cost time

/// Whether an input may name this operation: not those that take paths, which would let an input write
/// wherever it likes.
bool may_call(std::string_view operation) {
  return operation != "desk.backup" && operation != "desk.restore";
}

std::string_view word(std::string_view& line) {
  const auto end = std::min(line.find(' '), line.size());
  const auto out = line.substr(0, end);
  line.remove_prefix(std::min(end + 1, line.size()));
  return out;
}

void replace(std::string& text, std::string_view name, const std::string& with) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += with.size())
    text.replace(at, name.size(), with);
}

bool is_json(std::string_view text) {
  boost::json::error_code bad;
  boost::json::parse(text, bad, {}, {.max_depth = 64});
  return !bad;
}

/// Judges the error of a call, and frees it.
void judge(int32_t result, plazo_error* error, std::string_view line, std::string_view private_text) {
  hold((result == PLAZO_OK) == (error == nullptr), "result and error disagree", line);
  if (!error) return;
  const std::string_view code = plazo_error_code(error), message = plazo_error_message(error),
                         json = plazo_error_json(error);
  hold(result == plazo_error_category(error), "another category", line);
  hold(result < PLAZO_OK && result > PLAZO_INTERNAL, code, line);
  hold(!code.empty() && !message.empty() && message.find('\n') == std::string::npos, message, line);
  hold(is_json(json), "the error is no JSON", json);
  hold(private_text.empty() || json.find(private_text) == std::string::npos, "the error tells a path", json);
  plazo_error_free(error);
}

class Player {
 public:
  Player(plazo_desk* desk, const std::string& ticket, std::string_view private_text)
      : desk_(desk), ticket_(ticket), opened_(ticket), private_text_(private_text) {}
  ~Player() {
    for (auto* const session : sessions_) plazo_session_close(session);
  }

  void line(std::string_view line) {
    const std::string_view whole = line;
    const auto who = word(line);
    if (who == "as") return open(4, line);
    const std::string operation(word(line));
    if (!may_call(operation)) return;
    std::string request(line);
    replace(request, "$ticket", ticket_);
    replace(request, "$opened", opened_);
    if (who == "panel") {
      plazo_reply* reply = nullptr;
      plazo_error* error = nullptr;
      const auto result =
          plazo_desk_call(desk_, operation.c_str(), request.data(), request.size(), &reply, &error);
      return answered(operation, result, reply, error, whole);
    }
    plazo_session* const session = session_of(who);
    if (operation == "upload") return upload(session, request, whole);
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    const auto result =
        plazo_call(session, operation.c_str(), request.data(), request.size(), &reply, &error);
    answered(operation, result, reply, error, whole);
  }

 private:
  void open(std::size_t place, std::string_view actor) {
    plazo_session* made = nullptr;
    plazo_error* error = nullptr;
    const auto result = plazo_session_open(desk_, actor.data(), actor.size(), &made, &error);
    judge(result, error, actor, private_text_);
    plazo_session_close(std::exchange(sessions_[place], made));
  }

  plazo_session* session_of(std::string_view who) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> actors = {
        {{"customer", R"({"type":"customer","customer":"1017"})"},
         {"guest", R"({"type":"guest"})"},
         {"staff", R"({"type":"staff","staff":"ana"})"},
         {"other", R"({"type":"customer","customer":"2000"})"}}};
    for (std::size_t i = 0; i < actors.size(); ++i)
      if (actors[i].first == who) {
        if (!sessions_[i]) open(i, actors[i].second);
        return sessions_[i];
      }
    return sessions_[4];  // null when there is none: then the call says so
  }

  void answered(const std::string& operation, int32_t result, plazo_reply* reply, plazo_error* error,
                std::string_view line) {
    hold((result == PLAZO_OK) == (reply != nullptr), "result and reply disagree", line);
    judge(result, error, line, private_text_);
    if (!reply) return;
    const std::string_view text(plazo_reply_data(reply), plazo_reply_size(reply));
    boost::json::error_code bad;
    const auto json = boost::json::parse(text, bad, {}, {.max_depth = 64});
    hold(!bad && json.is_object(), "the reply is no JSON object", text);
    if (operation == "ticket.open") opened_ = json.at("ticket").at("id").as_string();
    plazo_reply_free(reply);
  }

  void upload(plazo_session* session, const std::string& request, std::string_view line) {
    plazo_upload* upload = nullptr;
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    auto result = plazo_upload_open(session, request.data(), request.size(), &upload, &error);
    hold((result == PLAZO_OK) == (upload != nullptr), "result and upload disagree", line);
    if (result == PLAZO_OK) result = plazo_upload_write(upload, line.data(), line.size(), &error);
    if (result == PLAZO_OK) result = plazo_upload_finish(upload, &reply, &error);
    judge(result, error, line, private_text_);
    plazo_reply_free(reply);
    plazo_upload_close(upload);
  }

  plazo_desk* desk_;
  std::string ticket_, opened_;
  std::string_view private_text_;
  std::array<plazo_session*, 5> sessions_{};
};

}  // namespace

void hold(bool condition, std::string_view what, std::string_view of) {
  if (condition) return;
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(),
               static_cast<int>(of.size()), of.data());
  std::abort();
}

void play(plazo_desk* desk, std::string_view calls, const std::string& ticket,
          std::string_view private_text) {
  Player player(desk, ticket, private_text);
  for (int i = 0; i < most_calls && !calls.empty(); ++i) {
    const auto end = std::min(calls.find('\n'), calls.size());
    player.line(calls.substr(0, end));
    calls.remove_prefix(std::min(end + 1, calls.size()));
  }
}

plazo_desk* open_desk(const std::string& options) {
  plazo_desk* desk = nullptr;
  plazo_error* error = nullptr;
  plazo_desk_open(PLAZO_VERSION_NUMBER, options.data(), options.size(), &desk, &error);
  hold(desk != nullptr, "the desk does not open", plazo_error_json(error));
  return desk;
}

std::string must(plazo_desk* desk, const char* operation, const std::string& request) {
  plazo_reply* reply = nullptr;
  plazo_error* error = nullptr;
  plazo_desk_call(desk, operation, request.data(), request.size(), &reply, &error);
  hold(reply != nullptr, operation, plazo_error_json(error));
  std::string out(plazo_reply_data(reply), plazo_reply_size(reply));
  plazo_reply_free(reply);
  return out;
}

}  // namespace plazo::fuzz
