/* The PHP extension "plazo": the C interface of <plazo/plazo.h> for the typed client in ../src. */
#ifndef PHP_PLAZO_H
#define PHP_PLAZO_H

#include "php.h"

extern zend_module_entry plazo_module_entry;
#define phpext_plazo_ptr &plazo_module_entry

#endif
