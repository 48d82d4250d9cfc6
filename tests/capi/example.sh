#!/usr/bin/env bash
# Builds examples/c as its readers would, runs it, and compares what it tells.
. "$(dirname "$0")/common.sh"
cp "$source"/examples/c/* "$work"
cd "$work"
case "$1" in
  make) make -s CC="$CC" CFLAGS="-O1 -g $SANITIZE" && story=./story ;;
  cmake)
    "$CMAKE" -S . -B build -G Ninja -DCMAKE_PREFIX_PATH="$PREFIX" -DCMAKE_C_COMPILER="$CC" -DCMAKE_C_FLAGS="$SANITIZE" >log &&
      "$CMAKE" --build build >>log || { cat log; exit 1; }
    story=build/story
    ;;
esac
# Times of day and dates differ from run to run; the sentences do not.
"$story" "$work/story.db" | sed -E 's/[0-9]+ de [a-z]+ de [0-9]{4}/DATE/g; s/[0-9]{1,2}(:[0-9]{2}){1,2}/TIME/g' >told
diff -u "$here/story.expected" told
[ "$(stat -c %a "$work/story.db")" = 600 ] || fail "the database is open to others"
