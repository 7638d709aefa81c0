# Finds libxxhash through pkg-config (its Debian package has no CMake package) and gives the target
# xxHash::xxhash.

find_package(PkgConfig QUIET)
if(PkgConfig_FOUND)
  pkg_check_modules(XxHash_PC QUIET IMPORTED_TARGET GLOBAL libxxhash)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  XxHash
  REQUIRED_VARS XxHash_PC_FOUND
  VERSION_VAR XxHash_PC_VERSION)

if(XxHash_FOUND AND NOT TARGET xxHash::xxhash)
  add_library(xxHash::xxhash ALIAS PkgConfig::XxHash_PC)
endif()
