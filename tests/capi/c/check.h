/* What the C tests share: checks that say where they failed, and a populated desk in a private folder.
 * A check that fails ends the program: what follows would only tell of the same fault again. */
#ifndef PLAZO_TESTS_CHECK_H
#define PLAZO_TESTS_CHECK_H

#define _GNU_SOURCE
#include <ftw.h>
#include <plazo/plazo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

#define CHECK(condition)                                                                            \
  do {                                                                                              \
    if (!(condition)) {                                                                             \
      fprintf(stderr, "%s:%d: in process %d: %s\n", __FILE__, __LINE__, (int)getpid(), #condition); \
      exit(1);                                                                                      \
    }                                                                                               \
  } while (0)

#define CHECK_SAME(got, wanted) check_same(__FILE__, __LINE__, got, wanted)
static inline void check_same(const char* file, int line, const char* got, const char* wanted) {
  if (got && strcmp(got, wanted) == 0) return;
  fprintf(stderr, "%s:%d: got `%s`, wanted `%s`\n", file, line, got ? got : "NULL", wanted);
  exit(1);
}

#define CHECK_HAS(text, part) check_has(__FILE__, __LINE__, text, part)
static inline void check_has(const char* file, int line, const char* text, const char* part) {
  if (text && strstr(text, part)) return;
  fprintf(stderr, "%s:%d: `%s` is not in %s\n", file, line, part, text ? text : "NULL");
  exit(1);
}

/* A call that must succeed. `error` is the variable whose address the call was given. */
#define CHECK_OK(result, error) check_ok(__FILE__, __LINE__, result, error)
static inline void check_ok(const char* file, int line, int32_t result, const plazo_error* error) {
  if (result == PLAZO_OK && !error) return;
  fprintf(stderr, "%s:%d: %d %s\n", file, line, (int)result, plazo_error_json(error));
  exit(1);
}

/* A call that must fail like this. Frees the error and sets it to NULL. */
#define CHECK_FAILS(result, error, category, code) \
  check_fails(__FILE__, __LINE__, result, error, category, code)
static inline void check_fails(const char* file, int line, int32_t result, plazo_error** error,
                               int32_t category, const char* code) {
  if (result != category || plazo_error_category(*error) != category ||
      strcmp(plazo_error_code(*error), code) != 0 || !*plazo_error_message(*error) ||
      !strstr(plazo_error_json(*error), code)) {
    fprintf(stderr, "%s:%d: got %d %s, wanted %d %s\n", file, line, (int)result, plazo_error_json(*error),
            (int)category, code);
    exit(1);
  }
  plazo_error_free(*error);
  *error = NULL;
}

/* ------------------------------------------------------------------ a folder */

static char folder[64], database[96];

static inline int remove_entry(const char* path, const struct stat* s, int kind, struct FTW* place) {
  (void)s, (void)kind, (void)place;
  return remove(path);
}
static inline void remove_folder(void) { nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS); }
static inline void make_folder(void) {
  strcpy(folder, "/tmp/plazo-capi-XXXXXX");
  CHECK(mkdtemp(folder));
  snprintf(database, sizeof database, "%s/desk.db", folder);
}

/* ------------------------------------------------------------------ a desk */

static const char customer[] = "{\"type\":\"customer\",\"customer\":\"1017\"}";
static const char staff[] = "{\"type\":\"staff\",\"staff\":\"ana\"}";
static const char new_ticket[] =
    "{\"department\":\"technical\",\"subject\":\"Web caída\",\"body\":\"No responde desde las 9\"}";

static inline plazo_desk* open_desk(const char* path) {
  char options[256];
  plazo_desk* desk = NULL;
  plazo_error* error = NULL;
  if (path)
    snprintf(options, sizeof options, "{\"database\":\"%s\",\"create\":true}", path);
  else
    strcpy(options, "{}");
  CHECK_OK(plazo_desk_open(PLAZO_VERSION_NUMBER, options, strlen(options), &desk, &error), error);
  CHECK(desk);
  return desk;
}

static inline plazo_session* open_session(plazo_desk* desk, const char* actor) {
  plazo_session* session = NULL;
  plazo_error* error = NULL;
  CHECK_OK(plazo_session_open(desk, actor, strlen(actor), &session, &error), error);
  CHECK(session);
  return session;
}

/* Calls that must succeed; the reply is the caller's. */
static inline plazo_reply* must_desk_call(plazo_desk* desk, const char* operation, const char* request) {
  plazo_reply* reply = NULL;
  plazo_error* error = NULL;
  CHECK_OK(plazo_desk_call(desk, operation, request, strlen(request), &reply, &error), error);
  CHECK(plazo_reply_data(reply) && strlen(plazo_reply_data(reply)) == plazo_reply_size(reply));
  return reply;
}
static inline plazo_reply* must_call(plazo_session* session, const char* operation, const char* request) {
  plazo_reply* reply = NULL;
  plazo_error* error = NULL;
  CHECK_OK(plazo_call(session, operation, request, strlen(request), &reply, &error), error);
  CHECK(plazo_reply_data(reply) && strlen(plazo_reply_data(reply)) == plazo_reply_size(reply));
  return reply;
}

static inline void check_sound(plazo_desk* desk) {
  plazo_reply* reply = must_desk_call(desk, "desk.verify", "{}");
  CHECK_HAS(plazo_reply_data(reply), "\"sound\":true");
  plazo_reply_free(reply);
}

/* A policy with a promise of ten minutes, the customer 1017 and the staff member ana. */
static inline void populate(plazo_desk* desk) {
  plazo_reply_free(must_desk_call(
      desk, "policy.install",
      "{\"document\":{\"plazo\":1,\"provider\":\"Introserv\",\"zone\":\"Europe/"
      "Madrid\",\"languages\":[\"es\",\"en\"],"
      "\"departments\":{\"technical\":{\"name\":{\"es\":\"Cuestiones técnicas\",\"en\":\"Technical\"}}},"
      "\"priorities\":{\"regular\":{\"name\":{\"es\":\"Normal\",\"en\":\"Regular\"}}},\"first_response\":"
      "\"PT10M\"}}"));
  plazo_reply_free(must_desk_call(desk, "customer.put",
                                  "{\"reference\":\"1017\",\"name\":\"Zapatería Ñandú\",\"locale\":\"es\"}"));
  plazo_reply_free(must_desk_call(desk, "staff.put",
                                  "{\"reference\":\"ana\",\"name\":\"Ana\",\"permissions\":[\"tickets_read\","
                                  "\"tickets_reply\",\"tickets_note\"]}"));
}

/* How many tickets customer 1017 has, counted page by page. */
static inline int count_tickets(plazo_session* session) {
  char request[160] = "{\"limit\":100}";
  int count = 0;
  for (;;) {
    plazo_reply* reply = must_call(session, "ticket.list", request);
    const char* at = plazo_reply_data(reply);
    while ((at = strstr(at, "\"opened_at\":"))) ++count, ++at;
    const char* next = strstr(plazo_reply_data(reply), "\"next\":\"");
    if (next)
      snprintf(request, sizeof request, "{\"limit\":100,\"after\":\"%.*s\"}", (int)strcspn(next + 8, "\""),
               next + 8);
    plazo_reply_free(reply);
    if (!next) return count;
  }
}

#endif
