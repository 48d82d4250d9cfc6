/* Attachments through the C interface: streams in pieces, handles in any order and of the wrong kind, and
 * nothing read of a damaged file. */
#include "check.h"

#include <plazo/operations.h>
#include <stdint.h>

static plazo_error* error;
#define OK(call) CHECK_OK(call, error)
#define FAILS(call, category, code) CHECK_FAILS(call, &error, category, code)

static const char stranger[] = "{\"type\":\"customer\",\"customer\":\"2000\"}";
static const char file[] = "{\"name\":\"captura.png\",\"media_type\":\"image/png\"}";

static plazo_upload* open_upload(plazo_session* session) {
  plazo_upload* upload = NULL;
  OK(plazo_upload_open(session, file, sizeof file - 1, &upload, &error));
  CHECK(upload);
  return upload;
}

/* The decimal id that follows `key` in the reply. */
static void id_in(const plazo_reply* reply, const char* key, char id[32]) {
  const char* at = strstr(plazo_reply_data(reply), key);
  CHECK(at);
  at += strlen(key);
  snprintf(id, 32, "%.*s", (int)strspn(at, "0123456789"), at);
  CHECK(*id);
}

/* Sends the upload with a new ticket. */
static void send_with_ticket(plazo_session* session, const char* id) {
  char request[256];
  plazo_reply* reply = NULL;
  snprintf(request, sizeof request,
           "{\"department\":\"technical\",\"subject\":\"Web\",\"body\":\"x\",\"attachments\":[\"%s\"]}", id);
  OK(plazo_call(session, PLAZO_TICKET_OPEN, request, strlen(request), &reply, &error));
  plazo_reply_free(reply);
}

static int32_t open_download(plazo_session* session, const char* id, plazo_download** download) {
  char request[64];
  snprintf(request, sizeof request, "{\"attachment\":\"%s\"}", id);
  return plazo_download_open(session, request, strlen(request), download, &error);
}

enum { content_size = 200001 };
static unsigned char content[content_size];

static void round_trip(plazo_desk* desk, char id[32]) {
  plazo_session *const session = open_session(desk, customer), *const foreign = open_session(desk, stranger);
  plazo_upload* const upload = open_upload(session);
  for (size_t at = 0, piece = 1; at < content_size; at += piece, piece = piece * 3 % 70001) {
    if (piece > content_size - at) piece = content_size - at;
    OK(plazo_upload_write(upload, content + at, piece, &error));
  }
  OK(plazo_upload_write(upload, NULL, 0, &error));
  plazo_reply *reply = NULL, *again = NULL;
  OK(plazo_upload_finish(upload, &reply, &error));
  CHECK(strstr(plazo_reply_data(reply), "\"size\":200001"));
  OK(plazo_upload_finish(upload, &again, &error));
  CHECK(strcmp(plazo_reply_data(reply), plazo_reply_data(again)) == 0 && reply != again);
  FAILS(plazo_upload_write(upload, "x", 1, &error), PLAZO_CONFLICT, "upload.finished");
  plazo_upload_close(upload);
  id_in(reply, "\"attachment\":\"", id);
  plazo_reply_free(reply);
  plazo_reply_free(again);

  plazo_download* download = NULL;
  FAILS(open_download(session, id, &download), PLAZO_NOT_FOUND, "attachment.not_found");
  send_with_ticket(session, id);
  FAILS(open_download(foreign, id, &download), PLAZO_NOT_FOUND, "attachment.not_found");
  CHECK(!download);
  OK(open_download(session, id, &download));
  size_t size = 0;
  const char* const info = plazo_download_info(download, &size);
  CHECK(strlen(info) == size && info == plazo_download_info(download, NULL));
  CHECK(strcmp(info,
               "{\"name\":\"captura.png\",\"media_type\":\"image/png\",\"size\":200001,"
               "\"disposition\":\"attachment\"}") == 0);
  static unsigned char got[content_size + 1];
  size_t total = 0, read = 0;
  for (size_t room = 1;; room = room * 5 % 100003) {
    OK(plazo_download_read(download, got + total,
                           room < content_size - total ? room : content_size - total + 1, &read, &error));
    if (read == 0) break;
    total += read;
    CHECK(total <= content_size);
  }
  CHECK(total == content_size && memcmp(got, content, content_size) == 0);
  OK(plazo_download_read(download, got, 1, &read, &error)); /* the end stays the end */
  CHECK(read == 0);
  plazo_download_close(download);
  plazo_session_close(session);
  plazo_session_close(foreign);
}

/* Whatever is closed first, what is still open works. */
static void any_order(const char* id) {
  for (int order = 0; order < 2; ++order) {
    plazo_desk* const desk = open_desk(database);
    plazo_session* const session = open_session(desk, customer);
    plazo_upload* const upload = open_upload(session);
    plazo_download* download = NULL;
    OK(open_download(session, id, &download));
    if (order) {
      plazo_desk_close(desk);
      plazo_session_close(session);
    } else {
      plazo_session_close(session);
      plazo_desk_close(desk);
    }
    plazo_reply* reply = NULL;
    unsigned char byte;
    size_t read = 0;
    OK(plazo_download_read(download, &byte, 1, &read, &error));
    CHECK(read == 1 && byte == content[0]);
    if (order) plazo_download_close(download);
    OK(plazo_upload_write(upload, "abc", 3, &error));
    OK(plazo_upload_finish(upload, &reply, &error));
    plazo_upload_close(upload);
    CHECK(strstr(plazo_reply_data(reply), "\"size\":3"));
    plazo_reply_free(reply);
    if (!order) {
      OK(plazo_download_read(download, &byte, 1, &read, &error));
      CHECK(byte == content[1]);
      plazo_download_close(download); /* and with it the desk */
    }
  }
}

/* NULL, handles of another kind, and out-parameters that are not there. */
static void wrong_arguments(plazo_desk* desk, const char* id) {
  plazo_session* const session = open_session(desk, customer);
  plazo_upload *const upload = open_upload(session), *no_upload = (plazo_upload*)desk;
  plazo_download *download = NULL, *no_download = (plazo_download*)desk;
  plazo_reply* reply = (plazo_reply*)desk;
  char byte;
  size_t read = 9;
  OK(open_download(session, id, &download));

  FAILS(plazo_upload_open((plazo_session*)desk, file, sizeof file - 1, &no_upload, &error), PLAZO_INVALID,
        "argument.handle");
  CHECK(!no_upload);
  FAILS(plazo_upload_open(NULL, file, sizeof file - 1, &no_upload, &error), PLAZO_INVALID, "argument.handle");
  FAILS(plazo_upload_open(session, file, sizeof file - 1, NULL, &error), PLAZO_INVALID, "argument.null");
  FAILS(plazo_upload_open(session, NULL, 5, &no_upload, &error), PLAZO_INVALID, "argument.null");
  FAILS(plazo_upload_open(session, "[]", 2, &no_upload, &error), PLAZO_INVALID, "request.invalid");
  CHECK(!no_upload);
  FAILS(plazo_upload_write((plazo_upload*)session, "x", 1, &error), PLAZO_INVALID, "argument.handle");
  FAILS(plazo_upload_write((plazo_upload*)download, "x", 1, &error), PLAZO_INVALID, "argument.handle");
  FAILS(plazo_upload_write(NULL, "x", 1, &error), PLAZO_INVALID, "argument.handle");
  FAILS(plazo_upload_write(upload, NULL, 1, &error), PLAZO_INVALID, "argument.null");
  FAILS(plazo_upload_finish((plazo_upload*)desk, &reply, &error), PLAZO_INVALID, "argument.handle");
  CHECK(!reply);
  FAILS(plazo_upload_finish(upload, NULL, &error), PLAZO_INVALID, "argument.null");
  OK(plazo_upload_write(upload, "x", 1, &error)); /* none of this ended the upload */

  FAILS(plazo_download_open((plazo_session*)desk, "{}", 2, &no_download, &error), PLAZO_INVALID,
        "argument.handle");
  CHECK(!no_download);
  FAILS(plazo_download_open(session, "{}", 2, NULL, &error), PLAZO_INVALID, "argument.null");
  FAILS(plazo_download_open(session, "{\"attachment\":1}", 16, &no_download, &error), PLAZO_INVALID,
        "request.invalid");
  FAILS(plazo_download_read((plazo_download*)upload, &byte, 1, &read, &error), PLAZO_INVALID,
        "argument.handle");
  CHECK(read == 0);
  FAILS(plazo_download_read(download, NULL, 1, &read, &error), PLAZO_INVALID, "argument.null");
  FAILS(plazo_download_read(download, &byte, 0, &read, &error), PLAZO_INVALID, "argument.empty");
  FAILS(plazo_download_read(download, &byte, 1, NULL, &error), PLAZO_INVALID, "argument.null");
  CHECK(!plazo_download_info(NULL, &read) && read == 0);
  CHECK(!plazo_download_info((plazo_download*)upload, NULL));
  CHECK(plazo_upload_write(NULL, "x", 1, NULL) == PLAZO_INVALID); /* without an error object */
  plazo_upload_close(NULL);
  plazo_download_close(NULL);
  plazo_upload_close((plazo_upload*)session); /* not one: nothing happens */
  plazo_download_close((plazo_download*)upload);
  OK(plazo_download_read(download, &byte, 1, &read, &error));
  CHECK(read == 1);
  plazo_upload_close(upload); /* abandoned */
  plazo_download_close(download);
  plazo_session_close(session);
}

static char sealed[512];
static int note_large_file(const char* path, const struct stat* s, int kind, struct FTW* place) {
  (void)place;
  if (kind == FTW_F && s->st_size > content_size && strstr(path, ".files/"))
    snprintf(sealed, sizeof sealed, "%s", path);
  return 0;
}

static void damaged_file(plazo_desk* desk, const char* id) {
  plazo_session* const session = open_session(desk, customer);
  nftw(folder, note_large_file, 8, FTW_PHYS);
  FILE* const f = fopen(sealed, "r+b");
  CHECK(f && fseek(f, 70000, SEEK_SET) == 0);
  const int byte = fgetc(f);
  CHECK(fseek(f, 70000, SEEK_SET) == 0 && fputc(byte ^ 1, f) != EOF && fclose(f) == 0);
  plazo_download* download = NULL;
  OK(open_download(session, id, &download));
  static unsigned char got[content_size];
  size_t read = 0, total = 0;
  int32_t result;
  while ((result = plazo_download_read(download, got, sizeof got, &read, &error)) == PLAZO_OK && read > 0) {
    CHECK(memcmp(got, content + total, read) == 0);
    total += read;
  }
  FAILS(result, PLAZO_UNAVAILABLE, "attachment.damaged");
  CHECK(read == 0 && total == 65536);
  plazo_download_close(download);
  plazo_session_close(session);
}

int main(void) {
  make_folder();
  uint32_t x = 1;
  for (size_t i = 0; i < content_size; ++i)
    content[i] = (unsigned char)((x = x * 1664525u + 1013904223u) >> 24);
  plazo_desk* const desk = open_desk(database);
  populate(desk);
  plazo_reply_free(must_desk_call(desk, PLAZO_CUSTOMER_PUT, "{\"reference\":\"2000\",\"name\":\"Otra\"}"));
  char id[32];
  round_trip(desk, id);
  any_order(id);
  wrong_arguments(desk, id);
  damaged_file(desk, id);
  plazo_desk_close(desk);
  remove_folder();
  return 0;
}
