# Compiler settings for every target of this project: warnings are errors, library assertions are on.
find_program(CCACHE ccache)
if(CCACHE)
  # Precompiled headers are only cached with these (ccache manual, "Precompiled headers").
  set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# GCC says what is wrong with the code; clang only builds the fuzz targets.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow=local -Wformat=2
                      -Wvla -Werror -fstack-protector-strong)
  # A designated initialiser that leaves members at their defaults is what we mean, not an oversight.
  add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wno-missing-field-initializers;-Wnon-virtual-dtor;-Woverloaded-virtual;-fpch-preprocess>")
endif()
# What GCC 12 guesses about values after the inlining of -O3 is wrong for strings that are put together
# (GCC bug 105651) and for lists of lists. Developers and tests build at -O1, where it is right.
add_compile_options("$<$<AND:$<COMPILE_LANG_AND_ID:CXX,GNU>,$<CONFIG:Release>>:-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-restrict;-Wno-array-bounds>")
add_compile_definitions("$<$<COMPILE_LANGUAGE:CXX>:_GLIBCXX_ASSERTIONS>")

if(PLAZO_SANITIZE)
  add_compile_options(-fsanitize=${PLAZO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PLAZO_SANITIZE})
  # GCC 12 takes the sanitizer's own accesses for reads of what was never set (in <regex>, for one).
  add_compile_options(-Wno-maybe-uninitialized)
  if(PLAZO_SANITIZE MATCHES thread)
    add_compile_options(-Wno-tsan)
  endif()
endif()
