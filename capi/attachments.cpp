#include <memory>
#include <span>

#include "capi/handles.hpp"

using namespace plazo::capi;
using plazo::Category;
using plazo::Error;

namespace {

template <class Byte, class Data>
std::span<Byte> bytes_of(Data* data, std::size_t size) {
  if (!data && size > 0)
    throw Error(Category::invalid, "argument.null", "the data is NULL, but its size is not 0");
  return {static_cast<Byte*>(data), data ? size : 0};
}

}  // namespace

int32_t plazo_upload_open(plazo_session* session, const char* request, size_t size, plazo_upload** upload,
                          plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(upload);
    const plazo_session& caller = require(session, Tag::session);
    out = new plazo_upload(caller, text_of(request, size));
  });
}

int32_t plazo_upload_write(plazo_upload* upload, const void* data, size_t size, plazo_error** error) {
  return guarded(error,
                 [&] { require(upload, Tag::upload).upload.write(bytes_of<const std::byte>(data, size)); });
}

int32_t plazo_upload_finish(plazo_upload* upload, plazo_reply** reply, plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(reply);
    auto& finished = require(upload, Tag::upload);
    // Made first: once the attachment is there, nothing may fail any more.
    auto made = std::make_unique<plazo_reply>();
    made->data = finished.upload.finish();
    out = made.release();
  });
}

void plazo_upload_close(plazo_upload* upload) {
  if (!is(upload, Tag::upload)) return;
  upload->tag = Tag::freed;
  delete upload;
}

int32_t plazo_download_open(plazo_session* session, const char* request, size_t size,
                            plazo_download** download, plazo_error** error) {
  return guarded(error, [&] {
    auto& out = emptied(download);
    const plazo_session& caller = require(session, Tag::session);
    out = new plazo_download(caller, text_of(request, size));
  });
}

const char* plazo_download_info(const plazo_download* download, size_t* size) {
  const bool live = is(download, Tag::download);
  if (size) *size = live ? download->download.info().size() : 0;
  return live ? download->download.info().c_str() : nullptr;
}

int32_t plazo_download_read(plazo_download* download, void* buffer, size_t size, size_t* read,
                            plazo_error** error) {
  return guarded(error, [&] {
    if (!read) throw Error(Category::invalid, "argument.null", "an out-parameter is NULL");
    *read = 0;
    auto& source = require(download, Tag::download);
    if (size == 0)
      throw Error(Category::invalid, "argument.empty", "a buffer without room would look like the end");
    *read = source.download.read(bytes_of<std::byte>(buffer, size));
  });
}

void plazo_download_close(plazo_download* download) {
  if (!is(download, Tag::download)) return;
  download->tag = Tag::freed;
  delete download;
}
