#include <memory>

#include "capi/handles.hpp"
#include "core/json/decode.hpp"
#include "core/version.hpp"

using namespace plazo::capi;
using plazo::Category;
using plazo::Error;

void plazo::capi::drop(plazo_desk* desk) {
  if (desk->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    desk->tag = Tag::freed;
    delete desk;
  }
}

namespace {

plazo_reply* call(plazo_desk& desk, const plazo::customers::Claim* claim, const char* operation,
                  const char* request, std::size_t size) {
  if (!operation) throw Error(Category::invalid, "argument.null", "the name of the operation is NULL");
  // Made first: once the operation has had its effect, nothing may fail any more.
  auto made = std::make_unique<plazo_reply>();
  made->data = desk.desk.call(claim, operation, text_of(request, size));
  return made.release();
}

}  // namespace

int32_t plazo_desk_open(uint32_t client_version, const char* options, size_t size, plazo_desk** desk,
                        plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(desk);
    // Same major and minor: a newer patch level adds nothing that a caller could depend on.
    if (client_version / 100 > PLAZO_VERSION_NUMBER / 100)
      throw Error(Category::invalid, "version.newer_client",
                  "the caller was built for a newer Plazo than this library, which is " +
                      std::string(plazo::version) + "; update the library");
    out = new plazo_desk(plazo::json::decode<plazo::operations::DeskOptions>(text_of(options, size)));
  });
}

void plazo_desk_close(plazo_desk* desk) {
  if (is(desk, Tag::desk)) drop(desk);
}

int32_t plazo_desk_call(plazo_desk* desk, const char* operation, const char* request, size_t size,
                        plazo_reply** reply, plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(reply);
    out = call(require(desk, Tag::desk), nullptr, operation, request, size);
  });
}

int32_t plazo_session_open(plazo_desk* desk, const char* actor, size_t size, plazo_session** session,
                           plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(session);
    plazo_desk& parent = require(desk, Tag::desk);
    auto claim =
        plazo::json::decode<plazo::customers::Claim>(text_of(actor, size), {.code = "session.invalid"});
    out = new plazo_session{Tag::session, &parent, std::move(claim)};
    parent.owners.fetch_add(1, std::memory_order_relaxed);
  });
}

void plazo_session_close(plazo_session* session) {
  if (!is(session, Tag::session)) return;
  plazo_desk* const desk = session->desk;
  session->tag = Tag::freed;
  delete session;
  drop(desk);
}

int32_t plazo_call(plazo_session* session, const char* operation, const char* request, size_t size,
                   plazo_reply** reply, plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(reply);
    plazo_session& caller = require(session, Tag::session);
    out = call(*caller.desk, &caller.claim, operation, request, size);
  });
}
