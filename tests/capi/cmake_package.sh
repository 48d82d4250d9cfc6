#!/usr/bin/env bash
# The same programs by way of find_package(Plazo), and one of them run: a package that only configures
# would not do.
. "$(dirname "$0")/common.sh"
configure() { "$CMAKE" -S "$here/installed" -B "$work/$1" -G Ninja -DCMAKE_PREFIX_PATH="$PREFIX" \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_C_FLAGS="$SANITIZE" -DPROGRAMS="$here/c" "${@:2}"; }
configure build >"$work/log" || { cat "$work/log"; exit 1; }
"$CMAKE" --build "$work/build" >"$work/log" || { cat "$work/log"; exit 1; }
"$work/build/arguments"
# A version that is not there is not found.
if configure newer -DWANTED=99.0 >"$work/log" 2>&1; then fail "find_package found version 99.0"; fi
grep -q 'requested version "99.0"' "$work/log" || { cat "$work/log"; fail "refused for another reason"; }
