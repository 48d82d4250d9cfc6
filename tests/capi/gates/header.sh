#!/usr/bin/env bash
# The installed headers, each alone, as C11 and as old and new C++, with warnings as errors.
. "$(dirname "$0")/../common.sh"
count=0
for header in plazo operations; do
  for language in c:c11 c:c17 c++:c++11 c++:c++20; do
    compiler=$CC
    [ "${language%%:*}" = c ] || compiler=$CXX
    printf '#include <plazo/%s.h>\n#include <plazo/%s.h>\nint never_empty;\n' $header $header |
      "$compiler" -x "${language%%:*}" "-std=${language#*:}" "${strict[@]}" -Wundef -Wmissing-declarations -nostdinc++ \
        -I"$PREFIX/include" -fsyntax-only - 2>"$work/log" || { cat "$work/log"; fail "$header.h as $language"; }
    count=$((count + 1))
  done
done
[ $count -eq 8 ]
# Everything a C++ program calls has C names.
printf '#include <plazo/plazo.h>\nint main() { return plazo_version() == nullptr; }\n' >"$work/main.cpp"
"$CXX" -std=c++11 "${sanitize[@]}" "$work/main.cpp" -o "$work/main" $(pkg-config --cflags --libs plazo) "-Wl,-rpath,$PREFIX/$LIBDIR"
"$work/main"
