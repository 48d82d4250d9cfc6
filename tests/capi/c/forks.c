/* A desk that was opened before a fork serves parent and child, as under PHP-FPM and pre-forking Python
 * servers. A child that hangs is killed by its alarm, which the parent sees. */
#include "check.h"

#include <plazo/operations.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <time.h>

static plazo_desk* desk;
static plazo_session* session;

static pid_t child_doing(void (*work)(void)) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    alarm(60);
    work();
    _exit(0); /* like a worker that is done: no destructor runs */
  }
  return child;
}
static int status_of(pid_t child) {
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) fprintf(stderr, "a child was ended by signal %d\n", WTERMSIG(status));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

static void open_a_ticket(void) { plazo_reply_free(must_call(session, PLAZO_TICKET_OPEN, new_ticket)); }

static void in_parent_and_child(void) {
  open_a_ticket();
  CHECK(status_of(child_doing(open_a_ticket)) == 0);
  open_a_ticket();
  CHECK(count_tickets(session) == 3);
}

static void close_everything(void) {
  open_a_ticket();
  plazo_session_close(session);
  plazo_desk_close(desk);
}
static void grandchild(void) {
  open_a_ticket();
  CHECK(status_of(child_doing(open_a_ticket)) == 0);
  open_a_ticket();
}
static void in_odd_families(void) {
  const int before = count_tickets(session);
  CHECK(status_of(child_doing(close_everything)) == 0);
  open_a_ticket();
  CHECK(status_of(child_doing(grandchild)) == 0);
  CHECK(count_tickets(session) == before + 5);
}

/* 200 children, a few at a time, each with one ticket through the inherited session (F12, short). */
static void many_children(void) {
  enum { all = 200, at_once = 4 };
  const int before = count_tickets(session);
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  pid_t children[at_once];
  for (int i = 0; i < all; i += at_once) {
    for (int k = 0; k < at_once; ++k) children[k] = child_doing(open_a_ticket);
    for (int k = 0; k < at_once; ++k) CHECK(status_of(children[k]) == 0);
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  const double seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
  printf("%d forks with a ticket each: %.2f s\n", all, seconds);
  CHECK(count_tickets(session) == before + all);
}

/* Threads of the parent are inside calls while it forks. The child may be told `storage.forked`; it must
 * neither hang nor harm the parent's desk. */
static atomic_bool stop;
static atomic_int opened;
static void* keep_opening(void* unused) {
  (void)unused;
  while (!atomic_load(&stop)) {
    open_a_ticket();
    atomic_fetch_add(&opened, 1);
    plazo_reply_free(must_call(session, PLAZO_TICKET_LIST, "{}"));
  }
  return NULL;
}
enum { child_served = 0, child_told = 7 };
static void try_to_open(void) {
  plazo_reply* reply = NULL;
  plazo_error* error = NULL;
  const int32_t result =
      plazo_call(session, PLAZO_TICKET_OPEN, new_ticket, sizeof new_ticket - 1, &reply, &error);
  if (result == PLAZO_OK) {
    plazo_reply_free(reply);
    _exit(child_served);
  }
  CHECK_FAILS(result, &error, PLAZO_UNAVAILABLE, "storage.forked");
  _exit(child_told);
}
static void while_threads_call(void) {
  enum { threads = 4, forks = SANITIZED ? 20 : 60 };
  const int before = count_tickets(session);
  pthread_t ids[threads];
  int served = 0, told = 0;
  for (int i = 0; i < threads; ++i) CHECK(pthread_create(&ids[i], NULL, keep_opening, NULL) == 0);
  while (atomic_load(&opened) < threads) sched_yield();
  for (int i = 0; i < forks; ++i) {
    const int status = status_of(child_doing(try_to_open));
    CHECK(status == child_served || status == child_told);
    ++*(status == child_served ? &served : &told);
  }
  atomic_store(&stop, true);
  for (int i = 0; i < threads; ++i) pthread_join(ids[i], NULL);
  printf("forks while threads were calling: %d served, %d told storage.forked\n", served, told);
  CHECK(count_tickets(session) == before + atomic_load(&opened) + served);
  /* Nobody is inside a call any more: from here on children are served again. */
  CHECK(status_of(child_doing(open_a_ticket)) == 0);
}

int main(void) {
  make_folder();
  desk = open_desk(database);
  populate(desk);
  session = open_session(desk, customer);
  in_parent_and_child();
  in_odd_families();
  many_children();
  while_threads_call();
  check_sound(desk);
  plazo_session_close(session);
  plazo_desk_close(desk);
  remove_folder();
  return 0;
}
