#include "library.hpp"

#include <plazo/plazo.h>

#include <boost/json.hpp>

namespace plazo::cli {
namespace {

struct FreeReply {
  void operator()(plazo_reply* reply) const { plazo_reply_free(reply); }
};
struct FreeError {
  void operator()(plazo_error* error) const { plazo_error_free(error); }
};

// Categories are -1 to -7; a later library may know more, which then count as internal.
[[noreturn]] void fail(std::int32_t category, plazo_error* raw) {
  const std::unique_ptr<plazo_error, FreeError> error(raw);
  const int exit_code = category <= PLAZO_INVALID && category >= PLAZO_INTERNAL ? usage - category : internal;
  throw Failure(exit_code, plazo_error_json(error.get()));
}

template <class Call>
std::string reply_of(const Call& call) {
  plazo_reply* raw = nullptr;
  plazo_error* error = nullptr;
  const std::int32_t result = call(&raw, &error);
  const std::unique_ptr<plazo_reply, FreeReply> reply(raw);
  if (result != PLAZO_OK) fail(result, error);
  return {plazo_reply_data(raw), plazo_reply_size(raw)};
}

}  // namespace

Failure failure(Exit exit_code, std::string_view code, std::string_view message) {
  return {exit_code, boost::json::serialize(
                         boost::json::object{{"category", exit_code == internal ? "internal" : "invalid"},
                                             {"code", code},
                                             {"message", message},
                                             {"retryable", false}})};
}

void Library::Close::operator()(plazo_desk* desk) const { plazo_desk_close(desk); }
void Library::Close::operator()(plazo_session* session) const { plazo_session_close(session); }

Library::Library(const DeskPlace& place) {
  boost::json::object options;
  if (place.database) options["database"] = *place.database;
  if (place.now) options["now"] = *place.now;
  if (place.create) options["create"] = true;
  if (place.network) options["allow_network_file_system"] = true;
  const std::string text = boost::json::serialize(options);
  plazo_desk* desk = nullptr;
  plazo_error* error = nullptr;
  const std::int32_t result = plazo_desk_open(PLAZO_VERSION_NUMBER, text.data(), text.size(), &desk, &error);
  if (result != PLAZO_OK) fail(result, error);
  desk_.reset(desk);
}

std::string Library::call(const std::string& operation, std::string_view request) {
  return reply_of([&](plazo_reply** reply, plazo_error** error) {
    return plazo_desk_call(desk_.get(), operation.c_str(), request.data(), request.size(), reply, error);
  });
}

std::string Library::call_as(const std::string& actor, const std::string& operation,
                             std::string_view request) {
  plazo_session* raw = nullptr;
  plazo_error* error = nullptr;
  const std::int32_t result = plazo_session_open(desk_.get(), actor.data(), actor.size(), &raw, &error);
  if (result != PLAZO_OK) fail(result, error);
  const std::unique_ptr<plazo_session, Close> session(raw);
  return reply_of([&](plazo_reply** reply, plazo_error** call_error) {
    return plazo_call(raw, operation.c_str(), request.data(), request.size(), reply, call_error);
  });
}

std::string_view catalogue() {
  std::size_t size = 0;
  const char* const text = plazo_catalogue(&size);
  if (!text) throw failure(internal, "memory.exhausted", "there was no memory left");
  return {text, size};
}

std::string_view version() { return plazo_version(); }

}  // namespace plazo::cli
