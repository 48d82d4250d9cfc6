// The library through its C interface, as a host calls it.
#pragma once

#include <plazo/plazo.h>

#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string>
#include <utility>

namespace plazo::bench {

[[noreturn]] inline void fail(plazo_error* error) {
  const std::string text = plazo_error_json(error);
  plazo_error_free(error);
  throw std::runtime_error(text);
}

class Desk {
 public:
  /// `more` are further options, such as `,"create":true`.
  explicit Desk(const std::string& file, const std::string& more = {}) {
    const std::string options = "{\"database\":\"" + file + "\"" + more + "}";
    plazo_error* error = nullptr;
    if (plazo_desk_open(PLAZO_VERSION_NUMBER, options.data(), options.size(), &desk_, &error) != PLAZO_OK)
      fail(error);
  }
  Desk(Desk&& other) noexcept : desk_(std::exchange(other.desk_, nullptr)) {}
  ~Desk() { plazo_desk_close(desk_); }

  std::string call(const char* operation, const std::string& request) {
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    if (plazo_desk_call(desk_, operation, request.data(), request.size(), &reply, &error) != PLAZO_OK)
      fail(error);
    std::string text(plazo_reply_data(reply), plazo_reply_size(reply));
    plazo_reply_free(reply);
    return text;
  }
  plazo_desk* handle() const { return desk_; }

 private:
  plazo_desk* desk_ = nullptr;
};

/// An instant as the options of a desk take it: the clock stands still there.
inline std::string standing_at(std::int64_t ms) {
  const std::time_t s = ms / 1000;
  std::tm t{};
  gmtime_r(&s, &t);
  char text[80];
  std::snprintf(text, sizeof text, ",\"now\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", t.tm_year + 1900,
                t.tm_mon + 1, t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, static_cast<int>(ms % 1000));
  return text;
}

class Session {
 public:
  Session(const Desk& desk, const std::string& actor) {
    plazo_error* error = nullptr;
    if (plazo_session_open(desk.handle(), actor.data(), actor.size(), &session_, &error) != PLAZO_OK)
      fail(error);
  }
  Session(Session&& other) noexcept : session_(std::exchange(other.session_, nullptr)) {}
  ~Session() { plazo_session_close(session_); }

  /// What is measured: the call, and giving the reply up again.
  std::size_t call_only(const char* operation, const std::string& request) {
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    if (plazo_call(session_, operation, request.data(), request.size(), &reply, &error) != PLAZO_OK)
      fail(error);
    const std::size_t size = plazo_reply_size(reply);
    plazo_reply_free(reply);
    return size;
  }
  std::string call(const char* operation, const std::string& request) {
    plazo_reply* reply = nullptr;
    plazo_error* error = nullptr;
    if (plazo_call(session_, operation, request.data(), request.size(), &reply, &error) != PLAZO_OK)
      fail(error);
    std::string text(plazo_reply_data(reply), plazo_reply_size(reply));
    plazo_reply_free(reply);
    return text;
  }

 private:
  plazo_session* session_ = nullptr;
};

inline std::string customer(const std::string& reference) {
  return "{\"type\":\"customer\",\"customer\":\"" + reference + "\"}";
}
inline std::string staff(const std::string& reference) {
  return "{\"type\":\"staff\",\"staff\":\"" + reference + "\"}";
}

}  // namespace plazo::bench
