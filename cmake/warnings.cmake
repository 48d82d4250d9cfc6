# Compiler settings for every target of this project: warnings are errors, library assertions are on.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow=local -Wformat=2
                    -Wvla -Werror -fstack-protector-strong)
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor;-Woverloaded-virtual>")
add_compile_definitions("$<$<COMPILE_LANGUAGE:CXX>:_GLIBCXX_ASSERTIONS>")

if(PLAZO_SANITIZE)
  add_compile_options(-fsanitize=${PLAZO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PLAZO_SANITIZE})
  if(PLAZO_SANITIZE MATCHES thread)
    add_compile_options(-Wno-tsan)
  endif()
endif()
