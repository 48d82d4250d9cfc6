#!/usr/bin/env bash
# The example in the header's comment is taken out, compiled and run as it stands there, but for the path.
. "$(dirname "$0")/../common.sh"
mkdir "$work/plazo"
{
  printf '#include <plazo/plazo.h>\n#include <stdio.h>\nint main(void) {\n'
  sed -n '/^ \*\/$/q; s/^ \*     //p' "$PREFIX/include/plazo/plazo.h" | sed -n '/^plazo_desk \*desk/,/^plazo_desk_close/p' |
    sed "s#/var/lib/plazo#$work/plazo#"
  printf 'return 0;\n}\n'
} >"$work/example.c"
[ "$(wc -l <"$work/example.c")" -gt 15 ] || fail "the example was not found"
grep -qF "$work/plazo" "$work/example.c" || fail "the path was not found"
read -ra flags <<<"$(pkg-config --cflags --libs plazo)"
"$CC" -std=c11 "${strict[@]}" "${sanitize[@]}" "$work/example.c" -o "$work/example" "${flags[@]}" "-Wl,-rpath,$PREFIX/$LIBDIR"

# Without a database it prints the error that the header promises.
"$work/example" >"$work/out" 2>"$work/err"
grep -q '^storage.missing: ' "$work/err" && [ ! -s "$work/out" ] || { cat "$work/err"; fail "no storage.missing"; }

# With one, and the customer it speaks of, it prints the ticket. The story makes both.
"$CC" -std=c11 "${sanitize[@]}" "$source/examples/c/story.c" -o "$work/story" "${flags[@]}" "-Wl,-rpath,$PREFIX/$LIBDIR"
"$work/story" "$work/plazo/desk.db" >/dev/null
"$work/example" >"$work/out" 2>"$work/err"
[ ! -s "$work/err" ] || { cat "$work/err"; fail "the example failed"; }
/usr/bin/python3 - "$work/out" <<'EOF'
import json, sys
ticket = json.load(open(sys.argv[1]))["ticket"]
assert ticket["subject"] == "Site down" and ticket["clocks"]["first_response"]["state"] == "running", ticket
EOF
