/* The extension. It hands texts through and nothing more; the typed client is PHP.
 *
 * PHP leaves a function in the middle when memory_limit or max_execution_time is hit: a longjmp, which
 * must never cross the library's frames. So nothing of Zend is called while the library is at work (it
 * calls nothing back either), and whatever the library returned belongs, from before the call on, to a
 * resource of the request: PHP destroys those also after it has jumped.
 */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

#include "php_plazo.h"

#include <plazo/plazo.h>

#include "ext/spl/spl_exceptions.h"
#include "ext/standard/info.h"
#include "zend_exceptions.h"

#include "plazo_arginfo.h"

/* Desks of one process, by their options. Opened when a script first asks, so never in the master of
 * PHP-FPM, and kept for the requests that follow: opening one reads the schema and costs a thousand
 * times what a call does. */
typedef struct {
  plazo_desk* handle;
  uint32_t users; /* objects of this request */
} open_desk;

/* More than this are kept only while scripts hold them. A panel has one. */
#define MOST_IDLE_DESKS 8

ZEND_BEGIN_MODULE_GLOBALS(plazo)
HashTable desks;
ZEND_END_MODULE_GLOBALS(plazo)

ZEND_DECLARE_MODULE_GLOBALS(plazo)
#define PLAZO_G(v) ZEND_MODULE_GLOBALS_ACCESSOR(plazo, v)

#if defined(ZTS) && defined(COMPILE_DL_PLAZO)
ZEND_TSRMLS_CACHE_DEFINE()
#endif

typedef struct {
  open_desk* desk;
  zend_object std;
} desk_object;

typedef struct {
  plazo_session* handle;
  zend_object std;
} session_object;

static zend_class_entry *desk_class, *session_class, *failure_class;
static zend_object_handlers desk_handlers, session_handlers;
static int outcome_type;

static desk_object* desk_of(zend_object* object) {
  return (desk_object*)((char*)object - XtOffsetOf(desk_object, std));
}

static session_object* session_of(zend_object* object) {
  return (session_object*)((char*)object - XtOffsetOf(session_object, std));
}

/* What a call gave, owned by a resource of the request. */
typedef struct {
  plazo_reply* reply;
  plazo_error* error;
  zend_resource* owner;
} outcome;

static void destroy_outcome(zend_resource* resource) {
  outcome* const result = resource->ptr;
  plazo_reply_free(result->reply);
  plazo_error_free(result->error);
  efree(result);
}

static outcome* new_outcome(void) {
  outcome* const result = ecalloc(1, sizeof *result);
  result->owner = zend_register_resource(result, outcome_type);
  return result;
}

static void end_outcome(outcome* result) { zend_list_delete(result->owner); }

static void throw_failure(const outcome* result) {
  zval failure, json;
  object_init_ex(&failure, failure_class);
  ZVAL_STRING(&json, plazo_error_json(result->error));
  zend_update_property_string(zend_ce_exception, Z_OBJ(failure), ZEND_STRL("message"),
                              plazo_error_message(result->error));
  zend_update_property_long(zend_ce_exception, Z_OBJ(failure), ZEND_STRL("code"),
                            plazo_error_category(result->error));
  zend_update_property(failure_class, Z_OBJ(failure), ZEND_STRL("json"), &json);
  zval_ptr_dtor(&json);
  zend_throw_exception_object(&failure);
}

/* Gives a call's reply to the script, or throws its error. */
static void finish_call(int32_t code, outcome* result, zval* return_value) {
  if (code == PLAZO_OK)
    RETVAL_STRINGL(plazo_reply_data(result->reply), plazo_reply_size(result->reply));
  else
    throw_failure(result);
  end_outcome(result);
}

static void close_desk(zval* element) {
  open_desk* const desk = Z_PTR_P(element);
  plazo_desk_close(desk->handle);
  pefree(desk, 1);
}

static int is_idle(zval* element, void* excess) {
  const open_desk* const desk = Z_PTR_P(element);
  uint32_t* const left = excess;
  if (*left == 0) return ZEND_HASH_APPLY_STOP;
  if (desk->users > 0) return ZEND_HASH_APPLY_KEEP;
  --*left;
  return ZEND_HASH_APPLY_REMOVE;
}

static void close_idle_desks(uint32_t keep) {
  const uint32_t count = zend_hash_num_elements(&PLAZO_G(desks));
  uint32_t excess = count > keep ? count - keep : 0;
  if (excess > 0) zend_hash_apply_with_argument(&PLAZO_G(desks), is_idle, &excess);
}

static zend_object* create_desk(zend_class_entry* type) {
  desk_object* const object = zend_object_alloc(sizeof(desk_object), type);
  object->desk = NULL;
  zend_object_std_init(&object->std, type);
  object_properties_init(&object->std, type);
  object->std.handlers = &desk_handlers;
  return &object->std;
}

static void free_desk(zend_object* object) {
  open_desk* const desk = desk_of(object)->desk;
  if (desk && desk->users > 0) desk->users--;
  zend_object_std_dtor(object);
}

static zend_object* create_session(zend_class_entry* type) {
  session_object* const object = zend_object_alloc(sizeof(session_object), type);
  object->handle = NULL;
  zend_object_std_init(&object->std, type);
  object_properties_init(&object->std, type);
  object->std.handlers = &session_handlers;
  return &object->std;
}

static void free_session(zend_object* object) {
  plazo_session_close(session_of(object)->handle);
  zend_object_std_dtor(object);
}

ZEND_FUNCTION(plazo_version) {
  ZEND_PARSE_PARAMETERS_NONE();
  RETURN_STRING(plazo_version());
}

ZEND_FUNCTION(plazo_catalogue) {
  ZEND_PARSE_PARAMETERS_NONE();
  size_t size;
  const char* const catalogue = plazo_catalogue(&size);
  RETURN_STRINGL(catalogue ? catalogue : "", size);
}

/* Private: a desk comes from `open`, a session from a desk. */
ZEND_METHOD(Plazo_Native_Desk, __construct) { ZEND_PARSE_PARAMETERS_NONE(); }

ZEND_METHOD(Plazo_Native_Session, __construct) { ZEND_PARSE_PARAMETERS_NONE(); }

ZEND_METHOD(Plazo_Native_Desk, open) {
  zend_string* options;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(options)
  ZEND_PARSE_PARAMETERS_END();

  object_init_ex(return_value, desk_class);
  open_desk* desk = zend_hash_find_ptr(&PLAZO_G(desks), options);
  if (!desk) {
    plazo_desk* handle;
    outcome* const result = new_outcome();
    const int32_t code =
        plazo_desk_open(PLAZO_VERSION_NUMBER, ZSTR_VAL(options), ZSTR_LEN(options), &handle, &result->error);
    if (code == PLAZO_OK) {
      /* Persistent memory: PHP ends the process when there is none, it does not jump. */
      desk = pemalloc(sizeof *desk, 1);
      *desk = (open_desk){.handle = handle};
      zend_hash_str_add_new_ptr(&PLAZO_G(desks), ZSTR_VAL(options), ZSTR_LEN(options), desk);
    } else {
      throw_failure(result);
    }
    end_outcome(result);
    if (!desk) return;
  }
  desk->users++;
  desk_of(Z_OBJ_P(return_value))->desk = desk;
  close_idle_desks(MOST_IDLE_DESKS);
}

ZEND_METHOD(Plazo_Native_Desk, call) {
  char* operation;
  size_t operation_size;
  zend_string* request = NULL;
  ZEND_PARSE_PARAMETERS_START(1, 2)
  Z_PARAM_PATH(operation, operation_size)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR(request)
  ZEND_PARSE_PARAMETERS_END();

  const open_desk* const desk = desk_of(Z_OBJ_P(ZEND_THIS))->desk;
  outcome* const result = new_outcome();
  const int32_t code =
      plazo_desk_call(desk ? desk->handle : NULL, operation, request ? ZSTR_VAL(request) : "{}",
                      request ? ZSTR_LEN(request) : 2, &result->reply, &result->error);
  finish_call(code, result, return_value);
}

ZEND_METHOD(Plazo_Native_Desk, session) {
  zend_string* actor;
  ZEND_PARSE_PARAMETERS_START(1, 1)
  Z_PARAM_STR(actor)
  ZEND_PARSE_PARAMETERS_END();

  object_init_ex(return_value, session_class);
  const open_desk* const desk = desk_of(Z_OBJ_P(ZEND_THIS))->desk;
  outcome* const result = new_outcome();
  /* Straight into the object, which closes it whatever happens. */
  const int32_t code = plazo_session_open(desk ? desk->handle : NULL, ZSTR_VAL(actor), ZSTR_LEN(actor),
                                          &session_of(Z_OBJ_P(return_value))->handle, &result->error);
  if (code != PLAZO_OK) throw_failure(result);
  end_outcome(result);
}

ZEND_METHOD(Plazo_Native_Session, call) {
  char* operation;
  size_t operation_size;
  zend_string* request = NULL;
  ZEND_PARSE_PARAMETERS_START(1, 2)
  Z_PARAM_PATH(operation, operation_size)
  Z_PARAM_OPTIONAL
  Z_PARAM_STR(request)
  ZEND_PARSE_PARAMETERS_END();

  outcome* const result = new_outcome();
  const int32_t code =
      plazo_call(session_of(Z_OBJ_P(ZEND_THIS))->handle, operation, request ? ZSTR_VAL(request) : "{}",
                 request ? ZSTR_LEN(request) : 2, &result->reply, &result->error);
  finish_call(code, result, return_value);
}

static PHP_GINIT_FUNCTION(plazo) {
#if defined(COMPILE_DL_PLAZO) && defined(ZTS)
  ZEND_TSRMLS_CACHE_UPDATE();
#endif
  zend_hash_init(&plazo_globals->desks, 1, NULL, close_desk, 1);
}

static PHP_GSHUTDOWN_FUNCTION(plazo) { zend_hash_destroy(&plazo_globals->desks); }

/* From PLAZO_VERSION_NUMBER, so that the version stands in one place only. */
static char extension_version[16];

static PHP_MINIT_FUNCTION(plazo) {
  (void)type;
  snprintf(extension_version, sizeof extension_version, "%d.%d.%d", PLAZO_VERSION_NUMBER / 10000,
           PLAZO_VERSION_NUMBER / 100 % 100, PLAZO_VERSION_NUMBER % 100);
  EG(current_module)->version = extension_version;

  outcome_type = zend_register_list_destructors_ex(destroy_outcome, NULL, "plazo outcome", module_number);

  desk_class = register_class_Plazo_Native_Desk();
  desk_class->create_object = create_desk;
  desk_handlers = std_object_handlers;
  desk_handlers.offset = XtOffsetOf(desk_object, std);
  desk_handlers.free_obj = free_desk;
  desk_handlers.clone_obj = NULL;

  session_class = register_class_Plazo_Native_Session();
  session_class->create_object = create_session;
  session_handlers = std_object_handlers;
  session_handlers.offset = XtOffsetOf(session_object, std);
  session_handlers.free_obj = free_session;
  session_handlers.clone_obj = NULL;

  failure_class = register_class_Plazo_Native_Failure(spl_ce_RuntimeException);
  plazo_mark_sensitive_parameters(desk_class, session_class);
  return SUCCESS;
}

/* After all objects of the request are gone, also those that a jump left behind. */
static ZEND_MODULE_POST_ZEND_DEACTIVATE_D(plazo) {
  void* desk;
  ZEND_HASH_FOREACH_PTR(&PLAZO_G(desks), desk) { ((open_desk*)desk)->users = 0; }
  ZEND_HASH_FOREACH_END();
  close_idle_desks(MOST_IDLE_DESKS);
  return SUCCESS;
}

static PHP_MINFO_FUNCTION(plazo) {
  (void)zend_module;
  php_info_print_table_start();
  php_info_print_table_row(2, "Plazo support", "enabled");
  php_info_print_table_row(2, "Extension version", extension_version);
  php_info_print_table_row(2, "Library version", plazo_version());
  php_info_print_table_end();
}

static const zend_module_dep plazo_dependencies[] = {ZEND_MOD_REQUIRED("spl") ZEND_MOD_END};

zend_module_entry plazo_module_entry = {STANDARD_MODULE_HEADER_EX,
                                        NULL,
                                        plazo_dependencies,
                                        "plazo",
                                        plazo_functions,
                                        PHP_MINIT(plazo),
                                        NULL,
                                        NULL,
                                        NULL,
                                        PHP_MINFO(plazo),
                                        "",
                                        PHP_MODULE_GLOBALS(plazo),
                                        PHP_GINIT(plazo),
                                        PHP_GSHUTDOWN(plazo),
                                        ZEND_MODULE_POST_ZEND_DEACTIVATE_N(plazo),
                                        STANDARD_MODULE_PROPERTIES_EX};

#ifdef COMPILE_DL_PLAZO
ZEND_GET_MODULE(plazo)
#endif
