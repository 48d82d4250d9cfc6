# All from Debian 12; `scripts/setup` installs them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS json)
find_package(fmt REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
find_path(CCTZ_INCLUDE cctz/time_zone.h REQUIRED)
find_library(CCTZ_LIBRARY cctz REQUIRED)
# Its pkg-config file names two more libraries that nothing here uses.
find_path(ICAL_INCLUDE libical/ical.h REQUIRED)
find_library(ICAL_LIBRARY ical REQUIRED)
