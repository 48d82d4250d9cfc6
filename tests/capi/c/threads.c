/* Sixteen threads on one desk and one shared session: every effect happens once, nothing is mixed up. */
#include "check.h"

#include <plazo/operations.h>
#include <pthread.h>

enum { threads = 16, rounds = SANITIZED ? 6 : 12 };

static plazo_desk* desk;
static plazo_session *session, *agent;
static pthread_barrier_t start;

static void* hammer(void* number) {
  const int self = (int)(intptr_t)number;
  char request[256], subject[64];
  pthread_barrier_wait(&start);
  for (int round = 0; round < rounds; ++round) {
    snprintf(subject, sizeof subject, "thread %d round %d", self, round);
    snprintf(request, sizeof request, "{\"department\":\"technical\",\"subject\":\"%s\",\"body\":\"x\"}",
             subject);
    plazo_reply* opened = must_call(session, PLAZO_TICKET_OPEN, request);
    CHECK_HAS(plazo_reply_data(opened), subject);

    char id[32] = "";
    CHECK(sscanf(strstr(plazo_reply_data(opened), "\"id\":\"") + 6, "%31[0-9]", id) == 1);
    snprintf(request, sizeof request, "{\"ticket\":\"%s\",\"body\":\"answer to %s\"}", id, subject);
    plazo_reply* answered = must_call(agent, PLAZO_TICKET_REPLY, request);
    snprintf(request, sizeof request, "answer to %s\"", subject);
    CHECK_HAS(plazo_reply_data(answered), request);
    plazo_reply_free(answered);

    /* A session that lives for one call, and an error in between. */
    plazo_session* const own = open_session(desk, customer);
    snprintf(request, sizeof request, "{\"ticket\":\"%s\"}", id);
    plazo_reply* const page = must_call(own, PLAZO_TICKET_GET, request);
    CHECK_HAS(plazo_reply_data(page), subject);
    CHECK_HAS(plazo_reply_data(page), "\"status\":\"answered\"");
    plazo_session_close(own);
    plazo_reply_free(page);
    plazo_error* error = NULL;
    plazo_reply* none = NULL;
    CHECK_FAILS(plazo_call(session, PLAZO_TICKET_OPEN, "{}", 2, &none, &error), &error, PLAZO_INVALID,
                "request.invalid");
    if (round % 4 == self % 4) plazo_reply_free(must_desk_call(desk, PLAZO_DESK_STATUS, "{}"));
    plazo_reply_free(opened);
  }
  return NULL;
}

/* Threads that race for the very first call of a process, when everything is made for the first time. */
static void* first_call(void* unused) {
  (void)unused;
  pthread_barrier_wait(&start);
  CHECK(plazo_catalogue(NULL));
  plazo_desk* const own = open_desk(database);
  plazo_reply_free(must_desk_call(own, PLAZO_DESK_STATUS, "{}"));
  plazo_desk_close(own);
  return NULL;
}

static void run(void* (*body)(void*)) {
  pthread_t ids[threads];
  for (int i = 0; i < threads; ++i) CHECK(pthread_create(&ids[i], NULL, body, (void*)(intptr_t)i) == 0);
  for (int i = 0; i < threads; ++i) pthread_join(ids[i], NULL);
}

int main(void) {
  make_folder();
  CHECK(pthread_barrier_init(&start, NULL, threads) == 0);
  run(first_call);
  desk = open_desk(database);
  populate(desk);
  session = open_session(desk, customer);
  agent = open_session(desk, staff);
  run(hammer);
  CHECK(count_tickets(session) == threads * rounds);
  check_sound(desk);
  plazo_session_close(agent);
  plazo_session_close(session);
  plazo_desk_close(desk);
  pthread_barrier_destroy(&start);
  remove_folder();
  return 0;
}
