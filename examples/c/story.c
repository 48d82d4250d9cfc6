/* The story of a promise, told with libplazo: a customer opens a ticket and is told until when the
 * provider will have answered; an agent finds the ticket in the queue and answers; the promise shows as
 * kept, also after a restart.
 *
 *     make && ./story /tmp/story.db
 */
#include <plazo/operations.h>
#include <plazo/plazo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the provider promises: a first answer within ten minutes. */
static const char policy[] =
    "{\"document\":{\"plazo\":1,\"provider\":\"Alojamientos Ejemplo\",\"zone\":\"Europe/Madrid\","
    "\"languages\":[\"es\",\"en\"],"
    "\"departments\":{\"technical\":{\"name\":{\"es\":\"Soporte técnico\",\"en\":\"Technical support\"}}},"
    "\"priorities\":{\"regular\":{\"name\":{\"es\":\"Normal\",\"en\":\"Regular\"}},"
    "\"high\":{\"name\":{\"es\":\"Alta\",\"en\":\"High\"}}},"
    "\"first_response\":\"PT10M\"}}";

/* Ends the program with what went wrong. A server would look at the code, and at "retryable". */
static void stop(plazo_error* error) {
  fprintf(stderr, "%s: %s\n", plazo_error_code(error), plazo_error_message(error));
  plazo_error_free(error);
  exit(1);
}

static plazo_desk* open_desk(const char* path) {
  char options[512];
  plazo_desk* desk;
  plazo_error* error;
  /* A path with quotes or backslashes would need escaping: use your JSON library. */
  snprintf(options, sizeof options, "{\"database\":\"%s\",\"create\":true}", path);
  if (plazo_desk_open(PLAZO_VERSION_NUMBER, options, strlen(options), &desk, &error) != PLAZO_OK) stop(error);
  return desk;
}

/* A session is an actor: what it may see and do follows from who it is. */
static plazo_session* open_session(plazo_desk* desk, const char* actor) {
  plazo_session* session;
  plazo_error* error;
  if (plazo_session_open(desk, actor, strlen(actor), &session, &error) != PLAZO_OK) stop(error);
  return session;
}

static plazo_reply* call(plazo_session* session, const char* operation, const char* request) {
  plazo_reply* reply;
  plazo_error* error;
  if (plazo_call(session, operation, request, strlen(request), &reply, &error) != PLAZO_OK) stop(error);
  return reply;
}

/* The panel tells the desk what it knows; it needs no answer here. */
static void tell(plazo_desk* desk, const char* operation, const char* request) {
  plazo_reply* reply;
  plazo_error* error;
  if (plazo_desk_call(desk, operation, request, strlen(request), &reply, &error) != PLAZO_OK) stop(error);
  plazo_reply_free(reply);
}

/* The first text field of this name in a reply. Enough for a story; a program reads JSON with a library. */
static void text_field(const plazo_reply* reply, const char* name, char* out, size_t size) {
  char start[64];
  snprintf(start, sizeof start, "\"%s\":\"", name);
  const char* at = strstr(plazo_reply_data(reply), start);
  if (!at) {
    fprintf(stderr, "no `%s` in %s\n", name, plazo_reply_data(reply));
    exit(1);
  }
  at += strlen(start);
  snprintf(out, size, "%.*s", (int)strcspn(at, "\""), at);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: story DATABASE\n");
    return 2;
  }
  char ticket[32], field[512], request[256];

  plazo_desk* desk = open_desk(argv[1]);
  tell(desk, PLAZO_POLICY_INSTALL, policy);
  tell(desk, PLAZO_CUSTOMER_PUT, "{\"reference\":\"1017\",\"name\":\"Zapatería Ñandú\"}");
  tell(desk, PLAZO_STAFF_PUT,
       "{\"reference\":\"ana\",\"name\":\"Ana\",\"permissions\":[\"tickets_read\",\"tickets_reply\"]}");

  /* The customer opens a ticket and reads what is promised. */
  plazo_session* customer = open_session(desk, "{\"type\":\"customer\",\"customer\":\"1017\"}");
  plazo_reply* opened =
      call(customer, PLAZO_TICKET_OPEN,
           "{\"department\":\"technical\",\"subject\":\"Servidor caído\",\"priority\":\"high\","
           "\"body\":\"No responde a ping.\",\"idempotency_key\":\"form 8841\"}");
  text_field(opened, "id", ticket, sizeof ticket);
  text_field(opened, "text", field, sizeof field);
  printf("customer: %s\n", field);
  plazo_reply_free(opened);

  /* The agent finds it in the queue and answers. */
  plazo_session* agent = open_session(desk, "{\"type\":\"staff\",\"staff\":\"ana\"}");
  plazo_reply* queue = call(agent, PLAZO_TICKET_QUEUE, "{\"limit\":1}");
  text_field(queue, "subject", field, sizeof field);
  printf("agent: the queue begins with \"%s\"\n", field);
  text_field(queue, "id", ticket, sizeof ticket);
  plazo_reply_free(queue);
  snprintf(request, sizeof request, "{\"ticket\":\"%s\",\"body\":\"Reiniciado, ya responde.\"}", ticket);
  plazo_reply_free(call(agent, PLAZO_TICKET_REPLY, request));

  /* Handles may be closed in any order: the desk ends with its last session. */
  plazo_desk_close(desk);
  plazo_session_close(agent);
  plazo_session_close(customer);

  /* After a restart everything is still there. */
  desk = open_desk(argv[1]);
  customer = open_session(desk, "{\"type\":\"customer\",\"customer\":\"1017\"}");
  snprintf(request, sizeof request, "{\"ticket\":\"%s\"}", ticket);
  plazo_reply* page = call(customer, PLAZO_TICKET_GET, request);
  text_field(page, "status", field, sizeof field);
  printf("after a restart: %s\n", field);
  text_field(page, "state", field, sizeof field);
  printf("the promise: %s\n", field);
  text_field(page, "text", field, sizeof field);
  printf("customer: %s\n", field);
  plazo_reply_free(page);

  /* Somebody else's ticket does not exist for another customer. */
  tell(desk, PLAZO_CUSTOMER_PUT, "{\"reference\":\"2000\",\"name\":\"Other Ltd\"}");
  plazo_session* stranger = open_session(desk, "{\"type\":\"customer\",\"customer\":\"2000\"}");
  plazo_error* error;
  if (plazo_call(stranger, PLAZO_TICKET_GET, request, strlen(request), &page, &error) == PLAZO_NOT_FOUND)
    printf("stranger: %s\n", plazo_error_code(error));
  plazo_error_free(error);

  plazo_session_close(stranger);
  plazo_session_close(customer);
  plazo_desk_close(desk);
  return 0;
}
