// The objects behind the opaque handles, and the guard that every exported function runs in.
#pragma once

#include <atomic>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>

#include "capi/include/plazo/plazo.h"
#include "core/base/error.hpp"
#include "core/operations/attachments.hpp"
#include "core/operations/desk.hpp"

namespace plazo::capi {

/// First member of every handle: tells the types apart, and a live handle from a freed one.
enum class Tag : std::uint64_t {
  freed = 0,
  desk = 0x706c617a6f2e6401,
  session = 0x706c617a6f2e7302,
  reply = 0x706c617a6f2e7203,
  error = 0x706c617a6f2e6504,
  upload = 0x706c617a6f2e7505,
  download = 0x706c617a6f2e6406,
};

}  // namespace plazo::capi

struct plazo_desk {
  explicit plazo_desk(const plazo::operations::DeskOptions& options) : desk(options) {}
  plazo::capi::Tag tag = plazo::capi::Tag::desk;
  std::atomic<int> owners{1};  // the host's handle, each session, each stream
  plazo::operations::Desk desk;
};

struct plazo_session {
  plazo::capi::Tag tag = plazo::capi::Tag::session;
  plazo_desk* desk;
  plazo::customers::Claim claim;
};

namespace plazo::capi {

/// Gives up one share in a desk, which ends with the last.
void drop(plazo_desk*);

/// A share in a desk.
class DeskShare {
 public:
  DeskShare(plazo_desk* desk) : desk_(desk) { desk->owners.fetch_add(1, std::memory_order_relaxed); }
  ~DeskShare() { drop(desk_); }
  DeskShare(const DeskShare&) = delete;

 private:
  plazo_desk* desk_;
};

}  // namespace plazo::capi

// The share comes first, so that it goes last.
struct plazo_upload {
  plazo_upload(const plazo_session& caller, std::string_view request)
      : desk(caller.desk), upload(caller.desk->desk, caller.claim, request) {}
  plazo::capi::Tag tag = plazo::capi::Tag::upload;
  plazo::capi::DeskShare desk;
  plazo::operations::Upload upload;
};

struct plazo_download {
  plazo_download(const plazo_session& caller, std::string_view request)
      : desk(caller.desk), download(caller.desk->desk, caller.claim, request) {}
  plazo::capi::Tag tag = plazo::capi::Tag::download;
  plazo::capi::DeskShare desk;
  plazo::operations::Download download;
};

struct plazo_reply {
  plazo::capi::Tag tag = plazo::capi::Tag::reply;
  std::string data;
};

struct plazo_error {
  plazo::capi::Tag tag = plazo::capi::Tag::error;
  plazo::Category category;
  const char *code, *message, *json;
};

namespace plazo::capi {

template <class Handle>
bool is(const Handle* handle, Tag tag) {
  return handle && handle->tag == tag;
}

/// Throws `argument.handle` unless it is a live handle of this type.
template <class Handle>
Handle& require(Handle* handle, Tag tag) {
  if (!is(handle, tag))
    throw Error(Category::invalid, "argument.handle",
                handle ? "this is not a handle of the type that is needed here" : "the handle is NULL");
  return *handle;
}

/// The out-parameter, set to NULL. Comes before any other check: whoever fails for a wrong handle may
/// free what the variable holds all the same.
template <class Out>
Out*& emptied(Out** out) {
  if (!out) throw Error(Category::invalid, "argument.null", "an out-parameter is NULL");
  return *out = nullptr;
}

/// A text argument; NULL only with size 0.
std::string_view text_of(const char* data, std::size_t size);

/// The error object for the exception being handled. Never throws: without memory it is a static one.
plazo_error* current_error(std::int32_t& result) noexcept;

/// Runs a body and turns whatever it throws into a result and an error object.
template <class Body>
std::int32_t guarded(plazo_error** error, Body&& body) noexcept {
  if (error) *error = nullptr;
  try {
    body();
    return PLAZO_OK;
  } catch (...) {
    std::int32_t result = PLAZO_INTERNAL;
    plazo_error* const made = current_error(result);
    if (error)
      *error = made;
    else
      plazo_error_free(made);
    return result;
  }
}

}  // namespace plazo::capi
