#!/usr/bin/env bash
# One version number: CMake's project(VERSION), the header, the library, pkg-config and the catalogue.
. "$(dirname "$0")/../common.sh"
cat >"$work/version.c" <<'EOF'
#include <plazo/plazo.h>
#include <stdio.h>
int main(void) {
  printf("%d.%d.%d\n%s\n%s\n", PLAZO_VERSION_NUMBER / 10000, PLAZO_VERSION_NUMBER / 100 % 100, PLAZO_VERSION_NUMBER % 100,
         plazo_version(), plazo_catalogue(NULL));
  return 0;
}
EOF
read -ra flags <<<"$(pkg-config --cflags --libs plazo)"
"$CC" "${sanitize[@]}" "$work/version.c" -o "$work/version" "${flags[@]}" "-Wl,-rpath,$PREFIX/$LIBDIR"
"$work/version" >"$work/out"
check() { [ "$2" = "$VERSION" ] || fail "$1 says $2, CMake says $VERSION"; }
check plazo.h "$(sed -n 1p "$work/out")"
check "plazo_version()" "$(sed -n 2p "$work/out")"
check "the library's catalogue" "$(sed -n 3p "$work/out" | /usr/bin/python3 -c 'import json,sys; print(json.load(sys.stdin)["version"])')"
check capi/catalogue.json "$(/usr/bin/python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["version"])' "$source/capi/catalogue.json")"
check pkg-config "$(pkg-config --modversion plazo)"
check "the file's name" "$(basename "$(readlink -f "$PREFIX/$LIBDIR/libplazo.so")" | sed 's/^libplazo\.so\.//')"
# Every reference in the catalogue leads somewhere.
/usr/bin/python3 - "$source/capi/catalogue.json" <<'EOF'
import json, sys
root = json.load(open(sys.argv[1]))
found = 0
def walk(node):
    global found
    if isinstance(node, dict):
        if "$ref" in node:
            at = root
            for step in node["$ref"].removeprefix("#/").split("/"):
                at = at[step]
            found += 1
        for child in node.values():
            walk(child)
    elif isinstance(node, list):
        for child in node:
            walk(child)
walk(root)
assert found > 30, found
EOF
