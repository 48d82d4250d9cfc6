/* Whatever a host passes in, the library answers with a code: NULL, handles of another type, texts that
 * end in the middle or at the end of the mapped memory. */
#include "check.h"

#include <plazo/operations.h>
#include <sys/mman.h>

static plazo_desk* desk;
static plazo_session* session;
static plazo_reply* a_reply;
static plazo_error* an_error;

/* What an uninitialised out-parameter may hold: it must be overwritten, never read. */
static char rubbish[64];
#define RUBBISH ((void*)(rubbish + 1))

static void null_everywhere(void) {
  plazo_error* error = RUBBISH;
  plazo_desk* new_desk = RUBBISH;
  plazo_session* new_session = RUBBISH;
  plazo_reply* reply = RUBBISH;

  CHECK(plazo_catalogue(NULL));

  CHECK_FAILS(plazo_desk_open(PLAZO_VERSION_NUMBER, NULL, 0, &new_desk, &error), &error, PLAZO_INVALID,
              "request.empty");
  CHECK(!new_desk);
  new_desk = RUBBISH;
  CHECK_FAILS(plazo_desk_open(PLAZO_VERSION_NUMBER, NULL, 7, &new_desk, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK(!new_desk);
  CHECK_FAILS(plazo_desk_open(PLAZO_VERSION_NUMBER, "{}", 2, NULL, &error), &error, PLAZO_INVALID,
              "argument.null");
  new_desk = RUBBISH;
  CHECK(plazo_desk_open(PLAZO_VERSION_NUMBER, "{", 1, &new_desk, NULL) == PLAZO_INVALID && !new_desk);
  CHECK(plazo_desk_open(PLAZO_VERSION_NUMBER, NULL, 0, NULL, NULL) == PLAZO_INVALID);

  CHECK_FAILS(plazo_session_open(NULL, customer, sizeof customer - 1, &new_session, &error), &error,
              PLAZO_INVALID, "argument.handle");
  CHECK(!new_session);
  new_session = RUBBISH;
  CHECK_FAILS(plazo_session_open(desk, NULL, 0, &new_session, &error), &error, PLAZO_INVALID,
              "request.empty");
  CHECK(!new_session);
  CHECK_FAILS(plazo_session_open(desk, NULL, 9, &new_session, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK_FAILS(plazo_session_open(desk, customer, sizeof customer - 1, NULL, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK(plazo_session_open(desk, "{}", 2, &new_session, NULL) == PLAZO_INVALID && !new_session);
  CHECK(plazo_session_open(NULL, NULL, 0, NULL, NULL) == PLAZO_INVALID);

  CHECK_FAILS(plazo_desk_call(NULL, PLAZO_DESK_STATUS, "{}", 2, &reply, &error), &error, PLAZO_INVALID,
              "argument.handle");
  CHECK(!reply);
  reply = RUBBISH;
  CHECK_FAILS(plazo_desk_call(desk, NULL, "{}", 2, &reply, &error), &error, PLAZO_INVALID, "argument.null");
  CHECK(!reply);
  reply = RUBBISH;
  CHECK_FAILS(plazo_desk_call(desk, PLAZO_DESK_STATUS, NULL, 0, &reply, &error), &error, PLAZO_INVALID,
              "request.empty");
  CHECK(!reply);
  CHECK_FAILS(plazo_desk_call(desk, PLAZO_DESK_STATUS, NULL, 2, &reply, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK_FAILS(plazo_desk_call(desk, PLAZO_DESK_STATUS, "{}", 2, NULL, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK(plazo_desk_call(desk, PLAZO_DESK_STATUS, "{", 1, &reply, NULL) == PLAZO_INVALID && !reply);
  CHECK(plazo_desk_call(NULL, NULL, NULL, 0, NULL, NULL) == PLAZO_INVALID);

  reply = RUBBISH;
  CHECK_FAILS(plazo_call(NULL, PLAZO_TICKET_LIST, "{}", 2, &reply, &error), &error, PLAZO_INVALID,
              "argument.handle");
  CHECK(!reply);
  CHECK_FAILS(plazo_call(session, NULL, "{}", 2, &reply, &error), &error, PLAZO_INVALID, "argument.null");
  CHECK_FAILS(plazo_call(session, PLAZO_TICKET_LIST, NULL, 0, &reply, &error), &error, PLAZO_INVALID,
              "request.empty");
  CHECK_FAILS(plazo_call(session, PLAZO_TICKET_LIST, NULL, 2, &reply, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK_FAILS(plazo_call(session, PLAZO_TICKET_LIST, "{}", 2, NULL, &error), &error, PLAZO_INVALID,
              "argument.null");
  CHECK(plazo_call(session, PLAZO_TICKET_LIST, "{", 1, &reply, NULL) == PLAZO_INVALID && !reply);
  CHECK(plazo_call(NULL, NULL, NULL, 0, NULL, NULL) == PLAZO_INVALID);

  CHECK(!plazo_reply_data(NULL) && plazo_reply_size(NULL) == 0);
  CHECK(plazo_error_category(NULL) == PLAZO_OK);
  CHECK_SAME(plazo_error_code(NULL), "");
  CHECK_SAME(plazo_error_message(NULL), "");
  CHECK_SAME(plazo_error_json(NULL), "");
  plazo_desk_close(NULL);
  plazo_session_close(NULL);
  plazo_reply_free(NULL);
  plazo_error_free(NULL);
}

/* Each function that takes a handle gets each of the three other types. Freeing one does nothing: all
 * handles are used again below. */
static void wrong_handles(void) {
  void* const handles[] = {desk, session, a_reply, an_error};
  enum { a_desk, a_session, the_reply, the_error, kinds };
  for (int kind = 0; kind < kinds; ++kind) {
    void* const handle = handles[kind];
    plazo_error* error = NULL;
    plazo_reply* reply = RUBBISH;
    plazo_session* new_session = RUBBISH;
    if (kind != a_desk) {
      CHECK_FAILS(plazo_desk_call(handle, PLAZO_DESK_STATUS, "{}", 2, &reply, &error), &error, PLAZO_INVALID,
                  "argument.handle");
      CHECK(!reply);
      CHECK_FAILS(plazo_session_open(handle, customer, sizeof customer - 1, &new_session, &error), &error,
                  PLAZO_INVALID, "argument.handle");
      CHECK(!new_session);
      plazo_desk_close(handle);
    }
    if (kind != a_session) {
      reply = RUBBISH;
      CHECK_FAILS(plazo_call(handle, PLAZO_TICKET_LIST, "{}", 2, &reply, &error), &error, PLAZO_INVALID,
                  "argument.handle");
      CHECK(!reply);
      plazo_session_close(handle);
    }
    if (kind != the_reply) {
      CHECK(!plazo_reply_data(handle) && plazo_reply_size(handle) == 0);
      plazo_reply_free(handle);
    }
    if (kind != the_error) {
      CHECK(plazo_error_category(handle) == PLAZO_OK);
      CHECK_SAME(plazo_error_code(handle), "");
      CHECK_SAME(plazo_error_message(handle), "");
      CHECK_SAME(plazo_error_json(handle), "");
      plazo_error_free(handle);
    }
  }
  CHECK_SAME(plazo_error_code(an_error), "operation.unknown");
  CHECK_HAS(plazo_reply_data(a_reply), "\"engine\"");
  plazo_reply_free(must_call(session, PLAZO_TICKET_LIST, "{}"));
}

/* The text at the very end of a page, with a page behind it that must not be touched. */
static char* page;
static size_t page_size;
static const char* at_the_brink(const char* text, size_t size) {
  if (!page) {
    page_size = (size_t)sysconf(_SC_PAGESIZE);
    page = mmap(NULL, 2 * page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(page != MAP_FAILED);
    CHECK(mprotect(page + page_size, page_size, PROT_NONE) == 0);
  }
  CHECK(size <= page_size);
  return memcpy(page + page_size - size, text, size);
}

static void texts_without_end(void) {
  plazo_error* error = NULL;
  plazo_desk* other = NULL;
  plazo_session* guest = NULL;
  plazo_reply* reply = NULL;
  CHECK_OK(plazo_desk_open(PLAZO_VERSION_NUMBER, at_the_brink("{}", 2), 2, &other, &error), error);
  static const char as_guest[] = "{\"type\":\"guest\"}";
  CHECK_OK(plazo_session_open(other, at_the_brink(as_guest, sizeof as_guest - 1), sizeof as_guest - 1, &guest,
                              &error),
           error);
  CHECK_OK(plazo_desk_call(other, PLAZO_DESK_STATUS, at_the_brink("{}", 2), 2, &reply, &error), error);
  plazo_reply_free(reply);
  plazo_desk_close(other);
  plazo_session_close(guest);

  /* Every beginning of a request, so that the text ends within each kind of token. */
  static const char whole[] =
      "{\"document\":{\"x\":[true,false,null,-12.5e3,\"ca\\u00edda \\\\ í€😀\"]},\"idempotency_key\":\"k\"}";
  for (size_t size = 0; size < sizeof whole - 1; ++size) {
    const int32_t result =
        plazo_desk_call(desk, PLAZO_POLICY_INSTALL, at_the_brink(whole, size), size, &reply, &error);
    CHECK(result == PLAZO_INVALID && !reply);
    const char* const code = plazo_error_code(error);
    /* In the middle of a character the text is no UTF-8. */
    const int cut = ((unsigned char)whole[size] & 0xC0) == 0x80;
    CHECK_SAME(code, size == 0 ? "request.empty" : cut ? "request.not_utf8" : "request.not_json");
    if (size) CHECK_HAS(plazo_error_json(error), "\"line\":\"1\"");
    plazo_error_free(error);
  }
}

static void texts_that_are_none(void) {
  static const struct {
    const char* text;
    size_t size;
    const char *code, *part;
  } cases[] = {
#define TEXT(literal) literal, sizeof literal - 1
      {TEXT(""), "request.empty", ""},
      {TEXT(" \n\t"), "request.empty", ""},
      {TEXT("{\n  \"a\": oops}"), "request.not_json", "\"line\":\"2\",\"column\":\"8\""},
      {TEXT("{\"é\": 1} x"), "request.not_json", "\"line\":\"1\",\"column\":\"10\""},
      {TEXT("{} {}"), "request.not_json", "\"line\":\"1\",\"column\":\"4\""},
      {TEXT("{\"a\":1,}"), "request.not_json", "\"line\":\"1\",\"column\":\"8\""},
      {TEXT("{\"a\":01}"), "request.not_json", "\"line\":\"1\""},
      {TEXT("{'a':1}"), "request.not_json", "\"line\":\"1\",\"column\":\"2\""},
      {TEXT("{/**/}"), "request.not_json", "\"line\":\"1\",\"column\":\"2\""},
      {TEXT("{\"a\":NaN}"), "request.not_json", "\"line\":\"1\""},
      {TEXT("{\"a\":\"\0\"}"), "request.not_json", "\"line\":\"1\",\"column\":\"7\""},
      {TEXT("{}\0"), "request.not_json", "\"line\":\"1\",\"column\":\"3\""},
      {TEXT("\xEF\xBB\xBF{}"), "request.not_json", "\"line\":\"1\",\"column\":\"1\""},
      {TEXT("{\"a\":\"\xC3\x28\"}"), "request.not_utf8", "\"line\":\"1\",\"column\":\"7\""},
      {TEXT("{\n\"a\":\"\xED\xA0\x80\"}"), "request.not_utf8",
       "\"line\":\"2\",\"column\":\"6\""}, /* a surrogate */
      {TEXT("{\"a\":\"\xF8\x88\x80\x80\x80\"}"), "request.not_utf8", ""},
      {TEXT("{\"a\":\"\xC0\xAF\"}"), "request.not_utf8", ""}, /* an overlong slash */
      {TEXT("{\"a\":\"\\uD800\"}"), "request.not_json", ""},  /* half a surrogate pair, escaped */
      {TEXT("[]"), "request.invalid", "\"path\":\"\",\"code\":\"wrong_type\""},
      {TEXT("null"), "request.invalid", "\"path\":\"\",\"code\":\"wrong_type\""},
      {TEXT("{\"idempotency_key\":\"a\\u0000b\"}"), "request.invalid",
       "{\"path\":\"/idempotency_key\",\"code\":\"embedded_nul\""},
#undef TEXT
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; ++i) {
    plazo_error* error = NULL;
    plazo_reply* reply = NULL;
    const char* const text = at_the_brink(cases[i].text, cases[i].size);
    CHECK(plazo_desk_call(desk, PLAZO_POLICY_INSTALL, text, cases[i].size, &reply, &error) == PLAZO_INVALID &&
          !reply);
    CHECK_HAS(plazo_error_json(error), cases[i].part);
    CHECK_SAME(plazo_error_code(error), cases[i].code);
    plazo_error_free(error);
  }
}

static void unknown_operations(void) {
  plazo_error* error = NULL;
  plazo_reply* reply = NULL;
  CHECK(plazo_call(session, "ticket.opne", "{}", 2, &reply, &error) == PLAZO_INVALID);
  CHECK_HAS(plazo_error_message(error), "did you mean `ticket.open`?");
  CHECK_FAILS(PLAZO_INVALID, &error, PLAZO_INVALID, "operation.unknown");
  CHECK_FAILS(plazo_desk_call(desk, "", "{}", 2, &reply, &error), &error, PLAZO_INVALID, "operation.unknown");
  /* What is shown of the name must leave the error a text and a JSON object. */
  CHECK(plazo_call(session, "ticket.\xFF\xC3\"\\\n", "{}", 2, &reply, &error) == PLAZO_INVALID);
  CHECK_HAS(plazo_error_json(error), "`ticket.??\\\"\\\\?`");
  CHECK_FAILS(PLAZO_INVALID, &error, PLAZO_INVALID, "operation.unknown");
  const size_t size = 1 << 20;
  char* const name = malloc(size);
  CHECK(name);
  memset(name, 'x', size - 1);
  name[size - 1] = '\0';
  CHECK(plazo_call(session, name, "{}", 2, &reply, &error) == PLAZO_INVALID);
  CHECK(strlen(plazo_error_json(error)) < 2000);
  CHECK_FAILS(PLAZO_INVALID, &error, PLAZO_INVALID, "operation.unknown");
  free(name);
}

static void versions(void) {
  plazo_error* error = NULL;
  plazo_desk* other = NULL;
  static const uint32_t newer[] = {PLAZO_VERSION_NUMBER + 100, PLAZO_VERSION_NUMBER + 10000, UINT32_MAX};
  for (size_t i = 0; i < sizeof newer / sizeof *newer; ++i) {
    /* Told before anything else is looked at, which the newer caller may mean in a way unknown here. */
    CHECK_FAILS(plazo_desk_open(newer[i], "{\"field\":1}", 11, &other, &error), &error, PLAZO_INVALID,
                "version.newer_client");
    CHECK(!other);
  }
  static const uint32_t fine[] = {0, PLAZO_VERSION_NUMBER, PLAZO_VERSION_NUMBER + 1};
  for (size_t i = 0; i < sizeof fine / sizeof *fine; ++i) {
    CHECK_OK(plazo_desk_open(fine[i], "{}", 2, &other, &error), error);
    plazo_desk_close(other);
  }
  char version[32];
  snprintf(version, sizeof version, "%d.%d.%d", PLAZO_VERSION_NUMBER / 10000,
           PLAZO_VERSION_NUMBER / 100 % 100, PLAZO_VERSION_NUMBER % 100);
  CHECK_SAME(plazo_version(), version);
  size_t size = 0;
  const char* const catalogue = plazo_catalogue(&size);
  CHECK(strlen(catalogue) == size && plazo_catalogue(NULL) == catalogue);
  char entry[64];
  snprintf(entry, sizeof entry, "\"version\":\"%s\"", version);
  CHECK_HAS(catalogue, entry);
}

static void desk_without_storage(void) {
  plazo_desk* const bare = open_desk(NULL);
  plazo_session* const someone = open_session(bare, customer);
  plazo_error* error = NULL;
  plazo_reply* reply = must_desk_call(bare, PLAZO_DESK_STATUS, "{}");
  CHECK_HAS(plazo_reply_data(reply), "\"engine\":\"none\"");
  plazo_reply_free(reply);
  CHECK_FAILS(plazo_desk_call(bare, PLAZO_TICK, "{}", 2, &reply, &error), &error, PLAZO_UNAVAILABLE,
              "desk.no_storage");
  CHECK_FAILS(plazo_call(someone, PLAZO_TICKET_OPEN, new_ticket, sizeof new_ticket - 1, &reply, &error),
              &error, PLAZO_UNAVAILABLE, "desk.no_storage");
  CHECK_FAILS(plazo_call(someone, PLAZO_POLICY_CURRENT, "{}", 2, &reply, &error), &error, PLAZO_UNAVAILABLE,
              "desk.no_storage");
  plazo_session_close(someone);
  plazo_desk_close(bare);
}

int main(void) {
  make_folder();
  desk = open_desk(database);
  populate(desk);
  session = open_session(desk, customer);
  a_reply = must_desk_call(desk, PLAZO_DESK_STATUS, "{}");
  CHECK(plazo_call(session, "nothing", "{}", 2, NULL, &an_error) == PLAZO_INVALID);
  plazo_error_free(an_error);
  plazo_reply* none = NULL;
  CHECK(plazo_call(session, "nothing", "{}", 2, &none, &an_error) == PLAZO_INVALID && !none);

  null_everywhere();
  wrong_handles();
  texts_without_end();
  texts_that_are_none();
  unknown_operations();
  versions();
  desk_without_storage();

  CHECK(count_tickets(session) == 0);
  check_sound(desk);
  plazo_error_free(an_error);
  plazo_reply_free(a_reply);
  plazo_session_close(session);
  plazo_desk_close(desk);
  remove_folder();
  return 0;
}
