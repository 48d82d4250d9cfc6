/* Memory runs out at every single allocation of opening a desk, opening a session and opening a ticket,
 * for that one allocation and for all from there on. Each time: a code and no crash, the handles still
 * work, and the database holds all of a ticket or nothing of it, also after a restart: an error that
 * promises that nothing was written may not be followed by a ticket.
 *
 * This program's own malloc stands before the C library's, for libplazo, libstdc++ and SQLite alike. */
#include "check.h"

#include <errno.h>
#include <plazo/operations.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#if SANITIZED
int main(void) {
  puts("SKIPPED: the sanitizer brings its own malloc, which cannot be made to fail in this way");
  return 77;
}
#else

void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

static long seen = -1;   /* allocations since counting began; -1: not counting */
static long failing = 0; /* which one fails, from 1; 0: none */
static int sticky;       /* all after it fail too */

static int refused(void) {
  if (seen < 0) return 0;
  ++seen;
  if (failing == 0 || !(seen == failing || (sticky && seen > failing))) return 0;
  errno = ENOMEM;
  return 1;
}
void* malloc(size_t size) { return refused() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return refused() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return refused() ? NULL : __libc_realloc(old, size); }
void* memalign(size_t alignment, size_t size) { return refused() ? NULL : __libc_memalign(alignment, size); }
void* aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  void* const made = memalign(alignment, size);
  if (!made) return ENOMEM;
  *out = made;
  return 0;
}

static void begin_failing(long number) {
  failing = number;
  seen = 0;
}
static long end_failing(void) {
  const long count = seen;
  seen = -1;
  return count;
}

/* What one attempt told and how much it allocated. */
struct outcome {
  int32_t result;
  char code[64];
  long allocations;
};

static struct outcome told(int32_t result, plazo_error* error, long allocations) {
  struct outcome out = {.result = result, .allocations = allocations};
  CHECK((result == PLAZO_OK) == !error && result == plazo_error_category(error));
  snprintf(out.code, sizeof out.code, "%s", plazo_error_code(error));
  if (error) CHECK_HAS(plazo_error_json(error), out.code);
  plazo_error_free(error);
  return out;
}

static struct outcome try_desk(long number, plazo_desk** desk) {
  char options[200];
  plazo_error* error = NULL;
  snprintf(options, sizeof options, "{\"database\":\"%s\",\"create\":true}", database);
  begin_failing(number);
  const int32_t result = plazo_desk_open(PLAZO_VERSION_NUMBER, options, strlen(options), desk, &error);
  const long count = end_failing();
  CHECK((result == PLAZO_OK) == !!*desk);
  return told(result, error, count);
}
static struct outcome try_session(long number, plazo_desk* desk, plazo_session** session) {
  plazo_error* error = NULL;
  begin_failing(number);
  const int32_t result = plazo_session_open(desk, customer, sizeof customer - 1, session, &error);
  const long count = end_failing();
  CHECK((result == PLAZO_OK) == !!*session);
  return told(result, error, count);
}
static struct outcome try_ticket(long number, plazo_session* session, const char* request) {
  plazo_error* error = NULL;
  plazo_reply* reply = NULL;
  begin_failing(number);
  const int32_t result = plazo_call(session, PLAZO_TICKET_OPEN, request, strlen(request), &reply, &error);
  const long count = end_failing();
  CHECK((result == PLAZO_OK) == !!reply);
  plazo_reply_free(reply);
  return told(result, error, count);
}

/* The C++ streams and cctz, through which zone data is read at the first use, swallow a failed allocation
 * and say that there is no such file. Then nothing is written either, but the code is another one. */
static int is_swallowed(struct outcome out) {
  return strcmp(out.code, "zone.unknown") == 0 || strcmp(out.code, "zone.data_missing") == 0;
}

static int allowed(struct outcome out, int writing) {
  if (out.result == PLAZO_OK || strcmp(out.code, "memory.exhausted") == 0 ||
      (writing && strcmp(out.code, "storage.commit_unknown") == 0))
    return 1;
  fprintf(stderr, "allocation %ld%s failed: %s\n", failing, sticky ? " and all after it" : "", out.code);
  return 0;
}

/* With PLAZO_FULL=1 every allocation; else every one of the first 40 and then each `stride`th. */
static long next(long number, long stride) {
  return getenv("PLAZO_FULL") || number < 40 ? number + 1 : number + stride;
}

static long desk_openings(void) {
  long tried = 0;
  for (long number = 1;; number = next(number, 3), ++tried) {
    plazo_desk* desk = NULL;
    const struct outcome out = try_desk(number, &desk);
    CHECK(allowed(out, 0));
    plazo_desk_close(desk);
    if (out.allocations < number) return tried;
  }
}
static long session_openings(plazo_desk* desk) {
  for (long number = 1;; ++number) {
    plazo_session* session = NULL;
    const struct outcome out = try_session(number, desk, &session);
    CHECK(allowed(out, 0));
    plazo_session_close(session);
    if (out.allocations < number) return number - 1;
  }
}

/* Tickets, one call after the other on one desk. Unknown outcomes are settled by looking, or, with an
 * idempotency key, by calling again as the header says. */
static long ticket_calls(plazo_session* session, int with_key, int* tickets, int* unknown) {
  char request[400];
  long tried = 0;
  static int key;
  for (long number = 1;; number = next(number, 3), ++tried) {
    if (with_key) {
      snprintf(request, sizeof request, "{\"idempotency_key\":\"k%d\",%s", ++key, new_ticket + 1);
    } else {
      strcpy(request, new_ticket);
    }
    const struct outcome out = try_ticket(number, session, request);
    CHECK(allowed(out, 1));
    const int is_unknown = strcmp(out.code, "storage.commit_unknown") == 0;
    *unknown += is_unknown;
    if (is_unknown && with_key) plazo_reply_free(must_call(session, PLAZO_TICKET_OPEN, request));
    const int now = count_tickets(session);
    if (is_unknown && !with_key)
      CHECK(now == *tickets || now == *tickets + 1);
    else
      CHECK(now == *tickets + (out.result == PLAZO_OK || is_unknown));
    *tickets = now;
    if (out.allocations < number) return tried;
  }
}

/* In a process of its own per attempt, as the very first use also makes what lives as long as the process. */
static int fresh_process(long number, int32_t* counts) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60);
    plazo_desk* desk = NULL;
    plazo_session* session = NULL;
    plazo_reply* reply = NULL;
    plazo_error* error = NULL;
    char options[200];
    snprintf(options, sizeof options, "{\"database\":\"%s\"}", database);
    begin_failing(number);
    int32_t result = plazo_desk_open(PLAZO_VERSION_NUMBER, options, strlen(options), &desk, &error);
    if (result == PLAZO_OK)
      result = plazo_session_open(desk, customer, sizeof customer - 1, &session, &error);
    if (result == PLAZO_OK)
      result = plazo_call(session, PLAZO_TICKET_OPEN, new_ticket, sizeof new_ticket - 1, &reply, &error);
    const long count = end_failing();
    const struct outcome out = told(result, error, count);
    if (!is_swallowed(out) && !allowed(out, 1)) _exit(1);
    counts[3] = is_swallowed(out);
    counts[0] = result == PLAZO_OK;
    counts[1] = strcmp(out.code, "storage.commit_unknown") == 0;
    counts[2] = count < number;
    plazo_reply_free(reply);
    plazo_session_close(session);
    plazo_desk_close(desk);
    _exit(0);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  if (status != 0)
    fprintf(stderr, "allocation %ld of a fresh process: status %#x\n", number, (unsigned)status);
  CHECK(status == 0);
  return counts[2];
}
static long fresh_processes(int* certain, int* unknown, int* swallowed) {
  int32_t* const counts = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(counts != MAP_FAILED);
  const int full = getenv("PLAZO_FULL") != NULL;
  long tried = 0;
  for (long number = 1;; number += full || number < 10 ? 1 : 23, ++tried) {
    const int complete = fresh_process(number, counts);
    *certain += counts[0];
    *unknown += counts[1];
    *swallowed += counts[3];
    if (complete) break;
  }
  munmap(counts, 4096);
  return tried;
}

int main(void) {
  make_folder();
  int certain = 0, unknown = 0, swallowed = 0;

  /* Nothing of Plazo has been used in this process yet, so that each child is the first to use it. */
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    plazo_desk* const desk = open_desk(database);
    populate(desk);
    plazo_desk_close(desk);
    _exit(0);
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  long fresh = 0, desks = 0, sessions = 0, calls = 0;
  for (sticky = 0; sticky < 2; ++sticky) fresh += fresh_processes(&certain, &unknown, &swallowed);

  plazo_desk* desk = open_desk(database);
  plazo_session* session = open_session(desk, customer);
  int tickets = count_tickets(session);
  CHECK(tickets >= certain && tickets <= certain + unknown);
  const int before_unknown = unknown;
  for (sticky = 0; sticky < 2; ++sticky) {
    desks += desk_openings();
    sessions += session_openings(desk);
    for (int with_key = 0; with_key < 2; ++with_key)
      calls += ticket_calls(session, with_key, &tickets, &unknown);
  }
  check_sound(desk);
  plazo_session_close(session);
  plazo_desk_close(desk);

  /* What a restart finds in the log must be what was seen before. */
  desk = open_desk(database);
  session = open_session(desk, customer);
  CHECK(count_tickets(session) == tickets);
  check_sound(desk);
  plazo_session_close(session);
  plazo_desk_close(desk);
  remove_folder();
  printf(
      "memory ran out %ld times in fresh processes, %ld in desks, %ld in sessions, %ld in calls; "
      "%d + %d outcomes unknown, %d told as missing zone data\n",
      fresh, desks, sessions, calls, before_unknown, unknown - before_unknown, swallowed);
  return 0;
}
#endif
