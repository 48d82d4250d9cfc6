dnl phpize && ./configure && make. Finds Plazo through pkg-config, or below --with-plazo=DIR.
PHP_ARG_WITH([plazo], [for Plazo support],
  [AS_HELP_STRING([[--with-plazo[=DIR]]], [Include Plazo support; DIR is where Plazo is installed])], [yes])

if test "$PHP_PLAZO" != "no"; then
  if test "$PHP_PLAZO" = "yes"; then
    PKG_CHECK_MODULES([PLAZO], [plazo])
    PHP_EVAL_INCLINE($PLAZO_CFLAGS)
    PHP_EVAL_LIBLINE($PLAZO_LIBS, PLAZO_SHARED_LIBADD)
  else
    PLAZO_LIBDIR=
    for dir in "$PHP_PLAZO/$PHP_LIBDIR" "$PHP_PLAZO/lib" $PHP_PLAZO/lib/*-linux-gnu; do
      if test -e "$dir/libplazo.so"; then PLAZO_LIBDIR=$dir; fi
    done
    if test -z "$PLAZO_LIBDIR" || test ! -r "$PHP_PLAZO/include/plazo/plazo.h"; then
      AC_MSG_ERROR([Plazo is not installed below $PHP_PLAZO])
    fi
    PHP_ADD_INCLUDE($PHP_PLAZO/include)
    PHP_ADD_LIBRARY_WITH_PATH(plazo, $PLAZO_LIBDIR, PLAZO_SHARED_LIBADD)
  fi
  PHP_SUBST(PLAZO_SHARED_LIBADD)
  PHP_NEW_EXTENSION(plazo, plazo.c, $ext_shared)
fi
