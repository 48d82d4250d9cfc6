#include "capi/handles.hpp"
#include "core/operations/catalogue.hpp"
#include "core/version.hpp"

using namespace plazo::capi;

const char* plazo_version(void) { return plazo::version.data(); }

const char* plazo_catalogue(size_t* size) {
  if (size) *size = 0;
  try {
    static const std::string catalogue = plazo::operations::catalogue_json();
    if (size) *size = catalogue.size();
    return catalogue.c_str();
  } catch (...) {
    return nullptr;
  }
}

const char* plazo_reply_data(const plazo_reply* reply) {
  return is(reply, Tag::reply) ? reply->data.c_str() : nullptr;
}
size_t plazo_reply_size(const plazo_reply* reply) { return is(reply, Tag::reply) ? reply->data.size() : 0; }

void plazo_reply_free(plazo_reply* reply) {
  if (!is(reply, Tag::reply)) return;
  reply->tag = Tag::freed;
  delete reply;
}
