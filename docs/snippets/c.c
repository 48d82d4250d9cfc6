#include <plazo/operations.h>
#include <plazo/plazo.h>
#include <stdio.h>
#include <string.h>

int main(void) {
  const char *options = "{\"database\":\"desk.db\"}";
  const char *eva = "{\"type\":\"customer\",\"customer\":\"1017\",\"contact\":\"eva\"}";
  const char *request = "{\"department\":\"technical\",\"subject\":\"Site down\",\"body\":\"Since 9:00\"}";
  plazo_desk *desk = NULL;
  plazo_session *session = NULL;
  plazo_reply *reply = NULL;
  plazo_error *error = NULL;

  if (plazo_desk_open(PLAZO_VERSION_NUMBER, options, strlen(options), &desk, &error) == PLAZO_OK &&
      plazo_session_open(desk, eva, strlen(eva), &session, &error) == PLAZO_OK &&
      plazo_call(session, PLAZO_TICKET_OPEN, request, strlen(request), &reply, &error) == PLAZO_OK)
    puts(plazo_reply_data(reply));
  else
    fprintf(stderr, "%s: %s\n", plazo_error_code(error), plazo_error_message(error));

  const int failed = error != NULL;
  plazo_error_free(error);
  plazo_reply_free(reply);
  plazo_session_close(session);
  plazo_desk_close(desk);
  return failed;
}
