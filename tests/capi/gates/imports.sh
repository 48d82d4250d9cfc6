#!/usr/bin/env bash
# The library runs no programs, opens no sockets and draws no random numbers but libsodium's. Statically:
# it does not even refer to what it would need for that.
. "$(dirname "$0")/../common.sh"
# Programs, sockets and name look-ups (V57, V84), weak random numbers (V27).
forbidden='system|popen|exec(l|le|lp|v|ve|vp|vpe|veat)|fexecve|posix_spawnp?|v?fork|socket|socketpair|connect|bind|listen|accept4?|send(to|msg|mmsg)?|getaddrinfo|gethostby[a-z0-9_]*|s?rand|rand_r|s?random(_r)?|[dlmejn]rand48(_r)?|srand48'
imported() { nm -D --undefined-only "$1" | awk '{sub(/@.*/, "", $2); print $2}'; }
# A gate that finds nothing must be able to find something.
printf 'int system(const char *);\nint probe(void) { return system(""); }\n' >"$work/probe.c"
"$CC" -shared -fPIC "$work/probe.c" -o "$work/probe.so"
imported "$work/probe.so" | grep -qxE "$forbidden" || fail "the gate does not see a call of system()"
if [ -n "$SANITIZE" ]; then
  # The sanitizer's run-time brings its own imports; the objects of the core do not have them.
  nm --undefined-only "$CORE" 2>/dev/null | awk '{print $2}' >"$work/imports"
else
  imported "$LIBRARY" >"$work/imports"
  nm --undefined-only "$CORE" 2>/dev/null | awk '{print $2}' >>"$work/imports"
fi
[ "$(wc -l <"$work/imports")" -gt 100 ] || fail "hardly any import was found"
! grep -xE "$forbidden" "$work/imports" || fail "the library refers to the above"
# Generators that are templates leave their instances in the objects.
! nm -C "$CORE" "$LIBRARY" 2>/dev/null | grep -E 'mersenne_twister|linear_congruential|subtract_with_carry|std::random_device' ||
  fail "a random generator other than libsodium's"
