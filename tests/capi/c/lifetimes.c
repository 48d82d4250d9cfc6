/* Handles are closed in every order, as a garbage collector would. Under AddressSanitizer this also shows
 * that nothing is used after it was freed, and nothing is left behind. */
#include "check.h"

#include <plazo/operations.h>

enum { close_desk, close_first, close_second, free_reply, free_error, handles };

static void in_order(const int* order) {
  plazo_desk* const desk = open_desk(NULL);
  plazo_session *const first = open_session(desk, customer), *const second = open_session(desk, staff);
  plazo_reply *const reply = must_desk_call(desk, PLAZO_DESK_STATUS, "{}"), *none = NULL;
  plazo_error* error = NULL;
  CHECK(plazo_call(first, PLAZO_TICKET_LIST, "{}", 2, &none, &error) == PLAZO_UNAVAILABLE && !none);
  int open[handles] = {1, 1, 1, 1, 1};
  for (int i = 0; i < handles; ++i) {
    switch (order[i]) {
      case close_desk:
        plazo_desk_close(desk);
        break;
      case close_first:
        plazo_session_close(first);
        break;
      case close_second:
        plazo_session_close(second);
        break;
      case free_reply:
        plazo_reply_free(reply);
        break;
      case free_error:
        plazo_error_free(error);
        break;
    }
    open[order[i]] = 0;
    /* What is still open works as if nothing had happened. */
    if (open[free_reply]) CHECK_HAS(plazo_reply_data(reply), "\"engine\":\"none\"");
    if (open[free_error]) CHECK_SAME(plazo_error_code(error), "desk.no_storage");
    for (int s = close_first; s <= close_second; ++s) {
      plazo_error* again = NULL;
      if (!open[s]) continue;
      CHECK_FAILS(plazo_call(s == close_first ? first : second, PLAZO_POLICY_CURRENT, "{}", 2, &none, &again),
                  &again, PLAZO_UNAVAILABLE, "desk.no_storage");
    }
  }
}

static int permute(int* order, int from) {
  if (from == handles) {
    in_order(order);
    return 1;
  }
  int count = 0;
  for (int i = from; i < handles; ++i) {
    const int picked = order[i], here = order[from];
    order[i] = here, order[from] = picked;
    count += permute(order, from + 1);
    order[i] = picked, order[from] = here;
  }
  return count;
}

static void session_outlives_desk(void) {
  plazo_desk* const desk = open_desk(database);
  populate(desk);
  plazo_session *const session = open_session(desk, customer), *const agent = open_session(desk, staff);
  plazo_desk_close(desk);
  plazo_reply* const opened = must_call(session, PLAZO_TICKET_OPEN, new_ticket);
  plazo_session_close(session);
  plazo_reply* const queue = must_call(agent, PLAZO_TICKET_QUEUE, "{}");
  CHECK_HAS(plazo_reply_data(queue), "Web caída");
  plazo_session_close(agent); /* and with it the desk */
  CHECK_HAS(plazo_reply_data(opened), "\"status\":\"open\"");
  plazo_reply_free(opened);
  plazo_reply_free(queue);
}

/* Exactly one of the two out-parameters is set, whatever they held before, and each call makes its own. */
static void out_parameters(void) {
  plazo_desk* const desk = open_desk(database);
  plazo_reply *first = NULL, *second = NULL;
  plazo_error *error = NULL, *other = NULL;
  CHECK(plazo_desk_call(desk, PLAZO_DESK_STATUS, "{}", 2, &first, &error) == PLAZO_OK && first && !error);
  CHECK(plazo_desk_call(desk, PLAZO_DESK_STATUS, "{}", 2, &second, &error) == PLAZO_OK && second && !error);
  CHECK(first != second && plazo_reply_data(first) != plazo_reply_data(second));
  plazo_reply_free(second);
  CHECK_HAS(plazo_reply_data(first), "sqlite");
  second = first;
  CHECK(plazo_desk_call(desk, "no", "{}", 2, &second, &error) == PLAZO_INVALID && !second && error);
  CHECK(plazo_desk_call(desk, "nope", "{}", 2, &second, &other) == PLAZO_INVALID && !second && other &&
        other != error);
  CHECK(strcmp(plazo_error_message(error), plazo_error_message(other)) != 0);
  plazo_error_free(error);
  CHECK_HAS(plazo_error_message(other), "`nope`");
  error = other;
  CHECK(plazo_desk_call(desk, PLAZO_DESK_STATUS, "{}", 2, &second, &error) == PLAZO_OK && second && !error);
  plazo_error_free(other);
  plazo_reply_free(first);
  plazo_desk_close(desk);
  CHECK_HAS(plazo_reply_data(second), "sqlite");
  plazo_reply_free(second);

  /* The same variable for both, cast: the last word is whatever the result says it is. */
  plazo_desk* const bare = open_desk(NULL);
  void* both = NULL;
  CHECK(plazo_desk_call(bare, "no", "{}", 2, (plazo_reply**)&both, (plazo_error**)&both) == PLAZO_INVALID);
  CHECK_SAME(plazo_error_code(both), "operation.unknown");
  plazo_error_free(both);
  CHECK(plazo_desk_call(bare, PLAZO_DESK_STATUS, "{}", 2, (plazo_reply**)&both, (plazo_error**)&both) ==
        PLAZO_OK);
  CHECK_HAS(plazo_reply_data(both), "none");
  plazo_reply_free(both);
  plazo_desk_close(bare);
}

int main(void) {
  make_folder();
  int order[handles] = {close_desk, close_first, close_second, free_reply, free_error};
  CHECK(permute(order, 0) == 120);
  session_outlives_desk();
  out_parameters();
  remove_folder();
  return 0;
}
