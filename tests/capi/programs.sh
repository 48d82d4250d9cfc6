#!/usr/bin/env bash
# Compiles the C tests against the installed copy, as pkg-config says.
. "$(dirname "$0")/common.sh"
rm -rf "$PROGRAMS"
mkdir -p "$PROGRAMS"
read -ra flags <<<"$(pkg-config --cflags --libs plazo)"
for file in "$here"/c/*.c; do
  # The flags of the library come after the file: the linker reads in order.
  "$CC" -std=c11 "${strict[@]}" -O1 -g "${sanitize[@]}" "$file" -o "$PROGRAMS/$(basename "$file" .c)" \
    "${flags[@]}" "-Wl,-rpath,$PREFIX/$LIBDIR" -pthread
done
