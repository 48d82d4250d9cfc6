# Sourced by the scripts beside it; ctest sets the variables in capitals.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$(cd "$here/../.." && pwd)
# Instead of the system's places, not before them: a Plazo installed there must not be found.
export PKG_CONFIG_LIBDIR=$PREFIX/$LIBDIR/pkgconfig
unset PKG_CONFIG_PATH CPATH C_INCLUDE_PATH LIBRARY_PATH LD_LIBRARY_PATH
strict=(-pedantic -Wall -Wextra -Werror)
read -ra sanitize <<<"$SANITIZE"
fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
