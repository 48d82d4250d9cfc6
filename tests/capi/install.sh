#!/usr/bin/env bash
# Installs into an empty folder, and says no to an installation that is more or less than it should be.
. "$(dirname "$0")/common.sh"
rm -rf "$PREFIX"
"$CMAKE" --install "$BUILD" --prefix "$PREFIX" >/dev/null
for file in include/plazo/plazo.h include/plazo/operations.h "$LIBDIR/libplazo.so" "$LIBDIR/libplazo.so.0" \
  "$LIBDIR/pkgconfig/plazo.pc" "$LIBDIR/cmake/Plazo/PlazoConfig.cmake"; do
  [ -e "$PREFIX/$file" ] || fail "$file is not installed"
done
for header in "$PREFIX"/include/plazo/*; do cmp "$header" "$source/capi/include/plazo/$(basename "$header")"; done
[ "$(find "$PREFIX/include" -type f | wc -l)" -eq 2 ] || fail "other headers than plazo.h and operations.h are installed"
# Where this tree is built must not get into what others install.
! grep -rlF "$BUILD" "$PREFIX" --include='*.pc' --include='*.cmake' --include='*.h' || fail "the build folder is named there"
