#include <memory>

#include "capi/handles.hpp"
#include "core/json/encode.hpp"

namespace plazo::capi {
namespace {

// An error made at run time: with the texts that its members point into.
struct MadeError : plazo_error {
  std::string texts = {};
};

// Handed out when there is no memory to make another. Made at compile time, never freed. There are two,
// as the first one says that a writing operation wrote nothing.
constinit plazo_error out_of_memory{
    Tag::error, Category::unavailable, "memory.exhausted", "there was no memory left, try again",
    R"({"category":"unavailable","code":"memory.exhausted","message":"there was no memory left, try again","retryable":true})"};
constinit plazo_error commit_unknown{
    Tag::error, Category::unavailable, "storage.commit_unknown",
    "the outcome of this write is unknown; repeat it with the same idempotency key",
    R"({"category":"unavailable","code":"storage.commit_unknown","message":"the outcome of this write is unknown; repeat it with the same idempotency key","retryable":true})"};

plazo_error* made_from(const Error& error, std::int32_t& result) {
  auto made = std::make_unique<MadeError>();
  made->category = error.category;
  auto& texts = made->texts;
  texts.append(error.code).push_back('\0');
  const std::size_t message_at = texts.size();
  texts.append(error.message).push_back('\0');
  const std::size_t json_at = texts.size();
  texts.append(json::encode_error(error));
  made->code = texts.c_str();
  made->message = texts.c_str() + message_at;
  made->json = texts.c_str() + json_at;
  result = static_cast<std::int32_t>(error.category);
  return made.release();
}

bool is_error(const plazo_error* error) { return is(error, Tag::error); }

}  // namespace

std::string_view text_of(const char* data, std::size_t size) {
  if (!data && size > 0)
    throw Error(Category::invalid, "argument.null", "a text is NULL, but its size is not 0");
  return data ? std::string_view(data, size) : std::string_view();
}

plazo_error* current_error(std::int32_t& result) noexcept {
  try {
    try {
      throw;
    } catch (const storage::CommitUnknown& error) {
      try {
        return made_from(error, result);
      } catch (...) {
        result = PLAZO_UNAVAILABLE;
        return &commit_unknown;
      }
    } catch (const Error& error) {
      return made_from(error, result);
    } catch (const std::bad_alloc&) {
      throw;
    } catch (const std::exception&) {
      // What it says may hold paths or data, so it stays here.
      return made_from(Error(Category::internal, "internal", "an unexpected fault, nothing was written"),
                       result);
    } catch (...) {
      return made_from(Error(Category::internal, "internal", "an unexpected fault, nothing was written"),
                       result);
    }
  } catch (...) {
    result = PLAZO_UNAVAILABLE;
    return &out_of_memory;
  }
}

}  // namespace plazo::capi

using namespace plazo::capi;

int32_t plazo_error_category(const plazo_error* error) {
  return is_error(error) ? static_cast<int32_t>(error->category) : PLAZO_OK;
}
const char* plazo_error_code(const plazo_error* error) { return is_error(error) ? error->code : ""; }
const char* plazo_error_message(const plazo_error* error) { return is_error(error) ? error->message : ""; }
const char* plazo_error_json(const plazo_error* error) { return is_error(error) ? error->json : ""; }

void plazo_error_free(plazo_error* error) {
  if (!is_error(error) || error == &out_of_memory || error == &commit_unknown) return;
  error->tag = Tag::freed;
  delete static_cast<MadeError*>(error);
}
