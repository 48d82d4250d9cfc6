/* Declares in C what plazo.stub.php declares in PHP; tests/001-surface.phpt compares them. */
#include "Zend/zend_attributes.h"

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_plazo_text, 0, 0, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_INFO_EX(arginfo_plazo_construct, 0, 0, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_plazo_desk_open, 0, 1, Plazo\\Native\\Desk, 0)
	ZEND_ARG_TYPE_INFO(0, options, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_TYPE_INFO_EX(arginfo_plazo_call, 0, 1, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO(0, operation, IS_STRING, 0)
	ZEND_ARG_TYPE_INFO_WITH_DEFAULT_VALUE(0, request, IS_STRING, 0, "\"{}\"")
ZEND_END_ARG_INFO()

ZEND_BEGIN_ARG_WITH_RETURN_OBJ_INFO_EX(arginfo_plazo_desk_session, 0, 1, Plazo\\Native\\Session, 0)
	ZEND_ARG_TYPE_INFO(0, actor, IS_STRING, 0)
ZEND_END_ARG_INFO()

ZEND_FUNCTION(plazo_version);
ZEND_FUNCTION(plazo_catalogue);
ZEND_METHOD(Plazo_Native_Desk, __construct);
ZEND_METHOD(Plazo_Native_Desk, open);
ZEND_METHOD(Plazo_Native_Desk, call);
ZEND_METHOD(Plazo_Native_Desk, session);
ZEND_METHOD(Plazo_Native_Session, __construct);
ZEND_METHOD(Plazo_Native_Session, call);

static const zend_function_entry plazo_functions[] = {
	ZEND_NS_FALIAS("Plazo\\Native", version, plazo_version, arginfo_plazo_text)
	ZEND_NS_FALIAS("Plazo\\Native", catalogue, plazo_catalogue, arginfo_plazo_text)
	ZEND_FE_END
};

static const zend_function_entry plazo_desk_methods[] = {
	ZEND_ME(Plazo_Native_Desk, __construct, arginfo_plazo_construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Plazo_Native_Desk, open, arginfo_plazo_desk_open, ZEND_ACC_PUBLIC | ZEND_ACC_STATIC)
	ZEND_ME(Plazo_Native_Desk, call, arginfo_plazo_call, ZEND_ACC_PUBLIC)
	ZEND_ME(Plazo_Native_Desk, session, arginfo_plazo_desk_session, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static const zend_function_entry plazo_session_methods[] = {
	ZEND_ME(Plazo_Native_Session, __construct, arginfo_plazo_construct, ZEND_ACC_PRIVATE)
	ZEND_ME(Plazo_Native_Session, call, arginfo_plazo_call, ZEND_ACC_PUBLIC)
	ZEND_FE_END
};

static const zend_function_entry plazo_failure_methods[] = {
	ZEND_FE_END
};

static zend_class_entry *register_class_Plazo_Native_Desk(void)
{
	zend_class_entry ce;
	INIT_NS_CLASS_ENTRY(ce, "Plazo\\Native", "Desk", plazo_desk_methods);
	zend_class_entry *const class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL | ZEND_ACC_NO_DYNAMIC_PROPERTIES | ZEND_ACC_NOT_SERIALIZABLE;
	return class_entry;
}

static zend_class_entry *register_class_Plazo_Native_Session(void)
{
	zend_class_entry ce;
	INIT_NS_CLASS_ENTRY(ce, "Plazo\\Native", "Session", plazo_session_methods);
	zend_class_entry *const class_entry = zend_register_internal_class_ex(&ce, NULL);
	class_entry->ce_flags |= ZEND_ACC_FINAL | ZEND_ACC_NO_DYNAMIC_PROPERTIES | ZEND_ACC_NOT_SERIALIZABLE;
	return class_entry;
}

static zend_class_entry *register_class_Plazo_Native_Failure(zend_class_entry *parent)
{
	zend_class_entry ce;
	INIT_NS_CLASS_ENTRY(ce, "Plazo\\Native", "Failure", plazo_failure_methods);
	zend_class_entry *const class_entry = zend_register_internal_class_ex(&ce, parent);
	class_entry->ce_flags |= ZEND_ACC_FINAL;
	zval json_default;
	ZVAL_UNDEF(&json_default);
	zend_string *const json_name = zend_string_init("json", sizeof "json" - 1, 1);
	zend_declare_typed_property(class_entry, json_name, &json_default, ZEND_ACC_PUBLIC | ZEND_ACC_READONLY, NULL,
	                            (zend_type)ZEND_TYPE_INIT_MASK(MAY_BE_STRING));
	zend_string_release(json_name);
	return class_entry;
}

/* PHP 8.2 leaves these out of stack traces: requests hold what customers write, options hold passwords. */
static void plazo_mark_sensitive_parameters(zend_class_entry *desk, zend_class_entry *session)
{
#if PHP_VERSION_ID >= 80200
	static const struct {
		const char *method;
		uint32_t parameter;
	} sensitive[] = {{"open", 0}, {"call", 1}, {"session", 0}};
	zend_string *const name = ZSTR_KNOWN(ZEND_STR_SENSITIVEPARAMETER);
	for (size_t i = 0; i < sizeof sensitive / sizeof *sensitive; i++) {
		const size_t length = strlen(sensitive[i].method);
		zend_class_entry *const classes[] = {desk, session};
		for (size_t c = 0; c < 2; c++) {
			zend_function *const method =
				zend_hash_str_find_ptr(&classes[c]->function_table, sensitive[i].method, length);
			if (method) zend_add_parameter_attribute(method, sensitive[i].parameter, name, 0);
		}
	}
#else
	(void)desk;
	(void)session;
#endif
}
