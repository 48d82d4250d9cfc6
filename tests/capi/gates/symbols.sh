#!/usr/bin/env bash
# What the library exports is what capi/symbols.txt lists, what the header declares, and nothing else.
. "$(dirname "$0")/../common.sh"
nm -D --defined-only "$LIBRARY" | awk '$2 != "A" {sub(/@.*/, "", $3); print $3}' | LC_ALL=C sort >"$work/exported"
diff -u "$source/capi/symbols.txt" "$work/exported" || fail "exports differ from capi/symbols.txt"
sed -n '/^PLAZO_API/ s/.*\b\(plazo_[a-z_]*\)(.*/\1/p' "$source/capi/include/plazo/plazo.h" | LC_ALL=C sort >"$work/declared"
diff -u "$source/capi/symbols.txt" "$work/declared" || fail "plazo.h declares other functions than capi/symbols.txt"
